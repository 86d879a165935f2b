/* app-build.h: from a kept intent to a sealed operation on the wire */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* The operation as JSON text, ready to send; a team's first write opens the next epoch with it.
 * HARK_ERROR_NOT_FOUND where the ticket is not in the cache yet; HARK_ERROR_UNSEEN: app-told.h.
 * Free with hark_seal_free_string
 * (). */
char *app_build_request (AppStore *store, const AppOperation *operation, GError **error);
/* An operation that does nothing but open the epoch after @epoch, for those who are in the area
 * now. NULL where another one is the newest here, or its keys are not; or where it has to wait
 * (app-told.h). */
char *app_build_rekey (AppStore *store, const HarkId *id, guint32 epoch);
/* A slot of the ticket's newest epoch for somebody who joined: {"tk", "epoch", "to", "box"}. NULL
 * where the ROSTER does not have them in the ticket's area, or this account is no Expert of it,
 * whatever the server says; where they are excluded; where @epoch is not the newest here. @to may
 * be the organisation's recovery key. The user was told of that by which it is theirs (app-told.h).
 */
JsonObject *app_build_slot (AppStore *store, const HarkId *id, guint32 epoch, const HarkId *to);
/* The same object, of a slot of any epoch whose keys are at hand. NULL where nothing can be sealed
 * to
 * @box_pk. */
JsonObject *app_build_slot_of (const HarkEpoch *epoch, const guint8 hash[HARK_HASH_LEN],
                               const HarkId *org, HarkSlotKind kind, const HarkId *to,
                               const guint8 box_pk[32], const HarkEpochKeys *keys);

G_END_DECLS

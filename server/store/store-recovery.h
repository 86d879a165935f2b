/* store-recovery.h: what is sealed to the organisation's recovery key, and who is given it */
#pragma once

#include "store-epoch.h"
#include "store-roster.h"

G_BEGIN_DECLS

/* Takes the place of what there was for the ticket: one slot opens everything before it. Nothing is
 * checked. */
gboolean store_recovery_put (SrvStore *store, const HarkEpoch *epoch, const SrvSlot *slot,
                             GError **error);
/* What a new statement of the list means for it, in the writer's thread: @before is the key
 * until then, since 0 for none. Notes what is due to be sealed; what was sealed to a key that ended
 * goes. */
gboolean store_recovery_update (SrvStore *store, const HarkRosterRecovery *before, HarkRoster *list,
                                GError **error);
/* A slot of the newest epoch by an Expert of the area who holds it; all else was checked. Not to
 * another key than that of now (HARK_ERROR_FORBIDDEN). One that is there stays. */
gboolean store_recovery_settle (SrvStore *store, const HarkEpoch *epoch, const HarkId *to,
                                GBytes *box, GError **error);
/* Whether @user may seal @epoch, the newest one, to themselves: they use the recovery key there,
 * and it was sealed to it. */
gboolean store_recovery_may_open (SrvStore *store, const HarkEpoch *epoch, const HarkId *user,
                                  gboolean *may, GError **error);

typedef struct
{
  HarkId ticket;
  GBytes *statement; /* of its newest epoch */
  GBytes *box;
} SrvRecoverable;

void srv_recoverable_free (SrvRecoverable *self);

/* What @user, who uses the recovery key there (else HARK_ERROR_FORBIDDEN), can open with it of
 * @area: tickets behind @after whose newest epoch was sealed to it, does not exclude them, and is
 * not sealed to themselves yet; at most @max. (element-type SrvRecoverable) (transfer full) */
GPtrArray *store_recovery_list (SrvStore *store, const HarkId *area, const HarkId *user,
                                const HarkId *after, guint max, gboolean *more, GError **error);

G_END_DECLS

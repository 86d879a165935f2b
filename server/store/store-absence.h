/* store-absence.h: who of a team is away, and who stands in for them */
#pragma once

#include "hark-absence.h"
#include "store-roster.h"

G_BEGIN_DECLS

#define SRV_ABSENCE_KEPT 7 /* days after its last one */

/* What @asker is told: their own, and those of whoever is in a team with them, but for what is
 * over by @now. A deputy who is in none of the person's teams any more is not named.
 * (element-type HarkAbsence) (transfer full) */
GArray *store_absence_list (SrvStore *store, const HarkId *asker, gint64 now, GError **error);
/* In place of the one that its user had. HARK_ERROR_INVALID: as hark_absence_check(), or the deputy
 * is themselves or in no team with them. */
gboolean store_absence_set (SrvStore *store, const HarkAbsence *absence, gint64 now,
                            GError **error);
/* There need be none. */
gboolean store_absence_end (SrvStore *store, const HarkId *user, GError **error);
/* Who gets @user's mails about tickets of @area at @now: zeros where @user is not away, and where
 * the deputy is not in that area. */
gboolean store_absence_get_deputy (SrvStore *store, const HarkId *area, const HarkId *user,
                                   gint64 now, HarkId *deputy, GError **error);

/* Removes those that have been over for a while. */
gboolean store_absence_expire (SrvStore *store, gint64 now, GError **error);
/* Removes those of whom @list has switched off. The caller holds the roster's lock. */
gboolean store_absence_sweep (SrvStore *store, HarkRoster *list, GError **error);

G_END_DECLS

/* store-access.h: who sees which ticket, and since when: what the feed, blobs and operations ask */
#pragma once

#include "hark-roster.h"
#include "srv-store.h"

G_BEGIN_DECLS

typedef enum
{
  SRV_SIDE_NONE = 0,
  SRV_SIDE_TEAM = 1 << 0,
  SRV_SIDE_REPORTER = 1 << 1,
  SRV_SIDE_BOTH = SRV_SIDE_TEAM | SRV_SIDE_REPORTER,
} SrvSide;

/* "team", "reporter", "both" */
const char *srv_side_get_name (SrvSide side);

/* @side is SRV_SIDE_NONE where there is no access now; @lost where there was some once. */
gboolean store_access_get (SrvStore *store, const HarkId *user, const HarkId *ticket, SrvSide *side,
                           gboolean *lost, GError **error);
/* Whoever gains a side is sent the whole ticket. */
gboolean store_access_grant (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                             SrvSide side, GError **error);
/* Whoever loses a side loses all that they have of it; what remains is sent again. */
gboolean store_access_revoke (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                              SrvSide side, GError **error);
/* Who is on the team's side of @ticket now. (element-type HarkId) (transfer full) */
GArray *store_access_list_team (SrvStore *store, const HarkId *ticket, GError **error);
/* Takes the reporter's side of whatever they reported from @user, who has other keys now. */
gboolean store_access_leave_own (SrvStore *store, gint64 seq, const HarkId *user, GError **error);
/* Takes the team's side from everybody whom @list no longer has in the ticket's area. */
gboolean store_access_sweep (SrvStore *store, gint64 seq, HarkRoster *list, GError **error);

G_END_DECLS

/* store-due.h: what members' clients have to do for each other, because only they hold keys: seal a
 * ticket's newest epoch to somebody who joined, or open one without somebody who left */
#pragma once

#include "store-epoch.h"
#include "store-roster.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId ticket;
  guint32 epoch; /* the newest */
  HarkId to;     /* zeros: open the next epoch */
} SrvDue;

/* Who was in which area: to be taken before the roster changes, and held against it afterwards.
 * Both in the writer's thread, which alone changes it. */
typedef struct _SrvTeams SrvTeams;
SrvTeams *srv_teams_new (HarkRoster *list);
void srv_teams_free (SrvTeams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvTeams, srv_teams_free)
HarkRole srv_teams_get_role (const SrvTeams *self, const HarkId *area, const HarkId *user);
/* Notes what follows from the change between @before and @list. */
gboolean store_due_update (SrvStore *store, gint64 seq, const SrvTeams *before, HarkRoster *list,
                           GError **error);
/* Whether somebody left who holds a key of @ticket. */
gboolean store_due_has_rekey (SrvStore *store, const HarkId *ticket, gboolean *has, GError **error);
/* A new epoch was sealed to everybody who is in the area: nothing is due to it. */
gboolean store_due_clear (SrvStore *store, const HarkId *ticket, GError **error);

/* What @user may do of it, for tickets behind @after and for anybody but @but (NULL: for all): at
 * most
 * @max, in the order of their tickets.
 * @more: there are others behind them. (element-type SrvDue) (transfer full) */
GArray *store_due_list (SrvStore *store, const HarkId *user, const HarkId *after, const HarkId *but,
                        guint max, gboolean *more, GError **error);
/* How many of that list, from its beginning, are to be sealed. */
gboolean store_due_count_seals (SrvStore *store, const HarkId *user, const HarkId *but,
                                guint *count, GError **error);
/* Whether that list would hold anything; it reads no more than that takes. */
gboolean store_due_is_there (SrvStore *store, const HarkId *user, const HarkId *but,
                             gboolean *there, GError **error);

/* A slot of @ticket's newest epoch, sealed by @sealer to @to, who is sent the whole ticket from
 * then on. One that is there already is fine. HARK_ERROR_FORBIDDEN where @sealer is no Expert of
 * the ticket's area, or @to is not in it or excluded; HARK_ERROR_GONE where @sealer lost access;
 * HARK_ERROR_REKEY where @epoch is not the newest; HARK_ERROR_INVALID. */
gboolean store_due_settle (SrvStore *store, gint64 seq, const HarkId *sealer, const SrvDue *due,
                           GBytes *box, GError **error);

G_END_DECLS

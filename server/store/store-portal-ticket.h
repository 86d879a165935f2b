/* store-portal-ticket.h: which tickets belong to a portal-only account, and what their owner sees
 * of them in a list. Their keys are an inbox's. */
#pragma once

#include "store-due.h"
#include "store-portal-account.h"
#include "store-ticket.h"

G_BEGIN_DECLS

#define SRV_PORTAL_TICKET_MAX 500 /* of one account */

/* HARK_ERROR_FORBIDDEN for an account that is not there or has ended, HARK_ERROR_BUSY where it has
 * too many. */
gboolean store_portal_ticket_add (SrvStore *store, const HarkId *ticket, const HarkId *user,
                                  GError **error);
/* HARK_ERROR_NOT_FOUND where @ticket is not one of @user's, whoever else's it is; likewise below.
 */
gboolean store_portal_ticket_check (SrvStore *store, const HarkId *ticket, const HarkId *user,
                                    GError **error);
gboolean store_portal_ticket_find (SrvStore *store, const char *number, const HarkId *user,
                                   HarkId *ticket, GError **error);
gboolean store_portal_ticket_find_blob (SrvStore *store, const HarkId *blob, const HarkId *user,
                                        HarkId *ticket, GError **error);
/* Whose it is; zeros for nobody's. */
gboolean store_portal_ticket_get_owner (SrvStore *store, const HarkId *ticket, HarkId *owner,
                                        GError **error);
/* Whether it is anybody's. */
gboolean store_portal_ticket_has_owner (SrvStore *store, const HarkId *ticket, gboolean *has,
                                        GError **error);

typedef struct
{
  HarkId id;
  char *number;
  HarkTicketState state;
  gboolean has_advisor;
  gboolean taken;
  gint64 last;             /* when somebody last wrote */
  gboolean last_from_team; /* and who */
  guint n_unread;          /* messages of the team beyond the read mark */
} SrvPortalTicket;

/* The latest first. (element-type SrvPortalTicket) (transfer full) */
GPtrArray *store_portal_ticket_list (SrvStore *store, const HarkId *user, guint offset, guint limit,
                                     GError **error);
/* What is there up to the object of @up_to was seen. */
gboolean store_portal_ticket_mark (SrvStore *store, gint64 seq, const HarkId *ticket,
                                   const HarkId *user, gint64 up_to, GError **error);
/* Whether there is anything to mark. */
gboolean store_portal_ticket_is_unread (SrvStore *store, const HarkId *ticket, const HarkId *user,
                                        gboolean *is, GError **error);

/* Whether @user, who may read @ticket, is told whose it is besides what its report says: who
 * answers in its area is, an Observer reads no more than the report. */
gboolean store_portal_ticket_tells (SrvStore *store, const SrvTicket *ticket, const HarkId *user);
/* Who begins or ceases to be told of it by the change between @before and @list has these rows
 * anew. */
gboolean store_portal_ticket_follow (SrvStore *store, gint64 seq, const SrvTeams *before,
                                     HarkRoster *list, GError **error);

G_END_DECLS

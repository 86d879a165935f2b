/* store-mail-rule.h: who is mailed when something happens to a ticket: the one place that says so.
 *
 * Nobody is mailed for what they did themselves, nobody who may not see the ticket, no anonymous
 * reporter, and nobody twice for one thing. The team are its Professionals and Experts: Observers
 * are not mailed. An advisor who was switched off or is not in the team any more is none: the team
 * is mailed. Where an advisor is away, their deputy is mailed instead, if the ticket is theirs
 * to see and what happened is not their own doing; else the advisor is. */
#pragma once

#include "store-notice.h"
#include "store-ticket.h"

G_BEGIN_DECLS

typedef enum
{
  SRV_MAIL_EVENT_SUBMITTED, /* on behalf counts as its kind */
  SRV_MAIL_EVENT_MOVED,     /* to another area: a new ticket for its team */
  SRV_MAIL_EVENT_ADVISED,   /* taken over, assigned, released */
  SRV_MAIL_EVENT_ANSWERED,  /* the team wrote to the reporter */
  SRV_MAIL_EVENT_REPLIED,   /* the reporter wrote */
  SRV_MAIL_EVENT_CLOSED,    /* with or without a last message: one mail for both */
  SRV_MAIL_EVENT_REMINDED,
  SRV_MAIL_EVENT_DELETION, /* is ahead */
} SrvMailEventType;

typedef struct
{
  SrvMailEventType type;
  HarkId ticket;
  HarkId actor;   /* who did it; zeros: an anonymous reporter, or nobody */
  HarkId advisor; /* MOVED, ADVISED: who was it before; else not looked at */
  HarkId period;  /* REMINDED */
  guint lead;     /* REMINDED, DELETION: days ahead */
  gint64 due;     /* REMINDED, DELETION: when */
} SrvMailEvent;

/* After what happened, in its transaction. */
gboolean store_mail_rule_apply (SrvStore *store, gint64 seq, const SrvMailEvent *event, gint64 now,
                                GError **error);
/* That @ticket will be deleted at @due, in @days days: once for each number of days and each date,
 * however often it is said. */
gboolean store_mail_rule_warn (SrvStore *store, gint64 seq, const HarkId *ticket, guint days,
                               gint64 due, gint64 now, GError **error);

/* Whether that is mailed to anybody: there is an advisor, and they can be mailed. */
gboolean store_mail_rule_warns (SrvStore *store, const HarkId *ticket, gint64 now, gboolean *warns,
                                GError **error);

/* Whether it is still to be said by the time that it is: its recipient may see the ticket, and what
 * it says is true. Whether they have looked is store_notice_list()'s. */
gboolean store_mail_rule_holds (SrvStore *store, const SrvNotice *notice, gint64 now,
                                gboolean *holds, GError **error);

G_END_DECLS

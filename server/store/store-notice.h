/* store-notice.h: what somebody is to be told by mail, and which mail carries it: one of its own,
 * the daily digest of who chose that, or the summary of an hour in which there were too many.
 * Where it would name more tickets that will be deleted than there is room for in a mail
 * (SRV_MAIL_MAX_DELETIONS), another one begins.
 * What waited for a mail server from before that hour counts as of it. What comes in, of which a
 * stranger may send any number, is counted apart from all else, and neither delays the other.
 *
 * One of a kind about a ticket until the recipient has looked, whatever happens there meanwhile. To
 * whom what is told is said in store-mail-rule.h. */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* Mails of their own to one person in one hour of the clock, of what comes in; as many of all else.
 */
#define SRV_NOTICE_FLOOD 10
#define SRV_NOTICE_DIGEST_HOUR 7 /* of the organisation's day */

/* Of mails that carry several. */
#define SRV_NOTICE_DIGEST "digest"
#define SRV_NOTICE_SUMMARY "summary"

typedef enum
{
  SRV_NOTICE_ANONYMOUS, /* a new anonymous ticket */
  SRV_NOTICE_NAMED,     /* a new one of somebody with an account */
  SRV_NOTICE_REPLY,     /* the reporter has written */
  SRV_NOTICE_ANSWER,    /* the team has, to the reporter */
  SRV_NOTICE_CLOSED,    /* to the reporter */
  SRV_NOTICE_ASSIGNED,
  SRV_NOTICE_RELEASED, /* they are no longer needed */
  SRV_NOTICE_REMINDER,
  SRV_NOTICE_DELETION,
  SRV_NOTICE_LAST
} SrvNoticeKind;

typedef struct
{
  SrvNoticeKind kind;
  HarkId user;   /* whom it is for */
  HarkId person; /* the advisor whom it is about; another than @user: who is away; else zeros */
  HarkId ticket;
  HarkId period; /* REMINDER; else zeros */
  guint lead;    /* days ahead: REMINDER, DELETION; else 0 */
  gint64 due;    /* likewise */
  gint64 seq;    /* of what happened */
} SrvNotice;

/* A ticket or the reporter's message: what others may send as much of as they like. */
gboolean srv_notice_kind_comes_in (SrvNoticeKind kind);
/* Whether mails of kind @mail are such. */
gboolean srv_notice_carries_several (const char *mail);
/* As in the queue: "anonymous", "closed" … */
const char *srv_notice_kind_get_name (SrvNoticeKind kind);

/* Whether @user can be mailed: has an account that is not switched off, and an address. */
gboolean store_notice_reaches (SrvStore *store, const HarkId *user, gboolean *reaches,
                               GError **error);
/* Queues it, in the transaction of what happened. Does nothing where @notice->user cannot be mailed
 * or was told before: of a kind until they have looked, of each lead time and due date once. A lead
 * time that could not go yet is replaced by the next. */
gboolean store_notice_add (SrvStore *store, const SrvNotice *notice, gint64 now, GError **error);
/* What @mail carries and its recipient has not looked at since, oldest first.
 * (element-type SrvNotice) (transfer full) */
GArray *store_notice_list (SrvStore *store, const HarkId *mail, GError **error);
typedef enum
{
  SRV_NOTICE_NO_MAIL, /* nobody was to be mailed, or what there was of it is long gone */
  SRV_NOTICE_SENT,
  SRV_NOTICE_WAITS,   /* or was given up for want of a mail server that takes any */
  SRV_NOTICE_REFUSED, /* the mail server said no to this address, and took others' about then */
} SrvNoticeFate;

/* What became of the mails that say that @ticket will be deleted at @due, in @lead days: the best
 * of it, where there are several. @when: the hour in which the first was SENT. */
gboolean store_notice_get_fate (SrvStore *store, const HarkId *ticket, guint lead, gint64 due,
                                SrvNoticeFate *fate, gint64 *when, GError **error);
/* What they told counts for @later. */
gboolean store_notice_put_off (SrvStore *store, const HarkId *ticket, guint lead, gint64 due,
                               gint64 later, GError **error);
/* What @from carried goes with @to, where the first mail that was to carry it is younger than
 * @since. */
gboolean store_notice_move (SrvStore *store, const HarkId *from, const HarkId *to, gint64 since,
                            GError **error);
/* @mail goes without it: it is not told by that. */
gboolean store_notice_take_out (SrvStore *store, const SrvNotice *notice, const HarkId *mail,
                                GError **error);
/* Before a mail is removed that was never sent: what it would have told may be told again. */
gboolean store_notice_forget (SrvStore *store, const HarkId *mail, GError **error);
/* The same for those that have waited since @before, the first SRV_STORE_PIECE of them; but for
 * what they took along that is younger. */
gboolean store_notice_forget_waiting (SrvStore *store, gint64 before, GError **error);
/* What is told of periods, or of days on which tickets are deleted, after the commit @seq has moved
 * those as @days say (store-day.h): it goes as it would have gone, and not again. */
gboolean store_notice_move_reminders (SrvStore *store, gint64 seq, const char *days,
                                      GError **error);
gboolean store_notice_move_deletions (SrvStore *store, gint64 seq, const char *days,
                                      GError **error);

G_END_DECLS

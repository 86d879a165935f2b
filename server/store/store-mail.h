/* store-mail.h: mails that wait to be sent, and what became of them.
 *
 * A row says whom a mail is for and what about. What it says, and the address it goes to, are made
 * when it is sent, and kept nowhere. An anonymous reporter may be its cause: of when it was queued
 * and settled the hour is kept, and of when it is tried next an hour that follows from when it was
 * first due and from how often it was tried, not from the minute in which that was. */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_MAIL_MAX_KIND 32 /* bytes */
#define SRV_MAIL_MAX_PERIOD 100
#define SRV_MAIL_MAX_WORDS 300 /* of a mail server, kept and shown */
#define SRV_MAIL_MAX_REASON 32
#define SRV_MAIL_MAX_DELETIONS 1000 /* days of deletion in one: each has a line of its own */
#define SRV_MAIL_FIRST_DELAY 60
#define SRV_MAIL_LAST_DELAY (4 * 3600)
#define SRV_MAIL_PATIENCE (3 * 24 * 3600) /* seconds until it is given up */
#define SRV_MAIL_LEAST_TRIES 8         /* two hours: a server that was off for days has not tried */
#define SRV_MAIL_KEPT (90 * 24 * 3600) /* what was settled is forgotten then */
#define SRV_MAIL_TOLD (7 * 24 * 3600)  /* so long is what was given up told of */

typedef struct
{
  HarkId id;      /* zeros: store_mail_add() draws one */
  HarkId user;    /* whom it is for */
  char *kind;     /* small letters and hyphens: "test" */
  HarkId ticket;  /* zeros: none */
  char *period;   /* NULL: none */
  gint64 created; /* seconds since 1970 */
  gint64 due;     /* not to be sent before; of one that was tried: to be tried by then */
  guint tries;    /* with the one that is under way */
  gint64 next;    /* of one that was taken: when to try it again; kept nowhere */
} SrvMail;

void srv_mail_free (SrvMail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvMail, srv_mail_free)

typedef enum
{
  SRV_MAIL_SENT,    /* the mail server has taken it */
  SRV_MAIL_LATER,   /* it may go another time */
  SRV_MAIL_NEVER,   /* no time */
  SRV_MAIL_DROPPED, /* there is nothing to say any more, or nobody to say it to: nothing is left */
} SrvMailResult;

/* What became of one that was taken. */
typedef struct
{
  SrvMailResult result;
  gboolean may_have_arrived; /* LATER: it was sent, and the mail server did not say what of it */
  const char *reason;        /* whose words they are, and why: mail_reason_get_name(); "": none */
  const char *words;         /* printable, SRV_MAIL_MAX_WORDS at most; kept as they are */
} SrvMailFate;

/* In the transaction of what it is about, so that both are there or neither. @mail->due 0: at once.
 * Copies what it needs; sets @mail->id. HARK_ERROR_INVALID for a kind that is none. */
gboolean store_mail_add (SrvStore *store, SrvMail *mail, gint64 now, GError **error);

/* When the next one is due, G_MAXINT64 for never. */
gboolean store_mail_get_next (SrvStore *store, gint64 *due, GError **error);
/* Up to @max that are due, longest first, and puts each off: what is taken and not settled is tried
 * again. @random moves SrvMail.next by up to a fifth; where nobody knows that any more, as the
 * process has ended, SrvMail.due counts, which is later by two hours or some more.
 * Several digests to one person that could not go become the newest of them, and so do summaries:
 * not one that may have arrived, which comes again as it was or not at all, and no more than have
 * SRV_MAIL_MAX_DELETIONS together. What they become has waited for as long, and was tried as often,
 * as any of them.
 * (element-type SrvMail) (transfer full) */
GPtrArray *store_mail_take_due (SrvStore *store, gint64 now, guint max, GRand *random,
                                GError **error);
/* Takes @id, too, though it be due later, where it waits and is not in @rows yet. */
gboolean store_mail_take_again (SrvStore *store, const HarkId *id, gint64 now, GRand *random,
                                GPtrArray *rows, GError **error);
/* What waits and was tried; @tries is how often. (element-type SrvMail) (transfer full) */
GPtrArray *store_mail_list_tried (SrvStore *store, GError **error);
/* SRV_MAIL_LATER leaves it waiting, but where it has for SRV_MAIL_PATIENCE and was tried
 * SRV_MAIL_LEAST_TRIES times: then it is given up, but for what it took along that is younger,
 * which goes on in another. One that may have arrived waits as a whole until the youngest that it
 * carries is that old. */
gboolean store_mail_settle (SrvStore *store, const HarkId *id, const SrvMailFate *fate, gint64 now,
                            GError **error);
/* Seconds between try number @tries (1 for the first) and the next, give or take a fifth. */
gint64 store_mail_get_delay (guint tries);

/* What was settled long ago. */
gboolean store_mail_expire (SrvStore *store, gint64 now, GError **error);
/* While no mail server is named: forgets what waits for longer than SRV_MAIL_PATIENCE, at most
 * SRV_STORE_PIECE at once. */
gboolean store_mail_forget_old (SrvStore *store, gint64 now, GError **error);

typedef struct
{
  gint64 waiting;  /* mails that were to go already */
  gint64 oldest;   /* when the one that waits longest was queued; 0: none waits */
  gint64 given_up; /* in the last SRV_MAIL_TOLD */
  gint64 settled;  /* the hour in which the last of these was; 0: none was */
  /* of what was given up last, else of what was tried and waits */
  char reason[SRV_MAIL_MAX_REASON + 1];
  char words[SRV_MAIL_MAX_WORDS + 1];
} SrvMailHealth;

gboolean store_mail_get_health (SrvStore *store, gint64 now, SrvMailHealth *health, GError **error);

G_END_DECLS

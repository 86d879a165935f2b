/* mail-smtp.h: one connection to the organisation's mail server, by libcurl.
 *
 * Waits: for threads that may. Passwords go to libcurl's memory, which a server has locked and
 * wipes when it is freed, and are in nothing that is said. */
#pragma once

#include "hark-mail.h"
#include "store-mail.h"

G_BEGIN_DECLS

#define MAIL_SMTP_CONNECT_SECONDS 20
#define MAIL_SMTP_WHOLE_SECONDS 180 /* for one mail */

typedef struct
{
  HarkMailUrl url;
  gboolean is_plain;          /* no TLS at all: only where every address of the host is loopback */
  const char *hello;          /* the domain that it introduces itself by */
  const char *user;           /* NULL: it does not sign in */
  const char *password;       /* NULL: " */
  guint connect_ms, whole_ms; /* 0: as above */
} MailTarget;

/* Who says the words of an outcome, and why: what is not the mail server's own is worded by whoever
 * shows it, in their language. */
typedef enum
{
  MAIL_REASON_SAID,     /* the mail server's own words */
  MAIL_REASON_REPEATED, /* these had the password in them */
  MAIL_REASON_NAME,     /* its name was not found, or has no address */
  MAIL_REASON_UNREACHED,
  MAIL_REASON_TIMEOUT,
  MAIL_REASON_BROKEN,      /* the connection, or something else of it */
  MAIL_REASON_NO_TLS,      /* it offers none, and it is required */
  MAIL_REASON_CERTIFICATE, /* or TLS itself */
  MAIL_REASON_PLAIN,       /* without TLS, and not on this machine */
  MAIL_REASON_SANDBOX,     /* hark-server is to be started again */
  MAIL_REASON_ENDED,       /* it is ending */
  MAIL_REASON_UNSET,       /* there is no mail server */
  MAIL_REASON_PASSWORD,    /* to be set again by an Admin */
  MAIL_REASON_PASSWORD_FILE,
  MAIL_REASON_SIGN_IN,   /* it offers none of the ways that are tried */
  MAIL_REASON_UNWRITTEN, /* the mail could not be made: the log says why */
} MailReason;

/* "said", "no-tls" …: as in hark-api.h */
const char *mail_reason_get_name (MailReason reason);

typedef struct
{
  SrvMailResult result; /* SENT, LATER, NEVER */
  MailReason reason;
  gboolean
      is_down; /* LATER, and not for this mail: the server was not reached, or lets us not in */
  gboolean may_have_arrived;          /* LATER, and nobody knows */
  char words[SRV_MAIL_MAX_WORDS + 1]; /* the mail server's own but for addresses, else the reason in
                                         English; printable */
} MailOutcome;

typedef struct _MailSmtp MailSmtp;

/* Connects with the first mail. *@stop != 0, set from any thread, ends what is under way within a
 * second; may be NULL. What @target points to must outlive it. */
MailSmtp *mail_smtp_new (const MailTarget *target, const gint *stop);
void mail_smtp_free (MailSmtp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailSmtp, mail_smtp_free)

/* SENT once the server has said 250 to the whole message. NEVER where it says 5xx to the recipient
 * or the message. Whatever else goes wrong is LATER: what it says to our sign-in or our sender is
 * for an Admin to put right. */
void mail_smtp_send (MailSmtp *self, const char *from, const char *to, GBytes *message,
                     MailOutcome *outcome);

/* Before there are threads; again is fine. */
void mail_smtp_init (void);

G_END_DECLS

/* web-session.h: what the portal remembers of one browser, in the locked pool and nowhere else.
 *
 * A cookie with a random id leads to it. It has up to two parts, a form that is being filled in and
 * an opened inbox, each with a token of its own for the forms it shows and a time after which it is
 * wiped.
 *
 * Who signs in with a portal-only account has a session in which everything is theirs: the form is
 * one of a report with their name, the inbox that of their ticket which they look at. It begins
 * without what was there before, and ends with all of it. */
#pragma once

#include "hark-account.h"
#include "hark-api.h"
#include "hark-code.h"
#include "srv-portal.h"
#include "web-draft.h"

G_BEGIN_DECLS

#define WEB_FORM_IDLE (30 * 60)         /* seconds */
#define WEB_INBOX_IDLE (20 * 60)        /* seconds */
#define WEB_SESSION_LIFE (12 * 60 * 60) /* seconds, whatever happens meanwhile */
#define WEB_MAX_SESSIONS 2000
#define WEB_MAX_ASIDE 16 /* unsent messages of an account beside the one in front of it */
/* Requests for a session that another one has: each takes one of SRV_HANDLER_THREADS. */
#define WEB_SESSION_WAITING 3
#define WEB_MAX_WAITING_REQUESTS 6 /* for all sessions */

typedef enum
{
  WEB_STEP_WRITE,
  WEB_STEP_CHECK,
  WEB_STEP_DONE,
} WebStep;

typedef struct
{
  char csrf[2 * HARK_ID_LEN + 1];
  gint64 opened, used;
  WebDraft draft; /* empty once sent */
  HarkId op;      /* of the submission: the same for every try */
  HarkId ticket;
  HarkId owner; /* of the files, until the ticket claims them */
  guint8 code[HARK_CODE_LEN];
  WebStep step;
  gboolean tried; /* what is wrong with the form is shown */
  gboolean wants_inbox;
  gboolean has_kept;   /* the code, as they say */
  gboolean sent_tried; /* what is missing for sending is shown */
  gboolean was_busy;   /* the last try to send did not get through */
  gboolean is_named;   /* of the account that is signed in */
  /* once sent */
  char number[16];
  gboolean has_inbox;
  gboolean reachable;
} WebForm;

typedef struct
{
  char csrf[2 * HARK_ID_LEN + 1];
  gint64 opened, used;
  WebDraft draft;
  HarkReporterKeys keys;
  HarkId ticket;
  HarkId owner;
  HarkId turn; /* names the message that is being written: it is sent once */
  HarkId sent; /* the one before */
  gboolean tried;
  gboolean was_sent; /* say so once */
  gboolean was_busy;
  gboolean is_named;
} WebInbox;

/* Of a portal-only account. */
typedef struct
{
  char csrf[2 * HARK_ID_LEN + 1];
  gint64 opened, used;
  HarkId user;
  char name[HARK_API_MAX_NAME + 1];
  guint8 login[32];      /* hash of the secret that let them in: with another one it is over */
  HarkReporterKeys keys; /* the box's alone */
  gboolean was_changed;  /* the password: say so once */
} WebAccount;

typedef struct
{
  /* private */
  GMutex lock;
  int refs;
  guint8 key[HARK_HASH_LEN]; /* keyed hash of the cookie */
  SrvPortal *portal;
  guint waiting; /* requests; guarded by the lock of all sessions */

  int busy; /* atomic: bodies under way; nothing is idle meanwhile */
  WebForm *form;
  WebInbox *inbox;
  WebInbox *aside[WEB_MAX_ASIDE]; /* an account's, of other tickets, with something unsent in them */
  WebAccount *account;
} WebSession;

/* The request's session, locked; NULL where it has none or all of it has expired. Counts as use.
 * HARK_ERROR_BUSY where another request has it and enough wait already: nothing is known of it. */
WebSession *web_session_enter (SrvRequest *request, GError **error);
/* Unlocks and lets go. */
void web_session_leave (WebSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebSession, web_session_leave)
/* To be kept beyond web_session_leave(), unlocked. */
WebSession *web_session_hold (WebSession *self);
void web_session_drop (WebSession *self);

/* A new one, locked, whose cookie goes out with the reply. Where all places are taken, one that
 * nobody has written anything in goes for it, the longest unused first; HARK_ERROR_BUSY where there
 * is none. */
WebSession *web_session_create (SrvRequest *request, GError **error);
/* Another cookie for the same session: whoever knew the old one is out, with what they have sent
 * and is not answered yet. */
void web_session_rename (WebSession *self, SrvRequest *request);

/* HARK_ERROR_BUSY */
gboolean web_session_open_form (WebSession *self, GError **error);
void web_session_close_form (WebSession *self);
gboolean web_session_open_inbox (WebSession *self, const HarkReporterKeys *keys,
                                 const HarkId *ticket, GError **error);
void web_session_close_inbox (WebSession *self);
/* Instead of all that was there. @keys are the account's. */
gboolean web_session_open_account (WebSession *self, const HarkId *user, const char *name,
                                   const guint8 login[32], const HarkAccountKeys *keys,
                                   GError **error);
/* Opens the inbox of one of the account's tickets, or leaves it open. What is written in the one
 * that was open until then is kept aside, the WEB_MAX_ASIDE newest of them. */
gboolean web_session_open_ticket (WebSession *self, const HarkId *ticket, GError **error);
/* Whether something stands unsent in the inbox of @ticket. */
gboolean web_session_has_unsent (WebSession *self, const HarkId *ticket);
/* Everything. */
void web_session_close_all (WebSession *self);
/* Takes the cookie back too, once there is nothing left that it leads to. */
void web_session_forget (WebSession *self, SrvRequest *request);

/* For a request that must not wait: nothing leads to its session any more, which is wiped as soon
 * as those that have it are done. */
void web_session_abandon (SrvRequest *request);

/* Compares in constant time; FALSE for NULL. */
gboolean web_session_check_csrf (const char *csrf, const char *given);

/* All sessions of a portal. */
typedef struct _WebSessions WebSessions;

WebSessions *web_sessions_new (void);
/* Wipes everything. */
void web_sessions_free (WebSessions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebSessions, web_sessions_free)
/* Wipes what has expired. */
void web_sessions_sweep (WebSessions *self, gint64 now);
guint web_sessions_count (WebSessions *self);
/* For tests: requests for a session that another request has. */
guint web_sessions_count_waiting (WebSessions *self);

G_END_DECLS

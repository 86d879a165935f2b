/* web-account.h: the pages of portal-only accounts; web-account.c decides which one comes */
#pragma once

#include "store-portal-ticket.h"
#include "web-body.h"
#include "web-form.h"
#include "web-portal.h"

G_BEGIN_DECLS

#define WEB_REPORTS_OF_PAGE 20
#define WEB_EPOCHS_OF_PAGE 200 /* the page ends with the ticket that is beyond it */

/* The request's session, as web_session_enter() gives it; one of an account that has ended, has
 * another password by now, or may not be any more is over. */
WebSession *web_account_enter (SrvRequest *request, GError **error);
/* Whether there are such accounts on this portal. FALSE where the request was answered. */
gboolean web_account_begin (SrvRequest *request);
/* The same, for a form: its body must be whole. NULL where the request was answered. */
WebBody *web_account_begin_post (SrvRequest *request);
/* "" for nothing. */
const char *web_account_get_text (WebBody *body, WebField field);
/* NULL without @error where nobody is signed in. */
WebSession *web_account_enter_signed_in (SrvRequest *request, GError **error);
/* One of their own: HARK_ERROR_NOT_FOUND. */
gboolean web_account_find_ticket (SrvRequest *request, const WebAccount *account,
                                  const char *number, HarkId *ticket, GError **error);
/* One more wrong password; who sends many waits for the answer. */
void web_account_count_wrong (SrvRequest *request, const char *name);
/* The hash of the code of an invitation that was typed, of nothing that anybody has where it is no
 * code; and what to say of one that opens nothing. */
void web_account_hash_code (SrvContext *context, const char *text, guint8 hash[HARK_HASH_LEN]);
const char *web_account_get_code_fault (void);
/* How many questions somebody who tries @name is asked at least. */
guint web_account_get_questions (SrvRequest *request, const char *name);
/* What is reported carries the name of the account, whatever came with a form, and no other way to
 * reach them: the form does not show one. */
void web_account_sign_draft (const WebAccount *account, WebDraft *draft);

/* Why somebody stands before the door. */
typedef enum
{
  WEB_SIGN_IN_FIRST,
  WEB_SIGN_IN_LOST,       /* they were signed in and are no longer */
  WEB_SIGN_IN_UNANSWERED, /* the security question was not answered rightly */
  WEB_SIGN_IN_WRONG,      /* name or password */
} WebSignIn;

/* @body is what was sent, NULL for nothing: a text in it that is lost otherwise comes along.
 * @number is the ticket that a message in it belongs to. @least is how many questions are asked.
 * The caller holds no session: the page looks into the request's. */
void web_account_show_sign_in (SrvRequest *request, WebBody *body, const char *number,
                               WebSignIn why, WebVerdict verdict, guint least);
/* The same for a form that came from somebody who is signed in no longer. */
void web_account_show_lost (SrvRequest *request, WebBody *body);

/* How many characters a password needs here at least; whether this is one that may be chosen. */
guint web_account_get_min_password (SrvContext *context);
gboolean web_account_is_password (SrvContext *context, const char *password);

typedef enum
{
  WEB_ACCEPT_FIRST,
  WEB_ACCEPT_UNANSWERED,
  WEB_ACCEPT_WRONG, /* no invitation has this code */
  WEB_ACCEPT_WEAK,  /* the password is too short, or too long */
  WEB_ACCEPT_OTHER, /* it was not typed twice */
} WebAccept;

void web_account_show_accept (SrvRequest *request, WebBody *body, WebAccept why,
                              WebVerdict verdict);

/* @tickets: SrvPortalTicket; @subjects in the same order, NULL for one that does not open. */
void web_account_show_list (SrvRequest *request, WebSession *session, GPtrArray *tickets,
                            GPtrArray *subjects, guint from);

typedef enum
{
  WEB_CHANGE_FIRST,
  WEB_CHANGE_WRONG, /* the present one is not */
  WEB_CHANGE_WEAK,
  WEB_CHANGE_OTHER,
} WebChange;

void web_account_show_password (SrvRequest *request, const WebAccount *account, WebChange why);
void web_account_show_bye (SrvRequest *request);

/* Who is signed in, where they can go, and out. */
void web_account_add_bar (WebPage *page, const WebAccount *account);

G_END_DECLS

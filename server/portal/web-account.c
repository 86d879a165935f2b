/* web-account.c: /my-reports, /my-password: portal-only accounts; see web-account.h */
#include "web-account.h"

#include "hark-error.h"
#include "hark-invitation.h"
#include "srv-limits.h"
#include "store-roster.h"
#include "web-inbox.h"
#include "web-page.h"
#include "web-submit.h"
#include "web-time.h"

#include <string.h>

#define SIGN_IN "/sign-in"
#define REPORTS "/my-reports"
#define PASSWORD "/my-password"

gboolean
web_account_begin (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;

  if (!web_portal_begin (request))
    return FALSE;
  if (srv_context_allows_portal_accounts (context))
    return TRUE;

  g_set_error_literal (&error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there are no such accounts");
  srv_request_fail (request, error);
  return FALSE;
}

WebBody *
web_account_begin_post (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  WebBody *body = web_body_get (request);
  g_autoptr (GError) error = NULL;

  if (!web_account_begin (request))
    return NULL;
  if (!web_body_finish (body, &error))
    {
      srv_request_fail (request, error);
      return NULL;
    }

  web_body_finish_files (body, web_time_round (context, srv_context_now (context)));
  return body;
}

const char *
web_account_get_text (WebBody *body, WebField field)
{
  const char *text = web_body_get_text (body, field);

  return text != NULL ? text : "";
}

/* ------------------------------------------------------------------ whose session it is */

static gboolean
is_valid (SrvContext *context, const WebAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (SrvPortalAccount) row = NULL;

  if (!srv_context_allows_portal_accounts (context))
    return FALSE;
  if (store != NULL)
    row = store_portal_account_get (store, &account->user, &error);
  if (row != NULL)
    return hark_seal_equal (row->login, account->login, sizeof row->login);

  /* a disk that fails is no reason to throw away what is being written */
  return !g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

WebSession *
web_account_enter (SrvRequest *request, GError **error)
{
  WebSession *session = web_session_enter (request, error);

  if (session == NULL || session->account == NULL
      || is_valid (srv_request_get_context (request), session->account))
    return session;

  web_session_close_all (session);
  web_session_forget (session, request);
  web_session_leave (session);
  return NULL;
}

WebSession *
web_account_enter_signed_in (SrvRequest *request, GError **error)
{
  g_autoptr (WebSession) session = web_account_enter (request, error);

  return session != NULL && session->account != NULL ? g_steal_pointer (&session) : NULL;
}

/* A page for somebody who is signed in: their session. NULL where the request was answered. */
static WebSession *
enter_page (SrvRequest *request)
{
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_account_begin (request))
    return NULL;

  session = web_account_enter_signed_in (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session == NULL)
    web_page_redirect (request, SIGN_IN);
  return g_steal_pointer (&session);
}

/* The same for a form of theirs. What was written by somebody who is signed in no longer is shown
 * to them again, without its files. */
static WebSession *
enter_form (SrvRequest *request, WebBody **body)
{
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  *body = web_account_begin_post (request);
  if (*body == NULL)
    return NULL;

  session = web_account_enter_signed_in (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session == NULL)
    {
      web_body_refuse_files (*body);
      web_account_show_lost (request, *body);
    }
  return g_steal_pointer (&session);
}

gboolean
web_account_find_ticket (SrvRequest *request, const WebAccount *account, const char *number,
                         HarkId *ticket, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL && store_portal_ticket_find (store, number, &account->user, ticket, error);
}

void
web_account_count_wrong (SrvRequest *request, const char *name)
{
  SrvContext *context = srv_request_get_context (request);
  gint64 now = srv_context_now (context);

  web_guesses_add (context->portal->guesses, name, now);
  web_question_count (request, WEB_DOOR_ACCOUNT);
  if (srv_throttle_fail (context->throttle, now))
    srv_request_delay (request, SRV_WRONG_MILLISECONDS);
}

guint
web_account_get_questions (SrvRequest *request, const char *name)
{
  SrvContext *context = srv_request_get_context (request);

  return web_guesses_get_questions (context->portal->guesses, name, srv_context_now (context));
}

void
web_account_hash_code (SrvContext *context, const char *text, guint8 hash[HARK_HASH_LEN])
{
  guint8 code[HARK_CODE_LEN];
  HarkId org;

  hark_code_random (code);
  hark_code_parse (text, code, NULL);
  srv_roster_get_org (context->roster, &org, NULL, NULL);
  hark_invitation_hash_code (code, &org, hash);
  hark_seal_wipe (code, sizeof code);
}

void
web_account_show_lost (SrvRequest *request, WebBody *body)
{
  web_account_show_sign_in (request, body, srv_request_get_arg (request), WEB_SIGN_IN_LOST,
                            WEB_ANSWER_RIGHT, 0);
}

void
web_account_sign_draft (const WebAccount *account, WebDraft *draft)
{
  char *name;

  web_draft_unset (draft, WEB_CONTACT);
  web_draft_unset (draft, WEB_NAME); /* none at all where there is no room for the right one */
  name = web_pool_copy (draft->pool, account->name, strlen (account->name));
  if (name != NULL)
    web_draft_set (draft, WEB_NAME, name, FALSE);
}

/* ------------------------------------------------------------------ my reports */

static guint
read_from (SrvRequest *request)
{
  const char *text = srv_request_get_query (request, "from");
  guint64 from = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, SRV_PORTAL_TICKET_MAX, &from, NULL);
  return (guint)from;
}

static void
show_list (SrvRequest *request, WebSession *session)
{
  WebAccount *account = session->account;
  SrvContext *context = srv_request_get_context (request);
  guint from = read_from (request), n_epochs = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (GPtrArray) subjects
      = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_seal_free_string);

  if (store != NULL)
    tickets
        = store_portal_ticket_list (store, &account->user, from, WEB_REPORTS_OF_PAGE + 1, &error);
  g_clear_pointer (&store, srv_store_release);
  if (tickets == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  for (guint i = 0; i < MIN (tickets->len, WEB_REPORTS_OF_PAGE) && n_epochs < WEB_EPOCHS_OF_PAGE;
       i++)
    {
      const SrvPortalTicket *ticket = g_ptr_array_index (tickets, i);
      guint n;

      g_ptr_array_add (subjects,
                       web_thread_load_subject (context, &ticket->id, &account->keys, &n));
      n_epochs += n;
    }
  web_account_show_list (request, session, tickets, subjects, from);
  account->was_changed = FALSE;
}

static void
get_reports (SrvRequest *request)
{
  g_autoptr (WebSession) session = enter_page (request);

  if (session != NULL)
    show_list (request, session);
}

static void
post_reports (SrvRequest *request)
{
  WebBody *body;
  g_autoptr (WebSession) session = enter_form (request, &body);

  if (session == NULL)
    return;

  web_body_refuse_files (body);
  if (!web_body_is_trusted (body, session, session->account->csrf)
      || !g_str_equal (web_account_get_text (body, WEB_STEP), "sign-out"))
    {
      web_page_redirect (request, REPORTS);
      return;
    }

  web_session_close_all (session);
  web_session_forget (session, request);
  srv_request_add_header (request, "Clear-Site-Data", "\"cache\"");
  web_account_show_bye (request);
}

/* ------------------------------------------------------------------ one of them */

/* The inbox of the ticket that the path names, open. */
static gboolean
open_ticket (SrvRequest *request, WebSession *session, GError **error)
{
  HarkId ticket;

  return web_account_find_ticket (request, session->account, srv_request_get_arg (request), &ticket,
                                  error)
         && web_session_open_ticket (session, &ticket, error);
}

typedef struct
{
  HarkId ticket;
  HarkId user;
  gint64 up_to;
} Mark;

/* A SrvWork. */
static gboolean
mark_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Mark *mark = data;

  return store_portal_ticket_mark (store, seq, &mark->ticket, &mark->user, mark->up_to, error);
}

/* What was shown is new no longer. Where that cannot be kept it stays new. */
static void
mark_seen (SrvContext *context, const WebAccount *account, const WebThread *thread)
{
  Mark mark = { thread->ticket->id, account->user, thread->seq };
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  gboolean unread = FALSE;

  if (store != NULL)
    store_portal_ticket_is_unread (store, &mark.ticket, &mark.user, &unread, NULL);
  g_clear_pointer (&store, srv_store_release);
  if (unread)
    srv_writer_run (context->writer, mark_work, &mark, NULL);
}

static void
show_report (SrvRequest *request, WebSession *session)
{
  SrvContext *context = srv_request_get_context (request);
  WebInbox *inbox = session->inbox;
  g_autoptr (GError) error = NULL;
  g_autoptr (WebThread) thread = web_thread_load (context, &inbox->ticket, &inbox->keys, &error);

  if (thread == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  mark_seen (context, session->account, thread);
  web_inbox_show_thread (request, inbox, session->account, thread);
  inbox->was_sent = FALSE;
  inbox->was_busy = FALSE;
}

static void
get_report (SrvRequest *request)
{
  g_autoptr (WebSession) session = enter_page (request);
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return;

  if (open_ticket (request, session, &error))
    show_report (request, session);
  else
    srv_request_fail (request, error);
}

static void
post_report (SrvRequest *request)
{
  WebBody *body;
  g_autoptr (WebSession) session = enter_form (request, &body);
  g_autofree char *path = g_strconcat (REPORTS "/", srv_request_get_arg (request), NULL);
  g_autoptr (GError) error = NULL;

  if (session == NULL)
    return;

  if (!open_ticket (request, session, &error))
    srv_request_fail (request, error);
  else if (web_body_is_trusted (body, session, session->account->csrf))
    web_inbox_post_message (request, session->inbox, session->account, body, path);
  else
    {
      /* from before they signed in anew: shown again before it goes */
      web_body_refuse_files (body);
      if (web_draft_merge (&session->inbox->draft, web_body_get_draft (body), &error))
        web_page_redirect (request, path);
      else
        srv_request_fail (request, error);
    }
}

/* Without keeping the session from others while a file goes out. NULL without @error where nobody
 * is signed in. */
static WebThread *
load_thread_of_file (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (WebSession) session = web_account_enter_signed_in (request, error);
  g_autoptr (SrvStore) store = NULL;
  HarkId blob, ticket;

  if (session == NULL)
    return NULL;
  if (!hark_id_from_string (srv_request_get_arg (request), &blob))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such file");
      return NULL;
    }

  store = srv_stores_borrow (context->stores, error);
  if (store == NULL
      || !store_portal_ticket_find_blob (store, &blob, &session->account->user, &ticket, error))
    return NULL;
  g_clear_pointer (&store, srv_store_release);
  return web_thread_load (context, &ticket, &session->account->keys, error);
}

static void
get_file (SrvRequest *request)
{
  g_autoptr (WebThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_account_begin (request))
    return;

  thread = load_thread_of_file (request, &error);
  if (thread != NULL)
    web_inbox_send_file (request, thread);
  else if (error != NULL)
    srv_request_fail (request, error);
  else
    web_page_redirect (request, SIGN_IN);
}

/* ------------------------------------------------------------------ another password */

static void
get_password (SrvRequest *request)
{
  g_autoptr (WebSession) session = enter_page (request);

  if (session != NULL)
    web_account_show_password (request, session->account, WEB_CHANGE_FIRST);
}

typedef struct
{
  SrvPortalAccount *account;
  guint8 old[HARK_HASH_LEN];
} Change;

/* A SrvWork. */
static gboolean
change_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  return store_portal_account_update (store, change->account, change->old, error);
}

/* Whoever else is signed in is so no longer: their sessions know the old one. */
static gboolean
change_password (SrvContext *context, WebAccount *account, WebBody *body, GError **error)
{
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (SrvPortalAccount) row = web_account_key_open (
      context, account->name, web_account_get_text (body, WEB_PASSWORD), keys, error);
  Change change = { .account = row };
  gboolean ok = row != NULL;

  if (ok)
    {
      memcpy (change.old, row->login, sizeof change.old);
      ok = web_account_key_wrap (context, web_account_get_text (body, WEB_PASSWORD_NEW), keys, row,
                                 error)
           && srv_writer_run (context->writer, change_work, &change, error);
    }
  if (ok)
    memcpy (account->login, row->login, sizeof account->login);
  hark_seal_free (keys);
  return ok;
}

/* Whoever sits down at somebody's open browser has few tries. */
static void
refuse_change (SrvRequest *request, WebSession *session)
{
  const char *name = session->account->name;

  web_account_count_wrong (request, name);
  if (web_account_get_questions (request, name) < WEB_MAX_QUESTIONS)
    {
      web_account_show_password (request, session->account, WEB_CHANGE_WRONG);
      return;
    }

  web_session_close_all (session);
  web_session_forget (session, request);
  web_page_redirect (request, SIGN_IN);
}

static void
post_change (SrvRequest *request, WebSession *session, WebBody *body)
{
  SrvContext *context = srv_request_get_context (request);
  const char *chosen = web_account_get_text (body, WEB_PASSWORD_NEW);
  WebAccount *account = session->account;
  g_autoptr (GError) error = NULL;

  if (!web_account_is_password (context, chosen))
    web_account_show_password (request, account, WEB_CHANGE_WEAK);
  else if (strcmp (chosen, web_account_get_text (body, WEB_PASSWORD_AGAIN)) != 0)
    web_account_show_password (request, account, WEB_CHANGE_OTHER);
  else if (change_password (context, account, body, &error))
    {
      account->was_changed = TRUE;
      web_session_rename (session, request);
      web_page_redirect (request, REPORTS);
    }
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    refuse_change (request, session);
  else
    srv_request_fail (request, error);
}

static void
post_password (SrvRequest *request)
{
  WebBody *body;
  g_autoptr (WebSession) session = enter_form (request, &body);

  if (session == NULL)
    return;

  web_body_refuse_files (body);
  if (web_body_is_trusted (body, session, session->account->csrf))
    post_change (request, session, body);
  else
    web_page_redirect (request, PASSWORD);
}

static gboolean
prepare (SrvRequest *request, GError **error)
{
  return web_body_prepare (request, WEB_PART_ACCOUNT, error);
}

const SrvRoute web_account_routes[] = {
  { "GET", REPORTS, SRV_AUTH_NONE, get_reports },
  { "POST", REPORTS, SRV_AUTH_NONE, post_reports, SRV_MAX_FORM_BODY, prepare },
  { "GET", REPORTS "/*", SRV_AUTH_NONE, get_report },
  { "POST", REPORTS "/*", SRV_AUTH_NONE, post_report, WEB_MAX_BODY, prepare },
  { "GET", "/my-file/*", SRV_AUTH_NONE, get_file },
  { "GET", PASSWORD, SRV_AUTH_NONE, get_password },
  { "POST", PASSWORD, SRV_AUTH_NONE, post_password, SRV_MAX_FORM_BODY, prepare },
  { NULL },
};

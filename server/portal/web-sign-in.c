/* web-sign-in.c: /sign-in: with the password of a portal-only account, or with an invitation to one
 */
#include "hark-error.h"
#include "srv-limits.h"
#include "store-roster.h"
#include "web-account-key.h"
#include "web-account.h"
#include "web-page.h"

#include <string.h>

#define SIGN_IN "/sign-in"
#define REPORTS "/my-reports"

/* ------------------------------------------------------------------ signing in */

static void
get_sign_in (SrvRequest *request)
{
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_account_begin (request))
    return;

  session = web_account_enter_signed_in (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session != NULL)
    web_page_redirect (request, REPORTS);
  else if (g_strcmp0 (srv_request_get_query (request, "step"), "accept") == 0)
    web_account_show_accept (request, NULL, WEB_ACCEPT_FIRST, WEB_ANSWER_RIGHT);
  else
    web_account_show_sign_in (request, NULL, NULL, WEB_SIGN_IN_FIRST, WEB_ANSWER_RIGHT, 0);
}

/* A session with the account and nothing else, under a cookie that nobody had before. */
static WebSession *
open_account (SrvRequest *request, const SrvPortalAccount *account, const HarkAccountKeys *keys,
              GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WebSession) session = web_session_enter (request, &local);

  if (session != NULL)
    web_session_rename (session, request);
  else if (local == NULL)
    session = web_session_create (request, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (session == NULL
      || !web_session_open_account (session, &account->user, account->name, account->login, keys,
                                    error))
    return NULL;

  return g_steal_pointer (&session);
}

static gboolean
take_up_message (WebSession *session, const HarkId *ticket, WebDraft *draft, GError **error)
{
  return web_session_open_ticket (session, ticket, error)
         && web_draft_merge (&session->inbox->draft, draft, error);
}

static gboolean
take_up_report (WebSession *session, WebDraft *draft, GError **error)
{
  if (!web_session_open_form (session, error)
      || !web_draft_merge (&session->form->draft, draft, error))
    return FALSE;

  web_account_sign_draft (session->account, &session->form->draft);
  return TRUE;
}

/* Where somebody goes who has signed in: to what they were writing. */
static void
go_on (SrvRequest *request, WebSession *session, WebBody *body)
{
  WebDraft *draft = web_body_get_draft (body);
  const char *number = web_account_get_text (body, WEB_TICKET);
  g_autofree char *own = g_strconcat (REPORTS "/", number, NULL);
  const char *path = REPORTS;
  g_autoptr (GError) error = NULL;
  HarkId ticket;

  if (*web_draft_get (draft, WEB_MESSAGE) != '\0'
      && web_account_find_ticket (request, session->account, number, &ticket, NULL))
    {
      if (take_up_message (session, &ticket, draft, &error))
        path = own;
    }
  else
    {
      web_draft_unset (draft, WEB_MESSAGE); /* to none of their tickets */
      if (!web_draft_is_empty (draft) && take_up_report (session, draft, &error))
        path = "/submit?step=write";
    }

  if (error != NULL)
    srv_request_fail (request, error);
  else
    web_page_redirect (request, path);
}

static void
let_in (SrvRequest *request, WebBody *body, const SrvPortalAccount *account,
        const HarkAccountKeys *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WebSession) session = open_account (request, account, keys, &error);

  if (session != NULL)
    go_on (request, session, body);
  else
    srv_request_fail (request, error);
}

static void
post_sign_in (SrvRequest *request, WebBody *body)
{
  SrvContext *context = srv_request_get_context (request);
  const char *name = web_account_get_text (body, WEB_USER),
             *token = web_body_get_text (body, WEB_TOKEN);
  const char *number = web_account_get_text (body, WEB_TICKET);
  guint least = web_account_get_questions (request, name);
  WebVerdict verdict = web_question_check_more (request, WEB_DOOR_ACCOUNT, least, token,
                                                web_body_get_answers (body));
  g_autoptr (SrvPortalAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  HarkAccountKeys *keys;

  if (verdict != WEB_ANSWER_RIGHT)
    {
      web_account_show_sign_in (request, body, number, WEB_SIGN_IN_UNANSWERED, verdict, least);
      return;
    }

  keys = hark_seal_alloc (sizeof *keys);
  account = web_account_key_open (context, name, web_account_get_text (body, WEB_PASSWORD), keys,
                                  &error);
  if (account != NULL)
    let_in (request, body, account, keys);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    {
      web_account_count_wrong (request, name);
      web_account_show_sign_in (request, body, number, WEB_SIGN_IN_WRONG, WEB_ANSWER_RIGHT,
                                web_account_get_questions (request, name));
    }
  else
    srv_request_fail (request, error);
  hark_seal_free (keys);
}

/* ------------------------------------------------------------------ accepting an invitation */

typedef struct
{
  guint8 code[HARK_HASH_LEN]; /* its hash */
  SrvPortalAccount *account;
  gint64 now;
} Acceptance;

/* A SrvWork. */
static gboolean
accept_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Acceptance *acceptance = data;

  return store_portal_account_accept (store, acceptance->code, acceptance->account, acceptance->now,
                                      error);
}

static gboolean
accept_with (SrvContext *context, const char *password, Acceptance *acceptance,
             HarkAccountKeys *keys, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  if (store == NULL)
    return FALSE;
  acceptance->account = store_portal_account_look (store, acceptance->code, acceptance->now, error);
  g_clear_pointer (&store, srv_store_release);
  if (acceptance->account == NULL)
    return FALSE;

  hark_account_keys_random (keys);
  return web_account_key_wrap (context, password, keys, acceptance->account, error)
         && srv_writer_run (context->writer, accept_work, acceptance, error);
}

static void
accept_invitation (SrvRequest *request, WebBody *body)
{
  SrvContext *context = srv_request_get_context (request);
  Acceptance acceptance = { .now = srv_context_now (context) };
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (GError) error = NULL;

  web_account_hash_code (context, web_account_get_text (body, WEB_CODE), acceptance.code);
  if (accept_with (context, web_account_get_text (body, WEB_PASSWORD_NEW), &acceptance, keys,
                   &error))
    let_in (request, body, acceptance.account, keys);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
           || g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE))
    {
      web_question_count (request, WEB_DOOR_ACCOUNT);
      web_account_show_accept (request, body, WEB_ACCEPT_WRONG, WEB_ANSWER_RIGHT);
    }
  else
    srv_request_fail (request, error);
  srv_portal_account_free (acceptance.account);
  hark_seal_free (keys);
}

static void
post_accept (SrvRequest *request, WebBody *body)
{
  const char *password = web_account_get_text (body, WEB_PASSWORD_NEW);
  WebVerdict verdict = web_question_check (
      request, WEB_DOOR_ACCOUNT, web_body_get_text (body, WEB_TOKEN), web_body_get_answers (body));

  if (verdict != WEB_ANSWER_RIGHT)
    web_account_show_accept (request, body, WEB_ACCEPT_UNANSWERED, verdict);
  else if (!web_account_is_password (srv_request_get_context (request), password))
    web_account_show_accept (request, body, WEB_ACCEPT_WEAK, verdict);
  else if (strcmp (password, web_account_get_text (body, WEB_PASSWORD_AGAIN)) != 0)
    web_account_show_accept (request, body, WEB_ACCEPT_OTHER, verdict);
  else
    accept_invitation (request, body);
}

static void
post_door (SrvRequest *request)
{
  WebBody *body = web_account_begin_post (request);

  if (body == NULL)
    return;

  web_body_refuse_files (body);
  if (g_str_equal (web_account_get_text (body, WEB_STEP), "accept"))
    post_accept (request, body);
  else
    post_sign_in (request, body);
}

static gboolean
prepare (SrvRequest *request, GError **error)
{
  return web_body_prepare (request, WEB_PART_ACCOUNT, error);
}

const SrvRoute web_sign_in_routes[] = {
  { "GET", SIGN_IN, SRV_AUTH_NONE, get_sign_in },
  { "POST", SIGN_IN, SRV_AUTH_NONE, post_door, SRV_MAX_FORM_BODY, prepare },
  { NULL },
};

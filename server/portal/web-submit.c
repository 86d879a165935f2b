/* web-submit.c: /submit: which page comes next, and what is done with what was sent; see
 * web-submit.h */
#include "web-submit.h"

#include "hark-error.h"
#include "store-setting.h"
#include "store-ticket.h"
#include "web-account.h"
#include "web-body.h"
#include "web-seal.h"
#include "web-time.h"

#define PATH "/submit"
#define AT_WRITE PATH "?step=write"
#define AT_CHECK PATH "?step=check"
#define AT_DONE PATH "?step=done"

/* ------------------------------------------------------------------ GET */

/* Those that take reports; NULL where the request was answered, because there are none or they
 * could not be read. */
static GPtrArray *
get_areas (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) areas = store != NULL ? store_area_list_open (store, &error) : NULL;
  WebPage *page;

  if (areas == NULL
      || !store_setting_translate_areas (store, areas, srv_request_get_language (request), &error))
    {
      srv_request_fail (request, error);
      return NULL;
    }
  if (areas->len > 0)
    return g_steal_pointer (&areas);

  page = web_page_new (request, N_ ("No reports at the moment"));
  web_page_add (page, "<h1>%s</h1>\n<p>%s</p>\n", _ ("No reports at the moment"),
                _ ("There is nobody here yet who could read a report. Please come back later."));
  web_page_send (page, SOUP_STATUS_SERVICE_UNAVAILABLE);
  return NULL;
}

/* A form in the session that the request has, or in a new one. (transfer full), locked */
static WebSession *
open_form (SrvRequest *request, WebSession *session, GError **error)
{
  g_autoptr (WebSession) opened = session != NULL ? session : web_session_create (request, error);

  if (opened == NULL || !web_session_open_form (opened, error))
    return NULL;

  if (opened->form->is_named)
    web_account_sign_draft (opened->account, &opened->form->draft);
  else
    web_question_count (request, WEB_DOOR_FORM);
  return g_steal_pointer (&opened);
}

static void
show_done (SrvRequest *request, WebForm *form)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GArray) periods
      = store != NULL ? store_ticket_list_periods (store, &form->ticket, &error) : NULL;

  if (periods == NULL)
    srv_request_fail (request, error);
  else
    web_submit_show_done (request, form, periods);
}

static void
show_form (SrvRequest *request, GPtrArray *areas, WebForm *form)
{
  g_autoptr (WebFaults) faults = NULL;

  if (form->step == WEB_STEP_DONE)
    {
      show_done (request, form);
      return;
    }

  faults = web_submit_check (request, form, areas);
  if (form->step == WEB_STEP_CHECK && web_faults_is_empty (faults)
      && g_strcmp0 (srv_request_get_query (request, "step"), "write") != 0)
    web_submit_show_check (request, areas, form);
  else
    web_submit_show_write (request, areas, form);
}

static void
show_new (SrvRequest *request, GPtrArray *areas, WebSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WebSession) opened = open_form (request, session, &error);

  if (opened != NULL)
    web_submit_show_write (request, areas, opened->form);
  else
    srv_request_fail (request, error);
}

static void
get_submit (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GPtrArray) areas = NULL;
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_portal_begin (request))
    return;
  areas = get_areas (request);
  if (areas == NULL)
    return;

  session = web_account_enter (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session != NULL && session->form != NULL)
    show_form (request, areas, session->form);
  else if (session != NULL && session->account != NULL)
    show_new (request, areas, g_steal_pointer (&session));
  else if (srv_request_get_query (request, "step") != NULL)
    web_submit_show_door (request, areas, NULL, WEB_DOOR_LOST, WEB_ANSWER_RIGHT);
  else if (srv_config_is_on (context->config, SRV_CONFIG_PORTAL_QUESTION))
    web_submit_show_door (request, areas, NULL, WEB_DOOR_FIRST, WEB_ANSWER_RIGHT);
  else
    show_new (request, areas, g_steal_pointer (&session));
}

/* ------------------------------------------------------------------ POST */

/* Without a form that is open: the answer to the question, perhaps with what was typed when the
 * form was still open. */
static void
post_door (SrvRequest *request, GPtrArray *areas, WebSession *session, WebBody *body)
{
  const char *token = web_body_get_text (body, WEB_TOKEN);
  WebDraft *draft = web_body_get_draft (body);
  g_autoptr (WebSession) opened = session;
  g_autoptr (GError) error = NULL;
  WebVerdict verdict;

  if (token == NULL)
    {
      web_submit_show_door (request, areas, draft, WEB_DOOR_STALE, WEB_ANSWER_RIGHT);
      return;
    }
  verdict = web_question_check (request, WEB_DOOR_FORM, token, web_body_get_answers (body));
  /* Back from the open form to the page before it, and on again. */
  if (verdict == WEB_ANSWER_LATE && opened != NULL && opened->form != NULL
      && opened->form->step != WEB_STEP_DONE && web_draft_is_empty (draft))
    {
      web_page_redirect (request, AT_WRITE);
      return;
    }
  if (verdict != WEB_ANSWER_RIGHT)
    {
      web_submit_show_door (request, areas, draft, WEB_DOOR_FIRST, verdict);
      return;
    }

  /* Answered twice, by a second click or in a second tab: what is in the open form stays. */
  if (opened == NULL || opened->form == NULL || opened->form->step == WEB_STEP_DONE)
    opened = open_form (request, g_steal_pointer (&opened), &error);
  if (opened != NULL && web_draft_merge (&opened->form->draft, draft, &error))
    web_page_redirect (request, AT_WRITE);
  else
    srv_request_fail (request, error);
}

static void
post_write (SrvRequest *request, GPtrArray *areas, WebSession *session, WebBody *body)
{
  WebForm *form = session->form;
  gboolean stays = web_body_get_text (body, WEB_STAY) != NULL;
  g_autoptr (WebFaults) faults = NULL;

  web_draft_clear_refusals (&form->draft);
  web_body_remove_files (body, &form->draft);
  web_draft_merge (&form->draft, web_body_get_draft (body), NULL); /* moves: one pool */
  if (form->is_named)
    web_account_sign_draft (session->account, &form->draft);

  faults = web_submit_check (request, form, areas);
  form->tried = !stays;
  form->sent_tried = FALSE;
  form->was_busy = FALSE;
  form->step = stays || form->draft.n_refusals > 0 || !web_faults_is_empty (faults)
                   ? WEB_STEP_WRITE
                   : WEB_STEP_CHECK;
  web_page_redirect (request, form->step == WEB_STEP_CHECK ? AT_CHECK : AT_WRITE);
}

/* It has been stored: what was typed is not needed any more, and the code is the reporter's. */
static void
finish_form (WebForm *form)
{
  web_draft_clear_sent (&form->draft);
  hark_seal_wipe (form->code, sizeof form->code);
  form->step = WEB_STEP_DONE;
}

static void
post_send (SrvRequest *request, GPtrArray *areas, WebSession *session, WebBody *body)
{
  WebForm *form = session->form;
  g_autoptr (WebFaults) faults = web_submit_check (request, form, areas);
  g_autoptr (GError) error = NULL;

  form->wants_inbox = g_strcmp0 (web_body_get_text (body, WEB_INBOX), "no") != 0;
  form->has_kept = g_strcmp0 (web_body_get_text (body, WEB_KEPT), "yes") == 0;
  form->sent_tried = TRUE;
  form->was_busy = FALSE;

  if (form->step != WEB_STEP_CHECK || !web_faults_is_empty (faults))
    web_page_redirect (request, AT_WRITE);
  else if (!form->is_named && form->wants_inbox && !form->has_kept)
    web_page_redirect (request, AT_CHECK);
  else if (web_seal_send_report (request, form, session->account, &error))
    {
      finish_form (form);
      web_page_redirect (request, AT_DONE);
    }
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY)
           || g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK)
           || g_error_matches (error, HARK_ERROR, HARK_ERROR_REKEY))
    {
      form->was_busy = TRUE;
      web_page_redirect (request, AT_CHECK);
    }
  else
    srv_request_fail (request, error);
}

/* Behind the number: another report, or nothing more. */
static void
post_again (SrvRequest *request, WebSession *session, WebBody *body)
{
  gboolean more = g_strcmp0 (web_body_get_text (body, WEB_STAY), "1") == 0;

  web_session_close_form (session);
  web_session_forget (session, request);
  web_page_redirect (request, more ? PATH : "/");
}

static void
post_form (SrvRequest *request, GPtrArray *areas, WebSession *session, WebBody *body)
{
  const char *step = web_body_get_text (body, WEB_STEP);
  WebForm *form = session->form;

  if (form->step == WEB_STEP_DONE)
    {
      if (g_strcmp0 (step, "again") == 0)
        post_again (request, session, body);
      else
        web_page_redirect (request, AT_DONE); /* sent twice */
    }
  else if (g_strcmp0 (step, "write") == 0)
    post_write (request, areas, session, body);
  else if (g_strcmp0 (step, "send") == 0)
    post_send (request, areas, session, body);
  else
    web_page_redirect (request, AT_WRITE);
}

/* Of a form with a name, and not of the form that is open: what was typed goes into that one, which
 * shows it and whose it is before it goes, or comes back once they have signed in. */
static void
post_named (SrvRequest *request, WebSession *session, WebBody *body)
{
  g_autoptr (WebSession) opened = session;
  g_autoptr (GError) error = NULL;

  if (opened == NULL || opened->account == NULL)
    {
      g_clear_pointer (&opened, web_session_leave);
      web_account_show_lost (request, body);
      return;
    }

  if (opened->form == NULL || opened->form->step == WEB_STEP_DONE)
    opened = open_form (request, g_steal_pointer (&opened), &error);
  if (opened == NULL || !web_draft_merge (&opened->form->draft, web_body_get_draft (body), &error))
    {
      srv_request_fail (request, error);
      return;
    }

  web_account_sign_draft (opened->account, &opened->form->draft);
  opened->form->step = WEB_STEP_WRITE;
  web_page_redirect (request, AT_WRITE);
}

/* Of a form without a name, of before somebody signed in: it never becomes theirs. */
static void
post_nameless (SrvRequest *request, GPtrArray *areas, WebBody *body)
{
  WebDraft *draft = web_body_get_draft (body);

  if (web_draft_is_empty (draft) && draft->n_refusals == 0)
    web_page_redirect (request, AT_WRITE);
  else
    web_submit_show_nameless (request, areas, draft);
}

static void
post_submit (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  WebBody *body = web_body_get (request);
  g_autoptr (GPtrArray) areas = NULL;
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_portal_begin (request))
    return;
  if (!web_body_finish (body, &error))
    {
      srv_request_fail (request, error);
      return;
    }
  areas = get_areas (request);
  if (areas == NULL)
    return;

  web_body_finish_files (body, web_time_round (context, srv_context_now (context)));
  session = web_account_enter (request, &error);
  if (error != NULL)
    {
      srv_request_fail (request, error);
      return;
    }
  if (web_body_is_trusted (body, session,
                           session != NULL && session->form != NULL ? session->form->csrf : NULL))
    {
      post_form (request, areas, session, body);
      return;
    }

  web_body_refuse_files (body);
  if (web_body_get_text (body, WEB_NAMED) != NULL)
    post_named (request, g_steal_pointer (&session), body);
  else if (session != NULL && session->account != NULL)
    post_nameless (request, areas, body);
  else
    post_door (request, areas, g_steal_pointer (&session), body);
}

static gboolean
prepare_submit (SrvRequest *request, GError **error)
{
  return web_body_prepare (request, WEB_PART_FORM, error);
}

const SrvRoute web_submit_routes[] = {
  { "GET", PATH, SRV_AUTH_NONE, get_submit },
  { "POST", PATH, SRV_AUTH_NONE, post_submit, WEB_MAX_BODY, prepare_submit },
  { NULL },
};

/* web-account-mail.c: /my-mail: where and how a portal-only account is mailed */
#include "web-account.h"

#include "hark-error.h"
#include "hark-mail.h"
#include "srv-limits.h"
#include "store-notification.h"
#include "web-portal.h"
#include "web-text.h"

#include <string.h>

#define MAIL "/my-mail"

/* --- the page --- */

static void
add_address (WebPage *page, const char *address, WebFaults *faults)
{
  WebInput input = {
    .name = web_field_get_name (WEB_MAIL),
    .label = _ ("Your e-mail address"),
    .hint = _ ("E-mails say that there is something new in your reports, and never what. The "
               "server and whoever runs it can read this address."),
    .value = address,
    .fault = web_faults_find (faults, "mail"),
    .kept = "email",
    .is_required = TRUE,
  };

  web_form_add_input (page, &input);
}

static void
add_languages (WebPage *page, const char *chosen)
{
  const char *const *languages = web_text_list_languages ();
  WebChoice choices[8] = { { "", _ ("The organisation's"), NULL } };
  guint n = 1;

  for (guint i = 0; languages[i] != NULL && n < G_N_ELEMENTS (choices); i++)
    choices[n++] = (WebChoice){ languages[i], web_text_get_own_name (languages[i]), NULL };
  web_form_add_choices (page, web_field_get_name (WEB_LANGUAGE), _ ("Language of e-mails"), NULL,
                        chosen, choices, n);
}

static void
add_rhythm (WebPage *page, gboolean digest)
{
  const WebChoice choices[]
      = { { "0", _ ("At once"), NULL }, { "1", _ ("Once a day, at seven in the morning"), NULL } };

  web_form_add_choices (page, web_field_get_name (WEB_DIGEST), _ ("When"), NULL, digest ? "1" : "0",
                        choices, G_N_ELEMENTS (choices));
}

static void
show (SrvRequest *request, const WebAccount *account, const SrvNotification *row, gboolean is_wrong,
      gboolean is_saved)
{
  WebPage *page = web_page_new (request, N_ ("E-mails to you"));
  g_autoptr (WebFaults) faults = web_faults_new ();

  if (is_wrong)
    web_faults_add (faults, "mail", _ ("This is no e-mail address."));

  web_page_set_leave (page);
  web_account_add_bar (page, account);
  web_page_add (page, "<h1>%s</h1>\n", _ ("E-mails to you"));
  if (is_saved)
    web_page_add (page, "<section class=\"notice good\" role=\"status\"><p>%s</p></section>\n",
                  _ ("It is kept."));
  web_form_add_faults (page, faults);
  web_form_begin (page, MAIL, "mail", account->csrf, FALSE);
  add_address (page, row->address, faults);
  add_languages (page, row->language);
  add_rhythm (page, row->digest);
  web_form_add_button (page, _ ("Keep it"));
  web_form_end (page);
  web_page_send (page, is_wrong ? SOUP_STATUS_FORBIDDEN : SOUP_STATUS_OK);
}

static void
show_known (SrvRequest *request, const WebAccount *account, gboolean is_saved)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_auto (SrvNotification) row = { 0 };

  if (store != NULL && store_notification_get (store, &account->user, &row, &error))
    show (request, account, &row, FALSE, is_saved);
  else
    srv_request_fail (request, error);
}

static void
get_mail (SrvRequest *request)
{
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_account_begin (request))
    return;

  session = web_account_enter_signed_in (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session == NULL)
    web_page_redirect (request, "/sign-in");
  else
    show_known (request, session->account, FALSE);
}

/* --- the form --- */

typedef struct
{
  HarkId user;
  SrvNotification row; /* borrowed */
} Change;

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Change *change = data;

  return store_notification_set_address (store, &change->user, change->row.address, error)
         && store_notification_set (store, &change->user, change->row.language, change->row.digest,
                                    error);
}

static void
post_change (SrvRequest *request, const WebAccount *account, WebBody *body)
{
  SrvContext *context = srv_request_get_context (request);
  g_autofree char *address = g_strstrip (g_strdup (web_account_get_text (body, WEB_MAIL)));
  Change change = { .user = account->user, .row.address = address };
  g_autoptr (GError) error = NULL;

  g_strlcpy (change.row.language, web_account_get_text (body, WEB_LANGUAGE),
             sizeof change.row.language);
  change.row.digest = g_str_equal (web_account_get_text (body, WEB_DIGEST), "1");
  if (!hark_mail_is_address (address))
    show (request, account, &change.row, TRUE, FALSE);
  else if (!store_notification_check (address, change.row.language, &error)
           || !srv_writer_run (context->writer, put, &change, &error))
    srv_request_fail (request, error);
  else
    show_known (request, account, TRUE);
}

static void
post_mail (SrvRequest *request)
{
  WebBody *body = web_account_begin_post (request);
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (body == NULL)
    return;

  web_body_refuse_files (body);
  session = web_account_enter_signed_in (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (session == NULL)
    web_account_show_lost (request, body);
  else if (web_body_is_trusted (body, session, session->account->csrf))
    post_change (request, session->account, body);
  else
    web_page_redirect (request, MAIL);
}

static gboolean
prepare (SrvRequest *request, GError **error)
{
  return web_body_prepare (request, WEB_PART_ACCOUNT, error);
}

const SrvRoute web_account_mail_routes[] = {
  { "GET", MAIL, SRV_AUTH_NONE, get_mail },
  { "POST", MAIL, SRV_AUTH_NONE, post_mail, SRV_MAX_FORM_BODY, prepare },
  { NULL },
};

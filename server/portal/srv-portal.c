/* srv-portal.c: see srv-portal.h */
#include "web-browser.h"

#include "hark-error.h"
#include "store-roster.h"
#include "web-page.h"

#include <string.h>

#define SWEEP_SECONDS 20

const SrvRoute *const srv_portal_tables[]
    = { web_start_routes,   web_about_routes,   web_submit_routes,
        web_inbox_routes,   web_account_routes, web_account_mail_routes,
        web_sign_in_routes, web_static_routes,  NULL };
const SrvRoute *const srv_portal_script_tables[] = { web_script_routes,
                                                     web_browser_routes,
                                                     web_browser_ticket_routes,
                                                     web_browser_report_routes,
                                                     web_browser_file_routes,
                                                     web_browser_mail_routes,
                                                     NULL };

static gboolean
sweep (gpointer user)
{
  SrvPortal *self = user;

  web_sessions_sweep (self->sessions, srv_context_now (self->context));
  web_bearers_sweep (self->bearers, srv_context_now (self->context));
  return G_SOURCE_CONTINUE;
}

SrvPortal *
srv_portal_new (SrvContext *context)
{
  SrvPortal *self = g_new0 (SrvPortal, 1);

  self->context = context;
  self->pool = web_pool_new (WEB_POOL_SIZE);
  self->guests = web_pool_new (WEB_POOL_GUEST_SIZE);
  web_disk_init (&self->disk, context->blobs);
  self->sessions = web_sessions_new ();
  self->bearers = web_bearers_new (&self->disk);
  self->questions = web_questions_new ();
  self->guesses = web_guesses_new ();
  web_key_gate_init (&self->gate);
  self->sweeper = g_timeout_source_new_seconds (SWEEP_SECONDS);
  g_source_set_callback (self->sweeper, sweep, self, NULL);
  g_source_attach (self->sweeper, g_main_context_get_thread_default ());
  return self;
}

void
srv_portal_free (SrvPortal *self)
{
  if (self == NULL)
    return;

  g_source_destroy (self->sweeper);
  g_source_unref (self->sweeper);
  web_sessions_free (self->sessions);
  web_bearers_free (self->bearers);
  web_questions_free (self->questions);
  web_guesses_free (self->guesses);
  web_key_gate_clear (&self->gate);
  web_disk_clear (&self->disk);
  web_pool_free (self->pool);
  web_pool_free (self->guests);
  g_free (self);
}

gboolean
srv_portal_is_locked (SrvPortal *self)
{
  return web_pool_is_locked (self->pool) && web_pool_is_locked (self->guests);
}

gboolean
srv_portal_is_empty (SrvPortal *self)
{
  sweep (self);
  return web_sessions_count (self->sessions) == 0 && web_bearers_count (self->bearers) == 0
         && !web_questions_are_open (self->questions, srv_context_now (self->context));
}

void
srv_portal_add_routes (SrvRouter *router)
{
  for (guint i = 0; srv_portal_tables[i] != NULL; i++)
    srv_router_add (router, srv_portal_tables[i]);
  for (guint i = 0; srv_portal_script_tables[i] != NULL; i++)
    srv_router_add (router, srv_portal_script_tables[i]);
  srv_router_set_error_page (router, web_portal_show_error);
}

/* ------------------------------------------------------------------ for the pages */

SrvPortal *
web_portal_get (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);

  return context->portal;
}

static void
send_note (SrvRequest *request, guint status, const char *title, const char *text)
{
  WebPage *page = web_page_new (request, title);

  web_page_add (page, "<h1>%s</h1>\n<p>%s</p>\n", web_text_get (title), web_text_get (text));
  if (status != SOUP_STATUS_SERVICE_UNAVAILABLE)
    web_page_add (page, "<p><a href=\"%s\">%s</a></p>\n", web_page_get_path (page, "/"),
                  _ ("To the first page"));
  web_page_send (page, status);
}

/* The host is all that both name: whether there is TLS is known to a proxy in front alone. */
static gboolean
is_own (const char *origin, const char *host)
{
  const char *authority = g_str_has_prefix (origin, "https://")  ? origin + strlen ("https://")
                          : g_str_has_prefix (origin, "http://") ? origin + strlen ("http://")
                                                                 : NULL;

  return authority != NULL && host != NULL && g_ascii_strcasecmp (authority, host) == 0;
}

/* A form on a page of somebody else. Browsers say so themselves, where the address is one that they
 * trust; older ones, and those at other addresses, name the page's origin, which our pages let them
 * (web-page.c), or "null" for one that hides it. Text browsers say neither. What asks for a
 * session's token is safe without this, what opens a session is not. */
static gboolean
is_foreign (SrvRequest *request)
{
  const char *site = srv_request_get_header (request, "Sec-Fetch-Site");
  const char *origin = srv_request_get_header (request, "Origin");

  if (!g_str_equal (srv_request_get_method (request), "POST"))
    return FALSE;
  if (site != NULL)
    return g_str_equal (site, "cross-site") || g_str_equal (site, "same-site");

  return origin != NULL && !is_own (origin, srv_request_get_header (request, "Host"));
}

gboolean
web_portal_begin (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);

  if (!srv_config_is_on (context->config, SRV_CONFIG_PORTAL_ENABLED))
    send_note (
        request, SOUP_STATUS_SERVICE_UNAVAILABLE, N_ ("Closed"),
        N_ ("This page takes no reports at the moment, and opens no inbox. Codes and accounts stay "
            "as they are: please come back later."));
  else if (!srv_roster_get_org (context->roster, NULL, NULL, NULL))
    send_note (request, SOUP_STATUS_SERVICE_UNAVAILABLE, N_ ("Not ready yet"),
               N_ ("This page is being set up and takes no reports yet. Please come back later."));
  else if (is_foreign (request))
    send_note (request, SOUP_STATUS_FORBIDDEN, N_ ("Not from here"),
               N_ ("This was sent by a page of another site, and nothing was done."));
  else
    {
      web_text_use (srv_request_get_language (request));
      return TRUE;
    }

  return FALSE;
}

void
web_portal_show_error (SrvRequest *request, const GError *error)
{
  guint status = hark_error_get_status ((HarkError)error->code);

  switch (error->code)
    {
    case HARK_ERROR_NOT_FOUND:
    case HARK_ERROR_METHOD:
      send_note (request, status, N_ ("Page not found"), N_ ("There is no such page here."));
      break;
    case HARK_ERROR_BUSY:
      send_note (request, SOUP_STATUS_SERVICE_UNAVAILABLE, N_ ("Too busy"),
                 N_ ("Many people are writing at this moment. Please try again in a few minutes: "
                     "reload this page, and agree if your browser asks whether to send again."));
      break;
    case HARK_ERROR_DISK:
      send_note (request, status, N_ ("Nothing can be stored"),
                 N_ ("This server can read or store nothing at the moment. What you were told has "
                     "arrived is kept. Please try again in a few minutes: reload this page, and "
                     "agree if your browser asks whether to send again."));
      break;
    case HARK_ERROR_TOO_LARGE:
      send_note (request, status, N_ ("Too large"),
                 N_ ("What you sent is too large. Go back, choose smaller or fewer files, and send "
                     "the page again."));
      break;
    case HARK_ERROR_INVALID:
      send_note (request, status, N_ ("Not understood"),
                 N_ ("What arrived here was incomplete. Go back, and send the page again."));
      break;
    default:
      send_note (request, status, N_ ("Something went wrong"),
                 N_ ("Something went wrong on our side. Please go back and try again."));
    }
}

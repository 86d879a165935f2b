/* web-start.c: the first page, and the way out */
#include "hark-error.h"
#include "store-area.h"
#include "web-page.h"
#include "web-portal.h"
#include "web-promise.h"

/* Where "leave quickly" goes: pages that anybody may have open. */
#define AWAY "https://en.wikipedia.org/"
#define AWAY_DE "https://de.wikipedia.org/"

static void
add_ways (WebPage *page, gboolean takes_reports)
{
  web_page_add (page, "<div class=\"ways\">\n");
  if (takes_reports)
    web_page_add (page,
                  "<section class=\"way\">\n<h2>%s</h2>\n<p>%s</p>\n<p><a class=\"button\" "
                  "href=\"%s\">%s</a></p>\n"
                  "</section>\n",
                  _ ("Tell us"),
                  _ ("Report an incident, pass on a tip, or ask a question on a sensitive matter. "
                     "You need not say who you are."),
                  web_page_get_path (page, "/submit"), _ ("Write a report"));
  else
    web_page_add (page, "<section class=\"way\">\n<h2>%s</h2>\n<p>%s</p>\n</section>\n",
                  _ ("Tell us"),
                  _ ("No reports can be taken at the moment. Please come back later."));
  web_page_add (page,
                "<section class=\"way\">\n<h2>%s</h2>\n<p>%s</p>\n<p><a class=\"button quiet\" "
                "href=\"%s\">%s</a></p>\n"
                "</section>\n</div>\n",
                _ ("You have told us before"),
                _ ("With the code of your inbox you can read what the team answers, reply, and add "
                   "to your report."),
                web_page_get_path (page, "/inbox"), _ ("Open your inbox"));
}

static void
add_areas (WebPage *page, GPtrArray *areas)
{
  if (areas->len < 2)
    return;

  web_page_add (page, "<h2>%s</h2>\n<dl class=\"areas\">\n", _ ("What it can be about"));
  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);

      web_page_add (page, "<div><dt>%s</dt>\n", area->name);
      web_page_add (page, "<dd>%s</dd></div>\n", area->description);
    }
  web_page_add (page, "</dl>\n");
}

static void
add_explanation (WebPage *page, const WebPromise *promise)
{
  web_page_add (
      page, "<h2>%s</h2>\n<p>%s</p>\n<p>%s</p>\n", _ ("Who reads it"),
      _ ("Only the support team of the area that you write to. Each of them has a key of "
         "their own; what "
         "you send is locked to these keys."),
      _ ("What is stored here nobody else can open: no other department, and nobody who runs this "
         "server. The server itself can read it only while it takes it in, or shows it to you."));
  web_page_add (
      page, "<h2>%s</h2>\n<ol>\n<li>%s</li>\n", _ ("What happens then"),
      _ ("You get a number at once, and a code for an inbox of your own, if you want one."));
  web_promise_add (promise, page);
  web_page_add (page, "</ol>\n");
}

/* Before the button that it is about: later it would be too late. */
static void
add_advice (WebPage *page)
{
  web_page_add (page,
                "<section class=\"notice\">\n<h2>%s</h2>\n<ul>\n<li>%s</li>\n<li>%s</li>\n"
                "<li>%s</li>\n</ul>\n</section>\n",
                _ ("If nobody may know that it was you"),
                _ ("Write from a device and a network that do not belong to your employer. The Tor "
                   "Browser hides "
                   "where you are."),
                _ ("Do not write what only you can know, unless it matters."),
                _ ("Files can name their author, their device or a place. Remove that first."));
}

/* A browser that can go there offers to: from then on nobody sees who it is. */
static void
name_onion (SrvRequest *request, const HarkSettingOrganisation *about)
{
  const char *host = srv_request_get_header (request, "Host");
  g_autofree char *location = NULL;

  if (*about->onion == '\0' || (host != NULL && g_str_has_suffix (host, ".onion")))
    return;

  location = g_strconcat (about->onion, "/", NULL);
  srv_request_add_header (request, "Onion-Location", location);
}

static void
show_start (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (GPtrArray) areas = NULL;
  g_autoptr (WebPromise) promise = NULL;
  g_autoptr (HarkSettingOrganisation) about = NULL;
  g_autofree char *organisation = NULL;
  WebPage *page;

  if (!web_portal_begin (request))
    return;

  store = srv_stores_borrow (context->stores, &error);
  areas = store != NULL ? store_area_list_open (store, &error) : NULL;
  promise = areas != NULL ? web_promise_read (store, areas, &error) : NULL;
  about = promise != NULL ? store_setting_get_organisation (store, &error) : NULL;
  if (about == NULL
      || !store_setting_translate_areas (store, areas, srv_request_get_language (request), &error))
    {
      srv_request_fail (request, error);
      return;
    }

  organisation = srv_config_dup (context->config, SRV_CONFIG_NAME);
  page = web_page_new (request, N_ ("Say it in confidence"));
  web_page_add (
      page, "<h1>%s</h1>\n<p class=\"lead\">%s</p>\n", _ ("Say it in confidence"),
      web_page_say (page,
                    _ ("This is where you can tell %s about wrongdoing, or ask for advice, and "
                       "stay anonymous if you like."),
                    organisation));
  if (areas->len > 0)
    add_advice (page);
  add_ways (page, areas->len > 0);
  if (srv_context_allows_portal_accounts (context))
    web_page_add (page, "<p class=\"hint\">%s <a href=\"%s\">%s</a></p>\n",
                  _ ("Your organisation gave you an account for this page?"),
                  web_page_get_path (page, "/my-reports"), _ ("Sign in"));
  add_areas (page, areas);
  add_explanation (page, promise);
  web_about_add_links (page, about);
  name_onion (request, about);
  web_page_send (page, SOUP_STATUS_OK);
}

/* A link, because it must be fast, and the cookie that it needs never comes with a link from
 * elsewhere. */
static void
leave (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WebSession) session = web_session_enter (request, &error);
  gboolean german = g_str_equal (srv_request_get_language (request), "de");

  if (session != NULL)
    {
      web_session_close_all (session);
      web_session_forget (session, request);
    }
  else if (error != NULL)
    web_session_abandon (request);

  web_page_add_headers (request);
  srv_request_add_header (request, "Clear-Site-Data", "\"cache\"");
  srv_request_add_header (request, "Location", german ? AWAY_DE : AWAY);
  srv_request_reply (request, SOUP_STATUS_SEE_OTHER, NULL, NULL);
}

const SrvRoute web_start_routes[] = {
  { "GET", "/", SRV_AUTH_NONE, show_start },
  { "GET", "/leave", SRV_AUTH_NONE, leave },
  { NULL },
};

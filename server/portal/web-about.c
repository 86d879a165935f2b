/* web-about.c: /imprint and /privacy: what the organisation says of itself */
#include "hark-error.h"
#include "store-setting.h"
#include "web-page.h"
#include "web-portal.h"

static HarkSettingOrganisation *
read_organisation (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL ? store_setting_get_organisation (store, error) : NULL;
}

static const char *
choose (SrvRequest *request, const HarkSettingOrganisation *organisation, HarkSettingText *text)
{
  return hark_setting_text_choose (text, srv_request_get_language (request),
                                   organisation->language);
}

static void
show_imprint (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  const char *contact;
  WebPage *page;

  if (!web_portal_begin (request))
    return;
  organisation = read_organisation (request, &error);
  if (organisation == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  page = web_page_new (request, N_ ("Imprint"));
  web_page_add (page, "<h1>%s</h1>\n", _ ("Imprint"));
  web_page_add_prose (page, choose (request, organisation, organisation->imprint));
  contact = choose (request, organisation, organisation->contact);
  if (*contact != '\0')
    {
      web_page_add (page, "<h2>%s</h2>\n", _ ("Another way to reach us"));
      web_page_add_prose (page, contact);
    }
  web_page_send (page, SOUP_STATUS_OK);
}

static void
show_privacy (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  WebPage *page;

  if (!web_portal_begin (request))
    return;
  organisation = read_organisation (request, &error);
  if (organisation == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  page = web_page_new (request, N_ ("Privacy"));
  web_page_add (page, "<h1>%s</h1>\n", _ ("Privacy"));
  web_page_add_prose (page, choose (request, organisation, organisation->privacy));
  web_page_send (page, SOUP_STATUS_OK);
}

void
web_about_add_links (WebPage *page, const HarkSettingOrganisation *organisation)
{
  gboolean imprint = g_hash_table_size (organisation->imprint) > 0
                     || g_hash_table_size (organisation->contact) > 0;
  gboolean privacy = g_hash_table_size (organisation->privacy) > 0;

  if (!imprint && !privacy)
    return;

  web_page_add (page, "<p class=\"hint\">");
  if (imprint)
    web_page_add (page, "<a href=\"%s\">%s</a>", web_page_get_path (page, "/imprint"),
                  _ ("Imprint"));
  if (imprint && privacy)
    web_page_add (page, " · ");
  if (privacy)
    web_page_add (page, "<a href=\"%s\">%s</a>", web_page_get_path (page, "/privacy"),
                  _ ("Privacy"));
  web_page_add (page, "</p>\n");
}

const SrvRoute web_about_routes[] = {
  { "GET", "/imprint", SRV_AUTH_NONE, show_imprint },
  { "GET", "/privacy", SRV_AUTH_NONE, show_privacy },
  { NULL },
};

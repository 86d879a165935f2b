/* app-wording-page.h: what mails say in the organisation's own words, signed with its settings by an Admin */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_WORDING_PAGE (app_wording_page_get_type ())
G_DECLARE_FINAL_TYPE (AppWordingPage, app_wording_page, APP, WORDING_PAGE, AdwPreferencesPage)

GtkWidget *app_wording_page_new (AppClient *client);

G_END_DECLS

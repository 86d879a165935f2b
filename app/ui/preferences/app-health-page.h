/* app-health-page.h: whether the server is well, for an Admin, and what needs doing */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_HEALTH_PAGE (app_health_page_get_type ())
G_DECLARE_FINAL_TYPE (AppHealthPage, app_health_page, APP, HEALTH_PAGE, AdwPreferencesPage)

GtkWidget *app_health_page_new (AppClient *client);

G_END_DECLS

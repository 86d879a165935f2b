/* app-area-list-page.h: which areas there are, and who their Experts are, for an Admin */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_AREA_LIST_PAGE (app_area_list_page_get_type ())
G_DECLARE_FINAL_TYPE (AppAreaListPage, app_area_list_page, APP, AREA_LIST_PAGE, AdwPreferencesPage)

GtkWidget *app_area_list_page_new (AppClient *client);

G_END_DECLS

/* app-change-page.h: who changed what in the organisation, for an Admin */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_CHANGE_PAGE (app_change_page_get_type ())
G_DECLARE_FINAL_TYPE (AppChangePage, app_change_page, APP, CHANGE_PAGE, AdwPreferencesPage)

GtkWidget *app_change_page_new (AppClient *client);

G_END_DECLS

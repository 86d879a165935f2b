/* app-admin-page.h: the preferences' page of an Admin: the way to the pages about the whole organisation */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ADMIN_PAGE (app_admin_page_get_type ())
G_DECLARE_FINAL_TYPE (AppAdminPage, app_admin_page, APP, ADMIN_PAGE, AdwPreferencesPage)

/* Each page opens over the window's others, and asks the server when it does. */
GtkWidget *app_admin_page_new (AppClient *client);

G_END_DECLS

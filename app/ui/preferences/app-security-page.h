/* app-security-page.h: what an Admin asks of everybody, as one signed policy */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SECURITY_PAGE (app_security_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSecurityPage, app_security_page, APP, SECURITY_PAGE, AdwPreferencesPage)

/* Whom a change concerns is said before it is signed. */
GtkWidget *app_security_page_new (AppClient *client);

G_END_DECLS

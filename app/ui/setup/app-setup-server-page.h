/* app-setup-server-page.h: which server? */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_SERVER_PAGE (app_setup_server_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupServerPage, app_setup_server_page, APP, SETUP_SERVER_PAGE, AdwBin)

/* Signal "chosen" (AppServerInfo *): a server answered; the receiver owns it. */

void app_setup_server_page_set_client (AppSetupServerPage *self, AppClient *client);

G_END_DECLS

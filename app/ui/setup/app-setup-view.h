/* app-setup-view.h: the first start: from the server's address to a signed-in account */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_VIEW (app_setup_view_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupView, app_setup_view, APP, SETUP_VIEW, AdwBin)

/* Signal "finished": the client is READY and the user has seen what was done. */

void app_setup_view_set_client (AppSetupView *self, AppClient *client);

G_END_DECLS

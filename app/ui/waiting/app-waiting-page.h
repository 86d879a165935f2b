/* app-waiting-page.h: everything that waits to be sent, across tickets */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_WAITING_PAGE (app_waiting_page_get_type ())
G_DECLARE_FINAL_TYPE (AppWaitingPage, app_waiting_page, APP, WAITING_PAGE, AdwBin)

void app_waiting_page_set_client (AppWaitingPage *self, AppClient *client);

G_END_DECLS

/* app-connection-bar.h: above the list where the sidebar is hidden: what is not as usual about the connection and the outbox
 */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_CONNECTION_BAR (app_connection_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppConnectionBar, app_connection_bar, APP, CONNECTION_BAR, AdwBin)

void app_connection_bar_set_client (AppConnectionBar *self, AppClient *client);
/* How many changes the server refused. */
void app_connection_bar_set_refused (AppConnectionBar *self, guint count);
/* @needed: nothing else on the screen tells it. */
void app_connection_bar_set_needed (AppConnectionBar *self, gboolean needed);

G_END_DECLS

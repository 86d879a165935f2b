/* app-connection-line.h: at the bottom of the sidebar: online or not, what waits, what is wrong */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_CONNECTION_LINE (app_connection_line_get_type ())
G_DECLARE_FINAL_TYPE (AppConnectionLine, app_connection_line, APP, CONNECTION_LINE, AdwBin)

void app_connection_line_set_client (AppConnectionLine *self, AppClient *client);
/* Of alarms it says only their name: their sentence stands where it cannot be missed, and once. */
void app_connection_line_set_brief (AppConnectionLine *self, gboolean is_brief);

G_END_DECLS

/* app-waiting-row.h: one thing that waits to be sent */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_WAITING_ROW (app_waiting_row_get_type ())
G_DECLARE_FINAL_TYPE (AppWaitingRow, app_waiting_row, APP, WAITING_ROW, GtkBox)

GtkWidget *app_waiting_row_new (const AppWaiting *waiting);
/* Whether it shows just this. */
gboolean app_waiting_row_is (AppWaitingRow *self, const AppWaiting *waiting);

G_END_DECLS

/* app-take-back.h: takes back what waits, and asks first where more than that goes with it */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

/* What was taken back, as app_client_take_back_sync () says: (element-type AppWaiting) (transfer full). G_IO_ERROR_CANCELLED where
 * the user thought better of it. */
void app_take_back_async (GtkWindow *parent, AppClient *client, const HarkId *op, GAsyncReadyCallback callback,
                          gpointer user);
GPtrArray *app_take_back_finish (GAsyncResult *result, GError **error);

G_END_DECLS

/* app-client-presence.h: what the server tells an Admin of everybody's accounts: its word alone */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId user;
  char *mail;
  gboolean has_factor; /* a second factor is in force */
  guint n_devices;     /* that are signed in */
  gint64 seen;         /* the day on which one of them was seen last; 0: none was */
} AppPresence;
void app_presence_free (AppPresence *self);

/* Of everybody who is here. Asks the server. HARK_ERROR_FORBIDDEN: not an Admin.
 * (transfer full) (element-type AppPresence) */
GPtrArray *app_client_list_presence_sync (AppClient *self, GError **error);
void app_client_list_presence_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_presence_finish (AppClient *self, GAsyncResult *result, GError **error);
/* NULL: the server did not name them. */
const AppPresence *app_presence_find (GPtrArray *list, const HarkId *user);
/* Of those who are here, how many have no second factor. */
guint app_presence_count_without_factor (GPtrArray *list);

G_END_DECLS

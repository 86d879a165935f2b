/* app-client-own-ticket.h: what somebody reported in their own name, before an Admin ends their
 * account: how many tickets, by area. Members of those teams give them inbox codes. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId area;
  char *area_name; /* "?" until known */
  guint n;
} AppOwnCount;
void app_own_count_free (AppOwnCount *self);

/* By an Admin. (element-type AppOwnCount) (transfer full) */
GPtrArray *app_client_count_own_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_count_own_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *app_client_count_own_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS

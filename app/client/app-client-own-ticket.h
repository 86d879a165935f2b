/* app-client-own-ticket.h: what somebody reported in their own name, before an Admin ends their
 * account: in which areas. Members of those teams give them inbox codes. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId area;
  char *name; /* "?" until known */
} AppOwnArea;
void app_own_area_free (AppOwnArea *self);

/* By an Admin. (element-type AppOwnArea) (transfer full) */
GPtrArray *app_client_list_own_areas_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_list_own_areas_async (AppClient *self, const HarkId *user,
                                      GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *app_client_list_own_areas_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS

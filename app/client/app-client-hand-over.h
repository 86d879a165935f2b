/* app-client-hand-over.h: all open tickets of one advisor to somebody else, in one step: before
 * they leave the team, or go on holiday */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId from; /* the advisor, perhaps oneself */
  HarkId area; /* of whose tickets */
  HarkId to;   /* a Professional or Expert of that area */
} AppHandOver;

/* Of how many open tickets of @area that are here @user is the advisor, once what waits has gone.
 * HARK_ERROR_LOCKED. */
gboolean app_client_count_advised_sync (AppClient *self, const HarkId *user, const HarkId *area,
                                        guint *count, GError **error);
void app_client_count_advised_async (AppClient *self, const HarkId *user, const HarkId *area,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_count_advised_finish (AppClient *self, GAsyncResult *result, guint *count,
                                          GError **error);

/* Takes what is new, assigns each of them and sends that; @count is how many were handed over,
 * which may be none. Each is an assignment of its own in its ticket's history; what is not sent yet
 * when this fails waits as any. HARK_ERROR_FORBIDDEN: this account, or @to, is no Professional or
 * Expert of the area; HARK_ERROR_CONFLICT: others changed some of them meanwhile, which stay;
 * HARK_ERROR_OFFLINE. */
gboolean app_client_hand_over_sync (AppClient *self, const AppHandOver *hand_over, guint *count,
                                    GError **error);
void app_client_hand_over_async (AppClient *self, const AppHandOver *hand_over,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_hand_over_finish (AppClient *self, GAsyncResult *result, guint *count,
                                      GError **error);

G_END_DECLS

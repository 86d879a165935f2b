/* app-client-read.h: what was seen of a ticket */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* Everything of @ticket up to @up_to (AppTicket.newest) was seen: kept at once, offline too, told
 * to the server with the next sync and through it to this user's other devices. Never goes back.
 * Says no "changed": whoever shows the ticket knows. @changed (may be NULL): there is something to
 * send. */
gboolean app_client_mark_read_sync (AppClient *self, const HarkId *ticket, gint64 up_to,
                                    gboolean *changed, GError **error);
void app_client_mark_read_async (AppClient *self, const HarkId *ticket, gint64 up_to,
                                 GAsyncReadyCallback callback, gpointer user);
gboolean app_client_mark_read_finish (AppClient *self, GAsyncResult *result, gboolean *changed,
                                      GError **error);

G_END_DECLS

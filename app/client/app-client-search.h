/* app-client-search.h: searching everything that is on this device: decrypt and scan, newest first
 */
#pragma once

#include "app-client.h"
#include "app-search.h"

G_BEGIN_DECLS

/* @hits (element-type AppSearchHit) are the callee's to ref: newest ticket first, a batch at a
 * time. */
typedef void (*AppSearchFunc) (GPtrArray *hits, gpointer user);

/* Number, title, subject, report, answers, messages, notes, outcome and reasons, names of
 * attachments and of people, area: what this account may see of it, and what waits on this device
 * to be sent. Tickets that wait themselves come first, the newest at the front. Reads by a
 * connection of its own, so that neither a sync nor a list waits for it. @func is called in this
 * thread. HARK_ERROR_INVALID where
 * @text has no word in it; G_IO_ERROR_CANCELLED. */
gboolean app_client_search_sync (AppClient *self, const char *text, GCancellable *cancellable,
                                 AppSearchFunc func, gpointer user, GError **error);
/* @func is called where this was called from, before @callback, and no more once @cancellable is
 * cancelled there. */
void app_client_search_async (AppClient *self, const char *text, GCancellable *cancellable,
                              AppSearchFunc func, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_search_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS

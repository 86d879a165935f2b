/* app-http.h: the server over HTTP, blocking, for one worker at a time.
 *
 * One AppHttp is made and used in one thread, for one run of requests (a sync, a transfer). What
 * the server answers is hostile until read: sizes are capped, errors come back as the HARK_ERROR
 * that the server named. A server that cannot be reached is HARK_ERROR_OFFLINE. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _AppHttp AppHttp;

/* Lower-case scheme and host, no path, no trailing slash. HARK_ERROR_INVALID: neither https, nor
 * http to loopback or a .onion host; user or query parts. (transfer full) */
char *app_http_normalise_url (const char *text, GError **error);

/* @token NULL: not signed in. */
AppHttp *app_http_new (const char *url, const char *token, GCancellable *cancellable);
/* Seconds without a byte until the server counts as unreachable, for what comes after. */
void app_http_set_timeout (AppHttp *self, guint seconds);
void app_http_free (AppHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppHttp, app_http_free)

/* @body (borrowed) NULL for none. (transfer full) */
JsonObject *app_http_json (AppHttp *self, const char *method, const char *path, JsonObject *body,
                           GError **error);
/* As above, with a body that is text already. */
JsonObject *app_http_json_text (AppHttp *self, const char *method, const char *path,
                                const char *body, GError **error);

/* The whole reply, at most @max bytes. (transfer full) */
GBytes *app_http_get (AppHttp *self, const char *path, gsize max, GError **error);

/* After HARK_ERROR_RESET: the newest seq of what we saw that the server still has, and when the
 * backup was made that it came from; 0 where it does not say. */
void app_http_get_reset (AppHttp *self, gint64 *known, gint64 *made);

/* Resumable transfers. */
gboolean app_http_append (AppHttp *self, const char *path, gint64 offset, GBytes *data,
                          gint64 *next, GError **error);
/* From @offset on; the caller reads and closes the stream. */
GInputStream *app_http_open (AppHttp *self, const char *path, gint64 offset, GError **error);

G_END_DECLS

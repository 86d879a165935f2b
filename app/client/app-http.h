/* app-http.h: the server over HTTP, blocking, for one worker at a time.
 *
 * One AppHttp is made and used in one thread, for one run of requests (a sync, a transfer). What
 * the server answers is hostile until read: sizes are capped, errors come back as the HARK_ERROR
 * that the server named. A server that cannot be reached is HARK_ERROR_OFFLINE, and so is one that
 * answers so slowly that it would never end: after that an AppHttp asks nothing more. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "app-pace.h"

G_BEGIN_DECLS

typedef struct _AppHttp AppHttp;

/* Lower-case scheme and host, no path, no trailing slash. HARK_ERROR_INVALID: neither https, nor
 * http to loopback or a .onion host; user or query parts. (transfer full) */
char *app_http_normalise_url (const char *text, GError **error);

/* @token NULL: not signed in. */
AppHttp *app_http_new (const char *url, const char *token, GCancellable *cancellable);
/* Seconds without a byte until the server counts as unreachable, for what comes after. */
void app_http_set_timeout (AppHttp *self, guint seconds);
/* For tests: for all that are made from now on and for each of their answers, so many bytes in each
 * so many milliseconds; 0: as it was. */
void app_http_set_default_pace (guint milliseconds, guint bytes);
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
 * backup was made that it came from; 0 where it does not say. FALSE: it has all of it, and only
 * cannot tell any more what is gone since. */
gboolean app_http_get_reset (AppHttp *self, gint64 *known, gint64 *made);

/* Resumable transfers. */
gboolean app_http_append (AppHttp *self, const char *path, gint64 offset, GBytes *data,
                          gint64 *next, GError **error);
/* From @offset on, to be read by app_http_read () and given to app_http_close (). */
GInputStream *app_http_open (AppHttp *self, const char *path, gint64 offset, GError **error);
/* 0 at the end, -1 for an error. */
gssize app_http_read (AppHttp *self, GInputStream *stream, gpointer buffer, gsize size,
                      GError **error);
/* (transfer full) */
void app_http_close (AppHttp *self, GInputStream *stream);
/* Of the answer that is open: whoever reads it in another way sets another one. (transfer none) */
AppPace *app_http_get_pace (AppHttp *self);

G_END_DECLS

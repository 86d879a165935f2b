/* srv-request.h: one HTTP request as a handler sees it.
 *
 * A handler is a straight line (read, do, reply) and runs in a pool of its own, never on the main
 * loop: it may wait for the store. It must reply exactly once before it returns; one that does not
 * is answered with `internal`. All functions are for the handler's thread only, but for those of a
 * request that is kept. */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _SrvRequest SrvRequest;

const char *srv_request_get_method (SrvRequest *self);
/* Decoded path, and the request's query as it came (NULL for none). */
const char *srv_request_get_path (SrvRequest *self);
/* The part of the path that the pattern's '*' stands for, NULL where it has none. */
const char *srv_request_get_arg (SrvRequest *self);
/* One decoded query parameter, NULL if absent; the first of a name. What is not UTF-8 was refused.
 */
const char *srv_request_get_query (SrvRequest *self, const char *name);
const char *srv_request_get_header (SrvRequest *self, const char *name);
/* A cookie's value, NULL if absent; extra attribute pairs are tolerated (lynx sends them back). */
const char *srv_request_get_cookie (SrvRequest *self, const char *name);
/* The token of "Authorization: Bearer …", NULL if absent. */
const char *srv_request_get_bearer (SrvRequest *self);
/* "en" or "de": ?lang= first, then Accept-Language, then English. */
const char *srv_request_get_language (SrvRequest *self);

/* What the router was made with: the server's services. */
gpointer srv_request_get_context (SrvRequest *self);

/* The 16-byte user id of the session, set by the authenticator; NULL where the route is open. */
const guint8 *srv_request_get_user (SrvRequest *self);
void srv_request_set_user (SrvRequest *self, const guint8 user_id[16]);

/* The whole body of a route without sink, at most its max_body. Wiped with the request. */
GBytes *srv_request_get_body (SrvRequest *self);
/* The body as a JSON object through hark_json_parse(); HARK_ERROR_INVALID. (transfer full) */
JsonObject *srv_request_read_json (SrvRequest *self, GError **error);
/* The fields of a small application/x-www-form-urlencoded or multipart/form-data body without
 * files: name → value, first of a name wins, valid UTF-8 only. (transfer full) */
GHashTable *srv_request_read_form (SrvRequest *self, GError **error);

/* Where the body goes instead of memory. @feed runs on the main loop in small pieces; FALSE stops
 * the request with that error. @free runs once, on any thread, when the request ends, finished or
 * not. */
typedef struct
{
  gboolean (*feed) (gpointer sink, const guint8 *data, gsize length, GError **error);
  void (*free) (gpointer sink);
} SrvSinkClass;

/* Only inside a route's prepare function. */
void srv_request_set_sink (SrvRequest *self, const SrvSinkClass *klass, gpointer sink);
gpointer srv_request_get_sink (SrvRequest *self);
/* For a handler, after which the sink is its own to free: the request may live on for a while after
 * the reply, and with it what the next request could want. */
gpointer srv_request_steal_sink (SrvRequest *self);

/* Replies. Every reply carries, unless the handler sets that header itself: Cache-Control:
 * no-store, X-Content-Type-Options: nosniff, Referrer-Policy: no-referrer, X-Frame-Options: DENY,
 * Cross-Origin-Opener-Policy and Cross-Origin-Resource-Policy: same-origin; no Server and no Date
 * beyond what HTTP needs. Names and values of headers are ours: neither may hold a line end. */
void srv_request_add_header (SrvRequest *self, const char *name, const char *value);
void srv_request_reply (SrvRequest *self, guint status, const char *type, GBytes *body);
void srv_request_reply_json (SrvRequest *self, guint status, JsonNode *node /* (transfer full) */);
/* {"code": wire name, "detail": sentence} with the status of hark_error_get_status(). An error of
 * another domain is logged once with a request id and sent as `internal` with that id, never its
 * text. */
void srv_request_fail (SrvRequest *self, const GError *error);
/* The reply, which is no stream, goes out that much later. Its connection waits, and no thread. */
void srv_request_delay (SrvRequest *self, guint milliseconds);
/* 303 to a path of this site. */
void srv_request_redirect (SrvRequest *self, const char *location);
/* A reply that is produced in pieces by the handler's thread (NDJSON pages, blobs): @length -1 for
 * chunked. begin is FALSE only for a second reply. write waits while more than SRV_MAX_UNSENT bytes
 * are unsent; FALSE once the client is gone or the server is being stopped. A handler that returns
 * with less written than announced breaks the connection off. */
gboolean srv_request_begin (SrvRequest *self, guint status, const char *type, gint64 length);
gboolean srv_request_write (SrvRequest *self, const void *data, gsize length);

/* A reply of unknown length that outlives its handler and holds no thread (event streams): after
 * srv_request_begin() it belongs to whoever keeps it, until srv_request_drop(). What was asked is
 * forgotten: only what is below may follow, from any thread. FALSE, and nothing is kept, where
 * the client is gone already. @gone is called at most once, on the main loop, when the client goes
 * or is cut off; never after srv_request_drop(). */
gboolean srv_request_keep (SrvRequest *self, void (*gone) (SrvRequest *self, gpointer user),
                           gpointer user);
/* Neither waits. @text takes the place of what was pushed before and has not begun to go out; a
 * beat goes only where nothing else does. A client that leaves more than SRV_MAX_PUSH_UNSENT bytes
 * unread is cut off: FALSE then, and for one that is gone. */
gboolean srv_request_push (SrvRequest *self, const char *text);
gboolean srv_request_beat (SrvRequest *self, const char *text);
/* Ends the connection and lets go. */
void srv_request_drop (SrvRequest *self);

G_END_DECLS

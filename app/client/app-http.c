/* app-http.c: see app-http.h */
#include "app-http.h"

#include <libsoup/soup.h>

#include "app-pace.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"

#define TIMEOUT_SECONDS 30 /* without a byte */
/* In each minute an answer is whole or brings on 60 KiB: less than the slowest line of a telephone
 * or of Tor brings, and enough that the largest answer ends within hours. */
#define PACE_MILLISECONDS 60000
#define PACE_BYTES (60 * 1024)
#define MAX_REFUSAL (64 * 1024) /* of an error's body; what is longer was not written by Hark */
#define PROTOCOLS G_STRINGIFY (HARK_PROTOCOL_MIN) "-" G_STRINGIFY (HARK_PROTOCOL_MAX)

struct _AppHttp
{
  SoupSession *session;
  AppPace *pace;
  guint pace_milliseconds;
  guint64 pace_bytes;
  char *url;
  char *token;
  gboolean is_whole;  /* the answer that was read last */
  gint64 known, made; /* of the newest reset */
  gboolean has_lost;  /* so it says there */
};

static gint default_milliseconds = PACE_MILLISECONDS;
static gint default_bytes = PACE_BYTES;

static gboolean
is_private_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_strcmp0 (host, "localhost") == 0 || g_str_has_suffix (host, ".onion");
}

char *
app_http_normalise_url (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;
  const char *scheme;

  uri = g_uri_parse (trimmed, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0'
      || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL
      || (g_uri_get_path (uri)[0] != '\0' && g_strcmp0 (g_uri_get_path (uri), "/") != 0))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "not a server address: it looks like https://hark.example.org");
      return NULL;
    }

  scheme = g_uri_get_scheme (uri);
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  if (g_strcmp0 (scheme, "https") != 0
      && !(g_strcmp0 (scheme, "http") == 0 && is_private_host (host)))
    {
      g_set_error (
          error, HARK_ERROR, HARK_ERROR_INVALID,
          "the server address must begin with https:// (http:// only for this machine and .onion)");
      return NULL;
    }

  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}

AppHttp *
app_http_new (const char *url, const char *token, GCancellable *cancellable)
{
  AppHttp *self = g_new0 (AppHttp, 1);

  /* No idle timer: it would run on the main loop, beside the worker that uses the session. */
  self->session
      = soup_session_new_with_options ("timeout", TIMEOUT_SECONDS, "idle-timeout", 0, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  /* what is sealed does not shrink, and nobody's decompressor need be fed by strangers */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_set_user_agent (self->session, NULL);
  self->pace = app_pace_new (cancellable);
  self->pace_milliseconds = (guint)g_atomic_int_get (&default_milliseconds);
  self->pace_bytes = (guint64)g_atomic_int_get (&default_bytes);
  self->url = g_strdup (url);
  self->token = g_strdup (token);

  return self;
}

void
app_http_set_timeout (AppHttp *self, guint seconds)
{
  soup_session_set_timeout (self->session, seconds);
}

void
app_http_set_default_pace (guint milliseconds, guint bytes)
{
  g_atomic_int_set (&default_milliseconds,
                    milliseconds > 0 ? (gint)milliseconds : PACE_MILLISECONDS);
  g_atomic_int_set (&default_bytes, milliseconds > 0 ? (gint)bytes : PACE_BYTES);
}

AppPace *
app_http_get_pace (AppHttp *self)
{
  return self->pace;
}

void
app_http_free (AppHttp *self)
{
  if (self == NULL)
    return;

  soup_session_abort (self->session);
  g_object_unref (self->session);
  app_pace_free (self->pace);
  g_free (self->url);
  hark_seal_free_string (self->token);
  g_free (self);
}

static SoupMessage *
make_message (AppHttp *self, const char *method, const char *path, GError **error)
{
  g_autofree char *whole = g_strconcat (self->url, path, NULL);
  SoupMessage *message = soup_message_new (method, whole);

  if (message == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "not a server address");
      return NULL;
    }

  /* A redirect could lead the token to another server. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), HARK_PROTOCOL_HEADER,
                                PROTOCOLS);
  if (self->token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                    value);
      hark_seal_wipe (value, strlen (value));
    }

  return message;
}

/* --- an answer, never faster than it comes --- */

/* FALSE always. */
static gboolean
fail_with_line (AppHttp *self, const char *what, GError *local, GError **error)
{
  if (app_pace_is_too_slow (self->pace))
    g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the server answers too slowly");
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (local));
  else
    g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "%s: %s", what, local->message);

  g_error_free (local);
  return FALSE;
}

static void
begin_pace (AppHttp *self)
{
  app_pace_begin (self->pace, self->pace_milliseconds, self->pace_bytes);
}

static void
on_wrote_data (SoupMessage *message, guint n, gpointer user)
{
  AppHttp *self = user;

  app_pace_move (self->pace, n);
}

/* Up to the end of the head. The request has its own pace; then the head has its time, of which
 * nothing is seen before it is whole. */
static GInputStream *
send_message (AppHttp *self, SoupMessage *message, GError **error)
{
  GError *local = NULL;
  GInputStream *stream;

  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_wrote_data), self);
  g_signal_connect_swapped (message, "wrote-body", G_CALLBACK (begin_pace), self);
  begin_pace (self);
  self->is_whole = FALSE;
  stream
      = soup_session_send (self->session, message, app_pace_get_cancellable (self->pace), &local);
  g_signal_handlers_disconnect_by_data (message, self);
  if (stream != NULL)
    {
      begin_pace (self);
      return stream;
    }

  app_pace_end (self->pace);
  fail_with_line (self, "the server cannot be reached", local, error);
  return NULL;
}

gssize
app_http_read (AppHttp *self, GInputStream *stream, gpointer buffer, gsize size, GError **error)
{
  GError *local = NULL;
  gssize n
      = g_input_stream_read (stream, buffer, size, app_pace_get_cancellable (self->pace), &local);

  if (n > 0)
    app_pace_move (self->pace, (guint64)n);
  self->is_whole = n == 0;
  if (n < 0)
    fail_with_line (self, "the connection broke", local, error);
  return n;
}

void
app_http_close (AppHttp *self, GInputStream *stream)
{
  g_autoptr (GCancellable) at_once = g_cancellable_new ();

  app_pace_end (self->pace);
  /* else it would read on to the end of what may have none */
  if (!self->is_whole)
    g_cancellable_cancel (at_once);
  g_input_stream_close (stream, at_once, NULL);
  g_object_unref (stream);
}

/* At most @max bytes; what is longer is refused, or is left there where it @may_be_cut. */
static GByteArray *
read_all (AppHttp *self, GInputStream *stream, gsize max, gboolean may_be_cut, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16384];
  gssize n;

  while ((n = app_http_read (self, stream, buffer, sizeof buffer, error)) > 0)
    {
      if (bytes->len + (gsize)n > max && may_be_cut)
        break;
      if (bytes->len + (gsize)n > max)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "the server's answer is too large");
          return NULL;
        }
      g_byte_array_append (bytes, buffer, (guint)n);
    }

  hark_seal_wipe (buffer, sizeof buffer);
  return n >= 0 ? g_steal_pointer (&bytes) : NULL;
}

static void
read_reset (AppHttp *self, JsonObject *reply)
{
  self->known = self->made = 0;
  self->has_lost = !g_str_equal (hark_json_peek_string (reply, "reset"), "floor");
  hark_json_get_int (reply, "known", 0, G_GINT64_CONSTANT (1) << 53, &self->known, NULL);
  if (json_object_has_member (reply, "made") && !json_object_get_null_member (reply, "made"))
    hark_json_get_int (reply, "made", 0, G_MAXUINT32, &self->made, NULL);
}

/* What only this side can find out. */
static gboolean
is_ours (HarkError code)
{
  return code == HARK_ERROR_FORKED || code == HARK_ERROR_LOCKED || code == HARK_ERROR_UNSEEN;
}

/* Rebuilds the server's error; FALSE always. */
static gboolean
fail_with_reply (AppHttp *self, guint status, GByteArray *body, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  const char *name = NULL;
  const char *detail = NULL;
  HarkError code = HARK_ERROR_INTERNAL;

  object = hark_json_parse_object ((const char *)body->data, body->len, MAX_REFUSAL, NULL);
  if (object != NULL)
    {
      name = hark_json_get_string (object, "code", 40, NULL);
      detail = hark_json_get_string (object, "detail", 1000, NULL);
    }

  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the server leads to another address: Hark does not follow it");
      return FALSE;
    }
  /* Whatever a later server calls it. */
  if (status == 426 && (name == NULL || !hark_error_from_name (name, &code)))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE,
                   "this program is too old for the server: update Hark on this computer");
      return FALSE;
    }
  if (name == NULL || !hark_error_from_name (name, &code) || is_ours (code))
    {
      g_set_error (error, HARK_ERROR,
                   status == 503 || status == 502 ? HARK_ERROR_OFFLINE : HARK_ERROR_INTERNAL,
                   "the server answered with status %u", status);
      return FALSE;
    }

  if (code == HARK_ERROR_RESET)
    read_reset (self, object);
  g_set_error (error, HARK_ERROR, code, "the server says: %s", detail != NULL ? detail : name);
  return FALSE;
}

/* Reads why it was refused; FALSE always. */
static gboolean
take_refusal (AppHttp *self, guint status, GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) body = read_all (self, stream, MAX_REFUSAL, TRUE, error);

  return body != NULL && fail_with_reply (self, status, body, error);
}

static GByteArray *
exchange (AppHttp *self, SoupMessage *message, gsize max, GError **error)
{
  GInputStream *stream = send_message (self, message, error);
  GByteArray *body = NULL;
  guint status;

  if (stream == NULL)
    return NULL;

  status = soup_message_get_status (message);
  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    body = read_all (self, stream, max, FALSE, error);
  else
    take_refusal (self, status, stream, error);
  app_http_close (self, stream);

  return body;
}

/* libsoup sends a PUT again by itself where a connection that was kept ended meanwhile, and has
 * read the body to its end by then. */
static void
set_body (SoupMessage *message, gpointer bytes)
{
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
}

JsonObject *
app_http_json_text (AppHttp *self, const char *method, const char *path, const char *body,
                    GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, method, path, error);
  g_autoptr (GByteArray) reply = NULL;
  JsonObject *object;

  if (message == NULL)
    return NULL;

  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = hark_seal_bytes_new_take (g_strdup (body), strlen (body));

      set_body (message, bytes);
      g_signal_connect_data (message, "restarted", G_CALLBACK (set_body), g_bytes_ref (bytes),
                             (GClosureNotify)(GCallback)g_bytes_unref, 0);
    }

  reply = exchange (self, message, HARK_API_MAX_REPLY, error);
  if (reply == NULL)
    return NULL;

  object
      = hark_json_parse_object ((const char *)reply->data, reply->len, HARK_API_MAX_REPLY, error);
  hark_seal_wipe (reply->data, reply->len);
  return object;
}

JsonObject *
app_http_json (AppHttp *self, const char *method, const char *path, JsonObject *body,
               GError **error)
{
  char *text = body != NULL ? hark_json_to_string (body) : NULL;
  JsonObject *reply = app_http_json_text (self, method, path, text, error);

  hark_seal_free_string (text);
  return reply;
}

GBytes *
app_http_get (AppHttp *self, const char *path, gsize max, GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, "GET", path, error);
  g_autoptr (GByteArray) reply = NULL;

  if (message == NULL)
    return NULL;

  reply = exchange (self, message, max, error);
  if (reply == NULL)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&reply));
}

gboolean
app_http_get_reset (AppHttp *self, gint64 *known, gint64 *made)
{
  *known = self->known;
  *made = self->made;
  return self->has_lost;
}

gboolean
app_http_append (AppHttp *self, const char *path, gint64 offset, GBytes *data, gint64 *next,
                 GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, "PATCH", path, error);
  g_autoptr (GByteArray) reply = NULL;
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, offset);
  const char *answered;

  if (message == NULL)
    return FALSE;

  soup_message_headers_replace (soup_message_get_request_headers (message), "Upload-Offset", value);
  soup_message_set_request_body_from_bytes (message, "application/offset+octet-stream", data);
  reply = exchange (self, message, HARK_API_MAX_REPLY, error);
  if (reply == NULL)
    return FALSE;

  answered
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Upload-Offset");
  if (answered == NULL || !g_ascii_string_to_signed (answered, 10, 0, G_MAXINT64, next, NULL))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the server did not say how much has arrived");
      return FALSE;
    }

  return TRUE;
}

GInputStream *
app_http_open (AppHttp *self, const char *path, gint64 offset, GError **error)
{
  g_autoptr (SoupMessage) message = make_message (self, "GET", path, error);
  GInputStream *stream;
  guint status;

  if (message == NULL)
    return NULL;

  if (offset > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (message), offset, -1);
  stream = send_message (self, message, error);
  if (stream == NULL)
    return NULL;

  status = soup_message_get_status (message);
  if (status == (offset > 0 ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK))
    return stream;

  take_refusal (self, status, stream, error);
  app_http_close (self, stream);
  return NULL;
}

/* srv-reply.c: see srv-request.h; what a handler answers
 *
 * The first half runs in the handler's thread and posts, the second on the main loop and speaks to
 * SoupServer. */
#include "srv-request-private.h"

#include "hark-error.h"
#include "srv-gate.h"
#include "srv-head.h"
#include "srv-limits.h"

#include <string.h>

#define PIECE (64 * 1024)

typedef struct
{
  SrvRequest *request;
  void (*function) (SrvRequest *request);
} Post;

static gboolean
on_post (gpointer data)
{
  Post *post = data;

  post->function (post->request);
  return G_SOURCE_REMOVE;
}

static void
free_post (gpointer data)
{
  Post *post = data;

  srv_request_unref (post->request);
  g_free (post);
}

void
srv_request_post (SrvRequest *self, void (*function) (SrvRequest *self))
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new (Post, 1);

  *post = (Post){ srv_request_ref (self), function };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_post, post, free_post);
  g_source_attach (source, srv_router_get_main_context (self->router));
}

/* ---- in the handler's thread ---- */

static void send_reply (SrvRequest *self);
static void send_late (SrvRequest *self);
static void drop_late (SrvRequest *self);
static void send_pending (SrvRequest *self);
static void send_end (SrvRequest *self);
static void abandon_message (SrvRequest *self);

void
srv_request_add_header (SrvRequest *self, const char *name, const char *value)
{
  g_return_if_fail (!self->replied);
  g_return_if_fail (strpbrk (name, ": \r\n") == NULL && strpbrk (value, "\r\n") == NULL);

  if (self->reply.header == NULL)
    self->reply.header = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->reply.header, g_strdup (name));
  g_ptr_array_add (self->reply.header, g_strdup (value));
}

/* FALSE for a second reply: the first one counts. */
static gboolean
begin_reply (SrvRequest *self, guint status, const char *type)
{
  g_return_val_if_fail (!self->replied, FALSE);

  self->replied = TRUE;
  self->reply.status = status;
  self->reply.type = g_strdup (type);
  return TRUE;
}

void
srv_request_delay (SrvRequest *self, guint milliseconds)
{
  self->delay = milliseconds;
}

void
srv_request_reply (SrvRequest *self, guint status, const char *type, GBytes *body)
{
  if (!begin_reply (self, status, type))
    return;

  self->reply.body = body != NULL ? g_bytes_ref (body) : g_bytes_new_static ("", 0);
  srv_request_post (self, self->delay > 0 ? send_late : send_reply);
}

void
srv_request_reply_json (SrvRequest *self, guint status, JsonNode *node)
{
  char *text = json_to_string (node, FALSE);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  json_node_unref (node);
  srv_request_reply (self, status, "application/json", body);
}

void
srv_request_redirect (SrvRequest *self, const char *location)
{
  g_return_if_fail (location[0] == '/' && location[1] != '/' && location[1] != '\\');

  srv_request_add_header (self, "Location", location);
  srv_request_reply (self, SOUP_STATUS_SEE_OTHER, NULL, NULL);
}

/* What a stranger may know of @error: itself, if it is one of ours and meant for them. */
static GError *
publish_error (const GError *error)
{
  guint id;

  if (error->domain == HARK_ERROR && error->code != HARK_ERROR_INTERNAL)
    return g_error_copy (error);

  id = g_random_int ();
  g_warning ("request %08x: %s: %s", id, g_quark_to_string (error->domain), error->message);
  return g_error_new (HARK_ERROR, HARK_ERROR_INTERNAL, "something went wrong here (request %08x)",
                      id);
}

/* It is the server's disk: to a client that is "try again later" as any other. */
static void
reply_error (SrvRequest *self, const GError *error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  HarkError code = error->code == HARK_ERROR_DISK ? HARK_ERROR_BUSY : error->code;

  json_object_set_string_member (object, "code", hark_error_get_name (code));
  json_object_set_string_member (object, "detail", error->message);
  json_node_set_object (node, object);
  srv_request_reply_json (self, hark_error_get_status (code), node);
}

void
srv_request_fail_json (SrvRequest *self, const GError *error)
{
  g_autoptr (GError) published = publish_error (error);

  reply_error (self, published);
}

void
srv_request_fail (SrvRequest *self, const GError *error)
{
  SrvErrorPage page = srv_router_get_error_page (self->router);
  g_autoptr (GError) published = publish_error (error);

  g_return_if_fail (!self->replied);

  if ((published->code == HARK_ERROR_AUTH || published->code == HARK_ERROR_ENDED)
      && srv_request_is_api (self))
    srv_request_add_header (self, "WWW-Authenticate", "Bearer");

  if (page == NULL || self->in_page || srv_request_is_api (self))
    {
      reply_error (self, published);
      return;
    }

  self->in_page = TRUE;
  page (self, published);
  self->in_page = FALSE;
}

/* Locked. */
static gboolean
is_gone (SrvRequest *self)
{
  return self->outflow.gone || srv_router_is_closed (self->router);
}

gboolean
srv_request_begin (SrvRequest *self, guint status, const char *type, gint64 length)
{
  if (!begin_reply (self, status, type))
    return FALSE;

  self->streamed = TRUE;
  self->reply.length = length;
  self->left = length;
  srv_request_post (self, send_reply);
  return TRUE;
}

/* Waits for room, as one of the streams that do so; FALSE when there will be none. Locked. */
static gboolean
wait_for_room (SrvRequest *self)
{
  SrvOutflow *out = &self->outflow;

  if (out->unsent >= SRV_MAX_UNSENT && !self->has_slot)
    {
      g_mutex_unlock (&out->lock);
      self->has_slot = srv_router_add_stream (self->router, self);
      g_mutex_lock (&out->lock);
      if (!self->has_slot)
        {
          out->gone = TRUE;
          srv_request_post (self, abandon_message);
        }
    }

  while (out->unsent >= SRV_MAX_UNSENT && !is_gone (self))
    g_cond_wait (&out->room, &out->lock);

  return !is_gone (self);
}

/* Locked. */
static void
add_pending (SrvRequest *self, gconstpointer data, gsize length)
{
  SrvOutflow *out = &self->outflow;

  if (out->pending == NULL)
    out->pending = g_byte_array_new ();
  g_byte_array_append (out->pending, data, length);
  out->unsent += length;
  if (!out->posted)
    srv_request_post (self, send_pending);
  out->posted = TRUE;
}

static gboolean
write_piece (SrvRequest *self, const guint8 *data, gsize length)
{
  SrvOutflow *out = &self->outflow;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&out->lock);

  if (!wait_for_room (self))
    return FALSE;

  add_pending (self, data, length);
  return TRUE;
}

gboolean
srv_request_write (SrvRequest *self, const void *data, gsize length)
{
  const guint8 *at = data;

  g_return_val_if_fail (self->streamed, FALSE);
  g_return_val_if_fail (self->reply.length < 0 || (gint64)length <= self->left, FALSE);

  self->left -= length;
  if (g_str_equal (self->method, "HEAD"))
    return TRUE;

  while (length > 0)
    {
      gsize n = MIN (length, PIECE);

      if (!write_piece (self, at, n))
        return FALSE;

      at += n;
      length -= n;
    }

  return TRUE;
}

/* ---- what goes on without its handler ---- */

gboolean
srv_request_keep (SrvRequest *self, void (*gone) (SrvRequest *self, gpointer user), gpointer user)
{
  SrvOutflow *out = &self->outflow;
  gboolean there;

  g_return_val_if_fail (self->streamed && self->reply.length < 0, FALSE);

  g_mutex_lock (&out->lock);
  there = !is_gone (self);
  if (there)
    {
      out->on_gone = gone;
      out->user = user;
    }
  g_mutex_unlock (&out->lock);
  if (!there)
    return FALSE;

  self->kept = TRUE;
  srv_request_forget (self);
  srv_request_ref (self);
  return TRUE;
}

/* Locked. FALSE, and the client is cut off, where it has left too much unread. */
static gboolean
push (SrvRequest *self, const char *text)
{
  SrvOutflow *out = &self->outflow;
  gsize length = strlen (text);

  if (out->unsent + length > SRV_MAX_PUSH_UNSENT)
    {
      out->gone = TRUE;
      srv_request_post (self, abandon_message);
      return FALSE;
    }

  add_pending (self, text, length);
  return TRUE;
}

gboolean
srv_request_push (SrvRequest *self, const char *text)
{
  SrvOutflow *out = &self->outflow;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&out->lock);

  if (out->pending != NULL)
    {
      out->unsent -= out->pending->len;
      g_byte_array_set_size (out->pending, 0);
    }

  return !out->gone && push (self, text);
}

gboolean
srv_request_beat (SrvRequest *self, const char *text)
{
  SrvOutflow *out = &self->outflow;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&out->lock);

  return !out->gone && (out->pending != NULL || push (self, text));
}

void
srv_request_drop (SrvRequest *self)
{
  SrvOutflow *out = &self->outflow;

  g_mutex_lock (&out->lock);
  out->gone = TRUE;
  out->on_gone = NULL;
  g_mutex_unlock (&out->lock);
  srv_request_post (self, abandon_message);
  srv_request_unref (self);
}

void
srv_reply_end (SrvRequest *self)
{
  g_autoptr (GError) error = NULL;

  if (self->has_slot)
    srv_router_remove_stream (self->router, self);
  self->has_slot = FALSE;

  if (self->streamed && !self->kept)
    srv_request_post (self, send_end);
  else if (!self->replied)
    {
      error = g_error_new_literal (HARK_ERROR, HARK_ERROR_INTERNAL, "a handler did not reply");
      srv_request_fail_json (self, error);
    }
}

/* ---- on the main loop ---- */

void
srv_reply_sent (SrvRequest *self, gsize length)
{
  SrvOutflow *out = &self->outflow;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&out->lock);

  out->unsent -= MIN (length, out->unsent);
  g_cond_broadcast (&out->room);
}

void
srv_reply_abandon (SrvRequest *self)
{
  SrvOutflow *out = &self->outflow;
  void (*on_gone) (SrvRequest * request, gpointer user);

  g_mutex_lock (&out->lock);
  out->gone = TRUE;
  on_gone = out->on_gone;
  out->on_gone = NULL;
  g_cond_broadcast (&out->room);
  g_mutex_unlock (&out->lock);

  drop_late (self);
  if (on_gone != NULL)
    on_gone (self, out->user);
}

static void
abandon_message (SrvRequest *self)
{
  if (self->message != NULL)
    srv_gate_answer (self->message, NULL);
}

/* Calls @add with every header of the reply; those that the handler has set replace the common
 * ones. */
static void
each_header (SrvRequest *self, void (*add) (gpointer user, const char *name, const char *value),
             gpointer user)
{
  const SrvReply *reply = &self->reply;
  gchar **own = reply->header != NULL ? (gchar **)reply->header->pdata : NULL;
  guint n_own = reply->header != NULL ? reply->header->len : 0;

  for (guint i = 0; srv_head_common[i][0] != NULL; i++)
    {
      guint j = 0;

      while (j < n_own && g_ascii_strcasecmp (own[j], srv_head_common[i][0]) != 0)
        j += 2;
      if (j >= n_own)
        add (user, srv_head_common[i][0], srv_head_common[i][1]);
    }

  for (guint i = 0; i < n_own; i += 2)
    add (user, own[i], own[i + 1]);
  if (reply->type != NULL)
    add (user, "Content-Type", reply->type);
}

static void
add_to_text (gpointer text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s: %s\r\n", name, value);
}

static void
add_to_message (gpointer header, const char *name, const char *value)
{
  soup_message_headers_append (header, name, value);
}

/* The reply as SoupServer would have written it: for when it still waits for a body. */
static GBytes *
write_out (SrvRequest *self)
{
  guint status = self->reply.status;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize size;
  const char *data = g_bytes_get_data (self->reply.body, &size);

  g_string_printf (text, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
  each_header (self, add_to_text, text);
  g_string_append_printf (text, "Content-Length: %zu\r\nConnection: close\r\n\r\n", size);
  g_string_append_len (text, data, size);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* HTTP/1.0 knows no chunks: the end of the connection is the end of the reply. */
static void
set_stream_encoding (SrvRequest *self, SoupMessageHeaders *header)
{
  if (self->reply.length >= 0)
    soup_message_headers_set_content_length (header, self->reply.length);
  else if (soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_0)
    soup_message_headers_set_encoding (header, SOUP_ENCODING_EOF);
  else
    soup_message_headers_set_encoding (header, SOUP_ENCODING_CHUNKED);
}

static void
fill_message (SrvRequest *self)
{
  const SrvReply *reply = &self->reply;
  SoupMessageHeaders *header = soup_server_message_get_response_headers (self->message);
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);

  soup_server_message_set_status (self->message, reply->status, NULL);
  each_header (self, add_to_message, header);

  /* what is sent is freed; besides, SoupServer cuts ranges only out of bodies that it keeps, as
   * many and as often as the client likes */
  soup_message_body_set_accumulate (body, FALSE);
  if (self->streamed)
    set_stream_encoding (self, header);
  else if (g_bytes_get_size (reply->body) > 0)
    soup_message_body_append_bytes (body, reply->body);
}

static void
send_reply (SrvRequest *self)
{
  g_autoptr (GBytes) text = NULL;

  if (self->message == NULL)
    return;

  if (!self->whole)
    {
      text = self->streamed ? NULL : write_out (self);
      srv_gate_answer (self->message, text);
      return;
    }

  fill_message (self);
  soup_server_message_unpause (self->message);
}

static gboolean
on_late (gpointer data)
{
  SrvRequest *self = data;

  g_clear_pointer (&self->late, g_source_unref);
  send_reply (self);
  return G_SOURCE_REMOVE;
}

static void
unref_request (gpointer data)
{
  srv_request_unref (data);
}

static void
send_late (SrvRequest *self)
{
  if (self->message == NULL)
    return;

  self->late = g_timeout_source_new (self->delay);
  g_source_set_callback (self->late, on_late, srv_request_ref (self), unref_request);
  g_source_attach (self->late, srv_router_get_main_context (self->router));
}

static void
drop_late (SrvRequest *self)
{
  g_autoptr (GSource) late = g_steal_pointer (&self->late);

  if (late != NULL)
    g_source_destroy (late);
}

static void
send_pending (SrvRequest *self)
{
  SrvOutflow *out = &self->outflow;
  g_autoptr (GByteArray) pending = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_mutex_lock (&out->lock);
  pending = g_steal_pointer (&out->pending);
  out->posted = FALSE;
  g_mutex_unlock (&out->lock);

  if (self->message == NULL || pending == NULL)
    return;

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&pending));
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

/* A stream that stopped short must not look complete. */
static void
send_end (SrvRequest *self)
{
  if (self->message == NULL)
    return;

  if (self->reply.length >= 0 && self->left > 0 && !g_str_equal (self->method, "HEAD"))
    {
      abandon_message (self);
      return;
    }

  if (self->reply.length < 0)
    soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

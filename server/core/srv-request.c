/* srv-request.c: see srv-request.h; what a handler reads */
#include "srv-request-private.h"

#include "hark-error.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "srv-multipart.h"

#include <string.h>

/* ---- making ---- */

/* Repeated headers are one list, cookies with another separator. The gate has seen to those that
 * may not repeat. */
static void
add_header (const char *name, const char *value, gpointer user)
{
  GHashTable *header = user;
  g_autofree char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (header, key);
  const char *separator = g_str_equal (key, "cookie") ? "; " : ", ";
  char *joined = before != NULL ? g_strconcat (before, separator, value, NULL) : g_strdup (value);

  g_hash_table_insert (header, g_steal_pointer (&key), joined);
}

/* Tokens and cookies are among them. */
static void
wipe_string (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

SrvRequest *
srv_request_new (SrvRouter *router, SoupServerMessage *message, const char *path)
{
  SrvRequest *self = g_new0 (SrvRequest, 1);
  SoupMessageHeaders *header = soup_server_message_get_request_headers (message);

  g_atomic_ref_count_init (&self->refs);
  self->router = g_object_ref (router);
  self->method = g_strdup (soup_server_message_get_method (message));
  self->path = g_strdup (path);
  self->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  self->header = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_string);
  soup_message_headers_foreach (header, add_header, self->header);
  self->size = soup_message_headers_get_content_length (header);
  self->whole = self->size == 0;
  self->message = g_object_ref (message);
  g_mutex_init (&self->outflow.lock);
  g_cond_init (&self->outflow.room);
  return self;
}

SrvRequest *
srv_request_ref (SrvRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/* A body's bytes with their number in front: they are wiped when the last who reads them is done.
 */
typedef struct
{
  gsize size;
  guint8 data[];
} Buffer;

static void
free_buffer (gpointer data)
{
  Buffer *buffer = data;

  explicit_bzero (buffer->data, buffer->size);
  g_free (buffer);
}

static Buffer *
get_buffer (guint8 *data)
{
  return (Buffer *)(data - offsetof (Buffer, data));
}

/* SoupServer never reads more of a body than its head has announced. */
void
srv_request_add_body (SrvRequest *self, const guint8 *data, gsize length)
{
  g_return_if_fail (length <= self->size - self->received);

  if (self->buffer == NULL)
    {
      Buffer *buffer = g_malloc (sizeof (Buffer) + self->size);

      buffer->size = self->size;
      self->buffer = buffer->data;
    }

  memcpy (self->buffer + self->received, data, length);
  self->received += length;
}

void
srv_request_end_body (SrvRequest *self)
{
  guint8 *data = g_steal_pointer (&self->buffer);

  self->whole = TRUE;
  if (data != NULL)
    self->body = g_bytes_new_with_free_func (data, self->received, free_buffer, get_buffer (data));
}

void
srv_request_free_sink (SrvRequest *self)
{
  if (self->sink_class != NULL)
    self->sink_class->free (self->sink);
  self->sink_class = NULL;
}

void
srv_request_forget (SrvRequest *self)
{
  g_clear_pointer (&self->arg, g_free);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->header, g_hash_table_unref);
  g_clear_pointer (&self->param, g_hash_table_unref);
  g_clear_pointer (&self->cookie, g_hash_table_unref);
}

void
srv_request_unref (SrvRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  srv_request_free_sink (self);
  if (self->buffer != NULL)
    free_buffer (get_buffer (self->buffer));
  g_clear_pointer (&self->body, g_bytes_unref);
  srv_router_free_memory (self->router, self->received);
  g_free (self->method);
  g_free (self->path);
  srv_request_forget (self);
  g_clear_error (&self->error);
  g_free (self->reply.type);
  g_clear_pointer (&self->reply.body, g_bytes_unref);
  g_clear_pointer (&self->reply.header, g_ptr_array_unref);
  g_clear_pointer (&self->outflow.pending, g_byte_array_unref);
  g_mutex_clear (&self->outflow.lock);
  g_cond_clear (&self->outflow.room);
  g_object_unref (self->router);
  g_free (self);
}

gboolean
srv_request_is_api (SrvRequest *self)
{
  return g_str_has_prefix (self->path, "/api/");
}

/* ---- reading ---- */

const char *
srv_request_get_method (SrvRequest *self)
{
  return self->method;
}

const char *
srv_request_get_path (SrvRequest *self)
{
  return self->path;
}

const char *
srv_request_get_arg (SrvRequest *self)
{
  return self->arg;
}

gpointer
srv_request_get_context (SrvRequest *self)
{
  return srv_router_get_context (self->router);
}

const guint8 *
srv_request_get_user (SrvRequest *self)
{
  return self->has_user ? self->user : NULL;
}

void
srv_request_set_user (SrvRequest *self, const guint8 user_id[16])
{
  memcpy (self->user, user_id, sizeof self->user);
  self->has_user = TRUE;
}

const char *
srv_request_get_header (SrvRequest *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->header, key);
}

/* NULL for a bad escape, a NUL or another encoding than UTF-8. */
static char *
decode_param (const char *text, gsize length)
{
  g_autofree char *spaced = g_strdelimit (g_strndup (text, length), "+", ' ');
  g_autofree char *decoded = g_uri_unescape_string (spaced, NULL);

  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;

  return g_steal_pointer (&decoded);
}

/* FALSE where there is something in it that cannot be decoded. */
static gboolean
parse_query (SrvRequest *self)
{
  g_auto (GStrv) pairs = g_strsplit (self->query != NULL ? self->query : "", "&", -1);

  gboolean good = TRUE;

  self->param = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      gsize length = strcspn (pairs[i], "=");
      const char *rest = pairs[i] + length + (pairs[i][length] == '=');
      g_autofree char *name = decode_param (pairs[i], length);
      g_autofree char *value = decode_param (rest, strlen (rest));

      if (name == NULL || value == NULL)
        good = FALSE;
      else if (!g_hash_table_contains (self->param, name))
        g_hash_table_insert (self->param, g_steal_pointer (&name), g_steal_pointer (&value));
    }

  return good;
}

gboolean
srv_request_check_query (SrvRequest *self)
{
  return self->query == NULL || parse_query (self);
}

const char *
srv_request_get_query (SrvRequest *self, const char *name)
{
  if (self->param == NULL)
    parse_query (self);

  return g_hash_table_lookup (self->param, name);
}

/* "a=b; c=d", where lynx adds what it has been told about each ("$Path=/"): pairs like any others.
 */
static void
parse_cookies (SrvRequest *self)
{
  const char *at = g_hash_table_lookup (self->header, "cookie");

  self->cookie = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_string);
  while (at != NULL && *at != '\0')
    {
      gsize length, size;

      at += strspn (at, "; \t");
      length = strcspn (at, "=; \t");
      size = strcspn (at, "; \t");
      if (at[length] == '=')
        {
          g_autofree char *name = g_strndup (at, length);

          if (!g_hash_table_contains (self->cookie, name))
            g_hash_table_insert (self->cookie, g_steal_pointer (&name),
                                 g_strndup (at + length + 1, size - length - 1));
        }
      at += size;
    }
}

const char *
srv_request_get_cookie (SrvRequest *self, const char *name)
{
  if (self->cookie == NULL)
    parse_cookies (self);

  return g_hash_table_lookup (self->cookie, name);
}

const char *
srv_request_get_bearer (SrvRequest *self)
{
  const char *value = g_hash_table_lookup (self->header, "authorization");

  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", strlen ("Bearer ")) != 0)
    return NULL;

  value += strlen ("Bearer ");
  value += strspn (value, " ");
  return *value != '\0' ? value : NULL;
}

/* The one of ours that begins a tag such as "de-AT", NULL for none. */
static const char *
match_language (const char *tag)
{
  static const char *const languages[] = { "en", "de" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_ascii_strncasecmp (tag, languages[i], 2) == 0 && (tag[2] == '\0' || tag[2] == '-'))
      return languages[i];

  return NULL;
}

const char *
srv_request_get_language (SrvRequest *self)
{
  const char *chosen = srv_request_get_query (self, "lang");
  const char *language = chosen != NULL ? match_language (chosen) : NULL;
  const char *header = g_hash_table_lookup (self->header, "accept-language");
  GSList *wanted = header != NULL ? soup_header_parse_quality_list (header, NULL) : NULL;

  for (GSList *at = wanted; at != NULL && language == NULL; at = at->next)
    language = match_language (at->data);
  soup_header_free_list (wanted);

  return language != NULL ? language : "en";
}

/* ---- the body ---- */

void
srv_request_set_sink (SrvRequest *self, const SrvSinkClass *klass, gpointer sink)
{
  g_return_if_fail (self->sink_class == NULL);

  self->sink_class = klass;
  self->sink = sink;
}

gpointer
srv_request_get_sink (SrvRequest *self)
{
  return self->sink;
}

gpointer
srv_request_steal_sink (SrvRequest *self)
{
  self->sink_class = NULL;
  return g_steal_pointer (&self->sink);
}

GBytes *
srv_request_get_body (SrvRequest *self)
{
  if (self->body == NULL)
    self->body = g_bytes_new_static ("", 0);

  return self->body;
}

JsonObject *
srv_request_read_json (SrvRequest *self, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (srv_request_get_body (self), &length);

  return hark_json_parse_object (data, length, SRV_MAX_JSON_BODY, error);
}

typedef struct
{
  GHashTable *fields;
  char *name; /* NULL for a field that is not kept */
  GString *value;
} FormReader;

static gboolean
on_part (gpointer user, const char *name, const char *filename, const char *type, GError **error)
{
  FormReader *self = user;

  if (filename != NULL && *filename != '\0')
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "no file is expected here");
      return FALSE;
    }

  g_clear_pointer (&self->name, g_free);
  if (filename == NULL && !g_hash_table_contains (self->fields, name))
    self->name = g_strdup (name);
  self->value->len = 0;
  return TRUE;
}

/* The buffer was made as large as the whole body: it never moves and leaves nothing behind. */
static gboolean
on_data (gpointer user, const guint8 *data, gsize length, GError **error)
{
  FormReader *self = user;

  g_string_append_len (self->value, (const char *)data, length);
  return TRUE;
}

static gboolean
on_end (gpointer user, GError **error)
{
  FormReader *self = user;

  if (!g_utf8_validate_len (self->value->str, self->value->len, NULL))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                           "a field of the form is not text");
      return FALSE;
    }

  if (self->name != NULL)
    g_hash_table_insert (self->fields, g_steal_pointer (&self->name),
                         g_strndup (self->value->str, self->value->len));
  return TRUE;
}

GHashTable *
srv_request_read_form (SrvRequest *self, GError **error)
{
  static const SrvMultipartEvents events = { on_part, on_data, on_end };
  g_autoptr (GHashTable) fields
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_string);
  const char *type = srv_request_get_header (self, "content-type");
  gsize length;
  const guint8 *data = g_bytes_get_data (srv_request_get_body (self), &length);
  FormReader reader = { fields, NULL, g_string_sized_new (length + 1) };
  g_autoptr (SrvMultipart) parser
      = srv_multipart_new (type != NULL ? type : "", &events, &reader, error);
  gboolean good = parser != NULL && srv_multipart_feed (parser, data, length, error)
                  && srv_multipart_finish (parser, error);

  g_free (reader.name);
  explicit_bzero (reader.value->str, reader.value->allocated_len);
  g_string_free (reader.value, TRUE);
  return good ? g_steal_pointer (&fields) : NULL;
}

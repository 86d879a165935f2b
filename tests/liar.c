/* liar.c: see liar.h */
#include "liar.h"

#include <stdlib.h>
#include <string.h>

#include "hark-api.h"
#include "hark-json.h"
#include "proxy.h"

#define MAX_TEXT (64 * 1024 * 1024)

typedef struct
{
  char *method;
  char *prefix;
  gboolean is_made_up;
  Lie lie; /* or one of the next two */
  LieLine in_json;
  LieLine in_lines;
  char *kind;
  const char *text;
  guint status;
  gpointer user;
} Told;

struct _Liar
{
  Proxy *proxy;
  GMutex lock;
  GPtrArray *lies;  /* Told; guarded by lock, as all below */
  GPtrArray *asked; /* "METHOD path" */
};

static void
told_free (gpointer data)
{
  Told *self = data;

  g_free (self->method);
  g_free (self->prefix);
  g_free (self->kind);
  g_free (self);
}

void
liar_set_text (LiarAnswer *answer, const char *text)
{
  g_byte_array_set_size (answer->body, 0);
  g_byte_array_append (answer->body, (const guint8 *)text, (guint)strlen (text));
}

/* --- the feed --- */

static JsonObject *
parse (const char *text, gsize length)
{
  return hark_json_parse_object (text, length, MAX_TEXT, NULL);
}

static guint
append_line (GString *out, JsonObject *line)
{
  g_autofree char *text = hark_json_to_string (line);

  g_string_append_printf (out, "%s\n", text);
  return 1;
}

static guint
append_also (GString *out, JsonNode *also)
{
  guint n = 0;

  if (also == NULL)
    return 0;
  if (JSON_NODE_HOLDS_OBJECT (also))
    return append_line (out, json_node_get_object (also));

  for (guint i = 0; i < json_array_get_length (json_node_get_array (also)); i++)
    n += append_line (out, json_array_get_object_element (json_node_get_array (also), i));
  return n;
}

static guint
lie_in_line (const Told *told, JsonObject *line, GString *out)
{
  g_autoptr (JsonNode) also = NULL;
  guint n = 0;

  if (g_str_equal (hark_json_peek_string (line, "k"), told->kind))
    told->in_lines (line, told->user);
  if (json_object_has_member (line, "also"))
    {
      also = json_node_copy (json_object_get_member (line, "also"));
      json_object_remove_member (line, "also");
    }
  if (json_object_has_member (line, "k"))
    n = append_line (out, line);

  return n + append_also (out, also);
}

static void
lie_in_lines (const Told *told, LiarAnswer *answer)
{
  g_autofree char *text = g_strndup ((const char *)answer->body->data, answer->body->len);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);
  gint64 n = -1; /* the head counts as none */

  if (answer->status != 200)
    return;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line = parse (lines[i], strlen (lines[i]));

      if (line == NULL)
        continue;
      if (g_str_equal (hark_json_peek_string (line, "k"), "end")
          && json_object_get_int_member_with_default (line, "n", -1) >= 0)
        json_object_set_int_member (line, "n", n);
      n += lie_in_line (told, line, out);
    }

  liar_set_text (answer, out->str);
}

static void
lie_in_json (const Told *told, LiarAnswer *answer)
{
  g_autoptr (JsonObject) object = parse ((const char *)answer->body->data, answer->body->len);
  g_autofree char *text = NULL;

  if (object == NULL)
    return;

  told->in_json (object, told->user);
  text = hark_json_to_string (object);
  liar_set_text (answer, text);
}

/* --- HTTP --- */

static gsize
find_body (GByteArray *message)
{
  const guint8 *end = message->len > 0 ? memmem (message->data, message->len, "\r\n\r\n", 4) : NULL;

  return end != NULL ? (gsize)(end - message->data) + 4 : message->len;
}

/* Everything behind the sizes of a body in chunks. */
static void
join_chunks (GByteArray *body)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  gsize at = 0;

  while (at < body->len)
    {
      const guint8 *end = memmem (body->data + at, body->len - at, "\r\n", 2);
      gsize length = end != NULL ? strtoul ((const char *)body->data + at, NULL, 16) : 0;

      if (length == 0)
        break;
      at = (gsize)(end - body->data) + 2;
      g_byte_array_append (whole, body->data + at, (guint)MIN (length, body->len - at));
      at += length + 2;
    }
  g_byte_array_set_size (body, 0);
  g_byte_array_append (body, whole->data, whole->len);
}

static void
read_answer (LiarAnswer *answer, GByteArray *message)
{
  gsize head = find_body (message);
  g_autofree char *text = g_strndup (head > 0 ? (const char *)message->data : "", head);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  gboolean has_chunks = FALSE;

  answer->is_empty = message->len == 0;
  answer->status = answer->is_empty ? 200 : (guint)atoi (lines[0] + strlen ("HTTP/1.1 "));
  answer->headers = g_string_new (NULL);
  for (guint i = 1; !answer->is_empty && lines[i] != NULL; i++)
    {
      g_autofree char *name = g_ascii_strdown (lines[i], -1);

      has_chunks = has_chunks || g_str_has_prefix (name, "transfer-encoding:");
      if (lines[i][0] != '\0' && !g_str_has_prefix (name, "content-length:")
          && !g_str_has_prefix (name, "transfer-encoding:")
          && !g_str_has_prefix (name, "connection:"))
        g_string_append_printf (answer->headers, "%s\r\n", lines[i]);
    }
  answer->body = g_byte_array_new ();
  if (message->len > head)
    g_byte_array_append (answer->body, message->data + head, (guint)(message->len - head));
  if (has_chunks)
    join_chunks (answer->body);
}

/* What is left of at_once goes down in @answer. */
static gboolean
pour (LiarAnswer *answer, int fd, gconstpointer bytes, gsize length)
{
  const guint8 *data = bytes;
  gsize n;

  for (; length > 0; data += n, length -= n)
    {
      if (answer->drip == 0)
        n = length;
      else if (answer->at_once > 0)
        n = MIN (answer->at_once, length);
      else
        n = MIN (MAX (answer->sip, 1), length);
      if (answer->drip > 0 && answer->at_once == 0)
        g_usleep (answer->drip * 1000);
      answer->at_once -= MIN (answer->at_once, n);
      if (!proxy_write (fd, data, n))
        return FALSE;
    }

  return TRUE;
}

static void
write_answer (LiarAnswer *answer, int fd)
{
  g_autoptr (GString) head = g_string_new (answer->is_raw ? answer->headers->str : NULL);

  if (!answer->is_raw)
    g_string_append_printf (head, "HTTP/1.1 %u Said\r\n%sConnection: close\r\n", answer->status,
                            answer->headers->str);
  if (!answer->is_raw && answer->n_repeats == 0)
    g_string_append_printf (head, "Content-Length: %u\r\n", answer->body->len);
  if (!answer->is_raw)
    g_string_append (head, "\r\n");

  if (!pour (answer, fd, head->str, head->len))
    return;
  for (guint i = 0; i <= answer->n_repeats; i++)
    if (!pour (answer, fd, answer->body->data, answer->body->len))
      return;
}

static gboolean
is_about (const Told *told, char **words)
{
  return g_str_equal (told->method, words[0]) && g_str_has_prefix (words[1], told->prefix);
}

static char **
read_words (GByteArray *request)
{
  g_autofree char *line = g_strndup ((const char *)request->data, request->len);

  line[strcspn (line, "\r")] = '\0';
  return g_strsplit (line, " ", 3);
}

static void
lie_once (const Told *told, LiarAnswer *answer)
{
  if (told->text != NULL)
    {
      answer->status = told->status;
      liar_set_text (answer, told->text);
    }
  else if (told->lie != NULL)
    told->lie (answer, told->user);
  else if (told->in_json != NULL)
    lie_in_json (told, answer);
  else
    lie_in_lines (told, answer);
}

/* A ProxyTell. */
static gboolean
tell (gpointer user, GByteArray *request, GByteArray *message, int fd)
{
  Liar *self = user;
  g_auto (GStrv) words = read_words (request);
  gsize head = find_body (request);
  LiarAnswer answer = { .path = words[1] };
  gboolean has_lied = FALSE;

  read_answer (&answer, message);
  answer.sent = g_bytes_new (request->data + head, request->len - head);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->asked, g_strdup_printf ("%s %s", words[0], words[1]));
  for (guint i = 0; i < self->lies->len; i++)
    {
      const Told *told = g_ptr_array_index (self->lies, i);

      if (!is_about (told, words))
        continue;
      lie_once (told, &answer);
      has_lied = TRUE;
    }
  g_mutex_unlock (&self->lock);
  if (has_lied)
    write_answer (&answer, fd);

  g_bytes_unref (answer.sent);
  g_byte_array_unref (answer.body);
  g_string_free (answer.headers, TRUE);
  return has_lied;
}

/* A ProxyChoose: what is made up needs no server. */
static ProxyFault
choose (gpointer user, const char *method, const char *path)
{
  Liar *self = user;
  ProxyFault fault = PROXY_PASS;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lies->len; i++)
    {
      const Told *told = g_ptr_array_index (self->lies, i);
      char *words[] = { (char *)method, (char *)path, NULL };

      if (told->is_made_up && is_about (told, words))
        fault = PROXY_MAKE_UP;
    }
  g_mutex_unlock (&self->lock);

  return fault;
}

Liar *
liar_new (guint16 upstream)
{
  Liar *self = g_new0 (Liar, 1);

  g_mutex_init (&self->lock);
  self->lies = g_ptr_array_new_with_free_func (told_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->proxy = proxy_new (upstream, choose, self);
  proxy_set_tell (self->proxy, tell, self);
  return self;
}

void
liar_free (Liar *self)
{
  proxy_free (self->proxy);
  g_ptr_array_unref (self->lies);
  g_ptr_array_unref (self->asked);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
liar_get_port (Liar *self)
{
  return proxy_get_port (self->proxy);
}

static Told *
begin (Liar *self, const char *method, const char *prefix, gpointer user)
{
  Told *told = g_new0 (Told, 1);

  told->method = g_strdup (method);
  told->prefix = g_strdup (prefix);
  told->user = user;
  return told;
}

static void
add (Liar *self, Told *told)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->lies, told);
  g_mutex_unlock (&self->lock);
}

void
liar_tell (Liar *self, const char *method, const char *prefix, Lie lie, gpointer user)
{
  Told *told = begin (self, method, prefix, user);

  told->lie = lie;
  add (self, told);
}

void
liar_make_up (Liar *self, const char *method, const char *prefix, Lie lie, gpointer user)
{
  Told *told = begin (self, method, prefix, user);

  told->lie = lie;
  told->is_made_up = TRUE;
  add (self, told);
}

void
liar_tell_text (Liar *self, const char *method, const char *prefix, guint status, const char *text)
{
  Told *told = begin (self, method, prefix, NULL);

  told->text = text;
  told->status = status;
  told->is_made_up = TRUE;
  add (self, told);
}

void
liar_tell_json (Liar *self, const char *method, const char *prefix, LieLine lie, gpointer user)
{
  Told *told = begin (self, method, prefix, user);

  told->in_json = lie;
  add (self, told);
}

void
liar_tell_line (Liar *self, const char *kind, LieLine lie, gpointer user)
{
  Told *told = begin (self, "GET", HARK_API_SYNC, user);

  told->in_lines = lie;
  told->kind = g_strdup (kind);
  add (self, told);
}

void
liar_be_honest (Liar *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->lies, 0);
  g_mutex_unlock (&self->lock);
}

guint
liar_count (Liar *self, const char *method, const char *prefix)
{
  g_autofree char *begin_with = g_strdup_printf ("%s %s", method, prefix);
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->asked->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->asked, i), begin_with) ? 1 : 0;
  g_mutex_unlock (&self->lock);

  return n;
}

void
liar_flip (JsonObject *object, const char *member, gsize at)
{
  gsize length;
  g_autofree guchar *data
      = g_base64_decode (json_object_get_string_member (object, member), &length);

  g_assert_cmpuint (at, <, length);
  data[at] ^= 1;
  hark_json_set_bytes (object, member, data, length);
}

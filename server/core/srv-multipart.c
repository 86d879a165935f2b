/* srv-multipart.c: see srv-multipart.h
 *
 * Two small state machines over one byte at a time, except for the values of multipart bodies,
 * which are searched for the next line end at once. What the standards leave to taste and no
 * browser sends (a preamble, blanks behind a boundary, nested multiparts) is refused. */
#include "srv-multipart.h"

#include "hark-error.h"
#include "srv-limits.h"

#include <string.h>

#define MAX_BOUNDARY 70
#define MAX_TYPE 127
#define PIECE 1024

/* A string that is wiped when it goes out of scope. */
typedef char Secret;

static void
wipe (gpointer text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secret, wipe)

typedef enum
{
  /* multipart/form-data */
  STATE_FIRST, /* in the boundary line that opens the body */
  STATE_VALUE, /* in a value, or in the boundary behind it */
  STATE_BOUNDARY_END,
  STATE_HEAD,
  STATE_EPILOGUE,
  /* application/x-www-form-urlencoded */
  STATE_FORM_NAME,
  STATE_FORM_VALUE,
  STATE_FAILED,
} State;

struct _SrvMultipart
{
  SrvMultipartEvents events;
  gpointer user;
  State state;
  guint n_part;

  /* the delimiter "\r\n--boundary", and how much of it has just been seen */
  char delimiter[MAX_BOUNDARY + 5];
  gsize delimiter_length;
  gsize matched;
  char tail[2]; /* what follows a boundary, or the epilogue */
  gsize tail_length;

  GString *text; /* a part's head, or a form field's name */
  gboolean base64;
  gint base64_state;
  guint base64_save;
  guint escape; /* of "%XY": how many characters are still to come */
  guint8 escaped;
  guint8 piece[PIECE]; /* decoded and not yet reported */
  gsize piece_length;
};

static gboolean
fail (SrvMultipart *self, const char *text, GError **error)
{
  self->state = STATE_FAILED;
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

/* ---- events ---- */

static gboolean
begin_part (SrvMultipart *self, const char *name, const char *filename, const char *type,
            GError **error)
{
  if (++self->n_part > SRV_MAX_FORM_FIELDS)
    return fail (self, "the form has too many fields", error);

  return self->events.part (self->user, name, filename, type, error);
}

static gboolean
flush_piece (SrvMultipart *self, GError **error)
{
  gsize length = self->piece_length;

  self->piece_length = 0;
  return length == 0 || self->events.data (self->user, self->piece, length, error);
}

static gboolean
add_byte (SrvMultipart *self, guint8 byte, GError **error)
{
  self->piece[self->piece_length++] = byte;
  return self->piece_length < PIECE || flush_piece (self, error);
}

static gboolean
end_part (SrvMultipart *self, GError **error)
{
  if (self->base64 && self->base64_state != 0)
    return fail (self, "a field is not in the encoding that it names", error);

  return flush_piece (self, error) && self->events.end (self->user, error);
}

/* A piece of a value that came in base64, as lynx sends files. */
static gboolean
add_base64 (SrvMultipart *self, const guint8 *data, gsize length, GError **error)
{
  for (gsize i = 0; i < length; i++)
    {
      char letter = data[i];
      guchar bytes[3];
      gsize n;

      if (!g_ascii_isalnum (letter) && (letter == '\0' || strchr ("+/=\r\n", letter) == NULL))
        return fail (self, "a field is not in the encoding that it names", error);

      n = g_base64_decode_step (&letter, 1, bytes, &self->base64_state, &self->base64_save);
      for (gsize j = 0; j < n; j++)
        if (!add_byte (self, bytes[j], error))
          return FALSE;
    }

  return TRUE;
}

static gboolean
add_data (SrvMultipart *self, const guint8 *data, gsize length, GError **error)
{
  if (length == 0)
    return TRUE;

  return self->base64 ? add_base64 (self, data, length, error)
                      : self->events.data (self->user, data, length, error);
}

/* ---- the head of a part ---- */

static gboolean
is_visible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR
         && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Whether it can be a field's name: valid UTF-8, all of it visible, not too long. */
static gboolean
is_name (const char *text)
{
  if (*text == '\0' || strlen (text) > SRV_MAX_FORM_NAME || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!is_visible (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

/* The value of a parameter at @at, behind its '=': quoted or bare. Browsers write a quote as %22,
 * others as \"; any other backslash stands for itself. Moves @at behind it; NULL where it never
 * ends. */
static char *
read_value (const char **at)
{
  g_autoptr (Secret) value = g_malloc0 (strlen (*at) + 1);
  const char *c = *at;
  char *end = value;

  if (*c != '"')
    {
      gsize length = strcspn (c, "; \t");

      memcpy (value, c, length);
      *at = c + length;
      return g_steal_pointer (&value);
    }

  for (c++; *c != '\0' && *c != '"'; c++)
    {
      if (c[0] == '\\' && c[1] == '"')
        c++;
      if (g_str_has_prefix (c, "%22"))
        {
          *end++ = '"';
          c += 2;
        }
      else
        *end++ = *c;
    }

  if (*c != '"')
    return NULL;

  *at = c + 1;
  return g_steal_pointer (&value);
}

/* Splits "word; a=b; c="d"" into its parameters; FALSE for another word or another syntax, or a
 * repeated parameter. */
static gboolean
read_params (const char *text, const char *word, GHashTable *params)
{
  const char *at = text + strlen (word);

  if (g_ascii_strncasecmp (text, word, strlen (word)) != 0)
    return FALSE;

  while (*(at += strspn (at, " \t")) == ';')
    {
      g_autofree char *name = NULL;
      char *value;
      gsize length;

      at += 1 + strspn (at + 1, " \t");
      length = strcspn (at, "=; \t\"");
      if (length == 0 && at[length] == '\0')
        break;

      if (length == 0 || at[length] != '=')
        return FALSE;

      name = g_ascii_strdown (at, length);
      at += length + 1;
      value = read_value (&at);
      if (value == NULL || g_hash_table_contains (params, name))
        {
          wipe (value);
          return FALSE;
        }

      g_hash_table_insert (params, g_steal_pointer (&name), value);
    }

  return *at == '\0';
}

static GHashTable *
new_params (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
}

/* A file's name is only a hint: its last component, made valid, what cannot be seen replaced, and
 * cut at the front so that its ending stays. */
static char *
clean_filename (const char *sent)
{
  const char *slash = strrchr (sent, '/'), *backslash = strrchr (sent, '\\'), *start = sent;
  g_autoptr (Secret) valid = NULL;
  g_autoptr (Secret) name = NULL;
  char *end;

  if (slash != NULL || backslash != NULL)
    start = MAX (slash, backslash) + 1;

  valid = g_utf8_make_valid (start, -1);
  name = end = g_malloc0 (strlen (valid) + 1);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gsize size = g_utf8_next_char (at) - at;

      if (is_visible (g_utf8_get_char (at)))
        end = mempcpy (end, at, size);
      else
        *end++ = '_';
    }

  start = name + MAX (end - name - SRV_MAX_FORM_FILENAME, 0);
  while ((*start & 0xc0) == 0x80)
    start++;

  return g_strdup (g_str_equal (start, ".") || g_str_equal (start, "..") ? "_" : start);
}

/* "type/subtype" in small letters, without parameters; NULL for anything else. */
static char *
clean_type (const char *sent)
{
  gsize length = strcspn (sent, "; \t");
  g_autofree char *type = g_ascii_strdown (sent, length);
  const char *slash = strchr (type, '/');

  if (length > MAX_TYPE || slash == NULL || slash == type || slash[1] == '\0'
      || strspn (type, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/") != length
      || strchr (slash + 1, '/') != NULL)
    return NULL;

  return g_steal_pointer (&type);
}

typedef struct
{
  char *name;
  char *filename;
  char *type;
  gboolean base64;
} PartHead;

static void
part_head_clear (PartHead *self)
{
  wipe (self->name);
  wipe (self->filename);
  wipe (self->type);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PartHead, part_head_clear)

static gboolean
read_disposition (PartHead *head, const char *value)
{
  g_autoptr (GHashTable) params = new_params ();
  const char *name, *filename;

  if (head->name != NULL || !read_params (value, "form-data", params))
    return FALSE;

  name = g_hash_table_lookup (params, "name");
  filename = g_hash_table_lookup (params, "filename");
  if (name == NULL || !is_name (name))
    return FALSE;

  head->name = g_strdup (name);
  head->filename = filename != NULL ? clean_filename (filename) : NULL;
  return TRUE;
}

static gboolean
read_encoding (PartHead *head, const char *value)
{
  head->base64 = g_ascii_strcasecmp (value, "base64") == 0;
  return head->base64 || g_ascii_strcasecmp (value, "binary") == 0
         || g_ascii_strcasecmp (value, "8bit") == 0 || g_ascii_strcasecmp (value, "7bit") == 0;
}

static gboolean
read_line (PartHead *head, char *line)
{
  char *value = strchr (line, ':');

  if (value == NULL || value == line || strcspn (line, " \t") < (gsize)(value - line))
    return FALSE;

  *value++ = '\0';
  g_strstrip (value);
  if (g_ascii_strcasecmp (line, "content-disposition") == 0)
    return read_disposition (head, value);

  if (g_ascii_strcasecmp (line, "content-transfer-encoding") == 0)
    return read_encoding (head, value);

  if (g_ascii_strcasecmp (line, "content-type") == 0 && head->type == NULL)
    head->type = clean_type (value);

  return TRUE;
}

/* The head of a part, without the line that ends it. */
static gboolean
read_part_head (SrvMultipart *self, GError **error)
{
  g_auto (PartHead) head = { NULL };
  char *line = self->text->str, *next;

  for (; line != NULL; line = next)
    {
      next = strstr (line, "\r\n");
      if (next != NULL)
        {
          *next = '\0';
          next += 2;
        }

      if (strpbrk (line, "\r\n") != NULL || !read_line (&head, line))
        return fail (self, "the form is malformed", error);
    }

  if (head.name == NULL)
    return fail (self, "a field of the form has no name", error);

  self->base64 = head.base64;
  self->base64_state = 0;
  self->base64_save = 0;
  self->state = STATE_VALUE;
  self->matched = 0;
  return begin_part (self, head.name, head.filename, head.type, error);
}

/* ---- multipart/form-data ---- */

static gboolean
feed_first (SrvMultipart *self, guint8 byte, GError **error)
{
  if (byte != (guint8)self->delimiter[self->matched])
    return fail (self, "the form does not begin with its boundary", error);

  if (++self->matched == self->delimiter_length)
    self->state = STATE_BOUNDARY_END;

  return TRUE;
}

/* Behind a boundary: CRLF and a part, or "--" and the end. */
static gboolean
feed_boundary_end (SrvMultipart *self, guint8 byte, GError **error)
{
  self->tail[self->tail_length++] = byte;
  if (self->tail_length < 2)
    return TRUE;

  self->tail_length = 0;
  g_string_truncate (self->text, 0);
  if (memcmp (self->tail, "\r\n", 2) == 0)
    self->state = STATE_HEAD;
  else if (memcmp (self->tail, "--", 2) == 0)
    self->state = STATE_EPILOGUE;
  else
    return fail (self, "the form is malformed", error);

  return TRUE;
}

static gboolean
feed_head (SrvMultipart *self, guint8 byte, GError **error)
{
  GString *text = self->text;

  if (text->len >= SRV_MAX_PART_HEAD)
    return fail (self, "the head of a field is too long", error);

  if (byte == '\0')
    return fail (self, "the form is malformed", error);

  g_string_append_c (text, byte);
  if (text->len < 4 || memcmp (text->str + text->len - 4, "\r\n\r\n", 4) != 0)
    return TRUE;

  g_string_truncate (text, text->len - 4);
  return read_part_head (self, error);
}

/* Nothing, or one line end. */
static gboolean
feed_epilogue (SrvMultipart *self, guint8 byte, GError **error)
{
  if (self->tail_length == 2 || byte != (guint8) "\r\n"[self->tail_length])
    return fail (self, "something follows the end of the form", error);

  self->tail_length++;
  return TRUE;
}

/* Takes what it can of a value and of the boundary behind it; returns how much, 0 after an error. A
 * line end that turns out not to begin a boundary is part of the value; no second one can begin
 * inside it. */
static gsize
feed_value (SrvMultipart *self, const guint8 *data, gsize length, GError **error)
{
  gsize used = 0;

  if (self->matched == 0)
    {
      const guint8 *cr = memchr (data, '\r', length);

      used = cr != NULL ? (gsize)(cr - data) : length;
      if (!add_data (self, data, used, error))
        return 0;
    }

  while (used < length && data[used] == (guint8)self->delimiter[self->matched])
    {
      used++;
      if (++self->matched == self->delimiter_length)
        {
          self->state = STATE_BOUNDARY_END;
          return end_part (self, error) ? used : 0;
        }
    }

  if (used < length && self->matched > 0)
    {
      gsize n = self->matched;

      self->matched = 0;
      if (!add_data (self, (const guint8 *)self->delimiter, n, error))
        return 0;

      if (data[used] == '\r')
        self->matched = 1;
      else if (!add_data (self, data + used, 1, error))
        return 0;

      used++;
    }

  return used;
}

/* ---- application/x-www-form-urlencoded ---- */

static gboolean
begin_form_value (SrvMultipart *self, GError **error)
{
  if (strlen (self->text->str) != self->text->len || !is_name (self->text->str))
    return fail (self, "a field of the form has no name", error);

  self->state = STATE_FORM_VALUE;
  return begin_part (self, self->text->str, NULL, NULL, error);
}

/* At '&' or the end. A field without a name and '=' is none: "a=1&&b=2&". */
static gboolean
end_form_field (SrvMultipart *self, GError **error)
{
  if (self->state == STATE_FORM_NAME && self->text->len == 0)
    return TRUE;

  if (self->state == STATE_FORM_NAME && !begin_form_value (self, error))
    return FALSE;

  self->state = STATE_FORM_NAME;
  g_string_truncate (self->text, 0);
  return end_part (self, error);
}

static gboolean
add_form_byte (SrvMultipart *self, guint8 byte, GError **error)
{
  if (self->state == STATE_FORM_VALUE)
    return add_byte (self, byte, error);

  if (self->text->len >= SRV_MAX_FORM_NAME)
    return fail (self, "the name of a field is too long", error);

  g_string_append_c (self->text, byte);
  return TRUE;
}

static gboolean
feed_escape (SrvMultipart *self, guint8 byte, GError **error)
{
  int digit = g_ascii_xdigit_value (byte);

  if (digit < 0)
    return fail (self, "the form is malformed", error);

  self->escaped = self->escaped << 4 | digit;
  return --self->escape > 0 || add_form_byte (self, self->escaped, error);
}

static gboolean
feed_form (SrvMultipart *self, guint8 byte, GError **error)
{
  if (self->escape > 0)
    return feed_escape (self, byte, error);

  if (byte == '%')
    self->escape = 2;
  else if (byte == '&')
    return end_form_field (self, error);
  else if (byte == '=' && self->state == STATE_FORM_NAME)
    return begin_form_value (self, error);
  else
    return add_form_byte (self, byte == '+' ? ' ' : byte, error);

  return TRUE;
}

/* ---- the parser ---- */

/* Returns how much was taken, 0 after an error. */
static gsize
feed_some (SrvMultipart *self, const guint8 *data, gsize length, GError **error)
{
  switch (self->state)
    {
    case STATE_FIRST:
      return feed_first (self, *data, error);
    case STATE_VALUE:
      return feed_value (self, data, length, error);
    case STATE_BOUNDARY_END:
      return feed_boundary_end (self, *data, error);
    case STATE_HEAD:
      return feed_head (self, *data, error);
    case STATE_EPILOGUE:
      return feed_epilogue (self, *data, error);
    case STATE_FORM_NAME:
    case STATE_FORM_VALUE:
      return feed_form (self, *data, error);
    case STATE_FAILED:
    default:
      return fail (self, "the form is malformed", error);
    }
}

gboolean
srv_multipart_feed (SrvMultipart *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize used = feed_some (self, data, length, error);

      if (used == 0)
        {
          self->state = STATE_FAILED;
          return FALSE;
        }

      data += used;
      length -= used;
    }

  if (self->state == STATE_FAILED)
    return fail (self, "the form is malformed", error);

  if (!flush_piece (self, error))
    {
      self->state = STATE_FAILED;
      return FALSE;
    }

  return TRUE;
}

gboolean
srv_multipart_finish (SrvMultipart *self, GError **error)
{
  gboolean form = self->state == STATE_FORM_NAME || self->state == STATE_FORM_VALUE;

  if ((form && self->escape > 0) || (!form && self->state != STATE_EPILOGUE)
      || self->tail_length == 1)
    return fail (self, "the form is not complete", error);

  if (form && !end_form_field (self, error))
    {
      self->state = STATE_FAILED;
      return FALSE;
    }

  self->state = STATE_FAILED;
  return TRUE;
}

static gboolean
is_boundary (const char *boundary)
{
  gsize length = boundary != NULL ? strlen (boundary) : 0;

  return length > 0 && length <= MAX_BOUNDARY && boundary[length - 1] != ' '
         && strspn (boundary, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "'()+_,-./:=? ")
                == length;
}

SrvMultipart *
srv_multipart_new (const char *content_type, const SrvMultipartEvents *events, gpointer user,
                   GError **error)
{
  g_autoptr (GHashTable) params = new_params (), other = new_params ();
  const char *boundary = NULL;
  gboolean form = read_params (content_type, "application/x-www-form-urlencoded", other);
  SrvMultipart *self;

  if (!form && read_params (content_type, "multipart/form-data", params))
    boundary = g_hash_table_lookup (params, "boundary");
  if (!form && !is_boundary (boundary))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                           "not a form of a kind known here");
      return NULL;
    }

  self = g_new0 (SrvMultipart, 1);
  self->events = *events;
  self->user = user;
  self->text = g_string_sized_new (SRV_MAX_PART_HEAD);
  self->state = form ? STATE_FORM_NAME : STATE_FIRST;
  if (!form)
    self->delimiter_length
        = g_snprintf (self->delimiter, sizeof self->delimiter, "\r\n--%s", boundary);
  self->matched = 2; /* as if a line had ended before the body */
  return self;
}

void
srv_multipart_free (SrvMultipart *self)
{
  explicit_bzero (self->text->str, self->text->allocated_len);
  g_string_free (self->text, TRUE);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

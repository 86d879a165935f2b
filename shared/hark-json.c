/* hark-json.c: see hark-json.h
 *
 * json-glib takes more than JSON (comments, octal numbers, a missing comma), recurses without limit
 * and keeps the last of two equal members. So a scanner of our own, RFC 8259 and nothing else,
 * reads the whole text first; json-glib only ever sees what it has passed. */
#include "hark-json.h"

#include "hark-error.h"

#include <string.h>

#define MAX_NUMBER 20

typedef struct
{
  const char *at;
  const char *end;
  guint depth;
  guint values;
} Scan;

static gboolean scan_value (Scan *self);

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static void
skip_blank (Scan *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;
}

static gboolean
take (Scan *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;

  self->at++;
  return TRUE;
}

static gboolean
scan_word (Scan *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return FALSE;

  self->at += length;
  return TRUE;
}

static gboolean
scan_digits (Scan *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return self->at > start;
}

/* Whole numbers that fit gint64, which json-glib would wrap around. Nothing here has fractions or
 * exponents, and of those json-glib writes some as what is not JSON ("1e+22.0"). */
static gboolean
scan_number (Scan *self)
{
  const char *start = self->at;
  char text[MAX_NUMBER + 1] = { 0 };
  gsize length;

  (void)take (self, '-');
  if (!take (self, '0') && !scan_digits (self))
    return FALSE;

  length = self->at - start;
  if (length > MAX_NUMBER)
    return FALSE;

  memcpy (text, start, length);
  return g_ascii_string_to_signed (text, 10, -G_MAXINT64, G_MAXINT64, NULL, NULL);
}

static gboolean
scan_hex (Scan *self, guint *unit)
{
  guint value = 0;

  if (self->end - self->at < 4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->at[i]);

      if (digit < 0)
        return FALSE;

      value = value << 4 | (guint)digit;
    }

  self->at += 4;
  *unit = value;
  return TRUE;
}

/* After "\u": NUL and halves of a pair are refused. */
static gboolean
scan_unicode (Scan *self, GString *text)
{
  guint unit, low;

  if (!scan_hex (self, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;

  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (!scan_word (self, "\\u") || !scan_hex (self, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;

      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }

  if (text != NULL)
    g_string_append_unichar (text, unit);

  return TRUE;
}

static gboolean
scan_escape (Scan *self, GString *text)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (take (self, 'u'))
    return scan_unicode (self, text);

  if (self->at == self->end || *self->at == '\0' || (found = strchr (from, *self->at)) == NULL)
    return FALSE;

  self->at++;
  if (text != NULL)
    g_string_append_c (text, to[found - from]);

  return TRUE;
}

/* @text, where wanted, receives the decoded string. */
static gboolean
scan_string (Scan *self, GString *text)
{
  if (!take (self, '"'))
    return FALSE;

  while (self->at < self->end)
    {
      char c = *self->at++;

      if (c == '"')
        return TRUE;

      if ((guchar)c < 0x20 || (c == '\\' && !scan_escape (self, text)))
        return FALSE;

      if (c != '\\' && text != NULL)
        g_string_append_c (text, c);
    }

  return FALSE;
}

static gboolean
scan_member (Scan *self, GHashTable *names)
{
  g_autoptr (GString) name = g_string_new (NULL);

  skip_blank (self);
  if (!scan_string (self, name) || name->len == 0
      || g_hash_table_size (names) >= HARK_JSON_MAX_MEMBERS)
    return FALSE;

  skip_blank (self);
  if (!g_hash_table_add (names, g_strdup (name->str)) || !take (self, ':'))
    return FALSE;

  return scan_value (self);
}

static gboolean
scan_object (Scan *self)
{
  g_autoptr (GHashTable) names = NULL;

  skip_blank (self);
  if (take (self, '}'))
    return TRUE;

  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  do
    {
      if (!scan_member (self, names))
        return FALSE;
    }
  while (take (self, ','));

  return take (self, '}');
}

static gboolean
scan_array (Scan *self)
{
  skip_blank (self);
  if (take (self, ']'))
    return TRUE;

  do
    {
      if (!scan_value (self))
        return FALSE;
    }
  while (take (self, ','));

  return take (self, ']');
}

static gboolean
scan_nested (Scan *self)
{
  gboolean object = *self->at == '{', good;

  if (self->depth == HARK_JSON_MAX_DEPTH)
    return FALSE;

  self->at++;
  self->depth++;
  good = object ? scan_object (self) : scan_array (self);
  self->depth--;
  return good;
}

/* A value with the blanks around it. */
static gboolean
scan_value (Scan *self)
{
  gboolean good;

  skip_blank (self);
  if (self->at == self->end || self->values++ == HARK_JSON_MAX_VALUES)
    return FALSE;

  switch (*self->at)
    {
    case '{':
    case '[':
      good = scan_nested (self);
      break;
    case '"':
      good = scan_string (self, NULL);
      break;
    case 't':
      good = scan_word (self, "true");
      break;
    case 'f':
      good = scan_word (self, "false");
      break;
    case 'n':
      good = scan_word (self, "null");
      break;
    default:
      good = scan_number (self);
      break;
    }

  skip_blank (self);
  return good;
}

static gboolean
is_json (const char *data, gsize length)
{
  Scan scan = { .at = data, .end = data + length };

  return g_utf8_validate_len (data, length, NULL) && scan_value (&scan) && scan.at == scan.end;
}

JsonNode *
hark_json_parse (const char *data, gsize length, gsize max_size, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;

  if (length > max_size || length > G_MAXSSIZE)
    {
      fail (error, "the JSON text is too long");
      return NULL;
    }

  if (length == 0 || !is_json (data, length))
    {
      fail (error, "not the JSON that is expected here");
      return NULL;
    }

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, data, length, NULL))
    {
      fail (error, "not the JSON that is expected here");
      return NULL;
    }

  return json_parser_steal_root (parser);
}

JsonObject *
hark_json_parse_object (const char *data, gsize length, gsize max_size, GError **error)
{
  g_autoptr (JsonNode) node = hark_json_parse (data, length, max_size, error);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (error, "a JSON object is expected");
      return NULL;
    }

  return json_node_dup_object (node);
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
fail_member (GError **error, const char *name, const char *what)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "“%s” must be %s", name, what);
  return FALSE;
}

static const char *
read_string (JsonNode *node, const char *name, gsize max, GError **error)
{
  const char *text;

  if (!holds (node, G_TYPE_STRING))
    {
      fail_member (error, name, "a string");
      return NULL;
    }

  text = json_node_get_string (node);
  if (strlen (text) > max)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "“%s” is longer than %" G_GSIZE_FORMAT " bytes", name, max);
      return NULL;
    }

  return text;
}

const char *
hark_json_get_string (JsonObject *object, const char *name, gsize max, GError **error)
{
  return read_string (json_object_get_member (object, name), name, max, error);
}

gboolean
hark_json_get_opt_string (JsonObject *object, const char *name, gsize max, const char **value,
                          GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = NULL;

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
    {
      text = read_string (node, name, max, error);
      if (text == NULL)
        return FALSE;
    }

  *value = text;
  return TRUE;
}

gboolean
hark_json_get_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value,
                   GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  gint64 number;

  if (!holds (node, G_TYPE_INT64))
    return fail_member (error, name, "a whole number");

  number = json_node_get_int (node);
  if (number < min || number > max)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "“%s” must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT, name, min,
                   max);
      return FALSE;
    }

  *value = number;
  return TRUE;
}

gboolean
hark_json_get_bool (JsonObject *object, const char *name, gboolean *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (!holds (node, G_TYPE_BOOLEAN))
    return fail_member (error, name, "true or false");

  *value = json_node_get_boolean (node);
  return TRUE;
}

JsonObject *
hark_json_get_object (JsonObject *object, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail_member (error, name, "an object");
      return NULL;
    }

  return json_node_get_object (node);
}

JsonArray *
hark_json_get_array (JsonObject *object, const char *name, guint max, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      fail_member (error, name, "an array");
      return NULL;
    }

  array = json_node_get_array (node);
  if (json_array_get_length (array) > max)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "“%s” has more than %u items", name, max);
      return NULL;
    }

  return array;
}

/* NULL with @error set beyond the end. */
static JsonNode *
get_item (JsonArray *array, guint index, GError **error)
{
  if (index < json_array_get_length (array))
    return json_array_get_element (array, index);

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "item %u is missing", index);
  return NULL;
}

JsonObject *
hark_json_array_get_object (JsonArray *array, guint index, GError **error)
{
  JsonNode *node = get_item (array, index, error);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "item %u must be an object", index);
      return NULL;
    }

  return json_node_get_object (node);
}

/* Standard alphabet, padded, no blanks, and only the one canonical form: g_base64_decode() skips
 * what it does not know and ignores stray bits in the last letter. NULL where it is anything else.
 */
static guchar *
decode_base64 (const char *text, gsize length, gsize *size)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  gsize payload = strspn (text, letters), tail;
  g_autofree guchar *data = NULL;
  g_autofree char *last = NULL;

  if (length % 4 != 0 || length - payload > 2 || strspn (text + payload, "=") != length - payload)
    return NULL;

  data = g_base64_decode (text, size);
  if (length > 0)
    {
      tail = 3 - (length - payload);
      last = g_base64_encode (data + *size - tail, tail);
      if (memcmp (last, text + length - 4, 4) != 0)
        return NULL;
    }

  return g_steal_pointer (&data);
}

static GBytes *
read_bytes (JsonNode *node, const char *name, gsize min, gsize max, GError **error)
{
  const char *text = holds (node, G_TYPE_STRING) ? json_node_get_string (node) : NULL;
  gsize length = text != NULL ? strlen (text) : 0, size = 0;
  g_autofree guchar *data = NULL;

  if (text == NULL)
    {
      fail_member (error, name, "a string in base64");
      return NULL;
    }

  /* before a byte is decoded: four letters hold three bytes */
  if (length / 4 > max / 3 + 1)
    {
      fail_member (error, name, "shorter");
      return NULL;
    }

  data = decode_base64 (text, length, &size);
  if (data == NULL)
    {
      fail_member (error, name, "a string in base64");
      return NULL;
    }

  if (size < min || size > max)
    {
      fail_member (error, name, size < min ? "longer" : "shorter");
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

GBytes *
hark_json_get_bytes (JsonObject *object, const char *name, gsize min, gsize max, GError **error)
{
  return read_bytes (json_object_get_member (object, name), name, min, max, error);
}

GBytes *
hark_json_array_get_bytes (JsonArray *array, guint index, gsize min, gsize max, GError **error)
{
  JsonNode *node = get_item (array, index, error);
  char name[32];

  if (node == NULL)
    return NULL;

  g_snprintf (name, sizeof name, "item %u", index);
  return read_bytes (node, name, min, max, error);
}

void
hark_json_set_bytes (JsonObject *object, const char *name, gconstpointer data, gsize length)
{
  g_autofree char *text = g_base64_encode (data, length);

  json_object_set_string_member (object, name, text);
}

void
hark_json_array_add_bytes (JsonArray *array, gconstpointer data, gsize length)
{
  g_autofree char *text = g_base64_encode (data, length);

  json_array_add_string_element (array, text);
}

char *
hark_json_to_string (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

/* --- ids --- */

gboolean
hark_json_get_fixed (JsonObject *object, const char *name, gpointer out, gsize length,
                     GError **error)
{
  g_autoptr (GBytes) bytes = hark_json_get_bytes (object, name, length, length, error);

  if (bytes == NULL)
    return FALSE;

  memcpy (out, g_bytes_get_data (bytes, NULL), length);
  return TRUE;
}

static gboolean
parse_id (const char *text, const char *name, HarkId *id, GError **error)
{
  if (hark_id_from_string (text, id))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" is not an id", name);
  return FALSE;
}

gboolean
hark_json_get_id (JsonObject *object, const char *name, HarkId *id, GError **error)
{
  const char *text = hark_json_get_string (object, name, 2 * HARK_ID_LEN, error);

  return text != NULL && parse_id (text, name, id, error);
}

gboolean
hark_json_get_opt_id (JsonObject *object, const char *name, HarkId *id, GError **error)
{
  const char *text;

  if (!hark_json_get_opt_string (object, name, 2 * HARK_ID_LEN, &text, error))
    return FALSE;
  if (text != NULL)
    return parse_id (text, name, id, error);

  memset (id, 0, sizeof *id);
  return TRUE;
}

gboolean
hark_json_array_get_id (JsonArray *array, guint index, HarkId *id, GError **error)
{
  JsonNode *node = get_item (array, index, error);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "item %u is not an id", index);
      return FALSE;
    }

  return parse_id (json_node_get_string (node), "item", id, error);
}

const char *
hark_json_peek_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

void
hark_json_set_id (JsonObject *object, const char *name, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  if (hark_id_is_zero (id))
    json_object_set_null_member (object, name);
  else
    json_object_set_string_member (object, name, text);
}

void
hark_json_array_add_id (JsonArray *array, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  json_array_add_string_element (array, text);
}

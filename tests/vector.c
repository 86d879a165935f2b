/* vector.c: see vector.h */
#include "vector.h"

#include "hark-json.h"

#define MAX_VECTORS (1024 * 1024)

JsonObject *
vector_load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  object = hark_json_parse_object (text, length, MAX_VECTORS, &error);
  g_assert_no_error (error);
  return object;
}

const char *
vector_text (JsonObject *object, const char *member)
{
  g_autoptr (GError) error = NULL;
  const char *text = hark_json_get_string (object, member, MAX_VECTORS, &error);

  g_assert_no_error (error);
  return text;
}

gint64
vector_int (JsonObject *object, const char *member)
{
  g_autoptr (GError) error = NULL;
  gint64 value;

  hark_json_get_int (object, member, G_MININT64, G_MAXINT64, &value, &error);
  g_assert_no_error (error);
  return value;
}

guint
vector_count (JsonObject *object, const char *member)
{
  return json_array_get_length (json_object_get_array_member (object, member));
}

JsonObject *
vector_at (JsonObject *object, const char *member, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (object, member), index);
}

GBytes *
vector_bytes (JsonObject *object, const char *member)
{
  const char *text = vector_text (object, member);
  gsize length = strlen (text) / 2;
  guint8 *data = g_malloc (length + 1);

  g_assert_cmpuint (strlen (text), ==, 2 * length);
  for (gsize i = 0; i < length; i++)
    {
      g_assert_true (g_ascii_isxdigit (text[2 * i]) && g_ascii_isxdigit (text[2 * i + 1]));
      data[i] = (guint8)(g_ascii_xdigit_value (text[2 * i]) << 4
                         | g_ascii_xdigit_value (text[2 * i + 1]));
    }

  return g_bytes_new_take (data, length);
}

void
vector_fixed (JsonObject *object, const char *member, gpointer out, gsize length)
{
  g_autoptr (GBytes) bytes = vector_bytes (object, member);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, length);
  memcpy (out, g_bytes_get_data (bytes, NULL), length);
}

void
vector_id (JsonObject *object, const char *member, HarkId *id)
{
  vector_fixed (object, member, id->bytes, HARK_ID_LEN);
}

GBytes *
vector_flip (GBytes *bytes, gsize place)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  guint8 *copy = g_memdup2 (data, length);

  g_assert_cmpuint (place, <, length);
  copy[place] ^= 0x04;
  return g_bytes_new_take (copy, length);
}

GBytes *
vector_cut (GBytes *bytes, gsize length)
{
  g_assert_cmpuint (length, <=, g_bytes_get_size (bytes));
  return g_bytes_new (g_bytes_get_data (bytes, NULL), length);
}

GBytes *
vector_longer (GBytes *bytes, gsize n)
{
  gsize length = g_bytes_get_size (bytes);
  guint8 *copy = g_malloc0 (length + n);

  memcpy (copy, g_bytes_get_data (bytes, NULL), length);
  return g_bytes_new_take (copy, length + n);
}

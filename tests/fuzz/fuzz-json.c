/* fuzz-json.c: what is let through to json-glib is parsed by it, means the same when written again,
 * and its typed readers take one spelling of everything */
#include "fuzz.h"

#include "hark-json.h"

#include <string.h>

#define MAX_SIZE 65536

static void
read_member (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *again = NULL;
  const char *text = hark_json_get_string (object, name, 64, &error);
  gboolean is;
  gint64 number = -1;
  HarkId id;

  fuzz_check (text != NULL, &error);
  g_assert_true (text == NULL || strlen (text) <= 64);

  fuzz_check (hark_json_get_int (object, name, 0, 1000, &number, &error), &error);
  g_assert_cmpint (number, >=, -1);
  g_assert_cmpint (number, <=, 1000);
  fuzz_check (hark_json_get_bool (object, name, &is, &error), &error);
  fuzz_check (hark_json_get_object (object, name, &error) != NULL, &error);

  if (hark_json_get_id (object, name, &id, NULL))
    {
      again = hark_id_to_string (&id);
      g_assert_cmpstr (again, ==, text);
    }

  bytes = hark_json_get_bytes (object, name, 1, 40, &error);
  fuzz_check (bytes != NULL, &error);
  if (bytes != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      g_assert_true (length >= 1 && length <= 40);
      g_free (again);
      again = g_base64_encode (data, length);
      g_assert_cmpstr (again, ==, text);
    }
}

static void
read_elements (JsonObject *object, const char *name)
{
  g_autoptr (GError) error = NULL;
  JsonArray *array = hark_json_get_array (object, name, 8, &error);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  fuzz_check (array != NULL, &error);
  g_assert_cmpuint (n, <=, 8);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = hark_json_array_get_bytes (array, i, 0, 40, &error);
      HarkId id;

      fuzz_check (bytes != NULL, &error);
      fuzz_check (hark_json_array_get_id (array, i, &id, &error), &error);
      fuzz_check (hark_json_array_get_object (array, i, &error) != NULL, &error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *copy = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = hark_json_parse (copy, size, MAX_SIZE, &error), again = NULL;
  g_autofree char *text = NULL;

  fuzz_check (node != NULL, &error);
  if (node == NULL)
    return 0;

  g_assert_cmpuint (size, <=, MAX_SIZE);
  text = json_to_string (node, FALSE);
  again = hark_json_parse (text, strlen (text), G_MAXSIZE, NULL);
  g_assert_nonnull (again);
  g_assert_true (json_node_equal (node, again));

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) members = json_object_get_members (object);

      for (GList *at = members; at != NULL; at = at->next)
        {
          read_member (object, at->data);
          read_elements (object, at->data);
        }
      read_member (object, "absent");
    }

  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text (
      "all", "{\"a\":[1,-2,true,false,null,\"\\u00e4\\ud83d\\ude00\\\\\\n\"],\"b\":{\"c\":{}}}");
  fuzz_add_text ("typed",
                 "{\"id\":\"00112233445566778899aabbccddeeff\",\"b\":\"AAECAw==\",\"n\":1000,"
                 "\"t\":true,\"l\":[\"AA==\",{},\"00112233445566778899aabbccddeeff\"]}");
  fuzz_add_text ("deep", "[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]");
  fuzz_add_text ("number", "[9223372036854775807,-9223372036854775807,0,-0]");
}

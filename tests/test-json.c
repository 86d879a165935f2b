/* test-json.c: what strangers send as JSON is read exactly or refused */
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

#define MAX_TEXT 4096

static JsonNode *
parse (const char *text, GError **error)
{
  return hark_json_parse (text, strlen (text), MAX_TEXT, error);
}

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = hark_json_parse_object (text, strlen (text), MAX_TEXT, &error);

  g_assert_no_error (error);
  g_assert_nonnull (object);
  return object;
}

static void
assert_refused (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  /* an exact copy, so that a sanitizer sees a read beyond the end */
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  g_autofree char *copy = g_memdup2 (text, size);

  if (hark_json_parse (copy, size, MAX_TEXT, &error) != NULL)
    g_error ("accepted: %s", text);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append_c (text, '1');
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, i % 2 == 1 ? ']' : '}');

  return g_string_free (text, FALSE);
}

static void
test_values_are_read (void)
{
  static const char *const good[] = {
    "{}",
    "[]",
    " [ ] ",
    "\t{ \"a\" : [ 1 , 2 ] }\r\n",
    "0",
    "-0",
    "10",
    "true",
    "false",
    "null",
    "\"\"",
    "\"a\\u0041\\n\\/\\\"\\\\\"",
    "\"\\ud83d\\ude00\"",
    "9223372036854775807",
    "-9223372036854775807",
    "[[],{},[{}]]",
    "[1,\"a\",null,true,{\"b\":[]}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_strings_and_numbers_keep_their_value (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object
      = parse_object ("{\"text\":\"a\\u00e4\\ud83d\\ude00\\t\\u0001\",\"big\":9223372036854775807,"
                      "\"low\":-9223372036854775807,\"zero\":-0,\"n\\u0061me\":true}");
  gint64 value;
  gboolean flag;

  g_assert_cmpstr (hark_json_get_string (object, "text", 100, &error), ==, "aä😀\t\001");
  g_assert_true (hark_json_get_int (object, "big", 0, G_MAXINT64, &value, &error));
  g_assert_cmpint (value, ==, G_MAXINT64);
  g_assert_true (hark_json_get_int (object, "low", G_MININT64, 0, &value, &error));
  g_assert_cmpint (value, ==, -G_MAXINT64);
  g_assert_true (hark_json_get_int (object, "zero", 0, 0, &value, &error));
  g_assert_true (hark_json_get_bool (object, "name", &flag, &error));
  g_assert_true (flag);
  g_assert_no_error (error);
}

static void
test_everything_else_is_refused (void)
{
  static const char *const bad[] = {
    "",
    " ",
    "{",
    "}",
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\" 1}",
    "{1:1}",
    "[}",
    "{]",
    "[1}",
    "1 2",
    "{}{}",
    "{} x",
    "nul",
    "nulll",
    "True",
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    "-01",
    "0x10",
    ".5",
    "1.",
    "1.e1",
    "1e",
    "1e+",
    "1e999",
    "0.5",
    "1.0",
    "1e5",
    "1E-5",
    "-1e999",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999",
    "\"",
    "\"a",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\\u0000\"",
    "\"\\ud83d\"",
    "\"\\ude00\"",
    "\"\\ud83d\\u0041\"",
    "\"\\ud83dxxxxxx\"",
    "\"a\nb\"",
    "\"\t\"",
    "// a\n1",
    "/* a */ 1",
    "# a\n1",
    "\xef\xbb\xbf{}",
    "\"\xff\"",
    "\"\xc0\xaf\"",
    "\"\xed\xa0\x80\"",
    "{\"\":1}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "var a = 1",
    "\"\\",
    "\"\\u",
    "\"\\ud83d\\",
    "t",
    "-\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], -1);

  assert_refused ("{}\0", 3);
  assert_refused ("\"a\0b\"", 5);
  assert_refused ("\0", 1);
}

static void
test_every_truncation_is_refused (void)
{
  static const char whole[]
      = "{\"a\":[15,{\"b\":\"\\ud83d\\ude00\"},true,null],\"c\":\"ä\",\"d\":{\"e\":-12}}";
  g_autoptr (JsonObject) object = parse_object (whole);

  for (gsize i = 0; i < strlen (whole); i++)
    assert_refused (whole, i);
}

static void
test_depth_size_and_members_are_capped (void)
{
  g_autofree char *deepest = nest (HARK_JSON_MAX_DEPTH), *deeper = nest (HARK_JSON_MAX_DEPTH + 1);
  g_autofree char *abyss = g_strnfill (1000 * 1000, '[');
  g_autoptr (GString) wide = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (deepest, &error), members = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (node);
  assert_refused (deeper, -1);
  g_assert_null (hark_json_parse (abyss, strlen (abyss), G_MAXSIZE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (hark_json_parse ("[1]", 3, 2, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);

  for (guint i = 0; i < HARK_JSON_MAX_MEMBERS; i++)
    g_string_append_printf (wide, "\"m%u\":1,", i);
  wide->str[wide->len - 1] = '}';
  members = parse (wide->str, &error);
  g_assert_no_error (error);
  g_assert_nonnull (members);
  wide->str[wide->len - 1] = ',';
  g_string_append (wide, "\"one\":1}");
  assert_refused (wide->str, -1);
}

static void
test_objects_are_asked_for (void)
{
  static const char *const others[] = { "[]", "1", "null", "\"a\"", "true" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (hark_json_parse_object (others[i], strlen (others[i]), MAX_TEXT, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

/* Every reader against a member of each type it does not read, and none. */
static void
test_readers_refuse_other_types (void)
{
  g_autoptr (JsonObject) object
      = parse_object ("{\"string\":\"!\",\"int\":1,\"bool\":true,\"null\":null,"
                      "\"object\":{},\"array\":[]}");
  static const char *const names[]
      = { "string", "int", "double", "bool", "null", "object", "array", "absent" };

  json_object_set_double_member (object, "double", 1.0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *name = names[i], *text = "kept";
      gint64 number = 7;
      gboolean flag = 7;
      GError *errors[7] = { NULL };
      g_autoptr (GBytes) bytes = hark_json_get_bytes (object, name, 0, 10, &errors[6]);

      g_assert_true ((hark_json_get_string (object, name, 9, &errors[0]) != NULL) == (i == 0));
      g_assert_true (hark_json_get_opt_string (object, name, 9, &text, &errors[1])
                     == (i == 0 || i == 4 || i == 7));
      g_assert_true (hark_json_get_int (object, name, 0, 9, &number, &errors[2]) == (i == 1));
      g_assert_true (hark_json_get_bool (object, name, &flag, &errors[3]) == (i == 3));
      g_assert_true ((hark_json_get_object (object, name, &errors[4]) != NULL) == (i == 5));
      g_assert_true ((hark_json_get_array (object, name, 9, &errors[5]) != NULL) == (i == 6));
      g_assert_null (bytes);
      if (i != 0 && i != 4 && i != 7)
        g_assert_cmpstr (text, ==, "kept");
      g_assert_cmpint (number, ==, i == 1 ? 1 : 7);
      g_assert_cmpint (flag, ==, i == 3 ? TRUE : 7);
      for (gsize j = 0; j < G_N_ELEMENTS (errors); j++)
        {
          if (errors[j] != NULL)
            g_assert_error (errors[j], HARK_ERROR, HARK_ERROR_INVALID);
          if (errors[j] != NULL)
            g_assert_nonnull (strstr (errors[j]->message, name));
          g_clear_error (&errors[j]);
        }
    }
}

static void
test_readers_keep_to_their_range (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object
      = parse_object ("{\"text\":\"hush\",\"n\":5,\"list\":[{},1,\"AQ==\"]}");
  JsonArray *list = hark_json_get_array (object, "list", 3, &error);
  g_autoptr (GBytes) item = hark_json_array_get_bytes (list, 2, 1, 1, &error);
  gint64 value = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (item), ==, 1);
  g_assert_nonnull (hark_json_get_string (object, "text", 4, &error));
  g_assert_null (hark_json_get_string (object, "text", 3, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_null (strstr (error->message, "hush"));
  g_clear_error (&error);
  g_assert_false (hark_json_get_int (object, "n", 6, 9, &value, &error));
  g_clear_error (&error);
  g_assert_false (hark_json_get_int (object, "n", 0, 4, &value, &error));
  g_clear_error (&error);
  g_assert_null (hark_json_get_array (object, "list", 2, &error));
  g_clear_error (&error);
  g_assert_nonnull (hark_json_array_get_object (list, 0, &error));
  g_assert_null (hark_json_array_get_object (list, 1, &error));
  g_clear_error (&error);
  g_assert_null (hark_json_array_get_object (list, 3, &error));
  g_clear_error (&error);
  g_assert_null (hark_json_array_get_bytes (list, 3, 0, 9, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_base64_has_one_form (void)
{
  static const char *const bad[]
      = { "A",    "AA",       "AAA",  "AAAAA",  "AA=A", "A===", "====",    "=",   "AB==",
          "AAB=", "AA==AA==", "AA A", "AAA\\n", "AA-_", "A A=", "AAAA\\n", "Ä===" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strdup_printf ("{\"a\":\"%s\"}", bad[i]);
      g_autoptr (JsonObject) object = parse_object (text);

      if (hark_json_get_bytes (object, "a", 0, 100, &error) != NULL)
        g_error ("accepted: %s", bad[i]);
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static void
test_bytes_of_every_length_come_back (void)
{
  guint8 data[64];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i * 37 + 200;

  for (gsize size = 0; size <= sizeof data; size++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) object = json_object_new (), again = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;
      JsonArray *array = json_array_new ();

      hark_json_set_bytes (object, "a", data, size);
      hark_json_array_add_bytes (array, data, size);
      json_object_set_array_member (object, "b", array);
      text = hark_json_to_string (object);
      g_assert_null (strpbrk (text, " \n"));
      again = parse_object (text);
      bytes = hark_json_get_bytes (again, "a", size, size, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, size);
      g_bytes_unref (bytes);
      bytes = hark_json_array_get_bytes (hark_json_get_array (again, "b", 1, NULL), 0, 0, size,
                                         &error);
      g_assert_no_error (error);
      g_assert_null (hark_json_get_bytes (again, "a", size + 1, 100, &error));
      g_clear_error (&error);
      if (size > 0)
        g_assert_null (hark_json_get_bytes (again, "a", 0, size - 1, &error));
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/values-are-read", test_values_are_read);
  g_test_add_func ("/json/strings-and-numbers-keep-their-value",
                   test_strings_and_numbers_keep_their_value);
  g_test_add_func ("/json/everything-else-is-refused", test_everything_else_is_refused);
  g_test_add_func ("/json/every-truncation-is-refused", test_every_truncation_is_refused);
  g_test_add_func ("/json/depth-size-and-members-are-capped",
                   test_depth_size_and_members_are_capped);
  g_test_add_func ("/json/objects-are-asked-for", test_objects_are_asked_for);
  g_test_add_func ("/json/readers-refuse-other-types", test_readers_refuse_other_types);
  g_test_add_func ("/json/readers-keep-to-their-range", test_readers_keep_to_their_range);
  g_test_add_func ("/json/base64-has-one-form", test_base64_has_one_form);
  g_test_add_func ("/json/bytes-of-every-length-come-back", test_bytes_of_every_length_come_back);

  return g_test_run ();
}

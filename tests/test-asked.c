/* test-asked.c: what a report answers, as the team's clients take it from whoever wrote it */
#include "app-answer.h"

#include <string.h>

#include "hark-json.h"
#include "hark-setting-area.h"

static void
put (gpointer user, const char *question, gboolean is_areas, const char *value)
{
  g_string_append_printf (user, "%s%s=%s;", is_areas ? "?" : "", question, value);
}

static char *
read_all (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = hark_json_parse_object (text, strlen (text), 65536, &error);
  GString *all = g_string_new (NULL);

  g_assert_no_error (error);
  app_answer_each (body, put, all);
  return g_string_free (all, FALSE);
}

static void
test_answers_to_the_area_come_with_its_words (void)
{
  g_autofree char *all = read_all ("{\"where\":\"Hall 2\",\"who\":\"\",\"answers\":["
                                   "{\"id\":\"x\",\"label\":\"where\",\"answer\":\"here\"},"
                                   "{\"label\":\"On which day?\",\"answer\":\"2026-03-31\"}]}");

  g_assert_cmpstr (all, ==, "?where=here;?On which day?=2026-03-31;where=Hall 2;");
}

static void
test_what_is_malformed_is_left_out (void)
{
  g_autofree char *long_label = g_strnfill (HARK_SETTING_MAX_LABEL + 1, 'x');
  g_autofree char *text
      = g_strdup_printf ("{\"contact\":\"555\",\"answers\":[7,null,{},{\"label\":\"a\"},{\"label\":"
                         "7,\"answer\":\"b\"},"
                         "{\"label\":\"a\",\"answer\":\"\"},{\"label\":\"a\",\"answer\":[]},"
                         "{\"label\":\"a\\nb\",\"answer\":\"b\"},{\"label\":\"\",\"answer\":\"b\"},"
                         "{\"label\":\"%s\",\"answer\":\"b\"},{\"label\":\"a\",\"answer\":\"b\"}]}",
                         long_label);
  g_autofree char *all = read_all (text);
  g_autofree char *none = read_all ("{\"contact\":\"555\",\"answers\":\"x\"}");
  GString *many
      = g_string_new ("{\"contact\":\"555\",\"answers\":[{\"label\":\"a\",\"answer\":\"b\"}");
  g_autofree char *too_many = NULL;

  g_assert_cmpstr (all, ==, "?a=b;contact=555;");
  g_assert_cmpstr (none, ==, "contact=555;");
  for (guint i = 0; i < HARK_SETTING_MAX_QUESTIONS; i++)
    g_string_append (many, ",{\"label\":\"a\",\"answer\":\"b\"}");
  g_string_append (many, "]}");
  too_many = read_all (many->str);
  g_assert_cmpstr (too_many, ==, "contact=555;");
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/asked/words", test_answers_to_the_area_come_with_its_words);
  g_test_add_func ("/asked/malformed", test_what_is_malformed_is_left_out);

  return g_test_run ();
}

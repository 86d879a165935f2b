/* test-setting-value.c: a change of settings is told by value where that is short, and nothing that
 * somebody wrote into them gets at whoever reads it */
#include "app-setting-value.h"

#include <string.h>

#include "hark-json.h"

/* "portal: no > yes | name (de): none > Sicherheit | imprint (en): changed" (transfer full) */
static char *
list (const char *before, const char *after)
{
  g_autoptr (JsonObject) old
      = before != NULL ? hark_json_parse_object (before, strlen (before), 65536, NULL) : NULL;
  g_autoptr (JsonObject) now = hark_json_parse_object (after, strlen (after), 65536, NULL);
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (now);
  values = app_setting_value_list (old, now);
  for (guint i = 0; i < values->len; i++)
    {
      const AppSettingValue *value = values->pdata[i];

      const char *part = value->language != NULL ? value->language : value->outcome;

      g_string_append_printf (text, "%s%s%s%s%s: ", i > 0 ? " | " : "", value->member,
                              part != NULL ? " (" : "", part != NULL ? part : "",
                              part != NULL ? ")" : "");
      if (value->mail != NULL)
        g_string_append_printf (text, "%s %s ", value->mail, value->part);
      if (value->kind == APP_SETTING_VALUE_LONG)
        {
          g_assert_true (value->old == NULL && value->now == NULL);
          g_string_append (text, "changed");
        }
      else
        g_string_append_printf (text, "%s > %s", value->old != NULL ? value->old : "none",
                                value->now != NULL ? value->now : "none");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
expect (const char *before, const char *after, const char *said)
{
  g_autofree char *text = list (before, after);

  g_assert_cmpstr (text, ==, said);
}

static void
test_short_values_are_told_old_and_new (void)
{
  expect ("{\"portal\":false,\"anonymous\":true}", "{\"portal\":true,\"anonymous\":true}",
          "portal: no > yes");
  expect ("{\"zone\":\"\"}", "{\"zone\":\"Europe/Berlin\"}", "zone: none > Europe/Berlin");
  expect ("{\"until\":\"2026-05-01\",\"days\":7}", "{\"until\":\"2026-06-01\",\"days\":9}",
          "until: 2026-05-01 > 2026-06-01 | days: 7 > 9");
  expect ("{\"name\":{\"en\":\"Safety\",\"fr\":\"x\"}}",
          "{\"name\":{\"en\":\"Safety\",\"de\":\"Sicherheit\"}}",
          "name (de): none > Sicherheit | name (fr): x > none");
  expect ("{\"retention\":{\"partly\":12,\"other\":6}}",
          "{\"retention\":{\"partly\":24,\"duplicate\":2}}",
          "retention (partly): 12 > 24 | retention (duplicate): none > 2 | retention (other): 6 > "
          "none");
  expect ("{}", "{\"retention\":{\"partly\":1,\"later\":2}}", "retention: changed");
  expect (NULL, "{\"portal\":true,\"name\":{\"en\":\"Safety\"}}",
          "portal: none > yes | name (en): none > Safety");
  expect ("{\"later\":true}", "{}", "later: yes > none");
}

static void
test_of_long_ones_it_is_said_that_they_changed (void)
{
  g_autofree char *length = g_strnfill (APP_SETTING_VALUE_MAX, 'x');
  g_autofree char *fits = g_strdup_printf ("{\"a\":\"%s\"}", length);
  g_autofree char *over = g_strdup_printf ("{\"a\":\"%sx\"}", length);
  g_autofree char *said = g_strdup_printf ("a: none > %s", length);

  expect (NULL, fits, said);
  expect (fits, over, "a: changed");
  expect ("{\"imprint\":{\"en\":\"one\"}}", "{\"imprint\":{\"en\":\"one\\ntwo\"}}",
          "imprint (en): changed");
  expect ("{\"questions\":[]}", "{\"questions\":[{\"a\":1}]}", "questions: changed");
  expect ("{\"portal\":true}", "{\"portal\":\"open\"}", "portal: changed");
}

static void
test_each_mails_words_are_told_for_themselves (void)
{
  expect (
      "{\"wording\":{\"en\":{\"named\":{\"subject\":\"a\",\"text\":\"b\"}}}}",
      "{\"wording\":{\"de\":{\"reply\":{\"text\":\"x\\ny\"}},\"en\":{\"named\":{\"subject\":\"c\","
      "\"text\":\"b\"}}},\"zone\":\"UTC\"}",
      "zone: none > UTC | wording (de): reply text changed | wording (en): named subject a > c");
  expect ("{\"wording\":{\"en\":{\"named\":{\"text\":\"b\"}}}}", "{}",
          "wording (en): named text b > none");
}

/* Escapes for a terminal, marks that turn the direction, lines that pretend to be others. */
static void
test_hostile_texts_are_not_repeated (void)
{
  expect ("{\"name\":{\"en\":\"Safety\"}}", "{\"name\":{\"en\":\"\\u001b[2JSafety\"}}",
          "name (en): changed");
  expect ("{\"zone\":\"a\"}", "{\"zone\":\"b\\u202ec\"}", "zone: changed");
  expect ("{\"zone\":\"a\\nportal: yes\"}", "{\"zone\":\"b\"}", "zone: changed");
  expect ("{}", "{\"a\\u001b[31m\":\"b\"}", "?: none > b");
  expect ("{}", "{\"a\\nportal\":true}", "?: none > yes");
  expect ("{}", "{\"name\":{\"e\\u001bn\":\"b\"}}", "name: changed");
  expect ("{}", "{\"name\":{\"en\":{\"en\":\"deep\"}}}", "name (en): changed");
  expect ("{}", "{\"wording\":{\"en\":{\"na\\u001b\":{\"text\":\"b\"}}}}", "wording (en): changed");
  expect ("{\"name\":null}", "{\"name\":{\"en\":[]}}", "name: changed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setting-value/short", test_short_values_are_told_old_and_new);
  g_test_add_func ("/setting-value/long", test_of_long_ones_it_is_said_that_they_changed);
  g_test_add_func ("/setting-value/wording", test_each_mails_words_are_told_for_themselves);
  g_test_add_func ("/setting-value/hostile", test_hostile_texts_are_not_repeated);
  return g_test_run ();
}

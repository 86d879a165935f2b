/* test-wording.c: which words of its own an organisation may have mails say, and what becomes of
 * fields
 */
#include "hark-wording.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-setting-organisation.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *json = hark_json_parse_object (text, strlen (text), 1 << 20, &error);

  g_assert_no_error (error);
  return json;
}

/* NULL where not even its form is right. */
static HarkWording *
read_wording (const char *text, GError **error)
{
  g_autofree char *whole = g_strdup_printf ("{\"wording\":%s}", text);
  g_autoptr (JsonObject) json = parse (whole);

  return hark_wording_from_json (json, "wording", HARK_WORDING_MAX_TEXT, error);
}

static void
expect_refused (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkWording) wording = read_wording (text, &error);

  g_test_message ("%.100s", text);
  g_assert_false (wording != NULL && hark_wording_check (wording, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_other_words_are_refused (void)
{
  static const char *const wrong[] = {
    "{\"fr\":{\"anonymous\":{\"subject\":\"x\"}}}",
    "{\"english\":{\"anonymous\":{\"subject\":\"x\"}}}",
    "{\"en\":{\"love\":{\"subject\":\"x\"}}}",
    "{\"en\":{\"test\":{\"subject\":\"x\"}}}",
    "{\"en\":{\"a/b\":{\"subject\":\"x\"}}}",
    "{\"en\":{\"anonymous\":{\"html\":\"x\"}}}",
    "{\"en\":{\"anonymous\":{\"subject\":\"{reporter}\"}}}",
    "{\"en\":{\"anonymous\":{\"subject\":\"{title}\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"{number\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"number}\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"{}\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"{{number}}\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"\"}}}",
    "{\"en\":{\"anonymous\":{\"subject\":\"a\\nBcc: b\"}}}",
    "{\"en\":{\"anonymous\":{\"subject\":\" a\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":\"a\\rb\"}}}",
    "{\"en\":{\"anonymous\":{\"text\":1}}}",
    "{\"en\":{\"anonymous\":\"x\"}}",
    "{\"en\":1}",
    "[]",
  };
  g_autofree char *line = g_strnfill (HARK_WORDING_MAX_SUBJECT + 1, 'x');
  g_autofree char *text = g_strnfill (HARK_WORDING_MAX_TEXT + 1, 'x');
  g_autofree char *long_subject
      = g_strdup_printf ("{\"en\":{\"anonymous\":{\"subject\":\"%s\"}}}", line);
  g_autofree char *long_text = g_strdup_printf ("{\"en\":{\"anonymous\":{\"text\":\"%s\"}}}", text);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect_refused (wrong[i]);
  expect_refused (long_subject);
  expect_refused (long_text);
}

static void
test_all_of_it_is_not_endless (void)
{
  g_autoptr (HarkWording) wording = hark_wording_new ();
  const char *const *kinds = hark_wording_list_kinds ();
  g_autofree char *text = g_strnfill (HARK_WORDING_MAX_TEXT, 'x');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; kinds[i] != NULL; i++)
    hark_wording_set (wording, "en", kinds[i], HARK_WORDING_TEXT, text);
  g_assert_true (hark_wording_check (wording, NULL));
  for (guint i = 0; kinds[i] != NULL; i++)
    hark_wording_set (wording, "de", kinds[i], HARK_WORDING_TEXT, text);
  g_assert_false (hark_wording_check (wording, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_fields_are_filled_in_and_nothing_else (void)
{
  const HarkWordingFields fields = { .number = "{area}", .area = "Procurement" };
  g_autofree char *text = hark_wording_fill ("{number}: {area}, {due} {{area} {no} }{", &fields);

  g_assert_cmpstr (text, ==, "{area}: Procurement,  {Procurement {no} }{");
}

/* What a later Hark says by other kinds stays as it is where this one changes something else. */
static void
test_settings_keep_their_words (void)
{
  g_autoptr (JsonObject) body = parse (
      "{\"language\":\"de\",\"wording\":{\"de\":{\"anonymous\":{\"subject\":\"Neu: {number}\"},"
      "\"later\":{\"text\":\"x\"}}}}");
  g_autoptr (HarkSettingOrganisation) settled = hark_setting_organisation_from_json (body, NULL);
  g_autoptr (HarkSettingOrganisation) copy = hark_setting_organisation_copy (settled);
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *before = hark_json_to_string (body), *after = NULL;

  g_assert_nonnull (settled);
  g_assert_cmpstr (hark_wording_get (settled->wording, "de", "anonymous", HARK_WORDING_SUBJECT), ==,
                   "Neu: {number}");
  again = hark_setting_organisation_to_json (copy);
  after = hark_json_to_string (again);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (hark_setting_organisation_equal (settled, copy));
  hark_wording_set (copy->wording, "de", "anonymous", HARK_WORDING_SUBJECT, NULL);
  g_assert_false (hark_setting_organisation_equal (settled, copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wording/refused", test_other_words_are_refused);
  g_test_add_func ("/wording/all", test_all_of_it_is_not_endless);
  g_test_add_func ("/wording/fields", test_fields_are_filled_in_and_nothing_else);
  g_test_add_func ("/wording/kept", test_settings_keep_their_words);
  return g_test_run ();
}

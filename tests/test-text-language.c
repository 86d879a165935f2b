/* test-text-language.c: languages are called by their names, not by codes */
#include "text/app-text-language.h"

#include <locale.h>

static void
test_languages_have_names (void)
{
  g_assert_cmpstr (app_text_language ("en"), ==, "English");
  g_assert_cmpstr (app_text_language ("de"), ==, "German");
  g_assert_cmpstr (app_text_language ("fr"), ==, "French");
  g_assert_cmpstr (app_text_language ("fra"), ==, "French");
  g_assert_cmpstr (app_text_language ("es"), ==, "Spanish");
}

static void
test_what_has_no_name_is_shown_as_it_is (void)
{
  g_assert_cmpstr (app_text_language ("xy"), ==, "xy");
  g_assert_cmpstr (app_text_language (""), ==, "");
}

static void
test_names_are_in_the_language_of_the_window (void)
{
  if (!g_test_subprocess ())
    {
      g_setenv ("LANGUAGE", "de", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_nonnull (setlocale (LC_ALL, ""));
  g_assert_cmpstr (app_text_language ("fr"), ==, "Französisch");
  g_assert_cmpstr (app_text_language ("it"), ==, "Italienisch");
}

static void
test_without_the_names_codes_are_shown (void)
{
  if (!g_test_subprocess ())
    {
      g_setenv ("XDG_DATA_DIRS", "/nowhere", TRUE);
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_cmpstr (app_text_language ("fr"), ==, "fr");
  g_assert_cmpstr (app_text_language ("en"), ==, "English");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text-language/names", test_languages_have_names);
  g_test_add_func ("/text-language/unknown", test_what_has_no_name_is_shown_as_it_is);
  g_test_add_func ("/text-language/german", test_names_are_in_the_language_of_the_window);
  g_test_add_func ("/text-language/missing", test_without_the_names_codes_are_shown);

  return g_test_run ();
}

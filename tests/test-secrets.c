/* test-secrets.c: a search for secrets that finds them, where there are any */
#include "folder.h"
#include "secrets.h"

static void
test_what_lies_open_is_found (void)
{
  static const guint8 key[32] = "0123456789abcdefFEDCBA9876543210";
  static const char *const forms[]
      = { "x0123456789abcdefFEDCBA9876543210y", /* as it is, in hexadecimal, in base64 by shift */
          "3031323334353637383961626364656646454443424139383736353433323130",
          "{\"k\":\"MDEyMzQ1Njc4OWFiY2RlZkZFRENCQTk4NzY1NDMyMTA=\"}",
          "eDAxMjM0NTY3ODlhYmNkZWZGRURDQkE5ODc2NTQzMjEw" };
  g_autoptr (Secrets) secrets = secrets_new ();
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "file", NULL);

  secrets_add (secrets, "a key", key, sizeof key);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *wide = NULL;
      glong written;

      g_assert_true (g_file_set_contents (path, forms[i], -1, NULL));
      g_assert_cmpuint (secrets_look (secrets, folder), >, 0);
      wide = (char *)g_utf8_to_utf16 (forms[i], -1, NULL, &written, NULL);
      g_assert_true (g_file_set_contents (path, wide, 2 * written, NULL));
      g_assert_cmpuint (secrets_look (secrets, folder), >, 0);
    }
  g_assert_true (g_file_set_contents (path, "0123456789abcdefFEDCBA987654321", -1, NULL));
  g_assert_cmpuint (secrets_look (secrets, folder), ==, 0);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrets/what-lies-open-is-found", test_what_lies_open_is_found);
  return g_test_run ();
}

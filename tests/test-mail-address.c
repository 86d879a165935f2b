/* test-mail-address.c: which mail addresses are taken */
#include "hark-mail.h"

#include <string.h>

static void
test_plain_addresses_are_taken (void)
{
  static const char *const good[] = {
    "anna@example.org",
    "a@b.de",
    "anna.b+hark@mail.example.org",
    "o'neil@example.org",
    "x@xn--bcher-kva.example",
    "A_1%&*=@EXAMPLE.ORG",
    "1@2.3",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i]);
      g_assert_true (hark_mail_is_address (good[i]));
    }
}

static void
test_everything_else_is_refused (void)
{
  static const char *const bad[] = {
    "",
    "anna",
    "@example.org",
    "anna@",
    "anna@example",
    "anna@@example.org",
    "anna@example.org@example.org",
    "anna@.example.org",
    "anna@example..org",
    "anna@example.org.",
    "anna@-example.org",
    "anna@example-.org",
    ".anna@example.org",
    "anna.@example.org",
    "an..na@example.org",
    "\"anna\"@example.org",
    "anna@[127.0.0.1]",
    "anna b@example.org",
    "anna@exa mple.org",
    "Anna <anna@example.org>",
    "anna@example.org,bert@example.org",
    "anna@example.org\r\nBcc: bert@example.org",
    "anna@example.org\n",
    "anna@exämple.org",
    "änna@example.org",
    "anna@example.org ",
    "<anna@example.org>",
    "anna(x)@example.org",
    "anna@exam_ple.org",
  };

  g_assert_false (hark_mail_is_address (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (hark_mail_is_address (bad[i]));
    }
}

static void
test_lengths_are_capped (void)
{
  g_autofree char *local = g_strnfill (64, 'a');
  g_autofree char *label = g_strnfill (63, 'b');
  g_autofree char *fits = g_strdup_printf ("%s@%s.%s.%s", local, label, label, "example.org");
  g_autofree char *local_long = g_strdup_printf ("a%s@example.org", local);
  g_autofree char *label_long = g_strdup_printf ("a@b%s.org", label);
  g_autofree char *long_one = g_strdup_printf ("%s@%s.%s.%s", local, label, label, label);

  g_assert_true (hark_mail_is_address (fits));
  g_assert_false (hark_mail_is_address (local_long));
  g_assert_false (hark_mail_is_address (label_long));
  g_assert_cmpuint (strlen (long_one), >, HARK_MAIL_MAX_ADDRESS);
  g_assert_false (hark_mail_is_address (long_one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-address/taken", test_plain_addresses_are_taken);
  g_test_add_func ("/mail-address/refused", test_everything_else_is_refused);
  g_test_add_func ("/mail-address/long", test_lengths_are_capped);

  return g_test_run ();
}

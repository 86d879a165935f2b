/* test-notification-client.c: where and how one is mailed, as hark-cli says it */
#include "colleague.h"

#include "app-client-notification.h"
#include "app-client-wording.h"
#include "hark-error.h"

#include <string.h>
#include <sys/wait.h>

/* What the program says on both of its ways out. (transfer full) */
static char *
run_cli (Device *f, int code, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GStrv) env = g_environ_setenv (g_get_environ (), "HARK_PASSWORD", DEVICE_PASSWORD, TRUE);
  g_autofree char *out = NULL, *err = NULL;
  GError *error = NULL;
  char *argument;
  va_list more;
  int status;

  g_ptr_array_add (argv, (char *)g_getenv ("HARK_CLI"));
  g_ptr_array_add (argv, (char *)"--home");
  g_ptr_array_add (argv, f->home);
  va_start (more, code);
  do
    g_ptr_array_add (argv, argument = va_arg (more, char *));
  while (argument != NULL);
  va_end (more);

  device_close (f->client); /* one program at a time has a home */
  g_spawn_sync (NULL, (char **)argv->pdata, env, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status,
                &error);
  g_assert_no_error (error);
  f->client = device_open (f->home);
  device_unlock (f->client);
  g_test_message ("%s%s", out, err);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, code);
  return g_strconcat (out, err, NULL);
}

static void
test_one_says_where_and_when (Device *f, gconstpointer unused)
{
  g_autofree char *before = run_cli (f, 0, "notifications", NULL);
  g_autofree char *set = run_cli (f, 0, "notifications", "--address", "new@example.org",
                                  "--language", "de", "--digest", NULL);
  g_autofree char *back
      = run_cli (f, 0, "notifications", "--language", "default", "--at-once", NULL);
  g_autofree char *both = run_cli (f, 2, "notifications", "--digest", "--at-once", NULL);
  g_autofree char *none = run_cli (f, 1, "notifications", "--address", "nowhere", NULL);
  g_autoptr (AppNotification) kept = NULL;
  GError *error = NULL;

  g_assert_nonnull (strstr (before, "when: at once"));
  g_assert_nonnull (strstr (set, "mails go to: new@example.org\nlanguage: de\nwhen: once a day"));
  g_assert_nonnull (strstr (back, "language: the organisation's\nwhen: at once"));
  g_assert_nonnull (strstr (both, "either --digest or --at-once"));
  g_assert_nonnull (strstr (none, "no mail address"));
  kept = app_client_read_notification_sync (f->client, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept->address, ==, "new@example.org");
}

static void
test_an_admin_has_mails_say_it_otherwise (Device *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->home, "wording.json", NULL);
  g_autofree char *own = run_cli (f, 0, "mail-wording", "--own", NULL);
  g_autofree char *set = NULL, *after = NULL, *refused = NULL, *history = NULL;

  g_assert_nonnull (strstr (own, "{number}"));
  g_assert_true (g_file_set_contents (
      path, "{\"en\":{\"anonymous\":{\"subject\":\"Ahem: {number}\"}}}", -1, NULL));
  set = run_cli (f, 0, "mail-wording", "--set", path, NULL);
  after = run_cli (f, 0, "mail-wording", NULL);
  g_assert_nonnull (strstr (after, "Ahem: {number}"));
  g_assert_true (g_file_set_contents (path, "{\"en\":{\"anonymous\":{\"subject\":\"{reporter}\"}}}",
                                      -1, NULL));
  refused = run_cli (f, 1, "mail-wording", "--set", path, NULL);
  g_assert_nonnull (strstr (refused, "no such field"));
  history = run_cli (f, 0, "settings", "organisation", "--history", NULL);
  g_assert_nonnull (strstr (history, "(en, anonymous, subject): \"Ahem: {number}\""));
}

static void
test_only_an_admin_does (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GError) error = NULL;

  g_assert_null (app_client_read_wording_sync (bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/notification-client/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("own", test_one_says_where_and_when);
  TEST ("wording", test_an_admin_has_mails_say_it_otherwise);
  TEST ("not-admin", test_only_an_admin_does);

  return g_test_run ();
}

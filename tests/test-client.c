/* test-client.c: an account on a device: set-up, sign-in, locking, asynchronous calls */
#include <glib/gstdio.h>
#include <string.h>

#include "app-http.h"
#include "device.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "tight.h"

/* --- set-up and sign-in --- */

static void
test_set_up_makes_an_organisation_with_one_area (Device *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  g_autoptr (GPtrArray) faults = harness_check (f->server);
  AppArea *area = areas->pdata[0];

  g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_READY);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpstr (area->name, ==, "Compliance");
  g_assert_true (area->can_submit);
  g_assert_cmpstr (app_client_get_user (f->client), ==, "anna");
  g_assert_nonnull (app_client_get_fingerprint (f->client));
  g_assert_true (app_client_has_no_keyring (f->client));
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_second_set_up_is_refused (Device *f, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *other = device_open (home);
  g_autofree char *url = device_url (f);
  g_autoptr (GError) error = NULL;

  g_assert_null (app_client_prepare_setup_sync (other, url, "ben", "ben@example.org", "Other",
                                                DEVICE_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_SETUP);
  device_close (other);
  test_folder_remove (home);
}

static void
test_wrong_set_up_code_changes_nothing_and_may_be_corrected (void)
{
  Device f = { .server = harness_new (), .home = test_folder_new () };
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GError) error = NULL;

  f.client = device_open (f.home);
  setup = device_prepare (&f, f.client);
  g_assert_false (
      app_client_commit_setup_sync (f.client, setup, "0000-0000-0000-0000-0000-0000-0000", &error));
  g_assert_nonnull (error);
  g_assert_cmpint (app_client_get_state (f.client), ==, APP_CLIENT_EMPTY);
  g_clear_error (&error);
  app_client_commit_setup_sync (f.client, setup, harness_get_code (f.server), &error);
  g_assert_no_error (error);
  /* The answer was lost, say: the same set-up again is no error of the server's, and ends in the
   * same place. */
  g_assert_cmpint (app_client_get_state (f.client), ==, APP_CLIENT_READY);
  g_clear_object (&setup);
  device_tear_down (&f, NULL);
}

static void
test_bad_fields_are_named (Device *f, gconstpointer unused)
{
  static const struct
  {
    const char *user, *mail, *area, *password, *word;
  } cases[] = {
    { "", "a@b", "A", DEVICE_PASSWORD, "user name" },
    { " anna", "a@b", "A", DEVICE_PASSWORD, "user name" },
    { "an\nna", "a@b", "A", DEVICE_PASSWORD, "user name" },
    { "anna", "nobody", "A", DEVICE_PASSWORD, "e-mail" },
    { "anna", "a@b", "", DEVICE_PASSWORD, "area" },
    { "anna", "a@b", "A", "short", "password" },
  };
  Device fresh = { .server = harness_new (), .home = test_folder_new () };
  g_autofree char *url = device_url (&fresh);

  fresh.client = device_open (fresh.home);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_client_prepare_setup_sync (fresh.client, url, cases[i].user, cases[i].mail,
                                                    cases[i].area, cases[i].password, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
  device_tear_down (&fresh, NULL);
}

static void
test_server_addresses_are_strict (void)
{
  static const char *const good[][2] = {
    { "https://Hark.Example.org/", "https://hark.example.org" },
    { " http://127.0.0.1:8080 ", "http://127.0.0.1:8080" },
    { "http://localhost:1", "http://localhost:1" },
    { "http://[::1]:8080", "http://[::1]:8080" },
    { "http://abcdefghij.onion", "http://abcdefghij.onion" },
  };
  static const char *const bad[] = {
    "",
    "hark",
    "hark.example.org",
    "ftp://x",
    "http://hark.example.org",
    "https://u:p@x",
    "https://x/path",
    "https://x?q",
    "https://x#f",
    "https://",
    "http://127.0.0.1.evil.org",
    "javascript:alert(1)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *url = app_http_normalise_url (good[i][0], NULL);

      g_assert_cmpstr (url, ==, good[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_http_normalise_url (bad[i], &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static void
test_second_device_sees_the_same (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Seen on both", NULL);
  char *home = test_folder_new ();
  AppClient *second = device_open (home);
  g_autofree char *url = device_url (f);
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  GError *error = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "for the team");
  device_sync (f->client);
  app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  device_sync (second);
  here = device_show (f->client, &ticket);
  there = device_show (second, &ticket);
  g_assert_cmpstr (here, ==, there);
  device_close (second);
  test_folder_remove (home);
}

static void
test_wrong_secrets_do_not_sign_in (Device *f, gconstpointer unused)
{
  g_autofree char *url = device_url (f);
  char *home = test_folder_new ();
  AppClient *second = device_open (home);
  guint8 other[HARK_CODE_LEN] = { 1 };
  g_autofree char *other_key = hark_code_to_line (other);
  const struct
  {
    const char *user, *password, *key;
    HarkError code;
  } cases[] = {
    { "anna", "wrong horse battery", f->account_key, HARK_ERROR_AUTH },
    { "anna", DEVICE_PASSWORD, other_key, HARK_ERROR_AUTH },
    { "nobody", DEVICE_PASSWORD, f->account_key, HARK_ERROR_AUTH },
    { "anna", DEVICE_PASSWORD, "not a key", HARK_ERROR_AUTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (app_client_sign_in_sync (second, url, cases[i].user, cases[i].password,
                                               cases[i].key, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
      g_assert_cmpint (app_client_get_state (second), ==, APP_CLIENT_EMPTY);
    }
  device_close (second);
  test_folder_remove (home);
}

static void
expect_want_of_memory (gboolean done, GError *error)
{
  tight_end ();
  g_assert_false (done);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_MEMORY);
  g_error_free (error);
}

/* On a new device, on one whose session ended, and at a start without keyring. */
static void
test_sign_in_without_memory_is_said_and_works_once_there_is (Device *f, gconstpointer unused)
{
  const gsize half = HARK_ACCOUNT_MEM_KIB / 2;
  g_autofree char *url = device_url (f);
  char *home = test_folder_new ();
  AppClient *second = device_open (home);
  GError *error = NULL;
  gboolean done;

  tight_begin (half);
  done = app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, f->account_key, &error);
  expect_want_of_memory (done, g_steal_pointer (&error));
  g_assert_cmpint (app_client_get_state (second), ==, APP_CLIENT_EMPTY);
  app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  device_close (second);

  second = device_open (home);
  tight_begin (half);
  done = app_client_unlock_sync (second, DEVICE_PASSWORD, &error);
  expect_want_of_memory (done, g_steal_pointer (&error));
  g_assert_cmpint (app_client_get_state (second), ==, APP_CLIENT_LOCKED);
  device_unlock (second);

  tight_begin (half);
  done = app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, NULL, &error);
  expect_want_of_memory (done, g_steal_pointer (&error));
  device_sync (second);
  app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  device_sync (second);
  device_close (second);
  test_folder_remove (home);
}

static void
test_ended_session_is_told_and_begun_again_without_the_account_key (Device *f, gconstpointer unused)
{
  g_autofree char *url = device_url (f);
  g_autoptr (AppHttp) http = app_http_new (url, f->client->token, NULL);
  g_autoptr (JsonObject) reply = app_http_json (http, "DELETE", HARK_API_AUTH_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  HarkId ticket;

  g_assert_nonnull (reply);
  ticket = device_submit (f, "Kept meanwhile", NULL);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_SIGNED_OUT);
  g_clear_error (&error);

  app_client_sign_in_sync (f->client, url, "anna", DEVICE_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  device_sync (f->client);
  {
    g_autoptr (AppTicket) loaded = device_load (f->client, &ticket);

    g_assert_nonnull (loaded->number);
  }
}

static void
test_locked_account_shows_nothing_until_the_password_comes (Device *f, gconstpointer unused)
{
  g_autoptr (GError) locked = NULL;
  g_autoptr (GError) wrong = NULL;

  device_submit (f, "Behind the lock", NULL);
  app_client_lock (f->client);
  g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_LOCKED);
  g_assert_null (app_client_list_sync (f->client, &locked));
  g_assert_error (locked, HARK_ERROR, HARK_ERROR_LOCKED);
  g_assert_false (app_client_unlock_sync (f->client, "wrong horse battery", &wrong));
  g_assert_error (wrong, HARK_ERROR, HARK_ERROR_AUTH);
  device_unlock (f->client);
  {
    g_autoptr (GPtrArray) list = app_client_list_sync (f->client, NULL);

    g_assert_cmpuint (list->len, ==, 1);
  }
}

/* --- asynchronous --- */

static void
keep_result (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **)user = g_object_ref (result);
}

static void
count_change (AppClient *client, gpointer user)
{
  (*(guint *)user)++;
}

static void
test_asynchronous_calls_answer_on_this_thread (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Async", NULL);
  g_autoptr (GAsyncResult) synced = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;
  guint changes = 0;

  g_signal_connect (f->client, "changed", G_CALLBACK (count_change), &changes);
  app_client_sync_async (f->client, keep_result, &synced);
  while (synced == NULL || changes == 0)
    g_main_context_iteration (NULL, TRUE);
  app_client_sync_finish (f->client, synced, &error);
  g_assert_no_error (error);
  app_client_list_async (f->client, keep_result, &listed);
  while (listed == NULL)
    g_main_context_iteration (NULL, TRUE);
  list = app_client_list_finish (f->client, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (hark_id_equal (&((AppTicket *)list->pdata[0])->id, &ticket));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&synced);
  g_clear_object (&listed);
}

static void
test_sheet_is_a_pdf_that_only_its_owner_may_read (void)
{
  Device f = { .server = harness_new (), .home = test_folder_new () };
  g_autoptr (AppSetup) setup = NULL;
  g_autofree char *path = g_build_filename (f.home, "sheet.pdf", NULL);
  g_autofree char *data = NULL;
  g_autofree char *key = NULL;
  guint8 code[HARK_CODE_LEN];
  GStatBuf info;
  GError *error = NULL;

  f.client = device_open (f.home);
  setup = device_prepare (&f, f.client);
  app_setup_write_sheet (setup, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_true (g_str_has_prefix (data, "%PDF-"));
  key = device_key_on_sheet (setup);
  g_assert_true (hark_code_parse (key, code, NULL));
  g_assert_false (app_setup_write_sheet (setup, "/nonexistent/sheet.pdf", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_clear_object (&setup);
  device_tear_down (&f, NULL);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/client/" path, Device, NULL, device_set_up, func, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/server-addresses-are-strict", test_server_addresses_are_strict);
  g_test_add_func ("/client/wrong-set-up-code",
                   test_wrong_set_up_code_changes_nothing_and_may_be_corrected);
  g_test_add_func ("/client/sheet-is-a-pdf", test_sheet_is_a_pdf_that_only_its_owner_may_read);
  ADD ("set-up-makes-an-organisation", test_set_up_makes_an_organisation_with_one_area);
  ADD ("second-set-up-is-refused", test_second_set_up_is_refused);
  ADD ("bad-fields-are-named", test_bad_fields_are_named);
  ADD ("second-device-sees-the-same", test_second_device_sees_the_same);
  ADD ("wrong-secrets-do-not-sign-in", test_wrong_secrets_do_not_sign_in);
  ADD ("memory", test_sign_in_without_memory_is_said_and_works_once_there_is);
  ADD ("ended-session", test_ended_session_is_told_and_begun_again_without_the_account_key);
  ADD ("locked-account-shows-nothing", test_locked_account_shows_nothing_until_the_password_comes);
  ADD ("asynchronous-calls", test_asynchronous_calls_answer_on_this_thread);

  return g_test_run ();
}

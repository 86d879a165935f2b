/* test-home.c: this device's keys, with a real keyring where there is one, sealed under the
 * password where not. Runs twice: HARK_TEST_KEYRING says which of the two this run is. */
#include <glib/gstdio.h>

#include "app-home.h"
#include "folder.h"
#include "hark-error.h"

#define PASSWORD "correct horse battery"
#define TOKEN "token-canary-0123456789"

typedef struct
{
  char *home;
  AppAccount *account;
  AppKeys *keys;
} Fixture;

static gboolean
expect_keyring (void)
{
  return g_strcmp0 (g_getenv ("HARK_TEST_KEYRING"), "1") == 0;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GError *error = NULL;

  f->home = test_folder_new ();
  f->account = g_new0 (AppAccount, 1);
  f->account->url = g_strdup ("http://127.0.0.1:1");
  f->account->organisation = g_strdup ("Org");
  f->account->name = g_strdup ("anna");
  hark_id_random (&f->account->org);
  hark_id_random (&f->account->user);
  hark_id_random (&f->account->device);
  hark_account_cost_random (&f->account->cost);
  f->keys = hark_seal_alloc (sizeof *f->keys);
  hark_seal_random (f->keys->local, sizeof f->keys->local);
  hark_seal_random (f->keys->account_key, sizeof f->keys->account_key);
  hark_account_keys_random (&f->keys->account);

  app_home_write_keys (f->home, f->account, f->keys, PASSWORD, NULL, &error);
  g_assert_no_error (error);
  app_home_write_token (f->home, f->account, f->keys, TOKEN, NULL, &error);
  g_assert_no_error (error);
  app_home_write_account (f->home, f->account, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  app_account_free (f->account);
  hark_seal_free (f->keys);
  test_folder_remove (f->home);
}

static void
test_account_comes_back_as_it_was (Fixture *f, gconstpointer unused)
{
  GError *error = NULL;
  g_autoptr (AppAccount) read = app_home_read_account (f->home, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (read->url, ==, f->account->url);
  g_assert_cmpstr (read->name, ==, "anna");
  g_assert_true (hark_id_equal (&read->user, &f->account->user));
  g_assert_cmpuint (read->cost.mem_kib, ==, HARK_ACCOUNT_MEM_KIB);
  g_assert_true (read->has_keyring == expect_keyring ());
}

static void
test_keys_and_session_come_back (Fixture *f, gconstpointer unused)
{
  GError *error = NULL;
  AppKeys *keys
      = app_home_read_keys (f->home, f->account, expect_keyring () ? NULL : PASSWORD, NULL, &error);
  char *token;

  g_assert_no_error (error);
  g_assert_cmpmem (keys->local, 32, f->keys->local, 32);
  g_assert_cmpmem (keys->account_key, 16, f->keys->account_key, 16);
  g_assert_cmpmem (keys->account.sign_sk, 64, f->keys->account.sign_sk, 64);
  g_assert_cmpmem (keys->account.box_pk, 32, f->keys->account.box_pk, 32);
  token = app_home_read_token (f->home, f->account, keys, NULL);
  g_assert_cmpstr (token, ==, TOKEN);
  hark_seal_free_string (token);
  hark_seal_free (keys);
}

static void
test_no_file_holds_a_secret (Fixture *f, gconstpointer unused)
{
  g_autofree char *local = g_base64_encode (f->keys->local, 32);
  g_autofree char *account = g_base64_encode (f->keys->account_key, 16);

  g_assert_cmpuint (test_folder_count_files_with (f->home, TOKEN), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->home, local), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->home, account), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->home, PASSWORD), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->home, "anna"), ==, 1);
}

static void
test_without_keyring_the_password_is_needed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) locked = NULL;
  g_autoptr (GError) wrong = NULL;

  if (expect_keyring ())
    {
      g_test_skip ("this run has a keyring");
      return;
    }

  g_assert_null (app_home_read_keys (f->home, f->account, NULL, NULL, &locked));
  g_assert_error (locked, HARK_ERROR, HARK_ERROR_LOCKED);
  g_assert_null (app_home_read_keys (f->home, f->account, "wrong horse battery", NULL, &wrong));
  g_assert_error (wrong, HARK_ERROR, HARK_ERROR_AUTH);
}

static void
test_another_devices_keys_are_not_found (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  if (!expect_keyring ())
    {
      g_test_skip ("this run has no keyring");
      return;
    }

  hark_id_random (&f->account->device);
  g_assert_null (app_home_read_keys (f->home, f->account, NULL, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

static void
test_changed_file_of_keys_is_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->home, "keys", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  data[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, data, length, NULL));
  g_assert_null (
      app_home_read_keys (f->home, f->account, expect_keyring () ? NULL : PASSWORD, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

static void
test_damaged_account_file_is_told (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->home, "account.json", NULL);
  static const char *const damaged[] = { "", "{", "[]", "{\"url\":1}", "{\"url\":\"x\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, damaged[i], -1, NULL));
      g_assert_null (app_home_read_account (f->home, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (app_home_read_account (f->home, NULL));
}

#define ADD(path, func) g_test_add ("/home/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  ADD ("account-comes-back-as-it-was", test_account_comes_back_as_it_was);
  ADD ("keys-and-session-come-back", test_keys_and_session_come_back);
  ADD ("no-file-holds-a-secret", test_no_file_holds_a_secret);
  ADD ("without-keyring-the-password-is-needed", test_without_keyring_the_password_is_needed);
  ADD ("another-devices-keys-are-not-found", test_another_devices_keys_are_not_found);
  ADD ("changed-file-of-keys-is-refused", test_changed_file_of_keys_is_refused);
  ADD ("damaged-account-file-is-told", test_damaged_account_file_is_told);

  return g_test_run ();
}

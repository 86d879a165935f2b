/* test-own-factor.c: one's own second factor, from the desktop */
#include "authenticator.h"
#include "device.h"

#include "app-client-factor.h"
#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "liar.h"

#include <glib/gstdio.h>
#include <string.h>

#define NEW_PASSWORD "another horse battery"

typedef struct
{
  Device device;
  AppFactorSecret *secret;
  AppFactorSheet *sheet;
} Own;

static void
pass (Own *f)
{
  harness_set_now (f->device.server, harness_get_now (f->device.server) + 30);
}

static char *
show (Own *f)
{
  return authenticator_show (f->device.server, f->secret->uri, 0);
}

static void
set_up (Own *f, gconstpointer unused)
{
  g_autofree char *code = NULL;
  GError *error = NULL;

  device_set_up (&f->device, NULL);
  f->secret = app_client_begin_factor_sync (f->device.client, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  code = show (f);
  f->sheet = app_client_confirm_factor_sync (f->device.client, code, &error);
  g_assert_no_error (error);
  pass (f);
}

static void
tear_down (Own *f, gconstpointer unused)
{
  app_factor_secret_free (f->secret);
  app_factor_sheet_unref (f->sheet);
  device_tear_down (&f->device, NULL);
}

/* On a computer that knows nothing of the account. HARK_ERROR_LAST: it is in. */
static HarkError
sign_in (Own *f, AppClient *client, const char *password, const char *code)
{
  g_autofree char *url = device_url (&f->device);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  app_client_set_factor_code (client, code);
  ok = app_client_sign_in_sync (client, url, "anna", password, f->device.account_key, &error);
  return ok ? HARK_ERROR_LAST : (HarkError)error->code;
}

static void
expect_state (Own *f, gboolean is_on, guint codes)
{
  g_autoptr (GError) error = NULL;
  g_autofree AppFactor *factor = app_client_read_factor_sync (f->device.client, &error);

  g_assert_no_error (error);
  g_assert_cmpint (factor->is_on, ==, is_on);
  g_assert_cmpuint (factor->codes, ==, codes);
}

static void
test_new_device_needs_the_code (Own *f, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  g_autofree char *code = show (f);

  g_assert_cmpint (sign_in (f, client, "wrong horse battery", code), ==, HARK_ERROR_AUTH);
  g_assert_cmpint (sign_in (f, client, DEVICE_PASSWORD, NULL), ==, HARK_ERROR_FACTOR);
  g_assert_cmpint (sign_in (f, client, DEVICE_PASSWORD, "12 34"), ==, HARK_ERROR_FACTOR);
  g_assert_cmpint (app_client_get_state (client), ==, APP_CLIENT_EMPTY);
  g_assert_cmpint (sign_in (f, client, DEVICE_PASSWORD, code), ==, HARK_ERROR_LAST);
  device_sync (client);
  device_sync (f->device.client); /* who is signed in is not asked */
  device_close (client);
  test_folder_remove (home);
}

/* A code that was set goes along with one sign-in, whatever comes of it. */
static void
test_code_goes_along_once (Own *f, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  g_autofree char *code = show (f), *url = device_url (&f->device);

  g_assert_cmpint (sign_in (f, client, "wrong horse battery", code), ==, HARK_ERROR_AUTH);
  g_assert_false (
      app_client_sign_in_sync (client, url, "anna", DEVICE_PASSWORD, f->device.account_key, NULL));
  device_close (client);
  test_folder_remove (home);
}

static void
test_recovery_code_signs_in_once (Own *f, gconstpointer unused)
{
  const char *const *codes = app_factor_sheet_get_codes (f->sheet);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);

  g_assert_cmpuint (g_strv_length ((char **)codes), ==, APP_FACTOR_CODES);
  g_assert_cmpint (sign_in (f, client, DEVICE_PASSWORD, codes[4]), ==, HARK_ERROR_LAST);
  g_assert_cmpint (sign_in (f, client, DEVICE_PASSWORD, codes[4]), ==, HARK_ERROR_FACTOR);
  expect_state (f, TRUE, APP_FACTOR_CODES - 1);
  device_close (client);
  test_folder_remove (home);
}

static void
test_forgotten_password_needs_the_code (Own *f, gconstpointer unused)
{
  g_autofree char *url = device_url (&f->device), *code = show (f), *key = NULL;
  g_autoptr (AppSetup) sheet = NULL, without = NULL, with = NULL;
  g_autoptr (GError) error = NULL;
  char *home = test_folder_new (), *text;
  AppClient *client = device_open (home);

  sheet = app_client_prepare_sheet_sync (f->device.client, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_account_sync (f->device.client, sheet, &error);
  g_assert_no_error (error);
  text = app_setup_get_sheet_text (sheet);
  key = g_strdup (strstr (text, "Recovery key: ") + strlen ("Recovery key: "));
  key[strcspn (key, "\n")] = '\0';
  hark_seal_free_string (text);

  without = app_client_prepare_recovery_sync (client, url, "anna", f->device.account_key, key,
                                              NEW_PASSWORD, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FACTOR);
  g_clear_error (&error);
  app_client_set_factor_code (client, code);
  with = app_client_prepare_recovery_sync (client, url, "anna", f->device.account_key, key,
                                           NEW_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_account_sync (client, with, &error);
  g_assert_no_error (error);
  device_sync (client);
  device_close (client);
  test_folder_remove (home);
  g_assert_null (without);
}

static void
test_off_and_other_codes_need_a_code (Own *f, gconstpointer unused)
{
  const char *const *codes = app_factor_sheet_get_codes (f->sheet);
  g_autofree char *code = show (f);
  g_autoptr (GError) error = NULL, used = NULL;
  g_autoptr (AppFactorSheet) others = NULL;

  g_assert_null (app_client_begin_factor_sync (f->device.client, "not my password", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_clear_error (&error);
  g_assert_null (app_client_begin_factor_sync (f->device.client, DEVICE_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  others = app_client_renew_factor_codes_sync (f->device.client, code, &error);
  g_assert_no_error (error);
  g_assert_false (app_client_end_factor_sync (f->device.client, code, &used));
  g_assert_error (used, HARK_ERROR, HARK_ERROR_FACTOR);
  g_clear_error (&used);
  g_assert_false (app_client_end_factor_sync (f->device.client, codes[0], &used));
  g_assert_error (used, HARK_ERROR, HARK_ERROR_FACTOR);
  app_client_end_factor_sync (f->device.client, app_factor_sheet_get_codes (others)[0], &error);
  g_assert_no_error (error);
  expect_state (f, FALSE, 0);
}

static void
test_authenticator_is_told_whose_it_is (Own *f, gconstpointer unused)
{
  g_autoptr (GUri) uri = g_uri_parse (f->secret->uri, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GHashTable) query
      = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  g_autofree char *label
      = g_strdup_printf ("/%s:anna", app_client_get_organisation (f->device.client));
  g_autofree char *secret = g_strdup (g_hash_table_lookup (query, "secret"));
  g_auto (GStrv) groups = g_strsplit (f->secret->text, " ", -1);
  g_autofree char *typed = g_strjoinv ("", groups);

  g_assert_cmpstr (g_uri_get_scheme (uri), ==, "otpauth");
  g_assert_cmpstr (g_uri_get_host (uri), ==, "totp");
  g_assert_cmpstr (g_uri_get_path (uri), ==, label);
  g_assert_cmpstr (g_hash_table_lookup (query, "issuer"), ==,
                   app_client_get_organisation (f->device.client));
  g_assert_cmpstr (secret, ==, typed);
}

static void
test_recovery_codes_are_written_for_a_printer (Own *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->device.home, "codes.pdf", NULL);
  g_autofree char *into = g_build_filename (f->device.home, "none", "codes.pdf", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  app_factor_sheet_write_pdf (f->sheet, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_false (app_factor_sheet_write_pdf (f->sheet, into, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

/* --- a server that lies --- */

static void
spoil_codes (JsonObject *reply, gpointer user)
{
  JsonArray *codes = json_array_new ();

  for (guint i = 0; i < GPOINTER_TO_UINT (user); i++)
    json_array_add_string_element (codes, "\033[2Jnone");
  json_object_set_array_member (reply, "codes", codes);
}

static void
shorten_secret (JsonObject *reply, gpointer user)
{
  json_object_set_string_member (reply, "secret", "AAAA");
}

static void
test_lying_server_hands_out_no_false_codes (Own *f, gconstpointer unused)
{
  Device *device = &f->device;
  Liar *liar = liar_new (harness_get_port (device->server));
  const guint counts[] = { 0, 1, APP_FACTOR_CODES, 1000 };
  g_autofree char *off = show (f);
  g_autoptr (GError) error = NULL;

  device_close (device->client);
  device_move (device->home, liar_get_port (liar));
  device->client = device_open (device->home);
  device_unlock (device->client);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *code = show (f);

      liar_be_honest (liar);
      liar_tell_json (liar, "POST", HARK_API_AUTH_FACTOR_CODES, spoil_codes,
                      GUINT_TO_POINTER (counts[i]));
      g_assert_null (app_client_renew_factor_codes_sync (device->client, code, &error));
      g_assert_nonnull (error);
      g_assert_true (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID)
                     || g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE));
      g_clear_error (&error);
      pass (f);
    }
  liar_be_honest (liar);
  g_free (off);
  off = show (f);
  app_client_end_factor_sync (device->client, off, &error);
  g_assert_no_error (error);
  liar_tell_json (liar, "POST", HARK_API_AUTH_FACTOR, shorten_secret, NULL);
  g_assert_null (app_client_begin_factor_sync (device->client, DEVICE_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  device_close (g_steal_pointer (&device->client));
  liar_free (liar);
}

static void
test_locked_account_has_nothing_to_change (Own *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = show (f);

  app_client_lock (f->device.client);
  g_assert_false (app_client_end_factor_sync (f->device.client, code, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_LOCKED);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/own-factor/" path, Own, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("new-device", test_new_device_needs_the_code);
  TEST ("along-once", test_code_goes_along_once);
  TEST ("recovery-code", test_recovery_code_signs_in_once);
  TEST ("forgotten", test_forgotten_password_needs_the_code);
  TEST ("off", test_off_and_other_codes_need_a_code);
  TEST ("whose", test_authenticator_is_told_whose_it_is);
  TEST ("sheet", test_recovery_codes_are_written_for_a_printer);
  TEST ("liar", test_lying_server_hands_out_no_false_codes);
  TEST ("locked", test_locked_account_has_nothing_to_change);

  return g_test_run ();
}

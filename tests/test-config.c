/* test-config.c: settings: what fits them, and that a running server follows */
#include "harness.h"

#include "hark-error.h"
#include "store-config.h"

static void
test_values_must_fit (void)
{
  static const struct
  {
    const char *key, *value;
    gboolean fits;
  } cases[] = {
    { "name", "Muster AG", TRUE },
    { "name", "", FALSE },
    { "name", "a\nb", FALSE },
    { "name", "\xff", FALSE },
    { "url", "https://hark.example.org", TRUE },
    { "url", "https://hark.example.org/", TRUE },
    { "url", "https://hark.example.org:8443", TRUE },
    { "url", "http://localhost:8080", TRUE },
    { "url", "http://127.0.0.1", TRUE },
    { "url", "http://127.3.2.1:1", TRUE },
    { "url", "http://[::1]:8080", TRUE },
    { "url", "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion", TRUE },
    { "url", "http://hark.example.org", FALSE },
    { "url", "http://localhost.example.org", FALSE },
    { "url", "http://10.0.0.1", FALSE },
    { "url", "http://onion", FALSE },
    { "url", "ftp://hark.example.org", FALSE },
    { "url", "https://", FALSE },
    { "url", "https://user@hark.example.org", FALSE },
    { "url", "https://hark.example.org/path", FALSE },
    { "url", "https://hark.example.org/?q", FALSE },
    { "url", "https://hark.example.org/#f", FALSE },
    { "url", "hark.example.org", FALSE },
    { "url", "", FALSE },
    { "zone", "Europe/Vienna", TRUE },
    { "zone", "UTC", TRUE },
    { "zone", "Europe/Nowhere", FALSE },
    { "zone", "", FALSE },
    { "portal.enabled", "on", TRUE },
    { "portal.enabled", "off", TRUE },
    { "portal.enabled", "yes", FALSE },
    { "portal.security-question", "", FALSE },
    { "portal.rate", "1", TRUE },
    { "portal.rate", "100000", TRUE },
    { "portal.rate", "100001", FALSE },
    { "portal.rate", "0", FALSE },
    { "portal.rate", "-5", FALSE },
    { "portal.rate", "sixty", FALSE },
    { "portal.rate", "", FALSE },
    { "portal.require-locked-memory", "ON", FALSE },
    { "mail.url", "off", TRUE },
    { "mail.url", "smtp://mail.example.org", TRUE },
    { "mail.url", "smtps://[::1]:465", TRUE },
    { "mail.url", "smtp://127.0.0.1:2525", TRUE },
    { "mail.url", "smtp://mail.example.org/x", FALSE },
    { "mail.url", "smtp://mail.example.org:0", FALSE },
    { "mail.url", "smtp://mail.example.org:65536", FALSE },
    { "mail.url", "smtp://user@mail.example.org", FALSE },
    { "mail.url", "smtp://mail_1.example.org", FALSE },
    { "mail.url", "smtp://a..b", FALSE },
    { "mail.url", "smtp://", FALSE },
    { "mail.url", "file:///etc/passwd", FALSE },
    { "mail.url", "http://mail.example.org", FALSE },
    { "mail.url", "smtp://mail.example.org\r\nX: y", FALSE },
    { "mail.url", "", FALSE },
    { "mail.tls", "required", TRUE },
    { "mail.tls", "off", TRUE },
    { "mail.tls", "try", FALSE },
    { "mail.from", "", TRUE },
    { "mail.from", "hark@example.org", TRUE },
    { "mail.from", "Hark <hark@example.org>", FALSE },
    { "mail.user", "hark", TRUE },
    { "mail.user", "a\nb", FALSE },
    { "mail.password-file", "/etc/hark/mail-password", TRUE },
    { "mail.password-file", "mail-password", FALSE },
    { "gate.per-source", "1", TRUE },
    { "gate.per-source", "8192", TRUE },
    { "gate.per-source", "off", TRUE },
    { "gate.per-source", "0", FALSE },
    { "gate.per-source", "8193", FALSE },
    { "gate.per-source", "-1", FALSE },
    { "gate.per-source", "64x", FALSE },
    { "gate.per-source", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s %u", cases[i].key, i);
      g_assert_cmpint (srv_config_validate (cases[i].key, cases[i].value, &error), ==,
                       cases[i].fits);
      if (!cases[i].fits)
        g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static void
test_unknown_settings_do_not_exist (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (srv_config_validate ("portal", "on", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_assert_null (srv_config_find_key ("setup"));
}

/* As another process would. */
static void
put (Harness *harness, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStores) stores
      = srv_stores_open (harness_get_dir (harness), SRV_STORES_AS_IS, &error);
  g_autoptr (SrvStore) store = NULL;

  g_assert_no_error (error);
  store = srv_stores_open_writer (stores, &error);
  g_assert_no_error (error);
  store_config_put (srv_store_get_db (store), key, value, &error);
  g_assert_no_error (error);
}

static gboolean
becomes (Harness *harness, const char *key, gboolean on)
{
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (g_get_monotonic_time () < end)
    {
      if (srv_config_is_on (harness_get_context (harness)->config, key) == on)
        return TRUE;
      g_usleep (10000);
    }
  return FALSE;
}

static void
test_running_server_follows (void)
{
  Harness *harness = harness_new ();
  SrvConfig *config = harness_get_context (harness)->config;
  g_autofree char *name = srv_config_dup (config, SRV_CONFIG_NAME);

  g_assert_cmpstr (name, ==, "Testhaus");
  g_assert_true (srv_config_is_on (config, SRV_CONFIG_PORTAL_ENABLED));
  g_assert_true (srv_config_is_on (config, SRV_CONFIG_PORTAL_QUESTION));
  g_assert_false (srv_config_is_on (config, SRV_CONFIG_REQUIRE_LOCKED));
  g_assert_false (srv_config_is_secure (config));

  put (harness, SRV_CONFIG_PORTAL_QUESTION, "off");
  g_assert_true (becomes (harness, SRV_CONFIG_PORTAL_QUESTION, FALSE));
  put (harness, SRV_CONFIG_PORTAL_QUESTION, "on");
  g_assert_true (becomes (harness, SRV_CONFIG_PORTAL_QUESTION, TRUE));
  harness_restart (harness);
  g_assert_true (
      srv_config_is_on (harness_get_context (harness)->config, SRV_CONFIG_PORTAL_QUESTION));
  harness_free (harness);
}

static void
test_store_of_another_version_is_left_alone (void)
{
  Harness *harness = harness_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (harness_get_dir (harness), SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = NULL;

  harness_stop (harness);
  db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error);
  g_assert_true (hark_sqlite_exec (db, "PRAGMA user_version = 99", &error));
  g_clear_pointer (&db, hark_sqlite_close);
  g_assert_null (srv_stores_open (harness_get_dir (harness), SRV_STORES_AS_IS, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UPGRADE);
  g_clear_error (&error);
  g_assert_null (srv_stores_open (harness_get_dir (harness), SRV_STORES_MIGRATE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UPGRADE);
  harness_free (harness);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/config/values", test_values_must_fit);
  g_test_add_func ("/config/unknown", test_unknown_settings_do_not_exist);
  g_test_add_func ("/config/running", test_running_server_follows);
  g_test_add_func ("/config/version", test_store_of_another_version_is_left_alone);

  return g_test_run ();
}

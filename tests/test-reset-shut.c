/* test-reset-shut.c: what a reset must not open: for whoever accepts it with keys that were signed
 * before, over an upgrade, or after a restore */
#include "app-client-account.h"
#include "app-client-team.h"
#include "app-invitation.h"
#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "hark-json.h"
#include "pair.h"
#include "store-backup.h"
#include "store-invitation.h"

#include <string.h>

#define NEW_PASSWORD "another horse battery"

typedef struct
{
  Pair pair;
  char *home;
  AppClient *laptop; /* of whoever accepts */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  pair_set_up (&f->pair, NULL);
  f->home = test_folder_new ();
  f->laptop = device_open (f->home);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  device_close (f->laptop);
  test_folder_remove (f->home);
  pair_tear_down (&f->pair, NULL);
}

static AppClient *
get_anna (Fixture *f)
{
  return f->pair.anna.client;
}

static const HarkId *
get_ben (Fixture *f)
{
  return &f->pair.colleague->id;
}

static char *
reset (Fixture *f)
{
  GError *error = NULL;
  char *line = app_client_reset_sync (get_anna (f), get_ben (f), &error);

  g_assert_no_error (error);
  return line;
}

static AppSetup *
prepare (Fixture *f, const char *line)
{
  g_autofree char *url = device_url (&f->pair.anna);
  GError *error = NULL;
  AppSetup *setup = app_client_prepare_accept_sync (f->laptop, url, line, NEW_PASSWORD, &error);

  g_assert_no_error (error);
  return setup;
}

static void
accept (Fixture *f)
{
  char *line = reset (f);
  g_autoptr (AppSetup) setup = prepare (f, line);
  GError *error = NULL;

  app_client_commit_accept_sync (f->laptop, setup, &error);
  g_assert_no_error (error);
  hark_seal_free_string (line);
}

static HarkError
try_sync (AppClient *client)
{
  g_autoptr (GError) error = NULL;

  return app_client_sync_sync (client, &error) ? 0 : (HarkError)error->code;
}

static const HarkRosterUser *
get_user (Fixture *f)
{
  return hark_roster_get_user (get_anna (f)->store->roster, get_ben (f));
}

static void
expect_works (Fixture *f)
{
  device_write (f->pair.ben, APP_ACTION_NOTE, &f->pair.ticket, "Still here.");
  device_sync (f->pair.ben);
  pair_expect_nothing_left (f->pair.ben);
}

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer sql, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
change_rows (Fixture *f, const char *sql)
{
  harness_write (f->pair.anna.server, run_sql, (gpointer)sql);
}

static void
post (Fixture *f, GBytes *statement, gboolean again, guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  if (again)
    json_object_set_boolean_member (body, "again", TRUE);
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (f->pair.anna.server, "POST", HARK_API_ROSTER, get_anna (f)->token,
                                  text, status));
}

/* About somebody else altogether. */
static void
append_another (Fixture *f)
{
  AppStore *store = get_anna (f)->store;
  g_autoptr (GBytes) statement = hark_roster_make_admin_set (
      store->roster, &store->account->user, store->keys->account.sign_sk, get_ben (f), 1);

  post (f, statement, FALSE, 200);
}

/* --- keys that need no signature --- */

/* Whoever holds the line has the secret of its tag. */
static void
swap_keys (AppSetup *setup, const char *line, const guint8 sign_pk[32], const guint8 box_pk[32])
{
  HarkInvitation *invitation = hark_seal_alloc (sizeof *invitation);
  guint8 tag[HARK_INVITATION_TAG_LEN];
  GError *error = NULL;

  hark_invitation_parse (line, invitation, &error);
  g_assert_no_error (error);
  hark_invitation_tag (invitation, sign_pk, box_pk, tag);
  hark_json_set_bytes (setup->request, "sign_pk", sign_pk, 32);
  hark_json_set_bytes (setup->request, "box_pk", box_pk, 32);
  hark_json_set_bytes (setup->request, "tag", tag, sizeof tag);
  hark_seal_free (invitation);
}

static void
expect_refused (Fixture *f, const guint8 sign_pk[32], const guint8 box_pk[32])
{
  char *line = reset (f);
  g_autoptr (AppSetup) setup = prepare (f, line);
  g_autoptr (AppHttp) http = app_http_new (setup->account->url, NULL, NULL);
  g_autoptr (GError) error = NULL;

  swap_keys (setup, line, sign_pk, box_pk);
  g_assert_false (app_invitation_send (setup, http, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  hark_seal_free_string (line);
}

static void
test_keys_that_were_signed_already_are_not_accepted (Fixture *f, gconstpointer unused)
{
  const guint64 seq = hark_roster_get_seq (get_anna (f)->store->roster);
  const HarkRosterUser before = *get_user (f);

  expect_refused (f, before.sign_pk, before.box_pk);
  device_sync (get_anna (f));
  g_assert_cmpuint (hark_roster_get_seq (get_anna (f)->store->roster), ==, seq);
  expect_works (f);

  accept (f);
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  expect_refused (f, before.sign_pk, before.box_pk); /* nor those of long ago */
  expect_refused (f, before.sign_pk, get_user (f)->box_pk);
  device_sync (f->laptop);
}

static char *
write_hex (const guint8 pk[32])
{
  GString *hex = g_string_new (NULL);

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (hex, "%02x", pk[i]);
  return g_string_free (hex, FALSE);
}

/* As an earlier version let in. */
static void
test_accepted_keys_that_nobody_signed_anew_open_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *sql = NULL, *sign_pk = NULL, *box_pk = NULL;

  accept (f);
  sign_pk = write_hex (get_user (f)->sign_pk);
  box_pk = write_hex (get_user (f)->box_pk);
  sql = g_strdup_printf ("UPDATE invitation SET sign_pk = x'%s', box_pk = x'%s'", sign_pk, box_pk);
  change_rows (f, sql);

  g_assert_cmpint (try_sync (f->laptop), ==, HARK_ERROR_AUTH);
  expect_works (f);
  append_another (f);
  g_assert_cmpint (try_sync (f->laptop), !=, 0);
  expect_works (f);
}

/* --- between two reads --- */

/* A SrvWork. */
static gboolean
check_waiting (SrvStore *store, gint64 seq, gpointer user, GError **error)
{
  g_autoptr (GError) local = NULL;

  g_assert_false (store_invitation_check (store, user, TRUE, &local));
  g_assert_error (local, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_true (store_invitation_check (store, user, FALSE, error));
  return TRUE;
}

static void
test_one_that_is_withdrawn_meanwhile_lets_nobody_through (Fixture *f, gconstpointer unused)
{
  GError *error = NULL;

  accept (f);
  app_client_take_back_invitation_sync (get_anna (f), get_ben (f), &error);
  g_assert_no_error (error);
  harness_write (f->pair.anna.server, check_waiting, (gpointer)get_ben (f));
  expect_works (f);
}

static void
test_whoever_waits_with_the_sheet_is_told_that_they_wait (Fixture *f, gconstpointer unused)
{
  accept (f);
  change_rows (f, "UPDATE waiting_session SET sheet = 1");
  g_assert_cmpint (try_sync (f->laptop), ==, HARK_ERROR_WAITING);
}

/* --- over an upgrade --- */

static HarkError
try_sign_in (Fixture *f, const char *password, const guint8 account_key[16])
{
  g_autofree char *url = device_url (&f->pair.anna);
  g_autofree char *home = test_folder_new ();
  g_autoptr (GError) error = NULL;
  AppClient *client = device_open (home);
  char *key = hark_code_to_line (account_key);
  gboolean is_in = app_client_sign_in_sync (client, url, "ben", password, key, &error);

  hark_seal_free_string (key);
  device_close (client);
  test_folder_remove (g_steal_pointer (&home));
  return is_in ? 0 : (HarkError)error->code;
}

/* It put the new secrets in place at once, and kept nothing beside the account. */
static void
accept_by_an_earlier_version (Fixture *f)
{
  accept (f);
  change_rows (f, "UPDATE account SET (ops, mem, salt, login, bundle, sheet_login, sheet_bundle) ="
                  " (SELECT ops, mem, salt, login, bundle, sheet_login, sheet_bundle FROM reset r"
                  " WHERE r.user = account.user) WHERE user IN (SELECT user FROM reset);"
                  "DELETE FROM session WHERE user IN (SELECT user FROM reset);"
                  "INSERT INTO session (token, user, device, sheet, created, seen)"
                  " SELECT token, user, device, sheet, created, created FROM waiting_session;"
                  "DELETE FROM waiting_session; DELETE FROM reset");
  g_assert_cmpint (try_sync (f->laptop), ==, HARK_ERROR_WAITING);
}

static void
test_what_an_earlier_version_took_stays_shut (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *key = NULL;
  char *line;

  accept_by_an_earlier_version (f);
  key = g_memdup2 (f->laptop->store->keys->account_key, 16);
  line = reset (f);
  g_assert_cmpint (try_sync (f->laptop), ==, HARK_ERROR_ENDED);
  g_assert_cmpint (try_sign_in (f, NEW_PASSWORD, key), ==, HARK_ERROR_AUTH);
  hark_seal_free_string (line);

  accept (f);
  test_folder_remove (g_strdup (app_client_get_set_aside (f->laptop)));
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  device_sync (f->laptop);
}

/* --- after a restore --- */

static GBytes *
make_user_key (Fixture *f)
{
  AppStore *store = get_anna (f)->store;
  HarkAccountKeys keys;

  hark_account_keys_random (&keys);
  return hark_roster_make_user_key (store->roster, &store->account->user,
                                    store->keys->account.sign_sk, get_ben (f), keys.sign_pk,
                                    keys.box_pk);
}

/* The reset was accepted and confirmed after the backup was made. */
static void
test_secrets_of_before_a_lost_reset_do_not_come_back (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *key = g_memdup2 (f->pair.ben->store->keys->account_key, 16);
  g_autoptr (GBytes) statement = make_user_key (f);

  post (f, statement, FALSE, 409);
  expect_works (f);
  post (f, statement, TRUE, 200);
  g_assert_cmpint (try_sync (f->pair.ben), ==, HARK_ERROR_ENDED);
  g_assert_cmpint (try_sign_in (f, DEVICE_PASSWORD, key), ==, HARK_ERROR_AUTH);

  harness_set_now (f->pair.anna.server, HARNESS_NOW + 2 * SRV_RESTORE_GRACE);
  device_sync (get_anna (f));
  accept (f);
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 3);
  device_sync (f->laptop);
}

/* The backup has what was accepted, and not that it was confirmed. */
static void
test_a_confirmed_reset_is_confirmed_again_by_what_is_given_back (Fixture *f, gconstpointer unused)
{
  AppStore *store = get_anna (f)->store;
  g_autoptr (GBytes) statement = NULL;
  const HarkAccountKeys *keys;

  accept (f);
  keys = &f->laptop->store->keys->account;
  statement = hark_roster_make_user_key (store->roster, &store->account->user,
                                         store->keys->account.sign_sk, get_ben (f), keys->sign_pk,
                                         keys->box_pk);
  post (f, statement, TRUE, 200);
  device_sync (f->laptop);
  g_assert_cmpint (try_sync (f->pair.ben), ==, HARK_ERROR_ENDED);
}

/* --- the owner --- */

static char *
read_own (AppClient *client, gboolean *is_accepted)
{
  GError *error = NULL;
  g_autoptr (AppOwnReset) own = app_client_read_own_reset_sync (client, &error);

  g_assert_no_error (error);
  *is_accepted = own->is_accepted;
  return g_steal_pointer (&own->by);
}

static void
test_the_owner_is_told_of_a_reset_and_declines (Fixture *f, gconstpointer unused)
{
  g_autofree char *none = read_own (f->pair.ben, &(gboolean){ FALSE });
  g_autofree char *made = NULL, *accepted = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_accepted;
  char *line;

  g_assert_null (none);
  line = reset (f);
  made = read_own (f->pair.ben, &is_accepted);
  g_assert_cmpstr (made, ==, "anna");
  g_assert_false (is_accepted);
  accept (f);
  accepted = read_own (f->pair.ben, &is_accepted);
  g_assert_cmpstr (accepted, ==, "anna");
  g_assert_true (is_accepted);
  g_assert_null (read_own (get_anna (f), &is_accepted)); /* it is not hers */
  g_assert_false (app_client_decline_reset_sync (get_anna (f), &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (app_client_decline_reset_sync (f->laptop, &error)); /* nor theirs who wait */
  g_assert_error (error, HARK_ERROR, HARK_ERROR_WAITING);
  g_clear_error (&error);

  app_client_decline_reset_sync (f->pair.ben, &error);
  g_assert_no_error (error);
  after = read_own (f->pair.ben, &is_accepted);
  g_assert_null (after);
  g_assert_cmpint (try_sync (f->laptop), ==, HARK_ERROR_ENDED);
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 1);
  expect_works (f);
  hark_seal_free_string (line);
}

/* --- what the devices say and keep --- */

static void
test_what_may_have_been_sent_is_said_to_be_so (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *line = reset (f);

  device_write (f->pair.ben, APP_ACTION_NOTE, &f->pair.ticket, "The answer was lost.");
  pair_build_first (f->pair.ben);
  device_write (f->pair.ben, APP_ACTION_NOTE, &f->pair.ticket, "Never sent.");
  setup = prepare (f, line);
  app_client_commit_accept_sync (f->pair.ben, setup, &error);
  g_assert_no_error (error);
  test_folder_remove (g_strdup (app_client_get_set_aside (f->pair.ben)));
  list = pair_list_refused (f->pair.ben);
  g_assert_cmpuint (list->len, ==, 2);
  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *refused = list->pdata[i];

      g_assert_cmpint (refused->reason, ==,
                       g_str_equal (refused->text, "Never sent.") ? APP_REFUSED_RESET
                                                                  : APP_REFUSED_RESET_SENT);
    }
  hark_seal_free_string (line);
}

static void
make_older (Fixture *f, gint64 days)
{
  AppStore *store = get_anna (f)->store;
  g_autoptr (GPtrArray) kept = NULL;
  AppInvitation *invitation;

  g_mutex_lock (&get_anna (f)->lock);
  kept = app_outbox_list_invitations (store->outbox, NULL);
  invitation = g_ptr_array_index (kept, 0);
  invitation->made -= days * 24 * 3600;
  g_assert_true (app_outbox_remove_invitation (store->outbox, get_ben (f), NULL));
  g_assert_true (app_outbox_add_invitation (store->outbox, invitation, NULL));
  g_mutex_unlock (&get_anna (f)->lock);
}

/* Accepted on the last of seven days, it waits for thirty more. */
static void
test_a_reset_is_signed_as_long_as_the_server_keeps_it (Fixture *f, gconstpointer unused)
{
  accept (f);
  make_older (f, 36);
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 2);
}

static void
test_an_old_reset_is_not_signed (Fixture *f, gconstpointer unused)
{
  accept (f);
  make_older (f, 38);
  device_sync (get_anna (f));
  g_assert_cmpint (get_user (f)->generation, ==, 1);
  expect_works (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/reset-shut/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("old-keys", test_keys_that_were_signed_already_are_not_accepted);
  ADD ("unsigned", test_accepted_keys_that_nobody_signed_anew_open_nothing);
  ADD ("withdrawn", test_one_that_is_withdrawn_meanwhile_lets_nobody_through);
  ADD ("sheet", test_whoever_waits_with_the_sheet_is_told_that_they_wait);
  ADD ("upgrade", test_what_an_earlier_version_took_stays_shut);
  ADD ("restored", test_secrets_of_before_a_lost_reset_do_not_come_back);
  ADD ("given-back", test_a_confirmed_reset_is_confirmed_again_by_what_is_given_back);
  ADD ("owner", test_the_owner_is_told_of_a_reset_and_declines);
  ADD ("may-be-sent", test_what_may_have_been_sent_is_said_to_be_so);
  ADD ("late", test_a_reset_is_signed_as_long_as_the_server_keeps_it);
  ADD ("old", test_an_old_reset_is_not_signed);

  return g_test_run ();
}

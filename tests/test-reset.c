/* test-reset.c: who lost password and sheet comes back under new keys, by an Admin and, into each
 * team, by an Expert: what was theirs is never opened on the way */
#include "app-client-account.h"
#include "app-client-draft.h"
#include "app-client-team.h"
#include "app-invitation.h"
#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "hark-json.h"
#include "job-sweep.h"
#include "pair.h"
#include "store-invitation.h"

#include <string.h>

#define NEW_PASSWORD "another horse battery"

typedef struct
{
  char *home;
  AppClient *client;
} Other;

static void
other_open (Other *self)
{
  self->home = test_folder_new ();
  self->client = device_open (self->home);
}

static void
other_close (Other *self)
{
  device_close (self->client);
  test_folder_remove (self->home);
}

static char *
reset (Pair *f)
{
  GError *error = NULL;
  char *line = app_client_reset_sync (f->anna.client, &f->colleague->id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static HarkError
try_accept (Pair *f, AppClient *client, const char *line)
{
  g_autofree char *url = device_url (&f->anna);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup
      = app_client_prepare_accept_sync (client, url, line, NEW_PASSWORD, &error);

  if (setup != NULL && app_client_commit_accept_sync (client, setup, &error))
    return 0;

  g_assert_true (error->domain == HARK_ERROR);
  return error->code;
}

static HarkError
try_sync (AppClient *client)
{
  g_autoptr (GError) error = NULL;

  return app_client_sync_sync (client, &error) ? 0 : (HarkError)error->code;
}

static HarkId
get_area (Pair *f)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->anna.client);

  return ((AppArea *)areas->pdata[0])->id;
}

static void
confirm (Pair *f)
{
  const HarkId area = get_area (f);
  GError *error = NULL;

  device_place_member (f->anna.client, &f->colleague->id, &area, HARK_ROLE_PROFESSIONAL, &error);
  g_assert_no_error (error);
  device_sync (f->anna.client);
}

static guint
count_tickets (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  return list->len;
}

static const HarkRosterUser *
get_user (Pair *f)
{
  return hark_roster_get_user (f->anna.client->store->roster, &f->colleague->id);
}

/* Whoever has only the new keys cannot tell when the old ones were used last. */
static void
expect_first_note (AppClient *client, const HarkId *ticket, AppTrust trust)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);

  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "Written with the keys of before.");
  g_assert_cmpint (device_entry (loaded, 1)->trust, ==, trust);
}

static void
test_they_come_back_with_new_keys_and_read_again_once_confirmed (Pair *f, gconstpointer unused)
{
  guint8 before[32];
  Other laptop;
  char *line;

  device_write (f->ben, APP_ACTION_NOTE, &f->ticket, "Written with the keys of before.");
  device_sync (f->ben);
  device_sync (f->anna.client);
  memcpy (before, get_user (f)->sign_pk, sizeof before);

  line = reset (f);
  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_WAITING);
  g_assert_cmpmem (before, 32, get_user (f)->sign_pk, 32);
  device_sync (f->ben); /* nothing is certain yet */

  device_sync (f->anna.client);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_ENDED); /* everywhere, and told so */
  g_assert_cmpuint (count_tickets (f->ben), ==, 0);
  g_assert_cmpint (memcmp (before, get_user (f)->sign_pk, 32), !=, 0);
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  device_sync (laptop.client);
  g_assert_cmpuint (count_tickets (laptop.client), ==, 0); /* in no team any more */

  confirm (f);
  device_sync (laptop.client);
  expect_first_note (laptop.client, &f->ticket, APP_TRUST_FORMER);
  device_write (laptop.client, APP_ACTION_NOTE, &f->ticket, "And with the new ones.");
  device_sync (laptop.client);
  device_sync (f->anna.client);
  expect_first_note (f->anna.client, &f->ticket, APP_TRUST_VERIFIED);
  pair_expect_texts (f->anna.client, &f->ticket, "Written with the keys of before.",
                     "And with the new ones.", NULL);
  hark_seal_free_string (line);
  other_close (&laptop);
}

static void
test_neither_the_password_of_before_nor_the_line_opens_anything_after_it (Pair *f,
                                                                          gconstpointer unused)
{
  g_autofree char *url = device_url (&f->anna);
  g_autoptr (GError) error = NULL;
  Other laptop, thief;
  char *line = reset (f);

  other_open (&laptop);
  other_open (&thief);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  g_assert_cmpint (try_accept (f, thief.client, line), ==, HARK_ERROR_CONFLICT);
  device_sync (f->anna.client);
  g_assert_cmpint (try_accept (f, thief.client, line), ==, HARK_ERROR_AUTH);
  g_assert_false (app_client_sign_in_sync (f->ben, url, "ben", DEVICE_PASSWORD, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  hark_seal_free_string (line);
  other_close (&laptop);
  other_close (&thief);
}

/* Keyring or not: what it kept was sealed under keys that are gone. */
static void
test_on_the_same_computer_what_it_kept_is_set_aside (Pair *f, gconstpointer unused)
{
  g_autofree char *aside = NULL;
  char *line = reset (f);

  g_assert_cmpuint (count_tickets (f->ben), ==, 1);
  g_assert_cmpint (try_accept (f, f->ben, line), ==, 0);
  aside = g_strdup (app_client_get_set_aside (f->ben));
  g_assert_true (g_file_test (aside, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (count_tickets (f->ben), ==, 0);
  device_sync (f->anna.client);
  confirm (f);
  device_sync (f->ben);
  g_assert_cmpuint (count_tickets (f->ben), ==, 1);
  test_folder_remove (g_steal_pointer (&aside));
  hark_seal_free_string (line);
}

static void
test_another_account_on_a_computer_is_left_alone (Pair *f, gconstpointer unused)
{
  char *line = reset (f);

  g_assert_cmpint (try_accept (f, f->anna.client, line), ==, HARK_ERROR_SETUP);
  device_sync (f->anna.client);
  g_assert_cmpuint (count_tickets (f->anna.client), ==, 1);
  hark_seal_free_string (line);
}

static void
test_only_an_admin_resets_and_only_others (Pair *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->colleague->id);
  g_autofree char *path = g_strconcat (HARK_API_RESETS "/", id, NULL);
  g_autoptr (JsonObject) refused = NULL;
  g_autoptr (GError) error = NULL;
  guint8 zeros[32] = { 0 };
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  HarkId nobody;

  hark_json_set_bytes (body, "token", zeros, sizeof zeros);
  text = hark_json_to_string (body);
  refused = harness_ask (f->anna.server, "POST", path, f->ben->token, text, 403);
  g_assert_null (app_client_reset_sync (f->ben, &f->anna.client->store->account->user, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_null (
      app_client_reset_sync (f->anna.client, &f->anna.client->store->account->user, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  hark_id_random (&nobody);
  g_assert_null (app_client_reset_sync (f->anna.client, &nobody, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  device_sync (f->ben);
}

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer sql, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

/* Each field of what came back, and those of somebody else's. */
static void
test_other_keys_than_came_back_are_never_signed (Pair *f, gconstpointer unused)
{
  static const char *const lies[] = {
    "UPDATE invitation SET sign_pk = randomblob (32)",
    "UPDATE invitation SET box_pk = randomblob (32)",
    "UPDATE invitation SET tag = randomblob (32)",
    "UPDATE invitation SET sign_pk = box_pk, box_pk = sign_pk",
    "UPDATE invitation SET sign_pk = randomblob (32), box_pk = randomblob (32),"
    " tag = randomblob (32)",
  };
  guint64 seq = hark_roster_get_seq (f->anna.client->store->roster);
  char *line = reset (f);
  Other laptop;

  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  harness_write (f->anna.server, run_sql,
                 (gpointer) "CREATE TABLE kept AS SELECT sign_pk, box_pk, tag FROM invitation");
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      harness_write (f->anna.server, run_sql, (gpointer)lies[i]);
      g_assert_cmpint (try_sync (f->anna.client), ==, HARK_ERROR_UNVERIFIED);
      g_assert_cmpint (app_client_get_connection (f->anna.client), ==, APP_CONNECTION_TAMPERED);
      g_assert_cmpuint (hark_roster_get_seq (f->anna.client->store->roster), ==, seq);
      harness_write (f->anna.server, run_sql,
                     (gpointer) "UPDATE invitation SET (sign_pk, box_pk, tag)"
                                " = (SELECT sign_pk, box_pk, tag FROM kept)");
      g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_WAITING);
      device_sync (f->ben); /* and the account is what it was */
    }
  harness_write (f->anna.server, run_sql, (gpointer) "DROP TABLE kept");
  device_sync (f->anna.client);
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  hark_seal_free_string (line);
  other_close (&laptop);
}

static void
test_a_second_reset_takes_the_place_of_the_first (Pair *f, gconstpointer unused)
{
  char *first = reset (f), *second = reset (f);
  g_autoptr (GError) error = NULL;
  Other laptop;

  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, first), ==, HARK_ERROR_AUTH);

  /* one that does not reach the server takes nobody's place */
  harness_stop (f->anna.server);
  g_assert_null (app_client_reset_sync (f->anna.client, &f->colleague->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  device_start_server (&f->anna);
  g_assert_cmpint (try_accept (f, laptop.client, second), ==, 0);
  device_sync (f->anna.client);
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  hark_seal_free_string (first);
  hark_seal_free_string (second);
  other_close (&laptop);
}

/* Whoever would like to read what somebody else reported cannot have themselves signed in as them.
 */
static void
test_what_they_reported_themselves_stays_closed (Pair *f, gconstpointer unused)
{
  AppAction submit = {
    .type = APP_ACTION_SUBMIT, .area = get_area (f), .subject = "My own", .text = "For them alone."
  };
  HarkId own;
  Other laptop;
  char *line;

  own = device_act (f->ben, &submit);
  device_sync (f->ben);
  device_sync (f->anna.client);
  device_write (f->anna.client, APP_ACTION_NOTE, &own, "Seen.");
  device_sync (f->anna.client);

  line = reset (f);
  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  device_sync (f->anna.client);
  device_write (f->anna.client, APP_ACTION_ANSWER, &own, "An answer after it.");
  device_sync (f->anna.client);
  device_sync (laptop.client);
  g_assert_cmpuint (count_tickets (laptop.client), ==, 0);
  pair_expect_nothing_left (f->anna.client);
  hark_seal_free_string (line);
  other_close (&laptop);
}

static void
test_a_line_of_who_is_no_admin_any_more_opens_nothing (Pair *f, gconstpointer unused)
{
  const HarkId anna = f->anna.client->store->account->user;
  HarkRoster *roster = f->anna.client->store->roster;
  const HarkAccountKeys *keys = &f->anna.client->store->keys->account;
  g_autoptr (GBytes) statement
      = hark_roster_make_admin_set (roster, &anna, keys->sign_sk, &f->colleague->id, 1);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  Other laptop;
  char *line = reset (f);

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->anna.server, "POST", HARK_API_ROSTER, f->anna.client->token, text, 200));
  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, HARK_ERROR_GONE);
  hark_seal_free_string (line);
  other_close (&laptop);
}

/* --- nothing is lost before it is certain --- */

static void
take_back (Pair *f)
{
  GError *error = NULL;

  app_client_take_back_invitation_sync (f->anna.client, &f->colleague->id, &error);
  g_assert_no_error (error);
}

/* With the password of before, on yet another computer. */
static HarkError
try_sign_in (Pair *f, AppClient *client, const char *password, const guint8 account_key[16])
{
  g_autofree char *url = device_url (&f->anna);
  g_autoptr (GError) error = NULL;
  char *key = hark_code_to_line (account_key);
  gboolean is_in = app_client_sign_in_sync (client, url, "ben", password, key, &error);

  hark_seal_free_string (key);
  return is_in ? 0 : (HarkError)error->code;
}

static char *
read_params (Pair *f, const char *name)
{
  g_autofree char *path = g_strconcat (HARK_API_AUTH_PARAMS "?user=", name, NULL);
  g_autoptr (JsonObject) reply = harness_ask (f->anna.server, "GET", path, NULL, NULL, 200);

  return hark_json_to_string (reply);
}

static void
expect_works (Pair *f)
{
  device_write (f->ben, APP_ACTION_NOTE, &f->ticket, "Still here.");
  device_sync (f->ben);
  pair_expect_nothing_left (f->ben);
  g_assert_cmpuint (count_tickets (f->ben), ==, 1);
}

static void
test_until_it_is_certain_the_account_works_whole (Pair *f, gconstpointer unused)
{
  const guint8 *key = f->ben->store->keys->account_key;
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *before = read_params (f, "ben");
  g_autofree char *after = NULL;
  GError *error = NULL;
  Other laptop, desktop;
  char *line = reset (f);

  other_open (&laptop);
  other_open (&desktop);
  expect_works (f);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  expect_works (f);
  g_assert_cmpint (try_sign_in (f, desktop.client, DEVICE_PASSWORD, key), ==, 0);
  device_sync (desktop.client);
  devices = app_client_list_devices_sync (f->ben, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 2); /* who waits is none of them */
  after = read_params (f, "ben");
  g_assert_cmpstr (before, ==, after); /* nor can a stranger tell */

  device_sync (f->anna.client);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_ENDED);
  g_assert_cmpint (try_sync (desktop.client), ==, HARK_ERROR_ENDED);
  device_sync (laptop.client);
  hark_seal_free_string (line);
  other_close (&laptop);
  other_close (&desktop);
}

static void
test_an_accepted_reset_is_taken_back_and_nothing_has_happened (Pair *f, gconstpointer unused)
{
  guint64 seq = hark_roster_get_seq (f->anna.client->store->roster);
  g_autofree guint8 *key = g_memdup2 (f->ben->store->keys->account_key, 16);
  Other laptop, desktop;
  char *line = reset (f);

  other_open (&laptop);
  other_open (&desktop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  take_back (f);
  g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_ENDED);
  g_assert_cmpint (try_accept (f, desktop.client, line), ==, HARK_ERROR_AUTH);
  g_assert_cmpint (try_sign_in (f, desktop.client, NEW_PASSWORD, key), ==, HARK_ERROR_AUTH);
  device_sync (f->anna.client);
  g_assert_cmpuint (hark_roster_get_seq (f->anna.client->store->roster), ==, seq);
  expect_works (f);
  g_assert_cmpint (try_sign_in (f, desktop.client, DEVICE_PASSWORD, key), ==, 0);
  hark_seal_free_string (line);
  other_close (&laptop);
  other_close (&desktop);
}

/* Where there is no other computer. */
static void
test_what_was_set_aside_opens_again_where_it_is_taken_back (Pair *f, gconstpointer unused)
{
  AppClient *before;
  char *line = reset (f), *aside;

  device_write (f->ben, APP_ACTION_NOTE, &f->ticket, "Sent after all.");
  g_assert_cmpint (try_accept (f, f->ben, line), ==, 0);
  take_back (f);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_ENDED);
  aside = g_strdup (app_client_get_set_aside (f->ben));
  before = device_open (aside);
  device_unlock (before);
  device_sync (before);
  pair_expect_nothing_left (before);
  pair_expect_texts (before, &f->ticket, "Sent after all.", NULL);
  device_close (before);
  test_folder_remove (aside);
  hark_seal_free_string (line);
}

static void
test_what_was_accepted_is_reset_once_more (Pair *f, gconstpointer unused)
{
  Other laptop;
  char *line = reset (f), *again;

  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  again = reset (f);
  g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_ENDED);
  expect_works (f);
  g_assert_cmpint (try_accept (f, laptop.client, again), ==, 0);
  test_folder_remove (g_strdup (app_client_get_set_aside (laptop.client)));
  device_sync (f->anna.client);
  device_sync (laptop.client);
  hark_seal_free_string (line);
  hark_seal_free_string (again);
  other_close (&laptop);
}

static AppSetup *
prepare (Pair *f, AppClient *client, const char *line)
{
  g_autofree char *url = device_url (&f->anna);
  GError *error = NULL;
  AppSetup *setup = app_client_prepare_accept_sync (client, url, line, NEW_PASSWORD, &error);

  g_assert_no_error (error);
  return setup;
}

static void
send_only (Pair *f, AppSetup *setup)
{
  g_autoptr (AppHttp) http = app_http_new (setup->account->url, NULL, NULL);
  GError *error = NULL;

  app_invitation_send (setup, http, &error);
  g_assert_no_error (error);
}

static void
commit (AppClient *client, AppSetup *setup)
{
  GError *error = NULL;

  app_client_commit_accept_sync (client, setup, &error);
  g_assert_no_error (error);
}

/* The answer was lost: it goes once more, before the keys are confirmed and after it. */
static void
test_it_is_accepted_again_after_a_lost_answer (Pair *f, gconstpointer unused)
{
  g_autoptr (AppSetup) setup = NULL;
  Other laptop;
  char *line = reset (f);

  other_open (&laptop);
  setup = prepare (f, laptop.client, line);
  send_only (f, setup);
  send_only (f, setup);
  expect_works (f);
  device_sync (f->anna.client);
  commit (laptop.client, setup);
  device_sync (laptop.client);
  g_assert_cmpint (get_user (f)->generation, ==, 2);
  hark_seal_free_string (line);
  other_close (&laptop);
}

/* Killed before it kept its keys: those are on the printed sheet alone, which waits like them. */
static void
test_whoever_was_killed_while_accepting_has_the_account_or_the_sheet (Pair *f, gconstpointer unused)
{
  g_autofree char *url = device_url (&f->anna);
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (AppSetup) recovered = NULL;
  g_autoptr (GError) error = NULL;
  Other laptop;
  char *line = reset (f), *key, *sheet_key;

  other_open (&laptop);
  setup = prepare (f, laptop.client, line);
  send_only (f, setup);
  key = hark_code_to_line (setup->keys->account_key);
  sheet_key = hark_code_to_line (setup->sheet->sheet_key);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, HARK_ERROR_CONFLICT);
  expect_works (f);
  g_assert_null (app_client_prepare_recovery_sync (laptop.client, url, "ben", key, sheet_key,
                                                   NEW_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_WAITING);
  g_clear_error (&error);

  device_sync (f->anna.client);
  recovered = app_client_prepare_recovery_sync (laptop.client, url, "ben", key, sheet_key,
                                                NEW_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_true (app_client_commit_account_sync (laptop.client, recovered, &error));
  device_sync (laptop.client);
  hark_seal_free_string (key);
  hark_seal_free_string (sheet_key);
  hark_seal_free_string (line);
  other_close (&laptop);
}

/* Whichever password there is by then. */
static void
test_a_password_that_was_changed_meanwhile_ends_as_well (Pair *f, gconstpointer unused)
{
  g_autofree guint8 *key = g_memdup2 (f->ben->store->keys->account_key, 16);
  GError *error = NULL;
  Other laptop, desktop;
  char *line = reset (f);

  other_open (&laptop);
  other_open (&desktop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  app_client_change_password_sync (f->ben, DEVICE_PASSWORD, "a third horse battery", &error);
  g_assert_no_error (error);
  g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_WAITING);
  expect_works (f);
  device_sync (f->anna.client);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_ENDED);
  g_assert_cmpint (try_sign_in (f, desktop.client, "a third horse battery", key), ==,
                   HARK_ERROR_AUTH);
  g_assert_false (
      app_client_change_password_sync (f->ben, "a third horse battery", DEVICE_PASSWORD, &error));
  g_clear_error (&error);
  device_sync (laptop.client);
  hark_seal_free_string (line);
  other_close (&laptop);
  other_close (&desktop);
}

/* An Admin's device that listed it before it was taken back: its statement would leave an account
 * that nobody can open. */
static void
test_keys_that_were_taken_back_meanwhile_are_not_put_in_place (Pair *f, gconstpointer unused)
{
  AppStore *store = f->anna.client->store;
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  Other laptop;
  char *line = reset (f);

  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  statement = hark_roster_make_user_key (
      store->roster, &store->account->user, store->keys->account.sign_sk, &f->colleague->id,
      laptop.client->store->keys->account.sign_pk, laptop.client->store->keys->account.box_pk);
  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  take_back (f);
  json_object_unref (
      harness_ask (f->anna.server, "POST", HARK_API_ROSTER, f->anna.client->token, text, 409));
  expect_works (f);
  hark_seal_free_string (line);
  other_close (&laptop);
}

static void
sweep (Pair *f, gint64 now)
{
  GError *error = NULL;

  harness_set_now (f->anna.server, now);
  job_sweep_run (harness_get_context (f->anna.server), &error);
  g_assert_no_error (error);
}

static void
test_what_nobody_confirms_is_swept (Pair *f, gconstpointer unused)
{
  gint64 now = harness_get_now (f->anna.server);
  Other laptop;
  char *line = reset (f);

  other_open (&laptop);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, 0);
  for (guint week = 1; week <= 4; week++)
    {
      sweep (f, now + week * 7 * 24 * 3600);
      device_sync (f->ben);
      g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_WAITING);
    }
  sweep (f, now + SRV_INVITATION_RESET_SECONDS);
  g_assert_cmpint (try_sync (laptop.client), ==, HARK_ERROR_ENDED);
  expect_works (f);
  hark_seal_free_string (line);
  other_close (&laptop);
}

static const AppRefused *
find_text (GPtrArray *list, const char *text)
{
  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *refused = list->pdata[i];

      if (g_str_equal (refused->text, text))
        return refused;
    }

  g_assert_not_reached ();
}

/* A note with an attachment, a half-written answer and a half-written report. */
static void
leave_unsent (Pair *f)
{
  g_autofree char *file = device_make_file (&f->anna, "evidence.txt", 4000);
  const char *files[] = { file, NULL };
  AppAction note
      = { .type = APP_ACTION_NOTE, .ticket = f->ticket, .text = "Never sent.", .files = files };
  g_autoptr (AppKeptDraft) answer = app_kept_draft_new (&f->ticket, APP_DRAFT_ANSWER_KIND);
  g_autoptr (AppKeptDraft) report = app_kept_draft_new (&(HarkId){ { 0 } }, APP_DRAFT_NEW_KIND);

  device_act (f->ben, &note);
  answer->text = g_strdup ("Half an answer.");
  app_client_save_draft (f->ben, answer);
  report->subject = g_strdup ("Half a report");
  report->text = g_strdup ("Begun.");
  report->behalf = g_strdup ("{\"kind\":2,\"name\":\"\",\"contact\":\"by telephone\"}");
  app_client_save_draft (f->ben, report);
}

static void
test_what_was_not_sent_is_listed_under_the_new_keys (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *path = NULL;
  const AppRefused *note, *answer, *report;
  GError *error = NULL;
  char *line = reset (f);

  leave_unsent (f);
  g_assert_cmpint (try_accept (f, f->ben, line), ==, 0);
  aside = g_strdup (app_client_get_set_aside (f->ben));
  list = pair_list_refused (f->ben);
  g_assert_cmpuint (list->len, ==, 3);
  note = find_text (list, "Never sent.");
  answer = find_text (list, "Half an answer.");
  report = find_text (list, "Begun.\n\nby telephone");
  g_assert_false (report->can_retry); /* nor as one's own */
  g_assert_cmpint (note->reason, ==, APP_REFUSED_RESET);
  g_assert_cmpint (answer->reason, ==, APP_REFUSED_RESET);
  g_assert_cmpstr (answer->type, ==, "message");
  g_assert_nonnull (answer->number);
  g_assert_cmpstr (report->subject, ==, "Half a report");
  g_assert_cmpuint (note->files->len, ==, 1);
  path = g_build_filename (f->colleague->home, "saved.txt", NULL);
  app_client_save_file_sync (f->ben, &f->ticket, &((AppFile *)note->files->pdata[0])->object, path,
                             NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (app_client_get_waiting (f->ben), ==, 0); /* and none of it goes by itself */
  test_folder_remove (g_steal_pointer (&aside));
  hark_seal_free_string (line);
}

/* Nothing was accepted: the keys of before are still theirs. */
static void
test_one_that_is_taken_back_leaves_the_account_as_it_was (Pair *f, gconstpointer unused)
{
  Other laptop;
  char *line = reset (f);

  other_open (&laptop);
  take_back (f);
  g_assert_cmpint (try_accept (f, laptop.client, line), ==, HARK_ERROR_AUTH);
  expect_works (f);
  hark_seal_free_string (line);
  other_close (&laptop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/reset/" path, Pair, NULL, pair_set_up, func, pair_tear_down)
  ADD ("comes-back", test_they_come_back_with_new_keys_and_read_again_once_confirmed);
  ADD ("after", test_neither_the_password_of_before_nor_the_line_opens_anything_after_it);
  ADD ("same-computer", test_on_the_same_computer_what_it_kept_is_set_aside);
  ADD ("other-account", test_another_account_on_a_computer_is_left_alone);
  ADD ("who", test_only_an_admin_resets_and_only_others);
  ADD ("other-keys", test_other_keys_than_came_back_are_never_signed);
  ADD ("twice", test_a_second_reset_takes_the_place_of_the_first);
  ADD ("own-tickets", test_what_they_reported_themselves_stays_closed);
  ADD ("no-admin", test_a_line_of_who_is_no_admin_any_more_opens_nothing);
  ADD ("works", test_until_it_is_certain_the_account_works_whole);
  ADD ("accepted", test_an_accepted_reset_is_taken_back_and_nothing_has_happened);
  ADD ("set-aside", test_what_was_set_aside_opens_again_where_it_is_taken_back);
  ADD ("once-more", test_what_was_accepted_is_reset_once_more);
  ADD ("lost-answer", test_it_is_accepted_again_after_a_lost_answer);
  ADD ("killed", test_whoever_was_killed_while_accepting_has_the_account_or_the_sheet);
  ADD ("password", test_a_password_that_was_changed_meanwhile_ends_as_well);
  ADD ("meanwhile", test_keys_that_were_taken_back_meanwhile_are_not_put_in_place);
  ADD ("swept", test_what_nobody_confirms_is_swept);
  ADD ("unsent", test_what_was_not_sent_is_listed_under_the_new_keys);
  ADD ("taken-back", test_one_that_is_taken_back_leaves_the_account_as_it_was);

  return g_test_run ();
}

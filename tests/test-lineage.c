/* test-lineage.c: a server that was put back from an older backup gets everything back from its
 * clients, exactly once */
#include "device.h"

#include "app-answered.h"
#include "folder.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "job-backup.h"
#include "store-account.h"
#include "store-backup.h"

#include <glib/gstdio.h>
#include <string.h>

#define LATER 3600 /* seconds until the operator has a new machine */

typedef struct
{
  Device device;
  char *folder; /* of backups and of further homes */
  char *file;
} Lineage;

static void
set_up (Lineage *f, gconstpointer unused)
{
  device_set_up (&f->device, NULL);
  f->folder = test_folder_new ();
  f->file = g_build_filename (f->folder, "backup.tar", NULL);
}

static void
expect_no_fault (Lineage *f)
{
  g_autoptr (GPtrArray) faults = harness_check (f->device.server);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)faults->pdata[i]);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
tear_down (Lineage *f, gconstpointer unused)
{
  expect_no_fault (f);
  device_tear_down (&f->device, NULL);
  test_folder_remove (f->folder);
  g_free (f->file);
}

static gint64
back_up (Lineage *f)
{
  GError *error = NULL;
  JobBackup made;

  g_unlink (f->file);
  job_backup_make (harness_get_dir (f->device.server), f->file, harness_get_now (f->device.server),
                   &made, &error);
  g_assert_no_error (error);
  return made.seq;
}

/* The machine is gone; the backup is put back on another one, some time later. */
static void
lose_and_restore (Lineage *f)
{
  GError *error = NULL;
  JobBackup found;

  harness_stop (f->device.server);
  job_restore_clear (harness_get_dir (f->device.server));
  harness_set_now (f->device.server, harness_get_now (f->device.server) + LATER);
  job_restore_run (harness_get_dir (f->device.server), f->file, harness_get_now (f->device.server),
                   &found, &error);
  g_assert_no_error (error);
  device_start_server (&f->device);
}

/* Another lineage in the same store, without anything lost. */
static void
restart (Lineage *f)
{
  harness_stop (f->device.server);
  harness_set_now (f->device.server, harness_get_now (f->device.server) + 60);
  device_start_server (&f->device);
}

/* All that the account sees, as a device that never saw anything else has it. */
static void
expect_fresh (Lineage *f)
{
  g_autofree char *home = g_build_filename (f->folder, "fresh", NULL);
  g_autofree char *url = device_url (&f->device);
  AppClient *fresh = device_open (home);
  GError *error = NULL;
  g_autoptr (GPtrArray) here = NULL, there = NULL;

  app_client_sign_in_sync (fresh, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  device_sync (fresh);
  here = app_client_list_sync (f->device.client, NULL);
  there = app_client_list_sync (fresh, NULL);
  g_assert_cmpuint (here->len, ==, there->len);
  for (guint i = 0; i < here->len; i++)
    {
      const HarkId *id = &((AppTicket *)here->pdata[i])->id;
      g_autofree char *ours = device_show (f->device.client, id);
      g_autofree char *theirs = device_show (fresh, id);

      g_assert_cmpstr (ours, ==, theirs);
    }
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  device_close (fresh);
  test_folder_remove (g_steal_pointer (&home));
}

static void
expect_restored (AppClient *client, guint wanted)
{
  gint64 made;
  guint again;

  g_assert_true (app_client_take_restored (client, &made, &again));
  g_assert_cmpint (made, ==, HARNESS_NOW);
  g_assert_cmpuint (again, ==, wanted);
  g_assert_false (app_client_take_restored (client, &made, &again));
}

static guint
count_refused (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_refused_sync (client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *item = list->pdata[i];

      g_test_message ("refused: %s %s by %s", item->type, item->problem, item->by);
    }
  return list->len;
}

static void
answer_with_file (Lineage *f, const HarkId *ticket, const char *text, const char *name, gsize size)
{
  g_autofree char *path = device_make_file (&f->device, name, size);
  const char *const files[] = { path, NULL };
  AppAction action = { .type = APP_ACTION_ANSWER, .ticket = *ticket, .text = text, .files = files };

  device_act (f->device.client, &action);
}

/* What the attachment of the @index-th entry holds. */
static void
expect_file (Lineage *f, const HarkId *ticket, guint index, const char *name)
{
  g_autofree char *made = g_build_filename (f->device.home, name, NULL);
  g_autofree char *saved = g_build_filename (f->folder, name, NULL);
  g_autofree char *a = NULL, *b = NULL;
  g_autoptr (AppTicket) loaded = device_load (f->device.client, ticket);
  AppEntry *entry = device_entry (loaded, index);
  GError *error = NULL;
  gsize n, m;

  g_assert_cmpuint (entry->files->len, ==, 1);
  app_client_save_file_sync (f->device.client, ticket, &((AppFile *)entry->files->pdata[0])->object,
                             saved, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (made, &a, &n, NULL));
  g_assert_true (g_file_get_contents (saved, &b, &m, NULL));
  g_assert_cmpmem (a, n, b, m);
}

static void
forget_files (Lineage *f)
{
  g_autofree char *files = g_build_filename (f->device.home, "files", NULL);
  g_autofree char *spool = g_build_filename (f->device.home, "spool", NULL);

  job_restore_clear (files);
  job_restore_clear (spool);
}

static void
test_what_was_lost_comes_back_once (Lineage *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  HarkId first = device_submit (&f->device, "before the backup", NULL), second;
  g_autofree char *path = device_make_file (&f->device, "report.bin", 70000);
  const char *const files[] = { path, NULL };
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (client);
  back_up (f);
  second = device_submit (&f->device, "after the backup", files);
  answer_with_file (f, &first, "with a file", "answer.bin", 3000);
  device_write (client, APP_ACTION_NOTE, &first, "a note");
  device_write (client, APP_ACTION_TAKE_OVER, &first, NULL);
  device_close_ticket (client, &first, "a last message");
  device_sync (client);
  before = device_show (client, &first);
  g_assert_cmpuint (app_answered_count (client->store->outbox), ==,
                    5); /* the backup holds the first */

  lose_and_restore (f);
  client = f->device.client;
  device_sync (client);
  g_assert_cmpuint (count_refused (client), ==, 0);
  expect_restored (client, 5);
  loaded = device_load (client, &first);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpstr (loaded->advisor, ==, "anna");
  g_assert_cmpuint (loaded->entries->len, ==, 4); /* report, answer, note, last message */
  expect_fresh (f);
  forget_files (f); /* from the server, not from here */
  expect_file (f, &first, 1, "answer.bin");
  expect_file (f, &second, 0, "report.bin");

  device_sync (client);
  device_sync (client);
  expect_fresh (f);
  after = device_show (client, &first);
  g_assert_nonnull (strstr (after, "a last message"));
}

static void
test_nothing_lost_nothing_sent (Lineage *f, gconstpointer unused)
{
  device_submit (&f->device, "before the backup", NULL);
  device_sync (f->device.client);
  restart (f);
  device_sync (f->device.client);
  back_up (f);
  lose_and_restore (f);
  device_sync (f->device.client);
  g_assert_cmpuint (count_refused (f->device.client), ==, 0);
  expect_fresh (f);
}

static void
test_a_backup_releases_what_it_holds (Lineage *f, gconstpointer unused)
{
  AppOutbox *outbox = f->device.client->store->outbox;

  device_submit (&f->device, "one", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 1);
  back_up (f);
  device_submit (&f->device, "two", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 1);
  back_up (f);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 0);
}

static void
test_a_later_backup_does_not_hide_what_was_lost (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);

  device_sync (f->device.client);
  back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost once");
  device_sync (f->device.client);
  lose_and_restore (f);
  /* the operator is careful now, and this device was off all the time */
  back_up (f);
  restart (f);
  back_up (f);
  device_sync (f->device.client);
  {
    g_autoptr (AppTicket) loaded = device_load (f->device.client, &ticket);

    g_assert_cmpuint (loaded->entries->len, ==, 2);
  }
  expect_fresh (f);
}

static void
test_versions_of_a_lost_future_are_built_anew (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  AppAction reopen = { .type = APP_ACTION_REOPEN, .ticket = ticket, .reason = "once more" };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  back_up (f);
  restart (f); /* all that follows names a lineage that the backup does not know */
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (f->device.client);
  device_close_ticket (f->device.client, &ticket, "closing words");
  device_sync (f->device.client);
  device_act (f->device.client, &reopen);
  device_sync (f->device.client);
  restart (f);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_RELEASE, &ticket, NULL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "released");
  device_close_ticket (f->device.client, &ticket, NULL);
  device_sync (f->device.client);
  lose_and_restore (f);
  device_sync (f->device.client);

  g_assert_cmpuint (count_refused (f->device.client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_null (loaded->advisor);
  expect_fresh (f);
}

static void
test_waiting_work_goes_after_what_was_lost (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_sync (f->device.client);
  harness_stop (f->device.server);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "never sent");
  harness_start (f->device.server);
  lose_and_restore (f);
  device_sync (f->device.client);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "lost");
  g_assert_cmpstr (device_entry (loaded, 2)->text, ==, "never sent");
  expect_fresh (f);
}

static void
test_a_lost_cache_does_not_hide_a_restore (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autofree char *cache = g_build_filename (f->device.home, "cache.db", NULL);

  device_sync (f->device.client);
  back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_sync (f->device.client);
  lose_and_restore (f);
  device_close (f->device.client);
  g_assert_true (g_file_set_contents (cache, "no database", -1, NULL));
  f->device.client = device_open (f->device.home);
  device_unlock (f->device.client);
  device_sync (f->device.client);
  expect_restored (f->device.client, 1);
  expect_fresh (f);
}

static void
test_a_break_in_between_loses_nothing (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = NULL;
  gint64 known;

  device_sync (f->device.client);
  known = back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "lost as well");
  device_sync (f->device.client);
  lose_and_restore (f);
  /* noticed, and killed before anything else happened */
  again = app_answered_send_again (f->device.client->store->outbox, known, HARNESS_NOW, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 2);
  device_restart (&f->device);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 2);
  device_sync (f->device.client);
  expect_restored (f->device.client, 2);
  expect_fresh (f);
}

/* @n made-up ones, the first @old of them from long ago. */
static void
fill_answered (HarkSqlite *db, gint n, gint old)
{
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM answered; WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
      " WHERE i < %d)"
      " INSERT INTO answered (n, op, ticket, intent, request, seq, cursor, at)"
      " SELECT i - 100000, randomblob (16), randomblob (16), x'', x'', i, '', %" G_GINT64_FORMAT
      " - iif (i <= %d, %d, 0) FROM c",
      n, g_get_real_time () / G_USEC_PER_SEC, old, APP_ANSWERED_KEEP + 1);

  g_assert_true (hark_sqlite_exec (db, sql, NULL));
}

static void
test_the_oldest_go_where_nobody_makes_backups (Lineage *f, gconstpointer unused)
{
  AppOutbox *outbox = f->device.client->store->outbox;
  HarkSqlite *db = app_outbox_get_db (outbox);

  fill_answered (db, 5, 3);
  device_submit (&f->device, "one more", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 3);
  fill_answered (db, APP_ANSWERED_MAX + 50, 0);
  device_submit (&f->device, "and another", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, APP_ANSWERED_MAX);
  g_assert_cmpint (hark_sqlite_get_int (db, "SELECT count(*) FROM answered WHERE n > 0", 0), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (db, "SELECT min (seq) FROM answered", 0), ==, 52);
}

/* --- more people --- */

typedef struct
{
  char *home;
  AppClient *client;
  SrvAccount account;
} Member;

static gboolean
create_account (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_account_create (store, data, HARNESS_NOW, error);
}

static void
append_statement (Lineage *f, GBytes *statement)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->device.server, "POST", HARK_API_ROSTER, f->device.client->token, text, 200));
  device_sync (f->device.client);
}

static void
set_role (Lineage *f, const HarkId *user, HarkRole role)
{
  AppStore *store = f->device.client->store;
  g_autoptr (GArray) areas = hark_roster_get_areas (store->roster);
  HarkRosterMember members[2] = { { .user = store->account->user, .role = HARK_ROLE_EXPERT },
                                  { .user = *user, .role = role } };
  g_autoptr (GBytes) statement = NULL;

  for (guint i = 0; i < 2; i++)
    {
      const HarkRosterUser *found = hark_roster_get_user (store->roster, &members[i].user);

      hark_account_keys_hash (found->sign_pk, found->box_pk, members[i].keys_hash);
    }
  statement = hark_roster_make_area_set (
      store->roster, &store->account->user, store->keys->account.sign_sk,
      &g_array_index (areas, HarkId, 0), members, role == HARK_ROLE_NONE ? 1 : 2);
  append_statement (f, statement);
}

/* Somebody else of the team, with a device of their own. */
static Member *
add_member (Lineage *f, const char *name)
{
  AppStore *store = f->device.client->store;
  Member *member = g_new0 (Member, 1);
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  g_autofree char *url = device_url (&f->device);
  g_autoptr (GBytes) statement = NULL;
  guint8 account_key[HARK_CODE_LEN];
  GError *error = NULL;
  char *line;

  hark_account_keys_random (keys);
  hark_id_random (&member->account.user);
  hark_code_random (account_key);
  hark_account_cost_random (&member->account.cost);
  hark_account_derive (DEVICE_PASSWORD, &member->account.cost, account_key, &store->account->org,
                       &member->account.user, secrets, &error);
  g_assert_no_error (error);
  member->account.mail = (char *)"other@example.org";
  hark_account_login_hash (secrets->login, member->account.login);
  hark_account_login_hash (secrets->login, member->account.sheet_login);
  member->account.bundle = hark_account_wrap (keys, secrets, &store->account->org,
                                              &member->account.user, 1, &member->account.cost);
  member->account.sheet_bundle = g_bytes_ref (member->account.bundle);
  statement = hark_roster_make_user_add (store->roster, &store->account->user,
                                         store->keys->account.sign_sk, &member->account.user,
                                         keys->sign_pk, keys->box_pk, name);
  append_statement (f, statement);
  harness_write (f->device.server, create_account, &member->account);
  set_role (f, &member->account.user, HARK_ROLE_EXPERT);

  member->home = g_build_filename (f->folder, name, NULL);
  member->client = device_open (member->home);
  line = hark_code_to_line (account_key);
  app_client_sign_in_sync (member->client, url, name, DEVICE_PASSWORD, line, &error);
  g_assert_no_error (error);
  device_sync (member->client);
  hark_seal_free_string (line);
  hark_seal_free (keys);
  hark_seal_free (secrets);
  return member;
}

static void
member_free (Member *self)
{
  device_close (self->client);
  g_bytes_unref (self->account.bundle);
  g_bytes_unref (self->account.sheet_bundle);
  g_free (self->home);
  g_free (self);
}

/* The server is at another port. */
static void
follow_server (Lineage *f, Member *member)
{
  g_autofree char *path = g_build_filename (member->home, "account.json", NULL);
  g_autofree char *url = device_url (&f->device);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) account = NULL;

  device_close (member->client);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  account = hark_json_parse_object (text, strlen (text), 65536, NULL);
  json_object_set_string_member (account, "url", url);
  g_free (text);
  text = hark_json_to_string (account);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  member->client = device_open (member->home);
  device_unlock (member->client);
}

static void
test_people_are_given_back_first (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  guint64 seq;

  device_sync (f->device.client);
  back_up (f);
  set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "lost");
  device_sync (f->device.client);
  device_sync (bert->client);
  seq = hark_roster_get_seq (f->device.client->store->roster);

  lose_and_restore (f);
  follow_server (f, bert);
  /* by somebody who signed none of it */
  device_sync (bert->client);
  g_assert_cmpuint (hark_roster_get_seq (bert->client->store->roster), ==, seq);
  device_sync (f->device.client);
  g_assert_cmpuint (hark_roster_get_seq (f->device.client->store->roster), ==, seq);
  expect_fresh (f);
  member_free (bert);
}

static void
wait_for_the_grace (Lineage *f)
{
  harness_set_now (f->device.server, harness_get_now (f->device.server) + SRV_RESTORE_GRACE);
}

/* Anna's device, as if it had never been in sync with what was lost. */
static void
forget_all (Lineage *f)
{
  g_autofree char *outbox = g_build_filename (f->device.home, "outbox.db", NULL);
  g_autofree char *cache = g_build_filename (f->device.home, "cache.db", NULL);

  device_close (f->device.client);
  g_unlink (outbox);
  g_unlink (cache);
  f->device.client = device_open (f->device.home);
  device_unlock (f->device.client);
  device_sync (f->device.client);
}

static void
expect_grace (Lineage *f, const HarkId *user)
{
  g_autoptr (GDateTime) end
      = g_date_time_new_from_unix_utc (harness_get_now (f->device.server) + SRV_RESTORE_GRACE);
  g_autofree char *until = g_date_time_format (end, "%F %T UTC");
  AppStore *store = f->device.client->store;
  g_autoptr (GArray) areas = hark_roster_get_areas (store->roster);
  g_autoptr (GError) error = NULL;

  app_client_confirm_member_sync (f->device.client, user, &g_array_index (areas, HarkId, 0),
                                  HARK_ROLE_PROFESSIONAL, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, until));
  g_assert_nonnull (strstr (error->message, "put back from a backup"));
}

static void
test_the_list_of_people_rests_until_it_was_given_back (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  guint64 seq;

  device_sync (f->device.client);
  back_up (f);
  set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  device_sync (bert->client);
  seq = hark_roster_get_seq (bert->client->store->roster);
  lose_and_restore (f);
  follow_server (f, bert);
  forget_all (f);
  expect_grace (f, &bert->account.user);

  /* all else goes on meanwhile */
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "written meanwhile");
  device_sync (f->device.client);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_ONLINE);
  device_sync (bert->client);
  loaded = device_load (bert->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  device_sync (f->device.client);
  g_assert_cmpuint (hark_roster_get_seq (f->device.client->store->roster), ==, seq);

  expect_grace (f, &bert->account.user);
  wait_for_the_grace (f);
  set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  device_sync (bert->client);
  g_assert_cmpuint (hark_roster_get_seq (bert->client->store->roster), ==, seq + 1);
  member_free (bert);
}

static void
test_a_restart_begins_no_other_grace (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");

  back_up (f);
  lose_and_restore (f);
  device_sync (f->device.client);
  expect_grace (f, &bert->account.user);
  wait_for_the_grace (f);
  restart (f);
  device_sync (f->device.client);
  set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);

  /* the same backup once more is another restore, and its grace begins with its first start */
  lose_and_restore (f);
  device_sync (f->device.client);
  expect_grace (f, &bert->account.user);
  member_free (bert);
}

static void
test_another_list_of_people_stays_refused (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");
  g_autoptr (GError) error = NULL;

  back_up (f);
  set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  device_sync (bert->client);
  lose_and_restore (f);
  follow_server (f, bert);
  /* somebody goes on with the shorter list: anna, whose device forgets what it had seen */
  forget_all (f);
  wait_for_the_grace (f);
  set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  g_assert_false (app_client_sync_sync (bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_TAMPERED);
  member_free (bert);
}

static void
test_whoever_changed_it_meanwhile_is_told (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  device_sync (bert->client);
  back_up (f);
  restart (f);
  follow_server (f, bert);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "mine");
  device_sync (f->device.client);
  lose_and_restore (f);
  follow_server (f, bert);
  device_sync (bert->client); /* takes the snapshot, has nothing to give */
  device_write (bert->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (bert->client);
  device_sync (f->device.client);
  g_assert_cmpuint (count_refused (f->device.client), ==, 1);
  {
    g_autoptr (GPtrArray) refused = app_client_list_refused_sync (f->device.client, NULL);
    const AppRefused *item = refused->pdata[0];

    g_assert_cmpstr (item->problem, ==, "conflict");
    g_assert_cmpstr (item->type, ==, "take-over");
    g_assert_cmpstr (item->by, ==, "bert");
  }
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpstr (loaded->advisor, ==, "bert");
  g_assert_cmpuint (loaded->entries->len, ==, 2); /* the note is there */
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  member_free (bert);
}

static void
test_an_answer_waits_for_the_reporter_to_give_the_ticket_back (Lineage *f, gconstpointer unused)
{
  Member *bert = add_member (f, "bert");
  HarkId ticket;
  g_autoptr (AppTicket) loaded = NULL;

  back_up (f);
  ticket = device_submit (&f->device, "after the backup", NULL);
  device_sync (f->device.client);
  device_sync (bert->client);
  device_write (bert->client, APP_ACTION_ANSWER, &ticket, "bert's answer");
  device_sync (bert->client);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "anna's note");
  device_sync (f->device.client);

  lose_and_restore (f);
  follow_server (f, bert);
  device_sync (bert->client);
  g_assert_cmpuint (count_refused (bert->client), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (bert->client), ==, 1);
  device_sync (f->device.client);
  device_sync (bert->client);
  device_sync (bert->client);
  device_sync (f->device.client);
  g_assert_cmpuint (count_refused (bert->client) + count_refused (f->device.client), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (bert->client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  expect_fresh (f);
  member_free (bert);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/lineage/" path, Lineage, NULL, set_up, func, tear_down)
  ADD ("once", test_what_was_lost_comes_back_once);
  ADD ("nothing", test_nothing_lost_nothing_sent);
  ADD ("release", test_a_backup_releases_what_it_holds);
  ADD ("later-backup", test_a_later_backup_does_not_hide_what_was_lost);
  ADD ("versions", test_versions_of_a_lost_future_are_built_anew);
  ADD ("waiting", test_waiting_work_goes_after_what_was_lost);
  ADD ("cache", test_a_lost_cache_does_not_hide_a_restore);
  ADD ("break", test_a_break_in_between_loses_nothing);
  ADD ("caps", test_the_oldest_go_where_nobody_makes_backups);
  ADD ("people", test_people_are_given_back_first);
  ADD ("grace", test_the_list_of_people_rests_until_it_was_given_back);
  ADD ("one-grace", test_a_restart_begins_no_other_grace);
  ADD ("fork", test_another_list_of_people_stays_refused);
  ADD ("others", test_whoever_changed_it_meanwhile_is_told);
  ADD ("reporter", test_an_answer_waits_for_the_reporter_to_give_the_ticket_back);
#undef ADD
  return g_test_run ();
}

/* test-lineage.c: a server that was put back from an older backup gets everything back from its
 * clients, exactly once */
#include "lineage.h"

#include "app-answered.h"
#include "folder.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "job-backup.h"
#include "srv-folder.h"
#include "store-account.h"
#include "store-backup.h"

#include <glib/gstdio.h>
#include <string.h>

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

  srv_folder_clear (files);
  srv_folder_clear (spool);
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
  lineage_back_up (f);
  second = device_submit (&f->device, "after the backup", files);
  answer_with_file (f, &first, "with a file", "answer.bin", 3000);
  device_write (client, APP_ACTION_NOTE, &first, "a note");
  device_write (client, APP_ACTION_TAKE_OVER, &first, NULL);
  device_close_ticket (client, &first, "a last message");
  device_sync (client);
  before = device_show (client, &first);
  g_assert_cmpuint (app_answered_count (client->store->outbox), ==,
                    5); /* the backup holds the first */

  lineage_lose_and_restore (f);
  client = f->device.client;
  device_sync (client);
  g_assert_cmpuint (lineage_count_refused (client), ==, 0);
  expect_restored (client, 5);
  loaded = device_load (client, &first);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpstr (loaded->advisor, ==, "anna");
  g_assert_cmpuint (loaded->entries->len, ==, 4); /* report, answer, note, last message */
  lineage_expect_fresh (f);
  forget_files (f); /* from the server, not from here */
  expect_file (f, &first, 1, "answer.bin");
  expect_file (f, &second, 0, "report.bin");

  device_sync (client);
  device_sync (client);
  lineage_expect_fresh (f);
  after = device_show (client, &first);
  g_assert_nonnull (strstr (after, "a last message"));
}

/* Both times the server begins at the same number: what it gave out the first time is not what it
 * gives out the second. */
static void
test_the_same_backup_twice_at_once_loses_nothing (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  g_autofree char *home = g_build_filename (f->folder, "other", NULL);
  g_autofree char *url = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;
  AppClient *other;

  device_sync (f->device.client);
  lineage_back_up (f);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "after the first");
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (f->device.client);
  harness_set_now (f->device.server, harness_get_now (f->device.server) - LINEAGE_LATER);

  lineage_lose_and_restore (f);
  /* others are there first */
  url = device_url (&f->device);
  other = device_open (home);
  app_client_sign_in_sync (other, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  device_sync (other);
  for (guint i = 0; i < 9; i++)
    device_write (other, APP_ACTION_NOTE, &ticket, "by another device");
  device_sync (other);
  device_close (other);
  device_sync (f->device.client);
  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 2 + 9);
  g_assert_cmpstr (loaded->advisor, ==, "anna");
  lineage_expect_fresh (f);
}

static void
test_nothing_lost_nothing_sent (Lineage *f, gconstpointer unused)
{
  device_submit (&f->device, "before the backup", NULL);
  device_sync (f->device.client);
  lineage_restart (f);
  device_sync (f->device.client);
  lineage_back_up (f);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 0);
  lineage_expect_fresh (f);
}

static void
test_a_backup_releases_what_it_holds (Lineage *f, gconstpointer unused)
{
  AppOutbox *outbox = f->device.client->store->outbox;

  device_submit (&f->device, "one", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 1);
  lineage_back_up (f);
  device_submit (&f->device, "two", NULL);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 1);
  lineage_back_up (f);
  device_sync (f->device.client);
  g_assert_cmpuint (app_answered_count (outbox), ==, 0);
}

static void
test_a_later_backup_does_not_hide_what_was_lost (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);

  device_sync (f->device.client);
  lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost once");
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  /* the operator is careful now, and this device was off all the time */
  lineage_back_up (f);
  lineage_restart (f);
  lineage_back_up (f);
  device_sync (f->device.client);
  {
    g_autoptr (AppTicket) loaded = device_load (f->device.client, &ticket);

    g_assert_cmpuint (loaded->entries->len, ==, 2);
  }
  lineage_expect_fresh (f);
}

static void
test_versions_of_a_lost_future_are_built_anew (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  AppAction reopen = { .type = APP_ACTION_REOPEN, .ticket = ticket, .reason = "once more" };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  lineage_back_up (f);
  lineage_restart (f); /* all that follows names a lineage that the backup does not know */
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (f->device.client);
  device_close_ticket (f->device.client, &ticket, "closing words");
  device_sync (f->device.client);
  device_act (f->device.client, &reopen);
  device_sync (f->device.client);
  lineage_restart (f);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_RELEASE, &ticket, NULL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "released");
  device_close_ticket (f->device.client, &ticket, NULL);
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);

  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_null (loaded->advisor);
  lineage_expect_fresh (f);
}

static void
test_waiting_work_goes_after_what_was_lost (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_sync (f->device.client);
  harness_stop (f->device.server);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "never sent");
  harness_start (f->device.server);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "lost");
  g_assert_cmpstr (device_entry (loaded, 2)->text, ==, "never sent");
  lineage_expect_fresh (f);
}

static void
test_a_lost_cache_does_not_hide_a_restore (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autofree char *cache = g_build_filename (f->device.home, "cache.db", NULL);

  device_sync (f->device.client);
  lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  device_close (f->device.client);
  g_assert_true (g_file_set_contents (cache, "no database", -1, NULL));
  f->device.client = device_open (f->device.home);
  device_unlock (f->device.client);
  device_sync (f->device.client);
  expect_restored (f->device.client, 1);
  lineage_expect_fresh (f);
}

/* --- epochs that were lost --- */

static void
expect_holds (AppClient *client, const HarkId *ticket, guint n_entries)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);

  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->entries->len, ==, n_entries);
}

/* Who had followed an epoch takes what the server has left of the ticket, and what takes the lost
 * one's place, whoever of them comes back first. */
static void
test_an_epoch_that_was_lost_stops_nobody (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  LineageMember *bert = lineage_add_member (f, "bert");

  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "anna's, under an epoch of hers");
  device_sync (f->device.client);
  device_sync (bert->client);
  expect_holds (bert->client, &ticket, 2);

  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  device_sync (bert->client);
  expect_holds (bert->client, &ticket, 1);
  device_write (bert->client, APP_ACTION_NOTE, &ticket, "bert's, under another");
  device_sync (bert->client);
  device_sync (f->device.client);
  device_sync (bert->client);
  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 0);
  expect_holds (bert->client, &ticket, 3);
  expect_holds (f->device.client, &ticket, 3);
  lineage_expect_fresh (f);
  lineage_member_free (bert);
}

/* Nor whose cache is gone as well, and who has nothing to send again. */
static void
test_nor_where_the_cache_was_lost_too (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  LineageMember *bert = lineage_add_member (f, "bert");
  g_autofree char *cache = g_build_filename (bert->home, "cache.db", NULL);

  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "under an epoch of hers");
  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_lose_and_restore (f);
  g_assert_true (g_file_set_contents (cache, "no database", -1, NULL));
  lineage_follow_server (f, bert);
  g_assert_cmpuint (app_answered_count (bert->client->store->outbox), ==, 0);
  device_sync (bert->client);
  expect_holds (bert->client, &ticket, 1);
  device_sync (f->device.client);
  device_sync (bert->client);
  expect_holds (bert->client, &ticket, 2);
  lineage_member_free (bert);
}

static void
test_a_break_in_between_loses_nothing (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = NULL;
  gint64 known;

  device_sync (f->device.client);
  known = lineage_back_up (f);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "lost");
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "lost as well");
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  /* noticed, and killed before anything else happened */
  again = app_answered_send_again (f->device.client->store->outbox, known, HARNESS_NOW, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 2);
  device_restart (&f->device);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 2);
  device_sync (f->device.client);
  expect_restored (f->device.client, 2);
  lineage_expect_fresh (f);
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

static void
test_people_are_given_back_first (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  guint64 seq;

  device_sync (f->device.client);
  lineage_back_up (f);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "lost");
  device_sync (f->device.client);
  device_sync (bert->client);
  seq = hark_roster_get_seq (f->device.client->store->roster);

  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  /* by somebody who signed none of it */
  device_sync (bert->client);
  g_assert_cmpuint (hark_roster_get_seq (bert->client->store->roster), ==, seq);
  device_sync (f->device.client);
  g_assert_cmpuint (hark_roster_get_seq (f->device.client->store->roster), ==, seq);
  lineage_expect_fresh (f);
  lineage_member_free (bert);
}

static void
wait_for_the_grace (Lineage *f)
{
  harness_set_now (f->device.server, harness_get_now (f->device.server) + SRV_RESTORE_GRACE);
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

  device_place_member (f->device.client, user, &g_array_index (areas, HarkId, 0),
                       HARK_ROLE_PROFESSIONAL, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, until));
  g_assert_nonnull (strstr (error->message, "put back from a backup"));
}

static void
test_the_list_of_people_rests_until_it_was_given_back (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  guint64 seq;

  device_sync (f->device.client);
  lineage_back_up (f);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  device_sync (bert->client);
  seq = hark_roster_get_seq (bert->client->store->roster);
  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  lineage_forget_all (f);
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
  lineage_set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  device_sync (bert->client);
  g_assert_cmpuint (hark_roster_get_seq (bert->client->store->roster), ==, seq + 1);
  lineage_member_free (bert);
}

static void
test_a_restart_begins_no_other_grace (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");

  lineage_back_up (f);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  expect_grace (f, &bert->account.user);
  wait_for_the_grace (f);
  lineage_restart (f);
  device_sync (f->device.client);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);

  /* the same backup once more is another restore, and its grace begins with its first start */
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  expect_grace (f, &bert->account.user);
  lineage_member_free (bert);
}

static void
test_another_list_of_people_stays_refused (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  g_autoptr (GError) error = NULL;

  lineage_back_up (f);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_OBSERVER);
  device_sync (bert->client);
  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  /* somebody goes on with the shorter list: anna, whose device forgets what it had seen */
  lineage_forget_all (f);
  wait_for_the_grace (f);
  lineage_set_role (f, &bert->account.user, HARK_ROLE_PROFESSIONAL);
  g_assert_false (app_client_sync_sync (bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORKED);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_FORKED);
  lineage_member_free (bert);
}

static void
test_whoever_changed_it_meanwhile_is_told (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_back_up (f);
  lineage_restart (f);
  lineage_follow_server (f, bert);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "mine");
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  device_sync (bert->client); /* takes the snapshot, has nothing to give */
  device_write (bert->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (bert->client);
  device_sync (f->device.client);
  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 1);
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
  lineage_member_free (bert);
}

static void
test_an_answer_waits_for_the_reporter_to_give_the_ticket_back (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket;
  g_autoptr (AppTicket) loaded = NULL;

  lineage_back_up (f);
  ticket = device_submit (&f->device, "after the backup", NULL);
  device_sync (f->device.client);
  device_sync (bert->client);
  device_write (bert->client, APP_ACTION_ANSWER, &ticket, "bert's answer");
  device_sync (bert->client);
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "anna's note");
  device_sync (f->device.client);

  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  device_sync (bert->client);
  g_assert_cmpuint (lineage_count_refused (bert->client), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (bert->client), ==, 1);
  device_sync (f->device.client);
  device_sync (bert->client);
  device_sync (bert->client);
  device_sync (f->device.client);
  g_assert_cmpuint (lineage_count_refused (bert->client) + lineage_count_refused (f->device.client),
                    ==, 0);
  g_assert_cmpuint (app_client_get_waiting (bert->client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  lineage_expect_fresh (f);
  lineage_member_free (bert);
}

/* A laptop was stolen and signed out, the machine with the server on it burnt down. */
static void
test_ended_sessions_come_back_unless_all_are_ended (Lineage *f, gconstpointer unused)
{
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  g_autofree char *home = g_build_filename (f->folder, "stolen", NULL);
  g_autofree char *url = device_url (&f->device);
  AppClient *stolen = device_open (home);
  g_autofree char *token = NULL, *now = NULL;
  g_autoptr (GError) error = NULL;

  app_client_sign_in_sync (stolen, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  token = g_strdup (stolen->token);
  device_close (stolen);
  device_sync (f->device.client);
  lineage_back_up (f);
  json_object_unref (
      harness_ask (f->device.server, "DELETE", HARK_API_AUTH_SESSION, token, NULL, 200));
  json_object_unref (harness_ask (f->device.server, "GET", HARK_API_ROSTER, token, NULL, 401));
  device_write (f->device.client, APP_ACTION_NOTE, &ticket, "after the backup");
  device_sync (f->device.client);

  lineage_lose_and_restore (f);
  json_object_unref (harness_ask (f->device.server, "GET", HARK_API_ROSTER, token, NULL, 200));
  f->end_sessions = TRUE;
  lineage_lose_and_restore (f);
  json_object_unref (harness_ask (f->device.server, "GET", HARK_API_ROSTER, token, NULL, 401));

  g_assert_false (app_client_sync_sync (f->device.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_SIGNED_OUT);
  g_clear_error (&error);
  now = device_url (&f->device);
  app_client_sign_in_sync (f->device.client, now, "anna", DEVICE_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  device_sync (f->device.client);
  expect_restored (f->device.client, 1);
  {
    g_autoptr (AppTicket) loaded = device_load (f->device.client, &ticket);

    g_assert_cmpuint (loaded->entries->len, ==, 2);
  }
  lineage_expect_fresh (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/lineage/" path, Lineage, NULL, lineage_set_up, func, lineage_tear_down)
  ADD ("once", test_what_was_lost_comes_back_once);
  ADD ("twice", test_the_same_backup_twice_at_once_loses_nothing);
  ADD ("nothing", test_nothing_lost_nothing_sent);
  ADD ("release", test_a_backup_releases_what_it_holds);
  ADD ("later-backup", test_a_later_backup_does_not_hide_what_was_lost);
  ADD ("versions", test_versions_of_a_lost_future_are_built_anew);
  ADD ("waiting", test_waiting_work_goes_after_what_was_lost);
  ADD ("cache", test_a_lost_cache_does_not_hide_a_restore);
  ADD ("epoch", test_an_epoch_that_was_lost_stops_nobody);
  ADD ("epoch-and-cache", test_nor_where_the_cache_was_lost_too);
  ADD ("break", test_a_break_in_between_loses_nothing);
  ADD ("caps", test_the_oldest_go_where_nobody_makes_backups);
  ADD ("people", test_people_are_given_back_first);
  ADD ("grace", test_the_list_of_people_rests_until_it_was_given_back);
  ADD ("one-grace", test_a_restart_begins_no_other_grace);
  ADD ("fork", test_another_list_of_people_stays_refused);
  ADD ("others", test_whoever_changed_it_meanwhile_is_told);
  ADD ("sessions", test_ended_sessions_come_back_unless_all_are_ended);
  ADD ("reporter", test_an_answer_waits_for_the_reporter_to_give_the_ticket_back);
#undef ADD
  return g_test_run ();
}

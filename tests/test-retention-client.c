/* test-retention-client.c: what two desktops see of a closed ticket's day, and of the end of it */
#include "pair.h"

#include "app-client-read.h"
#include "app-client-setting.h"
#include "app-outbox.h"
#include "app-retention.h"
#include "app-setting.h"
#include "folder.h"
#include "hark-retention.h"
#include "hark-setting-area.h"
#include "job-retention.h"
#include "srv-eraser.h"

#include <string.h>

#define DAY (24 * 3600)
#define STEP (20 * DAY) /* no session ends meanwhile */
#define WAIT (60 * G_TIME_SPAN_SECOND)

/* Whatever came of it is kept for @months. */
static void
settle (Pair *f, guint months)
{
  g_autoptr (AppTicket) ticket = device_load (f->anna.client, &f->ticket);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting
      = app_client_load_setting_sync (f->anna.client, &ticket->area, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    setting->area->retention.months[i] = months;
  app_client_save_setting_sync (f->anna.client, setting, &error);
  g_assert_no_error (error);
}

static gint64
get_day (guint months)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);

  return hark_retention_due (HARNESS_NOW, zone, months);
}

static void
expect (AppClient *client, const HarkId *id, gint64 day, gboolean is_kept, AppTrust trust)
{
  g_autoptr (AppTicket) ticket = device_load (client, id);

  g_assert_cmpint (ticket->deletes, ==, day);
  g_assert_true (ticket->is_kept == is_kept);
  g_assert_cmpint (ticket->trust, ==, trust);
}

/* Everybody looks now and then on the way. */
static void
run_at (Pair *f, gint64 now)
{
  SrvContext *context = harness_get_context (f->anna.server);
  g_autoptr (GError) error = NULL;

  while (harness_get_now (f->anna.server) < now)
    {
      harness_set_now (f->anna.server, MIN (now, harness_get_now (f->anna.server) + STEP));
      pair_sync (f);
    }
  job_retention_run (context, &error);
  g_assert_no_error (error);
  g_assert_true (srv_eraser_wait (context->eraser, g_get_monotonic_time () + WAIT));
  pair_sync (f);
}

static guint
count_files_with_id (const char *home, const HarkId *id)
{
  return test_folder_count_files_holding (home, id->bytes, sizeof id->bytes);
}

static void
test_every_desktop_shows_the_day_and_loses_the_ticket_after_it (Pair *f, gconstpointer unused)
{
  settle (f, 1);
  pair_sync (f);
  device_close_ticket (f->ben, &f->ticket, "bye");
  expect (f->ben, &f->ticket, 0, FALSE, APP_TRUST_VERIFIED); /* the server finds the day */
  pair_sync (f);
  pair_sync (f);
  expect (f->ben, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);
  expect (f->anna.client, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);

  run_at (f, get_day (1) - 7 * DAY); /* the last warning, without which nothing goes */
  run_at (f, get_day (1));
  expect (f->anna.client, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);
  run_at (f, get_day (1) + 1);
  g_assert_null (app_client_load_ticket_sync (f->anna.client, &f->ticket, NULL));
  g_assert_null (app_client_load_ticket_sync (f->ben, &f->ticket, NULL));
  g_assert_cmpuint (count_files_with_id (f->anna.home, &f->ticket), ==, 0);
  g_assert_cmpuint (count_files_with_id (f->colleague->home, &f->ticket), ==, 0);
}

/* Ben closed it before he heard of it: it is made anew, once, and nobody is asked. */
static void
test_closed_by_older_settings_it_is_kept_as_the_newest_say (Pair *f, gconstpointer unused)
{
  device_close_ticket (f->ben, &f->ticket, "bye");
  pair_build_first (f->ben);
  settle (f, 1);
  pair_sync (f);
  pair_sync (f);
  pair_expect_nothing_left (f->ben);
  expect (f->ben, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);
}

static void
test_reopening_takes_the_day_away_at_once (Pair *f, gconstpointer unused)
{
  const AppAction reopen
      = { .type = APP_ACTION_REOPEN, .ticket = f->ticket, .reason = "there is more" };

  device_close_ticket (f->ben, &f->ticket, NULL);
  pair_sync (f);
  expect (f->ben, &f->ticket, get_day (36), FALSE, APP_TRUST_VERIFIED);
  device_act (f->ben, &reopen);
  expect (f->ben, &f->ticket, 0, FALSE, APP_TRUST_VERIFIED);
  pair_sync (f);
  pair_sync (f);
  expect (f->anna.client, &f->ticket, 0, FALSE, APP_TRUST_VERIFIED);
}

/* Anna is the reporter, and of the team: that she has seen it does not count. */
static void
test_what_the_reporter_wrote_is_kept_until_it_is_read (Pair *f, gconstpointer unused)
{
  const AppAction more = {
    .type = APP_ACTION_ANSWER, .ticket = f->ticket, .text = "there is more", .as_reporter = TRUE
  };
  g_autoptr (AppTicket) seen = NULL;
  g_autofree char *shown = NULL;
  gboolean changed;

  settle (f, 1);
  pair_sync (f);
  device_close_ticket (f->ben, &f->ticket, NULL);
  pair_sync (f);
  device_act (f->anna.client, &more);
  run_at (f, get_day (1) + 1);
  expect (f->ben, &f->ticket, get_day (1), TRUE, APP_TRUST_VERIFIED);
  shown = device_show (f->ben, &f->ticket);
  g_assert_nonnull (strstr (shown, "\"kept\":true"));

  seen = device_load (f->ben, &f->ticket);
  g_assert_true (app_client_mark_read_sync (f->ben, &f->ticket, seen->newest, &changed, NULL));
  pair_sync (f);
  run_at (f, get_day (1) + 2);
  expect (f->ben, &f->ticket, get_day (1) + 8 * DAY, FALSE, APP_TRUST_VERIFIED);
}

/* A SrvWork: the server says another day than what was signed comes to. */
static gboolean
lie (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE ticket SET %s, rv = %" G_GINT64_FORMAT, (const char *)data, seq);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
test_an_earlier_day_than_was_signed_is_not_believed (Pair *f, gconstpointer unused)
{
  device_close_ticket (f->ben, &f->ticket, NULL);
  pair_sync (f);
  harness_write (f->anna.server, lie, (gpointer) "deletes = deletes + 864000");
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (36) + 10 * DAY, FALSE, APP_TRUST_VERIFIED);
  harness_write (f->anna.server, lie, (gpointer) "deletes = deletes - 2592000");
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (36) - 20 * DAY, FALSE, APP_TRUST_BROKEN);
}

/* The first of March here is the last of February there: months are clamped otherwise. */
static void
test_the_day_holds_wherever_days_end (void)
{
  static const char *const names[]
      = { "UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint hours = 0; hours < 24 * 70; hours++)
      {
        g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (names[i]);
        const AppRetention month = { .months = 1 };
        AppCacheTicket row = { .closed = 1803859200 + (gint64)hours * 3600 }; /* 1 March 2027 */

        row.deletes = hark_retention_due (row.closed, zone, 1);
        g_assert_true (app_retention_holds (&month, &row));
        row.deletes -= 6 * DAY;
        g_assert_false (app_retention_holds (&month, &row));
      }
}

/* One of @outcome is kept for @months, all others for 36. */
static void
settle_one (Pair *f, HarkOutcome outcome, guint months)
{
  g_autoptr (AppTicket) ticket = device_load (f->anna.client, &f->ticket);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting
      = app_client_load_setting_sync (f->anna.client, &ticket->area, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    setting->area->retention.months[i] = i == outcome ? months : 36;
  app_client_save_setting_sync (f->anna.client, setting, &error);
  g_assert_no_error (error);
  pair_sync (f);
}

/* Ben's program is made to believe something else: it signs what no honest one would. */
static void
forge (Pair *f, guint months)
{
  g_autoptr (AppTicket) ticket = device_load (f->ben, &f->ticket);
  g_autoptr (HarkSetting) believed = app_setting_get_newest (f->ben->store, &ticket->area, NULL);
  g_autoptr (HarkSettingArea) settled = hark_setting_area_from_json (believed->body, NULL);

  settled->retention.months[HARK_OUTCOME_PARTLY] = months;
  hark_retention_to_json (&settled->retention, believed->body);
}

static void
expect_doubt (AppClient *client, const HarkId *id, AppRetentionDoubt doubt)
{
  g_autoptr (AppTicket) ticket = device_load (client, id);

  g_assert_cmpint (ticket->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpint (ticket->retention_doubt, ==, doubt);
}

/* What waits to close it says that it did so at @time: by the clock of who closed it. */
static void
date_closing (AppClient *client, gint64 time)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list (client->store->outbox, FALSE, NULL);
  AppOperation *operation;

  g_assert_cmpuint (waiting->len, ==, 1);
  operation = waiting->pdata[0];
  json_object_set_int_member (operation->intent, "time", time);
  g_assert_true (
      app_outbox_set_intent (client->store->outbox, &operation->op, operation->intent, NULL));
}

/* The server cannot tell: it is another outcome's number. */
static void
test_months_that_are_not_of_the_outcome_are_seen (Pair *f, gconstpointer unused)
{
  g_autofree char *shown = NULL;

  settle_one (f, HARK_OUTCOME_DUPLICATE, 1);
  forge (f, 1);
  device_close_ticket (f->ben, &f->ticket, NULL);
  device_sync (f->ben);
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);
  expect_doubt (f->anna.client, &f->ticket, APP_RETENTION_DOUBT_MONTHS);
  shown = device_show (f->anna.client, &f->ticket);
  g_assert_nonnull (strstr (shown, "\"retention_doubt\":\"months\""));
}

/* Whoever closed it may not have heard of the newer ones when they did. */
static void
test_months_that_older_settings_gave_are_not_odd (Pair *f, gconstpointer unused)
{
  settle_one (f, HARK_OUTCOME_PARTLY, 1);
  settle_one (f, HARK_OUTCOME_DUPLICATE, 1);
  forge (f, 1);
  device_close_ticket (f->ben, &f->ticket, NULL);
  date_closing (f->ben, HARNESS_NOW);
  device_sync (f->ben);
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (1), FALSE, APP_TRUST_VERIFIED);
  expect_doubt (f->anna.client, &f->ticket, APP_RETENTION_DOUBT_NONE);
}

/* Then it would come too early by as much. */
static void
test_a_closing_that_is_dated_back_is_seen (Pair *f, gconstpointer unused)
{
  device_close_ticket (f->ben, &f->ticket, NULL);
  date_closing (f->ben, HARNESS_NOW + DAY);
  device_sync (f->ben);
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (36), FALSE, APP_TRUST_VERIFIED);
  expect_doubt (f->anna.client, &f->ticket, APP_RETENTION_DOUBT_NONE);
  harness_write (f->anna.server, lie,
                 (gpointer) "closed = closed - 2592000, deletes = deletes - 2592000");
  pair_sync (f);
  expect (f->anna.client, &f->ticket, get_day (36) - 30 * DAY, FALSE, APP_TRUST_VERIFIED);
  expect_doubt (f->anna.client, &f->ticket, APP_RETENTION_DOUBT_CLOCK);
}

/* An older Hark closes without a word of that, and the server then says no day. */
static void
test_a_closed_ticket_without_a_day_is_not_odd (Pair *f, gconstpointer unused)
{
  const AppRetention unsaid = { .time = HARNESS_NOW };
  const AppCacheTicket row = { .closed = HARNESS_NOW };

  g_assert_true (app_retention_holds (&unsaid, &row));
  device_close_ticket (f->ben, &f->ticket, NULL);
  pair_sync (f);
  harness_write (f->anna.server, lie, (gpointer) "deletes = NULL");
  pair_sync (f);
  expect (f->anna.client, &f->ticket, 0, FALSE, APP_TRUST_VERIFIED);
  expect_doubt (f->anna.client, &f->ticket, APP_RETENTION_DOUBT_NONE);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/retention-client/" path, Pair, NULL, pair_set_up, function, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retention-client/zones", test_the_day_holds_wherever_days_end);
  TEST ("gone", test_every_desktop_shows_the_day_and_loses_the_ticket_after_it);
  TEST ("older-settings", test_closed_by_older_settings_it_is_kept_as_the_newest_say);
  TEST ("reopened", test_reopening_takes_the_day_away_at_once);
  TEST ("unread", test_what_the_reporter_wrote_is_kept_until_it_is_read);
  TEST ("months", test_months_that_are_not_of_the_outcome_are_seen);
  TEST ("older-months", test_months_that_older_settings_gave_are_not_odd);
  TEST ("back-dated", test_a_closing_that_is_dated_back_is_seen);
  TEST ("no-day", test_a_closed_ticket_without_a_day_is_not_odd);
  TEST ("liar", test_an_earlier_day_than_was_signed_is_not_believed);

  return g_test_run ();
}

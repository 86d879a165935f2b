/* test-schedule.c: what happens by itself: when, how often, by which clock; and that nobody waits
 * for a long night's work */
#include "people.h"

#include "hark-error.h"
#include "job-remind.h"
#include "job-schedule.h"
#include "job-sweep.h"
#include "mail-job.h"
#include "srv-eraser.h"
#include "store-erase.h"
#include "store-job.h"
#include "store-lineage.h"
#include "store-reminder.h"

#include <glib/gstdio.h>

#define HOUR 3600
#define DAY (24 * G_GINT64_CONSTANT (3600))
#define WAIT (60 * G_TIME_SPAN_SECOND)

static guint n_told, n_cleaned;
static gboolean fails;

static gboolean
tell (SrvContext *context, GError **error)
{
  n_told++;
  return TRUE;
}

static gboolean
clean (SrvContext *context, GError **error)
{
  n_cleaned++;
  if (fails)
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_DISK, "the disk is full");
  return !fails;
}

static const SrvScheduleJob table[]
    = { { "tell", 300, FALSE, tell, NULL }, { "clean", HOUR, TRUE, clean, NULL }, { NULL } };

typedef struct
{
  Fixture people;
  Harness *harness;
  SrvSchedule *schedule; /* beside the server's own */
  gint64 now, up;        /* the clock; since the machine was started */
} Night;

static SrvContext *
context_of (Night *f)
{
  return harness_get_context (f->harness);
}

/* The program, once more. */
static void
start (Night *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->schedule, srv_schedule_free);
  f->schedule = srv_schedule_new (context_of (f), table, &error);
  g_assert_no_error (error);
}

static void
set_up (Night *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->harness = f->people.world->harness;
  f->now = HARNESS_NOW;
  f->up = 10;
  n_told = n_cleaned = 0;
  fails = FALSE;
  start (f);
}

static void
tear_down (Night *f, gconstpointer unused)
{
  g_clear_pointer (&f->schedule, srv_schedule_free);
  people_tear_down (&f->people, NULL);
}

/* Both clocks go on by as much. */
static void
pass (Night *f, gint64 seconds)
{
  f->now += seconds;
  f->up += seconds;
  harness_set_now (f->harness, f->now);
}

static void
look_after (Night *f, gint64 seconds)
{
  pass (f, seconds);
  srv_schedule_look (f->schedule, f->up);
}

static SrvScheduleState
state_of (Night *f, guint number)
{
  g_autoptr (GArray) list = srv_schedule_list (f->schedule, f->up);

  return g_array_index (list, SrvScheduleState, number);
}

static gint64
count (Night *f, const char *sql)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context_of (f)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

/* --- when --- */

static void
test_days_off_are_caught_up_once (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  look_after (f, HOUR);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpuint (n_cleaned, ==, 1);

  pass (f, 5 * DAY);
  start (f);
  look_after (f, 0);
  g_assert_cmpuint (n_told, ==, 3);
  g_assert_cmpuint (n_cleaned, ==, 2);
  look_after (f, 60);
  g_assert_cmpuint (n_told, ==, 3);
  g_assert_cmpuint (n_cleaned, ==, 2);
}

/* Every ten minutes, for five hours. */
static void
test_a_server_that_starts_often_cleans_every_hour (Night *f, gconstpointer unused)
{
  for (guint i = 0; i < 30; i++)
    {
      start (f);
      look_after (f, 60);
      look_after (f, 9 * 60);
    }
  g_assert_cmpuint (n_cleaned, >=, 4);
  g_assert_cmpuint (n_cleaned, <=, 5);
}

/* Nobody had the time to end it properly. */
static void
test_what_was_cleaned_is_known_after_a_kill (Night *f, gconstpointer unused)
{
  SrvSchedule *killed;

  look_after (f, 0);
  look_after (f, HOUR);
  g_assert_cmpuint (n_cleaned, ==, 1);
  killed = g_steal_pointer (&f->schedule);
  start (f);
  look_after (f, 60);
  g_assert_cmpuint (n_cleaned, ==, 1);
  g_assert_cmpint (state_of (f, 1).ran, ==, HARNESS_NOW + HOUR);
  srv_schedule_free (killed);
}

static void
test_the_notes_are_in_nobodys_feed (Night *f, gconstpointer unused)
{
  gint64 before = count (f, "SELECT seq FROM clock");

  look_after (f, 0);
  look_after (f, HOUR);
  start (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM job"), ==, 2);
  g_assert_cmpint (count (f, "SELECT seq FROM clock"), ==, before);
}

static void
test_the_next_time_is_told (Night *f, gconstpointer unused)
{
  g_assert_cmpint (srv_schedule_get_next (f->schedule), <=, f->now);
  look_after (f, 0);
  g_assert_cmpint (srv_schedule_get_next (f->schedule), ==, f->now + 300);
  look_after (f, HOUR);
  pass (f, 100);
  g_assert_cmpint (srv_schedule_get_next (f->schedule), ==, f->now + 200);
}

/* Nobody is to be reminded of anything before the acknowledgement's lead time: the machine could
 * sleep until then, but for the hourly sweep. */
static void
test_a_job_says_when_it_has_something_to_do (Night *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 next;

  g_assert_true (job_remind_get_next (context_of (f), &next, NULL));
  g_assert_cmpint (next, ==, G_MAXINT64);
  ticket = people_submit_anonymous (f->people.world, SUBJECT, TRUE);
  g_assert_true (job_remind_get_next (context_of (f), &next, NULL));
  g_assert_cmpint (next, >, f->now + 4 * DAY);
  g_assert_cmpint (next, <, f->now + 7 * DAY);
  pass (f, next - f->now);
  g_assert_true (job_remind_get_next (context_of (f), &next, NULL));
  g_assert_cmpint (next, ==, f->now);
  g_assert_true (job_remind_run (context_of (f), NULL));
  g_assert_true (job_remind_get_next (context_of (f), &next, NULL));
  g_assert_cmpint (next, >, f->now);
}

/* --- by which clock --- */

static void
test_a_machine_that_starts_knows_nothing_of_its_clock (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  look_after (f, HOUR);
  g_assert_cmpuint (n_cleaned, ==, 1);

  /* an hour off, and the clock is a year ahead; then it is put right */
  f->now += HOUR + 365 * DAY;
  f->up = 20;
  start (f);
  look_after (f, 0);
  look_after (f, HOUR / 2);
  g_assert_true (state_of (f, 1).is_held);
  f->now -= 365 * DAY;
  look_after (f, HOUR / 2 + 60);
  look_after (f, HOUR - 60);
  g_assert_cmpuint (n_cleaned, ==, 1);
  look_after (f, 120);
  g_assert_cmpuint (n_cleaned, ==, 2);
  g_assert_false (state_of (f, 1).is_held);
}

/* A machine without a clock of its own goes on where it was switched off. */
static void
test_a_clock_that_stood_still_is_not_believed (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  look_after (f, HOUR);
  f->up = 30;
  start (f);
  look_after (f, HOUR + 600);
  g_assert_cmpuint (n_cleaned, ==, 1);
}

static void
test_a_clock_that_was_set_between_two_runs_is_not_believed (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  look_after (f, HOUR);
  pass (f, HOUR);
  f->now += 365 * DAY;
  start (f);
  look_after (f, 0);
  g_assert_cmpuint (n_cleaned, ==, 1);
  g_assert_true (state_of (f, 1).is_held);
}

static void
test_a_last_run_in_the_future_holds_up_nothing (Night *f, gconstpointer unused)
{
  f->now += 365 * DAY;
  look_after (f, 0);
  g_assert_cmpuint (n_told, ==, 1);
  f->now -= 365 * DAY;
  look_after (f, 60);
  g_assert_cmpuint (n_told, ==, 2);
}

/* --- what went wrong --- */

static void
test_a_job_that_fails_is_told_and_tried_again (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  fails = TRUE;
  look_after (f, HOUR);
  g_assert_cmpstr (state_of (f, 1).fault, ==, "disk");
  g_assert_cmpint (state_of (f, 1).done, ==, 0);
  start (f);
  g_assert_cmpstr (state_of (f, 1).fault, ==, "disk");
  look_after (f, SRV_SCHEDULE_AGAIN - 1);
  g_assert_cmpuint (n_cleaned, ==, 1);
  fails = FALSE;
  look_after (f, 1);
  g_assert_cmpuint (n_cleaned, ==, 2);
  g_assert_null (state_of (f, 1).fault);
  g_assert_cmpint (state_of (f, 1).done, ==, f->now);
}

static void
test_a_job_is_late_when_its_time_is_long_past (Night *f, gconstpointer unused)
{
  look_after (f, 0);
  look_after (f, HOUR);
  pass (f, 5 * DAY);
  start (f);
  fails = TRUE;
  look_after (f, 0);
  g_assert_false (state_of (f, 1).is_late); /* it has only just begun */
  pass (f, HOUR + SRV_SCHEDULE_LATE);
  g_assert_false (state_of (f, 1).is_late);
  f->now += 30 * DAY; /* whatever the clock says */
  harness_set_now (f->harness, f->now);
  g_assert_false (state_of (f, 1).is_late);
  f->now -= 30 * DAY;
  pass (f, 1);
  g_assert_true (state_of (f, 1).is_late);
  fails = FALSE;
  look_after (f, 0);
  g_assert_false (state_of (f, 1).is_late);
}

static SrvSchedule *resting;
static gint n_begun;

/* Never done, but for the server's end. */
static gboolean
go_on (SrvContext *context, GError **error)
{
  g_atomic_int_inc (&n_begun);
  while (srv_schedule_rest (g_atomic_pointer_get (&resting), g_get_monotonic_time ()))
    continue;
  return TRUE;
}

static void
test_a_job_that_the_end_cuts_off_goes_on_at_the_next_start (Night *f, gconstpointer unused)
{
  static const SrvScheduleJob endless[] = { { "endless", HOUR, FALSE, go_on, NULL }, { NULL } };

  n_begun = 0;
  for (int i = 1; i <= 2; i++)
    {
      g_clear_pointer (&f->schedule, srv_schedule_free);
      g_assert_cmpint (count (f, "SELECT count (*) FROM job WHERE name = 'endless'"), ==, 0);
      f->schedule = srv_schedule_new (context_of (f), endless, NULL);
      g_atomic_pointer_set (&resting, f->schedule);
      srv_schedule_start (f->schedule);
      while (g_atomic_int_get (&n_begun) < i)
        g_usleep (1000);
    }
  g_clear_pointer (&f->schedule, srv_schedule_free);
  g_assert_cmpint (count (f, "SELECT count (*) FROM job WHERE name = 'endless'"), ==, 0);
}

/* --- a long night: rows of one write --- */

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), data, error);
}

/* Each row of @table that is written notes which write that was: the number of the one before
 * it. */
static void
watch (Night *f, const char *what)
{
  g_autofree char *sql
      = g_strdup_printf ("CREATE TABLE seen (seq INTEGER); CREATE TRIGGER watch AFTER %s BEGIN"
                         " INSERT INTO seen SELECT seq FROM clock; END",
                         what);

  harness_write (f->harness, run_sql, sql);
}

static void
expect_pieces (Night *f, gint64 n, gint64 most)
{
  g_assert_cmpint (count (f, "SELECT count (*) FROM seen"), ==, n);
  g_assert_cmpint (count (f, "SELECT max (n) FROM (SELECT count (*) AS n FROM seen GROUP BY seq)"),
                   <=, most);
  harness_write (f->harness, run_sql, (gpointer) "DROP TRIGGER watch; DROP TABLE seen");
}

static void
test_reminders_are_written_a_few_at_a_time (Night *f, gconstpointer unused)
{
  for (guint i = 0; i < 3 * SRV_REMINDER_BATCH + 1; i++)
    ticket_free (people_submit_anonymous (f->people.world, SUBJECT, TRUE));
  watch (f, "INSERT ON reminder");
  pass (f, 6 * DAY);
  g_assert_true (job_remind_run (context_of (f), NULL));
  expect_pieces (f, 3 * SRV_REMINDER_BATCH + 1, SRV_REMINDER_BATCH);
}

static void
test_what_is_old_goes_in_pieces (Night *f, gconstpointer unused)
{
  static const char SQL_FILL[]
      = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 950)"
        " INSERT INTO op SELECT randomblob (16), zeroblob (32), 'gone', 1, NULL, '{}', 1 FROM n";

  harness_write (f->harness, run_sql, (gpointer)SQL_FILL);
  watch (f, "DELETE ON op");
  g_assert_true (job_sweep_run (context_of (f), NULL));
  expect_pieces (f, 950, SRV_STORE_PIECE);
}

/* Whoever has not seen the newest of them takes everything anew. */
static void
test_old_tombs_go_in_pieces_below_the_floor (Night *f, gconstpointer unused)
{
  static const char SQL_FILL[]
      = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
        " INSERT INTO tomb SELECT randomblob (16), randomblob (16), i, 0, 1000 - i FROM n";
  static const char SQL_YOUNG[]
      = "INSERT INTO tomb VALUES (randomblob (16), randomblob (16), 900, 0, 1795500000)";

  harness_write (f->harness, run_sql, (gpointer)SQL_FILL);
  harness_write (f->harness, run_sql, (gpointer)SQL_YOUNG);
  watch (f, "DELETE ON tomb");
  g_assert_true (job_sweep_run (context_of (f), NULL));
  expect_pieces (f, 250, SRV_STORE_PIECE);
  g_assert_cmpint (count (f, "SELECT count (*) FROM tomb"), ==, 1);
  g_assert_cmpint (count (f, "SELECT seq FROM tomb_floor"), ==, 250);
}

/* No mail server is set. */
static void
test_mails_that_nobody_sends_are_forgotten_in_pieces (Night *f, gconstpointer unused)
{
  static const char SQL_FILL[]
      = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)"
        " INSERT INTO mail (id, user, kind, created, due, tries, state, words)"
        " SELECT randomblob (16), randomblob (16), 'test', 3600, 3600, 0, 'waiting', '' FROM n";

  mail_job_run (context_of (f)->mail);
  watch (f, "DELETE ON mail");
  harness_write (f->harness, run_sql, (gpointer)SQL_FILL);
  pass (f, 2 * HOUR);
  mail_job_run (context_of (f)->mail);
  expect_pieces (f, 250, SRV_STORE_PIECE);
  g_assert_cmpint (mail_job_get_next (context_of (f)->mail), ==, G_MAXINT64);
}

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, HARNESS_NOW, error);
}

static void
wait_for_eraser (Night *f)
{
  srv_eraser_wake (context_of (f)->eraser);
  g_assert_true (srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
}

static void
test_tickets_are_deleted_one_at_a_time (Night *f, gconstpointer unused)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Ticket) ticket = people_submit_anonymous (f->people.world, SUBJECT, TRUE);

      harness_write (f->harness, decide, &ticket->id);
    }
  watch (f, "DELETE ON ticket");
  wait_for_eraser (f);
  expect_pieces (f, 5, 1);
}

static void
test_receipts_are_finished_in_pieces (Night *f, gconstpointer unused)
{
  static const char SQL_FILL[]
      = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 170)"
        " INSERT INTO receipt (number, area, deleted, why, emptied) SELECT i, a.id, 1, 'retention',"
        " 0 FROM n, area a";

  harness_write (f->harness, run_sql, (gpointer)SQL_FILL);
  watch (f, "UPDATE ON receipt");
  wait_for_eraser (f);
  expect_pieces (f, 170, 50);
}

typedef struct
{
  const HarkId *ticket, *proposer, *confirmer;
} Confirmed;

/* A SrvWork: later than all others. */
static gboolean
decide_by_members (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Confirmed *by = data;

  return store_erase_decide (store, by->ticket, SRV_ERASE_MEMBERS, by->proposer, by->confirmer,
                             HARNESS_NOW + HOUR, error);
}

static void
test_what_people_delete_goes_first (Night *f, gconstpointer unused)
{
  World *world = f->people.world;
  g_autoptr (Ticket) urgent = people_submit_anonymous (world, SUBJECT, TRUE);
  Confirmed by = { &urgent->id, &f->people.anna->id, &f->people.bert->id };
  g_autofree char *id = hark_id_to_string (&urgent->id);
  g_autofree char *sql = g_strdup_printf (
      "SELECT count (*) FROM erased WHERE seq < (SELECT seq FROM erased WHERE hex (ticket) = "
      "upper ('%s'))",
      id);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Ticket) ticket = people_submit_anonymous (world, SUBJECT, TRUE);

      harness_write (f->harness, decide, &ticket->id);
    }
  harness_write (f->harness, decide_by_members, &by);
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM erased"), ==, 6);
  g_assert_cmpint (count (f, sql), ==, 0);
}

static int n_warned;

/* A GLogFunc: what the test asks for. */
static void
count_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  g_assert_true (g_str_has_prefix (message, "deleted tickets: "));
  g_atomic_int_inc (&n_warned);
}

static void
test_a_file_that_cannot_be_removed_holds_up_no_ticket (Night *f, gconstpointer unused)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, count_warning, NULL);
  SrvEraser *eraser = context_of (f)->eraser;
  g_autofree char *folder = g_build_filename (harness_get_dir (f->harness), "blobs", "00",
                                              "00000000000000000000000000000001", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  harness_write (f->harness, run_sql,
                 (gpointer) "INSERT INTO erased_file VALUES"
                            " (x'00000000000000000000000000000001')");
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (Ticket) ticket = people_submit_anonymous (f->people.world, SUBJECT, TRUE);

      harness_write (f->harness, decide, &ticket->id);
    }
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait_gone (eraser, g_get_monotonic_time () + WAIT));
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  while (g_atomic_int_get (&n_warned) == 0)
    g_usleep (1000);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM erased_file"), ==, 0);
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  g_log_set_always_fatal (fatal);
}

/* The first of many: all the others go, and the log is emptied; only no receipt says that all is
 * done. */
static void
test_a_file_that_cannot_be_removed_keeps_no_other (Night *f, gconstpointer unused)
{
  static const char SQL_FILL[]
      = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
        " INSERT INTO erased_file SELECT CASE i WHEN 1 THEN"
        " x'00000000000000000000000000000001' ELSE randomblob (16) END FROM n";
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, count_warning, NULL);
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->people.world, SUBJECT, TRUE);
  g_autofree char *folder = g_build_filename (harness_get_dir (f->harness), "blobs", "00",
                                              "00000000000000000000000000000001", NULL);
  g_autofree char *copy
      = g_build_filename (harness_get_dir (f->harness), SRV_STORE_FILE ".before-1", NULL);

  g_atomic_int_set (&n_warned, 0);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (copy, "rows", -1, NULL));
  harness_write (f->harness, run_sql, (gpointer)SQL_FILL);
  harness_write (f->harness, decide, &ticket->id);
  srv_eraser_wake (context_of (f)->eraser);
  while (g_atomic_int_get (&n_warned) == 0)
    g_usleep (1000);
  g_assert_cmpint (count (f, "SELECT count (*) FROM erased_file"), ==, 1);
  g_assert_cmpint (count (f, "SELECT emptied FROM receipt"), ==, 0);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM erased_file"), ==, 0);
  g_assert_cmpint (count (f, "SELECT emptied FROM receipt"), ==, 1);
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  g_log_set_always_fatal (fatal);
}

/* Ten thousand wait: the server is there after a thousand of them, and ends in between. */
static void
test_a_start_waits_for_no_hundred_thousand (Night *f, gconstpointer unused)
{
  static const char SQL_DECIDE[] = "INSERT INTO erasure (ticket, why, at) SELECT id, 'retention', 1"
                                   " FROM ticket";
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->people.world, SUBJECT, FALSE);
  gint64 left;

  harness_write (f->harness, people_multiply, NULL);
  harness_write (f->harness, run_sql, (gpointer)SQL_DECIDE);
  g_clear_pointer (&f->schedule, srv_schedule_free);
  harness_restart (f->harness);
  left = count (f, "SELECT count (*) FROM ticket");
  g_assert_cmpint (left, >, 0);
  g_assert_cmpint (left, <=, PEOPLE_MANY - 999);
}

static void
tear_down_many (Night *f, gconstpointer unused)
{
  world_free (f->people.world);
}

#define TEST(name, function)                                                                       \
  g_test_add ("/schedule/" name, Night, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("days-off", test_days_off_are_caught_up_once);
  TEST ("often", test_a_server_that_starts_often_cleans_every_hour);
  TEST ("kill", test_what_was_cleaned_is_known_after_a_kill);
  TEST ("notes", test_the_notes_are_in_nobodys_feed);
  TEST ("next", test_the_next_time_is_told);
  TEST ("next-reminder", test_a_job_says_when_it_has_something_to_do);
  TEST ("boot", test_a_machine_that_starts_knows_nothing_of_its_clock);
  TEST ("stood", test_a_clock_that_stood_still_is_not_believed);
  TEST ("set", test_a_clock_that_was_set_between_two_runs_is_not_believed);
  TEST ("future", test_a_last_run_in_the_future_holds_up_nothing);
  TEST ("fails", test_a_job_that_fails_is_told_and_tried_again);
  TEST ("late", test_a_job_is_late_when_its_time_is_long_past);
  TEST ("cut-off", test_a_job_that_the_end_cuts_off_goes_on_at_the_next_start);
  TEST ("reminders", test_reminders_are_written_a_few_at_a_time);
  TEST ("sweep", test_what_is_old_goes_in_pieces);
  TEST ("tombs", test_old_tombs_go_in_pieces_below_the_floor);
  TEST ("mails", test_mails_that_nobody_sends_are_forgotten_in_pieces);
  TEST ("deletions", test_tickets_are_deleted_one_at_a_time);
  TEST ("receipts", test_receipts_are_finished_in_pieces);
  TEST ("people-first", test_what_people_delete_goes_first);
  TEST ("file-stays", test_a_file_that_cannot_be_removed_holds_up_no_ticket);
  TEST ("file-alone", test_a_file_that_cannot_be_removed_keeps_no_other);
  g_test_add ("/schedule/start", Night, NULL, set_up, test_a_start_waits_for_no_hundred_thousand,
              tear_down_many);

  return g_test_run ();
}

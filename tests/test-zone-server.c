/* test-zone-server.c: what an organisation that settles another time zone has promised before, at
 * the server: nothing falls due on another day, and nobody is told twice */
#include "office.h"
#include "team.h"

#include "hark-period.h"

#define DAY OFFICE_DAY
#define HOUR 3600
#define HONOLULU "Pacific/Honolulu"
#define KIRITIMATI "Pacific/Kiritimati" /* a whole day ahead of it: the same time of day */

/* HARNESS_NOW is 24 November 2026, 06:00 UTC. */

static void
settle_zone (Office *f, const char *zone)
{
  g_autofree char *body = g_strdup_printf ("{\"language\":\"en\",\"zone\":\"%s\"}", zone);

  team_settle (f->world, f->anna, &f->world->org, body);
}

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time);
}

/* One value of one row, as text. (transfer full) */
static char *
get (Office *f, const char *sql)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);

  return hark_period_format_utc (hark_sqlite_get_int (srv_store_get_db (store), sql, -1));
}

#define ACKNOWLEDGE "SELECT due FROM period WHERE name = 'acknowledge' AND gone = 0"
#define FEEDBACK "SELECT due FROM period WHERE name = 'feedback' AND gone = 0"
#define DELETES "SELECT deletes FROM ticket"

static void
expect (Office *f, const char *sql, const char *expected)
{
  g_autofree char *found = get (f, sql);

  g_assert_cmpstr (found, ==, expected);
}

/* Two zones in which it is the same time of different days: the end of one day there is the end of
 * another day here, and nothing moves twice. */
static void
test_each_day_moves_once (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) today = NULL, tomorrow = NULL;

  settle_zone (f, KIRITIMATI);
  today = office_submit_known (f);
  office_go_to (f, HARNESS_NOW + DAY);
  tomorrow = office_submit_known (f);
  expect (f, "SELECT min (due) FROM period WHERE name = 'acknowledge'", "2026-12-01T09:59:59Z");
  expect (f, "SELECT max (due) FROM period WHERE name = 'acknowledge'", "2026-12-02T09:59:59Z");
  settle_zone (f, HONOLULU);
  expect (f, "SELECT min (due) FROM period WHERE name = 'acknowledge'", "2026-12-02T09:59:59Z");
  expect (f, "SELECT max (due) FROM period WHERE name = 'acknowledge'", "2026-12-03T09:59:59Z");
}

/* On the day that the feedback was promised for, and not a day later because the acknowledgement
 * came on another day there. */
static void
test_an_acknowledgement_moves_no_promise_on (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  office_go_to (f, at ("2026-11-24T22:30:00Z")); /* 23:30 in Berlin */
  ticket = office_submit_known (f);
  expect (f, FEEDBACK, "2027-03-01T22:59:59Z");
  settle_zone (f, "Asia/Tokyo");
  expect (f, FEEDBACK, "2027-03-01T14:59:59Z");
  office_go_to (f, at ("2026-12-01T22:30:00Z"));
  office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, FEEDBACK, "2027-03-01T14:59:59Z");
}

/* 06:00 there, so many days before the acknowledgement is due. */
static gint64
find_morning (const char *name, guint days)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  const HarkPeriodLength week = { 7, HARK_PERIOD_DAYS };

  return hark_period_due (HARNESS_NOW, zone, NULL, &week, 1) + 1 - (days + 1) * DAY + 6 * HOUR;
}

static void
test_nobody_is_reminded_twice (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  /* two days ahead, as ready-made profiles have it */
  office_go_to (f, find_morning (HARNESS_ZONE, 2));
  office_remind (f);
  settle_zone (f, "Asia/Tokyo"); /* while the mails wait */
  expect (f, "SELECT due FROM reminder", "2026-12-01T14:59:59Z");
  office_expect (f, "anna reminder, bert reminder");
  office_remind (f);
  office_expect (f, "");
}

static void
test_nobody_is_warned_twice_of_a_deletion (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  g_free (office_take (f));
  office_warn (f, ticket);
  settle_zone (f, "Asia/Tokyo");
  expect (f, DELETES, "2026-12-24T14:59:59Z");
  office_expect (f, "bert deletion");
}

/* A SrvWork. */
static gboolean
make_first (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "UPDATE period SET due = 1", error);
}

/* Nobody's client could take a time from before all times. */
static void
test_a_deadline_at_the_beginning_of_time_stays_one (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  settle_zone (f, HONOLULU);
  harness_write (f->world->harness, make_first, NULL);
  settle_zone (f, "Asia/Tokyo");
  expect (f, ACKNOWLEDGE, "1970-01-01T00:00:01Z");
}

#define TEST(path, function)                                                                       \
  g_test_add ("/zone-server/" path, Office, NULL, office_set_up, function, office_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("once", test_each_day_moves_once);
  TEST ("acknowledged", test_an_acknowledgement_moves_no_promise_on);
  TEST ("reminder", test_nobody_is_reminded_twice);
  TEST ("deletion", test_nobody_is_warned_twice_of_a_deletion);
  TEST ("first", test_a_deadline_at_the_beginning_of_time_stays_one);

  return g_test_run ();
}

/* test-period.c: calendar arithmetic of deadlines */
#include <string.h>

#include "hark-period.h"
#include "promise.h"
#include "vector.h"

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time);
}

static GTimeZone *
zone_of (JsonObject *v)
{
  GTimeZone *zone = g_time_zone_new_identifier (vector_text (v, "zone"));

  g_assert_nonnull (zone);
  return zone;
}

static HarkPeriodUnit
unit_of (JsonObject *v)
{
  const char *unit = vector_text (v, "unit");

  if (g_str_equal (unit, "days"))
    return HARK_PERIOD_DAYS;
  return g_str_equal (unit, "months") ? HARK_PERIOD_MONTHS : HARK_PERIOD_WORKING_DAYS;
}

static gint64
due (gint64 instant, GTimeZone *zone, guint count, HarkPeriodUnit unit)
{
  const HarkPeriodLength length = { count, unit };

  return hark_period_due (instant, zone, NULL, &length, 1);
}

static void
test_due_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("period");

  for (guint i = 0; i < vector_count (all, "cases"); i++)
    {
      JsonObject *v = vector_at (all, "cases", i);
      g_autoptr (GTimeZone) zone = zone_of (v);

      g_assert_cmpint (
          due (vector_int (v, "instant"), zone, (guint)vector_int (v, "count"), unit_of (v)), ==,
          vector_int (v, "due"));
    }
}

static gint64
feedback_due (gint64 received, gint64 acknowledged, GTimeZone *zone)
{
  return promise_due (HARK_PROFILE_EU, HARK_DEFINITION_FEEDBACK, zone, received, acknowledged);
}

static void
test_profile_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("period");

  for (guint i = 0; i < vector_count (all, "feedback"); i++)
    {
      JsonObject *v = vector_at (all, "feedback", i);
      g_autoptr (GTimeZone) zone = zone_of (v);
      gint64 received = vector_int (v, "received");

      g_assert_cmpint (
          promise_due (HARK_PROFILE_EU, HARK_DEFINITION_ACKNOWLEDGE, zone, received, 0), ==,
          vector_int (v, "acknowledge_due"));
      g_assert_cmpint (feedback_due (received, vector_int (v, "acknowledged"), zone), ==,
                       vector_int (v, "due"));
    }
}

static void
assert_due (const char *from, guint count, HarkPeriodUnit unit, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree char *text = hark_period_format_utc (due (at (from), zone, count, unit));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_day_ends_where_its_zone_says (void)
{
  assert_due ("2026-11-24T13:00:00Z", 7, HARK_PERIOD_DAYS, "2026-12-01T22:59:59Z");
  /* past midnight there already */
  assert_due ("2026-11-24T23:00:00Z", 7, HARK_PERIOD_DAYS, "2026-12-02T22:59:59Z");
  assert_due ("2026-11-24T22:59:59Z", 7, HARK_PERIOD_DAYS, "2026-12-01T22:59:59Z");
  assert_due ("2026-07-01T12:00:00Z", 0, HARK_PERIOD_DAYS, "2026-07-01T21:59:59Z");
}

static void
test_months_are_clamped_to_their_end (void)
{
  assert_due ("2026-11-30T12:00:00Z", 3, HARK_PERIOD_MONTHS, "2027-02-28T22:59:59Z");
  assert_due ("2027-11-30T12:00:00Z", 3, HARK_PERIOD_MONTHS, "2028-02-29T22:59:59Z");
  assert_due ("2026-11-24T12:00:00Z", 3, HARK_PERIOD_MONTHS, "2027-02-24T22:59:59Z");
  assert_due ("2026-12-31T23:30:00Z", 12, HARK_PERIOD_MONTHS, "2028-01-01T22:59:59Z");
}

static void
test_working_days_skip_the_weekend (void)
{
  /* a Friday */
  assert_due ("2026-11-20T12:00:00Z", 1, HARK_PERIOD_WORKING_DAYS, "2026-11-23T22:59:59Z");
  assert_due ("2026-11-20T12:00:00Z", 7, HARK_PERIOD_WORKING_DAYS, "2026-12-01T22:59:59Z");
  /* a Sunday */
  assert_due ("2026-11-22T12:00:00Z", 1, HARK_PERIOD_WORKING_DAYS, "2026-11-23T22:59:59Z");
  assert_due ("2026-11-22T12:00:00Z", 5, HARK_PERIOD_WORKING_DAYS, "2026-11-27T22:59:59Z");
}

static void
test_late_acknowledgement_does_not_move_the_latest_date (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  gint64 received = at ("2026-11-24T13:00:00Z");
  gint64 latest = feedback_due (received, 0, zone);

  g_assert_cmpint (latest, ==, at ("2027-03-01T22:59:59Z"));
  g_assert_cmpint (feedback_due (received, received, zone), ==, at ("2027-02-24T22:59:59Z"));
  g_assert_cmpint (feedback_due (received, at ("2026-12-24T13:00:00Z"), zone), ==, latest);
}

static void
test_days_left_are_calendar_days (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  gint64 end = at ("2026-12-01T22:59:59Z");

  g_assert_cmpint (hark_period_days_left (end, at ("2026-11-24T13:00:00Z"), zone), ==, 7);
  g_assert_cmpint (hark_period_days_left (end, at ("2026-11-30T22:59:59Z"), zone), ==, 1);
  g_assert_cmpint (hark_period_days_left (end, at ("2026-11-30T23:00:00Z"), zone), ==, 0);
  g_assert_cmpint (hark_period_days_left (end, end, zone), ==, 0);
  g_assert_cmpint (hark_period_days_left (end, end + 1, zone), ==, -1);
  g_assert_cmpint (hark_period_days_left (end, at ("2027-12-01T12:00:00Z"), zone), ==, -365);
}

static void
test_due_is_the_last_second_of_its_day_all_year (void)
{
  static const char *const zones[]
      = { "Europe/Berlin",  "America/Sao_Paulo",   "Africa/Cairo", "Asia/Beirut",
          "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "UTC" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i]);

      g_assert_nonnull (zone);
      for (gint64 now = at ("2016-01-01T11:00:00Z"); now < at ("2019-01-01T00:00:00Z");
           now += 86400)
        {
          gint64 end = due (now, zone, 1, HARK_PERIOD_DAYS);

          g_assert_cmpint (hark_period_days_left (end, now, zone), ==, 1);
          g_assert_cmpint (hark_period_days_left (end + 1, now, zone), ==, 2);
        }
    }
}

/* Clocks that go on at the end of a day, or leave all of it out: nothing is due on a day that comes
 * after the one that was promised. */
static void
test_no_day_ends_on_another_one (void)
{
  static const struct
  {
    const char *zone, *from, *until;
  } leaps[] = { { "America/Nuuk", "2022-01-01T11:00:00Z", "2030-01-01T00:00:00Z" },
                { "America/Scoresbysund", "2022-01-01T11:00:00Z", "2030-01-01T00:00:00Z" },
                { "Pacific/Apia", "2011-12-20T11:00:00Z", "2012-01-10T00:00:00Z" },
                { "Pacific/Fakaofo", "2011-12-20T11:00:00Z", "2012-01-10T00:00:00Z" },
                { "Asia/Pyongyang", "2018-04-20T11:00:00Z", "2018-05-20T00:00:00Z" } };

  for (guint i = 0; i < G_N_ELEMENTS (leaps); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (leaps[i].zone);

      g_assert_nonnull (zone);
      for (gint64 now = at (leaps[i].from); now < at (leaps[i].until); now += 86400)
        {
          gint64 end = due (now, zone, 1, HARK_PERIOD_DAYS);

          g_assert_cmpint (hark_period_days_left (end, now, zone), <=, 1);
          g_assert_cmpint (hark_period_days_left (end + 1, now, zone), >=, 2);
        }
    }
}

static char *
format_day (gint64 instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%F");
}

static void
test_a_day_stays_itself_in_another_zone (void)
{
  static const char *const zones[] = { "Europe/Berlin",    "America/Sao_Paulo",  "Asia/Kolkata",
                                       "Pacific/Honolulu", "Pacific/Kiritimati", "UTC" };

  for (guint i = 0; i < G_N_ELEMENTS (zones) * G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) from = g_time_zone_new_identifier (zones[i % G_N_ELEMENTS (zones)]);
      g_autoptr (GTimeZone) to = g_time_zone_new_identifier (zones[i / G_N_ELEMENTS (zones)]);

      for (gint64 now = at ("2017-01-01T11:00:00Z"); now < at ("2018-01-01T00:00:00Z");
           now += 86400)
        {
          gint64 end = due (now, from, 1, HARK_PERIOD_DAYS);
          gint64 moved = hark_period_move (end, from, to);
          g_autofree char *before = format_day (end, from);
          g_autofree char *after = format_day (moved, to);

          g_assert_cmpstr (after, ==, before);
          g_assert_cmpint (hark_period_days_left (moved + 1, moved, to), ==, 1);
          g_assert_cmpint (hark_period_move (moved, to, from), ==, end);
          g_assert_true (hark_period_is_moved (end, moved, from, to));
          if (!g_str_equal (zones[i % G_N_ELEMENTS (zones)], "Pacific/Kiritimati")
              && !g_str_equal (zones[i / G_N_ELEMENTS (zones)], "Pacific/Kiritimati"))
            g_assert_cmpint (hark_period_follow (end, to), ==, moved);
          g_assert_false (hark_period_is_moved (end, moved + 1, from, to));
          g_assert_false (hark_period_is_moved (end + 1, moved, from, to));
          g_assert_false (
              hark_period_is_moved (end, due (moved, to, 1, HARK_PERIOD_DAYS), from, to));
        }
    }
}

static void
test_absurd_values_do_no_harm (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) west = g_time_zone_new_identifier ("Pacific/Honolulu");
  g_autofree char *before = hark_period_format_utc (G_MININT64);
  g_autofree char *after = hark_period_format_utc (G_MAXINT64);

  g_assert_cmpstr (before, ==, "1970-01-01T00:00:00Z");
  g_assert_nonnull (after);
  for (HarkPeriodUnit unit = HARK_PERIOD_DAYS; unit <= HARK_PERIOD_MONTHS; unit++)
    {
      g_assert_cmpint (due (G_MAXINT64, zone, G_MAXUINT, unit), >, 0);
      g_assert_cmpint (due (G_MININT64, zone, G_MAXUINT, unit), >, 0);
    }
  hark_period_days_left (G_MAXINT64, G_MININT64, zone);
  g_assert_false (hark_period_is_moved (G_MAXINT64, 1, zone, west));
  g_assert_false (hark_period_is_moved (G_MININT64, 1, zone, west));
  g_assert_cmpint (due (at ("2199-12-31T12:00:00Z"), west, 0, HARK_PERIOD_DAYS), ==,
                   at ("2200-01-01T09:59:59Z"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/period/due-vectors-are-reproduced", test_due_vectors_are_reproduced);
  g_test_add_func ("/period/profile-vectors-are-reproduced", test_profile_vectors_are_reproduced);
  g_test_add_func ("/period/day-ends-where-its-zone-says", test_day_ends_where_its_zone_says);
  g_test_add_func ("/period/months-are-clamped-to-their-end", test_months_are_clamped_to_their_end);
  g_test_add_func ("/period/working-days-skip-the-weekend", test_working_days_skip_the_weekend);
  g_test_add_func ("/period/late-acknowledgement-does-not-move-the-latest-date",
                   test_late_acknowledgement_does_not_move_the_latest_date);
  g_test_add_func ("/period/days-left-are-calendar-days", test_days_left_are_calendar_days);
  g_test_add_func ("/period/due-is-the-last-second-of-its-day-all-year",
                   test_due_is_the_last_second_of_its_day_all_year);
  g_test_add_func ("/period/no-day-ends-on-another-one", test_no_day_ends_on_another_one);
  g_test_add_func ("/period/a-day-stays-itself", test_a_day_stays_itself_in_another_zone);
  g_test_add_func ("/period/absurd-values-do-no-harm", test_absurd_values_do_no_harm);

  return g_test_run ();
}

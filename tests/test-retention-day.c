/* test-retention-day.c: until when a closed ticket is kept: the arithmetic */
#include "hark-retention.h"

#define ZONE "Europe/Berlin"

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time);
}

static void
assert_day (const char *closed, guint months, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autofree char *text = hark_period_format_utc (hark_retention_due (at (closed), zone, months));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_the_day_ends_where_the_organisation_is_and_months_are_clamped (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (ZONE);
  g_autofree char *later
      = hark_period_format_utc (hark_retention_postpone (0, at ("2026-03-25T12:00:00Z"), zone));

  assert_day ("2026-11-24T09:20:00Z", 36, "2029-11-24T22:59:59Z");
  assert_day ("2026-08-31T12:00:00Z", 6, "2027-02-28T22:59:59Z");
  assert_day ("2027-08-31T12:00:00Z", 6, "2028-02-29T22:59:59Z");
  assert_day ("2026-11-30T23:30:00Z", 1, "2027-01-01T22:59:59Z"); /* December there already */
  assert_day ("2026-02-27T12:00:00Z", 1, "2026-03-27T22:59:59Z");
  assert_day ("2026-02-28T12:00:00Z", 2, "2026-04-28T21:59:59Z"); /* summer time by then */
  g_assert_cmpstr (later, ==, "2026-04-01T21:59:59Z");
  g_assert_cmpint (hark_retention_postpone (G_MAXINT64, 0, zone), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retention-day/months",
                   test_the_day_ends_where_the_organisation_is_and_months_are_clamped);

  return g_test_run ();
}

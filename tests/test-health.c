/* test-health.c: what an Admin is told to see to, and from when on */
#include "app-client-health.h"

#define NOW G_GINT64_CONSTANT (1800000000)
#define DAY (24 * 3600)

static AppHealthLevel
judge (gint64 age, gboolean is_backed_up, gint64 drift)
{
  const AppHealth health
      = { .backup = NOW + drift - age, .is_backed_up = is_backed_up, .drift = drift };

  return app_health_judge_backup (&health, NOW);
}

static void
test_a_backup_that_grows_old_is_told (void)
{
  const AppHealth none = { 0 };

  g_assert_cmpint (app_health_judge_backup (&none, NOW), ==, APP_HEALTH_NOW);
  g_assert_cmpint (judge (0, FALSE, 0), ==, APP_HEALTH_FINE);
  g_assert_cmpint (judge (2 * DAY - 1, FALSE, 0), ==, APP_HEALTH_FINE);
  g_assert_cmpint (judge (2 * DAY, FALSE, 0), ==, APP_HEALTH_SOON);
  g_assert_cmpint (judge (7 * DAY - 1, FALSE, 0), ==, APP_HEALTH_SOON);
  g_assert_cmpint (judge (7 * DAY, FALSE, 0), ==, APP_HEALTH_NOW);
}

static void
test_one_that_holds_everything_is_old_enough (void)
{
  g_assert_cmpint (judge (400 * DAY, TRUE, 0), ==, APP_HEALTH_FINE);
}

/* It is the server's own that counts. */
static void
test_a_clock_of_this_computer_makes_no_backup_older (void)
{
  g_assert_cmpint (judge (DAY, FALSE, -30 * DAY), ==, APP_HEALTH_FINE);
  g_assert_cmpint (judge (8 * DAY, FALSE, 30 * DAY), ==, APP_HEALTH_NOW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/health/backup", test_a_backup_that_grows_old_is_told);
  g_test_add_func ("/health/nothing-new", test_one_that_holds_everything_is_old_enough);
  g_test_add_func ("/health/clock", test_a_clock_of_this_computer_makes_no_backup_older);
  return g_test_run ();
}

/* test-idle.c: when a server has nothing to do. What people do to that: woken.py */
#include "folder.h"
#include "hark-seal.h"
#include "harness.h"
#include "program.h"
#include "srv-schedule.h"

#define UP 100000                          /* seconds since the machine was started */
#define WHILE (SRV_SCHEDULE_STEADY + 100)  /* after which the clock is believed */
#define ROUND (3600 + SRV_SCHEDULE_DRIFT)  /* after which each job is due again */
#define PATIENCE (20 * G_TIME_SPAN_SECOND) /* for the look at the start */

static gint64 now = HARNESS_NOW;

static gint64
read_clock (gpointer user)
{
  return now;
}

static void
wait_for_idle (SrvServer *server)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!srv_server_is_idle (server) && g_get_monotonic_time () < end)
    g_usleep (10000);
  g_assert_true (srv_server_is_idle (server));
}

static void
test_a_job_that_is_due_keeps_the_server (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvServer) server = srv_server_new (dir, read_clock, NULL, &error);
  SrvSchedule *schedule;

  g_assert_no_error (error);
  schedule = srv_server_get_context (server)->schedule;
  wait_for_idle (server); /* though the clock is not believed yet */
  srv_schedule_look (schedule, UP);
  now += WHILE;
  srv_schedule_look (schedule, UP + WHILE);
  g_assert_true (srv_server_is_idle (server));

  now += ROUND;
  g_assert_false (srv_server_is_idle (server));
  srv_schedule_look (schedule, UP + WHILE + ROUND);
  g_assert_true (srv_server_is_idle (server));

  g_clear_pointer (&server, srv_server_free);
  test_folder_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  g_test_add_func ("/idle/job", test_a_job_that_is_due_keeps_the_server);
  return g_test_run ();
}

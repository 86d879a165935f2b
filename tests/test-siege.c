/* test-siege.c: the real server and everybody who wants to keep others out of it */
#include "siege.h"

#include "folder.h"
#include "hark-api.h"
#include "program.h"
#include "visitor.h"
#include "wire.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define IDLE 4000
#define SLOW 500
#define REPORTS 3
#define SECONDS 60
#define ASK "GET " HARK_API_INFO " HTTP/1.1\r\nHost: localhost\r\n\r\n"

typedef struct
{
  char *dir, *log, *code;
  Program program;
  World *world;
} Town;

static void
set_up (Town *f, gconstpointer unused)
{
  f->dir = test_folder_new ();
  f->log = g_strconcat (f->dir, ".log", NULL);
  f->code = program_init (f->dir);
  f->program = program_start (f->dir, NULL, f->log);
  f->world = world_new_on (harness_new_for (f->dir, f->code, f->program.port));
}

/* Whatever came over it: the store is whole, and nobody's address was said. */
static void
tear_down (Town *f, gconstpointer unused)
{
  g_autofree char *said = NULL;

  program_finish (f->program, SIGTERM);
  program_expect (program_run ("check", "--data", f->dir, NULL), 0);
  g_assert_true (g_file_get_contents (f->log, &said, NULL, NULL));
  g_assert_null (strstr (said, "127.0."));
  g_unlink (f->log);
  world_free (f->world);
  test_folder_remove (f->dir);
  g_free (f->log);
  g_free (f->code);
}

static void
report (Town *f)
{
  g_autoptr (Visitor) visitor = visitor_new (f->world->harness);
  g_autofree char *code = NULL, *number = NULL;

  number = visitor_submit (visitor, "Canary", "canary-report", &code);
  g_assert_cmpuint (strlen (number), >, 0);
  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
}

static void
test_reporters_come_through_a_siege (Town *f, gconstpointer unused)
{
  guint before = program_count_fds (f->program);
  gint64 end;
  Siege *siege;

  if (!siege_prepare (IDLE + SLOW))
    {
      g_test_skip ("no more than a few descriptors are allowed here");
      return;
    }

  siege = siege_new (f->program.port, IDLE, SLOW, HARK_API_INFO, "/submit");
  for (guint i = 0; i < REPORTS; i++)
    {
      siege_wait (siege);
      report (f);
    }
  g_test_message ("the server closed %u connections", siege_get_closed (siege));
  siege_free (siege);

  /* what the reporters' handlers opened meanwhile may stay open */
  end = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;
  while (program_count_fds (f->program) > before + SLOW)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (10000);
    }
  report (f);
}

static void
limit_descriptors (Town *f, rlim_t most, struct rlimit *old)
{
  struct rlimit limit;
  pid_t pid = (pid_t)g_ascii_strtoll (g_subprocess_get_identifier (f->program.process), NULL, 10);

  g_assert_cmpint (prlimit (pid, RLIMIT_NOFILE, NULL, old), ==, 0);
  limit = (struct rlimit){ most, old->rlim_max };
  g_assert_cmpint (prlimit (pid, RLIMIT_NOFILE, &limit, NULL), ==, 0);
}

/* Under its nose: fewer than it has open. Who is there is served on, who comes is turned away or
 * waits, and nothing has to be started anew. */
static void
test_lack_of_descriptors_passes (Town *f, gconstpointer unused)
{
  int there = wire_connect (f->program.port), waiting[20];
  struct rlimit old, unused_limit;

  wire_send (there, ASK, -1);
  g_assert_cmpuint (wire_read_reply (there, NULL, NULL), ==, 200);
  limit_descriptors (f, 8, &old);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      waiting[i] = wire_connect (f->program.port);
      wire_send (waiting[i], ASK, -1);
    }
  for (guint i = 0; i < 20; i++)
    {
      wire_send (there, ASK, -1);
      g_assert_cmpuint (wire_read_reply (there, NULL, NULL), ==, 200);
    }

  limit_descriptors (f, old.rlim_cur, &unused_limit);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      guint status = wire_read_reply (waiting[i], NULL, NULL);

      g_assert_true (status == 200 || status == 0);
      close (waiting[i]);
    }
  close (there);
  report (f);
}

static void
be_poor (gpointer unused)
{
  const struct rlimit little = { 200, 200 };

  setrlimit (RLIMIT_NOFILE, &little);
}

/* As many connections as there may be are fewer than it has descriptors: what is left is for the
 * store, and who only waits makes room. */
static void
test_connections_leave_descriptors_to_the_store (Town *f, gconstpointer unused)
{
  int fds[400];

  program_finish (f->program, SIGTERM);
  f->program = program_start (f->dir, be_poor, f->log);
  harness_free (f->world->harness);
  f->world->harness = harness_new_for (f->dir, f->code, f->program.port);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = wire_connect (f->program.port);
  report (f);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static gboolean
is_let_in (Town *f, const char *source)
{
  int fd = wire_connect_from (source, f->program.port);
  guint status;

  wire_send (fd, ASK, -1);
  status = wire_read_reply (fd, NULL, NULL);
  g_assert_true (status == 200 || status == 0);
  close (fd);
  return status == 200;
}

static void
wait_for (Town *f, gboolean let_in)
{
  gint64 end = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;

  while (is_let_in (f, "127.0.0.2") != let_in)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (10000);
    }
}

static void
test_share_of_a_source_is_followed_while_it_runs (Town *f, gconstpointer unused)
{
  int fds[3];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = wire_connect_from ("127.0.0.2", f->program.port);
  g_assert_true (is_let_in (f, "127.0.0.2"));
  program_expect (program_run ("config", "--data", f->dir, "gate.per-source", "3", NULL), 0);
  wait_for (f, FALSE);
  g_assert_true (is_let_in (f, "127.0.0.3"));
  g_assert_true (is_let_in (f, "127.0.0.1"));
  program_expect (program_run ("config", "--data", f->dir, "gate.per-source", "off", NULL), 0);
  wait_for (f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

#define TEST(name, function) g_test_add ("/siege/" name, Town, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("reporters", test_reporters_come_through_a_siege);
  TEST ("lack-of-descriptors", test_lack_of_descriptors_passes);
  TEST ("store", test_connections_leave_descriptors_to_the_store);
  TEST ("share", test_share_of_a_source_is_followed_while_it_runs);

  return g_test_run ();
}

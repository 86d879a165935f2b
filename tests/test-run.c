/* test-run.c: the real program: its commands, its end, and what is left when it is killed */
#include "actor.h"
#include "cache.h"
#include "program.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define CAP_IPC_LOCK 14
#define ACKNOWLEDGED 40 /* operations before the server is killed */
#define KILLS 3

static void
test_help_and_wrong_usage (void)
{
  g_autoptr (ProgramResult) help = program_run ("--help", NULL);
  g_autoptr (ProgramResult) version = program_run ("--version", NULL);

  g_assert_cmpint (help->status, ==, 0);
  g_assert_nonnull (strstr (help->out, "hark-server init"));
  g_assert_nonnull (strstr (help->out, "Exit codes"));
  g_assert_true (g_str_has_prefix (version->out, "hark-server "));
  program_expect (program_run (NULL), 2);
  program_expect (program_run ("serve", NULL), 2);
  program_expect (program_run ("init", NULL), 2);
  program_expect (program_run ("run", NULL), 2);
  program_expect (program_run ("check", NULL), 2);
  program_expect (program_run ("config", NULL), 2);
  program_expect (program_run ("check", "--data", "/tmp", "more", NULL), 2);
  program_expect (program_run ("run", "--verbose", NULL), 2);
}

static void
test_init_makes_one_store_or_none (void)
{
  char *dir = test_folder_new ();
  g_autofree char *fresh = g_build_filename (dir, "deep", "store", NULL);
  g_autofree char *code = NULL;
  guint8 secret[HARK_CODE_LEN];

  program_expect (
      program_run ("init", "--data", fresh, "--name", "T", "--url", "http://example.org", NULL), 2);
  program_expect (
      program_run ("init", "--data", fresh, "--name", "", "--url", "https://example.org", NULL), 2);
  program_expect (program_run ("init", "--data", fresh, "--name", "T", "--url",
                               "https://example.org", "--zone", "Mars/Base", NULL),
                  2);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
  program_expect (program_run ("run", "--data", fresh, NULL), 1);
  program_expect (program_run ("check", "--data", fresh, NULL), 1);
  program_expect (program_run ("config", "--data", fresh, NULL), 1);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));

  code = program_init (fresh);
  g_assert_true (hark_code_parse (code, secret, NULL));
  program_expect (
      program_run ("init", "--data", fresh, "--name", "T", "--url", "https://example.org", NULL),
      1);
  program_expect (program_run ("check", "--data", fresh, NULL), 0);
  test_folder_remove (dir);
}

static void
test_init_takes_the_machines_zone (void)
{
  char *dir = test_folder_new ();
  g_autoptr (ProgramResult) result
      = program_run ("init", "--data", dir, "--name", "T", "--url", "https://example.org", NULL);
  g_autoptr (ProgramResult) zone = program_run ("config", "--data", dir, "zone", NULL);
  g_autofree char *id = g_strndup (zone->out, strlen (zone->out) - 1);
  g_autoptr (GTimeZone) known = g_time_zone_new_identifier (id);

  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (known);
  test_folder_remove (dir);
}

static void
test_config_lists_shows_and_sets (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  g_autoptr (ProgramResult) all = NULL, one = NULL;

  program_expect (program_run ("config", "--data", dir, "portal.enabled", "off", NULL), 0);
  program_expect (program_run ("config", "--data", dir, "portal.enabled", "maybe", NULL), 2);
  program_expect (program_run ("config", "--data", dir, "zone", "UTC", NULL), 2);
  program_expect (program_run ("config", "--data", dir, "nothing", NULL), 2);
  program_expect (program_run ("config", "--data", dir, "url", "http://example.org", NULL), 2);
  one = program_run ("config", "--data", dir, "portal.enabled", NULL);
  g_assert_cmpstr (one->out, ==, "off\n");
  all = program_run ("config", "--data", dir, NULL);
  g_assert_cmpstr (
      all->out, ==,
      "gate.per-source=512\nname=Testhaus\nportal.enabled=off\nportal.require-locked-memory=off\n"
      "portal.security-question=on\nurl=http://127.0.0.1:8080\nzone=Europe/Berlin\n");
  test_folder_remove (dir);
}

static void
test_one_server_runs_on_a_store_and_ends_cleanly (void)
{
  static const int signals[] = { SIGTERM, SIGINT };
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      Program running = program_start (dir, NULL, NULL);
      g_autofree char *limits = NULL;
      g_autofree char *path
          = g_strdup_printf ("/proc/%s/limits", g_subprocess_get_identifier (running.process));
      g_autofree char *wal = g_build_filename (dir, "hark.db-wal", NULL);
      GStatBuf st;

      program_expect (program_run ("run", "--data", dir, "--listen", "127.0.0.1:0", NULL), 1);
      program_expect (program_run ("check", "--data", dir, NULL), 0);
      g_assert_true (g_file_get_contents (path, &limits, NULL, NULL));
      g_assert_true (g_regex_match_simple ("Max core file size +0 +0 ", limits, 0, 0));
      program_finish (running, signals[i]);
      g_assert_cmpint (g_stat (wal, &st), !=, 0);
    }

  program_expect (program_run ("run", "--data", dir, "--listen", "nonsense", NULL), 2);
  program_expect (program_run ("check", "--data", dir, NULL), 0);
  test_folder_remove (dir);
}

/* In the child: no right to lock memory. */
static void
forbid_locking (gpointer unused)
{
  const struct rlimit little = { 65536, 65536 };

  prctl (PR_CAPBSET_DROP, CAP_IPC_LOCK, 0, 0, 0);
  setrlimit (RLIMIT_MEMLOCK, &little);
}

static void
test_unlocked_memory_is_said_or_refused (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *err = NULL, *out = NULL;

  program_finish (program_start (dir, forbid_locking, NULL), SIGTERM);
  program_expect (program_run ("config", "--data", dir, "portal.require-locked-memory", "on", NULL),
                  0);
  g_subprocess_launcher_set_child_setup (launcher, forbid_locking, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, program_get_path (), "run", "--data",
                                         dir, "--listen", "127.0.0.1:0", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_cmpstr (out, ==, "");
  g_assert_nonnull (strstr (err, "LimitMEMLOCK"));
  g_assert_cmpuint (strcspn (err, "\n"), ==, strlen (err) - 1);
  test_folder_remove (dir);
}

/* ---- killed ---- */

typedef struct
{
  World *world;
  Ticket *ticket;
  GPtrArray *acknowledged; /* HarkId of objects */
  JsonObject *open;        /* sent, not answered */
  int count;               /* atomic */
} Sender;

static char *
make_request (World *world, JsonObject *op)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *device = hark_id_to_string (&world->device);
  JsonArray *ops = json_array_new ();

  json_array_add_object_element (ops, json_object_ref (op));
  json_object_set_string_member (body, "dev", device);
  json_object_set_array_member (body, "ops", ops);
  return hark_json_to_string (body);
}

/* One message after the other, until the server is gone. */
static gpointer
send_until_the_end (gpointer data)
{
  Sender *self = data;
  Actor *anna = world_first (self->world);

  for (;;)
    {
      g_autoptr (JsonObject) op = op_new ("message", self->ticket);
      HarkId id = op_add (self->world, op, self->ticket, anna, HARK_OBJECT_MESSAGE, "canary-bilby");
      g_autofree char *text = make_request (self->world, op);
      g_autoptr (Reply) reply = harness_try (self->world->harness, "POST", HARK_API_OPS,
                                             anna->token, NULL, text, strlen (text));
      JsonObject *result;

      if (reply == NULL || reply->json == NULL)
        {
          self->open = g_steal_pointer (&op);
          return NULL;
        }
      result = json_array_get_object_element (json_object_get_array_member (reply->json, "results"),
                                              0);
      g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "applied");
      g_ptr_array_add (self->acknowledged, hark_id_copy (&id));
      g_atomic_int_inc (&self->count);
    }
}

static void
kill_while_sending (Sender *sender, Program running)
{
  GThread *thread;

  g_atomic_int_set (&sender->count, 0);
  thread = g_thread_new ("sender", send_until_the_end, sender);
  while (g_atomic_int_get (&sender->count) < ACKNOWLEDGED)
    g_usleep (100);
  program_finish (running, SIGKILL);
  g_thread_join (thread);
}

static void
test_what_was_acknowledged_survives_kill (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  Program running = program_start (dir, NULL, NULL);
  World *world = world_new_on (harness_new_for (dir, code, running.port));
  Actor *anna = world_first (world);
  g_autoptr (Ticket) ticket = world_submit (world, anna, "canary-bilby");
  Sender sender = { .world = world, .ticket = ticket };

  sender.acknowledged = g_ptr_array_new_with_free_func (g_free);
  world_expect (world, anna, op_note (world, ticket, anna, "epoch 1"), "applied");
  for (guint i = 0; i < KILLS; i++)
    {
      g_autoptr (Cache) cache = cache_new ();
      Harness *old = world->harness;

      kill_while_sending (&sender, running);
      program_expect (program_run ("check", "--data", dir, NULL), 0);
      running = program_start (dir, NULL, NULL);
      world->harness = harness_new_for (dir, code, running.port);
      harness_free (old);

      /* the answer that was lost can be had again */
      world_expect (world, anna, g_steal_pointer (&sender.open), "applied");
      cache_pull (world, cache, anna, HARK_API_MAX_PAGE);
      for (guint k = 0; k < sender.acknowledged->len; k++)
        {
          g_autoptr (JsonObject) row = cache_get (cache, "obj", sender.acknowledged->pdata[k]);

          g_assert_nonnull (row);
        }
      /* report, note, what was acknowledged, and one for each kill */
      g_assert_cmpuint (cache_count (cache, "obj"), ==, 2 + sender.acknowledged->len + i + 1);
    }

  g_assert_false (harness_holds (world->harness, "canary", strlen ("canary")));
  g_assert_false (harness_holds (world->harness, code, strlen (code)));
  program_finish (running, SIGTERM);
  program_expect (program_run ("check", "--data", dir, NULL), 0);
  g_ptr_array_unref (sender.acknowledged);
  world_free (world);
  test_folder_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/run/usage", test_help_and_wrong_usage);
  g_test_add_func ("/run/init", test_init_makes_one_store_or_none);
  g_test_add_func ("/run/init-zone", test_init_takes_the_machines_zone);
  g_test_add_func ("/run/config", test_config_lists_shows_and_sets);
  g_test_add_func ("/run/one-server", test_one_server_runs_on_a_store_and_ends_cleanly);
  g_test_add_func ("/run/locked-memory", test_unlocked_memory_is_said_or_refused);
  g_test_add_func ("/run/kill", test_what_was_acknowledged_survives_kill);

  return g_test_run ();
}

/* test-run.c: the real program: its commands, its end, and what is left when it is killed */
#include "actor.h"
#include "cache.h"
#include "program.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "old-kernel.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define CAP_DAC_OVERRIDE 1
#define CAP_DAC_READ_SEARCH 2
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
expect_said (ProgramResult *result, int status, const char *text)
{
  g_autoptr (ProgramResult) owned = result;

  g_test_message ("%s", owned->err);
  g_assert_cmpint (owned->status, ==, status);
  g_assert_nonnull (strstr (owned->err, text));
}

static void
test_word_too_many_is_named_and_the_call_shown (void)
{
  expect_said (program_run ("init", "--data", "/nowhere/x", "--name", "Our", "company", "--url",
                            "https://example.org", NULL),
               2, "“company” is one word too many");
  expect_said (program_run ("config", "--data", "/nowhere/x", "name", "Our", "company", NULL), 2,
               "“company” is one word too many");
  expect_said (program_run ("init", "--name", "T", NULL), 2, "use: init --data DIR --name NAME");
  expect_said (program_run ("check", NULL), 2, "use: check --data DIR");
  expect_said (program_run ("run", NULL), 2, "use: run --data DIR");
  expect_said (program_run ("backup", NULL), 2, "use: backup --data DIR --to FILE");
  expect_said (program_run ("backup-key", NULL), 2, "use: backup-key --to FILE");
  expect_said (program_run ("restore", NULL), 2, "use: restore --data DIR --from FILE");
}

/* As on a server whose locale nobody has set. */
static void
test_name_is_utf8_in_every_locale (void)
{
  char *dir = test_folder_new ();
  g_autofree char *before = g_strdup (g_getenv ("LC_ALL"));
  g_autoptr (ProgramResult) name = NULL;

  g_setenv ("LC_ALL", "C", TRUE);
  expect_said (program_run ("init", "--data", dir, "--name", "M\xfcller", "--url",
                            "https://example.org", NULL),
               2, "--name: a name is");
  program_expect (
      program_run ("init", "--data", dir, "--name", "Müller", "--url", "https://example.org", NULL),
      0);
  if (before != NULL)
    g_setenv ("LC_ALL", before, TRUE);
  else
    g_unsetenv ("LC_ALL");

  name = program_run ("config", "--data", dir, "name", NULL);
  g_assert_cmpstr (name->out, ==, "Müller\n");
  test_folder_remove (dir);
}

/* Also root, without what lets it read everything. */
static void
give_up_rights (gpointer data)
{
  (void)data;
  if (getuid () == 0
      && (prctl (PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0
          || prctl (PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0) != 0))
    _exit (99);
}

static void
test_store_of_somebody_else_is_not_called_missing (void)
{
  static const char *const commands[] = { "run", "check", "config" };
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);

  g_assert_cmpint (g_chmod (dir, 0), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (GSubprocessLauncher) launcher
          = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
      g_autoptr (GSubprocess) process = NULL;
      g_autofree char *err = NULL;

      g_subprocess_launcher_set_child_setup (launcher, give_up_rights, NULL, NULL);
      process = g_subprocess_launcher_spawn (launcher, NULL, program_get_path (), commands[i],
                                             "--data", dir, NULL);
      g_assert_nonnull (process);
      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, NULL));
      g_test_message ("%s", err);
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
      g_assert_nonnull (strstr (err, dir));
      g_assert_nonnull (strstr (err, "Permission denied"));
    }

  g_assert_cmpint (g_chmod (dir, 0700), ==, 0);
  test_folder_remove (dir);
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
test_init_makes_a_store_only_where_nothing_is (void)
{
  char *dir = test_folder_new ();
  g_autofree char *other = g_build_filename (dir, "letters.txt", NULL);
  g_autofree char *lock = g_build_filename (dir, "hark.lock", NULL);
  g_autofree char *unfinished = g_build_filename (dir, "hark.db.new", NULL);
  g_autofree char *code = NULL;
  GStatBuf info;

  g_assert_true (g_file_set_contents (other, "mine", -1, NULL));
  expect_said (
      program_run ("init", "--data", dir, "--name", "T", "--url", "https://example.org", NULL), 1,
      "is not empty");
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_unlink (other), ==, 0);
  g_assert_true (g_file_set_contents (lock, "", -1, NULL));
  g_assert_true (g_file_set_contents (unfinished, "half", -1, NULL));
  g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
  code = program_init (dir);
  g_assert_cmpint (g_stat (dir, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_false (g_file_test (unfinished, G_FILE_TEST_EXISTS));
  test_folder_remove (dir);
}

static void
test_read_only_folder_is_said_at_the_start (void)
{
  static const char *const commands[] = { "run", "check", "config" };
  char *dir = test_folder_new ();
  g_autofree char *fresh = g_build_filename (dir, "store", NULL);
  g_autofree char *code = program_init (fresh);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *const argv[] = { program_get_path (), commands[i], "--data", fresh, NULL };
      int status;
      g_autofree char *out = program_run_read_only (fresh, argv, &status);

      if (out == NULL)
        {
          g_test_skip ("no mount namespace here");
          break;
        }
      g_test_message ("%s", out);
      g_assert_cmpint (status, ==, 1);
      g_assert_true (strstr (out, "can only be read") != NULL
                     || strstr (out, "Read-only file system") != NULL);
    }
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
  g_autoptr (ProgramResult) all = NULL, one = NULL, unknown = NULL;

  program_expect (program_run ("config", "--data", dir, "portal.enabled", "off", NULL), 0);
  program_expect (program_run ("config", "--data", dir, "portal.enabled", "maybe", NULL), 2);
  expect_said (program_run ("config", "--data", dir, "zone", "UTC", NULL), 2, "an Admin does");
  unknown = program_run ("config", "--data", dir, "nothing", NULL);
  g_assert_nonnull (strstr (unknown->err, "nothing: there is no setting of this name"));
  program_expect (g_steal_pointer (&unknown), 2);
  program_expect (program_run ("config", "--data", dir, "url", "http://example.org", NULL), 2);
  one = program_run ("config", "--data", dir, "portal.enabled", NULL);
  g_assert_cmpstr (one->out, ==, "off\n");
  all = program_run ("config", "--data", dir, NULL);
  g_assert_cmpstr (
      all->out, ==,
      "gate.per-source=512\nmail.from=\nmail.password-file=\nmail.tls=required\nmail.url=off\n"
      "mail.user=\nname=Testhaus\nportal.accounts=on\nportal.enabled=off\nportal.rate="
      "60\n"
      "portal.require-locked-memory=off\nportal.security-question=on\nrun.require-sandbox=off\n"
      "url=http://127.0.0.1:8080\nzone=Europe/Berlin\n");
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

/* What `run` says on standard error where it is to end with 1. (transfer full) */
static char *
expect_refusal (const char *dir, GSpawnChildSetupFunc setup)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  char *err = NULL;

  g_subprocess_launcher_set_child_setup (launcher, setup, NULL, NULL);
  process = g_subprocess_launcher_spawn (launcher, &error, program_get_path (), "run", "--data",
                                         dir, "--listen", "127.0.0.1:0", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_cmpstr (out, ==, "");
  g_assert_cmpuint (strcspn (err, "\n"), ==, strlen (err) - 1);
  return err;
}

static void
test_unlocked_memory_is_said_or_refused (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir), *err = NULL, *said = NULL;
  g_autofree char *log = g_strconcat (dir, ".log", NULL);

  program_finish (program_start (dir, forbid_locking, log), SIGTERM);
  g_assert_true (g_file_get_contents (log, &said, NULL, NULL));
  g_assert_nonnull (strstr (said, "memory cannot be locked and may be swapped to disk"));
  g_assert_nonnull (strstr (said, "LimitMEMLOCK"));
  g_assert_cmpint (g_unlink (log), ==, 0);

  program_expect (program_run ("config", "--data", dir, "portal.require-locked-memory", "on", NULL),
                  0);
  err = expect_refusal (dir, forbid_locking);
  g_assert_nonnull (strstr (err, "LimitMEMLOCK"));
  test_folder_remove (dir);
}

static void
test_portal_accounts_without_a_policy_are_said (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir), *before = NULL, *said = NULL;
  g_autofree char *log = g_strconcat (dir, ".log", NULL);

  program_finish (program_start (dir, NULL, log), SIGTERM);
  g_assert_true (g_file_get_contents (log, &before, NULL, NULL));
  g_assert_null (strstr (before, "portal.accounts"));

  program_expect (program_run ("config", "--data", dir, "portal.accounts", "on", NULL), 0);
  program_finish (program_start (dir, NULL, log), SIGTERM);
  g_assert_true (g_file_get_contents (log, &said, NULL, NULL));
  g_assert_nonnull (strstr (said, "portal.accounts is on, but nobody can sign in"));
  g_assert_cmpint (g_unlink (log), ==, 0);
  test_folder_remove (dir);
}

static void
test_missing_sandbox_is_said_or_refused (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir), *err = NULL;

  program_finish (program_start (dir, old_kernel_pretend, NULL), SIGTERM);
  program_expect (program_run ("config", "--data", dir, "run.require-sandbox", "on", NULL), 0);
  err = expect_refusal (dir, old_kernel_pretend);
  g_assert_nonnull (strstr (err, "sandbox: no Landlock in this kernel, no system call filter"));
  g_assert_nonnull (strstr (err, "run.require-sandbox"));
  test_folder_remove (dir);
}

/* ---- caged ---- */

static void
expect_status (const char *pid, const char *thread, const char *line)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "task", thread, "status", NULL);
  g_autofree char *status = NULL;

  /* a thread may have ended meanwhile */
  if (g_file_get_contents (path, &status, NULL, NULL))
    g_assert_nonnull (strstr (status, line));
}

static void
test_every_thread_is_in_the_sandbox (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  Program running = program_start (dir, NULL, NULL);
  const char *pid = g_subprocess_get_identifier (running.process);
  g_autofree char *path = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr (GDir) threads = g_dir_open (path, 0, NULL);
  const char *thread;
  guint n = 0;

  for (; (thread = g_dir_read_name (threads)) != NULL; n++)
    {
      expect_status (pid, thread, "\nNoNewPrivs:\t1\n");
      expect_status (pid, thread, "\nSeccomp:\t2\n");
    }
  g_assert_cmpuint (n, >, 5);
  program_finish (running, SIGTERM);
  test_folder_remove (dir);
}

/* An attachment of a ticket, as @actor sends and reads it. */
static HarkId
attach (World *world, Actor *actor, Ticket *ticket, const guint8 *data, gsize length)
{
  g_autoptr (JsonObject) op = NULL;
  g_autofree char *text = NULL, *json = NULL, *path = NULL;
  HarkId id;

  hark_id_random (&id);
  text = hark_id_to_string (&id);
  json = g_strdup_printf ("{\"id\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}", text, length);
  path = g_strconcat (HARK_API_BLOBS "/", text, NULL);
  json_object_unref (harness_ask (world->harness, "POST", HARK_API_BLOBS, actor->token, json, 200));
  reply_free (harness_send (world->harness, "PATCH", path, actor->token, "Upload-Offset: 0\r\n",
                            data, length));
  op = op_message (world, ticket, actor, "see the file");
  op_add (world, op, ticket, actor, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, &id);
  world_expect (world, actor, g_steal_pointer (&op), "applied");
  return id;
}

static guint
read_attachment (World *world, Actor *actor, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *path = g_strconcat (HARK_API_BLOBS "/", text, NULL);
  g_autoptr (Reply) reply = harness_send (world->harness, "GET", path, actor->token, NULL, NULL, 0);

  return reply->status;
}

/* blobs/xx becomes a link to a folder outside, which has a file of that name. */
static void
lead_outside (const char *dir, const char *outside, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *byte = g_strdup_printf ("%02x", id->bytes[0]);
  g_autofree char *folder = g_build_filename (dir, "blobs", byte, NULL);
  g_autofree char *file = g_build_filename (folder, text, NULL);
  g_autofree char *moved = g_build_filename (outside, text, NULL);

  g_assert_cmpint (g_rename (file, moved), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (symlink (outside, folder), ==, 0);
}

static void
test_planted_link_leads_nowhere (void)
{
  static const guint8 data[1040];
  static const GSpawnChildSetupFunc kernels[] = { old_kernel_pretend, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kernels); i++)
    {
      char *dir = test_folder_new (), *outside = test_folder_new ();
      g_autofree char *code = program_init (dir);
      Program running = program_start (dir, kernels[i], NULL);
      World *world = world_new_on (harness_new_for (dir, code, running.port));
      g_autoptr (Ticket) ticket = world_submit (world, world_first (world), "canary-bilby");
      HarkId id = attach (world, world_first (world), ticket, data, sizeof data);

      g_assert_cmpuint (read_attachment (world, world_first (world), &id), ==, 200);
      lead_outside (dir, outside, &id);
      /* without Landlock it is served: it is the sandbox that refuses, like a disk that fails */
      g_assert_cmpuint (read_attachment (world, world_first (world), &id), ==,
                        kernels[i] != NULL ? 200 : 503);
      program_finish (running, SIGTERM);
      world_free (world);
      test_folder_remove (outside);
      test_folder_remove (dir);
    }
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
  g_test_add_func ("/run/word", test_word_too_many_is_named_and_the_call_shown);
  g_test_add_func ("/run/locale", test_name_is_utf8_in_every_locale);
  g_test_add_func ("/run/rights", test_store_of_somebody_else_is_not_called_missing);
  g_test_add_func ("/run/init", test_init_makes_one_store_or_none);
  g_test_add_func ("/run/init-elsewhere", test_init_makes_a_store_only_where_nothing_is);
  g_test_add_func ("/run/read-only", test_read_only_folder_is_said_at_the_start);
  g_test_add_func ("/run/init-zone", test_init_takes_the_machines_zone);
  g_test_add_func ("/run/config", test_config_lists_shows_and_sets);
  g_test_add_func ("/run/one-server", test_one_server_runs_on_a_store_and_ends_cleanly);
  g_test_add_func ("/run/locked-memory", test_unlocked_memory_is_said_or_refused);
  g_test_add_func ("/run/policy", test_portal_accounts_without_a_policy_are_said);
  g_test_add_func ("/run/sandbox", test_missing_sandbox_is_said_or_refused);
  g_test_add_func ("/run/threads", test_every_thread_is_in_the_sandbox);
  g_test_add_func ("/run/link", test_planted_link_leads_nowhere);
  g_test_add_func ("/run/kill", test_what_was_acknowledged_survives_kill);

  return g_test_run ();
}

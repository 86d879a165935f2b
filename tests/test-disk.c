/* test-disk.c: a desktop whose disk fails: what was said to be kept is kept, what failed says so,
 * and is not there afterwards; drafts survive */
#include <string.h>

#include "app-client-draft.h"
#include "cheap-password.h"
#include "device.h"
#include "faulty.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-sqlite.h"
#include "program.h"

#define MAX_CALLS 200 /* of one kind in the scenario: more is a loop */

typedef struct
{
  Device device;
  HarkId ticket;
  char *number;
  GHashTable *kept;   /* texts of notes that the client promised to send */
  GHashTable *failed; /* of those that it said it could not keep */
  char *draft;        /* the newest that was said to be on disk */
  guint waiting;      /* notes that were kept and not yet sent */
  guint refused;
} Scene;

static void
scene_set_up (Scene *s, gconstpointer unused)
{
  g_autoptr (AppTicket) ticket = NULL;

  device_set_up (&s->device, NULL);
  s->ticket = device_submit (&s->device, "paid twice", NULL);
  device_sync (s->device.client);
  ticket = device_load (s->device.client, &s->ticket);
  s->number = g_strdup (ticket->number);
  s->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  s->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
scene_tear_down (Scene *s, gconstpointer unused)
{
  g_hash_table_unref (s->kept);
  g_hash_table_unref (s->failed);
  g_free (s->draft);
  g_free (s->number);
  device_tear_down (&s->device, NULL);
}

/* In words, and as what it is. */
static void
expect_words (Scene *s, GError *error)
{
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  g_assert_cmpuint (strlen (error->message), >, 10);
  s->refused++;
  g_error_free (error);
}

static void
write_note (Scene *s, const char *text)
{
  AppAction action = { .type = APP_ACTION_NOTE, .ticket = s->ticket, .text = text };
  GError *error = NULL;

  if (app_client_act_sync (s->device.client, &action, NULL, &error))
    {
      g_hash_table_add (s->kept, g_strdup (text));
      s->waiting++;
      return;
    }
  g_hash_table_add (s->failed, g_strdup (text));
  expect_words (s, error);
}

static void
write_draft (Scene *s, const char *text)
{
  g_autoptr (AppKeptDraft) draft = app_kept_draft_new (&s->ticket, APP_DRAFT_ANSWER_KIND);
  GError *error = NULL;

  draft->text = g_strdup (text);
  app_client_save_draft (s->device.client, draft);
  if (!app_client_flush_drafts_sync (s->device.client, &error))
    {
      expect_words (s, error);
      return;
    }
  g_free (s->draft);
  s->draft = g_strdup (text);
}

static void
read_list (Scene *s)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_sync (s->device.client, &error);

  if (list == NULL)
    expect_words (s, error);
  else
    g_assert_cmpuint (list->len, ==, 1);
}

/* What waits is on the disk, for whoever comes after the power was cut. */
static void
expect_after (Scene *s, FaultyEnd end)
{
  char *dir = test_folder_new ();
  g_autofree char *path = g_build_filename (dir, "outbox.db", NULL);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  HarkSqlite *db;
  gint64 n = -1;

  faulty_copy (s->device.home, end, dir);
  db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (
      hark_sqlite_read_int (db, "SELECT count (*) FROM operation WHERE problem IS NULL", &n, NULL));
  g_assert_cmpint (n, >=, s->waiting);
  n = -1;
  g_assert_true (hark_sqlite_read_int (db, "SELECT count (*) FROM draft", &n, NULL));
  g_assert_cmpint (n, >=, s->draft != NULL ? 1 : 0);
  g_assert_true (hark_sqlite_check (db, faults, NULL));
  g_assert_cmpuint (faults->len, ==, 0);
  hark_sqlite_close (db);
  test_folder_remove (dir);
}

/* Each that was kept is there once, none of those that failed. */
static void
expect_notes (Scene *s)
{
  g_autoptr (AppTicket) ticket = device_load (s->device.client, &s->ticket);
  guint kept = 0;

  for (guint i = 0; i < ticket->entries->len; i++)
    {
      const char *text = device_entry (ticket, i)->text;

      kept += text != NULL && g_hash_table_contains (s->kept, text) ? 1 : 0;
      g_assert_true (text == NULL || !g_hash_table_contains (s->failed, text));
    }
  g_assert_cmpuint (kept, ==, g_hash_table_size (s->kept));
}

static void
expect_draft (Scene *s, const char *text)
{
  g_autoptr (AppKeptDraft) draft
      = app_client_get_draft (s->device.client, &s->ticket, APP_DRAFT_ANSWER_KIND);

  g_assert_cmpstr (draft != NULL ? draft->text : NULL, ==, text);
}

/* How many calls failed. */
static guint
live_through (Scene *s, const FaultyKind *kind, guint nth, gboolean lasting)
{
  static guint round;
  g_autofree char *note = g_strdup_printf ("what I found, %u", ++round);
  g_autofree char *other = g_strdup_printf ("and then, %u", round);
  g_autofree char *draft = g_strdup_printf ("half written, %u", round);
  GError *error = NULL;
  guint failed;

  faulty_begin (s->device.home, kind, nth, lasting);
  write_note (s, note);
  write_draft (s, draft);
  read_list (s);
  write_note (s, other);
  expect_after (s, FAULTY_KILL);
  expect_after (s, FAULTY_POWER);
  if (!app_client_sync_sync (s->device.client, &error))
    expect_words (s, error);
  failed = faulty_end ();

  /* by itself */
  expect_draft (s, draft);
  device_sync (s->device.client);
  g_assert_cmpuint (app_client_get_waiting (s->device.client), ==, 0);
  s->waiting = 0;
  expect_notes (s);
  return failed;
}

static void
sweep (Scene *s, const FaultyKind *kind, guint step, gboolean lasting)
{
  guint nth = 1 + (guint)(kind - faulty_kinds) % step;

  while (nth < MAX_CALLS && live_through (s, kind, nth, lasting) > 0)
    nth += step;
  g_assert_cmpuint (nth, <, MAX_CALLS);
  g_test_message ("up to %u: %u were refused", nth, s->refused);

  write_draft (s, "the last words");
  device_restart (&s->device);
  expect_draft (s, "the last words");
  expect_notes (s);
}

static void
test_disk_that_fails_once (Scene *s, gconstpointer kind)
{
  sweep (s, kind, ((const FaultyKind *)kind)->call == FAULTY_SYNC ? 1 : 5, FALSE);
}

static void
test_disk_that_fails_from_then_on (Scene *s, gconstpointer kind)
{
  sweep (s, kind, ((const FaultyKind *)kind)->call == FAULTY_SYNC ? 1 : 9, TRUE);
}

/* A client that cannot begin says why, throws nothing away, and begins once it can. */
static void
test_start_on_a_disk_that_fails (Scene *s, gconstpointer data)
{
  const FaultyKind *kind = data;
  Device *device = &s->device;
  guint nth = 1, failed;

  write_draft (s, "half written");
  write_note (s, "not sent yet");
  do
    {
      g_autoptr (GError) error = NULL;
      gboolean open;

      device_close (device->client);
      device->client = device_open (device->home);
      faulty_begin (device->home, kind, nth, TRUE);
      nth++;
      open = app_client_unlock_sync (device->client, DEVICE_PASSWORD, &error);
      failed = faulty_end ();
      if (!open)
        expect_words (s, g_steal_pointer (&error));

      device_unlock (device->client);
      expect_draft (s, "half written");
      g_assert_cmpuint (app_client_get_waiting (device->client), ==, 1);
      /* from the cache, which is still there */
      g_assert_true (app_client_find_number (device->client, s->number, &s->ticket));
    }
  while (failed > 0 && nth < MAX_CALLS);

  /* a start writes nothing that it need not */
  g_assert_true (nth > 4 || (kind->call != FAULTY_OPEN && kind->call != FAULTY_READ));
  g_assert_cmpuint (nth, <, MAX_CALLS);
  device_sync (device->client);
  expect_notes (s);
}

/* ------------------------------------------------------------------ a read-only folder */

/* For hark-cli. */
static void
real_password_set_up (Scene *s, gconstpointer unused)
{
  cheap_password_set (FALSE);
  scene_set_up (s, NULL);
}

static void
real_password_tear_down (Scene *s, gconstpointer unused)
{
  scene_tear_down (s, NULL);
  cheap_password_set (TRUE);
}

/* What hark-cli printed. (transfer full) */
static char *
run (Scene *s, const char *command, const char *argument, const char *other, int *code)
{
  const char *const argv[]
      = { g_getenv ("HARK_CLI"), "--home", s->device.home, command, argument, other, NULL };

  return program_run_read_only (s->device.home, argv, code);
}

static void
test_read_only_folder_is_read (Scene *s, gconstpointer unused)
{
  g_autofree char *list = NULL, *show = NULL, *note = NULL, *waiting = NULL;
  int code;

  write_note (s, "not sent yet");
  device_close (g_steal_pointer (&s->device.client));
  g_assert_true (g_setenv ("HARK_PASSWORD", DEVICE_PASSWORD, TRUE));

  list = run (s, "list", NULL, NULL, &code);
  if (list == NULL)
    {
      g_test_skip ("no mount namespace here");
      return;
    }
  g_assert_cmpint (code, ==, 0);
  g_assert_nonnull (strstr (list, "paid twice"));
  show = run (s, "show", s->number, NULL, &code);
  g_assert_cmpint (code, ==, 0);
  g_assert_nonnull (strstr (show, "not sent yet"));
  waiting = run (s, "outbox", NULL, NULL, &code);
  g_assert_cmpint (code, ==, 0);
  note = run (s, "note", s->number, "words", &code);
  g_assert_cmpint (code, ==, 1);
  g_assert_nonnull (strstr (note, "can only be read"));

  s->device.client = device_open (s->device.home);
  device_unlock (s->device.client);
  device_sync (s->device.client);
  expect_notes (s);
}

static void
add (const char *when, const FaultyKind *kind, void (*test) (Scene *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/disk/", when, "/", kind->name, NULL);

  g_test_add (path, Scene, kind, scene_set_up, test, scene_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  faulty_install ();

  for (guint i = 0; i < faulty_n_kinds; i++)
    {
      add ("once", &faulty_kinds[i], test_disk_that_fails_once);
      add ("lasting", &faulty_kinds[i], test_disk_that_fails_from_then_on);
      add ("start", &faulty_kinds[i], test_start_on_a_disk_that_fails);
    }
  g_test_add ("/disk/read-only", Scene, NULL, real_password_set_up, test_read_only_folder_is_read,
              real_password_tear_down);
  return g_test_run ();
}

/* test-draft-lost.c: what is half written goes with a deleted ticket, and is given to its author
 * where access was lost; of neither ticket a byte stays on the device */
#include "pair.h"

#include "app-client-draft.h"
#include "app-client-read.h"
#include "app-outbox.h"
#include "app-setting-draft.h"
#include "folder.h"
#include "hark-error.h"
#include "job-backup.h"
#include "srv-eraser.h"
#include "store-erase.h"

#include <glib/gstdio.h>
#include <string.h>

#define WAIT (60 * G_TIME_SPAN_SECOND)

static void
save (AppClient *client, const HarkId *ticket, const char *kind, const char *text)
{
  g_autoptr (AppKeptDraft) draft = app_kept_draft_new (ticket, kind);

  draft->text = g_strdup (text);
  app_client_save_draft (client, draft);
}

static void
flush (AppClient *client)
{
  GError *error = NULL;

  app_client_flush_drafts_sync (client, &error);
  g_assert_no_error (error);
}

static void
expect_draft (AppClient *client, const HarkId *ticket, const char *kind, const char *text)
{
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (client, ticket, kind);

  g_assert_cmpstr (draft != NULL ? draft->text : NULL, ==, text);
}

static gint64
count_rows (const char *home)
{
  g_autofree char *path = g_build_filename (home, "outbox.db", NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);

  return hark_sqlite_get_int (db, "SELECT count (*) FROM draft", -1);
}

/* Of the newest row: what must be nowhere afterwards. */
static GBytes *
get_sealed (const char *home)
{
  g_autofree char *path = g_build_filename (home, "outbox.db", NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (db, "SELECT substr (sealed, 1, 32) FROM draft ORDER BY changed DESC");

  g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
  return hark_stmt_get_bytes (stmt, 0);
}

/* Files below @folder that hold these bytes, logs of databases too, or are called so. */
static guint
count_traces (const char *folder, gconstpointer bytes, gsize length, const char *called)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n += count_traces (path, bytes, length, called);
      else if ((called != NULL && g_str_has_prefix (name, called))
               || (g_file_get_contents (path, &data, &size, NULL)
                   && memmem (data, size, bytes, length) != NULL))
        {
          g_test_message ("in %s", path);
          n++;
        }
    }

  return n;
}

static guint
count_id (const char *home, const HarkId *id)
{
  g_autofree char *hex = hark_id_to_string (id);

  return count_traces (home, id->bytes, HARK_ID_LEN, hex)
         + count_traces (home, hex, strlen (hex), NULL);
}

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, HARNESS_NOW, error);
}

static void
wait_for_eraser (Pair *f)
{
  SrvEraser *eraser = harness_get_context (f->anna.server)->eraser;

  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
}

static void
delete_ticket (Pair *f)
{
  const AppAction propose
      = { .type = APP_ACTION_PROPOSE_DELETE, .ticket = f->ticket, .reason = "it was a test" };
  const AppAction confirm = { .type = APP_ACTION_CONFIRM_DELETE, .ticket = f->ticket };

  device_act (f->anna.client, &propose);
  device_sync (f->anna.client);
  device_sync (f->ben);
  device_act (f->ben, &confirm);
  device_sync (f->ben);
  wait_for_eraser (f);
}

/* Told why, and let go of. */
static void
take_words (AppClient *client, const AppRefused *item, const char *type, const char *text,
            const char *number)
{
  GError *error = NULL;

  g_assert_cmpint (item->reason, ==, APP_REFUSED_NO_ACCESS);
  g_assert_cmpstr (item->type, ==, type);
  g_assert_cmpstr (item->text, ==, text);
  g_assert_cmpstr (item->number, ==, number);
  g_assert_false (item->is_draft);
  app_client_acknowledge_refused_sync (client, &item->op, &error);
  g_assert_no_error (error);
}

static void
expect_not_delivered (AppClient *client, const char *type, const char *text, const char *number)
{
  g_autoptr (GPtrArray) list = pair_list_refused (client);

  g_assert_cmpuint (list->len, ==, 1);
  take_words (client, list->pdata[0], type, text, number);
}

/* Text, attachments, drafts of every kind, what was seen and not yet told, what waits. */
static void
test_nothing_of_a_deleted_ticket_stays_on_a_device (Pair *f, gconstpointer unused)
{
  static const char *const kinds[]
      = { APP_DRAFT_NOTE_KIND, APP_DRAFT_CLOSE_KIND, APP_DRAFT_MODE_KIND, APP_DRAFT_ANSWER_KIND };
  g_autofree char *path = device_make_file (&f->anna, "evidence.bin", 70000);
  const char *files[] = { path, NULL };
  const AppAction answer
      = { .type = APP_ACTION_ANSWER, .ticket = f->ticket, .text = "look at this", .files = files };
  g_autofree char *folder = test_folder_new ();
  g_autofree char *to = g_build_filename (folder, "saved-evidence", NULL);
  g_autoptr (AppTicket) seen = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  const AppFile *file;
  gboolean changed;
  HarkId ids[2];

  device_act (f->anna.client, &answer);
  device_sync (f->anna.client);
  device_sync (f->ben);
  seen = device_load (f->ben, &f->ticket);
  file = device_entry (seen, 1)->files->pdata[0];
  app_client_save_file_sync (f->ben, &f->ticket, &file->object, to, NULL, &error);
  g_assert_no_error (error);
  test_folder_remove (g_steal_pointer (&folder));
  ids[0] = f->ticket;
  ids[1] = file->object;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      save (f->anna.client, &f->ticket, kinds[i], "the wombat's name is");
      save (f->ben, &f->ticket, kinds[i], "the wombat's name is");
    }
  flush (f->anna.client);
  flush (f->ben);
  sealed = get_sealed (f->anna.home);
  g_assert_cmpuint (count_traces (f->anna.home, g_bytes_get_data (sealed, NULL), 32, NULL), >, 0);
  g_assert_cmpint (count_rows (f->anna.home), ==, 4);
  {
    g_autofree char *files_path = g_build_filename (f->colleague->home, "files", NULL);
    g_autoptr (GDir) dir = g_dir_open (files_path, 0, NULL);

    g_assert_nonnull (g_dir_read_name (dir));
  }

  delete_ticket (f);
  app_client_mark_read_sync (f->anna.client, &f->ticket, G_MAXINT32, &changed, NULL);
  device_sync (f->anna.client);
  device_sync (f->ben);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    expect_draft (f->anna.client, &f->ticket, kinds[i], NULL);
  pair_expect_nothing_left (f->anna.client);
  pair_expect_nothing_left (f->ben);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_cmpuint (count_id (f->anna.home, &ids[i]), ==, 0);
      g_assert_cmpuint (count_id (f->colleague->home, &ids[i]), ==, 0);
    }
  g_assert_cmpint (count_rows (f->anna.home), ==, 0);
  g_assert_cmpint (count_rows (f->colleague->home), ==, 0);
  g_assert_cmpuint (count_traces (f->anna.home, g_bytes_get_data (sealed, NULL), 32, NULL), ==, 0);
  {
    g_autofree char *files_path = g_build_filename (f->colleague->home, "files", NULL);
    g_autoptr (GDir) dir = g_dir_open (files_path, 0, NULL);

    g_assert_null (g_dir_read_name (dir));
  }
}

/* A screen that shows it saves once more, whenever it comes to it. */
static void
test_what_is_typed_meanwhile_is_not_kept_of_a_deleted_ticket (Pair *f, gconstpointer unused)
{
  save (f->anna.client, &f->ticket, APP_DRAFT_ANSWER_KIND, "half");
  flush (f->anna.client);
  delete_ticket (f);
  save (f->anna.client, &f->ticket, APP_DRAFT_ANSWER_KIND, "half written");
  device_sync (f->anna.client);
  save (f->anna.client, &f->ticket, APP_DRAFT_ANSWER_KIND, "half written, and more");
  flush (f->anna.client);
  expect_draft (f->anna.client, &f->ticket, APP_DRAFT_ANSWER_KIND, NULL);
  g_assert_cmpint (count_rows (f->anna.home), ==, 0);
  pair_expect_nothing_left (f->anna.client);
  device_restart (&f->anna);
  pair_expect_nothing_left (f->anna.client);
  g_assert_cmpuint (count_id (f->anna.home, &f->ticket), ==, 0);
}

/* What waited to be sent was given away already: that is told, and kept until its author lets go.
 */
static void
test_what_waited_of_a_deleted_ticket_is_told_and_then_gone (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) seen = device_load (f->anna.client, &f->ticket);

  delete_ticket (f);
  device_write (f->anna.client, APP_ACTION_NOTE, &f->ticket, "my own words");
  save (f->anna.client, &f->ticket, APP_DRAFT_NOTE_KIND, "half");
  device_sync (f->anna.client);
  expect_not_delivered (f->anna.client, "note", "my own words", seen->number);
  g_assert_cmpuint (count_id (f->anna.home, &f->ticket), ==, 0);
}

/* The text that was typed last, also where it was not on disk yet. */
static void
test_words_for_a_ticket_that_was_lost_are_given_to_their_author (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) seen = device_load (f->ben, &f->ticket);
  g_autofree char *number = g_strdup (seen->number);

  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "half");
  save (f->ben, &f->ticket, APP_DRAFT_MODE_KIND, "note");
  flush (f->ben);
  colleague_set_role (f->anna.server, f->anna.client, f->colleague, HARK_ROLE_NONE);
  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "half a note");
  device_sync (f->ben);
  g_assert_cmpint (count_rows (f->colleague->home), ==, 0);
  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "half a note"); /* as the screen goes */
  flush (f->ben);
  expect_draft (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, NULL);
  expect_not_delivered (f->ben, "note", "half a note", number);
  g_assert_cmpint (count_rows (f->colleague->home), ==, 0);
  g_assert_cmpuint (count_id (f->colleague->home, &f->ticket), ==, 0);
}

static void
test_a_ticket_that_comes_back_has_drafts_again (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) seen = NULL;

  colleague_set_role (f->anna.server, f->anna.client, f->colleague, HARK_ROLE_NONE);
  device_sync (f->ben);
  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "lost");
  flush (f->ben);
  colleague_set_role (f->anna.server, f->anna.client, f->colleague, HARK_ROLE_PROFESSIONAL);
  device_sync (f->anna.client);
  device_sync (f->ben);
  seen = device_load (f->ben, &f->ticket);
  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "again");
  flush (f->ben);
  device_sync (f->ben);
  expect_draft (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "again");
  g_assert_cmpint (count_rows (f->colleague->home), ==, 1);
}

static void
fetch_first_file (AppClient *client, const HarkId *ticket, const char *to)
{
  g_autoptr (AppTicket) seen = device_load (client, ticket);
  const AppFile *file = device_entry (seen, 0)->files->pdata[0];
  GError *error = NULL;

  app_client_save_file_sync (client, ticket, &file->object, to, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (to), ==, 0);
}

static guint
count_files (const char *home)
{
  g_autofree char *folder = g_build_filename (home, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* As who was away for longer than tombs are kept. */
static void
take_everything_anew (Pair *f)
{
  g_autofree char *cache = g_build_filename (f->colleague->home, "cache.db", NULL);

  device_close (f->ben);
  g_assert_cmpint (g_unlink (cache), ==, 0);
  f->ben = f->colleague->client = device_open (f->colleague->home);
  device_unlock (f->ben);
  device_sync (f->ben);
}

static void
test_a_snapshot_without_it_leaves_no_attachment_and_loses_no_word (Pair *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (&f->anna, "evidence.bin", 70000);
  g_autofree char *to = g_build_filename (f->colleague->home, "saved", NULL);
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->ben);
  const AppAction submit = { .type = APP_ACTION_SUBMIT,
                             .subject = "not sent yet",
                             .text = "What I saw.",
                             .area = ((AppArea *)areas->pdata[0])->id };
  const char *files[] = { path, NULL };
  const HarkId none = { { 0 } };
  HarkId kept = device_submit (&f->anna, "another one", files), waits;

  f->ticket = device_submit (&f->anna, "to be deleted", files);
  device_sync (f->anna.client);
  device_sync (f->ben);
  fetch_first_file (f->ben, &kept, to);
  fetch_first_file (f->ben, &f->ticket, to);
  g_assert_cmpuint (count_files (f->colleague->home), ==, 2);
  waits = device_act (f->ben, &submit);
  save (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, "to whom?");
  save (f->ben, &kept, APP_DRAFT_NOTE_KIND, "stays");
  save (f->ben, &waits, APP_DRAFT_REPORTER_KIND, "stays too");
  save (f->ben, &none, APP_DRAFT_NEW_KIND, "new");
  save (f->ben, &f->colleague->id, APP_DRAFT_SETTING_KIND, "{}"); /* of any scope */
  flush (f->ben);
  harness_write (f->anna.server, decide, &f->ticket);
  wait_for_eraser (f);

  take_everything_anew (f);
  expect_draft (f->ben, &kept, APP_DRAFT_NOTE_KIND, "stays");
  expect_draft (f->ben, &waits, APP_DRAFT_REPORTER_KIND, "stays too");
  expect_draft (f->ben, &none, APP_DRAFT_NEW_KIND, "new");
  expect_draft (f->ben, &f->colleague->id, APP_DRAFT_SETTING_KIND, "{}");
  expect_draft (f->ben, &f->ticket, APP_DRAFT_NOTE_KIND, NULL);
  expect_not_delivered (f->ben, "note", "to whom?", NULL);
  g_assert_cmpuint (count_files (f->colleague->home), ==, 1);
  g_assert_cmpuint (count_id (f->colleague->home, &f->ticket), ==, 0);
}

/* Until then the server could be put back from one that lacks it. */
static void
test_what_was_sent_goes_with_the_next_backup (Pair *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (&f->anna, "evidence.bin", 70000);
  g_autofree char *folder = test_folder_new ();
  g_autofree char *to = g_build_filename (folder, "backup", NULL);
  const char *files[] = { path, NULL };
  const AppAction answer
      = { .type = APP_ACTION_ANSWER, .ticket = f->ticket, .text = "look at this", .files = files };
  g_autoptr (GError) error = NULL;
  JobBackup made;

  device_act (f->ben, &answer);
  device_sync (f->ben);
  harness_write (f->anna.server, decide, &f->ticket);
  wait_for_eraser (f);
  take_everything_anew (f);
  pair_expect_nothing_left (f->ben);
  g_assert_cmpuint (count_files (f->colleague->home), ==, 1);

  job_backup_make (harness_get_dir (f->anna.server), to, HARNESS_NOW, &made, &error);
  g_assert_no_error (error);
  test_folder_remove (g_steal_pointer (&folder));
  device_sync (f->ben);
  g_assert_cmpuint (count_files (f->colleague->home), ==, 0);
  g_assert_cmpuint (count_id (f->colleague->home, &f->ticket), ==, 0);
}

/* The window shows it while the command line learns of the deletion. */
static void
test_another_program_that_took_it_away_loses_no_word (Pair *f, gconstpointer unused)
{
  AppClient *other = device_open (f->anna.home);

  device_unlock (other);
  save (f->anna.client, &f->ticket, APP_DRAFT_NOTE_KIND, "half");
  flush (f->anna.client);
  delete_ticket (f);
  device_sync (other);
  g_assert_cmpint (count_rows (f->anna.home), ==, 0);
  pair_expect_nothing_left (other);
  save (f->anna.client, &f->ticket, APP_DRAFT_NOTE_KIND, "half a note");
  flush (f->anna.client);
  expect_draft (f->anna.client, &f->ticket, APP_DRAFT_NOTE_KIND, NULL);
  save (f->anna.client, &f->ticket, APP_DRAFT_NOTE_KIND, "half a note!");
  flush (f->anna.client);
  g_assert_cmpint (count_rows (f->anna.home), ==, 0);
  expect_not_delivered (f->anna.client, "note", "half a note", NULL);
  device_close (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

#define ADD(path, func)                                                                            \
  g_test_add ("/draft-lost/" path, Pair, NULL, pair_set_up, func, pair_tear_down)
  ADD ("deleted", test_nothing_of_a_deleted_ticket_stays_on_a_device);
  ADD ("typed", test_what_is_typed_meanwhile_is_not_kept_of_a_deleted_ticket);
  ADD ("waited", test_what_waited_of_a_deleted_ticket_is_told_and_then_gone);
  ADD ("lost", test_words_for_a_ticket_that_was_lost_are_given_to_their_author);
  ADD ("back", test_a_ticket_that_comes_back_has_drafts_again);
  ADD ("snapshot", test_a_snapshot_without_it_leaves_no_attachment_and_loses_no_word);
  ADD ("sent", test_what_was_sent_goes_with_the_next_backup);
  ADD ("other", test_another_program_that_took_it_away_loses_no_word);
#undef ADD
  return g_test_run ();
}

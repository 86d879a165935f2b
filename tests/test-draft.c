/* test-draft.c: what is half written outlives the program, the lock and a conflict, and is readable
 * nowhere */
#include <glib/gstdio.h>
#include <string.h>

#include "app-client-draft.h"
#include "device.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-sqlite.h"

#define CANARY "canary-half-written-wombat"

static const HarkId nothing = { { 0 } };

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
put (AppClient *client, const HarkId *ticket, const char *text, const char *why)
{
  GError *error = NULL;

  app_client_put_draft_sync (client, ticket, APP_DRAFT_ANSWER_KIND, text, why, &error);
  g_assert_no_error (error);
}

static void
assert_text (AppClient *client, const HarkId *ticket, const char *kind, const char *text)
{
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (client, ticket, kind);

  g_assert_cmpstr (draft != NULL ? draft->text : NULL, ==, text);
}

static gint64
count_rows (Device *f)
{
  g_autofree char *path = g_build_filename (f->home, "outbox.db", NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);

  g_assert_nonnull (db);
  return hark_sqlite_get_int (db, "SELECT count (*) FROM draft", -1);
}

static void
test_everything_of_a_draft_survives_a_restart (Device *f, gconstpointer unused)
{
  g_autoptr (AppKeptDraft) draft = app_kept_draft_new (&nothing, APP_DRAFT_NEW_KIND);
  g_autoptr (AppKeptDraft) back = NULL;
  /* a file's name is bytes, not text */
  const char *files[] = { "/tmp/a b.pdf", "/tmp/\xff\xfe.bin", NULL };

  draft->subject = g_strdup ("Half a subj");
  draft->text = g_strdup ("  two\n\nlines \"quoted\" \xc3\xbc ");
  draft->reason = g_strdup ("because");
  draft->files = g_strdupv ((char **)files);
  draft->feedback_given = TRUE;
  draft->why = g_strdup ("conflict");
  app_client_save_draft (f->client, draft);
  flush (f->client);
  device_restart (f);

  back = app_client_get_draft (f->client, &nothing, APP_DRAFT_NEW_KIND);
  g_assert_nonnull (back);
  g_assert_cmpstr (back->subject, ==, draft->subject);
  g_assert_cmpstr (back->text, ==, draft->text);
  g_assert_cmpstr (back->reason, ==, draft->reason);
  g_assert_cmpstrv (back->files, files);
  g_assert_true (back->feedback_given);
  g_assert_cmpstr (back->why, ==, "conflict");
  g_assert_null (app_client_get_draft (f->client, &nothing, APP_DRAFT_NOTE_KIND));
}

static void
test_the_newest_of_many_is_what_is_kept (Device *f, gconstpointer unused)
{
  HarkId ticket;

  hark_id_random (&ticket);
  for (guint i = 0; i <= 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);

      save (f->client, &ticket, APP_DRAFT_NOTE_KIND, text);
    }
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "another");
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, "text 300");
  /* not flushed: closing does it */
  device_restart (f);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, "text 300");
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "another");
}

static void
test_locking_keeps_drafts_and_wipes_them_from_memory (Device *f, gconstpointer unused)
{
  HarkId ticket;
  GError *error = NULL;

  hark_id_random (&ticket);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, "before the lock");
  app_client_lock (f->client);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, NULL);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, "while locked");
  g_assert_false (app_client_flush_drafts_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (
      app_client_put_draft_sync (f->client, &ticket, APP_DRAFT_NOTE_KIND, "x", NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_LOCKED);
  g_clear_error (&error);
  device_unlock (f->client);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, "before the lock");
}

static void
on_locking (AppClient *client, gpointer ticket)
{
  save (client, ticket, APP_DRAFT_NOTE_KIND, "the last key");
}

static void
test_a_screen_may_save_until_the_lock (Device *f, gconstpointer unused)
{
  HarkId ticket;

  hark_id_random (&ticket);
  g_signal_connect (f->client, "locking", G_CALLBACK (on_locking), &ticket);
  app_client_lock (f->client);
  device_unlock (f->client);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, "the last key");
  g_signal_handlers_disconnect_by_func (f->client, on_locking, &ticket);
}

static void
test_empty_text_deletes_the_draft (Device *f, gconstpointer unused)
{
  HarkId ticket;

  hark_id_random (&ticket);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, "something");
  flush (f->client);
  g_assert_cmpint (count_rows (f), ==, 1);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, " \n\t");
  flush (f->client);
  g_assert_cmpint (count_rows (f), ==, 0);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, NULL);
  device_restart (f);
  assert_text (f->client, &ticket, APP_DRAFT_NOTE_KIND, NULL);
}

static void
test_no_file_holds_what_is_half_written (Device *f, gconstpointer unused)
{
  static const char *const names[] = { "outbox.db", "outbox.db-wal", "cache.db", "cache.db-wal" };
  HarkId ticket;

  hark_id_random (&ticket);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, CANARY);
  flush (f->client);
  put (f->client, &ticket, CANARY, CANARY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->home, names[i], NULL);
      g_autofree char *data = NULL;
      gsize length;

      if (g_file_get_contents (path, &data, &length, NULL))
        g_assert_null (memmem (data, length, CANARY, strlen (CANARY)));
    }
}

static void
test_what_came_back_stands_behind_what_is_written (Device *f, gconstpointer unused)
{
  g_autoptr (AppKeptDraft) taken = NULL;
  HarkId ticket;

  hark_id_random (&ticket);
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "being written");
  put (f->client, &ticket, "was refused", "conflict");
  /* a screen that has not heard of it goes on writing */
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "being written on");
  taken = app_client_take_put_draft (f->client, &ticket, APP_DRAFT_ANSWER_KIND);
  g_assert_cmpstr (taken->text, ==, "was refused");
  g_assert_null (app_client_take_put_draft (f->client, &ticket, APP_DRAFT_ANSWER_KIND));
  device_restart (f);
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "being written on\n\nwas refused");
}

static void
test_what_came_back_alone_says_why (Device *f, gconstpointer unused)
{
  g_autoptr (AppKeptDraft) back = NULL;
  HarkId ticket;
  GError *error = NULL;
  g_autofree char *long_text = g_strnfill (APP_DRAFT_MAX_TEXT + 1, 'x');

  hark_id_random (&ticket);
  put (f->client, &ticket, "was refused", "gone");
  put (f->client, &ticket, "this too", NULL);
  device_restart (f);
  back = app_client_get_draft (f->client, &ticket, APP_DRAFT_ANSWER_KIND);
  g_assert_cmpstr (back->text, ==, "was refused\n\nthis too");
  g_assert_cmpstr (back->why, ==, "gone");

  g_assert_false (app_client_put_draft_sync (f->client, &ticket, APP_DRAFT_ANSWER_KIND, long_text,
                                             NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
  g_clear_error (&error);
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "was refused\n\nthis too");
}

static void
test_two_programs_on_one_account_lose_nothing (Device *f, gconstpointer unused)
{
  AppClient *other = device_open (f->home);
  g_autoptr (AppKeptDraft) taken = NULL;
  HarkId ticket;

  hark_id_random (&ticket);
  device_unlock (other);
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "in the window");
  flush (f->client);
  put (other, &ticket, "from the command line", "forbidden");
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "in the window, on");
  flush (f->client);
  taken = app_client_take_put_draft (f->client, &ticket, APP_DRAFT_ANSWER_KIND);
  g_assert_cmpstr (taken->text, ==, "from the command line");
  device_close (other);
  device_restart (f);
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND,
               "in the window, on\n\nfrom the command line");
}

static void
test_a_row_does_not_open_as_another_tickets (Device *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->home, "outbox.db", NULL);
  HarkId ticket;

  hark_id_random (&ticket);
  save (f->client, &ticket, APP_DRAFT_NOTE_KIND, "only the team may read this");
  flush (f->client);
  device_close (g_steal_pointer (&f->client));
  {
    g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);

    g_assert_true (hark_sqlite_exec (db, "UPDATE draft SET kind = 'answer'", NULL));
  }
  f->client = device_open (f->home);
  device_unlock (f->client);
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND, NULL);
  /* and is no obstacle */
  save (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "for the reporter");
  flush (f->client);
  device_restart (f);
  assert_text (f->client, &ticket, APP_DRAFT_ANSWER_KIND, "for the reporter");
}

static GPtrArray *
take_back_to_draft (AppClient *client, const HarkId *op, GError **error)
{
  g_autoptr (GPtrArray) taken = app_client_check_return (client, op, error)
                                    ? app_client_take_back_sync (client, op, error)
                                    : NULL;

  return taken != NULL && app_client_return_taken (client, taken, error) ? g_steal_pointer (&taken)
                                                                         : NULL;
}

static void
test_what_was_written_down_goes_back_with_for_whom_it_is (Device *f, gconstpointer unused)
{
  const gint64 heard = g_get_real_time () / G_USEC_PER_SEC - 3 * 24 * 3600;
  const AppInboxKeys keys = { { 1 }, { 2 }, { 3 } };
  AppBehalf behalf
      = { .channel = HARK_CHANNEL_PHONE, .received = heard, .contact = "room 7", .inbox = &keys };
  AppAction action = {
    .type = APP_ACTION_SUBMIT, .subject = "Keys", .text = "Somebody lost keys.", .behalf = &behalf
  };
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (AppKeptDraft) draft = NULL;
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (GError) error = NULL;

  action.area = ((AppArea *)areas->pdata[0])->id;
  device_act (f->client, &action);
  device_act (f->client, &action);
  waiting = app_client_list_waiting_sync (f->client, NULL);
  taken = take_back_to_draft (f->client, &((AppWaiting *)waiting->pdata[0])->op, &error);
  g_assert_no_error (error);
  draft = app_client_get_draft (f->client, &nothing, APP_DRAFT_NEW_KIND);
  g_assert_cmpstr (draft->text, ==, "Somebody lost keys.");
  json = hark_json_parse_object (draft->behalf, strlen (draft->behalf), 4096, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json, "kind"), ==, APP_REPORTER_ANONYMOUS);
  g_assert_cmpint (json_object_get_int_member (json, "channel"), ==, HARK_CHANNEL_PHONE);
  g_assert_cmpint (json_object_get_int_member (json, "received"), ==, heard);
  g_assert_cmpstr (json_object_get_string_member (json, "contact"), ==, "room 7");
  g_assert_true (json_object_get_boolean_member (json, "inbox"));

  /* two people's words never come to stand in one report */
  g_assert_null (take_back_to_draft (f->client, &((AppWaiting *)waiting->pdata[1])->op, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 1);
}

#define TEST(path, function)                                                                       \
  g_test_add (path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("/draft/restart", test_everything_of_a_draft_survives_a_restart);
  TEST ("/draft/newest", test_the_newest_of_many_is_what_is_kept);
  TEST ("/draft/lock", test_locking_keeps_drafts_and_wipes_them_from_memory);
  TEST ("/draft/locking", test_a_screen_may_save_until_the_lock);
  TEST ("/draft/empty", test_empty_text_deletes_the_draft);
  TEST ("/draft/sealed", test_no_file_holds_what_is_half_written);
  TEST ("/draft/put", test_what_came_back_stands_behind_what_is_written);
  TEST ("/draft/why", test_what_came_back_alone_says_why);
  TEST ("/draft/two-programs", test_two_programs_on_one_account_lose_nothing);
  TEST ("/draft/behalf", test_what_was_written_down_goes_back_with_for_whom_it_is);
  TEST ("/draft/other-row", test_a_row_does_not_open_as_another_tickets);

  return g_test_run ();
}

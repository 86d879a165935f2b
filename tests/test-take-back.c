/* test-take-back.c: what waits can be taken back until it may have reached the server, and nothing of it is lost */
#include <glib/gstdio.h>
#include <string.h>

#include "app-build.h"
#include "app-client-person.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-json.h"
#include "pair.h"

static void
test_taken_back_is_never_sent_and_its_words_come_back (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autofree char *path = device_make_file (&f->anna, "wrong.txt", 100);
  const char *const paths[] = { path, NULL };
  AppAction answer = { .type = APP_ACTION_ANSWER, .text = "wrong words", .files = paths };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;
  AppWaiting *item;

  answer.ticket = f->ticket;
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "stays");
  device_act (anna, &answer);
  waiting = pair_list_waiting (anna);
  g_assert_cmpuint (waiting->len, ==, 2);
  item = waiting->pdata[1];
  g_assert_cmpstr (item->type, ==, "message");
  g_assert_cmpstr (item->title, ==, "Invoices paid twice");
  g_assert_cmpuint (item->n_dependents, ==, 0);
  g_assert_false (item->is_on_its_way);
  g_assert_cmpuint (pair_count_spooled (f->anna.home), >, 0);
  taken = app_client_take_back_sync (anna, &item->op, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_cmpstr (((AppWaiting *)taken->pdata[0])->text, ==, "wrong words");
  g_assert_cmpuint (pair_count_spooled (f->anna.home), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (anna), ==, 1);
  g_assert_null (app_client_take_back_sync (anna, &item->op, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "stays", NULL);
}

static void
test_what_depends_goes_back_too (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  AppWaiting *item;

  device_write (anna, APP_ACTION_NOTE, &f->ticket, "independent");
  device_write (anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (anna, APP_ACTION_ANSWER, &f->ticket, "dependent");
  device_close_ticket (anna, &f->ticket, "bye");
  waiting = pair_list_waiting (anna);
  item = waiting->pdata[1];
  g_assert_cmpuint (item->n_dependents, ==, 2);
  taken = app_client_take_back_sync (anna, &item->op, NULL);
  g_assert_cmpuint (taken->len, ==, 3);
  g_assert_cmpstr (((AppWaiting *)taken->pdata[1])->text, ==, "dependent");
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "independent", NULL);
  pair_expect_advisor (f->ben, &f->ticket, NULL);
}

static void
test_what_may_have_reached_the_server_is_not_taken_back (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  AppWaiting *item;

  device_write (anna, APP_ACTION_NOTE, &f->ticket, "perhaps there");
  pair_build_first (anna);
  waiting = pair_list_waiting (anna);
  item = waiting->pdata[0];
  g_assert_true (item->is_on_its_way);
  g_assert_null (app_client_take_back_sync (anna, &item->op, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "perhaps there", NULL);
}

/* A note that may still be undone. */
static HarkId
write_deferred (Pair *f, const char *text)
{
  AppAction note = { .type = APP_ACTION_NOTE, .ticket = f->ticket, .text = text };

  app_client_defer (f->anna.client, &note.op);
  device_act (f->anna.client, &note);

  return note.op;
}

static void
test_what_may_be_undone_stays_here_until_then (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  HarkId op = write_deferred (f, "undone"), other;
  g_autoptr (AppTicket) shown = device_load (anna, &f->ticket);
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;

  /* it shows at once; neither it nor what stands behind it goes, and nothing else waits for them */
  g_assert_cmpuint (shown->entries->len, ==, 2);
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "behind it");
  device_submit (&f->anna, "Another ticket", NULL);
  pair_sync (f);
  g_assert_cmpuint (app_client_get_waiting (anna), ==, 2);
  pair_expect_texts (f->ben, &f->ticket, NULL);

  taken = app_client_take_back_sync (anna, &op, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 1);
  app_client_send_deferred (anna, &op);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "behind it", NULL);

  other = write_deferred (f, "meant so");
  pair_sync (f);
  g_assert_cmpuint (app_client_get_waiting (anna), ==, 1);
  app_client_send_deferred (anna, &other);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "behind it", "meant so", NULL);
  pair_expect_nothing_left (anna);
}

static void
test_another_start_sends_what_could_be_undone (Pair *f, gconstpointer unused)
{
  write_deferred (f, "meant so");
  device_restart (&f->anna);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "meant so", NULL);
}

/* --- a ticket that waits itself --- */

static void
test_unsent_ticket_is_continued_and_goes_out_in_order (Pair *f, gconstpointer unused)
{
  AppClient *anna;
  AppAction more = { .type = APP_ACTION_ANSWER, .as_reporter = TRUE };
  AppAction team = { .type = APP_ACTION_NOTE, .text = "not yet" };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  HarkId ticket, found;

  harness_stop (f->anna.server);
  ticket = device_submit (&f->anna, "Written on the train", NULL);
  more.ticket = team.ticket = ticket;
  more.text = "first";
  device_act (f->anna.client, &more);
  more.text = "second";
  device_act (f->anna.client, &more);
  g_assert_false (app_client_act_sync (f->anna.client, &team, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "waits to be sent"));
  device_restart (&f->anna);
  anna = f->anna.client;

  waiting = pair_list_waiting (anna);
  g_assert_cmpuint (waiting->len, ==, 3);
  g_assert_cmpuint (((AppWaiting *)waiting->pdata[0])->n_dependents, ==, 2);
  g_assert_true (app_client_find_submission (anna, &((AppWaiting *)waiting->pdata[0])->op, &found));
  g_assert_true (hark_id_equal (&found, &ticket));
  g_assert_false (
      app_client_find_submission (anna, &((AppWaiting *)waiting->pdata[1])->op, &found));
  loaded = device_load (anna, &ticket);
  g_assert_null (loaded->number);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_true (device_entry (loaded, 2)->from_reporter && device_entry (loaded, 2)->waiting);
  g_assert_true (hark_id_equal (&loaded->submission, &((AppWaiting *)waiting->pdata[0])->op));

  device_start_server (&f->anna);
  device_sync (f->anna.client);
  pair_expect_texts (f->anna.client, &ticket, "first", "second", NULL);
  pair_expect_nothing_left (f->anna.client);
  g_assert_false (
      app_client_find_submission (f->anna.client, &((AppWaiting *)waiting->pdata[0])->op, &found));
}

static void
test_submission_is_taken_back_with_all_that_follows (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  HarkId ticket = device_submit (&f->anna, "Never mind", NULL);
  AppAction more
      = { .type = APP_ACTION_ANSWER, .ticket = ticket, .text = "more", .as_reporter = TRUE };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;

  device_act (anna, &more);
  waiting = pair_list_waiting (anna);
  taken = app_client_take_back_sync (anna, &((AppWaiting *)waiting->pdata[0])->op, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 2);
  g_assert_null (app_client_load_ticket_sync (anna, &ticket, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_assert_cmpuint (test_folder_count_files_with (f->anna.home, "Never mind"), ==, 0);
}

#define ADD(path, func) g_test_add ("/take-back/" path, Pair, NULL, pair_set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_taken_back_is_never_sent_and_its_words_come_back);
  ADD ("dependents", test_what_depends_goes_back_too);
  ADD ("too-late", test_what_may_have_reached_the_server_is_not_taken_back);
  ADD ("deferred", test_what_may_be_undone_stays_here_until_then);
  ADD ("deferred-restart", test_another_start_sends_what_could_be_undone);
  ADD ("unsent", test_unsent_ticket_is_continued_and_goes_out_in_order);
  ADD ("submission", test_submission_is_taken_back_with_all_that_follows);

  return g_test_run ();
}

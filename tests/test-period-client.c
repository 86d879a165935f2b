/* test-period-client.c: deadlines by hand between two desktops: offline, at the same time, and what
 * a server may not say of them */
#include "pair.h"

#include "app-client-outbox.h"
#include "app-client-period.h"
#include "app-client-private.h"
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

#define NAME "canary-otter: hear the witness"

static AppTicket *
load (AppClient *client, const HarkId *ticket)
{
  g_autoptr (GError) error = NULL;
  AppTicket *loaded = app_client_load_ticket_sync (client, ticket, &error);

  g_assert_no_error (error);
  return loaded;
}

static const AppPeriod *
find (AppTicket *ticket, const char *name)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->name, name))
      return ticket->periods->pdata[i];

  return NULL;
}

static gint64
day (AppClient *client, guint month, guint of_month)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)of_month, (GDateMonth)month, 2027);
  return app_client_get_due (client, &date);
}

static void
add (AppClient *client, const HarkId *ticket, const char *name, gint64 due)
{
  AppAction action = { .type = APP_ACTION_ADD_PERIOD,
                       .ticket = *ticket,
                       .subject = name,
                       .due = due,
                       .remind = { { 5, 1 }, 2 } };

  device_act (client, &action);
}

static void
act (AppClient *client, const HarkId *ticket, const char *name, AppActionType type, gint64 due)
{
  g_autoptr (AppTicket) loaded = load (client, ticket);
  AppAction action = { .type = type, .ticket = *ticket, .due = due };

  g_assert_nonnull (find (loaded, name));
  action.period = find (loaded, name)->id;
  device_act (client, &action);
}

static void
test_a_deadline_reaches_the_other_with_its_name (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (AppTicket) here = NULL, there = NULL, done = NULL, gone = NULL;
  gint64 due = day (anna, 3, 1);
  const AppPeriod *period;
  const AppHistory *history;

  add (anna, &f->ticket, NAME, due);
  here = load (anna, &f->ticket);
  g_assert_true (find (here, NAME)->waiting);
  pair_sync (f);
  there = load (f->ben, &f->ticket);
  period = find (there, NAME);
  g_assert_nonnull (period);
  g_assert_cmpstr (period->kind, ==, "hand");
  g_assert_cmpint (period->due, ==, due);
  g_assert_cmpuint (period->remind.n_days, ==, 2);
  g_assert_false (period->waiting);
  g_assert_cmpint (there->trust, ==, APP_TRUST_VERIFIED);
  history = there->history->pdata[there->history->len - 1];
  g_assert_cmpstr (history->type, ==, "add-period");
  g_assert_cmpstr (history->period, ==, NAME);
  g_assert_cmpint (history->due, ==, due);

  act (f->ben, &f->ticket, NAME, APP_ACTION_FULFIL_PERIOD, 0);
  pair_sync (f);
  pair_sync (f);
  done = load (anna, &f->ticket);
  g_assert_cmpint (find (done, NAME)->done, !=, 0);
  history = done->history->pdata[done->history->len - 1];
  g_assert_cmpstr (history->period, ==, NAME);
  act (anna, &f->ticket, NAME, APP_ACTION_REMOVE_PERIOD, 0);
  pair_sync (f);
  pair_sync (f);
  gone = load (f->ben, &f->ticket);
  g_assert_null (find (gone, NAME));
  g_assert_cmpint (gone->trust, ==, APP_TRUST_VERIFIED);
  pair_expect_nothing_left (anna);
  pair_expect_nothing_left (f->ben);
}

/* Nothing is sent in between: each builds on the one before, of which the server has seen nothing.
 */
static void
test_everything_is_possible_offline (Pair *f, gconstpointer unused)
{
  AppClient *anna;
  g_autoptr (AppTicket) here = NULL, there = NULL;
  gint64 due;

  anna = f->anna.client;
  due = day (anna, 3, 1);
  add (anna, &f->ticket, NAME, due);
  add (anna, &f->ticket, "other", due);
  act (anna, &f->ticket, NAME, APP_ACTION_CHANGE_PERIOD, due + 86400);
  act (anna, &f->ticket, NAME, APP_ACTION_FULFIL_PERIOD, 0);
  act (anna, &f->ticket, NAME, APP_ACTION_UNFULFIL_PERIOD, 0);
  act (anna, &f->ticket, NAME, APP_ACTION_CHANGE_PERIOD, due + 2 * 86400);
  act (anna, &f->ticket, NAME, APP_ACTION_FULFIL_PERIOD, 0);
  act (anna, &f->ticket, "other", APP_ACTION_FULFIL_PERIOD, 0);
  act (anna, &f->ticket, "other", APP_ACTION_REMOVE_PERIOD, 0);
  /* what the first answer begins does not stand in its way */
  device_write (anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  act (anna, &f->ticket, "feedback", APP_ACTION_FULFIL_PERIOD, 0);
  device_restart (&f->anna);
  anna = f->anna.client;
  here = load (anna, &f->ticket);
  g_assert_cmpint (find (here, NAME)->due, ==, due + 2 * 86400);
  g_assert_cmpint (find (here, NAME)->done, !=, 0);
  g_assert_null (find (here, "other"));

  pair_sync (f);
  pair_sync (f);
  pair_expect_nothing_left (anna);
  there = load (f->ben, &f->ticket);
  g_assert_cmpint (find (there, NAME)->due, ==, due + 2 * 86400);
  g_assert_cmpint (find (there, NAME)->done, !=, 0);
  g_assert_cmpint (find (there, "feedback")->done, !=, 0);
  g_assert_null (find (there, "other"));
  g_assert_cmpint (there->trust, ==, APP_TRUST_VERIFIED);
}

static void
test_two_at_once_are_told (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) there = NULL;
  g_autoptr (GError) error = NULL;
  gint64 due = day (anna, 3, 1);

  add (anna, &f->ticket, NAME, due);
  pair_sync (f);
  act (anna, &f->ticket, NAME, APP_ACTION_CHANGE_PERIOD, due + 86400);
  act (f->ben, &f->ticket, NAME, APP_ACTION_CHANGE_PERIOD, due + 2 * 86400);
  device_sync (anna);
  device_sync (f->ben);
  refused = pair_list_refused (f->ben);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (((AppRefused *)refused->pdata[0])->problem, ==, "conflict");
  there = load (f->ben, &f->ticket);
  g_assert_cmpint (find (there, NAME)->due, ==, due + 86400);

  /* one click on top of it */
  g_assert_true (
      app_client_retry_sync (f->ben, &((AppRefused *)refused->pdata[0])->op, NULL, &error));
  g_assert_no_error (error);
  pair_sync (f);
  pair_sync (f);
  g_clear_object (&there);
  there = load (anna, &f->ticket);
  g_assert_cmpint (find (there, NAME)->due, ==, due + 2 * 86400);
  g_assert_cmpint (there->trust, ==, APP_TRUST_VERIFIED);
  pair_expect_nothing_left (f->ben);
}

static void
expect_refused (AppClient *client, AppAction action, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, code);
}

static void
test_what_makes_no_sense_is_not_kept (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (AppTicket) ticket = load (anna, &f->ticket);
  gint64 due = day (anna, 3, 1);
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .ticket = f->ticket, .due = due };

  expect_refused (anna, action, HARK_ERROR_INVALID);
  action.subject = "two\nlines";
  expect_refused (anna, action, HARK_ERROR_INVALID);
  action.subject = "name";
  action.due = 0;
  expect_refused (anna, action, HARK_ERROR_INVALID);
  action.due = due;
  action.type = APP_ACTION_CHANGE_PERIOD;
  hark_id_random (&action.period);
  expect_refused (anna, action, HARK_ERROR_NOT_FOUND);
  action.period = find (ticket, "feedback")->id;
  expect_refused (anna, action, HARK_ERROR_FORBIDDEN);
  action.type = APP_ACTION_REMOVE_PERIOD;
  expect_refused (anna, action, HARK_ERROR_FORBIDDEN);
  action.type = APP_ACTION_UNFULFIL_PERIOD;
  expect_refused (anna, action, HARK_ERROR_CONFLICT);

  /* in a closed ticket nothing falls due, and nothing is begun */
  g_assert_nonnull (ticket->next);
  device_close_ticket (anna, &f->ticket, "done");
  action.type = APP_ACTION_ADD_PERIOD;
  expect_refused (anna, action, HARK_ERROR_CONFLICT);
  g_clear_object (&ticket);
  ticket = load (anna, &f->ticket);
  g_assert_null (ticket->next);
}

/* --- about one entry --- */

static void
add_about (AppClient *client, const HarkId *ticket, const char *name, const HarkId *about)
{
  AppAction action = { .type = APP_ACTION_ADD_PERIOD,
                       .ticket = *ticket,
                       .subject = name,
                       .due = day (client, 3, 1),
                       .about = *about };

  device_act (client, &action);
}

static HarkId
find_text (AppClient *client, const HarkId *ticket, const char *text)
{
  g_autoptr (AppTicket) loaded = load (client, ticket);

  for (guint i = 0; i < loaded->entries->len; i++)
    {
      const AppEntry *entry = device_entry (loaded, i);

      if (g_str_equal (entry->text, text))
        return entry->object;
    }
  g_assert_not_reached ();
}

/* @about zeros: the ticket. */
static void
expect_about (AppClient *client, const HarkId *ticket, const HarkId *about, AppEntryKind kind)
{
  g_autoptr (AppTicket) loaded = load (client, ticket);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  const AppPeriod *period = find (loaded, NAME);

  g_assert_nonnull (period);
  g_assert_true (hark_id_equal (&period->about, about));
  g_assert_cmpint (period->about_kind, ==, kind);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);

  /* in the list as well */
  all = app_client_list_sync (client, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    if (hark_id_equal (&((AppTicket *)all->pdata[i])->id, ticket))
      g_assert_true (hark_id_equal (&find (all->pdata[i], NAME)->about, about));
}

static void
test_a_deadline_about_a_note_reaches_the_other (Pair *f, gconstpointer unused)
{
  AppClient *anna;
  HarkId note;
  g_autofree char *hex = NULL, *member = NULL, *shown = NULL;

  anna = f->anna.client;
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "The witness is away until March.");
  /* neither has been sent */
  note = find_text (anna, &f->ticket, "The witness is away until March.");
  add_about (anna, &f->ticket, NAME, &note);
  expect_about (anna, &f->ticket, &note, APP_ENTRY_NOTE);
  device_restart (&f->anna);
  anna = f->anna.client;
  expect_about (anna, &f->ticket, &note, APP_ENTRY_NOTE);
  pair_sync (f);
  expect_about (anna, &f->ticket, &note, APP_ENTRY_NOTE);
  expect_about (f->ben, &f->ticket, &note, APP_ENTRY_NOTE);

  /* whatever is done to it */
  act (f->ben, &f->ticket, NAME, APP_ACTION_CHANGE_PERIOD, day (anna, 4, 1));
  act (f->ben, &f->ticket, NAME, APP_ACTION_FULFIL_PERIOD, 0);
  expect_about (f->ben, &f->ticket, &note, APP_ENTRY_NOTE);
  pair_sync (f);
  pair_sync (f);
  expect_about (anna, &f->ticket, &note, APP_ENTRY_NOTE);
  shown = device_show (anna, &f->ticket);
  hex = hark_id_to_string (&note);
  member = g_strdup_printf ("\"about\":\"%s\"", hex);
  g_assert_nonnull (strstr (shown, member));
  pair_expect_nothing_left (anna);
  pair_expect_nothing_left (f->ben);
}

static void
test_a_deadline_is_about_nothing_that_the_ticket_lacks (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  HarkId other = device_submit (&f->anna, "another", NULL), foreign;
  g_autoptr (AppTicket) ticket = load (anna, &other);
  AppAction action = {
    .type = APP_ACTION_ADD_PERIOD, .ticket = f->ticket, .subject = NAME, .due = day (anna, 3, 1)
  };

  pair_sync (f);
  foreign = device_entry (ticket, 0)->object;
  action.about = foreign;
  expect_refused (anna, action, HARK_ERROR_NOT_FOUND);
  hark_id_random (&action.about);
  expect_refused (anna, action, HARK_ERROR_NOT_FOUND);
}

/* What waits is about @about: a client that asks for nothing before it signs. */
static void
forge_about (AppClient *client, const HarkId *about)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list (client->store->outbox, FALSE, NULL);
  AppOperation *operation = waiting->pdata[waiting->len - 1];
  GError *error = NULL;

  hark_json_set_id (operation->intent, "about", about);
  app_outbox_set_intent (client->store->outbox, &operation->op, operation->intent, &error);
  g_assert_no_error (error);
}

/* A member's client may sign anything: what names another ticket's message is about the ticket. */
static void
test_a_record_that_names_a_foreign_message_is_not_believed (Pair *f, gconstpointer unused)
{
  const HarkId nothing = { { 0 } };
  AppClient *anna = f->anna.client;
  HarkId other = device_submit (&f->anna, "another", NULL), own, foreign;
  g_autoptr (AppTicket) ticket = NULL;
  g_autofree char *shown = NULL;

  pair_sync (f);
  device_write (anna, APP_ACTION_NOTE, &other, "foreign");
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "own");
  pair_sync (f);
  pair_sync (f);
  foreign = find_text (f->ben, &other, "foreign");
  own = find_text (f->ben, &f->ticket, "own");
  add_about (anna, &f->ticket, NAME, &own);
  forge_about (anna, &foreign);
  pair_sync (f);
  pair_sync (f);
  pair_expect_nothing_left (anna);
  expect_about (anna, &f->ticket, &nothing, 0);
  expect_about (f->ben, &f->ticket, &nothing, 0);
  shown = device_show (f->ben, &f->ticket);
  g_assert_null (strstr (shown, "\"about\":\""));

  /* nor is what is no entry of the conversation */
  ticket = load (anna, &f->ticket);
  foreign = find (ticket, NAME)->entry;
  act (anna, &f->ticket, NAME, APP_ACTION_REMOVE_PERIOD, 0);
  add_about (anna, &f->ticket, NAME, &own);
  forge_about (anna, &foreign);
  pair_sync (f);
  pair_sync (f);
  expect_about (f->ben, &f->ticket, &nothing, 0);
}

/* The operation as it goes out, apart from what is sealed in it. */
static void
test_the_server_does_not_learn_which_message (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  HarkId note;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autofree char *hex = NULL;
  const char *request;

  device_write (anna, APP_ACTION_NOTE, &f->ticket, "note");
  pair_sync (f);
  note = find_text (anna, &f->ticket, "note");
  hex = hark_id_to_string (&note);
  add_about (anna, &f->ticket, NAME, &note);
  pair_build_first (anna);
  waiting = app_outbox_list (anna->store->outbox, FALSE, NULL);
  request = ((AppOperation *)waiting->pdata[0])->request;
  g_assert_nonnull (strstr (request, "add-period"));
  g_assert_null (strstr (request, hex));
  g_assert_null (strstr (request, "about"));
}

static void
test_what_is_refused_and_sent_again_is_about_the_same (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;
  const AppAction reopen
      = { .type = APP_ACTION_REOPEN, .ticket = f->ticket, .reason = "not done after all" };
  HarkId note;

  device_write (anna, APP_ACTION_NOTE, &f->ticket, "note");
  pair_sync (f);
  pair_sync (f);
  note = find_text (f->ben, &f->ticket, "note");
  device_close_ticket (anna, &f->ticket, "done");
  device_sync (anna);
  add_about (f->ben, &f->ticket, NAME, &note);
  device_sync (f->ben);
  refused = pair_list_refused (f->ben);
  g_assert_cmpuint (refused->len, ==, 1);
  device_act (anna, &reopen);
  pair_sync (f);
  pair_sync (f);
  g_assert_true (
      app_client_retry_sync (f->ben, &((AppRefused *)refused->pdata[0])->op, NULL, &error));
  g_assert_no_error (error);
  pair_sync (f);
  pair_sync (f);
  expect_about (anna, &f->ticket, &note, APP_ENTRY_NOTE);
}

/* --- a server that lies --- */

/* A SrvWork: the server's rows are not what the team has signed. */
static gboolean
falsify (SrvStore *store, gint64 seq, gpointer change, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "UPDATE period SET %s, rv = %" G_GINT64_FORMAT " WHERE name = 'hand'", (char *)change, seq);

  return hark_sqlite_exec (srv_store_get_db (store), text, error);
}

static void
expect_noticed (Pair *f, const char *change, gboolean is_noticed)
{
  g_autoptr (AppTicket) there = NULL;

  harness_write (f->anna.server, falsify, (gpointer)change);
  device_sync (f->ben);
  there = load (f->ben, &f->ticket);
  g_assert_cmpint (there->trust, ==, is_noticed ? APP_TRUST_BROKEN : APP_TRUST_VERIFIED);
}

static void
test_a_server_that_moves_a_deadline_is_found_out (Pair *f, gconstpointer unused)
{
  add (f->anna.client, &f->ticket, NAME, day (f->anna.client, 3, 1));
  pair_sync (f);
  expect_noticed (f, "due = due + 86400", TRUE);
  expect_noticed (f, "due = due - 86400", FALSE);
  expect_noticed (f, "done = 1", TRUE);
  expect_noticed (f, "done = NULL", FALSE);
  expect_noticed (f, "gone = 1", TRUE);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/period-client/" path, Pair, NULL, pair_set_up, function, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("name", test_a_deadline_reaches_the_other_with_its_name);
  TEST ("offline", test_everything_is_possible_offline);
  TEST ("at-once", test_two_at_once_are_told);
  TEST ("sense", test_what_makes_no_sense_is_not_kept);
  TEST ("about", test_a_deadline_about_a_note_reaches_the_other);
  TEST ("about-lacking", test_a_deadline_is_about_nothing_that_the_ticket_lacks);
  TEST ("about-foreign", test_a_record_that_names_a_foreign_message_is_not_believed);
  TEST ("about-sealed", test_the_server_does_not_learn_which_message);
  TEST ("about-again", test_what_is_refused_and_sent_again_is_about_the_same);
  TEST ("lie", test_a_server_that_moves_a_deadline_is_found_out);

  return g_test_run ();
}

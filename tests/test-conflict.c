/* test-conflict.c: two people do what excludes each other, and nothing that either wrote is lost */
#include <glib/gstdio.h>
#include <string.h>

#include "app-build.h"
#include "app-client-draft.h"
#include "app-client-person.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-json.h"
#include "pair.h"

/* The only one that was refused. */
static AppRefused *
get_refused (GPtrArray *list, AppRefusedReason reason, const char *by)
{
  AppRefused *item;

  g_assert_cmpuint (list->len, ==, 1);
  item = list->pdata[0];
  g_assert_cmpint (item->reason, ==, reason);
  g_assert_cmpstr (item->by, ==, by);
  return item;
}

static void
retry (AppClient *client, const HarkId *op)
{
  GError *error = NULL;

  app_client_retry_sync (client, op, NULL, &error);
  g_assert_no_error (error);
}

static HarkId
find_user (AppClient *client, const char *name)
{
  HarkId user;

  g_assert_true (app_client_find_person (client, name, &user, NULL));
  return user;
}

static void
assign (AppClient *client, const HarkId *ticket, const char *name)
{
  const AppAction action
      = { .type = APP_ACTION_ASSIGN, .ticket = *ticket, .user = find_user (client, name) };

  device_act (client, &action);
}

/* --- who is the advisor --- */

static void
test_first_take_over_wins_and_the_losers_answers_become_drafts (Pair *f, gconstpointer unused)
{
  HarkId other = device_submit (&f->anna, "Another", NULL);
  g_autofree char *path = device_make_file (&f->anna, "proof.txt", 5000);
  const char *const paths[] = { path, NULL };
  AppAction answer = { .type = APP_ACTION_ANSWER, .text = "I look into it.", .files = paths };
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *lost, *draft;

  pair_sync (f);
  answer.ticket = f->ticket;
  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_act (f->anna.client, &answer);
  device_write (f->anna.client, APP_ACTION_ANSWER, &f->ticket, "Mine now.");
  device_write (f->anna.client, APP_ACTION_NOTE, &other, "Another lane.");
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  pair_sync (f);

  refused = pair_list_refused (f->anna.client);
  g_assert_cmpuint (refused->len, ==, 3);
  lost = refused->pdata[0];
  g_assert_cmpint (lost->reason, ==, APP_REFUSED_TAKEN_OVER);
  g_assert_cmpstr (lost->by, ==, "ben");
  g_assert_cmpint (lost->time, ==, HARNESS_NOW);
  g_assert_true (lost->can_retry && !lost->is_draft && hark_id_is_zero (&lost->cause));
  for (guint i = 1; i < 3; i++)
    {
      draft = refused->pdata[i];
      g_assert_true (draft->is_draft && draft->can_retry);
      g_assert_true (hark_id_equal (&draft->cause, &lost->op));
      g_assert_cmpint (draft->reason, ==, APP_REFUSED_TAKEN_OVER);
      g_assert_cmpstr (draft->by, ==, "ben");
    }
  draft = refused->pdata[1];
  g_assert_cmpstr (draft->text, ==, "I look into it.");
  g_assert_cmpuint (draft->files->len, ==, 1);
  pair_expect_texts (f->ben, &f->ticket, NULL);
  pair_expect_texts (f->ben, &other, "Another lane.", NULL);

  /* Back in the draft, however often, it holds its file alone. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) now = NULL;
      g_autoptr (AppKeptDraft) kept = NULL;

      g_assert_true (app_client_return_refused_sync (f->anna.client, &draft->op, "why", NULL));
      kept = app_client_get_draft (f->anna.client, &f->ticket, APP_DRAFT_ANSWER_KIND);
      g_assert_cmpstr (kept->text, ==, "I look into it.");
      now = pair_list_refused (f->anna.client);
      lost = now->pdata[1];
      g_assert_true (lost->is_put_back && !lost->is_draft && lost->files->len == 1);
    }
  lost = refused->pdata[0];

  /* The draft is gone over and sent; what it replaces goes at the same moment, its file comes. */
  answer.text = "We look into it.";
  answer.files = NULL;
  answer.replaces = &draft->op;
  answer.n_replaces = 1;
  device_act (f->anna.client, &answer);
  retry (f->anna.client, &lost->op);
  draft = refused->pdata[2];
  g_assert_true (app_client_acknowledge_refused_sync (f->anna.client, &draft->op, NULL));
  pair_sync (f);
  pair_expect_nothing_left (f->anna.client);
  pair_expect_texts (f->ben, &f->ticket, "We look into it.", NULL);
  pair_expect_advisor (f->ben, &f->ticket, "anna");
  {
    g_autoptr (AppTicket) loaded = device_load (f->ben, &f->ticket);

    g_assert_cmpuint (device_entry (loaded, 1)->files->len, ==, 1);
  }
  g_assert_cmpuint (pair_count_spooled (f->anna.home), ==, 0);
}

static void
test_only_what_follows_an_own_take_over_depends_on_it (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  AppAction own = { .type = APP_ACTION_ANSWER, .text = "as its reporter", .as_reporter = TRUE };
  g_autoptr (GPtrArray) refused = NULL;

  own.ticket = f->ticket;
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "before");
  device_write (anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_act (anna, &own);
  device_write (anna, APP_ACTION_ANSWER, &f->ticket, "while it is mine");
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "anybody of the team");
  device_write (anna, APP_ACTION_RELEASE, &f->ticket, NULL);
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "after");
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  pair_sync (f);

  refused = pair_list_refused (anna);
  g_assert_cmpuint (refused->len, ==, 3);
  g_assert_cmpstr (((AppRefused *)refused->pdata[0])->type, ==, "take-over");
  g_assert_cmpstr (((AppRefused *)refused->pdata[1])->text, ==, "while it is mine");
  g_assert_cmpstr (((AppRefused *)refused->pdata[2])->type, ==, "release");
  pair_expect_texts (f->ben, &f->ticket, "before", "as its reporter", "anybody of the team", "after",
                NULL);
}

static void
test_what_depends_names_what_it_needs (Pair *f, gconstpointer unused)
{
  AppStore *store = f->anna.client->store;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (JsonObject) op = NULL;
  g_autofree char *take = NULL;
  JsonArray *needs;
  GError *error = NULL;
  char *text;

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->anna.client, APP_ACTION_ANSWER, &f->ticket, "depends");
  waiting = app_outbox_list (store->outbox, FALSE, NULL);
  take = hark_id_to_string (&((AppOperation *)waiting->pdata[0])->op);
  text = app_build_request (store, waiting->pdata[1], &error);
  g_assert_no_error (error);
  op = hark_json_parse_object (text, strlen (text), 1000000, &error);
  g_assert_no_error (error);
  hark_seal_free_string (text);
  needs = json_object_get_array_member (op, "needs");
  g_assert_cmpuint (json_array_get_length (needs), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (needs, 0), ==, take);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "depends", NULL);
}

static void
test_assigned_ticket_is_its_new_advisors_and_history_says_so (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) offline = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppHistory *step;

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  assign (f->anna.client, &f->ticket, "ben");
  offline = device_load (f->anna.client, &f->ticket);
  g_assert_cmpstr (offline->advisor, ==, "ben");
  step = offline->history->pdata[offline->history->len - 1];
  g_assert_cmpstr (step->to, ==, "ben");
  g_assert_true (step->waiting);
  pair_sync (f);

  loaded = device_load (f->ben, &f->ticket);
  g_assert_true (loaded->is_advisor);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  step = loaded->history->pdata[loaded->history->len - 1];
  g_assert_cmpstr (step->type, ==, "assign");
  g_assert_cmpstr (step->by, ==, "anna");
  g_assert_cmpstr (step->from, ==, "anna");
  g_assert_cmpstr (step->to, ==, "ben");
  /* to oneself as well */
  assign (f->anna.client, &f->ticket, "anna");
  pair_sync (f);
  pair_expect_advisor (f->ben, &f->ticket, "anna");
}

static void
test_only_who_can_advise_is_offered_and_assigned (Pair *f, gconstpointer unused)
{
  g_autoptr (Colleague) clara
      = colleague_join (f->anna.server, f->anna.client, "clara", HARK_ROLE_OBSERVER);
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->anna.client);
  g_autoptr (GPtrArray) members = NULL;
  AppAction action = { .type = APP_ACTION_ASSIGN, .user = clara->id };
  g_autoptr (GError) error = NULL;

  device_sync (f->anna.client);
  members = app_client_list_members_sync (f->anna.client, &((AppArea *)areas->pdata[0])->id, NULL);
  g_assert_cmpuint (members->len, ==, 3);
  g_assert_cmpstr (((AppMember *)members->pdata[0])->name, ==, "anna");
  g_assert_true (((AppMember *)members->pdata[0])->is_me);
  g_assert_true (app_member_can_advise (members->pdata[1]));
  g_assert_cmpint (((AppMember *)members->pdata[2])->role, ==, HARK_ROLE_OBSERVER);
  g_assert_false (app_member_can_advise (members->pdata[2]));

  action.ticket = f->ticket;
  g_assert_false (app_client_act_sync (f->anna.client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  action.user = find_user (f->anna.client, "anna");
  g_assert_false (app_client_act_sync (f->anna.client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

static void
test_lost_assignment_and_release_are_told_and_can_be_done_on_top (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *item;

  device_write (anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  pair_sync (f);
  device_write (anna, APP_ACTION_RELEASE, &f->ticket, NULL);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  pair_sync (f);
  refused = pair_list_refused (anna);
  item = get_refused (refused, APP_REFUSED_TAKEN_OVER, "ben");
  g_assert_true (item->can_retry);
  retry (anna, &item->op);
  pair_sync (f);
  pair_expect_nothing_left (anna);
  pair_expect_advisor (f->ben, &f->ticket, NULL);

  assign (anna, &f->ticket, "anna");
  assign (f->ben, &f->ticket, "ben");
  device_sync (f->ben);
  pair_sync (f);
  g_ptr_array_unref (refused);
  refused = pair_list_refused (anna);
  item = get_refused (refused, APP_REFUSED_TAKEN_OVER, "ben");
  g_assert_cmpstr (item->to, ==, "anna");
  retry (anna, &item->op);
  pair_sync (f);
  pair_expect_advisor (f->ben, &f->ticket, "anna");

  /* Whom somebody else made the advisor is named too. */
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (anna, APP_ACTION_RELEASE, &f->ticket, NULL);
  device_sync (anna);
  assign (anna, &f->ticket, "anna");
  device_sync (anna);
  device_sync (f->ben);
  g_ptr_array_unref (refused);
  refused = pair_list_refused (f->ben);
  item = get_refused (refused, APP_REFUSED_TAKEN_OVER, "anna");
  g_assert_cmpstr (item->advisor, ==, "anna");
}

static void
test_person_who_left_the_team_cannot_become_advisor (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *item;

  /* Known here as a member still, while the server knows better. */
  assign (f->anna.client, &f->ticket, "ben");
  {
    char *home = test_folder_new ();
    AppClient *second = device_open (home);
    g_autofree char *url = device_url (&f->anna);
    GError *error = NULL;

    app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, f->anna.account_key, &error);
    g_assert_no_error (error);
    device_sync (second);
    colleague_set_role (f->anna.server, second, f->colleague, HARK_ROLE_OBSERVER);
    device_close (second);
    test_folder_remove (home);
  }
  device_sync (f->anna.client);
  refused = pair_list_refused (f->anna.client);
  item = get_refused (refused, APP_REFUSED_NOT_ELIGIBLE, NULL);
  g_assert_cmpstr (item->to, ==, "ben");
  g_assert_false (item->can_retry);
  g_assert_true (app_client_acknowledge_refused_sync (f->anna.client, &item->op, NULL));
}

/* --- closing --- */

static void
close_as (AppClient *client, const HarkId *ticket, HarkOutcome outcome, const char *reason)
{
  const AppAction action
      = { .type = APP_ACTION_CLOSE, .ticket = *ticket, .outcome = outcome, .reason = reason };

  device_act (client, &action);
}

static void
test_of_two_outcomes_both_are_kept_and_mine_can_follow (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppRefused *item;

  close_as (anna, &f->ticket, HARK_OUTCOME_PARTLY, "half of it is true");
  close_as (f->ben, &f->ticket, HARK_OUTCOME_DUPLICATE, "known already");
  device_sync (f->ben);
  pair_sync (f);
  refused = pair_list_refused (anna);
  item = get_refused (refused, APP_REFUSED_CLOSED, "ben");
  g_assert_cmpstr (item->outcome, ==, "partly");
  g_assert_cmpstr (item->why, ==, "half of it is true");
  g_assert_cmpstr (item->their_outcome, ==, "duplicate");
  g_assert_cmpstr (item->their_text, ==, "known already");

  retry (anna, &item->op);
  pair_sync (f);
  pair_expect_nothing_left (anna);
  loaded = device_load (f->ben, &f->ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpstr (loaded->outcome, ==, "partly");
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->history->len, ==, 4); /* received, close, reopen, close */
}

static void
test_close_against_a_newer_message_shows_it_and_closes_again (Pair *f, gconstpointer unused)
{
  AppAction more = { .type = APP_ACTION_ANSWER, .text = "there is more", .as_reporter = TRUE };
  AppAction close = { .type = APP_ACTION_CLOSE, .outcome = HARK_OUTCOME_OTHER };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppRefused *item;

  more.ticket = f->ticket;
  device_act (f->anna.client, &more);
  close.ticket = f->ticket;
  close.reason = "nothing in it";
  close.text = "goodbye";
  close.feedback_given = TRUE;
  device_act (f->ben, &close);
  device_sync (f->anna.client);
  device_sync (f->ben);
  refused = pair_list_refused (f->ben);
  item = get_refused (refused, APP_REFUSED_NEW_MESSAGE, "anna");
  g_assert_cmpstr (item->their_text, ==, "there is more");
  g_assert_cmpstr (item->outcome, ==, "other");
  g_assert_cmpstr (item->why, ==, "nothing in it");
  g_assert_cmpstr (item->message, ==, "goodbye");
  g_assert_true (item->feedback_given);

  close.replaces = &item->op;
  close.n_replaces = 1;
  device_act (f->ben, &close);
  device_sync (f->ben);
  pair_expect_nothing_left (f->ben);
  loaded = device_load (f->ben, &f->ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
}

static void
test_reopening_and_closing_in_between_is_told (Pair *f, gconstpointer unused)
{
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "new facts" };
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *item;

  reopen.ticket = f->ticket;
  close_as (f->anna.client, &f->ticket, HARK_OUTCOME_OTHER, "done");
  pair_sync (f);
  device_act (f->anna.client, &reopen); /* waits, while ben reopens and closes again */
  device_act (f->ben, &reopen);
  close_as (f->ben, &f->ticket, HARK_OUTCOME_PARTLY, "done better");
  device_sync (f->ben);
  device_sync (f->anna.client);
  refused = pair_list_refused (f->anna.client);
  item = get_refused (refused, APP_REFUSED_CLOSED, "ben");
  g_assert_cmpstr (item->type, ==, "reopen");
  retry (f->anna.client, &item->op);
  pair_sync (f);
  pair_expect_nothing_left (f->anna.client);
  {
    g_autoptr (AppTicket) loaded = device_load (f->ben, &f->ticket);

    g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  }

  /* The other way round: closed and reopened while a close waits. */
  close_as (f->anna.client, &f->ticket, HARK_OUTCOME_OTHER, "done again");
  close_as (f->ben, &f->ticket, HARK_OUTCOME_PARTLY, "no");
  device_act (f->ben, &reopen);
  device_sync (f->ben);
  device_sync (f->anna.client);
  g_ptr_array_unref (refused);
  refused = pair_list_refused (f->anna.client);
  item = get_refused (refused, APP_REFUSED_REOPENED, "ben");
  retry (f->anna.client, &item->op);
  device_sync (f->anna.client);
  pair_expect_nothing_left (f->anna.client);
}

static void
test_what_is_so_already_is_only_let_go_of (Pair *f, gconstpointer unused)
{
  AppClient *anna = f->anna.client;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;
  HarkId nothing;
  AppRefused *item;

  device_write (anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  device_sync (anna);
  assign (f->ben, &f->ticket, "anna");
  device_sync (f->ben);
  device_sync (anna);
  refused = pair_list_refused (anna);
  item = get_refused (refused, APP_REFUSED_TAKEN_OVER, "ben");
  retry (anna, &item->op);
  pair_expect_nothing_left (anna);
  pair_expect_advisor (anna, &f->ticket, "anna");

  hark_id_random (&nothing);
  g_assert_false (app_client_retry_sync (anna, &nothing, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "waits");
  {
    g_autoptr (GPtrArray) waiting = pair_list_waiting (anna);

    g_assert_false (
        app_client_retry_sync (anna, &((AppWaiting *)waiting->pdata[0])->op, NULL, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
    g_clear_error (&error);
    g_assert_false (
        app_client_acknowledge_refused_sync (anna, &((AppWaiting *)waiting->pdata[0])->op, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  }
}

/* --- lost access --- */

static void
test_words_and_files_for_a_lost_ticket_stay_until_let_go_of (Pair *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (&f->anna, "evidence.bin", 70000);
  g_autofree char *to = g_build_filename (f->colleague->home, "saved", NULL);
  g_autofree char *was = NULL, *is = NULL;
  const char *const paths[] = { path, NULL };
  AppAction answer = { .type = APP_ACTION_ANSWER, .text = "my own words", .files = paths };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;
  gsize was_len, is_len;
  AppRefused *item;

  answer.ticket = f->ticket;
  device_act (f->ben, &answer);
  for (guint i = 0; i < 9; i++)
    device_write (f->ben, APP_ACTION_NOTE, &f->ticket, "and some more");
  colleague_set_role (f->anna.server, f->anna.client, f->colleague, HARK_ROLE_NONE);
  device_sync (f->ben);

  g_assert_null (app_client_load_ticket_sync (f->ben, &f->ticket, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  refused = pair_list_refused (f->ben);
  g_assert_cmpuint (refused->len, ==, 10);
  g_assert_cmpuint (app_client_get_waiting (f->ben), ==, 0);
  item = refused->pdata[0];
  g_assert_cmpint (item->reason, ==, APP_REFUSED_NO_ACCESS);
  g_assert_cmpstr (item->text, ==, "my own words");
  g_assert_nonnull (item->number);
  g_assert_false (item->can_retry || item->has_ticket || item->is_draft);
  g_assert_cmpuint (item->files->len, ==, 1);
  app_client_save_file_sync (f->ben, &item->ticket, &((AppFile *)item->files->pdata[0])->object, to,
                             NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &was, &was_len, NULL));
  g_assert_true (g_file_get_contents (to, &is, &is_len, NULL));
  g_assert_cmpmem (was, was_len, is, is_len);

  g_assert_false (app_client_retry_sync (f->ben, &item->op, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_assert_cmpuint (pair_count_spooled (f->colleague->home), >, 0);
  g_assert_true (app_client_acknowledge_refused_sync (f->ben, &item->op, NULL));
  g_assert_cmpuint (pair_count_spooled (f->colleague->home), ==, 0);
}

/* --- recipients changed meanwhile --- */

static void
test_what_was_sealed_under_an_older_epoch_is_sealed_anew (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL;

  device_write (f->anna.client, APP_ACTION_NOTE, &f->ticket, "sealed too early");
  device_write (f->anna.client, APP_ACTION_ANSWER, &f->ticket, "and the next");
  pair_build_first (f->anna.client); /* as if it had been sent once, without an answer */
  device_write (f->ben, APP_ACTION_NOTE, &f->ticket, "opens the epoch");
  device_sync (f->ben);
  device_sync (f->anna.client);
  pair_expect_nothing_left (f->anna.client);
  pair_sync (f);
  pair_expect_texts (f->ben, &f->ticket, "opens the epoch", "sealed too early", "and the next", NULL);
}

#define ADD(path, func) g_test_add ("/conflict/" path, Pair, NULL, pair_set_up, func, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("take-over", test_first_take_over_wins_and_the_losers_answers_become_drafts);
  ADD ("dependence", test_only_what_follows_an_own_take_over_depends_on_it);
  ADD ("needs", test_what_depends_names_what_it_needs);
  ADD ("assign", test_assigned_ticket_is_its_new_advisors_and_history_says_so);
  ADD ("assign-to-whom", test_only_who_can_advise_is_offered_and_assigned);
  ADD ("assign-lost", test_lost_assignment_and_release_are_told_and_can_be_done_on_top);
  ADD ("assign-left", test_person_who_left_the_team_cannot_become_advisor);
  ADD ("outcomes", test_of_two_outcomes_both_are_kept_and_mine_can_follow);
  ADD ("new-message", test_close_against_a_newer_message_shows_it_and_closes_again);
  ADD ("reopen", test_reopening_and_closing_in_between_is_told);
  ADD ("nothing-to-do", test_what_is_so_already_is_only_let_go_of);
  ADD ("lost-access", test_words_and_files_for_a_lost_ticket_stay_until_let_go_of);
  ADD ("rekey", test_what_was_sealed_under_an_older_epoch_is_sealed_anew);

  return g_test_run ();
}

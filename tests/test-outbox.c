/* test-outbox.c: what the user did is kept until it is answered */
#include "app-outbox-private.h"
#include "folder.h"
#include "hark-error.h"

typedef struct
{
  char *home;
  AppKeys *keys;
  AppOutbox *outbox;
} Fixture;

static void
open_outbox (Fixture *f)
{
  GError *error = NULL;

  f->outbox = app_outbox_open (f->home, f->keys, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->home = test_folder_new ();
  f->keys = hark_seal_alloc (sizeof *f->keys);
  hark_seal_random (f->keys->local, sizeof f->keys->local);
  open_outbox (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  app_outbox_close (f->outbox);
  hark_seal_free (f->keys);
  test_folder_remove (f->home);
}

static HarkId
add (Fixture *f, const char *type, const HarkId *ticket, const HarkId *after, const char *text)
{
  g_autoptr (AppOperation) operation = g_new0 (AppOperation, 1);
  GError *error = NULL;

  hark_id_random (&operation->op);
  operation->ticket = *ticket;
  if (after != NULL)
    operation->after = *after;
  operation->state_v = 7;
  operation->advisor_v = 8;
  operation->intent = json_object_new ();
  json_object_set_string_member (operation->intent, "type", type);
  json_object_set_string_member (operation->intent, "text", text);
  app_outbox_add (f->outbox, operation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation->n, >, 0);

  return operation->op;
}

static GPtrArray *
list (Fixture *f, gboolean refused)
{
  GError *error = NULL;
  GPtrArray *items = app_outbox_list (f->outbox, refused, &error);

  g_assert_no_error (error);
  return items;
}

static void
test_kept_operations_survive_a_restart_in_order (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) items = NULL;
  HarkId ticket, first;

  hark_id_random (&ticket);
  first = add (f, "message", &ticket, NULL, "one");
  add (f, "note", &ticket, NULL, "two");
  g_assert_true (app_outbox_set_request (f->outbox, &first, "{\"op\":1}", NULL));
  app_outbox_close (f->outbox);
  open_outbox (f);

  items = list (f, FALSE);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (
      json_object_get_string_member (((AppOperation *)items->pdata[0])->intent, "text"), ==, "one");
  g_assert_cmpstr (((AppOperation *)items->pdata[0])->request, ==, "{\"op\":1}");
  g_assert_cmpstr (
      json_object_get_string_member (((AppOperation *)items->pdata[1])->intent, "text"), ==, "two");
  g_assert_null (((AppOperation *)items->pdata[1])->request);
  g_assert_cmpuint (app_outbox_count_waiting (f->outbox), ==, 2);
}

static void
test_nothing_readable_is_on_disk (Fixture *f, gconstpointer unused)
{
  HarkId ticket, op;

  hark_id_random (&ticket);
  op = add (f, "message", &ticket, NULL, "the canary sings in the coal mine");
  g_assert_true (app_outbox_set_request (f->outbox, &op, "canary request", NULL));
  g_assert_cmpuint (test_folder_count_files_with (f->home, "canary"), ==, 0);
  /* The search itself works: the schema is there to be found. */
  g_assert_cmpuint (test_folder_count_files_with (f->home, "CREATE TABLE operation"), >, 0);
}

static void
test_another_local_key_opens_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  HarkId ticket;

  hark_id_random (&ticket);
  add (f, "message", &ticket, NULL, "secret");
  f->keys->local[0] ^= 1;
  g_assert_null (app_outbox_list (f->outbox, FALSE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

static void
test_refusal_parks_only_what_depends_on_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  HarkId mine, other, take, answer;

  hark_id_random (&mine);
  hark_id_random (&other);
  take = add (f, "take-over", &mine, NULL, "");
  answer = add (f, "message", &mine, &take, "kept words");
  add (f, "close", &mine, &answer, "");
  add (f, "message", &other, NULL, "still goes");
  g_assert_true (app_outbox_refuse (f->outbox, &take, "conflict", "ben", 1234, NULL, NULL));

  refused = list (f, TRUE);
  waiting = list (f, FALSE);
  g_assert_cmpuint (refused->len, ==, 3);
  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpstr (((AppOperation *)refused->pdata[1])->problem, ==, "conflict");
  g_assert_cmpstr (((AppOperation *)refused->pdata[1])->problem_by, ==, "ben");
  g_assert_cmpint (((AppOperation *)refused->pdata[1])->problem_time, ==, 1234);
  g_assert_cmpstr (
      json_object_get_string_member (((AppOperation *)refused->pdata[1])->intent, "text"), ==,
      "kept words");
}

static void
test_what_follows_builds_on_the_answer (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) waiting = NULL;
  AppOperation *next;
  HarkId ticket, take;

  hark_id_random (&ticket);
  take = add (f, "take-over", &ticket, NULL, "");
  add (f, "release", &ticket, &take, "");
  g_assert_true (app_outbox_finish (f->outbox, &take, 100, 200, NULL));

  waiting = list (f, FALSE);
  g_assert_cmpuint (waiting->len, ==, 1);
  next = waiting->pdata[0];
  g_assert_true (hark_id_equal (&next->after, &take)); /* it is named to the server as needed */
  g_assert_cmpint (next->state_v, ==, 100);
  g_assert_cmpint (next->advisor_v, ==, 200);
}

static void
test_renewed_operation_is_built_anew_and_keeps_its_dependents (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) waiting = NULL;
  HarkId ticket, op, renewed;

  hark_id_random (&ticket);
  hark_id_random (&renewed);
  op = add (f, "take-over", &ticket, NULL, "");
  add (f, "release", &ticket, &op, "");
  g_assert_true (app_outbox_set_request (f->outbox, &op, "old bytes", NULL));
  g_assert_true (app_outbox_renew (f->outbox, &op, &renewed, NULL));

  waiting = list (f, FALSE);
  g_assert_true (hark_id_equal (&((AppOperation *)waiting->pdata[0])->op, &renewed));
  g_assert_null (((AppOperation *)waiting->pdata[0])->request);
  g_assert_true (hark_id_equal (&((AppOperation *)waiting->pdata[1])->after, &renewed));
}

/* Takes the ticket over, for whoever asks whether that is so. */
static HarkId
add_take_over (Fixture *f, const HarkId *ticket)
{
  g_autoptr (AppOperation) operation = g_new0 (AppOperation, 1);

  hark_id_random (&operation->op);
  operation->ticket = *ticket;
  operation->intent = json_object_new ();
  json_object_set_string_member (operation->intent, "type", "take-over");
  json_object_set_boolean_member (operation->intent, "mine", TRUE);
  g_assert_true (app_outbox_add (f->outbox, operation, NULL));

  return operation->op;
}

static void
expect_needed (Fixture *f, const HarkId *ticket, const char *type, gboolean as_reporter,
               const HarkId *wanted)
{
  const HarkId nothing = { { 0 } };
  HarkId found;

  g_assert_true (app_outbox_find_needed (f->outbox, ticket, type, as_reporter, &found, NULL));
  g_assert_true (hark_id_equal (&found, wanted != NULL ? wanted : &nothing));
}

static void
test_what_is_needed_is_found_per_ticket_and_field (Fixture *f, gconstpointer unused)
{
  HarkId ticket, other, take, close, release;

  hark_id_random (&ticket);
  hark_id_random (&other);
  expect_needed (f, &ticket, "message", FALSE, NULL);
  take = add_take_over (f, &ticket);
  add (f, "message", &ticket, &take, "an answer changes no field");
  expect_needed (f, &ticket, "message", FALSE, &take);
  expect_needed (f, &ticket, "note", FALSE, NULL);
  expect_needed (f, &ticket, "close", FALSE, &take);
  expect_needed (f, &ticket, "release", FALSE, &take);
  expect_needed (f, &ticket, "reopen", FALSE, NULL);
  expect_needed (f, &ticket, "message", TRUE, NULL);
  expect_needed (f, &other, "message", FALSE, NULL);

  close = add (f, "close", &ticket, &take, "");
  expect_needed (f, &ticket, "reopen", FALSE, &close);
  /* what the reporter would read after a closing is not sent where that is refused */
  expect_needed (f, &ticket, "message", FALSE, &close);
  expect_needed (f, &ticket, "message", TRUE, NULL);
  expect_needed (f, &ticket, "note", FALSE, NULL);
  release = add (f, "release", &ticket, &take, "");
  expect_needed (f, &ticket, "message", FALSE, &close);
  expect_needed (f, &ticket, "assign", FALSE, &release);
}

static void
test_everything_needs_the_submission_that_waits (Fixture *f, gconstpointer unused)
{
  HarkId ticket, submission;

  hark_id_random (&ticket);
  submission = add (f, "submit", &ticket, NULL, "report");
  add (f, "message", &ticket, &submission, "more");
  expect_needed (f, &ticket, "message", TRUE, &submission);
}

static void
test_taking_back_is_whole_or_not_at_all (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  HarkId ticket, take, answer;

  hark_id_random (&ticket);
  take = add_take_over (f, &ticket);
  answer = add (f, "message", &ticket, &take, "kept words");
  add (f, "note", &ticket, NULL, "on its own");
  g_assert_true (app_outbox_set_request (f->outbox, &answer, "{}", NULL));
  g_assert_null (app_outbox_take_back (f->outbox, &take, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpuint (app_outbox_count_waiting (f->outbox), ==, 3);

  g_assert_true (app_outbox_renew (f->outbox, &answer, &ticket, NULL));
  taken = app_outbox_take_back (f->outbox, &take, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 2);
  g_assert_true (hark_id_equal (&((AppOperation *)taken->pdata[0])->op, &take));
  waiting = list (f, FALSE);
  g_assert_cmpuint (waiting->len, ==, 1);
  /* A sync that had it in hand finds that it is gone, and what was refused waits no more. */
  g_assert_false (app_outbox_set_request (f->outbox, &take, "{}", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_GONE);
}

static void
test_why_it_was_refused_is_kept_sealed (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GPtrArray) refused = NULL;
  AppOperation *first, *second;
  HarkId ticket, take;

  hark_id_random (&ticket);
  json_object_set_string_member (answer, "state", "canary-state");
  take = add_take_over (f, &ticket);
  add (f, "message", &ticket, &take, "kept words");
  g_assert_true (app_outbox_refuse (f->outbox, &take, "conflict", "ben", 1, answer, NULL));
  refused = list (f, TRUE);
  first = refused->pdata[0];
  second = refused->pdata[1];
  g_assert_cmpstr (json_object_get_string_member (first->answer, "state"), ==, "canary-state");
  g_assert_true (hark_id_is_zero (&first->cause));
  g_assert_true (hark_id_equal (&second->cause, &take));
  g_assert_cmpstr (json_object_get_string_member (second->answer, "state"), ==, "canary-state");
  g_assert_cmpuint (test_folder_count_files_with (f->home, "canary"), ==, 0);
}

/* Thousands that wait for other tickets cost nothing: here, whoever reads one of them fails. */
static void
test_others_that_wait_are_not_even_read (Fixture *f, gconstpointer unused)
{
  HarkSqlite *db = app_outbox_get_db (f->outbox);
  HarkId ticket, other, take, op = { 0 };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;

  hark_id_random (&ticket);
  take = add_take_over (f, &ticket);
  add (f, "message", &ticket, &take, "kept words");
  hark_sqlite_exec (db,
                    "WITH RECURSIVE many (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE"
                    " i < 5000) INSERT INTO operation (op, ticket, intent)"
                    " SELECT randomblob (16), randomblob (16), x'00' FROM many",
                    &error);
  g_assert_no_error (error);
  g_assert_cmpuint (app_outbox_count_waiting (f->outbox), ==, 5002);

  g_assert_true (app_outbox_find_needed (f->outbox, &ticket, "message", FALSE, &op, &error));
  g_assert_no_error (error);
  g_assert_true (hark_id_equal (&op, &take));
  waiting = app_outbox_list_of (f->outbox, &ticket, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (waiting->len, ==, 2);
  hark_id_random (&other);
  g_assert_true (app_outbox_find_needed (f->outbox, &other, "message", FALSE, &op, &error));
  g_assert_true (hark_id_is_zero (&op));
  g_assert_null (app_outbox_list (f->outbox, FALSE, NULL)); /* they do fail */
}

static void
test_a_ticket_is_looked_up_by_an_index (Fixture *f, gconstpointer unused)
{
  static const char *const plans[]
      = { "EXPLAIN QUERY PLAN SELECT intent" APP_OUTBOX_OF_TICKET,
          "EXPLAIN QUERY PLAN SELECT intent" APP_OUTBOX_OF_TICKET " DESC" };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (f->outbox), plans[i]);

      g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
      g_assert_cmpstr (hark_stmt_get_text (stmt, 3), ==,
                       "SEARCH operation USING INDEX operation_ticket (ticket=?)");
      g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_DONE); /* and nothing is sorted */
    }
}

static void
test_each_tickets_first_goes_first (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) heads = NULL, rest = NULL;
  HarkId one, two, first, second, behind;

  hark_id_random (&one);
  hark_id_random (&two);
  first = add (f, "message", &one, NULL, "a");
  second = add (f, "message", &two, NULL, "b");
  behind = add (f, "message", &one, NULL, "c");
  heads = app_outbox_list_first (f->outbox, NULL);
  g_assert_cmpuint (heads->len, ==, 2);
  g_assert_true (hark_id_equal (&((AppOperation *)heads->pdata[0])->op, &first));
  g_assert_true (hark_id_equal (&((AppOperation *)heads->pdata[1])->op, &second));

  /* what was refused is in nobody's way */
  g_assert_true (app_outbox_refuse (f->outbox, &first, "gone", NULL, 1, NULL, NULL));
  rest = app_outbox_list_first (f->outbox, NULL);
  g_assert_cmpuint (rest->len, ==, 2);
  g_assert_true (hark_id_equal (&((AppOperation *)rest->pdata[0])->op, &second));
  g_assert_true (hark_id_equal (&((AppOperation *)rest->pdata[1])->op, &behind));
}

/* --- the pin --- */

typedef struct
{
  HarkAccountKeys *root, *user;
  HarkId org, id;
} People;

static HarkRoster *
make_roster (People *people, const char *second_name)
{
  HarkRoster *roster = hark_roster_new ();
  g_autoptr (GBytes) org
      = hark_roster_make_org (people->root->sign_pk, people->root->sign_sk, "Org");
  g_autoptr (GBytes) user = NULL;

  g_assert_true (hark_roster_append (roster, org, NULL));
  if (second_name != NULL)
    {
      user = hark_roster_make_user_add (roster, &people->org, people->root->sign_sk, &people->id,
                                        people->user->sign_pk, people->user->box_pk, second_name);
      g_assert_true (hark_roster_append (roster, user, NULL));
    }

  return roster;
}

static void
test_shorter_or_forked_list_of_people_is_refused (Fixture *f, gconstpointer unused)
{
  People people
      = { hark_seal_alloc (sizeof (HarkAccountKeys)), hark_seal_alloc (sizeof (HarkAccountKeys)) };
  g_autoptr (HarkRoster) seen = NULL;
  g_autoptr (HarkRoster) shorter = NULL;
  g_autoptr (HarkRoster) forked = NULL;
  g_autoptr (GError) error = NULL;

  hark_account_keys_random (people.root);
  hark_account_keys_random (people.user);
  hark_seal_org_id (people.root->sign_pk, &people.org);
  hark_id_random (&people.id);
  seen = make_roster (&people, "anna");
  shorter = make_roster (&people, NULL);
  forked = make_roster (&people, "berta");

  g_assert_true (app_outbox_check_pin (f->outbox, shorter, NULL)); /* nothing was seen yet */
  g_assert_true (app_outbox_set_pin (f->outbox, seen, NULL));
  app_outbox_close (f->outbox);
  open_outbox (f);
  g_assert_true (app_outbox_check_pin (f->outbox, seen, NULL));
  g_assert_false (app_outbox_check_pin (f->outbox, shorter, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORKED);
  g_assert_false (app_outbox_check_pin (f->outbox, forked, NULL));
  hark_seal_free (people.root);
  hark_seal_free (people.user);
}

#define ADD(path, func) g_test_add ("/outbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  ADD ("kept-operations-survive-a-restart-in-order",
       test_kept_operations_survive_a_restart_in_order);
  ADD ("nothing-readable-is-on-disk", test_nothing_readable_is_on_disk);
  ADD ("another-local-key-opens-nothing", test_another_local_key_opens_nothing);
  ADD ("refusal-parks-only-what-depends-on-it", test_refusal_parks_only_what_depends_on_it);
  ADD ("what-follows-builds-on-the-answer", test_what_follows_builds_on_the_answer);
  ADD ("renewed-operation-is-built-anew",
       test_renewed_operation_is_built_anew_and_keeps_its_dependents);
  ADD ("what-is-needed", test_what_is_needed_is_found_per_ticket_and_field);
  ADD ("everything-needs-the-submission", test_everything_needs_the_submission_that_waits);
  ADD ("taking-back-is-whole", test_taking_back_is_whole_or_not_at_all);
  ADD ("others-are-not-read", test_others_that_wait_are_not_even_read);
  ADD ("by-an-index", test_a_ticket_is_looked_up_by_an_index);
  ADD ("first-of-each", test_each_tickets_first_goes_first);
  ADD ("why-it-was-refused", test_why_it_was_refused_is_kept_sealed);
  ADD ("shorter-or-forked-list-of-people-is-refused",
       test_shorter_or_forked_list_of_people_is_refused);

  return g_test_run ();
}

/* test-op.c: operations: what they do, who may do them, and who was first */
#include "cache.h"
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "promise.h"
#include "store-roster.h"
#include "store-ticket.h"

/* ---- what they do ---- */

static void
test_submission_gets_number_team_and_deadlines (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = people_get_ticket (f, f->anna, ticket);
  g_autoptr (Cache) cache = cache_new ();

  g_assert_true (g_str_has_prefix (ticket->number, "2026-"));
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "open");
  g_assert_cmpstr (json_object_get_string_member (row, "side"), ==, "team");
  g_assert_cmpstr (json_object_get_string_member (row, "origin"), ==, "signed-in");
  g_assert_true (json_object_get_null_member (row, "advisor"));
  g_assert_cmpint (json_object_get_int_member (row, "received"), ==, HARNESS_NOW);
  cache_pull (f->world, cache, f->dora, 100);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 1);
  g_assert_cmpuint (cache_count (cache, "period"), ==, 2);
}

static void
test_first_team_message_acknowledges (Fixture *f, gconstpointer unused)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, &error);
  g_autoptr (GArray) before = store_ticket_list_periods (store, &ticket->id, &error);
  g_autoptr (GArray) after = NULL;
  SrvPeriod *period;

  g_assert_cmpuint (before->len, ==, 2);
  period = &g_array_index (before, SrvPeriod, 0);
  g_assert_cmpstr (period->name, ==, "acknowledge");
  g_assert_cmpint (
      period->due, ==,
      promise_due (HARK_PROFILE_EU, HARK_DEFINITION_ACKNOWLEDGE, zone, HARNESS_NOW, 0));
  g_assert_cmpint (period->done, ==, 0);

  harness_set_now (f->world->harness, HARNESS_NOW + 86400);
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "no answer yet"), "applied");
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "we have it"), "applied");

  after = store_ticket_list_periods (store, &ticket->id, &error);
  g_assert_cmpint (g_array_index (after, SrvPeriod, 0).done, ==, HARNESS_NOW + 86400);
  g_assert_cmpint (g_array_index (after, SrvPeriod, 1).due, ==,
                   promise_due (HARK_PROFILE_EU, HARK_DEFINITION_FEEDBACK, zone, HARNESS_NOW,
                                HARNESS_NOW + 86400));
  g_assert_cmpint (g_array_index (after, SrvPeriod, 1).done, ==, 0);
}

static void
test_reporters_message_fulfils_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_message (f->world, ticket, f->dora, "and this");
  g_autoptr (GArray) periods = NULL;
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  JsonArray *fulfil = json_array_new ();

  world_expect (f->world, f->dora, op, "applied");
  periods = store_ticket_list_periods (store, &ticket->id, NULL);
  g_assert_cmpint (g_array_index (periods, SrvPeriod, 0).done, ==, 0);

  op = op_message (f->world, ticket, f->dora, "and that");
  json_array_add_string_element (fulfil, "feedback");
  json_object_set_array_member (json_object_get_object_member (op, "body"), "fulfil", fulfil);
  world_expect (f->world, f->dora, op, "forbidden");
}

static void
test_whole_life_of_a_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;
  JsonObject *op;
  JsonArray *fulfil = json_array_new ();
  HarkId message;

  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "hello"), "applied");
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "thanks"), "applied");

  op = op_close (f->world, ticket, f->bert);
  message = op_add (f->world, op, ticket, f->bert, HARK_OBJECT_MESSAGE, "good-bye");
  json_array_add_string_element (fulfil, "feedback");
  json_object_set_array_member (json_object_get_object_member (op, "body"), "fulfil", fulfil);
  world_expect (f->world, f->bert, op, "applied");
  ticket->newest = message;

  row = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "closed");
  g_assert_true (json_object_get_boolean_member (row, "taken"));
  g_assert_cmpint (json_object_get_int_member (row, "closed"), ==, HARNESS_NOW);
  g_assert_false (json_object_get_null_member (row, "outcome"));
  g_clear_pointer (&row, json_object_unref);

  /* a reporter may still write; the team may reopen */
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "one more thing"),
                "applied");
  world_expect (f->world, f->anna, op_reopen (f->world, ticket, f->anna), "applied");
  world_expect (f->world, f->anna, op_release (f->world, ticket, f->anna), "applied");
  row = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "open");
  g_assert_true (json_object_get_null_member (row, "outcome"));
  g_assert_true (json_object_get_null_member (row, "closed"));
  g_assert_true (json_object_get_null_member (row, "advisor"));
  g_assert_true (json_object_get_boolean_member (row, "taken"));
}

static void
test_same_target_is_nothing_to_do (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  guint before;

  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  before = people_count_objects (f, f->anna);
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, op_reopen (f->world, ticket, f->bert), "applied");
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, before);
}

static void
test_ticket_is_assigned_to_who_can_be_its_advisor (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL, result = NULL;
  g_autofree char *bert = hark_id_to_string (&f->bert->id);
  g_autofree char *anna = hark_id_to_string (&f->anna->id);
  JsonObject *op, *late;
  Actor *nobody = actor_new ("nobody");
  guint before;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  late = op_assign (f->world, ticket, f->bert, f->anna);
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, f->bert), "applied");
  row = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "advisor"), ==, bert);
  g_assert_true (json_object_get_boolean_member (row, "taken"));

  /* the same again is nothing to do; another one that saw nothing of it is a conflict */
  before = people_count_objects (f, f->anna);
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, f->bert), "applied");
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, before);
  result = world_send (f->world, f->bert, late);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (result, "cur"), "by"), ==,
      anna);
  json_object_unref (late);

  /* neither a reader, nor a stranger, nor nobody at all; and no one of these may do it */
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, f->clara), "invalid");
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, f->dora), "invalid");
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, nobody), "invalid");
  world_expect (f->world, f->clara, op_assign (f->world, ticket, f->clara, f->anna), "forbidden");
  world_expect (f->world, f->dora, op_assign (f->world, ticket, f->dora, f->anna), "forbidden");
  op = op_assign (f->world, ticket, f->anna, f->anna);
  json_object_set_string_member (json_object_get_object_member (op, "body"), "advisor", "anna");
  world_expect (f->world, f->anna, op, "invalid");
  op = op_assign (f->world, ticket, f->anna, f->anna);
  json_object_remove_member (json_object_get_object_member (op, "body"), "advisor");
  world_expect (f->world, f->anna, op, "invalid");
  op = op_assign (f->world, ticket, f->anna, f->anna);
  json_object_set_null_member (op, "history");
  world_expect (f->world, f->anna, op, "invalid");
  world_expect (f->world, f->bert, op_assign (f->world, ticket, f->bert, f->anna), "applied");
  g_ptr_array_add (f->world->actors, nobody); /* freed with the others */
}

/* As after a restore: the list of people was given back, the account was not. */
static void
test_nobody_without_an_account_becomes_an_advisor (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = actor_new ("eve");
  g_autoptr (GBytes) statement
      = hark_roster_make_user_add (f->world->roster, &f->anna->id, f->anna->keys->sign_sk, &eve->id,
                                   eve->keys->sign_pk, eve->keys->box_pk, "eve");

  g_ptr_array_add (f->world->actors, eve);
  world_append (f->world, statement);
  eve->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, eve), "invalid");
  world_expect (f->world, f->anna, op_assign (f->world, ticket, f->anna, f->bert), "applied");
}

static void
expect_append (Fixture *f, GBytes *statement, guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_ROSTER, f->anna->token, text, status));
}

/* A SrvWork: as a client gives it back after a restore. */
static gboolean
give_back (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_roster_give_back (store, seq, data, NULL, error);
}

static void
test_an_advisor_who_lost_the_role_blocks_nobody (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GBytes) statement = NULL, later = NULL;

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "epoch"), "applied");
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  f->bert->role = HARK_ROLE_OBSERVER;
  statement = world_make_team (f->world);
  expect_append (f, statement, 409); /* hand over first */

  harness_write (f->world->harness, give_back, statement);
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);

  /* who has it again is looked after again */
  f->bert->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  f->bert->role = HARK_ROLE_NONE;
  later = world_make_team (f->world);
  expect_append (f, later, 409);
}

static void
test_anonymous_times_are_rounded (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (JsonObject) row = NULL;
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GPtrArray) objects = NULL;

  harness_set_now (f->world->harness, HARNESS_NOW + 1234);
  ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  row = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpint (json_object_get_int_member (row, "received") % 3600, ==, 0);
  g_assert_true (json_object_get_null_member (row, "reporter"));
  g_assert_true (json_object_get_boolean_member (row, "inbox"));
  objects = store_ticket_list_shared (store, &ticket->id, NULL);
  g_assert_cmpuint (objects->len, ==, 1);
  g_assert_cmpint (((SrvObject *)g_ptr_array_index (objects, 0))->at % 3600, ==, 0);
}

static void
test_unreachable_ticket_has_no_deadlines (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, FALSE);
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GArray) periods = store_ticket_list_periods (store, &ticket->id, NULL);
  JsonObject *op;
  JsonArray *fulfil = json_array_new ();

  g_assert_cmpuint (periods->len, ==, 0);
  /* the implied one is not there to be fulfilled, which is fine; one that was named must be */
  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "into the void"),
                "applied");
  op = op_message (f->world, ticket, f->anna, "again");
  json_array_add_string_element (fulfil, "feedback");
  json_object_set_array_member (json_object_get_object_member (op, "body"), "fulfil", fulfil);
  world_expect (f->world, f->anna, op, "invalid");
}

/* ---- who may ---- */

static void
test_only_professionals_and_experts_write (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->anna, SUBJECT);

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "first"), "applied");
  world_expect (f->world, f->clara, op_note (f->world, ticket, f->clara, "observer"), "forbidden");
  world_expect (f->world, f->clara, op_message (f->world, ticket, f->clara, "observer"),
                "forbidden");
  world_expect (f->world, f->clara, op_take_over (f->world, ticket, f->clara), "forbidden");
  world_expect (f->world, f->clara, op_close (f->world, ticket, f->clara), "forbidden");
}

static void
test_strangers_learn_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->anna, SUBJECT);
  g_autoptr (Ticket) none = ticket_new (f->world, NULL);
  g_autoptr (JsonObject) to_other = NULL, to_none = NULL, first = NULL, second = NULL;

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "first"), "applied");
  to_other = op_note (f->world, ticket, f->dora, "stranger");
  json_object_unref (world_make_epoch (f->world, none, f->dora, 0));
  to_none = op_new ("note", none);
  op_add (f->world, to_none, none, f->dora, HARK_OBJECT_NOTE, "stranger");

  first = world_send (f->world, f->dora, to_other);
  second = world_send (f->world, f->dora, to_none);
  g_assert_cmpstr (json_object_get_string_member (first, "st"), ==, "forbidden");
  g_assert_cmpstr (json_object_get_string_member (second, "st"), ==, "forbidden");
  g_assert_cmpstr (json_object_get_string_member (first, "detail"), ==,
                   json_object_get_string_member (second, "detail"));
  g_assert_false (json_object_has_member (first, "cur"));
}

static void
test_reporter_cannot_act_as_team (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op;

  world_expect (f->world, f->dora, op_note (f->world, ticket, f->dora, "note"), "forbidden");
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "note"), "applied");
  world_expect (f->world, f->dora, op_take_over (f->world, ticket, f->dora), "forbidden");
  world_expect (f->world, f->dora, op_close (f->world, ticket, f->dora), "forbidden");

  op = op_message (f->world, ticket, f->dora, "with an epoch");
  op_open_epoch (f->world, op, ticket, f->dora);
  world_expect (f->world, f->dora, op, "forbidden");
  ticket_forget_epoch (ticket);
}

static void
test_who_is_both_chooses_a_side (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->anna, SUBJECT);
  g_autoptr (Ticket) theirs = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op;

  /* under epoch 0: only the reporter may */
  op = op_new ("message", ticket);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "as reporter");
  json_object_set_string_member (json_object_get_object_member (op, "body"), "side", "reporter");
  world_expect (f->world, f->anna, op, "applied");
  op = op_new ("message", ticket);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "as team");
  world_expect (f->world, f->anna, op, "rekey");

  /* nor does a reporter become the team by saying so */
  op = op_new ("message", theirs);
  op_add (f->world, op, theirs, f->dora, HARK_OBJECT_MESSAGE, "as team");
  json_object_set_string_member (json_object_get_object_member (op, "body"), "side", "team");
  world_expect (f->world, f->dora, op, "forbidden");

  op = op_message (f->world, ticket, f->bert, "not mine");
  json_object_set_string_member (json_object_get_object_member (op, "body"), "side", "reporter");
  world_expect (f->world, f->bert, op, "forbidden");
  ticket_forget_epoch (ticket);
}

/* ---- conflicts ---- */

static void
test_first_take_over_wins (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) mine = NULL, other = NULL, lost = NULL, late = NULL, result = NULL;
  JsonObject *current;
  g_autofree char *anna = hark_id_to_string (&f->anna->id);

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "opens the epoch"),
                "applied");
  mine = op_take_over (f->world, ticket, f->anna);
  other = op_take_over (f->world, ticket, f->bert);
  late = op_message (f->world, ticket, f->bert, "depends on it");
  op_need (late, other);

  lost = world_send (f->world, f->anna, mine);
  g_assert_cmpstr (json_object_get_string_member (lost, "st"), ==, "applied");
  g_clear_pointer (&lost, json_object_unref);
  lost = world_send (f->world, f->bert, other);
  g_assert_cmpstr (json_object_get_string_member (lost, "st"), ==, "conflict");
  current = json_object_get_object_member (lost, "cur");
  g_assert_cmpstr (json_object_get_string_member (current, "advisor"), ==, anna);
  g_assert_cmpstr (json_object_get_string_member (current, "by"), ==, anna);
  g_assert_cmpint (json_object_get_int_member (current, "at"), ==, HARNESS_NOW);

  result = world_send (f->world, f->bert, late);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
}

static void
test_closing_over_a_newer_message_is_a_conflict (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) close = op_close (f->world, ticket, f->anna);
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *dora = hark_id_to_string (&f->dora->id);
  JsonObject *message = op_new ("message", ticket), *blind;
  HarkId id;
  g_autoptr (GBytes) sealed
      = ticket_seal (f->world, ticket, f->dora, 0, HARK_OBJECT_MESSAGE, "wait", &id);

  hark_json_array_add_bytes (json_object_get_array_member (message, "objects"),
                             g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  world_expect (f->world, f->dora, message, "applied");
  result = world_send (f->world, f->anna, close);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (result, "cur"), "by"), ==,
      dora);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (result, "cur"), "state"), ==,
      "open");
  ticket_forget_epoch (ticket);

  /* seen nothing at all */
  blind = op_close (f->world, ticket, f->anna);
  json_object_set_null_member (json_object_get_object_member (blind, "pre"), "seen");
  world_expect (f->world, f->anna, blind, "conflict");
  ticket_forget_epoch (ticket);
}

/* As after a restore: the newest is what its author saw, but not all that was before it. */
static void
test_closing_over_a_message_that_came_between_is_a_conflict (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *close, *pre;
  g_autoptr (JsonObject) result = NULL;
  HarkId by;

  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "wait"), "applied");
  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "mine"), "applied");
  for (gint64 n = 0; n <= 4; n++)
    {
      if (n == 3) /* the report and two messages: all of it */
        continue;
      g_clear_pointer (&result, json_object_unref);
      close = op_close (f->world, ticket, f->anna);
      pre = json_object_get_object_member (close, "pre");
      json_object_set_int_member (pre, "messages", n);
      result = world_send (f->world, f->anna, close);
      json_object_unref (close);
      g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
      g_assert_true (
          hark_json_get_id (json_object_get_object_member (result, "cur"), "by", &by, NULL));
      g_assert_true (hark_id_equal (&by, &f->dora->id)); /* not one's own */
    }

  /* who does not count goes by the newest alone */
  close = op_close (f->world, ticket, f->anna);
  json_object_remove_member (json_object_get_object_member (close, "pre"), "messages");
  world_expect (f->world, f->anna, close, "applied");
}

static void
test_second_close_is_a_conflict_and_keeps_the_first_outcome (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL, again = NULL;
  g_autofree char *outcome = NULL;
  JsonObject *first, *second;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  first = op_close (f->world, ticket, f->anna);
  second = op_close (f->world, ticket, f->bert);
  world_expect (f->world, f->anna, first, "applied");
  row = people_get_ticket (f, f->anna, ticket);
  outcome = g_strdup (json_object_get_string_member (row, "outcome"));
  world_expect (f->world, f->bert, second, "conflict");
  again = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpstr (json_object_get_string_member (again, "outcome"), ==, outcome);
}

static void
test_versions_of_a_lost_future_match_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_take_over (f->world, ticket, f->anna);
  JsonObject *pre = json_object_get_object_member (op, "pre");
  gint64 version = json_object_get_int_member (pre, "advisor_v");

  json_object_set_string_member (pre, "lineage", "00112233445566778899aabbccddeeff");
  world_expect (f->world, f->anna, op, "conflict");
  ticket_forget_epoch (ticket);

  op = op_take_over (f->world, ticket, f->anna);
  json_object_set_int_member (json_object_get_object_member (op, "pre"), "advisor_v", version + 1);
  world_expect (f->world, f->anna, op, "conflict");
  ticket_forget_epoch (ticket);

  /* an older lineage holds what it saw, a restart later too */
  op = op_take_over (f->world, ticket, f->anna);
  harness_restart (f->world->harness);
  world_expect (f->world, f->anna, op, "applied");
}

#define TEST(path, function)                                                                       \
  g_test_add ("/op/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("submit", test_submission_gets_number_team_and_deadlines);
  TEST ("acknowledge", test_first_team_message_acknowledges);
  TEST ("reporter-fulfils-nothing", test_reporters_message_fulfils_nothing);
  TEST ("whole-life", test_whole_life_of_a_ticket);
  TEST ("same-target", test_same_target_is_nothing_to_do);
  TEST ("assign", test_ticket_is_assigned_to_who_can_be_its_advisor);
  TEST ("no-account", test_nobody_without_an_account_becomes_an_advisor);
  TEST ("advisor-lost", test_an_advisor_who_lost_the_role_blocks_nobody);
  TEST ("anonymous-rounded", test_anonymous_times_are_rounded);
  TEST ("unreachable", test_unreachable_ticket_has_no_deadlines);
  TEST ("roles", test_only_professionals_and_experts_write);
  TEST ("strangers", test_strangers_learn_nothing);
  TEST ("reporter-not-team", test_reporter_cannot_act_as_team);
  TEST ("both-sides", test_who_is_both_chooses_a_side);
  TEST ("take-over-conflict", test_first_take_over_wins);
  TEST ("close-conflict", test_closing_over_a_newer_message_is_a_conflict);
  TEST ("close-between", test_closing_over_a_message_that_came_between_is_a_conflict);
  TEST ("close-twice", test_second_close_is_a_conflict_and_keeps_the_first_outcome);
  TEST ("lineage", test_versions_of_a_lost_future_match_nothing);

  return g_test_run ();
}

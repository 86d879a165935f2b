/* test-contact.c: contact outside Hark with reporters who have no inbox: what it fulfils, and where
 * it is refused */
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "promise.h"
#include "store-ticket.h"

#define DAY (24 * 3600)

/* Written down for somebody anonymous, without inbox. */
static Ticket *
write_down (Fixture *f, gboolean has_contact)
{
  Ticket *ticket = ticket_new (f->world, NULL);
  JsonObject *op = op_submit (f->world, ticket, f->bert, SUBJECT);
  JsonObject *body = json_object_get_object_member (op, "body");

  json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->world->harness));
  json_object_set_boolean_member (body, "reachable", has_contact);
  world_expect (f->world, f->bert, op, "applied");
  return ticket;
}

static void
fulfil (JsonObject *op, const char *period)
{
  JsonArray *list = json_array_new ();

  json_array_add_string_element (list, period);
  json_object_set_array_member (json_object_get_object_member (op, "body"), "fulfil", list);
}

/* 0: not yet; -1: there is none. */
static gint64
get_done (Fixture *f, Ticket *ticket, const char *period)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GArray) periods = store_ticket_list_periods (store, &ticket->id, NULL);

  for (guint i = 0; i < periods->len; i++)
    if (g_str_equal (g_array_index (periods, SrvPeriod, i).name, period))
      return g_array_index (periods, SrvPeriod, i).done;
  return -1;
}

static void
expect_refused (Fixture *f, Actor *author, JsonObject *op, const char *status, const char *detail)
{
  guint before = people_count_objects (f, f->anna);
  g_autoptr (JsonObject) owned = op, result = world_send (f->world, author, op);

  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, status);
  g_assert_nonnull (strstr (json_object_get_string_member (result, "detail"), detail));
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, before);
}

/* ---- what it fulfils ---- */

static void
test_contact_acknowledges_as_the_first_message_does (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = write_down (f, TRUE);

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "about them"), "applied");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, 0);

  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  world_expect (f->world, f->bert, op_contact (f->world, ticket, f->bert, "called"), "applied");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, HARNESS_NOW + DAY);
  g_assert_cmpint (get_done (f, ticket, "feedback"), ==, 0);

  harness_set_now (f->world->harness, HARNESS_NOW + 2 * DAY);
  world_expect (f->world, f->anna, op_contact (f->world, ticket, f->anna, "again"), "applied");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, HARNESS_NOW + DAY);
  g_assert_cmpint (get_done (f, ticket, "feedback"), ==, 0);
}

static void
test_contact_can_be_the_feedback (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = write_down (f, TRUE);
  JsonObject *op = op_contact (f->world, ticket, f->anna, "told them all of it");

  fulfil (op, "feedback");
  world_expect (f->world, f->anna, op, "applied");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, HARNESS_NOW);
  g_assert_cmpint (get_done (f, ticket, "feedback"), ==, HARNESS_NOW);
}

/* What no line of the ticket says is sealed as a note: no reporter could ever open it. */
static void
test_contact_is_a_note_and_changes_nothing_else (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = write_down (f, TRUE);
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (SrvTicket) row = NULL;
  g_autoptr (GPtrArray) shared = NULL;

  world_expect (f->world, f->bert, op_contact (f->world, ticket, f->bert, "called"), "applied");
  store = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  row = store_ticket_get (store, &ticket->id, NULL);
  shared = store_ticket_list_shared (store, &ticket->id, NULL);
  g_assert_true (row->answered);
  g_assert_false (row->has_inbox);
  g_assert_true (hark_id_is_zero (&row->advisor));
  g_assert_cmpint (row->state, ==, HARK_TICKET_OPEN);
  g_assert_cmpuint (shared->len, ==, 1);
}

/* ---- where it is refused ---- */

static void
test_who_can_be_answered_is_answered (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) named = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) inbox = people_submit_anonymous (f->world, SUBJECT, TRUE);

  expect_refused (f, f->bert, op_contact (f->world, named, f->bert, "called"), "conflict",
                  "answer them there");
  expect_refused (f, f->bert, op_contact (f->world, inbox, f->bert, "called"), "conflict",
                  "answer them there");
  g_assert_cmpint (get_done (f, named, "acknowledge"), ==, 0);
  g_assert_cmpint (get_done (f, inbox, "acknowledge"), ==, 0);
}

static void
test_nobody_who_left_no_contact_data_is_reached (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) written = write_down (f, FALSE);
  g_autoptr (Ticket) portal = people_submit_anonymous (f->world, SUBJECT, FALSE);

  expect_refused (f, f->bert, op_contact (f->world, written, f->bert, "called"), "invalid",
                  "nobody can be reached");
  expect_refused (f, f->anna, op_contact (f->world, portal, f->anna, "called"), "invalid",
                  "nobody can be reached");
  g_assert_cmpint (get_done (f, written, "acknowledge"), ==, -1);
}

static void
test_only_who_may_answer_records_contact (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = write_down (f, TRUE);

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "epoch"), "applied");
  expect_refused (f, f->clara, op_contact (f->world, ticket, f->clara, "observer"), "forbidden",
                  "");
  expect_refused (f, f->dora, op_contact (f->world, ticket, f->dora, "stranger"), "forbidden", "");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, 0);
}

static void
test_contact_is_one_note_and_nothing_else (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = write_down (f, TRUE);
  JsonObject *op;

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "epoch"), "applied");
  op = op_contact (f->world, ticket, f->bert, "one");
  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_NOTE, "two");
  expect_refused (f, f->bert, op, "invalid", "");

  op = op_message (f->world, ticket, f->bert, "to the reporter");
  json_object_set_string_member (op, "type", "contact");
  expect_refused (f, f->bert, op, "invalid", "");

  op = op_contact (f->world, ticket, f->bert, "one");
  op_add_history (f->world, op, ticket, f->bert);
  expect_refused (f, f->bert, op, "invalid", "");

  op = op_contact (f->world, ticket, f->bert, "one");
  fulfil (op, "everything");
  expect_refused (f, f->bert, op, "invalid", "");
  g_assert_cmpint (get_done (f, ticket, "acknowledge"), ==, 0);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/contact/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("acknowledge", test_contact_acknowledges_as_the_first_message_does);
  TEST ("feedback", test_contact_can_be_the_feedback);
  TEST ("note", test_contact_is_a_note_and_changes_nothing_else);
  TEST ("answer-instead", test_who_can_be_answered_is_answered);
  TEST ("nobody", test_nobody_who_left_no_contact_data_is_reached);
  TEST ("roles", test_only_who_may_answer_records_contact);
  TEST ("shape", test_contact_is_one_note_and_nothing_else);

  return g_test_run ();
}

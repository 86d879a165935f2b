/* test-deletion.c: two members delete a ticket together, at the level of the formats: never one
 * alone, never while it is on hold */
#include "people.h"

#include "cache.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-eraser.h"
#include "store-erase.h"

#define WAIT (60 * G_TIME_SPAN_SECOND)

static JsonObject *
make (Fixture *f, const char *type, Ticket *ticket, Actor *author)
{
  return g_str_equal (type, "confirm-delete") ? people_confirm_delete (f->world, ticket, author)
                                              : op_deletion (f->world, type, ticket, author);
}

static void
expect (Fixture *f, const char *type, Ticket *ticket, Actor *author, const char *status)
{
  world_expect (f->world, author, make (f, type, ticket, author), status);
}

/* Refused: the next epoch that this side may have made is none. */
static void
expect_not (Fixture *f, const char *type, Ticket *ticket, Actor *author, const char *status)
{
  guint32 before = ticket_get_epoch (ticket);

  expect (f, type, ticket, author, status);
  if (ticket_get_epoch (ticket) != before)
    ticket_forget_epoch (ticket);
}

static gint64
count (Fixture *f, const char *sql)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

static void
wait_for_eraser (Fixture *f)
{
  SrvContext *context = harness_get_context (f->world->harness);

  g_assert_true (srv_eraser_wait (context->eraser, g_get_monotonic_time () + WAIT));
}

static void
test_two_members_delete_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) line = NULL, own = NULL;
  JsonObject *deletion, *confirm;

  expect (f, "propose-delete", ticket, f->bert, "applied");
  line = people_get_ticket (f, f->anna, ticket);
  deletion = json_object_get_object_member (line, "deletion");
  g_assert_nonnull (deletion);
  own = people_get_ticket (f, f->dora, ticket);
  g_assert_false (json_object_has_member (own, "deletion")); /* nothing for the reporter */
  g_assert_false (json_object_has_member (own, "hold"));

  confirm = make (f, "confirm-delete", ticket, f->anna);
  world_expect (f->world, f->anna, json_object_ref (confirm), "applied");
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE why = 'members'"
                             " AND proposer <> confirmer"),
                   ==, 1);
  world_expect (f->world, f->anna, confirm, "applied"); /* its answer was lost */
}

static void
test_nobody_deletes_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  expect_not (f, "confirm-delete", ticket, f->anna, "conflict"); /* nobody proposes it */
  expect (f, "propose-delete", ticket, f->anna, "applied");
  expect (f, "propose-delete", ticket, f->anna, "applied"); /* the same again */
  expect_not (f, "confirm-delete", ticket, f->anna, "forbidden");
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);
}

static void
test_only_who_may_write (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *emil = world_add (f->world, "emil", HARK_ROLE_NONE);

  expect_not (f, "propose-delete", ticket, f->clara, "forbidden"); /* an Observer */
  expect_not (f, "propose-delete", ticket, f->dora, "forbidden");  /* its reporter */
  expect_not (f, "propose-delete", ticket, emil, "forbidden");
  expect (f, "propose-delete", ticket, f->bert, "applied");
  expect_not (f, "confirm-delete", ticket, f->clara, "forbidden");
  expect_not (f, "confirm-delete", ticket, f->dora, "forbidden");
  expect_not (f, "confirm-delete", ticket, emil, "forbidden");
  expect_not (f, "withdraw-delete", ticket, f->clara, "forbidden");
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);
}

/* Neither who confirms, nor who proposed it, may have lost the ticket. */
static void
test_who_is_excluded_has_no_part_in_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *emil = world_add (f->world, "emil", HARK_ROLE_PROFESSIONAL);

  expect (f, "propose-delete", ticket, f->bert, "applied");
  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, emil),
                "applied");
  expect_not (f, "confirm-delete", ticket, emil, "gone");
  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->bert),
                "applied");
  expect_not (f, "confirm-delete", ticket, f->anna, "conflict");
  expect_not (f, "confirm-delete", ticket, f->bert, "gone");
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);
}

static void
expect_no_access (Fixture *f, Actor *actor, JsonObject *op)
{
  g_autoptr (JsonObject) result = world_send (f->world, actor, op);

  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "gone");
  g_assert_cmpstr (json_object_get_string_member (result, "detail"), ==,
                   "you have no access to this ticket any more");
  json_object_unref (op);
}

/* They hear what they heard before: that they have no access. */
static void
test_who_lost_it_does_not_hear_of_it (Fixture *f, gconstpointer unused)
{
  Actor *emil = world_add (f->world, "emil", HARK_ROLE_PROFESSIONAL);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *kept = op_note (f->world, ticket, emil, "of before");
  JsonObject *confirm;

  world_expect (f->world, emil, json_object_ref (kept), "applied");
  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, emil),
                "applied");
  expect (f, "propose-delete", ticket, f->bert, "applied");
  confirm = make (f, "confirm-delete", ticket, emil);
  expect_no_access (f, emil, make (f, "confirm-delete", ticket, emil));
  expect (f, "confirm-delete", ticket, f->anna, "applied");
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  expect_no_access (f, emil, confirm);
  expect_no_access (f, emil, kept);
}

/* A confirmation that waited somewhere is of the proposal that was seen. */
static void
test_a_confirmation_is_of_what_was_seen (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *late;

  expect (f, "propose-delete", ticket, f->bert, "applied");
  late = make (f, "confirm-delete", ticket, f->anna);
  expect (f, "withdraw-delete", ticket, f->anna, "applied"); /* she refuses */
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket WHERE deletion_by IS NULL"), ==, 1);
  expect (f, "propose-delete", ticket, f->bert, "applied");
  world_expect (f->world, f->anna, late, "conflict");
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);
}

/* Nobody destroys what the reporter wrote before it was read. */
static void
test_an_unread_message_is_not_deleted (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) late = NULL, result = NULL;
  JsonObject *current, *blind;
  HarkId by;

  expect (f, "propose-delete", ticket, f->bert, "applied");
  late = make (f, "confirm-delete", ticket, f->anna);
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "wait"), "applied");
  result = world_send (f->world, f->anna, late);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
  g_assert_cmpstr (json_object_get_string_member (result, "detail"), ==,
                   "there is a newer message");
  current = json_object_get_object_member (result, "cur");
  g_assert_true (json_object_get_boolean_member (current, "unseen"));
  g_assert_true (hark_json_get_id (current, "by", &by, NULL));
  g_assert_true (hark_id_equal (&by, &f->dora->id));
  blind = make (f, "confirm-delete", ticket, f->anna);
  json_object_remove_member (json_object_get_object_member (blind, "pre"), "seen");
  world_expect (f->world, f->anna, blind, "conflict");
  blind = make (f, "confirm-delete", ticket, f->anna);
  json_object_set_int_member (json_object_get_object_member (blind, "pre"), "messages", 1);
  g_clear_pointer (&result, json_object_unref);
  result = world_send (f->world, f->anna, blind);
  json_object_unref (blind);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "conflict");
  current = json_object_get_object_member (result, "cur");
  g_assert_true (json_object_get_boolean_member (current, "unseen"));
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);

  expect (f, "confirm-delete", ticket, f->anna, "applied");
}

static void
test_a_confirmation_brings_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op;

  expect (f, "propose-delete", ticket, f->bert, "applied");
  op = make (f, "confirm-delete", ticket, f->anna);
  op_add_history (f->world, op, ticket, f->anna);
  world_expect (f->world, f->anna, op, "invalid");
  op = make (f, "propose-delete", ticket, f->bert);
  json_object_set_null_member (op, "history");
  world_expect (f->world, f->bert, op, "invalid");
  g_assert_cmpint (count (f, "SELECT count (*) FROM erasure"), ==, 0);
}

static void
test_nothing_is_deleted_on_hold (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) line = NULL;

  expect (f, "propose-delete", ticket, f->bert, "applied");
  expect_not (f, "hold", ticket, f->bert, "forbidden"); /* an Expert's */
  expect (f, "hold", ticket, f->anna, "applied");
  expect (f, "hold", ticket, f->anna, "applied");
  line = people_get_ticket (f, f->clara, ticket);
  g_assert_true (json_object_get_boolean_member (line, "hold"));
  expect_not (f, "confirm-delete", ticket, f->anna, "conflict");
  expect (f, "withdraw-delete", ticket, f->bert, "applied");
  expect_not (f, "propose-delete", ticket, f->bert, "conflict");

  expect_not (f, "lift-hold", ticket, f->bert, "forbidden");
  expect (f, "lift-hold", ticket, f->anna, "applied");
  expect (f, "propose-delete", ticket, f->bert, "applied");
  expect (f, "confirm-delete", ticket, f->anna, "applied");
  wait_for_eraser (f);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
}

#define TEST(name, function)                                                                       \
  g_test_add ("/deletion/" name, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("two", test_two_members_delete_it);
  TEST ("alone", test_nobody_deletes_alone);
  TEST ("who", test_only_who_may_write);
  TEST ("excluded", test_who_is_excluded_has_no_part_in_it);
  TEST ("lost", test_who_lost_it_does_not_hear_of_it);
  TEST ("seen", test_a_confirmation_is_of_what_was_seen);
  TEST ("unread", test_an_unread_message_is_not_deleted);
  TEST ("nothing", test_a_confirmation_brings_nothing);
  TEST ("hold", test_nothing_is_deleted_on_hold);

  return g_test_run ();
}

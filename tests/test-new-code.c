/* test-new-code.c: another inbox code for a ticket, at the level of the formats: who may give one,
 * and what it ends */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-inbox.h"

#include <string.h>

static void
expect (Fixture *f, Actor *actor, JsonObject *op, const char *status)
{
  world_expect (f->world, actor, op, status);
}

/* Takes back what the test's own side believes. */
static void
expect_not (Fixture *f, Actor *actor, Ticket *ticket, JsonObject *op, const char *status)
{
  guint8 before[32];
  g_autoptr (GBytes) replaced
      = hark_json_get_bytes (json_object_get_object_member (op, "pre"), "code", 32, 32, NULL);

  g_assert_nonnull (replaced);
  memcpy (before, g_bytes_get_data (replaced, NULL), sizeof before);
  expect (f, actor, op, status);
  ticket_forget_epoch (ticket);
  memcpy (ticket->reporter_pk, before, sizeof before);
}

static gint64
count (Fixture *f, const char *sql)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

static void
get_lookup (JsonObject *op, guint8 lookup[16])
{
  JsonObject *inbox
      = json_object_get_object_member (json_object_get_object_member (op, "body"), "inbox");

  g_assert_true (hark_json_get_fixed (inbox, "lookup", lookup, 16, NULL));
}

static void
test_the_old_code_ends_and_the_new_one_leads_there (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  JsonObject *op = op_new_code (f->world, ticket, f->bert);
  g_autoptr (SrvStore) store = NULL;
  guint8 lookup[16], token[32];
  HarkId found;

  get_lookup (op, lookup);
  expect (f, f->bert, json_object_ref (op), "applied");
  expect (f, f->bert, op, "applied"); /* again: nothing happens */
  store = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_assert_true (store_inbox_find (store, lookup, &found, token, NULL));
  g_assert_true (hark_id_equal (&found, &ticket->id));
  g_assert_cmpint (count (f, "SELECT count (*) FROM inbox"), ==, 1);
  g_assert_cmpuint (ticket_get_epoch (ticket), ==, 1);
  expect (f, f->anna, op_note (f->world, ticket, f->anna, "it goes on"), "applied");
}

/* Those of the team who may write; and what they sign is theirs. */
static void
test_who_may (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);

  expect_not (f, f->clara, ticket, op_new_code (f->world, ticket, f->clara), "forbidden");
  expect_not (f, f->dora, ticket, op_new_code (f->world, ticket, f->dora), "forbidden");
  expect_not (f, f->anna, ticket, op_new_code (f->world, ticket, f->bert), "invalid");
  expect (f, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->bert), "applied");
  expect_not (f, f->bert, ticket, op_new_code (f->world, ticket, f->bert), "gone");
  g_assert_cmpint (count (f, "SELECT max (epoch) FROM epoch"), ==, 1);
}

/* Whoever opened an epoch after it could not seal to the reporter: the ticket would stand still. */
static void
test_its_key_is_one_to_seal_to (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  JsonObject *op = op_new_code (f->world, ticket, f->bert);
  JsonObject *object = json_object_get_object_member (op, "epoch");
  g_autoptr (GBytes) honest = hark_json_get_bytes (object, "st", 1, HARK_EPOCH_MAX_LEN, NULL);
  g_autoptr (GBytes) forged = NULL;
  HarkEpoch epoch;

  g_assert_true (hark_epoch_read (honest, &epoch, NULL));
  memset (epoch.reporter_pk, 0, sizeof epoch.reporter_pk);
  epoch.reporter_pk[0] = 1; /* of low order */
  forged = hark_epoch_write (&epoch, &f->world->org, f->bert->keys->sign_sk);
  hark_json_set_bytes (object, "st", g_bytes_get_data (forged, NULL), g_bytes_get_size (forged));
  expect_not (f, f->bert, ticket, op, "invalid");
  expect (f, f->bert, op_new_code (f->world, ticket, f->bert), "applied");
}

/* The sheet of one of two would open nothing without anybody knowing. */
static void
test_the_second_of_two_hears_of_the_first (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  guint8 before[32];
  JsonObject *op;

  memcpy (before, ticket->reporter_pk, sizeof before);
  expect (f, f->bert, op_new_code (f->world, ticket, f->bert), "applied");
  op = op_new_code (f->world, ticket, f->anna);
  hark_json_set_bytes (json_object_get_object_member (op, "pre"), "code", before, sizeof before);
  expect (f, f->anna, op, "conflict");
}

static void
test_a_code_opens_one_inbox (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) one = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Ticket) other = people_submit_anonymous (f->world, SUBJECT, TRUE);
  JsonObject *op = op_new_code (f->world, one, f->bert), *again;
  JsonNode *inbox = json_object_dup_member (json_object_get_object_member (op, "body"), "inbox");

  expect (f, f->bert, op, "applied");
  again = op_new_code (f->world, other, f->bert);
  json_object_set_member (json_object_get_object_member (again, "body"), "inbox", inbox);
  expect_not (f, f->bert, other, again, "invalid");
}

/* Without such an operation the reporter's key stays; with it, it is another one. */
static void
test_nothing_else_changes_the_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (JsonObject) note = NULL;
  guint8 before[32];
  JsonObject *op;

  memcpy (before, ticket->reporter_pk, sizeof before);
  memset (ticket->reporter_pk, 7, sizeof before);
  expect (f, f->anna, op_note (f->world, ticket, f->anna, "a note"), "invalid");
  ticket_forget_epoch (ticket);
  memcpy (ticket->reporter_pk, before, sizeof before);
  op = op_new_code (f->world, ticket, f->anna);
  ticket_forget_epoch (ticket);
  memcpy (ticket->reporter_pk, before, sizeof before);
  note = op_note (f->world, ticket, f->anna, "a note");
  json_object_set_object_member (op, "epoch",
                                 json_object_ref (json_object_get_object_member (note, "epoch")));
  expect (f, f->anna, op, "invalid");
  ticket_forget_epoch (ticket);
  g_assert_cmpint (count (f, "SELECT max (epoch) FROM epoch"), ==, 0);
}

/* Nobody can have lost what they did not want. */
static void
test_not_without_an_inbox (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, FALSE);

  expect_not (f, f->anna, ticket, op_new_code (f->world, ticket, f->anna), "conflict");
}

/* Somebody's own ticket: it goes from their devices, and the team still reads whose it was. */
static void
test_somebodys_own_becomes_an_inbox (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) mine = NULL, theirs = NULL;
  g_autofree char *dora = hark_id_to_string (&f->dora->id);

  expect (f, f->anna, op_new_code (f->world, ticket, f->anna), "applied");
  mine = people_get_ticket (f, f->dora, ticket);
  theirs = people_get_ticket (f, f->bert, ticket);
  g_assert_null (mine);
  g_assert_cmpstr (json_object_get_string_member (theirs, "reporter"), ==, dora);
  g_assert_true (json_object_get_boolean_member (theirs, "inbox"));
  expect (f, f->dora, op_message (f->world, ticket, f->dora, "me again"), "gone");
  expect (f, f->anna, op_message (f->world, ticket, f->anna, "to whoever has the code"), "applied");
  expect (f, f->bert, op_new_code (f->world, ticket, f->bert), "applied"); /* lost as well */
}

static void
test_malformed_ones_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  JsonObject *op = op_new_code (f->world, ticket, f->anna);

  json_object_set_null_member (op, "epoch");
  expect_not (f, f->anna, ticket, op, "invalid");
  op = op_new_code (f->world, ticket, f->anna);
  json_object_set_null_member (op, "history");
  expect_not (f, f->anna, ticket, op, "invalid");
  op = op_new_code (f->world, ticket, f->anna);
  json_object_set_null_member (json_object_get_object_member (op, "body"), "inbox");
  expect_not (f, f->anna, ticket, op, "invalid");
  expect (f, f->anna, op_new_code (f->world, ticket, f->anna), "applied");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/new-code/" path, Fixture, NULL, people_set_up, function, people_tear_down)
  ADD ("old-ends-new-leads-there", test_the_old_code_ends_and_the_new_one_leads_there);
  ADD ("who-may", test_who_may);
  ADD ("key-to-seal-to", test_its_key_is_one_to_seal_to);
  ADD ("second-hears-of-the-first", test_the_second_of_two_hears_of_the_first);
  ADD ("opens-one-inbox", test_a_code_opens_one_inbox);
  ADD ("nothing-else-changes-the-key", test_nothing_else_changes_the_key);
  ADD ("not-without-an-inbox", test_not_without_an_inbox);
  ADD ("somebodys-own", test_somebodys_own_becomes_an_inbox);
  ADD ("malformed", test_malformed_ones_are_refused);

  return g_test_run ();
}

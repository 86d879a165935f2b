/* test-rekey.c: epochs and objects that operations bring: what the server checks without a key */
#include "people.h"

#include "hark-json.h"

/* ---- epochs ---- */

static void
test_two_open_the_same_epoch (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) late = op_note (f->world, ticket, f->bert, "second"), result = NULL;
  g_autoptr (JsonObject) child = op_new ("note", ticket), refused = NULL;

  op_add (f->world, child, ticket, f->bert, HARK_OBJECT_NOTE, "under a key that nobody else has");
  op_need (child, late);
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "first"), "applied");

  result = world_send (f->world, f->bert, late);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "rekey");
  refused = world_send (f->world, f->bert, child);
  g_assert_cmpstr (json_object_get_string_member (refused, "st"), ==, "rekey");
}

static void
test_team_entry_under_the_reporters_epoch_needs_a_new_one (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_new ("message", ticket);

  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "too early");
  world_expect (f->world, f->anna, op, "rekey");
}

static void
test_changed_team_needs_a_new_epoch (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *stale, *op;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  stale = op_note (f->world, ticket, f->bert, "epoch 2 for clara too");
  op_open_epoch (f->world, stale, ticket, f->bert);
  json_object_set_array_member (stale, "objects", json_array_new ());
  op_add (f->world, stale, ticket, f->bert, HARK_OBJECT_NOTE, "epoch 2 for clara too");
  ticket_forget_epoch (ticket);

  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  world_expect (f->world, f->bert, stale, "rekey");
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "clara holds this key"),
                "rekey");

  op = op_new ("note", ticket);
  op_open_epoch (f->world, op, ticket, f->bert);
  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_NOTE, "without clara");
  world_expect (f->world, f->bert, op, "applied");
  world_expect (f->world, f->clara, op_note (f->world, ticket, f->clara, "gone"), "gone");

  /* the reporter still has the older one */
  op = op_new ("message", ticket);
  g_array_set_size (ticket->keys, 2);
  op_add (f->world, op, ticket, f->dora, HARK_OBJECT_MESSAGE, "under epoch 1");
  world_expect (f->world, f->dora, op, "applied");
}

/* @op with the next epoch of @ticket, and a note under it. */
static JsonObject *
make_opening (Fixture *f, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_new ("note", ticket);

  op_open_epoch (f->world, op, ticket, author);
  op_add (f->world, op, ticket, author, HARK_OBJECT_NOTE, "under one more epoch");
  return op;
}

static void
expect_opening (Fixture *f, Ticket *ticket, JsonObject *op, const char *status)
{
  world_expect (f->world, f->anna, op, status);
  if (!g_str_equal (status, "applied"))
    ticket_forget_epoch (ticket);
}

/* A ticket has 500 of them: whoever may write must not be able to make it unwritable. */
static void
test_nobody_uses_up_a_tickets_epochs (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op;

  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "applied");
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "rekey");
  op = op_new ("message", ticket);
  op_open_epoch (f->world, op, ticket, f->anna);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "as an answer");
  expect_opening (f, ticket, op, "rekey");
  op = op_new ("take-over", ticket);
  op_set_pre (f->world, op, ticket, f->anna);
  op_open_epoch (f->world, op, ticket, f->anna);
  op_add_history (f->world, op, ticket, f->anna);
  expect_opening (f, ticket, op, "rekey");

  /* a joiner is sealed to, and a change of role is no reason */
  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "rekey");
  f->bert->role = HARK_ROLE_EXPERT;
  world_set_team (f->world);
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "rekey");
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "under the first"),
                "applied");
  g_assert_cmpuint (ticket_get_epoch (ticket), ==, 1);

  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "applied");
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "rekey");
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "under the second"),
                "applied");
}

/* Clients do not see to whom others sealed: who came and went is a reason for one, once. */
static void
test_who_came_and_went_calls_for_one_epoch (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *early;
  Actor *eve;

  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "applied");
  early = make_opening (f, ticket, f->anna);
  ticket_forget_epoch (ticket);
  eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  eve->role = HARK_ROLE_NONE;
  world_set_team (f->world);

  /* by an older head it would call for the next at once, again and again */
  world_expect (f->world, f->anna, early, "rekey");
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "applied");
  expect_opening (f, ticket, make_opening (f, ticket, f->anna), "rekey");
}

#define LAST G_MAXSIZE

typedef void (*Spoil) (JsonObject *epoch);

static void
spoil_slots (JsonObject *epoch)
{
  json_array_remove_element (json_object_get_array_member (epoch, "slots"), 0);
}

static void
spoil_twice (JsonObject *epoch)
{
  JsonArray *slots = json_object_get_array_member (epoch, "slots");

  json_array_add_object_element (slots, json_object_ref (json_array_get_object_element (slots, 0)));
}

static void
spoil_stranger (JsonObject *epoch)
{
  JsonObject *slot
      = json_array_get_object_element (json_object_get_array_member (epoch, "slots"), 0);

  json_object_set_string_member (slot, "to", "00112233445566778899aabbccddeeff");
}

static void
spoil_kind (JsonObject *epoch)
{
  JsonObject *slot
      = json_array_get_object_element (json_object_get_array_member (epoch, "slots"), 0);

  json_object_set_string_member (slot, "kind", "nobody");
}

static void
spoil_reporter (JsonObject *epoch)
{
  JsonArray *slots = json_object_get_array_member (epoch, "slots");

  json_array_remove_element (slots, json_array_get_length (slots) - 1);
}

static void
spoil_past (JsonObject *epoch)
{
  json_object_remove_member (epoch, "past");
}

static void
flip (JsonObject *epoch, gsize at)
{
  g_autoptr (GBytes) bytes
      = hark_json_get_bytes (epoch, "st", HARK_EPOCH_MIN_LEN, HARK_EPOCH_MAX_LEN, NULL);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), length);

  data[at == LAST ? length - 1 : at] ^= 1;
  hark_json_set_bytes (epoch, "st", data, length);
}

static const struct
{
  const char *what;
  Spoil spoil; /* or a byte of the statement that is turned */
  gsize byte;
  const char *first;  /* status where it is epoch 0 of a submission */
  const char *second; /* where it is epoch 1 of a note */
} spoils[] = {
  { "a member has no slot", spoil_slots, 0, "rekey", "rekey" },
  { "a member has two", spoil_twice, 0, "invalid", "invalid" },
  { "somebody outside has one", spoil_stranger, 0, "rekey", "rekey" },
  { "an unknown kind", spoil_kind, 0, "invalid", "invalid" },
  { "the reporter has none", spoil_reporter, 0, "invalid", "invalid" },
  { "past boxes are missing", spoil_past, 0, NULL, "invalid" },
  { "another ticket", NULL, 0, "invalid", "invalid" },
  { "another number", NULL, 17, "invalid", "invalid" },
  { "another predecessor", NULL, 20, "invalid", "invalid" },
  { "another area", NULL, 52, "invalid", "invalid" },
  { "another key for the reporter", NULL, 132, "invalid", "invalid" },
  { "a head from nowhere", NULL, 164, "invalid", "invalid" },
  { "a wrong signature", NULL, LAST, "invalid", "invalid" },
};

static void
spoil_epoch (guint i, JsonObject *op)
{
  JsonObject *epoch = json_object_get_object_member (op, "epoch");

  if (spoils[i].spoil != NULL)
    spoils[i].spoil (epoch);
  else
    flip (epoch, spoils[i].byte);
}

static void
test_spoilt_epochs_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_autoptr (Ticket) fresh = ticket_new (f->world, f->dora);
      JsonObject *op = op_submit (f->world, fresh, f->dora, SUBJECT);

      g_test_message ("%s", spoils[i].what);
      spoil_epoch (i, op);
      if (spoils[i].first != NULL)
        world_expect (f->world, f->dora, op, spoils[i].first);
      else
        json_object_unref (op);

      op = op_note (f->world, ticket, f->anna, "note");
      spoil_epoch (i, op);
      world_expect (f->world, f->anna, op, spoils[i].second);
      ticket_forget_epoch (ticket);
    }

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "whole"), "applied");
}

static void
test_epoch_by_another_author_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_new ("note", ticket);

  op_open_epoch (f->world, op, ticket, f->anna);
  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_NOTE, "with anna's epoch");
  world_expect (f->world, f->bert, op, "invalid");
  ticket_forget_epoch (ticket);
}

/* ---- objects ---- */

static void
test_objects_that_do_not_belong_are_refused (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *type;
    HarkObjectType object[3];
    gboolean history;
  } wrong[] = {
    { "note", { HARK_OBJECT_MESSAGE }, FALSE },
    { "note", { HARK_OBJECT_NOTE, HARK_OBJECT_NOTE }, FALSE },
    { "note", { HARK_OBJECT_NOTE }, TRUE },
    { "note", { HARK_OBJECT_NOTE, HARK_OBJECT_MANIFEST }, FALSE },
    { "note", { 0 }, FALSE },
    { "message", { HARK_OBJECT_NOTE }, FALSE },
    { "message", { HARK_OBJECT_MESSAGE, HARK_OBJECT_MESSAGE }, FALSE },
    { "message", { HARK_OBJECT_MESSAGE, HARK_OBJECT_MANIFEST }, FALSE },
    { "message", { HARK_OBJECT_MESSAGE }, TRUE },
    { "message", { HARK_OBJECT_REPORT }, FALSE },
    { "message", { HARK_OBJECT_TITLE }, FALSE },
    { "take-over", { 0 }, FALSE },
    { "take-over", { HARK_OBJECT_NOTE }, TRUE },
    { "release", { HARK_OBJECT_HISTORY }, FALSE },
    { "close", { HARK_OBJECT_OUTCOME }, FALSE },
    { "close", { HARK_OBJECT_MESSAGE }, TRUE },
    { "close", { HARK_OBJECT_OUTCOME, HARK_OBJECT_OUTCOME }, TRUE },
    { "reopen", { HARK_OBJECT_OUTCOME }, TRUE },
  };
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  guint before;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  before = people_count_objects (f, f->anna);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      JsonObject *op = op_new (wrong[i].type, ticket);
      HarkId outcome = { 0 };
      g_autofree char *text = NULL;

      g_test_message ("%u: %s", i, wrong[i].type);
      op_set_pre (f->world, op, ticket, f->anna);
      for (guint k = 0; k < 3 && wrong[i].object[k] != 0; k++)
        outcome = op_add (f->world, op, ticket, f->anna, wrong[i].object[k], "x");
      if (wrong[i].history)
        op_add_history (f->world, op, ticket, f->anna);
      text = hark_id_to_string (&outcome);
      json_object_set_string_member (json_object_get_object_member (op, "body"), "outcome", text);
      json_object_set_int_member (json_object_get_object_member (op, "body"), "months", 36);
      world_expect (f->world, f->anna, op, "invalid");
    }
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, before);
}

static void
test_outcome_named_must_be_the_one_sent (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_close (f->world, ticket, f->anna);

  json_object_set_string_member (json_object_get_object_member (op, "body"), "outcome",
                                 "00112233445566778899aabbccddeeff");
  world_expect (f->world, f->anna, op, "invalid");
  ticket_forget_epoch (ticket);
}

static void
test_object_of_another_author_ticket_or_epoch_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) other = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  op = op_new ("note", ticket);
  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_NOTE, "bert's");
  world_expect (f->world, f->anna, op, "invalid");

  op = op_new ("message", ticket);
  op_add (f->world, op, other, f->anna, HARK_OBJECT_MESSAGE, "other ticket");
  world_expect (f->world, f->anna, op, "invalid");

  op = op_new ("message", ticket);
  op_add (f->world, op, ticket, NULL, HARK_OBJECT_MESSAGE, "as if the server had sealed it");
  world_expect (f->world, f->anna, op, "invalid");

  op = op_new ("message", ticket);
  g_array_set_size (ticket->keys, 3);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "an epoch that is not there");
  g_array_set_size (ticket->keys, 2);
  world_expect (f->world, f->anna, op, "rekey");

  op = op_new ("message", ticket);
  g_array_set_size (ticket->keys, 3);
  op_add (f->world, op, ticket, f->dora, HARK_OBJECT_MESSAGE, "no slot of that epoch");
  g_array_set_size (ticket->keys, 2);
  world_expect (f->world, f->dora, op, "invalid");
}

#define TEST(path, function)                                                                       \
  g_test_add ("/rekey/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("epoch-twice", test_two_open_the_same_epoch);
  TEST ("epoch-needed", test_team_entry_under_the_reporters_epoch_needs_a_new_one);
  TEST ("epoch-team", test_changed_team_needs_a_new_epoch);
  TEST ("epoch-used-up", test_nobody_uses_up_a_tickets_epochs);
  TEST ("epoch-came-and-went", test_who_came_and_went_calls_for_one_epoch);
  TEST ("epoch-spoilt", test_spoilt_epochs_are_refused);
  TEST ("epoch-author", test_epoch_by_another_author_is_refused);
  TEST ("objects-wrong", test_objects_that_do_not_belong_are_refused);
  TEST ("objects-outcome", test_outcome_named_must_be_the_one_sent);
  TEST ("objects-foreign", test_object_of_another_author_ticket_or_epoch_is_refused);

  return g_test_run ();
}

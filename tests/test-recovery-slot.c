/* test-recovery-slot.c: what the server takes of slots for the organisation's recovery key, at the
 * level of the formats */
#include "hark-api.h"
#include "hark-json.h"
#include "hark-recovery.h"
#include "people.h"

typedef struct
{
  Fixture people;
  World *world;
  HarkRecoveryKeys keys, other;
} Recovery;

static void
set_key (Recovery *f, const HarkRecoveryKeys *keys)
{
  Actor *anna = f->people.anna;
  g_autoptr (GBytes) statement = hark_roster_make_recovery_set (
      f->world->roster, &anna->id, anna->keys->sign_sk, keys != NULL ? keys->box_pk : NULL,
      keys != NULL ? keys->sign_pk : NULL);

  world_append (f->world, statement);
}

static void
set_policy (Recovery *f, gboolean on)
{
  HarkRosterPolicy policy = *hark_roster_get_policy (f->world->roster);

  policy.recovery = on;
  world_set_policy (f->world, &policy);
}

static void
set_up (Recovery *f, gconstpointer unused)
{
  guint8 secret[HARK_CODE_LEN] = { 1 };

  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  hark_recovery_keys (secret, &f->world->org, &f->keys);
  secret[0] = 2;
  hark_recovery_keys (secret, &f->world->org, &f->other);
}

static void
tear_down (Recovery *f, gconstpointer unused)
{
  people_tear_down (&f->people, NULL);
}

/* Nobody but its holder can tell a box from any bytes. */
static void
set_box (JsonObject *slot)
{
  guint8 box[HARK_SLOT_LEN];

  hark_seal_random (box, sizeof box);
  hark_json_set_bytes (slot, "box", box, sizeof box);
}

static void
add_slot (JsonObject *op, const HarkId *to)
{
  JsonObject *slot = json_object_new ();

  hark_json_set_id (slot, "to", to);
  json_object_set_string_member (slot, "kind", "recovery");
  set_box (slot);
  json_array_add_object_element (
      json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots"), slot);
}

/* A ticket with slots for @first and @second besides, which may be NULL. */
static void
expect_submit (Recovery *f, const HarkRecoveryKeys *first, const HarkRecoveryKeys *second,
               const char *status)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);
  JsonObject *op = op_submit (f->world, ticket, f->people.dora, SUBJECT);

  if (first != NULL)
    add_slot (op, &first->id);
  if (second != NULL)
    add_slot (op, &second->id);
  world_expect (f->world, f->people.dora, op, status);
}

static void
expect_slot (Recovery *f, Actor *by, Ticket *ticket, const HarkId *to, const char *wanted)
{
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;
  JsonObject *slot = json_object_new ();
  JsonArray *slots = json_array_new ();
  g_autofree char *text = NULL;

  hark_json_set_id (slot, "tk", &ticket->id);
  json_object_set_int_member (slot, "epoch", ticket_get_epoch (ticket));
  hark_json_set_id (slot, "to", to);
  set_box (slot);
  json_array_add_object_element (slots, slot);
  json_object_set_array_member (body, "slots", slots);
  text = hark_json_to_string (body);
  reply = harness_ask (f->world->harness, "POST", HARK_API_SLOTS, by->token, text, 200);
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (reply, "results"), 0), ==,
      wanted);
}

static guint
count_dues (Recovery *f, Actor *actor, const HarkId *to)
{
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", HARK_API_DUES, actor->token, NULL, 200);
  JsonArray *dues = json_object_get_array_member (reply, "dues");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (dues); i++)
    {
      HarkId id = { { 0 } };

      hark_json_get_opt_id (json_array_get_object_element (dues, i), "to", &id, NULL);
      n += hark_id_equal (&id, to);
    }

  return n;
}

/* What anna is told without what is due to @but. */
static void
expect_dues_but (Recovery *f, const HarkId *but, guint n)
{
  g_autofree char *id = hark_id_to_string (but);
  g_autofree char *path = g_strconcat (HARK_API_DUES "?but=", id, NULL);
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", path, f->people.anna->token, NULL, 200);

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "dues")), ==, n);
}

static void
test_each_epoch_has_exactly_the_slot_that_list_and_policy_say (Recovery *f, gconstpointer unused)
{
  expect_submit (f, NULL, NULL, "applied");
  expect_submit (f, &f->keys, NULL, "rekey");
  set_key (f, &f->keys);
  expect_submit (f, NULL, NULL, "applied"); /* the policy says no yet */
  expect_submit (f, &f->keys, NULL, "rekey");
  set_policy (f, TRUE);
  expect_submit (f, NULL, NULL, "rekey");
  expect_submit (f, &f->other, NULL, "rekey");
  expect_submit (f, &f->keys, &f->other, "rekey");
  expect_submit (f, &f->keys, &f->keys, "invalid");
  expect_submit (f, &f->keys, NULL, "applied");
  set_key (f, &f->other);
  expect_submit (f, &f->keys, NULL, "rekey");
  expect_submit (f, &f->other, NULL, "applied");
  set_key (f, NULL);
  expect_submit (f, &f->other, NULL, "rekey");
  expect_submit (f, NULL, NULL, "applied");
}

static void
test_next_epoch_has_it_too (Recovery *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->people.dora, SUBJECT);
  JsonObject *without, *with;

  set_key (f, &f->keys);
  set_policy (f, TRUE);
  without = op_note (f->world, ticket, f->people.bert, "without");
  world_expect (f->world, f->people.bert, without, "rekey");
  g_ptr_array_remove_index (ticket->statements, ticket->statements->len - 1);
  g_array_remove_index (ticket->keys, ticket->keys->len - 1);
  with = op_note (f->world, ticket, f->people.bert, "with");
  add_slot (with, &f->keys.id);
  world_expect (f->world, f->people.bert, with, "applied");
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->keys.id), ==, 0);
}

static void
test_what_was_there_before_is_due_to_it_from_experts (Recovery *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->people.dora, SUBJECT);

  set_key (f, &f->keys);
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->keys.id), ==, 0);
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "forbidden"); /* the policy says no yet */
  set_policy (f, TRUE);
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->keys.id), ==, 1);
  g_assert_cmpuint (count_dues (f, f->people.bert, &f->keys.id), ==, 0);
  expect_dues_but (f, &f->keys.id, 0);
  expect_dues_but (f, &f->other.id, 1);
  expect_slot (f, f->people.bert, ticket, &f->keys.id, "forbidden");
  expect_slot (f, f->people.dora, ticket, &f->keys.id, "forbidden");
  expect_slot (f, f->people.anna, ticket, &f->other.id, "forbidden");
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "applied");
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "applied");
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->keys.id), ==, 0);

  set_key (f, &f->other);
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->other.id), ==, 1);
  set_policy (f, FALSE);
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->other.id), ==, 0);
}

/* A SrvWork: the box of the only recovery slot. */
static gboolean
read_box (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, "SELECT box FROM recovery_slot");
  GBytes **box = data;

  g_assert_cmpint (hark_stmt_step (stmt, error), ==, HARK_STEP_ROW);
  *box = hark_stmt_get_bytes (stmt, 0);
  return TRUE;
}

/* An Expert could put anything in the place of one that opens. */
static void
test_one_that_is_there_stays (Recovery *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->people.dora, SUBJECT);
  g_autoptr (GBytes) first = NULL, second = NULL;

  set_key (f, &f->keys);
  set_policy (f, TRUE);
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "applied");
  harness_write (f->world->harness, read_box, &first);
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "applied");
  harness_write (f->world->harness, read_box, &second);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpuint (count_dues (f, f->people.anna, &f->keys.id), ==, 0);

  /* another key's takes its place */
  set_key (f, &f->other);
  expect_slot (f, f->people.anna, ticket, &f->other.id, "applied");
  g_clear_pointer (&second, g_bytes_unref);
  harness_write (f->world->harness, read_box, &second);
  g_assert_false (g_bytes_equal (first, second));
}

/* Sealing to oneself is for who said that they use the key, and for tickets that were sealed to it.
 */
static void
test_nobody_else_seals_to_themselves (Recovery *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->people.dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_EXPERT);
  g_autoptr (GBytes) use = NULL;
  g_autofree char *text = NULL;

  set_key (f, &f->keys);
  set_policy (f, TRUE);
  expect_slot (f, eve, ticket, &eve->id, "forbidden");
  use = hark_roster_make_recovery_use (f->world->roster, &eve->id, eve->keys->sign_sk,
                                       &f->world->area, f->keys.sign_sk);
  text = world_write_statement (use);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_ROSTER, eve->token, text, 200));
  hark_roster_append (f->world->roster, use, NULL);
  expect_slot (f, eve, ticket, &eve->id, "forbidden"); /* nothing was sealed to the key */
  expect_slot (f, f->people.anna, ticket, &f->keys.id, "applied");
  expect_slot (f, f->people.dora, ticket, &f->people.dora->id, "forbidden");
  expect_slot (f, eve, ticket, &eve->id, "applied");
}

#define TEST(path, test)                                                                           \
  g_test_add ("/recovery-slot/" path, Recovery, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("exactly", test_each_epoch_has_exactly_the_slot_that_list_and_policy_say);
  TEST ("next", test_next_epoch_has_it_too);
  TEST ("due", test_what_was_there_before_is_due_to_it_from_experts);
  TEST ("stays", test_one_that_is_there_stays);
  TEST ("oneself", test_nobody_else_seals_to_themselves);

  return g_test_run ();
}

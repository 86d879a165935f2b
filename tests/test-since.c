/* test-since.c: the server computes the recipients of a ticket as the list of people gives them:
 * not who has only what came after it */
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"

/* Eve joins; @since as hark_roster_make_area_set() takes it. */
static void
place (Fixture *f, Actor *eve, guint64 since)
{
  World *world = f->world;
  g_autoptr (GArray) members = hark_roster_get_members (world->roster, &world->area);
  HarkRosterMember member = { .user = eve->id, .role = HARK_ROLE_PROFESSIONAL, .since = since };
  g_autoptr (GBytes) statement = NULL;

  for (guint i = members->len; i > 0; i--)
    if (hark_id_equal (&g_array_index (members, HarkRosterMember, i - 1).user, &eve->id))
      g_array_remove_index (members, i - 1);
  hark_account_keys_hash (eve->keys->sign_pk, eve->keys->box_pk, member.keys_hash);
  g_array_append_val (members, member);
  statement = hark_roster_make_area_set (
      world->roster, &f->anna->id, f->anna->keys->sign_sk, &world->area,
      (const HarkRosterMember *)(gconstpointer)members->data, members->len);
  world_append (world, statement);
  eve->role = HARK_ROLE_PROFESSIONAL;
}

static JsonArray *
get_slots (JsonObject *op)
{
  return json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots");
}

/* A slot for @to that opens nothing: the server cannot tell. */
static void
add_slot (JsonObject *op, Actor *to)
{
  guint8 box[HARK_SLOT_LEN] = { 1 };
  JsonObject *slot = json_object_new ();

  hark_json_set_id (slot, "to", &to->id);
  json_object_set_string_member (slot, "kind", "member");
  hark_json_set_bytes (slot, "box", box, sizeof box);
  json_array_add_object_element (get_slots (op), slot);
}

static guint
count_dues (Fixture *f, Actor *actor)
{
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", HARK_API_DUES, actor->token, NULL, 200);

  return json_array_get_length (json_object_get_array_member (reply, "dues"));
}

static gboolean
sees (Fixture *f, Actor *actor, Ticket *ticket)
{
  g_autoptr (JsonObject) row = people_get_ticket (f, actor, ticket);

  return row != NULL;
}

/* bert's, who opens epoch 1. */
static void
test_an_epoch_to_others_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_NONE);
  JsonObject *op;

  place (f, eve, 1);
  op = op_note (f->world, ticket, f->bert, "with eve");
  add_slot (op, eve);
  world_expect (f->world, f->bert, op, "rekey");
  ticket_forget_epoch (ticket);
  op = op_note (f->world, ticket, f->bert, "without clara");
  json_array_remove_element (get_slots (op), 0);
  world_expect (f->world, f->bert, op, "rekey");
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "as it is"), "applied");
  g_assert_false (sees (f, eve, ticket));
}

/* It would name a list in which they are none of its team. */
static void
test_what_comes_after_it_is_sealed_to_them (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) before = ticket_new (f->world, f->dora);
  g_autoptr (Ticket) after = NULL;
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_NONE);
  JsonObject *op = op_submit (f->world, before, f->dora, SUBJECT);

  place (f, eve, 1);
  world_expect (f->world, f->dora, op, "rekey");
  after = world_submit (f->world, f->dora, SUBJECT);
  g_assert_true (sees (f, eve, after));
}

/* eve's, who has the role but not the ticket. */
static void
test_who_has_it_not_opens_no_epoch (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_NONE);

  place (f, eve, 1);
  world_expect (f->world, eve, op_note (f->world, ticket, eve, "mine"), "forbidden");
}

static void
test_only_what_they_may_read_is_due_to_them (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_NONE);
  g_autoptr (Ticket) after = NULL;

  place (f, eve, 1);
  g_assert_cmpuint (count_dues (f, f->anna), ==, 0);
  after = world_submit (f->world, f->dora, SUBJECT);
  g_assert_cmpuint (count_dues (f, f->anna), ==, 0);
  g_assert_true (sees (f, eve, after));

  /* all of it, later on */
  place (f, eve, 0);
  g_assert_cmpuint (count_dues (f, f->anna), ==, 1);
  g_assert_false (sees (f, eve, ticket));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/since/" path, Fixture, NULL, people_set_up, function, people_tear_down)
  ADD ("epoch-to-others", test_an_epoch_to_others_is_refused);
  ADD ("after-it", test_what_comes_after_it_is_sealed_to_them);
  ADD ("no-epoch-of-theirs", test_who_has_it_not_opens_no_epoch);
  ADD ("due", test_only_what_they_may_read_is_due_to_them);
#undef ADD

  return g_test_run ();
}

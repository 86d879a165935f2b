/* test-due.c: what members' clients are asked to do for each other, who may do it, and what comes
 * of it */
#include "cache.h"
#include "people.h"
#include "team.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-due.h"

#include <string.h>

/* --- asking --- */

static JsonArray *
list (Fixture *f, Actor *actor, const char *query, gboolean *more)
{
  g_autofree char *path = g_strconcat (HARK_API_DUES, query, NULL);
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", path, actor->token, NULL, 200);

  if (more != NULL)
    *more = json_object_get_boolean_member (reply, "more");
  return json_array_ref (json_object_get_array_member (reply, "dues"));
}

static guint
count (Fixture *f, Actor *actor, const char *kind)
{
  g_autoptr (JsonArray) dues = list (f, actor, "", NULL);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (dues); i++)
    n += g_str_equal (
        json_object_get_string_member (json_array_get_object_element (dues, i), "kind"), kind);
  return n;
}

/* "due" of the head of @actor's feed. */
static gboolean
is_told (Fixture *f, Actor *actor)
{
  g_autoptr (Reply) reply
      = harness_request (f->world->harness, "GET", HARK_API_SYNC "?limit=1", actor->token, NULL);
  g_autofree char *body
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  g_autoptr (JsonObject) head = NULL;

  *strchr (body, '\n') = '\0';
  head = hark_json_parse_object (body, strlen (body), 65536, NULL);
  return json_object_get_boolean_member (head, "due");
}

static void
set_role (Fixture *f, Actor *actor, HarkRole role)
{
  actor->role = role;
  world_set_team (f->world);
}

/* The newest epoch of @ticket, sealed to @to. (transfer full) */
static JsonObject *
make_slot (Fixture *f, Ticket *ticket, Actor *to)
{
  guint32 number = ticket_get_epoch (ticket);
  GBytes *statement = g_ptr_array_index (ticket->statements, number);
  JsonObject *slot = json_object_new ();
  g_autoptr (GBytes) box = NULL;
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch epoch;

  g_assert_true (hark_epoch_read (statement, &epoch, NULL));
  hark_epoch_hash (statement, hash);
  box = hark_epoch_seal_slot (&epoch, hash, &f->world->org, HARK_SLOT_MEMBER, &to->id,
                              to->keys->box_pk,
                              &g_array_index (ticket->keys, HarkEpochKeys, number));
  hark_json_set_id (slot, "tk", &ticket->id);
  json_object_set_int_member (slot, "epoch", number);
  hark_json_set_id (slot, "to", &to->id);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  return slot;
}

/* Takes @slot; its result is @wanted. */
static void
expect_slot (Fixture *f, Actor *actor, JsonObject *slot, const char *wanted)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *slots = json_array_new ();
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *results;

  json_array_add_object_element (slots, slot);
  json_object_set_array_member (body, "slots", slots);
  text = hark_json_to_string (body);
  reply = harness_ask (f->world->harness, "POST", HARK_API_SLOTS, actor->token, text, 200);
  results = json_object_get_array_member (reply, "results");
  g_assert_cmpuint (json_array_get_length (results), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (results, 0), ==, wanted);
}

/* --- who joined --- */

static void
test_a_new_member_is_due_every_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) first = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) second = people_submit_anonymous (f->world, SUBJECT, TRUE);
  Actor *eve;

  world_expect (f->world, f->anna, op_note (f->world, first, f->anna, "epoch 1"), "applied");
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 0);
  g_assert_false (is_told (f, f->anna));
  eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 2);
  g_assert_true (is_told (f, f->anna));

  /* only Experts seal; nobody else hears of it, least of all who joined */
  g_assert_false (is_told (f, f->bert));
  g_assert_false (is_told (f, f->clara));
  g_assert_false (is_told (f, f->dora));
  g_assert_false (is_told (f, eve));
  g_assert_cmpuint (count (f, eve, "seal"), ==, 0);
  g_assert_null (people_get_ticket (f, eve, first));
}

static void
test_a_slot_brings_the_whole_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) first = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) second = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) row = NULL;
  Actor *eve;

  world_expect (f->world, f->anna, op_note (f->world, first, f->anna, "epoch 1"), "applied");
  eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  cache_pull (f->world, cache, eve, 100);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 0);

  expect_slot (f, f->anna, make_slot (f, first, eve), "applied");
  expect_slot (f, f->anna, make_slot (f, first, eve), "applied");
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 1);
  cache_pull (f->world, cache, eve, 100);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 1);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 2);
  row = cache_get (cache, "ticket", &first->id);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (row, "epochs")), ==, 2);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (row, "slot"), "epoch"), ==, 1);

  expect_slot (f, f->anna, make_slot (f, second, eve), "applied");
  g_assert_false (is_told (f, f->anna));
}

static void
test_only_experts_seal_and_only_to_members (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  Actor *fred = world_add (f->world, "fred", HARK_ROLE_NONE);

  expect_slot (f, f->bert, make_slot (f, ticket, eve), "forbidden");
  expect_slot (f, f->clara, make_slot (f, ticket, eve), "forbidden");
  expect_slot (f, f->dora, make_slot (f, ticket, eve), "forbidden");
  expect_slot (f, eve, make_slot (f, ticket, eve), "forbidden");
  expect_slot (f, f->anna, make_slot (f, ticket, fred), "forbidden");
  expect_slot (f, f->anna, make_slot (f, ticket, f->dora), "forbidden");

  set_role (f, eve, HARK_ROLE_NONE);
  expect_slot (f, f->anna, make_slot (f, ticket, eve), "forbidden");
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 0);
}

static void
test_slots_that_do_not_fit_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  static const char *const malformed[]
      = { "{}", "{\"slots\":7}", "{\"slots\":[7]}", "{\"slots\":[{}]}",
          "{\"slots\":[{\"tk\":\"x\",\"epoch\":0,\"to\":\"x\",\"box\":\"AAAA\"}]}" };
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  JsonObject *slot;
  HarkId nowhere;

  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    json_object_unref (
        harness_ask (f->world->harness, "POST", HARK_API_SLOTS, f->anna->token, malformed[i], 400));
  slot = make_slot (f, ticket, eve);
  json_object_set_string_member (slot, "box", "AAAA");
  expect_slot (f, f->anna, slot, "invalid");
  slot = make_slot (f, ticket, eve);
  json_object_set_int_member (slot, "epoch", 1);
  expect_slot (f, f->anna, slot, "rekey");
  slot = make_slot (f, ticket, eve);
  hark_id_random (&nowhere);
  hark_json_set_id (slot, "tk", &nowhere);
  expect_slot (f, f->anna, slot, "forbidden");

  /* an older epoch than the newest */
  slot = make_slot (f, ticket, eve);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  expect_slot (f, f->anna, slot, "rekey");
}

/* Whoever opens an epoch seals it to everybody who is there. */
static void
test_a_new_epoch_settles_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_PROFESSIONAL);

  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 1);
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "epoch 1"), "applied");
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 0);
  row = people_get_ticket (f, eve, ticket);
  g_assert_nonnull (row);
}

/* --- who left --- */

static JsonObject *
make_rekey (Fixture *f, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_new ("rekey", ticket);

  op_open_epoch (f->world, op, ticket, author);
  return op;
}

static void
test_who_left_leaves_a_rekey_to_writers (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) first = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) second = world_submit (f->world, f->dora, SUBJECT);

  world_expect (f->world, f->anna, op_note (f->world, first, f->anna, "epoch 1"), "applied");
  set_role (f, f->clara, HARK_ROLE_NONE);
  g_assert_cmpuint (count (f, f->anna, "rekey"), ==, 2);
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 2);
  g_assert_true (is_told (f, f->bert));
  g_assert_false (is_told (f, f->clara));
  g_assert_null (people_get_ticket (f, f->clara, first));

  world_expect (f->world, f->bert, make_rekey (f, first, f->bert), "applied");
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);
  world_expect (f->world, f->anna, make_rekey (f, second, f->anna), "applied");
  g_assert_false (is_told (f, f->bert));
  world_expect (f->world, f->bert, op_note (f->world, first, f->bert, "goes on"), "applied");
}

static void
test_a_rekey_is_an_epoch_and_nothing_else (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) late = NULL;
  g_autoptr (JsonObject) result = NULL;
  JsonObject *op = make_rekey (f, ticket, f->clara);
  Actor *eve;

  world_expect (f->world, f->clara, op, "forbidden"); /* an Observer */
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->anna, op_new ("rekey", ticket), "invalid");
  op = make_rekey (f, ticket, f->anna);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_NOTE, "and a word");
  world_expect (f->world, f->anna, op, "invalid");
  ticket_forget_epoch (ticket);
  op = make_rekey (f, ticket, f->anna);
  op_add_history (f->world, op, ticket, f->anna);
  world_expect (f->world, f->anna, op, "invalid");
  ticket_forget_epoch (ticket);

  /* where nobody left there is nothing to do, and a joiner is no reason either */
  world_expect (f->world, f->anna, make_rekey (f, ticket, f->anna), "conflict");
  ticket_forget_epoch (ticket);
  eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  world_expect (f->world, f->bert, make_rekey (f, ticket, f->bert), "conflict");
  ticket_forget_epoch (ticket);
  expect_slot (f, f->anna, make_slot (f, ticket, eve), "applied");
  set_role (f, eve, HARK_ROLE_NONE);

  /* two at once: the later one has nothing left to do */
  late = make_rekey (f, ticket, f->bert);
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->anna, make_rekey (f, ticket, f->anna), "applied");
  result = world_send (f->world, f->bert, late);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "rekey");
  world_expect (f->world, f->anna, make_rekey (f, ticket, f->anna), "conflict");
  ticket_forget_epoch (ticket);
}

/* Whoever comes back before anybody changed the keys holds them still. */
static void
test_who_comes_back_at_once_has_lost_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;

  set_role (f, f->clara, HARK_ROLE_NONE);
  set_role (f, f->clara, HARK_ROLE_OBSERVER);
  g_assert_false (is_told (f, f->anna));
  row = people_get_ticket (f, f->clara, ticket);
  g_assert_nonnull (row);
}

static void
test_one_of_two_who_left_comes_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;

  f->bert->role = HARK_ROLE_NONE;
  set_role (f, f->clara, HARK_ROLE_NONE);
  set_role (f, f->clara, HARK_ROLE_OBSERVER);
  g_assert_cmpuint (count (f, f->anna, "rekey"), ==, 1);
  row = people_get_ticket (f, f->clara, ticket);
  g_assert_nonnull (row);
}

/* Who joined and left before anybody sealed to them leaves nothing to do. */
static void
test_who_never_had_a_key_leaves_nothing_due (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_OBSERVER);

  set_role (f, eve, HARK_ROLE_NONE);
  g_assert_false (is_told (f, f->anna));
}

static void
test_who_was_switched_off_is_who_left (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->clara->id);

  world_append (f->world, off);
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);
}

/* --- new keys --- */

/* An Admin's reset: from here on @actor has nothing but the new ones. */
static void
reset_keys (Fixture *f, Actor *actor)
{
  g_autoptr (GBytes) statement = NULL;
  HarkAccountKeys keys;

  hark_account_keys_random (&keys);
  harness_bring_keys (f->world->harness, &actor->id, &f->anna->id, &keys);
  statement = hark_roster_make_user_key (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                         &actor->id, keys.sign_pk, keys.box_pk);
  world_append (f->world, statement);
  *actor->keys = keys;
}

static void
test_who_got_new_keys_left_until_an_expert_brings_them_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) none = NULL;
  JsonObject *rekey = op_new ("rekey", ticket);

  reset_keys (f, f->clara);
  none = people_get_ticket (f, f->clara, ticket);
  g_assert_null (none);
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);

  /* whoever has the old ones could open the newest epoch still */
  world_set_team (f->world);
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 1);
  none = people_get_ticket (f, f->clara, ticket);
  g_assert_null (none);
  expect_slot (f, f->anna, make_slot (f, ticket, f->clara), "applied");
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);

  op_open_epoch (f->world, rekey, ticket, f->bert);
  world_expect (f->world, f->bert, rekey, "applied");
  g_assert_false (is_told (f, f->anna));
}

static void
test_advisor_with_lost_keys_stands_in_nobodys_way (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  team_take_over (f->world, f->bert, ticket);
  reset_keys (f, f->bert);
  world_set_team (f->world);
  g_assert_cmpuint (count (f, f->anna, "rekey"), ==, 1);
}

/* Else whoever signed them in could read it as them. */
static void
test_what_a_reporter_with_new_keys_reported_stays_closed_to_them (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) before = people_get_ticket (f, f->dora, ticket);
  g_autoptr (JsonObject) after = NULL;
  g_autoptr (JsonObject) later = NULL;

  g_assert_nonnull (before);
  reset_keys (f, f->dora);
  g_assert_false (is_told (f, f->bert));
  after = people_get_ticket (f, f->dora, ticket);
  g_assert_null (after);

  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "note"), "applied");
  later = people_get_ticket (f, f->dora, ticket);
  g_assert_null (later);

  /* nor may an epoch name the new ones */
  memcpy (ticket->reporter_pk, f->dora->keys->box_pk, sizeof ticket->reporter_pk);
  world_set_team (f->world);
  {
    JsonObject *rekey = op_new ("rekey", ticket);

    op_open_epoch (f->world, rekey, ticket, f->bert);
    world_expect (f->world, f->bert, rekey, "invalid");
  }
}

/* --- pages --- */

static void
test_pages_lead_through_all_of_it (Fixture *f, gconstpointer unused)
{
  g_autofree char *after = g_strdup ("00000000000000000000000000000000");
  guint n = 0, pages = 0;
  gboolean more = TRUE;

  for (guint i = 0; i < 5; i++)
    ticket_free (world_submit (f->world, f->dora, SUBJECT));
  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  for (; more; pages++)
    {
      g_autofree char *query = g_strdup_printf ("?limit=2&after=%s", after);
      g_autoptr (JsonArray) dues = list (f, f->anna, query, &more);

      for (guint i = 0; i < json_array_get_length (dues); i++, n++)
        {
          const char *ticket
              = json_object_get_string_member (json_array_get_object_element (dues, i), "tk");

          g_assert_cmpstr (ticket, >, after);
          g_free (after);
          after = g_strdup (ticket);
        }
    }
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (pages, ==, 3);
  json_object_unref (
      harness_ask (f->world->harness, "GET", HARK_API_DUES "?limit=0", f->anna->token, NULL, 400));
  json_object_unref (
      harness_ask (f->world->harness, "GET", HARK_API_DUES "?after=x", f->anna->token, NULL, 400));
}

/* How long it takes is printed, not judged. */
static void
test_many_tickets_are_one_short_write (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonArray) dues = NULL;
  gint64 begin;
  gboolean more;

  harness_write (f->world->harness, people_multiply, NULL);
  world_add (f->world, "eve", HARK_ROLE_NONE);
  begin = g_get_monotonic_time ();
  set_role (f, g_ptr_array_index (f->world->actors, 4), HARK_ROLE_OBSERVER);
  g_test_message ("somebody joins %d tickets: %" G_GINT64_FORMAT " ms", PEOPLE_MANY,
                  (g_get_monotonic_time () - begin) / 1000);
  begin = g_get_monotonic_time ();
  dues = list (f, f->anna, "", &more);
  g_test_message ("a page of it: %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - begin) / 1000);
  g_assert_cmpuint (json_array_get_length (dues), ==, HARK_API_MAX_SLOT_BATCH);
  g_assert_true (more);

  begin = g_get_monotonic_time ();
  set_role (f, f->clara, HARK_ROLE_NONE);
  g_test_message ("somebody leaves them: %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - begin) / 1000);
  begin = g_get_monotonic_time ();
  g_assert_false (is_told (f, f->dora));
  g_test_message ("the head of a feed that has nothing to do with it: %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - begin) / 1000);
  begin = g_get_monotonic_time ();
  g_assert_true (is_told (f, f->bert));
  g_test_message ("the head of a Professional's: %" G_GINT64_FORMAT " ms",
                  (g_get_monotonic_time () - begin) / 1000);
}

/* A SrvWork. */
static gboolean
hide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "ALTER TABLE due RENAME TO hidden", error);
}

/* Each page of each feed asks whether anything is due. */
static void
test_who_can_do_nothing_costs_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  g_assert_true (is_told (f, f->anna));
  harness_write (f->world->harness, hide, NULL);
  g_assert_false (is_told (f, f->clara));
  g_assert_false (is_told (f, f->dora));
  g_assert_cmpuint (count (f, f->clara, "seal"), ==, 0);
}

/* An Expert elsewhere is no Expert here. */
static void
test_every_area_has_its_own_experts (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  HarkId other;

  team_add_area (f->world, f->bert, "Other", "Another one.", TRUE, &other);
  g_assert_cmpint (hark_roster_get_role (f->world->roster, &other, &f->bert->id), ==,
                   HARK_ROLE_EXPERT);
  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  g_assert_cmpuint (count (f, f->anna, "seal"), ==, 1);
  g_assert_cmpuint (count (f, f->bert, "seal"), ==, 0);
  g_assert_false (is_told (f, f->bert));
  set_role (f, f->clara, HARK_ROLE_NONE);
  g_assert_cmpuint (count (f, f->bert, "rekey"), ==, 1);
  g_assert_true (is_told (f, f->bert));
}

/* Its copies are no tickets that `check` could like. */
static void
tear_down_many (Fixture *f, gconstpointer unused)
{
  world_free (f->world);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/due/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("joined", test_a_new_member_is_due_every_ticket);
  TEST ("slot", test_a_slot_brings_the_whole_ticket);
  TEST ("experts", test_only_experts_seal_and_only_to_members);
  TEST ("malformed", test_slots_that_do_not_fit_are_refused);
  TEST ("new-epoch", test_a_new_epoch_settles_it);
  TEST ("left", test_who_left_leaves_a_rekey_to_writers);
  TEST ("rekey", test_a_rekey_is_an_epoch_and_nothing_else);
  TEST ("back", test_who_comes_back_at_once_has_lost_nothing);
  TEST ("one-back", test_one_of_two_who_left_comes_back);
  TEST ("never", test_who_never_had_a_key_leaves_nothing_due);
  TEST ("switched-off", test_who_was_switched_off_is_who_left);
  TEST ("new-keys", test_who_got_new_keys_left_until_an_expert_brings_them_back);
  TEST ("advisor-keys", test_advisor_with_lost_keys_stands_in_nobodys_way);
  TEST ("reporter-keys", test_what_a_reporter_with_new_keys_reported_stays_closed_to_them);
  TEST ("pages", test_pages_lead_through_all_of_it);
  TEST ("areas", test_every_area_has_its_own_experts);
  g_test_add ("/due/nothing", Fixture, NULL, people_set_up, test_who_can_do_nothing_costs_nothing,
              tear_down_many);
  g_test_add ("/due/many", Fixture, NULL, people_set_up, test_many_tickets_are_one_short_write,
              tear_down_many);

  return g_test_run ();
}

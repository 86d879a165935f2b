/* test-sync.c: the feed: everybody gets all that is theirs, nothing else, whatever the pages */
#include "cache.h"
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-feed.h"

#include <string.h>

#define SEED 4711
#define ROUNDS 60

static void
assert_equal (Cache *self, Cache *other)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (g_strcmp0 (value, g_hash_table_lookup (other->rows, key)) != 0)
        g_test_message ("%s differs:\n%s\n%s", (char *)key, (char *)value,
                        (char *)g_hash_table_lookup (other->rows, key));
      g_assert_cmpstr (value, ==, g_hash_table_lookup (other->rows, key));
    }
  g_assert_cmpuint (g_hash_table_size (self->rows), ==, g_hash_table_size (other->rows));
}

static void
test_snapshot_shows_the_organisation_to_everybody (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) area = NULL;

  cache_pull (f->world, cache, f->dora, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "roster"), ==, hark_roster_get_seq (f->world->roster));
  g_assert_cmpuint (cache_count (cache, "area"), ==, 1);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 0);
  area = cache_get (cache, "area", &f->world->area);
  g_assert_cmpstr (json_object_get_string_member (area, "name"), ==, "Compliance");
  g_assert_true (json_object_get_boolean_member (area, "portal"));
  g_assert_true (json_object_get_boolean_member (area, "anonymous"));
  g_assert_true (json_object_get_boolean_member (area, "default"));
}

static void
test_ticket_line_holds_all_that_opens_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;
  g_autoptr (GBytes) statement = NULL, box = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *slot;
  HarkEpoch epoch;
  HarkEpochKeys keys;
  guint8 hash[32];

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  row = people_get_ticket (f, f->bert, ticket);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (row, "epochs")), ==, 2);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (row, "past")), ==, 1);
  slot = json_object_get_object_member (row, "slot");
  g_assert_cmpint (json_object_get_int_member (slot, "epoch"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (slot, "kind"), ==, "member");

  statement = hark_json_array_get_bytes (json_object_get_array_member (row, "epochs"), 1, 1,
                                         HARK_EPOCH_MAX_LEN, &error);
  box = hark_json_get_bytes (slot, "box", HARK_SLOT_LEN, HARK_SLOT_LEN, &error);
  g_assert_true (hark_epoch_read (statement, &epoch, &error));
  hark_epoch_hash (statement, hash);
  g_assert_true (hark_epoch_open_slot (box, &epoch, hash, &f->world->org, HARK_SLOT_MEMBER,
                                       &f->bert->id, f->bert->keys->box_pk, f->bert->keys->box_sk,
                                       &keys, &error));
  g_assert_no_error (error);
}

static void
test_reporter_sees_nothing_internal (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) row = NULL;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "secret"), "applied");
  world_expect (f->world, f->anna, op_take_over (f->world, ticket, f->anna), "applied");
  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "hello"), "applied");
  world_expect (f->world, f->anna, op_close (f->world, ticket, f->anna), "applied");

  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 2); /* report, message */
  g_assert_cmpuint (people_count_objects (f, f->clara), ==,
                    6); /* and note, two of history, outcome */
  row = people_get_ticket (f, f->dora, ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "side"), ==, "reporter");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (row, "slot"), "kind"), ==,
      "reporter");
}

static void
test_who_is_both_has_the_members_slot (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->anna, SUBJECT);
  g_autoptr (JsonObject) row = people_get_ticket (f, f->anna, ticket);

  g_assert_cmpstr (json_object_get_string_member (row, "side"), ==, "both");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (row, "slot"), "kind"), ==,
      "member");
}

static void
test_others_tickets_do_not_exist (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (JsonObject) row = people_get_ticket (f, f->dora, ticket);

  g_assert_null (row);
  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 0);
}

static void
test_page_of_one_line_brings_the_same (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) large = cache_new (), small = cache_new (), delta = cache_new ();
  g_autoptr (Ticket) one = NULL, two = NULL;

  cache_pull (f->world, delta, f->anna, 1);
  one = world_submit (f->world, f->dora, SUBJECT);
  two = people_submit_anonymous (f->world, SUBJECT, TRUE);
  world_expect (f->world, f->anna, op_close (f->world, one, f->anna), "applied");
  world_expect (f->world, f->bert, op_message (f->world, two, f->bert, "hello"), "applied");

  cache_pull (f->world, large, f->anna, HARK_API_MAX_PAGE);
  cache_pull (f->world, small, f->anna, 1);
  cache_pull (f->world, delta, f->anna, 1);
  g_assert_cmpuint (small->pages, >, large->pages);
  assert_equal (large, small);
  assert_equal (large, delta);
}

static void
test_nothing_new_is_an_empty_page (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autofree char *before = NULL;

  cache_pull (f->world, cache, f->anna, HARK_API_MAX_PAGE);
  before = g_strdup (cache->cursor);
  g_assert_false (cache_pull_page (f->world, cache, f->anna, HARK_API_MAX_PAGE));
  g_assert_cmpstr (cache->cursor, ==, before);
}

static void
test_snapshot_survives_changes_between_its_pages (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) slow = cache_new (), whole = cache_new ();
  g_autoptr (Ticket) one = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) two = NULL;

  g_assert_true (cache_pull_page (f->world, slow, f->anna, 2));
  world_expect (f->world, f->bert, op_take_over (f->world, one, f->bert), "applied");
  g_assert_true (cache_pull_page (f->world, slow, f->anna, 7));
  two = people_submit_anonymous (f->world, SUBJECT, TRUE);
  world_expect (f->world, f->bert, op_message (f->world, two, f->bert, "hello"), "applied");
  cache_pull (f->world, slow, f->anna, 2);
  cache_pull (f->world, whole, f->anna, HARK_API_MAX_PAGE);
  assert_equal (whole, slow);
}

static void
test_large_page_is_cut_by_bytes (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autofree char *text = g_strnfill (HARK_OBJECT_MAX_BODY - 100, 'x');
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Reply) reply = NULL;

  for (guint i = 0; i < 36; i++)
    world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, text), "applied");
  reply = harness_request (f->world->harness, "GET", HARK_API_SYNC, f->anna->token, NULL);
  g_assert_cmpuint (g_bytes_get_size (reply->body), >, SRV_FEED_MAX_BYTES);
  g_assert_cmpuint (g_bytes_get_size (reply->body), <, SRV_FEED_MAX_BYTES + HARK_API_MAX_LINE);
  cache_pull (f->world, cache, f->anna, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache->pages, ==, 2);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 37);
}

static void
test_losing_the_team_drops_everything (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Cache) cache = cache_new (), fresh = cache_new ();

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "note"), "applied");
  cache_pull (f->world, cache, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 2);

  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  cache_pull (f->world, cache, f->clara, 1);
  cache_pull (f->world, fresh, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "ticket") + cache_count (cache, "obj")
                        + cache_count (cache, "period"),
                    ==, 0);
  assert_equal (fresh, cache);
}

static void
test_losing_the_team_leaves_the_reporter_their_side (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->clara, SUBJECT);
  g_autoptr (Cache) cache = cache_new (), fresh = cache_new ();
  g_autoptr (JsonObject) row = NULL;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "note"), "applied");
  cache_pull (f->world, cache, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 2);

  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  cache_pull (f->world, cache, f->clara, 1);
  cache_pull (f->world, fresh, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 1);
  row = cache_get (cache, "ticket", &ticket->id);
  g_assert_cmpstr (json_object_get_string_member (row, "side"), ==, "reporter");
  assert_equal (fresh, cache);
}

static void
test_joining_brings_nothing_before_somebody_seals (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Cache) cache = cache_new (), fresh = cache_new ();
  JsonObject *op;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "before"), "applied");
  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "before"), "applied");
  f->dora->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  cache_pull (f->world, cache, f->dora, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 0);
  world_expect (f->world, f->dora, op_note (f->world, ticket, f->dora, "no key"), "forbidden");

  /* somebody leaves, and the epoch that this calls for is for who came */
  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  op = op_new ("note", ticket);
  op_open_epoch (f->world, op, ticket, f->bert);
  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_NOTE, "for dora too");
  world_expect (f->world, f->bert, op, "applied");
  cache_pull (f->world, cache, f->dora, 1);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 1);
  g_assert_cmpuint (cache_count (cache, "obj"), ==, 4);
  g_assert_cmpuint (cache_count (cache, "period"), ==, 2);
  cache_pull (f->world, fresh, f->dora, HARK_API_MAX_PAGE);
  assert_equal (fresh, cache);
  world_expect (f->world, f->dora, op_note (f->world, ticket, f->dora, "now"), "applied");
}

static void
test_cursor_outlives_a_restart (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) cache = cache_new (), fresh = cache_new (), half = cache_new ();
  g_autoptr (Ticket) ticket = NULL;

  cache_pull (f->world, cache, f->anna, HARK_API_MAX_PAGE);
  cache_pull_page (f->world, half, f->anna, 3);
  harness_restart (f->world->harness);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  harness_restart (f->world->harness);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "note"), "applied");

  cache_pull (f->world, cache, f->anna, 1);
  cache_pull (f->world, half, f->anna, 1);
  cache_pull (f->world, fresh, f->anna, HARK_API_MAX_PAGE);
  assert_equal (fresh, cache);
  assert_equal (fresh, half);
}

static void
test_cursor_that_does_not_hold_is_reset (Fixture *f, gconstpointer unused)
{
  g_autoptr (Cache) cache = cache_new ();
  g_auto (GStrv) part = NULL;
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (g_free);
  gint64 seq;

  cache_pull (f->world, cache, f->anna, HARK_API_MAX_PAGE);
  part = g_strsplit (cache->cursor, ".", -1);
  g_assert_cmpuint (g_strv_length (part), ==, 3);
  seq = g_ascii_strtoll (part[1], NULL, 10);

  g_ptr_array_add (wrong, g_strdup (""));
  g_ptr_array_add (wrong, g_strdup ("x"));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s", part[0], part[1]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s.dead", part[0], part[1]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s.snapshot", part[0], part[1]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s.live.9", part[0], part[1]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s.live.9-%064d", part[0], part[1], 0));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%s.live.1-%064d.1", part[0], part[1], 0));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.%" G_GINT64_FORMAT ".live", part[0], seq + 1));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.1.live", part[0]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.-1.live", part[0]));
  g_ptr_array_add (wrong, g_strdup_printf ("%s.99999999999999999999.live", part[0]));
  g_ptr_array_add (wrong, g_strdup_printf ("00112233445566778899aabbccddeeff.%s.live", part[1]));
  g_ptr_array_add (wrong, g_strnfill (1000, 'a'));

  for (guint i = 0; i < wrong->len; i++)
    {
      g_autofree char *path
          = g_strdup_printf (HARK_API_SYNC "?since=%s", (const char *)wrong->pdata[i]);
      g_autoptr (JsonObject) reply = NULL;

      g_test_message ("%.40s", (const char *)wrong->pdata[i]);
      reply = harness_ask (f->world->harness, "GET", path, f->anna->token, NULL, 410);
      g_assert_cmpstr (json_object_get_string_member (reply, "code"), ==, "reset");
      g_assert_cmpstr (json_object_get_string_member (reply, "reset"), ==, "lineage");
    }
}

static void
test_bad_limits_and_strangers_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const paths[]
      = { HARK_API_SYNC "?limit=0", HARK_API_SYNC "?limit=-1", HARK_API_SYNC "?limit=2001",
          HARK_API_SYNC "?limit=x", HARK_API_SYNC "?limit=" };
  g_autoptr (JsonObject) nobody = NULL, wrong = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (JsonObject) reply
          = harness_ask (f->world->harness, "GET", paths[i], f->anna->token, NULL, 400);

      g_assert_cmpstr (json_object_get_string_member (reply, "code"), ==, "invalid");
    }
  nobody = harness_ask (f->world->harness, "GET", HARK_API_SYNC, NULL, NULL, 401);
  wrong = harness_ask (f->world->harness, "POST", HARK_API_SYNC, f->anna->token, "{}", 405);
  g_assert_cmpstr (json_object_get_string_member (wrong, "code"), ==, "method");
}

/* One random step by a random person. */
/* Somewhere between nothing and everything. */
static JsonObject *
op_read (Ticket *ticket, GRand *rand)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to",
                              g_rand_boolean (rand) ? G_MAXINT64 : g_rand_int_range (rand, 0, 100));
  return op;
}

static void
step (Fixture *f, GRand *rand, GPtrArray *tickets)
{
  Actor *const team[] = { f->anna, f->bert };
  Actor *actor = team[g_rand_int_range (rand, 0, 2)];
  Ticket *ticket = tickets->len > 0
                       ? g_ptr_array_index (tickets, g_rand_int_range (rand, 0, (int)tickets->len))
                       : NULL;
  JsonObject *op = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonObject) row = NULL;
  guint epochs;

  switch (ticket == NULL ? 0 : g_rand_int_range (rand, 0, 9))
    {
    case 0:
      g_ptr_array_add (tickets, world_submit (f->world, f->dora, SUBJECT));
      return;
    case 1:
      g_ptr_array_add (tickets, people_submit_anonymous (f->world, SUBJECT, TRUE));
      return;
    case 2:
      f->clara->role = f->clara->role == HARK_ROLE_NONE ? HARK_ROLE_OBSERVER : HARK_ROLE_NONE;
      world_set_team (f->world);
      return;
    case 3:
      harness_restart (f->world->harness);
      return;
    default:
      break;
    }

  epochs = ticket->keys->len;
  if (g_rand_boolean (rand) && epochs > 1)
    {
      op = op_new ("note", ticket);
      op_open_epoch (f->world, op, ticket, actor);
      op_add (f->world, op, ticket, actor, HARK_OBJECT_NOTE, "new epoch");
    }
  else
    {
      JsonObject *(*const make[]) (World *, Ticket *, Actor *)
          = { op_take_over, op_release, op_close, op_reopen };
      int which = g_rand_int_range (rand, 0, 7);

      op = which < 4    ? make[which](f->world, ticket, actor)
           : which == 6 ? op_read (ticket, rand)
                        : op_message (f->world, ticket, which == 4 ? actor : f->dora, "text");
      actor = which == 5 ? f->dora : which == 6 ? f->clara : actor;
    }
  result = world_send (f->world, actor, op);
  json_object_unref (op);

  /* whether an epoch was opened is what the server says */
  row = people_get_ticket (f, f->anna, ticket);
  epochs = json_array_get_length (json_object_get_array_member (row, "epochs"));
  while (ticket->keys->len > epochs)
    ticket_forget_epoch (ticket);
}

static void
test_deltas_equal_snapshots (Fixture *f, gconstpointer unused)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);
  Actor *const actors[] = { f->anna, f->clara, f->dora };
  Cache *caches[3];

  for (guint i = 0; i < 3; i++)
    caches[i] = cache_new ();
  for (guint round = 0; round < ROUNDS; round++)
    {
      guint who = (guint)g_rand_int_range (rand, 0, 3);

      step (f, rand, tickets);
      if (g_rand_boolean (rand))
        cache_pull_page (f->world, caches[who], actors[who], (guint)g_rand_int_range (rand, 1, 20));
    }

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Cache) fresh = cache_new ();

      cache_pull (f->world, caches[i], actors[i], (guint)g_rand_int_range (rand, 1, 20));
      cache_pull (f->world, fresh, actors[i], HARK_API_MAX_PAGE);
      assert_equal (fresh, caches[i]);
      cache_free (caches[i]);
    }
}

#define TEST(path, function)                                                                       \
  g_test_add ("/sync/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("snapshot", test_snapshot_shows_the_organisation_to_everybody);
  TEST ("ticket", test_ticket_line_holds_all_that_opens_it);
  TEST ("reporter", test_reporter_sees_nothing_internal);
  TEST ("both", test_who_is_both_has_the_members_slot);
  TEST ("others", test_others_tickets_do_not_exist);
  TEST ("small-pages", test_page_of_one_line_brings_the_same);
  TEST ("empty", test_nothing_new_is_an_empty_page);
  TEST ("changing-snapshot", test_snapshot_survives_changes_between_its_pages);
  TEST ("bytes", test_large_page_is_cut_by_bytes);
  TEST ("drop", test_losing_the_team_drops_everything);
  TEST ("drop-half", test_losing_the_team_leaves_the_reporter_their_side);
  TEST ("join", test_joining_brings_nothing_before_somebody_seals);
  TEST ("restart", test_cursor_outlives_a_restart);
  TEST ("reset", test_cursor_that_does_not_hold_is_reset);
  TEST ("refused", test_bad_limits_and_strangers_are_refused);
  TEST ("property", test_deltas_equal_snapshots);

  return g_test_run ();
}

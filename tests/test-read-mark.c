/* test-read-mark.c: what somebody has seen is told to their own devices, and to nobody else */
#include "cache.h"
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-lineage.h"
#include "store-wake.h"

static JsonObject *
op_read (Ticket *ticket, gint64 up_to)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", up_to);
  return op;
}

/* The mark in @actor's feed, -1 for none; what a snapshot says. */
static gint64
get_mark (Fixture *f, Actor *actor, Ticket *ticket, gint64 *rv)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) row = NULL;

  cache_pull (f->world, cache, actor, HARK_API_MAX_PAGE);
  row = cache_get (cache, "read", &ticket->id);
  if (row == NULL)
    return -1;

  g_assert_cmpuint (json_object_get_size (row), ==, 4);
  if (rv != NULL)
    *rv = json_object_get_int_member (row, "rv");
  return json_object_get_int_member (row, "up_to");
}

/* The newest seq of what @actor has of the ticket. */
static gint64
get_newest (Fixture *f, Actor *actor, Ticket *ticket)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) row = NULL;

  cache_pull (f->world, cache, actor, HARK_API_MAX_PAGE);
  row = cache_get (cache, "obj", &ticket->newest);
  return json_object_get_int_member (row, "seq");
}

static void
test_a_mark_reaches_own_devices_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Cache) device = cache_new (), other = cache_new ();
  gint64 newest = get_newest (f, f->bert, ticket);
  guint pages;

  cache_pull (f->world, device, f->bert, HARK_API_MAX_PAGE);
  cache_pull (f->world, other, f->anna, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (device, "read"), ==, 0);
  world_expect (f->world, f->bert, op_read (ticket, newest), "applied");

  cache_pull (f->world, device, f->bert, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (device, "read"), ==, 1);
  g_assert_cmpint (get_mark (f, f->bert, ticket, NULL), ==, newest);
  /* another member, the reporter, an Observer: neither as a change nor at the beginning */
  pages = g_hash_table_size (other->rows);
  cache_pull (f->world, other, f->anna, HARK_API_MAX_PAGE);
  g_assert_cmpuint (g_hash_table_size (other->rows), ==, pages);
  g_assert_cmpint (get_mark (f, f->anna, ticket, NULL), ==, -1);
  g_assert_cmpint (get_mark (f, f->dora, ticket, NULL), ==, -1);
  g_assert_cmpint (get_mark (f, f->clara, ticket, NULL), ==, -1);
}

static void
test_whoever_reads_has_a_mark (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  gint64 newest = get_newest (f, f->bert, ticket);

  world_expect (f->world, f->clara, op_read (ticket, newest), "applied");
  world_expect (f->world, f->dora, op_read (ticket, newest), "applied");
  g_assert_cmpint (get_mark (f, f->clara, ticket, NULL), ==, newest);
  g_assert_cmpint (get_mark (f, f->dora, ticket, NULL), ==, newest);
}

static void
test_a_mark_never_goes_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  gint64 newest = get_newest (f, f->bert, ticket);
  gint64 rv, again;

  world_expect (f->world, f->bert, op_read (ticket, newest), "applied");
  g_assert_cmpint (get_mark (f, f->bert, ticket, &rv), ==, newest);
  world_expect (f->world, f->bert, op_read (ticket, newest - 1), "applied");
  world_expect (f->world, f->bert, op_read (ticket, newest), "applied");
  world_expect (f->world, f->bert, op_read (ticket, 0), "applied");
  g_assert_cmpint (get_mark (f, f->bert, ticket, &again), ==, newest);
  /* nor does it come down the feed once more */
  g_assert_cmpint (again, ==, rv);
}

static void
test_a_mark_ends_at_the_newest (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  gint64 mark;

  world_expect (f->world, f->bert, op_read (ticket, G_MAXINT64), "applied");
  mark = get_mark (f, f->bert, ticket, NULL);
  g_assert_cmpint (mark, >=, get_newest (f, f->bert, ticket));
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "later"), "applied");
  g_assert_cmpint (get_newest (f, f->bert, ticket), >, mark);
  g_assert_cmpint (get_mark (f, f->bert, ticket, NULL), ==, mark);
}

static void
test_without_access_there_is_no_mark (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Cache) cache = cache_new ();

  world_expect (f->world, f->dora, op_read (ticket, 1), "forbidden");
  g_assert_cmpint (get_mark (f, f->dora, ticket, NULL), ==, -1);

  world_expect (f->world, f->clara, op_read (ticket, G_MAXINT64), "applied");
  cache_pull (f->world, cache, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "read"), ==, 1);
  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  world_expect (f->world, f->clara, op_read (ticket, G_MAXINT64), "gone");
  cache_pull (f->world, cache, f->clara, 1);
  g_assert_cmpuint (cache_count (cache, "read"), ==, 0);
  g_assert_cmpint (get_mark (f, f->clara, ticket, NULL), ==, -1);
}

static void
test_a_mark_of_another_form_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *op = op_new ("read", ticket);
  JsonObject *note;
  char *id;

  world_expect (f->world, f->bert, op, "invalid");
  world_expect (f->world, f->bert, op_read (ticket, -1), "invalid");
  op = op_read (ticket, 1);
  json_object_set_string_member (json_object_get_object_member (op, "body"), "up_to", "1");
  world_expect (f->world, f->bert, op, "invalid");
  op = op_read (ticket, 1);
  op_add_history (f->world, op, ticket, f->bert);
  world_expect (f->world, f->bert, op, "invalid");
  op = op_read (ticket, 1);
  op_claim (op, &ticket->id);
  world_expect (f->world, f->bert, op, "invalid");
  g_assert_cmpint (get_mark (f, f->bert, ticket, NULL), ==, -1);

  /* the id of something else stays that one's */
  note = op_note (f->world, ticket, f->bert, "a note");
  id = g_strdup (op_get_id (note));
  world_expect (f->world, f->bert, note, "applied");
  op = op_read (ticket, 1);
  json_object_set_string_member (op, "op", id);
  world_expect (f->world, f->bert, op, "replayed");
  g_free (id);
}

static void
test_marks_leave_no_answers_and_no_history (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  guint objects = people_count_objects (f, f->bert);
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  gint64 before = hark_sqlite_get_int (srv_store_get_db (store), "SELECT count (*) FROM op", -1);

  for (guint i = 0; i < 20; i++)
    world_expect (f->world, f->bert, op_read (ticket, G_MAXINT64), "applied");
  g_assert_cmpuint (people_count_objects (f, f->bert), ==, objects);
  g_assert_cmpint (hark_sqlite_get_int (srv_store_get_db (store), "SELECT count (*) FROM op", -1),
                   ==, before);
}

static void
test_the_same_mark_again_is_the_same (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  gint64 newest = get_newest (f, f->bert, ticket);
  g_autoptr (JsonObject) op = op_read (ticket, newest);
  gint64 rv, again;

  json_object_unref (world_send (f->world, f->bert, op));
  g_assert_cmpint (get_mark (f, f->bert, ticket, &rv), ==, newest);
  harness_restart (f->world->harness);
  json_object_unref (world_send (f->world, f->bert, op));
  g_assert_cmpint (get_mark (f, f->bert, ticket, &again), ==, newest);
  g_assert_cmpint (rv, ==, again);
}

static void
test_a_mark_wakes_own_devices_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  gint64 before = store_lineage_get_seq (store, NULL);
  g_autoptr (GArray) users = NULL;

  world_expect (f->world, f->bert, op_read (ticket, before), "applied");
  users = store_wake_list (store, before + 1, store_lineage_get_seq (store, NULL), NULL);
  g_assert_cmpuint (users->len, ==, 1);
  g_assert_true (hark_id_equal (&g_array_index (users, HarkId, 0), &f->bert->id));
  g_clear_pointer (&users, g_array_unref);

  /* one that does not go on wakes nobody */
  before = store_lineage_get_seq (store, NULL);
  world_expect (f->world, f->bert, op_read (ticket, 1), "applied");
  users = store_wake_list (store, before + 1, store_lineage_get_seq (store, NULL), NULL);
  g_assert_cmpuint (users->len, ==, 0);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/read-mark/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("own-devices", test_a_mark_reaches_own_devices_alone);
  TEST ("wakes", test_a_mark_wakes_own_devices_alone);
  TEST ("every-reader", test_whoever_reads_has_a_mark);
  TEST ("never-back", test_a_mark_never_goes_back);
  TEST ("newest", test_a_mark_ends_at_the_newest);
  TEST ("access", test_without_access_there_is_no_mark);
  TEST ("form", test_a_mark_of_another_form_is_refused);
  TEST ("leaves-nothing", test_marks_leave_no_answers_and_no_history);
  TEST ("again", test_the_same_mark_again_is_the_same);

  return g_test_run ();
}

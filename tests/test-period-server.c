/* test-period-server.c: which deadlines a ticket gets at the server, when they fall due, and what
 * the team does to them by hand */
#include "cache.h"
#include "hark-api.h"
#include "hark-definition.h"
#include "hark-error.h"
#include "hark-json.h"
#include "people.h"
#include "promise.h"
#include "store-period.h"
#include "team.h"

#define DAY 86400
#define REVIEW "101112131415161718191a1b1c1d1e1f"
#define TALK "202122232425262728292a2b2c2d2e2f"
#define HEARD "303132333435363738393a3b3c3d3e3f"

/* The area's settings with these @periods. */
#define SETTLED(more) "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"}," more "}"
#define OWN(periods)                                                                               \
  SETTLED ("\"calendar\":\"DE-BE\",\"profile\":\"own\",\"periods\":[" periods "]")
#define DEFINITION(id, name, start, count, unit, attach, fulfil)                                   \
  "{\"id\":\"" id "\",\"kind\":\"other\",\"name\":{\"en\":\"" name "\"},\"start\":\"" start        \
  "\",\"length\":{\"count\":" count ",\"unit\":\"" unit "\"},\"remind\":[3,1],\"attach\":" attach  \
  ",\"fulfil\":\"" fulfil "\"}"
/* after the acknowledgement, bounded by nothing; an answer within two days; by hand */
#define OWN_ALL                                                                                    \
  OWN (DEFINITION (REVIEW, "Review", "acknowledgement", "5", "working-days", "true",               \
                   "hand") "," DEFINITION (HEARD, "Heard", "receipt", "2", "days", "true",         \
                                           "answer") "," DEFINITION (TALK, "Talk", "hand", "1",    \
                                                                     "months", "false", "hand"))

typedef struct
{
  gint64 due, done;
  JsonObject *line;
} Found;

static void
free_found (gpointer found)
{
  json_object_unref (((Found *)found)->line);
  g_free (found);
}

/* What @actor's feed says of @ticket: name, or title, to Found. */
static GHashTable *
list_periods (Fixture *f, Actor *actor, Ticket *ticket)
{
  g_autoptr (Cache) cache = cache_new ();
  GHashTable *list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_found);
  g_autofree char *tk = hark_id_to_string (&ticket->id);
  GHashTableIter iter;
  gpointer key, row;

  cache_pull (f->world, cache, actor, HARK_API_MAX_PAGE);
  g_hash_table_iter_init (&iter, cache->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    {
      Found *found;
      JsonObject *line;

      if (!g_str_has_prefix (key, "period "))
        continue;
      line = hark_json_parse_object (row, strlen (row), HARK_API_MAX_LINE, NULL);
      if (!g_str_equal (json_object_get_string_member (line, "tk"), tk)
          || json_object_get_boolean_member (line, "gone"))
        {
          json_object_unref (line);
          continue;
        }
      found = g_new0 (Found, 1);
      found->line = line;
      found->due = json_object_get_int_member (line, "due");
      found->done = json_object_get_null_member (line, "done")
                        ? 0
                        : json_object_get_int_member (line, "done");
      g_hash_table_insert (list,
                           g_strdup (json_object_get_null_member (line, "title")
                                         ? json_object_get_string_member (line, "name")
                                         : json_object_get_string_member (
                                             json_object_get_object_member (line, "title"), "en")),
                           found);
    }

  return list;
}

static gint64
due_of (GHashTable *list, const char *name)
{
  const Found *found = g_hash_table_lookup (list, name);

  g_assert_nonnull (found);
  return found->due;
}

static gint64
done_of (GHashTable *list, const char *name)
{
  const Found *found = g_hash_table_lookup (list, name);

  g_assert_nonnull (found);
  return found->done;
}

static gint64
after (gint64 instant, const char *calendar, guint count, HarkPeriodUnit unit)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  const HarkPeriodLength length = { count, unit };

  return hark_period_due (instant, zone, hark_calendar_find (calendar), &length, 1);
}

static void
settle (Fixture *f, const char *body)
{
  team_settle (f->world, f->anna, &f->world->area, body);
}

static void
answer (Fixture *f, Ticket *ticket)
{
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "we have it"), "applied");
}

static void
test_profile_and_calendar_of_the_area_count (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GHashTable) before = NULL, later = NULL;

  harness_set_now (f->world->harness, HARNESS_NOW + 25 * DAY); /* before Christmas */
  settle (f, SETTLED ("\"calendar\":\"FR\",\"profile\":\"fr\""));
  ticket = world_submit (f->world, f->dora, SUBJECT);
  before = list_periods (f, f->bert, ticket);
  g_assert_cmpuint (g_hash_table_size (before), ==, 2);
  g_assert_cmpint (due_of (before, "acknowledge"), ==,
                   after (HARNESS_NOW + 25 * DAY, "FR", 7, HARK_PERIOD_WORKING_DAYS));
  g_assert_cmpint (due_of (before, "acknowledge"), >,
                   after (HARNESS_NOW + 25 * DAY, "none", 7, HARK_PERIOD_WORKING_DAYS));
  g_assert_cmpint (due_of (before, "feedback"), ==,
                   after (due_of (before, "acknowledge"), "FR", 3, HARK_PERIOD_MONTHS));

  /* what was promised stays so, whatever is settled later */
  settle (f, SETTLED ("\"profile\":\"at\""));
  harness_set_now (f->world->harness, HARNESS_NOW + 26 * DAY);
  answer (f, ticket);
  later = list_periods (f, f->bert, ticket);
  g_assert_cmpint (done_of (later, "acknowledge"), ==, HARNESS_NOW + 26 * DAY);
  g_assert_cmpint (due_of (later, "acknowledge"), ==, due_of (before, "acknowledge"));
  g_assert_cmpint (due_of (later, "feedback"), ==,
                   after (HARNESS_NOW + 26 * DAY, "FR", 3, HARK_PERIOD_MONTHS));
}

static void
test_own_definitions_begin_when_they_say (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GHashTable) before = NULL, later = NULL;
  Found *found;

  settle (f, OWN_ALL);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  before = list_periods (f, f->bert, ticket);
  g_assert_cmpuint (g_hash_table_size (before), ==, 1);
  g_assert_cmpint (due_of (before, "Heard"), ==, after (HARNESS_NOW, "none", 2, HARK_PERIOD_DAYS));
  found = g_hash_table_lookup (before, "Heard");
  g_assert_cmpstr (json_object_get_string_member (found->line, "definition"), ==, HEARD);
  g_assert_cmpstr (json_object_get_string_member (found->line, "name"), ==, "other");
  g_assert_cmpstr (json_object_get_string_member (found->line, "fulfil"), ==, "answer");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (found->line, "remind")),
                    ==, 2);
  g_assert_true (json_object_get_null_member (found->line, "entry"));

  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "no answer"), "applied");
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "well?"), "applied");
  g_clear_pointer (&before, g_hash_table_unref);
  before = list_periods (f, f->bert, ticket);
  g_assert_cmpuint (g_hash_table_size (before), ==, 1);
  g_assert_cmpint (done_of (before, "Heard"), ==, 0);

  answer (f, ticket);
  answer (f, ticket);
  later = list_periods (f, f->bert, ticket);
  g_assert_cmpuint (g_hash_table_size (later), ==, 2);
  g_assert_cmpint (done_of (later, "Heard"), ==, HARNESS_NOW + DAY);
  g_assert_cmpint (due_of (later, "Review"), ==,
                   after (HARNESS_NOW + DAY, "DE-BE", 5, HARK_PERIOD_WORKING_DAYS));
  g_assert_cmpint (done_of (later, "Review"), ==, 0);
}

/* The portal promises nothing that the area does not. */
static void
test_area_without_periods_attaches_none (Fixture *f, gconstpointer unused)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (Ticket) none = NULL, own = NULL;
  g_autoptr (GHashTable) list = NULL;
  g_autoptr (GArray) promises = NULL;

  settle (f, OWN (""));
  none = world_submit (f->world, f->dora, SUBJECT);
  answer (f, none);
  list = list_periods (f, f->bert, none);
  g_assert_cmpuint (g_hash_table_size (list), ==, 0);

  settle (f, OWN_ALL);
  own = world_submit (f->world, f->dora, SUBJECT);
  promises = store_ticket_list_periods (store, &own->id, NULL);
  g_assert_cmpuint (promises->len, ==, 0);
}

static void
test_another_area_has_its_own (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;
  HarkId other;

  team_add_area (f->world, f->anna, "Procurement", "", TRUE, &other);
  team_settle (f->world, f->anna, &other,
               "{\"language\":\"en\",\"name\":{\"en\":\"Procurement\"},\"profile\":\"own\","
               "\"periods\":[" DEFINITION (REVIEW, "Review", "acknowledgement", "1", "months",
                                           "true", "hand") "]}");
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  answer (f, ticket);
  ticket->area = other;
  world_expect (f->world, f->anna, op_move (f->world, ticket, f->anna, NULL), "applied");

  list = list_periods (f, f->anna, ticket);
  g_assert_cmpuint (g_hash_table_size (list), ==, 1);
  g_assert_cmpint (due_of (list, "Review"), ==,
                   after (HARNESS_NOW + DAY, "none", 1, HARK_PERIOD_MONTHS));
}

/* A SrvWork: as migration 14 leaves what was there before. */
static gboolean
forget_rules (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "UPDATE period SET rule = NULL", error);
}

static void
test_what_was_there_before_is_as_it_was (Fixture *f, gconstpointer unused)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;

  harness_write (f->world->harness, forget_rules, NULL);
  settle (f, SETTLED ("\"profile\":\"at\""));
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  answer (f, ticket);
  list = list_periods (f, f->bert, ticket);
  g_assert_cmpint (done_of (list, "acknowledge"), ==, HARNESS_NOW + DAY);
  g_assert_cmpint (due_of (list, "feedback"), ==,
                   promise_due (HARK_PROFILE_EU, HARK_DEFINITION_FEEDBACK, zone, HARNESS_NOW,
                                HARNESS_NOW + DAY));
}

/* --- by hand --- */

static gint64
version_of (GHashTable *list, const char *name, const char *field)
{
  const Found *found = g_hash_table_lookup (list, name);

  g_assert_nonnull (found);
  return g_str_equal (field, "rv") ? json_object_get_int_member (found->line, "rv")
                                   : json_object_get_int_member (
                                       json_object_get_object_member (found->line, "fv"), field);
}

static void
id_of (GHashTable *list, const char *name, HarkId *id)
{
  const Found *found = g_hash_table_lookup (list, name);

  g_assert_nonnull (found);
  g_assert_true (hark_json_get_id (found->line, "id", id, NULL));
}

/* What the feed says of it now. */
static void
refresh (Fixture *f, Ticket *ticket, GHashTable **list)
{
  g_clear_pointer (list, g_hash_table_unref);
  *list = list_periods (f, f->anna, ticket);
}

static JsonObject *
make (Fixture *f, Ticket *ticket, Actor *actor, const char *type, const HarkId *id, gint64 due,
      GHashTable *list, const char *name, const char *field)
{
  return op_period (f->world, type, ticket, actor, id, due,
                    list != NULL ? version_of (list, name, field) : 1);
}

static void
test_a_deadline_by_hand_is_added_moved_fulfilled_and_removed (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;
  gint64 due = HARNESS_NOW + 5 * DAY;
  JsonObject *again;
  HarkId id;

  hark_id_random (&id);
  again = op_period (f->world, "add-period", ticket, f->bert, &id, due, 1);
  world_expect (f->world, f->bert, json_object_ref (again), "applied");
  world_expect (f->world, f->bert, again, "applied");
  refresh (f, ticket, &list);
  g_assert_cmpuint (g_hash_table_size (list), ==, 3);
  /* the reporter was promised two */
  g_clear_pointer (&list, g_hash_table_unref);
  list = list_periods (f, f->dora, ticket);
  g_assert_cmpuint (g_hash_table_size (list), ==, 2);
  refresh (f, ticket, &list);
  g_assert_cmpint (due_of (list, "hand"), ==, due);
  g_assert_false (
      json_object_get_null_member (((Found *)g_hash_table_lookup (list, "hand"))->line, "entry"));

  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "change-period", &id, due + DAY, list, "hand", "due"),
                "applied");
  /* the other has not seen that; but it may be fulfilled all the same */
  world_expect (f->world, f->bert,
                make (f, ticket, f->bert, "change-period", &id, due + 2 * DAY, list, "hand", "due"),
                "conflict");
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  world_expect (f->world, f->bert,
                make (f, ticket, f->bert, "fulfil-period", &id, 0, list, "hand", "done"),
                "applied");
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "unfulfil-period", &id, 0, list, "hand", "done"),
                "conflict");
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "remove-period", &id, 0, list, "hand", "rv"), "conflict");
  refresh (f, ticket, &list);
  g_assert_cmpint (due_of (list, "hand"), ==, due + DAY);
  g_assert_cmpint (done_of (list, "hand"), ==, HARNESS_NOW + DAY);

  /* the same target is nothing to do */
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "fulfil-period", &id, 0, NULL, NULL, NULL), "applied");
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "unfulfil-period", &id, 0, list, "hand", "done"),
                "applied");
  refresh (f, ticket, &list);
  g_assert_cmpint (done_of (list, "hand"), ==, 0);
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "remove-period", &id, 0, list, "hand", "rv"), "applied");
  world_expect (f->world, f->bert,
                make (f, ticket, f->bert, "fulfil-period", &id, 0, list, "hand", "done"),
                "conflict");
  refresh (f, ticket, &list);
  g_assert_cmpuint (g_hash_table_size (list), ==, 2);
}

static void
test_what_was_promised_is_fulfilled_but_not_moved (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;
  gint64 latest;
  HarkId acknowledge, feedback;

  /* with the team's first epoch */
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "a note"), "applied");
  refresh (f, ticket, &list);
  id_of (list, "acknowledge", &acknowledge);
  id_of (list, "feedback", &feedback);
  latest = due_of (list, "feedback");
  world_expect (
      f->world, f->anna,
      make (f, ticket, f->anna, "change-period", &feedback, latest + 1, list, "feedback", "due"),
      "forbidden");
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, "remove-period", &feedback, 0, list, "feedback", "rv"),
                "forbidden");

  /* by telephone, say: what begins with it begins, and goes on when it is taken back */
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  world_expect (
      f->world, f->anna,
      make (f, ticket, f->anna, "fulfil-period", &acknowledge, 0, list, "acknowledge", "done"),
      "applied");
  refresh (f, ticket, &list);
  g_assert_cmpint (done_of (list, "acknowledge"), ==, HARNESS_NOW + DAY);
  g_assert_cmpint (due_of (list, "feedback"), ==,
                   after (HARNESS_NOW + DAY, "none", 3, HARK_PERIOD_MONTHS));
  world_expect (
      f->world, f->anna,
      make (f, ticket, f->anna, "unfulfil-period", &acknowledge, 0, list, "acknowledge", "done"),
      "applied");
  refresh (f, ticket, &list);
  g_assert_cmpint (done_of (list, "acknowledge"), ==, 0);
  g_assert_cmpint (due_of (list, "feedback"), ==,
                   after (HARNESS_NOW + DAY, "none", 3, HARK_PERIOD_MONTHS));

  /* an answer was given */
  harness_set_now (f->world->harness, HARNESS_NOW + 3 * DAY);
  answer (f, ticket);
  refresh (f, ticket, &list);
  g_assert_cmpint (done_of (list, "acknowledge"), ==, HARNESS_NOW + 3 * DAY);
  g_assert_cmpint (due_of (list, "feedback"), ==,
                   after (HARNESS_NOW + DAY, "none", 3, HARK_PERIOD_MONTHS));
  world_expect (
      f->world, f->anna,
      make (f, ticket, f->anna, "unfulfil-period", &acknowledge, 0, list, "acknowledge", "done"),
      "conflict");
}

static void
mark_acknowledged (Fixture *f, Ticket *ticket, GHashTable **list, const char *type)
{
  HarkId acknowledge;

  refresh (f, ticket, list);
  id_of (*list, "acknowledge", &acknowledge);
  world_expect (f->world, f->anna,
                make (f, ticket, f->anna, type, &acknowledge, 0, *list, "acknowledge", "done"),
                "applied");
  refresh (f, ticket, list);
}

/* Neither by the next acknowledgement, nor in another area, nor what nothing else bounds. */
static void
test_an_acknowledgement_taken_back_moves_nothing_on (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;
  gint64 feedback;
  HarkId other;

  team_add_area (f->world, f->anna, "Procurement", "", TRUE, &other);
  team_settle (f->world, f->anna, &other,
               "{\"language\":\"en\",\"name\":{\"en\":\"Procurement\"}}");
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "a note"), "applied");
  settle (f, OWN (DEFINITION (REVIEW, "Review", "acknowledgement", "5", "working-days", "true",
                              "hand")));
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  mark_acknowledged (f, ticket, &list, "fulfil-period");
  feedback = after (HARNESS_NOW + DAY, "none", 3, HARK_PERIOD_MONTHS);
  g_assert_cmpint (due_of (list, "feedback"), ==, feedback);
  harness_set_now (f->world->harness, HARNESS_NOW + 4 * DAY);
  mark_acknowledged (f, ticket, &list, "unfulfil-period");
  mark_acknowledged (f, ticket, &list, "fulfil-period");
  g_assert_cmpint (done_of (list, "acknowledge"), ==, HARNESS_NOW + 4 * DAY);
  g_assert_cmpint (due_of (list, "feedback"), ==, feedback);
  g_assert_cmpint (due_of (list, "Review"), ==,
                   after (HARNESS_NOW + DAY, "DE-BE", 5, HARK_PERIOD_WORKING_DAYS));

  mark_acknowledged (f, ticket, &list, "unfulfil-period");
  ticket->area = other;
  world_expect (f->world, f->anna, op_move (f->world, ticket, f->anna, NULL), "applied");
  refresh (f, ticket, &list);
  g_assert_cmpint (done_of (list, "acknowledge"), ==, 0);
  g_assert_cmpint (due_of (list, "feedback"), ==, feedback);
}

static void
test_deadlines_are_the_teams (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) other = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GHashTable) list = NULL;
  HarkId id;

  hark_id_random (&id);
  answer (f, ticket);
  answer (f, other);
  world_expect (f->world, f->clara,
                op_period (f->world, "add-period", ticket, f->clara, &id, HARNESS_NOW, 1),
                "forbidden");
  world_expect (f->world, f->dora,
                op_period (f->world, "add-period", ticket, f->dora, &id, HARNESS_NOW, 1),
                "forbidden");
  world_expect (f->world, f->bert,
                op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW, 1),
                "applied");
  /* one id is one deadline, of one ticket */
  world_expect (f->world, f->bert,
                op_period (f->world, "add-period", other, f->bert, &id, HARNESS_NOW, 1),
                "conflict");
  world_expect (f->world, f->bert, op_period (f->world, "fulfil-period", other, f->bert, &id, 0, 1),
                "invalid");
  refresh (f, ticket, &list);
  world_expect (f->world, f->clara,
                make (f, ticket, f->clara, "fulfil-period", &id, 0, list, "hand", "done"),
                "forbidden");

  world_expect (f->world, f->bert, op_close (f->world, ticket, f->bert), "applied");
  world_expect (
      f->world, f->bert,
      make (f, ticket, f->bert, "change-period", &id, HARNESS_NOW + DAY, list, "hand", "due"),
      "conflict");
  hark_id_random (&id);
  world_expect (f->world, f->bert,
                op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW, 1),
                "conflict");
}

static void
test_a_definition_by_hand_names_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GHashTable) list = NULL;
  JsonObject *op;
  HarkId id;

  settle (f, OWN_ALL);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  hark_id_random (&id);
  op = op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW + DAY, 1);
  json_object_set_string_member (json_object_get_object_member (op, "body"), "definition", TALK);
  world_expect (f->world, f->bert, op, "applied");
  refresh (f, ticket, &list);
  g_assert_cmpint (due_of (list, "Talk"), ==, HARNESS_NOW + DAY);

  /* another begins by itself */
  hark_id_random (&id);
  op = op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW + DAY, 1);
  json_object_set_string_member (json_object_get_object_member (op, "body"), "definition", HEARD);
  world_expect (f->world, f->bert, op, "invalid");
}

static void
test_a_ticket_has_a_limited_number (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  for (guint i = 0; i <= SRV_PERIOD_MAX_BY_HAND; i++)
    {
      HarkId id;

      hark_id_random (&id);
      world_expect (f->world, f->bert,
                    op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW, 1),
                    i < SRV_PERIOD_MAX_BY_HAND ? "applied" : "invalid");
    }
}

/* What was removed stays as a line that every client hears of. */
static void
test_a_ticket_has_had_a_limited_number (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  for (guint i = 0; i <= SRV_PERIOD_MAX_EVER; i++)
    {
      g_autoptr (GHashTable) list = NULL;
      HarkId id;

      hark_id_random (&id);
      world_expect (f->world, f->bert,
                    op_period (f->world, "add-period", ticket, f->bert, &id, HARNESS_NOW, 1),
                    i < SRV_PERIOD_MAX_EVER ? "applied" : "invalid");
      if (i == SRV_PERIOD_MAX_EVER)
        return;
      list = list_periods (f, f->bert, ticket);
      world_expect (f->world, f->bert,
                    make (f, ticket, f->bert, "remove-period", &id, 0, list, "hand", "rv"),
                    "applied");
    }
}

#define TEST(path, function)                                                                       \
  g_test_add ("/period-server/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  TEST ("profile", test_profile_and_calendar_of_the_area_count);
  TEST ("own", test_own_definitions_begin_when_they_say);
  TEST ("none", test_area_without_periods_attaches_none);
  TEST ("another-area", test_another_area_has_its_own);
  TEST ("before", test_what_was_there_before_is_as_it_was);
  TEST ("by-hand", test_a_deadline_by_hand_is_added_moved_fulfilled_and_removed);
  TEST ("promised", test_what_was_promised_is_fulfilled_but_not_moved);
  TEST ("taken-back", test_an_acknowledgement_taken_back_moves_nothing_on);
  TEST ("team", test_deadlines_are_the_teams);
  TEST ("definition", test_a_definition_by_hand_names_it);
  TEST ("many", test_a_ticket_has_a_limited_number);
  TEST ("ever", test_a_ticket_has_had_a_limited_number);

  return g_test_run ();
}

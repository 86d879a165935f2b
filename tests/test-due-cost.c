/* test-due-cost.c: what is due of very many tickets costs nobody anything who cannot do it, and
 * holds up no request while it is noted */
#include "hark-api.h"
#include "hark-json.h"
#include "hark-recovery.h"
#include "people.h"
#include "store-roster.h"
#include "team.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_STEPS                                                                                  \
  20000 /* of SQLite's machine, for one request; a look at each row takes ten times as many */

static int n_steps; /* atomic: of every connection of this process */

static SrvRoster *asked; /* by the first row that becomes due; NULL: by none */
static int n_answered;   /* atomic */

/* --- SQLite --- */

static int
add_up (unsigned event, void *data, void *stmt, void *duration)
{
  g_atomic_int_add (&n_steps, sqlite3_stmt_status (stmt, SQLITE_STMTSTATUS_VM_STEP, 1));
  return 0;
}

static gpointer
ask (gpointer data)
{
  srv_roster_get_org (data, NULL, NULL, NULL);
  g_atomic_int_set (&n_answered, 1);
  return NULL;
}

/* As any request does, in the midst of the write: it is not to wait for the end of it. */
static void
ask_roster (sqlite3_context *context, int n, sqlite3_value **values)
{
  SrvRoster *roster = g_steal_pointer (&asked);

  if (roster != NULL)
    {
      g_thread_unref (g_thread_new ("ask", ask, roster));
      for (guint i = 0; i < 60000 && g_atomic_int_get (&n_answered) == 0; i++)
        g_usleep (1000);
      g_assert_cmpint (g_atomic_int_get (&n_answered), ==, 1);
    }
  sqlite3_result_null (context);
}

static int
extend (sqlite3 *db, char **error, const void *api)
{
  sqlite3_trace_v2 (db, SQLITE_TRACE_PROFILE, add_up, NULL);
  return sqlite3_create_function (db, "ask_roster", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL,
                                  ask_roster, NULL, NULL);
}

/* A SrvWork. */
static gboolean
watch (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (
      srv_store_get_db (store),
      "CREATE TRIGGER watched AFTER INSERT ON due BEGIN SELECT ask_roster (); END", error);
}

/* --- the world --- */

static void
make_many (Fixture *f, gconstpointer unused)
{
  people_set_up (f, NULL);
  ticket_free (world_submit (f->world, f->dora, SUBJECT));
  harness_write (f->world->harness, people_multiply, NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  asked = NULL;
  world_free (f->world);
}

static HarkId
make_key_due (Fixture *f)
{
  HarkRosterPolicy policy = *hark_roster_get_policy (f->world->roster);
  guint8 secret[HARK_CODE_LEN] = { 1 };
  g_autoptr (GBytes) statement = NULL;
  HarkRecoveryKeys keys;

  hark_recovery_keys (secret, &f->world->org, &keys);
  statement = hark_roster_make_recovery_set (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                             keys.box_pk, keys.sign_pk);
  world_append (f->world, statement);
  policy.recovery = TRUE;
  world_set_policy (f->world, &policy);
  return keys.id;
}

/* The first line of what @path brings, for less than a look at each row. */
static JsonObject *
get_cheaply (Fixture *f, Actor *actor, const char *path)
{
  g_autoptr (Reply) reply = NULL;
  g_autofree char *body = NULL;
  int before = g_atomic_int_get (&n_steps);

  reply = harness_request (f->world->harness, "GET", path, actor->token, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpint (g_atomic_int_get (&n_steps) - before, <, MAX_STEPS);
  body = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  *strchrnul (body, '\n') = '\0';
  return hark_json_parse_object (body, strlen (body), 4 * 1024 * 1024, NULL);
}

static void
expect_due (Fixture *f, Actor *actor, const char *query, gboolean due)
{
  g_autofree char *path = g_strconcat (HARK_API_SYNC "?limit=1", query, NULL);
  g_autoptr (JsonObject) head = get_cheaply (f, actor, path);

  g_assert_cmpint (json_object_get_boolean_member (head, "due"), ==, due);
}

static void
expect_dues (Fixture *f, Actor *actor, const char *query, guint n)
{
  g_autofree char *path = g_strconcat (HARK_API_DUES, query, NULL);
  g_autoptr (JsonObject) reply = get_cheaply (f, actor, path);

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "dues")), ==, n);
}

static void
test_tickets_that_are_due_to_a_key_cost_nothing_who_cannot_seal_them (Fixture *f,
                                                                      gconstpointer unused)
{
  g_autofree char *id = NULL, *but = NULL, *all_but = NULL;
  HarkId other, key;

  team_add_area (f->world, f->bert, "Other", "Another one.", TRUE, &other);
  key = make_key_due (f);
  id = hark_id_to_string (&key);
  but = g_strconcat ("&but=", id, NULL);
  all_but = g_strconcat ("?but=", id, NULL);

  expect_due (f, f->anna, "", TRUE);
  expect_due (f, f->anna, but, FALSE); /* an Expert who was not told of it */
  expect_dues (f, f->anna, all_but, 0);
  expect_due (f, f->bert, "", FALSE); /* an Expert elsewhere */
  expect_dues (f, f->bert, "", 0);
  expect_due (f, f->dora, "", FALSE);
}

static void
test_no_request_waits_until_all_tickets_are_noted (Fixture *f, gconstpointer unused)
{
  SrvRoster *roster = srv_stores_get_roster (harness_get_context (f->world->harness)->stores);

  harness_write (f->world->harness, watch, NULL);
  asked = roster;
  n_answered = 0;
  make_key_due (f);
  g_assert_cmpint (n_answered, ==, 1);

  asked = roster;
  n_answered = 0;
  world_add (f->world, "eve", HARK_ROLE_OBSERVER);
  g_assert_cmpint (n_answered, ==, 1);
}

#define TEST(path, test) g_test_add ("/due-cost/" path, Fixture, NULL, make_many, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sqlite3_auto_extension ((void (*) (void))extend);

  TEST ("steps", test_tickets_that_are_due_to_a_key_cost_nothing_who_cannot_seal_them);
  TEST ("lock", test_no_request_waits_until_all_tickets_are_noted);

  return g_test_run ();
}

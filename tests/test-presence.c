/* test-presence.c: what an Admin is told of everybody's accounts, and nobody else */
#include "people.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-json.h"
#include "job-backup.h"
#include "store-job.h"
#include "team.h"

#include <glib/gstdio.h>

#define DAY (24 * 3600)

static Reply *
ask (Fixture *f, Actor *actor)
{
  return harness_request (f->world->harness, "GET", HARK_API_ACCOUNTS,
                          actor != NULL ? actor->token : NULL, NULL);
}

static JsonObject *
find (Reply *reply, Actor *actor)
{
  JsonArray *list = json_object_get_array_member (reply->json, "accounts");
  g_autofree char *id = hark_id_to_string (&actor->id);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = json_array_get_object_element (list, i);

      if (g_str_equal (json_object_get_string_member (row, "user"), id))
        return row;
    }
  return NULL;
}

static void
test_admins_alone_are_told (Fixture *f, gconstpointer unused)
{
  Actor *const others[] = { f->bert, f->clara, f->dora };
  g_autoptr (Reply) nobody = ask (f, NULL), reply = ask (f, f->anna);

  g_assert_cmpstr (reply_get_code (nobody), ==, "auth");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (Reply) refused = ask (f, others[i]);

      g_assert_cmpstr (reply_get_code (refused), ==, "forbidden");
      g_assert_nonnull (find (reply, others[i]));
    }
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply->json, "accounts")),
                    ==, 4);
}

static void
test_use_is_told_by_the_day (Fixture *f, gconstpointer unused)
{
  g_autoptr (Reply) reply = ask (f, f->anna), later = NULL;
  JsonObject *row = find (reply, f->bert);
  gint64 seen = json_object_get_int_member (row, "seen");

  g_assert_cmpint (seen % DAY, ==, 0);
  g_assert_cmpint (HARNESS_NOW - seen, <, DAY);
  g_assert_cmpint (json_object_get_int_member (row, "devices"), ==, 1);
  g_assert_false (json_object_get_boolean_member (row, "factor"));
  g_assert_false (json_object_has_member (row, "device"));

  /* whose session has run out is signed in nowhere */
  harness_set_now (f->world->harness, HARNESS_NOW + 20 * DAY);
  g_clear_pointer (&reply, reply_free);
  reply = ask (f, f->anna);
  harness_set_now (f->world->harness, HARNESS_NOW + 40 * DAY);
  later = ask (f, f->anna);
  row = find (later, f->bert);
  g_assert_true (json_object_get_null_member (row, "seen"));
  g_assert_cmpint (json_object_get_int_member (row, "devices"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (find (later, f->anna), "devices"), ==, 1);
}

static void
test_who_was_switched_off_is_not_named (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->dora->id);
  g_autoptr (Reply) reply = NULL;

  world_append (f->world, off);
  reply = ask (f, f->anna);
  g_assert_null (find (reply, f->dora));
  g_assert_nonnull (find (reply, f->clara));
}

static void
test_health_is_told_to_admins (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Reply) refused
      = harness_request (harness, "GET", HARK_API_HEALTH, f->bert->token, NULL);
  g_autoptr (Reply) nobody = harness_request (harness, "GET", HARK_API_HEALTH, NULL, NULL);
  g_autoptr (JsonObject) health
      = harness_ask (harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  g_autoptr (JsonObject) after = NULL;
  g_autoptr (GError) error = NULL;
  JobBackup made;

  g_assert_cmpstr (reply_get_code (refused), ==, "forbidden");
  g_assert_cmpstr (reply_get_code (nobody), ==, "auth");
  g_assert_cmpint (json_object_get_int_member (health, "now"), ==, HARNESS_NOW);
  g_assert_cmpint (json_object_get_int_member (health, "database"), >, 4096);
  g_assert_cmpint (json_object_get_int_member (health, "free"), >, 0);
  g_assert_cmpint (json_object_get_int_member (health, "sessions"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (health, "schema"), >, 5);
  g_assert_true (json_object_get_null_member (health, "backup"));
  g_assert_true (json_object_get_null_member (health, "certificate"));
  g_assert_false (json_object_get_boolean_member (health, "sandboxed"));
  g_assert_false (json_object_get_boolean_member (health, "awaits_policy"));

  g_assert_true (job_backup_make (harness_get_dir (harness), file, HARNESS_NOW + 7, &made, &error));
  g_assert_no_error (error);
  test_folder_remove (folder);
  after = harness_ask (harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);
  g_assert_cmpint (json_object_get_int_member (after, "backup"), ==, HARNESS_NOW + 7);
}

/* What the server told of the job @name. (transfer full) */
static JsonObject *
find_job (JsonObject *health, const char *name)
{
  JsonArray *jobs = json_object_get_array_member (health, "jobs");

  for (guint i = 0; i < json_array_get_length (jobs); i++)
    {
      JsonObject *job = json_array_get_object_element (jobs, i);

      if (g_strcmp0 (json_object_get_string_member (job, "name"), name) == 0)
        return json_object_ref (job);
    }
  g_assert_not_reached ();
}

/* A SrvWork: as a server does. */
static gboolean
note_sweep (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const SrvJobNote note = { HARNESS_NOW + 3000, HARNESS_NOW - 7, "disk" };

  return store_job_put (store, "sweep", &note, error);
}

static void
test_health_says_when_jobs_ran (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (JsonObject) before
      = harness_ask (harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);
  g_autoptr (JsonObject) sweep = find_job (before, "sweep"), again = NULL, after = NULL;
  g_autoptr (JsonObject) remind = NULL;

  g_assert_true (json_object_get_null_member (sweep, "ran"));
  g_assert_true (json_object_get_boolean_member (sweep, "held"));
  g_assert_false (json_object_get_boolean_member (sweep, "late"));
  g_assert_true (json_object_get_null_member (sweep, "fault"));
  harness_write (harness, note_sweep, NULL);
  harness_set_now (harness, HARNESS_NOW + 3600);
  harness_restart (harness);
  after = harness_ask (harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);
  again = find_job (after, "sweep");
  g_assert_cmpint (json_object_get_int_member (again, "ran"), ==, HARNESS_NOW + 3000);
  g_assert_cmpint (json_object_get_int_member (again, "done"), ==, HARNESS_NOW - 7);
  g_assert_cmpstr (json_object_get_string_member (again, "fault"), ==, "disk");
  remind = find_job (after, "remind");
  g_assert_true (json_object_get_null_member (remind, "fault"));
}

static gboolean
awaits_policy (Fixture *f)
{
  g_autoptr (JsonObject) health
      = harness_ask (f->world->harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);

  return json_object_get_boolean_member (health, "awaits_policy");
}

/* Switched on at the server, and still nobody can sign in. */
static void
test_health_says_that_portal_accounts_await_a_policy (Fixture *f, gconstpointer unused)
{
  team_set_config (f->world, SRV_CONFIG_PORTAL_ACCOUNTS, "off");
  g_assert_false (awaits_policy (f));
  team_set_config (f->world, SRV_CONFIG_PORTAL_ACCOUNTS, "on"); /* as it is by default, but meant */
  g_assert_true (awaits_policy (f));
  world_allow_portal_accounts (f->world);
  g_assert_false (awaits_policy (f));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/presence/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("admins", test_admins_alone_are_told);
  TEST ("day", test_use_is_told_by_the_day);
  TEST ("off", test_who_was_switched_off_is_not_named);

  TEST ("health", test_health_is_told_to_admins);
  TEST ("jobs", test_health_says_when_jobs_ran);
  TEST ("policy", test_health_says_that_portal_accounts_await_a_policy);

  return g_test_run ();
}

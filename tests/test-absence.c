/* test-absence.c: who is away, whom the server tells, and who stands in for them */
#include "people.h"

#include "hark-absence.h"
#include "hark-api.h"
#include "job-sweep.h"
#include "store-absence.h"
#include "team.h"

#define HOUR 3600
#define DAY (24 * HOUR)
/* HARNESS_NOW is 24 November 2026 */
#define TODAY "2026-11-24"

static char *
make_body (const char *from, const char *until, const HarkId *deputy)
{
  JsonObject *json = json_object_new ();
  HarkAbsence absence = { 0 };
  char *text;

  g_strlcpy (absence.from, from, sizeof absence.from);
  g_strlcpy (absence.until, until, sizeof absence.until);
  if (deputy != NULL)
    absence.deputy = *deputy;
  hark_absence_write (json, &absence);
  text = hark_json_to_string (json);
  json_object_unref (json);
  return text;
}

static Reply *
put (Fixture *f, Actor *actor, const char *from, const char *until, const HarkId *deputy)
{
  g_autofree char *body = make_body (from, until, deputy);

  return harness_request (f->world->harness, "PUT", HARK_API_ABSENCE, actor->token, body);
}

static void
set (Fixture *f, Actor *actor, const char *from, const char *until, const HarkId *deputy)
{
  g_autoptr (Reply) reply = put (f, actor, from, until, deputy);

  g_assert_cmpuint (reply->status, ==, 200);
}

static void
assert_refused (Fixture *f, const char *from, const char *until, const HarkId *deputy)
{
  g_autoptr (Reply) reply = put (f, f->bert, from, until, deputy);

  g_assert_cmpstr (reply_get_code (reply), ==, "invalid");
}

/* What @asker is told of @user: NULL for nothing. (transfer full) */
static JsonObject *
ask (Fixture *f, Actor *asker, Actor *user)
{
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", HARK_API_ABSENCES, asker->token, NULL, 200);
  JsonArray *list = json_object_get_array_member (reply, "absences");
  g_autofree char *id = hark_id_to_string (&user->id);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = json_array_get_object_element (list, i);

      if (g_str_equal (json_object_get_string_member (row, "user"), id))
        return json_object_ref (row);
    }
  return NULL;
}

static void
assert_told (Fixture *f, Actor *asker, Actor *user, gboolean told)
{
  g_autoptr (JsonObject) row = ask (f, asker, user);

  g_assert_true ((row != NULL) == told);
}

/* Of bert's mails in the one area. */
static gboolean
has_deputy_in (Fixture *f, const HarkId *area, HarkId *deputy)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  const HarkId nobody = { 0 };

  g_assert_no_error (error);
  g_assert_true (store_absence_get_deputy (store, area, &f->bert->id, srv_context_now (context),
                                           deputy, &error));
  g_assert_no_error (error);
  return !hark_id_equal (deputy, &nobody);
}

static gboolean
has_deputy (Fixture *f)
{
  HarkId deputy;
  gboolean has = has_deputy_in (f, &f->world->area, &deputy);

  g_assert_true (!has || hark_id_equal (&deputy, &f->anna->id));
  return has;
}

static void
count_rows (Fixture *f, guint expected)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  g_assert_cmpint (
      hark_sqlite_get_int (srv_store_get_db (store), "SELECT count(*) FROM absence", -1), ==,
      expected);
}

static void
test_the_team_is_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) row = NULL, changed = NULL;
  g_autofree char *anna = hark_id_to_string (&f->anna->id);
  g_autoptr (Reply) nobody
      = harness_request (f->world->harness, "GET", HARK_API_ABSENCES, NULL, NULL);

  g_assert_cmpstr (reply_get_code (nobody), ==, "auth");
  set (f, f->bert, TODAY, "2026-12-24", &f->anna->id);
  row = ask (f, f->clara, f->bert);
  g_assert_nonnull (row);
  g_assert_cmpstr (json_object_get_string_member (row, "from"), ==, TODAY);
  g_assert_cmpstr (json_object_get_string_member (row, "until"), ==, "2026-12-24");
  g_assert_cmpstr (json_object_get_string_member (row, "deputy"), ==, anna);

  /* the next one takes its place */
  set (f, f->bert, "2026-12-01", "2026-12-02", NULL);
  changed = ask (f, f->bert, f->bert);
  g_assert_cmpstr (json_object_get_string_member (changed, "from"), ==, "2026-12-01");
  g_assert_true (json_object_get_null_member (changed, "deputy"));
  count_rows (f, 1);
}

static void
test_others_are_not_told (Fixture *f, gconstpointer unused)
{
  set (f, f->bert, TODAY, "2026-12-24", &f->anna->id);
  set (f, f->dora, TODAY, "2026-12-24", NULL);
  assert_told (f, f->dora, f->bert, FALSE);
  assert_told (f, f->dora, f->dora, TRUE);
  assert_told (f, f->anna, f->dora, FALSE);
  assert_told (f, f->anna, f->bert, TRUE);
}

static void
test_wrong_days_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const no_days[]
      = { "",           "2026-13-01", "2026-02-30",  "2026-1-1",   "tomorrow",
          "2026/12/01", "0000-01-01", "2026-12-010", "２０２６-12" };

  assert_refused (f, "2026-12-02", "2026-12-01", NULL);
  assert_refused (f, "2026-11-01", "2026-11-23", NULL); /* over since yesterday */
  assert_refused (f, TODAY, "2027-11-26", NULL);        /* 367 days */
  for (guint i = 0; i < G_N_ELEMENTS (no_days); i++)
    {
      g_autofree char *body = g_strdup_printf (
          "{\"from\":\"%s\",\"until\":\"2026-12-01\",\"deputy\":null}", no_days[i]);
      g_autoptr (Reply) reply
          = harness_request (f->world->harness, "PUT", HARK_API_ABSENCE, f->bert->token, body);

      g_assert_cmpstr (reply_get_code (reply), ==, "invalid");
    }
  count_rows (f, 0);

  set (f, f->bert, "2026-11-01", TODAY, NULL);
  set (f, f->bert, TODAY, "2027-11-25", NULL);
}

static void
test_wrong_deputies_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->clara->id);
  g_autoptr (Reply) alone = NULL;
  HarkId nobody;

  hark_id_random (&nobody);
  assert_refused (f, TODAY, TODAY, &f->bert->id);
  assert_refused (f, TODAY, TODAY, &f->dora->id);
  assert_refused (f, TODAY, TODAY, &nobody);
  set (f, f->bert, TODAY, TODAY, &f->clara->id);
  world_append (f->world, off);
  assert_refused (f, TODAY, TODAY, &f->clara->id);

  /* who is in no team has no deputy */
  alone = put (f, f->dora, TODAY, TODAY, &f->anna->id);
  g_assert_cmpstr (reply_get_code (alone), ==, "invalid");
}

static void
test_a_deputy_who_left_gets_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->clara->id);
  g_autoptr (JsonObject) row = NULL;
  HarkId deputy, elsewhere;

  hark_id_random (&elsewhere);
  set (f, f->bert, TODAY, TODAY, &f->clara->id);
  g_assert_true (has_deputy_in (f, &f->world->area, &deputy));
  g_assert_true (hark_id_equal (&deputy, &f->clara->id));
  g_assert_false (has_deputy_in (f, &elsewhere, &deputy));

  world_append (f->world, off);
  g_assert_false (has_deputy_in (f, &f->world->area, &deputy));
  row = ask (f, f->anna, f->bert);
  g_assert_true (json_object_get_null_member (row, "deputy"));
}

/* Berlin's days: an hour ahead of UTC in winter. */
static void
test_it_begins_and_ends_by_itself (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  const gint64 midnight = HARNESS_NOW / DAY * DAY + DAY - 3600; /* the 25th begins */

  set (f, f->bert, "2026-11-25", "2026-11-26", &f->anna->id);
  harness_set_now (harness, midnight - 1);
  g_assert_false (has_deputy (f));
  assert_told (f, f->anna, f->bert, TRUE);
  harness_set_now (harness, midnight);
  g_assert_true (has_deputy (f));
  harness_set_now (harness, midnight + 2 * DAY - 1);
  g_assert_true (has_deputy (f));
  harness_set_now (harness, midnight + 2 * DAY);
  g_assert_false (has_deputy (f));
  assert_told (f, f->anna, f->bert, FALSE);
}

static void
test_its_days_are_those_of_the_settled_time_zone (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  const gint64 midnight = HARNESS_NOW + 4 * HOUR; /* ten hours after that of UTC */
  g_autoptr (JsonObject) reply = NULL;

  team_settle (f->world, f->anna, &f->world->org,
               "{\"language\":\"en\",\"zone\":\"Pacific/Honolulu\"}");
  reply = harness_ask (harness, "GET", HARK_API_ABSENCES, f->anna->token, NULL, 200);
  g_assert_cmpstr (json_object_get_string_member (reply, "zone"), ==, "Pacific/Honolulu");

  set (f, f->bert, TODAY, TODAY, &f->anna->id);
  harness_set_now (harness, midnight - 1);
  g_assert_false (has_deputy (f));
  harness_set_now (harness, midnight);
  g_assert_true (has_deputy (f));
  harness_set_now (harness, midnight + DAY - 1);
  assert_told (f, f->anna, f->bert, TRUE);
  g_assert_true (has_deputy (f));
  harness_set_now (harness, midnight + DAY);
  assert_told (f, f->anna, f->bert, FALSE);
  g_assert_false (has_deputy (f));
  assert_refused (f, TODAY, TODAY, NULL);
}

static void
test_it_is_ended_and_swept (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  SrvContext *context = harness_get_context (harness);
  g_autoptr (GError) error = NULL;

  set (f, f->bert, TODAY, "2026-12-24", &f->anna->id);
  g_assert_true (has_deputy (f));
  for (guint i = 0; i < 2; i++)
    json_object_unref (
        harness_ask (harness, "DELETE", HARK_API_ABSENCE, f->bert->token, NULL, 200));
  g_assert_false (has_deputy (f));
  count_rows (f, 0);

  set (f, f->bert, TODAY, TODAY, &f->anna->id);
  set (f, f->clara, TODAY, "2026-11-30", NULL);
  harness_set_now (harness, HARNESS_NOW + SRV_ABSENCE_KEPT * DAY);
  g_assert_true (job_sweep_run (context, &error));
  count_rows (f, 2);
  harness_set_now (harness, HARNESS_NOW + (SRV_ABSENCE_KEPT + 1) * DAY);
  g_assert_true (job_sweep_run (context, &error));
  g_assert_no_error (error);
  count_rows (f, 1);
}

static void
test_it_goes_with_who_is_switched_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->bert->id);

  set (f, f->bert, TODAY, "2026-12-24", &f->anna->id);
  set (f, f->clara, TODAY, "2026-12-24", &f->anna->id);
  world_append (f->world, off);
  count_rows (f, 1);
  g_assert_false (has_deputy (f));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/absence/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("team", test_the_team_is_told);
  TEST ("others", test_others_are_not_told);
  TEST ("days", test_wrong_days_are_refused);
  TEST ("deputies", test_wrong_deputies_are_refused);
  TEST ("left", test_a_deputy_who_left_gets_nothing);
  TEST ("by-itself", test_it_begins_and_ends_by_itself);
  TEST ("zone", test_its_days_are_those_of_the_settled_time_zone);
  TEST ("ended", test_it_is_ended_and_swept);
  TEST ("off", test_it_goes_with_who_is_switched_off);

  return g_test_run ();
}

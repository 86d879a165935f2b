/* test-team-change.c: what people are told of new statements of the roster */
#include "app-team-change.h"
#include "roster-fixture.h"

typedef struct
{
  RosterFixture roster;
  GPtrArray *statements; /* GBytes: all that there are */
} Fixture;

static void
take (Fixture *f, GBytes *statement)
{
  g_ptr_array_add (f->statements, g_bytes_ref (statement));
  roster_assert_taken (&f->roster, statement);
}

/* Ada is Admin and made Bea Expert of the area; Cleo is there. Seq 6. */
static void
set_up (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  HarkRosterMember bea;

  roster_set_up (r, NULL);
  hark_roster_free (r->roster);
  r->roster = hark_roster_new ();
  f->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  bea = roster_member (r, BEA, HARK_ROLE_EXPERT);
  take (f, hark_roster_make_org (r->root_pk, r->root_sk, "Example"));
  take (f, roster_user_add_by_root (r, ADA));
  take (f, roster_admin_set_by_root (r, ADA));
  take (f, roster_user_add (r, BEA, ADA));
  take (f, roster_user_add (r, CLEO, ADA));
  take (f, roster_area_set (r, ADA, 1, &bea));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->statements);
  roster_tear_down (&f->roster, NULL);
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = app_team_change_list (f->statements, 6, &error);

  g_assert_no_error (error);
  return changes;
}

static void
test_new_keys_are_told_with_the_place_that_they_cost (Fixture *f, gconstpointer unused)
{
  Person *bea = &f->roster.people[BEA], *ada = &f->roster.people[ADA];
  g_autoptr (GPtrArray) changes = NULL;
  const AppTeamChange *keys, *place;

  take (f, hark_roster_make_user_key (f->roster.roster, &ada->id, ada->keys.sign_sk, &bea->id,
                                      bea->next.sign_pk, bea->next.box_pk));
  changes = list (f);
  g_assert_cmpuint (changes->len, ==, 2);
  keys = changes->pdata[0];
  g_assert_cmpint (keys->kind, ==, APP_TEAM_CHANGE_KEYS);
  g_assert_cmpstr (keys->name, ==, "Bea");
  g_assert_cmpstr (keys->by, ==, "Ada");
  place = changes->pdata[1];
  g_assert_cmpint (place->kind, ==, APP_TEAM_CHANGE_ROLE);
  g_assert_cmpint (place->from, ==, HARK_ROLE_EXPERT);
  g_assert_cmpint (place->to, ==, HARK_ROLE_NONE);
}

static void
test_all_of_an_areas_tickets_are_told (Fixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (&f->roster, BEA, HARK_ROLE_EXPERT),
                               roster_member (&f->roster, CLEO, HARK_ROLE_OBSERVER) };
  g_autoptr (GPtrArray) changes = NULL;
  const AppTeamChange *change;

  team[1].since = 1;
  take (f, roster_area_set (&f->roster, BEA, 2, team));
  take (f, roster_area_set (&f->roster, BEA, 2, team));
  team[1].since = 0;
  take (f, roster_area_set (&f->roster, BEA, 2, team));
  changes = list (f);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpint (((AppTeamChange *)changes->pdata[0])->kind, ==, APP_TEAM_CHANGE_ROLE);
  change = changes->pdata[1];
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_REACH);
  g_assert_cmpstr (change->name, ==, "Cleo");
  g_assert_cmpstr (change->by, ==, "Bea");
  g_assert_true (change->is_on);
  g_assert_cmpuint (change->seq, ==, 9);
}

static void
test_policy_and_recovery_key_are_told_as_everybodys (Fixture *f, gconstpointer unused)
{
  HarkRosterPolicy policy = *hark_roster_get_policy (f->roster.roster);
  const Person *ada = &f->roster.people[ADA];
  g_autoptr (GPtrArray) changes = NULL;
  const AppTeamChange *change;

  policy.password_length = 14;
  take (f, hark_roster_make_policy (f->roster.roster, &ada->id, ada->keys.sign_sk, &policy));
  take (f, hark_roster_make_recovery_set (f->roster.roster, &ada->id, ada->keys.sign_sk,
                                          ada->keys.box_pk, ada->keys.sign_pk));
  take (f, hark_roster_make_policy (f->roster.roster, &ada->id, ada->keys.sign_sk, &policy));
  take (f,
        hark_roster_make_recovery_set (f->roster.roster, &ada->id, ada->keys.sign_sk, NULL, NULL));
  changes = list (f);

  /* the same again is no change */
  g_assert_cmpuint (changes->len, ==, 3);
  change = changes->pdata[0];
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_POLICY);
  g_assert_null (change->name);
  g_assert_cmpuint (change->policy.password_length, ==, 14);
  change = changes->pdata[1];
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_RECOVERY);
  g_assert_true (change->is_on);
  change = changes->pdata[2];
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_RECOVERY);
  g_assert_false (change->is_on);
  g_assert_cmpuint (change->seq, ==, 10);
}

static void
test_use_of_the_recovery_key_is_told_by_name (Fixture *f, gconstpointer unused)
{
  const Person *ada = &f->roster.people[ADA], *bea = &f->roster.people[BEA];
  HarkRosterPolicy policy = *hark_roster_get_policy (f->roster.roster);
  g_autoptr (GPtrArray) changes = NULL;
  const AppTeamChange *change;

  policy.recovery = TRUE;
  take (f, hark_roster_make_recovery_set (f->roster.roster, &ada->id, ada->keys.sign_sk,
                                          ada->keys.box_pk, ada->keys.sign_pk));
  take (f, hark_roster_make_policy (f->roster.roster, &ada->id, ada->keys.sign_sk, &policy));
  take (f, hark_roster_make_recovery_use (f->roster.roster, &bea->id, bea->keys.sign_sk,
                                          &f->roster.area, ada->keys.sign_sk));
  changes = list (f);
  g_assert_cmpuint (changes->len, ==, 3);
  change = changes->pdata[2];
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_RECOVERING);
  g_assert_cmpstr (change->name, ==, "Bea");
  g_assert_cmpstr (change->by, ==, "Bea");
  g_assert_true (hark_id_equal (&change->area, &f->roster.area));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add ("/team-change/new-keys", Fixture, NULL, set_up,
              test_new_keys_are_told_with_the_place_that_they_cost, tear_down);
  g_test_add ("/team-change/reach", Fixture, NULL, set_up, test_all_of_an_areas_tickets_are_told,
              tear_down);
  g_test_add ("/team-change/policy", Fixture, NULL, set_up,
              test_policy_and_recovery_key_are_told_as_everybodys, tear_down);
  g_test_add ("/team-change/recovering", Fixture, NULL, set_up,
              test_use_of_the_recovery_key_is_told_by_name, tear_down);

  return g_test_run ();
}

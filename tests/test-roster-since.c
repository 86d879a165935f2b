/* test-roster-since.c: what the members of an area may read, by who brought them in */
#include "roster-fixture.h"

static guint64
since (RosterFixture *f, guint who)
{
  g_autoptr (GArray) members = hark_roster_get_members (f->roster, &f->area);

  for (guint i = 0; i < members->len; i++)
    if (hark_id_equal (&g_array_index (members, HarkRosterMember, i).user, &f->people[who].id))
      return g_array_index (members, HarkRosterMember, i).since;

  g_assert_not_reached ();
}

static gboolean
has (RosterFixture *f, guint who, guint64 entry)
{
  return hark_roster_is_recipient (f->roster, &f->area, &f->people[who].id, entry);
}

static HarkRosterMember
later (RosterFixture *f, guint who, HarkRole role)
{
  HarkRosterMember member = roster_member (f, who, role);

  member.since = 1;
  return member;
}

/* Dan is there, too; Cleo is the only one left in the team, as a Professional who has everything.
 */
static void
lose_experts (RosterFixture *f)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_user_add (f, DAN, ADA));
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, roster_user_off (f, BEA, ADA));
}

static void
test_an_areas_first_team_has_everything (RosterFixture *f, gconstpointer unused)
{
  g_assert_cmpuint (since (f, BEA), ==, 0);
  g_assert_true (has (f, BEA, 0));
}

static void
test_an_expert_gives_all_or_from_now_on (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[3]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL),
          later (f, DAN, HARK_ROLE_OBSERVER) };

  roster_assert_taken (f, roster_user_add (f, DAN, ADA));
  roster_assert_taken (f, roster_area_set (f, BEA, 3, team));
  g_assert_cmpuint (since (f, CLEO), ==, 0);
  g_assert_cmpuint (since (f, DAN), ==, 8);
  g_assert_false (has (f, DAN, 7));
  g_assert_true (has (f, DAN, 8));

  /* all of it later on; nobody is set back */
  team[2].since = 0;
  team[1].since = 1;
  roster_assert_taken (f, roster_area_set (f, BEA, 3, team));
  g_assert_cmpuint (since (f, DAN), ==, 0);
  g_assert_cmpuint (since (f, CLEO), ==, 0);
  g_assert_true (hark_roster_is_recipient_at (f->roster, &f->area, &f->people[DAN].id, 7, 9));
  g_assert_false (hark_roster_is_recipient_at (f->roster, &f->area, &f->people[DAN].id, 7, 8));
}

static void
test_whom_an_admin_appoints_has_what_comes_from_then_on (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL),
                               roster_member (f, DAN, HARK_ROLE_EXPERT) };

  lose_experts (f);
  roster_assert_taken (f, roster_area_set (f, ADA, 2, team));
  g_assert_cmpuint (since (f, DAN), ==, 10);
  g_assert_cmpuint (since (f, CLEO), ==, 0);
}

static void
test_who_was_there_keeps_it_when_an_admin_appoints_them (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember cleo = roster_member (f, CLEO, HARK_ROLE_EXPERT);

  lose_experts (f);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &cleo));
  g_assert_cmpuint (since (f, CLEO), ==, 0);
}

static void
test_nobody_gives_more_than_they_have (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[3]
      = { roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL), roster_member (f, DAN, HARK_ROLE_EXPERT),
          roster_member (f, ADA, HARK_ROLE_EXPERT) };

  lose_experts (f);
  roster_assert_taken (f, roster_area_set (f, ADA, 2, team));
  roster_assert_taken (f, roster_area_set (f, DAN, 3, team));
  g_assert_cmpuint (since (f, ADA), ==, 10);
  g_assert_cmpuint (since (f, DAN), ==, 10);
  g_assert_cmpuint (since (f, CLEO), ==, 0);

  /* out and in again does not help either */
  roster_assert_taken (f, roster_area_set (f, DAN, 2, &team[1]));
  roster_assert_taken (f, roster_area_set (f, DAN, 3, team));
  g_assert_cmpuint (since (f, CLEO), ==, 10);
}

static void
test_one_who_has_everything_gives_it_to_the_others (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2]
      = { roster_member (f, CLEO, HARK_ROLE_EXPERT), roster_member (f, DAN, HARK_ROLE_EXPERT) };

  lose_experts (f);
  roster_assert_taken (f, roster_area_set (f, ADA, 2, team));
  g_assert_cmpuint (since (f, DAN), ==, 10);
  roster_assert_taken (f, roster_area_set (f, CLEO, 2, team));
  g_assert_cmpuint (since (f, DAN), ==, 0);
}

static void
test_who_comes_back_begins_anew (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, roster_area_set (f, BEA, 1, team));
  team[1].since = 1;
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  g_assert_cmpuint (since (f, CLEO), ==, 9);

  /* They had a key of what was there before, and may not have it now: it counts as lost. */
  g_assert_true (hark_roster_has_lost (f->roster, &f->area, 7, 6));
  g_assert_false (hark_roster_has_lost (f->roster, &f->area, 9, 6));
  g_assert_false (hark_roster_has_lost (f->roster, &f->area, 9, 9));
}

/* Whose keys a ticket was never sealed to takes none along. */
static void
test_who_had_it_not_is_not_lost (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), later (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, roster_area_set (f, BEA, 1, team));
  g_assert_false (hark_roster_has_lost (f->roster, &f->area, 7, 6));
  g_assert_true (hark_roster_has_lost (f->roster, &f->area, 7, 7));
}

static void
test_new_keys_begin_anew (RosterFixture *f, gconstpointer unused)
{
  Person *cleo = &f->people[CLEO];
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, hark_roster_make_user_key (f->roster, &cleo->id, cleo->keys.sign_sk,
                                                     &cleo->id, cleo->next.sign_pk,
                                                     cleo->next.box_pk));
  hark_account_keys_hash (cleo->next.sign_pk, cleo->next.box_pk, team[1].keys_hash);
  team[1].since = 1;
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  g_assert_cmpuint (since (f, CLEO), ==, 9);
}

static void
test_recipients_are_those_who_may_have_it (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), later (f, CLEO, HARK_ROLE_PROFESSIONAL) };
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;
  g_autoptr (GArray) unknown = NULL;

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  before = hark_roster_list_recipients (f->roster, &f->area, 6);
  after = hark_roster_list_recipients (f->roster, &f->area, 7);
  unknown = hark_roster_list_recipients (f->roster, &f->area, 0);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpuint (unknown->len, ==, 1);
  g_assert_true (
      hark_id_equal (&g_array_index (before, HarkRosterMember, 0).user, &f->people[BEA].id));
}

static void
test_other_bits_of_a_role_are_refused (RosterFixture *f, gconstpointer unused)
{
  const Person *bea = &f->people[BEA];
  guint8 body[HARK_ID_LEN + 2 + HARK_ID_LEN + 32 + 1] = { 0 };
  guint8 *role
      = hark_put (hark_put (hark_put_int (hark_put (body, f->area.bytes, HARK_ID_LEN), 1, 2),
                            bea->id.bytes, HARK_ID_LEN),
                  bea->member.keys_hash, 32);
  const guint8 wrong[] = { 0x43, 0x23, 0x83 | 0x40, 0x80, 0x84, 4, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      *role = wrong[i];
      roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_AREA_SET, body, sizeof body, BEA),
                             HARK_ERROR_INVALID);
    }
  *role = 0x83;
  roster_assert_taken (f, roster_make_raw (f, HARK_ROSTER_AREA_SET, body, sizeof body, BEA));
  g_assert_cmpuint (since (f, BEA), ==, 0);
}

static void
add (const char *path, void (*test) (RosterFixture *, gconstpointer))
{
  g_test_add (path, RosterFixture, NULL, roster_set_up, test, roster_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  add ("/roster-since/first-team-has-everything", test_an_areas_first_team_has_everything);
  add ("/roster-since/all-or-from-now-on", test_an_expert_gives_all_or_from_now_on);
  add ("/roster-since/appointed-by-an-admin",
       test_whom_an_admin_appoints_has_what_comes_from_then_on);
  add ("/roster-since/promoted-by-an-admin",
       test_who_was_there_keeps_it_when_an_admin_appoints_them);
  add ("/roster-since/no-more-than-they-have", test_nobody_gives_more_than_they_have);
  add ("/roster-since/given-by-who-has-it", test_one_who_has_everything_gives_it_to_the_others);
  add ("/roster-since/back-again", test_who_comes_back_begins_anew);
  add ("/roster-since/not-lost", test_who_had_it_not_is_not_lost);
  add ("/roster-since/new-keys", test_new_keys_begin_anew);
  add ("/roster-since/recipients", test_recipients_are_those_who_may_have_it);
  add ("/roster-since/other-bits", test_other_bits_of_a_role_are_refused);

  return g_test_run ();
}

/* test-roster-key.c: new keys for somebody, the security policy, the recovery key */
#include "roster-fixture.h"

/* ------------------------------------------------------------------ new keys */

static GBytes *
user_key (RosterFixture *f, guint who, guint by)
{
  return hark_roster_make_user_key (f->roster, &f->people[by].id, f->people[by].keys.sign_sk,
                                    &f->people[who].id, f->people[who].next.sign_pk,
                                    f->people[who].next.box_pk);
}

/* What has been taken counts from here on for the fixture, too. */
static void
swap_keys (RosterFixture *f, guint who)
{
  Person *p = &f->people[who];

  p->keys = p->next;
  hark_account_keys_random (&p->next);
  hark_account_keys_hash (p->keys.sign_pk, p->keys.box_pk, p->member.keys_hash);
}

static void
test_new_keys_end_every_membership (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, user_key (f, CLEO, CLEO));
  swap_keys (f, CLEO);
  g_assert_cmpint (roster_role (f, CLEO), ==, HARK_ROLE_NONE);
  g_assert_cmpint (roster_role (f, BEA), ==, HARK_ROLE_EXPERT);

  /* back by an Expert, under the keys of now alone */
  roster_assert_refused (f, roster_area_set (f, BEA, 2, team), HARK_ERROR_INVALID);
  team[1] = roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL);
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  roster_assert_taken (f, user_key (f, CLEO, ADA));
  g_assert_cmpint (roster_role (f, CLEO), ==, HARK_ROLE_NONE);
}

/* As when they had been switched off, and seen by everybody. */
static void
test_new_keys_of_the_only_expert_let_an_admin_appoint (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember cleo = roster_member (f, CLEO, HARK_ROLE_EXPERT);

  g_assert_true (hark_roster_has_expert_at (f->roster, &f->area, 6));
  roster_assert_taken (f, user_key (f, BEA, ADA));
  g_assert_true (hark_roster_has_expert_at (f->roster, &f->area, 6));
  g_assert_false (hark_roster_has_expert_at (f->roster, &f->area, 7));
  swap_keys (f, BEA);
  roster_assert_refused (f, roster_area_set (f, BEA, 1, &cleo), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &cleo));
}

/* No epoch of their teams could be opened any more. */
static void
test_keys_are_such_as_can_be_sealed_to (RosterFixture *f, gconstpointer unused)
{
  const guint8 low_order[][32] = { { 0 }, { 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (low_order); i++)
    {
      HarkAccountKeys kept = f->people[CLEO].next;

      memcpy (f->people[CLEO].next.box_pk, low_order[i], 32);
      roster_assert_refused (f, user_key (f, CLEO, CLEO), HARK_ERROR_INVALID);
      f->people[CLEO].next = kept;
      kept = f->people[DAN].keys;
      memcpy (f->people[DAN].keys.box_pk, low_order[i], 32);
      roster_assert_refused (f, roster_user_add (f, DAN, ADA), HARK_ERROR_INVALID);
      f->people[DAN].keys = kept;
    }
  roster_assert_taken (f, user_key (f, CLEO, CLEO));
  roster_assert_taken (f, roster_user_add (f, DAN, ADA));
}

static void
test_keys_are_told_as_of_any_head (RosterFixture *f, gconstpointer unused)
{
  const HarkId *bea = &f->people[BEA].id;
  HarkAccountKeys before = f->people[BEA].keys, after = f->people[BEA].next;
  HarkId unknown = { { 1 } };

  roster_assert_taken (f, user_key (f, BEA, BEA));
  g_assert_null (hark_roster_get_keys_at (f->roster, bea, 3));
  g_assert_null (hark_roster_get_keys_at (f->roster, bea, 0));
  g_assert_null (hark_roster_get_keys_at (f->roster, &unknown, 7));
  g_assert_cmpmem (hark_roster_get_keys_at (f->roster, bea, 4)->sign_pk, 32, before.sign_pk, 32);
  g_assert_cmpmem (hark_roster_get_keys_at (f->roster, bea, 6)->box_pk, 32, before.box_pk, 32);
  g_assert_cmpmem (hark_roster_get_keys_at (f->roster, bea, 7)->sign_pk, 32, after.sign_pk, 32);
  g_assert_cmpmem (hark_roster_get_user (f->roster, bea)->box_pk, 32, after.box_pk, 32);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, bea, 6), ==, HARK_ROLE_EXPERT);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, bea, 7), ==, HARK_ROLE_NONE);
}

static void
test_old_keys_sign_nothing_more_and_never_come_back (RosterFixture *f, gconstpointer unused)
{
  HarkAccountKeys first = f->people[CLEO].keys;

  roster_assert_taken (f, user_key (f, CLEO, CLEO));
  roster_assert_refused (f, user_key (f, CLEO, CLEO), HARK_ERROR_UNVERIFIED);
  swap_keys (f, CLEO);
  f->people[CLEO].next = first;
  roster_assert_refused (f, user_key (f, CLEO, CLEO), HARK_ERROR_INVALID);
  roster_assert_refused (f, user_key (f, CLEO, ADA), HARK_ERROR_INVALID);
  f->people[CLEO].next = f->people[CLEO].keys;
  roster_assert_refused (f, user_key (f, CLEO, ADA), HARK_ERROR_INVALID);
}

static void
test_only_the_user_or_an_admin_gives_new_keys (RosterFixture *f, gconstpointer unused)
{
  roster_assert_refused (f, user_key (f, CLEO, BEA), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, user_key (f, ADA, CLEO), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (
      f,
      hark_roster_make_user_key (f->roster, &f->org, f->root_sk, &f->people[CLEO].id,
                                 f->people[CLEO].next.sign_pk, f->people[CLEO].next.box_pk),
      HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, user_key (f, CLEO, ADA));
  roster_assert_taken (f, user_key (f, ADA, ADA));
  swap_keys (f, ADA);
  g_assert_true (hark_roster_is_admin (f->roster, &f->people[ADA].id));

  roster_assert_taken (f, roster_user_off (f, BEA, ADA));
  roster_assert_refused (f, user_key (f, BEA, BEA), HARK_ERROR_INVALID);
  roster_assert_refused (f, user_key (f, BEA, ADA), HARK_ERROR_INVALID);
}

static void
test_generations_are_counted_without_a_gap (RosterFixture *f, gconstpointer unused)
{
  static const guint wrong[] = { 0, 1, 3, 65535 };
  guint8 body[HARK_ID_LEN + 2 + 64];
  guint8 *at = hark_put (body, f->people[CLEO].id.bytes, HARK_ID_LEN);

  hark_put (hark_put (at + 2, f->people[CLEO].next.sign_pk, 32), f->people[CLEO].next.box_pk, 32);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      hark_put_int (at, wrong[i], 2);
      roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_USER_KEY, body, sizeof body, CLEO),
                             HARK_ERROR_INVALID);
    }
  hark_put_int (at, 2, 2);
  roster_assert_taken (f, roster_make_raw (f, HARK_ROSTER_USER_KEY, body, sizeof body, CLEO));
}

/* Whoever has the old ones, a lost laptop's finder, holds what they opened. */
static void
test_old_keys_count_as_lost_though_their_owner_is_back (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  g_assert_false (hark_roster_has_lost (f->roster, &f->area, 7, 7));
  roster_assert_taken (f, user_key (f, CLEO, CLEO));
  g_assert_true (hark_roster_has_lost (f->roster, &f->area, 7, 7));
  swap_keys (f, CLEO);
  team[1] = roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL);
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  g_assert_true (hark_roster_has_lost (f->roster, &f->area, 7, 7));
  g_assert_false (hark_roster_has_lost (f->roster, &f->area, 9, 9));
}

/* ------------------------------------------------------------------ policy and recovery key */

static void
test_only_an_admin_sets_policy_and_recovery_key (RosterFixture *f, gconstpointer unused)
{
  HarkRosterPolicy policy = *hark_roster_get_policy (f->roster);
  const Person *ada = &f->people[ADA], *bea = &f->people[BEA];

  g_assert_cmpuint (policy.idle_lock, ==, 0);
  g_assert_null (hark_roster_get_recovery (f->roster));
  policy.idle_lock = 30;
  policy.recovery = TRUE;
  roster_assert_refused (f,
                         hark_roster_make_policy (f->roster, &bea->id, bea->keys.sign_sk, &policy),
                         HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, hark_roster_make_policy (f->roster, &f->org, f->root_sk, &policy),
                         HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f,
                         hark_roster_make_recovery_set (f->roster, &bea->id, bea->keys.sign_sk,
                                                        bea->keys.box_pk, bea->keys.sign_pk),
                         HARK_ERROR_FORBIDDEN);
  g_assert_cmpuint (hark_roster_get_policy (f->roster)->idle_lock, ==, 0);
  roster_assert_taken (f,
                       hark_roster_make_policy (f->roster, &ada->id, ada->keys.sign_sk, &policy));
  g_assert_cmpmem (&policy, sizeof policy, hark_roster_get_policy (f->roster), sizeof policy);
  roster_assert_taken (f, hark_roster_make_recovery_set (f->roster, &ada->id, ada->keys.sign_sk,
                                                         bea->keys.box_pk, bea->keys.sign_pk));
  g_assert_cmpmem (hark_roster_get_recovery (f->roster)->box_pk, 32, bea->keys.box_pk, 32);
  g_assert_cmpmem (hark_roster_get_recovery (f->roster)->sign_pk, 32, bea->keys.sign_pk, 32);
  roster_assert_taken (
      f, hark_roster_make_recovery_set (f->roster, &ada->id, ada->keys.sign_sk, NULL, NULL));
  g_assert_null (hark_roster_get_recovery (f->roster));
}

static void
test_policy_asks_for_what_exists (RosterFixture *f, gconstpointer unused)
{
  const struct
  {
    guint at;
    guint8 low, high;
    HarkError code;
  } wrong[] = {
    { 0, 0, 0, HARK_ERROR_INVALID }, { 0, 2, 0, HARK_ERROR_UPGRADE },
    { 1, 0, 0, HARK_ERROR_INVALID }, { 1, 2, 0, HARK_ERROR_UPGRADE },
    { 2, 0, 0, HARK_ERROR_INVALID }, { 2, 1, 1, HARK_ERROR_UPGRADE },
    { 4, 2, 0, HARK_ERROR_INVALID }, { 5, 255, 0, HARK_ERROR_INVALID },
    { 6, 7, 0, HARK_ERROR_INVALID }, { 6, 129, 0, HARK_ERROR_INVALID },
    { 8, 2, 0, HARK_ERROR_INVALID }, { 9, 1441 & 255, 1441 >> 8, HARK_ERROR_INVALID },
  };
  const guint8 sound[11] = { 1, 1, 1, 0, 1, 1, 128, 0, 1, 1440 & 255, 1440 >> 8 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      guint8 body[11];

      memcpy (body, sound, sizeof body);
      body[wrong[i].at] = wrong[i].low;
      if (wrong[i].at == 2 || wrong[i].at == 6 || wrong[i].at == 9)
        body[wrong[i].at + 1] = wrong[i].high;
      roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_POLICY, body, sizeof body, ADA),
                             wrong[i].code);
    }
  roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_POLICY, sound, 10, ADA),
                         HARK_ERROR_INVALID);
  roster_assert_taken (f, roster_make_raw (f, HARK_ROSTER_POLICY, sound, sizeof sound, ADA));
  g_assert_cmpuint (hark_roster_get_policy (f->roster)->password_length, ==, 128);
  g_assert_cmpuint (hark_roster_get_policy (f->roster)->idle_lock, ==, 1440);
}

static void
test_admins_are_told_as_of_any_head (RosterFixture *f, gconstpointer unused)
{
  const HarkId *ada = &f->people[ADA].id, *bea = &f->people[BEA].id;

  roster_assert_taken (f, roster_admin_set (f, BEA, ADA));
  g_assert_false (hark_roster_is_admin_at (f->roster, ada, 2));
  g_assert_true (hark_roster_is_admin_at (f->roster, ada, 3));
  g_assert_true (hark_roster_is_admin_at (f->roster, ada, 6));
  g_assert_false (hark_roster_is_admin_at (f->roster, ada, 7));
  g_assert_true (hark_roster_is_admin_at (f->roster, bea, 7));
  g_assert_false (hark_roster_is_admin_at (f->roster, bea, 6));
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

  add ("/roster-key/new-keys-end-every-membership", test_new_keys_end_every_membership);
  add ("/roster-key/new-keys-of-the-only-expert-let-an-admin-appoint",
       test_new_keys_of_the_only_expert_let_an_admin_appoint);
  add ("/roster-key/keys-are-such-as-can-be-sealed-to", test_keys_are_such_as_can_be_sealed_to);
  add ("/roster-key/keys-are-told-as-of-any-head", test_keys_are_told_as_of_any_head);
  add ("/roster-key/old-keys-sign-nothing-more-and-never-come-back",
       test_old_keys_sign_nothing_more_and_never_come_back);
  add ("/roster-key/only-the-user-or-an-admin-gives-new-keys",
       test_only_the_user_or_an_admin_gives_new_keys);
  add ("/roster-key/generations-are-counted-without-a-gap",
       test_generations_are_counted_without_a_gap);
  add ("/roster-key/old-keys-count-as-lost-though-their-owner-is-back",
       test_old_keys_count_as_lost_though_their_owner_is_back);
  add ("/roster-key/only-an-admin-sets-policy-and-recovery-key",
       test_only_an_admin_sets_policy_and_recovery_key);
  add ("/roster-key/policy-asks-for-what-exists", test_policy_asks_for_what_exists);
  add ("/roster-key/admins-are-told-as-of-any-head", test_admins_are_told_as_of_any_head);

  return g_test_run ();
}

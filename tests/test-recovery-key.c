/* test-recovery-key.c: the organisation's recovery key: what its sheet becomes, and who may say
 * that they use it */
#include "hark-recovery.h"
#include "roster-fixture.h"

typedef struct
{
  RosterFixture roster;
  HarkRecoveryKeys keys, other;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  guint8 secret[HARK_CODE_LEN] = { 1 };

  roster_set_up (&f->roster, NULL);
  hark_recovery_keys (secret, &f->roster.org, &f->keys);
  secret[0] = 2;
  hark_recovery_keys (secret, &f->roster.org, &f->other);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  roster_tear_down (&f->roster, NULL);
}

static GBytes *
set_key (Fixture *f, const HarkRecoveryKeys *keys)
{
  const Person *ada = &f->roster.people[ADA];

  return hark_roster_make_recovery_set (f->roster.roster, &ada->id, ada->keys.sign_sk,
                                        keys != NULL ? keys->box_pk : NULL,
                                        keys != NULL ? keys->sign_pk : NULL);
}

static GBytes *
use_key (Fixture *f, guint who, const HarkRecoveryKeys *keys)
{
  const Person *person = &f->roster.people[who];

  return hark_roster_make_recovery_use (f->roster.roster, &person->id, person->keys.sign_sk,
                                        &f->roster.area, keys->sign_sk);
}

static gboolean
may (Fixture *f, guint who)
{
  return hark_roster_may_recover (f->roster.roster, &f->roster.area, &f->roster.people[who].id);
}

static void
set_policy (Fixture *f, gboolean on)
{
  const Person *ada = &f->roster.people[ADA];
  HarkRosterPolicy policy = *hark_roster_get_policy (f->roster.roster);

  policy.recovery = on;
  roster_assert_taken (
      &f->roster, hark_roster_make_policy (f->roster.roster, &ada->id, ada->keys.sign_sk, &policy));
}

static void
test_vector_is_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("roster");
  JsonObject *v = json_object_get_object_member (all, "recovery");
  guint8 secret[HARK_CODE_LEN], read[HARK_CODE_LEN];
  HarkRecoveryKeys keys;
  char *words;
  HarkId org;

  vector_id (all, "org", &org);
  vector_fixed (v, "secret", secret, sizeof secret);
  hark_recovery_keys (secret, &org, &keys);
  vector_assert_mem (keys.box_pk, 32, v, "box_pk");
  vector_assert_mem (keys.box_sk, 32, v, "box_sk");
  vector_assert_mem (keys.sign_pk, 32, v, "sign_pk");
  vector_assert_mem (keys.sign_sk, 32, v, "sign_seed");
  vector_assert_mem (keys.id.bytes, HARK_ID_LEN, v, "id");
  words = hark_code_to_words (secret);
  g_assert_cmpstr (words, ==, vector_text (v, "words"));
  g_assert_true (hark_code_parse (words, read, NULL));
  g_assert_cmpmem (read, sizeof read, secret, sizeof secret);
  hark_seal_free_string (words);
}

static void
test_only_an_expert_with_the_key_says_that_they_use_it (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;

  roster_assert_refused (r, use_key (f, BEA, &f->keys), HARK_ERROR_FORBIDDEN); /* there is none */
  roster_assert_taken (r, set_key (f, &f->keys));
  roster_assert_refused (r, use_key (f, BEA, &f->keys), HARK_ERROR_FORBIDDEN); /* not in use */
  set_policy (f, TRUE);
  roster_assert_refused (r, use_key (f, ADA, &f->keys), HARK_ERROR_FORBIDDEN); /* Admin alone */
  roster_assert_refused (r, use_key (f, CLEO, &f->keys), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (r, use_key (f, BEA, &f->other), HARK_ERROR_UNVERIFIED);
  g_assert_false (may (f, BEA));
  roster_assert_taken (r, use_key (f, BEA, &f->keys));
  g_assert_true (may (f, BEA));
  g_assert_false (may (f, ADA));
  set_policy (f, FALSE);
  roster_assert_refused (r, use_key (f, BEA, &f->keys), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (r, set_key (f, NULL));
  g_assert_false (may (f, BEA));
  roster_assert_refused (r, use_key (f, BEA, &f->keys), HARK_ERROR_FORBIDDEN);
}

/* What the recovery key signed for one place in the list serves nowhere else, and for nobody else.
 */
static void
test_what_the_key_signed_serves_once (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  g_autoptr (GBytes) first = NULL;
  HarkRosterMember team[]
      = { roster_member (r, BEA, HARK_ROLE_EXPERT), roster_member (r, CLEO, HARK_ROLE_EXPERT) };
  guint8 body[2 * HARK_ID_LEN + HARK_SIG_LEN];

  roster_assert_taken (r, roster_area_set (r, BEA, 2, team));
  roster_assert_taken (r, set_key (f, &f->keys));
  set_policy (f, TRUE);
  first = use_key (f, BEA, &f->keys);
  memcpy (body, (const guint8 *)g_bytes_get_data (first, NULL) + 46, sizeof body);

  memcpy (body + HARK_ID_LEN, r->people[CLEO].id.bytes, HARK_ID_LEN);
  roster_assert_refused (r, roster_make_raw (r, HARK_ROSTER_RECOVERY_USE, body, sizeof body, CLEO),
                         HARK_ERROR_UNVERIFIED);
  roster_assert_refused (r, roster_make_raw (r, HARK_ROSTER_RECOVERY_USE, body, sizeof body, BEA),
                         HARK_ERROR_INVALID);
  memcpy (body + HARK_ID_LEN, r->people[BEA].id.bytes, HARK_ID_LEN);
  roster_assert_taken (r, roster_user_add (r, DAN, ADA));
  roster_assert_refused (r, roster_make_raw (r, HARK_ROSTER_RECOVERY_USE, body, sizeof body, BEA),
                         HARK_ERROR_UNVERIFIED);
}

/* By whose use alone a member has what entered at @entry; 0: by nobody's. */
static guint64
get_use (Fixture *f, guint who, guint64 entry, HarkId *by)
{
  RosterFixture *r = &f->roster;

  return hark_roster_get_use_for (hark_roster_get_member (r->roster, &r->area, &r->people[who].id),
                                  entry, by);
}

/* Bea, the only Expert, is off, and an Admin has appointed Cleo. */
static void
appoint_cleo (Fixture *f)
{
  RosterFixture *r = &f->roster;
  const Person *ada = &r->people[ADA];
  HarkRosterMember cleo = roster_member (r, CLEO, HARK_ROLE_EXPERT);

  roster_assert_taken (r, set_key (f, &f->keys));
  set_policy (f, TRUE);
  roster_assert_taken (r, roster_user_off (r, BEA, ADA));
  roster_assert_taken (r, hark_roster_make_area_set (r->roster, &ada->id, ada->keys.sign_sk,
                                                     &r->area, &cleo, 1)); /* 10 */
}

/* Else nobody, their own client either, would take what they open. */
static void
test_who_uses_it_may_have_the_tickets_of_before (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  const HarkId *cleo = &r->people[CLEO].id;
  HarkId by = { { 0 } };

  appoint_cleo (f);
  g_assert_false (hark_roster_is_recipient (r->roster, &r->area, cleo, 9));
  g_assert_cmpuint (get_use (f, CLEO, 9, &by), ==, 0);
  roster_assert_taken (r, use_key (f, CLEO, &f->keys));
  g_assert_true (hark_roster_is_recipient (r->roster, &r->area, cleo, 0));
  g_assert_true (hark_roster_is_recipient_at (r->roster, &r->area, cleo, 0, 11));
  g_assert_false (hark_roster_is_recipient_at (r->roster, &r->area, cleo, 0, 10));
  g_assert_cmpuint (get_use (f, CLEO, 9, &by), ==, 11);
  g_assert_true (hark_id_equal (&by, cleo));
  g_assert_cmpuint (get_use (f, CLEO, 10, &by), ==, 0);

  /* once more, or with another key, changes nothing about it */
  roster_assert_taken (r, use_key (f, CLEO, &f->keys));
  roster_assert_taken (r, set_key (f, &f->other));
  roster_assert_taken (r, use_key (f, CLEO, &f->other));
  g_assert_cmpuint (get_use (f, CLEO, 9, &by), ==, 11);
}

/* Whomever they bring in has it by the same use; whom somebody else gives it, does not. */
static void
test_use_is_kept_of_whom_they_bring_in (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  HarkRosterMember team[]
      = { roster_member (r, CLEO, HARK_ROLE_EXPERT), roster_member (r, DAN, HARK_ROLE_EXPERT),
          roster_member (r, ADA, HARK_ROLE_OBSERVER) };
  HarkId by = { { 0 } };

  roster_assert_taken (r, roster_user_add (r, DAN, ADA));
  team[1] = roster_member (r, DAN, HARK_ROLE_EXPERT);
  appoint_cleo (f); /* 11 */
  team[1].since = team[2].since = 1;
  roster_assert_taken (r, roster_area_set (r, CLEO, 3, team)); /* 12: from then on */
  roster_assert_taken (r, use_key (f, CLEO, &f->keys));        /* 13 */
  team[1].since = 0;
  roster_assert_taken (r, roster_area_set (r, CLEO, 3, team));
  g_assert_true (hark_roster_is_recipient (r->roster, &r->area, &team[1].user, 3));
  g_assert_cmpuint (get_use (f, DAN, 10, &by), ==, 13);
  g_assert_true (hark_id_equal (&by, &team[0].user));
  g_assert_cmpuint (get_use (f, DAN, 11, &by), ==, 0); /* Cleo's own to give */
  g_assert_false (hark_roster_is_recipient (r->roster, &r->area, &team[2].user, 11));

  /* out, and given all of it by who has it by that use: so have they */
  roster_assert_taken (r, roster_area_set (r, DAN, 2, &team[1]));
  team[0].since = team[2].since = 0;
  roster_assert_taken (r, roster_area_set (r, DAN, 3, team));
  g_assert_cmpuint (get_use (f, CLEO, 3, &by), ==, 13);
  g_assert_cmpuint (get_use (f, ADA, 3, &by), ==, 13);
  g_assert_cmpuint (get_use (f, ADA, 11, &by), ==, 0);
}

/* Bea has everything without it. */
static void
test_use_takes_nothing_of_what_was_ones_own (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  HarkRosterMember team[]
      = { roster_member (r, BEA, HARK_ROLE_EXPERT), roster_member (r, CLEO, HARK_ROLE_EXPERT) };
  HarkId by = { { 0 } };

  team[1].since = 1;
  roster_assert_taken (r, roster_area_set (r, BEA, 2, team)); /* 7 */
  roster_assert_taken (r, set_key (f, &f->keys));
  set_policy (f, TRUE);
  roster_assert_taken (r, use_key (f, BEA, &f->keys));
  roster_assert_taken (r, use_key (f, CLEO, &f->keys)); /* 11 */
  g_assert_cmpuint (get_use (f, BEA, 0, &by), ==, 0);
  g_assert_cmpuint (get_use (f, CLEO, 6, &by), ==, 11);
  g_assert_cmpuint (get_use (f, CLEO, 7, &by), ==, 0);

  team[1].since = 0; /* and is given it by who has it */
  roster_assert_taken (r, roster_area_set (r, BEA, 2, team));
  g_assert_true (hark_roster_is_recipient (r->roster, &r->area, &team[1].user, 0));
  g_assert_cmpuint (get_use (f, CLEO, 6, &by), ==, 0);
}

static void
test_use_ends_with_the_place_and_with_the_key (Fixture *f, gconstpointer unused)
{
  RosterFixture *r = &f->roster;
  HarkRosterMember team[]
      = { roster_member (r, BEA, HARK_ROLE_EXPERT), roster_member (r, CLEO, HARK_ROLE_EXPERT) };

  roster_assert_taken (r, roster_area_set (r, BEA, 2, team));
  roster_assert_taken (r, set_key (f, &f->keys));
  set_policy (f, TRUE);
  roster_assert_taken (r, use_key (f, CLEO, &f->keys));
  roster_assert_taken (r, use_key (f, BEA, &f->keys));
  g_assert_true (may (f, CLEO));

  team[1].role = HARK_ROLE_PROFESSIONAL;
  roster_assert_taken (r, roster_area_set (r, BEA, 2, team));
  g_assert_false (may (f, CLEO));
  g_assert_true (may (f, BEA));
  roster_assert_taken (r, set_key (f, &f->other));
  g_assert_false (may (f, BEA));
}

static void
test_key_that_nothing_can_be_sealed_to_is_refused (Fixture *f, gconstpointer unused)
{
  guint8 body[64] = { 0 };

  memcpy (body + 32, f->keys.sign_pk, 32); /* box_pk zeros: of low order */
  roster_assert_refused (&f->roster, roster_make_raw (&f->roster, 7, body, 64, ADA),
                         HARK_ERROR_INVALID);
  memset (body, 0, sizeof body);
  body[0] = 1;
  roster_assert_refused (&f->roster, roster_make_raw (&f->roster, 7, body, 64, ADA),
                         HARK_ERROR_INVALID);
  memset (body, 0, sizeof body);
  memcpy (body, f->keys.box_pk, 32);
  roster_assert_refused (&f->roster, roster_make_raw (&f->roster, 7, body, 64, ADA),
                         HARK_ERROR_INVALID);
  g_assert_null (hark_roster_get_recovery (f->roster.roster));
}

static void
test_tickets_are_sealed_to_it_while_key_and_policy_say_so (Fixture *f, gconstpointer unused)
{
  HarkRoster *list = f->roster.roster;

  roster_assert_taken (&f->roster, set_key (f, &f->keys)); /* 7 */
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 0);
  set_policy (f, TRUE);
  g_assert_cmpuint (hark_roster_get_recovery (list)->since, ==, 7);
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 8);
  set_policy (f, TRUE);
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 8);
  roster_assert_taken (&f->roster, set_key (f, &f->keys)); /* the same again is no change */
  g_assert_cmpuint (hark_roster_get_recovery (list)->since, ==, 7);
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 8);
  roster_assert_taken (&f->roster, set_key (f, &f->other));
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 11);
  g_assert_true (hark_id_equal (&hark_roster_get_recovery (list)->id, &f->other.id));
  set_policy (f, FALSE);
  g_assert_cmpuint (hark_roster_get_recovery (list)->on, ==, 0);
}

#define TEST(path, test) g_test_add ("/recovery-key/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add_func ("/recovery-key/vector", test_vector_is_reproduced);
  TEST ("who", test_only_an_expert_with_the_key_says_that_they_use_it);
  TEST ("once", test_what_the_key_signed_serves_once);
  TEST ("since", test_who_uses_it_may_have_the_tickets_of_before);
  TEST ("brought-in", test_use_is_kept_of_whom_they_bring_in);
  TEST ("own", test_use_takes_nothing_of_what_was_ones_own);
  TEST ("ends", test_use_ends_with_the_place_and_with_the_key);
  TEST ("low-order", test_key_that_nothing_can_be_sealed_to_is_refused);
  TEST ("on", test_tickets_are_sealed_to_it_while_key_and_policy_say_so);

  return g_test_run ();
}

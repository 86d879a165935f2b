/* test-roster.c: the signed, hash-chained list of people, keys, areas and roles */
#include "hark-recovery.h"
#include "roster-fixture.h"

/* ------------------------------------------------------------------ vectors */

/* The person @index of the vectors: the one after the three is the second with later keys. */
static void
load_keys (JsonObject *all, guint index, HarkId *id, HarkAccountKeys *keys)
{
  JsonObject *v = vector_at (all, "people", index);
  guint8 sign_seed[32], box_seed[32];

  vector_id (v, "id", id);
  vector_fixed (v, "sign_seed", sign_seed, 32);
  vector_fixed (v, "box_seed", box_seed, 32);
  hark_account_keys_from_seeds (keys, sign_seed, box_seed);
}

static void
check_statement (JsonObject *all, HarkRoster *roster, guint i)
{
  JsonObject *v = vector_at (all, "statements", i);
  g_autoptr (GBytes) statement = vector_bytes (v, "statement");
  g_autoptr (GError) error = NULL;

  hark_roster_append (roster, statement, &error);
  g_assert_no_error (error);
  vector_assert_mem (hark_roster_get_hash (roster), 32, v, "hash");
  g_assert_cmpuint (hark_roster_find_head (roster, hark_roster_get_head (roster)), ==, i + 1);
}

/* What the members have after the statement @seq, by the vectors. */
static void
check_since (JsonObject *all, HarkRoster *roster, const HarkId *area, guint seq)
{
  g_autoptr (GArray) members = hark_roster_get_members (roster, area);

  for (guint i = 0; i < vector_count (all, "since"); i++)
    {
      JsonObject *v = vector_at (all, "since", i);
      guint64 since = (guint64)vector_int (v, "since");
      gboolean found = FALSE;
      HarkId user;

      if (vector_int (v, "at") != seq)
        continue;
      vector_id (v, "user", &user);
      for (guint k = 0; k < members->len; k++)
        if (hark_id_equal (&g_array_index (members, HarkRosterMember, k).user, &user))
          {
            g_assert_cmpuint (g_array_index (members, HarkRosterMember, k).since, ==, since);
            found = TRUE;
          }
      g_assert_true (found);
      g_assert_true (hark_roster_is_recipient (roster, area, &user, since));
      g_assert_true (since == 0 || !hark_roster_is_recipient (roster, area, &user, since - 1));
    }
}

static void
test_statement_vectors_are_accepted (void)
{
  g_autoptr (JsonObject) all = vector_load ("roster");
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autofree char *fingerprint = NULL;
  g_autoptr (GArray) members = NULL;
  HarkId org, area, id[3];

  g_assert_null (hark_roster_get_org (roster));
  g_assert_null (hark_roster_get_root_pk (roster));
  g_assert_null (hark_roster_get_name (roster));
  vector_id (all, "org", &org);
  vector_id (all, "area", &area);
  for (guint i = 0; i < vector_count (all, "statements"); i++)
    {
      check_statement (all, roster, i);
      check_since (all, roster, &area, i + 1);
    }

  g_assert_true (hark_id_equal (hark_roster_get_org (roster), &org));
  vector_assert_mem (hark_roster_get_root_pk (roster), 32, all, "root_pk");
  g_assert_cmpstr (hark_roster_get_name (roster), ==, vector_text (all, "name"));
  fingerprint = hark_roster_fingerprint (hark_roster_get_root_pk (roster));
  g_assert_cmpstr (fingerprint, ==, vector_text (all, "fingerprint"));

  for (guint i = 0; i < 3; i++)
    {
      JsonObject *v = vector_at (all, "people", i);
      const HarkRosterUser *user;

      vector_id (v, "id", &id[i]);
      user = hark_roster_get_user (roster, &id[i]);
      g_assert_cmpstr (user->name, ==, vector_text (v, "name"));
      vector_assert_mem (user->keys_hash, 32, i == 1 ? vector_at (all, "people", 4) : v,
                         "keys_hash");
      vector_assert_mem (hark_roster_get_keys_at (roster, &id[i], 8)->hash, 32, v, "keys_hash");
      g_assert_true (hark_roster_find_user (roster, vector_text (v, "name")) == user);
    }
  g_assert_true (hark_roster_is_admin (roster, &id[0]));
  g_assert_cmpint (hark_roster_get_role (roster, &area, &id[1]), ==, HARK_ROLE_EXPERT);
  g_assert_cmpint (hark_roster_get_role (roster, &area, &id[2]), ==, HARK_ROLE_NONE);
  g_assert_cmpint (hark_roster_get_role_at (roster, &area, &id[2], 7), ==, HARK_ROLE_OBSERVER);
  members = hark_roster_get_members (roster, &area);
  g_assert_cmpuint (members->len, ==, 2);
  g_assert_cmpint (hark_roster_get_role (roster, &area, &id[0]), ==, HARK_ROLE_OBSERVER);
  g_assert_cmpuint (hark_roster_get_user (roster, &id[1])->generation, ==, 3);
  g_assert_cmpint (hark_roster_get_role_at (roster, &area, &id[1], 11), ==, HARK_ROLE_NONE);
  g_assert_cmpint (hark_roster_get_role_at (roster, &area, &id[1], 12), ==, HARK_ROLE_EXPERT);
  g_assert_cmpint (hark_roster_get_role_at (roster, &area, &id[1], 13), ==, HARK_ROLE_NONE);
  g_assert_null (hark_roster_get_recovery (roster));
}

static void
test_policy_vector_is_read (void)
{
  g_autoptr (JsonObject) all = vector_load ("roster");
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  const HarkRosterPolicy *policy = hark_roster_get_policy (roster);

  for (guint i = 0; i < 10; i++)
    check_statement (all, roster, i);
  g_assert_nonnull (hark_roster_get_recovery (roster));
  g_assert_cmpuint (policy->min_suite, ==, 1);
  g_assert_cmpuint (policy->min_protocol, ==, 1);
  g_assert_true (policy->portal_only);
  g_assert_true (policy->recovery);
  g_assert_cmpuint (policy->password_length, ==, 12);
  g_assert_true (policy->second_factor);
  g_assert_cmpuint (policy->idle_lock, ==, 600);
}

typedef struct
{
  HarkRoster *roster;
  guint8 root_pk[32], root_sk[64];
  HarkRecoveryKeys recovery;
  HarkId org, area, id[5];
  HarkAccountKeys keys[5];
  HarkRosterMember members[5];
} Made;

static GBytes *
make_user_add (Made *m, JsonObject *all, guint who)
{
  return hark_roster_make_user_add (m->roster, who == 0 ? &m->org : &m->id[0],
                                    who == 0 ? m->root_sk : m->keys[0].sign_sk, &m->id[who],
                                    m->keys[who].sign_pk, m->keys[who].box_pk,
                                    vector_text (vector_at (all, "people", who), "name"));
}

static GBytes *
make_user_key (Made *m, guint who, guint by)
{
  return hark_roster_make_user_key (m->roster, &m->id[by], m->keys[by].sign_sk, &m->id[1],
                                    m->keys[who].sign_pk, m->keys[who].box_pk);
}

static GBytes *
make_area_set (Made *m, guint by, guint first, guint n)
{
  return hark_roster_make_area_set (m->roster, &m->id[by], m->keys[by].sign_sk, &m->area,
                                    &m->members[first], n);
}

/* The first one comes in, then gets more. */
static GBytes *
make_team_of_two (Made *m, guint64 since)
{
  HarkRosterMember members[2] = { m->members[4], m->members[0] };

  members[0].since = 14;
  members[1].since = since;
  members[1].role = HARK_ROLE_OBSERVER;
  return hark_roster_make_area_set (m->roster, &m->id[1], m->keys[4].sign_sk, &m->area, members, 2);
}

static GBytes *
make_number (Made *m, JsonObject *all, guint i)
{
  static const HarkRosterPolicy policy = { .min_suite = 1,
                                           .min_protocol = 1,
                                           .portal_only = TRUE,
                                           .recovery = TRUE,
                                           .password_length = 12,
                                           .second_factor = TRUE,
                                           .idle_lock = 600 };
  const guint8 *sk = m->keys[0].sign_sk;

  switch (i)
    {
    case 0:
      return hark_roster_make_org (m->root_pk, m->root_sk, vector_text (all, "name"));
    case 2:
      return hark_roster_make_admin_set (m->roster, &m->org, m->root_sk, &m->id[0], 1);
    case 5:
      return make_area_set (m, 0, 1, 1);
    case 6:
      return make_area_set (m, 1, 1, 2);
    case 7:
      return hark_roster_make_user_off (m->roster, &m->id[0], sk, &m->id[2]);
    case 9:
      return hark_roster_make_policy (m->roster, &m->id[0], sk, &policy);
    case 10:
      return make_user_key (m, 3, 1);
    case 12:
      return make_user_key (m, 4, 0);
    case 11:
    case 13:
      return make_area_set (m, 0, i == 11 ? 3 : 4, 1);
    case 8:
      return hark_roster_make_recovery_set (m->roster, &m->id[0], sk, m->recovery.box_pk,
                                            m->recovery.sign_pk);
    case 14:
    case 15:
      return make_team_of_two (m, i == 14 ? 1 : 0);
    case 16:
      return hark_roster_make_recovery_use (m->roster, &m->id[4], m->keys[4].sign_sk, &m->area,
                                            m->recovery.sign_sk);
    case 17:
      return hark_roster_make_recovery_set (m->roster, &m->id[0], sk, NULL, NULL);
    default:
      return make_user_add (m, all, i == 1 ? 0 : i - 2);
    }
}

/* The same list, made here: signatures are deterministic, so every byte is the same. */
static void
test_made_statements_equal_the_vectors (void)
{
  g_autoptr (JsonObject) all = vector_load ("roster");
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  Made m = { .roster = roster };
  guint8 seed[32], secret[HARK_CODE_LEN];

  vector_fixed (all, "root_seed", seed, 32);
  vector_fixed (json_object_get_object_member (all, "recovery"), "secret", secret, sizeof secret);
  hark_seal_sign_keys (seed, m.root_pk, m.root_sk);
  hark_seal_org_id (m.root_pk, &m.org);
  hark_recovery_keys (secret, &m.org, &m.recovery);
  vector_id (all, "area", &m.area);
  for (guint i = 0; i < 5; i++)
    {
      load_keys (all, i, &m.id[i], &m.keys[i]);
      m.members[i].user = m.id[i];
      m.members[i].role = i == 2 ? HARK_ROLE_OBSERVER : HARK_ROLE_EXPERT;
      hark_account_keys_hash (m.keys[i].sign_pk, m.keys[i].box_pk, m.members[i].keys_hash);
    }

  for (guint i = 0; i < vector_count (all, "statements"); i++)
    {
      g_autoptr (GBytes) made = make_number (&m, all, i);

      vector_assert_bytes (made, vector_at (all, "statements", i), "statement");
      check_statement (all, roster, i);
    }
}

/* ------------------------------------------------------------------ the chain */

static void
test_replayed_and_skipped_statements_are_refused (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) next = roster_user_add (f, DAN, ADA);
  g_autoptr (GBytes) skipped = NULL;

  roster_assert_taken (f, g_bytes_ref (next));
  roster_assert_refused (f, g_bytes_ref (next), HARK_ERROR_CONFLICT);

  /* one that follows upon what this list has not seen */
  skipped = roster_user_off (f, DAN, ADA);
  hark_roster_free (f->roster);
  roster_set_up (f, NULL);
  roster_assert_refused (f, g_bytes_ref (skipped), HARK_ERROR_CONFLICT);
}

static void
test_forked_list_is_refused (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) one = roster_user_add (f, DAN, ADA);
  g_autoptr (GBytes) other = roster_user_off (f, CLEO, ADA);
  g_autoptr (GBytes) after_other = NULL;
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);

  roster_assert_taken (f, g_bytes_ref (one));
  roster_assert_refused (f, g_bytes_ref (other), HARK_ERROR_CONFLICT);
  after_other = roster_area_set (f, BEA, 1, &bea);
  ((guint8 *)g_bytes_get_data (after_other, NULL))[8] ^= 1; /* prev */
  roster_assert_refused (f, g_bytes_ref (after_other), HARK_ERROR_CONFLICT);
}

static void
test_list_of_another_organisation_is_refused (RosterFixture *f, gconstpointer unused)
{
  guint8 pk[32], sk[64], seed[32] = { 5 };
  g_autoptr (GBytes) org = NULL;
  g_autoptr (HarkRoster) empty = hark_roster_new ();

  hark_seal_sign_keys (seed, pk, sk);
  org = hark_roster_make_org (pk, sk, "Other");
  roster_assert_refused (f, g_bytes_ref (org), HARK_ERROR_CONFLICT);
  g_assert_true (hark_roster_append (empty, org, NULL));
  g_assert_cmpmem (hark_roster_get_root_pk (empty), 32, pk, 32);
}

static void
test_list_must_begin_with_its_organisation (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) org = hark_roster_make_org (f->root_pk, f->root_sk, "Example");
  g_autoptr (GBytes) other_type = NULL;

  hark_roster_free (f->roster);
  f->roster = hark_roster_new ();
  for (gsize i = 0; i < g_bytes_get_size (org); i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (org, i);

      g_assert_false (hark_roster_append (f->roster, wrong, NULL));
    }
  other_type = roster_user_add_by_root (f, ADA);
  roster_assert_refused (f, g_bytes_ref (other_type), HARK_ERROR_INVALID);
  g_assert_true (hark_roster_append (f->roster, org, NULL));
  roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_ORG, "", 0, ADA),
                         HARK_ERROR_UNVERIFIED);
}

static void
test_organisation_with_a_wrong_name_or_signer_is_refused (RosterFixture *f, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (HARK_ROSTER_MAX_NAME + 1, 'x');
  const char *const wrong[]
      = { "", " Example", "Example ", "Exam\nple", "Exam\xff", long_name, "Exam\342\200\256ple" };
  g_autoptr (GBytes) by_other = NULL;

  hark_roster_free (f->roster);
  f->roster = hark_roster_new ();
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    roster_assert_refused (f, hark_roster_make_org (f->root_pk, f->root_sk, wrong[i]),
                           HARK_ERROR_INVALID);

  by_other = hark_roster_make_org (f->root_pk, f->people[ADA].keys.sign_sk, "Example");
  roster_assert_refused (f, g_bytes_ref (by_other), HARK_ERROR_UNVERIFIED);
}

static void
test_every_changed_byte_is_refused (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);
  g_autoptr (GBytes) statement = roster_area_set (f, BEA, 1, &bea);

  for (gsize i = 0; i < g_bytes_get_size (statement); i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (statement, i);

      g_assert_false (hark_roster_append (f->roster, wrong, NULL));
    }
  roster_assert_taken (f, g_bytes_ref (statement));
}

static void
test_other_lengths_are_refused (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) statement = roster_user_off (f, CLEO, ADA);
  g_autofree guint8 *huge = g_malloc0 (HARK_ROSTER_MAX_STATEMENT);

  for (gsize i = 0; i < g_bytes_get_size (statement); i++)
    roster_assert_refused (f, vector_cut (statement, i), HARK_ERROR_INVALID);
  roster_assert_refused (f, vector_longer (statement, 1), HARK_ERROR_INVALID);
  roster_assert_refused (
      f, roster_make_raw (f, HARK_ROSTER_USER_OFF, huge, HARK_ROSTER_MAX_STATEMENT, ADA),
      HARK_ERROR_INVALID);
}

static void
test_types_of_later_versions_are_refused (RosterFixture *f, gconstpointer unused)
{
  static const guint16 later[] = { 10, 65535 };
  g_autoptr (GBytes) unsigned_type = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    roster_assert_refused (f, roster_make_raw (f, later[i], "body", 4, ADA), HARK_ERROR_UPGRADE);
  roster_assert_refused (f, roster_make_raw (f, 0, "body", 4, ADA), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_make_raw (f, HARK_ROSTER_ORG, "body", 4, ADA),
                         HARK_ERROR_INVALID);

  /* nobody can say "upgrade" who cannot sign */
  unsigned_type = roster_make_raw (f, 10, "body", 4, ADA);
  roster_assert_refused (f, vector_flip (unsigned_type, g_bytes_get_size (unsigned_type) - 1),
                         HARK_ERROR_UNVERIFIED);
}

static void
test_malformed_bodies_are_refused (RosterFixture *f, gconstpointer unused)
{
  guint8 body[HARK_ID_LEN + 2 + 2 * 49] = { 0 };
  static const guint16 types[]
      = { HARK_ROSTER_USER_ADD,  HARK_ROSTER_USER_KEY,    HARK_ROSTER_USER_OFF,
          HARK_ROSTER_ADMIN_SET, HARK_ROSTER_AREA_SET,    HARK_ROSTER_RECOVERY_SET,
          HARK_ROSTER_POLICY,    HARK_ROSTER_RECOVERY_USE };

  memcpy (body, f->people[ADA].id.bytes, HARK_ID_LEN);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (gsize length = 0; length < sizeof body; length++)
      {
        g_autoptr (GBytes) raw = roster_make_raw (f, types[i], body, length, ADA);

        if ((types[i] != HARK_ROSTER_USER_OFF || length != HARK_ID_LEN)
            && (types[i] != HARK_ROSTER_RECOVERY_SET || length != 32))
          g_assert_false (hark_roster_append (f->roster, raw, NULL));
      }
}

/* ------------------------------------------------------------------ who may */

static void
test_wrong_signers_are_refused (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);

  /* unknown; known but signing with another's key */
  roster_assert_refused (f, roster_user_add (f, DAN, DAN), HARK_ERROR_UNVERIFIED);
  roster_assert_refused (f,
                         hark_roster_make_user_off (f->roster, &f->people[ADA].id,
                                                    f->people[BEA].keys.sign_sk,
                                                    &f->people[CLEO].id),
                         HARK_ERROR_UNVERIFIED);
  /* known, but no Admin or no Expert */
  roster_assert_refused (f, roster_user_add (f, DAN, BEA), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, roster_user_off (f, BEA, CLEO), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, roster_admin_set (f, BEA, BEA), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, roster_area_set (f, CLEO, 1, &bea), HARK_ERROR_FORBIDDEN);
}

static void
test_admin_cannot_change_an_area_that_has_an_expert (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), roster_member (f, ADA, HARK_ROLE_EXPERT) };

  roster_assert_refused (f, roster_area_set (f, ADA, 2, team), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  g_assert_cmpint (roster_role (f, ADA), ==, HARK_ROLE_EXPERT);
}

static void
test_admin_appoints_where_no_expert_is_left (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember cleo = roster_member (f, CLEO, HARK_ROLE_EXPERT);

  roster_assert_refused (f, roster_area_set (f, ADA, 1, &cleo), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_user_off (f, BEA, ADA));
  g_assert_cmpint (roster_role (f, BEA), ==, HARK_ROLE_NONE);
  roster_assert_refused (f, roster_area_set (f, BEA, 1, &cleo), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &cleo));
  g_assert_cmpint (roster_role (f, CLEO), ==, HARK_ROLE_EXPERT);
}

static void
test_professional_cannot_change_the_area (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  team[1].role = HARK_ROLE_EXPERT;
  roster_assert_refused (f, roster_area_set (f, CLEO, 2, team), HARK_ERROR_FORBIDDEN);
}

static void
test_expert_of_one_area_has_no_right_in_another (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember cleo = roster_member (f, CLEO, HARK_ROLE_EXPERT);
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);
  HarkId first = f->area;

  hark_id_random (&f->area);
  roster_assert_refused (f, roster_area_set (f, BEA, 1, &bea), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &cleo));
  f->area = first;
  roster_assert_refused (f, roster_area_set (f, CLEO, 1, &cleo), HARK_ERROR_FORBIDDEN);
}

static void
test_root_is_only_for_when_no_admin_is_left (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);

  roster_assert_refused (f, roster_user_add_by_root (f, DAN), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (f, roster_admin_set_by_root (f, CLEO), HARK_ERROR_FORBIDDEN);
  roster_assert_refused (
      f, hark_roster_make_area_set (f->roster, &f->org, f->root_sk, &f->area, &bea, 1),
      HARK_ERROR_FORBIDDEN);

  roster_assert_taken (f, roster_user_off (f, ADA, ADA));
  g_assert_false (hark_roster_is_admin (f->roster, &f->people[ADA].id));
  roster_assert_taken (f, roster_admin_set_by_root (f, CLEO));
  g_assert_true (hark_roster_is_admin (f->roster, &f->people[CLEO].id));
  roster_assert_refused (f, roster_user_add_by_root (f, DAN), HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_user_add (f, DAN, CLEO));
}

static void
test_admin_set_replaces_the_admins (RosterFixture *f, gconstpointer unused)
{
  HarkId both[2] = { f->people[ADA].id, f->people[BEA].id };

  roster_assert_taken (f, hark_roster_make_admin_set (f->roster, &f->people[ADA].id,
                                                      f->people[ADA].keys.sign_sk, both, 2));
  roster_assert_taken (f, roster_admin_set (f, BEA, BEA));
  g_assert_false (hark_roster_is_admin (f->roster, &f->people[ADA].id));
  roster_assert_refused (f, roster_user_add (f, DAN, ADA), HARK_ERROR_FORBIDDEN);
}

/* ------------------------------------------------------------------ who is named */

static void
test_users_are_never_given_twice (RosterFixture *f, gconstpointer unused)
{
  static const char *const same[] = { "Cleo", "CLEO", "cleo", "\357\274\243leo" };
  const HarkId zero = { { 0 } };
  const HarkId *const ids[] = { &f->people[CLEO].id, &f->org, &zero };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    roster_assert_refused (f, roster_add_dan (f, &f->people[DAN].id, same[i]), HARK_ERROR_INVALID);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    roster_assert_refused (f, roster_add_dan (f, ids[i], "Dan"), HARK_ERROR_INVALID);

  /* nor after they have gone */
  roster_assert_taken (f, roster_user_off (f, CLEO, ADA));
  roster_assert_refused (f, roster_user_add (f, CLEO, ADA), HARK_ERROR_INVALID);
  roster_assert_taken (f, roster_user_add (f, DAN, ADA));
}

static void
test_names_are_strict (RosterFixture *f, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (HARK_ROSTER_MAX_NAME + 1, 'x');
  g_autofree char *longest = g_strnfill (HARK_ROSTER_MAX_NAME, 'x');
  const char *const wrong[] = { "",       " Dan",    "Dan\t",           "Da\nn",      "Da\177n",
                                "Da\xff", long_name, "\342\200\256Dan", "Dan\302\240" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    roster_assert_refused (f, roster_add_dan (f, &f->people[DAN].id, wrong[i]), HARK_ERROR_INVALID);
  roster_assert_taken (f, roster_add_dan (f, &f->people[DAN].id, longest));
  g_assert_null (hark_roster_find_user (f->roster, long_name));
  g_assert_null (hark_roster_find_user (f->roster, "Dan"));
  g_assert_nonnull (hark_roster_find_user (f->roster, longest));
}

static void
test_sets_name_people_who_are_here_once (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);
  HarkRosterMember stranger[2] = { bea, roster_member (f, DAN, HARK_ROLE_OBSERVER) };
  HarkRosterMember twice[2] = { bea, roster_member (f, BEA, HARK_ROLE_OBSERVER) };
  HarkRosterMember gone[2] = { bea, roster_member (f, CLEO, HARK_ROLE_OBSERVER) };
  HarkId same[2] = { f->people[ADA].id, f->people[ADA].id };

  roster_assert_refused (f, roster_area_set (f, BEA, 2, stranger), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_area_set (f, BEA, 2, twice), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_admin_set (f, DAN, ADA), HARK_ERROR_INVALID);
  roster_assert_refused (f,
                         hark_roster_make_admin_set (f->roster, &f->people[ADA].id,
                                                     f->people[ADA].keys.sign_sk, same, 2),
                         HARK_ERROR_INVALID);
  roster_assert_refused (f,
                         hark_roster_make_admin_set (f->roster, &f->people[ADA].id,
                                                     f->people[ADA].keys.sign_sk, same, 0),
                         HARK_ERROR_INVALID);

  roster_assert_taken (f, roster_user_off (f, CLEO, ADA));
  roster_assert_refused (f, roster_area_set (f, BEA, 2, gone), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_admin_set (f, CLEO, ADA), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_user_off (f, CLEO, ADA), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_user_off (f, DAN, ADA), HARK_ERROR_INVALID);
}

static void
test_swapped_keys_are_nobody (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };

  memcpy (team[1].keys_hash, f->people[DAN].member.keys_hash, 32);
  roster_assert_refused (f, roster_area_set (f, BEA, 2, team), HARK_ERROR_INVALID);
  g_assert_cmpint (roster_role (f, CLEO), ==, HARK_ROLE_NONE);
  memcpy (team[1].keys_hash, f->people[BEA].member.keys_hash, 32);
  roster_assert_refused (f, roster_area_set (f, BEA, 2, team), HARK_ERROR_INVALID);
}

static void
test_area_never_ends_without_an_expert (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_PROFESSIONAL);

  roster_assert_refused (f, roster_area_set (f, BEA, 1, &bea), HARK_ERROR_INVALID);
  roster_assert_refused (f, roster_area_set (f, BEA, 0, NULL), HARK_ERROR_INVALID);
}

static void
test_area_without_id_is_refused (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea = roster_member (f, BEA, HARK_ROLE_EXPERT);

  memset (&f->area, 0, sizeof f->area);
  roster_assert_refused (f, roster_area_set (f, ADA, 1, &bea), HARK_ERROR_INVALID);
}

static void
test_unknown_roles_are_refused (RosterFixture *f, gconstpointer unused)
{
  static const guint roles[] = { 0, 4, 255 };
  HarkRosterMember team[2]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), roster_member (f, CLEO, HARK_ROLE_NONE) };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      team[1].role = (HarkRole)roles[i];
      roster_assert_refused (f, roster_area_set (f, BEA, 2, team), HARK_ERROR_INVALID);
    }
}

/* ------------------------------------------------------------------ what it tells */

static void
test_roles_are_told_as_of_any_head (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };
  guint8 head[4][HARK_HEAD_LEN];
  const HarkId *cleo = &f->people[CLEO].id;
  guint8 unknown[HARK_HEAD_LEN] = { 0 };
  guint64 seq[4];

  memcpy (head[0], hark_roster_get_head (f->roster), HARK_HEAD_LEN);
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  memcpy (head[1], hark_roster_get_head (f->roster), HARK_HEAD_LEN);
  team[1].role = HARK_ROLE_OBSERVER;
  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  memcpy (head[2], hark_roster_get_head (f->roster), HARK_HEAD_LEN);
  roster_assert_taken (f, roster_user_off (f, CLEO, ADA));
  memcpy (head[3], hark_roster_get_head (f->roster), HARK_HEAD_LEN);

  for (guint i = 0; i < 4; i++)
    seq[i] = hark_roster_find_head (f->roster, head[i]);
  g_assert_cmpuint (seq[0], ==, 6);
  g_assert_cmpuint (seq[3], ==, 9);
  g_assert_cmpuint (hark_roster_find_head (f->roster, unknown), ==, 0);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, cleo, seq[0]), ==, HARK_ROLE_NONE);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, cleo, seq[1]), ==,
                   HARK_ROLE_PROFESSIONAL);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, cleo, seq[2]), ==,
                   HARK_ROLE_OBSERVER);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, cleo, seq[3]), ==, HARK_ROLE_NONE);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, &f->people[BEA].id, 5), ==,
                   HARK_ROLE_NONE);
  g_assert_cmpint (hark_roster_get_role_at (f->roster, &f->area, &f->people[BEA].id, 0), ==,
                   HARK_ROLE_NONE);
  g_assert_cmpint (roster_role (f, CLEO), ==, HARK_ROLE_NONE);
}

static void
test_only_the_living_are_members (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2]
      = { roster_member (f, BEA, HARK_ROLE_EXPERT), roster_member (f, CLEO, HARK_ROLE_EXPERT) };
  g_autoptr (GArray) both = NULL;
  g_autoptr (GArray) one = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) areas = NULL;
  const HarkRosterUser *bea;
  HarkId unknown = { { 1 } };

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  both = hark_roster_get_members (f->roster, &f->area);
  g_assert_cmpuint (both->len, ==, 2);
  roster_assert_taken (f, roster_user_off (f, BEA, ADA));
  one = hark_roster_get_members (f->roster, &f->area);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (
      hark_id_equal (&g_array_index (one, HarkRosterMember, 0).user, &f->people[CLEO].id));
  none = hark_roster_get_members (f->roster, &unknown);
  g_assert_cmpuint (none->len, ==, 0);
  areas = hark_roster_get_areas (f->roster);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_true (hark_id_equal (&g_array_index (areas, HarkId, 0), &f->area));

  bea = hark_roster_find_user (f->roster, "bea");
  g_assert_cmpuint (bea->since, ==, 4);
  g_assert_cmpuint (bea->until, ==, 8);
  g_assert_null (hark_roster_get_user (f->roster, &unknown));
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

  g_test_add_func ("/roster/statement-vectors-are-accepted", test_statement_vectors_are_accepted);
  g_test_add_func ("/roster/made-statements-equal-the-vectors",
                   test_made_statements_equal_the_vectors);
  g_test_add_func ("/roster/policy-vector-is-read", test_policy_vector_is_read);
  add ("/roster/replayed-and-skipped-statements-are-refused",
       test_replayed_and_skipped_statements_are_refused);
  add ("/roster/forked-list-is-refused", test_forked_list_is_refused);
  add ("/roster/list-of-another-organisation-is-refused",
       test_list_of_another_organisation_is_refused);
  add ("/roster/list-must-begin-with-its-organisation", test_list_must_begin_with_its_organisation);
  add ("/roster/organisation-with-a-wrong-name-or-signer-is-refused",
       test_organisation_with_a_wrong_name_or_signer_is_refused);
  add ("/roster/every-changed-byte-is-refused", test_every_changed_byte_is_refused);
  add ("/roster/other-lengths-are-refused", test_other_lengths_are_refused);
  add ("/roster/types-of-later-versions-are-refused", test_types_of_later_versions_are_refused);
  add ("/roster/malformed-bodies-are-refused", test_malformed_bodies_are_refused);
  add ("/roster/wrong-signers-are-refused", test_wrong_signers_are_refused);
  add ("/roster/admin-cannot-change-an-area-that-has-an-expert",
       test_admin_cannot_change_an_area_that_has_an_expert);
  add ("/roster/admin-appoints-where-no-expert-is-left",
       test_admin_appoints_where_no_expert_is_left);
  add ("/roster/professional-cannot-change-the-area", test_professional_cannot_change_the_area);
  add ("/roster/expert-of-one-area-has-no-right-in-another",
       test_expert_of_one_area_has_no_right_in_another);
  add ("/roster/root-is-only-for-when-no-admin-is-left",
       test_root_is_only_for_when_no_admin_is_left);
  add ("/roster/admin-set-replaces-the-admins", test_admin_set_replaces_the_admins);
  add ("/roster/users-are-never-given-twice", test_users_are_never_given_twice);
  add ("/roster/names-are-strict", test_names_are_strict);
  add ("/roster/sets-name-people-who-are-here-once", test_sets_name_people_who_are_here_once);
  add ("/roster/swapped-keys-are-nobody", test_swapped_keys_are_nobody);
  add ("/roster/area-never-ends-without-an-expert", test_area_never_ends_without_an_expert);
  add ("/roster/area-without-id-is-refused", test_area_without_id_is_refused);
  add ("/roster/unknown-roles-are-refused", test_unknown_roles_are_refused);
  add ("/roster/roles-are-told-as-of-any-head", test_roles_are_told_as_of_any_head);
  add ("/roster/only-the-living-are-members", test_only_the_living_are_members);

  return g_test_run ();
}

/* roster-fixture.c: see roster-fixture.h */
#include "roster-fixture.h"

#define BODY_AT 46

static const char *const names[N_PEOPLE] = { "Ada", "Bea", "Cleo", "Dan" };

void
roster_assert_taken (RosterFixture *f, GBytes *statement)
{
  g_autoptr (GBytes) owned = statement;
  g_autoptr (GError) error = NULL;
  guint64 seq = hark_roster_get_seq (f->roster);

  hark_roster_append (f->roster, owned, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hark_roster_get_seq (f->roster), ==, seq + 1);
}

void
roster_assert_refused (RosterFixture *f, GBytes *statement, HarkError code)
{
  g_autoptr (GBytes) owned = statement;
  g_autoptr (GError) error = NULL;
  guint64 seq = hark_roster_get_seq (f->roster);
  guint8 hash[32];
  g_autoptr (GArray) areas = hark_roster_get_areas (f->roster);
  g_autoptr (GArray) members = hark_roster_get_members (f->roster, &f->area);
  g_autoptr (GArray) areas_after = NULL;
  g_autoptr (GArray) members_after = NULL;

  memcpy (hash, hark_roster_get_hash (f->roster), sizeof hash);
  g_assert_false (hark_roster_append (f->roster, owned, &error));
  g_assert_error (error, HARK_ERROR, (int)code);

  areas_after = hark_roster_get_areas (f->roster);
  members_after = hark_roster_get_members (f->roster, &f->area);
  g_assert_cmpuint (hark_roster_get_seq (f->roster), ==, seq);
  g_assert_cmpmem (hash, 32, hark_roster_get_hash (f->roster), 32);
  g_assert_cmpuint (areas_after->len, ==, areas->len);
  g_assert_cmpmem (members->data, members->len * sizeof (HarkRosterMember), members_after->data,
                   members_after->len * sizeof (HarkRosterMember));
}

GBytes *
roster_user_add (RosterFixture *f, guint who, guint by)
{
  Person *p = &f->people[who];

  return hark_roster_make_user_add (f->roster, &f->people[by].id, f->people[by].keys.sign_sk,
                                    &p->id, p->keys.sign_pk, p->keys.box_pk, names[who]);
}

GBytes *
roster_user_add_by_root (RosterFixture *f, guint who)
{
  Person *p = &f->people[who];

  return hark_roster_make_user_add (f->roster, &f->org, f->root_sk, &p->id, p->keys.sign_pk,
                                    p->keys.box_pk, names[who]);
}

GBytes *
roster_add_dan (RosterFixture *f, const HarkId *id, const char *name)
{
  Person *ada = &f->people[ADA], *dan = &f->people[DAN];

  return hark_roster_make_user_add (f->roster, &ada->id, ada->keys.sign_sk, id, dan->keys.sign_pk,
                                    dan->keys.box_pk, name);
}

GBytes *
roster_user_off (RosterFixture *f, guint who, guint by)
{
  return hark_roster_make_user_off (f->roster, &f->people[by].id, f->people[by].keys.sign_sk,
                                    &f->people[who].id);
}

GBytes *
roster_admin_set (RosterFixture *f, guint who, guint by)
{
  return hark_roster_make_admin_set (f->roster, &f->people[by].id, f->people[by].keys.sign_sk,
                                     &f->people[who].id, 1);
}

GBytes *
roster_admin_set_by_root (RosterFixture *f, guint who)
{
  return hark_roster_make_admin_set (f->roster, &f->org, f->root_sk, &f->people[who].id, 1);
}

GBytes *
roster_area_set (RosterFixture *f, guint by, guint n, const HarkRosterMember *members)
{
  return hark_roster_make_area_set (f->roster, &f->people[by].id, f->people[by].keys.sign_sk,
                                    &f->area, members, n);
}

HarkRosterMember
roster_member (RosterFixture *f, guint who, HarkRole role)
{
  HarkRosterMember made = f->people[who].member;

  made.role = role;
  return made;
}

static void
begin (RosterFixture *f)
{
  guint8 seed[32];

  hark_seal_random (seed, sizeof seed);
  hark_seal_sign_keys (seed, f->root_pk, f->root_sk);
  hark_seal_org_id (f->root_pk, &f->org);
  hark_id_random (&f->area);
  f->roster = hark_roster_new ();
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      Person *p = &f->people[i];

      hark_id_random (&p->id);
      hark_account_keys_random (&p->keys);
      hark_account_keys_random (&p->next);
      memset (&p->member, 0, sizeof p->member);
      p->member.user = p->id;
      hark_account_keys_hash (p->keys.sign_pk, p->keys.box_pk, p->member.keys_hash);
    }
}

void
roster_set_up (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember bea;

  begin (f);
  roster_assert_taken (f, hark_roster_make_org (f->root_pk, f->root_sk, "Example"));
  roster_assert_taken (f, roster_user_add_by_root (f, ADA));
  roster_assert_taken (f, roster_admin_set_by_root (f, ADA));
  roster_assert_taken (f, roster_user_add (f, BEA, ADA));
  roster_assert_taken (f, roster_user_add (f, CLEO, ADA));
  bea = roster_member (f, BEA, HARK_ROLE_EXPERT);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &bea));
}

void
roster_tear_down (RosterFixture *f, gconstpointer unused)
{
  hark_roster_free (f->roster);
}

HarkRole
roster_role (RosterFixture *f, guint who)
{
  return hark_roster_get_role (f->roster, &f->area, &f->people[who].id);
}

GBytes *
roster_make_raw (RosterFixture *f, guint16 type, gconstpointer body, gsize length, guint by)
{
  gsize total = BODY_AT + length + HARK_ID_LEN + HARK_SIG_LEN;
  guint8 *data = g_malloc (total);
  guint8 *at = hark_put_int (data, hark_roster_get_seq (f->roster) + 1, 8);

  at = hark_put (at, hark_roster_get_hash (f->roster), 32);
  at = hark_put_int (at, type, 2);
  at = hark_put_int (at, length, 4);
  if (length > 0)
    at = hark_put (at, body, length);
  at = hark_put (at, f->people[by].id.bytes, HARK_ID_LEN);
  hark_seal_sign_tagged (at, f->people[by].keys.sign_sk, "hark/sig/log/v1", &f->org, data,
                         total - HARK_SIG_LEN);
  return g_bytes_new_take (data, total);
}

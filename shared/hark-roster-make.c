/* hark-roster-make.c: signs statements; see hark-roster.h */
#include "hark-roster-private.h"

#include "hark-recovery.h"

static GBytes *
make (guint64 seq, const guint8 prev[32], HarkRosterType type, GByteArray *body, const HarkId *org,
      const HarkId *signer, const guint8 sk[64])
{
  gsize length = ROSTER_HEAD_LEN + body->len + ROSTER_TAIL_LEN;
  guint8 *data = g_malloc (length);
  guint8 *at = hark_put_int (data, seq, 8);

  at = hark_put (at, prev, 32);
  at = hark_put_int (at, type, 2);
  at = hark_put_int (at, body->len, 4);
  at = hark_put (at, body->data, body->len);
  at = hark_put (at, signer->bytes, HARK_ID_LEN);
  hark_seal_sign_tagged (at, sk, ROSTER_SIG_TAG, org, data, length - HARK_SIG_LEN);
  return g_bytes_new_take (data, length);
}

static GBytes *
make_next (HarkRoster *self, HarkRosterType type, GByteArray *body, const HarkId *signer,
           const guint8 sk[64])
{
  return make (self->seq + 1, self->hash, type, body, &self->org, signer, sk);
}

static void
add_int (GByteArray *body, guint value, gsize length)
{
  guint8 bytes[2];

  hark_put_int (bytes, value, length);
  g_byte_array_append (body, bytes, (guint)length);
}

GBytes *
hark_roster_make_org (const guint8 root_pk[32], const guint8 root_sk[64], const char *name)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  const guint8 nothing[32] = { 0 };
  HarkId org;

  hark_seal_org_id (root_pk, &org);
  g_byte_array_append (body, root_pk, 32);
  g_byte_array_append (body, (const guint8 *)name, (guint)strlen (name));
  return make (1, nothing, HARK_ROSTER_ORG, body, &org, &org, root_sk);
}

GBytes *
hark_roster_make_user_add (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                           const HarkId *user, const guint8 sign_pk[32], const guint8 box_pk[32],
                           const char *name)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, user->bytes, HARK_ID_LEN);
  g_byte_array_append (body, sign_pk, 32);
  g_byte_array_append (body, box_pk, 32);
  g_byte_array_append (body, (const guint8 *)name, (guint)strlen (name));
  return make_next (self, HARK_ROSTER_USER_ADD, body, signer, sk);
}

GBytes *
hark_roster_make_user_key (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                           const HarkId *user, const guint8 sign_pk[32], const guint8 box_pk[32])
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  const HarkRosterUser *known = hark_roster_get_user (self, user);

  g_return_val_if_fail (known != NULL, NULL);

  g_byte_array_append (body, user->bytes, HARK_ID_LEN);
  add_int (body, known->generation + 1u, 2);
  g_byte_array_append (body, sign_pk, 32);
  g_byte_array_append (body, box_pk, 32);
  return make_next (self, HARK_ROSTER_USER_KEY, body, signer, sk);
}

GBytes *
hark_roster_make_user_off (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                           const HarkId *user)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, user->bytes, HARK_ID_LEN);
  return make_next (self, HARK_ROSTER_USER_OFF, body, signer, sk);
}

GBytes *
hark_roster_make_admin_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                            const HarkId *users, guint n_users)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_return_val_if_fail (n_users <= HARK_ROSTER_MAX_MEMBERS, NULL);

  add_int (body, n_users, 2);
  for (guint i = 0; i < n_users; i++)
    g_byte_array_append (body, users[i].bytes, HARK_ID_LEN);
  return make_next (self, HARK_ROSTER_ADMIN_SET, body, signer, sk);
}

GBytes *
hark_roster_make_area_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                           const HarkId *area, const HarkRosterMember *members, guint n_members)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_return_val_if_fail (n_members <= HARK_ROSTER_MAX_MEMBERS, NULL);

  g_byte_array_append (body, area->bytes, HARK_ID_LEN);
  add_int (body, n_members, 2);
  for (guint i = 0; i < n_members; i++)
    {
      g_byte_array_append (body, members[i].user.bytes, HARK_ID_LEN);
      g_byte_array_append (body, members[i].keys_hash, 32);
      add_int (body, members[i].role | (members[i].since > 0 ? ROSTER_ROLE_LATER : 0), 1);
    }
  return make_next (self, HARK_ROSTER_AREA_SET, body, signer, sk);
}

GBytes *
hark_roster_make_recovery_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                               const guint8 *box_pk, const guint8 *sign_pk)
{
  static const guint8 none[32];
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_return_val_if_fail ((box_pk == NULL) == (sign_pk == NULL), NULL);

  g_byte_array_append (body, box_pk != NULL ? box_pk : none, 32);
  g_byte_array_append (body, sign_pk != NULL ? sign_pk : none, 32);
  return make_next (self, HARK_ROSTER_RECOVERY_SET, body, signer, sk);
}

GBytes *
hark_roster_make_recovery_use (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                               const HarkId *area, const guint8 recovery_sk[64])
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 sig[HARK_SIG_LEN];

  hark_recovery_sign_use (sig, recovery_sk, &self->org, self->seq + 1, self->hash, area, signer);
  g_byte_array_append (body, area->bytes, HARK_ID_LEN);
  g_byte_array_append (body, signer->bytes, HARK_ID_LEN);
  g_byte_array_append (body, sig, sizeof sig);
  return make_next (self, HARK_ROSTER_RECOVERY_USE, body, signer, sk);
}

GBytes *
hark_roster_make_policy (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                         const HarkRosterPolicy *policy)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  add_int (body, ROSTER_POLICY_VERSION, 1);
  add_int (body, policy->min_suite, 1);
  add_int (body, policy->min_protocol, 2);
  add_int (body, policy->portal_only ? 1 : 0, 1);
  add_int (body, policy->recovery ? 1 : 0, 1);
  add_int (body, policy->password_length, 2);
  add_int (body, policy->second_factor ? 1 : 0, 1);
  add_int (body, policy->idle_lock, 2);
  return make_next (self, HARK_ROSTER_POLICY, body, signer, sk);
}

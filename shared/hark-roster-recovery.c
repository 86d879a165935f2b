/* hark-roster-recovery.c: the recovery key in the list, and who uses it; see hark-roster.h */
#include "hark-roster-private.h"

#include "hark-error.h"
#include "hark-recovery.h"

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

const HarkRosterRecovery *
hark_roster_get_recovery (HarkRoster *self)
{
  return self->recovery.since > 0 ? &self->recovery : NULL;
}

gboolean
hark_roster_may_recover (HarkRoster *self, const HarkId *area, const HarkId *user)
{
  const HarkRosterUser *found = hark_roster_get_user (self, user);

  if (found == NULL)
    return FALSE;

  for (guint i = 0; i < self->uses->len; i++)
    {
      const RosterUse *use = &g_array_index (self->uses, RosterUse, i);

      if (hark_id_equal (&use->area, area) && hark_id_equal (&use->user, user)
          && memcmp (use->keys_hash, found->keys_hash, sizeof use->keys_hash) == 0)
        return hark_roster_get_role (self, area, user) == HARK_ROLE_EXPERT;
    }

  return FALSE;
}

guint64
hark_roster_get_last_use (HarkRoster *self, HarkId *area, HarkId *user)
{
  const RosterUse *use;

  if (self->uses->len == 0)
    return 0;

  use = &g_array_index (self->uses, RosterUse, self->uses->len - 1);
  *area = use->area;
  *user = use->user;
  return use->seq;
}

guint64
hark_roster_get_use_for (const HarkRosterMember *member, guint64 entry, HarkId *by)
{
  if (entry < member->since || entry >= member->before)
    return 0;

  *by = member->by;
  return member->use;
}

void
roster_settle_recovery (HarkRoster *self, guint64 seq)
{
  if (self->recovery.since == 0 || !self->policy.recovery)
    self->recovery.on = 0;
  else if (self->recovery.on == 0)
    self->recovery.on = seq;
}

gboolean
roster_take_recovery_set (HarkRoster *self, guint64 seq, const guint8 *body, gsize length,
                          GError **error)
{
  HarkRosterRecovery next = { .since = seq };
  const guint8 *at = body;

  if (length != sizeof next.box_pk + sizeof next.sign_pk)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  hark_take (&at, next.box_pk, sizeof next.box_pk);
  hark_take (&at, next.sign_pk, sizeof next.sign_pk);
  if (hark_seal_is_zero (body, length))
    next.since = 0;
  else if (hark_seal_is_box_pk (next.box_pk)
           && !hark_seal_is_zero (next.sign_pk, sizeof next.sign_pk))
    hark_recovery_id (next.box_pk, next.sign_pk, &next.id);
  else
    return refuse (error, HARK_ERROR_INVALID, "nothing can be sealed to this recovery key");

  /* nobody is told of it, and nothing begins anew */
  if (next.since > 0 && self->recovery.since > 0 && hark_id_equal (&next.id, &self->recovery.id))
    return TRUE;

  self->recovery = next;
  g_array_set_size (self->uses, 0);
  roster_settle_recovery (self, seq);
  return TRUE;
}

/* From here on @user has all of the area's tickets, as others had them before. */
static void
give_all (HarkRoster *self, guint64 seq, const HarkId *area, const HarkId *user)
{
  GArray *versions = g_hash_table_lookup (self->areas, area);
  RosterVersion version = { .seq = seq };

  version.members = g_array_copy (roster_find_members (self, area, self->seq));
  for (guint i = 0; i < version.members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (version.members, HarkRosterMember, i);

      if (!hark_id_equal (&member->user, user) || member->since == 0)
        continue;
      member->before = MAX (member->since, member->before);
      member->since = 0;
      member->use = seq;
      member->by = *user;
    }
  g_array_append_val (versions, version);
}

gboolean
roster_take_recovery_use (HarkRoster *self, guint64 seq, const guint8 *body, gsize length,
                          const HarkId *signer, GError **error)
{
  const guint8 *at = body;
  RosterUse use = { .seq = seq };

  if (length != 2 * HARK_ID_LEN + HARK_SIG_LEN)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  hark_take (&at, use.area.bytes, HARK_ID_LEN);
  hark_take (&at, use.user.bytes, HARK_ID_LEN);
  if (!hark_id_equal (&use.user, signer))
    return refuse (error, HARK_ERROR_INVALID, "only who uses the recovery key says so");
  if (self->recovery.on == 0)
    return refuse (error, HARK_ERROR_FORBIDDEN, "tickets are not sealed to a recovery key");
  if (hark_roster_get_role (self, &use.area, &use.user) != HARK_ROLE_EXPERT)
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only an Expert of the area uses the recovery key there");
  if (!hark_recovery_verify_use (at, self->recovery.sign_pk, &self->org, seq, self->hash, &use.area,
                                 &use.user))
    return refuse (error, HARK_ERROR_UNVERIFIED, "the recovery key did not sign its use");

  memcpy (use.keys_hash, hark_roster_get_user (self, &use.user)->keys_hash, sizeof use.keys_hash);
  g_array_append_val (self->uses, use);
  give_all (self, seq, &use.area, &use.user);
  return TRUE;
}

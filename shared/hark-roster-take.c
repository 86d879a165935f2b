/* hark-roster-take.c: judges statements and applies them; see hark-roster.h */
#include "hark-roster-private.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-text.h"

#define SUITE 1

typedef struct
{
  guint64 seq;
  const guint8 *prev;
  guint16 type;
  const guint8 *body;
  gsize length; /* of body */
  HarkId signer;
  const guint8 *sig;
  const guint8 *data;
  gsize before_sig;
} Statement;

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

static gboolean
parse_statement (GBytes *bytes, Statement *st, GError **error)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (bytes, &length);
  guint32 body_length;

  if (length < ROSTER_HEAD_LEN + ROSTER_TAIL_LEN || length > HARK_ROSTER_MAX_STATEMENT)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's length is wrong");

  st->data = at;
  st->before_sig = length - HARK_SIG_LEN;
  st->seq = hark_take_int (&at, 8);
  st->prev = at;
  at += 32;
  st->type = (guint16)hark_take_int (&at, 2);
  body_length = (guint32)hark_take_int (&at, 4);
  if (body_length != length - ROSTER_HEAD_LEN - ROSTER_TAIL_LEN)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's length is wrong");

  st->body = at;
  st->length = body_length;
  at += body_length;
  hark_take (&at, st->signer.bytes, HARK_ID_LEN);
  st->sig = at;
  return TRUE;
}

static gboolean
check_place (HarkRoster *self, const Statement *st, GError **error)
{
  if (st->seq != self->seq + 1 || memcmp (st->prev, self->hash, sizeof self->hash) != 0)
    return refuse (error, HARK_ERROR_CONFLICT, "a roster statement does not continue this list");

  return TRUE;
}

static gboolean
is_root (HarkRoster *self, const Statement *st)
{
  return hark_id_equal (&st->signer, &self->org);
}

static gboolean
check_signature (HarkRoster *self, const Statement *st, GError **error)
{
  const HarkRosterUser *user = hark_roster_get_user (self, &st->signer);
  const guint8 *pk = is_root (self, st) ? self->root_pk : user != NULL ? user->sign_pk : NULL;

  if (pk == NULL
      || !hark_seal_verify_tagged (st->sig, pk, ROSTER_SIG_TAG, &self->org, st->data,
                                   st->before_sig))
    return refuse (error, HARK_ERROR_UNVERIFIED, "a roster statement's signature does not hold");

  return TRUE;
}

static gboolean
has_admin (HarkRoster *self)
{
  const GArray *admins
      = self->admins->len > 0
            ? g_array_index (self->admins, RosterVersion, self->admins->len - 1).members
            : NULL;

  for (guint i = 0; admins != NULL && i < admins->len; i++)
    if (hark_roster_is_admin (self, &g_array_index (admins, HarkId, i)))
      return TRUE;

  return FALSE;
}

/* The root key lies on paper; it is for the beginning, and for when no Admin is left. */
static gboolean
check_admin (HarkRoster *self, const Statement *st, GError **error)
{
  if (is_root (self, st) ? !has_admin (self) : hark_roster_is_admin (self, &st->signer))
    return TRUE;

  return refuse (error, HARK_ERROR_FORBIDDEN, "the signer of a roster statement is no Admin");
}

static gboolean
has_expert (HarkRoster *self, const GArray *members)
{
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (member->role == HARK_ROLE_EXPERT && roster_is_living (self, member, self->seq))
        return TRUE;
    }

  return FALSE;
}

static gboolean
take_org (HarkRoster *self, const Statement *st, GError **error)
{
  const char *name = (const char *)st->body + 32;
  HarkId org;

  if (st->type != HARK_ROSTER_ORG || st->length < 32
      || !hark_text_is_name (name, st->length - 32, HARK_ROSTER_MAX_NAME))
    return refuse (error, HARK_ERROR_INVALID, "the roster does not begin with an organisation");

  hark_seal_org_id (st->body, &org);
  if (!hark_id_equal (&org, &st->signer)
      || !hark_seal_verify_tagged (st->sig, st->body, ROSTER_SIG_TAG, &org, st->data,
                                   st->before_sig))
    return refuse (error, HARK_ERROR_UNVERIFIED, "the roster's first signature does not hold");

  self->org = org;
  memcpy (self->root_pk, st->body, 32);
  self->name = g_strndup (name, st->length - 32);
  return TRUE;
}

/* sign_pk 32 ‖ box_pk 32. Who cannot be sealed to would stop every epoch of their teams. */
static gboolean
read_keys (const Statement *st, const guint8 *at, HarkRosterKeys *keys, GError **error)
{
  keys->since = st->seq;
  hark_take (&at, keys->sign_pk, 32);
  hark_take (&at, keys->box_pk, 32);
  hark_seal_hash (keys->hash, 32, NULL, 0, "hark/keys/v1", keys->sign_pk, (gsize)32, keys->box_pk,
                  (gsize)32, NULL);

  return hark_seal_is_box_pk (keys->box_pk)
         || refuse (error, HARK_ERROR_INVALID, "nothing can be sealed to a user's key");
}

static void
add_keys (HarkRosterUser *user, GArray *keys, const HarkRosterKeys *next)
{
  g_array_append_vals (keys, next, 1);
  memcpy (user->sign_pk, next->sign_pk, sizeof user->sign_pk);
  memcpy (user->box_pk, next->box_pk, sizeof user->box_pk);
  memcpy (user->keys_hash, next->hash, sizeof user->keys_hash);
  user->generation++;
}

static gboolean
take_user_add (HarkRoster *self, const Statement *st, GError **error)
{
  const guint8 *at = st->body;
  const char *name = (const char *)st->body + HARK_ID_LEN + 64;
  gsize before = HARK_ID_LEN + 64;
  g_autofree char *plain = NULL;
  g_autofree char *folded = NULL;
  HarkRosterKeys first;
  HarkRosterUser *user;
  GArray *keys;
  HarkId id;

  if (st->length < before || !hark_text_is_name (name, st->length - before, HARK_ROSTER_MAX_NAME))
    return refuse (error, HARK_ERROR_INVALID, "a user's name is malformed");
  if (!check_admin (self, st, error))
    return FALSE;

  hark_take (&at, id.bytes, HARK_ID_LEN);
  plain = g_strndup (name, st->length - before);
  folded = hark_text_fold (plain);
  if (hark_id_is_zero (&id) || hark_id_equal (&id, &self->org)
      || g_hash_table_contains (self->users, &id) || g_hash_table_contains (self->names, folded))
    return refuse (error, HARK_ERROR_INVALID, "a user's id or name was already given");
  if (!read_keys (st, at, &first, error))
    return FALSE;

  user = g_new0 (HarkRosterUser, 1);
  user->id = id;
  user->name = g_steal_pointer (&plain);
  user->since = st->seq;
  keys = g_array_new (FALSE, FALSE, sizeof (HarkRosterKeys));
  g_hash_table_insert (self->users, &user->id, user);
  g_hash_table_insert (self->keys, &user->id, keys);
  add_keys (user, keys, &first);
  g_hash_table_insert (self->names, g_steal_pointer (&folded), user);
  return TRUE;
}

/* Keys that ended a membership must not bring it back. */
static gboolean
had_keys (const GArray *keys, const HarkRosterKeys *next)
{
  for (guint i = 0; i < keys->len; i++)
    if (memcmp (g_array_index (keys, HarkRosterKeys, i).hash, next->hash, 32) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
take_user_key (HarkRoster *self, const Statement *st, GError **error)
{
  const guint8 *at = st->body;
  HarkRosterKeys next;
  HarkRosterUser *user;
  GArray *keys;
  guint generation;
  HarkId id;

  if (st->length != HARK_ID_LEN + 2 + 64)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  hark_take (&at, id.bytes, HARK_ID_LEN);
  generation = (guint)hark_take_int (&at, 2);
  if (!hark_id_equal (&st->signer, &id) && !check_admin (self, st, error))
    return FALSE;
  user = g_hash_table_lookup (self->users, &id);
  if (!roster_is_here (user, self->seq))
    return refuse (error, HARK_ERROR_INVALID, "nobody of that id is here");

  keys = g_hash_table_lookup (self->keys, &id);
  if (!read_keys (st, at, &next, error))
    return FALSE;
  if (generation != user->generation + 1u || had_keys (keys, &next))
    return refuse (error, HARK_ERROR_INVALID, "these are no new keys for this user");

  add_keys (user, keys, &next);
  return TRUE;
}

static gboolean
take_user_off (HarkRoster *self, const Statement *st, GError **error)
{
  const guint8 *at = st->body;
  HarkRosterUser *user;
  HarkId id;

  if (st->length != HARK_ID_LEN)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");
  if (!check_admin (self, st, error))
    return FALSE;

  hark_take (&at, id.bytes, HARK_ID_LEN);
  user = g_hash_table_lookup (self->users, &id);
  if (!roster_is_here (user, self->seq))
    return refuse (error, HARK_ERROR_INVALID, "nobody of that id is here");

  user->until = st->seq;
  return TRUE;
}

/* n 2 ‖ n × @each, and nothing behind; at least one. */
static gboolean
take_count (const guint8 **at, gsize length, gsize each, guint *n, GError **error)
{
  if (length < 2)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  *n = (guint)hark_take_int (at, 2);
  if (*n == 0 || *n > HARK_ROSTER_MAX_MEMBERS || length != 2 + *n * each)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's list is malformed");
  return TRUE;
}

/* Somebody who is here, and whom @seen does not hold yet. */
static gboolean
check_listed (HarkRoster *self, const HarkId *id, GHashTable *seen, GError **error)
{
  if (!roster_is_here (hark_roster_get_user (self, id), self->seq))
    return refuse (error, HARK_ERROR_INVALID, "a list names somebody who is not here");
  if (!g_hash_table_add (seen, (gpointer)id))
    return refuse (error, HARK_ERROR_INVALID, "a list names somebody twice");

  return TRUE;
}

static gboolean
take_admin_set (HarkRoster *self, const Statement *st, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GArray) admins = NULL;
  RosterVersion version = { .seq = st->seq };
  const guint8 *at = st->body;
  guint n;

  if (!take_count (&at, st->length, HARK_ID_LEN, &n, error) || !check_admin (self, st, error))
    return FALSE;

  admins = g_array_sized_new (FALSE, FALSE, sizeof (HarkId), n);
  g_array_append_vals (admins, at, n);
  for (guint i = 0; i < n; i++)
    if (!check_listed (self, &g_array_index (admins, HarkId, i), seen, error))
      return FALSE;

  version.members = g_steal_pointer (&admins);
  g_array_append_val (self->admins, version);
  return TRUE;
}

/* What whom this statement brings in can get at most: what its signer has, and of an Admin, who has
 * nothing, what comes from now on. Before an area's first team nothing was sealed for it. */
static HarkRosterMember
get_floor (HarkRoster *self, const HarkId *area, const Statement *st)
{
  const HarkRosterMember *signer = roster_find_member (self, area, &st->signer, self->seq);
  HarkRosterMember floor = { .since = st->seq };

  if (!g_hash_table_contains (self->areas, area))
    floor.since = 0;
  else if (signer != NULL && signer->role == HARK_ROLE_EXPERT)
    floor = *signer;

  return floor;
}

static void
copy_reach (HarkRosterMember *to, const HarkRosterMember *from)
{
  to->since = from->since;
  to->use = from->use;
  to->before = from->before;
  to->by = from->by;
}

/* What they have without anybody's use of the recovery key. */
static guint64
get_own (const HarkRosterMember *member)
{
  return MAX (member->since, member->before);
}

/* The lesser since, and of it by a use what is by one for both. */
static void
merge_reach (HarkRosterMember *to, const HarkRosterMember *a, const HarkRosterMember *b)
{
  guint64 own = MIN (get_own (a), get_own (b));
  const HarkRosterMember *by = a->use > b->use ? a : b;

  copy_reach (to, by);
  to->since = MIN (a->since, b->since);
  to->before = own;
  if (to->since >= own)
    copy_reach (to, &(HarkRosterMember){ .since = own });
}

/* @byte: the role's. Nobody is ever set back by it. */
static void
set_reach (HarkRoster *self, const HarkId *area, HarkRosterMember *member, guint8 byte,
           const HarkRosterMember *floor)
{
  const HarkRosterMember *before = roster_find_member (self, area, &member->user, self->seq);
  gboolean later = (byte & ROSTER_ROLE_LATER) != 0;

  if (before != NULL && !later)
    merge_reach (member, before, floor);
  else if (before != NULL)
    copy_reach (member, before);
  else if (later)
    member->since = self->seq + 1;
  else
    copy_reach (member, floor);
}

static gboolean
check_area_right (HarkRoster *self, const HarkId *area, const Statement *st, GError **error)
{
  if (hark_roster_get_role (self, area, &st->signer) == HARK_ROLE_EXPERT)
    return TRUE;
  if (hark_roster_is_admin (self, &st->signer)
      && !hark_roster_has_expert_at (self, area, self->seq))
    return TRUE;

  return refuse (error, HARK_ERROR_FORBIDDEN,
                 "the signer of a roster statement is no Expert there");
}

static GArray *
read_members (HarkRoster *self, const HarkId *area, const guint8 *at, guint n,
              const HarkRosterMember *floor, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GArray) members = g_array_sized_new (FALSE, TRUE, sizeof (HarkRosterMember), n);

  g_array_set_size (members, n);
  for (guint i = 0; i < n; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);
      guint8 byte;

      hark_take (&at, member->user.bytes, HARK_ID_LEN);
      hark_take (&at, member->keys_hash, 32);
      byte = (guint8)hark_take_int (&at, 1);
      member->role = byte & ~ROSTER_ROLE_LATER;
      if (!check_listed (self, &member->user, seen, error))
        return NULL;
      if (member->role < HARK_ROLE_OBSERVER || member->role > HARK_ROLE_EXPERT
          || !roster_is_living (self, member, self->seq))
        {
          refuse (error, HARK_ERROR_INVALID, "an area names a role or keys that do not exist");
          return NULL;
        }
      set_reach (self, area, member, byte, floor);
    }

  if (!has_expert (self, members))
    {
      refuse (error, HARK_ERROR_INVALID, "an area would be left without an Expert");
      return NULL;
    }

  return g_steal_pointer (&members);
}

static gboolean
take_area_set (HarkRoster *self, const Statement *st, GError **error)
{
  const guint8 *at = st->body;
  RosterVersion version = { .seq = st->seq };
  HarkRosterMember floor;
  GArray *versions;
  HarkId area;
  guint n;

  if (st->length < HARK_ID_LEN)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  hark_take (&at, area.bytes, HARK_ID_LEN);
  if (hark_id_is_zero (&area))
    return refuse (error, HARK_ERROR_INVALID, "an area has no id");
  if (!take_count (&at, st->length - HARK_ID_LEN, ROSTER_MEMBER_LEN, &n, error)
      || !check_area_right (self, &area, st, error))
    return FALSE;

  floor = get_floor (self, &area, st);
  version.members = read_members (self, &area, at, n, &floor, error);
  if (version.members == NULL)
    return FALSE;

  versions = g_hash_table_lookup (self->areas, &area);
  if (versions == NULL)
    {
      versions = g_array_new (FALSE, FALSE, sizeof (RosterVersion));
      g_array_set_clear_func (versions, roster_clear_version);
      g_hash_table_insert (self->areas, hark_id_copy (&area), versions);
      g_array_append_val (self->area_ids, area);
    }
  g_array_append_val (versions, version);
  return TRUE;
}

static gboolean
take_flag (const guint8 **at, gboolean *flag)
{
  guint64 value = hark_take_int (at, 1);

  *flag = value == 1;
  return value <= 1;
}

/* What this program cannot keep is of a later version, not wrong. */
static gboolean
read_policy (const Statement *st, HarkRosterPolicy *policy, GError **error)
{
  const guint8 *at = st->body;
  gboolean sound;

  if (st->length > 0 && *at > ROSTER_POLICY_VERSION)
    return refuse (error, HARK_ERROR_UPGRADE, "the security policy is of a later version");
  if (st->length != ROSTER_POLICY_LEN || hark_take_int (&at, 1) != ROSTER_POLICY_VERSION)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  policy->min_suite = (guint8)hark_take_int (&at, 1);
  policy->min_protocol = (guint16)hark_take_int (&at, 2);
  sound = take_flag (&at, &policy->portal_only);
  sound = take_flag (&at, &policy->recovery) && sound;
  policy->password_length = (guint16)hark_take_int (&at, 2);
  sound = take_flag (&at, &policy->second_factor) && sound;
  policy->idle_lock = (guint16)hark_take_int (&at, 2);
  if (!sound || policy->min_suite == 0 || policy->min_protocol == 0
      || policy->password_length < HARK_ROSTER_MIN_PASSWORD
      || policy->password_length > HARK_ROSTER_MAX_PASSWORD
      || policy->idle_lock > HARK_ROSTER_MAX_IDLE_LOCK)
    return refuse (error, HARK_ERROR_INVALID, "a security policy asks for what does not exist");
  if (policy->min_suite > SUITE || policy->min_protocol > HARK_PROTOCOL_MAX)
    return refuse (error, HARK_ERROR_UPGRADE, "the security policy asks for a later version");

  return TRUE;
}

static gboolean
take_policy (HarkRoster *self, const Statement *st, GError **error)
{
  HarkRosterPolicy policy = { 0 };

  if (!check_admin (self, st, error) || !read_policy (st, &policy, error))
    return FALSE;

  self->policy = policy;
  roster_settle_recovery (self, st->seq);
  return TRUE;
}

static gboolean
take (HarkRoster *self, const Statement *st, GError **error)
{
  if (self->seq == 0)
    return take_org (self, st, error);
  if (!check_signature (self, st, error))
    return FALSE;

  switch (st->type)
    {
    case HARK_ROSTER_USER_ADD:
      return take_user_add (self, st, error);
    case HARK_ROSTER_USER_KEY:
      return take_user_key (self, st, error);
    case HARK_ROSTER_USER_OFF:
      return take_user_off (self, st, error);
    case HARK_ROSTER_ADMIN_SET:
      return take_admin_set (self, st, error);
    case HARK_ROSTER_AREA_SET:
      return take_area_set (self, st, error);
    case HARK_ROSTER_RECOVERY_SET:
      return check_admin (self, st, error)
             && roster_take_recovery_set (self, st->seq, st->body, st->length, error);
    case HARK_ROSTER_RECOVERY_USE:
      return roster_take_recovery_use (self, st->seq, st->body, st->length, &st->signer, error);
    case HARK_ROSTER_POLICY:
      return take_policy (self, st, error);
    case 0:
    case HARK_ROSTER_ORG:
      return refuse (error, HARK_ERROR_INVALID, "a roster statement's type is out of place");
    default:
      return refuse (error, HARK_ERROR_UPGRADE, "a roster statement is of a later version");
    }
}

gboolean
hark_roster_append (HarkRoster *self, GBytes *statement, GError **error)
{
  gsize length = g_bytes_get_size (statement);
  HarkId head;
  Statement st;

  if (!parse_statement (statement, &st, error) || !check_place (self, &st, error))
    return FALSE;
  if (length > HARK_ROSTER_MAX_TOTAL - self->total)
    return refuse (error, HARK_ERROR_TOO_LARGE, "the roster is too long");
  if (!take (self, &st, error))
    return FALSE;

  self->seq = st.seq;
  self->total += length;
  hark_seal_hash (self->hash, sizeof self->hash, NULL, 0, NULL, st.data, length, NULL);
  memcpy (head.bytes, self->hash, sizeof head.bytes);
  g_hash_table_insert (self->heads, hark_id_copy (&head), GSIZE_TO_POINTER (st.seq));
  return TRUE;
}

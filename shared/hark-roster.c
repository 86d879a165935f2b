/* hark-roster.c: see hark-roster.h */
#include "hark-roster.h"

#include "hark-error.h"
#include "hark-seal-private.h"
#include "hark-text.h"

#define SIG_TAG "hark/sig/log/v1"
#define HEAD_LEN (8 + 32 + 2 + 4)
#define TAIL_LEN (HARK_ID_LEN + HARK_SIG_LEN)
#define MEMBER_LEN (HARK_ID_LEN + 32 + 1)

G_STATIC_ASSERT (HARK_HEAD_LEN == HARK_ID_LEN); /* heads lie in a table of ids */

/* One area_set: who was in from seq on. */
typedef struct
{
  guint64 seq;
  GArray *members; /* of HarkRosterMember */
} Version;

struct _HarkRoster
{
  guint64 seq;
  guint8 hash[HARK_HASH_LEN];
  HarkId org;
  guint8 root_pk[32];
  char *name;
  gsize total;       /* bytes of all statements */
  GHashTable *users; /* HarkId * of the value → HarkRosterUser * */
  GHashTable *names; /* folded → HarkRosterUser * of users */
  GHashTable *heads; /* HarkId * → seq */
  GHashTable *areas; /* HarkId * → GArray of Version, oldest first */
  GArray *area_ids;  /* of HarkId, in order of appearance */
  GArray *admins;    /* of HarkId */
};

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

static const char *const role_names[] = {
  [HARK_ROLE_NONE] = "none",
  [HARK_ROLE_OBSERVER] = "observer",
  [HARK_ROLE_PROFESSIONAL] = "professional",
  [HARK_ROLE_EXPERT] = "expert",
};

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

const char *
hark_role_get_name (HarkRole role)
{
  g_return_val_if_fail (role < G_N_ELEMENTS (role_names), "none");

  return role_names[role];
}

gboolean
hark_role_from_name (const char *name, HarkRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (role_names[i], name) == 0)
      {
        *role = i;
        return TRUE;
      }

  return FALSE;
}

static void
free_user (gpointer data)
{
  HarkRosterUser *user = data;

  g_free (user->name);
  g_free (user);
}

static void
clear_version (gpointer data)
{
  g_array_unref (((Version *)data)->members);
}

HarkRoster *
hark_roster_new (void)
{
  HarkRoster *self = g_new0 (HarkRoster, 1);

  self->users = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL, free_user);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->heads = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  self->areas = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free,
                                       (GDestroyNotify)g_array_unref);
  self->area_ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  self->admins = g_array_new (FALSE, FALSE, sizeof (HarkId));
  return self;
}

void
hark_roster_free (HarkRoster *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->users);
  g_hash_table_unref (self->heads);
  g_hash_table_unref (self->areas);
  g_array_unref (self->area_ids);
  g_array_unref (self->admins);
  g_free (self);
}

/* ------------------------------------------------------------------ questions */

guint64
hark_roster_get_seq (HarkRoster *self)
{
  return self->seq;
}

const guint8 *
hark_roster_get_head (HarkRoster *self)
{
  return self->hash;
}

const guint8 *
hark_roster_get_hash (HarkRoster *self)
{
  return self->hash;
}

const HarkId *
hark_roster_get_org (HarkRoster *self)
{
  return self->seq > 0 ? &self->org : NULL;
}

const guint8 *
hark_roster_get_root_pk (HarkRoster *self)
{
  return self->seq > 0 ? self->root_pk : NULL;
}

const char *
hark_roster_get_name (HarkRoster *self)
{
  return self->name;
}

guint64
hark_roster_find_head (HarkRoster *self, const guint8 head[HARK_HEAD_LEN])
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->heads, head));
}

const HarkRosterUser *
hark_roster_get_user (HarkRoster *self, const HarkId *user)
{
  return g_hash_table_lookup (self->users, user);
}

const HarkRosterUser *
hark_roster_find_user (HarkRoster *self, const char *name)
{
  g_autofree char *folded = NULL;

  if (!hark_text_is_name (name, strlen (name), HARK_ROSTER_MAX_NAME))
    return NULL;

  folded = hark_text_fold (name);
  return g_hash_table_lookup (self->names, folded);
}

static gboolean
is_here (const HarkRosterUser *user, guint64 seq)
{
  return user != NULL && user->since <= seq && (user->until == 0 || user->until > seq);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const HarkRosterUser *x = *(const HarkRosterUser *const *)a;
  const HarkRosterUser *y = *(const HarkRosterUser *const *)b;

  return g_utf8_collate (x->name, y->name);
}

GPtrArray *
hark_roster_list_users (HarkRoster *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer user;

  g_hash_table_iter_init (&iter, self->users);
  while (g_hash_table_iter_next (&iter, NULL, &user))
    if (((HarkRosterUser *)user)->until == 0)
      g_ptr_array_add (list, user);
  g_ptr_array_sort (list, compare_names);

  return list;
}

gboolean
hark_roster_is_admin (HarkRoster *self, const HarkId *user)
{
  if (!is_here (hark_roster_get_user (self, user), self->seq))
    return FALSE;

  for (guint i = 0; i < self->admins->len; i++)
    if (hark_id_equal (&g_array_index (self->admins, HarkId, i), user))
      return TRUE;

  return FALSE;
}

static gboolean
is_living (HarkRoster *self, const HarkRosterMember *member, guint64 seq)
{
  const HarkRosterUser *user = hark_roster_get_user (self, &member->user);

  return is_here (user, seq) && memcmp (user->keys_hash, member->keys_hash, 32) == 0;
}

/* The members of an area as the statement @seq left them, dead ones too; NULL for none. */
static GArray *
find_members (HarkRoster *self, const HarkId *area, guint64 seq)
{
  GArray *versions = g_hash_table_lookup (self->areas, area);

  for (guint i = versions != NULL ? versions->len : 0; i > 0; i--)
    {
      Version *version = &g_array_index (versions, Version, i - 1);

      if (version->seq <= seq)
        return version->members;
    }

  return NULL;
}

HarkRole
hark_roster_get_role_at (HarkRoster *self, const HarkId *area, const HarkId *user, guint64 seq)
{
  GArray *members = find_members (self, area, seq);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (hark_id_equal (&member->user, user))
        return is_living (self, member, seq) ? member->role : HARK_ROLE_NONE;
    }

  return HARK_ROLE_NONE;
}

HarkRole
hark_roster_get_role (HarkRoster *self, const HarkId *area, const HarkId *user)
{
  return hark_roster_get_role_at (self, area, user, self->seq);
}

GArray *
hark_roster_get_members (HarkRoster *self, const HarkId *area)
{
  GArray *members = find_members (self, area, self->seq);
  GArray *living = g_array_new (FALSE, FALSE, sizeof (HarkRosterMember));

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (is_living (self, member, self->seq))
        g_array_append_val (living, *member);
    }

  return living;
}

gboolean
hark_roster_has_lost (HarkRoster *self, const HarkId *area, guint64 since)
{
  GArray *versions = g_hash_table_lookup (self->areas, area);

  /* newest first, down to the one that held at @since */
  for (guint i = versions != NULL ? versions->len : 0; i > 0; i--)
    {
      const Version *version = &g_array_index (versions, Version, i - 1);
      guint64 at = MAX (version->seq, since);

      for (guint k = 0; k < version->members->len; k++)
        {
          const HarkRosterMember *member = &g_array_index (version->members, HarkRosterMember, k);

          if (is_living (self, member, at)
              && hark_roster_get_role (self, area, &member->user) == HARK_ROLE_NONE)
            return TRUE;
        }
      if (version->seq <= since)
        break;
    }

  return FALSE;
}

GArray *
hark_roster_get_areas (HarkRoster *self)
{
  return g_array_copy (self->area_ids);
}

/* ------------------------------------------------------------------ taking a statement */

static gboolean
parse_statement (GBytes *bytes, Statement *st, GError **error)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (bytes, &length);
  guint32 body_length;

  if (length < HEAD_LEN + TAIL_LEN || length > HARK_ROSTER_MAX_STATEMENT)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's length is wrong");

  st->data = at;
  st->before_sig = length - HARK_SIG_LEN;
  st->seq = hark_take_int (&at, 8);
  st->prev = at;
  at += 32;
  st->type = (guint16)hark_take_int (&at, 2);
  body_length = (guint32)hark_take_int (&at, 4);
  if (body_length != length - HEAD_LEN - TAIL_LEN)
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
      || !hark_seal_verify_tagged (st->sig, pk, SIG_TAG, &self->org, st->data, st->before_sig))
    return refuse (error, HARK_ERROR_UNVERIFIED, "a roster statement's signature does not hold");

  return TRUE;
}

static gboolean
has_admin (HarkRoster *self)
{
  for (guint i = 0; i < self->admins->len; i++)
    if (hark_roster_is_admin (self, &g_array_index (self->admins, HarkId, i)))
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

      if (member->role == HARK_ROLE_EXPERT && is_living (self, member, self->seq))
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
      || !hark_seal_verify_tagged (st->sig, st->body, SIG_TAG, &org, st->data, st->before_sig))
    return refuse (error, HARK_ERROR_UNVERIFIED, "the roster's first signature does not hold");

  self->org = org;
  memcpy (self->root_pk, st->body, 32);
  self->name = g_strndup (name, st->length - 32);
  return TRUE;
}

static gboolean
take_user_add (HarkRoster *self, const Statement *st, GError **error)
{
  const guint8 *at = st->body;
  const char *name = (const char *)st->body + HARK_ID_LEN + 64;
  gsize before = HARK_ID_LEN + 64;
  g_autofree char *plain = NULL;
  g_autofree char *folded = NULL;
  HarkRosterUser *user;
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

  user = g_new0 (HarkRosterUser, 1);
  user->id = id;
  user->name = g_steal_pointer (&plain);
  hark_take (&at, user->sign_pk, 32);
  hark_take (&at, user->box_pk, 32);
  hark_seal_hash (user->keys_hash, 32, NULL, 0, "hark/keys/v1", user->sign_pk, (gsize)32,
                  user->box_pk, (gsize)32, NULL);
  user->since = st->seq;
  g_hash_table_insert (self->users, &user->id, user);
  g_hash_table_insert (self->names, g_steal_pointer (&folded), user);
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
  if (!is_here (user, self->seq))
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
  if (!is_here (hark_roster_get_user (self, id), self->seq))
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
  const guint8 *at = st->body;
  guint n;

  if (!take_count (&at, st->length, HARK_ID_LEN, &n, error) || !check_admin (self, st, error))
    return FALSE;

  admins = g_array_sized_new (FALSE, FALSE, sizeof (HarkId), n);
  g_array_append_vals (admins, at, n);
  for (guint i = 0; i < n; i++)
    if (!check_listed (self, &g_array_index (admins, HarkId, i), seen, error))
      return FALSE;

  g_clear_pointer (&self->admins, g_array_unref);
  self->admins = g_steal_pointer (&admins);
  return TRUE;
}

static gboolean
check_area_right (HarkRoster *self, const HarkId *area, const Statement *st, GError **error)
{
  if (hark_roster_get_role (self, area, &st->signer) == HARK_ROLE_EXPERT)
    return TRUE;
  if (hark_roster_is_admin (self, &st->signer)
      && !has_expert (self, find_members (self, area, self->seq)))
    return TRUE;

  return refuse (error, HARK_ERROR_FORBIDDEN,
                 "the signer of a roster statement is no Expert there");
}

static GArray *
read_members (HarkRoster *self, const guint8 *at, guint n, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GArray) members = g_array_sized_new (FALSE, TRUE, sizeof (HarkRosterMember), n);

  g_array_set_size (members, n);
  for (guint i = 0; i < n; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      hark_take (&at, member->user.bytes, HARK_ID_LEN);
      hark_take (&at, member->keys_hash, 32);
      member->role = (HarkRole)hark_take_int (&at, 1);
      if (!check_listed (self, &member->user, seen, error))
        return NULL;
      if (member->role < HARK_ROLE_OBSERVER || member->role > HARK_ROLE_EXPERT
          || !is_living (self, member, self->seq))
        {
          refuse (error, HARK_ERROR_INVALID, "an area names a role or keys that do not exist");
          return NULL;
        }
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
  Version version = { .seq = st->seq };
  GArray *versions;
  HarkId area;
  guint n;

  if (st->length < HARK_ID_LEN)
    return refuse (error, HARK_ERROR_INVALID, "a roster statement's body is malformed");

  hark_take (&at, area.bytes, HARK_ID_LEN);
  if (hark_id_is_zero (&area))
    return refuse (error, HARK_ERROR_INVALID, "an area has no id");
  if (!take_count (&at, st->length - HARK_ID_LEN, MEMBER_LEN, &n, error)
      || !check_area_right (self, &area, st, error))
    return FALSE;

  version.members = read_members (self, at, n, error);
  if (version.members == NULL)
    return FALSE;

  versions = g_hash_table_lookup (self->areas, &area);
  if (versions == NULL)
    {
      versions = g_array_new (FALSE, FALSE, sizeof (Version));
      g_array_set_clear_func (versions, clear_version);
      g_hash_table_insert (self->areas, hark_id_copy (&area), versions);
      g_array_append_val (self->area_ids, area);
    }
  g_array_append_val (versions, version);
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
    case HARK_ROSTER_USER_OFF:
      return take_user_off (self, st, error);
    case HARK_ROSTER_ADMIN_SET:
      return take_admin_set (self, st, error);
    case HARK_ROSTER_AREA_SET:
      return take_area_set (self, st, error);
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

/* ------------------------------------------------------------------ making a statement */

static GBytes *
make (guint64 seq, const guint8 prev[32], HarkRosterType type, GByteArray *body, const HarkId *org,
      const HarkId *signer, const guint8 sk[64])
{
  gsize length = HEAD_LEN + body->len + TAIL_LEN;
  guint8 *data = g_malloc (length);
  guint8 *at = hark_put_int (data, seq, 8);

  at = hark_put (at, prev, 32);
  at = hark_put_int (at, type, 2);
  at = hark_put_int (at, body->len, 4);
  at = hark_put (at, body->data, body->len);
  at = hark_put (at, signer->bytes, HARK_ID_LEN);
  hark_seal_sign_tagged (at, sk, SIG_TAG, org, data, length - HARK_SIG_LEN);
  return g_bytes_new_take (data, length);
}

static GBytes *
make_next (HarkRoster *self, HarkRosterType type, GByteArray *body, const HarkId *signer,
           const guint8 sk[64])
{
  return make (self->seq + 1, self->hash, type, body, &self->org, signer, sk);
}

static void
add_count (GByteArray *body, guint n)
{
  guint8 count[2];

  hark_put_int (count, n, sizeof count);
  g_byte_array_append (body, count, sizeof count);
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

  add_count (body, n_users);
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
  add_count (body, n_members);
  for (guint i = 0; i < n_members; i++)
    {
      guint8 role = (guint8)members[i].role;

      g_byte_array_append (body, members[i].user.bytes, HARK_ID_LEN);
      g_byte_array_append (body, members[i].keys_hash, 32);
      g_byte_array_append (body, &role, 1);
    }
  return make_next (self, HARK_ROSTER_AREA_SET, body, signer, sk);
}

char *
hark_roster_fingerprint (const guint8 root_pk[32])
{
  GString *text = g_string_new (NULL);
  guint8 hash[HARK_HASH_LEN];
  const guint8 *at = hash;

  hark_seal_hash (hash, sizeof hash, NULL, 0, "hark/fingerprint/v1", root_pk, (gsize)32, NULL);
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text, "%s%05u", i > 0 ? " " : "",
                            (guint)(hark_take_int (&at, 4) % 100000));

  return g_string_free (text, FALSE);
}

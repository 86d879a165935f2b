/* hark-roster.c: see hark-roster.h */
#include "hark-roster-private.h"

#include "hark-text.h"

static const char *const role_names[] = {
  [HARK_ROLE_NONE] = "none",
  [HARK_ROLE_OBSERVER] = "observer",
  [HARK_ROLE_PROFESSIONAL] = "professional",
  [HARK_ROLE_EXPERT] = "expert",
};

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

static const HarkRosterPolicy default_policy = {
  .min_suite = 1,
  .min_protocol = 1,
  .password_length = HARK_ROSTER_MIN_PASSWORD,
};

gboolean
hark_roster_policy_equal (const HarkRosterPolicy *a, const HarkRosterPolicy *b)
{
  return a->min_suite == b->min_suite && a->min_protocol == b->min_protocol
         && a->portal_only == b->portal_only && a->recovery == b->recovery
         && a->password_length == b->password_length && a->second_factor == b->second_factor
         && a->idle_lock == b->idle_lock;
}

static void
free_user (gpointer data)
{
  HarkRosterUser *user = data;

  g_free (user->name);
  g_free (user);
}

void
roster_clear_version (gpointer version)
{
  g_array_unref (((RosterVersion *)version)->members);
}

HarkRoster *
hark_roster_new (void)
{
  HarkRoster *self = g_new0 (HarkRoster, 1);

  self->users = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL, free_user);
  self->keys = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL,
                                      (GDestroyNotify)g_array_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->heads = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  self->areas = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free,
                                       (GDestroyNotify)g_array_unref);
  self->area_ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  self->admins = g_array_new (FALSE, FALSE, sizeof (RosterVersion));
  g_array_set_clear_func (self->admins, roster_clear_version);
  self->policy = default_policy;
  self->uses = g_array_new (FALSE, FALSE, sizeof (RosterUse));
  return self;
}

void
hark_roster_free (HarkRoster *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->users);
  g_hash_table_unref (self->heads);
  g_hash_table_unref (self->areas);
  g_array_unref (self->area_ids);
  g_array_unref (self->admins);
  g_array_unref (self->uses);
  g_free (self);
}

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

gboolean
roster_is_here (const HarkRosterUser *user, guint64 seq)
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

const HarkRosterKeys *
hark_roster_get_keys_at (HarkRoster *self, const HarkId *user, guint64 seq)
{
  GArray *keys = g_hash_table_lookup (self->keys, user);

  for (guint i = keys != NULL ? keys->len : 0; i > 0; i--)
    {
      const HarkRosterKeys *at = &g_array_index (keys, HarkRosterKeys, i - 1);

      if (at->since <= seq)
        return at;
    }

  return NULL;
}

/* What held at the statement @seq; NULL for nothing yet. */
static GArray *
find_version (GArray *versions, guint64 seq)
{
  for (guint i = versions != NULL ? versions->len : 0; i > 0; i--)
    {
      RosterVersion *version = &g_array_index (versions, RosterVersion, i - 1);

      if (version->seq <= seq)
        return version->members;
    }

  return NULL;
}

gboolean
hark_roster_is_admin_at (HarkRoster *self, const HarkId *user, guint64 seq)
{
  GArray *admins = find_version (self->admins, seq);

  if (!roster_is_here (hark_roster_get_user (self, user), seq))
    return FALSE;

  for (guint i = 0; admins != NULL && i < admins->len; i++)
    if (hark_id_equal (&g_array_index (admins, HarkId, i), user))
      return TRUE;

  return FALSE;
}

gboolean
hark_roster_is_admin (HarkRoster *self, const HarkId *user)
{
  return hark_roster_is_admin_at (self, user, self->seq);
}

gboolean
roster_is_living (HarkRoster *self, const HarkRosterMember *member, guint64 seq)
{
  const HarkRosterKeys *keys = hark_roster_get_keys_at (self, &member->user, seq);

  return roster_is_here (hark_roster_get_user (self, &member->user), seq) && keys != NULL
         && memcmp (keys->hash, member->keys_hash, 32) == 0;
}

GArray *
roster_find_members (HarkRoster *self, const HarkId *area, guint64 seq)
{
  return find_version (g_hash_table_lookup (self->areas, area), seq);
}

const HarkRosterMember *
roster_find_member (HarkRoster *self, const HarkId *area, const HarkId *user, guint64 seq)
{
  GArray *members = roster_find_members (self, area, seq);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (hark_id_equal (&member->user, user))
        return roster_is_living (self, member, seq) ? member : NULL;
    }

  return NULL;
}

const HarkRosterMember *
hark_roster_get_member (HarkRoster *self, const HarkId *area, const HarkId *user)
{
  return roster_find_member (self, area, user, self->seq);
}

HarkRole
hark_roster_get_role_at (HarkRoster *self, const HarkId *area, const HarkId *user, guint64 seq)
{
  const HarkRosterMember *member = roster_find_member (self, area, user, seq);

  return member != NULL ? member->role : HARK_ROLE_NONE;
}

HarkRole
hark_roster_get_role (HarkRoster *self, const HarkId *area, const HarkId *user)
{
  return hark_roster_get_role_at (self, area, user, self->seq);
}

static gboolean
may_have (const HarkRosterMember *member, guint64 entry)
{
  return member->since <= entry;
}

/* Whom a ticket that entered at @entry is sealed to. */
static GArray *
list_living (HarkRoster *self, const HarkId *area, guint64 entry)
{
  GArray *members = roster_find_members (self, area, self->seq);
  GArray *living = g_array_new (FALSE, FALSE, sizeof (HarkRosterMember));

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (may_have (member, entry) && roster_is_living (self, member, self->seq))
        g_array_append_val (living, *member);
    }

  return living;
}

GArray *
hark_roster_get_members (HarkRoster *self, const HarkId *area)
{
  return list_living (self, area, self->seq);
}

GArray *
hark_roster_list_recipients (HarkRoster *self, const HarkId *area, guint64 entry)
{
  return list_living (self, area, entry);
}

gboolean
hark_roster_is_recipient_at (HarkRoster *self, const HarkId *area, const HarkId *user,
                             guint64 entry, guint64 seq)
{
  const HarkRosterMember *member = roster_find_member (self, area, user, seq);

  return member != NULL && may_have (member, entry);
}

gboolean
hark_roster_is_recipient (HarkRoster *self, const HarkId *area, const HarkId *user, guint64 entry)
{
  return hark_roster_is_recipient_at (self, area, user, entry, self->seq);
}

gboolean
hark_roster_has_expert_at (HarkRoster *self, const HarkId *area, guint64 seq)
{
  GArray *members = roster_find_members (self, area, seq);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (member->role == HARK_ROLE_EXPERT && roster_is_living (self, member, seq))
        return TRUE;
    }

  return FALSE;
}

/* With the same keys. */
static gboolean
is_recipient_still (HarkRoster *self, const HarkId *area, const HarkRosterMember *member,
                    guint64 entry)
{
  return hark_roster_is_recipient (self, area, &member->user, entry)
         && roster_is_living (self, member, self->seq);
}

gboolean
hark_roster_has_lost (HarkRoster *self, const HarkId *area, guint64 since, guint64 entry)
{
  GArray *versions = g_hash_table_lookup (self->areas, area);

  /* newest first, down to the one that held at @since */
  for (guint i = versions != NULL ? versions->len : 0; i > 0; i--)
    {
      const RosterVersion *version = &g_array_index (versions, RosterVersion, i - 1);
      guint64 at = MAX (version->seq, since);

      for (guint k = 0; k < version->members->len; k++)
        {
          const HarkRosterMember *member = &g_array_index (version->members, HarkRosterMember, k);

          if (may_have (member, entry) && roster_is_living (self, member, at)
              && !is_recipient_still (self, area, member, entry))
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

const HarkRosterPolicy *
hark_roster_get_policy (HarkRoster *self)
{
  return &self->policy;
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

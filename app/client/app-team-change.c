/* app-team-change.c: see app-team-change.h */
#include "app-team-change.h"

#include <string.h>

typedef struct
{
  HarkRole role;
  guint64 since; /* as in HarkRosterMember */
} Place;

/* Who somebody is at one statement. */
typedef struct
{
  HarkId id;
  char *name;
  gboolean is_here, is_admin;
  guint16 generation;
  GArray *places; /* Place, as the areas are numbered */
} Standing;

/* What holds for everybody. */
typedef struct
{
  HarkRosterPolicy policy;
  HarkId recovery;   /* zeros: there is none */
  guint64 use;       /* of it, the newest; 0: none yet */
  HarkId area, user; /* of that */
} Rules;

void
app_team_change_free (AppTeamChange *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->by);
  g_free (self->area_name);
  g_free (self);
}

static void
clear_standing (gpointer data)
{
  Standing *self = data;

  g_free (self->name);
  g_array_unref (self->places);
}

/* @users: HarkId of everybody who was ever here. */
static GArray *
look (HarkRoster *roster, GArray *users, GArray *areas)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (Standing));

  g_array_set_clear_func (list, clear_standing);
  for (guint i = 0; i < users->len; i++)
    {
      const HarkRosterUser *user = hark_roster_get_user (roster, &g_array_index (users, HarkId, i));
      Standing standing = { .id = user->id, .name = g_strdup (user->name) };

      standing.is_here = user->until == 0;
      standing.generation = user->generation;
      standing.is_admin = standing.is_here && hark_roster_is_admin (roster, &user->id);
      standing.places = g_array_new (FALSE, TRUE, sizeof (Place));
      for (guint k = 0; k < areas->len; k++)
        {
          const HarkRosterMember *member
              = hark_roster_get_member (roster, &g_array_index (areas, HarkId, k), &user->id);
          Place place = { HARK_ROLE_NONE, 0 };

          if (member != NULL)
            place = (Place){ member->role, member->since };
          g_array_append_val (standing.places, place);
        }
      g_array_append_val (list, standing);
    }

  return list;
}

static void
add_users (HarkRoster *roster, GArray *users)
{
  g_autoptr (GPtrArray) here = hark_roster_list_users (roster);

  for (guint i = 0; i < here->len; i++)
    {
      const HarkId *id = &((HarkRosterUser *)here->pdata[i])->id;
      gboolean known = FALSE;

      for (guint k = 0; k < users->len && !known; k++)
        known = hark_id_equal (&g_array_index (users, HarkId, k), id);
      if (!known)
        g_array_append_val (users, *id);
    }
}

/* signer id 16 ‖ sig 64 are the end of each. */
static char *
dup_signer (HarkRoster *roster, GBytes *statement)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);
  const HarkRosterUser *user;
  HarkId id;

  memcpy (id.bytes, data + length - HARK_SIG_LEN - HARK_ID_LEN, HARK_ID_LEN);
  user = hark_roster_get_user (roster, &id);
  return user != NULL ? g_strdup (user->name) : NULL;
}

/* @who NULL: everybody. */
static AppTeamChange *
add (GPtrArray *list, HarkRoster *roster, GBytes *statement, AppTeamChangeKind kind,
     const Standing *who)
{
  AppTeamChange *change = g_new0 (AppTeamChange, 1);

  change->seq = hark_roster_get_seq (roster);
  change->kind = kind;
  if (who != NULL)
    {
      change->user = who->id;
      change->name = g_strdup (who->name);
    }
  change->by = dup_signer (roster, statement);
  g_ptr_array_add (list, change);
  return change;
}

static void
compare_places (GPtrArray *list, HarkRoster *roster, GBytes *statement, const Standing *before,
                const Standing *after, GArray *areas)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const Place nothing = { HARK_ROLE_NONE, 0 };
      const Place *from = before != NULL && i < before->places->len
                              ? &g_array_index (before->places, Place, i)
                              : &nothing;
      const Place *to = &g_array_index (after->places, Place, i);
      AppTeamChange *change;

      if (from->role != to->role)
        {
          change = add (list, roster, statement, APP_TEAM_CHANGE_ROLE, after);
          change->area = g_array_index (areas, HarkId, i);
          change->from = from->role;
          change->to = to->role;
        }
      if (from->role != HARK_ROLE_NONE && to->role != HARK_ROLE_NONE && to->since < from->since)
        {
          change = add (list, roster, statement, APP_TEAM_CHANGE_REACH, after);
          change->area = g_array_index (areas, HarkId, i);
          change->is_on = to->since == 0;
        }
    }
}

/* Who goes loses every place with it: that is told once. */
static void
compare (GPtrArray *list, HarkRoster *roster, GBytes *statement, const Standing *before,
         const Standing *after, GArray *areas)
{
  if (before == NULL)
    add (list, roster, statement, APP_TEAM_CHANGE_ADDED, after);
  else if (before->is_here && !after->is_here)
    add (list, roster, statement, APP_TEAM_CHANGE_OFF, after);
  if (!after->is_here)
    return;

  if (before != NULL && before->generation != after->generation)
    add (list, roster, statement, APP_TEAM_CHANGE_KEYS, after);
  if (after->is_admin != (before != NULL && before->is_admin))
    add (list, roster, statement,
         after->is_admin ? APP_TEAM_CHANGE_ADMIN : APP_TEAM_CHANGE_NO_ADMIN, after);
  compare_places (list, roster, statement, before, after, areas);
}

static void
look_at_rules (HarkRoster *roster, Rules *rules)
{
  const HarkRosterRecovery *recovery = hark_roster_get_recovery (roster);

  memset (rules, 0, sizeof *rules);
  rules->policy = *hark_roster_get_policy (roster);
  if (recovery != NULL)
    rules->recovery = recovery->id;
  rules->use = hark_roster_get_last_use (roster, &rules->area, &rules->user);
}

static void
tell_use (GPtrArray *list, HarkRoster *roster, GBytes *statement, const Rules *rules)
{
  const Standing who
      = { .id = rules->user, .name = hark_roster_get_user (roster, &rules->user)->name };

  add (list, roster, statement, APP_TEAM_CHANGE_RECOVERING, &who)->area = rules->area;
}

static void
compare_rules (GPtrArray *list, HarkRoster *roster, GBytes *statement, const Rules *before,
               const Rules *after)
{
  if (!hark_id_equal (&before->recovery, &after->recovery))
    add (list, roster, statement, APP_TEAM_CHANGE_RECOVERY, NULL)->is_on
        = hark_roster_get_recovery (roster) != NULL;
  if (after->use > before->use)
    tell_use (list, roster, statement, after);
  if (!hark_roster_policy_equal (&before->policy, &after->policy))
    add (list, roster, statement, APP_TEAM_CHANGE_POLICY, NULL)->policy = after->policy;
}

/* Users and areas keep their places in the lists: new ones come behind. */
static void
tell (GPtrArray *list, HarkRoster *roster, GBytes *statement, GArray *users, GArray **before,
      Rules *rules)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (roster);
  GArray *after;
  Rules now;

  add_users (roster, users);
  after = look (roster, users, areas);
  for (guint i = 0; *before != NULL && i < after->len; i++)
    compare (list, roster, statement,
             i < (*before)->len ? &g_array_index (*before, Standing, i) : NULL,
             &g_array_index (after, Standing, i), areas);
  look_at_rules (roster, &now);
  if (*before != NULL)
    compare_rules (list, roster, statement, rules, &now);
  g_clear_pointer (before, g_array_unref);
  *before = after;
  *rules = now;
}

GPtrArray *
app_team_change_list (GPtrArray *statements, guint64 seen, GError **error)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (GArray) before = NULL;
  Rules rules;
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_team_change_free);

  for (guint i = 0; i < statements->len; i++)
    {
      GBytes *statement = g_ptr_array_index (statements, i);

      if (!hark_roster_append (roster, statement, error))
        return NULL;
      /* what somebody is at @seen is what the first change is compared with */
      add_users (roster, users);
      if (hark_roster_get_seq (roster) >= seen)
        tell (list, roster, statement, users, &before, &rules);
    }

  return g_steal_pointer (&list);
}

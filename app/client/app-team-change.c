/* app-team-change.c: see app-team-change.h */
#include "app-team-change.h"

#include <string.h>

/* Who somebody is at one statement. */
typedef struct
{
  HarkId id;
  char *name;
  gboolean is_here, is_admin;
  GArray *roles; /* HarkRole, as the areas are numbered */
} Standing;

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
  g_array_unref (self->roles);
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
      standing.is_admin = standing.is_here && hark_roster_is_admin (roster, &user->id);
      standing.roles = g_array_new (FALSE, TRUE, sizeof (HarkRole));
      for (guint k = 0; k < areas->len; k++)
        {
          HarkRole role
              = standing.is_here
                    ? hark_roster_get_role (roster, &g_array_index (areas, HarkId, k), &user->id)
                    : HARK_ROLE_NONE;

          g_array_append_val (standing.roles, role);
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

static AppTeamChange *
add (GPtrArray *list, HarkRoster *roster, GBytes *statement, AppTeamChangeKind kind,
     const Standing *who)
{
  AppTeamChange *change = g_new0 (AppTeamChange, 1);

  change->seq = hark_roster_get_seq (roster);
  change->kind = kind;
  change->user = who->id;
  change->name = g_strdup (who->name);
  change->by = dup_signer (roster, statement);
  g_ptr_array_add (list, change);
  return change;
}

static void
compare_roles (GPtrArray *list, HarkRoster *roster, GBytes *statement, const Standing *before,
               const Standing *after, GArray *areas)
{
  for (guint i = 0; i < areas->len; i++)
    {
      HarkRole from = before != NULL && i < before->roles->len
                          ? g_array_index (before->roles, HarkRole, i)
                          : HARK_ROLE_NONE;
      HarkRole to = g_array_index (after->roles, HarkRole, i);
      AppTeamChange *change;

      if (from == to)
        continue;
      change = add (list, roster, statement, APP_TEAM_CHANGE_ROLE, after);
      change->area = g_array_index (areas, HarkId, i);
      change->from = from;
      change->to = to;
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

  if (after->is_admin != (before != NULL && before->is_admin))
    add (list, roster, statement,
         after->is_admin ? APP_TEAM_CHANGE_ADMIN : APP_TEAM_CHANGE_NO_ADMIN, after);
  compare_roles (list, roster, statement, before, after, areas);
}

/* Users and areas keep their places in the lists: new ones come behind. */
static void
tell (GPtrArray *list, HarkRoster *roster, GBytes *statement, GArray *users, GArray **before)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (roster);
  GArray *after;

  add_users (roster, users);
  after = look (roster, users, areas);
  for (guint i = 0; *before != NULL && i < after->len; i++)
    compare (list, roster, statement,
             i < (*before)->len ? &g_array_index (*before, Standing, i) : NULL,
             &g_array_index (after, Standing, i), areas);
  g_clear_pointer (before, g_array_unref);
  *before = after;
}

GPtrArray *
app_team_change_list (GPtrArray *statements, guint64 seen, GError **error)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (GArray) before = NULL;
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
        tell (list, roster, statement, users, &before);
    }

  return g_steal_pointer (&list);
}

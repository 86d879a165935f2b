/* app-client-person.c: see app-client-person.h */
#include "app-client-person.h"

#include <string.h>

#include "app-client-private.h"
#include "hark-error.h"

static void
membership_free (gpointer data)
{
  AppMembership *self = data;

  g_free (self->area_name);
  g_free (self);
}

void
app_person_free (AppPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->safety_number);
  g_ptr_array_unref (self->memberships);
  g_free (self);
}

HarkRole
app_person_get_role (const AppPerson *self, const HarkId *area)
{
  for (guint i = 0; i < self->memberships->len; i++)
    {
      const AppMembership *membership = self->memberships->pdata[i];

      if (hark_id_equal (&membership->area, area))
        return membership->role;
    }

  return HARK_ROLE_NONE;
}

/* Takes @safety_number. */
static AppPerson *
add_person (GPtrArray *people, const HarkId *id, const char *name, char *safety_number)
{
  AppPerson *person = g_new0 (AppPerson, 1);

  person->id = *id;
  person->name = g_strdup (name);
  person->safety_number = safety_number;
  person->memberships = g_ptr_array_new_with_free_func (membership_free);
  g_ptr_array_add (people, person);
  return person;
}

static void
add_membership (AppPerson *person, const HarkId *area, HarkRole role, guint64 since,
                const char *area_name)
{
  AppMembership *membership = g_new0 (AppMembership, 1);

  membership->area = *area;
  membership->role = role;
  membership->since = since;
  membership->area_name = g_strdup (area_name);
  g_ptr_array_add (person->memberships, membership);
}

/* What the roster says; the areas' names come from elsewhere. */
GPtrArray *
app_client_copy_people (AppClient *self)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify)app_person_free);
  HarkRoster *roster = self->store != NULL ? self->store->roster : NULL;
  g_autoptr (GPtrArray) users = roster != NULL ? hark_roster_list_users (roster) : NULL;
  g_autoptr (GArray) areas = roster != NULL ? hark_roster_get_areas (roster) : NULL;

  for (guint i = 0; users != NULL && i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);
      char *number = hark_account_safety_number (hark_roster_get_org (roster), &user->id,
                                                 user->sign_pk, user->box_pk);
      AppPerson *person = add_person (people, &user->id, user->name, number);

      memcpy (person->keys_hash, user->keys_hash, sizeof person->keys_hash);
      person->is_self = hark_id_equal (&user->id, &self->store->account->user);
      person->is_admin = hark_roster_is_admin (roster, &user->id);
      for (guint k = 0; k < areas->len; k++)
        {
          const HarkId *area = &g_array_index (areas, HarkId, k);
          const HarkRosterMember *member = hark_roster_get_member (roster, area, &user->id);

          if (member != NULL)
            add_membership (person, area, member->role, member->since, NULL);
        }
    }

  return people;
}

static const char *
find_area_name (GPtrArray *areas, const HarkId *id)
{
  for (guint i = 0; areas != NULL && i < areas->len; i++)
    if (hark_id_equal (&((AppArea *)g_ptr_array_index (areas, i))->id, id))
      return ((AppArea *)g_ptr_array_index (areas, i))->name;

  return "?";
}

GPtrArray *
app_client_list_people (AppClient *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)app_person_free);

  g_mutex_lock (&self->view_lock);
  for (guint i = 0; self->people != NULL && i < self->people->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (self->people, i);
      AppPerson *twin
          = add_person (copy, &person->id, person->name, g_strdup (person->safety_number));

      memcpy (twin->keys_hash, person->keys_hash, sizeof twin->keys_hash);
      twin->is_self = person->is_self;
      twin->is_admin = person->is_admin;
      for (guint k = 0; k < person->memberships->len; k++)
        {
          const AppMembership *place = g_ptr_array_index (person->memberships, k);

          add_membership (twin, &place->area, place->role, place->since,
                          find_area_name (self->areas, &place->area));
        }
    }
  g_mutex_unlock (&self->view_lock);

  return copy;
}

gboolean
app_client_find_person (AppClient *self, const char *name, HarkId *id, GError **error)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self);
  g_autofree char *wanted = g_utf8_casefold (name, -1);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (people, i);
      g_autofree char *there = g_utf8_casefold (person->name, -1);

      if (g_str_equal (there, wanted))
        {
          *id = person->id;
          return TRUE;
        }
    }

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "nobody here has this name");
  return FALSE;
}

/* --- what others changed --- */

void
app_client_begin_team_changes (AppClient *self, AppStore *store)
{
  g_mutex_lock (&self->lock);
  if (store == self->store && store->account->roster_seen == 0)
    {
      store->account->roster_seen = hark_roster_get_seq (store->roster);
      app_home_write_account (self->home, store->account, NULL);
    }
  g_mutex_unlock (&self->lock);
}

/* NULL without @error: there is nothing new. */
static GPtrArray *
copy_statements (AppClient *self, guint64 *seen, GError **error)
{
  GPtrArray *statements = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      *seen = self->store->account->roster_seen;
      if (*seen > 0 && *seen < hark_roster_get_seq (self->store->roster))
        statements = app_cache_list_statements (self->store->cache, error);
    }
  g_mutex_unlock (&self->lock);

  return statements;
}

static gboolean
is_concerned (AppClient *self, const AppTeamChange *change)
{
  gboolean is_member = FALSE;

  if (app_client_is_admin (self) || change->name == NULL
      || change->kind == APP_TEAM_CHANGE_RECOVERING)
    return TRUE;
  if (change->kind == APP_TEAM_CHANGE_ROLE || change->kind == APP_TEAM_CHANGE_REACH)
    return app_client_get_role (self, &change->area) != HARK_ROLE_NONE;

  g_mutex_lock (&self->view_lock);
  for (guint i = 0; self->people != NULL && i < self->people->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (self->people, i);

      is_member = is_member || (person->is_self && person->memberships->len > 0);
    }
  g_mutex_unlock (&self->view_lock);
  return is_member;
}

static void
set_area_name (AppClient *self, AppTeamChange *change)
{
  g_mutex_lock (&self->view_lock);
  change->area_name = g_strdup (find_area_name (self->areas, &change->area));
  g_mutex_unlock (&self->view_lock);
}

GPtrArray *
app_client_list_team_changes_sync (AppClient *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint64 seen = 0;
  g_autoptr (GPtrArray) statements = copy_statements (self, &seen, &local);
  GPtrArray *list = statements != NULL
                        ? app_team_change_list (statements, seen, &local)
                        : g_ptr_array_new_with_free_func ((GDestroyNotify)app_team_change_free);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      g_clear_pointer (&list, g_ptr_array_unref);
      return NULL;
    }
  for (guint i = list->len; i > 0; i--)
    if (!is_concerned (self, g_ptr_array_index (list, i - 1)))
      g_ptr_array_remove_index (list, i - 1);
  for (guint i = 0; i < list->len; i++)
    set_area_name (self, g_ptr_array_index (list, i));

  return list;
}

gboolean
app_client_see_team_changes_sync (AppClient *self, guint64 seq, GError **error)
{
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      self->store->account->roster_seen = CLAMP (seq, self->store->account->roster_seen,
                                                 hark_roster_get_seq (self->store->roster));
      ok = app_home_write_account (self->home, self->store->account, error);
    }
  g_mutex_unlock (&self->lock);
  if (ok)
    app_client_tell (self, TRUE);

  return ok;
}

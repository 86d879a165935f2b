/* app-client-person.c: see app-client-person.h */
#include "app-client-person.h"

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
add_membership (AppPerson *person, const HarkId *area, HarkRole role, const char *area_name)
{
  AppMembership *membership = g_new0 (AppMembership, 1);

  membership->area = *area;
  membership->role = role;
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

      person->is_self = hark_id_equal (&user->id, &self->store->account->user);
      person->is_admin = hark_roster_is_admin (roster, &user->id);
      for (guint k = 0; k < areas->len; k++)
        {
          const HarkId *area = &g_array_index (areas, HarkId, k);
          HarkRole role = hark_roster_get_role (roster, area, &user->id);

          if (role != HARK_ROLE_NONE)
            add_membership (person, area, role, NULL);
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

      twin->is_self = person->is_self;
      twin->is_admin = person->is_admin;
      for (guint k = 0; k < person->memberships->len; k++)
        {
          const AppMembership *place = g_ptr_array_index (person->memberships, k);

          add_membership (twin, &place->area, place->role,
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

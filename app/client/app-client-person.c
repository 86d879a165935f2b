/* app-client-person.c: see app-client-person.h */
#include "app-client-person.h"

#include "app-client-private.h"
#include "hark-error.h"

void
app_person_free (AppPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self);
}

static void
add_person (GPtrArray *people, const HarkId *id, const char *name, gboolean is_self)
{
  AppPerson *person = g_new0 (AppPerson, 1);

  person->id = *id;
  person->name = g_strdup (name);
  person->is_self = is_self;
  g_ptr_array_add (people, person);
}

GPtrArray *
app_client_copy_people (AppClient *self)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify)app_person_free);
  g_autoptr (GPtrArray) users
      = self->store != NULL ? hark_roster_list_users (self->store->roster) : NULL;

  for (guint i = 0; users != NULL && i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);

      add_person (people, &user->id, user->name,
                  hark_id_equal (&user->id, &self->store->account->user));
    }

  return people;
}

GPtrArray *
app_client_list_people (AppClient *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)app_person_free);

  g_mutex_lock (&self->view_lock);
  for (guint i = 0; self->people != NULL && i < self->people->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (self->people, i);

      add_person (copy, &person->id, person->name, person->is_self);
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

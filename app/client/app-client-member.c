/* app-client-member.c: see app-client-member.h */
#include "app-client-private.h"

#include "hark-error.h"

void
app_member_free (AppMember *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self);
}

gboolean
app_member_can_advise (const AppMember *self)
{
  return self->role >= HARK_ROLE_PROFESSIONAL;
}

gboolean
app_member_has (const AppMember *self, guint64 entry)
{
  return self->since <= entry;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const AppMember *x = *(AppMember *const *)a;
  const AppMember *y = *(AppMember *const *)b;

  return g_utf8_collate (x->name, y->name);
}

static GPtrArray *
list_members (AppStore *store, const HarkId *area)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_member_free);
  g_autoptr (GArray) members = hark_roster_get_members (store->roster, area);

  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *item = &g_array_index (members, HarkRosterMember, i);
      AppMember *member = g_new0 (AppMember, 1);

      member->user = item->user;
      member->name = g_strdup (app_store_user_name (store, &item->user));
      member->role = item->role;
      member->since = item->since;
      member->is_me = hark_id_equal (&item->user, &store->account->user);
      g_ptr_array_add (list, member);
    }
  g_ptr_array_sort (list, compare_names);

  return list;
}

GPtrArray *
app_client_list_members_sync (AppClient *self, const HarkId *area, GError **error)
{
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  else if (app_store_refresh (self->store, error))
    list = list_members (self->store, area);
  g_mutex_unlock (&self->lock);

  return list;
}

/* app-told.c: see app-told.h */
#include "app-told.h"

#include "hark-error.h"

gboolean
app_told_of_key (AppStore *store, const HarkRosterRecovery *key)
{
  return key->on > 0 && store->account->roster_seen >= key->on;
}

gboolean
app_told_of_member (AppStore *store, const HarkRosterMember *member, guint64 entry)
{
  HarkId by;
  guint64 use = hark_roster_get_use_for (member, entry, &by);

  return use == 0 || store->account->roster_seen >= use
         || hark_id_equal (&by, &store->account->user);
}

/* Whether the ticket, wherever it was moved since, is older than that it is sealed to the key. */
static gboolean
is_older (AppStore *store, const HarkRosterRecovery *key, GPtrArray *epochs)
{
  const AppCacheEpoch *first = g_ptr_array_index (epochs, 0);

  return hark_roster_find_head (store->roster, first->epoch.head) < key->on;
}

gboolean
app_told_of_all (AppStore *store, const HarkEpoch *next, GPtrArray *epochs, guint64 entry,
                 GError **error)
{
  g_autoptr (GArray) members = hark_roster_list_recipients (store->roster, &next->area, entry);
  const HarkRosterRecovery *key = hark_roster_get_recovery (store->roster);
  gboolean told = key == NULL || key->on == 0 || app_told_of_key (store, key)
                  || !is_older (store, key, epochs);

  for (guint i = 0; told && i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      told = hark_epoch_excludes (next, &member->user) || app_told_of_member (store, member, entry);
    }
  if (!told)
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_UNSEEN,
                         "what was written waits: others changed who gets at what was there before;"
                         " look at what they changed first, and mark it as seen");
  return told;
}

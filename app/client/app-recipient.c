/* app-recipient.c: see app-recipient.h */
#include "app-recipient.h"

static const HarkEpoch *
peek (GPtrArray *epochs, guint n)
{
  return &((const AppCacheEpoch *)g_ptr_array_index (epochs, n))->epoch;
}

guint64
app_recipient_find_entry (AppStore *store, GPtrArray *epochs, guint n)
{
  while (n > 0 && hark_id_equal (&peek (epochs, n - 1)->area, &peek (epochs, n)->area))
    n--;

  return hark_roster_find_head (store->roster, peek (epochs, n)->head);
}

gboolean
app_recipient_is (AppStore *store, GPtrArray *epochs, const HarkId *user)
{
  const HarkEpoch *newest;

  if (epochs->len == 0)
    return FALSE;

  newest = peek (epochs, epochs->len - 1);
  return !hark_epoch_excludes (newest, user)
         && hark_roster_is_recipient (store->roster, &newest->area, user,
                                      app_recipient_find_entry (store, epochs, epochs->len - 1));
}

gboolean
app_recipient_has (AppStore *store, const HarkId *ticket, const HarkId *area, const HarkId *user)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);
  const HarkEpoch *newest;

  if (epochs == NULL || epochs->len == 0)
    return FALSE;

  newest = peek (epochs, epochs->len - 1);
  return hark_id_equal (&newest->area, area)
             ? app_recipient_is (store, epochs, user)
             : hark_roster_get_role (store->roster, area, user) != HARK_ROLE_NONE
                   && !hark_epoch_excludes (newest, user);
}

/* app-ended.c: see app-ended.h */
#include "app-ended.h"

#include "app-epoch-pin.h"
#include "app-file.h"

static gboolean
clear (AppStore *store)
{
  if (!app_cache_begin (store->cache, NULL))
    return FALSE;
  if (app_cache_clear (store->cache, NULL) && app_cache_commit (store->cache, NULL))
    return TRUE;

  app_cache_rollback (store->cache);
  return FALSE;
}

void
app_ended_forget (AppSync *sync)
{
  AppStore *store = sync->store;

  g_mutex_lock (sync->lock);
  if (clear (store))
    {
      app_file_forget_all (store->home);
      app_epoch_pin_forget_all (store);
      app_cache_rewrite (store->cache);
      app_store_reload_roster (store, NULL);
      sync->changed = TRUE;
    }
  g_mutex_unlock (sync->lock);
}

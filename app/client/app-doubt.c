/* app-doubt.c: see app-doubt.h */
#include "app-doubt.h"

#define DOUBT_SECONDS (6 * 3600) /* between two times that everything is asked for anew */

gboolean
app_doubt_take (AppSync *sync)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *doubt = NULL;
  g_autofree char *asked = NULL;
  gint64 last;

  g_mutex_lock (sync->lock);
  doubt = app_cache_get_meta (sync->store->cache, "doubt");
  asked = app_cache_get_meta (sync->store->cache, "doubted");
  g_mutex_unlock (sync->lock);
  if (doubt == NULL)
    return FALSE;

  last = asked != NULL ? g_ascii_strtoll (asked, NULL, 10) : 0;
  return last > now || now - last >= DOUBT_SECONDS;
}

gboolean
app_doubt_note (AppSync *sync, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / G_USEC_PER_SEC);
  gboolean ok;

  g_mutex_lock (sync->lock);
  ok = app_cache_set_meta (sync->store->cache, "doubted", now, error);
  g_mutex_unlock (sync->lock);

  return ok;
}

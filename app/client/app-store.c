/* app-store.c: see app-store.h */
#include "app-store.h"

#include "app-absence.h"
#include "app-zone.h"
#include "hark-error.h"

#define DROPPED "dropped" /* in the cache: tickets were, and the files are not written anew yet */

/* It may be thrown away: everything in it can be synced again. */
static gboolean
begin_cache_anew (AppStore *self, GError **error)
{
  g_clear_pointer (&self->cache, app_cache_close);
  self->cache = app_cache_open_anew (self->home, self->keys, error);

  return self->cache != NULL && app_store_reload_roster (self, error);
}

/* A disk that cannot be read says nothing of what the cache holds. */
static gboolean
load_roster (AppStore *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (app_store_reload_roster (self, &local))
    return TRUE;
  if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_DISK)
      && !g_error_matches (local, HARK_ERROR, HARK_ERROR_BUSY))
    return begin_cache_anew (self, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
root_is_pinned (AppStore *self)
{
  const guint8 *root = hark_roster_get_root_pk (self->roster);

  return root == NULL
         || hark_seal_equal (root, self->account->root_pk, sizeof self->account->root_pk);
}

AppStore *
app_store_open (const char *home, AppAccount *account, AppKeys *keys, GError **error)
{
  g_autoptr (AppStore) self = g_new0 (AppStore, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->home = g_strdup (home);
  self->account = account;
  self->keys = keys;
  self->roster = hark_roster_new ();
  self->cache = app_cache_open (home, keys, error);
  if (self->cache == NULL)
    return NULL;
  self->outbox = app_outbox_open (home, keys, error);
  if (self->outbox == NULL || !load_roster (self, error))
    return NULL;

  self->absences = app_absences_load (self->cache);
  return g_steal_pointer (&self);
}

AppStore *
app_store_ref (AppStore *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_store_unref (AppStore *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  app_cache_close (self->cache);
  app_outbox_close (self->outbox);
  g_clear_pointer (&self->roster, hark_roster_free);
  g_clear_pointer (&self->absences, app_absences_unref);
  g_clear_pointer (&self->lost, g_hash_table_unref);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->zones, app_zones_free);
  hark_seal_free (self->keys);
  app_account_free (self->account);
  g_free (self->home);
  g_free (self);
}

gboolean
app_store_reload_roster (AppStore *self, GError **error)
{
  g_autoptr (GPtrArray) statements = app_cache_list_statements (self->cache, error);

  if (statements == NULL)
    return FALSE;

  hark_roster_free (self->roster);
  self->roster = hark_roster_new ();
  for (guint i = 0; i < statements->len; i++)
    if (!hark_roster_append (self->roster, g_ptr_array_index (statements, i), error))
      {
        g_prefix_error (error, "the list of people in the cache: ");
        return FALSE;
      }
  if (!root_is_pinned (self))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "the cache is another organisation's");
      return FALSE;
    }

  return TRUE;
}

gboolean
app_store_refresh (AppStore *self, GError **error)
{
  return app_cache_count_statements (self->cache) == hark_roster_get_seq (self->roster)
         || app_store_reload_roster (self, error);
}

const char *
app_store_user_name (AppStore *self, const HarkId *user)
{
  const HarkRosterUser *found = hark_roster_get_user (self->roster, user);

  return found != NULL ? found->name : NULL;
}

char *
app_store_dup_advisor (AppStore *self, const HarkId *area, const HarkId *advisor)
{
  return hark_roster_get_role (self->roster, area, advisor) >= HARK_ROLE_PROFESSIONAL
             ? g_strdup (app_store_user_name (self, advisor))
             : NULL;
}

/* --- what was dropped --- */

gboolean
app_store_note_dropped (AppStore *self, GError **error)
{
  return app_cache_set_meta (self->cache, DROPPED, "1", error);
}

void
app_store_rewrite_dropped (AppStore *self, gboolean more)
{
  g_autofree char *dropped = app_cache_get_meta (self->cache, DROPPED);
  gboolean cache, outbox;

  if (dropped == NULL)
    return;
  if (more)
    {
      app_cache_truncate (self->cache);
      app_outbox_truncate (self->outbox);
      return;
    }

  cache = app_cache_rewrite (self->cache);
  outbox = app_outbox_rewrite (self->outbox);
  if (cache && outbox)
    app_cache_unset_meta (self->cache, DROPPED, NULL);
}

/* app-feed-file.c: see app-feed-file.h */
#include "app-feed-file.h"

#include "app-file.h"
#include "app-intent.h"
#include "app-verify.h"

static HarkManifest *
open_manifest (GPtrArray *epochs, const AppCacheObject *item)
{
  g_autoptr (HarkObject) object = app_verify_open (epochs, item->sealed, NULL);

  return object != NULL ? hark_manifest_from_json (object->body, NULL) : NULL;
}

gboolean
app_feed_file_forget (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);
  g_autoptr (GPtrArray) objects = app_cache_list_objects (store->cache, ticket, error);

  for (guint i = 0; epochs != NULL && objects != NULL && i < objects->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (objects, i);
      g_autoptr (HarkManifest) manifest
          = item->type == HARK_OBJECT_MANIFEST ? open_manifest (epochs, item) : NULL;

      if (manifest != NULL)
        app_file_forget (store->home, &manifest->blob);
    }

  return objects != NULL;
}

/* Those of one ticket stand together. */
static gboolean
add_named (AppStore *store, GHashTable *blobs, GError **error)
{
  g_autoptr (GPtrArray) items = app_cache_list_of_type (store->cache, HARK_OBJECT_MANIFEST, error);
  g_autoptr (GPtrArray) epochs = NULL;
  HarkId ticket = { { 0 } };

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (items, i);
      g_autoptr (HarkManifest) manifest = NULL;
      HarkObjectHeader header;

      if (!hark_object_read_header (item->sealed, &header, NULL))
        continue;
      if (!hark_id_equal (&header.ticket, &ticket))
        {
          g_clear_pointer (&epochs, g_ptr_array_unref);
          ticket = header.ticket;
          epochs = app_cache_list_epochs (store->cache, &ticket, NULL);
        }
      manifest = epochs != NULL ? open_manifest (epochs, item) : NULL;
      if (manifest != NULL)
        g_hash_table_add (blobs, hark_id_to_string (&manifest->blob));
    }

  return items != NULL;
}

/* What was applied may have to be sent once more. */
static gboolean
add_answered (AppStore *store, GHashTable *blobs, GError **error)
{
  g_autoptr (GPtrArray) answered = app_outbox_list_answered (store->outbox, error);

  for (guint i = 0; answered != NULL && i < answered->len; i++)
    {
      g_autoptr (GArray) sent = app_intent_get_blobs (g_ptr_array_index (answered, i));

      for (guint k = 0; k < sent->len; k++)
        g_hash_table_add (blobs, hark_id_to_string (&g_array_index (sent, HarkId, k)));
    }

  return answered != NULL;
}

gboolean
app_feed_file_sweep (AppStore *store, GError **error)
{
  g_autoptr (GHashTable) blobs = NULL;

  if (!app_file_has_any (store->home))
    return TRUE;

  blobs = app_outbox_list_blobs (store->outbox, error);
  if (blobs == NULL || !add_named (store, blobs, error) || !add_answered (store, blobs, error))
    return FALSE;

  app_file_keep_only (store->home, blobs);
  return TRUE;
}

/* app-load-file.c: attachments; see app-load.h */
#include "app-load.h"

#include "app-intent.h"
#include "app-verify.h"
#include "hark-error.h"

static HarkManifest *
find_kept_manifest (GPtrArray *waiting, const HarkId *file)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      JsonObject *intent = ((AppOperation *)g_ptr_array_index (waiting, i))->intent;
      JsonArray *ids = app_intent_get_list (intent, "manifests");

      for (guint j = 0; ids != NULL && j < json_array_get_length (ids); j++)
        {
          HarkId id = { { 0 } };

          hark_id_from_string (json_array_get_string_element (ids, j), &id);
          if (hark_id_equal (&id, file))
            return hark_manifest_from_json (
                json_array_get_object_element (json_object_get_array_member (intent, "files"), j),
                NULL);
        }
    }

  return NULL;
}

HarkManifest *
app_load_manifest (AppStore *store, const HarkId *ticket, const HarkId *file, GError **error)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, ticket, error);
  g_autoptr (GPtrArray) refused
      = waiting != NULL ? app_outbox_list (store->outbox, TRUE, error) : NULL;
  g_autoptr (AppCacheObject) item = NULL;
  g_autoptr (GPtrArray) epochs = NULL;
  g_autoptr (HarkObject) object = NULL;
  HarkManifest *manifest;

  if (refused == NULL)
    return NULL;
  manifest = find_kept_manifest (waiting, file);
  if (manifest == NULL)
    manifest = find_kept_manifest (refused, file);
  if (manifest != NULL)
    return manifest;

  item = app_cache_get_object (store->cache, file, error);
  epochs = item != NULL ? app_cache_list_epochs (store->cache, ticket, error) : NULL;
  object = epochs != NULL ? app_verify_open (epochs, item->sealed, error) : NULL;
  if (object == NULL)
    return NULL;
  if (item->trust == APP_TRUST_BROKEN || item->type != HARK_OBJECT_MANIFEST
      || !hark_id_equal (&object->header.ticket, ticket))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "this attachment does not verify");
      return NULL;
    }

  return hark_manifest_from_json (object->body, error);
}

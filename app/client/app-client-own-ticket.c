/* app-client-own-ticket.c: see app-client-own-ticket.h */
#include "app-client-own-ticket.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

void
app_own_area_free (AppOwnArea *self)
{
  g_free (self->name);
  g_free (self);
}

static char *
dup_area_name (AppClient *self, const HarkId *id)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self);

  for (guint i = 0; i < areas->len; i++)
    if (hark_id_equal (&((AppArea *)areas->pdata[i])->id, id))
      return g_strdup (((AppArea *)areas->pdata[i])->name);

  return g_strdup ("?");
}

static GPtrArray *
read_reply (AppClient *self, JsonObject *reply, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_own_area_free);
  JsonArray *areas = hark_json_get_array (reply, "areas", HARK_API_MAX_AREAS, error);

  if (areas == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (areas); i++)
    {
      AppOwnArea *own;
      HarkId area;

      if (!hark_json_array_get_id (areas, i, &area, error))
        return NULL;
      own = g_new0 (AppOwnArea, 1);
      own->area = area;
      own->name = dup_area_name (self, &area);
      g_ptr_array_add (list, own);
    }

  return g_steal_pointer (&list);
}

GPtrArray *
app_client_list_own_areas_sync (AppClient *self, const HarkId *user, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autofree char *id = hark_id_to_string (user);
  g_autofree char *path = g_strconcat (HARK_API_OWN_TICKETS "/", id, NULL);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "GET", path, NULL, error) : NULL;

  return reply != NULL ? read_reply (self, reply, error) : NULL;
}

static gpointer
run_list (AppClient *self, gpointer user, GError **error)
{
  return app_client_list_own_areas_sync (self, user, error);
}

void
app_client_list_own_areas_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  app_client_start_call (self, run_list, hark_id_copy (user), g_free,
                         (GDestroyNotify)g_ptr_array_unref, app_client_list_own_areas_async,
                         callback, user_data);
}

GPtrArray *
app_client_list_own_areas_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_own_areas_async, error);
}

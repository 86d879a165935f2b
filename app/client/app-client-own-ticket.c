/* app-client-own-ticket.c: see app-client-own-ticket.h */
#include "app-client-own-ticket.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

void
app_own_count_free (AppOwnCount *self)
{
  g_free (self->area_name);
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
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_own_count_free);
  JsonArray *areas = hark_json_get_array (reply, "areas", HARK_API_MAX_AREAS, error);

  if (areas == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (areas); i++)
    {
      JsonObject *item = hark_json_array_get_object (areas, i, error);
      gint64 n = 0;
      AppOwnCount *count;
      HarkId area;

      if (item == NULL || !hark_json_get_id (item, "area", &area, error)
          || !hark_json_get_int (item, "tickets", 1, G_MAXINT32, &n, error))
        return NULL;
      count = g_new0 (AppOwnCount, 1);
      count->area = area;
      count->area_name = dup_area_name (self, &area);
      count->n = (guint)n;
      g_ptr_array_add (list, count);
    }

  return g_steal_pointer (&list);
}

GPtrArray *
app_client_count_own_sync (AppClient *self, const HarkId *user, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autofree char *id = hark_id_to_string (user);
  g_autofree char *path = g_strconcat (HARK_API_OWN_TICKETS "/", id, NULL);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "GET", path, NULL, error) : NULL;

  return reply != NULL ? read_reply (self, reply, error) : NULL;
}

static gpointer
run_count (AppClient *self, gpointer user, GError **error)
{
  return app_client_count_own_sync (self, user, error);
}

void
app_client_count_own_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  app_client_start_call (self, run_count, hark_id_copy (user), g_free,
                         (GDestroyNotify)g_ptr_array_unref, app_client_count_own_async, callback,
                         user_data);
}

GPtrArray *
app_client_count_own_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_count_own_async, error);
}

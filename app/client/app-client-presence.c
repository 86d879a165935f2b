/* app-client-presence.c: see app-client-presence.h */
#include "app-client-presence.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-json.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ACCOUNTS 20000
#define MAX_DEVICES 1000

void
app_presence_free (AppPresence *self)
{
  g_free (self->mail);
  g_free (self);
}

static gboolean
read_presence (JsonObject *row, AppPresence *presence, GError **error)
{
  const char *mail = hark_json_get_string (row, "mail", HARK_API_MAX_MAIL, error);
  gint64 devices;

  presence->mail = g_strdup (mail);
  if (mail == NULL || !hark_json_get_id (row, "user", &presence->user, error)
      || !hark_json_get_bool (row, "factor", &presence->has_factor, error)
      || !hark_json_get_int (row, "devices", 0, MAX_DEVICES, &devices, error))
    return FALSE;

  presence->n_devices = (guint)devices;
  return json_object_get_null_member (row, "seen")
         || hark_json_get_int (row, "seen", 1, G_MAXINT64, &presence->seen, error);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const AppPresence *one = *(const AppPresence *const *)a, *other = *(const AppPresence *const *)b;

  return memcmp (one->user.bytes, other->user.bytes, HARK_ID_LEN);
}

/* Sorted: app_presence_find () counts on it. */
static GPtrArray *
read_all (JsonObject *reply, GError **error)
{
  JsonArray *rows = hark_json_get_array (reply, "accounts", MAX_ACCOUNTS, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_presence_free);

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = hark_json_array_get_object (rows, i, error);
      AppPresence *presence = g_new0 (AppPresence, 1);

      g_ptr_array_add (list, presence);
      if (row == NULL || !read_presence (row, presence, error))
        return NULL;
    }

  g_ptr_array_sort (list, compare);
  return rows != NULL ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
app_client_list_presence_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) reply = NULL;

  if (http != NULL)
    reply = app_http_json (http, "GET", HARK_API_ACCOUNTS, NULL, error);
  return reply != NULL ? read_all (reply, error) : NULL;
}

static gpointer
run_list (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_presence_sync (self, error);
}

void
app_client_list_presence_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_presence_async, callback, user);
}

GPtrArray *
app_client_list_presence_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_presence_async, error);
}

const AppPresence *
app_presence_find (GPtrArray *list, const HarkId *user)
{
  AppPresence wanted = { .user = *user };
  const AppPresence *key = &wanted;
  AppPresence **found = list != NULL && list->len > 0
                            ? bsearch (&key, list->pdata, list->len, sizeof *list->pdata, compare)
                            : NULL;

  return found != NULL ? *found : NULL;
}

guint
app_presence_count_without_factor (GPtrArray *list)
{
  guint n = 0;

  for (guint i = 0; i < list->len; i++)
    n += !((AppPresence *)list->pdata[i])->has_factor;
  return n;
}

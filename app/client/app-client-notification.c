/* app-client-notification.c: see app-client-notification.h */
#include "app-client-notification.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-mail.h"

#include <string.h>

#define MAX_LANGUAGE 8
#define MAX_LANGUAGES 50

void
app_notification_free (AppNotification *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->language);
  g_strfreev (self->languages);
  g_free (self);
}

/* --- reading --- */

/* What is no text of that length is left out. (transfer full) */
static GStrv
read_languages (JsonArray *array)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text
          = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                ? json_node_get_string (node)
                : "";

      if (*text != '\0' && strlen (text) <= MAX_LANGUAGE)
        g_ptr_array_add (list, g_strdup (text));
    }
  g_ptr_array_add (list, NULL);
  return (GStrv)g_ptr_array_free (list, FALSE);
}

AppNotification *
app_client_read_notification_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (AppNotification) row = g_new0 (AppNotification, 1);
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *languages;

  if (http != NULL)
    reply = app_http_json (http, "GET", HARK_API_NOTIFICATION, NULL, error);
  if (reply == NULL)
    return NULL;

  row->address = g_strdup (hark_json_get_string (reply, "address", HARK_MAIL_MAX_ADDRESS, error));
  if (row->address == NULL)
    return NULL;
  row->language = g_strdup (hark_json_get_string (reply, "language", MAX_LANGUAGE, error));
  if (row->language == NULL || !hark_json_get_bool (reply, "digest", &row->digest, error))
    return NULL;
  languages = hark_json_get_array (reply, "languages", MAX_LANGUAGES, error);
  if (languages == NULL)
    return NULL;

  row->languages = read_languages (languages);
  return g_steal_pointer (&row);
}

static gpointer
run_read (AppClient *self, gpointer data, GError **error)
{
  return app_client_read_notification_sync (self, error);
}

void
app_client_read_notification_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read, NULL, NULL, (GDestroyNotify)app_notification_free,
                         app_client_read_notification_async, callback, user);
}

AppNotification *
app_client_read_notification_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_notification_async, error);
}

/* --- changing --- */

gboolean
app_client_set_notification_sync (AppClient *self, const AppNotification *notification,
                                  GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;

  json_object_set_string_member (body, "address", notification->address);
  json_object_set_string_member (body, "language", notification->language);
  json_object_set_boolean_member (body, "digest", notification->digest);
  if (http != NULL)
    reply = app_http_json (http, "PUT", HARK_API_NOTIFICATION, body, error);
  return reply != NULL;
}

static gpointer
run_set (AppClient *self, gpointer data, GError **error)
{
  return app_client_set_notification_sync (self, data, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

void
app_client_set_notification_async (AppClient *self, const AppNotification *notification,
                                   GAsyncReadyCallback callback, gpointer user)
{
  AppNotification *copy = g_new0 (AppNotification, 1);

  copy->address = g_strdup (notification->address);
  copy->language = g_strdup (notification->language);
  copy->digest = notification->digest;
  app_client_start_call (self, run_set, copy, (GDestroyNotify)app_notification_free, NULL,
                         app_client_set_notification_async, callback, user);
}

gboolean
app_client_set_notification_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_set_notification_async, error) != NULL;
}

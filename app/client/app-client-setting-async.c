/* app-client-setting-async.c: the asynchronous twins of app-client-setting.h */
#include "app-client-private.h"
#include "app-client-setting.h"

static gpointer
run_load (AppClient *self, gpointer data, GError **error)
{
  return app_client_load_setting_sync (self, data, error);
}

void
app_client_load_setting_async (AppClient *self, const HarkId *scope, GAsyncReadyCallback callback,
                               gpointer user)
{
  app_client_start_call (self, run_load, hark_id_copy (scope), g_free,
                         (GDestroyNotify)app_setting_free, app_client_load_setting_async, callback,
                         user);
}

AppSetting *
app_client_load_setting_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_load_setting_async, error);
}

static gpointer
run_list (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_settings_sync (self, error);
}

void
app_client_list_settings_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_settings_async, callback, user);
}

GPtrArray *
app_client_list_settings_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_settings_async, error);
}

static gpointer
run_list_changes (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_setting_changes_sync (self, data, error);
}

void
app_client_list_setting_changes_async (AppClient *self, const HarkId *scope,
                                       GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list_changes, hark_id_copy (scope), g_free,
                         (GDestroyNotify)g_ptr_array_unref, app_client_list_setting_changes_async,
                         callback, user);
}

GPtrArray *
app_client_list_setting_changes_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_setting_changes_async, error);
}

typedef struct
{
  HarkId scope;
  guint64 before;
  gboolean was_default;
  JsonObject *body;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  json_object_unref (save->body);
  g_free (save);
}

static gpointer
run_save (AppClient *self, gpointer data, GError **error)
{
  const Save *save = data;

  return GINT_TO_POINTER (app_client_save_setting_body (self, &save->scope, save->before,
                                                        save->was_default, save->body, error));
}

void
app_client_save_setting_async (AppClient *self, const AppSetting *setting,
                               GAsyncReadyCallback callback, gpointer user)
{
  Save *save = g_new0 (Save, 1);

  save->scope = setting->scope;
  save->before = setting->version;
  save->was_default = setting->was_default;
  save->body = app_setting_to_json (setting);
  app_client_start_call (self, run_save, save, save_free, NULL, app_client_save_setting_async,
                         callback, user);
}

gboolean
app_client_save_setting_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_save_setting_async, error) != NULL;
}

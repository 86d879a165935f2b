/* app-client-account-async.c: the asynchronous twins of app-client-account.h */
#include "app-client-private.h"

#include "hark-seal.h"

/* A call's arguments: plain values, wiped with it. */
typedef struct
{
  char *texts[5];
  HarkId device;
  AppSetup *setup;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  for (guint i = 0; i < G_N_ELEMENTS (call->texts); i++)
    hark_seal_free_string (call->texts[i]);
  g_clear_object (&call->setup);
  g_free (call);
}

static gpointer
run_change (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (
      app_client_change_password_sync (self, call->texts[0], call->texts[1], error));
}

void
app_client_change_password_async (AppClient *self, const char *current, const char *password,
                                  GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->texts[0] = g_strdup (current);
  call->texts[1] = g_strdup (password);
  app_client_start_call (self, run_change, call, call_free, NULL, app_client_change_password_async,
                         callback, user);
}

gboolean
app_client_change_password_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_change_password_async, error) != NULL;
}

static gpointer
run_prepare_sheet (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_prepare_sheet_sync (self, call->texts[0], error);
}

void
app_client_prepare_sheet_async (AppClient *self, const char *password, GAsyncReadyCallback callback,
                                gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->texts[0] = g_strdup (password);
  app_client_start_call (self, run_prepare_sheet, call, call_free, g_object_unref,
                         app_client_prepare_sheet_async, callback, user);
}

AppSetup *
app_client_prepare_sheet_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_prepare_sheet_async, error);
}

static gpointer
run_prepare_recovery (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_prepare_recovery_sync (self, call->texts[0], call->texts[1], call->texts[2],
                                           call->texts[3], call->texts[4], error);
}

void
app_client_prepare_recovery_async (AppClient *self, const char *url, const char *user,
                                   const char *account_key, const char *recovery_key,
                                   const char *password, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  const char *const texts[] = { url, user, account_key, recovery_key, password };
  Call *call = g_new0 (Call, 1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    call->texts[i] = g_strdup (texts[i]);
  app_client_start_call (self, run_prepare_recovery, call, call_free, g_object_unref,
                         app_client_prepare_recovery_async, callback, user_data);
}

AppSetup *
app_client_prepare_recovery_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_prepare_recovery_async, error);
}

static gpointer
run_commit (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_commit_account_sync (self, call->setup, error));
}

void
app_client_commit_account_async (AppClient *self, AppSetup *setup, GAsyncReadyCallback callback,
                                 gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->setup = g_object_ref (setup);
  app_client_start_call (self, run_commit, call, call_free, NULL, app_client_commit_account_async,
                         callback, user);
}

gboolean
app_client_commit_account_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_commit_account_async, error) != NULL;
}

static gpointer
run_move (AppClient *self, gpointer data, GError **error)
{
  return GINT_TO_POINTER (app_client_move_to_keyring_sync (self, error));
}

void
app_client_move_to_keyring_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_move, NULL, NULL, NULL, app_client_move_to_keyring_async,
                         callback, user);
}

gboolean
app_client_move_to_keyring_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_move_to_keyring_async, error) != NULL;
}

/* --- devices --- */

static gpointer
run_list (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_devices_sync (self, error);
}

void
app_client_list_devices_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_devices_async, callback, user);
}

GPtrArray *
app_client_list_devices_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_devices_async, error);
}

static gpointer
run_read_reset (AppClient *self, gpointer data, GError **error)
{
  return app_client_read_own_reset_sync (self, error);
}

void
app_client_read_own_reset_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read_reset, NULL, NULL, (GDestroyNotify)app_own_reset_free,
                         app_client_read_own_reset_async, callback, user);
}

AppOwnReset *
app_client_read_own_reset_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_own_reset_async, error);
}

static gpointer
run_decline (AppClient *self, gpointer data, GError **error)
{
  return GINT_TO_POINTER (app_client_decline_reset_sync (self, error));
}

void
app_client_decline_reset_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_decline, NULL, NULL, NULL, app_client_decline_reset_async,
                         callback, user);
}

gboolean
app_client_decline_reset_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_decline_reset_async, error) != NULL;
}

static gpointer
run_end (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_end_device_sync (self, &call->device, error));
}

void
app_client_end_device_async (AppClient *self, const HarkId *device, GAsyncReadyCallback callback,
                             gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->device = *device;
  app_client_start_call (self, run_end, call, call_free, NULL, app_client_end_device_async,
                         callback, user);
}

gboolean
app_client_end_device_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_end_device_async, error) != NULL;
}

/* app-client-recovery-async.c: the asynchronous twins of app-client-recovery.h */
#include "app-client-recovery.h"

#include "app-client-private.h"

/* A call's arguments: plain values, wiped with it. */
typedef struct
{
  AppRecoveryKey *key;
  char *typed;
  HarkId area, shown;
  gboolean on;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->key, app_recovery_key_unref);
  hark_seal_free_string (call->typed);
  g_free (call);
}

static gpointer
run_set (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_set_recovery_key_sync (self, call->key, call->typed, error));
}

void
app_client_set_recovery_key_async (AppClient *self, AppRecoveryKey *key, const char *typed,
                                   GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->key = app_recovery_key_ref (key);
  call->typed = g_strdup (typed);
  app_client_start_call (self, run_set, call, call_free, NULL, app_client_set_recovery_key_async,
                         callback, user);
}

gboolean
app_client_set_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_set_recovery_key_async, error) != NULL;
}

static gpointer
run_end (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_end_recovery_key_sync (self, &call->shown, error));
}

void
app_client_end_recovery_key_async (AppClient *self, const HarkId *shown,
                                   GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->shown = *shown;
  app_client_start_call (self, run_end, call, call_free, NULL, app_client_end_recovery_key_async,
                         callback, user);
}

gboolean
app_client_end_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_end_recovery_key_async, error) != NULL;
}

static gpointer
run_seal (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (
      app_client_seal_to_recovery_key_sync (self, &call->shown, call->on, error));
}

void
app_client_seal_to_recovery_key_async (AppClient *self, const HarkId *shown, gboolean on,
                                       GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->shown = *shown;
  call->on = on;
  app_client_start_call (self, run_seal, call, call_free, NULL,
                         app_client_seal_to_recovery_key_async, callback, user);
}

gboolean
app_client_seal_to_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_seal_to_recovery_key_async, error)
         != NULL;
}

static gpointer
run_check (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_check_recovery_key_sync (self, call->typed, error));
}

void
app_client_check_recovery_key_async (AppClient *self, const char *typed,
                                     GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->typed = g_strdup (typed);
  app_client_start_call (self, run_check, call, call_free, NULL,
                         app_client_check_recovery_key_async, callback, user);
}

gboolean
app_client_check_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_check_recovery_key_async, error) != NULL;
}

static gpointer
run_use (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;
  AppRecovered *recovered = g_new0 (AppRecovered, 1);

  if (app_client_use_recovery_key_sync (self, &call->area, call->typed, recovered, error))
    return recovered;

  g_free (recovered);
  return NULL;
}

void
app_client_use_recovery_key_async (AppClient *self, const HarkId *area, const char *typed,
                                   GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->area = *area;
  call->typed = g_strdup (typed);
  app_client_start_call (self, run_use, call, call_free, g_free, app_client_use_recovery_key_async,
                         callback, user);
}

gboolean
app_client_use_recovery_key_finish (AppClient *self, GAsyncResult *result, AppRecovered *recovered,
                                    GError **error)
{
  g_autofree AppRecovered *found
      = app_client_finish_call (self, result, app_client_use_recovery_key_async, error);

  if (found == NULL)
    return FALSE;

  *recovered = *found;
  return TRUE;
}

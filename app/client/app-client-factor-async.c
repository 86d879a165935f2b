/* app-client-factor-async.c: the asynchronous twins of app-client-factor.h */
#include "app-client-factor.h"

#include "app-client-private.h"
#include "hark-seal.h"

static void
free_code (gpointer code)
{
  hark_seal_free_string (code);
}

static void
unref_sheet (gpointer sheet)
{
  app_factor_sheet_unref (sheet);
}

static void
free_secret (gpointer secret)
{
  app_factor_secret_free (secret);
}

static gpointer
run_read (AppClient *self, gpointer unused, GError **error)
{
  return app_client_read_factor_sync (self, error);
}

void
app_client_read_factor_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read, NULL, NULL, g_free, app_client_read_factor_async, callback,
                         user);
}

AppFactor *
app_client_read_factor_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_factor_async, error);
}

static gpointer
run_begin (AppClient *self, gpointer password, GError **error)
{
  return app_client_begin_factor_sync (self, password, error);
}

void
app_client_begin_factor_async (AppClient *self, const char *password, GAsyncReadyCallback callback,
                               gpointer user)
{
  app_client_start_call (self, run_begin, g_strdup (password), free_code, free_secret,
                         app_client_begin_factor_async, callback, user);
}

AppFactorSecret *
app_client_begin_factor_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_begin_factor_async, error);
}

static gpointer
run_confirm (AppClient *self, gpointer code, GError **error)
{
  return app_client_confirm_factor_sync (self, code, error);
}

void
app_client_confirm_factor_async (AppClient *self, const char *code, GAsyncReadyCallback callback,
                                 gpointer user)
{
  app_client_start_call (self, run_confirm, g_strdup (code), free_code, unref_sheet,
                         app_client_confirm_factor_async, callback, user);
}

AppFactorSheet *
app_client_confirm_factor_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_confirm_factor_async, error);
}

static gpointer
run_renew (AppClient *self, gpointer code, GError **error)
{
  return app_client_renew_factor_codes_sync (self, code, error);
}

void
app_client_renew_factor_codes_async (AppClient *self, const char *code,
                                     GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_renew, g_strdup (code), free_code, unref_sheet,
                         app_client_renew_factor_codes_async, callback, user);
}

AppFactorSheet *
app_client_renew_factor_codes_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_renew_factor_codes_async, error);
}

static gpointer
run_end (AppClient *self, gpointer code, GError **error)
{
  return GINT_TO_POINTER (app_client_end_factor_sync (self, code, error));
}

void
app_client_end_factor_async (AppClient *self, const char *code, GAsyncReadyCallback callback,
                             gpointer user)
{
  app_client_start_call (self, run_end, g_strdup (code), free_code, NULL,
                         app_client_end_factor_async, callback, user);
}

gboolean
app_client_end_factor_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_end_factor_async, error) != NULL;
}

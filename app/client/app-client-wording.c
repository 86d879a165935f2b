/* app-client-wording.c: see app-client-wording.h */
#include "app-client-wording.h"

#include "app-client-private.h"
#include "hark-api.h"

void
app_wording_free (AppWording *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->own, hark_wording_free);
  g_clear_pointer (&self->kept, hark_wording_free);
  g_free (self);
}

/* --- reading --- */

AppWording *
app_client_read_wording_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (AppWording) wording = g_new0 (AppWording, 1);
  g_autoptr (JsonObject) reply = NULL;

  if (http != NULL)
    reply = app_http_json (http, "GET", HARK_API_MAIL_WORDING, NULL, error);
  if (reply != NULL)
    wording->own = hark_wording_from_json (reply, "own", HARK_WORDING_MAX_TEXT, error);
  if (wording->own == NULL)
    return NULL;

  wording->kept = hark_wording_from_json (reply, "unsigned", HARK_WORDING_MAX_TEXT, NULL);
  if (wording->kept == NULL)
    wording->kept = hark_wording_new (); /* what cannot be read can be signed by nobody */
  return g_steal_pointer (&wording);
}

static gpointer
run_read (AppClient *self, gpointer data, GError **error)
{
  return app_client_read_wording_sync (self, error);
}

void
app_client_read_wording_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read, NULL, NULL, (GDestroyNotify)app_wording_free,
                         app_client_read_wording_async, callback, user);
}

AppWording *
app_client_read_wording_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_wording_async, error);
}

/* --- what was not signed --- */

gboolean
app_client_forget_wording_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) reply = NULL;

  if (http != NULL)
    reply = app_http_json (http, "DELETE", HARK_API_MAIL_WORDING, NULL, error);
  return reply != NULL;
}

static gpointer
run_forget (AppClient *self, gpointer data, GError **error)
{
  return app_client_forget_wording_sync (self, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

void
app_client_forget_wording_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_forget, NULL, NULL, NULL, app_client_forget_wording_async,
                         callback, user);
}

gboolean
app_client_forget_wording_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_forget_wording_async, error) != NULL;
}

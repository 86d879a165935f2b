/* app-client-watch.c: hearing of what is new as soon as it is there */
#include "app-client-private.h"

#include "hark-error.h"

static AppHttp *
open_http (GCancellable *cancellable, gpointer user)
{
  AppClient *self = user;
  AppHttp *http = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    http = app_http_new (self->store->account->url, self->token, cancellable);
  g_mutex_unlock (&self->lock);

  return http;
}

static gint64
get_pulled (AppClient *self)
{
  gint64 pulled;

  g_mutex_lock (&self->view_lock);
  pulled = self->pulled;
  g_mutex_unlock (&self->view_lock);

  return pulled;
}

/* One's own changes are here already when the server tells of them. What waits to be sent goes when
 * the server is back. */
static gboolean
on_news (gint64 to, gpointer user)
{
  AppClient *self = user;
  gboolean is_here = to <= get_pulled (self);

  if (is_here && app_client_get_connection (self) == APP_CONNECTION_ONLINE
      && app_client_get_waiting (self) == 0)
    return TRUE;

  /* an operation that has to wait is no reason to hear it again */
  return app_client_sync_sync (self, NULL) || to <= get_pulled (self);
}

static void
on_failed (const GError *error, gpointer user)
{
  AppClient *self = user;

  /* what was kept goes now, not at the next sync */
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_ENDED))
    app_client_sync_sync (self, NULL);
  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_UPGRADE)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_WAITING))
    return;

  app_client_set_connection (self, app_client_connection_after (error));
  app_client_tell (self, FALSE);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user)
{
  AppClient *self = user;

  if (available)
    app_events_retry (self->events);
}

void
app_client_watch_update (AppClient *self)
{
  gboolean on;

  g_mutex_lock (&self->watch_lock);
  on = self->is_watching && app_client_get_state (self) == APP_CLIENT_READY;
  if (self->events != NULL)
    app_events_set_on (self->events, on);
  g_mutex_unlock (&self->watch_lock);
}

void
app_client_watch (AppClient *self, gboolean on)
{
  static const AppEventsCalls calls = { open_http, on_news, on_failed };

  /* a client that is closed makes no threads any more */
  if (self->pool == NULL)
    return;

  g_mutex_lock (&self->watch_lock);
  self->is_watching = on;
  if (on && self->events == NULL)
    {
      self->events = app_events_new (&calls, self);
      self->network = g_object_ref (g_network_monitor_get_default ());
      self->network_id = g_signal_connect (self->network, "network-changed",
                                           G_CALLBACK (on_network_changed), self);
    }
  g_mutex_unlock (&self->watch_lock);
  app_client_watch_update (self);
}

void
app_client_watch_end (AppClient *self)
{
  AppEvents *events;

  g_mutex_lock (&self->watch_lock);
  self->is_watching = FALSE;
  events = g_steal_pointer (&self->events);
  if (self->network != NULL)
    g_clear_signal_handler (&self->network_id, self->network);
  g_clear_object (&self->network);
  g_mutex_unlock (&self->watch_lock);
  g_clear_pointer (&events, app_events_free);
}

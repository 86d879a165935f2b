/* app-syncer.c: see app-syncer.h */
#include "sync/app-syncer.h"

#include "async/app-weak.h"

#define FALLBACK_SECONDS 300

struct _AppSyncer
{
  GObject parent_instance;

  AppClient *client;
  GtkWindow *window; /* weak */
  guint timer;
  gboolean is_running;
  gboolean is_asked; /* the user waits for the one that runs */
  gboolean is_again; /* something changed while it ran */
};

static guint failed_signal;

G_DEFINE_FINAL_TYPE (AppSyncer, app_syncer, G_TYPE_OBJECT)

static void
on_synced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSyncer) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_sync_finish (APP_CLIENT (source), result, &error);
  gboolean is_asked;

  if (self == NULL)
    return;

  is_asked = self->is_asked;
  self->is_running = FALSE;
  self->is_asked = FALSE;
  /* How it stands is told by the client's connection; here only whoever asked hears of it. */
  if (!done && is_asked)
    g_signal_emit (self, failed_signal, 0, error);
  if (self->is_again)
    app_syncer_run (self, FALSE);
}

void
app_syncer_run (AppSyncer *self, gboolean asked)
{
  g_return_if_fail (APP_IS_SYNCER (self));

  self->is_asked = self->is_asked || asked;
  self->is_again = self->is_running;
  if (self->is_running || app_client_get_state (self->client) != APP_CLIENT_READY)
    return;

  self->is_running = TRUE;
  app_client_sync_async (self->client, on_synced, app_weak_new (self));
}

static gboolean
on_timer (gpointer user_data)
{
  AppSyncer *self = user_data;

  if (!self->is_running)
    app_syncer_run (self, FALSE);

  return G_SOURCE_CONTINUE;
}

static void
on_active (AppSyncer *self)
{
  if (self->window != NULL && gtk_window_is_active (self->window))
    app_syncer_run (self, FALSE);
}

AppSyncer *
app_syncer_new (AppClient *client, GtkWindow *window)
{
  AppSyncer *self = g_object_new (APP_TYPE_SYNCER, NULL);

  self->client = g_object_ref (client);
  app_client_set_uploads_beside (client, TRUE);
  g_set_weak_pointer (&self->window, window);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  self->timer = g_timeout_add_seconds (FALLBACK_SECONDS, on_timer, self);
  app_client_watch (client, TRUE);
  app_syncer_run (self, FALSE);

  return self;
}

static void
app_syncer_dispose (GObject *object)
{
  AppSyncer *self = APP_SYNCER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_weak_pointer (&self->window);
  if (self->client != NULL)
    app_client_watch (self->client, FALSE);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_syncer_parent_class)->dispose (object);
}

static void
app_syncer_class_init (AppSyncerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_syncer_dispose;

  failed_signal = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
app_syncer_init (AppSyncer *self)
{
}

/* app-client-private.h: shared by the blocking and the asynchronous side of the client */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

struct _AppClient
{
  GObject parent_instance;

  char *home;
  GMainContext *context; /* where signals go out */
  GThread *thread;
  GCancellable *cancellable;
  GThreadPool *pool;

  GMutex lock; /* store and token; never held over the network */
  AppStore *store;
  char *token;
  GCancellable *sync_cancellable; /* of the store that is open */

  GMutex view_lock; /* what getters hand out; never held over anything slow */
  AppClientState state;
  AppConnection connection;
  guint waiting;
  gint64 last_sync;
  const char *url, *user, *organisation, *fingerprint; /* interned */
  gboolean has_no_keyring;
  GPtrArray *areas;

  GMutex sync_lock;
  GCond sync_cond;
  gboolean sync_running;
  guint64 sync_started, sync_done;
  GError *sync_error; /* of the run that ended last */
};

/* app-client-view.c. The setters may be called from any thread. */
void app_client_install_view (GObjectClass *object_class);
void app_client_set_state (AppClient *self, AppClientState state);
void app_client_set_connection (AppClient *self, AppConnection connection);
/* The account's public side, kept as long as the program lives so that getters may hand out its
 * strings. */
void app_client_set_account (AppClient *self, const AppAccount *account);
/* Copies what screens ask for out of the store. The caller holds the lock. */
void app_client_refresh_view (AppClient *self);
/* Signals go out on the thread that the client belongs to. */
void app_client_tell (AppClient *self, gboolean changed);

/* Runs one queued call: the pool's function. */
void app_client_run_call (gpointer task, gpointer client);

G_END_DECLS

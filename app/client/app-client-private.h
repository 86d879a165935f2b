/* app-client-private.h: shared by the blocking and the asynchronous side of the client */
#pragma once

#include "app-client-account.h"
#include "app-client-recovery.h"
#include "app-client-team.h"
#include "app-events.h"
#include "app-store.h"
#include "app-sync.h"
#include "app-transfer.h"

G_BEGIN_DECLS

typedef struct _AppClientDrafts AppClientDrafts;

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
  gint64 absences_fetched; /* when, of the monotonic clock; 0: not yet */
  char *token;
  char *factor_code;              /* for the next sign-in; NULL: none */
  GCancellable *sync_cancellable; /* of the store that is open */

  GMutex view_lock; /* what getters hand out; never held over anything slow */
  AppClientState state;
  AppConnection connection;
  guint waiting;
  gint64 last_sync;
  gint64 pulled; /* the server's seq up to which everything is here; 0: unknown */
  const char *url, *user, *organisation, *fingerprint; /* interned */
  const char *inviter;                                 /* interned too; NULL: nobody */
  const char *set_aside;                               /* interned; NULL: nothing was */
  gboolean has_no_keyring;
  gboolean is_sealing;
  char *sealing_name; /* NULL: to several people */
  guint sealing_done, sealing_total;
  AppTeamwork teamwork; /* since it was taken last; names may be NULL */
  GPtrArray *areas;
  GPtrArray *people; /* AppPerson, as of the roster with people_seq statements */
  guint64 people_seq;
  AppAbsences *absences; /* app-absence.h; NULL while locked */
  AppRecoveryState recovery;
  HarkRosterPolicy policy; /* of the roster; the defaults while locked */
  guint told_min_password; /* as the server said last, to whom the roster is not known; 0: never */
  gboolean is_restored;    /* and the user was not told yet */
  gint64 restored_made;
  guint restored_again;
  GHashTable *deferred; /* HarkId of operations that do not go yet; NULL until the first one */

  AppTransfers *transfers;
  GMutex upload_lock;
  gboolean uploads_beside; /* by a worker of their own, not in the sync */
  gboolean uploading, upload_again;
  GHashTable *uploaded; /* HarkId of blobs that the server has whole */
  GThread *uploader;

  GMutex sync_lock;
  GCond sync_cond;
  gboolean sync_running;
  guint64 sync_started, sync_done;
  GError *sync_error; /* of the run that ended last */

  AppClientDrafts *drafts;

  GMutex watch_lock;
  gboolean is_watching; /* while the account is open */
  AppEvents *events;    /* NULL until the first app_client_watch () */
  GNetworkMonitor *network;
  gulong network_id;
};

/* app-client-outbox.c. Tells @sync what is deferred. */
void app_client_prepare_deferred (AppClient *self, AppSync *sync);
/* The words of @taken (element-type AppWaiting) to the drafts of their
 * tickets.
 */
gboolean app_client_return_taken (AppClient *self, GPtrArray *taken, GError **error);
/* FALSE where a report that @op sends would come between the words of one for somebody else:
 * HARK_ERROR_BUSY. */
gboolean app_client_check_return (AppClient *self, const HarkId *op, GError **error);
/* In the transaction that was begun: the operation that @action becomes,
 * instead of what it replaces, whose attachments @files are joined by. @ticket may be NULL. */
gboolean app_client_keep (AppStore *store, const AppAction *action, GPtrArray *files,
                          HarkId *ticket, GError **error);

/* app-client-recovery.c. The caller holds the lock. */
AppRecoveryState app_client_describe_recovery (AppStore *store);
/* app-client-view.c. The setters may be called from any thread. */
void app_client_install_view (GObjectClass *object_class);
void app_client_set_state (AppClient *self, AppClientState state);
void app_client_set_connection (AppClient *self, AppConnection connection);
/* The account's public side, kept as long as the program lives so that getters may hand out its
 * strings. */
void app_client_set_account (AppClient *self, const AppAccount *account);
void app_client_set_set_aside (AppClient *self, const char *path);
/* Copies what screens ask for out of the store. The caller holds the lock. */
void app_client_refresh_view (AppClient *self);
/* app-client-person.c: those in the roster of the store, whose lock the caller holds. (transfer
 * full)
 */
GPtrArray *app_client_copy_people (AppClient *self);
/* Signals go out on the thread that the client belongs to. */
void app_client_tell (AppClient *self, gboolean changed);

/* Something to see of attachments on their way: the "transfer" signal. */
void app_client_tell_transfer (gpointer self);

/* app-client-sealing.c. The "sealing" signal. */
void app_client_tell_sealing (AppClient *self);
/* @sync tells how far its sealing is; once it is over there is none. */
void app_client_prepare_sealing (AppClient *self, AppSync *sync);
void app_client_end_sealing (AppClient *self);

/* What a run of requests works with; NULL while locked. It can be cancelled by itself: locking the
 * account does not wait. */
AppStore *app_client_begin_requests (AppClient *self, AppHttp **http, GCancellable **cancellable,
                                     GError **error);

/* app-client-policy.c: of a server that this account may not have a session with yet. */
void app_client_note_min_password (AppClient *self, guint min);
/* The same of what is passed through, NULL too. */
AppServerInfo *app_client_note_info (AppClient *self, AppServerInfo *info);

/* app-client-team.c. Something that is signed in and needs no lock while it waits for an answer.
 * NULL while locked. */
AppHttp *app_client_begin_request (AppClient *self, GError **error);

/* app-client-transfer.c */
void app_client_init_transfers (AppClient *self);
void app_client_clear_transfers (AppClient *self);
/* Tells @sync how attachments go, and after it sends what waits for theirs. */
void app_client_prepare_uploads (AppClient *self, AppSync *sync);
void app_client_start_uploads (AppClient *self);
/* Waits for the worker; what it does must have been cancelled. */
void app_client_join_uploads (AppClient *self);

/* app-client-draft.c. Open, flush and close: the caller holds the client's lock. */
AppClientDrafts *app_client_drafts_new (void);
void app_client_drafts_free (AppClientDrafts *self);
gboolean app_client_drafts_open (AppClientDrafts *self, AppStore *store, GError **error);
/* Writes what is not on disk yet. @news becomes TRUE where another program had written there too.
 */
gboolean app_client_drafts_flush (AppClientDrafts *self, AppStore *store, gboolean *news,
                                  GError **error);
/* Has @sync write them before a page, and take note after it of tickets that went with it. */
void app_client_prepare_drafts (AppClient *self, AppSync *sync);
/* Wipes them from memory. */
void app_client_drafts_close (AppClientDrafts *self);

/* Says "locking", at once. */
void app_client_tell_locking (AppClient *self);

/* Flushes them in the pool. */
void app_client_write_drafts (AppClient *self);

/* app-client.c, for the other nouns. FALSE always. */
gboolean app_client_fail_locked (GError **error);
/* HARK_ERROR_SETUP where there is an account already. */
gboolean app_client_check_empty (AppClient *self, GError **error);
typedef enum
{
  APP_ADOPT_HERE,     /* in this home: nothing is there, or this account under the same keys */
  APP_ADOPT_KEY_LOST, /* instead of a device whose key is lost, which is set aside */
  APP_ADOPT_RESET,    /* instead of a device under keys that are not the account's any more */
} AppAdoption;

/* Takes this device into use, or into use again after a change of password. What is (transfer full)
 * is taken on failure too: all but @password. */
gboolean app_client_adopt (AppClient *self, AppAdoption adoption, AppAccount *account,
                           AppKeys *keys, const char *password, char *token, GError **error);
/* What this device knows: nothing yet, its account and keys, or its account alone, whose keys are
 * lost. An account key that was typed is needed but for the second. */
gboolean app_client_find_known (AppClient *self, const char *typed, guint8 account_key[16],
                                AppAccount **known, AppKeys **keys, GError **error);
/* Signs in with a set-up that the server has taken, and takes this device into use with it. */
gboolean app_client_adopt_setup (AppClient *self, AppAdoption adoption, AppSetup *setup,
                                 AppHttp *http, GError **error);
/* Runs @work with what a sync has, while no other one runs on this home. */
typedef gboolean (*AppClientWork) (AppSync *sync, gconstpointer data, GError **error);
gboolean app_client_run_work (AppClient *self, AppClientWork work, gconstpointer data,
                              GError **error);
/* Adds what @sync did for others to what app_client_take_teamwork () hands out. */
void app_client_add_teamwork (AppClient *self, const AppSync *sync);

/* app-client-async.c, for the other nouns: runs @func in the pool, with @data that goes with the
 * call. NULL is a failure. */
typedef gpointer (*AppClientFunc) (AppClient *self, gpointer data, GError **error);
void app_client_start_call (AppClient *self, AppClientFunc func, gpointer data,
                            GDestroyNotify free_data, GDestroyNotify free_result, gpointer tag,
                            GAsyncReadyCallback callback, gpointer user);
gpointer app_client_finish_call (AppClient *self, GAsyncResult *result, gpointer tag,
                                 GError **error);

/* How it stands after a request that ended with @error, NULL for none. */
AppConnection app_client_connection_after (const GError *error);

/* app-client-watch.c: the account was opened or locked; the client closes. */
void app_client_watch_update (AppClient *self);
void app_client_watch_end (AppClient *self);

/* app-client-factor.c: (transfer full), to be wiped; NULL: none was set. */
char *app_client_take_factor_code (AppClient *self);

/* app-client-account.c: after a sync that went through, once: what this device is called. Without
 * lock; a server that does not take it is asked again. */
void app_client_say_device (AppClient *self, AppStore *store, AppHttp *http);

/* app-client-team.c: what this device knows of @user before it asks the server for more: the hash
 * of their keys, zeros for nobody, and whether they are of the team of @area. FALSE while locked.
 */
gboolean app_client_look_at (AppClient *self, const HarkId *user, const HarkId *area,
                             guint8 keys[32], gboolean *is_member, GError **error);

/* app-client-absence.c: out of the store; the caller holds the lock. */
void app_client_show_absences (AppClient *self);
/* After a sync that went through; without lock. A server that does not say is asked again. */
void app_client_refresh_absences (AppClient *self, AppHttp *http);

/* app-client-person.c: after the first sync of a device, to which everything is new. Without lock.
 */
void app_client_begin_team_changes (AppClient *self, AppStore *store);

/* app-client-restored.c: after a sync that went through; the caller holds the lock. */
void app_client_note_restored (AppClient *self, AppStore *store);

/* Runs one queued call: the pool's function. */
void app_client_run_call (gpointer task, gpointer client);

G_END_DECLS

/* app-client.c: the blocking side of app-client.h */
#include "app-client-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app-absence.h"
#include "app-anew.h"
#include "app-carry.h"
#include "app-ended.h"
#include "app-intent.h"
#include "app-file.h"
#include "app-load.h"
#include "app-setup.h"
#include "app-sign-in.h"
#include "app-sync.h"
#include "hark-code.h"
#include "hark-error.h"

#define POOL_THREADS 6

G_DEFINE_FINAL_TYPE (AppClient, app_client, G_TYPE_OBJECT)

/* --- life --- */

static void
app_client_dispose (GObject *object)
{
  app_client_close (APP_CLIENT (object));
  G_OBJECT_CLASS (app_client_parent_class)->dispose (object);
}

static void
app_client_finalize (GObject *object)
{
  AppClient *self = APP_CLIENT (object);

  g_clear_pointer (&self->store, app_store_unref);
  hark_seal_free_string (self->token);
  hark_seal_free_string (self->factor_code);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->absences, app_absences_unref);
  g_clear_pointer (&self->deferred, g_hash_table_unref);
  g_clear_error (&self->sync_error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->sync_cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->view_lock);
  g_mutex_clear (&self->sync_lock);
  g_mutex_clear (&self->watch_lock);
  g_cond_clear (&self->sync_cond);
  app_client_clear_transfers (self);
  app_client_drafts_free (self->drafts);
  g_free (self->teamwork.names);
  g_free (self->home);

  G_OBJECT_CLASS (app_client_parent_class)->finalize (object);
}

static void
app_client_class_init (AppClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = app_client_dispose;
  object_class->finalize = app_client_finalize;
  app_client_install_view (object_class);
}

static void
app_client_init (AppClient *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->view_lock);
  g_mutex_init (&self->sync_lock);
  g_mutex_init (&self->watch_lock);
  g_cond_init (&self->sync_cond);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->drafts = app_client_drafts_new ();
  self->cancellable = g_cancellable_new ();
  self->sync_cancellable = g_cancellable_new ();
  app_client_init_transfers (self);
  self->pool = g_thread_pool_new (app_client_run_call, self, POOL_THREADS, FALSE, NULL);
}

AppClient *
app_client_new (const char *home, GError **error)
{
  g_autoptr (AppClient) self = NULL;
  g_autoptr (AppAccount) account = NULL;
  g_autoptr (GError) local = NULL;

  hark_seal_init ();
  app_anew_sweep (home);
  /* on a read-only disk everything can be read, and its folder stays as it is */
  if (g_mkdir_with_parents (home, 0700) != 0 || (g_chmod (home, 0700) != 0 && errno != EROFS))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the folder %s cannot be used: %s", home,
                   g_strerror (errno));
      return NULL;
    }

  self = g_object_new (APP_TYPE_CLIENT, NULL);
  self->home = g_strdup (home);
  account = app_home_read_account (home, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (account != NULL)
    {
      app_client_set_account (self, account);
      app_client_set_state (self, APP_CLIENT_LOCKED);
    }

  return g_steal_pointer (&self);
}

/* The last chance: what a worker did not come to. The caller holds the lock. */
static void
write_drafts (AppClient *self)
{
  gboolean news = FALSE;

  if (self->store != NULL)
    app_client_drafts_flush (self->drafts, self->store, &news, NULL);
}

void
app_client_close (AppClient *self)
{
  if (self->pool == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
  g_cancellable_cancel (self->sync_cancellable);
  g_mutex_unlock (&self->lock);
  app_client_watch_end (self);
  app_client_join_uploads (self);
  /* The last reference may fall in a thread of the pool, which cannot wait for itself. */
  g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, g_thread_self () == self->thread);

  g_mutex_lock (&self->lock);
  write_drafts (self);
  g_mutex_unlock (&self->lock);
}

/* --- the store --- */

gboolean
app_client_fail_locked (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  return FALSE;
}

/* What was sealed by a program that ended before it kept the message. */
static void
sweep_spool (AppStore *store)
{
  int lock = app_home_lock_sweep (store->home);
  g_autoptr (GHashTable) blobs = lock >= 0 ? app_outbox_list_blobs (store->outbox, NULL) : NULL;

  if (blobs != NULL)
    app_file_sweep (store->home, blobs);
  if (lock >= 0)
    close (lock);
}

/* Opens the databases for @account and @keys (both taken) and makes the client READY. */
static gboolean
open_store (AppClient *self, AppAccount *account, AppKeys *keys, char *token, GError **error)
{
  AppStore *store;

  app_client_set_account (self, account);
  g_mutex_lock (&self->lock);
  write_drafts (self);
  g_clear_pointer (&self->store, app_store_unref);
  hark_seal_free_string (self->token);
  self->token = token;
  store = app_store_open (self->home, account, keys, error);
  if (store != NULL && !app_client_drafts_open (self->drafts, store, error))
    g_clear_pointer (&store, app_store_unref);
  self->store = store;
  self->absences_fetched = 0;
  if (store != NULL)
    sweep_spool (store);
  app_client_refresh_view (self);
  g_mutex_unlock (&self->lock);

  app_client_set_state (self, store != NULL ? APP_CLIENT_READY : APP_CLIENT_LOCKED);
  app_client_watch_update (self);
  app_client_tell (self, TRUE);
  return store != NULL;
}

/* Secrets first, then who it is. */
static gboolean
write_device (AppClient *self, const char *home, AppAccount *account, const AppKeys *keys,
              const char *password, const char *token, GError **error)
{
  return app_home_write_keys (home, account, keys, password, self->cancellable, error)
         && app_home_write_token (home, account, keys, token, self->cancellable, error)
         && app_home_write_account (home, account, error);
}

/* Instead of what is here. Nothing has changed until all of the new device is kept. */
static gboolean
write_anew (AppClient *self, AppAdoption adoption, AppAccount *account, const AppKeys *keys,
            const char *password, const char *token, GError **error)
{
  g_autoptr (AppAnew) anew = app_anew_begin (self->home, error);
  g_autofree char *aside = NULL;

  if (anew == NULL)
    return FALSE;

  if (adoption == APP_ADOPT_KEY_LOST && app_client_get_state (self) != APP_CLIENT_LOCKED)
    g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                 "this device's key was found meanwhile: nothing was set aside");
  else if ((adoption != APP_ADOPT_RESET
            || app_client_carry_unsent (self, app_anew_get_path (anew), keys, error))
           && write_device (self, app_anew_get_path (anew), account, keys, password, token, error))
    aside = app_anew_replace (anew, error);
  if (aside != NULL)
    app_client_set_set_aside (self, aside);

  return aside != NULL;
}

gboolean
app_client_adopt (AppClient *self, AppAdoption adoption, AppAccount *account, AppKeys *keys,
                  const char *password, char *token, GError **error)
{
  if (adoption != APP_ADOPT_HERE
          ? !write_anew (self, adoption, account, keys, password, token, error)
          : !write_device (self, self->home, account, keys, password, token, error))
    {
      app_account_free (account);
      hark_seal_free (keys);
      hark_seal_free_string (token);
      return FALSE;
    }

  app_client_set_connection (self, APP_CONNECTION_IDLE);
  return open_store (self, account, keys, token, error);
}

gboolean
app_client_check_empty (AppClient *self, GError **error)
{
  if (app_client_get_state (self) == APP_CLIENT_EMPTY)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP, "this folder already has an account");
  return FALSE;
}

/* --- first start --- */

AppServerInfo *
app_client_probe_sync (AppClient *self, const char *url, GError **error)
{
  g_autofree char *normal = app_http_normalise_url (url, error);
  g_autoptr (AppHttp) http = NULL;
  guint8 root_pk[32];

  if (normal == NULL)
    return NULL;

  http = app_http_new (normal, NULL, self->cancellable);
  return app_client_note_info (self, app_setup_read_info (http, normal, root_pk, error));
}

AppSetup *
app_client_prepare_setup_sync (AppClient *self, const char *url, const char *user, const char *mail,
                               const char *area, const char *password, GError **error)
{
  return app_client_check_empty (self, error)
             ? app_setup_prepare (url, user, mail, area, password, self->cancellable, error)
             : NULL;
}

gboolean
app_client_adopt_setup (AppClient *self, AppAdoption adoption, AppSetup *setup, AppHttp *http,
                        GError **error)
{
  char *token = app_sign_in_session (http, &setup->account->user, &setup->account->device,
                                     setup->secrets, NULL, error);

  return token != NULL
         && app_client_adopt (self, adoption, app_account_copy (setup->account),
                              app_keys_copy (setup->keys), setup->password, token, error);
}

gboolean
app_client_commit_setup_sync (AppClient *self, AppSetup *setup, const char *code, GError **error)
{
  g_autoptr (AppHttp) http = app_http_new (setup->account->url, NULL, self->cancellable);

  return app_client_check_empty (self, error) && app_setup_send (setup, http, code, error)
         && app_client_adopt_setup (self, APP_ADOPT_HERE, setup, http, error);
}

gboolean
app_client_find_known (AppClient *self, const char *typed, guint8 account_key[16],
                       AppAccount **known, AppKeys **keys, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (typed != NULL && !hark_code_parse (typed, account_key, &local))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the account key: %s", local->message);
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    {
      *known = app_account_copy (self->store->account);
      *keys = app_keys_copy (self->store->keys);
      if (typed == NULL)
        memcpy (account_key, (*keys)->account_key, 16);
    }
  g_mutex_unlock (&self->lock);
  if (*keys != NULL)
    return TRUE;

  if (typed == NULL && app_client_get_state (self) == APP_CLIENT_EMPTY)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the account key is missing");
  else if (typed == NULL)
    app_client_fail_locked (error);
  else if (app_client_get_state (self) == APP_CLIENT_EMPTY)
    return TRUE;
  else
    *known = app_home_read_account (self->home, error);

  return *known != NULL;
}

gboolean
app_client_sign_in_sync (AppClient *self, const char *url, const char *user, const char *password,
                         const char *account_key, GError **error)
{
  g_autoptr (AppAccount) known = NULL;
  AppKeys *known_keys = NULL;
  AppAccount *account = NULL;
  AppKeys *keys = NULL;
  guint8 key[16];
  char *token = NULL, *code = app_client_take_factor_code (self);
  AppAdoption adoption;

  if (app_client_find_known (self, account_key, key, &known, &known_keys, error))
    token = app_sign_in (url, user, password, key, code, known, known_keys, self->cancellable,
                         &account, &keys, error);
  hark_seal_wipe (key, sizeof key);
  hark_seal_free_string (code);
  adoption = known != NULL && known_keys == NULL ? APP_ADOPT_KEY_LOST : APP_ADOPT_HERE;
  hark_seal_free (known_keys);

  return token != NULL && app_client_adopt (self, adoption, account, keys, password, token, error);
}

/* --- each start --- */

gboolean
app_client_unlock_sync (AppClient *self, const char *password, GError **error)
{
  AppAccount *account = app_home_read_account (self->home, error);
  AppKeys *keys;

  if (account == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP, "there is no account in this folder yet");
      return FALSE;
    }

  keys = app_home_read_keys (self->home, account, password, self->cancellable, error);
  if (keys == NULL)
    {
      app_account_free (account);
      return FALSE;
    }

  return open_store (self, account, keys,
                     app_home_read_token (self->home, account, keys, self->cancellable), error);
}

void
app_client_lock (AppClient *self)
{
  if (g_thread_self () == self->thread && app_client_get_state (self) == APP_CLIENT_READY)
    app_client_tell_locking (self);

  g_mutex_lock (&self->lock);
  write_drafts (self);
  app_client_drafts_close (self->drafts);
  g_cancellable_cancel (self->sync_cancellable);
  g_clear_object (&self->sync_cancellable);
  self->sync_cancellable = g_cancellable_new ();
  g_clear_pointer (&self->store, app_store_unref);
  hark_seal_free_string (g_steal_pointer (&self->token));
  app_client_refresh_view (self);
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&self->view_lock);
  self->pulled = 0;
  g_mutex_unlock (&self->view_lock);

  if (app_client_get_state (self) == APP_CLIENT_READY)
    app_client_set_state (self, APP_CLIENT_LOCKED);
  app_client_watch_update (self);
  app_client_tell (self, TRUE);
}

/* --- reading --- */

GPtrArray *
app_client_list_sync (AppClient *self, GError **error)
{
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (app_store_refresh (self->store, error))
    list = app_load_list (self->store, error);
  g_mutex_unlock (&self->lock);

  return list;
}

AppTicket *
app_client_load_ticket_sync (AppClient *self, const HarkId *ticket, GError **error)
{
  AppTicket *loaded = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (app_store_refresh (self->store, error))
    loaded = app_load_ticket (self->store, ticket, error);
  g_mutex_unlock (&self->lock);

  return loaded;
}

gboolean
app_client_find_number (AppClient *self, const char *number, HarkId *ticket)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = self->store != NULL && app_cache_find_number (self->store->cache, number, ticket);
  g_mutex_unlock (&self->lock);

  return found;
}

static void
cancel_other (GCancellable *cancellable, gpointer other)
{
  g_cancellable_cancel (other);
}

static gboolean
fetch_and_save (AppClient *self, AppHttp *http, const HarkManifest *manifest, const char *path,
                GCancellable *either, GError **error)
{
  return (app_file_is_here (self->home, &manifest->blob)
          || app_file_fetch (self->home, http, manifest, self->transfers, error))
         && app_file_save (self->home, manifest, path, either, error);
}

gboolean
app_client_save_file_sync (AppClient *self, const HarkId *ticket, const HarkId *file,
                           const char *path, GCancellable *cancellable, GError **error)
{
  /* cancelled when the caller wants it, and when the client closes */
  g_autoptr (GCancellable) either = g_cancellable_new ();
  g_autoptr (HarkManifest) manifest = NULL;
  g_autoptr (AppHttp) http = NULL;
  gulong ours, theirs = 0;
  gboolean ok;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    manifest = app_load_manifest (self->store, ticket, file, error);
  if (manifest != NULL)
    http = app_http_new (self->store->account->url, self->token, either);
  g_mutex_unlock (&self->lock);
  if (manifest == NULL)
    return FALSE;

  ours = g_cancellable_connect (self->cancellable, G_CALLBACK (cancel_other), either, NULL);
  if (cancellable != NULL)
    theirs = g_cancellable_connect (cancellable, G_CALLBACK (cancel_other), either, NULL);
  ok = fetch_and_save (self, http, manifest, path, either, error);
  g_cancellable_disconnect (self->cancellable, ours);
  g_cancellable_disconnect (cancellable, theirs);

  return ok;
}

/* --- changing --- */

/* Seals the attachments into the spool before anything is promised. */
static GPtrArray *
spool_files (AppClient *self, const char *const *paths, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_manifest_free);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      HarkManifest *manifest = NULL;

      if (i == HARK_TICKET_MAX_FILES)
        g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                     "at most %d attachments go with one message", HARK_TICKET_MAX_FILES);
      else
        manifest = app_file_spool (self->home, paths[i], error);
      if (manifest == NULL)
        {
          for (guint j = 0; j < files->len; j++)
            app_file_discard (self->home, &((HarkManifest *)g_ptr_array_index (files, j))->blob);
          return NULL;
        }
      g_ptr_array_add (files, manifest);
    }

  return g_steal_pointer (&files);
}

static gboolean
keep (AppClient *self, const AppAction *action, GPtrArray *files, HarkId *ticket, GError **error)
{
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (app_store_refresh (self->store, error) && app_outbox_begin (self->store->outbox, error))
    ok = app_outbox_end (self->store->outbox,
                         app_client_keep (self->store, action, files, ticket, error), error);
  if (ok)
    app_client_refresh_view (self);
  g_mutex_unlock (&self->lock);

  return ok;
}

static gboolean
seal_and_keep (AppClient *self, const AppAction *action, HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) files = spool_files (self, action->files, error);

  if (files == NULL)
    return FALSE;
  if (keep (self, action, files, ticket, error))
    return TRUE;

  for (guint i = 0; i < files->len; i++)
    app_file_discard (self->home, &((HarkManifest *)g_ptr_array_index (files, i))->blob);
  return FALSE;
}

gboolean
app_client_act_sync (AppClient *self, const AppAction *action, HarkId *ticket, GError **error)
{
  int lock = action->files != NULL ? app_home_lock_seal (self->home) : -1;
  gboolean ok = seal_and_keep (self, action, ticket, error);

  if (lock >= 0)
    close (lock);
  if (ok)
    app_client_tell (self, TRUE);

  return ok;
}

/* --- sync --- */

AppStore *
app_client_begin_requests (AppClient *self, AppHttp **http, GCancellable **cancellable,
                           GError **error)
{
  AppStore *store = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    {
      store = app_store_ref (self->store);
      *cancellable = g_object_ref (self->sync_cancellable);
      *http = app_http_new (store->account->url, self->token, *cancellable);
    }
  g_mutex_unlock (&self->lock);
  if (store == NULL)
    app_client_fail_locked (error);

  return store;
}

/* One at a time, in whichever program. */
static gboolean
run_locked (AppClient *self, AppSync *sync, AppClientWork work, gconstpointer data,
            GCancellable *cancellable, GError **error)
{
  int lock = app_home_lock_sync (self->home, cancellable, error);
  gboolean ok;

  if (lock < 0)
    return FALSE;

  g_mutex_lock (&self->lock);
  ok = app_store_refresh (sync->store, error);
  g_mutex_unlock (&self->lock);
  app_client_prepare_drafts (self, sync);
  ok = ok && work (sync, data, error);
  close (lock);

  return ok;
}

gboolean
app_client_run_work (AppClient *self, AppClientWork work, gconstpointer data, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (AppStore) store = app_client_begin_requests (self, &http, &cancellable, error);
  AppSync sync = { .store = store, .lock = &self->lock, .http = http };
  gboolean ok;

  if (store == NULL)
    return FALSE;

  ok = run_locked (self, &sync, work, data, cancellable, error);
  g_clear_error (&sync.problem);
  g_mutex_lock (&self->lock);
  app_client_refresh_view (self);
  g_mutex_unlock (&self->lock);
  app_client_tell (self, sync.changed);

  return ok;
}

static gboolean
replace (char **text, const char *other)
{
  if (other == NULL || g_str_equal (*text, other))
    return FALSE;

  g_free (*text);
  *text = g_strdup (other);
  return TRUE;
}

/* What the organisation and this user are called is signed; until the list of people was here, it
 * was the server's word. The caller holds the lock. */
static void
take_names (AppClient *self, AppStore *store)
{
  AppAccount *account = store->account;
  gboolean is_other = replace (&account->organisation, hark_roster_get_name (store->roster));

  is_other = replace (&account->name, app_store_user_name (store, &account->user)) || is_other;
  if (!is_other)
    return;

  app_home_write_account (self->home, account, NULL);
  app_client_set_account (self, account);
}

static gboolean
sync_work (AppSync *sync, gconstpointer unused, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (app_sync_run (sync, &local))
    return TRUE;

  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_ENDED))
    app_ended_forget (sync);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
run_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (AppStore) store = app_client_begin_requests (self, &http, &cancellable, error);
  g_autoptr (GError) local = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  AppSync sync = { .store = store, .lock = &self->lock, .http = http, .names = names };

  if (store == NULL)
    return;

  if (app_client_get_connection (self) == APP_CONNECTION_IDLE)
    {
      app_client_set_connection (self, APP_CONNECTION_SYNCING);
      app_client_tell (self, FALSE);
    }
  app_client_prepare_uploads (self, &sync);
  app_client_prepare_deferred (self, &sync);
  app_client_prepare_sealing (self, &sync);
  run_locked (self, &sync, sync_work, NULL, cancellable, &local);
  app_client_end_sealing (self);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_AUTH)
      && app_sign_in_is_forgotten (http, store->account))
    {
      g_clear_error (&local);
      app_sign_in_fail_forgotten (store->account, &local);
    }
  if (sync.uploads_wait)
    app_client_start_uploads (self);
  g_clear_error (&sync.problem);
  app_client_add_teamwork (self, &sync);
  if (!g_cancellable_is_cancelled (cancellable))
    {
      /* what waits for the user's look is all that went wrong */
      gboolean is_whole = local == NULL || g_error_matches (local, HARK_ERROR, HARK_ERROR_UNSEEN);

      app_client_set_connection (self, app_client_connection_after (local));
      g_mutex_lock (&self->lock);
      app_client_refresh_view (self);
      if (is_whole)
        {
          take_names (self, store);
          app_client_note_restored (self, store);
        }
      g_mutex_unlock (&self->lock);
      if (is_whole)
        {
          app_client_begin_team_changes (self, store);
          app_client_say_device (self, store, http);
          app_client_refresh_absences (self, http);
        }
      g_mutex_lock (&self->view_lock);
      self->pulled = sync.pulled;
      g_mutex_unlock (&self->view_lock);
      app_client_tell (self, sync.changed);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
}

/* A call is served by the next run that starts after it: what it wants sent is then surely seen,
 * and any number of calls cost at most one run more. */
gboolean
app_client_sync_sync (AppClient *self, GError **error)
{
  guint64 wanted;
  gboolean ok;

  g_mutex_lock (&self->sync_lock);
  wanted = self->sync_started + 1;
  while (self->sync_done < wanted)
    {
      g_autoptr (GError) local = NULL;

      if (self->sync_running)
        {
          g_cond_wait (&self->sync_cond, &self->sync_lock);
          continue;
        }
      self->sync_running = TRUE;
      self->sync_started++;
      g_mutex_unlock (&self->sync_lock);
      run_sync (self, &local);
      g_mutex_lock (&self->sync_lock);
      self->sync_running = FALSE;
      self->sync_done = self->sync_started;
      g_clear_error (&self->sync_error);
      self->sync_error = g_steal_pointer (&local);
      g_cond_broadcast (&self->sync_cond);
    }
  ok = self->sync_error == NULL;
  if (!ok)
    g_propagate_error (error, g_error_copy (self->sync_error));
  g_mutex_unlock (&self->sync_lock);

  return ok;
}

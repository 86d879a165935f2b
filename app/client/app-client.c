/* app-client.c: the blocking side of app-client.h */
#include "app-client-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app-intent.h"
#include "app-file.h"
#include "app-load.h"
#include "app-setup.h"
#include "app-sign-in.h"
#include "app-sync.h"
#include "hark-code.h"
#include "hark-error.h"

#define POOL_THREADS 6

enum
{
  PROP_STATE = 1,
  PROP_CONNECTION,
  PROP_WAITING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppClient, app_client, G_TYPE_OBJECT)

/* --- what others may see: under view_lock --- */

static void
app_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppClient *self = APP_CLIENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, app_client_get_state (self));
      break;
    case PROP_CONNECTION:
      g_value_set_uint (value, app_client_get_connection (self));
      break;
    case PROP_WAITING:
      g_value_set_uint (value, app_client_get_waiting (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

typedef struct
{
  AppClient *client;
  gboolean changed;
} Announcement;

static gboolean
announce (gpointer user)
{
  Announcement *news = user;

  for (guint i = PROP_STATE; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (news->client), props[i]);
  if (news->changed)
    g_signal_emit (news->client, changed_signal, 0);

  return G_SOURCE_REMOVE;
}

static void
announcement_free (gpointer user)
{
  Announcement *news = user;

  g_object_unref (news->client);
  g_free (news);
}

/* Signals go out on the thread that the client belongs to. */
static void
tell (AppClient *self, gboolean changed)
{
  Announcement *news = g_new0 (Announcement, 1);
  g_autoptr (GSource) source = NULL;

  news->client = g_object_ref (self);
  news->changed = changed;
  if (g_thread_self () == self->thread)
    {
      announce (news);
      announcement_free (news);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, announce, news, announcement_free);
  g_source_attach (source, self->context);
}

static void
area_func (const HarkId *id, const char *name, const char *description, gboolean is_default, gpointer user)
{
  GPtrArray *areas = user;
  AppArea *area = g_new0 (AppArea, 1);

  area->id = *id;
  area->name = g_strdup (name);
  area->description = g_strdup (description);
  area->is_default = is_default;
  g_ptr_array_add (areas, area);
}

void
app_area_free (AppArea *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

/* Copies what screens ask for out of the store. The caller holds the lock. */
static void
refresh_view (AppClient *self)
{
  g_autoptr (GPtrArray) areas = g_ptr_array_new_with_free_func ((GDestroyNotify) app_area_free);
  guint waiting = 0;

  if (self->store != NULL)
    {
      app_cache_each_area (self->store->cache, area_func, areas, NULL);
      waiting = app_outbox_count_waiting (self->store->outbox);
    }
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *area = g_ptr_array_index (areas, i);
      g_autoptr (GArray) members = hark_roster_get_members (self->store->roster, &area->id);

      area->can_submit = members->len > 0;
    }

  g_mutex_lock (&self->view_lock);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  self->areas = g_steal_pointer (&areas);
  self->waiting = waiting;
  g_mutex_unlock (&self->view_lock);
}

static void
set_state (AppClient *self, AppClientState state)
{
  g_mutex_lock (&self->view_lock);
  self->state = state;
  g_mutex_unlock (&self->view_lock);
}

static void
set_connection (AppClient *self, AppConnection connection)
{
  g_mutex_lock (&self->view_lock);
  self->connection = connection;
  if (connection == APP_CONNECTION_ONLINE)
    self->last_sync = g_get_real_time () / G_USEC_PER_SEC;
  g_mutex_unlock (&self->view_lock);
}

/* The account's public side, kept as long as the client lives so that getters may hand out its strings. */
static void
set_account (AppClient *self, const AppAccount *account)
{
  char *fingerprint = hark_roster_fingerprint (account->root_pk);

  g_mutex_lock (&self->view_lock);
  self->url = g_intern_string (account->url);
  self->user = g_intern_string (account->name);
  self->organisation = g_intern_string (account->organisation);
  self->fingerprint = g_intern_string (fingerprint);
  self->has_no_keyring = !account->has_keyring;
  g_mutex_unlock (&self->view_lock);
  g_free (fingerprint);
}

#define DEFINE_GETTER(type, name, field)                                                                           \
  type app_client_##name (AppClient *self)                                                                         \
  {                                                                                                                \
    type value;                                                                                                    \
    g_mutex_lock (&self->view_lock);                                                                               \
    value = self->field;                                                                                           \
    g_mutex_unlock (&self->view_lock);                                                                             \
    return value;                                                                                                  \
  }

DEFINE_GETTER (AppClientState, get_state, state)
DEFINE_GETTER (AppConnection, get_connection, connection)
DEFINE_GETTER (guint, get_waiting, waiting)
DEFINE_GETTER (gint64, get_last_sync, last_sync)
DEFINE_GETTER (const char *, get_url, url)
DEFINE_GETTER (const char *, get_user, user)
DEFINE_GETTER (const char *, get_organisation, organisation)
DEFINE_GETTER (const char *, get_fingerprint, fingerprint)
DEFINE_GETTER (gboolean, has_no_keyring, has_no_keyring)

GPtrArray *
app_client_get_areas (AppClient *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) app_area_free);

  g_mutex_lock (&self->view_lock);
  for (guint i = 0; self->areas != NULL && i < self->areas->len; i++)
    {
      const AppArea *area = g_ptr_array_index (self->areas, i);
      AppArea *twin = g_new0 (AppArea, 1);

      *twin = *area;
      twin->name = g_strdup (area->name);
      twin->description = g_strdup (area->description);
      g_ptr_array_add (copy, twin);
    }
  g_mutex_unlock (&self->view_lock);

  return copy;
}

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
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_error (&self->sync_error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->sync_cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->view_lock);
  g_mutex_clear (&self->sync_lock);
  g_cond_clear (&self->sync_cond);
  g_free (self->home);

  G_OBJECT_CLASS (app_client_parent_class)->finalize (object);
}

static void
app_client_class_init (AppClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = app_client_get_property;
  object_class->dispose = app_client_dispose;
  object_class->finalize = app_client_finalize;
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, APP_CLIENT_READY, 0, flags);
  props[PROP_CONNECTION] = g_param_spec_uint ("connection", NULL, NULL, 0, APP_CONNECTION_TAMPERED, 0, flags);
  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", APP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
app_client_init (AppClient *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->view_lock);
  g_mutex_init (&self->sync_lock);
  g_cond_init (&self->sync_cond);
  self->context = g_main_context_ref_thread_default ();
  self->thread = g_thread_self ();
  self->cancellable = g_cancellable_new ();
  self->sync_cancellable = g_cancellable_new ();
  self->pool = g_thread_pool_new (app_client_run_call, self, POOL_THREADS, FALSE, NULL);
}

AppClient *
app_client_new (const char *home, GError **error)
{
  g_autoptr (AppClient) self = NULL;
  g_autoptr (AppAccount) account = NULL;
  g_autoptr (GError) local = NULL;

  hark_seal_init ();
  if (g_mkdir_with_parents (home, 0700) != 0 || g_chmod (home, 0700) != 0)
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
      set_account (self, account);
      set_state (self, APP_CLIENT_LOCKED);
    }

  return g_steal_pointer (&self);
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
  /* The last reference may fall in a thread of the pool, which cannot wait for itself. */
  g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, g_thread_self () == self->thread);
}

/* --- the store --- */

static gboolean
fail_locked (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  return FALSE;
}

/* Opens the databases for @account and @keys (both taken) and makes the client READY. */
static gboolean
open_store (AppClient *self, AppAccount *account, AppKeys *keys, char *token, GError **error)
{
  AppStore *store;

  set_account (self, account);
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->store, app_store_unref);
  hark_seal_free_string (self->token);
  self->token = token;
  store = app_store_open (self->home, account, keys, error);
  self->store = store;
  refresh_view (self);
  g_mutex_unlock (&self->lock);

  set_state (self, store != NULL ? APP_CLIENT_READY : APP_CLIENT_LOCKED);
  tell (self, TRUE);
  return store != NULL;
}

/* Takes a device into use: secrets first, then who it is. */
static gboolean
adopt (AppClient *self, AppAccount *account, AppKeys *keys, const char *password, char *token, GError **error)
{
  if (!app_home_write_keys (self->home, account, keys, password, error)
      || !app_home_write_token (self->home, account, keys, token, error)
      || !app_home_write_account (self->home, account, error))
    {
      app_account_free (account);
      hark_seal_free (keys);
      hark_seal_free_string (token);
      return FALSE;
    }

  set_connection (self, APP_CONNECTION_IDLE);
  return open_store (self, account, keys, token, error);
}

static gboolean
check_empty (AppClient *self, GError **error)
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
  return app_setup_read_info (http, normal, root_pk, error);
}

AppSetup *
app_client_prepare_setup_sync (AppClient *self, const char *url, const char *user, const char *mail, const char *area,
                               const char *password, GError **error)
{
  return check_empty (self, error) ? app_setup_prepare (url, user, mail, area, password, self->cancellable, error) : NULL;
}

static AppKeys *
copy_keys (const AppKeys *keys)
{
  AppKeys *copy = hark_seal_alloc (sizeof *copy);

  memcpy (copy, keys, sizeof *copy);
  return copy;
}

static AppAccount *
copy_account (const AppAccount *account)
{
  AppAccount *copy = g_new0 (AppAccount, 1);

  *copy = *account;
  copy->url = g_strdup (account->url);
  copy->organisation = g_strdup (account->organisation);
  copy->name = g_strdup (account->name);
  return copy;
}

gboolean
app_client_commit_setup_sync (AppClient *self, AppSetup *setup, const char *code, GError **error)
{
  g_autoptr (AppHttp) http = app_http_new (setup->account->url, NULL, self->cancellable);
  char *token;

  if (!check_empty (self, error) || !app_setup_send (setup, http, code, error))
    return FALSE;

  token = app_sign_in_session (http, &setup->account->user, setup->secrets, error);
  if (token == NULL)
    return FALSE;

  return adopt (self, copy_account (setup->account), copy_keys (setup->keys), setup->password, token, error);
}

/* The account key that this device has, where it has one. */
static gboolean
find_account_key (AppClient *self, const char *typed, guint8 account_key[16], AppAccount **known, AppKeys **keys,
                  GError **error)
{
  if (app_client_get_state (self) == APP_CLIENT_EMPTY && typed == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the account key is missing");
      return FALSE;
    }
  if (typed != NULL && !hark_code_parse (typed, account_key, error))
    {
      g_prefix_error (error, "the account key: ");
      return FALSE;
    }
  if (app_client_get_state (self) == APP_CLIENT_EMPTY)
    return TRUE;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    {
      *known = copy_account (self->store->account);
      *keys = copy_keys (self->store->keys);
      if (typed == NULL)
        memcpy (account_key, (*keys)->account_key, 16);
    }
  g_mutex_unlock (&self->lock);

  return *known != NULL || fail_locked (error);
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
  char *token = NULL;

  if (find_account_key (self, account_key, key, &known, &known_keys, error))
    token = app_sign_in (url, user, password, key, known, known_keys, self->cancellable, &account, &keys, error);
  hark_seal_wipe (key, sizeof key);
  hark_seal_free (known_keys);

  return token != NULL && adopt (self, account, keys, password, token, error);
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

  keys = app_home_read_keys (self->home, account, password, error);
  if (keys == NULL)
    {
      app_account_free (account);
      return FALSE;
    }

  return open_store (self, account, keys, app_home_read_token (self->home, account, keys), error);
}

void
app_client_lock (AppClient *self)
{
  g_mutex_lock (&self->lock);
  g_cancellable_cancel (self->sync_cancellable);
  g_clear_object (&self->sync_cancellable);
  self->sync_cancellable = g_cancellable_new ();
  g_clear_pointer (&self->store, app_store_unref);
  hark_seal_free_string (g_steal_pointer (&self->token));
  refresh_view (self);
  g_mutex_unlock (&self->lock);

  if (app_client_get_state (self) == APP_CLIENT_READY)
    set_state (self, APP_CLIENT_LOCKED);
  tell (self, TRUE);
}

/* --- reading --- */

GPtrArray *
app_client_list_sync (AppClient *self, GError **error)
{
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
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
    fail_locked (error);
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
          || app_file_fetch (self->home, http, manifest, either, error))
         && app_file_save (self->home, manifest, path, either, error);
}

gboolean
app_client_save_file_sync (AppClient *self, const HarkId *ticket, const HarkId *file, const char *path,
                           GCancellable *cancellable, GError **error)
{
  /* cancelled when the caller wants it, and when the client closes */
  g_autoptr (GCancellable) either = g_cancellable_new ();
  g_autoptr (HarkManifest) manifest = NULL;
  g_autoptr (AppHttp) http = NULL;
  gulong ours, theirs = 0;
  gboolean ok;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
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
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) hark_manifest_free);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      HarkManifest *manifest = NULL;

      if (i == HARK_TICKET_MAX_FILES)
        g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "at most %d attachments go with one message",
                     HARK_TICKET_MAX_FILES);
      else
        manifest = app_file_spool (self->home, paths[i], error);
      if (manifest == NULL)
        {
          for (guint j = 0; j < files->len; j++)
            app_file_discard (self->home, &((HarkManifest *) g_ptr_array_index (files, j))->blob);
          return NULL;
        }
      g_ptr_array_add (files, manifest);
    }

  return g_steal_pointer (&files);
}

static gboolean
keep (AppClient *self, const AppAction *action, GPtrArray *files, HarkId *ticket, GError **error)
{
  g_autoptr (AppOperation) operation = NULL;
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else if (app_store_refresh (self->store, error))
    operation = app_intent_new (self->store, action, files, g_get_real_time () / G_USEC_PER_SEC, error);
  if (operation != NULL)
    ok = app_outbox_add (self->store->outbox, operation, error);
  if (ok)
    {
      refresh_view (self);
      if (ticket != NULL)
        *ticket = operation->ticket;
    }
  g_mutex_unlock (&self->lock);

  return ok;
}

gboolean
app_client_act_sync (AppClient *self, const AppAction *action, HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) files = spool_files (self, action->files, error);

  if (files == NULL)
    return FALSE;
  if (!keep (self, action, files, ticket, error))
    {
      for (guint i = 0; i < files->len; i++)
        app_file_discard (self->home, &((HarkManifest *) g_ptr_array_index (files, i))->blob);
      return FALSE;
    }

  tell (self, TRUE);
  return TRUE;
}

/* --- refused --- */

void
app_refused_free (AppRefused *self)
{
  if (self == NULL)
    return;

  g_free (self->number);
  g_free (self->type);
  g_free (self->problem);
  hark_seal_free_string (self->text);
  g_free (self->by);
  g_free (self);
}

static AppRefused *
describe_refused (AppStore *store, const AppOperation *item)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &item->ticket, NULL);
  const char *text = json_object_get_string_member_with_default (item->intent, "text", "");
  const char *reason = json_object_get_string_member_with_default (item->intent, "reason", "");
  AppRefused *refused = g_new0 (AppRefused, 1);

  refused->op = item->op;
  refused->ticket = item->ticket;
  refused->number = ticket != NULL ? g_strdup (ticket->number) : NULL;
  refused->type = g_strdup (json_object_get_string_member_with_default (item->intent, "type", ""));
  refused->problem = g_strdup (item->problem);
  refused->text = text[0] != '\0' && reason[0] != '\0' ? g_strconcat (text, "\n\n", reason, NULL)
                                                       : g_strdup (text[0] != '\0' ? text : reason);
  refused->by = g_strdup (item->problem_by);
  refused->time = item->problem_time;
  return refused;
}

GPtrArray *
app_client_list_refused_sync (AppClient *self, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else
    items = app_outbox_list (self->store->outbox, TRUE, error);
  if (items != NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify) app_refused_free);
      for (guint i = 0; i < items->len; i++)
        g_ptr_array_add (list, describe_refused (self->store, g_ptr_array_index (items, i)));
    }
  g_mutex_unlock (&self->lock);

  return list;
}

/* With what was to be sent along. */
static gboolean
forget_refused (AppStore *store, const HarkId *op, GError **error)
{
  g_autoptr (GPtrArray) items = app_outbox_list (store->outbox, TRUE, error);

  if (items == NULL)
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (items, i);
      g_autoptr (GArray) blobs = app_intent_get_blobs (item);

      for (guint j = 0; hark_id_equal (&item->op, op) && j < blobs->len; j++)
        app_file_discard (store->home, &g_array_index (blobs, HarkId, j));
    }

  return app_outbox_remove (store->outbox, op, error);
}

gboolean
app_client_acknowledge_refused_sync (AppClient *self, const HarkId *op, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->store != NULL ? forget_refused (self->store, op, error) : fail_locked (error);
  g_mutex_unlock (&self->lock);
  if (ok)
    tell (self, TRUE);

  return ok;
}

/* --- sync --- */

static AppConnection
connection_after (const GError *error)
{
  if (error == NULL || g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY))
    return APP_CONNECTION_ONLINE;
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    return APP_CONNECTION_SIGNED_OUT;
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UPGRADE))
    return APP_CONNECTION_UPGRADE;
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    return APP_CONNECTION_TAMPERED;

  return APP_CONNECTION_OFFLINE;
}

/* What a sync works with; NULL while locked. It can be cancelled by itself: locking the account does not wait. */
static AppStore *
begin_sync (AppClient *self, AppHttp **http, GCancellable **cancellable, GError **error)
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
    fail_locked (error);

  return store;
}

static void
sync_locked (AppClient *self, AppSync *sync, GCancellable *cancellable, GError **error)
{
  int lock = app_home_lock_sync (self->home, cancellable, error);
  gboolean ok;

  if (lock < 0)
    return;

  g_mutex_lock (&self->lock);
  ok = app_store_refresh (sync->store, error);
  g_mutex_unlock (&self->lock);
  if (ok)
    app_sync_run (sync, error);
  close (lock);
}

static void
run_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (AppStore) store = begin_sync (self, &http, &cancellable, error);
  g_autoptr (GError) local = NULL;
  AppSync sync = { .store = store, .lock = &self->lock, .http = http };

  if (store == NULL)
    return;

  if (app_client_get_connection (self) == APP_CONNECTION_IDLE)
    {
      set_connection (self, APP_CONNECTION_SYNCING);
      tell (self, FALSE);
    }
  sync_locked (self, &sync, cancellable, &local);
  if (!g_cancellable_is_cancelled (cancellable))
    {
      set_connection (self, connection_after (local));
      g_mutex_lock (&self->lock);
      refresh_view (self);
      g_mutex_unlock (&self->lock);
      tell (self, sync.changed);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
}

/* A call is served by the next run that starts after it: what it wants sent is then surely seen, and any number of
 * calls cost at most one run more. */
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

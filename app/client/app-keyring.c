/* app-keyring.c: see app-keyring.h */
#include "app-keyring.h"

#include <libsecret/secret.h>
#include <string.h>

#include "hark-error.h"
#include "hark-seal.h"

/* An attribute of our own and no match by schema name: otherwise a locked keyring answers "not
 * found". */
static const SecretSchema schema = {
  "org.hark.Hark.Device",
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
      { "hark-device", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "hark-kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static const struct
{
  const char *name;
  const char *label;
} kinds[] = {
  [APP_SECRET_LOCAL_KEY] = { "local-key", "Hark: key of this device" },
  [APP_SECRET_ACCOUNT_KEY] = { "account-key", "Hark: account key" },
  [APP_SECRET_SESSION] = { "session", "Hark: session" },
};

static GHashTable *
attributes_of (const HarkId *device, AppSecretKind kind)
{
  g_autofree char *id = hark_id_to_string (device);

  return secret_attributes_build (&schema, "hark-device", id, "hark-kind", kinds[kind].name, NULL);
}

/* --- a service whose prompt may be dismissed --- */

/* libsecret 0.20 never answers where a prompt is dismissed: it returns an error that it does not
 * have. */
typedef struct
{
  SecretService parent_instance;
} AppSecretService;

typedef struct
{
  SecretServiceClass parent_class;
} AppSecretServiceClass;

static GType app_secret_service_get_type (void);
G_DEFINE_TYPE (AppSecretService, app_secret_service, SECRET_TYPE_SERVICE)

static void
on_prompted (GObject *prompt, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *answer = secret_prompt_perform_finish (SECRET_PROMPT (prompt), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify)g_variant_unref);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "nobody unlocked it");
}

static void
app_secret_service_prompt_async (SecretService *self, SecretPrompt *prompt,
                                 const GVariantType *return_type, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  secret_prompt_perform (prompt, NULL, return_type, cancellable, on_prompted,
                         g_task_new (self, cancellable, callback, user_data));
}

static GVariant *
app_secret_service_prompt_finish (SecretService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
app_secret_service_class_init (AppSecretServiceClass *klass)
{
  SecretServiceClass *service_class = SECRET_SERVICE_CLASS (klass);

  service_class->prompt_async = app_secret_service_prompt_async;
  service_class->prompt_finish = app_secret_service_prompt_finish;
}

static void
app_secret_service_init (AppSecretService *self)
{
}

/* --- talking to it --- */

/* One conversation with the keyring, on a main context of its own, so that it can be given up: not
 * the connection that libsecret shares, whose session a keyring that is started anew does not know.
 */
typedef struct
{
  GMainContext *context;
  GCancellable *cancellable; /* the caller's */
  GCancellable *calls;       /* of what shows no prompt */
  GAsyncResult *answer;
  gboolean is_over;      /* it was waited long enough */
  gboolean is_abandoned; /* while a prompt shows: what still runs may use this */
  SecretService *service;
} Talk;

static Talk *
talk_new (GCancellable *cancellable)
{
  Talk *self = g_new0 (Talk, 1);

  self->context = g_main_context_new ();
  self->cancellable = cancellable;
  self->calls = g_cancellable_new ();
  g_main_context_push_thread_default (self->context);
  return self;
}

static void
talk_free (Talk *self)
{
  g_main_context_pop_thread_default (self->context);
  if (self->is_abandoned)
    return;

  g_clear_object (&self->service);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_unref (self->context);
  g_object_unref (self->calls);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Talk, talk_free)

static void
on_answer (GObject *source, GAsyncResult *result, gpointer talk)
{
  ((Talk *)talk)->answer = g_object_ref (result);
}

static gboolean
on_late (gpointer talk)
{
  ((Talk *)talk)->is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer talk)
{
  return on_late (talk);
}

static GSource *
attach (Talk *self, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

/* The answer to what was just asked; NULL where none comes. @seconds 0: the user is asked, who may
 * take their time. A prompt is never cancelled: that ends the keyring's daemon. */
static GAsyncResult *
wait_for_answer (Talk *self, guint seconds, GError **error)
{
  GSource *ends = self->cancellable != NULL
                      ? attach (self, g_cancellable_source_new (self->cancellable),
                                G_SOURCE_FUNC (on_cancelled))
                      : NULL;
  GSource *timer
      = seconds > 0 ? attach (self, g_timeout_source_new_seconds (seconds), on_late) : NULL;

  while (self->answer == NULL && !self->is_over)
    g_main_context_iteration (self->context, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      GSource *source = i == 0 ? ends : timer;

      if (source != NULL)
        {
          g_source_destroy (source);
          g_source_unref (source);
        }
    }
  if (self->answer != NULL)
    return g_steal_pointer (&self->answer);

  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the keyring does not answer");
  if (seconds == 0)
    {
      self->is_abandoned = TRUE;
      return NULL;
    }
  g_cancellable_cancel (self->calls);
  while (self->answer == NULL)
    g_main_context_iteration (self->context, TRUE);
  g_clear_object (&self->answer);
  return NULL;
}

static void
fail_locked (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED,
               "the keyring is locked, and this device's key is kept there and nowhere else: "
               "unlock it and try again");
}

/* What libsecret and the message bus say (taken), as an error of ours; TRUE where they say one. */
static gboolean
take_error (GError *local, GError **error)
{
  if (local == NULL)
    return FALSE;

  g_dbus_error_strip_remote_error (local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail_locked (error);
  else
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the keyring cannot be reached: %s",
                 local->message);
  g_error_free (local);
  return TRUE;
}

/* The end of the message bus is not the end of this program. */
static gboolean
outlive_bus (Talk *self, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  GError *local = NULL;

  g_bus_get (G_BUS_TYPE_SESSION, self->calls, on_answer, self);
  answer = wait_for_answer (self, APP_KEYRING_SECONDS, error);
  if (answer == NULL)
    return FALSE;

  bus = g_bus_get_finish (answer, &local);
  if (take_error (local, error))
    return FALSE;

  g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (!g_dbus_connection_is_closed (bus))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED,
               "the keyring cannot be reached: this session's message bus has ended; sign out of "
               "this computer and in again");
  return FALSE;
}

static gboolean
open_service (Talk *self, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GError *local = NULL;

  if (!outlive_bus (self, error))
    return FALSE;

  secret_service_open (app_secret_service_get_type (), NULL, SECRET_SERVICE_OPEN_SESSION,
                       self->calls, on_answer, self);
  answer = wait_for_answer (self, APP_KEYRING_SECONDS, error);
  if (answer == NULL)
    return FALSE;

  self->service = secret_service_open_finish (answer, &local);
  take_error (local, error);
  return self->service != NULL;
}

/* Whether keeping something asks the user: there is no keyring yet, or it is locked. */
static gboolean
is_open (Talk *self, gboolean *open, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  GError *local = NULL;

  secret_collection_for_alias (self->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               self->calls, on_answer, self);
  answer = wait_for_answer (self, APP_KEYRING_SECONDS, error);
  if (answer == NULL)
    return FALSE;

  collection = secret_collection_for_alias_finish (answer, &local);
  *open = collection != NULL && !secret_collection_get_locked (collection);
  return !take_error (local, error);
}

gboolean
app_keyring_store (const HarkId *device, AppSecretKind kind, const char *secret,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (device, kind);
  g_autoptr (Talk) talk = talk_new (cancellable);
  g_autoptr (GAsyncResult) answer = NULL;
  GError *local = NULL;
  SecretValue *value;
  gboolean open, ok;

  if (!open_service (talk, error) || !is_open (talk, &open, error))
    return FALSE;

  value = secret_value_new (secret, -1, "text/plain");
  secret_service_store (talk->service, &schema, attributes, SECRET_COLLECTION_DEFAULT,
                        kinds[kind].label, value, open ? talk->calls : NULL, on_answer, talk);
  secret_value_unref (value);
  answer = wait_for_answer (talk, open ? APP_KEYRING_SECONDS : 0, error);
  if (answer == NULL)
    return FALSE;

  ok = secret_service_store_finish (talk->service, answer, &local);
  if (!take_error (local, error) && !ok)
    fail_locked (error);
  return ok;
}

/* What is kept there under these names, open or not. */
static gboolean
search (Talk *self, GHashTable *attributes, GList **items, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GError *local = NULL;

  secret_service_search (self->service, &schema, attributes, SECRET_SEARCH_ALL, self->calls,
                         on_answer, self);
  answer = wait_for_answer (self, APP_KEYRING_SECONDS, error);
  if (answer == NULL)
    return FALSE;

  *items = secret_service_search_finish (self->service, answer, &local);
  if (!take_error (local, error) && *items == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                 "the keyring does not have this device's key");
  return *items != NULL;
}

/* Asks the user; FALSE without @error where they would not. */
static gboolean
unlock (Talk *self, GList *items, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GError *local = NULL;
  int opened;

  secret_service_unlock (self->service, items, NULL, on_answer, self);
  answer = wait_for_answer (self, 0, error);
  if (answer == NULL)
    return FALSE;

  opened = secret_service_unlock_finish (self->service, answer, NULL, &local);
  take_error (local, error);
  return opened > 0;
}

/* The text of the first item that gives one; NULL without @error where all are locked. */
static char *
take_secret (Talk *self, GList *items, GError **error)
{
  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr (GAsyncResult) answer = NULL;
      g_autoptr (SecretValue) value = NULL;
      GError *local = NULL;

      secret_item_load_secret (l->data, self->calls, on_answer, self);
      answer = wait_for_answer (self, APP_KEYRING_SECONDS, error);
      if (answer == NULL)
        return NULL;
      if (secret_item_load_secret_finish (l->data, answer, &local))
        value = secret_item_get_secret (l->data);
      if (value != NULL && secret_value_get_text (value) != NULL)
        return g_strdup (secret_value_get_text (value));
      if (local != NULL && !g_error_matches (local, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
        {
          take_error (local, error);
          return NULL;
        }
      g_clear_error (&local);
    }

  return NULL;
}

char *
app_keyring_lookup (const HarkId *device, AppSecretKind kind, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (device, kind);
  g_autoptr (Talk) talk = talk_new (cancellable);
  g_autolist (GObject) items = NULL;
  g_autoptr (GError) local = NULL;
  char *secret;

  /* Without unlocking first: this tells "nothing there" from "locked". */
  if (!open_service (talk, error) || !search (talk, attributes, &items, error))
    return NULL;

  secret = take_secret (talk, items, &local);
  if (secret == NULL && local == NULL && unlock (talk, items, &local))
    secret = take_secret (talk, items, &local);
  if (secret == NULL && local == NULL)
    fail_locked (&local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return secret;
}

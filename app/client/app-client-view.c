/* app-client-view.c: what others may see of the client, under a lock that is never held over
 * anything slow */
#include "app-client-private.h"

#include "app-absence.h"
#include "app-exclude.h"

#include "hark-error.h"

enum
{
  PROP_STATE = 1,
  PROP_CONNECTION,
  PROP_WAITING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal, transfer_signal, sealing_signal, locking_signal;

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
  guint signal; /* that alone, unless 0 */
} Announcement;

static gboolean
announce (gpointer user)
{
  Announcement *news = user;

  if (news->signal != 0)
    {
      g_signal_emit (news->client, news->signal, 0);
      return G_SOURCE_REMOVE;
    }
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

static void
tell (AppClient *self, gboolean changed, guint signal)
{
  Announcement *news = g_new0 (Announcement, 1);
  g_autoptr (GSource) source = NULL;

  news->client = g_object_ref (self);
  news->changed = changed;
  news->signal = signal;
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

void
app_client_tell (AppClient *self, gboolean changed)
{
  tell (self, changed, 0);
}

void
app_client_tell_transfer (gpointer self)
{
  tell (self, FALSE, transfer_signal);
}

void
app_client_tell_sealing (AppClient *self)
{
  tell (self, FALSE, sealing_signal);
}

void
app_client_tell_locking (AppClient *self)
{
  g_signal_emit (self, locking_signal, 0);
}

static void
area_func (const AppCacheArea *there, gpointer areas)
{
  AppArea *area = g_new0 (AppArea, 1);

  area->id = there->id;
  area->name = g_strdup (there->name);
  area->description = g_strdup (there->description);
  area->is_default = there->is_default;
  area->is_on_portal = there->portal;
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

void
app_client_refresh_view (AppClient *self)
{
  g_autoptr (GPtrArray) areas = g_ptr_array_new_with_free_func ((GDestroyNotify)app_area_free);
  g_autoptr (HarkRoster) nobody = self->store == NULL ? hark_roster_new () : NULL;
  HarkRoster *roster = self->store != NULL ? self->store->roster : nobody;
  guint64 seq = hark_roster_get_seq (roster);
  GPtrArray *people
      = self->people == NULL || seq != self->people_seq ? app_client_copy_people (self) : NULL;
  AppRecoveryState recovery = { 0 };
  guint waiting = 0;

  if (self->store != NULL)
    {
      recovery = app_client_describe_recovery (self->store);
      app_cache_each_area (self->store->cache, area_func, areas, NULL);
      waiting = app_outbox_count_waiting (self->store->outbox);
    }
  app_client_show_absences (self);
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *area = g_ptr_array_index (areas, i);
      g_autoptr (GArray) members = hark_roster_get_members (self->store->roster, &area->id);

      area->n_readers = members->len;
      area->can_submit
          = members->len >= APP_AREA_READERS || (members->len > 0 && area->is_on_portal);
      area->role
          = hark_roster_get_role (self->store->roster, &area->id, &self->store->account->user);
      area->can_write = area->role >= HARK_ROLE_PROFESSIONAL;
      area->takes_exclusions = app_exclude_is_allowed (self->store, &area->id);
    }

  g_mutex_lock (&self->view_lock);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  self->areas = g_steal_pointer (&areas);
  self->waiting = waiting;
  self->policy = *hark_roster_get_policy (roster);
  self->recovery = recovery;
  if (people != NULL)
    {
      g_clear_pointer (&self->people, g_ptr_array_unref);
      self->people = people;
      self->people_seq = seq;
    }
  g_mutex_unlock (&self->view_lock);
}

void
app_client_set_state (AppClient *self, AppClientState state)
{
  g_mutex_lock (&self->view_lock);
  self->state = state;
  g_mutex_unlock (&self->view_lock);
}

/* Once somebody tampered, a server that is gone afterwards takes nothing of that back. */
static gboolean
outlives (AppConnection alarm, AppConnection connection)
{
  return (alarm == APP_CONNECTION_FORKED || alarm == APP_CONNECTION_TAMPERED)
         && (connection == APP_CONNECTION_OFFLINE || connection == APP_CONNECTION_NONSENSE);
}

void
app_client_set_connection (AppClient *self, AppConnection connection)
{
  g_mutex_lock (&self->view_lock);
  if (!outlives (self->connection, connection))
    self->connection = connection;
  if (connection == APP_CONNECTION_ONLINE || connection == APP_CONNECTION_UNSEEN)
    self->last_sync = g_get_real_time () / G_USEC_PER_SEC;
  g_mutex_unlock (&self->view_lock);
}

void
app_client_set_set_aside (AppClient *self, const char *path)
{
  g_mutex_lock (&self->view_lock);
  self->set_aside = g_intern_string (path);
  g_mutex_unlock (&self->view_lock);
}

void
app_client_set_account (AppClient *self, const AppAccount *account)
{
  char *fingerprint = hark_roster_fingerprint (account->root_pk);

  g_mutex_lock (&self->view_lock);
  self->url = g_intern_string (account->url);
  self->user = g_intern_string (account->name);
  self->organisation = g_intern_string (account->organisation);
  self->fingerprint = g_intern_string (fingerprint);
  self->inviter = g_intern_string (account->invited_by);
  self->has_no_keyring = !account->has_keyring;
  g_mutex_unlock (&self->view_lock);
  g_free (fingerprint);
}

#define DEFINE_GETTER(type, name, field)                                                           \
  type app_client_##name (AppClient *self)                                                         \
  {                                                                                                \
    type value;                                                                                    \
    g_mutex_lock (&self->view_lock);                                                               \
    value = self->field;                                                                           \
    g_mutex_unlock (&self->view_lock);                                                             \
    return value;                                                                                  \
  }

DEFINE_GETTER (AppClientState, get_state, state)
DEFINE_GETTER (AppConnection, get_connection, connection)
DEFINE_GETTER (guint, get_waiting, waiting)
DEFINE_GETTER (gint64, get_last_sync, last_sync)
DEFINE_GETTER (const char *, get_url, url)
DEFINE_GETTER (const char *, get_user, user)
DEFINE_GETTER (const char *, get_organisation, organisation)
DEFINE_GETTER (const char *, get_fingerprint, fingerprint)
DEFINE_GETTER (const char *, get_inviter, inviter)
DEFINE_GETTER (const char *, get_set_aside, set_aside)
DEFINE_GETTER (gboolean, has_no_keyring, has_no_keyring)
DEFINE_GETTER (AppRecoveryState, get_recovery_state, recovery)

GPtrArray *
app_client_get_areas (AppClient *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)app_area_free);

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

/* --- installing --- */

void
app_client_install_view (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = app_client_get_property;
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, APP_CLIENT_READY, 0, flags);
  props[PROP_CONNECTION]
      = g_param_spec_uint ("connection", NULL, NULL, 0, APP_CONNECTION_UNSEEN, 0, flags);
  props[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", APP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  transfer_signal = g_signal_new ("transfer", APP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  sealing_signal = g_signal_new ("sealing", APP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  locking_signal = g_signal_new ("locking", APP_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

AppConnection
app_client_connection_after (const GError *error)
{
  if (error == NULL)
    return APP_CONNECTION_ONLINE;
  if (error->domain != HARK_ERROR)
    return APP_CONNECTION_OFFLINE;

  switch ((HarkError)error->code)
    {
    case HARK_ERROR_BUSY:
    case HARK_ERROR_DISK:
      return APP_CONNECTION_ONLINE;
    case HARK_ERROR_AUTH:
      return APP_CONNECTION_SIGNED_OUT;
    case HARK_ERROR_ENDED:
      return APP_CONNECTION_ENDED;
    case HARK_ERROR_UPGRADE:
      return APP_CONNECTION_UPGRADE;
    case HARK_ERROR_OUTDATED:
      return APP_CONNECTION_OUTDATED;
    case HARK_ERROR_UNVERIFIED:
      return APP_CONNECTION_TAMPERED;
    case HARK_ERROR_FORKED:
      return APP_CONNECTION_FORKED;
    case HARK_ERROR_WAITING:
      return APP_CONNECTION_WAITING;
    case HARK_ERROR_FACTOR:
      return APP_CONNECTION_FACTOR;
    case HARK_ERROR_UNSEEN:
      return APP_CONNECTION_UNSEEN;
    case HARK_ERROR_INVALID:
    case HARK_ERROR_RESET:
    case HARK_ERROR_TOO_LARGE:
      return APP_CONNECTION_NONSENSE;
    default:
      return APP_CONNECTION_OFFLINE;
    }
}

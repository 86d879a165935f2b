/* srv-config.c: see srv-config.h */
#include "srv-config.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-mail.h"
#include "hark-text.h"
#include "srv-limits.h"
#include "store-config.h"

#include <gio/gio.h>
#include <string.h>

#define WATCH_MILLISECONDS 500

struct _SrvConfig
{
  SrvStores *stores;
  SrvStore *store; /* the watching thread's */
  GMutex lock;
  GCond wake;
  GHashTable *values; /* guarded by lock */
  gint64 version;     /* the watching thread's: of what values were read at */
  gboolean ending;    /* guarded by lock */
  GThread *thread;
};

static const SrvConfigKey keys[] = {
  { SRV_CONFIG_PER_SOURCE, G_STRINGIFY (SRV_MAX_PER_SOURCE), FALSE },
  { SRV_CONFIG_MAIL_FROM, "", FALSE },
  { SRV_CONFIG_MAIL_PASSWORD_FILE, "", FALSE },
  { SRV_CONFIG_MAIL_TLS, "required", FALSE },
  { SRV_CONFIG_MAIL_URL, "off", FALSE },
  { SRV_CONFIG_MAIL_USER, "", FALSE },
  { SRV_CONFIG_NAME, NULL, FALSE },
  { SRV_CONFIG_PORTAL_ACCOUNTS, "on", FALSE },
  { SRV_CONFIG_PORTAL_ENABLED, "on", FALSE },
  { SRV_CONFIG_PORTAL_RATE, "60", FALSE },
  { SRV_CONFIG_REQUIRE_LOCKED, "off", FALSE },
  { SRV_CONFIG_PORTAL_QUESTION, "on", FALSE },
  { SRV_CONFIG_REQUIRE_SANDBOX, "off", FALSE },
  { SRV_CONFIG_URL, NULL, FALSE },
  { SRV_CONFIG_ZONE, NULL, TRUE },
  { NULL },
};

const SrvConfigKey *
srv_config_list_keys (void)
{
  return keys;
}

const SrvConfigKey *
srv_config_find_key (const char *key)
{
  for (guint i = 0; keys[i].key != NULL; i++)
    if (strcmp (keys[i].key, key) == 0)
      return &keys[i];

  return NULL;
}

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
check_name (const char *value, GError **error)
{
  return hark_text_is_name (value, strlen (value), HARK_API_MAX_NAME)
         || invalid (error, "a name is 1 to 100 bytes of UTF-8, without control characters");
}

static gboolean
is_local (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address))
         || g_str_has_suffix (host, ".onion");
}

static gboolean
check_url (const char *value, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *path;

  if (strlen (value) > SRV_CONFIG_MAX_URL)
    return invalid (error, "the url is too long");
  uri = g_uri_parse (value, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return invalid (error, "this is no url such as https://hark.example.org");

  path = g_uri_get_path (uri);
  if ((*path != '\0' && strcmp (path, "/") != 0) || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL)
    return invalid (error, "the url is scheme, host and port alone");
  if (strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  if (strcmp (g_uri_get_scheme (uri), "http") != 0 || !is_local (g_uri_get_host (uri)))
    return invalid (error, "the url is https; http only for this machine or an .onion address");

  return TRUE;
}

static gboolean
check_zone (const char *value, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (value);

  return zone != NULL || invalid (error, "this system knows no such time zone");
}

static gboolean
check_switch (const char *value, GError **error)
{
  return strcmp (value, "on") == 0 || strcmp (value, "off") == 0
         || invalid (error, "the value is on or off");
}

static gboolean
check_per_source (const char *value, GError **error)
{
  return strcmp (value, "off") == 0
         || g_ascii_string_to_unsigned (value, 10, 1, SRV_MAX_CONNECTIONS, NULL, NULL)
         || invalid (error,
                     "the value is off, or 1 to " G_STRINGIFY (SRV_MAX_CONNECTIONS) " connections");
}

static gboolean
check_rate (const char *value, GError **error)
{
  return g_ascii_string_to_unsigned (value, 10, 1, SRV_CONFIG_MAX_RATE, NULL, NULL)
         || invalid (error, "the value is a number from 1 to 100000");
}

/* Empty where nothing is set. */
static gboolean
check_mail_from (const char *value, GError **error)
{
  return *value == '\0' || hark_mail_is_address (value)
         || invalid (error, "this is no mail address such as hark@example.org");
}

static gboolean
check_mail_url (const char *value, GError **error)
{
  HarkMailUrl url;

  return strcmp (value, "off") == 0 || hark_mail_read_url (value, &url, error);
}

static gboolean
check_mail_user (const char *value, GError **error)
{
  return *value == '\0' || hark_text_is_name (value, strlen (value), SRV_CONFIG_MAX_MAIL_USER)
         || invalid (error, "the user is at most 254 bytes of UTF-8, without control characters");
}

static gboolean
check_mail_tls (const char *value, GError **error)
{
  return strcmp (value, "required") == 0 || strcmp (value, "off") == 0
         || invalid (error, "the value is required, or off for a mail server on this machine");
}

static gboolean
check_path (const char *value, GError **error)
{
  return *value == '\0' || g_path_is_absolute (value)
         || invalid (error, "the value is the whole path of a file");
}

/* Every other setting is on or off. */
static const struct
{
  const char *key;
  gboolean (*check) (const char *value, GError **error);
} checks[] = {
  { SRV_CONFIG_PER_SOURCE, check_per_source },
  { SRV_CONFIG_MAIL_FROM, check_mail_from },
  { SRV_CONFIG_MAIL_PASSWORD_FILE, check_path },
  { SRV_CONFIG_MAIL_TLS, check_mail_tls },
  { SRV_CONFIG_MAIL_URL, check_mail_url },
  { SRV_CONFIG_MAIL_USER, check_mail_user },
  { SRV_CONFIG_NAME, check_name },
  { SRV_CONFIG_PORTAL_RATE, check_rate },
  { SRV_CONFIG_URL, check_url },
  { SRV_CONFIG_ZONE, check_zone },
};

gboolean
srv_config_validate (const char *key, const char *value, GError **error)
{
  if (srv_config_find_key (key) == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no setting of this name");
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (strcmp (key, checks[i].key) == 0)
      return checks[i].check (value, error);
  return check_switch (value, error);
}

static gpointer
watch_thread (gpointer data)
{
  SrvConfig *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      g_autoptr (GHashTable) fresh = NULL;
      gint64 now;

      g_mutex_unlock (&self->lock);
      now = store_config_get_version (self->store);
      if (now != self->version)
        fresh = store_config_list (self->store, NULL);
      g_mutex_lock (&self->lock);

      if (fresh != NULL)
        {
          g_hash_table_unref (self->values);
          self->values = g_steal_pointer (&fresh);
          self->version = now;
        }
      if (!self->ending)
        g_cond_wait_until (&self->wake, &self->lock,
                           g_get_monotonic_time () + WATCH_MILLISECONDS * G_TIME_SPAN_MILLISECOND);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

SrvConfig *
srv_config_new (SrvStores *stores, GError **error)
{
  g_autoptr (SrvConfig) self = g_new0 (SrvConfig, 1);

  self->stores = stores;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->store = srv_stores_borrow (stores, error);
  if (self->store == NULL)
    return NULL;
  self->version = store_config_get_version (self->store);
  self->values = store_config_list (self->store, error);
  if (self->values == NULL)
    return NULL;

  self->thread = g_thread_new ("hark-config", watch_thread, self);
  return g_steal_pointer (&self);
}

void
srv_config_free (SrvConfig *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->thread, g_thread_join);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->store, srv_store_release);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}

char *
srv_config_dup (SrvConfig *self, const char *key)
{
  const SrvConfigKey *known = srv_config_find_key (key);
  const char *value;
  char *copy;

  g_return_val_if_fail (known != NULL, NULL);

  g_mutex_lock (&self->lock);
  value = g_hash_table_lookup (self->values, key);
  copy = g_strdup (value != NULL ? value : known->value);
  g_mutex_unlock (&self->lock);

  return copy;
}

gboolean
srv_config_is_on (SrvConfig *self, const char *key)
{
  g_autofree char *value = srv_config_dup (self, key);

  return g_strcmp0 (value, "on") == 0;
}

gboolean
srv_config_is_set_on (SrvConfig *self, const char *key)
{
  gboolean is;

  g_mutex_lock (&self->lock);
  is = g_strcmp0 (g_hash_table_lookup (self->values, key), "on") == 0;
  g_mutex_unlock (&self->lock);

  return is;
}

guint
srv_config_get_number (SrvConfig *self, const char *key)
{
  g_autofree char *value = srv_config_dup (self, key);

  return (guint)g_ascii_strtoull (value, NULL, 10);
}

gboolean
srv_config_is_secure (SrvConfig *self)
{
  g_autofree char *url = srv_config_dup (self, SRV_CONFIG_URL);

  return url != NULL && g_str_has_prefix (url, "https:");
}

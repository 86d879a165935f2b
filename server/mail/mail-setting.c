/* mail-setting.c: see mail-setting.h */
#include "mail-setting.h"

#include "hark-error.h"
#include "hark-seal.h"
#include "mail-key.h"
#include "store-config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SEALED "mail.sealed-password" /* in the table config, and none of its keys */
#define BINDING "hark/mail-password/v1"

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
mail_setting_free (MailSetting *self)
{
  g_free (self->url);
  g_free (self->tls);
  g_free (self->from);
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->sealed);
  g_free (self);
}

static char *
get (GHashTable *rows, const char *key)
{
  const char *value = g_hash_table_lookup (rows, key);
  const SrvConfigKey *known = srv_config_find_key (key);

  return g_strdup (value != NULL ? value : known != NULL ? known->value : "");
}

MailSetting *
mail_setting_read (SrvStore *store, GError **error)
{
  g_autoptr (GHashTable) rows = store_config_list (store, error);
  g_autoptr (MailSetting) self = NULL;

  if (rows == NULL)
    return NULL;

  self = g_new0 (MailSetting, 1);
  self->url = get (rows, SRV_CONFIG_MAIL_URL);
  self->tls = get (rows, SRV_CONFIG_MAIL_TLS);
  self->from = get (rows, SRV_CONFIG_MAIL_FROM);
  self->user = get (rows, SRV_CONFIG_MAIL_USER);
  self->password_file = get (rows, SRV_CONFIG_MAIL_PASSWORD_FILE);
  self->sealed = get (rows, SEALED);
  if (strcmp (self->url, "off") != 0 && !hark_mail_read_url (self->url, &self->server, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
mail_setting_is_on (const MailSetting *self)
{
  return strcmp (self->url, "off") != 0 && *self->from != '\0';
}

gboolean
mail_setting_has_password (const MailSetting *self)
{
  return *self->password_file != '\0' || *self->sealed != '\0';
}

/* --- the password --- */

/* A password goes to the server and the user that it was set for: rows that somebody else changes
 * do not send it elsewhere. (transfer full) */
static char *
bind_to (const char *url, const char *tls, const char *user)
{
  return g_strjoin ("\n", BINDING, url, tls, user, NULL);
}

static char *
read_file (const char *path, GError **error)
{
  char bytes[MAIL_SETTING_MAX_PASSWORD + 2];
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t length = fd >= 0 ? read (fd, bytes, sizeof bytes - 1) : -1;
  char *password = NULL;

  if (fd >= 0)
    close (fd);
  if (length >= 0)
    {
      bytes[length] = '\0';
      bytes[strcspn (bytes, "\r\n")] = '\0';
      password = g_strdup (bytes);
    }
  hark_seal_wipe (bytes, sizeof bytes);
  if (password != NULL && *password != '\0' && strlen (password) <= MAIL_SETTING_MAX_PASSWORD)
    return password;

  hark_seal_free_string (password);
  fail (error, HARK_ERROR_NOT_FOUND,
        "mail.password-file cannot be read, or holds no password; a new path is read once "
        "hark-server was started again");
  return NULL;
}

static char *
open_sealed (const MailSetting *self, const guint8 key[HARK_KEY_LEN])
{
  g_autofree char *binding = bind_to (self->url, self->tls, self->user);
  gsize length = 0;
  g_autofree guchar *box = g_base64_decode (self->sealed, &length);
  g_autoptr (GBytes) plain = hark_seal_box_open (key, binding, strlen (binding), box, length, NULL);

  return plain != NULL ? g_strndup (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain))
                       : NULL;
}

char *
mail_setting_open_password (const MailSetting *self, const char *dir, GError **error)
{
  guint8 key[HARK_KEY_LEN];
  char *password = NULL;

  if (*self->user == '\0')
    return NULL;
  if (*self->password_file != '\0')
    return read_file (self->password_file, error);

  if (*self->sealed != '\0' && mail_key_load (dir, key))
    password = open_sealed (self, key);
  hark_seal_wipe (key, sizeof key);
  if (password == NULL)
    fail (error, HARK_ERROR_NOT_FOUND,
          "the password of the mail server has to be set again, by an Admin or in "
          "mail.password-file");
  return password;
}

char *
mail_setting_seal (const MailSettingChange *change, const char *dir, GError **error)
{
  g_autofree char *binding = bind_to (change->url, change->tls, change->user);
  g_autoptr (GBytes) box = NULL;
  guint8 key[HARK_KEY_LEN];

  if (*change->password == '\0')
    return g_strdup ("");
  if (!mail_key_ensure (dir, key, error))
    return NULL;

  box = hark_seal_box (key, binding, strlen (binding), change->password, strlen (change->password));
  hark_seal_wipe (key, sizeof key);
  return g_base64_encode (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
}

/* --- an Admin's change --- */

gboolean
mail_setting_check (const MailSettingChange *change, GError **error)
{
  HarkMailUrl url = { 0 };

  if (!srv_config_validate (SRV_CONFIG_MAIL_URL, change->url, error)
      || !srv_config_validate (SRV_CONFIG_MAIL_TLS, change->tls, error)
      || !srv_config_validate (SRV_CONFIG_MAIL_FROM, change->from, error)
      || !srv_config_validate (SRV_CONFIG_MAIL_USER, change->user, error))
    return FALSE;
  if (strcmp (change->url, "off") == 0)
    return TRUE;
  if (*change->from == '\0')
    return fail (error, HARK_ERROR_INVALID, "mails need an address that they come from");
  if (!hark_mail_read_url (change->url, &url, error))
    return FALSE;

  return url.is_loopback || strcmp (change->tls, "required") == 0
         || fail (error, HARK_ERROR_INVALID,
                  "without TLS mails go to a mail server on this machine alone");
}

static gboolean
goes_elsewhere (const MailSetting *now, const MailSettingChange *change)
{
  return strcmp (now->url, change->url) != 0 || strcmp (now->tls, change->tls) != 0
         || strcmp (now->user, change->user) != 0;
}

gboolean
mail_setting_put (SrvStore *store, const MailSettingChange *change, const char *sealed,
                  GError **error)
{
  g_autoptr (MailSetting) now = mail_setting_read (store, error);
  HarkSqlite *db = srv_store_get_db (store);

  if (now == NULL)
    return FALSE;
  if (*now->password_file != '\0' && (sealed != NULL || goes_elsewhere (now, change)))
    return fail (error, HARK_ERROR_FORBIDDEN,
                 "the password is in a file of whoever runs the server: they change where mails "
                 "go with `hark-server config`");
  if (sealed == NULL)
    sealed = goes_elsewhere (now, change) ? "" : now->sealed;

  return store_config_put (db, SRV_CONFIG_MAIL_URL, change->url, error)
         && store_config_put (db, SRV_CONFIG_MAIL_TLS, change->tls, error)
         && store_config_put (db, SRV_CONFIG_MAIL_FROM, change->from, error)
         && store_config_put (db, SRV_CONFIG_MAIL_USER, change->user, error)
         && store_config_put (db, SEALED, sealed, error);
}

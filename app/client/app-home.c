/* app-home.c: see app-home.h */
#include "app-home.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app-keyring.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_FILE (64 * 1024)
#define LOCK_POLL (20 * 1000) /* microseconds */
#define SEEDS_AD "hark/local/seeds/v1"
#define LOCAL_AD "hark/local/key/v1"
#define TOKEN_AD "hark/local/token/v1"

void
app_account_free (AppAccount *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->organisation);
  g_free (self->name);
  g_free (self->invited_by);
  g_free (self);
}

AppAccount *
app_account_copy (const AppAccount *self)
{
  AppAccount *copy = g_new0 (AppAccount, 1);

  *copy = *self;
  copy->url = g_strdup (self->url);
  copy->organisation = g_strdup (self->organisation);
  copy->name = g_strdup (self->name);
  copy->invited_by = g_strdup (self->invited_by);
  return copy;
}

void
app_account_take_over (AppAccount *self, const AppAccount *known)
{
  self->roster_seen = known->roster_seen;
  self->recovery_key = known->recovery_key;
  self->recovery_checked = known->recovery_checked;
  g_free (self->invited_by);
  self->invited_by = g_strdup (known->invited_by);
}

AppKeys *
app_keys_copy (const AppKeys *self)
{
  AppKeys *copy = hark_seal_alloc (sizeof *copy);

  memcpy (copy, self, sizeof *copy);
  return copy;
}

static gboolean
write_file (const char *home, const char *name, gconstpointer data, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (home, name, NULL);

  return g_file_set_contents_full (path, data, length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static GBytes *
read_file (const char *home, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) local = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &local))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "%s", local->message);
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static gboolean
read_cost (JsonObject *object, HarkAccountCost *cost, GError **error)
{
  gint64 ops, mem;

  if (!hark_json_get_int (object, "ops", 0, G_MAXUINT32, &ops, error)
      || !hark_json_get_int (object, "mem", 0, G_MAXUINT32, &mem, error)
      || !hark_json_get_fixed (object, "salt", cost->salt, sizeof cost->salt, error))
    return FALSE;

  cost->ops = ops;
  cost->mem_kib = mem;
  return TRUE;
}

static void
write_cost (JsonObject *object, const HarkAccountCost *cost)
{
  json_object_set_int_member (object, "ops", cost->ops);
  json_object_set_int_member (object, "mem", cost->mem_kib);
  hark_json_set_bytes (object, "salt", cost->salt, sizeof cost->salt);
}

static gboolean
read_seen (JsonObject *object, guint64 *seen, GError **error)
{
  gint64 number = 0;

  if (json_object_has_member (object, "roster_seen")
      && !hark_json_get_int (object, "roster_seen", 0, G_MAXINT64, &number, error))
    return FALSE;

  *seen = (guint64)number;
  return TRUE;
}

/* Both or none. */
static gboolean
read_check (JsonObject *object, AppAccount *self, GError **error)
{
  return !json_object_has_member (object, "recovery_key")
         || (hark_json_get_id (object, "recovery_key", &self->recovery_key, error)
             && hark_json_get_int (object, "recovery_checked", 0, G_MAXINT64,
                                   &self->recovery_checked, error));
}

static gboolean
parse_account (AppAccount *self, JsonObject *object, GError **error)
{
  const char *url, *organisation, *name, *inviter = NULL;

  url = hark_json_get_string (object, "url", 2048, error);
  organisation = url ? hark_json_get_string (object, "organisation", 1024, error) : NULL;
  name = organisation ? hark_json_get_string (object, "name", HARK_API_MAX_NAME, error) : NULL;
  if (name == NULL
      || !hark_json_get_opt_string (object, "inviter", HARK_API_MAX_NAME, &inviter, error))
    return FALSE;

  self->invited_by = g_strdup (inviter);
  self->url = g_strdup (url);
  self->organisation = g_strdup (organisation);
  self->name = g_strdup (name);
  return hark_json_get_id (object, "org", &self->org, error)
         && hark_json_get_fixed (object, "root_pk", self->root_pk, sizeof self->root_pk, error)
         && hark_json_get_id (object, "user", &self->user, error)
         && hark_json_get_id (object, "device", &self->device, error)
         && read_cost (object, &self->cost, error)
         && hark_json_get_bool (object, "keyring", &self->has_keyring, error)
         && (!json_object_has_member (object, "named")
             || hark_json_get_bool (object, "named", &self->is_named, error))
         && read_seen (object, &self->roster_seen, error) && read_check (object, self, error);
}

AppAccount *
app_home_read_account (const char *home, GError **error)
{
  g_autofree char *path = g_build_filename (home, "account.json", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (AppAccount) self = g_new0 (AppAccount, 1);
  gsize length;
  const char *data;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;

  bytes = read_file (home, "account.json", error);
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);
  object = hark_json_parse_object (data, length, MAX_FILE, error);
  if (object == NULL || !parse_account (self, object, error))
    {
      g_prefix_error (error,
                      "%s is damaged: put it back from a copy of this folder, or move the folder "
                      "away and sign in anew, without what waits in it to be sent: ",
                      path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
remove_file (const char *home, const char *name)
{
  g_autofree char *path = g_build_filename (home, name, NULL);

  g_unlink (path);
}

gboolean
app_home_write_account (const char *home, const AppAccount *account, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "url", account->url);
  json_object_set_string_member (object, "organisation", account->organisation);
  hark_json_set_id (object, "org", &account->org);
  hark_json_set_bytes (object, "root_pk", account->root_pk, sizeof account->root_pk);
  hark_json_set_id (object, "user", &account->user);
  json_object_set_string_member (object, "name", account->name);
  hark_json_set_id (object, "device", &account->device);
  write_cost (object, &account->cost);
  json_object_set_boolean_member (object, "keyring", account->has_keyring);
  json_object_set_boolean_member (object, "named", account->is_named);
  json_object_set_int_member (object, "roster_seen", (gint64)account->roster_seen);
  if (account->recovery_checked > 0)
    {
      hark_json_set_id (object, "recovery_key", &account->recovery_key);
      json_object_set_int_member (object, "recovery_checked", account->recovery_checked);
    }
  if (account->invited_by != NULL)
    json_object_set_string_member (object, "inviter", account->invited_by);
  text = hark_json_to_string (object);
  if (!write_file (home, "account.json", text, strlen (text), error))
    return FALSE;

  /* what an earlier password opens */
  if (account->has_keyring)
    {
      remove_file (home, "local-key");
      remove_file (home, "session");
    }
  return TRUE;
}

/* --- keys --- */

static gboolean
write_box (const char *home, const char *name, const guint8 key[32], const char *ad,
           gconstpointer data, gsize length, GError **error)
{
  g_autoptr (GBytes) box = hark_seal_box (key, ad, strlen (ad), data, length);

  return write_file (home, name, g_bytes_get_data (box, NULL), g_bytes_get_size (box), error);
}

static GBytes *
read_box (const char *home, const char *name, const guint8 key[32], const char *ad, GError **error)
{
  g_autoptr (GBytes) box = read_file (home, name, error);
  gsize length;
  gconstpointer data;

  if (box == NULL)
    return NULL;

  data = g_bytes_get_data (box, &length);
  return hark_seal_box_open (key, ad, strlen (ad), data, length, error);
}

static gboolean
store_in_keyring (const AppAccount *account, AppSecretKind kind, const guint8 *data, gsize length,
                  GCancellable *cancellable)
{
  char *text = g_base64_encode (data, length);
  gboolean ok = app_keyring_store (&account->device, kind, text, cancellable, NULL);

  hark_seal_free_string (text);
  return ok;
}

static gboolean
load_from_keyring (const AppAccount *account, AppSecretKind kind, guint8 *out, gsize length,
                   GCancellable *cancellable, GError **error)
{
  char *text = app_keyring_lookup (&account->device, kind, cancellable, error);
  g_autofree guchar *data = NULL;
  gsize n = 0;

  if (text == NULL)
    return FALSE;

  data = g_base64_decode (text, &n);
  hark_seal_free_string (text);
  if (n == length)
    memcpy (out, data, length);
  else
    g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                 "the keyring's entry is not this device's key");
  hark_seal_wipe (data, n);

  return n == length;
}

/* Local and account key under the password, with a salt of their own. */
static gboolean
write_local_key (const char *home, const AppKeys *keys, const char *password, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GBytes) box = NULL;
  g_autofree char *text = NULL;
  HarkAccountCost cost;
  guint8 both[32 + 16];
  guint8 *stretched = hark_seal_alloc (32);

  hark_account_cost_random (&cost);
  if (!hark_account_stretch (password, &cost, stretched, error))
    {
      hark_seal_free (stretched);
      return FALSE;
    }

  memcpy (both, keys->local, 32);
  memcpy (both + 32, keys->account_key, 16);
  box = hark_seal_box (stretched, LOCAL_AD, strlen (LOCAL_AD), both, sizeof both);
  hark_seal_wipe (both, sizeof both);
  hark_seal_free (stretched);

  write_cost (object, &cost);
  hark_json_set_bytes (object, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  text = hark_json_to_string (object);
  return write_file (home, "local-key", text, strlen (text), error);
}

static gboolean
open_local_key (GBytes *file, const char *password, AppKeys *keys, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GBytes) box = NULL;
  g_autoptr (GBytes) both = NULL;
  HarkAccountCost cost;
  guint8 *stretched;
  gsize length;
  const char *data = g_bytes_get_data (file, &length);

  object = hark_json_parse_object (data, length, MAX_FILE, error);
  if (object == NULL || !read_cost (object, &cost, error))
    return FALSE;
  box = hark_json_get_bytes (object, "box", 48 + HARK_BOX_OVERHEAD, 48 + HARK_BOX_OVERHEAD, error);
  if (box == NULL)
    return FALSE;

  stretched = hark_seal_alloc (32);
  if (hark_account_stretch (password, &cost, stretched, error))
    {
      both = hark_seal_box_open (stretched, LOCAL_AD, strlen (LOCAL_AD),
                                 g_bytes_get_data (box, NULL), g_bytes_get_size (box), NULL);
      if (both == NULL)
        g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "wrong password");
    }
  hark_seal_free (stretched);
  if (both == NULL)
    return FALSE;

  memcpy (keys->local, g_bytes_get_data (both, NULL), 32);
  memcpy (keys->account_key, (const guint8 *)g_bytes_get_data (both, NULL) + 32, 16);
  return TRUE;
}

gboolean
app_home_write_keys (const char *home, AppAccount *account, const AppKeys *keys,
                     const char *password, GCancellable *cancellable, GError **error)
{
  guint8 seeds[64];
  gboolean ok;

  account->has_keyring = store_in_keyring (account, APP_SECRET_LOCAL_KEY, keys->local,
                                           sizeof keys->local, cancellable)
                         && store_in_keyring (account, APP_SECRET_ACCOUNT_KEY, keys->account_key,
                                              sizeof keys->account_key, cancellable);
  /* a program that ends is no sign that there is no keyring */
  if (!account->has_keyring
      && (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !write_local_key (home, keys, password, error)))
    return FALSE;

  memcpy (seeds, keys->account.sign_seed, 32);
  memcpy (seeds + 32, keys->account.box_seed, 32);
  ok = write_box (home, "keys", keys->local, SEEDS_AD, seeds, sizeof seeds, error);
  hark_seal_wipe (seeds, sizeof seeds);

  return ok;
}

gboolean
app_home_copy_to_keyring (const AppAccount *account, const AppKeys *keys, const char *token,
                          GCancellable *cancellable, GError **error)
{
  if (store_in_keyring (account, APP_SECRET_LOCAL_KEY, keys->local, sizeof keys->local, cancellable)
      && store_in_keyring (account, APP_SECRET_ACCOUNT_KEY, keys->account_key,
                           sizeof keys->account_key, cancellable)
      && (token == NULL
          || app_keyring_store (&account->device, APP_SECRET_SESSION, token, cancellable, NULL)))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED,
               "the keyring does not take the key: the password is needed at each start");
  return FALSE;
}

void
app_home_remove_sealed_keys (const char *home)
{
  static const char *const names[] = { "local-key", "session" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_unlink (path);
    }
}

static gboolean
read_local (const char *home, const AppAccount *account, const char *password, AppKeys *keys,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) file = NULL;

  if (account->has_keyring)
    return load_from_keyring (account, APP_SECRET_LOCAL_KEY, keys->local, sizeof keys->local,
                              cancellable, error)
           && load_from_keyring (account, APP_SECRET_ACCOUNT_KEY, keys->account_key,
                                 sizeof keys->account_key, cancellable, error);

  if (password == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED,
                   "there is no keyring on this computer: the password is needed at each start");
      return FALSE;
    }

  file = read_file (home, "local-key", error);
  return file != NULL && open_local_key (file, password, keys, error);
}

AppKeys *
app_home_read_keys (const char *home, const AppAccount *account, const char *password,
                    GCancellable *cancellable, GError **error)
{
  AppKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (GBytes) seeds = NULL;
  const guint8 *data;

  if (read_local (home, account, password, keys, cancellable, error))
    seeds = read_box (home, "keys", keys->local, SEEDS_AD, error);
  if (seeds == NULL || g_bytes_get_size (seeds) != 64)
    {
      if (seeds != NULL)
        g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                     "the file of this device's keys was changed");
      hark_seal_free (keys);
      return NULL;
    }

  data = g_bytes_get_data (seeds, NULL);
  hark_account_keys_from_seeds (&keys->account, data, data + 32);
  return keys;
}

/* --- one sync at a time --- */

int
app_home_lock_sync (const char *home, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (home, "sync.lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, HARK_ERROR, HARK_ERROR_DISK,
                   saved == ENOSPC || saved == EDQUOT
                       ? "the disk is full: make room and try again (%s: %s)"
                       : "the account's folder can only be read: make it writable (%s: %s)",
                   path, g_strerror (saved));
      return -1;
    }
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          close (fd);
          return -1;
        }
      g_usleep (LOCK_POLL);
    }

  return fd;
}

static int
lock_seal (const char *home, int how)
{
  g_autofree char *path = g_build_filename (home, "seal.lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, how) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

int
app_home_lock_seal (const char *home)
{
  return lock_seal (home, LOCK_SH);
}

int
app_home_lock_sweep (const char *home)
{
  return lock_seal (home, LOCK_EX | LOCK_NB);
}

/* --- the session's token --- */

gboolean
app_home_write_token (const char *home, const AppAccount *account, const AppKeys *keys,
                      const char *token, GCancellable *cancellable, GError **error)
{
  if (account->has_keyring)
    return app_keyring_store (&account->device, APP_SECRET_SESSION, token, cancellable, error);

  return write_box (home, "session", keys->local, TOKEN_AD, token, strlen (token), error);
}

char *
app_home_read_token (const char *home, const AppAccount *account, const AppKeys *keys,
                     GCancellable *cancellable)
{
  g_autoptr (GBytes) bytes = NULL;

  if (account->has_keyring)
    return app_keyring_lookup (&account->device, APP_SECRET_SESSION, cancellable, NULL);

  bytes = read_box (home, "session", keys->local, TOKEN_AD, NULL);
  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : NULL;
}

/* app-client-account.c: see app-client-account.h */
#include "app-client-account.h"

#include <string.h>

#include "app-client-policy.h"
#include "app-client-private.h"
#include "app-password.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"

#define MAX_DEVICES 1000

/* --- password and sheet --- */

/* The account as it is now, and what its session is known by. @keys: hark_seal_free (), @token:
 * hark_seal_free_string (). NULL while locked. */
static AppAccount *
begin (AppClient *self, AppKeys **keys, char **token, GError **error)
{
  AppAccount *account = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      account = app_account_copy (self->store->account);
      *keys = app_keys_copy (self->store->keys);
      *token = g_strdup (self->token);
    }
  g_mutex_unlock (&self->lock);

  return account;
}

static AppSetup *
prepare (AppClient *self, const char *current, const char *password, gboolean with_sheet,
         GError **error)
{
  AppKeys *keys = NULL;
  char *token = NULL;
  g_autoptr (AppAccount) account = begin (self, &keys, &token, error);
  g_autoptr (AppHttp) http = NULL;
  AppSetup *setup;

  if (account == NULL)
    return NULL;

  http = app_http_new (account->url, token, self->cancellable);
  setup = app_password_prepare (http, account, keys, current, password,
                                app_client_get_min_password (self), with_sheet, error);
  if (setup != NULL)
    {
      setup->token = g_steal_pointer (&token);
      setup->was_open = TRUE;
    }
  hark_seal_free (keys);
  hark_seal_free_string (token);

  return setup;
}

/* What was locked meanwhile stays so. */
static gboolean
write_down (AppClient *self, AppSetup *setup, GError **error)
{
  g_autoptr (AppAccount) account = app_account_copy (setup->account);

  return app_home_write_keys (self->home, account, setup->keys, setup->password, self->cancellable,
                              error)
         && app_home_write_token (self->home, account, setup->keys, setup->token, self->cancellable,
                                  error)
         && app_home_write_account (self->home, account, error);
}

/* What the server has taken is kept here too, under the new password where there is no keyring. */
static gboolean
keep (AppClient *self, AppSetup *setup, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean was_locked, kept;

  g_mutex_lock (&self->lock);
  was_locked = setup->was_open && self->store == NULL;
  g_mutex_unlock (&self->lock);
  kept = was_locked
             ? write_down (self, setup, &local)
             : app_client_adopt (self, setup->is_anew ? APP_ADOPT_KEY_LOST : APP_ADOPT_HERE,
                                 app_account_copy (setup->account), app_keys_copy (setup->keys),
                                 setup->password, g_strdup (setup->token), &local);
  if (!kept)
    g_set_error (error, HARK_ERROR, HARK_ERROR_DISK,
                 "the password was changed, but this device could not note it down: sign in here "
                 "again with the new one (%s)",
                 local->message);
  return kept;
}

gboolean
app_client_commit_account_sync (AppClient *self, AppSetup *setup, GError **error)
{
  return app_password_send (setup, self->cancellable, error) && keep (self, setup, error);
}

gboolean
app_client_change_password_sync (AppClient *self, const char *current, const char *password,
                                 GError **error)
{
  g_autoptr (AppSetup) setup = prepare (self, current, password, FALSE, error);

  return setup != NULL && app_client_commit_account_sync (self, setup, error);
}

AppSetup *
app_client_prepare_sheet_sync (AppClient *self, const char *password, GError **error)
{
  return prepare (self, password, password, TRUE, error);
}

static gboolean
parse_key (const char *what, const char *typed, guint8 key[16], GError **error)
{
  g_autoptr (GError) local = NULL;

  if (hark_code_parse (typed, key, &local))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the %s key: %s", what, local->message);
  return FALSE;
}

AppSetup *
app_client_prepare_recovery_sync (AppClient *self, const char *url, const char *user,
                                  const char *account_key, const char *recovery_key,
                                  const char *password, GError **error)
{
  g_autoptr (AppAccount) known = NULL;
  AppKeys *known_keys = NULL;
  AppSetup *setup = NULL;
  guint8 key[16], sheet_key[16];
  char *code = app_client_take_factor_code (self);
  g_autoptr (AppServerInfo) info = app_client_probe_sync (self, url, error);

  if (info == NULL)
    {
      hark_seal_free_string (code);
      return NULL;
    }
  if (app_client_find_known (self, account_key, key, &known, &known_keys, error)
      && parse_key ("recovery", recovery_key, sheet_key, error))
    setup = app_password_prepare_recovery (url, user, key, sheet_key, password,
                                           app_client_get_min_password (self), code, known,
                                           known_keys, self->cancellable, error);
  if (setup != NULL)
    setup->was_open = known_keys != NULL;
  hark_seal_wipe (key, sizeof key);
  hark_seal_wipe (sheet_key, sizeof sheet_key);
  hark_seal_free_string (code);
  hark_seal_free (known_keys);

  return setup;
}

/* Under the lock, as every change of account.json: whichever of the two places it names holds all,
 * and a sync that writes it as well knows of it. */
static gboolean
note_keyring (AppClient *self, GError **error)
{
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      self->store->account->has_keyring = TRUE;
      ok = app_home_write_account (self->home, self->store->account, error);
      self->store->account->has_keyring = ok;
      app_client_set_account (self, self->store->account);
    }
  g_mutex_unlock (&self->lock);

  return ok;
}

gboolean
app_client_move_to_keyring_sync (AppClient *self, GError **error)
{
  AppKeys *keys = NULL;
  char *token = NULL;
  g_autoptr (AppAccount) account = begin (self, &keys, &token, error);
  gboolean ok;

  if (account == NULL)
    return FALSE;

  ok = app_home_copy_to_keyring (account, keys, token, self->cancellable, error)
       && note_keyring (self, error);
  hark_seal_free (keys);
  hark_seal_free_string (token);
  if (ok)
    app_home_remove_sealed_keys (self->home);

  return ok;
}

/* --- devices --- */

void
app_device_free (AppDevice *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self);
}

static char *
make_path (const HarkId *device)
{
  g_autofree char *id = hark_id_to_string (device);

  return g_strconcat (HARK_API_DEVICES "/", id, NULL);
}

static AppDevice *
read_device (JsonObject *json, const HarkAccountKeys *keys, GError **error)
{
  g_autoptr (AppDevice) device = g_new0 (AppDevice, 1);
  g_autoptr (GBytes) sealed = NULL;

  if (!hark_json_get_id (json, "device", &device->id, error)
      || !hark_json_get_bool (json, "sheet", &device->by_sheet, error)
      || !hark_json_get_bool (json, "this", &device->is_this, error)
      || !hark_json_get_int (json, "created", 0, G_MAXINT64, &device->created, error)
      || !hark_json_get_int (json, "seen", 0, G_MAXINT64, &device->seen, error))
    return NULL;

  /* a name that is none, or somebody else's, is no reason not to see the device */
  sealed = hark_json_get_bytes (json, "name", HARK_ACCOUNT_SEALED_NAME_LEN,
                                HARK_ACCOUNT_SEALED_NAME_LEN, NULL);
  if (sealed != NULL)
    device->name = hark_account_open_name (keys, &device->id, sealed, NULL);
  return g_steal_pointer (&device);
}

static int
compare_devices (gconstpointer a, gconstpointer b)
{
  const AppDevice *one = *(const AppDevice *const *)a, *two = *(const AppDevice *const *)b;

  if (one->is_this != two->is_this)
    return one->is_this ? -1 : 1;
  return one->seen != two->seen ? (one->seen > two->seen ? -1 : 1)
                                : memcmp (&one->id, &two->id, HARK_ID_LEN);
}

static GPtrArray *
read_devices (JsonObject *reply, const HarkAccountKeys *keys, GError **error)
{
  JsonArray *list = hark_json_get_array (reply, "devices", MAX_DEVICES, error);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify)app_device_free);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *json = hark_json_array_get_object (list, i, error);
      AppDevice *device = json != NULL ? read_device (json, keys, error) : NULL;

      if (device == NULL)
        return NULL;
      g_ptr_array_add (devices, device);
    }
  if (list == NULL)
    return NULL;

  g_ptr_array_sort (devices, compare_devices);
  return g_steal_pointer (&devices);
}

GPtrArray *
app_client_list_devices_sync (AppClient *self, GError **error)
{
  AppKeys *keys = NULL;
  char *token = NULL;
  g_autoptr (AppAccount) account = begin (self, &keys, &token, error);
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (JsonObject) reply = NULL;
  GPtrArray *devices = NULL;

  if (account == NULL)
    return NULL;

  http = app_http_new (account->url, token, self->cancellable);
  hark_seal_free_string (token);
  reply = app_http_json (http, "GET", HARK_API_DEVICES, NULL, error);
  if (reply != NULL)
    devices = read_devices (reply, &keys->account, error);
  hark_seal_free (keys);

  return devices;
}

static JsonObject *
ask (AppClient *self, const char *method, const char *path, GError **error)
{
  AppKeys *keys = NULL;
  char *token = NULL;
  g_autoptr (AppAccount) account = begin (self, &keys, &token, error);
  g_autoptr (AppHttp) http = NULL;

  if (account == NULL)
    return NULL;

  hark_seal_free (keys);
  http = app_http_new (account->url, token, self->cancellable);
  hark_seal_free_string (token);
  return app_http_json (http, method, path, NULL, error);
}

void
app_own_reset_free (AppOwnReset *self)
{
  g_free (self->by);
  g_free (self);
}

AppOwnReset *
app_client_read_own_reset_sync (AppClient *self, GError **error)
{
  g_autoptr (JsonObject) reply = ask (self, "GET", HARK_API_RESETS, error);
  g_autoptr (AppOwnReset) own = g_new0 (AppOwnReset, 1);
  JsonObject *reset;

  if (reply == NULL)
    return NULL;
  if (json_object_has_member (reply, "reset") && json_object_get_null_member (reply, "reset"))
    return g_steal_pointer (&own);

  reset = hark_json_get_object (reply, "reset", error);
  if (reset == NULL || !hark_json_get_bool (reset, "accepted", &own->is_accepted, error)
      || (own->by = g_strdup (hark_json_get_string (reset, "by", HARK_ROSTER_MAX_NAME, error)))
             == NULL)
    return NULL;

  return g_steal_pointer (&own);
}

gboolean
app_client_decline_reset_sync (AppClient *self, GError **error)
{
  g_autoptr (JsonObject) reply = ask (self, "DELETE", HARK_API_RESETS, error);

  return reply != NULL;
}

gboolean
app_client_end_device_sync (AppClient *self, const HarkId *device, GError **error)
{
  g_autofree char *path = make_path (device);
  g_autoptr (JsonObject) reply = ask (self, "DELETE", path, error);

  return reply != NULL;
}

void
app_client_say_device (AppClient *self, AppStore *store, AppHttp *http)
{
  const char *host = g_get_host_name ();
  const char *name
      = hark_text_is_name (host, strlen (host), HARK_ACCOUNT_MAX_DEVICE_NAME) ? host : "Hark";
  g_autofree char *path = make_path (&store->account->device);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;

  if (store->account->is_named)
    return;

  sealed = hark_account_seal_name (&store->keys->account, &store->account->device, name);
  body = json_object_new ();
  hark_json_set_bytes (body, "name", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  reply = app_http_json (http, "PUT", path, body, &error);
  /* a session from before devices had names is of a device that has none */
  if (reply == NULL && !g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return;

  g_mutex_lock (&self->lock);
  store->account->is_named = TRUE;
  if (store == self->store)
    app_home_write_account (self->home, store->account, NULL);
  g_mutex_unlock (&self->lock);
}

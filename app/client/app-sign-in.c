/* app-sign-in.c: see app-sign-in.h */
#include "app-sign-in.h"

#include <string.h>

#include "app-setup.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

char *
app_sign_in_session (AppHttp *http, const HarkId *user, const HarkId *device,
                     const HarkAccountSecrets *secrets, const char *code, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonObject *protocol = json_object_new ();
  const char *token;

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  json_object_set_object_member (body, "protocol", protocol);
  hark_json_set_id (body, "user", user);
  hark_json_set_id (body, "device", device);
  hark_json_set_bytes (body, "secret", secrets->login, sizeof secrets->login);
  if (code != NULL)
    json_object_set_string_member (body, "code", code);
  reply = app_http_json (http, "POST", HARK_API_AUTH_SESSION, body, error);
  token = reply != NULL ? hark_json_get_string (reply, "token", 200, error) : NULL;
  if (token == NULL)
    return NULL;
  /* It goes into a header. */
  if (token[0] == '\0'
      || token[strspn (token, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/=-_")] != '\0')
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's session token is not one");
      return NULL;
    }

  return g_strdup (token);
}

gboolean
app_sign_in_read_params (AppHttp *http, const char *user, AppAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (user, NULL, FALSE);
  g_autofree char *path = g_strconcat (HARK_API_AUTH_PARAMS "?user=", escaped, NULL);
  g_autoptr (JsonObject) reply = app_http_json (http, "GET", path, NULL, error);
  gint64 ops, mem;

  if (reply == NULL || !hark_json_get_int (reply, "ops", 0, G_MAXINT32, &ops, error)
      || !hark_json_get_int (reply, "mem", 0, G_MAXINT32, &mem, error)
      || !hark_json_get_id (reply, "user", &account->user, error)
      || !hark_json_get_fixed (reply, "salt", account->cost.salt, sizeof account->cost.salt, error))
    return FALSE;

  account->cost.ops = ops;
  account->cost.mem_kib = mem;
  if (hark_account_cost_is_fair (&account->cost))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
               "the server asks for a hash of the password that is too weak or too costly:"
               " nothing of the password was sent");
  return FALSE;
}

gboolean
app_sign_in_is_forgotten (AppHttp *http, const AppAccount *account)
{
  AppAccount asked = { 0 };

  return app_sign_in_read_params (http, account->name, &asked, NULL)
         && !hark_id_equal (&asked.user, &account->user);
}

void
app_sign_in_fail_forgotten (const AppAccount *account, GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH,
               "the server does not know this account: it was restored from a backup from before "
               "it, or the account was taken away; ask %s to invite you again, under another user "
               "name",
               account->invited_by != NULL ? account->invited_by : "an Admin");
}

gboolean
app_sign_in_read_bundle (AppHttp *http, const AppAccount *account,
                         const HarkAccountSecrets *secrets, HarkAccountKeys *keys,
                         guint16 *generation, GError **error)
{
  g_autoptr (JsonObject) reply = app_http_json (http, "GET", HARK_API_AUTH_BUNDLE, NULL, error);
  g_autoptr (GBytes) bundle = reply != NULL ? hark_json_get_bytes (reply, "bundle", HARK_BUNDLE_LEN,
                                                                   HARK_BUNDLE_LEN, error)
                                            : NULL;

  return bundle != NULL
         && hark_account_unwrap (bundle, secrets, &account->org, &account->user, keys, generation,
                                 error);
}

static AppAccount *
begin_account (const AppServerInfo *info, const guint8 root_pk[32], const char *user,
               const AppAccount *known, GError **error)
{
  AppAccount *account;

  if (known != NULL && !hark_seal_equal (root_pk, known->root_pk, 32))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "the server shows another organisation than before");
      return NULL;
    }

  account = g_new0 (AppAccount, 1);
  account->url = g_strdup (info->url);
  account->organisation = g_strdup (info->organisation);
  account->name = g_strdup (user);
  memcpy (account->root_pk, root_pk, 32);
  hark_seal_org_id (root_pk, &account->org);
  hark_id_random (&account->device);

  return account;
}

static char *
open_session (AppHttp *http, AppAccount *account, const char *password,
              const guint8 account_key[16], const char *code, GCancellable *cancellable,
              AppKeys *keys, GError **error)
{
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  g_autoptr (AppHttp) signed_in = NULL;
  char *token = NULL;
  guint16 generation;

  if (app_sign_in_read_params (http, account->name, account, error)
      && hark_account_derive (password, &account->cost, account_key, &account->org, &account->user,
                              secrets, error))
    token = app_sign_in_session (http, &account->user, &account->device, secrets, code, error);
  if (token != NULL)
    {
      signed_in = app_http_new (account->url, token, cancellable);
      if (!app_sign_in_read_bundle (signed_in, account, secrets, &keys->account, &generation,
                                    error))
        g_clear_pointer (&token, hark_seal_free_string);
    }
  hark_seal_free (secrets);

  return token;
}

AppAccount *
app_sign_in_begin (const char *url, const char *user, const AppAccount *known,
                   gboolean is_same_device, GCancellable *cancellable, AppHttp **http,
                   GError **error)
{
  g_autofree char *normal = app_http_normalise_url (url, error);
  g_autoptr (AppHttp) asked = normal != NULL ? app_http_new (normal, NULL, cancellable) : NULL;
  g_autoptr (AppServerInfo) info = NULL;
  AppAccount *account;
  guint8 root_pk[32];

  if (asked != NULL)
    info = app_setup_read_info (asked, normal, root_pk, error);
  if (info == NULL)
    return NULL;
  if (!info->is_ready)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP, "this organisation is not set up yet");
      return NULL;
    }

  account = begin_account (info, root_pk, user, known, error);
  if (account == NULL)
    return NULL;

  if (is_same_device)
    account->device = known->device;
  *http = g_steal_pointer (&asked);
  return account;
}

char *
app_sign_in (const char *url, const char *user, const char *password, const guint8 account_key[16],
             const char *code, const AppAccount *known, const AppKeys *known_keys,
             GCancellable *cancellable, AppAccount **account, AppKeys **keys, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (AppAccount) made
      = app_sign_in_begin (url, user, known, known_keys != NULL, cancellable, &http, error);
  AppKeys *made_keys;
  char *token;

  if (made == NULL)
    return NULL;

  made_keys = hark_seal_alloc (sizeof *made_keys);
  token = open_session (http, made, password, account_key, code, cancellable, made_keys, error);
  if (token != NULL && known != NULL && !hark_id_equal (&made->user, &known->user))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                   "this device belongs to another account");
      g_clear_pointer (&token, hark_seal_free_string);
    }
  if (token == NULL && known != NULL && error != NULL
      && g_error_matches (*error, HARK_ERROR, HARK_ERROR_AUTH) && g_strcmp0 (known->name, user) == 0
      && app_sign_in_is_forgotten (http, known))
    {
      g_clear_error (error);
      app_sign_in_fail_forgotten (known, error);
    }
  if (token == NULL)
    {
      hark_seal_free (made_keys);
      return NULL;
    }

  if (known != NULL)
    app_account_take_over (made, known);
  memcpy (made_keys->account_key, account_key, sizeof made_keys->account_key);
  if (known_keys != NULL)
    memcpy (made_keys->local, known_keys->local, sizeof made_keys->local);
  else
    hark_seal_random (made_keys->local, sizeof made_keys->local);
  *account = g_steal_pointer (&made);
  *keys = made_keys;
  return token;
}

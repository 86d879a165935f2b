/* app-client-factor.c: see app-client-factor.h */
#include "app-client-factor.h"

#include <liboath/oath.h>
#include <string.h>

#include "app-client-private.h"
#include "app-password.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"

#define SECRET_LEN 20
#define MAX_CODE 100 /* bytes of a recovery code, as the server writes it */
#define GROUP 4

void
app_client_set_factor_code (AppClient *self, const char *code)
{
  g_return_if_fail (APP_IS_CLIENT (self));

  g_mutex_lock (&self->lock);
  hark_seal_free_string (self->factor_code);
  self->factor_code = code != NULL && *code != '\0' ? g_strdup (code) : NULL;
  g_mutex_unlock (&self->lock);
}

char *
app_client_take_factor_code (AppClient *self)
{
  char *code;

  g_mutex_lock (&self->lock);
  code = g_steal_pointer (&self->factor_code);
  g_mutex_unlock (&self->lock);

  return code;
}

/* The password's proof; FALSE where it is wrong. */
static gboolean
add_password (AppStore *store, AppHttp *http, const char *password, JsonObject *body,
              GError **error)
{
  guint8 login[32];
  gboolean ok = app_password_prove (http, store->account, store->keys, password, login, error);

  if (ok)
    hark_json_set_bytes (body, "secret", login, sizeof login);
  hark_seal_wipe (login, sizeof login);
  return ok;
}

/* @account (may be NULL) is (transfer full); one of @code and @password, or neither. */
static JsonObject *
ask (AppClient *self, const char *method, const char *path, const char *code, const char *password,
     AppAccount **account, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (AppStore) store = app_client_begin_requests (self, &http, &cancellable, error);
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *reply;

  if (store == NULL)
    return NULL;

  if (code != NULL)
    json_object_set_string_member (body, "code", code);
  if (password != NULL && !add_password (store, http, password, body, error))
    return NULL;
  reply = app_http_json (http, method, path, g_str_equal (method, "GET") ? NULL : body, error);
  if (reply != NULL && account != NULL)
    {
      g_mutex_lock (&self->lock);
      *account = app_account_copy (store->account);
      g_mutex_unlock (&self->lock);
    }

  return reply;
}

AppFactor *
app_client_read_factor_sync (AppClient *self, GError **error)
{
  g_autoptr (JsonObject) reply = ask (self, "GET", HARK_API_AUTH_FACTOR, NULL, NULL, NULL, error);
  g_autofree AppFactor *factor = g_new0 (AppFactor, 1);
  gint64 codes;

  if (reply == NULL || !hark_json_get_bool (reply, "on", &factor->is_on, error)
      || (factor->is_on
          && !hark_json_get_int (reply, "since", 0, G_MAXINT64, &factor->since, error))
      || !hark_json_get_int (reply, "codes", 0, APP_FACTOR_CODES, &codes, error))
    return NULL;

  factor->codes = (guint)codes;
  return g_steal_pointer (&factor);
}

/* --- what an authenticator is given --- */

void
app_factor_secret_free (AppFactorSecret *self)
{
  if (self == NULL)
    return;

  hark_seal_free_string (self->text);
  hark_seal_free_string (self->uri);
  g_free (self);
}

static char *
group (const char *text)
{
  gsize length = strlen (text);
  GString *grouped = g_string_sized_new (length + length / GROUP + 1);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (grouped, ' ');
      g_string_append_c (grouped, text[i]);
    }

  return g_string_free (grouped, FALSE);
}

static AppFactorSecret *
describe (const AppAccount *account, const guint8 bytes[SECRET_LEN], GError **error)
{
  const char *organisation = account->organisation != NULL ? account->organisation : "Hark";
  g_autofree char *issuer = g_uri_escape_string (organisation, NULL, FALSE);
  g_autofree char *user = g_uri_escape_string (account->name, NULL, FALSE);
  AppFactorSecret *secret;
  char *base32 = NULL;

  if (oath_base32_encode ((const char *)bytes, SECRET_LEN, &base32, NULL) != OATH_OK)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_MEMORY, "there is too little memory");
      return NULL;
    }

  secret = g_new0 (AppFactorSecret, 1);
  secret->text = group (base32);
  secret->uri = g_strdup_printf (
      "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30", issuer, user,
      base32, issuer);
  hark_seal_wipe (base32, strlen (base32));
  free (base32);
  return secret;
}

AppFactorSecret *
app_client_begin_factor_sync (AppClient *self, const char *password, GError **error)
{
  g_autoptr (AppAccount) account = NULL;
  g_autoptr (JsonObject) reply
      = ask (self, "POST", HARK_API_AUTH_FACTOR, NULL, password, &account, error);
  AppFactorSecret *secret = NULL;
  guint8 bytes[SECRET_LEN];

  if (reply != NULL && hark_json_get_fixed (reply, "secret", bytes, sizeof bytes, error))
    secret = describe (account, bytes, error);
  hark_seal_wipe (bytes, sizeof bytes);

  return secret;
}

/* --- recovery codes --- */

/* What would not be accepted is not given to anybody to keep. */
static gboolean
is_code (const char *text)
{
  guint8 bytes[APP_FACTOR_CODE_LEN];
  gboolean is = text != NULL && strlen (text) <= MAX_CODE
                && hark_code_bytes_parse (text, "recovery code", bytes, sizeof bytes, NULL);

  hark_seal_wipe (bytes, sizeof bytes);
  return is;
}

static AppFactorSheet *
read_codes (JsonObject *reply, const AppAccount *account, GError **error)
{
  JsonArray *list = hark_json_get_array (reply, "codes", APP_FACTOR_CODES, error);
  char **codes;

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < APP_FACTOR_CODES; i++)
    {
      JsonNode *node = i < json_array_get_length (list) ? json_array_get_element (list, i) : NULL;

      if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
          || json_node_get_value_type (node) != G_TYPE_STRING
          || !is_code (json_node_get_string (node)))
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "the server's recovery codes are none");
          return NULL;
        }
    }

  codes = g_new0 (char *, APP_FACTOR_CODES + 1);
  for (guint i = 0; i < APP_FACTOR_CODES; i++)
    codes[i] = g_strdup (json_array_get_string_element (list, i));
  return app_factor_sheet_new (account->organisation, account->name, codes);
}

static AppFactorSheet *
ask_for_codes (AppClient *self, const char *method, const char *path, const char *code,
               GError **error)
{
  g_autoptr (AppAccount) account = NULL;
  g_autoptr (JsonObject) reply = ask (self, method, path, code, NULL, &account, error);

  return reply != NULL ? read_codes (reply, account, error) : NULL;
}

AppFactorSheet *
app_client_confirm_factor_sync (AppClient *self, const char *code, GError **error)
{
  return ask_for_codes (self, "PUT", HARK_API_AUTH_FACTOR, code, error);
}

AppFactorSheet *
app_client_renew_factor_codes_sync (AppClient *self, const char *code, GError **error)
{
  return ask_for_codes (self, "POST", HARK_API_AUTH_FACTOR_CODES, code, error);
}

gboolean
app_client_end_factor_sync (AppClient *self, const char *code, GError **error)
{
  g_autoptr (JsonObject) reply
      = ask (self, "POST", HARK_API_AUTH_FACTOR_OFF, code, NULL, NULL, error);

  return reply != NULL;
}

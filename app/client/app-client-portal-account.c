/* app-client-portal-account.c: see app-client-portal-account.h */
#include "app-client-private.h"

#include <string.h>

#include "app-client-portal-account.h"
#include "app-setup.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "hark-json.h"
#include "hark-text.h"

#define MAX_ACCOUNTS 20000 /* ended ones too */

static void
account_free (AppPortalAccount *self)
{
  g_free (self->name);
  g_free (self->mail);
  g_free (self);
}

void
app_portal_accounts_free (AppPortalAccounts *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->accounts);
  g_free (self);
}

/* --- list --- */

static AppPortalAccount *
read_account (JsonObject *row, GError **error)
{
  const char *name = hark_json_get_string (row, "name", HARK_API_MAX_NAME, error);
  const char *mail
      = name != NULL ? hark_json_get_string (row, "mail", HARK_API_MAX_MAIL, error) : NULL;
  AppPortalAccount account = { 0 };

  if (mail == NULL || !hark_json_get_id (row, "user", &account.user, error)
      || !hark_json_get_int (row, "created", 0, G_MAXINT64, &account.created, error)
      || (!json_object_get_null_member (row, "ended")
          && !hark_json_get_int (row, "ended", 0, G_MAXINT64, &account.ended, error)))
    return NULL;
  if (!hark_text_is_name (name, strlen (name), HARK_API_MAX_NAME))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "an account has no name");
      return NULL;
    }

  account.name = g_strdup (name);
  account.mail = g_strdup (mail);
  return g_memdup2 (&account, sizeof account);
}

static AppPortalAccounts *
read_reply (JsonObject *reply, GError **error)
{
  g_autoptr (AppPortalAccounts) self = g_new0 (AppPortalAccounts, 1);
  JsonArray *rows;

  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)account_free);
  if (!hark_json_get_bool (reply, "allowed", &self->is_allowed, error))
    return NULL;
  rows = hark_json_get_array (reply, "accounts", MAX_ACCOUNTS, error);
  if (rows == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = hark_json_array_get_object (rows, i, error);
      AppPortalAccount *account = row != NULL ? read_account (row, error) : NULL;

      if (account == NULL)
        return NULL;
      g_ptr_array_add (self->accounts, account);
    }
  return g_steal_pointer (&self);
}

AppPortalAccounts *
app_client_list_portal_accounts_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "GET", HARK_API_PORTAL_ACCOUNTS, NULL, error) : NULL;

  return reply != NULL ? read_reply (reply, error) : NULL;
}

/* --- inviting --- */

static JsonObject *
describe (AppClient *self, const char *name, const char *mail, const guint8 code[HARK_CODE_LEN])
{
  JsonObject *body = json_object_new ();
  guint8 hash[HARK_HASH_LEN];
  HarkId org = { { 0 } }, user;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    org = self->store->account->org;
  g_mutex_unlock (&self->lock);

  hark_id_random (&user);
  hark_invitation_hash_code (code, &org, hash);
  hark_json_set_id (body, "user", &user);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "mail", mail);
  json_object_set_boolean_member (body, "portal", TRUE);
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  return body;
}

char *
app_client_invite_to_portal_sync (AppClient *self, const char *name, const char *mail,
                                  GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) reply = NULL;
  guint8 code[HARK_CODE_LEN];
  char *line;

  if (!app_setup_check_name ("the user name", name, HARK_API_MAX_NAME, error)
      || !app_setup_check_mail (mail, error)
      || (http = app_client_begin_request (self, error)) == NULL)
    return NULL;

  hark_code_random (code);
  body = describe (self, name, mail, code);
  reply = app_http_json (http, "POST", HARK_API_INVITATIONS, body, error);
  line = reply != NULL ? hark_code_to_line (code) : NULL;
  hark_seal_wipe (code, sizeof code);

  return line;
}

char *
app_client_get_sign_in_url (AppClient *self)
{
  char *url;

  g_mutex_lock (&self->lock);
  url = g_strconcat (self->store != NULL ? self->store->account->url : "", "/sign-in", NULL);
  g_mutex_unlock (&self->lock);

  return url;
}

/* --- ending --- */

gboolean
app_client_end_portal_account_sync (AppClient *self, const HarkId *user, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autofree char *id = hark_id_to_string (user);
  g_autofree char *path = g_strconcat (HARK_API_PORTAL_ACCOUNTS "/", id, NULL);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "DELETE", path, NULL, error) : NULL;

  return reply != NULL;
}

/* --- the asynchronous twins --- */

typedef struct
{
  char *name;
  char *mail;
  HarkId user;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->name);
  g_free (call->mail);
  g_free (call);
}

static gpointer
run_list (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_portal_accounts_sync (self, error);
}

void
app_client_list_portal_accounts_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, NULL, NULL, (GDestroyNotify)app_portal_accounts_free,
                         app_client_list_portal_accounts_async, callback, user);
}

AppPortalAccounts *
app_client_list_portal_accounts_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_portal_accounts_async, error);
}

static gpointer
run_invite (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_invite_to_portal_sync (self, call->name, call->mail, error);
}

void
app_client_invite_to_portal_async (AppClient *self, const char *name, const char *mail,
                                   GAsyncReadyCallback callback, gpointer user)
{
  Call *call = g_new0 (Call, 1);

  call->name = g_strdup (name);
  call->mail = g_strdup (mail);
  app_client_start_call (self, run_invite, call, call_free, (GDestroyNotify)hark_seal_free_string,
                         app_client_invite_to_portal_async, callback, user);
}

char *
app_client_invite_to_portal_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_invite_to_portal_async, error);
}

static gpointer
run_end (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_end_portal_account_sync (self, &call->user, error));
}

void
app_client_end_portal_account_async (AppClient *self, const HarkId *user,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->user = *user;
  app_client_start_call (self, run_end, call, call_free, NULL, app_client_end_portal_account_async,
                         callback, user_data);
}

gboolean
app_client_end_portal_account_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_end_portal_account_async, error) != NULL;
}

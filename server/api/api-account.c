/* api-account.c: see api-account.h */
#include "api-account.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-context.h"
#include "store-roster.h"

#include <string.h>

gboolean
api_account_is_admin (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  HarkId user;
  gboolean is;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  is = hark_roster_is_admin (srv_roster_lock (context->roster), &user);
  srv_roster_unlock (context->roster);
  return is;
}

gboolean
api_account_check_admin (SrvRequest *request, GError **error)
{
  if (api_account_is_admin (request))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "only an Admin may do this");
  return FALSE;
}

SrvStore *
api_account_borrow_as_admin (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);

  return api_account_check_admin (request, error) ? srv_stores_borrow (context->stores, error)
                                                  : NULL;
}

const char *
api_account_get_mail (JsonObject *json, GError **error)
{
  const char *mail = api_json_get_line (json, "mail", HARK_API_MAX_MAIL, error);
  const char *at = mail != NULL ? strrchr (mail, '@') : NULL;

  if (mail == NULL || (at != NULL && at != mail && at[1] != '\0' && strchr (mail, ' ') == NULL))
    return mail;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is no mail address");
  return NULL;
}

gboolean
api_account_read_sheet (JsonObject *json, SrvAccount *account, GError **error)
{
  if (!hark_json_get_fixed (json, "sheet_login", account->sheet_login, sizeof account->sheet_login,
                            error))
    return FALSE;

  account->sheet_bundle
      = hark_json_get_bytes (json, "sheet_bundle", HARK_BUNDLE_LEN, HARK_BUNDLE_LEN, error);
  return account->sheet_bundle != NULL;
}

gboolean
api_account_read_password (JsonObject *json, SrvAccount *account, GError **error)
{
  gint64 ops, mem;

  if (!hark_json_get_int (json, "ops", HARK_ACCOUNT_MIN_OPS, HARK_ACCOUNT_MAX_OPS, &ops, error)
      || !hark_json_get_int (json, "mem", HARK_ACCOUNT_MIN_MEM_KIB, HARK_ACCOUNT_MAX_MEM_KIB, &mem,
                             error)
      || !hark_json_get_fixed (json, "salt", account->cost.salt, sizeof account->cost.salt, error)
      || !hark_json_get_fixed (json, "login", account->login, sizeof account->login, error))
    return FALSE;

  account->cost.ops = (guint32)ops;
  account->cost.mem_kib = (guint32)mem;
  account->bundle = hark_json_get_bytes (json, "bundle", HARK_BUNDLE_LEN, HARK_BUNDLE_LEN, error);
  return account->bundle != NULL;
}

gboolean
api_account_read (JsonObject *json, SrvAccount *account, GError **error)
{
  return api_account_read_password (json, account, error)
         && api_account_read_sheet (json, account, error);
}

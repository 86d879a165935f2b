/* api-account.h: a new account as a client describes it, and who may have a say in those of others
 */
#pragma once

#include <json-glib/json-glib.h>

#include "srv-request.h"
#include "store-account.h"

G_BEGIN_DECLS

/* Whoever asks. HARK_ERROR_FORBIDDEN. */
gboolean api_account_is_admin (SrvRequest *request);
gboolean api_account_check_admin (SrvRequest *request, GError **error);
/* To read from, for an Admin alone; likewise. (transfer full) */
SrvStore *api_account_borrow_as_admin (SrvRequest *request, GError **error);
/* "mail": something with an @ in it. Owned by @json. */
const char *api_account_get_mail (JsonObject *json, GError **error);
/* Into @account: cost, hash of the login secret and bundle of the password; hash and bundle of the
 * printed sheet; both. */
gboolean api_account_read_password (JsonObject *json, SrvAccount *account, GError **error);
gboolean api_account_read_sheet (JsonObject *json, SrvAccount *account, GError **error);
gboolean api_account_read (JsonObject *json, SrvAccount *account, GError **error);

G_END_DECLS

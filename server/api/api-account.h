/* api-account.h: a new account as a client describes it */
#pragma once

#include <json-glib/json-glib.h>

#include "store-account.h"

G_BEGIN_DECLS

/* "mail": something with an @ in it. Owned by @json. */
const char *api_account_get_mail (JsonObject *json, GError **error);
/* Into @account: cost, hash of the login secret and bundle of the password; hash and bundle of the
 * printed sheet; both. */
gboolean api_account_read_password (JsonObject *json, SrvAccount *account, GError **error);
gboolean api_account_read_sheet (JsonObject *json, SrvAccount *account, GError **error);
gboolean api_account_read (JsonObject *json, SrvAccount *account, GError **error);

G_END_DECLS

/* api-account.h: a new account as a client describes it */
#pragma once

#include <json-glib/json-glib.h>

#include "store-account.h"

G_BEGIN_DECLS

/* "mail": something with an @ in it. Owned by @json. */
const char *api_account_get_mail (JsonObject *json, GError **error);
/* Cost, hashes of the login secrets and bundles, into @account. */
gboolean api_account_read (JsonObject *json, SrvAccount *account, GError **error);

G_END_DECLS

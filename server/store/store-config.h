/* store-config.h: settings as rows, key and text; srv-config.h knows what they mean */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* key → value. (transfer full) */
GHashTable *store_config_list (SrvStore *store, GError **error);
/* One statement, so a transaction of its own where none is open. */
gboolean store_config_put (HarkSqlite *db, const char *key, const char *value, GError **error);
/* Another number each time that any other connection has committed something. */
gint64 store_config_get_version (SrvStore *store);

G_END_DECLS

/* store-config.h: settings as rows, key and text; srv-config.h knows what they mean */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* key → value. (transfer full) */
GHashTable *store_config_list (SrvStore *store, GError **error);
/* One statement, so a transaction of its own where none is open. */
gboolean store_config_put (HarkSqlite *db, const char *key, const char *value, GError **error);
gboolean store_config_remove (HarkSqlite *db, const char *key, GError **error);
/* Whether a mail server is set: mails that wait shall go. */
gboolean store_config_sends_mail (SrvStore *store, gboolean *sends, GError **error);
/* One value before there is a store: from the file in @dir alone. NULL where it says nothing, or is
 * not there. (transfer full) */
char *store_config_peek (const char *dir, const char *key);
/* Another number each time that any other connection has committed something. */
gint64 store_config_get_version (SrvStore *store);

G_END_DECLS

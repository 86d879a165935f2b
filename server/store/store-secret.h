/* store-secret.h: the few 32-byte values that the server keeps for itself */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_SECRET_LEN 32
#define SRV_SECRET_SETUP "setup" /* hash of the one-time setup code, until it was used */
#define SRV_SECRET_SALT "salt"   /* makes salts for names that do not exist */

/* HARK_ERROR_NOT_FOUND */
gboolean store_secret_get (SrvStore *store, const char *name, guint8 value[SRV_SECRET_LEN],
                           GError **error);
gboolean store_secret_delete (SrvStore *store, const char *name, GError **error);
/* On a connection of its own: while a store is made. */
gboolean store_secret_put (HarkSqlite *db, const char *name, const guint8 value[SRV_SECRET_LEN],
                           GError **error);

G_END_DECLS

/* store-session.h: who is signed in: hashes of bearer tokens */
#pragma once

#include "hark-api.h"
#include "hark-roster.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_SESSION_IDLE (30 * 24 * 3600) /* seconds until an unused session ends */
#define SRV_SESSION_TOUCH (24 * 3600)     /* how coarsely the last use is kept */
#define SRV_SESSION_MAX 64                /* of one account; the longest unused one goes */
#define SRV_SESSION_HASH_LEN 32

typedef struct
{
  HarkId user;
  gboolean sheet; /* signed in with the printed sheet */
  gint64 seen;
} SrvSession;

void srv_session_hash (const guint8 token[HARK_API_TOKEN_LEN], guint8 hash[SRV_SESSION_HASH_LEN]);

/* HARK_ERROR_AUTH for one that is unknown or has ended by @now. */
gboolean store_session_get (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                            SrvSession *session, GError **error);
gboolean store_session_create (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                               const HarkId *user, gboolean sheet, gint64 now, GError **error);
gboolean store_session_touch (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                              GError **error);
gboolean store_session_delete (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                               GError **error);
/* Removes those that have ended. */
gboolean store_session_expire (SrvStore *store, gint64 now, GError **error);
/* Of everybody, in a store that no server has open. */
gboolean store_session_end_all (HarkSqlite *db, GError **error);
/* Ends those of everybody whom @list has switched off, or does not name and nobody invited. */
gboolean store_session_sweep (SrvStore *store, HarkRoster *list, GError **error);

G_END_DECLS

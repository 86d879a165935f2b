/* store-session.h: who is signed in: hashes of bearer tokens */
#pragma once

#include "hark-api.h"
#include "hark-roster.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_SESSION_IDLE (30 * 24 * 3600)       /* seconds until an unused session ends */
#define SRV_SESSION_TOUCH (24 * 3600)           /* how coarsely the last use is kept */
#define SRV_SESSION_MAX 64                      /* of one account; the longest unused one goes */
#define SRV_SESSION_ENDED (2 * 365 * 24 * 3600) /* since its last use, told that it was ended */
#define SRV_SESSION_HASH_LEN 32

typedef struct
{
  HarkId user;
  HarkId device;
  GBytes *name;   /* what its owner calls the device, sealed; NULL for nothing, and by _get () */
  gboolean sheet; /* signed in with the printed sheet */
  gboolean is_waiting; /* with the secrets of a reset, which do not hold yet: store-reset.h */
  gint64 created;
  gint64 seen;
} SrvSession;

void srv_session_hash (const guint8 token[HARK_API_TOKEN_LEN], guint8 hash[SRV_SESSION_HASH_LEN]);
/* For hashes of sessions that ended. */
GArray *srv_session_ended_new (void);

/* HARK_ERROR_AUTH for one that is unknown or has run out by @now; HARK_ERROR_ENDED for one that was
 * ended for good, from another device or with the account. */
gboolean store_session_get (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                            SrvSession *session, GError **error);
/* Instead of the one that this device of this user had; @session->created is now. The hashes of
 * those that ended for it are appended to @ended, an array of SRV_SESSION_HASH_LEN bytes each. One
 * that waits is kept apart: the account's own are not touched by it. */
gboolean store_session_create (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                               const SrvSession *session, GArray *ended, GError **error);
gboolean store_session_touch (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                              GError **error);
gboolean store_session_delete (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                               GError **error);
/* Those of @user that have not ended, the latest used first.
 * (element-type SrvSession) (transfer full) */
GArray *store_session_list (SrvStore *store, const HarkId *user, gint64 now, GError **error);
/* What @user calls this device. HARK_ERROR_NOT_FOUND: it has no session. */
gboolean store_session_set_name (SrvStore *store, const HarkId *user, const HarkId *device,
                                 GBytes *name, GError **error);
/* HARK_ERROR_NOT_FOUND: it has none. @ended as above. */
gboolean store_session_end_device (SrvStore *store, const HarkId *user, const HarkId *device,
                                   GArray *ended, GError **error);
/* From now on as if it had come with the password. HARK_ERROR_AUTH: it has ended. */
gboolean store_session_set_by_password (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                                        GError **error);
/* All of @user but this one. */
gboolean store_session_end_others (SrvStore *store, const HarkId *user,
                                   const guint8 kept[SRV_SESSION_HASH_LEN], GArray *ended,
                                   GError **error);
/* @user has other secrets now: who was signed in will be told that this ended, and who waited for
 * the new ones is signed in. */
gboolean store_session_admit (SrvStore *store, const HarkId *user, GError **error);
/* The reset that they wait for goes: they will be told that theirs ended. */
gboolean store_session_end_waiting (SrvStore *store, const HarkId *user, GError **error);
/* Whoever was signed in will be told that this ended. */
gboolean store_session_end_user (SrvStore *store, const HarkId *user, GError **error);
/* Removes those that have ended. */
gboolean store_session_expire (SrvStore *store, gint64 now, GError **error);
/* Of everybody, in a store that no server has open. */
gboolean store_session_end_all (HarkSqlite *db, GError **error);
/* Ends those of everybody whom @list has switched off, or does not name and nobody invited. */
gboolean store_session_sweep (SrvStore *store, HarkRoster *list, GError **error);

G_END_DECLS

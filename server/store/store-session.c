/* store-session.c: see store-session.h */
#include "store-session.h"

#include "hark-error.h"

#define TOKEN_TAG "hark/session/v1"

static const char SQL_GET[]
    = "SELECT user, sheet, seen FROM session WHERE token = $1 AND seen > $2";
static const char SQL_INSERT[]
    = "INSERT INTO session (token, user, sheet, seen) VALUES ($1, $2, $3, $4)";
static const char SQL_TRIM[]
    = "DELETE FROM session WHERE user = $1 AND token NOT IN"
      " (SELECT token FROM session WHERE user = $1 ORDER BY seen DESC, token LIMIT $2)";
/* not back by a request that was slower than the next; but by a clock that was put right */
static const char SQL_TOUCH[] = "UPDATE session SET seen = $2 WHERE token = $1"
                                " AND (seen < $2 OR seen >= $2 + $3)";
static const char SQL_DELETE[] = "DELETE FROM session WHERE token = $1";
static const char SQL_EXPIRE[] = "DELETE FROM session WHERE seen <= $1";
static const char SQL_USERS[]
    = "SELECT DISTINCT s.user, EXISTS (SELECT 1 FROM invitation i WHERE i.user = s.user)"
      " FROM session s";
static const char SQL_END[] = "DELETE FROM session WHERE user = $1";

void
srv_session_hash (const guint8 token[HARK_API_TOKEN_LEN], guint8 hash[SRV_SESSION_HASH_LEN])
{
  hark_seal_hash (hash, SRV_SESSION_HASH_LEN, NULL, 0, TOKEN_TAG, token, (gsize)HARK_API_TOKEN_LEN,
                  NULL);
}

gboolean
store_session_get (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                   SrvSession *session, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_int (stmt, 2, now - SRV_SESSION_IDLE);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      hark_stmt_get_id (stmt, 0, &session->user);
      session->sheet = hark_stmt_get_int (stmt, 1) != 0;
      session->seen = hark_stmt_get_int (stmt, 2);
      return TRUE;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "this session has ended: sign in again");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
trim (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TRIM);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, SRV_SESSION_MAX - 1);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_create (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], const HarkId *user,
                      gboolean sheet, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_id (stmt, 2, user);
  hark_stmt_bind_int (stmt, 3, sheet ? 1 : 0);
  hark_stmt_bind_int (stmt, 4, now);
  return trim (store, user, error) && hark_stmt_run (stmt, error);
}

gboolean
store_session_touch (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TOUCH);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_int (stmt, 2, now);
  hark_stmt_bind_int (stmt, 3, SRV_SESSION_TOUCH);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_delete (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);

  hark_stmt_bind_int (stmt, 1, now - SRV_SESSION_IDLE);
  return hark_stmt_run (stmt, error);
}

static gboolean
end (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_end_all (HarkSqlite *db, GError **error)
{
  return hark_sqlite_exec (db, "DELETE FROM session", error);
}

gboolean
store_session_sweep (SrvStore *store, HarkRoster *list, GError **error)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_USERS);
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      const HarkRosterUser *user
          = hark_stmt_get_id (stmt, 0, &id) ? hark_roster_get_user (list, &id) : NULL;

      /* who was invited waits for the list to name them */
      if (user == NULL ? hark_stmt_get_int (stmt, 1) == 0 : user->until != 0)
        g_array_append_val (gone, id);
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  for (guint i = 0; i < gone->len; i++)
    if (!end (store, &g_array_index (gone, HarkId, i), error))
      return FALSE;
  return TRUE;
}

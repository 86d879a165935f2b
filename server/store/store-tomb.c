/* store-tomb.c: see store-tomb.h */
#include "store-tomb.h"

/* Who had lost it is told that, where that stands in their feed. */
static const char SQL_PUT[]
    = "INSERT INTO tomb (user, ticket, seq, lost, at) SELECT user, ticket,"
      " iif (revoked_seq > granted_seq, revoked_seq, $2),"
      " coalesce (revoked_seq > granted_seq, 0), $3 FROM access WHERE ticket = $1";
static const char SQL_HAS[] = "SELECT lost FROM tomb WHERE user = $1 AND ticket = $2";
static const char SQL_FLOOR[] = "SELECT seq FROM tomb_floor WHERE one = 1";
/* The oldest ones: to where the floor goes before they do. */
#define PIECE "FROM tomb WHERE at < $1 ORDER BY at, user, ticket LIMIT $2"
static const char SQL_RAISE[]
    = "UPDATE tomb_floor SET seq = (SELECT max (seq) FROM (SELECT seq " PIECE "))"
      " WHERE one = 1 AND seq < (SELECT max (seq) FROM (SELECT seq " PIECE "))";
static const char SQL_EXPIRE[]
    = "DELETE FROM tomb WHERE (user, ticket) IN (SELECT user, ticket " PIECE ")";

gboolean
store_tomb_put (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, seq);
  hark_stmt_bind_int (stmt, 3, now);
  return hark_stmt_run (stmt, error);
}

gboolean
store_tomb_get (SrvStore *store, const HarkId *user, const HarkId *ticket, gboolean *had,
                gboolean *lost, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HAS);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, ticket);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *lost = step == HARK_STEP_ROW && hark_stmt_get_int (stmt, 0) != 0;
  *had = step == HARK_STEP_ROW && !*lost;
  return TRUE;
}

gboolean
store_tomb_get_floor (SrvStore *store, gint64 *floor, GError **error)
{
  *floor = 0;
  return hark_sqlite_read_int (srv_store_get_db (store), SQL_FLOOR, floor, error);
}

gboolean
store_tomb_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) raise = srv_store_prepare (store, SQL_RAISE);
  g_autoptr (HarkStmt) expire = srv_store_prepare (store, SQL_EXPIRE);

  hark_stmt_bind_int (raise, 1, now - SRV_TOMB_KEEP);
  hark_stmt_bind_int (raise, 2, SRV_STORE_PIECE);
  hark_stmt_bind_int (expire, 1, now - SRV_TOMB_KEEP);
  hark_stmt_bind_int (expire, 2, SRV_STORE_PIECE);
  return hark_stmt_run (raise, error) && hark_stmt_run (expire, error);
}

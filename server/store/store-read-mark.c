/* store-read-mark.c: see store-read-mark.h */
#include "store-read-mark.h"

static const char SQL_SET[]
    = "INSERT INTO read_mark (user, ticket, up_to, rv) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (user, ticket) DO UPDATE SET up_to = excluded.up_to, rv = excluded.rv"
      " WHERE excluded.up_to > read_mark.up_to";

gboolean
store_read_mark_set (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                     gint64 up_to, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, ticket);
  hark_stmt_bind_int (stmt, 3, MIN (up_to, seq));
  hark_stmt_bind_int (stmt, 4, seq);
  return hark_stmt_run (stmt, error);
}

/* store-wake.c: see store-wake.h */
#include "store-wake.h"

#define NEW " BETWEEN $1 AND $2"
#define ALIVE " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)"
#define PROMISED " AND (p.name IN ('acknowledge', 'feedback') OR a.side IN ('team', 'both'))"
#define ALLOWED " AND (o.internal = 0 OR a.side IN ('team', 'both'))"

/* Begins with what is new, by the index of its seq; then who sees it. */
static const char SQL_LIST[]
    = "SELECT a.user FROM ticket t CROSS JOIN access a"
      " WHERE a.ticket = t.id AND t.rv" NEW ALIVE
      " UNION SELECT a.user FROM object o CROSS JOIN access a"
      " WHERE a.ticket = o.ticket AND o.seq" NEW ALIVE ALLOWED
      " UNION SELECT a.user FROM period p CROSS JOIN access a"
      " WHERE a.ticket = p.ticket AND p.rv" NEW ALIVE PROMISED
      " UNION SELECT user FROM access WHERE granted_seq" NEW
      " UNION SELECT user FROM access WHERE revoked_seq" NEW
      " UNION SELECT user FROM read_mark WHERE rv" NEW " UNION SELECT user FROM tomb WHERE seq" NEW
      " UNION SELECT zeroblob (16) FROM roster WHERE rv" NEW
      " UNION SELECT zeroblob (16) FROM area WHERE rv" NEW
      " UNION SELECT zeroblob (16) FROM setting WHERE rv" NEW;

const char *
store_wake_get_sql (void)
{
  return SQL_LIST;
}

GArray *
store_wake_list (SrvStore *store, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  HarkStep step;
  HarkId user;

  hark_stmt_bind_int (stmt, 1, from);
  hark_stmt_bind_int (stmt, 2, to);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &user))
      g_array_append_val (users, user);

  return step == HARK_STEP_DONE ? g_steal_pointer (&users) : NULL;
}

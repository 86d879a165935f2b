/* app-read-mark.c: see app-read-mark.h */
#include "app-read-mark.h"

#include "hark-sqlite.h"

/* in both files */
static const char MARK_SQL_GET[] = "SELECT up_to FROM read_mark WHERE ticket = $1";
static const char MARK_SQL_TAKE[]
    = "INSERT INTO read_mark (ticket, rv, up_to) VALUES ($1, $2, $3)"
      " ON CONFLICT (ticket) DO UPDATE SET rv = max (rv, excluded.rv),"
      " up_to = max (up_to, excluded.up_to)";
static const char MARK_SQL_SET[]
    = "INSERT INTO read_mark (ticket, up_to) VALUES ($1, $2)"
      " ON CONFLICT (ticket) DO UPDATE SET up_to = max (up_to, excluded.up_to)";
static const char MARK_SQL_WAITING[]
    = "SELECT ticket, up_to FROM read_mark ORDER BY ticket LIMIT $1";
static const char MARK_SQL_FORGET[] = "DELETE FROM read_mark WHERE ticket = $1";
static const char MARK_SQL_SENT[] = "DELETE FROM read_mark WHERE ticket = $1 AND up_to <= $2";

/* The author stands in the header (crypto.md), which is sealed with the rest: bytes 56 to 71. What
 * does not verify is somebody else's, whatever it says. */
static const char UNREAD_SQL[]
    = "SELECT 1 FROM object WHERE ticket = $1 AND seq > $2 AND type IN ($3, $4, $5, $6)"
      " AND (substr (sealed, 57, 16) <> $7 OR trust = $8) LIMIT 1";
static const char NEWEST_SQL[] = "SELECT max (seq) FROM object WHERE ticket = $1";

static gint64
get (HarkSqlite *db, const HarkId *ticket)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, MARK_SQL_GET);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? hark_stmt_get_int (stmt, 0) : 0;
}

gint64
app_read_mark_get (AppStore *store, const HarkId *ticket)
{
  gint64 known = get (app_cache_get_db (store->cache), ticket);
  gint64 waiting = get (app_outbox_get_db (store->outbox), ticket);

  return MAX (known, waiting);
}

gboolean
app_read_mark_set (AppStore *store, const HarkId *ticket, gint64 up_to, gboolean *changed,
                   GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  *changed = up_to > app_read_mark_get (store, ticket);
  if (!*changed)
    return TRUE;

  stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), MARK_SQL_SET);
  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, up_to);
  return hark_stmt_run (stmt, error);
}

gboolean
app_read_mark_take (AppStore *store, const HarkId *ticket, gint64 rv, gint64 up_to, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), MARK_SQL_TAKE);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, rv);
  hark_stmt_bind_int (stmt, 3, up_to);
  return hark_stmt_run (stmt, error);
}

GArray *
app_read_mark_list_waiting (AppStore *store, guint max, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), MARK_SQL_WAITING);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (AppReadMark));
  HarkStep step;

  hark_stmt_bind_int (stmt, 1, max);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppReadMark mark = { .up_to = hark_stmt_get_int (stmt, 1) };

      if (hark_stmt_get_id (stmt, 0, &mark.ticket))
        g_array_append_val (list, mark);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
app_read_mark_sent (AppStore *store, const AppReadMark *mark, gboolean known, GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  /* first where it goes to: it must never be in neither */
  if (known && !app_read_mark_take (store, &mark->ticket, 0, mark->up_to, error))
    return FALSE;

  stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), MARK_SQL_SENT);
  hark_stmt_bind_id (stmt, 1, &mark->ticket);
  hark_stmt_bind_int (stmt, 2, mark->up_to);
  return hark_stmt_run (stmt, error);
}

gboolean
app_read_mark_forget (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), MARK_SQL_FORGET);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

static gboolean
has_unread (AppStore *store, const HarkId *ticket, gint64 mark, gboolean *unread, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), UNREAD_SQL);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, mark);
  hark_stmt_bind_int (stmt, 3, HARK_OBJECT_REPORT);
  hark_stmt_bind_int (stmt, 4, HARK_OBJECT_MESSAGE);
  hark_stmt_bind_int (stmt, 5, HARK_OBJECT_NOTE);
  hark_stmt_bind_int (stmt, 6, HARK_OBJECT_HISTORY);
  hark_stmt_bind_id (stmt, 7, &store->account->user);
  hark_stmt_bind_int (stmt, 8, APP_TRUST_BROKEN);
  step = hark_stmt_step (stmt, error);
  *unread = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

gboolean
app_read_mark_look (AppStore *store, const HarkId *ticket, gint64 *mark, gint64 *newest,
                    gboolean *is_unread, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), NEWEST_SQL);

  *mark = app_read_mark_get (store, ticket);
  *newest = 0;
  *is_unread = FALSE;
  hark_stmt_bind_id (stmt, 1, ticket);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  *newest = hark_stmt_get_int (stmt, 0);
  return *newest <= *mark || has_unread (store, ticket, *mark, is_unread, error);
}

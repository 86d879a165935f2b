/* store-backup.c: see store-backup.h */
#include "store-backup.h"

#include "store-job.h"
#include "store-retention.h"

static const char SQL_SEQ[] = "SELECT seq FROM backup WHERE one = 1";
static const char SQL_TIME[] = "SELECT at FROM backup WHERE one = 1";
static const char SQL_PUT[]
    = "INSERT INTO backup (one, seq, at, encrypted) VALUES (1, $1, $2, $3)"
      " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, at = excluded.at,"
      " encrypted = excluded.encrypted"
      " WHERE excluded.seq >= backup.seq";
static const char SQL_NOTE[]
    = "INSERT INTO restore (seq, made, at) SELECT clock.seq, backup.at, $1 FROM clock"
      " LEFT JOIN backup ON backup.seq = clock.seq"
      " WHERE clock.one = 1"
      " ON CONFLICT (seq) DO UPDATE SET at = excluded.at, started = NULL";
static const char SQL_NEW[] = "SELECT count (*) FROM restore WHERE started IS NULL";
static const char SQL_START[] = "UPDATE restore SET started = $1 WHERE started IS NULL";
/* Only the newest lineage has no end. */
static const char SQL_GIVEN_BACK[]
    = "INSERT INTO restore (seq, made, at, started) SELECT clock.seq, NULL, $1, $1"
      " FROM clock, lineage l WHERE clock.one = 1 AND l.end_seq IS NULL"
      " AND NOT EXISTS (SELECT 1 FROM restore r WHERE r.seq >= l.start_seq)";
static const char SQL_STARTED[] = "SELECT max (started) FROM restore";
/* Numbers only grow from one lineage to the next: the one that was the newest when @seen was given
 * out, or would have been, had it been known here, ends where both pasts part. None that began
 * after the store was put back is that one: it may give out the same numbers as one that was lost,
 * where the same backup was put back twice within seconds, or by a clock that is slow. */
static const char SQL_KNOWN[]
    = "SELECT min ($1, coalesce (l.end_seq, clock.seq)),"
      " (SELECT made FROM restore r WHERE r.seq = coalesce (l.end_seq, clock.seq))"
      " FROM lineage l, clock WHERE l.start_seq <= $1"
      " AND l.start_seq <= coalesce ((SELECT max (seq) FROM restore), $1)"
      " ORDER BY l.start_seq DESC LIMIT 1";

gboolean
store_backup_get (SrvStore *store, gint64 *seq, gint64 *at, GError **error)
{
  HarkSqlite *db = srv_store_get_db (store);

  *seq = 0;
  if (at != NULL)
    *at = 0;
  return hark_sqlite_read_int (db, SQL_SEQ, seq, error)
         && (at == NULL || hark_sqlite_read_int (db, SQL_TIME, at, error));
}

gboolean
store_backup_put (HarkSqlite *db, gint64 seq, gint64 at, gboolean is_encrypted, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_PUT);

  hark_stmt_bind_int (stmt, 1, seq);
  hark_stmt_bind_int (stmt, 2, at);
  hark_stmt_bind_int (stmt, 3, is_encrypted ? 1 : 0);
  return hark_stmt_run (stmt, error);
}

gboolean
store_backup_note_restore (HarkSqlite *db, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_NOTE);

  hark_stmt_bind_int (stmt, 1, now);
  return hark_stmt_run (stmt, error);
}

gboolean
store_backup_find_known (SrvStore *store, gint64 seen, gint64 *known, gint64 *made, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_KNOWN);

  *known = 0;
  *made = 0;
  hark_stmt_bind_int (stmt, 1, seen);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *known = hark_stmt_get_int (stmt, 0);
      *made = hark_stmt_get_int (stmt, 1);
      return TRUE;
    case HARK_STEP_DONE:
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_backup_note_start (SrvStore *store, gint64 seq, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_START);
  gint64 n = 0;

  if (!hark_sqlite_read_int (srv_store_get_db (store), SQL_NEW, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;

  hark_stmt_bind_int (stmt, 1, now);
  return hark_stmt_run (stmt, error) && store_job_forget_clock (store, error)
         && store_retention_put_off (store, seq, now, error);
}

/* A clock that was wrong at that start, and put right since, makes no grace without an end. */
gboolean
store_backup_get_grace (SrvStore *store, gint64 now, gint64 *end, GError **error)
{
  gint64 started = 0;

  if (!hark_sqlite_read_int (srv_store_get_db (store), SQL_STARTED, &started, error))
    return FALSE;

  *end = started != 0 && ABS (now - started) < SRV_RESTORE_GRACE ? started + SRV_RESTORE_GRACE : 0;
  return TRUE;
}

gboolean
store_backup_note_given_back (SrvStore *store, gint64 seq, gint64 now, GError **error)
{
  HarkSqlite *db = srv_store_get_db (store);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GIVEN_BACK);
  gint64 grace, before;

  if (!store_backup_get_grace (store, now, &grace, error))
    return FALSE;
  if (grace != 0)
    return TRUE;

  before = hark_sqlite_total_changes (db);
  hark_stmt_bind_int (stmt, 1, now);
  return hark_stmt_run (stmt, error)
         && (hark_sqlite_total_changes (db) == before
             || store_retention_put_off (store, seq, now, error));
}

/* app-answered.c: see app-answered.h */
#include "app-answered.h"

static const char ANSWERED_SQL_KEEP[]
    = "INSERT OR REPLACE INTO answered (n, op, ticket, intent, request, state_v, advisor_v, seq, "
      "cursor, at)"
      " SELECT n, op, ticket, intent, request, state_v, advisor_v, $2, $3, $4 FROM operation"
      " WHERE op = $1 AND request IS NOT NULL";
static const char ANSWERED_SQL_OLD[]
    = "DELETE FROM answered WHERE at < $1"
      " OR n <= (SELECT n FROM answered ORDER BY n DESC LIMIT 1 OFFSET $2)";
static const char ANSWERED_SQL_RELEASE[] = "DELETE FROM answered WHERE seq <= $1";
static const char ANSWERED_SQL_FORGET[] = "DELETE FROM answered WHERE ticket = $1";
static const char ANSWERED_SQL_CURSOR[] = "SELECT cursor FROM answered ORDER BY seq DESC LIMIT 1";
static const char ANSWERED_SQL_MARK[]
    = "INSERT OR REPLACE INTO again (n, tries) SELECT n, 0 FROM answered WHERE seq > $1";
static const char ANSWERED_SQL_RETURN[]
    = "INSERT OR IGNORE INTO operation (n, op, ticket, intent, request, state_v, advisor_v)"
      " SELECT n, op, ticket, intent, request, state_v, advisor_v FROM answered WHERE seq > $1";
static const char ANSWERED_SQL_TAKE[] = "DELETE FROM answered WHERE seq > $1";
static const char ANSWERED_SQL_RETURN_ONE[]
    = "INSERT OR IGNORE INTO operation (n, op, ticket, intent, request, state_v, advisor_v)"
      " SELECT n, op, ticket, intent, request, state_v, advisor_v FROM answered WHERE n = $1";
static const char ANSWERED_SQL_TAKE_ONE[] = "DELETE FROM answered WHERE n = $1";
static const char ANSWERED_SQL_NOTE[]
    = "INSERT INTO restored (one, known, made, at, again, told)"
      " SELECT 1, $1, $2, $3, count (*), 0 FROM answered WHERE seq > $1"
      /* noticed once more, after a break: one restore is told once, with all that went */
      " ON CONFLICT (one) DO UPDATE SET made = excluded.made, at = excluded.at,"
      " again = excluded.again + iif (restored.known = excluded.known AND restored.told = 0,"
      " restored.again, 0), known = excluded.known, told = 0";
static const char ANSWERED_SQL_AGAIN[] = "SELECT tries FROM again WHERE n = $1";
static const char ANSWERED_SQL_DONE[]
    = "DELETE FROM again WHERE n = (SELECT n FROM operation WHERE op = $1)"
      " OR n NOT IN (SELECT n FROM operation)";
static const char ANSWERED_SQL_TRIED[] = "UPDATE again SET tries = tries + 1 WHERE n = $1";
static const char ANSWERED_SQL_VERSIONS[]
    = "UPDATE operation SET state_v = $2, advisor_v = $3 WHERE n = $1";
static const char ANSWERED_SQL_RESTORED[]
    = "SELECT known, made, at, again FROM restored WHERE told = 0 OR $1 = 0";

static gboolean
run (AppOutbox *outbox, const char *sql, gint64 number, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (outbox), sql);

  hark_stmt_bind_int (stmt, 1, number);
  return hark_stmt_run (stmt, error);
}

static gboolean
end (AppOutbox *outbox, gboolean ok, GError **error)
{
  HarkSqlite *db = app_outbox_get_db (outbox);

  if (ok && hark_sqlite_exec (db, "COMMIT", error))
    return TRUE;

  if (hark_sqlite_in_transaction (db))
    hark_sqlite_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
keep (AppOutbox *outbox, const HarkId *op, gint64 seq, const char *cursor, gint64 now,
      GError **error)
{
  g_autoptr (HarkStmt) insert = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_KEEP);
  g_autoptr (HarkStmt) old = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_OLD);
  g_autoptr (HarkStmt) done = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_DONE);

  hark_stmt_bind_id (insert, 1, op);
  hark_stmt_bind_int (insert, 2, seq);
  hark_stmt_bind_text (insert, 3, cursor);
  hark_stmt_bind_int (insert, 4, now);
  hark_stmt_bind_int (old, 1, now - APP_ANSWERED_KEEP);
  hark_stmt_bind_int (old, 2, APP_ANSWERED_MAX);
  hark_stmt_bind_id (done, 1, op);
  return hark_stmt_run (insert, error) && hark_stmt_run (old, error) && hark_stmt_run (done, error);
}

gboolean
app_answered_keep (AppOutbox *outbox, const HarkId *op, gint64 seq, const char *cursor, gint64 now,
                   GError **error)
{
  return hark_sqlite_exec (app_outbox_get_db (outbox), "BEGIN IMMEDIATE", error)
         && end (outbox, keep (outbox, op, seq, cursor, now, error), error);
}

gboolean
app_answered_release (AppOutbox *outbox, gint64 backup_seq, GError **error)
{
  /* a page of the feed comes far more often than a backup: no write where there is nothing to do */
  if (hark_sqlite_get_int (app_outbox_get_db (outbox), "SELECT min (seq) FROM answered", 0) == 0)
    return TRUE;

  return run (outbox, ANSWERED_SQL_RELEASE, backup_seq, error);
}

gboolean
app_answered_forget_ticket (AppOutbox *outbox, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_FORGET);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

char *
app_answered_get_cursor (AppOutbox *outbox)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_CURSOR);

  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? g_strdup (hark_stmt_get_text (stmt, 0))
                                                      : NULL;
}

guint
app_answered_count (AppOutbox *outbox)
{
  return (guint)hark_sqlite_get_int (app_outbox_get_db (outbox), "SELECT count(*) FROM answered",
                                     0);
}

static gboolean
move_back (AppOutbox *outbox, gint64 known, gint64 made, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) note = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_NOTE);

  hark_stmt_bind_int (note, 1, known);
  hark_stmt_bind_int (note, 2, made);
  hark_stmt_bind_int (note, 3, now);
  return hark_stmt_run (note, error) && run (outbox, ANSWERED_SQL_MARK, known, error)
         && run (outbox, ANSWERED_SQL_RETURN, known, error)
         && run (outbox, ANSWERED_SQL_TAKE, known, error);
}

GPtrArray *
app_answered_send_again (AppOutbox *outbox, gint64 known, gint64 made, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (!hark_sqlite_exec (app_outbox_get_db (outbox), "BEGIN IMMEDIATE", error)
      || !end (outbox, move_back (outbox, known, made, now, error), error))
    return NULL;

  waiting = app_outbox_list (outbox, FALSE, error);
  for (guint i = waiting != NULL ? waiting->len : 0; i > 0; i--)
    if (!app_answered_is_again (outbox, g_ptr_array_index (waiting, i - 1), NULL))
      g_ptr_array_remove_index (waiting, i - 1);

  return g_steal_pointer (&waiting);
}

gboolean
app_answered_miss (AppOutbox *outbox, gint64 n, GError **error)
{
  return hark_sqlite_exec (app_outbox_get_db (outbox), "BEGIN IMMEDIATE", error)
         && end (outbox,
                 run (outbox, ANSWERED_SQL_RETURN_ONE, n, error)
                     && run (outbox, ANSWERED_SQL_TAKE_ONE, n, error),
                 error);
}

gboolean
app_answered_is_again (AppOutbox *outbox, const AppOperation *operation, guint *tries)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_AGAIN);

  hark_stmt_bind_int (stmt, 1, operation->n);
  if (hark_stmt_step (stmt, NULL) != HARK_STEP_ROW)
    return FALSE;
  if (tries != NULL)
    *tries = (guint)hark_stmt_get_int (stmt, 0);
  return TRUE;
}

gboolean
app_answered_rebuild (AppOutbox *outbox, const AppOperation *operation, const HarkId *renewed,
                      gint64 state_v, gint64 advisor_v, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_VERSIONS);

  hark_stmt_bind_int (stmt, 1, operation->n);
  hark_stmt_bind_int (stmt, 2, state_v);
  hark_stmt_bind_int (stmt, 3, advisor_v);
  /* what a break leaves half done is done again: the old request meets the same answer */
  return run (outbox, ANSWERED_SQL_TRIED, operation->n, error) && hark_stmt_run (stmt, error)
         && app_outbox_renew (outbox, &operation->op, renewed, error);
}

gboolean
app_answered_get_restored (AppOutbox *outbox, gboolean untold, AppRestored *restored)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (outbox), ANSWERED_SQL_RESTORED);

  hark_stmt_bind_int (stmt, 1, untold);
  if (hark_stmt_step (stmt, NULL) != HARK_STEP_ROW)
    return FALSE;

  *restored = (AppRestored){ .known = hark_stmt_get_int (stmt, 0),
                             .made = hark_stmt_get_int (stmt, 1),
                             .at = hark_stmt_get_int (stmt, 2),
                             .again = (guint)hark_stmt_get_int (stmt, 3) };
  return TRUE;
}

gboolean
app_answered_set_told (AppOutbox *outbox, GError **error)
{
  return hark_sqlite_exec (app_outbox_get_db (outbox), "UPDATE restored SET told = 1", error);
}

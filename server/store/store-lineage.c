/* store-lineage.c: see store-lineage.h */
#include "store-lineage.h"

#include "hark-error.h"

static const char SQL_SEQ[] = "SELECT seq FROM clock WHERE one = 1";
static const char SQL_SET_SEQ[] = "UPDATE clock SET seq = $1 WHERE one = 1";
static const char SQL_END[]
    = "UPDATE lineage SET end_seq = max (start_seq, $1) WHERE end_seq IS NULL";
static const char SQL_INSERT[] = "INSERT INTO lineage (id, start_seq) VALUES ($1, $2)";
static const char SQL_FIND[]
    = "SELECT id FROM lineage WHERE start_seq <= $1 ORDER BY start_seq DESC LIMIT 1";
static const char SQL_HOLDS[]
    = "SELECT 1 FROM lineage WHERE id = $1 AND start_seq <= $2"
      " AND $2 <= coalesce (end_seq, (SELECT seq FROM clock WHERE one = 1))";
static const char SQL_COVERS[]
    = "SELECT 1 FROM lineage WHERE id = $1"
      " AND $2 <= coalesce (end_seq, (SELECT seq FROM clock WHERE one = 1))";

gint64
store_lineage_get_seq (SrvStore *store, GError **error)
{
  gint64 seq = 0;

  return hark_sqlite_read_int (srv_store_get_db (store), SQL_SEQ, &seq, error) ? seq : -1;
}

gboolean
store_lineage_set_seq (SrvStore *store, gint64 seq, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET_SEQ);

  hark_stmt_bind_int (stmt, 1, seq);
  return hark_stmt_run (stmt, error);
}

gboolean
store_lineage_begin (SrvStore *store, gint64 now, gint64 *seq, GError **error)
{
  gint64 last = store_lineage_get_seq (store, error);
  gint64 first = MAX (last + SRV_LINEAGE_STEP, now * SRV_LINEAGE_SECOND);
  g_autoptr (HarkStmt) end = srv_store_prepare (store, SQL_END);
  g_autoptr (HarkStmt) insert = srv_store_prepare (store, SQL_INSERT);
  HarkId id;

  if (last < 0)
    return FALSE;

  hark_id_random (&id);
  hark_stmt_bind_int (end, 1, last);
  hark_stmt_bind_id (insert, 1, &id);
  hark_stmt_bind_int (insert, 2, first);
  if (!hark_stmt_run (end, error) || !hark_stmt_run (insert, error)
      || !store_lineage_set_seq (store, first, error))
    return FALSE;

  *seq = first;
  return TRUE;
}

gboolean
store_lineage_find (SrvStore *store, gint64 seq, HarkId *lineage, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);

  hark_stmt_bind_int (stmt, 1, seq);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return hark_stmt_get_id (stmt, 0, lineage);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no lineage holds this");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
ask (SrvStore *store, const char *sql, const HarkId *lineage, gint64 seq, gboolean *answer,
     GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, lineage);
  hark_stmt_bind_int (stmt, 2, seq);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *answer = step == HARK_STEP_ROW;
  return TRUE;
}

gboolean
store_lineage_holds (SrvStore *store, const HarkId *lineage, gint64 seq, gboolean *holds,
                     GError **error)
{
  return ask (store, SQL_HOLDS, lineage, seq, holds, error);
}

gboolean
store_lineage_covers (SrvStore *store, const HarkId *lineage, gint64 seq, gboolean *covers,
                      GError **error)
{
  return ask (store, SQL_COVERS, lineage, seq, covers, error);
}

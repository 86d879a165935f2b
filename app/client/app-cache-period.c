/* app-cache-period.c: deadlines in the cache; see app-cache.h */
#include "app-cache.h"

static const char PERIOD_SQL_PUT[]
    = "INSERT INTO period (id, ticket, rv, name, due, done) VALUES ($1, $2, $3, $4, $5, $6)"
      " ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, due = excluded.due, done = excluded.done"
      " WHERE excluded.rv > period.rv";
static const char PERIOD_SQL_REMOVE[] = "DELETE FROM period WHERE id = $1";
static const char PERIOD_SQL_LIST[]
    = "SELECT name, due, done FROM period WHERE ticket = $1 ORDER BY due, name";

static gboolean
remove_period (AppCache *self, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_REMOVE);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_put_period (AppCache *self, const AppCachePeriod *period, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_PUT);

  if (period->is_gone)
    return remove_period (self, &period->id, error);

  hark_stmt_bind_id (stmt, 1, &period->id);
  hark_stmt_bind_id (stmt, 2, &period->ticket);
  hark_stmt_bind_int (stmt, 3, period->rv);
  hark_stmt_bind_text (stmt, 4, period->name);
  hark_stmt_bind_int (stmt, 5, period->due);
  hark_stmt_bind_int (stmt, 6, period->done);
  return hark_stmt_run (stmt, error);
}

static void
period_free (AppPeriod *self)
{
  g_free (self->name);
  g_free (self);
}

GPtrArray *
app_cache_list_periods (AppCache *self, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)period_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppPeriod *period = g_new0 (AppPeriod, 1);

      period->name = g_strdup (hark_stmt_get_text (stmt, 0));
      period->due = hark_stmt_get_int (stmt, 1);
      period->done = hark_stmt_get_int (stmt, 2);
      g_ptr_array_add (list, period);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

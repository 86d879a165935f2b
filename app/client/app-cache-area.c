/* app-cache-area.c: areas in the cache; see app-cache.h */
#include "app-cache.h"

static const char AREA_SQL_PUT[]
    = "INSERT INTO area (id, rv, name, description, is_default, portal)"
      " VALUES ($1, $2, $3, $4, $5, $6)"
      " ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, name = excluded.name,"
      " description = excluded.description, is_default = excluded.is_default,"
      " portal = excluded.portal WHERE excluded.rv > area.rv";
static const char AREA_SQL_LIST[]
    = "SELECT id, name, description, is_default, portal FROM area ORDER BY name, id";
static const char AREA_SQL_PORTAL[] = "SELECT 1 FROM area WHERE id = $1 AND portal = 1";
static const char AREA_SQL_NAME[] = "SELECT name FROM area WHERE id = $1";

gboolean
app_cache_put_area (AppCache *self, const AppCacheArea *area, gint64 rv, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_PUT);

  hark_stmt_bind_id (stmt, 1, &area->id);
  hark_stmt_bind_int (stmt, 2, rv);
  hark_stmt_bind_text (stmt, 3, area->name);
  hark_stmt_bind_text (stmt, 4, area->description);
  hark_stmt_bind_int (stmt, 5, area->is_default);
  hark_stmt_bind_int (stmt, 6, area->is_on_portal);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_each_area (AppCache *self, AppCacheAreaFunc func, gpointer user, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_LIST);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppCacheArea area = { .name = hark_stmt_get_text (stmt, 1),
                            .description = hark_stmt_get_text (stmt, 2),
                            .is_default = hark_stmt_get_int (stmt, 3) != 0,
                            .is_on_portal = hark_stmt_get_int (stmt, 4) != 0 };

      if (hark_stmt_get_id (stmt, 0, &area.id))
        func (&area, user);
    }

  return step == HARK_STEP_DONE;
}

char *
app_cache_dup_area_name (AppCache *self, const HarkId *id)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_NAME);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? g_strdup (hark_stmt_get_text (stmt, 0))
                                                      : NULL;
}

gboolean
app_cache_is_on_portal (AppCache *self, const HarkId *area)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_PORTAL);

  hark_stmt_bind_id (stmt, 1, area);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW;
}

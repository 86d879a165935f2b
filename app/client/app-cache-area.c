/* app-cache-area.c: areas in the cache; see app-cache.h */
#include "app-cache.h"

#include "hark-error.h"

#define COLUMNS "id, rv, name, description, portal, anonymous, is_default"

static const char AREA_SQL_PUT[]
    = "INSERT INTO area (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)"
      " ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, name = excluded.name,"
      " description = excluded.description, portal = excluded.portal,"
      " anonymous = excluded.anonymous, is_default = excluded.is_default"
      " WHERE excluded.rv > area.rv";
static const char AREA_SQL_GET[] = "SELECT " COLUMNS " FROM area WHERE id = $1";
static const char AREA_SQL_LIST[] = "SELECT " COLUMNS " FROM area ORDER BY name, id";
static const char AREA_SQL_RENAME[] = "UPDATE area SET name = $2, description = $3 WHERE id = $1";
static const char AREA_SQL_SET_DEFAULT[] = "UPDATE area SET is_default = (id = $1)";

void
app_cache_area_clear (AppCacheArea *self)
{
  g_free (self->name);
  g_free (self->description);
}

gboolean
app_cache_put_area (AppCache *self, const AppCacheArea *area, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_PUT);

  hark_stmt_bind_id (stmt, 1, &area->id);
  hark_stmt_bind_int (stmt, 2, area->rv);
  hark_stmt_bind_text (stmt, 3, area->name);
  hark_stmt_bind_text (stmt, 4, area->description);
  hark_stmt_bind_int (stmt, 5, area->portal ? 1 : 0);
  hark_stmt_bind_int (stmt, 6, area->anonymous ? 1 : 0);
  hark_stmt_bind_int (stmt, 7, area->is_default ? 1 : 0);
  return hark_stmt_run (stmt, error);
}

/* Texts are borrowed from the statement. */
static AppCacheArea
read_row (HarkStmt *stmt)
{
  AppCacheArea area = {
    .rv = hark_stmt_get_int (stmt, 1),
    .name = (char *)hark_stmt_get_text (stmt, 2),
    .description = (char *)hark_stmt_get_text (stmt, 3),
    .portal = hark_stmt_get_int (stmt, 4) != 0,
    .anonymous = hark_stmt_get_int (stmt, 5) != 0,
    .is_default = hark_stmt_get_int (stmt, 6) != 0,
  };

  hark_stmt_get_id (stmt, 0, &area.id);
  return area;
}

gboolean
app_cache_get_area (AppCache *self, const HarkId *id, AppCacheArea *area, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_GET);

  hark_stmt_bind_id (stmt, 1, id);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      break;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such area");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }

  *area = read_row (stmt);
  area->name = g_strdup (area->name);
  area->description = g_strdup (area->description);
  return TRUE;
}

gboolean
app_cache_name_area (AppCache *self, const HarkId *id, const char *name, const char *description,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_RENAME);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_text (stmt, 2, name);
  hark_stmt_bind_text (stmt, 3, description);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_set_default_area (AppCache *self, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_SET_DEFAULT);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_each_area (AppCache *self, AppCacheAreaFunc func, gpointer user, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), AREA_SQL_LIST);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      const AppCacheArea area = read_row (stmt);

      func (&area, user);
    }

  return step == HARK_STEP_DONE;
}

char *
app_cache_dup_area_name (AppCache *self, const HarkId *id)
{
  AppCacheArea area = { 0 };

  if (!app_cache_get_area (self, id, &area, NULL))
    return NULL;

  g_free (area.description);
  return area.name;
}

gboolean
app_cache_is_on_portal (AppCache *self, const HarkId *id)
{
  AppCacheArea area = { 0 };

  if (!app_cache_get_area (self, id, &area, NULL))
    return FALSE;

  app_cache_area_clear (&area);
  return area.portal;
}

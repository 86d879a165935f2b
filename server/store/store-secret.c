/* store-secret.c: see store-secret.h */
#include "store-secret.h"

#include "hark-error.h"

static const char SQL_GET[] = "SELECT value FROM secret WHERE name = $1";
static const char SQL_DELETE[] = "DELETE FROM secret WHERE name = $1";
static const char SQL_INSERT[] = "INSERT INTO secret (name, value) VALUES ($1, $2)";

gboolean
store_secret_get (SrvStore *store, const char *name, guint8 value[SRV_SECRET_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  gconstpointer data;
  gsize length;

  hark_stmt_bind_text (stmt, 1, name);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      data = hark_stmt_get_blob (stmt, 0, &length);
      memcpy (value, data, MIN (length, SRV_SECRET_LEN));
      return TRUE;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no secret %s", name);
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_secret_delete (SrvStore *store, const char *name, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_text (stmt, 1, name);
  return hark_stmt_run (stmt, error);
}

gboolean
store_secret_put (HarkSqlite *db, const char *name, const guint8 value[SRV_SECRET_LEN],
                  GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_INSERT);

  hark_stmt_bind_text (stmt, 1, name);
  hark_stmt_bind_blob (stmt, 2, value, SRV_SECRET_LEN);
  return hark_stmt_run (stmt, error);
}

/* store-config.c: see store-config.h */
#include "store-config.h"

static const char SQL_LIST[] = "SELECT key, value FROM config ORDER BY key";
static const char SQL_PUT[] = "INSERT INTO config (key, value) VALUES ($1, $2)"
                              " ON CONFLICT (key) DO UPDATE SET value = excluded.value";
static const char SQL_REMOVE[] = "DELETE FROM config WHERE key = $1";
static const char SQL_PEEK[] = "SELECT value FROM config WHERE key = $1";
static const char SQL_SENDS_MAIL[]
    = "SELECT 1 FROM config u JOIN config f ON f.key = 'mail.from' AND f.value <> ''"
      " WHERE u.key = 'mail.url' AND u.value <> 'off'";
static const char SQL_VERSION[] = "PRAGMA data_version";

GHashTable *
store_config_list (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GHashTable) list = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_hash_table_insert (list, g_strdup (hark_stmt_get_text (stmt, 0)),
                         g_strdup (hark_stmt_get_text (stmt, 1)));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
store_config_put (HarkSqlite *db, const char *key, const char *value, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_PUT);

  hark_stmt_bind_text (stmt, 1, key);
  hark_stmt_bind_text (stmt, 2, value);
  return hark_stmt_run (stmt, error);
}

gboolean
store_config_remove (HarkSqlite *db, const char *key, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_REMOVE);

  hark_stmt_bind_text (stmt, 1, key);
  return hark_stmt_run (stmt, error);
}

gboolean
store_config_sends_mail (SrvStore *store, gboolean *sends, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SENDS_MAIL);
  HarkStep step = hark_stmt_step (stmt, error);

  *sends = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

char *
store_config_peek (const char *dir, const char *key)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = g_file_test (path, G_FILE_TEST_EXISTS)
                                  ? hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL)
                                  : NULL;
  g_autoptr (HarkStmt) stmt = db != NULL ? hark_sqlite_prepare (db, SQL_PEEK) : NULL;

  if (stmt == NULL)
    return NULL;
  hark_stmt_bind_text (stmt, 1, key);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? g_strdup (hark_stmt_get_text (stmt, 0))
                                                      : NULL;
}

gint64
store_config_get_version (SrvStore *store)
{
  return hark_sqlite_get_int (srv_store_get_db (store), SQL_VERSION, -1);
}

/* hark-sqlite-migrate.c: copies of a database, and its way from one schema to the next; see
 * hark-sqlite.h */
#include "hark-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ copies */

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

/* A copy of the whole database, WAL included, into @path, which exists and is empty. */
static gboolean
copy_into (HarkSqlite *self, const char *path, GError **error)
{
  sqlite3 *to = NULL;
  sqlite3_backup *backup = NULL;
  HarkError code;
  int result = sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

  if (result == SQLITE_OK)
    {
      backup = sqlite3_backup_init (to, "main", self->db, "main");
      result = backup != NULL ? sqlite3_backup_step (backup, -1) : sqlite3_extended_errcode (to);
      if (backup != NULL)
        sqlite3_backup_finish (backup);
    }
  code = sqlite_error_code (to, result);
  sqlite3_close (to);

  if (result == SQLITE_DONE)
    return TRUE;
  g_set_error (error, HARK_ERROR, code, "cannot copy the database: %s", sqlite3_errstr (result));
  return FALSE;
}

gboolean
hark_sqlite_copy (HarkSqlite *self, const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "cannot write %s: %s", path,
                   g_strerror (errno));
      return FALSE;
    }
  close (fd);
  if (copy_into (self, path, error))
    return TRUE;

  g_unlink (path);
  return FALSE;
}

static gboolean
copy_before (HarkSqlite *self, guint number, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.before-%u", self->path, number);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  gboolean ok;

  g_unlink (part);
  ok = sqlite_create_file (part, error) && copy_into (self, part, error);
  if (ok && (g_rename (part, path) != 0 || !sync_folder (path)))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "cannot keep the copy of the database: %s",
                   g_strerror (errno));
      ok = FALSE;
    }

  if (!ok)
    g_unlink (part);
  return ok;
}

/* ------------------------------------------------------------------ migrations */

static gboolean
check_foreign_keys (HarkSqlite *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self, "PRAGMA foreign_key_check");

  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_DONE:
      return TRUE;
    case HARK_STEP_ROW:
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL,
                           "SQLite: rows would be left that refer to nothing");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
apply_inside (HarkSqlite *self, const char *schema, guint number, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u", number);

  if (!hark_sqlite_exec (self, schema, error))
    return FALSE;
  if (!hark_sqlite_in_transaction (self))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL,
                           "SQLite: a schema ends its own transaction");
      return FALSE;
    }

  return check_foreign_keys (self, error) && hark_sqlite_exec (self, mark, error)
         && hark_sqlite_exec (self, "COMMIT", error);
}

static gboolean
apply (HarkSqlite *self, const char *schema, guint number, GError **error)
{
  gint64 version = 0;
  gboolean known;

  if (!hark_sqlite_exec (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  /* Another process may have been faster. */
  known = hark_sqlite_read_int (self, "PRAGMA user_version", &version, error);
  if (known && version >= number)
    return hark_sqlite_exec (self, "ROLLBACK", error);

  if (known && apply_inside (self, schema, number, error))
    return TRUE;

  if (hark_sqlite_in_transaction (self))
    hark_sqlite_exec (self, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
hark_sqlite_migrate (HarkSqlite *self, const char *const *schemas, guint n, GError **error)
{
  gint64 version = 0;
  gboolean ok = TRUE;

  if (!hark_sqlite_read_int (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > n)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE,
                   "%s was written by a newer version of this program", self->path);
      return FALSE;
    }
  if (version == n)
    return TRUE;
  if (version > 0 && strcmp (self->path, SQLITE_IN_MEMORY) != 0
      && !copy_before (self, (guint)version + 1, error))
    return FALSE;

  /* Rebuilding a table drops it for a moment; what refers to it is checked before the commit. */
  if (!hark_sqlite_exec (self, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  for (guint i = (guint)version; ok && i < n; i++)
    ok = apply (self, schemas[i], i + 1, error);

  return hark_sqlite_exec (self, "PRAGMA foreign_keys = ON", ok ? error : NULL) && ok;
}

/* hark-sqlite.c: see hark-sqlite.h */
#include "hark-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000

struct _HarkStmt
{
  HarkSqlite *owner;
  sqlite3_stmt *stmt;
  int failed; /* the first error of prepare or bind; SQLITE_OK */
  gboolean stepped;
  gboolean cached;
  gboolean in_use;
};

static const char PRAGMAS[] = "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";

HarkError
sqlite_error_code (sqlite3 *db, int result)
{
  switch (result & 0xff)
    {
    case SQLITE_CANTOPEN: /* the WAL of a database on a full disk, or no descriptor left */
      switch (db != NULL ? sqlite3_system_errno (db) : 0)
        {
        case ENOSPC:
        case EDQUOT:
        case EIO:
        case EROFS:
        case EACCES:
        case EPERM:
          return HARK_ERROR_DISK;
        case EMFILE:
        case ENFILE:
        case ENOMEM:
          return HARK_ERROR_BUSY;
        default:
          return HARK_ERROR_INTERNAL;
        }
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return result == SQLITE_IOERR_NOMEM ? HARK_ERROR_BUSY : HARK_ERROR_DISK;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
      return HARK_ERROR_BUSY;
    default:
      return HARK_ERROR_INTERNAL;
    }
}

/* The index of the WAL is a file that must grow before anything can be read. */
static gboolean
is_without_room (sqlite3 *db, int result)
{
  int system_error = sqlite3_system_errno (db);

  return (result & 0xff) == SQLITE_FULL || result == SQLITE_IOERR_SHMSIZE
         || (((result & 0xff) == SQLITE_IOERR || (result & 0xff) == SQLITE_CANTOPEN)
             && (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG));
}

/* Nobody can write there, so that no lock is needed and no index of the log, which could not be
 * made.
 */
static gboolean
is_on_read_only_disk (const char *path)
{
  return access (path, W_OK) != 0 && errno == EROFS;
}

static gboolean
fail (HarkSqlite *self, int result, GError **error)
{
  /* errmsg belongs to the newest call, which a sticky bind error is not */
  const char *text = (sqlite3_errcode (self->db) & 0xff) == (result & 0xff)
                         ? sqlite3_errmsg (self->db)
                         : sqlite3_errstr (result);
  HarkError code = sqlite_error_code (self->db, result);
  gboolean read_only = (result & 0xff) == SQLITE_READONLY
                       || ((result & 0xff) == SQLITE_CANTOPEN && is_on_read_only_disk (self->path));

  if (is_without_room (self->db, result))
    text = "the disk is full: make room and try again";
  else if (read_only)
    text = "the folder or its disk can only be read: make it writable";
  else if ((result & 0xff) == SQLITE_IOERR && result != SQLITE_IOERR_NOMEM)
    text = "the disk cannot be read or written";
  g_set_error (error, HARK_ERROR, read_only ? HARK_ERROR_DISK : code, "SQLite: %s (%d)", text,
               result);
  return FALSE;
}

/* ------------------------------------------------------------------ connection */

gboolean
sqlite_create_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int code = errno;

      if (code == EEXIST)
        return TRUE;

      g_set_error (error, HARK_ERROR,
                   code == ENOSPC || code == EDQUOT || code == EIO || code == EROFS
                           || code == EACCES
                       ? HARK_ERROR_DISK
                       : HARK_ERROR_INTERNAL,
                   "cannot open %s: %s", path, g_strerror (code));
      return FALSE;
    }

  close (fd);
  return TRUE;
}

static gboolean
set_wal (HarkSqlite *self, GError **error)
{
  HarkStmt *stmt = hark_sqlite_prepare (self, "PRAGMA journal_mode = WAL");
  HarkStep step = hark_stmt_step (stmt, error);
  gboolean is_wal = step == HARK_STEP_ROW && g_strcmp0 (hark_stmt_get_text (stmt, 0), "wal") == 0;

  hark_stmt_release (stmt);
  if (step != HARK_STEP_ROW)
    return FALSE;
  if (!is_wal && strcmp (self->path, SQLITE_IN_MEMORY) != 0)
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL,
                           "SQLite: no write-ahead log here");
      return FALSE;
    }

  return hark_sqlite_exec (self, "PRAGMA synchronous = FULL", error);
}

static void
free_statement (gpointer data)
{
  HarkStmt *stmt = data;

  sqlite3_finalize (stmt->stmt);
  g_free (stmt);
}

/* @lacks_room, which may be NULL, becomes TRUE where a full disk is why it failed. */
static HarkSqlite *
open_as (const char *path, HarkSqliteMode mode, gboolean *lacks_room, GError **error)
{
  g_autoptr (HarkSqlite) self = g_new0 (HarkSqlite, 1);
  gboolean writes = mode != HARK_SQLITE_READ_ONLY;
  int flags = (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
              | SQLITE_OPEN_EXRESCODE;
  int result;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, free_statement);
  /* SQLite would create it for everybody whom the umask lets in. */
  if (writes && strcmp (path, SQLITE_IN_MEMORY) != 0 && !sqlite_create_file (path, error))
    return NULL;

  result = sqlite3_open_v2 (path, &self->db, flags, NULL);
  if (result != SQLITE_OK)
    {
      HarkError code = sqlite_error_code (self->db, result);

      g_set_error (error, HARK_ERROR, code, "cannot open %s: %s", path,
                   code == HARK_ERROR_DISK ? g_strerror (sqlite3_system_errno (self->db))
                                           : sqlite3_errstr (result));
      return NULL;
    }

  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (hark_sqlite_exec (self, PRAGMAS, error)
      && (mode != HARK_SQLITE_ALONE
          || hark_sqlite_exec (self, "PRAGMA locking_mode = EXCLUSIVE", error))
      && (!writes || set_wal (self, error)))
    return g_steal_pointer (&self);

  if (lacks_room != NULL)
    *lacks_room = is_without_room (self->db, sqlite3_extended_errcode (self->db));
  return NULL;
}

HarkSqlite *
hark_sqlite_open (const char *path, HarkSqliteMode mode, GError **error)
{
  return open_as (path, mode, NULL, error);
}

/* Without the log, which must be empty. */
static HarkSqlite *
open_unchanging (const char *path, GError **error)
{
  g_autoptr (HarkSqlite) self = g_new0 (HarkSqlite, 1);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);
  int result;
  struct stat st;

  if (stat (log, &st) == 0 && st.st_size > 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_DISK,
                   "%s was not closed properly, and its disk can only be read: make it writable",
                   path);
      return NULL;
    }

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, free_statement);
  result = sqlite3_open_v2 (
      uri, &self->db,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (result == SQLITE_OK)
    return hark_sqlite_exec (self, PRAGMAS, error) ? g_steal_pointer (&self) : NULL;

  fail (self, result, error);
  return NULL;
}

HarkSqlite *
hark_sqlite_open_anyhow (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean lacks_room = FALSE;
  HarkSqlite *db;

  if (is_on_read_only_disk (path))
    return open_unchanging (path, error);

  db = open_as (path, HARK_SQLITE_READ_WRITE, &lacks_room, &local);
  if (db == NULL && lacks_room)
    db = open_as (path, HARK_SQLITE_ALONE, NULL, NULL);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return db;
}

void
hark_sqlite_close (HarkSqlite *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self->path);
  g_free (self);
}

gboolean
hark_sqlite_take_deleted (HarkSqlite *self)
{
  gboolean deleted = self->deleted;

  self->deleted = FALSE;
  return deleted;
}

gboolean
hark_sqlite_exec (HarkSqlite *self, const char *sql, GError **error)
{
  int result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (g_str_has_prefix (sql, "DELETE")) /* the count is that of the last of them */
    self->deleted = TRUE;
  return result == SQLITE_OK || fail (self, result, error);
}

gboolean
hark_sqlite_in_transaction (HarkSqlite *self)
{
  return !sqlite3_get_autocommit (self->db);
}

gint64
hark_sqlite_changes (HarkSqlite *self)
{
  return sqlite3_changes64 (self->db);
}

gint64
hark_sqlite_total_changes (HarkSqlite *self)
{
  return sqlite3_total_changes64 (self->db);
}

gboolean
hark_sqlite_read_int (HarkSqlite *self, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int result = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);
  gboolean ok;

  if (result == SQLITE_OK)
    result = sqlite3_step (stmt);
  if (result == SQLITE_ROW)
    *value = sqlite3_column_int64 (stmt, 0);

  ok = result == SQLITE_ROW || result == SQLITE_DONE || fail (self, result, error);
  sqlite3_finalize (stmt);
  return ok;
}

gint64
hark_sqlite_get_int (HarkSqlite *self, const char *sql, gint64 fallback)
{
  hark_sqlite_read_int (self, sql, &fallback, NULL);
  return fallback;
}

/* All of it goes into the log first. Where that fills the disk it fails, and others could write
 * nothing meanwhile: as much again is left to them. */
static gboolean
has_room (HarkSqlite *self, gint64 bytes, GError **error)
{
  struct statvfs disk;

  if (statvfs (self->path, &disk) != 0 || disk.f_bavail >= (guint64)(2 * bytes) / disk.f_frsize)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "there is no room to write %s anew", self->path);
  return FALSE;
}

gboolean
hark_sqlite_rewrite (HarkSqlite *self, gint64 most, GError **error)
{
  gint64 pages = 0, size = 1;

  if (!hark_sqlite_read_int (self, "PRAGMA page_count", &pages, error)
      || !hark_sqlite_read_int (self, "PRAGMA page_size", &size, error))
    return FALSE;
  if (pages > most / size)
    return TRUE;
  if (!has_room (self, pages * size, error))
    return FALSE;
  if (hark_sqlite_exec (self, "VACUUM", error))
    return TRUE;

  /* nor does what did not fit stay in the log's file */
  hark_sqlite_checkpoint (self, NULL);
  return FALSE;
}

gboolean
hark_sqlite_checkpoint (HarkSqlite *self, GError **error)
{
  int result = sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  return result == SQLITE_OK || fail (self, result, error);
}

/* ------------------------------------------------------------------ statements */

static HarkStmt *
prepare_new (HarkSqlite *self, const char *sql, gboolean cached)
{
  HarkStmt *stmt = g_new0 (HarkStmt, 1);

  stmt->owner = self;
  stmt->failed = sqlite3_prepare_v3 (self->db, sql, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0,
                                     &stmt->stmt, NULL);
  stmt->cached = cached && stmt->failed == SQLITE_OK;
  stmt->in_use = TRUE;
  return stmt;
}

HarkStmt *
hark_sqlite_prepare (HarkSqlite *self, const char *sql)
{
  HarkStmt *stmt = g_hash_table_lookup (self->statements, sql);

  if (stmt == NULL)
    {
      stmt = prepare_new (self, sql, TRUE);
      if (stmt->cached)
        g_hash_table_insert (self->statements, (gpointer)sql, stmt);
    }
  else if (stmt->in_use)
    stmt = prepare_new (self, sql, FALSE);

  stmt->in_use = TRUE;
  return stmt;
}

void
hark_stmt_release (HarkStmt *stmt)
{
  if (stmt == NULL)
    return;

  if (!stmt->cached)
    {
      free_statement (stmt);
      return;
    }

  sqlite3_reset (stmt->stmt);
  sqlite3_clear_bindings (stmt->stmt);
  stmt->failed = SQLITE_OK;
  stmt->stepped = FALSE;
  stmt->in_use = FALSE;
}

/* The place of $@index, which SQLite numbers by first appearance; 0 once anything has failed. */
static int
find_bind (HarkStmt *stmt, int index)
{
  char name[16];
  int place;

  if (stmt->failed != SQLITE_OK)
    return 0;
  if (stmt->stepped)
    {
      sqlite3_reset (stmt->stmt);
      stmt->stepped = FALSE;
    }

  g_snprintf (name, sizeof name, "$%d", index);
  place = sqlite3_bind_parameter_index (stmt->stmt, name);
  if (place == 0)
    stmt->failed = SQLITE_RANGE;
  return place;
}

void
hark_stmt_bind_int (HarkStmt *stmt, int index, gint64 value)
{
  int place = find_bind (stmt, index);

  if (place != 0)
    stmt->failed = sqlite3_bind_int64 (stmt->stmt, place, value);
}

void
hark_stmt_bind_text (HarkStmt *stmt, int index, const char *value)
{
  int place = find_bind (stmt, index);

  if (place != 0)
    stmt->failed = sqlite3_bind_text (stmt->stmt, place, value, -1, SQLITE_TRANSIENT);
}

void
hark_stmt_bind_blob (HarkStmt *stmt, int index, gconstpointer data, gsize length)
{
  int place = find_bind (stmt, index);

  if (place != 0)
    stmt->failed = sqlite3_bind_blob64 (stmt->stmt, place, data, length, SQLITE_TRANSIENT);
}

void
hark_stmt_bind_bytes (HarkStmt *stmt, int index, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  /* no bytes are not nothing: GBytes has NULL for them, which would bind NULL */
  hark_stmt_bind_blob (stmt, index, bytes != NULL && length == 0 ? "" : data, length);
}

void
hark_stmt_bind_id (HarkStmt *stmt, int index, const HarkId *id)
{
  hark_stmt_bind_blob (stmt, index, id != NULL ? id->bytes : NULL, HARK_ID_LEN);
}

void
hark_stmt_bind_null (HarkStmt *stmt, int index)
{
  int place = find_bind (stmt, index);

  if (place != 0)
    stmt->failed = sqlite3_bind_null (stmt->stmt, place);
}

static void
note_deleted (HarkStmt *stmt)
{
  if (g_str_has_prefix (sqlite3_sql (stmt->stmt), "DELETE")
      && sqlite3_changes64 (stmt->owner->db) > 0)
    stmt->owner->deleted = TRUE;
}

HarkStep
hark_stmt_step (HarkStmt *stmt, GError **error)
{
  int result = stmt->failed;

  if (result == SQLITE_OK)
    {
      result = sqlite3_step (stmt->stmt);
      stmt->stepped = TRUE;
      if (result == SQLITE_ROW)
        return HARK_STEP_ROW;
      if (result == SQLITE_DONE)
        {
          note_deleted (stmt);
          return HARK_STEP_DONE;
        }
    }

  fail (stmt->owner, result, error);
  return HARK_STEP_ERROR;
}

gboolean
hark_stmt_run (HarkStmt *stmt, GError **error)
{
  HarkStep step = hark_stmt_step (stmt, error);

  if (step == HARK_STEP_ROW)
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL, "SQLite: a row where none is due");

  return step == HARK_STEP_DONE;
}

gint64
hark_stmt_get_int (HarkStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->stmt, column);
}

const char *
hark_stmt_get_text (HarkStmt *stmt, int column)
{
  return (const char *)sqlite3_column_text (stmt->stmt, column);
}

gconstpointer
hark_stmt_get_blob (HarkStmt *stmt, int column, gsize *length)
{
  gconstpointer data = sqlite3_column_blob (stmt->stmt, column);

  if (length != NULL)
    *length = (gsize)sqlite3_column_bytes (stmt->stmt, column);
  return data;
}

GBytes *
hark_stmt_get_bytes (HarkStmt *stmt, int column)
{
  gconstpointer data;
  gsize length;

  if (hark_stmt_is_null (stmt, column))
    return NULL;

  data = hark_stmt_get_blob (stmt, column, &length);
  return g_bytes_new (data, length);
}

gboolean
hark_stmt_get_id (HarkStmt *stmt, int column, HarkId *id)
{
  gsize length;
  gconstpointer data = hark_stmt_get_blob (stmt, column, &length);

  if (data == NULL || length != HARK_ID_LEN)
    return FALSE;

  memcpy (id->bytes, data, HARK_ID_LEN);
  return TRUE;
}

gboolean
hark_stmt_is_null (HarkStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->stmt, column) == SQLITE_NULL;
}

/* ------------------------------------------------------------------ check */

/* Appends a line per row of @sql. What is too damaged to be read is a fault too. */
static gboolean
collect_faults (HarkSqlite *self, const char *sql, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self, sql);
  g_autoptr (GError) failure = NULL;
  HarkStep step;
  int code;

  while ((step = hark_stmt_step (stmt, &failure)) == HARK_STEP_ROW)
    g_ptr_array_add (faults, g_strdup (hark_stmt_get_text (stmt, 0)));

  if (step == HARK_STEP_DONE)
    return TRUE;

  code = sqlite3_errcode (self->db);
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    {
      g_ptr_array_add (faults, g_strdup (failure->message));
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
hark_sqlite_check (HarkSqlite *self, GPtrArray *faults, GError **error)
{
  static const char INTEGRITY[] = "SELECT integrity_check FROM pragma_integrity_check"
                                  " WHERE integrity_check <> 'ok'";
  static const char FOREIGN[] = "SELECT 'row ' || coalesce (rowid, '?') || ' of ' || \"table\""
                                " || ' refers to a missing row of ' || parent"
                                " FROM pragma_foreign_key_check";

  return collect_faults (self, INTEGRITY, faults, error)
         && collect_faults (self, FOREIGN, faults, error);
}

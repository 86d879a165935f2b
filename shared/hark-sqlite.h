/* hark-sqlite.h: SQLite as both sides use it: pragmas, statements with a sticky error, migrations.
 *
 * One connection belongs to one thread at a time. Errors are of HARK_ERROR: HARK_ERROR_DISK for a
 * disk that is full, broken or read-only, HARK_ERROR_BUSY for a lock that would not go and for want
 * of memory (nothing was changed: try again),
 * HARK_ERROR_INTERNAL for the rest; the text is SQLite's and never a bound value. */
#pragma once

#include <glib.h>

#include "hark-id.h"

G_BEGIN_DECLS

typedef struct _HarkSqlite HarkSqlite;
typedef struct _HarkStmt HarkStmt;

typedef enum
{
  HARK_SQLITE_READ_ONLY,
  HARK_SQLITE_READ_WRITE, /* created 0600 when missing; WAL, synchronous=FULL */
  HARK_SQLITE_ALONE, /* the same without a file beside it that other connections share: reads from a
                        full disk too, and keeps all others out while it is open */
} HarkSqliteMode;

typedef enum
{
  HARK_STEP_ROW,
  HARK_STEP_DONE,
  HARK_STEP_ERROR,
} HarkStep;

/* foreign_keys, secure_delete, temp_store=MEMORY, trusted_schema=OFF, a busy timeout of 5 s. */
HarkSqlite *hark_sqlite_open (const char *path, HarkSqliteMode mode, GError **error);
/* To read and write; alone where the disk has no room for the file that is shared; only to read
 * where the disk is read-only, if the database was closed properly before it became so. */
HarkSqlite *hark_sqlite_open_anyhow (const char *path, GError **error);
void hark_sqlite_close (HarkSqlite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSqlite, hark_sqlite_close)

/* Several statements without binds. */
gboolean hark_sqlite_exec (HarkSqlite *self, const char *sql, GError **error);
/* FALSE: no transaction is open; after an error inside one, all of it was rolled back. */
gboolean hark_sqlite_in_transaction (HarkSqlite *self);
gint64 hark_sqlite_changes (HarkSqlite *self);
/* Rows that were changed since it was opened, those of triggers and cascades too. */
gint64 hark_sqlite_total_changes (HarkSqlite *self);
/* One integer of a query without binds (a pragma, a count); @value stays where there is no row. */
gboolean hark_sqlite_read_int (HarkSqlite *self, const char *sql, gint64 *value, GError **error);
/* The same where a disk that cannot be read may look like no row: never for what decides on a
 * write. */
gint64 hark_sqlite_get_int (HarkSqlite *self, const char *sql, gint64 fallback);

/* @schemas are the texts of 0001, 0002 …, @n of them; user_version says how many were applied. Each
 * runs in a transaction of its own, foreign keys being checked before its commit. Where anything
 * was there before, the file is copied first to PATH.before-N (0600), N being the first to be
 * applied. A newer user_version than @n is HARK_ERROR_UPGRADE. A migration that fails leaves
 * nothing behind: those before it stand. */
gboolean hark_sqlite_migrate (HarkSqlite *self, const char *const *schemas, guint n,
                              GError **error);

/* Cached per connection by the pointer @sql, which must be a constant; reset when released. Never
 * NULL: a failed prepare is reported by the first step. Binds are numbered as $1, $2 in the text,
 * by their number. Bind failures stick and are reported by step. Released by g_autoptr. A second
 * one of the same @sql at once is not cached. A bind after a step begins the statement anew. */
HarkStmt *hark_sqlite_prepare (HarkSqlite *self, const char *sql);
void hark_stmt_release (HarkStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkStmt, hark_stmt_release)

void hark_stmt_bind_int (HarkStmt *stmt, int index, gint64 value);
void hark_stmt_bind_text (HarkStmt *stmt, int index,
                          const char *value); /* NULL binds NULL; copied */
void hark_stmt_bind_blob (HarkStmt *stmt, int index, gconstpointer data,
                          gsize length);                              /* copied; NULL binds NULL */
void hark_stmt_bind_bytes (HarkStmt *stmt, int index, GBytes *bytes); /* NULL binds NULL */
void hark_stmt_bind_id (HarkStmt *stmt, int index, const HarkId *id); /* NULL binds NULL */
void hark_stmt_bind_null (HarkStmt *stmt, int index);

HarkStep hark_stmt_step (HarkStmt *stmt, GError **error);
/* For statements without rows: TRUE on HARK_STEP_DONE. */
gboolean hark_stmt_run (HarkStmt *stmt, GError **error);

/* Columns from 0, only after HARK_STEP_ROW; memory is valid until the next step. */
gint64 hark_stmt_get_int (HarkStmt *stmt, int column);
const char *hark_stmt_get_text (HarkStmt *stmt, int column); /* NULL for NULL */
gconstpointer hark_stmt_get_blob (HarkStmt *stmt, int column, gsize *length);
GBytes *hark_stmt_get_bytes (HarkStmt *stmt, int column); /* copied; NULL for NULL */
/* FALSE for NULL or another length than 16. */
gboolean hark_stmt_get_id (HarkStmt *stmt, int column, HarkId *id);
gboolean hark_stmt_is_null (HarkStmt *stmt, int column);

/* integrity_check and foreign_key_check: one line per fault into @faults (element-type utf8). */
gboolean hark_sqlite_check (HarkSqlite *self, GPtrArray *faults, GError **error);
/* All that this connection sees, into a new file at @path (0600), which must not exist: of one
 * moment where a transaction has begun to read. On failure nothing is left. */
gboolean hark_sqlite_copy (HarkSqlite *self, const char *path, GError **error);
/* Whether rows were deleted over this connection since it was last asked. Their pages are
 * overwritten (secure_delete); the WAL still has them as they were, until hark_sqlite_checkpoint().
 */
gboolean hark_sqlite_take_deleted (HarkSqlite *self);
/* Writes it anew, where it has @most bytes at most: two seconds for 64 MiB of small rows, more on a
 * slow disk, and as much memory.
 * secure_delete overwrites what is deleted, but not the copies that are left in unused space of
 * pages whose rows were moved to others before. Whoever writes waits meanwhile; readers do not. A
 * larger one stays as it is. HARK_ERROR_DISK where there is not twice as much room. */
#define HARK_SQLITE_REWRITE_MAX (64 * 1024 * 1024)
gboolean hark_sqlite_rewrite (HarkSqlite *self, gint64 most, GError **error);
/* Truncates the WAL; HARK_ERROR_BUSY while a reader is in the way. */
gboolean hark_sqlite_checkpoint (HarkSqlite *self, GError **error);

G_END_DECLS

/* hark-sqlite-private.h: what a connection is made of, for the files that keep, copy and migrate a
 * database */
#pragma once

#include <sqlite3.h>

#include "hark-error.h"
#include "hark-sqlite.h"

G_BEGIN_DECLS

#define SQLITE_IN_MEMORY ":memory:"

struct _HarkSqlite
{
  sqlite3 *db;
  char *path;
  GHashTable *statements; /* const char * as a pointer → HarkStmt * */
  gboolean deleted;       /* rows */
};

/* Of a result of SQLite's; @db may be NULL. A disk that is full, a broken one and a lock that stays
 * may all be better later. */
HarkError sqlite_error_code (sqlite3 *db, int result);

/* Creates @path 0600 where nothing is there. Only ever opens what it makes: closing a descriptor of
 * a database drops the locks that this process's other connections hold on it. */
gboolean sqlite_create_file (const char *path, GError **error);

G_END_DECLS

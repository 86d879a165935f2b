/* srv-store.h: the connections to one organisation's store, and what all of them share.
 *
 * The only place that opens SQLite. All SQL of a noun stands in store-NOUN.c; its functions take a
 * SrvStore, which belongs to one thread at a time. Writing functions take the commit sequence
 * number `seq` of their operation and are called only inside a SrvWork (srv-writer.h): the writer
 * rolls back what they leave half done. Errors of the store itself are those of hark-sqlite.h,
 * besides those that each function names. */
#pragma once

#include "hark-sqlite.h"

G_BEGIN_DECLS

typedef struct _SrvStores SrvStores;
typedef struct _SrvStore SrvStore;
typedef struct _SrvRoster SrvRoster;

#define SRV_STORE_FILE "hark.db"
#define SRV_STORE_PIECE 100   /* rows of a table that one write takes of what is old */
#define SRV_STORE_MAX_IDLE 16 /* connections kept open for the next reader */

/* Puts the first rows into a new store. */
typedef gboolean (*SrvStoreFill) (HarkSqlite *db, gpointer data, GError **error);

/* A new store in @dir, which must exist: complete with what @fill puts in, or not there at all.
 * HARK_ERROR_CONFLICT where there is one already. */
gboolean srv_stores_create (const char *dir, SrvStoreFill fill, gpointer data, GError **error);

typedef enum
{
  SRV_STORES_MIGRATE, /* bring the schema up to date first: only for the one server that owns the
                         store */
  SRV_STORES_AS_IS,   /* HARK_ERROR_UPGRADE where the schema is another than this program's */
} SrvStoresMode;

/* HARK_ERROR_NOT_FOUND where there is no store, HARK_ERROR_UNVERIFIED where its roster does not
 * hold. */
SrvStores *srv_stores_open (const char *dir, SrvStoresMode mode, GError **error);
/* Everything that was borrowed must be back. */
void srv_stores_close (SrvStores *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvStores, srv_stores_close)

/* The copies of the database from before migrations (hark-sqlite.h), and what killed backups left:
 * they hold what was deleted since. @is_left: a backup is being made, whose copy stays till then.
 */
gboolean srv_stores_remove_copies (SrvStores *self, gboolean *is_left, GError **error);
/* As hark_sqlite_rewrite(), by a connection of its own. */
gboolean srv_stores_rewrite (SrvStores *self, gint64 most, GError **error);

const char *srv_stores_get_dir (SrvStores *self);
/* Kept current by the writer; has a lock of its own (store-roster.h). */
SrvRoster *srv_stores_get_roster (SrvStores *self);
/* The organisation's: days, due dates and the year of a number are counted in it. */
GTimeZone *srv_stores_get_zone (SrvStores *self);

/* A read-only connection, given back by g_autoptr. From any thread. */
SrvStore *srv_stores_borrow (SrvStores *self, GError **error);
/* A connection that may write: the writer's, and that of the command that changes a setting. */
SrvStore *srv_stores_open_writer (SrvStores *self, GError **error);
void srv_store_release (SrvStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvStore, srv_store_release)

/* Several queries that must see one moment. Ended by _end_read, or by giving the store back. */
gboolean srv_store_begin_read (SrvStore *self, GError **error);
void srv_store_end_read (SrvStore *self);

/* For store-NOUN.c and the writer. */
HarkSqlite *srv_store_get_db (SrvStore *self);
HarkStmt *srv_store_prepare (SrvStore *self, const char *sql);
SrvRoster *srv_store_get_roster (SrvStore *self);
GTimeZone *srv_store_get_zone (SrvStore *self);
/* That the organisation's @settings name @zone, for a minute or until they are others: they are
 * long, and it is asked for many times in one write (store-setting.h). */
void srv_store_keep_zone (SrvStore *self, GBytes *settings, GTimeZone *zone);
/* (transfer full) (nullable) */
GTimeZone *srv_store_find_zone (SrvStore *self, GBytes *settings);

G_END_DECLS

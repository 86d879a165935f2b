/* srv-store.c: see srv-store.h */
#include "srv-store.h"

#include "hark-error.h"
#include "srv-folder.h"
#include "srv-lock.h"
#include "store-roster.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define NEW_SUFFIX ".new"

struct _SrvStores
{
  char *dir;
  char *path;
  SrvRoster *roster;
  GTimeZone *zone;
  GMutex lock;
  GPtrArray *idle; /* HarkSqlite, read-only; guarded by lock */
  gboolean owned;  /* by this process alone */
};

/* The system's tables of time zones may become others while the server runs. */
#define ZONE_AGE (60 * G_TIME_SPAN_SECOND)

struct _SrvStore
{
  SrvStores *owner;
  HarkSqlite *db;
  gboolean writes;
  GBytes *settings;   /* that were read last; NULL: none */
  GTimeZone *settled; /* what they name */
  gint64 read;        /* when (g_get_monotonic_time()) */
};

static const char *const schema[] = {
#include "0001-initial.inc"
  ,
#include "0002-team.inc"
  ,
#include "0003-device.inc"
  ,
#include "0004-portal-account.inc"
  ,
#include "0005-factor.inc"
  ,
#include "0006-setting.inc"
  ,
#include "0007-move.inc"
  ,
#include "0008-ended.inc"
  ,
#include "0009-new-code.inc"
  ,
#include "0010-recovery.inc"
  ,
#include "0011-due-area.inc"
  ,
#include "0012-absence.inc"
  ,
#include "0013-reset.inc"
  ,
#include "0014-period.inc"
  ,
#include "0015-mail.inc"
  ,
#include "0016-erase.inc"
  ,
#include "0018-notice.inc"
  ,
#include "0019-retention.inc"
  ,
#include "0020-wording.inc"
  ,
#include "0021-backup.inc"
  ,
#include "0022-job.inc"
  ,
#include "0023-mail-reason.inc"
  ,
#include "0024-mail-doubt.inc"
  ,
#include "0025-claim.inc"
  ,
#include "0026-mail-words.inc"
  ,
#include "0027-notice-since.inc"
  ,
#include "0028-mail-deletions.inc"
};

static const char SQL_ZONE[] = "SELECT value FROM config WHERE key = 'zone'";
static const char SQL_VERSION[] = "PRAGMA user_version";

/* A rename is on the disk once its directory is. */
static gboolean
sync_dir (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  if (!synced)
    g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "the directory %s cannot be written", dir);

  return synced;
}

static void
remove_file (const char *path)
{
  static const char *const suffix[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffix); i++)
    {
      g_autofree char *name = g_strconcat (path, suffix[i], NULL);

      g_unlink (name);
    }
}

static gboolean
fill_file (const char *path, SrvStoreFill fill, gpointer data, GError **error)
{
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, error);

  return db != NULL && hark_sqlite_migrate (db, schema, G_N_ELEMENTS (schema), error)
         && hark_sqlite_exec (db, "BEGIN IMMEDIATE", error) && fill (db, data, error)
         && hark_sqlite_exec (db, "COMMIT", error) && hark_sqlite_checkpoint (db, error);
}

/* A folder of something else is no place for a store, and what an earlier store left belongs to
 * that one. The lock is whose turn it is, and an unfinished file what a killed init left. */
static gboolean
check_unused (const char *dir, GError **error)
{
  g_autoptr (GDir) open_dir = g_dir_open (dir, 0, NULL);
  const char *name;

  while (open_dir != NULL && (name = g_dir_read_name (open_dir)) != NULL)
    if (strcmp (name, SRV_LOCK_FILE) != 0 && !g_str_has_prefix (name, SRV_STORE_FILE NEW_SUFFIX))
      {
        g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                     "%s is not empty: a store is made only where nothing is", dir);
        return FALSE;
      }

  if (open_dir == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "the directory %s cannot be read", dir);
  return open_dir != NULL;
}

gboolean
srv_stores_create (const char *dir, SrvStoreFill fill, gpointer data, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autofree char *fresh = g_strconcat (path, NEW_SUFFIX, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "there is a store in %s already", dir);
      return FALSE;
    }
  if (!check_unused (dir, error))
    return FALSE;

  remove_file (fresh);
  if (!fill_file (fresh, fill, data, error))
    {
      remove_file (fresh);
      return FALSE;
    }
  if (g_rename (fresh, path) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
      remove_file (fresh);
      return FALSE;
    }

  return sync_dir (dir, error);
}

static gboolean
read_zone (SrvStores *self, HarkSqlite *db, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_ZONE);

  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      self->zone = g_time_zone_new_identifier (hark_stmt_get_text (stmt, 0));
      break;
    case HARK_STEP_DONE:
      break;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }

  if (self->zone == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the store's time zone is missing or unknown to this system");
      return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_file (SrvStores *self, SrvStoresMode mode, GError **error)
{
  g_autoptr (HarkSqlite) db = NULL;
  gint64 version = 0;
  GStatBuf info;

  if (g_stat (self->path, &info) != 0 && errno != ENOENT && errno != ENOTDIR)
    {
      /* Most of the time somebody else's folder: it has a store, for all we know. */
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", self->path, g_strerror (errno));
      return FALSE;
    }
  if (!g_file_test (self->path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no store in %s", self->dir);
      return FALSE;
    }

  db = hark_sqlite_open (
      self->path, mode == SRV_STORES_MIGRATE ? HARK_SQLITE_READ_WRITE : HARK_SQLITE_READ_ONLY,
      error);
  if (db == NULL)
    return FALSE;
  if (mode == SRV_STORES_MIGRATE && !hark_sqlite_migrate (db, schema, G_N_ELEMENTS (schema), error))
    return FALSE;
  if (!hark_sqlite_read_int (db, SQL_VERSION, &version, error))
    return FALSE;
  if (version != G_N_ELEMENTS (schema))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE, "the store in %s is of another version",
                   self->dir);
      return FALSE;
    }

  return read_zone (self, db, error) && srv_roster_load (self->roster, db, error);
}

SrvStores *
srv_stores_open (const char *dir, SrvStoresMode mode, GError **error)
{
  g_autoptr (SrvStores) self = g_new0 (SrvStores, 1);

  self->dir = g_strdup (dir);
  self->path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  self->roster = srv_roster_new ();
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_sqlite_close);
  g_mutex_init (&self->lock);

  self->owned = mode == SRV_STORES_MIGRATE;
  return prepare_file (self, mode, error) ? g_steal_pointer (&self) : NULL;
}

void
srv_stores_close (SrvStores *self)
{
  g_ptr_array_unref (self->idle);
  /* The last connection takes the log's files away, but only if it may write. */
  if (self->owned)
    hark_sqlite_close (hark_sqlite_open (self->path, HARK_SQLITE_READ_WRITE, NULL));
  srv_roster_free (self->roster);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self->dir);
  g_free (self);
}

gboolean
srv_stores_remove_copies (SrvStores *self, gboolean *is_left, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, error);
  gboolean removed = FALSE;
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      if (!g_str_has_prefix (name, SRV_STORE_FILE ".before-"))
        continue;
      if (g_unlink (path) != 0)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
          return FALSE;
        }
      removed = TRUE;
    }

  removed = srv_folder_clear_works (self->dir, is_left) || removed;
  return !removed || sync_dir (self->dir, error);
}

/* Another connection than the writer's: a transaction of the writer's may be open on that one. */
gboolean
srv_stores_rewrite (SrvStores *self, gint64 most, GError **error)
{
  HarkSqlite *db = hark_sqlite_open (self->path, HARK_SQLITE_READ_WRITE, error);
  gboolean ok = db != NULL && hark_sqlite_rewrite (db, most, error);

  hark_sqlite_close (db);
  return ok;
}

const char *
srv_stores_get_dir (SrvStores *self)
{
  return self->dir;
}

SrvRoster *
srv_stores_get_roster (SrvStores *self)
{
  return self->roster;
}

GTimeZone *
srv_stores_get_zone (SrvStores *self)
{
  return self->zone;
}

static SrvStore *
wrap (SrvStores *self, HarkSqlite *db, gboolean writes)
{
  SrvStore *store = g_new0 (SrvStore, 1);

  store->owner = self;
  store->db = db;
  store->writes = writes;
  return store;
}

SrvStore *
srv_stores_borrow (SrvStores *self, GError **error)
{
  HarkSqlite *db = NULL;

  g_mutex_lock (&self->lock);
  if (self->idle->len > 0)
    db = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  g_mutex_unlock (&self->lock);

  if (db == NULL)
    db = hark_sqlite_open (self->path, HARK_SQLITE_READ_ONLY, error);
  return db != NULL ? wrap (self, db, FALSE) : NULL;
}

SrvStore *
srv_stores_open_writer (SrvStores *self, GError **error)
{
  HarkSqlite *db = hark_sqlite_open (self->path, HARK_SQLITE_READ_WRITE, error);

  return db != NULL ? wrap (self, db, TRUE) : NULL;
}

void
srv_store_release (SrvStore *self)
{
  SrvStores *owner = self->owner;
  HarkSqlite *db = self->db;

  srv_store_end_read (self);
  if (!self->writes && !hark_sqlite_in_transaction (db))
    {
      g_mutex_lock (&owner->lock);
      if (owner->idle->len < SRV_STORE_MAX_IDLE)
        g_ptr_array_add (owner->idle, g_steal_pointer (&db));
      g_mutex_unlock (&owner->lock);
    }

  g_clear_pointer (&db, hark_sqlite_close);
  g_clear_pointer (&self->settings, g_bytes_unref);
  g_clear_pointer (&self->settled, g_time_zone_unref);
  g_free (self);
}

gboolean
srv_store_begin_read (SrvStore *self, GError **error)
{
  return hark_sqlite_exec (self->db, "BEGIN", error);
}

void
srv_store_end_read (SrvStore *self)
{
  if (!self->writes && hark_sqlite_in_transaction (self->db))
    hark_sqlite_exec (self->db, "ROLLBACK", NULL);
}

HarkSqlite *
srv_store_get_db (SrvStore *self)
{
  return self->db;
}

HarkStmt *
srv_store_prepare (SrvStore *self, const char *sql)
{
  return hark_sqlite_prepare (self->db, sql);
}

SrvRoster *
srv_store_get_roster (SrvStore *self)
{
  return self->owner->roster;
}

GTimeZone *
srv_store_get_zone (SrvStore *self)
{
  return self->owner->zone;
}

void
srv_store_keep_zone (SrvStore *self, GBytes *settings, GTimeZone *zone)
{
  g_clear_pointer (&self->settings, g_bytes_unref);
  g_clear_pointer (&self->settled, g_time_zone_unref);
  self->settings = g_bytes_ref (settings);
  self->settled = g_time_zone_ref (zone);
  self->read = g_get_monotonic_time ();
}

GTimeZone *
srv_store_find_zone (SrvStore *self, GBytes *settings)
{
  return self->settings != NULL && g_get_monotonic_time () - self->read < ZONE_AGE
                 && g_bytes_equal (self->settings, settings)
             ? g_time_zone_ref (self->settled)
             : NULL;
}

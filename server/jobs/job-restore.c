/* job-restore.c: see job-restore.h */
#include "job-restore.h"

#include "hark-error.h"
#include "job-archive.h"
#include "srv-folder.h"
#include "srv-journal.h"
#include "srv-lock.h"
#include "store-backup.h"
#include "store-blob.h"
#include "store-check.h"
#include "store-lineage.h"
#include "store-session.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGE                                                                                      \
  "restore-XXXXXX" /* inside the folder itself, which may be a file system of its own              \
                    */
#define BLOBS "blobs"

static gboolean
fail_disk (const char *path, GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    fail_disk (path, error);
  if (fd >= 0)
    close (fd);
  return ok;
}

/* --- looking it over --- */

/* The attachments that the store names as complete are the ones that came, and no others. */
static gboolean
check_blobs (SrvStore *store, GHashTable *sizes, GError **error)
{
  g_autoptr (GArray) done = store_blob_list_done (store, error);

  if (done == NULL)
    return FALSE;

  for (guint i = 0; i < done->len; i++)
    {
      const SrvBlob *blob = &g_array_index (done, SrvBlob, i);
      const gint64 *size = g_hash_table_lookup (sizes, &blob->id);
      g_autofree char *text = hark_id_to_string (&blob->id);

      if (size != NULL && *size == blob->size)
        continue;
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   size == NULL ? "the backup lacks the attachment %s"
                                : "the backup has another size of the attachment %s",
                   text);
      return FALSE;
    }
  if (done->len == g_hash_table_size (sizes))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
               "the backup holds attachments that its store does not know");
  return FALSE;
}

static gboolean
check_store (SrvStore *store, GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  if (!store_check_run (store, NULL, faults, error))
    return FALSE;
  if (faults->len == 0)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "the backup does not hold: %s (%u in all)",
               (const char *)faults->pdata[0], faults->len);
  return FALSE;
}

gboolean
job_restore_verify (int fd, const HarkBackupKey *key, const char *folder, gboolean keep,
                    SrvStoresMode mode, JobBackup *found, GError **error)
{
  g_autoptr (GHashTable) sizes = job_archive_read (fd, key, folder, keep, error);
  g_autoptr (SrvStores) stores = NULL;
  g_autoptr (SrvStore) store = NULL;
  gint64 seq, held, made;
  struct stat info;

  if (sizes == NULL)
    return FALSE;
  stores = srv_stores_open (folder, mode, error);
  /* closed before the stores that lend it: it is declared after them */
  store = stores != NULL ? srv_stores_borrow (stores, error) : NULL;
  if (store == NULL || !check_store (store, error) || !check_blobs (store, sizes, error)
      || (seq = store_lineage_get_seq (store, error)) < 0
      || !store_backup_get (store, &held, &made, error))
    {
      g_prefix_error (error, "this backup cannot be used: ");
      return FALSE;
    }

  *found = (JobBackup){ .seq = seq, .n_blobs = g_hash_table_size (sizes) };
  found->made = held == seq ? made : 0;
  found->bytes = fstat (fd, &info) == 0 ? info.st_size : 0;
  return TRUE;
}

/* --- putting it in place --- */

/* Nothing but the lock that was just taken, and the journal of what was deleted. */
static gboolean
check_empty (const char *dir, GError **error)
{
  g_autoptr (GDir) open_dir = g_dir_open (dir, 0, NULL);
  const char *name;

  while (open_dir != NULL && (name = g_dir_read_name (open_dir)) != NULL)
    if (strcmp (name, SRV_LOCK_FILE) != 0 && strcmp (name, SRV_JOURNAL_FILE) != 0)
      {
        g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                     "%s is not empty: a backup is put back only where nothing is", dir);
        return FALSE;
      }

  return open_dir != NULL || fail_disk (dir, error);
}

static gboolean
note (const char *stage, gint64 now, gboolean end_sessions, GError **error)
{
  g_autofree char *path = g_build_filename (stage, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, error);

  return db != NULL && store_backup_note_restore (db, now, error)
         && (!end_sessions || store_session_end_all (db, error))
         && hark_sqlite_checkpoint (db, error);
}

/* What either journal names stays deleted: the one that comes with the backup has both from here
 * on, and takes the other's place. */
static gboolean
merge_journals (const char *stage, const char *dir, GError **error)
{
  g_autoptr (GArray) theirs = srv_journal_read (stage, NULL, error);
  g_autoptr (GArray) ours = theirs != NULL ? srv_journal_read (dir, NULL, error) : NULL;
  g_autoptr (GHashTable) known = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GArray) more = g_array_new (FALSE, FALSE, sizeof (HarkId));

  if (ours == NULL)
    return FALSE;

  for (guint i = 0; i < theirs->len; i++)
    g_hash_table_add (known, &g_array_index (theirs, HarkId, i));
  for (guint i = 0; i < ours->len; i++)
    if (!g_hash_table_contains (known, &g_array_index (ours, HarkId, i)))
      g_array_append_val (more, g_array_index (ours, HarkId, i));

  return more->len == 0
         || srv_journal_append (stage, (const HarkId *)(gconstpointer)more->data, more->len, error);
}

static gboolean
sync_blobs (const char *stage, GError **error)
{
  g_autofree char *blobs = g_build_filename (stage, BLOBS, NULL);
  g_autoptr (GDir) dir = g_dir_open (blobs, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (blobs, name, NULL);

      if (!sync_folder (path, error))
        return FALSE;
    }

  return dir == NULL || sync_folder (blobs, error);
}

static gboolean
move_one (const char *stage, const char *dir, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (stage, name, NULL);
  g_autofree char *to = g_build_filename (dir, name, NULL);

  return g_rename (from, to) == 0 || fail_disk (to, error);
}

/* The database last: what has none is no store yet. */
static gboolean
move_in (const char *stage, const char *dir, GError **error)
{
  g_autoptr (GDir) open_dir = g_dir_open (stage, 0, NULL);
  const char *name;

  while (open_dir != NULL && (name = g_dir_read_name (open_dir)) != NULL)
    if (strcmp (name, SRV_STORE_FILE) != 0 && !move_one (stage, dir, name, error))
      return FALSE;

  return sync_folder (dir, error) && move_one (stage, dir, SRV_STORE_FILE, error)
         && sync_folder (dir, error);
}

/* Nothing of it was here before. The database first: without the rest it must never be a store. */
static void
clear_out (const char *dir)
{
  g_autofree char *database = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autofree char *blobs = g_build_filename (dir, BLOBS, NULL);
  g_autoptr (GDir) open_dir = NULL;
  const char *name;

  g_unlink (database);
  sync_folder (dir, NULL);
  open_dir = g_dir_open (dir, 0, NULL);
  while (open_dir != NULL && (name = g_dir_read_name (open_dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      /* its log, and the copy from before it was migrated */
      if (g_str_has_prefix (name, SRV_STORE_FILE))
        g_unlink (path);
    }
  srv_folder_clear (blobs);
}

static gboolean
restore_locked (const char *dir, int fd, const HarkBackupKey *key, gint64 now,
                gboolean end_sessions, JobBackup *found, GError **error)
{
  g_autofree char *stage = g_build_filename (dir, STAGE, NULL);
  gboolean ok;

  if (!check_empty (dir, error))
    return FALSE;
  if (g_mkdtemp_full (stage, 0700) == NULL)
    return fail_disk (stage, error);

  ok = job_restore_verify (fd, key, stage, TRUE, SRV_STORES_MIGRATE, found, error)
       && merge_journals (stage, dir, error) && note (stage, now, end_sessions, error)
       && sync_blobs (stage, error) && move_in (stage, dir, error);
  srv_folder_clear (stage);
  if (!ok)
    clear_out (dir);

  return ok;
}

/* A pipe would be waited for, a device may have no end. */
static int
open_archive (const char *file, GError **error)
{
  int fd = open (file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat info;

  if (fd < 0)
    {
      fail_disk (file, error);
      return -1;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s is no backup of Hark", file);
  close (fd);
  return -1;
}

gboolean
job_restore_run (const char *dir, const char *file, gint64 now, gboolean end_sessions,
                 JobBackup *found, GError **error)
{
  return job_restore_run_with_key (dir, file, NULL, now, end_sessions, found, error);
}

gboolean
job_restore_run_with_key (const char *dir, const char *file, const HarkBackupKey *key, gint64 now,
                          gboolean end_sessions, JobBackup *found, GError **error)
{
  gboolean is_new = !g_file_test (dir, G_FILE_TEST_EXISTS);
  int fd = open_archive (file, error);
  int lock = -1;
  gboolean ok = FALSE;

  if (fd < 0)
    return FALSE;
  if (g_mkdir_with_parents (dir, 0700) != 0)
    fail_disk (dir, error);
  else if (is_new || check_empty (dir, error))
    lock = srv_lock_take (dir, error);
  if (lock >= 0)
    ok = restore_locked (dir, fd, key, now, end_sessions, found, error);

  if (!ok && lock >= 0)
    {
      g_autofree char *left = g_build_filename (dir, SRV_LOCK_FILE, NULL);

      g_unlink (left);
    }
  srv_lock_release (lock);
  if (!ok && is_new)
    g_rmdir (dir);
  close (fd);
  return ok;
}

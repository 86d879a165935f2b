/* job-backup.c: see job-backup.h */
#include "job-backup.h"

#include "hark-error.h"
#include "job-archive.h"
#include "srv-journal.h"
#include "store-backup.h"
#include "store-blob.h"
#include "store-lineage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define TRIES 5

static gboolean
fail_disk (const char *path, GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
fail_there (const char *file, GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
               "%s is there already: a backup never replaces another", file);
  return FALSE;
}

/* One moment of the database. Readers never keep the writer from writing. */
static gboolean
copy_database (SrvStores *stores, const char *path, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (stores, error);

  if (store == NULL || !srv_store_begin_read (store, error))
    return FALSE;
  /* The first read fixes the moment. */
  return store_lineage_get_seq (store, error) >= 0
         && hark_sqlite_copy (srv_store_get_db (store), path, error);
}

/* An upload that nobody claimed may have expired since the copy was made; any other file must be
 * there. What a claimed one lacks is found by the verification. */
static gboolean
drop_expired (SrvStore *store, SrvBlobs *blobs, GArray *done, GError **error)
{
  for (guint i = done->len; i > 0; i--)
    {
      const SrvBlob *blob = &g_array_index (done, SrvBlob, i - 1);

      if (!hark_id_is_zero (&blob->ticket) || srv_blobs_get_size (blobs, &blob->id) != 0)
        continue;
      if (!store_blob_forget (srv_store_get_db (store), &blob->id, error))
        return FALSE;
      g_array_remove_index (done, i - 1);
    }

  return TRUE;
}

/* The copy says of itself what it holds, so that it still knows once it is put back. */
static GArray *
prepare_copy (const char *folder, SrvBlobs *blobs, gint64 now, GError **error)
{
  g_autoptr (SrvStores) stores = srv_stores_open (folder, SRV_STORES_AS_IS, error);
  g_autoptr (SrvStore) store = stores != NULL ? srv_stores_open_writer (stores, error) : NULL;
  g_autoptr (GArray) done = store != NULL ? store_blob_list_done (store, error) : NULL;
  gint64 seq = done != NULL ? store_lineage_get_seq (store, error) : -1;

  if (seq < 0 || !drop_expired (store, blobs, done, error)
      || !store_backup_put (srv_store_get_db (store), seq, now, error)
      || !hark_sqlite_checkpoint (srv_store_get_db (store), error))
    return NULL;

  return g_steal_pointer (&done);
}

static gboolean
write_archive (SrvStores *stores, const char *folder, int fd, gint64 now, GError **error)
{
  g_autofree char *copy = g_build_filename (folder, SRV_STORE_FILE, NULL);
  g_autofree char *journal = g_build_filename (srv_stores_get_dir (stores), SRV_JOURNAL_FILE, NULL);
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (srv_stores_get_dir (stores));
  g_autoptr (GArray) done = NULL;

  if (!copy_database (stores, copy, error))
    return FALSE;
  done = prepare_copy (folder, blobs, now, error);

  return done != NULL && job_archive_write (fd, copy, journal, blobs, done, error);
}

/* @folder holds what is in the making, and nothing else. */
static gboolean
make_archive (SrvStores *stores, const char *folder, const char *path, gint64 now, JobBackup *made,
              GError **error)
{
  g_autofree char *work = g_build_filename (folder, "copy", NULL);
  g_autofree char *look = g_build_filename (folder, "look", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    return fail_disk (path, error);
  ok = (g_mkdir (work, 0700) == 0 && g_mkdir (look, 0700) == 0) || fail_disk (work, error);
  ok = ok && write_archive (stores, work, fd, now, error);
  job_restore_clear (work);
  ok = ok && job_restore_verify (fd, look, FALSE, SRV_STORES_AS_IS, made, error);
  if (ok && fsync (fd) != 0)
    ok = fail_disk (path, error);
  close (fd);

  return ok;
}

/* Gives it its name, where nothing has that name meanwhile. */
static gboolean
publish (const char *path, const char *file, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (file);
  int dir;
  gboolean ok = renameat2 (AT_FDCWD, path, AT_FDCWD, file, RENAME_NOREPLACE) == 0
                /* not every file system knows that */
                || (errno == EINVAL && link (path, file) == 0);

  if (!ok)
    return errno == EEXIST ? fail_there (file, error) : fail_disk (file, error);

  dir = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ok = dir >= 0 && fsync (dir) == 0;
  if (!ok)
    {
      fail_disk (parent, error);
      g_unlink (file);
    }
  if (dir >= 0)
    close (dir);
  return ok;
}

/* As `config` writes: a connection of its own, which waits for the server's writer as that waits
 * for it. No operation depends on this row, and the server reads it anew for each page of the feed.
 */
static gboolean
note (SrvStores *stores, gint64 seq, gint64 now, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_open_writer (stores, error);

  if (store != NULL && store_backup_put (srv_store_get_db (store), seq, now, error))
    return TRUE;

  g_prefix_error (error, "the backup is whole, but the store could not note it: ");
  return FALSE;
}

/* In a folder of its own beside @file, which is removed again. */
static gboolean
make_once (SrvStores *stores, const char *file, gint64 now, JobBackup *made, GError **error)
{
  g_autofree char *folder = g_strconcat (file, ".part-XXXXXX", NULL);
  g_autofree char *path = NULL;
  gboolean ok;

  if (g_mkdtemp_full (folder, 0700) == NULL)
    return fail_disk (folder, error);

  path = g_build_filename (folder, "hark.tar", NULL);
  ok = make_archive (stores, folder, path, now, made, error) && publish (path, file, error);
  job_restore_clear (folder);
  return ok;
}

gboolean
job_backup_make (const char *dir, const char *file, gint64 now, JobBackup *made, GError **error)
{
  g_autoptr (SrvStores) stores = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok = FALSE;

  *made = (JobBackup){ 0 };
  if (g_file_test (file, G_FILE_TEST_EXISTS) || g_file_test (file, G_FILE_TEST_IS_SYMLINK))
    return fail_there (file, error);
  stores = srv_stores_open (dir, SRV_STORES_AS_IS, error);
  if (stores == NULL)
    return FALSE;

  /* an attachment of the copy is gone where its ticket was deleted since: of another moment then */
  for (guint i = 0; i < TRIES && !ok; i++)
    {
      if (local != NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
        break;
      g_clear_error (&local);
      ok = make_once (stores, file, now, made, &local);
    }
  if (!ok)
    {
      made->seq = 0;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return note (stores, made->seq, now, error);
}

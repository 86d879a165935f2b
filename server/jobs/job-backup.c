/* job-backup.c: see job-backup.h */
#include "job-backup.h"

#include "hark-error.h"
#include "job-archive.h"
#include "srv-folder.h"
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

/* Of one backup. */
typedef struct
{
  SrvStores *stores;
  const HarkBackupRecipient *to; /* n_to of them */
  guint n_to;                    /* 0: it is not encrypted */
  gint64 now;
  int fd; /* the file in the making */
} Making;

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
prepare_copy (const Making *self, const char *folder, SrvBlobs *blobs, GError **error)
{
  g_autoptr (SrvStores) stores = srv_stores_open (folder, SRV_STORES_AS_IS, error);
  g_autoptr (SrvStore) store = stores != NULL ? srv_stores_open_writer (stores, error) : NULL;
  g_autoptr (GArray) done = store != NULL ? store_blob_list_done (store, error) : NULL;
  gint64 seq = done != NULL ? store_lineage_get_seq (store, error) : -1;

  if (seq < 0 || !drop_expired (store, blobs, done, error)
      || !store_backup_put (srv_store_get_db (store), seq, self->now, self->n_to > 0, error)
      || !hark_sqlite_checkpoint (srv_store_get_db (store), error))
    return NULL;

  return g_steal_pointer (&done);
}

/* HarkFileSink. */
static gboolean
write_piece (gpointer user, const guint8 *data, gsize length, GError **error)
{
  const Making *self = user;

  while (length > 0)
    {
      gssize n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_disk ("the backup cannot be written", error);
      data += n;
      length -= (gsize)n;
    }

  return TRUE;
}

static gboolean
write_archive (const Making *self, HarkBackupSealer *sealer, const char *folder, GError **error)
{
  const char *dir = srv_stores_get_dir (self->stores);
  g_autofree char *copy = g_build_filename (folder, SRV_STORE_FILE, NULL);
  g_autofree char *journal = g_build_filename (dir, SRV_JOURNAL_FILE, NULL);
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (dir);
  g_autoptr (GArray) done = NULL;

  if (!copy_database (self->stores, copy, error))
    return FALSE;
  done = prepare_copy (self, folder, blobs, error);

  return done != NULL && job_archive_write (self->fd, sealer, copy, journal, blobs, done, error);
}

/* In @folder lies what is not encrypted. The stream's own key, which goes with this process, opens
 * what was written for the look at it; that of a recipient is not here. */
static gboolean
write_and_verify (Making *self, const char *folder, JobBackup *made, GError **error)
{
  g_autofree char *work = g_build_filename (folder, SRV_FOLDER_COPY, NULL);
  g_autofree char *look = g_build_filename (folder, SRV_FOLDER_LOOK, NULL);
  g_autoptr (HarkBackupSealer) sealer = NULL;
  g_autoptr (HarkBackupKey) key = NULL;
  gboolean ok = (g_mkdir (work, 0700) == 0 && g_mkdir (look, 0700) == 0) || fail_disk (work, error);

  if (self->n_to > 0)
    sealer = hark_backup_sealer_new (self->to, self->n_to, write_piece, self);
  if (sealer != NULL)
    key = hark_backup_sealer_get_key (sealer);
  ok = ok && write_archive (self, sealer, work, error);
  srv_folder_clear (work);
  ok = ok && job_restore_verify (self->fd, key, look, FALSE, SRV_STORES_AS_IS, made, error);
  srv_folder_clear (look);

  return ok;
}

/* @folder is beside the file, perhaps on a disk that shall see nothing readable. */
static gboolean
make_archive (Making *self, const char *folder, const char *path, JobBackup *made, GError **error)
{
  const char *dir = srv_stores_get_dir (self->stores);
  g_autofree char *work = NULL;
  int lock = -1;
  gboolean ok;

  self->fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return fail_disk (path, error);
  work = self->n_to > 0 ? srv_folder_new_work (dir, &lock, error) : g_strdup (folder);
  ok = work != NULL && write_and_verify (self, work, made, error);
  if (lock >= 0)
    {
      srv_folder_clear (work);
      close (lock);
    }
  if (ok && fsync (self->fd) != 0)
    ok = fail_disk (path, error);
  close (self->fd);

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
note (const Making *self, gint64 seq, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_open_writer (self->stores, error);

  if (store != NULL
      && store_backup_put (srv_store_get_db (store), seq, self->now, self->n_to > 0, error))
    return TRUE;

  g_prefix_error (error, "the backup is whole, but the store could not note it: ");
  return FALSE;
}

/* In a folder of its own beside @file, which is removed again. */
static gboolean
make_once (Making *self, const char *file, JobBackup *made, GError **error)
{
  g_autofree char *folder = g_strconcat (file, ".part-XXXXXX", NULL);
  g_autofree char *path = NULL;
  gboolean ok;

  if (g_mkdtemp_full (folder, 0700) == NULL)
    return fail_disk (folder, error);

  path = g_build_filename (folder, "hark.tar", NULL);
  ok = make_archive (self, folder, path, made, error) && publish (path, file, error);
  srv_folder_clear (folder);
  return ok;
}

gboolean
job_backup_make (const char *dir, const char *file, gint64 now, JobBackup *made, GError **error)
{
  return job_backup_make_encrypted (dir, file, NULL, 0, now, made, error);
}

gboolean
job_backup_make_encrypted (const char *dir, const char *file, const HarkBackupRecipient *to,
                           guint n_to, gint64 now, JobBackup *made, GError **error)
{
  g_autoptr (SrvStores) stores = NULL;
  g_autoptr (GError) local = NULL;
  Making self = { .to = to, .n_to = n_to, .now = now, .fd = -1 };
  gboolean ok = FALSE;

  *made = (JobBackup){ 0 };
  if (g_file_test (file, G_FILE_TEST_EXISTS) || g_file_test (file, G_FILE_TEST_IS_SYMLINK))
    return fail_there (file, error);
  self.stores = stores = srv_stores_open (dir, SRV_STORES_AS_IS, error);
  if (stores == NULL)
    return FALSE;

  srv_folder_clear_works (dir, NULL);
  /* an attachment of the copy is gone where its ticket was deleted since: of another moment then */
  for (guint i = 0; i < TRIES && !ok; i++)
    {
      if (local != NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
        break;
      g_clear_error (&local);
      ok = make_once (&self, file, made, &local);
    }
  if (!ok)
    {
      made->seq = 0;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return note (&self, made->seq, error);
}

/* srv-blobs.c: see srv-blobs.h */
#include "srv-blobs.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOB_DIR "blobs"

struct _SrvBlobs
{
  char *parent;
  char *dir;
  GMutex lock;
  GHashTable *busy; /* HarkId of files being written; guarded by lock */
};

struct _SrvBlobFile
{
  SrvBlobs *owner;
  HarkId id;
  char *folder;
  int fd;
  gint64 size;
  gint64 max;
};

static gboolean
fail_disk (GError **error, const char *what)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

SrvBlobs *
srv_blobs_new (const char *dir)
{
  SrvBlobs *self = g_new0 (SrvBlobs, 1);

  self->parent = g_strdup (dir);
  self->dir = g_build_filename (dir, BLOB_DIR, NULL);
  self->busy = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  g_mutex_init (&self->lock);
  return self;
}

void
srv_blobs_free (SrvBlobs *self)
{
  g_hash_table_unref (self->busy);
  g_mutex_clear (&self->lock);
  g_free (self->dir);
  g_free (self->parent);
  g_free (self);
}

static char *
get_folder (SrvBlobs *self, const HarkId *id)
{
  char name[3];

  g_snprintf (name, sizeof name, "%02x", id->bytes[0]);
  return g_build_filename (self->dir, name, NULL);
}

static char *
get_path (SrvBlobs *self, const HarkId *id)
{
  g_autofree char *folder = get_folder (self, id);
  g_autofree char *name = hark_id_to_string (id);

  return g_build_filename (folder, name, NULL);
}

static gboolean
hold (SrvBlobs *self, const HarkId *id)
{
  gboolean held = FALSE;

  g_mutex_lock (&self->lock);
  if (!g_hash_table_contains (self->busy, id))
    held = g_hash_table_add (self->busy, hark_id_copy (id));
  g_mutex_unlock (&self->lock);

  return held;
}

static void
let_go (SrvBlobs *self, const HarkId *id)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->busy, id);
  g_mutex_unlock (&self->lock);
}

gint64
srv_blobs_get_size (SrvBlobs *self, const HarkId *id)
{
  g_autofree char *path = get_path (self, id);
  struct stat st;

  return stat (path, &st) == 0 ? st.st_size : 0;
}

static gboolean
open_file (SrvBlobFile *self, gint64 offset, GError **error)
{
  g_autofree char *path = get_path (self->owner, &self->id);
  struct stat st;

  self->folder = get_folder (self->owner, &self->id);
  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return fail_disk (error, "attachment");
  self->fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0 || fstat (self->fd, &st) != 0)
    return fail_disk (error, "attachment");
  if (st.st_size != offset)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "the upload stands at another offset");
      return FALSE;
    }

  self->size = st.st_size;
  return TRUE;
}

SrvBlobFile *
srv_blobs_append (SrvBlobs *self, const HarkId *id, gint64 offset, gint64 max, GError **error)
{
  g_autoptr (SrvBlobFile) file = NULL;

  if (!hold (self, id))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "this upload is under way already");
      return NULL;
    }

  file = g_new0 (SrvBlobFile, 1);
  file->owner = self;
  file->id = *id;
  file->fd = -1;
  file->max = max;
  return open_file (file, offset, error) ? g_steal_pointer (&file) : NULL;
}

void
srv_blob_file_close (SrvBlobFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  let_go (self->owner, &self->id);
  g_free (self->folder);
  g_free (self);
}

gboolean
srv_blob_file_write (SrvBlobFile *self, const guint8 *data, gsize length, GError **error)
{
  if ((gint64)length > self->max - self->size)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "the file is larger than announced");
      return FALSE;
    }

  while (length > 0)
    {
      gssize written = write (self->fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail_disk (error, "attachment");
      self->size += written;
      data += written;
      length -= (gsize)written;
    }

  return TRUE;
}

gint64
srv_blob_file_get_size (SrvBlobFile *self)
{
  return self->size;
}

static gboolean
sync_folder (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

/* What a failed sync did not write is taken for written by the next: all of it must come again. */
static void
start_over (SrvBlobFile *self)
{
  if (ftruncate (self->fd, 0) == 0)
    self->size = 0;
}

gboolean
srv_blob_file_finish (SrvBlobFile *self, gint64 rounded, GError **error)
{
  const struct timespec at[2] = { { .tv_sec = rounded }, { .tv_sec = rounded } };

  if (rounded != 0 && futimens (self->fd, at) != 0)
    return fail_disk (error, "attachment");
  if (fsync (self->fd) != 0)
    {
      fail_disk (error, "attachment");
      start_over (self);
      return FALSE;
    }
  if (!sync_folder (self->folder) || !sync_folder (self->owner->dir)
      || !sync_folder (self->owner->parent))
    return fail_disk (error, "attachment");

  return TRUE;
}

int
srv_blobs_open (SrvBlobs *self, const HarkId *id, GError **error)
{
  g_autofree char *path = get_path (self, id);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0 && errno == ENOENT)
    g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such attachment");
  else if (fd < 0)
    fail_disk (error, "the attachment cannot be read");
  return fd;
}

void
srv_blobs_remove (SrvBlobs *self, const HarkId *id)
{
  g_autofree char *path = get_path (self, id);

  if (!hold (self, id))
    return;
  unlink (path);
  let_go (self, id);
}

gboolean
srv_blobs_erase (SrvBlobs *self, const HarkId *id, GError **error)
{
  g_autofree char *path = get_path (self, id);
  g_autofree char *folder = g_path_get_dirname (path);

  if (unlink (path) != 0)
    return errno == ENOENT || fail_disk (error, "the attachment cannot be deleted");

  return sync_folder (folder) || fail_disk (error, "the attachment cannot be deleted");
}

static void
list_folder (SrvBlobs *self, const char *folder, gint64 before, GArray *ids)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat st;
      HarkId id;
      gboolean busy;

      if (!hark_id_from_string (name, &id) || lstat (path, &st) != 0 || st.st_mtime >= before)
        continue;
      g_mutex_lock (&self->lock);
      busy = g_hash_table_contains (self->busy, &id);
      g_mutex_unlock (&self->lock);
      if (!busy)
        g_array_append_val (ids, id);
    }
}

GArray *
srv_blobs_list_old (SrvBlobs *self, gint64 before)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (GDir) dir = g_dir_open (self->dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (self->dir, name, NULL);

      list_folder (self, folder, before, ids);
    }
  return ids;
}

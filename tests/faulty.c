/* faulty.c: see faulty.h */
#include "faulty.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#define PAGE 4096

const FaultyKind faulty_kinds[] = {
  { "write-full", FAULTY_WRITE, SQLITE_FULL, ENOSPC },
  { "write-broken", FAULTY_WRITE, SQLITE_IOERR_WRITE, EIO },
  { "write-read-only", FAULTY_WRITE, SQLITE_READONLY, EROFS },
  { "sync-broken", FAULTY_SYNC, SQLITE_IOERR_FSYNC, EIO },
  { "truncate-broken", FAULTY_TRUNCATE, SQLITE_IOERR_TRUNCATE, EIO },
  { "read-broken", FAULTY_READ, SQLITE_IOERR_READ, EIO },
  { "open-full", FAULTY_OPEN, SQLITE_CANTOPEN, ENOSPC },
  { "open-broken", FAULTY_OPEN, SQLITE_CANTOPEN, EIO },
  { "gone", FAULTY_ANY, SQLITE_IOERR, EIO },
};
const guint faulty_n_kinds = G_N_ELEMENTS (faulty_kinds);

/* What the disk holds of a file for certain. */
typedef struct
{
  GByteArray *synced;
  GHashTable *dirty; /* numbers of pages that were written since the last sync */
} Image;

typedef struct
{
  sqlite3_file base;
  char *path; /* NULL: a temporary file */
  sqlite3_file *real;
} File;

static GMutex lock;
static sqlite3_vfs *real_vfs;
static struct
{
  char *folder;
  const FaultyKind *kind; /* NULL: none */
  guint nth;
  gboolean lasting;
  gint64 room; /* −1: enough */
  guint count; /* of calls of the kind */
  guint failed;
} plan = { .room = -1 };   /* guarded by lock */
static GHashTable *images; /* path → Image; guarded by lock */

/* ------------------------------------------------------------------ what fails */

static gboolean
is_in_folder (const char *path)
{
  return path != NULL && plan.folder != NULL && g_str_has_prefix (path, plan.folder);
}

static int
fail (int result, int system_error)
{
  plan.failed++;
  errno = system_error;
  return result;
}

/* SQLITE_OK where the real one is to be asked. The caller holds the lock. */
static int
judge (const char *path, FaultyCall call)
{
  if (plan.kind == NULL || (plan.kind->call != call && plan.kind->call != FAULTY_ANY)
      || !is_in_folder (path))
    return SQLITE_OK;

  plan.count++;
  if (plan.count == plan.nth || (plan.lasting && plan.count > plan.nth))
    return fail (plan.kind->result, plan.kind->system_error);
  return SQLITE_OK;
}

/* The same for a file that grows by @bytes. */
static int
take_room (const char *path, gint64 bytes)
{
  if (plan.room < 0 || bytes <= 0 || !is_in_folder (path))
    return SQLITE_OK;
  if (bytes > plan.room)
    return fail (SQLITE_FULL, ENOSPC);

  plan.room -= bytes;
  return SQLITE_OK;
}

/* ------------------------------------------------------------------ what is on the disk */

static void
image_free (gpointer data)
{
  Image *self = data;

  g_byte_array_unref (self->synced);
  g_hash_table_unref (self->dirty);
  g_free (self);
}

/* What there was before its first opening counts as synced. */
static void
remember (const char *path)
{
  Image *image;
  g_autofree char *data = NULL;
  gsize length = 0;

  if (path == NULL || g_hash_table_contains (images, path))
    return;

  image = g_new0 (Image, 1);
  image->synced = g_byte_array_new ();
  image->dirty = g_hash_table_new (NULL, NULL);
  if (g_file_get_contents (path, &data, &length, NULL))
    g_byte_array_append (image->synced, (const guint8 *)data, (guint)length);
  g_hash_table_insert (images, g_strdup (path), image);
}

static Image *
get_image (File *self)
{
  return self->path != NULL ? g_hash_table_lookup (images, self->path) : NULL;
}

static void
touch (File *self, gint64 offset, int length)
{
  Image *image = get_image (self);

  for (gint64 page = offset / PAGE; image != NULL && page * PAGE < offset + length; page++)
    g_hash_table_add (image->dirty, GSIZE_TO_POINTER ((gsize)page));
}

static void
keep_synced (File *self)
{
  Image *image = get_image (self);
  GHashTableIter iter;
  gpointer key;
  sqlite3_int64 size = 0;
  guint before;

  if (image == NULL || self->real->pMethods->xFileSize (self->real, &size) != SQLITE_OK)
    return;

  before = image->synced->len;
  g_byte_array_set_size (image->synced, (guint)size);
  if (size > before)
    memset (image->synced->data + before, 0, (gsize)size - before);
  g_hash_table_iter_init (&iter, image->dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gint64 start = (gint64)GPOINTER_TO_SIZE (key) * PAGE;

      if (start < size)
        self->real->pMethods->xRead (self->real, image->synced->data + start,
                                     (int)MIN (PAGE, size - start), start);
    }
  g_hash_table_remove_all (image->dirty);
}

/* Linux reports a page that could not be written once, and takes it for clean from then on. */
static void
lose_dirty (File *self)
{
  Image *image = get_image (self);

  if (image != NULL)
    g_hash_table_remove_all (image->dirty);
}

/* ------------------------------------------------------------------ a file */

static int
file_close (sqlite3_file *file)
{
  File *self = (File *)file;
  int result = self->real->pMethods->xClose (self->real);

  g_clear_pointer (&self->path, g_free);
  return result;
}

static int
file_read (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  File *self = (File *)file;
  int result;

  g_mutex_lock (&lock);
  result = judge (self->path, FAULTY_READ);
  if (result == SQLITE_OK)
    result = self->real->pMethods->xRead (self->real, data, length, offset);
  g_mutex_unlock (&lock);
  return result;
}

static int
file_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  File *self = (File *)file;
  sqlite3_int64 size = 0;
  int result;

  g_mutex_lock (&lock);
  self->real->pMethods->xFileSize (self->real, &size);
  result = judge (self->path, FAULTY_WRITE);
  if (result == SQLITE_OK)
    result = take_room (self->path, offset + length - size);
  if (result == SQLITE_OK)
    {
      touch (self, offset, length);
      result = self->real->pMethods->xWrite (self->real, data, length, offset);
    }
  g_mutex_unlock (&lock);
  return result;
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  File *self = (File *)file;
  int result;

  g_mutex_lock (&lock);
  result = judge (self->path, FAULTY_TRUNCATE);
  if (result == SQLITE_OK)
    result = self->real->pMethods->xTruncate (self->real, size);
  g_mutex_unlock (&lock);
  return result;
}

static int
file_sync (sqlite3_file *file, int flags)
{
  File *self = (File *)file;
  int result;

  g_mutex_lock (&lock);
  result = judge (self->path, FAULTY_SYNC);
  if (result == SQLITE_OK)
    result = self->real->pMethods->xSync (self->real, flags);
  if (result == SQLITE_OK)
    keep_synced (self);
  else
    lose_dirty (self);
  g_mutex_unlock (&lock);
  return result;
}

#define REAL(file) (((File *)(file))->real)

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
file_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
file_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
file_check_lock (sqlite3_file *file, int *out)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), out);
}

static int
file_control (sqlite3_file *file, int op, void *data)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, data);
}

static int
file_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_traits (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
file_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, out);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector,
  .xDeviceCharacteristics = file_traits,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

/* ------------------------------------------------------------------ the VFS */

static int
vfs_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  File *self = (File *)file;
  int result;

  g_mutex_lock (&lock);
  *self = (File){ .real = (sqlite3_file *)(self + 1) };
  result = judge (name, FAULTY_OPEN);
  if (result == SQLITE_OK)
    {
      remember (name);
      result = real_vfs->xOpen (real_vfs, name, self->real, flags, out);
    }
  if (result == SQLITE_OK)
    {
      self->path = g_strdup (name);
      self->base.pMethods = &methods;
    }
  g_mutex_unlock (&lock);
  return result;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  int result;

  g_mutex_lock (&lock);
  g_hash_table_remove (images, name);
  result = real_vfs->xDelete (real_vfs, name, sync);
  g_mutex_unlock (&lock);
  return result;
}

void
faulty_install (void)
{
  static sqlite3_vfs vfs;

  real_vfs = sqlite3_vfs_find (NULL);
  images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
  vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = (int)sizeof (File) + real_vfs->szOsFile;
  vfs.pNext = NULL;
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

static void
set_plan (const char *folder, const FaultyKind *kind, guint nth, gboolean lasting, gint64 room)
{
  g_mutex_lock (&lock);
  g_free (plan.folder);
  plan.folder = g_strdup (folder);
  plan.kind = kind;
  plan.nth = nth;
  plan.lasting = lasting;
  plan.room = room;
  plan.count = plan.failed = 0;
  g_mutex_unlock (&lock);
}

void
faulty_begin (const char *folder, const FaultyKind *kind, guint nth, gboolean lasting)
{
  set_plan (folder, kind, nth, lasting, -1);
}

void
faulty_fill (const char *folder, gint64 bytes)
{
  set_plan (folder, NULL, 0, FALSE, bytes);
}

guint
faulty_end (void)
{
  guint failed;

  g_mutex_lock (&lock);
  failed = plan.failed;
  g_mutex_unlock (&lock);
  set_plan (NULL, NULL, 0, FALSE, -1);
  return failed;
}

static void
copy_one (const char *from, const char *to, FaultyEnd end)
{
  Image *image = g_hash_table_lookup (images, from);
  g_autofree char *data = NULL;
  gsize length = 0;

  if (end == FAULTY_POWER && image != NULL)
    {
      length = image->synced->len;
      data = g_memdup2 (image->synced->data, length);
    }
  else if (!g_file_get_contents (from, &data, &length, NULL))
    return;

  g_assert_true (g_file_set_contents (to, data != NULL ? data : "", (gssize)length, NULL));
}

void
faulty_copy (const char *folder, FaultyEnd end, const char *into)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_mutex_lock (&lock);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".db") || g_str_has_suffix (name, ".db-wal"))
      {
        g_autofree char *from = g_build_filename (folder, name, NULL);
        g_autofree char *to = g_build_filename (into, name, NULL);

        copy_one (from, to, end);
      }
  g_mutex_unlock (&lock);
}

/* job-archive.c: see job-archive.h */
#include "job-archive.h"

#include "hark-error.h"
#include "store-blob.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536

typedef struct archive Archive;
typedef struct archive_entry Entry;

static void
free_writer (Archive *archive)
{
  archive_write_free (archive);
}

static void
free_reader (Archive *archive)
{
  archive_read_free (archive);
}

static gboolean
fail_archive (Archive *archive, HarkError code, const char *what, GError **error)
{
  const char *why = archive_error_string (archive);

  /* Its own words for a full disk are "Write error". */
  if (archive_errno (archive) == ENOSPC || archive_errno (archive) == EDQUOT)
    why = g_strerror (archive_errno (archive));

  g_set_error (error, HARK_ERROR, code, "%s: %s", what, why != NULL ? why : "it ends too early");
  return FALSE;
}

static gboolean
fail_disk (const char *path, GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
fail_invalid (const char *text, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static char *
name_blob (const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  return g_strdup_printf ("blobs/%.2s/%s", text, text);
}

/* --- out --- */

static gboolean
put_data (Archive *archive, int fd, gint64 size, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);

  while (size > 0)
    {
      gssize n = read (fd, piece, (gsize)MIN (PIECE, size));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail_invalid ("a file is shorter than it was", error);
      if (archive_write_data (archive, piece, (gsize)n) != n)
        return fail_archive (archive, HARK_ERROR_BUSY, "the backup cannot be written", error);
      size -= n;
    }

  return TRUE;
}

/* Closes @fd. */
static gboolean
put_file (Archive *archive, const char *name, int fd, gint64 size, GError **error)
{
  Entry *entry = archive_entry_new ();
  gboolean ok;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, size);
  archive_entry_set_mtime (entry, 0, 0);
  ok = archive_write_header (archive, entry) == ARCHIVE_OK
       || fail_archive (archive, HARK_ERROR_BUSY, "the backup cannot be written", error);
  ok = ok && put_data (archive, fd, size, error);
  archive_entry_free (entry);
  close (fd);

  return ok;
}

static gboolean
put_database (Archive *archive, const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      if (fd >= 0)
        close (fd);
      return fail_disk (path, error);
    }

  return put_file (archive, JOB_ARCHIVE_DATABASE, fd, info.st_size, error);
}

/* What is appended meanwhile is not in it. */
static gboolean
put_journal (Archive *archive, const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat info;

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      fail_disk (path, error);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  return put_file (archive, JOB_ARCHIVE_JOURNAL, fd, info.st_size, error);
}

static la_ssize_t
write_sealed (Archive *archive, void *sealer, const void *data, size_t length)
{
  g_autoptr (GError) error = NULL;

  if (hark_backup_sealer_feed (sealer, data, length, &error))
    return (la_ssize_t)length;

  archive_set_error (archive, EIO, "%s", error->message);
  return -1;
}

static int
open_writer (Archive *archive, int fd, HarkBackupSealer *sealer)
{
  if (sealer == NULL)
    return archive_write_open_fd (archive, fd);

  archive_write_set_bytes_in_last_block (archive, 1); /* nothing is added to make a block full */
  return archive_write_open (archive, sealer, NULL, write_sealed, NULL);
}

gboolean
job_archive_write (int fd, HarkBackupSealer *sealer, const char *database, const char *journal,
                   SrvBlobs *blobs, GArray *done, GError **error)
{
  Archive *archive = archive_write_new ();
  gboolean ok;

  /* pax headers only where the old ones do not do, as for files over 8 GiB */
  archive_write_set_format_pax_restricted (archive);
  ok = open_writer (archive, fd, sealer) == ARCHIVE_OK
       || fail_archive (archive, HARK_ERROR_BUSY, "the backup cannot be written", error);
  ok = ok && put_database (archive, database, error) && put_journal (archive, journal, error);
  for (guint i = 0; ok && i < done->len; i++)
    {
      const SrvBlob *blob = &g_array_index (done, SrvBlob, i);
      g_autofree char *name = name_blob (&blob->id);
      int in = srv_blobs_open (blobs, &blob->id, error);

      ok = in >= 0 && put_file (archive, name, in, blob->size, error);
    }
  if (ok && archive_write_close (archive) != ARCHIVE_OK)
    ok = fail_archive (archive, HARK_ERROR_BUSY, "the backup cannot be written", error);
  free_writer (archive);

  return ok && (sealer == NULL || hark_backup_sealer_finish (sealer, error));
}

/* --- in --- */

/* What an encrypted archive is read through; @error is why it ended before its end. */
typedef struct
{
  int fd;
  HarkBackupOpener *opener;
  gboolean over;
  GError *error;
  gsize used; /* of plain */
  guint8 plain[PIECE];
  guint8 sealed[PIECE];
} Unsealing;

/* HarkFileSink. A piece that is read is shorter than a sealed chunk, so at most one comes of it. */
static gboolean
take_plain (gpointer user, const guint8 *data, gsize length, GError **error)
{
  Unsealing *self = user;

  g_assert (self->used == 0 && length <= sizeof self->plain);
  memcpy (self->plain, data, length);
  self->used = length;
  return TRUE;
}

static gboolean
unseal_piece (Unsealing *self)
{
  gssize n = read (self->fd, self->sealed, sizeof self->sealed);

  if (n < 0 && errno == EINTR)
    return TRUE;
  if (n < 0)
    return fail_disk ("the backup cannot be read", &self->error);
  if (n > 0)
    return hark_backup_opener_feed (self->opener, self->sealed, (gsize)n, &self->error);

  self->over = TRUE;
  return hark_backup_opener_finish (self->opener, &self->error);
}

static la_ssize_t
read_sealed (Archive *archive, void *user, const void **data)
{
  Unsealing *self = user;

  self->used = 0;
  while (self->used == 0 && !self->over && self->error == NULL)
    unseal_piece (self);
  if (self->error != NULL)
    {
      archive_set_error (archive, EIO, "%s", self->error->message);
      return -1;
    }

  *data = self->plain;
  return (la_ssize_t)self->used;
}

/* The archive may end before the stream does: only its end says that it is whole. */
static gboolean
read_to_end (Unsealing *self, Archive *archive)
{
  const void *data;

  while (!self->over && self->error == NULL)
    read_sealed (archive, self, &data);
  return self->error == NULL;
}

typedef struct
{
  Archive *archive;
  const char *folder;
  gboolean keep;
  gint64 left; /* bytes that may still come out */
  GHashTable *sizes;
} Reading;

/* FALSE for any other name than ours, spelt in any other way. */
static gboolean
read_blob_name (const char *name, HarkId *id)
{
  const char *last = strrchr (name, '/');
  g_autofree char *expected = NULL;

  if (last == NULL || !hark_id_from_string (last + 1, id))
    return FALSE;

  expected = name_blob (id);
  return strcmp (expected, name) == 0;
}

/* @out -1: only counted. What comes out is held against @size piece by piece: zeros that a sparse
 * file makes up have no end. */
static gboolean
take_data (Reading *self, int out, gint64 size, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  gint64 taken = 0;
  gssize n;

  while ((n = archive_read_data (self->archive, piece, PIECE)) > 0)
    {
      taken += n;
      if (taken > size)
        return fail_invalid ("the backup is damaged: a file is longer than it says", error);
      for (gssize done = 0, once; out >= 0 && done < n; done += MAX (once, 0))
        {
          once = write (out, piece + done, (gsize)(n - done));
          if (once < 0 && errno != EINTR)
            return fail_disk ("the backup cannot be unpacked", error);
        }
    }
  if (n < 0)
    return fail_archive (self->archive, HARK_ERROR_INVALID, "the backup is damaged", error);

  return taken == size || fail_invalid ("the backup is damaged: a file is incomplete", error);
}

/* Never over something that is there, never through a link. */
static gboolean
take_file (Reading *self, const char *name, gint64 size, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  gboolean ok;
  int out;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return fail_disk (parent, error);
  out = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out < 0)
    return fail_disk (path, error);

  ok = take_data (self, out, size, error);
  if (ok && fsync (out) != 0)
    ok = fail_disk (path, error);
  close (out);
  return ok;
}

static gboolean
take_blob (Reading *self, const char *name, const HarkId *id, gint64 size, GError **error)
{
  gint64 *kept;

  if (g_hash_table_contains (self->sizes, id))
    return fail_invalid ("the backup is damaged: it holds an attachment twice", error);

  kept = g_new (gint64, 1);
  *kept = size;
  g_hash_table_insert (self->sizes, hark_id_copy (id), kept);
  return self->keep ? take_file (self, name, size, error) : take_data (self, -1, size, error);
}

static gboolean
take_entry (Reading *self, Entry *entry, guint position, GError **error)
{
  const char *name = archive_entry_pathname (entry);
  gint64 size = archive_entry_size (entry);
  gboolean plain = archive_entry_filetype (entry) == AE_IFREG
                   && archive_entry_hardlink (entry) == NULL
                   && archive_entry_symlink (entry) == NULL && archive_entry_size_is_set (entry)
                   && archive_entry_sparse_count (entry) == 0;
  gboolean first = position == 0;
  HarkId id;

  if (name == NULL || first != (strcmp (name, JOB_ARCHIVE_DATABASE) == 0))
    return fail_invalid ("this is no backup of Hark", error);
  if (!plain || size < 0)
    return fail_invalid ("the backup is damaged: it holds something else than plain files", error);
  if (size > self->left)
    return fail_invalid ("the backup is damaged: its end is missing", error);

  self->left -= size;
  if (first || (position == 1 && strcmp (name, JOB_ARCHIVE_JOURNAL) == 0))
    return take_file (self, name, size, error);
  return read_blob_name (name, &id)
             ? take_blob (self, name, &id, size, error)
             : fail_invalid ("the backup is damaged: it holds a file of another name", error);
}

static gboolean
take_all (Reading *self, GError **error)
{
  for (guint position = 0;; position++)
    {
      Entry *entry;
      int result = archive_read_next_header (self->archive, &entry);

      if (result == ARCHIVE_EOF)
        return position > 0 || fail_invalid ("this is no backup of Hark", error);
      if (result != ARCHIVE_OK)
        return fail_archive (self->archive, HARK_ERROR_INVALID,
                             position == 0 ? "this is no backup of Hark" : "the backup is damaged",
                             error);
      if (!take_entry (self, entry, position, error))
        return FALSE;
    }
}

static gboolean
open_reader (Archive *archive, int fd, Unsealing *unsealing, GError **error)
{
  int result = unsealing != NULL ? archive_read_open (archive, unsealing, NULL, read_sealed, NULL)
                                 : archive_read_open_fd (archive, fd, PIECE);

  return result == ARCHIVE_OK
         || fail_archive (archive, HARK_ERROR_INVALID, "this is no backup of Hark", error);
}

static GHashTable *
read_through (int fd, Unsealing *unsealing, const char *folder, gboolean keep, gint64 size,
              GError **error)
{
  g_autoptr (GHashTable) sizes
      = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, g_free);
  Reading self = { .archive = archive_read_new (), .folder = folder, .keep = keep, .sizes = sizes };
  gboolean ok;

  /* a plain tar and nothing else: no other format's reader sees what an attacker may have written
   */
  archive_read_support_format_tar (self.archive);
  self.left = size;
  ok = open_reader (self.archive, fd, unsealing, error) && take_all (&self, error)
       && (unsealing == NULL || read_to_end (unsealing, self.archive));
  free_reader (self.archive);

  return ok ? g_steal_pointer (&sizes) : NULL;
}

static GHashTable *
read_encrypted (int fd, const HarkBackupKey *key, const char *folder, gboolean keep, gint64 size,
                GError **error)
{
  Unsealing *unsealing = hark_seal_alloc (sizeof *unsealing);
  GHashTable *sizes;

  unsealing->fd = fd;
  unsealing->opener = hark_backup_opener_new (key, take_plain, unsealing);
  sizes = read_through (fd, unsealing, folder, keep, size, error);
  if (unsealing->error != NULL)
    {
      /* that says more than what the archive's reader makes of it */
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&unsealing->error));
    }
  hark_backup_opener_free (unsealing->opener);
  hark_seal_free (unsealing);

  return sizes;
}

GHashTable *
job_archive_read (int fd, const HarkBackupKey *key, const char *folder, gboolean keep,
                  GError **error)
{
  char magic[HARK_BACKUP_MAGIC_LEN] = { 0 };
  struct stat info;

  if (fstat (fd, &info) != 0 || lseek (fd, 0, SEEK_SET) != 0
      || pread (fd, magic, sizeof magic, 0) < 0)
    {
      fail_disk ("the backup cannot be read", error);
      return NULL;
    }
  if (key != NULL)
    return read_encrypted (fd, key, folder, keep, info.st_size, error);
  if (memcmp (magic, HARK_BACKUP_MAGIC, sizeof magic) != 0)
    return read_through (fd, NULL, folder, keep, info.st_size, error);

  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED,
               "this backup is encrypted: --key takes the file with its secret key");
  return NULL;
}

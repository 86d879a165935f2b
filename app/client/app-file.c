/* app-file.c: see app-file.h */
#include "app-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

/* Bytes of one upload request: small enough that progress shows on a slow line, large enough that a
 * fast one does not wait for answers. */
#define MIN_PIECE (64 * 1024)
#define MAX_PIECE (4 * 1024 * 1024)
#define PIECE_TIME (G_TIME_SPAN_SECOND / 2)

static char *
path_of (const char *home, const char *folder, const HarkId *blob, const char *suffix)
{
  g_autofree char *id = hark_id_to_string (blob);
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  g_autofree char *dir = g_build_filename (home, folder, NULL);

  g_mkdir_with_parents (dir, 0700);
  return g_build_filename (dir, name, NULL);
}

static gboolean
fail_with_errno (const char *what, GError **error)
{
  int saved = errno;

  g_set_error (error, HARK_ERROR,
               saved == ENOSPC || saved == EDQUOT || saved == EFBIG || saved == EIO
                       || saved == EROFS
                   ? HARK_ERROR_DISK
                   : HARK_ERROR_INVALID,
               "%s: %s", what, g_strerror (saved));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_with_errno ("the file cannot be written", error);
      data += n;
      length -= n;
    }

  return TRUE;
}

static gboolean
write_to_fd (gpointer user, const guint8 *data, gsize length, GError **error)
{
  return write_all (GPOINTER_TO_INT (user), data, length, error);
}

/* Closes a file that must be whole on disk; @ok says whether it is worth keeping. */
static gboolean
close_durably (int fd, gboolean ok, GError **error)
{
  if (ok && fsync (fd) != 0)
    ok = fail_with_errno ("the file cannot be written", error);
  if (close (fd) != 0 && ok)
    ok = fail_with_errno ("the file cannot be written", error);

  return ok;
}

/* --- out --- */

static gboolean
feed_from_fd (int fd, HarkFileSealer *sealer, GError **error)
{
  guint8 buffer[HARK_FILE_CHUNK];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_with_errno ("the attachment cannot be read", error);
      if (!hark_file_sealer_feed (sealer, buffer, n, error))
        return FALSE;
    }

  hark_seal_wipe (buffer, sizeof buffer);
  return TRUE;
}

static gboolean
seal_to_spool (int in, const char *spool, HarkManifest *manifest, GError **error)
{
  g_autoptr (HarkFileSealer) sealer = NULL;
  int out = g_open (spool, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean ok;

  if (out < 0)
    return fail_with_errno ("the attachment cannot be kept", error);

  sealer = hark_file_sealer_new (&manifest->blob, HARK_FILE_MAX_SIZE, write_to_fd,
                                 GINT_TO_POINTER (out));
  ok = feed_from_fd (in, sealer, error) && hark_file_sealer_finish (sealer, manifest, error);
  ok = close_durably (out, ok, error);
  if (!ok)
    g_unlink (spool);

  return ok;
}

/* A pipe would be waited for, a device may have no end. */
static gboolean
is_regular (int fd)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return FALSE;
  if (S_ISREG (info.st_mode))
    return TRUE;

  errno = S_ISDIR (info.st_mode) ? EISDIR : EINVAL;
  return FALSE;
}

HarkManifest *
app_file_spool (const char *home, const char *path, GError **error)
{
  g_autoptr (HarkManifest) manifest = g_new0 (HarkManifest, 1);
  g_autofree char *spool = NULL;
  g_autofree char *type = NULL;
  g_autofree char *shown = NULL;
  int in = g_open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
  gboolean ok;

  if (in < 0 || !is_regular (in))
    {
      fail_with_errno ("the attachment cannot be read", error);
      if (in >= 0)
        close (in);
      return NULL;
    }

  hark_id_random (&manifest->blob);
  shown = g_filename_display_name (path);
  manifest->name = hark_file_clean_name (shown);
  type = g_content_type_guess (manifest->name, NULL, 0, NULL);
  manifest->type = g_content_type_get_mime_type (type);
  if (manifest->type == NULL)
    manifest->type = g_strdup ("application/octet-stream");
  spool = path_of (home, "spool", &manifest->blob, "");
  ok = seal_to_spool (in, spool, manifest, error);
  close (in);

  return ok ? g_steal_pointer (&manifest) : NULL;
}

static char *
blob_path (const HarkId *blob)
{
  g_autofree char *id = hark_id_to_string (blob);

  return g_strconcat (HARK_API_BLOBS "/", id, NULL);
}

/* Announces the blob; @offset becomes how much of it the server has. */
static gboolean
announce (AppHttp *http, const HarkId *blob, gint64 size, gint64 *offset, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;

  hark_json_set_id (body, "id", blob);
  json_object_set_int_member (body, "size", size);
  reply = app_http_json (http, "POST", HARK_API_BLOBS, body, error);

  return reply != NULL && hark_json_get_int (reply, "offset", 0, size, offset, error);
}

/* The piece after one of @piece bytes that took @span. */
static gint64
next_piece (gint64 piece, gint64 span)
{
  return span < PIECE_TIME ? MIN (2 * piece, MAX_PIECE) : MAX (piece / 2, MIN_PIECE);
}

static gboolean
send_pieces (AppHttp *http, const HarkId *blob, GBytes *bytes, gint64 offset, const char *spool,
             AppTransfers *transfers, GError **error)
{
  g_autofree char *path = blob_path (blob);
  gint64 size = g_bytes_get_size (bytes);
  gint64 piece = MIN_PIECE;

  while (offset < size)
    {
      gint64 length = MIN (piece, size - offset);
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, offset, length);
      gint64 begun = g_get_monotonic_time ();
      gint64 next;

      app_transfers_step (transfers, blob, offset, size, begun);
      if (!g_file_test (spool, G_FILE_TEST_EXISTS))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "this attachment was taken back");
          return FALSE;
        }
      if (!app_http_append (http, path, offset, part, &next, error))
        return FALSE;
      if (next != offset + length)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "the server lost count of an attachment");
          return FALSE;
        }
      offset = next;
      piece = next_piece (piece, g_get_monotonic_time () - begun);
    }

  return TRUE;
}

gboolean
app_file_upload (const char *home, AppHttp *http, const HarkId *blob, AppTransfers *transfers,
                 GError **error)
{
  g_autofree char *spool = path_of (home, "spool", blob, "");
  g_autofree char *sent = path_of (home, "files", blob, "");
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 offset;
  gboolean ok;

  mapped = g_mapped_file_new (spool, FALSE, NULL);
  if (mapped == NULL && g_file_test (sent, G_FILE_TEST_EXISTS))
    return TRUE; /* the operation was applied, and its answer lost since */
  if (mapped == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "an attachment is missing from this device");
      return FALSE;
    }

  bytes = g_mapped_file_get_bytes (mapped);
  ok = announce (http, blob, g_bytes_get_size (bytes), &offset, error)
       && send_pieces (http, blob, bytes, offset, spool, transfers, error);
  app_transfers_end (transfers, blob);
  return ok;
}

void
app_file_sent (const char *home, const HarkId *blob)
{
  g_autofree char *from = path_of (home, "spool", blob, "");
  g_autofree char *to = path_of (home, "files", blob, "");

  g_rename (from, to);
}

void
app_file_unsend (const char *home, const HarkId *blob)
{
  g_autofree char *from = path_of (home, "files", blob, "");
  g_autofree char *to = path_of (home, "spool", blob, "");

  if (!g_file_test (to, G_FILE_TEST_EXISTS))
    g_rename (from, to);
}

void
app_file_discard (const char *home, const HarkId *blob)
{
  g_autofree char *path = path_of (home, "spool", blob, "");

  g_unlink (path);
}

static gboolean
copy_spooled (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) local = NULL;

  if (link (from, to) == 0
      || g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &local))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "an attachment cannot be kept: %s",
               local->message);
  return FALSE;
}

gboolean
app_file_carry (const char *home, const char *other, GHashTable *blobs, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, blobs);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *from = NULL;
      g_autofree char *to = NULL;
      HarkId blob;

      if (!hark_id_from_string (id, &blob))
        continue;
      from = path_of (home, "spool", &blob, "");
      if (!g_file_test (from, G_FILE_TEST_EXISTS))
        continue; /* the server has it */
      to = path_of (other, "spool", &blob, "");
      if (!copy_spooled (from, to, error))
        return FALSE;
    }

  return TRUE;
}

void
app_file_sweep (const char *home, GHashTable *blobs)
{
  g_autofree char *folder = g_build_filename (home, "spool", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_hash_table_contains (blobs, name))
        g_unlink (path);
    }
}

void
app_file_forget (const char *home, const HarkId *blob)
{
  g_autofree char *whole = path_of (home, "files", blob, "");
  g_autofree char *part = path_of (home, "files", blob, ".part");

  app_file_discard (home, blob);
  g_unlink (whole);
  g_unlink (part);
}

gboolean
app_file_has_any (const char *home)
{
  g_autofree char *folder = g_build_filename (home, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) != NULL;
}

/* One that is on its way has ".part" behind its id. */
void
app_file_keep_only (const char *home, GHashTable *blobs)
{
  g_autofree char *folder = g_build_filename (home, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *id = g_strndup (name, strcspn (name, "."));

      if (blobs == NULL || !g_hash_table_contains (blobs, id))
        g_unlink (path);
    }
}

void
app_file_forget_all (const char *home)
{
  app_file_keep_only (home, NULL);
}

/* --- in --- */

/* Where the sealed bytes are, NULL for nowhere. */
static char *
find_here (const char *home, const HarkId *blob)
{
  g_autofree char *fetched = path_of (home, "files", blob, "");
  g_autofree char *spooled = path_of (home, "spool", blob, "");

  if (g_file_test (fetched, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&fetched);
  if (g_file_test (spooled, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&spooled);

  return NULL;
}

gboolean
app_file_is_here (const char *home, const HarkId *blob)
{
  g_autofree char *path = find_here (home, blob);

  return path != NULL;
}

/* A blob on its way in. */
typedef struct
{
  const HarkId *blob;
  gint64 offset, size; /* bytes that are here, and in all */
  AppHttp *http;
  AppTransfers *transfers;
} Fetch;

/* Appends the stream to @fd, at most what is missing. */
static gboolean
append_stream (Fetch *fetch, int fd, GInputStream *stream, GError **error)
{
  guint8 buffer[HARK_FILE_CHUNK];

  for (;;)
    {
      gssize n;

      app_transfers_step (fetch->transfers, fetch->blob, fetch->offset, fetch->size,
                          g_get_monotonic_time ());
      n = app_http_read (fetch->http, stream, buffer, sizeof buffer, error);
      if (n == 0 && fetch->offset < fetch->size)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the connection broke: try again");
          return FALSE;
        }
      if (n <= 0)
        return n == 0;
      fetch->offset += n;
      if (fetch->offset > fetch->size)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE,
                       "the server sends more than the attachment has");
          return FALSE;
        }
      if (!write_all (fd, buffer, n, error))
        return FALSE;
    }
}

gboolean
app_file_fetch (const char *home, AppHttp *http, const HarkManifest *manifest,
                AppTransfers *transfers, GError **error)
{
  g_autofree char *part = path_of (home, "files", &manifest->blob, ".part");
  g_autofree char *whole = path_of (home, "files", &manifest->blob, "");
  g_autofree char *path = blob_path (&manifest->blob);
  GInputStream *stream;
  Fetch fetch = { .blob = &manifest->blob,
                  .size = hark_file_sealed_size (manifest->padded),
                  .http = http,
                  .transfers = transfers };
  g_autoptr (GError) local = NULL;
  int fd = g_open (part, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    return fail_with_errno ("the attachment cannot be kept", error);

  fetch.offset = lseek (fd, 0, SEEK_END);
  ok = fetch.offset >= 0 && fetch.offset <= fetch.size;
  if (ok && fetch.offset < fetch.size)
    {
      stream = app_http_open (http, path, fetch.offset, error);
      ok = stream != NULL && append_stream (&fetch, fd, stream, &local);
      if (stream != NULL)
        app_http_close (http, stream);
      /* What came of another file is no beginning of this one. */
      if (g_error_matches (local, HARK_ERROR, HARK_ERROR_TOO_LARGE))
        g_unlink (part);
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      app_transfers_end (transfers, &manifest->blob);
    }
  else if (!ok)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "the attachment is not what was announced");
      g_unlink (part);
    }
  ok = close_durably (fd, ok, error);

  return ok
         && (g_rename (part, whole) == 0
             || fail_with_errno ("the attachment cannot be kept", error));
}

static gboolean
open_into (int in, int out, const HarkManifest *manifest, GCancellable *cancellable, GError **error)
{
  g_autoptr (HarkFileOpener) opener
      = hark_file_opener_new (manifest, write_to_fd, GINT_TO_POINTER (out));
  guint8 buffer[HARK_FILE_CHUNK];
  gssize n;

  while ((n = read (in, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_with_errno ("the attachment cannot be read", error);
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !hark_file_opener_feed (opener, buffer, n, error))
        return FALSE;
    }

  return hark_file_opener_finish (opener, error);
}

gboolean
app_file_save (const char *home, const HarkManifest *manifest, const char *path,
               GCancellable *cancellable, GError **error)
{
  g_autofree char *sealed = find_here (home, &manifest->blob);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_build_filename (folder, ".hark-XXXXXX", NULL);
  int in = sealed != NULL ? g_open (sealed, O_RDONLY | O_CLOEXEC, 0) : -1;
  int out = in >= 0 ? g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600) : -1;
  gboolean ok;

  if (out < 0)
    {
      fail_with_errno (
          in < 0 ? "the attachment is not on this device" : "the file cannot be written", error);
      if (in >= 0)
        close (in);
      return FALSE;
    }

  ok = open_into (in, out, manifest, cancellable, error);
  close (in);
  ok = close_durably (out, ok, error);
  if (ok && g_rename (beside, path) != 0)
    ok = fail_with_errno ("the file cannot be written", error);
  if (!ok)
    g_unlink (beside);
  /* What does not verify is not worth keeping: the next try fetches it anew. */
  if (!ok && error != NULL && g_error_matches (*error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    {
      g_autofree char *fetched = path_of (home, "files", &manifest->blob, "");

      g_unlink (fetched);
    }

  return ok;
}

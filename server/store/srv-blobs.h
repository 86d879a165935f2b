/* srv-blobs.h: the files of sealed attachments, DIR/blobs/xx/ID. From any thread. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

typedef struct _SrvBlobs SrvBlobs;
typedef struct _SrvBlobFile SrvBlobFile;

/* Of the store in @dir. Nothing is made before something is written. */
SrvBlobs *srv_blobs_new (const char *dir);
void srv_blobs_free (SrvBlobs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvBlobs, srv_blobs_free)

/* Bytes of it that are there; 0 for no file. */
gint64 srv_blobs_get_size (SrvBlobs *self, const HarkId *id);

/* Opens the file to append to it, made where it is missing. One at a time: HARK_ERROR_BUSY while
 * another holds it. HARK_ERROR_CONFLICT where the file does not end at @offset. @max bytes in all,
 * no more. */
SrvBlobFile *srv_blobs_append (SrvBlobs *self, const HarkId *id, gint64 offset, gint64 max,
                               GError **error);
/* Into the page cache: short enough for the main loop. HARK_ERROR_TOO_LARGE past the cap,
 * HARK_ERROR_DISK where the disk takes no more. */
gboolean srv_blob_file_write (SrvBlobFile *self, const guint8 *data, gsize length, GError **error);
gint64 srv_blob_file_get_size (SrvBlobFile *self);
/* Syncs the file and its directories, before a row says that it is done. Waits for the disk: never
 * on the main loop. @rounded is the time that the file shall show, such as an anonymous reporter's
 * full hour; 0 leaves it as it is. */
gboolean srv_blob_file_finish (SrvBlobFile *self, gint64 rounded, GError **error);
/* What was written stays. */
void srv_blob_file_close (SrvBlobFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvBlobFile, srv_blob_file_close)

/* A file descriptor for reading; -1 with HARK_ERROR_NOT_FOUND. */
int srv_blobs_open (SrvBlobs *self, const HarkId *id, GError **error);
/* No error where it is not there, nor where somebody is writing it: then it stays. */
void srv_blobs_remove (SrvBlobs *self, const HarkId *id);
/* Gone from the folder, and that is on the disk; no error where it is not there. HARK_ERROR_BUSY.
 */
gboolean srv_blobs_erase (SrvBlobs *self, const HarkId *id, GError **error);
/* All files that were last written before @before (seconds since 1970) and that nobody writes now.
 * (element-type HarkId) (transfer full) */
GArray *srv_blobs_list_old (SrvBlobs *self, gint64 before);

G_END_DECLS

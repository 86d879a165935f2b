/* job-archive.h: the one file of a backup: a plain tar with `hark.db` first, then `hark.erased`
 * where there is one, then `blobs/xx/ID`; encrypted (hark-backup.h) where that is wanted */
#pragma once

#include "hark-backup.h"
#include "srv-blobs.h"

G_BEGIN_DECLS

#define JOB_ARCHIVE_DATABASE "hark.db"
#define JOB_ARCHIVE_JOURNAL "hark.erased" /* srv-journal.h */

/* Writes @database, @journal (may not be there) and the files of @done (element-type SrvBlob) into
 * @fd, or into @sealer where that is not NULL, without names, times or owners of this machine.
 * HARK_ERROR_BUSY where the disk takes no more, HARK_ERROR_NOT_FOUND where a file is gone. */
gboolean job_archive_write (int fd, HarkBackupSealer *sealer, const char *database,
                            const char *journal, SrvBlobs *blobs, GArray *done, GError **error);

/* @key NULL: it is not encrypted (else HARK_ERROR_LOCKED). Unpacks the database and the journal
 * into @folder, which is empty, and with @keep the attachments as well; without they are read and
 * counted only. What is there is hostile: HARK_ERROR_INVALID for anything but plain files of those
 * names, each once, that together are no larger than the archive. Every file is synced. Sizes of
 * the attachments: (element-type HarkId gint64) (transfer full). */
GHashTable *job_archive_read (int fd, const HarkBackupKey *key, const char *folder, gboolean keep,
                              GError **error);

G_END_DECLS

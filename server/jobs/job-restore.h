/* job-restore.h: puts a store back from the file that job-backup made */
#pragma once

#include "hark-backup.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* What a backup holds. */
typedef struct
{
  gint64 seq; /* the newest that it knows */
  gint64 made;
  guint n_blobs;
  gint64 bytes; /* of the file */
} JobBackup;

/* Unpacks the archive, opened by @key where it is encrypted (else NULL), into @folder, which is
 * empty, and looks it over as `check` does; every attachment must be there in its size and none
 * that the store does not name. @keep FALSE: attachments are only counted. @mode:
 * SRV_STORES_MIGRATE takes a backup of an older version too. HARK_ERROR_INVALID,
 * HARK_ERROR_UNVERIFIED with the first fault, HARK_ERROR_UPGRADE; HARK_ERROR_LOCKED: it is
 * encrypted, HARK_ERROR_FORBIDDEN: to another key. */
gboolean job_restore_verify (int fd, const HarkBackupKey *key, const char *folder, gboolean keep,
                             SrvStoresMode mode, JobBackup *found, GError **error);

/* Makes @dir, which must not exist or be empty (else HARK_ERROR_CONFLICT), the store that @file
 * holds. It is there once everything was verified and synced, or not at all. @now is when.
 * A session that was ended after the backup lives in it: @end_sessions ends all that it holds. */
gboolean job_restore_run (const char *dir, const char *file, gint64 now, gboolean end_sessions,
                          JobBackup *found, GError **error);
/* The same of one that is encrypted; @key may be NULL. */
gboolean job_restore_run_with_key (const char *dir, const char *file, const HarkBackupKey *key,
                                   gint64 now, gboolean end_sessions, JobBackup *found,
                                   GError **error);

G_END_DECLS

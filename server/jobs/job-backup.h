/* job-backup.h: one file that holds a whole store, made beside a running server too */
#pragma once

#include "job-restore.h"

G_BEGIN_DECLS

/* Copies the store in @dir into @file (0600), which must not exist (HARK_ERROR_CONFLICT): one
 * moment of the database, and the attachments that it names as complete. What was written is read
 * again and looked over as `check` does before it gets its name; then the store notes that clients
 * need not keep what it holds. On failure there is no @file, but for HARK_ERROR_BUSY with
 * @made->seq set: it is whole, only the store could not note it. */
gboolean job_backup_make (const char *dir, const char *file, gint64 now, JobBackup *made,
                          GError **error);
/* The same, encrypted (hark-backup.h): each of @to, at most HARK_BACKUP_MAX_RECIPIENTS, opens it
 * alone. Nothing readable is written beside @file; what is needed meanwhile lies in @dir. @n_to 0:
 * it is not. */
gboolean job_backup_make_encrypted (const char *dir, const char *file,
                                    const HarkBackupRecipient *to, guint n_to, gint64 now,
                                    JobBackup *made, GError **error);

G_END_DECLS

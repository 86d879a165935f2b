/* store-backup.h: what a store knows of its own backups, and of having been put back from one */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* Seconds after the first start on a store that was put back in which clients give back what it
 * lost of the list of people, before anybody adds to it. */
#define SRV_RESTORE_GRACE 3600

/* The newest seq that a verified backup holds, and when it was made; both 0 for none. @at may be
 * NULL. */
gboolean store_backup_get (SrvStore *store, gint64 *seq, gint64 *at, GError **error);
/* A backup made at @at holds everything up to @seq. An older one than the newest changes nothing.
 */
gboolean store_backup_put (HarkSqlite *db, gint64 seq, gint64 at, gboolean is_encrypted,
                           GError **error);

/* In the store that is being put back: what it knows, and when. */
gboolean store_backup_note_restore (HarkSqlite *db, gint64 now, GError **error);
/* At each start of a server, in @seq: the first one on a store that was put back begins its grace,
 * and puts off what would be deleted soon (store_retention_put_off()). */
gboolean store_backup_note_start (SrvStore *store, gint64 seq, gint64 now, GError **error);
/* A statement of the list of people was given back. Where no grace runs, more may have been lost
 * than the store itself can know (an old data folder was copied back): that begins one, once for
 * each start of a server, so that nobody keeps others from changing the list by it. In @seq. */
gboolean store_backup_note_given_back (SrvStore *store, gint64 seq, gint64 now, GError **error);
/* When the grace ends; 0 where there is none at @now. */
gboolean store_backup_get_grace (SrvStore *store, gint64 now, gint64 *end, GError **error);
/* For whoever has seen @seen of a future that this store does not know: the newest seq of that past
 * which both have in common, and when the backup was made that holds it (0 where nobody noted it).
 */
gboolean store_backup_find_known (SrvStore *store, gint64 seen, gint64 *known, gint64 *made,
                                  GError **error);

G_END_DECLS

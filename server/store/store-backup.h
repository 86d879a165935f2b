/* store-backup.h: what a store knows of its own backups, and of having been put back from one */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* The newest seq that a verified backup holds; 0 for none. */
gint64 store_backup_get_seq (SrvStore *store);
/* When it was made; 0 for none. */
gint64 store_backup_get_time (SrvStore *store);
/* A backup made at @at holds everything up to @seq. An older one than the newest changes nothing.
 */
gboolean store_backup_put (HarkSqlite *db, gint64 seq, gint64 at, GError **error);

/* In the store that is being put back: what it knows, and when. */
gboolean store_backup_note_restore (HarkSqlite *db, gint64 now, GError **error);
gboolean store_backup_was_restored (SrvStore *store);
/* For whoever has seen @seen of a future that this store does not know: the newest seq of that past
 * which both have in common, and when the backup was made that holds it (0 where nobody noted it).
 */
gboolean store_backup_find_known (SrvStore *store, gint64 seen, gint64 *known, gint64 *made,
                                  GError **error);

G_END_DECLS

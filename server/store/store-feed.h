/* store-feed.h: what one user may see, as pages of lines (sync.md sections 2 and 3)
 *
 * A cursor names a lineage, a seq, a phase and a position:
 *   LINEAGE.SEQ.live            everything up to SEQ was sent
 *   LINEAGE.SEQ.live.RANK-KEY   of SEQ itself, everything up to this row
 *   LINEAGE.TO.snapshot.…       a snapshot that began at TO; after it come the changes since TO */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_FEED_MAX_BYTES (4 * 1024 * 1024) /* of one page, a line more at most */
#define SRV_FEED_MAX_CURSOR 256

/* One page for @user of at most @limit lines besides head and end, read in one moment. @cursor
 * NULL: a snapshot. @but: what is due to that one alone is not due here, NULL for nobody.
 * HARK_ERROR_RESET where the cursor does not hold here. (transfer full): complete
 * lines. */
GString *store_feed_read (SrvStore *store, const HarkId *user, const char *cursor, guint limit,
                          const HarkId *but, GError **error);

/* Whether that is because tombs which it lacks are forgotten. */
gboolean store_feed_is_below_floor (SrvStore *store, const char *cursor, gboolean *is_below,
                                    GError **error);
/* For a cursor that is HARK_ERROR_RESET: see store_backup_find_known(). 0 and 0 for one that is
 * none. */
gboolean store_feed_find_known (SrvStore *store, const char *cursor, gint64 *known, gint64 *made,
                                GError **error);

G_END_DECLS

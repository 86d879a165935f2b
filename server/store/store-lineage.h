/* store-lineage.h: the commit sequence and its lineages (one for each start of a server on this
 * store) */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_LINEAGE_STEP (G_GINT64_CONSTANT (1) << 24)   /* how far seq jumps at least */
#define SRV_LINEAGE_SECOND (G_GINT64_CONSTANT (1) << 20) /* of seq for each second since 1970 */

/* The newest committed seq; −1 where it cannot be read. */
gint64 store_lineage_get_seq (SrvStore *store, GError **error);
/* In a transaction of the writer's: ends the newest lineage where it stands and begins another.
 * @seq is its first. */
gboolean store_lineage_begin (SrvStore *store, gint64 now, gint64 *seq, GError **error);
/* Every commit ends with it. */
gboolean store_lineage_set_seq (SrvStore *store, gint64 seq, GError **error);

/* The lineage that @seq belongs to. HARK_ERROR_NOT_FOUND where none begins so early. */
gboolean store_lineage_find (SrvStore *store, gint64 seq, HarkId *lineage, GError **error);
/* For a cursor: whether @lineage is known here and @seq lies inside it. */
gboolean store_lineage_holds (SrvStore *store, const HarkId *lineage, gint64 seq, gboolean *holds,
                              GError **error);
/* For a version that somebody saw while @lineage was the newest: whether it is known here and @seq
 * not beyond its end. */
gboolean store_lineage_covers (SrvStore *store, const HarkId *lineage, gint64 seq, gboolean *covers,
                               GError **error);

G_END_DECLS

/* srv-journal.h: the erase journal: which tickets were deleted, beside the database, so that they
 * stay deleted when an older one takes its place. DIR/hark.erased: ids, and marks that look like
 * them (store_erase_list_marks ()), one a line, appended and synced before the rows go. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

#define SRV_JOURNAL_FILE "hark.erased"

/* On the disk once it returns TRUE. What a cut write left at the end goes first. HARK_ERROR_BUSY,
 * _DISK. One writer at a time. */
gboolean srv_journal_append (const char *dir, const HarkId *ids, guint n, GError **error);
/* Empty where there is none. Lines that are none are passed over and counted in @damaged (may be
 * NULL), but for one that was cut at the end. (element-type HarkId) (transfer full) */
GArray *srv_journal_read (const char *dir, guint *damaged, GError **error);

G_END_DECLS

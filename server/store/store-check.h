/* store-check.h: whether a store is what it should be */
#pragma once

#include "srv-blobs.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* Reads everything once, in one moment, and changes nothing: the file's integrity and foreign keys,
 * the chains of epochs with their signatures, headers of objects against their rows, attachments,
 * kept answers, numbers. (The roster's chain was verified when the store was opened.) A line for
 * each fault is added to @faults (element-type utf8). @blobs NULL: somebody else looks at the
 * files. FALSE only where it could not be read to the end. */
gboolean store_check_run (SrvStore *store, SrvBlobs *blobs, GPtrArray *faults, GError **error);

G_END_DECLS

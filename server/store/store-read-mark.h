/* store-read-mark.h: up to where each user has seen a ticket, on whichever device */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* Never goes back: a mark that is not beyond the one there changes nothing. It reaches at most to
 * @seq, the newest that anybody can have seen. */
gboolean store_read_mark_set (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                              gint64 up_to, GError **error);

G_END_DECLS

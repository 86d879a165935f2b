/* app-feed-file.h: fetched attachments (files/) go with what names them. The caller holds the
 * client's lock. */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* Those of @ticket, which is in the cache still. */
gboolean app_feed_file_forget (AppStore *store, const HarkId *ticket, GError **error);
/* Everything was taken anew: what nothing names any more, here or in the outbox. */
gboolean app_feed_file_sweep (AppStore *store, GError **error);

G_END_DECLS

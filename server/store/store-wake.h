/* store-wake.h: whose feed has something new after a commit: what event streams are woken by */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* The users who may see something of what was committed from @from to @to, each once, whether
 * anybody listens or not; a zero id stands for everybody. By the same rights as the feed, and never
 * more work than those commits were. (element-type HarkId) (transfer full) */
GArray *store_wake_list (SrvStore *store, gint64 from, gint64 to, GError **error);

/* The question itself, for a test that no part of it reads a whole table. */
const char *store_wake_get_sql (void);

G_END_DECLS

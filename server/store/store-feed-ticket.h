/* store-feed-ticket.h: what a line of the feed says of a ticket */
#pragma once

#include <json-glib/json-glib.h>

#include "srv-store.h"

G_BEGIN_DECLS

/* Everything beyond id and rv, as @user sees it, who is on that @side of it. */
gboolean store_feed_fill_ticket (SrvStore *store, const HarkId *user, const HarkId *ticket,
                                 const char *side, JsonObject *line, GError **error);

G_END_DECLS

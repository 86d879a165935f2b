/* app-seen.h: what somebody had seen of a conversation who closes its ticket, or confirms that it
 * be deleted: the server refuses either where there is more.
 *
 * Kept in the intent: "seen", the newest message, or the report while there is none; "messages",
 * how many those were with the report; "own", messages that waited here: they come after it and
 * were seen. What is given back to a server that was put back comes after what was written there
 * meanwhile: the newest alone does not say that nothing came before it. */
#pragma once

#include "app-outbox.h"
#include "app-store.h"

G_BEGIN_DECLS

/* What is here of @ticket now. */
void app_seen_note (AppStore *store, const HarkId *ticket, JsonObject *intent);
/* As the server is told, when the operation is built: with what came since and is one's own. */
void app_seen_set_pre (AppStore *store, const AppOperation *operation, JsonObject *pre);
/* A close that goes again after a restore, before it is built anew: all that the server has, or
 * what is before the newest that was not seen. It knew everything up to @known. */
gboolean app_seen_renew (AppStore *store, AppOperation *operation, gint64 known, GError **error);

G_END_DECLS

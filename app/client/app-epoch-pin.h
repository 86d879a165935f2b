/* app-epoch-pin.h: the epochs that this device has followed, in the outbox's file, as the list of
 * people is: what the server shows later must go on from there, also where everything is taken anew
 * or the cache is gone.
 *
 * A server that was put back from a backup may lack what it had after it. In the place of that it
 * may show no more than a shorter chain, or epochs that say nothing otherwise, or that somebody
 * opened who had seen as much of the list of people, or may still today: never a former member's.
 *
 * The caller holds the client's lock. */
#pragma once

#include "app-verify.h"

G_BEGIN_DECLS

/* @name as it stands in these tables: under the local key, so that nobody reads from them which
 * tickets were here. */
void app_epoch_pin_hide (AppStore *store, gconstpointer name, gsize length,
                         guint8 hidden[HARK_HASH_LEN]);

/* Whether @chain, which verifies, goes on from what was followed. */
gboolean app_epoch_pin_allows (AppStore *store, const HarkId *ticket, const AppVerifyChain *chain);

/* @ticket has new epochs, or a new record of why: it is to be pinned. Within the page's
 * transaction. */
gboolean app_epoch_pin_note (AppStore *store, const HarkId *ticket, GError **error);
/* Everything is here as far as @cursor: what was noted is pinned, up to a thousand tickets at a
 * time, but what changes a ticket without being on record. */
gboolean app_epoch_pin_settle (AppStore *store, const char *cursor, GError **error);

/* The server says that it knows nothing after @known any more. */
gboolean app_epoch_pin_release (AppStore *store, gint64 known, GError **error);
/* The server says that access was lost, or the ticket deleted: what was followed is not waited for,
 * and stays, for the server may bring the ticket back otherwise. */
gboolean app_epoch_pin_let_go (AppStore *store, const HarkId *ticket, GError **error);
/* Everything is here that there is: of each ticket that is not among it the newest epoch alone
 * stays pinned, which names all those before it, and of a few thousand such tickets none but these.
 */
gboolean app_epoch_pin_thin (AppStore *store, GError **error);
/* The device was signed out for good. */
void app_epoch_pin_forget_all (AppStore *store);

/* The newest of @epochs, which are those of @ticket, that was followed, also where it is not waited
 * for; -1: none. (element-type AppCacheEpoch) */
gint64 app_epoch_pin_get_newest (AppStore *store, const HarkId *ticket, GPtrArray *epochs);
/* How far the feed was followed when something was pinned last; NULL: nothing is. (transfer full)
 */
char *app_epoch_pin_get_cursor (AppStore *store);

G_END_DECLS

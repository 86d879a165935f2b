/* app-draft-lost.h: what becomes of half-written texts whose ticket is not here any more
 *
 * Those of a deleted ticket go with it: they are of no use, and may repeat what it said. Those of
 * one that access was lost to are the user's own words: they are listed as refused ("gone"), like
 * what waited to be sent, until they are let go of. The caller holds the client's lock. */
#pragma once

#include "app-client-draft.h"
#include "app-store.h"

G_BEGIN_DECLS

/* What @draft would have become, to be kept as refused; NULL where nothing was written that
 * somebody would miss. @number may be NULL; @changed as app-draft-store.h has it. (transfer full)
 */
AppOperation *app_draft_lost_describe (const AppKeptDraft *draft, const char *number,
                                       gint64 changed);

/* While a page is taken: @ticket, which is in the cache still, goes; or it is here (again). */
void app_draft_lost_note (AppStore *store, const HarkId *ticket, gboolean is_deleted);
void app_draft_lost_unnote (AppStore *store, const HarkId *ticket);
/* What was noted holds, or never happened. */
gboolean app_draft_lost_settle (AppStore *store, GError **error);
void app_draft_lost_cancel (AppStore *store);
/* Everything was taken anew: what is not in it was lost, or deleted, while nobody looked. */
gboolean app_draft_lost_settle_all (AppStore *store, GError **error);

/* Tickets that are noted and settled. (element-type HarkId, borrowed) (transfer container) */
GPtrArray *app_draft_lost_list (AppStore *store);

/* Another program took the page: the ticket of @draft is neither here nor on its way. */
gboolean app_draft_lost_is_orphan (AppStore *store, const AppKeptDraft *draft);
gboolean app_draft_lost_keep (AppStore *store, const AppKeptDraft *draft, const char *number,
                              gint64 changed, GError **error);

G_END_DECLS

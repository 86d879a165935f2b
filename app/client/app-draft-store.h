/* app-draft-store.h: the table draft of outbox.db, all its SQL. The caller holds the client's lock.
 */
#pragma once

#include "app-client-draft.h"
#include "app-store.h"

G_BEGIN_DECLS

/* Calls back for each that opens; takes @draft. @changed tells one content of a row from another.
 */
typedef void (*AppDraftStoreFunc) (AppKeptDraft *draft, gint64 changed, gpointer user);
gboolean app_draft_store_each (AppStore *store, AppDraftStoreFunc func, gpointer user,
                               GError **error);
/* NULL without error: there is none, or it does not open. */
AppKeptDraft *app_draft_store_get (AppStore *store, const HarkId *ticket, const char *kind,
                                   gint64 *changed, GError **error);
/* An empty one is deleted. @changed gets what the row has now, 0 for none. */
gboolean app_draft_store_put (AppStore *store, const AppKeptDraft *draft, gint64 *changed,
                              GError **error);

/* Any of @ticket. */
gboolean app_draft_store_has (AppStore *store, const HarkId *ticket);
/* All of @ticket; out of the log only with the next app_outbox_truncate (). */
gboolean app_draft_store_forget (AppStore *store, const HarkId *ticket, GError **error);

/* Several at once, or none of them. */
gboolean app_draft_store_begin (AppStore *store, GError **error);
gboolean app_draft_store_end (AppStore *store, gboolean ok, GError **error);

G_END_DECLS

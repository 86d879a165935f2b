/* app-load.h: from the sealed cache, and what waits in the outbox, to tickets as a screen shows
 * them */
#pragma once

#include "app-store.h"
#include "hark-file.h"

G_BEGIN_DECLS

/* (transfer full) (element-type AppTicket), newest change first, without their conversations. */
GPtrArray *app_load_list (AppStore *store, GError **error);
/* Whole. HARK_ERROR_NOT_FOUND. */
AppTicket *app_load_ticket (AppStore *store, const HarkId *id, GError **error);
/* One as in the list. HARK_ERROR_NOT_FOUND. */
AppTicket *app_load_row (AppStore *store, const HarkId *id, GError **error);
/* The manifest of an attachment, of one that waits here or was refused too. HARK_ERROR_NOT_FOUND.
 */
HarkManifest *app_load_manifest (AppStore *store, const HarkId *ticket, const HarkId *file,
                                 GError **error);

G_END_DECLS

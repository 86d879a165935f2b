/* app-retention.h: how long a ticket is kept that is closed here, and what its history says of
 * that
 *
 * Who closes one signs the months; the server finds the day, counted from when it took the closing
 * (hark-retention.h). A day that comes earlier than what was signed does not hold; a later one may:
 * a hold, or a message that nobody had read, puts it off. */
#pragma once

#include "app-store.h"
#include "hark-object.h"

G_BEGIN_DECLS

/* For @outcome (a name of hark_outcome), as the newest settings of @area say that are here.
 * HARK_ERROR_UNVERIFIED. The caller holds the client's lock. */
gboolean app_retention_find (AppStore *store, const HarkId *area, const char *outcome,
                             guint *months, GError **error);

/* Into the record of a closing, or the body of its operation. */
void app_retention_put (JsonObject *object, guint months);
/* What @object, a record of any type, says; @months stays where it says nothing of that. */
void app_retention_take (const HarkObject *object, guint *months);
/* @months: of the newest closing, 0 for none since it was open. */
gboolean app_retention_holds (guint months, const AppCacheTicket *row);

G_END_DECLS

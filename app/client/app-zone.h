/* app-zone.h: the time zones that the organisation has signed, all that there ever were, and days
 * that stay themselves when it settles another one */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

void app_zones_free (AppZones *self);

/* Whether the day that ended at @before, where its author had days end, ends at @due where they end
 * now. The caller holds the lock of @store. */
gboolean app_zone_is_same_day (AppStore *store, gint64 before, gint64 due);

G_END_DECLS

/* app-period-model.h: what falls due in the tickets of the team, as a GListModel of AppPeriodItem: each section's heading,
 * then its deadlines, the nearest first.
 *
 * Deadlines that are kept, and those of closed tickets, are none; that one of these will be deleted falls due for the
 * whole team, from HARK_RETENTION_AHEAD days before: its advisor alone is mailed, and there may be none. An update keeps the item of each deadline that is still
 * there, so that what stands on it stays where it is. */
#pragma once

#include "app-client.h"
#include "list/app-kept-list.h"
#include "period/app-period-item.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_MODEL (app_period_model_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodModel, app_period_model, APP, PERIOD_MODEL, AppKeptList)

/* @tickets: a GListModel of AppTicketItem. Empty until the first update. */
AppPeriodModel *app_period_model_new (GListModel *tickets);
/* From the next update on. @area: zeros for all; @is_mine: of this account's tickets alone, and of those for whose absent
 * advisor it stands in. */
void app_period_model_set_filter (AppPeriodModel *self, const HarkId *area, gboolean is_mine);
/* Looks at all tickets anew. @now in seconds since 1970, by the days of @zone. */
void app_period_model_update (AppPeriodModel *self, gint64 now, GTimeZone *zone);
/* Deadlines as of the last update: those shown, and those of all tickets, whatever the filter. */
guint app_period_model_get_count (AppPeriodModel *self);
guint app_period_model_get_total (AppPeriodModel *self);
/* GTK_INVALID_LIST_POSITION's value, G_MAXUINT, where it is not there. */
guint app_period_model_find (AppPeriodModel *self, const HarkId *period);

/* Whether @period of @ticket is yet to be kept by its team. */
gboolean app_period_model_is_open (AppTicket *ticket, const AppPeriod *period);

G_END_DECLS

/* app-period-item.h: a line of the overview: a deadline of a ticket, or the heading of those that follow */
#pragma once

#include <gio/gio.h>

#include "app-ticket.h"
#include "period/app-period-section.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_ITEM (app_period_item_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodItem, app_period_item, APP, PERIOD_ITEM, GObject)

/* Signal "changed": another snapshot, or the clock went on. */

AppPeriodItem *app_period_item_new_heading (AppPeriodSection section);
/* @period: of @ticket. */
AppPeriodItem *app_period_item_new (AppTicket *ticket, const AppPeriod *period);
gboolean app_period_item_is_heading (AppPeriodItem *self);
AppPeriodSection app_period_item_get_section (AppPeriodItem *self);
/* Of a heading: how many follow it. */
guint app_period_item_get_count (AppPeriodItem *self);
/* NULL of a heading. */
AppTicket *app_period_item_get_ticket (AppPeriodItem *self);
const AppPeriod *app_period_item_get_period (AppPeriodItem *self);

/* For the model; tells of it. */
void app_period_item_set (AppPeriodItem *self, AppTicket *ticket, const AppPeriod *period);
void app_period_item_place (AppPeriodItem *self, AppPeriodSection section, guint count);
void app_period_item_tick (AppPeriodItem *self);

G_END_DECLS

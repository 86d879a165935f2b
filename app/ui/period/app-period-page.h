/* app-period-page.h: Case management > Periods: what is overdue, due today, this week, and later */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "ticket/app-ticket-model.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_PAGE (app_period_page_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodPage, app_period_page, APP, PERIOD_PAGE, AdwBin)

/* Signals: "selected": app_period_page_get_selected () is another one; "opened": the one that is selected is to be opened;
 * "counted": app_period_page_get_count () may be another number; "day-ended": it did, where the organisation is, or the clock
 * was set. */

void app_period_page_set_model (AppPeriodPage *self, AppClient *client, AppTicketModel *tickets);
/* Zeros: of all areas. */
void app_period_page_set_area (AppPeriodPage *self, const HarkId *area);
/* (transfer none): the ticket whose deadline is selected; NULL for none. */
const HarkId *app_period_page_get_selected (AppPeriodPage *self);
/* Deadlines that stand there. */
guint app_period_page_get_count (AppPeriodPage *self);
/* The clock went on. */
void app_period_page_tick (AppPeriodPage *self);

G_END_DECLS

/* app-period-row.h: a line of the overview of deadlines */
#pragma once

#include "list/app-list-row.h"
#include "period/app-period-item.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_ROW (app_period_row_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodRow, app_period_row, APP, PERIOD_ROW, AppListRow)

/* What a screen reader says: what is due, when, of which ticket, whose it is. (transfer full) */
char *app_period_row_describe (AppPeriodItem *item, gint64 now);

G_END_DECLS

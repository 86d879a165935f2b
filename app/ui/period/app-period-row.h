/* app-period-row.h: a line of the overview of deadlines */
#pragma once

#include <gtk/gtk.h>

#include "period/app-period-item.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_ROW (app_period_row_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodRow, app_period_row, APP, PERIOD_ROW, GtkBox)

/* Of one line of a list view; knows its place there. */
GtkWidget *app_period_row_new (GtkListItem *list_item);
/* NULL: shows nothing any more. Follows the item as it changes. */
void app_period_row_set_item (AppPeriodRow *self, AppPeriodItem *item);
/* What a screen reader says: what is due, when, of which ticket, whose it is. (transfer full) */
char *app_period_row_describe (AppPeriodItem *item, gint64 now);

G_END_DECLS

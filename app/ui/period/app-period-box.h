/* app-period-box.h: the periods of a ticket as chips side by side, on as many lines as they need */
#pragma once

#include <gtk/gtk.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_BOX (app_period_box_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodBox, app_period_box, APP, PERIOD_BOX, GtkWidget)

/* @periods: AppPeriod, or NULL for none. */
void app_period_box_show (AppPeriodBox *self, GPtrArray *periods, gint64 now);

G_END_DECLS

/* app-period-box.h: the periods of a ticket as chips side by side, on as many lines as they need */
#pragma once

#include <gtk/gtk.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_BOX (app_period_box_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodBox, app_period_box, APP, PERIOD_BOX, GtkWidget)

/* Of @ticket, loaded whole; with @may_change each can be acted on, and another one added. With @about, an entry of it,
 * only those about that, and none is added here. What shows already stays, and so does the focus. */
void app_period_box_show (AppPeriodBox *self, AppTicket *ticket, const HarkId *about, gboolean may_change, gint64 now);

G_END_DECLS

/* app-period-chip.h: a deadline as a chip under the title of its ticket */
#pragma once

#include <gtk/gtk.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_CHIP (app_period_chip_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodChip, app_period_chip, APP, PERIOD_CHIP, GtkBox)

/* @period: of @ticket; both borrowed for the call. @now: seconds since 1970. */
GtkWidget *app_period_chip_new (AppTicket *ticket, const AppPeriod *period, gint64 now);
/* The same as a button, with what can be done about it; a plain one where there is nothing. @period: of @ticket, which
 * was loaded whole. */
GtkWidget *app_period_chip_new_button (AppTicket *ticket, const AppPeriod *period, gint64 now);

G_END_DECLS

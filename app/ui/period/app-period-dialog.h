/* app-period-dialog.h: a deadline is added to a ticket by hand, or one that was added is moved */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PERIOD_DIALOG (app_period_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppPeriodDialog, app_period_dialog, APP, PERIOD_DIALOG, AdwWindow)

/* Signal "done" (what was done, in words; how to put it back: app-period-group.h) once it is kept: it goes with the next
 * sync. */

/* @period: what is moved, of @ticket, loaded whole; NULL: another one is added, about @about, an entry of it (zeros:
 * about the ticket). */
GtkWindow *app_period_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket, const AppPeriod *period,
                                  const HarkId *about);

G_END_DECLS

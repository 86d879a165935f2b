/* app-bring-in-dialog.h: asks an Expert which tickets somebody gets who waits to be brought in */
#pragma once

#include <adwaita.h>

#include "app-client-team.h"

G_BEGIN_DECLS

/* An AdwMessageDialog with the responses "cancel" and "bring-in". */
GtkWidget *app_bring_in_dialog_new (GtkWindow *parent, AppClient *client, const AppAwaited *awaited);
/* What was chosen. */
AppReach app_bring_in_dialog_get_reach (GtkWidget *dialog);

G_END_DECLS

/* app-absence-dialog.h: the days on which one is away, and who stands in */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ABSENCE_DIALOG (app_absence_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppAbsenceDialog, app_absence_dialog, APP, ABSENCE_DIALOG, AdwWindow)

/* Signal "changed": the server has it. */
GtkWindow *app_absence_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

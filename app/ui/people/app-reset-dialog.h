/* app-reset-dialog.h: an Admin lets somebody back in who lost password and sheet: what that means, then the line to hand
 * over */
#pragma once

#include <adwaita.h>

#include "app-client-person.h"

G_BEGIN_DECLS

#define APP_TYPE_RESET_DIALOG (app_reset_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppResetDialog, app_reset_dialog, APP, RESET_DIALOG, AdwWindow)

/* Signal "reset": the server has it; the line is shown until the dialog is closed. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_reset_dialog_new (GtkWindow *parent, AppClient *client, const HarkId *user, const char *name);

G_END_DECLS

/* app-password-dialog.h: asks for the present password and another one */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PASSWORD_DIALOG (app_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppPasswordDialog, app_password_dialog, APP, PASSWORD_DIALOG, AdwWindow)

/* Signal "changed": done; the dialog closes. */
GtkWindow *app_password_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

/* app-sign-in-dialog.h: the server wants to see the password again; or, where this computer has lost its key, the
 * account key too */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SIGN_IN_DIALOG (app_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppSignInDialog, app_sign_in_dialog, APP, SIGN_IN_DIALOG, AdwWindow)

/* Signal "signed-in". */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_sign_in_dialog_new (GtkWindow *parent, AppClient *client);
/* For a client that is LOCKED for good: says what is set aside before it asks. */
GtkWindow *app_sign_in_dialog_new_anew (GtkWindow *parent, AppClient *client);

G_END_DECLS

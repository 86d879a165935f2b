/* app-recover-dialog.h: a new password by the recovery sheet, on a computer that only the forgotten one opens */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_RECOVER_DIALOG (app_recover_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppRecoverDialog, app_recover_dialog, APP, RECOVER_DIALOG, AdwWindow)

/* Signal "recovered": the account is open again; the dialog closes. */

/* Of @client, which is LOCKED. */
GtkWindow *app_recover_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

/* app-recover-dialog.h: a new password by the recovery sheet, or new keys by the line of an Admin who reset the account, on
 * a computer that has the account */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_RECOVER_DIALOG (app_recover_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppRecoverDialog, app_recover_dialog, APP, RECOVER_DIALOG, AdwWindow)

/* Signal "recovered": the account is open again; the dialog closes. */

/* Of @client, which is LOCKED or READY. */
GtkWindow *app_recover_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

/* app-new-code-dialog.h: another inbox code for a reporter: what comes of it, then the sheet to hand
 * over, then it counts. Closing it before that leaves everything as it is. */
#pragma once

#include "app-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_NEW_CODE_DIALOG (app_new_code_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppNewCodeDialog, app_new_code_dialog, APP, NEW_CODE_DIALOG, AdwWindow)

/* Signal "issued": it is kept, the dialog closes. */

GtkWindow *app_new_code_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

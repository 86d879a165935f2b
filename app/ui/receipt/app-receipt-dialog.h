/* app-receipt-dialog.h: what stays of an area's deleted tickets: number, day, why, and whether everything is gone */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_RECEIPT_DIALOG (app_receipt_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppReceiptDialog, app_receipt_dialog, APP, RECEIPT_DIALOG, AdwWindow)

/* Of the areas whose tickets @client reads. Asks the server, an answer at a time. */
GtkWindow *app_receipt_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

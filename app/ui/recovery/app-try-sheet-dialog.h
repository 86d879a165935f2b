/* app-try-sheet-dialog.h: tells whether a sheet has the organisation's recovery key, without using it */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_TRY_SHEET_DIALOG (app_try_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppTrySheetDialog, app_try_sheet_dialog, APP, TRY_SHEET_DIALOG, AdwWindow)

/* Signal "tried": it was the right one. */
GtkWindow *app_try_sheet_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

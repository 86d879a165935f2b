/* app-new-sheet-dialog.h: makes another recovery sheet, and takes it into use once it is on paper */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_NEW_SHEET_DIALOG (app_new_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppNewSheetDialog, app_new_sheet_dialog, APP, NEW_SHEET_DIALOG, AdwWindow)

/* Signal "made": it is in use; the dialog closes. */
GtkWindow *app_new_sheet_dialog_new (GtkWindow *parent, AppClient *client);
/* What "Save as PDF" does once a place was chosen. */
gboolean app_new_sheet_dialog_save (AppNewSheetDialog *self, const char *path);

G_END_DECLS

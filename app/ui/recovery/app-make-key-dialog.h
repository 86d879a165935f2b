/* app-make-key-dialog.h: makes a recovery key of the organisation, and takes it into use once it was typed from paper */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_MAKE_KEY_DIALOG (app_make_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppMakeKeyDialog, app_make_key_dialog, APP, MAKE_KEY_DIALOG, AdwWindow)

/* Signal "made". */
GtkWindow *app_make_key_dialog_new (GtkWindow *parent, AppClient *client);

/* What "Save as PDF" does once a place was chosen. FALSE: not written, said in the dialog. */
gboolean app_make_key_dialog_save (AppMakeKeyDialog *self, const char *path);

G_END_DECLS

/* app-factor-dialog.h: the second factor of one's account: turned on by an authenticator, off by a code */
#pragma once

#include <adwaita.h>

#include "app-client-factor.h"

G_BEGIN_DECLS

#define APP_TYPE_FACTOR_DIALOG (app_factor_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppFactorDialog, app_factor_dialog, APP, FACTOR_DIALOG, AdwWindow)

/* Signal "changed": it is on or off now, or has other recovery codes. */

/* @factor: as it is now. */
GtkWindow *app_factor_dialog_new (GtkWindow *parent, AppClient *client, const AppFactor *factor);
/* What "Save as PDF" does with the recovery codes once a place was chosen. */
gboolean app_factor_dialog_save (AppFactorDialog *self, const char *path);

G_END_DECLS

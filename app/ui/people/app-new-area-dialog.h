/* app-new-area-dialog.h: an Admin makes an area, and says with whom its team begins */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_NEW_AREA_DIALOG (app_new_area_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppNewAreaDialog, app_new_area_dialog, APP, NEW_AREA_DIALOG, AdwWindow)

/* Signal "made" (char *): its name. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_new_area_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

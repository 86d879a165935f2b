/* app-appoint-dialog.h: an Admin appoints an Expert for an area that has none */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_APPOINT_DIALOG (app_appoint_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppAppointDialog, app_appoint_dialog, APP, APPOINT_DIALOG, AdwWindow)

/* Signal "appointed": it is signed. */
GtkWindow *app_appoint_dialog_new (GtkWindow *parent, AppClient *client, const AppArea *area);

G_END_DECLS

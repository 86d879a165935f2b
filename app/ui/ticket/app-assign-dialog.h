/* app-assign-dialog.h: choosing who shall be a ticket's advisor */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ASSIGN_DIALOG (app_assign_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppAssignDialog, app_assign_dialog, APP, ASSIGN_DIALOG, AdwWindow)

/* Signal "assigned": kept in the outbox, to be followed by a sync. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_assign_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

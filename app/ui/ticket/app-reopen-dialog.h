/* app-reopen-dialog.h: reopening a ticket, with a reason */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_REOPEN_DIALOG (app_reopen_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppReopenDialog, app_reopen_dialog, APP, REOPEN_DIALOG, AdwWindow)

/* Signal "reopened": kept in the outbox, to be followed by a sync. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_reopen_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

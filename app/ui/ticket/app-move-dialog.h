/* app-move-dialog.h: choosing the area whose team shall have a ticket */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_MOVE_DIALOG (app_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppMoveDialog, app_move_dialog, APP, MOVE_DIALOG, AdwWindow)

/* Signal "moved": kept in the outbox, to be followed by a sync. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_move_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

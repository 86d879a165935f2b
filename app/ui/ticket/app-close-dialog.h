/* app-close-dialog.h: closing a ticket: outcome, reason, perhaps a last message */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_CLOSE_DIALOG (app_close_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppCloseDialog, app_close_dialog, APP, CLOSE_DIALOG, AdwWindow)

/* Signal "closed": kept in the outbox, to be followed by a sync. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
/* @refused: a close that is done again, whose words stand there and which goes with it; NULL for a new one. */
GtkWindow *app_close_dialog_new_again (GtkWindow *parent, AppClient *client, AppTicket *ticket,
                                       const AppRefused *refused);
GtkWindow *app_close_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

/* app-deletion-dialog.h: asking to delete a ticket, or putting it on hold: with a reason */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_DELETION_DIALOG (app_deletion_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppDeletionDialog, app_deletion_dialog, APP, DELETION_DIALOG, AdwWindow)

/* Signal "acted": kept in the outbox, to be followed by a sync. */

/* @type: APP_ACTION_PROPOSE_DELETE or APP_ACTION_HOLD, which is this user's to look at again. Modal
 * over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_deletion_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket, AppActionType type);

G_END_DECLS

/* app-exclude-dialog.h: choosing somebody from whom a ticket is kept from then on */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_EXCLUDE_DIALOG (app_exclude_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppExcludeDialog, app_exclude_dialog, APP, EXCLUDE_DIALOG, AdwWindow)

/* Signal "excluded": kept in the outbox, to be followed by a sync; an Expert may have taken an exclusion back
 * instead. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. */
GtkWindow *app_exclude_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket);

G_END_DECLS

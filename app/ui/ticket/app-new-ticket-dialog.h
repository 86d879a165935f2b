/* app-new-ticket-dialog.h: a ticket of one's own, or one that is written down for somebody else */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "behalf/app-behalf-group.h"

G_BEGIN_DECLS

#define APP_TYPE_NEW_TICKET_DIALOG (app_new_ticket_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppNewTicketDialog, app_new_ticket_dialog, APP, NEW_TICKET_DIALOG, AdwWindow)

/* Signal "submitted" (const HarkId *): kept in the outbox, to be followed by a sync. */

/* Modal over @parent; a toplevel of its own: gtk_window_present () shows it. @kind is what it begins with; whoever is of
 * no team submits tickets of their own alone. */
GtkWindow *app_new_ticket_dialog_new (GtkWindow *parent, AppClient *client, AppReporterKind kind);
/* Filled in as what was refused, a submission for somebody else, and replacing it once submitted: until then that stays
 * where it is. */
GtkWindow *app_new_ticket_dialog_new_again (GtkWindow *parent, AppClient *client, const AppRefused *refused);
AppReporterKind app_new_ticket_dialog_get_kind (AppNewTicketDialog *self);
/* What "Attach" does once a file was chosen. */
void app_new_ticket_dialog_attach (AppNewTicketDialog *self, const char *path);

G_END_DECLS

/* app-invite-list-dialog.h: invites many people from a file: what would become of each line, then their invitations as one
 * PDF */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_INVITE_LIST_DIALOG (app_invite_list_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppInviteListDialog, app_invite_list_dialog, APP, INVITE_LIST_DIALOG, AdwWindow)

/* Signal "invited": some are. The dialog stays until what was made is on paper. */
GtkWindow *app_invite_list_dialog_new (GtkWindow *parent, AppClient *client);
/* What choosing a file does; what "Save as PDF" does once a place was chosen. */
void app_invite_list_dialog_open (AppInviteListDialog *self, const char *path);
void app_invite_list_dialog_save (AppInviteListDialog *self, const char *path);

G_END_DECLS

/* app-invite-dialog.h: asks whom to invite, then shows the invitation, once */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_INVITE_DIALOG (app_invite_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppInviteDialog, app_invite_dialog, APP, INVITE_DIALOG, AdwWindow)

/* Signal "invited": the server knows the invitation; it is shown. */

/* For an Admin. */
GtkWindow *app_invite_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

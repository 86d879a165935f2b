/* app-use-key-dialog.h: opens the tickets of an area that has lost its keys with the organisation's recovery key */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_USE_KEY_DIALOG (app_use_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppUseKeyDialog, app_use_key_dialog, APP, USE_KEY_DIALOG, AdwWindow)

GtkWindow *app_use_key_dialog_new (GtkWindow *parent, AppClient *client);

G_END_DECLS

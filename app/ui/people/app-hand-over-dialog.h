/* app-hand-over-dialog.h: all open tickets of one advisor to a colleague, in one step */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_HAND_OVER_DIALOG (app_hand_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppHandOverDialog, app_hand_over_dialog, APP, HAND_OVER_DIALOG, AdwWindow)

/* Signals: "handed-over" (guint how many): they are on the server, the dialog closes; "cancelled": closed, and nothing was
 * handed over. */

/* @from, called @name, is the advisor of @count open tickets of @area. Modal over @parent; a toplevel of its own:
 * gtk_window_present () shows it. */
GtkWindow *app_hand_over_dialog_new (GtkWindow *parent, AppClient *client, const HarkId *from, const char *name,
                                     const HarkId *area, const char *area_name, guint count);

G_END_DECLS

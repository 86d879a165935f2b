/* app-window.h: the window: first start, unlocking, or the three panes */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "idle/app-idle.h"

G_BEGIN_DECLS

#define APP_TYPE_WINDOW (app_window_get_type ())
G_DECLARE_FINAL_TYPE (AppWindow, app_window, APP, WINDOW, AdwApplicationWindow)

/* Actions: win.sync, win.sync-quietly, win.new-ticket, win.search, win.sign-in, win.toast (s). */

GtkWindow *app_window_new (GtkApplication *application, AppClient *client);
/* For tests. NULL while nothing is open. */
AppIdle *app_window_get_idle (AppWindow *self);

G_END_DECLS

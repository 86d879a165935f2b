/* app-pane.h: a bin with a natural width of its own, so that a leaflet folds at a width that we choose and not at one
 * that follows from the longest title */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_PANE (app_pane_get_type ())
G_DECLARE_FINAL_TYPE (AppPane, app_pane, APP, PANE, GtkWidget)

/* Properties: "child"; "natural-width" in pixels. */

G_END_DECLS

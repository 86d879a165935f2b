/* app-busy-button.h: a button that shows a spinner in place of its label while its work goes on */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_BUSY_BUTTON (app_busy_button_get_type ())
G_DECLARE_FINAL_TYPE (AppBusyButton, app_busy_button, APP, BUSY_BUTTON, GtkButton)

/* Properties: "text", the label (not GtkButton:label, which would replace the spinner). */

/* While busy the button keeps its size and cannot be pressed. The fields beside it stay as they are: what was typed has
 * been taken, and a field that loses its focus by force complains. */
void app_busy_button_set_busy (AppBusyButton *self, gboolean busy);
/* For the Enter key in a field, which does what the button does. */
gboolean app_busy_button_is_busy (AppBusyButton *self);

G_END_DECLS

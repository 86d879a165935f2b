/* app-focus.h: how Tab goes through what says for itself where the focus begins */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The focus of a widget class with one child and a grab_focus of its own. Toolkit and libadwaita ask such a grab_focus at
 * each Tab, which would jump past everything that stands before it. */
gboolean app_focus_child (GtkWidget *widget, GtkDirectionType direction);

G_END_DECLS

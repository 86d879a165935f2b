/* app-focus.c: see app-focus.h */
#include "focus/app-focus.h"

gboolean
app_focus_child (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child != NULL && gtk_widget_child_focus (child, direction);
}

/* app-save-step.c: see app-save-step.h */
#include "preferences/app-save-step.h"

#include "text/app-text-error.h"

#include <glib/gi18n.h>

void
app_save_step_say (GtkLabel *label, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  gtk_label_set_text (label, text != NULL ? text : "");
}

gboolean
app_save_step_end (AppBusyButton *button, GtkLabel *label, gboolean done, const GError *error)
{
  app_busy_button_set_busy (button, FALSE);
  if (done)
    gtk_widget_activate_action (GTK_WIDGET (button), "preferences.toast", "s", _ ("Saved"));
  else
    app_save_step_say (label, app_text_error (error));
  return done;
}

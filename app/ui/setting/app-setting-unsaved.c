/* app-setting-unsaved.c: see app-setting-unsaved.h */
#include "setting/app-setting-unsaved.h"

#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

void
app_setting_unsaved_ask (GtkWidget *page, GCallback on_discarded)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (page)),
                                              _ ("Discard What Is Not Saved?"),
                                              _ ("The settings stay as they are. What you changed here is gone."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard", _ ("_Discard"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::discard", on_discarded, page, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

const char *
app_setting_unsaved_describe (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return NULL;
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    return _ ("Settings need the connection to the server. Nothing is lost: what you changed is kept here, "
              "to be saved once you are online.");

  return app_text_error (error);
}

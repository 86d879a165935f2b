/* app-bring-in-dialog.c: see app-bring-in-dialog.h */
#include "people/app-bring-in-dialog.h"

#include "people/app-reach-row.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

#define REACH_KEY "reach-row"

static GtkWidget *
create_choice (AppClient *client, const AppAwaited *awaited, GtkWidget **row_out)
{
  const AppReachPlace nothing = { HARK_ROLE_NONE, 0 };
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = app_reach_row_new ();
  AppReachPlace own;

  app_reach_get_own (client, &awaited->area, &own);
  app_reach_row_update (APP_REACH_ROW (row), &nothing, awaited->role, &own);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  *row_out = row;

  return list;
}

GtkWidget *
app_bring_in_dialog_new (GtkWindow *parent, AppClient *client, const AppAwaited *awaited)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Bring Into the Team?"), NULL);
  g_autofree char *role = app_text_role_in (awaited->role, awaited->area_name);
  GtkWidget *row;

  /* Translators: a name, and a role with its area: "Expert in Compliance" */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("%s becomes %s."), awaited->name, role);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_choice (client, awaited, &row));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "bring-in", _ ("_Bring In"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "bring-in", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), REACH_KEY, row);

  return dialog;
}

AppReach
app_bring_in_dialog_get_reach (GtkWidget *dialog)
{
  return app_reach_row_get (g_object_get_data (G_OBJECT (dialog), REACH_KEY));
}

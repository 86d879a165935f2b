/* app-use-key-dialog.c: see app-use-key-dialog.h */
#include "recovery/app-use-key-dialog.h"

#include "app-client-recovery.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "recovery/app-sheet-key-group.h"
#include "recovery/app-text-key-error.h"

#include <glib/gi18n.h>

struct _AppUseKeyDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  GtkWidget *ask_box;
  AppChoiceGroup *area_group;
  AppSheetKeyGroup *key_group;
  GtkCheckButton *told_check;
  GtkLabel *result_label;
  AppBusyButton *use_button;
};

G_DEFINE_FINAL_TYPE (AppUseKeyDialog, app_use_key_dialog, ADW_TYPE_WINDOW)

static char *
describe (const AppRecovered *recovered)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          ngettext ("%u ticket was opened and is in your list now.",
                                    "%u tickets were opened and are in your list now.", recovered->n_opened),
                          recovered->n_opened);
  if (recovered->n_failed > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u did not open, and is as it was.", "%u did not open, and are as they were.",
                                        recovered->n_failed),
                              recovered->n_failed);
    }
  g_string_append_c (text, '\n');
  g_string_append (text, _ ("Now bring the others of the team back, under People. Lock the sheet away again."));

  return g_string_free (text, FALSE);
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppUseKeyDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  AppRecovered recovered;
  gboolean done = app_client_use_recovery_key_finish (APP_CLIENT (source), result, &recovered, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->use_button, FALSE);
  app_sheet_key_group_forget (self->key_group);
  if (!done)
    {
      app_sheet_key_group_set_problem (self->key_group, app_text_recovery_key_error (error));
      return;
    }

  text = describe (&recovered);
  gtk_label_set_text (self->result_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), TRUE);
  gtk_widget_set_visible (self->ask_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), FALSE);
}

static void
on_use (AppUseKeyDialog *self)
{
  const char *typed = app_sheet_key_group_get_typed (self->key_group);
  HarkId area;

  if (app_busy_button_is_busy (self->use_button))
    return;
  if (!app_choice_group_get_chosen (self->area_group, &area))
    app_sheet_key_group_set_problem (self->key_group, _ ("Choose an area."));
  else if (*typed == '\0')
    app_sheet_key_group_set_problem (self->key_group, _ ("Type the key from the sheet."));
  else if (!gtk_check_button_get_active (self->told_check))
    app_sheet_key_group_set_problem (self->key_group, _ ("Say that you know that everybody is told."));
  else
    {
      app_sheet_key_group_set_problem (self->key_group, NULL);
      app_busy_button_set_busy (self->use_button, TRUE);
      app_client_use_recovery_key_async (self->client, &area, typed, on_used, app_weak_new (self));
    }
}

static void
on_changed (AppUseKeyDialog *self)
{
  app_sheet_key_group_set_problem (self->key_group, NULL);
}

/* What is on its way goes on where it was, once it is called again; but nobody would hear how it ended. */
static gboolean
app_use_key_dialog_close_request (GtkWindow *window)
{
  AppUseKeyDialog *self = APP_USE_KEY_DIALOG (window);

  if (!app_busy_button_is_busy (self->use_button))
    return GTK_WINDOW_CLASS (app_use_key_dialog_parent_class)->close_request (window);

  app_sheet_key_group_set_problem (self->key_group, _ ("The tickets are being opened: wait for the answer."));
  return TRUE;
}

GtkWindow *
app_use_key_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppUseKeyDialog *self = g_object_new (APP_TYPE_USE_KEY_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  self->client = g_object_ref (client);
  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];

      if (area->role == HARK_ROLE_EXPERT)
        app_choice_group_add (self->area_group, &area->id, area->name, NULL, TRUE);
    }
  gtk_widget_child_focus (GTK_WIDGET (self->area_group), GTK_DIR_TAB_FORWARD);

  return GTK_WINDOW (self);
}

static void
app_use_key_dialog_dispose (GObject *object)
{
  AppUseKeyDialog *self = APP_USE_KEY_DIALOG (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_use_key_dialog_parent_class)->dispose (object);
}

static void
app_use_key_dialog_class_init (AppUseKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_use_key_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_use_key_dialog_close_request;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/recovery/app-use-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, ask_box);
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, area_group);
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, key_group);
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, told_check);
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, result_label);
  gtk_widget_class_bind_template_child (widget_class, AppUseKeyDialog, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_use_key_dialog_init (AppUseKeyDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_SHEET_KEY_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

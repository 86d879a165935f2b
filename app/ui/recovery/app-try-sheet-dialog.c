/* app-try-sheet-dialog.c: see app-try-sheet-dialog.h */
#include "recovery/app-try-sheet-dialog.h"

#include "app-client-recovery.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "recovery/app-sheet-key-group.h"
#include "recovery/app-text-key-error.h"

#include <glib/gi18n.h>

struct _AppTrySheetDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  AppSheetKeyGroup *key_group;
  GtkLabel *result_label;
  AppBusyButton *try_button;
};

static guint tried_signal;

G_DEFINE_FINAL_TYPE (AppTrySheetDialog, app_try_sheet_dialog, ADW_TYPE_WINDOW)

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppTrySheetDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean right = app_client_check_recovery_key_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->try_button, FALSE);
  app_sheet_key_group_forget (self->key_group);
  if (!right)
    {
      app_sheet_key_group_refuse (self->key_group, app_text_recovery_key_error (error));
      return;
    }

  gtk_label_set_text (self->result_label, _ ("This is the right sheet: it has the key that the list of people names. "
                                             "Nothing was opened, and nobody was told."));
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), TRUE);
  g_signal_emit (self, tried_signal, 0);
}

static void
on_try (AppTrySheetDialog *self)
{
  const char *typed = app_sheet_key_group_get_typed (self->key_group);

  if (app_busy_button_is_busy (self->try_button))
    return;
  if (*typed == '\0')
    {
      app_sheet_key_group_refuse (self->key_group, _ ("Type the key from the sheet."));
      return;
    }

  app_busy_button_set_busy (self->try_button, TRUE);
  app_client_check_recovery_key_async (self->client, typed, on_tried, app_weak_new (self));
}

static void
on_changed (AppTrySheetDialog *self)
{
  if (*app_sheet_key_group_get_typed (self->key_group) != '\0')
    gtk_widget_set_visible (GTK_WIDGET (self->result_label), FALSE);
}

GtkWindow *
app_try_sheet_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppTrySheetDialog *self = g_object_new (APP_TYPE_TRY_SHEET_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_group));

  return GTK_WINDOW (self);
}

static void
app_try_sheet_dialog_dispose (GObject *object)
{
  AppTrySheetDialog *self = APP_TRY_SHEET_DIALOG (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_try_sheet_dialog_parent_class)->dispose (object);
}

static void
app_try_sheet_dialog_class_init (AppTrySheetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_try_sheet_dialog_dispose;

  tried_signal = g_signal_new ("tried", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/recovery/app-try-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTrySheetDialog, key_group);
  gtk_widget_class_bind_template_child (widget_class, AppTrySheetDialog, result_label);
  gtk_widget_class_bind_template_child (widget_class, AppTrySheetDialog, try_button);
  gtk_widget_class_bind_template_callback (widget_class, on_try);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_try_sheet_dialog_init (AppTrySheetDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_SHEET_KEY_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

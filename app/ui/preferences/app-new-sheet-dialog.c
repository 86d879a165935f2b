/* app-new-sheet-dialog.c: see app-new-sheet-dialog.h */
#include "preferences/app-new-sheet-dialog.h"

#include "app-client-account.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "sheet/app-recovery-sheet.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppNewSheetDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppSetup *setup; /* NULL until the password was right */

  GtkStack *stack;
  AdwEntryRow *password_row;
  AppFieldError *password_error;
  AppSheetGroup *sheet_group;
  GtkCheckButton *kept_check;
  AppBusyButton *next_button, *use_button;
};

static guint made_signal;

G_DEFINE_FINAL_TYPE (AppNewSheetDialog, app_new_sheet_dialog, ADW_TYPE_WINDOW)

static void
update (AppNewSheetDialog *self)
{
  gboolean is_out = app_sheet_group_is_out (self->sheet_group);

  gtk_widget_set_sensitive (GTK_WIDGET (self->kept_check), is_out);
  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button),
                            is_out && gtk_check_button_get_active (self->kept_check));
}

gboolean
app_new_sheet_dialog_save (AppNewSheetDialog *self, const char *path)
{
  g_return_val_if_fail (APP_IS_NEW_SHEET_DIALOG (self), FALSE);

  return app_sheet_group_save (self->sheet_group, path);
}

static void
set_problem (AppNewSheetDialog *self, const char *problem)
{
  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
show_sheet (AppNewSheetDialog *self, AppSetup *setup)
{
  self->setup = g_object_ref (setup);
  app_sheet_group_start (self->sheet_group, &app_recovery_sheet, setup);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_stack_set_visible_child_name (self->stack, "sheet");
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), TRUE);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet_group));
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNewSheetDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_sheet_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (setup != NULL)
    show_sheet (self, setup);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
           && app_client_get_connection (self->client) != APP_CONNECTION_SIGNED_OUT)
    set_problem (self, _ ("This is not your password."));
  else
    set_problem (self, app_text_error (error));
}

static void
on_prepare (AppNewSheetDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  if (app_busy_button_is_busy (self->next_button))
    return;
  if (*password == '\0')
    {
      set_problem (self, _ ("Enter your password."));
      return;
    }

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_prepare_sheet_async (self->client, password, on_prepared, app_weak_new (self));
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNewSheetDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_commit_account_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->use_button, FALSE);
  app_sheet_group_set_error (self->sheet_group, NULL);
  update (self);
  if (done)
    {
      g_signal_emit (self, made_signal, 0);
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    app_sheet_group_set_error (self->sheet_group,
                               _ ("The password was changed elsewhere meanwhile. Go back, and take the newest sheet."));
  else
    app_sheet_group_set_error (self->sheet_group, app_text_error (error));
}

static void
on_use (AppNewSheetDialog *self)
{
  if (app_busy_button_is_busy (self->use_button))
    return;

  app_sheet_group_set_error (self->sheet_group, NULL);
  app_busy_button_set_busy (self->use_button, TRUE);
  app_client_commit_account_async (self->client, self->setup, on_committed, app_weak_new (self));
}

static void
on_changed (AppNewSheetDialog *self)
{
  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), NULL);
}

/* What comes of it decides which sheet is the good one from now on. */
static gboolean
app_new_sheet_dialog_close_request (GtkWindow *window)
{
  AppNewSheetDialog *self = APP_NEW_SHEET_DIALOG (window);

  if (!app_busy_button_is_busy (self->use_button))
    return GTK_WINDOW_CLASS (app_new_sheet_dialog_parent_class)->close_request (window);

  app_sheet_group_set_error (self->sheet_group,
                             _ ("The change is on its way and cannot be stopped: wait for the answer."));
  return TRUE;
}

GtkWindow *
app_new_sheet_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppNewSheetDialog *self = g_object_new (APP_TYPE_NEW_SHEET_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));

  return GTK_WINDOW (self);
}

static void
app_new_sheet_dialog_dispose (GObject *object)
{
  AppNewSheetDialog *self = APP_NEW_SHEET_DIALOG (object);

  if (self->sheet_group != NULL)
    app_sheet_group_clear (self->sheet_group);
  self->sheet_group = NULL;
  g_clear_object (&self->setup);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_new_sheet_dialog_parent_class)->dispose (object);
}

static void
app_new_sheet_dialog_class_init (AppNewSheetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_new_sheet_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_new_sheet_dialog_close_request;

  made_signal = g_signal_new ("made", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-new-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, kept_check);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, AppNewSheetDialog, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_prepare);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback_full (widget_class, "update", G_CALLBACK (update));
}

static void
app_new_sheet_dialog_init (AppNewSheetDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_SHEET_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}

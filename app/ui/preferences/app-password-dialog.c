/* app-password-dialog.c: see app-password-dialog.h */
#include "preferences/app-password-dialog.h"

#include "app-client-account.h"
#include "app-client-policy.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-password-row.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppPasswordDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  AdwEntryRow *current_row, *password_row, *repeat_row;
  AppFieldError *current_error, *password_error, *repeat_error, *form_error;
  AppPasswordRow *password_level;
  AppBusyButton *change_button;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppPasswordDialog, app_password_dialog, ADW_TYPE_WINDOW)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
check (AppFieldError *error, AdwEntryRow *row, const char *problem)
{
  app_field_error_set (error, GTK_WIDGET (row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));

  return problem == NULL;
}

/* The first that is wrong is told. */
static gboolean
check_form (AppPasswordDialog *self)
{
  gboolean is_empty = *text_of (self->current_row) == '\0';
  gboolean is_good = app_password_row_is_good (self->password_level);
  gboolean is_same = g_str_equal (text_of (self->password_row), text_of (self->repeat_row));

  app_field_error_set (self->form_error, NULL, NULL);
  return check (self->current_error, self->current_row, is_empty ? _ ("Enter your current password.") : NULL)
         && check (self->password_error, self->password_row, is_good ? NULL : _ ("Choose a better password."))
         && check (self->repeat_error, self->repeat_row, is_same ? NULL : _ ("The two passwords differ."));
}

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK))
    return _ ("The password was changed, but this device could not note it down. Sign in here again with the new one.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    return _ ("The server cannot be reached, and whether the password was changed is not known. If the old one does not "
              "work any more, the new one does.");

  return app_text_error (error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPasswordDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_change_password_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->change_button, FALSE);
  app_field_error_set (self->form_error, NULL, NULL);
  if (done)
    {
      g_signal_emit (self, changed_signal, 0);
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
           && app_client_get_connection (self->client) != APP_CONNECTION_SIGNED_OUT)
    check (self->current_error, self->current_row, _ ("This is not your current password."));
  else
    app_field_error_set (self->form_error, NULL, describe_error (error));
}

static void
on_change (AppPasswordDialog *self)
{
  if (app_busy_button_is_busy (self->change_button) || !check_form (self))
    return;

  app_busy_button_set_busy (self->change_button, TRUE);
  app_client_change_password_async (self->client, text_of (self->current_row), text_of (self->password_row), on_done,
                                    app_weak_new (self));
}

static void
on_changed (AppPasswordDialog *self, AdwEntryRow *row)
{
  AppFieldError *error = row == self->current_row    ? self->current_error
                         : row == self->password_row ? self->password_error
                                                     : self->repeat_error;

  app_field_error_set (error, GTK_WIDGET (row), NULL);
  if (row == self->password_row)
    app_password_row_judge (self->password_level, text_of (row));
}

/* What comes of it decides which password is the right one from now on. */
static gboolean
app_password_dialog_close_request (GtkWindow *window)
{
  AppPasswordDialog *self = APP_PASSWORD_DIALOG (window);

  if (!app_busy_button_is_busy (self->change_button))
    return GTK_WINDOW_CLASS (app_password_dialog_parent_class)->close_request (window);

  app_field_error_set (self->form_error, NULL,
                       _ ("The change is on its way and cannot be stopped: wait for the answer."));
  return TRUE;
}

GtkWindow *
app_password_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppPasswordDialog *self = g_object_new (APP_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  app_password_row_set_min (self->password_level, app_client_get_min_password (client));
  app_password_row_judge (self->password_level, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->current_row));

  return GTK_WINDOW (self);
}

static void
app_password_dialog_dispose (GObject *object)
{
  g_clear_object (&APP_PASSWORD_DIALOG (object)->client);

  G_OBJECT_CLASS (app_password_dialog_parent_class)->dispose (object);
}

static void
app_password_dialog_class_init (AppPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_password_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_password_dialog_close_request;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, current_row);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, current_error);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, password_level);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, repeat_error);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordDialog, change_button);
  gtk_widget_class_bind_template_callback (widget_class, on_change);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_password_dialog_init (AppPasswordDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_PASSWORD_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

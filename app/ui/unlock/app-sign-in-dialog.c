/* app-sign-in-dialog.c: see app-sign-in-dialog.h */
#include "unlock/app-sign-in-dialog.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSignInDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  AdwPreferencesGroup *group;
  AdwEntryRow *password_row;
  AppFieldError *password_error;
  AppBusyButton *sign_in_button;
};

static guint signed_in_signal;

G_DEFINE_FINAL_TYPE (AppSignInDialog, app_sign_in_dialog, ADW_TYPE_WINDOW)

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSignInDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_sign_in_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->sign_in_button, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  if (!done)
    {
      app_field_error_set (self->password_error, GTK_WIDGET (self->password_row),
                           g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
                               ? _ ("This password does not fit.")
                               : app_text_error (error));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }

  g_signal_emit (self, signed_in_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_sign_in (AppSignInDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  if (app_busy_button_is_busy (self->sign_in_button))
    return;
  if (*password == '\0')
    {
      app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), _ ("Enter your password."));
      return;
    }

  app_busy_button_set_busy (self->sign_in_button, TRUE);
  app_client_sign_in_async (self->client, app_client_get_url (self->client),
                            app_client_get_user (self->client), password, NULL, on_signed_in,
                            app_weak_new (self));
}

static void
on_changed (AppSignInDialog *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->password_row)) != '\0')
    app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), NULL);
}

GtkWindow *
app_sign_in_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppSignInDialog *self = g_object_new (APP_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  g_autofree char *user = g_markup_escape_text (app_client_get_user (client), -1);

  self->client = g_object_ref (client);
  adw_preferences_group_set_title (self->group, user);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));

  return GTK_WINDOW (self);
}

static void
app_sign_in_dialog_dispose (GObject *object)
{
  g_clear_object (&APP_SIGN_IN_DIALOG (object)->client);

  G_OBJECT_CLASS (app_sign_in_dialog_parent_class)->dispose (object);
}

static void
app_sign_in_dialog_class_init (AppSignInDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_sign_in_dialog_dispose;

  signed_in_signal = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/unlock/app-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_sign_in_dialog_init (AppSignInDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

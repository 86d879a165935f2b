/* app-sign-in-dialog.c: see app-sign-in-dialog.h */
#include "unlock/app-sign-in-dialog.h"

#include "async/app-weak.h"
#include "factor/app-code-row.h"
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
  AdwEntryRow *key_row; /* visible where the account key is asked for */
  AppFieldError *key_error;
  AppCodeRow *code_row;
  GtkWidget *code_error;
  AppBusyButton *sign_in_button;
};

static guint signed_in_signal;

G_DEFINE_FINAL_TYPE (AppSignInDialog, app_sign_in_dialog, ADW_TYPE_WINDOW)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_anew (AppSignInDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->key_row));
}

static const char *
describe (AppSignInDialog *self, const GError *error)
{
  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    return app_text_error (error);

  return is_anew (self) ? _ ("Name, password or account key do not fit.") : _ ("This password does not fit.");
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSignInDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_sign_in_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->sign_in_button, FALSE);
  if (!done && app_code_row_take_error (self->code_row, error, self->code_error))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  if (!done)
    {
      app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), describe (self, error));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }

  g_signal_emit (self, signed_in_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
check_form (AppSignInDialog *self)
{
  const char *password = *text_of (self->password_row) == '\0' ? _ ("Enter your password.") : NULL;
  const char *key = is_anew (self) ? app_text_key_error (text_of (self->key_row)) : NULL;

  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), password);
  app_field_error_set (self->key_error, GTK_WIDGET (self->key_row), key);

  return password == NULL && key == NULL;
}

static void
on_sign_in (AppSignInDialog *self)
{
  if (app_busy_button_is_busy (self->sign_in_button) || !check_form (self)
      || !app_code_row_hand_over (self->code_row, self->client, self->code_error))
    return;

  app_busy_button_set_busy (self->sign_in_button, TRUE);
  app_client_sign_in_async (self->client, app_client_get_url (self->client), app_client_get_user (self->client),
                            text_of (self->password_row), is_anew (self) ? text_of (self->key_row) : NULL,
                            on_signed_in, app_weak_new (self));
}

static void
on_changed (AppSignInDialog *self, AdwEntryRow *row)
{
  if (*text_of (row) != '\0')
    app_field_error_set (row == self->password_row ? self->password_error : self->key_error, GTK_WIDGET (row), NULL);
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

GtkWindow *
app_sign_in_dialog_new_anew (GtkWindow *parent, AppClient *client)
{
  GtkWindow *window = app_sign_in_dialog_new (parent, client);
  AppSignInDialog *self = APP_SIGN_IN_DIALOG (window);

  gtk_window_set_title (window, _ ("Sign In Anew"));
  adw_preferences_group_set_description (
      self->group, _ ("Only where your keyring does not give Hark's key back: this computer then becomes a new one for "
                      "Hark. What you had half written here, and what was not sent yet, cannot be read without the old "
                      "key. It is set aside in a folder of its own beside Hark's. Everything else comes back from the "
                      "server.\n\nThe account key stands on your recovery sheet."));
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), TRUE);

  return window;
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
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, key_error);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppSignInDialog, sign_in_button);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_sign_in_dialog_init (AppSignInDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CODE_ROW);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

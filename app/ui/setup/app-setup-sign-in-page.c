/* app-setup-sign-in-page.c: see app-setup-sign-in-page.h */
#include "setup/app-setup-sign-in-page.h"

#include "async/app-weak.h"
#include "factor/app-code-row.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppSetupSignInPage
{
  AdwBin parent_instance;

  AppClient *client;
  char *url;

  GtkLabel *organisation_label;
  GtkLabel *fingerprint_label;
  GtkWidget *fingerprint_group;
  AdwEntryRow *user_row, *password_row, *key_row;
  AppFieldError *user_error, *password_error, *key_error, *form_error;
  AppCodeRow *code_row;
  GtkWidget *code_error;
  AppBusyButton *next_button;
};

static guint signed_in_signal, forgotten_signal;

G_DEFINE_FINAL_TYPE (AppSetupSignInPage, app_setup_sign_in_page, ADW_TYPE_BIN)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
check_form (AppSetupSignInPage *self)
{
  const char *user = *text_of (self->user_row) == '\0' ? _ ("Enter your user name.") : NULL;
  const char *password = *text_of (self->password_row) == '\0' ? _ ("Enter your password.") : NULL;
  const char *key = app_text_key_error (text_of (self->key_row));

  app_field_error_set (self->user_error, GTK_WIDGET (self->user_row), user);
  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), password);
  app_field_error_set (self->key_error, GTK_WIDGET (self->key_row), key);
  if (user != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
  else if (password != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  else if (key != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->key_row));

  return user == NULL && password == NULL && key == NULL;
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupSignInPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_sign_in_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (!done && app_code_row_take_error (self->code_row, error, self->code_error))
    return;
  if (!done)
    {
      app_field_error_set (self->form_error, NULL,
                           g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
                               ? _ ("Name, password or account key do not fit.")
                               : app_text_error (error));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
      return;
    }

  app_setup_sign_in_page_clear (self);
  g_signal_emit (self, signed_in_signal, 0);
}

static void
on_next (AppSetupSignInPage *self)
{
  g_autofree char *user = g_strstrip (g_strdup (text_of (self->user_row)));

  if (app_busy_button_is_busy (self->next_button))
    return;

  app_field_error_set (self->form_error, NULL, NULL);
  if (!check_form (self) || !app_code_row_hand_over (self->code_row, self->client, self->code_error))
    return;

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_sign_in_async (self->client, self->url, user, text_of (self->password_row),
                            text_of (self->key_row), on_signed_in, app_weak_new (self));
}

static void
on_forgotten (AppSetupSignInPage *self)
{
  g_autofree char *user = g_strstrip (g_strdup (text_of (self->user_row)));

  g_signal_emit (self, forgotten_signal, 0, self->url, user);
}

static void
on_changed (AppSetupSignInPage *self, AdwEntryRow *row)
{
  AppFieldError *error = row == self->user_row       ? self->user_error
                         : row == self->password_row ? self->password_error
                                                     : self->key_error;

  app_field_error_set (error, GTK_WIDGET (row), NULL);
}

void
app_setup_sign_in_page_clear (AppSetupSignInPage *self)
{
  g_return_if_fail (APP_IS_SETUP_SIGN_IN_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  app_code_row_clear (self->code_row);
}

void
app_setup_sign_in_page_start (AppSetupSignInPage *self, AppClient *client, const AppServerInfo *info)
{
  g_autofree char *fingerprint = app_text_fingerprint (info->fingerprint != NULL ? info->fingerprint : "");

  g_return_if_fail (APP_IS_SETUP_SIGN_IN_PAGE (self));

  g_set_object (&self->client, client);
  g_free (self->url);
  self->url = g_strdup (info->url);
  gtk_label_set_text (self->organisation_label, info->organisation);
  gtk_label_set_text (self->fingerprint_label, fingerprint);
  gtk_widget_set_visible (self->fingerprint_group, info->fingerprint != NULL);
  app_field_error_set (self->form_error, NULL, NULL);
  app_setup_sign_in_page_clear (self);
}

static gboolean
app_setup_sign_in_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SETUP_SIGN_IN_PAGE (widget)->user_row));
}

static void
app_setup_sign_in_page_dispose (GObject *object)
{
  AppSetupSignInPage *self = APP_SETUP_SIGN_IN_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (app_setup_sign_in_page_parent_class)->dispose (object);
}

static void
app_setup_sign_in_page_class_init (AppSetupSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_setup_sign_in_page_dispose;
  widget_class->grab_focus = app_setup_sign_in_page_grab_focus;
  widget_class->focus = app_focus_child;

  signed_in_signal = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  forgotten_signal = g_signal_new ("forgotten", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setup/app-setup-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, organisation_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, fingerprint_group);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, fingerprint_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, user_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, key_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSignInPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_forgotten);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_sign_in_page_init (AppSetupSignInPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CODE_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

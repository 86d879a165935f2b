/* app-setup-recover-page.c: see app-setup-recover-page.h */
#include "setup/app-setup-recover-page.h"

#include "app-client-account.h"
#include "app-client-policy.h"
#include "async/app-weak.h"
#include "factor/app-code-row.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-password-row.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSetupRecoverPage
{
  AdwBin parent_instance;

  AppClient *client;
  char *url; /* NULL where nothing is begun */

  AdwEntryRow *user_row, *recovery_row, *key_row, *password_row, *repeat_row;
  AppFieldError *user_error, *recovery_error, *key_error, *password_error, *repeat_error, *form_error;
  AppPasswordRow *password_level;
  AppCodeRow *code_row;
  GtkWidget *code_error;
  GtkWidget *lost_label; /* where this computer opens by the forgotten password */
  AppBusyButton *next_button;
};

static guint prepared_signal, no_sheet_signal;

G_DEFINE_FINAL_TYPE (AppSetupRecoverPage, app_setup_recover_page, ADW_TYPE_BIN)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static const char *
check_recovery_key (AdwEntryRow *row)
{
  return *text_of (row) == '\0' ? _ ("Enter the recovery key of your recovery sheet.")
                                : app_text_key_error (text_of (row));
}

static gboolean
check (AppFieldError *error, AdwEntryRow *row, const char *problem)
{
  app_field_error_set (error, GTK_WIDGET (row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));

  return problem == NULL;
}

/* How long a password must be may become known while it is tried. */
static void
judge (AppSetupRecoverPage *self)
{
  app_password_row_set_min (self->password_level, app_client_get_min_password (self->client));
  app_password_row_judge (self->password_level, text_of (self->password_row));
}

/* The first that is wrong is told. */
static gboolean
check_form (AppSetupRecoverPage *self)
{
  gboolean is_good = app_password_row_is_good (self->password_level);
  gboolean is_same = g_str_equal (text_of (self->password_row), text_of (self->repeat_row));

  app_field_error_set (self->form_error, NULL, NULL);
  return check (self->user_error, self->user_row, *text_of (self->user_row) == '\0' ? _ ("Enter your user name.") : NULL)
         && check (self->recovery_error, self->recovery_row,
                   check_recovery_key (self->recovery_row))
         && check (self->key_error, self->key_row,
                   app_text_key_error (text_of (self->key_row)))
         && check (self->password_error, self->password_row, is_good ? NULL : _ ("Choose a better password."))
         && check (self->repeat_error, self->repeat_row, is_same ? NULL : _ ("The two passwords differ."));
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupRecoverPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_recovery_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (setup == NULL && app_code_row_take_error (self->code_row, error, self->code_error))
    return;
  judge (self);
  if (setup == NULL && !app_password_row_is_good (self->password_level))
    check_form (self);
  else if (setup == NULL)
    app_field_error_set (self->form_error, NULL,
                         g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
                             ? _ ("Name and recovery key do not fit. A sheet that was used once opens nothing any "
                                  "more: take the newest.")
                             : app_text_error (error));
  else if (self->url != NULL) /* else the user went back meanwhile */
    g_signal_emit (self, prepared_signal, 0, setup);
}

static void
on_next (AppSetupRecoverPage *self)
{
  g_autofree char *user = g_strstrip (g_strdup (text_of (self->user_row)));

  if (app_busy_button_is_busy (self->next_button) || !check_form (self)
      || !app_code_row_hand_over (self->code_row, self->client, self->code_error))
    return;

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_prepare_recovery_async (self->client, self->url, user, text_of (self->key_row),
                                     text_of (self->recovery_row), text_of (self->password_row), on_prepared,
                                     app_weak_new (self));
}

static void
on_no_sheet (AppSetupRecoverPage *self)
{
  if (!app_busy_button_is_busy (self->next_button))
    g_signal_emit (self, no_sheet_signal, 0);
}

static void
on_changed (AppSetupRecoverPage *self, AdwEntryRow *row)
{
  AppFieldError *error = row == self->user_row       ? self->user_error
                         : row == self->recovery_row ? self->recovery_error
                         : row == self->key_row      ? self->key_error
                         : row == self->password_row ? self->password_error
                                                     : self->repeat_error;

  app_field_error_set (error, GTK_WIDGET (row), NULL);
  if (row == self->password_row)
    judge (self);
}

void
app_setup_recover_page_clear (AppSetupRecoverPage *self)
{
  AdwEntryRow *const rows[] = { self->recovery_row, self->key_row, self->password_row, self->repeat_row };

  g_return_if_fail (APP_IS_SETUP_RECOVER_PAGE (self));

  g_clear_pointer (&self->url, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_text (GTK_EDITABLE (rows[i]), "");
  app_code_row_clear (self->code_row);
}

void
app_setup_recover_page_start (AppSetupRecoverPage *self, AppClient *client, const char *url, const char *user)
{
  g_return_if_fail (APP_IS_SETUP_RECOVER_PAGE (self));

  app_setup_recover_page_clear (self);
  g_set_object (&self->client, client);
  self->url = g_strdup (url);
  judge (self);
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), user);
  gtk_widget_set_visible (self->lost_label, app_client_get_state (client) == APP_CLIENT_LOCKED);
  app_field_error_set (self->form_error, NULL, NULL);
}

static gboolean
app_setup_recover_page_grab_focus (GtkWidget *widget)
{
  AppSetupRecoverPage *self = APP_SETUP_RECOVER_PAGE (widget);
  gboolean has_user = *text_of (self->user_row) != '\0';

  return gtk_widget_grab_focus (GTK_WIDGET (has_user ? self->recovery_row : self->user_row));
}

static void
app_setup_recover_page_dispose (GObject *object)
{
  AppSetupRecoverPage *self = APP_SETUP_RECOVER_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (app_setup_recover_page_parent_class)->dispose (object);
}

static void
app_setup_recover_page_class_init (AppSetupRecoverPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_setup_recover_page_dispose;
  widget_class->grab_focus = app_setup_recover_page_grab_focus;
  widget_class->focus = app_focus_child;

  prepared_signal = g_signal_new ("prepared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, APP_TYPE_SETUP);
  no_sheet_signal
      = g_signal_new ("no-sheet", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setup/app-setup-recover-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, user_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, recovery_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, recovery_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, key_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, password_level);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, repeat_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, lost_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupRecoverPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_no_sheet);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_recover_page_init (AppSetupRecoverPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_PASSWORD_ROW);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CODE_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

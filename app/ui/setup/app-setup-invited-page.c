/* app-setup-invited-page.c: see app-setup-invited-page.h */
#include "setup/app-setup-invited-page.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-password-row.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppSetupInvitedPage
{
  AdwBin parent_instance;

  AppClient *client;
  char *url;
  char *line;

  GtkLabel *organisation_label, *invited_label, *fingerprint_label;
  AdwActionRow *name_row;
  AdwEntryRow *password_row, *repeat_row;
  AppPasswordRow *password_level;
  AppFieldError *password_error, *repeat_error, *form_error;
  AppBusyButton *next_button;
};

static guint prepared_signal;

G_DEFINE_FINAL_TYPE (AppSetupInvitedPage, app_setup_invited_page, ADW_TYPE_BIN)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
check_form (AppSetupInvitedPage *self)
{
  const char *password
      = app_password_row_is_good (self->password_level) ? NULL : _ ("Choose a better password.");
  const char *repeat = g_strcmp0 (text_of (self->password_row), text_of (self->repeat_row)) != 0
                           ? _ ("The two passwords differ.")
                           : NULL;

  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), password);
  app_field_error_set (self->repeat_error, GTK_WIDGET (self->repeat_row), repeat);
  app_field_error_set (self->form_error, NULL, NULL);
  if (password != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  else if (repeat != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->repeat_row));

  return password == NULL && repeat == NULL;
}

/* Between looking and now its time may have run out, or it was taken back. */
static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH) || g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE))
    return _ ("The invitation does not hold any more. Ask for a new one.");

  return app_text_error (error);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupInvitedPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_accept_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (setup == NULL)
    app_field_error_set (self->form_error, NULL, describe_error (error));
  else if (self->line != NULL) /* else the user went back meanwhile */
    g_signal_emit (self, prepared_signal, 0, setup);
}

static void
on_next (AppSetupInvitedPage *self)
{
  if (app_busy_button_is_busy (self->next_button) || !check_form (self))
    return;

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_prepare_accept_async (self->client, self->url, self->line, text_of (self->password_row), on_prepared,
                                   app_weak_new (self));
}

static void
on_changed (AppSetupInvitedPage *self, AdwEntryRow *row)
{
  app_field_error_set (row == self->password_row ? self->password_error : self->repeat_error, GTK_WIDGET (row), NULL);
  if (row == self->password_row)
    app_password_row_judge (self->password_level, text_of (row));
}

static void
show_welcome (AppSetupInvitedPage *self, const AppWelcome *welcome)
{
  g_autofree char *role = app_text_role_in (welcome->role, welcome->area_name);
  /* Translators: who invited, then a role: "anna has invited you as Expert in Compliance." */
  g_autofree char *invited = g_strdup_printf (_ ("%s has invited you as %s."), welcome->by, role);
  g_autofree char *fingerprint = app_text_fingerprint (welcome->fingerprint);

  gtk_label_set_text (self->organisation_label, welcome->organisation);
  gtk_label_set_text (self->invited_label, invited);
  gtk_label_set_text (self->fingerprint_label, fingerprint);
  adw_action_row_set_subtitle (self->name_row, welcome->name);
}

void
app_setup_invited_page_clear (AppSetupInvitedPage *self)
{
  g_return_if_fail (APP_IS_SETUP_INVITED_PAGE (self));

  g_clear_pointer (&self->line, hark_seal_free_string);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->repeat_row), "");
}

void
app_setup_invited_page_start (AppSetupInvitedPage *self, AppClient *client, const AppWelcome *welcome,
                              const char *line)
{
  g_return_if_fail (APP_IS_SETUP_INVITED_PAGE (self));

  app_setup_invited_page_clear (self);
  g_set_object (&self->client, client);
  g_free (self->url);
  self->url = g_strdup (welcome->url);
  self->line = g_strdup (line);
  app_password_row_set_min (self->password_level, welcome->min_password);
  app_password_row_judge (self->password_level, "");
  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), NULL);
  app_field_error_set (self->repeat_error, GTK_WIDGET (self->repeat_row), NULL);
  app_field_error_set (self->form_error, NULL, NULL);
  show_welcome (self, welcome);
}

static gboolean
app_setup_invited_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SETUP_INVITED_PAGE (widget)->password_row));
}

static void
app_setup_invited_page_dispose (GObject *object)
{
  AppSetupInvitedPage *self = APP_SETUP_INVITED_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->line, hark_seal_free_string);

  G_OBJECT_CLASS (app_setup_invited_page_parent_class)->dispose (object);
}

static void
app_setup_invited_page_class_init (AppSetupInvitedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_setup_invited_page_dispose;
  widget_class->grab_focus = app_setup_invited_page_grab_focus;
  widget_class->focus = app_focus_child;

  prepared_signal = g_signal_new ("prepared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, APP_TYPE_SETUP);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setup/app-setup-invited-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, organisation_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, invited_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, fingerprint_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, password_level);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, repeat_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitedPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_invited_page_init (AppSetupInvitedPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_PASSWORD_ROW);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}

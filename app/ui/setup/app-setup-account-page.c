/* app-setup-account-page.c: see app-setup-account-page.h */
#include "setup/app-setup-account-page.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-password-row.h"
#include "focus/app-focus.h"
#include "hark-api.h"
#include "hark-code.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSetupAccountPage
{
  AdwBin parent_instance;

  AppClient *client;
  char *url;

  GtkLabel *intro_label;
  AdwEntryRow *code_row, *user_row, *mail_row, *area_row, *password_row, *repeat_row;
  AppFieldError *code_error, *user_error, *mail_error, *area_error, *password_error, *repeat_error;
  AppFieldError *form_error;
  AppPasswordRow *password_level;
  AppBusyButton *next_button;
};

static guint prepared_signal;

G_DEFINE_FINAL_TYPE (AppSetupAccountPage, app_setup_account_page, ADW_TYPE_BIN)

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* (transfer full) without blanks at both ends */
static char *
stripped (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (text_of (row)));
}

static void
set_error (AppFieldError *error, AdwEntryRow *row, const char *message, GtkWidget **first)
{
  app_field_error_set (error, GTK_WIDGET (row), message);
  if (message != NULL && *first == NULL)
    *first = GTK_WIDGET (row);
}

static const char *
check_name (const char *text, const char *missing)
{
  if (*text == '\0')
    return missing;
  if (strlen (text) > HARK_API_MAX_NAME)
    return _ ("This is too long.");

  return NULL;
}

static const char *
check_code (const char *text)
{
  guint8 code[HARK_CODE_LEN];
  gboolean fits = hark_code_parse (text, code, NULL);

  hark_seal_wipe (code, sizeof code);
  if (*text == '\0')
    return _ ("Enter the code that hark-server init has printed.");

  return fits ? NULL : _ ("A word or a character of the code is wrong or missing.");
}

static const char *
check_mail (const char *text)
{
  const char *at = strchr (text, '@');

  if (*text == '\0')
    return _ ("Enter the address that Hark may write to.");
  if (at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL
      || strpbrk (text, " \t<>,;") != NULL || strlen (text) > HARK_API_MAX_MAIL)
    return _ ("This is not an e-mail address.");

  return NULL;
}

/* Says beside each field what is missing and puts the focus on the first of them. */
static gboolean
check_form (AppSetupAccountPage *self)
{
  g_autofree char *code = stripped (self->code_row);
  g_autofree char *user = stripped (self->user_row);
  g_autofree char *mail = stripped (self->mail_row);
  g_autofree char *area = stripped (self->area_row);
  GtkWidget *first = NULL;

  set_error (self->code_error, self->code_row, check_code (code), &first);
  set_error (self->user_error, self->user_row,
             check_name (user, _ ("Enter the name that colleagues will see.")), &first);
  set_error (self->mail_error, self->mail_row, check_mail (mail), &first);
  set_error (self->area_error, self->area_row,
             check_name (area, _ ("Enter a name; it can be changed later.")), &first);
  set_error (self->password_error, self->password_row,
             !app_password_row_is_good (self->password_level) ? _ ("Choose a better password.") : NULL,
             &first);
  set_error (self->repeat_error, self->repeat_row,
             g_strcmp0 (text_of (self->password_row), text_of (self->repeat_row)) != 0
                 ? _ ("The two passwords differ.")
                 : NULL,
             &first);
  if (first != NULL)
    gtk_widget_grab_focus (first);
  explicit_bzero (code, strlen (code));

  return first == NULL;
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupAccountPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_setup_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (setup == NULL)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  g_signal_emit (self, prepared_signal, 0, setup);
}

static void
on_next (AppSetupAccountPage *self)
{
  g_autofree char *user = stripped (self->user_row);
  g_autofree char *mail = stripped (self->mail_row);
  g_autofree char *area = stripped (self->area_row);

  if (app_busy_button_is_busy (self->next_button))
    return;

  app_field_error_set (self->form_error, NULL, NULL);
  if (!check_form (self))
    return;

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_prepare_setup_async (self->client, self->url, user, mail, area, text_of (self->password_row),
                                  on_prepared, app_weak_new (self));
}

/* What is being corrected is not called wrong any more. */
static void
on_changed (AppSetupAccountPage *self, AdwEntryRow *row)
{
  AppFieldError *error = row == self->code_row       ? self->code_error
                         : row == self->user_row     ? self->user_error
                         : row == self->mail_row     ? self->mail_error
                         : row == self->area_row     ? self->area_error
                         : row == self->password_row ? self->password_error
                                                     : self->repeat_error;

  app_field_error_set (error, GTK_WIDGET (row), NULL);
  if (row == self->password_row)
    app_password_row_judge (self->password_level, text_of (row));
}

void
app_setup_account_page_start (AppSetupAccountPage *self, AppClient *client, const AppServerInfo *info)
{
  g_autofree char *intro = NULL;

  g_return_if_fail (APP_IS_SETUP_ACCOUNT_PAGE (self));

  g_set_object (&self->client, client);
  g_free (self->url);
  self->url = g_strdup (info->url);
  intro = g_strdup_printf (_ ("Nobody has set up %s yet. You become its first administrator and the expert of "
                              "its first area."),
                           info->organisation);
  gtk_label_set_text (self->intro_label, intro);
}

char *
app_setup_account_page_get_code (AppSetupAccountPage *self)
{
  g_return_val_if_fail (APP_IS_SETUP_ACCOUNT_PAGE (self), NULL);

  return stripped (self->code_row);
}

void
app_setup_account_page_clear (AppSetupAccountPage *self)
{
  g_return_if_fail (APP_IS_SETUP_ACCOUNT_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->code_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->repeat_row), "");
}

static gboolean
app_setup_account_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SETUP_ACCOUNT_PAGE (widget)->code_row));
}

static void
app_setup_account_page_dispose (GObject *object)
{
  AppSetupAccountPage *self = APP_SETUP_ACCOUNT_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->url, g_free);

  G_OBJECT_CLASS (app_setup_account_page_parent_class)->dispose (object);
}

static void
app_setup_account_page_class_init (AppSetupAccountPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_setup_account_page_dispose;
  widget_class->grab_focus = app_setup_account_page_grab_focus;
  widget_class->focus = app_focus_child;

  prepared_signal = g_signal_new ("prepared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, APP_TYPE_SETUP);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setup/app-setup-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, intro_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, user_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, mail_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, mail_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, area_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, area_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, password_level);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, repeat_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupAccountPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_account_page_init (AppSetupAccountPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_PASSWORD_ROW);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}

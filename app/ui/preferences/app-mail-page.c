/* app-mail-page.c: see app-mail-page.h */
#include "preferences/app-mail-page.h"

#include "app-client-mail.h"
#include "app-client-wording.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "hark-mail.h"
#include "preferences/app-save-step.h"
#include "preferences/app-subpage.h"
#include "preferences/app-wording-page.h"
#include "text/app-text-error.h"
#include "text/app-text-mail.h"

#include <glib/gi18n.h>

struct _AppMailPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppMail *known; /* as the server has it; NULL until it was asked */
  gboolean is_filling, is_testing;
  gboolean is_told; /* the result is shown and to be seen */

  AdwPreferencesGroup *server_group, *user_group;
  AdwEntryRow *url_row, *from_row, *user_row, *password_row;
  GtkSwitch *tls_switch;
  AppFieldError *url_error, *from_error, *password_error;
  GtkLabel *error_label, *result_label;
  AdwActionRow *tls_row, *test_row, *wording_row;
  AppBusyButton *save_button, *test_button;
};

G_DEFINE_FINAL_TYPE (AppMailPage, app_mail_page, ADW_TYPE_PREFERENCES_PAGE)

static void load (AppMailPage *self);

static void
show_result (AppMailPage *self, const char *text, gboolean is_good)
{
  GtkWidget *label = GTK_WIDGET (self->result_label);

  gtk_widget_remove_css_class (label, is_good ? "error" : "success");
  gtk_widget_add_css_class (label, is_good ? "success" : "error");
  gtk_label_set_text (self->result_label, text != NULL ? text : "");
  self->is_told = text != NULL;
  gtk_widget_set_visible (label, text != NULL);
}

/* The result is the last thing of the page, and may be below what is seen. */
static void
on_height (AppMailPage *self, GtkAdjustment *height)
{
  if (self->is_told)
    gtk_adjustment_set_value (height, gtk_adjustment_get_upper (height));
}

/* --- the form --- */

/* (transfer full) */
static char *
get_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static const char *
get_password (AppMailPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->password_row));
}

/* As it is in the form. (transfer full) */
static AppMail *
read_form (AppMailPage *self)
{
  AppMail *mail = g_new0 (AppMail, 1);

  mail->url = get_text (self->url_row);
  mail->from = get_text (self->from_row);
  mail->user = get_text (self->user_row);
  mail->requires_tls = gtk_switch_get_active (self->tls_switch);
  if (*mail->url == '\0')
    {
      g_free (mail->url);
      mail->url = g_strdup ("off");
    }
  return mail;
}

/* The password that is there stays where it is. */
static gboolean
goes_elsewhere (AppMailPage *self, const AppMail *mail)
{
  return !g_str_equal (mail->url, self->known->url) || !g_str_equal (mail->user, self->known->user)
         || mail->requires_tls != self->known->requires_tls;
}

static gboolean
is_dirty (AppMailPage *self)
{
  g_autoptr (AppMail) mail = self->known != NULL ? read_form (self) : NULL;

  return mail != NULL
         && (goes_elsewhere (self, mail) || !g_str_equal (mail->from, self->known->from) || *get_password (self) != '\0');
}

static void
update (AppMailPage *self)
{
  gboolean is_dirty_now = is_dirty (self);
  gboolean can_test = self->known != NULL && app_mail_is_on (self->known) && !is_dirty_now;

  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), is_dirty_now && !app_busy_button_is_busy (self->save_button));
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), can_test && !self->is_testing);
}

static void
on_edited (AppMailPage *self)
{
  if (self->is_filling)
    return;

  app_save_step_say (self->error_label, NULL);
  show_result (self, NULL, FALSE);
  app_field_error_set (self->url_error, GTK_WIDGET (self->url_row), NULL);
  app_field_error_set (self->from_error, GTK_WIDGET (self->from_row), NULL);
  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), NULL);
  update (self);
}

static const char *
describe_password (const AppMail *mail)
{
  if (mail->is_in_file)
    return _ ("Whoever runs the server has put the password into a file, and changes where mails go.");
  if (mail->has_password)
    return _ ("A password is set. It cannot be shown; what you enter takes its place. It is in no backup.");

  return _ ("Empty where the mail server asks for none. The password cannot be shown later, and is in no backup.");
}

static void
fill (AppMailPage *self)
{
  const AppMail *mail = self->known;
  g_autofree char *to = g_strdup_printf (_ ("To %s, with the saved settings"), mail->address);

  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->url_row), app_mail_is_on (mail) ? mail->url : "");
  gtk_editable_set_text (GTK_EDITABLE (self->from_row), mail->from);
  gtk_editable_set_text (GTK_EDITABLE (self->user_row), mail->user);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_switch_set_active (self->tls_switch, mail->requires_tls);
  adw_preferences_group_set_description (self->user_group, describe_password (mail));
  adw_action_row_set_subtitle (self->test_row, to);
  self->is_filling = FALSE;

  gtk_widget_set_sensitive (GTK_WIDGET (self->server_group), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->user_group), !mail->is_in_file);
  gtk_widget_set_sensitive (GTK_WIDGET (self->url_row), !mail->is_in_file);
  gtk_widget_set_sensitive (GTK_WIDGET (self->tls_row), !mail->is_in_file);
  update (self);
}

/* --- loading --- */

/* An Admin who finds mails in Hark's words again hears where theirs are. */
static void
on_wording_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMailPage) self = app_weak_take (user_data);
  g_autoptr (AppWording) wording = app_client_read_wording_finish (APP_CLIENT (source), result, NULL);

  if (self != NULL && wording != NULL && g_hash_table_size (wording->kept) > 0)
    adw_action_row_set_subtitle (self->wording_row,
                                 _ ("Words of before are in no mail any more: look at them, and sign them"));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMailPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppMail) mail = app_client_read_mail_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;
  if (mail == NULL)
    {
      app_save_step_say (self->error_label, app_text_error (error));
      return;
    }

  g_clear_pointer (&self->known, app_mail_free);
  self->known = g_steal_pointer (&mail);
  fill (self);
}

static void
load (AppMailPage *self)
{
  app_client_read_mail_async (self->client, on_loaded, app_weak_new (self));
  app_client_read_wording_async (self->client, on_wording_read, app_weak_new (self));
}

/* --- saving --- */

static gboolean
complain (AppFieldError *error, AdwEntryRow *row, const char *text)
{
  app_field_error_set (error, GTK_WIDGET (row), text);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return FALSE;
}

static gboolean
check (AppMailPage *self, const AppMail *mail)
{
  HarkMailUrl url;

  if (!app_mail_is_on (mail))
    return *mail->from == '\0' || hark_mail_is_address (mail->from)
           || complain (self->from_error, self->from_row, _ ("This is no mail address."));
  if (!hark_mail_read_url (mail->url, &url, NULL))
    return complain (self->url_error, self->url_row,
                     _ ("A mail server is smtp:// or smtps:// and its name, and a port perhaps."));
  if (!mail->requires_tls && !url.is_loopback)
    return complain (self->url_error, self->url_row,
                     _ ("Without encryption mails go to a mail server on the same machine alone."));
  if (!hark_mail_is_address (mail->from))
    return complain (self->from_error, self->from_row, _ ("Mails need an address that they come from."));
  if (*mail->user != '\0' && *get_password (self) == '\0' && !self->known->is_in_file
      && (goes_elsewhere (self, mail) || !self->known->has_password))
    return complain (self->password_error, self->password_row,
                     _ ("Enter the password that this server knows this user by."));

  return TRUE;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMailPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_set_mail_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (app_save_step_end (self->save_button, self->error_label, done, error))
    load (self);
  else
    update (self);
}

static void
on_save (AppMailPage *self)
{
  g_autoptr (AppMail) mail = read_form (self);
  const char *password = get_password (self);

  if (!check (self, mail))
    return;

  app_save_step_say (self->error_label, NULL);
  show_result (self, NULL, FALSE);
  app_busy_button_set_busy (self->save_button, TRUE);
  if (*mail->user == '\0' && !self->known->is_in_file)
    password = "";
  else if (*password == '\0')
    password = NULL; /* as it was */
  app_client_set_mail_async (self->client, mail, password, on_saved, app_weak_new (self));
}

/* --- the test mail --- */

static void
tell_test (AppMailPage *self, const AppMailTest *test)
{
  const char *reason = app_text_mail_reason (test->reason);
  g_autofree char *text = NULL;

  if (test->result == APP_MAIL_SENT)
    /* Translators: the words of a mail server */
    text = g_strdup_printf (_ ("Sent. The mail server said: %s"), test->words);
  else if (test->result == APP_MAIL_NEVER && reason == NULL)
    text = g_strdup_printf (_ ("Refused. The mail server said: %s"), test->words);
  else
    text = g_strdup_printf (_ ("Not sent: %s"), reason != NULL ? reason : test->words);
  show_result (self, text, test->result == APP_MAIL_SENT);
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMailPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppMailTest) test = app_client_test_mail_finish (APP_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  self->is_testing = FALSE;
  app_busy_button_set_busy (self->test_button, FALSE);
  if (test != NULL)
    tell_test (self, test);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND)) /* of a server of before, in its words */
    {
      text = g_strdup_printf (_ ("Not sent: %s"), error->message);
      show_result (self, text, FALSE);
    }
  else
    show_result (self, app_text_error (error), FALSE);
  update (self);
}

static void
on_test (AppMailPage *self)
{
  show_result (self, NULL, FALSE);
  self->is_testing = TRUE;
  app_busy_button_set_busy (self->test_button, TRUE);
  app_client_test_mail_async (self->client, on_tested, app_weak_new (self));
}

static void
on_wording (AppMailPage *self, AdwActionRow *row)
{
  app_subpage_push (GTK_WIDGET (row), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                    app_wording_page_new (self->client));
}

/* --- the page --- */

GtkWidget *
app_mail_page_new (AppClient *client)
{
  AppMailPage *self = g_object_new (APP_TYPE_MAIL_PAGE, NULL);

  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self->result_label), GTK_TYPE_SCROLLED_WINDOW);

  self->client = g_object_ref (client);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), "changed",
                           G_CALLBACK (on_height), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

static void
app_mail_page_dispose (GObject *object)
{
  AppMailPage *self = APP_MAIL_PAGE (object);

  g_clear_pointer (&self->known, app_mail_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_mail_page_parent_class)->dispose (object);
}

static void
app_mail_page_class_init (AppMailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_mail_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-mail-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, server_group);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, user_group);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, url_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, from_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, tls_switch);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, url_error);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, from_error);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, result_label);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, tls_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, test_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, wording_row);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, AppMailPage, test_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_wording);
}

static void
app_mail_page_init (AppMailPage *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* app-notification-page.c: see app-notification-page.h */
#include "preferences/app-notification-page.h"

#include "app-client-notification.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-mail.h"
#include "preferences/app-save-step.h"
#include "text/app-text-error.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

struct _AppNotificationPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppNotification *known; /* as the server has it; NULL until it was asked */
  gboolean is_filling;

  AdwPreferencesGroup *notify_group;
  AdwEntryRow *notify_address_row;
  AppFieldError *notify_address_error;
  AdwComboRow *notify_language_row;
  GtkSwitch *notify_digest_switch;
  GtkLabel *notify_error_label;
  AppBusyButton *notify_save_button;
  GtkWidget *notify_retry_button;
};

G_DEFINE_FINAL_TYPE (AppNotificationPage, app_notification_page, ADW_TYPE_PREFERENCES_PAGE)

/* Nothing can be saved before it is known what there is. */
static void
show_retry (AppNotificationPage *self, gboolean retry)
{
  gtk_widget_set_visible (self->notify_retry_button, retry);
  gtk_widget_set_visible (GTK_WIDGET (self->notify_save_button), !retry);
}

/* --- the form --- */

/* The first choice is the organisation's. */
static const char *
get_language (AppNotificationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->notify_language_row);

  return selected > 0 && selected <= g_strv_length (self->known->languages) ? self->known->languages[selected - 1] : "";
}

/* As it is in the form. (transfer full) */
static AppNotification *
read_form (AppNotificationPage *self)
{
  AppNotification *form = g_new0 (AppNotification, 1);

  form->address = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->notify_address_row))));
  form->language = g_strdup (get_language (self));
  form->digest = gtk_switch_get_active (self->notify_digest_switch);
  return form;
}

static gboolean
is_dirty (AppNotificationPage *self)
{
  g_autoptr (AppNotification) form = self->known != NULL ? read_form (self) : NULL;

  return form != NULL
         && (!g_str_equal (form->address, self->known->address) || !g_str_equal (form->language, self->known->language)
             || form->digest != self->known->digest);
}

static void
update (AppNotificationPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->notify_save_button),
                            is_dirty (self) && !app_busy_button_is_busy (self->notify_save_button));
}

static void
on_edited (AppNotificationPage *self)
{
  if (self->is_filling || self->known == NULL)
    return;

  app_save_step_say (self->notify_error_label, NULL);
  app_field_error_set (self->notify_address_error, GTK_WIDGET (self->notify_address_row), NULL);
  update (self);
}

static void
fill_languages (AppNotificationPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _ ("The organisation's"));
  for (guint i = 0; self->known->languages[i] != NULL; i++)
    {
      gtk_string_list_append (names, app_text_language (self->known->languages[i]));
      if (g_str_equal (self->known->languages[i], self->known->language))
        selected = i + 1;
    }
  adw_combo_row_set_model (self->notify_language_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->notify_language_row, selected);
}

static void
fill (AppNotificationPage *self)
{
  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->notify_address_row), self->known->address);
  fill_languages (self);
  gtk_switch_set_active (self->notify_digest_switch, self->known->digest);
  self->is_filling = FALSE;

  gtk_widget_set_sensitive (GTK_WIDGET (self->notify_group), TRUE);
  update (self);
}

/* --- loading --- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNotificationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppNotification) known = app_client_read_notification_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;
  if (known == NULL)
    {
      app_save_step_say (self->notify_error_label, app_text_error (error));
      show_retry (self, TRUE);
      return;
    }

  g_clear_pointer (&self->known, app_notification_free);
  self->known = g_steal_pointer (&known);
  fill (self);
}

static void
load (AppNotificationPage *self)
{
  app_save_step_say (self->notify_error_label, NULL);
  show_retry (self, FALSE);
  app_client_read_notification_async (self->client, on_loaded, app_weak_new (self));
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNotificationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_set_notification_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (app_save_step_end (self->notify_save_button, self->notify_error_label, done, error))
    load (self);
  else
    update (self);
}

static void
on_save (AppNotificationPage *self)
{
  g_autoptr (AppNotification) form = read_form (self);

  if (!hark_mail_is_address (form->address))
    {
      app_field_error_set (self->notify_address_error, GTK_WIDGET (self->notify_address_row), _ ("This is no mail address."));
      gtk_widget_grab_focus (GTK_WIDGET (self->notify_address_row));
      return;
    }

  app_save_step_say (self->notify_error_label, NULL);
  app_busy_button_set_busy (self->notify_save_button, TRUE);
  app_client_set_notification_async (self->client, form, on_saved, app_weak_new (self));
}

/* --- the page --- */

GtkWidget *
app_notification_page_new (AppClient *client)
{
  AppNotificationPage *self = g_object_new (APP_TYPE_NOTIFICATION_PAGE, NULL);

  self->client = g_object_ref (client);
  load (self);
  return GTK_WIDGET (self);
}

static void
app_notification_page_dispose (GObject *object)
{
  AppNotificationPage *self = APP_NOTIFICATION_PAGE (object);

  g_clear_pointer (&self->known, app_notification_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_notification_page_parent_class)->dispose (object);
}

static void
app_notification_page_class_init (AppNotificationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_notification_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-notification-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_group);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_address_row);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_address_error);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_language_row);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_digest_switch);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_error_label);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_save_button);
  gtk_widget_class_bind_template_child (widget_class, AppNotificationPage, notify_retry_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
app_notification_page_init (AppNotificationPage *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* app-device-page.c: see app-device-page.h */
#include "preferences/app-device-page.h"

#include "app-client-account.h"
#include "async/app-weak.h"
#include "preferences/app-device-row.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppDevicePage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  GPtrArray *rows; /* borrowed, GtkWidget */
  HarkId ending;   /* what the user is asked about */
  guint n_asked;   /* only the newest answer counts */

  AdwPreferencesGroup *group;
  GtkSpinner *spinner;
  AdwActionRow *error_row;
};

G_DEFINE_FINAL_TYPE (AppDevicePage, app_device_page, ADW_TYPE_PREFERENCES_PAGE)

static void
show_error (AppDevicePage *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_row), text != NULL);
  if (text != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->error_row), text);
}

/* --- ending --- */

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDevicePage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_end_device_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (done)
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("The device is signed out"));
  app_device_page_reload (self);
  if (!done)
    show_error (self, app_text_error (error));
}

static void
on_confirmed (AppDevicePage *self)
{
  app_client_end_device_async (self->client, &self->ending, on_ended, app_weak_new (self));
}

static void
on_sign_out (AppDevicePage *self, AppDeviceRow *row)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Sign This Device Out?"),
                                _ ("It gets nothing new any more, and removes its copies of tickets the next time it is "
                                   "online. Until then whoever knows its password can read them. To sign in again it "
                                   "takes your password."));

  self->ending = *app_device_row_get_device (row);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end", _ ("_Sign Out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::end", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the list --- */

static void
show_devices (AppDevicePage *self, GPtrArray *devices)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < devices->len; i++)
    {
      GtkWidget *row = app_device_row_new (devices->pdata[i]);

      g_signal_connect_object (row, "sign-out", G_CALLBACK (on_sign_out), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
}

typedef struct
{
  gpointer page; /* of app_weak_new () */
  guint number;
} Question;

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (AppDevicePage) self = app_weak_take (question->page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = app_client_list_devices_finish (APP_CLIENT (source), result, &error);

  if (self == NULL || question->number != self->n_asked)
    return;

  gtk_spinner_stop (self->spinner);
  if (devices != NULL)
    show_devices (self, devices);
  else
    show_error (self, app_text_error (error));
}

void
app_device_page_reload (AppDevicePage *self)
{
  Question *question = g_new0 (Question, 1);

  g_return_if_fail (APP_IS_DEVICE_PAGE (self));

  question->page = app_weak_new (self);
  question->number = ++self->n_asked;
  show_error (self, NULL);
  gtk_spinner_start (self->spinner);
  app_client_list_devices_async (self->client, on_listed, question);
}

void
app_device_page_start (AppDevicePage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_DEVICE_PAGE (self));

  g_set_object (&self->client, client);
  app_device_page_reload (self);
}

static void
app_device_page_dispose (GObject *object)
{
  AppDevicePage *self = APP_DEVICE_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (app_device_page_parent_class)->dispose (object);
}

static void
app_device_page_class_init (AppDevicePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_device_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-device-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDevicePage, group);
  gtk_widget_class_bind_template_child (widget_class, AppDevicePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppDevicePage, error_row);
  gtk_widget_class_bind_template_callback (widget_class, app_device_page_reload);
}

static void
app_device_page_init (AppDevicePage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* app-setup-server-page.c: see app-setup-server-page.h */
#include "setup/app-setup-server-page.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSetupServerPage
{
  AdwBin parent_instance;

  AppClient *client;

  AdwEntryRow *url_row;
  AppFieldError *url_error;
  AppBusyButton *next_button;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (AppSetupServerPage, app_setup_server_page, ADW_TYPE_BIN)

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("This is not a server address. It begins with https://");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    return _ ("No Hark server answers there. Check the address and your connection.");

  return app_text_error (error);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupServerPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  AppServerInfo *info = app_client_probe_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    {
      g_clear_pointer (&info, app_server_info_free);
      return;
    }

  app_busy_button_set_busy (self->next_button, FALSE);
  if (info == NULL)
    {
      app_field_error_set (self->url_error, GTK_WIDGET (self->url_row), describe_error (error));
      gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
      return;
    }

  g_signal_emit (self, chosen_signal, 0, info);
}

static void
on_next (AppSetupServerPage *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->url_row)));
  g_autofree char *url = NULL;

  if (app_busy_button_is_busy (self->next_button))
    return;

  g_strstrip (text);
  if (*text == '\0')
    {
      app_field_error_set (self->url_error, GTK_WIDGET (self->url_row),
                           _ ("Enter the address that you were given."));
      gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
      return;
    }

  url = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_probe_async (self->client, url, on_probed, app_weak_new (self));
}

static void
on_changed (AppSetupServerPage *self)
{
  app_field_error_set (self->url_error, GTK_WIDGET (self->url_row), NULL);
}

void
app_setup_server_page_set_client (AppSetupServerPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_SETUP_SERVER_PAGE (self));

  g_set_object (&self->client, client);
}

static gboolean
app_setup_server_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SETUP_SERVER_PAGE (widget)->url_row));
}

static void
app_setup_server_page_dispose (GObject *object)
{
  AppSetupServerPage *self = APP_SETUP_SERVER_PAGE (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_setup_server_page_parent_class)->dispose (object);
}

static void
app_setup_server_page_class_init (AppSetupServerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_setup_server_page_dispose;
  widget_class->grab_focus = app_setup_server_page_grab_focus;
  widget_class->focus = app_focus_child;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setup/app-setup-server-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupServerPage, url_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupServerPage, url_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupServerPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_server_page_init (AppSetupServerPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* app-preferences.c: see app-preferences.h */
#include "preferences/app-preferences.h"

#include "app-client-team.h"
#include "preferences/app-account-page.h"
#include "preferences/app-admin-page.h"
#include "preferences/app-area-page.h"
#include "preferences/app-device-page.h"
#include "recovery/app-recovery-page.h"

#define DEFAULT_WIDTH 600 /* pixels, where the window below has as many */
#define DEFAULT_HEIGHT 640

struct _AppPreferences
{
  AdwPreferencesWindow parent_instance;

  AppAccountPage *account_page;
  AppDevicePage *device_page;
  AppAreaPage *area_page;
};

G_DEFINE_FINAL_TYPE (AppPreferences, app_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
toast (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *markup = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (widget), adw_toast_new (markup));
}

/* Other devices may have been signed out by it. */
static void
on_account_changed (AppPreferences *self)
{
  app_device_page_reload (self->device_page);
}

GtkWindow *
app_preferences_new (GtkWindow *parent, AppClient *client)
{
  AppPreferences *self = g_object_new (APP_TYPE_PREFERENCES, "transient-for", parent, NULL);
  int width = gtk_widget_get_width (GTK_WIDGET (parent)), height = gtk_widget_get_height (GTK_WIDGET (parent));

  app_account_page_start (self->account_page, client);
  app_device_page_start (self->device_page, client);
  app_area_page_start (self->area_page, client);
  app_recovery_page_add (ADW_PREFERENCES_WINDOW (self), client);
  if (app_client_is_admin (client))
    adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (app_admin_page_new (client)));
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (DEFAULT_WIDTH, width), MIN (DEFAULT_HEIGHT, height));

  return GTK_WINDOW (self);
}

static void
app_preferences_class_init (AppPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "preferences.toast", "s", toast);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPreferences, account_page);
  gtk_widget_class_bind_template_child (widget_class, AppPreferences, device_page);
  gtk_widget_class_bind_template_child (widget_class, AppPreferences, area_page);
  gtk_widget_class_bind_template_callback (widget_class, on_account_changed);
}

static void
app_preferences_init (AppPreferences *self)
{
  g_type_ensure (APP_TYPE_ACCOUNT_PAGE);
  g_type_ensure (APP_TYPE_DEVICE_PAGE);
  g_type_ensure (APP_TYPE_AREA_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

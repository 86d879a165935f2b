/* app-device-row.c: see app-device-row.h */
#include "preferences/app-device-row.h"

#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppDeviceRow
{
  AdwActionRow parent_instance;

  HarkId device;

  GtkWidget *sign_out_button;
};

static guint sign_out_signal;

G_DEFINE_FINAL_TYPE (AppDeviceRow, app_device_row, ADW_TYPE_ACTION_ROW)

static void
on_sign_out (AppDeviceRow *self)
{
  g_signal_emit (self, sign_out_signal, 0);
}

static char *
describe (const AppDevice *device)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *created = app_text_date (device->created, now);
  g_autofree char *seen = app_text_date (device->seen, now);
  g_autofree char *times = NULL;

  if (device->is_this)
    /* Translators: a date */
    return g_strdup_printf (_ ("This device. Signed in: %s"), created);

  /* Translators: two dates */
  times = g_strdup_printf (_ ("Signed in: %s. Here last: %s"), created, seen);
  if (!device->by_sheet)
    return g_steal_pointer (&times);

  return g_strdup_printf ("%s\n%s", times, _ ("By the recovery sheet, without a new password yet"));
}

GtkWidget *
app_device_row_new (const AppDevice *device)
{
  AppDeviceRow *self = g_object_new (APP_TYPE_DEVICE_ROW, NULL);
  const char *name = device->name != NULL ? device->name : _ ("Device without a name");
  /* Translators: of a device, by its name */
  g_autofree char *label = g_strdup_printf (_ ("Sign %s out"), name);
  g_autofree char *text = describe (device);

  self->device = device->id;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
  gtk_widget_set_visible (self->sign_out_button, !device->is_this);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sign_out_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  return GTK_WIDGET (self);
}

const HarkId *
app_device_row_get_device (AppDeviceRow *self)
{
  g_return_val_if_fail (APP_IS_DEVICE_ROW (self), NULL);

  return &self->device;
}

static void
app_device_row_class_init (AppDeviceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  sign_out_signal = g_signal_new ("sign-out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDeviceRow, sign_out_button);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_out);
}

static void
app_device_row_init (AppDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

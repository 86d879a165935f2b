/* app-absence-bar.c: see app-absence-bar.h */
#include "people/app-absence-bar.h"

#include "app-client-absence.h"
#include "async/app-weak.h"
#include "people/app-absence-text.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppAbsenceBar
{
  AdwBin parent_instance;

  AppClient *client;

  GtkLabel *label;
  GtkWidget *end_button;
};

G_DEFINE_FINAL_TYPE (AppAbsenceBar, app_absence_bar, ADW_TYPE_BIN)

/* (transfer full) (nullable) */
static char *
describe (AppAbsenceBar *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *day = NULL;
  HarkAbsence own, absence;

  if (!app_client_find_own_absence (self->client, now, &own)
      || !app_client_find_absence (self->client, &own.user, now, &absence))
    return NULL;

  day = app_absence_text_day (absence.until, now);
  /* Translators: %s is a day such as "3 June" */
  return g_strdup_printf (_ ("You are away until %s"), day);
}

void
app_absence_bar_update (AppAbsenceBar *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (APP_IS_ABSENCE_BAR (self));

  if (self->client == NULL)
    return;

  text = describe (self);
  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAbsenceBar) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_end_absence_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  gtk_widget_set_sensitive (self->end_button, TRUE);
  if (!done)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
  app_absence_bar_update (self);
}

static void
on_end (AppAbsenceBar *self)
{
  gtk_widget_set_sensitive (self->end_button, FALSE);
  app_client_end_absence_async (self->client, on_ended, app_weak_new (self));
}

void
app_absence_bar_set_client (AppAbsenceBar *self, AppClient *client)
{
  g_return_if_fail (APP_IS_ABSENCE_BAR (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (app_absence_bar_update), self, G_CONNECT_SWAPPED);
  app_absence_bar_update (self);
}

static void
app_absence_bar_dispose (GObject *object)
{
  g_clear_object (&APP_ABSENCE_BAR (object)->client);

  G_OBJECT_CLASS (app_absence_bar_parent_class)->dispose (object);
}

static void
app_absence_bar_class_init (AppAbsenceBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_absence_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-absence-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceBar, label);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceBar, end_button);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
}

static void
app_absence_bar_init (AppAbsenceBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

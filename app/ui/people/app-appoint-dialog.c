/* app-appoint-dialog.c: see app-appoint-dialog.h */
#include "people/app-appoint-dialog.h"

#include "app-client-area.h"
#include "app-client-person.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppAppointDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId area;

  AppChoiceGroup *group;
  AppFieldError *error;
  AppBusyButton *appoint_button;
};

static guint appointed_signal;

G_DEFINE_FINAL_TYPE (AppAppointDialog, app_appoint_dialog, ADW_TYPE_WINDOW)

static void
on_appointed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAppointDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_appoint_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->appoint_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->error, NULL, app_text_error (error));
      return;
    }

  g_signal_emit (self, appointed_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_appoint (AppAppointDialog *self)
{
  HarkId user;

  if (app_busy_button_is_busy (self->appoint_button))
    return;
  if (!app_choice_group_get_chosen (self->group, &user))
    {
      app_field_error_set (self->error, NULL, _ ("Choose a person."));
      return;
    }

  app_busy_button_set_busy (self->appoint_button, TRUE);
  app_client_appoint_async (self->client, &self->area, &user, on_appointed, app_weak_new (self));
}

static void
on_chosen (AppAppointDialog *self)
{
  app_field_error_set (self->error, NULL, NULL);
}

GtkWindow *
app_appoint_dialog_new (GtkWindow *parent, AppClient *client, const AppArea *area)
{
  AppAppointDialog *self = g_object_new (APP_TYPE_APPOINT_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GPtrArray) people = app_client_list_people (client);
  /* Translators: %s is an area */
  g_autofree char *title = g_strdup_printf (_ ("Expert of %s"), area->name);

  self->client = g_object_ref (client);
  self->area = area->id;
  g_object_set (self->group, "title", title, NULL);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      /* Translators: %s is one's own name */
      g_autofree char *name
          = person->is_self ? g_strdup_printf (_ ("%s (you)"), person->name) : g_strdup (person->name);

      app_choice_group_add (self->group, &person->id, name, person->is_admin ? _ ("Admin") : NULL, TRUE);
    }

  return GTK_WINDOW (self);
}

static void
app_appoint_dialog_finalize (GObject *object)
{
  g_clear_object (&APP_APPOINT_DIALOG (object)->client);

  G_OBJECT_CLASS (app_appoint_dialog_parent_class)->finalize (object);
}

static void
app_appoint_dialog_class_init (AppAppointDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_appoint_dialog_finalize;

  appointed_signal = g_signal_new ("appointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-appoint-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAppointDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppAppointDialog, error);
  gtk_widget_class_bind_template_child (widget_class, AppAppointDialog, appoint_button);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_appoint);
}

static void
app_appoint_dialog_init (AppAppointDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

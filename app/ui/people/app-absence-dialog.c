/* app-absence-dialog.c: see app-absence-dialog.h */
#include "people/app-absence-dialog.h"

#include "app-client-absence.h"
#include "app-client-person.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "people/app-absence-text.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppAbsenceDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  AdwExpanderRow *from_row, *until_row;
  GtkCalendar *from_calendar, *until_calendar;
  AppChoiceGroup *deputy_group;
  GtkWidget *end_group;
  AppFieldError *form_error;
  AppBusyButton *save_button;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppAbsenceDialog, app_absence_dialog, ADW_TYPE_WINDOW)

static void
read_day (GtkCalendar *calendar, char day[HARK_ABSENCE_DAY_SIZE])
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  g_strlcpy (day, text, HARK_ABSENCE_DAY_SIZE);
}

static void
select_day (GtkCalendar *calendar, const char *day)
{
  g_autofree char *noon = g_strconcat (day, "T12:00:00", NULL);
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (noon, local);

  if (date != NULL)
    gtk_calendar_select_day (calendar, date);
}

static void
show_day (AdwExpanderRow *row, GtkCalendar *calendar)
{
  char day[HARK_ABSENCE_DAY_SIZE];
  g_autofree char *text = NULL;

  read_day (calendar, day);
  text = app_absence_text_day (day, g_get_real_time () / G_USEC_PER_SEC);
  adw_expander_row_set_subtitle (row, text);
}

/* The last day follows the first where it would come before it. */
static void
on_day (AppAbsenceDialog *self)
{
  char first[HARK_ABSENCE_DAY_SIZE], last[HARK_ABSENCE_DAY_SIZE];

  read_day (self->from_calendar, first);
  read_day (self->until_calendar, last);
  if (strcmp (last, first) < 0)
    select_day (self->until_calendar, first);
  show_day (self->from_row, self->from_calendar);
  show_day (self->until_row, self->until_calendar);
  app_field_error_set (self->form_error, NULL, NULL);
}

static void
on_chosen (AppAbsenceDialog *self)
{
  app_field_error_set (self->form_error, NULL, NULL);
}

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("An absence lasts a year at most and is not over already, and who stands in is in one of your teams.");

  return app_text_error (error);
}

static void
finish (AppAbsenceDialog *self, const GError *error)
{
  app_busy_button_set_busy (self->save_button, FALSE);
  gtk_widget_set_sensitive (self->end_group, TRUE);
  if (error != NULL)
    {
      app_field_error_set (self->form_error, NULL, describe_error (error));
      return;
    }

  g_signal_emit (self, changed_signal, 0);
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAbsenceDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_set_absence_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    finish (self, error);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAbsenceDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_end_absence_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    finish (self, error);
}

static void
on_save (AppAbsenceDialog *self)
{
  HarkAbsence absence = { 0 };

  read_day (self->from_calendar, absence.from);
  read_day (self->until_calendar, absence.until);
  app_choice_group_get_chosen (self->deputy_group, &absence.deputy);
  app_busy_button_set_busy (self->save_button, TRUE);
  gtk_widget_set_sensitive (self->end_group, FALSE);
  app_client_set_absence_async (self->client, &absence, on_set, app_weak_new (self));
}

static void
on_end (AppAbsenceDialog *self)
{
  app_busy_button_set_busy (self->save_button, TRUE);
  gtk_widget_set_sensitive (self->end_group, FALSE);
  app_client_end_absence_async (self->client, on_ended, app_weak_new (self));
}

static void
list_deputies (AppAbsenceDialog *self, const HarkId *chosen)
{
  g_autoptr (GPtrArray) people = app_client_list_deputies (self->client);
  const HarkId nobody = { 0 };

  app_choice_group_add (self->deputy_group, &nobody, _ ("Nobody"), _ ("Your mails stay yours alone"), TRUE);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      g_autofree char *away = app_absence_text_of (self->client, &person->id);

      app_choice_group_add (self->deputy_group, &person->id, person->name, away, TRUE);
    }
  app_choice_group_choose (self->deputy_group, chosen);
}

GtkWindow *
app_absence_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppAbsenceDialog *self = g_object_new (APP_TYPE_ABSENCE_DIALOG, "transient-for", parent, NULL);
  HarkAbsence absence = { 0 };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean is_there = app_client_find_own_absence (client, now, &absence);

  self->client = g_object_ref (client);
  if (!is_there)
    {
      app_client_get_day (client, now, absence.from);
      app_client_get_day (client, now, absence.until);
    }
  select_day (self->from_calendar, absence.from);
  select_day (self->until_calendar, absence.until);
  gtk_widget_set_visible (self->end_group, is_there);
  list_deputies (self, &absence.deputy);
  on_day (self);

  return GTK_WINDOW (self);
}

static void
app_absence_dialog_finalize (GObject *object)
{
  g_clear_object (&APP_ABSENCE_DIALOG (object)->client);

  G_OBJECT_CLASS (app_absence_dialog_parent_class)->finalize (object);
}

static void
app_absence_dialog_class_init (AppAbsenceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_absence_dialog_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-absence-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, from_row);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, until_row);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, from_calendar);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, until_calendar);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, deputy_group);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, end_group);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppAbsenceDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_day);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
}

static void
app_absence_dialog_init (AppAbsenceDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

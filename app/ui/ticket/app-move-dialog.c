/* app-move-dialog.c: see app-move-dialog.h */
#include "ticket/app-move-dialog.h"

#include "app-client-person.h"
#include "async/app-weak.h"
#include "clock/app-clock.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "text/app-text-due.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppMoveDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppTicket *ticket;
  GPtrArray *areas;   /* AppArea */
  GPtrArray *readers; /* GtkWidget, of reader_group */

  AppChoiceGroup *group;
  AdwPreferencesGroup *reader_group;
  AdwPreferencesGroup *period_group;
  GtkLabel *warning;
  AppFieldError *form_error;
  AppBusyButton *move_button;
};

static guint moved_signal;

G_DEFINE_FINAL_TYPE (AppMoveDialog, app_move_dialog, ADW_TYPE_WINDOW)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMoveDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->move_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  g_signal_emit (self, moved_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_move (AppMoveDialog *self)
{
  AppAction action = { .type = APP_ACTION_MOVE, .ticket = self->ticket->id };

  if (!app_choice_group_get_chosen (self->group, &action.area))
    {
      app_field_error_set (self->form_error, NULL, _ ("Choose an area."));
      return;
    }

  app_busy_button_set_busy (self->move_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static const AppArea *
find_area (AppMoveDialog *self, const HarkId *id)
{
  for (guint i = 0; i < self->areas->len; i++)
    if (hark_id_equal (&((AppArea *)self->areas->pdata[i])->id, id))
      return self->areas->pdata[i];

  return NULL;
}

static GtkWidget *
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (group, row);

  return row;
}

static void
add_reader (AppMoveDialog *self, const char *name, HarkRole role)
{
  g_ptr_array_add (self->readers, add_row (self->reader_group, name, app_text_role (role)));
}

/* Of the present area, and those by hand: nothing brings these back. */
static void
show_periods (AppMoveDialog *self)
{
  gint64 now = app_clock_get_now ();
  guint n = 0;

  for (guint i = 0; i < self->ticket->periods->len; i++)
    {
      const AppPeriod *period = self->ticket->periods->pdata[i];
      g_autofree char *day = app_text_due_day (period->due, now);
      /* Translators: %s is the day on which it is due */
      g_autofree char *due = g_strdup_printf (C_ ("deadline", "by %s"), day);
      g_autofree char *text = g_strjoin (" · ", due, app_text_period_about (period), NULL);

      if (period->done != 0)
        continue;
      add_row (self->period_group, app_text_period_name (period), text);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->period_group), n > 0);
}

/* The area's team, by the list of people: before it is done, and not after. */
static void
show_readers (AppMoveDialog *self, const HarkId *area)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < self->readers->len; i++)
    adw_preferences_group_remove (self->reader_group, self->readers->pdata[i]);
  g_ptr_array_set_size (self->readers, 0);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      HarkRole role = app_person_get_role (person, area);

      if (role != HARK_ROLE_NONE)
        add_reader (self, person->name, role);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->reader_group), self->readers->len > 0);
}

/* Whoever is in both teams keeps it; whoever is not is told before. */
static void
on_chosen (AppMoveDialog *self)
{
  const AppArea *area;
  HarkId id;

  app_field_error_set (self->form_error, NULL, NULL);
  if (!app_choice_group_get_chosen (self->group, &id) || (area = find_area (self, &id)) == NULL)
    return;

  show_readers (self, &id);
  if (area->role == HARK_ROLE_NONE)
    {
      g_autofree char *text
          /* Translators: %s is an area */
          = g_strdup_printf (_ ("You are not in the team of %s: you will not see this ticket any more."), area->name);

      gtk_label_set_text (self->warning, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->warning), area->role == HARK_ROLE_NONE);
}

static const char *
describe (const AppArea *area)
{
  if (area->n_readers == 0)
    return _ ("Nobody could read it there");
  if (area->role == HARK_ROLE_NONE)
    return _ ("You are not in its team");

  return _ ("You are in its team");
}

GtkWindow *
app_move_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppMoveDialog *self = g_object_new (APP_TYPE_MOVE_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = g_object_ref (ticket);
  self->areas = app_client_get_areas (client);
  for (guint i = 0; i < self->areas->len; i++)
    {
      const AppArea *area = self->areas->pdata[i];

      if (!hark_id_equal (&area->id, &ticket->area))
        app_choice_group_add (self->group, &area->id, area->name, describe (area), area->n_readers > 0);
    }
  show_periods (self);
  gtk_widget_child_focus (GTK_WIDGET (self->group), GTK_DIR_TAB_FORWARD);

  return GTK_WINDOW (self);
}

static void
app_move_dialog_finalize (GObject *object)
{
  AppMoveDialog *self = APP_MOVE_DIALOG (object);

  g_clear_object (&self->client);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_ptr_array_unref (self->readers);

  G_OBJECT_CLASS (app_move_dialog_parent_class)->finalize (object);
}

static void
app_move_dialog_class_init (AppMoveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_move_dialog_finalize;

  moved_signal = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-move-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, reader_group);
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, period_group);
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppMoveDialog, move_button);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_move);
}

static void
app_move_dialog_init (AppMoveDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  self->readers = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

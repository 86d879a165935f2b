/* app-period-dialog.c: see app-period-dialog.h */
#include "period/app-period-dialog.h"

#include "app-client-period.h"
#include "async/app-weak.h"
#include "clock/app-clock.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-absence.h"
#include "hark-error.h"
#include "period/app-period-group.h"
#include "text/app-text-due.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define PROPOSED_DAYS 7 /* from today on */
#define DAY (24 * 60 * 60)

/* Days before; the longest first, as HarkRemind has them. */
static const guint lead_days[HARK_DEFINITION_MAX_REMIND] = { 14, 7, 3, 1, 0 };
static const gboolean lead_default[HARK_DEFINITION_MAX_REMIND] = { FALSE, TRUE, FALSE, TRUE, FALSE };

struct _AppPeriodDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId ticket;
  gint64 received;
  HarkId period;   /* what is moved, or will be added */
  HarkId about;    /* the entry that it will be about; zeros: the ticket */
  gint64 due;      /* of what is moved; 0: one is added */
  GPtrArray *list; /* HarkDefinition, of those that begin by hand; NULL until they are known */
  const HarkCalendar *calendar;
  gboolean is_syncing; /* one field follows another */

  AdwPreferencesGroup *what_group;
  AdwActionRow *about_row;
  AdwComboRow *kind_row;
  AdwEntryRow *name_row;
  AppFieldError *name_error;
  AdwPreferencesGroup *due_group;
  AdwActionRow *due_row;
  AdwEntryRow *day_row;
  AppFieldError *day_error;
  GtkWidget *calendar_row;
  GtkCalendar *day_calendar;
  GtkWidget *remind_group;
  AdwExpanderRow *remind_row;
  GtkWidget *checks[HARK_DEFINITION_MAX_REMIND];
  AppBusyButton *act_button;
};

static guint done_signal;

G_DEFINE_FINAL_TYPE (AppPeriodDialog, app_period_dialog, ADW_TYPE_WINDOW)

/* NULL: one of its own. */
static const HarkDefinition *
get_definition (AppPeriodDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->kind_row);

  return self->list != NULL && selected > 0 && selected <= self->list->len ? self->list->pdata[selected - 1] : NULL;
}

static const char *
get_definition_name (const HarkDefinition *definition)
{
  const char *name = hark_setting_text_choose (definition->name, app_text_setting_language (), NULL);

  if (definition->kind == HARK_DEFINITION_ACKNOWLEDGE)
    return _ ("Acknowledgement");
  if (definition->kind == HARK_DEFINITION_FEEDBACK)
    return _ ("Feedback");

  return name != NULL ? name : _ ("Deadline");
}

static void
on_name_typed (AppPeriodDialog *self)
{
  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), NULL);
}

/* --- the day --- */

/* FALSE: that is no day. */
static gboolean
read_day (AppPeriodDialog *self, GDate *date)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->day_row))));

  g_date_clear (date, 1);
  if (!hark_absence_is_day (text))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)g_ascii_strtoull (text + 8, NULL, 10),
                  (GDateMonth)g_ascii_strtoull (text + 5, NULL, 10), (GDateYear)g_ascii_strtoull (text, NULL, 10));

  return g_date_valid (date);
}

/* What is chosen now; 0: nothing. */
static gint64
get_due (AppPeriodDialog *self)
{
  const HarkDefinition *definition = get_definition (self);
  GDate date;

  if (definition != NULL)
    return app_client_count_due (self->client, definition, self->calendar, self->received, app_clock_get_now ());

  return read_day (self, &date) ? app_client_get_due (self->client, &date) : 0;
}

static void
show_due (AppPeriodDialog *self)
{
  gint64 due = get_due (self), now = app_clock_get_now ();
  g_autofree char *day = due > 0 ? app_text_due_day_full (due) : NULL;
  g_autofree char *words = due > 0 ? app_text_due_words (due, now) : NULL;
  g_autofree char *text = due > 0 ? g_strdup_printf ("%s · %s", day, words) : g_strdup (_ ("No day is chosen"));

  adw_action_row_set_subtitle (self->due_row, text);
}

static void
on_day_typed (AppPeriodDialog *self)
{
  GDate date;

  app_field_error_set (self->day_error, GTK_WIDGET (self->day_row), NULL);
  if (!self->is_syncing && read_day (self, &date))
    {
      g_autoptr (GDateTime) time = g_date_time_new_utc (g_date_get_year (&date), (int)g_date_get_month (&date),
                                                        g_date_get_day (&date), 12, 0, 0);

      self->is_syncing = TRUE;
      gtk_calendar_select_day (self->day_calendar, time);
      self->is_syncing = FALSE;
    }
  show_due (self);
}

static void
on_day_selected (AppPeriodDialog *self)
{
  g_autoptr (GDateTime) time = gtk_calendar_get_date (self->day_calendar);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d");

  if (self->is_syncing)
    return;

  self->is_syncing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->day_row), text);
  self->is_syncing = FALSE;
  show_due (self);
}

static void
set_day (AppPeriodDialog *self, gint64 due)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (due);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->day_row), text != NULL ? text : "");
}

/* --- reminders --- */

/* (transfer full) */
static char *
describe_lead (guint days)
{
  if (days == 0)
    return g_strdup (_ ("On the day"));

  return g_strdup_printf (ngettext ("%u day before", "%u days before", days), days);
}

/* (transfer full) */
static char *
describe_remind (const HarkRemind *remind)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < remind->n_days; i++)
    {
      g_autofree char *lead = describe_lead (remind->days[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", lead);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static HarkRemind
get_remind (AppPeriodDialog *self)
{
  HarkRemind remind = { 0 };

  for (guint i = 0; i < HARK_DEFINITION_MAX_REMIND; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      remind.days[remind.n_days++] = lead_days[i];

  return remind;
}

static void
show_remind (AppPeriodDialog *self)
{
  const HarkRemind remind = get_remind (self);
  g_autofree char *text = describe_remind (&remind);

  adw_expander_row_set_subtitle (self->remind_row, remind.n_days > 0 ? text : _ ("None"));
}

static void
add_checks (AppPeriodDialog *self)
{
  for (guint i = 0; i < HARK_DEFINITION_MAX_REMIND; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *lead = describe_lead (lead_days[i]);

      self->checks[i] = gtk_check_button_new ();
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]), lead_default[i]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->checks[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, lead, -1);
      g_signal_connect_object (self->checks[i], "toggled", G_CALLBACK (show_remind), self, G_CONNECT_SWAPPED);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), lead);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->checks[i]);
      adw_expander_row_add_row (self->remind_row, row);
    }
  show_remind (self);
}

/* --- what kind --- */

static void
describe_kind (AppPeriodDialog *self, const HarkDefinition *definition)
{
  g_autofree char *remind = definition != NULL ? describe_remind (&definition->remind) : NULL;
  g_autofree char *text = NULL;

  if (definition == NULL)
    text = g_strdup (_ ("Only the team reads what it is. Mails that remind of it say “a deadline”."));
  else if (*remind == '\0')
    text = g_strdup (_ ("Name and length are the area’s. Nobody is reminded of it."));
  else
    /* Translators: %s is when somebody is reminded, such as "7 days before, 1 day before" */
    text = g_strdup_printf (_ ("Name and length are the area’s. Reminders: %s."), remind);
  adw_preferences_group_set_description (self->what_group, text);
}

/* A definition has a name, a length and reminders of its own. */
static void
on_kind (AppPeriodDialog *self)
{
  gboolean is_own = get_definition (self) == NULL;

  if (self->due == 0)
    describe_kind (self, get_definition (self));
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), is_own && self->due == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->day_row), is_own);
  gtk_widget_set_visible (self->calendar_row, is_own);
  gtk_widget_set_visible (self->remind_group, is_own && self->due == 0);
  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), NULL);
  app_field_error_set (self->day_error, GTK_WIDGET (self->day_row), NULL);
  show_due (self);
}

static void
on_definitions (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPeriodDialog) self = app_weak_take (user_data);
  const HarkCalendar *calendar = NULL;
  g_autoptr (GPtrArray) list = app_client_list_definitions_finish (APP_CLIENT (source), result, &calendar, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  /* Without them there are still deadlines of one's own. */
  if (self == NULL || list == NULL)
    return;

  for (guint i = list->len; i > 0; i--)
    if (((HarkDefinition *)list->pdata[i - 1])->start != HARK_DEFINITION_HAND)
      g_ptr_array_remove_index (list, i - 1);
  if (list->len == 0)
    return;

  gtk_string_list_append (names, _ ("Own deadline"));
  for (guint i = 0; i < list->len; i++)
    gtk_string_list_append (names, get_definition_name (list->pdata[i]));
  self->list = g_steal_pointer (&list);
  self->calendar = calendar;
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->kind_row), TRUE);
}

/* --- acting --- */

typedef struct
{
  gpointer dialog; /* weak */
  char *undo;
} Acting;

static void
acting_free (Acting *self)
{
  g_free (self->undo);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Acting, acting_free)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Acting) acting = user_data;
  g_autoptr (AppPeriodDialog) self = app_weak_take (acting->dialog);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->act_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->day_error, GTK_WIDGET (self->day_row),
                           g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND)
                               ? _ ("This deadline is not there any more: somebody removed it.")
                               : app_text_error (error));
      return;
    }

  g_signal_emit (self, done_signal, 0, self->due != 0 ? _ ("Deadline moved") : _ ("Deadline added"), acting->undo);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Says what is wrong beside the field where it is. */
static gboolean
check (AppPeriodDialog *self, const char *name, gint64 due)
{
  gboolean needs_name = self->due == 0 && get_definition (self) == NULL;

  if (needs_name && (*name == '\0' || strlen (name) > APP_PERIOD_MAX_NAME))
    {
      app_field_error_set (self->name_error, GTK_WIDGET (self->name_row),
                           *name == '\0' ? _ ("Say in a few words what is to be done.") : _ ("This text is too long."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
      return FALSE;
    }
  if (get_definition (self) == NULL && (due <= 0 || app_text_due_days_left (due, app_clock_get_now ()) < 0))
    {
      app_field_error_set (self->day_error, GTK_WIDGET (self->day_row),
                           due <= 0 ? _ ("Write a day as year, month and day, such as 2026-12-31.")
                                    : _ ("This day is over already."));
      gtk_widget_grab_focus (GTK_WIDGET (self->day_row));
      return FALSE;
    }

  return TRUE;
}

static void
on_act (AppPeriodDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  const HarkDefinition *definition = get_definition (self);
  AppAction action = { .type = self->due != 0 ? APP_ACTION_CHANGE_PERIOD : APP_ACTION_ADD_PERIOD,
                       .ticket = self->ticket,
                       .period = self->period,
                       .due = get_due (self) };
  AppAction back = { .type = self->due != 0 ? APP_ACTION_CHANGE_PERIOD : APP_ACTION_REMOVE_PERIOD,
                     .ticket = self->ticket,
                     .period = self->period,
                     .due = self->due };
  Acting *acting;

  if (app_busy_button_is_busy (self->act_button) || !check (self, name, action.due))
    return;

  if (self->due == 0)
    {
      action.subject = definition != NULL ? get_definition_name (definition) : name;
      action.remind = definition != NULL ? definition->remind : get_remind (self);
      action.about = self->about;
    }
  if (definition != NULL)
    action.definition = definition->id;
  acting = g_new0 (Acting, 1);
  acting->dialog = app_weak_new (self);
  acting->undo = app_period_group_pack (&back);
  app_busy_button_set_busy (self->act_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, acting);
}

/* Which one it is: what, by whom, and how it begins. (transfer full) */
static char *
describe_entry (const AppEntry *entry)
{
  const char *kind = entry->kind == APP_ENTRY_REPORT ? _ ("Report")
                     : entry->channel != NULL ? _ ("Contact outside Hark")
                     : entry->kind == APP_ENTRY_NOTE ? _ ("Note")
                                                     : _ ("Message");
  const char *author = entry->is_own ? _ ("You") : entry->author != NULL ? entry->author : _ ("Reporter");
  g_autofree char *text = g_strstrip (g_strdup (entry->trust != APP_TRUST_BROKEN ? entry->text : ""));

  return g_strjoin (" · ", kind, author, *text != '\0' ? g_strdelimit (text, "\n", ' ') : NULL, NULL);
}

/* Without a line that says so it is about the ticket. */
static void
show_about (AppPeriodDialog *self, AppTicket *ticket, const HarkId *about)
{
  for (guint i = 0; i < ticket->entries->len; i++)
    {
      const AppEntry *entry = ticket->entries->pdata[i];
      g_autofree char *text = NULL;

      if (!hark_id_equal (&entry->object, about))
        continue;
      text = describe_entry (entry);
      self->about = *about;
      adw_action_row_set_subtitle (self->about_row, text);
      gtk_widget_set_visible (GTK_WIDGET (self->about_row), TRUE);
    }
}

static void
show_move (AppPeriodDialog *self, AppTicket *ticket, const AppPeriod *period)
{
  g_autofree char *day = app_text_due_day_full (period->due);
  g_autofree char *name = g_markup_escape_text (app_text_period_name (period), -1);
  /* Translators: %s is a day */
  g_autofree char *before = g_strdup_printf (_ ("Due so far: %s"), day);
  g_autofree char *text = g_strjoin (" · ", before, app_text_period_about (period), NULL);

  AdwPreferencesGroup *group;

  gtk_window_set_title (GTK_WINDOW (self), _ ("Move Deadline"));
  show_about (self, ticket, &period->about);
  /* a list without rows would show its frame */
  group = gtk_widget_get_visible (GTK_WIDGET (self->about_row)) ? self->what_group : self->due_group;
  gtk_widget_set_visible (GTK_WIDGET (self->what_group), group == self->what_group);
  adw_preferences_group_set_title (group, name);
  adw_preferences_group_set_description (group, text);
  g_object_set (self->act_button, "text", C_ ("button", "Move"), NULL);
}

GtkWindow *
app_period_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket, const AppPeriod *period,
                       const HarkId *about)
{
  AppPeriodDialog *self = g_object_new (APP_TYPE_PERIOD_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = ticket->id;
  self->received = ticket->received;
  if (period != NULL)
    {
      self->period = period->id;
      self->due = period->due;
      show_move (self, ticket, period);
    }
  else
    {
      /* known beforehand, so that it can be taken back */
      hark_id_random (&self->period);
      show_about (self, ticket, about);
      app_client_list_definitions_async (client, &ticket->area, on_definitions, app_weak_new (self));
    }
  set_day (self, period != NULL ? MAX (period->due, app_clock_get_now ()) : app_clock_get_now () + PROPOSED_DAYS * DAY);
  on_kind (self);
  gtk_widget_grab_focus (GTK_WIDGET (period != NULL ? self->day_row : self->name_row));

  return GTK_WINDOW (self);
}

static void
app_period_dialog_dispose (GObject *object)
{
  AppPeriodDialog *self = APP_PERIOD_DIALOG (object);

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_period_dialog_parent_class)->dispose (object);
}

static void
app_period_dialog_class_init (AppPeriodDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_period_dialog_dispose;

  done_signal = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                              G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/period/app-period-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, what_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, about_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, name_error);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, due_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, due_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, day_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, day_error);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, calendar_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, day_calendar);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, remind_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, remind_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodDialog, act_button);
  gtk_widget_class_bind_template_callback (widget_class, on_act);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_name_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_day_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
}

static void
app_period_dialog_init (AppPeriodDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_checks (self);
}

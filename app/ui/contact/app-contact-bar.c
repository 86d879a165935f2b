/* app-contact-bar.c: see app-contact-bar.h */
#include "contact/app-contact-bar.h"

#include "clock/app-clock.h"
#include "field/app-field-error.h"
#include "hark-json.h"
#include "text/app-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_TEXT 1000 /* bytes of what a draft keeps */

struct _AppContactBar
{
  GtkBox parent_instance;

  GDateTime *day; /* NULL: the day on which it is recorded */
  gboolean is_filling;

  GtkDropDown *channel_drop;
  GtkMenuButton *day_button;
  GtkCalendar *calendar;
  GtkEditable *time_entry;
  AppFieldError *time_error;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppContactBar, app_contact_bar, GTK_TYPE_BOX)

static gboolean
is_same_day (GDateTime *a, GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

static void
show_day (AppContactBar *self)
{
  gint64 now = app_clock_get_now ();
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  gboolean is_today = self->day == NULL || is_same_day (self->day, today);
  g_autofree char *date = is_today ? g_strdup (_ ("Today")) : app_text_date (g_date_time_to_unix (self->day), now);
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Day of the contact"), date);

  gtk_menu_button_set_label (self->day_button, date);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->day_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_day (AppContactBar *self, GDateTime *day)
{
  g_clear_pointer (&self->day, g_date_time_unref);
  self->day = day != NULL ? g_date_time_ref (day) : NULL;
  show_day (self);
}

static void
on_edited (AppContactBar *self)
{
  if (self->is_filling)
    return;

  app_field_error_set (self->time_error, GTK_WIDGET (self->time_entry), NULL);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_day_selected (AppContactBar *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);

  if (!self->is_filling)
    set_day (self, day);
  on_edited (self);
}

/* A time is one of a certain day, though the draft be sent on another one. */
static void
on_time_changed (AppContactBar *self)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (app_clock_get_now ());

  if (!self->is_filling && self->day == NULL && *gtk_editable_get_text (self->time_entry) != '\0')
    set_day (self, today);
  on_edited (self);
}

void
app_contact_bar_set_day (AppContactBar *self, int year, int month, int day)
{
  g_autoptr (GDateTime) date = g_date_time_new_local (year, month, day, 12, 0, 0);

  g_return_if_fail (APP_IS_CONTACT_BAR (self) && date != NULL);

  gtk_calendar_select_day (self->calendar, date);
  on_day_selected (self);
}

/* --- what was filled in --- */

static gboolean
fail (AppContactBar *self, const char *message)
{
  app_field_error_set (self->time_error, GTK_WIDGET (self->time_entry), message);
  gtk_widget_grab_focus (GTK_WIDGET (self->time_entry));

  return FALSE;
}

/* "14:30", "9.05" */
static gboolean
read_time (const char *text, int *hour, int *minute)
{
  g_autoptr (GRegex) regex = g_regex_new ("^\\s*([0-9]{1,2})[:.]([0-9]{2})\\s*$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *first = NULL, *second = NULL;

  if (!g_regex_match (regex, text, 0, &match))
    return FALSE;

  first = g_match_info_fetch (match, 1);
  second = g_match_info_fetch (match, 2);
  *hour = (int)g_ascii_strtoull (first, NULL, 10);
  *minute = (int)g_ascii_strtoull (second, NULL, 10);
  return *hour < 24 && *minute < 60;
}

gboolean
app_contact_bar_get (AppContactBar *self, HarkChannel *channel, gint64 *contacted)
{
  const char *text = gtk_editable_get_text (self->time_entry);
  gint64 now = app_clock_get_now ();
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now), time = NULL;
  GDateTime *day = self->day != NULL ? self->day : today;
  int hour, minute;

  g_return_val_if_fail (APP_IS_CONTACT_BAR (self), FALSE);

  *channel = (HarkChannel)gtk_drop_down_get_selected (self->channel_drop);
  *contacted = 0;
  if (*text == '\0' && is_same_day (day, today))
    return TRUE;
  if (read_time (text, &hour, &minute))
    time = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                  g_date_time_get_day_of_month (day), hour, minute, 0);
  if (time == NULL)
    return fail (self, _ ("Say at what time it was, such as 14:30."));
  if (g_date_time_to_unix (time) > now)
    return fail (self, _ ("This time is still to come."));

  *contacted = g_date_time_to_unix (time);
  return *contacted > 0 || fail (self, _ ("Say at what time it was, such as 14:30."));
}

/* --- as a text --- */

char *
app_contact_bar_to_text (AppContactBar *self)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *day = self->day != NULL ? g_date_time_format (self->day, "%F") : NULL;
  HarkChannel channel = (HarkChannel)gtk_drop_down_get_selected (self->channel_drop);

  g_return_val_if_fail (APP_IS_CONTACT_BAR (self), NULL);

  json_object_set_string_member (json, "channel", hark_channel_get_name (channel));
  json_object_set_string_member (json, "day", day != NULL ? day : "");
  json_object_set_string_member (json, "time", gtk_editable_get_text (self->time_entry));
  return hark_json_to_string (json);
}

void
app_contact_bar_set_text (AppContactBar *self, const char *text)
{
  g_autoptr (JsonObject) json = text != NULL ? hark_json_parse_object (text, strlen (text), MAX_TEXT, NULL) : NULL;
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *noon = g_strconcat (json != NULL ? hark_json_peek_string (json, "day") : "", "T12:00:00", NULL);
  g_autoptr (GDateTime) day = g_date_time_new_from_iso8601 (noon, local);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (app_clock_get_now ());
  HarkChannel channel = HARK_CHANNEL_PHONE;

  g_return_if_fail (APP_IS_CONTACT_BAR (self));

  if (json != NULL)
    hark_channel_from_name (hark_json_peek_string (json, "channel"), &channel);
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (self->channel_drop, channel);
  gtk_calendar_select_day (self->calendar, day != NULL ? day : today);
  gtk_editable_set_text (self->time_entry, json != NULL ? hark_json_peek_string (json, "time") : "");
  set_day (self, day);
  self->is_filling = FALSE;
  app_field_error_set (self->time_error, GTK_WIDGET (self->time_entry), NULL);
}

static void
app_contact_bar_finalize (GObject *object)
{
  g_clear_pointer (&APP_CONTACT_BAR (object)->day, g_date_time_unref);

  G_OBJECT_CLASS (app_contact_bar_parent_class)->finalize (object);
}

static void
app_contact_bar_class_init (AppContactBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_contact_bar_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/contact/app-contact-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppContactBar, channel_drop);
  gtk_widget_class_bind_template_child (widget_class, AppContactBar, day_button);
  gtk_widget_class_bind_template_child (widget_class, AppContactBar, calendar);
  gtk_widget_class_bind_template_child (widget_class, AppContactBar, time_entry);
  gtk_widget_class_bind_template_child (widget_class, AppContactBar, time_error);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_time_changed);
}

static void
app_contact_bar_init (AppContactBar *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_type_ensure (APP_TYPE_FIELD_ERROR);
  self->is_filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < HARK_CHANNEL_LAST; i++)
    gtk_string_list_append (names, app_text_channel ((HarkChannel)i));
  gtk_drop_down_set_model (self->channel_drop, G_LIST_MODEL (names));
  app_contact_bar_set_text (self, NULL);
}

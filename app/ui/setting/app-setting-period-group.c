/* app-setting-period-group.c: see app-setting-period-group.h */
#include "setting/app-setting-period-group.h"

#include "app-client-period.h"
#include "field/app-field-error.h"
#include "field/app-order-row.h"
#include "setting/app-definition-dialog.h"
#include "text/app-text-calendar.h"
#include "text/app-text-definition.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

#define MAX_NEXT 3 /* holidays that are shown */
#define DAYS_AHEAD 366

struct _AppSettingPeriodGroup
{
  AdwBin parent_instance;

  AppClient *client;
  HarkProfile profile;
  GPtrArray *own;        /* HarkDefinition; also while a profile is chosen, so that nothing is lost */
  gboolean has_own;      /* @own was chosen, or begun from a profile */
  GPtrArray *shown;      /* HarkDefinition: of the profile, or @own */
  const HarkCalendar *calendar;
  GPtrArray *countries, *regions; /* of the rows: HarkCalendar, not owned */
  char *language;
  GPtrArray *rows; /* GtkWidget, one for each of @shown, in the group */
  gboolean is_showing;

  AdwPreferencesGroup *group;
  GtkWidget *add_definition_button, *no_definition_row;
  AdwComboRow *profile_row, *country_row, *region_row;
  AdwActionRow *law_row, *holiday_row, *source_row, *example_row;
  AppFieldError *definition_error;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppSettingPeriodGroup, app_setting_period_group, ADW_TYPE_BIN)

static void show_list (AppSettingPeriodGroup *self);

static gboolean
is_own (AppSettingPeriodGroup *self)
{
  return self->profile == HARK_PROFILE_OWN;
}

static const char *
get_name (AppSettingPeriodGroup *self, const HarkDefinition *definition)
{
  return app_text_definition_name (definition, app_text_setting_language (), self->language);
}

/* --- the example --- */

/* In the organisation's zone, as its days end. */
static char *
say_due (AppSettingPeriodGroup *self, const HarkDefinition *definition, gint64 now, gint64 started)
{
  gint64 due = app_client_count_due (self->client, definition, self->calendar, now, started);

  return app_client_format_day (self->client, due, _ ("%A, %-d %B %Y"));
}

static char *
say_promise (AppSettingPeriodGroup *self, const HarkDefinition *definition, gint64 now)
{
  const char *name = get_name (self, definition);
  g_autofree char *due = say_due (self, definition, now, now);
  g_autofree char *latest = NULL;

  if (definition->start != HARK_DEFINITION_ACKNOWLEDGEMENT)
    /* Translators: what is due, such as "Acknowledgement", and a day */
    return g_strdup_printf (_ ("%s: by %s"), name, due);
  if (definition->n_latest == 0)
    /* Translators: what is due, such as "Feedback", and a day */
    return g_strdup_printf (_ ("%s: by %s, if it is acknowledged today"), name, due);

  latest = say_due (self, definition, now, 0);
  /* Translators: what is due, such as "Feedback", and two days */
  return g_strdup_printf (_ ("%s: by %s, if it is acknowledged today; by %s at the latest"), name, due, latest);
}

static void
show_example (AppSettingPeriodGroup *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *zone = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->client == NULL)
    return;

  for (guint i = 0; i < self->shown->len; i++)
    {
      const HarkDefinition *definition = self->shown->pdata[i];
      g_autofree char *line = definition->attaches ? say_promise (self, definition, now) : NULL;

      if (line != NULL)
        g_string_append_printf (text, "%s\n", line);
    }
  if (text->len == 0)
    g_string_append_printf (text, "%s\n", _ ("Nothing is due by itself."));
  zone = app_client_get_zone_name (self->client);
  /* Translators: a time zone, such as "Europe/Berlin" */
  g_string_append_printf (text, _ ("Days end at midnight in the organisation’s time zone, %s."), zone);
  adw_action_row_set_subtitle (self->example_row, text->str);
}

/* --- working days --- */

static char *
list_next (AppSettingPeriodGroup *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_time_t (&day, g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < DAYS_AHEAD && n < MAX_NEXT; i++, g_date_add_days (&day, 1))
    {
      g_autoptr (GDateTime) noon = NULL;
      g_autofree char *said = NULL;

      if (!hark_calendar_is_holiday (self->calendar, &day))
        continue;
      noon = g_date_time_new_utc (g_date_get_year (&day), (int)g_date_get_month (&day), g_date_get_day (&day), 12, 0,
                                  0);
      said = g_date_time_format (noon, _ ("%A, %-d %B %Y"));
      g_string_append_printf (text, "%s%s", n++ > 0 ? "\n" : "", said);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
describe (AppSettingPeriodGroup *self)
{
  const char *source = hark_calendar_get_source (self->calendar);
  g_autofree char *next = list_next (self);

  gtk_widget_set_visible (GTK_WIDGET (self->region_row), self->regions->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->holiday_row), *next != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->source_row), *source != '\0');
  adw_action_row_set_subtitle (self->holiday_row, next);
  adw_action_row_set_subtitle (self->source_row, source);
  adw_action_row_set_subtitle (self->law_row, app_text_profile_law (self->profile));
  show_example (self);
}

static int
compare_regions (gconstpointer a, gconstpointer b)
{
  const HarkCalendar *one = *(const HarkCalendar *const *)a, *other = *(const HarkCalendar *const *)b;

  return g_utf8_collate (app_text_calendar_region (one), app_text_calendar_region (other));
}

/* Of the calendar's country: what holds all over it, then its parts by name. */
static void
list_regions (AppSettingPeriodGroup *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  g_ptr_array_set_size (self->regions, 0);
  for (guint i = 0; i < hark_calendar_count (); i++)
    if (app_text_calendar_is_near (hark_calendar_get (i), self->calendar))
      g_ptr_array_add (self->regions->len == 0 ? self->regions : parts, (gpointer)hark_calendar_get (i));
  g_ptr_array_sort (parts, compare_regions);
  g_ptr_array_extend (self->regions, parts, NULL, NULL);
}

static void
show_region (AppSettingPeriodGroup *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  list_regions (self);
  for (guint i = 0; i < self->regions->len; i++)
    gtk_string_list_append (names, app_text_calendar_region (self->regions->pdata[i]));
  g_ptr_array_find (self->regions, self->calendar, &selected);
  adw_combo_row_set_model (self->region_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->region_row, selected);
}

static void
show_calendar (AppSettingPeriodGroup *self)
{
  for (guint i = 0; i < self->countries->len; i++)
    if (app_text_calendar_is_near (self->countries->pdata[i], self->calendar))
      adw_combo_row_set_selected (self->country_row, i);
  show_region (self);
}

static void
tell (AppSettingPeriodGroup *self)
{
  app_field_error_set (self->definition_error, NULL, NULL);
  describe (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_country (AppSettingPeriodGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->country_row);

  if (self->is_showing || selected >= self->countries->len)
    return;

  self->calendar = self->countries->pdata[selected];
  self->is_showing = TRUE;
  show_region (self);
  self->is_showing = FALSE;
  tell (self);
}

static void
on_region (AppSettingPeriodGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->region_row);

  if (self->is_showing || selected >= self->regions->len)
    return;

  self->calendar = self->regions->pdata[selected];
  tell (self);
}

/* --- the profile --- */

/* What is shown is a profile's, or the own ones, of which @shown is then another reference. */
static void
set_profile (AppSettingPeriodGroup *self, HarkProfile profile)
{
  self->profile = profile;
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = is_own (self) ? g_ptr_array_ref (self->own) : hark_profile_list (profile);
  self->has_own |= is_own (self);
  show_list (self);
}

static void
set_own (AppSettingPeriodGroup *self, GPtrArray *list)
{
  g_ptr_array_unref (self->own);
  self->own = hark_definition_list_copy (list);
  self->has_own = FALSE;
}

/* Own ones begin as those that were there. */
static void
on_profile (AppSettingPeriodGroup *self)
{
  HarkProfile profile = (HarkProfile)adw_combo_row_get_selected (self->profile_row);

  if (self->is_showing || self->shown == NULL || profile == self->profile)
    return;

  if (profile == HARK_PROFILE_OWN && !self->has_own)
    set_own (self, self->shown);
  set_profile (self, profile);
  tell (self);
}

/* --- changing own ones --- */

/* The rows are new. */
static void
focus (AppSettingPeriodGroup *self, guint index, AppOrderPart part)
{
  app_order_row_focus (self->rows, index, part, self->add_definition_button);
}

static void
on_moved (AppSettingPeriodGroup *self, guint to, int part, AppOrderRow *row)
{
  g_ptr_array_insert (self->own, (int)to, g_ptr_array_steal_index (self->own, app_order_row_get_index (row)));
  show_list (self);
  tell (self);
  focus (self, to, (AppOrderPart)part);
}

static void
on_removed (AppSettingPeriodGroup *self, AppOrderRow *row)
{
  guint index = app_order_row_get_index (row);

  g_ptr_array_remove_index (self->own, index);
  show_list (self);
  tell (self);
  focus (self, index, APP_ORDER_REMOVE);
}

/* The one with its id, wherever it stands by now, or a new one; also where what came from elsewhere has put a profile in
 * place of own ones meanwhile. */
static void
on_done (AppSettingPeriodGroup *self, GtkWindow *dialog)
{
  HarkDefinition *definition = app_definition_dialog_get_definition (APP_DEFINITION_DIALOG (dialog));
  guint index = 0;

  if (!is_own (self))
    adw_combo_row_set_selected (self->profile_row, HARK_PROFILE_OWN);
  while (index < self->own->len
         && !hark_id_equal (&((HarkDefinition *)self->own->pdata[index])->id, &definition->id))
    index++;
  if (index < self->own->len)
    g_ptr_array_remove_index (self->own, index);
  g_ptr_array_insert (self->own, (int)index, definition);
  show_list (self);
  tell (self);
  focus (self, index, APP_ORDER_WHOLE);
}

static void
edit (AppSettingPeriodGroup *self, const HarkDefinition *definition)
{
  GtkWindow *dialog = app_definition_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), definition,
                                                 self->own, self->language);

  g_signal_connect_object (dialog, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_add (AppSettingPeriodGroup *self)
{
  edit (self, NULL);
}

static void
on_activated (AppSettingPeriodGroup *self, AppOrderRow *row)
{
  edit (self, self->own->pdata[app_order_row_get_index (row)]);
}

/* --- rows --- */

static GtkWidget *
create_own_row (AppSettingPeriodGroup *self, guint index, const char *about)
{
  GtkWidget *row = app_order_row_new (get_name (self, self->own->pdata[index]), about, _ ("Edit the deadline"), index,
                                      self->own->len);

  g_signal_connect_object (row, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
create_row (AppSettingPeriodGroup *self, guint index)
{
  const HarkDefinition *definition = self->shown->pdata[index];
  g_autofree char *about = app_text_definition_about (definition);
  AdwActionRow *row;

  if (is_own (self))
    return create_own_row (self, index, about);

  row = ADW_ACTION_ROW (adw_action_row_new ());
  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), get_name (self, definition));
  adw_action_row_set_subtitle (row, about);
  return GTK_WIDGET (row);
}

static void
show_list (AppSettingPeriodGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < self->shown->len; i++)
    {
      GtkWidget *row = create_row (self, i);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->no_definition_row, self->shown->len == 0);
  gtk_widget_set_visible (self->add_definition_button, is_own (self));
  gtk_widget_set_sensitive (self->add_definition_button, self->own->len < HARK_DEFINITION_MAX);
}

/* --- */

void
app_setting_period_group_set_client (AppSettingPeriodGroup *self, AppClient *client)
{
  g_return_if_fail (APP_IS_SETTING_PERIOD_GROUP (self));

  g_set_object (&self->client, client);
}

void
app_setting_period_group_set_language (AppSettingPeriodGroup *self, const char *language)
{
  g_return_if_fail (APP_IS_SETTING_PERIOD_GROUP (self));

  if (g_strcmp0 (language, self->language) == 0)
    return;

  g_free (self->language);
  self->language = g_strdup (language);
  app_field_error_set (self->definition_error, NULL, NULL);
}

static gboolean
is_shown (AppSettingPeriodGroup *self, const HarkSettingArea *area)
{
  return self->shown != NULL && area->profile == self->profile
         && (!is_own (self) || hark_definition_list_equal (area->periods, self->own));
}

/* Rows that say the same stay, and what has the focus in them. */
void
app_setting_period_group_show (AppSettingPeriodGroup *self, const HarkSettingArea *area, gboolean is_same)
{
  gboolean keeps_own = is_same && self->has_own && area->profile != HARK_PROFILE_OWN;

  g_return_if_fail (APP_IS_SETTING_PERIOD_GROUP (self));

  self->is_showing = TRUE;
  app_setting_period_group_set_language (self, area->language);
  if (!is_shown (self, area))
    {
      if (!keeps_own)
        set_own (self, area->periods);
      set_profile (self, area->profile);
      adw_combo_row_set_selected (self->profile_row, area->profile);
    }
  else if (!is_own (self) && !keeps_own)
    set_own (self, area->periods);
  if (self->calendar != area->calendar)
    {
      self->calendar = area->calendar;
      show_calendar (self);
    }
  describe (self);
  self->is_showing = FALSE;
}

void
app_setting_period_group_read (AppSettingPeriodGroup *self, HarkSettingArea *area)
{
  g_return_if_fail (APP_IS_SETTING_PERIOD_GROUP (self));

  if (self->shown == NULL)
    return;

  area->profile = self->profile;
  area->calendar = self->calendar;
  g_ptr_array_unref (area->periods);
  area->periods = is_own (self) ? hark_definition_list_copy (self->own) : hark_profile_list (HARK_PROFILE_OWN);
}

gboolean
app_setting_period_group_check (AppSettingPeriodGroup *self)
{
  g_return_val_if_fail (APP_IS_SETTING_PERIOD_GROUP (self), FALSE);

  app_field_error_set (self->definition_error, NULL, NULL);
  for (guint i = 0; is_own (self) && i < self->own->len; i++)
    {
      const HarkDefinition *definition = self->own->pdata[i];
      g_autofree char *problem = NULL;

      if (definition->kind != HARK_DEFINITION_OTHER
          || hark_setting_text_get (definition->name, self->language) != NULL)
        continue;
      /* Translators: a deadline, a language */
      problem = g_strdup_printf (_ ("“%s” needs its name in %s, the area’s main language."),
                                 get_name (self, definition), app_text_language (self->language));
      app_field_error_set (self->definition_error, NULL, problem);
      focus (self, i, APP_ORDER_WHOLE);
      return FALSE;
    }

  return TRUE;
}

static void
app_setting_period_group_dispose (GObject *object)
{
  g_clear_object (&APP_SETTING_PERIOD_GROUP (object)->client);

  G_OBJECT_CLASS (app_setting_period_group_parent_class)->dispose (object);
}

static void
app_setting_period_group_finalize (GObject *object)
{
  AppSettingPeriodGroup *self = APP_SETTING_PERIOD_GROUP (object);

  g_ptr_array_unref (self->own);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_ptr_array_unref (self->countries);
  g_ptr_array_unref (self->regions);
  g_ptr_array_unref (self->rows);
  g_free (self->language);

  G_OBJECT_CLASS (app_setting_period_group_parent_class)->finalize (object);
}

static void
app_setting_period_group_class_init (AppSettingPeriodGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_setting_period_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_setting_period_group_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-period-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, add_definition_button);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, no_definition_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, definition_error);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, profile_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, law_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, country_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, region_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, holiday_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, source_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPeriodGroup, example_row);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_profile);
  gtk_widget_class_bind_template_callback (widget_class, on_country);
  gtk_widget_class_bind_template_callback (widget_class, on_region);
}

static void
fill_rows (AppSettingPeriodGroup *self)
{
  g_autoptr (GtkStringList) profiles = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) countries = gtk_string_list_new (NULL);

  for (HarkProfile profile = HARK_PROFILE_EU; profile <= HARK_PROFILE_OWN; profile++)
    gtk_string_list_append (profiles, app_text_profile (profile));
  adw_combo_row_set_model (self->profile_row, G_LIST_MODEL (profiles));
  for (guint i = 0; i < hark_calendar_count (); i++)
    {
      const HarkCalendar *calendar = hark_calendar_get (i);

      /* a country comes before its regions */
      if (self->countries->len > 0
          && app_text_calendar_is_near (calendar, self->countries->pdata[self->countries->len - 1]))
        continue;
      g_ptr_array_add (self->countries, (gpointer)calendar);
      gtk_string_list_append (countries, app_text_calendar_country (calendar));
    }
  adw_combo_row_set_model (self->country_row, G_LIST_MODEL (countries));
}

static void
app_setting_period_group_init (AppSettingPeriodGroup *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  self->own = hark_profile_list (HARK_PROFILE_OWN);
  self->countries = g_ptr_array_new ();
  self->regions = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  self->language = g_strdup ("en");
  self->is_showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_rows (self);
  self->is_showing = FALSE;
}

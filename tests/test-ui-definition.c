/* test-ui-definition.c: Case management > Settings > Deadlines at a window: what an Expert promises, what the server and
 * the portal make of it, and how it is told
 *
 * HARK_SHOTS=DIR leaves a picture of each place. */
#include "app-client-area.h"
#include "app-client-private.h"
#include "app-client-setting.h"
#include "colleague.h"
#include "hark-json.h"
#include "setting/app-definition-dialog.h"
#include "ui-desk.h"

#include <string.h>

typedef struct
{
  Desk desk;
  Colleague *ben; /* Expert of Compliance as well */
  HarkId compliance;
} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = NULL;

  desk_set_up (&f->desk, NULL);
  areas = app_client_get_areas (f->desk.client);
  g_assert_cmpuint (areas->len, ==, 1);
  f->compliance = ((AppArea *)areas->pdata[0])->id;
  f->ben = colleague_join (f->desk.server, f->desk.client, "ben", HARK_ROLE_EXPERT);
  desk_sync (&f->desk);
  ui_act (GTK_WIDGET (f->desk.window), "win.settings", "");
  ui_find (f->desk.window, "period_group");
}

static void
tear_down (Office *f, gconstpointer unused)
{
  colleague_free (f->ben);
  desk_tear_down (&f->desk, NULL);
}

static GtkWidget *
find (Office *f, const char *id)
{
  return ui_find (ui_find (f->desk.window, "period_group"), id);
}

static void
choose (gpointer root, const char *id, guint position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (root, id)), position);
  ui_settle ();
}

/* Among what the row offers. */
static void
choose_called (gpointer root, const char *id, const char *name)
{
  AdwComboRow *row = ADW_COMBO_ROW (ui_find (root, id));
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        {
          choose (root, id, i);
          return;
        }
    }
  g_error ("%s does not offer %s", id, name);
}

static guint
count_choices (GtkWidget *row)
{
  return g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row)));
}

static const char *
get_subtitle (GtkWidget *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static void
save (Office *f)
{
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (f->desk.window, "The settings are saved"));
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
}

/* As somebody else's device has it. */
static AppSetting *
load_as_ben (Office *f)
{
  g_autoptr (GError) error = NULL;
  AppSetting *setting;

  device_sync (f->ben->client);
  setting = app_client_load_setting_sync (f->ben->client, &f->compliance, &error);
  g_assert_no_error (error);
  return setting;
}

static void
show_lower (Office *f, const char *id)
{
  gtk_widget_grab_focus (ui_find (f->desk.window, id));
  ui_settle ();
}

/* As the keyboard does on the row itself. */
static void
press (GtkWidget *row, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  g_assert_true (taken);
  ui_settle ();
}

/* What the portal says of a report that came at @received, as it says days. */
static char *
promise_of (const char *rest, const HarkDefinition *definition, const HarkCalendar *calendar, gint64 received)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (GDateTime) due
      = g_date_time_new_from_unix_utc (hark_definition_due (definition, calendar, zone, received, 0));
  g_autoptr (GDateTime) local = g_date_time_to_timezone (due, zone);
  g_autofree char *day = g_date_time_format (local, "%-d %B %Y");

  return g_strdup_printf ("By %s %s", day, rest);
}

/* --- a profile --- */

static void
test_a_profile_says_in_words_what_it_promises (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");

  g_assert_true (ui_says (ui_find_row (group, "Acknowledgement"),
                          "7 days after receipt · reminder 2 days before · for every ticket · met by the first answer"));
  g_assert_true (ui_says (ui_find_row (group, "Feedback"),
                          "3 months from the acknowledgement, at the latest 7 days and 3 months after receipt · "
                          "reminders 14 and 3 days before · for every ticket · met by hand"));
  g_assert_false (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (ui_find_row (group, "Feedback"))));
  g_assert_null (ui_look (group, "add_definition_button"));
  g_assert_true (g_str_has_prefix (get_subtitle (find (f, "law_row")), "Directive (EU) 2019/1937"));
  g_assert_nonnull (strstr (get_subtitle (find (f, "example_row")), "Acknowledgement: by "));
  g_assert_nonnull (strstr (get_subtitle (find (f, "example_row")), "if it is acknowledged today; by "));
  g_assert_nonnull (strstr (get_subtitle (find (f, "example_row")), "organisation’s time zone, " HARNESS_ZONE));
  g_assert_null (ui_look (group, "region_row"));
  g_assert_null (ui_look (group, "holiday_row"));

  choose (group, "profile_row", HARK_PROFILE_AT);
  g_assert_true (ui_holds (ui_find_row (group, "Feedback"), "3 months after receipt · reminders"));
  show_lower (f, "country_row");
  ui_shoot (f->desk.window, "definition-profile");
  choose (group, "profile_row", HARK_PROFILE_EU);
  ui_wait (ui_look (f->desk.window, "save_button") == NULL); /* as it was */
}

static void
test_calendars_tell_their_days_and_their_source (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (AppSetting) setting = NULL;

  choose_called (group, "country_row", "Switzerland");
  g_assert_nonnull (strstr (get_subtitle (find (f, "source_row")), "Bundesverfassung"));
  choose_called (group, "region_row", "Ticino");
  g_assert_cmpuint (count_choices (find (f, "region_row")), ==, 27); /* the whole country, and its cantons */
  {
    g_auto (GStrv) days = g_strsplit (get_subtitle (find (f, "holiday_row")), "\n", -1);

    g_assert_cmpuint (g_strv_length (days), ==, 3);
  }
  show_lower (f, "example_row");
  ui_shoot (f->desk.window, "definition-calendar");
  save (f);
  setting = load_as_ben (f);
  g_assert_cmpstr (hark_calendar_get_code (setting->area->calendar), ==, "CH-TI");
  ui_wait (ui_holds (ui_find (f->desk.window, "history"), "Public holidays: Switzerland, Ticino"));
}

/* Noon before the next public holiday on which people would work otherwise. */
static gint64
find_eve (const HarkCalendar *calendar, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) eve = NULL;
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, g_date_time_get_day_of_month (today), g_date_time_get_month (today),
                  g_date_time_get_year (today));
  g_date_add_days (&day, 2);
  while (!hark_calendar_is_holiday (calendar, &day) || g_date_get_weekday (&day) > G_DATE_FRIDAY)
    g_date_add_days (&day, 1);
  g_date_subtract_days (&day, 1);
  eve = g_date_time_new_utc (g_date_get_year (&day), (int)g_date_get_month (&day), g_date_get_day (&day), 12, 0, 0);
  return g_date_time_to_unix (eve);
}

/* What is saved is what the server attaches and what the portal says. */
static void
test_the_portal_promises_what_was_chosen (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autofree char *number = NULL, *acknowledge = NULL, *feedback = NULL;
  g_autoptr (GPtrArray) promised = hark_profile_list (HARK_PROFILE_FR);
  const HarkCalendar *calendar = hark_calendar_find ("FR-AM");
  gint64 now = find_eve (calendar, g_get_real_time () / G_USEC_PER_SEC);

  choose (group, "profile_row", HARK_PROFILE_FR);
  choose_called (group, "country_row", "France");
  choose_called (group, "region_row", "Alsace and Moselle");
  g_assert_true (ui_holds (ui_find_row (group, "Acknowledgement"), "7 working days after receipt"));
  save (f);

  harness_set_now (f->desk.server, now);
  number = desk_report (&f->desk, "Invoices", "Paid twice.");
  acknowledge = promise_of ("it confirms in your inbox that it has your report.", promised->pdata[0], calendar, now);
  feedback = promise_of ("it tells you what came of it.", promised->pdata[1], calendar, now);
  g_assert_true (visitor_sees (f->desk.visitor, acknowledge));
  g_assert_true (visitor_sees (f->desk.visitor, feedback));
}

/* --- own ones --- */

static GtkWindow *
open_dialog (Office *f, const char *name)
{
  if (name == NULL)
    ui_click (f->desk.window, "add_definition_button");
  else
    adw_action_row_activate (ADW_ACTION_ROW (ui_find_row (ui_find (f->desk.window, "period_group"), name)));
  return ui_find_window (APP_TYPE_DEFINITION_DIALOG);
}

static void
finish (GtkWindow *dialog)
{
  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "done_button") == NULL);
}

static void
set_number (GtkWindow *dialog, const char *id, guint number)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find (dialog, id)), number);
  ui_settle ();
}

static void
click_in (Office *f, const char *row, const char *what)
{
  GtkWidget *button = ui_find (ui_find_row (ui_find (f->desk.window, "period_group"), row), what);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  ui_settle ();
}

static void
test_own_deadlines_are_added_moved_changed_and_removed (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (AppSetting) setting = NULL;
  const HarkDefinition *first, *second, *third;
  GtkWindow *dialog;
  g_autofree char *name = NULL;

  /* what the profile promised is where it begins */
  choose (group, "profile_row", HARK_PROFILE_OWN);
  g_assert_true (ui_holds (ui_find_row (group, "Feedback"), "7 days and 3 months after receipt"));
  dialog = open_dialog (f, NULL);
  ui_type (dialog, "english_row", "First assessment");
  ui_type (dialog, "german_row", "Erste Einschätzung");
  set_number (dialog, "count_spin", 5);
  choose (dialog, "unit_row", HARK_PERIOD_WORKING_DAYS);
  ui_type (dialog, "remind_row", "1, 3 3");
  g_assert_true (ui_says (ui_find (dialog, "rule_row"),
                          "5 working days after receipt · reminders 3 and 1 days before · for every ticket · met by hand"));
  ui_shoot (dialog, "definition-dialog");
  finish (dialog);

  press (ui_find_row (group, "First assessment"), GDK_KEY_Up, GDK_ALT_MASK);
  g_assert_true (gtk_widget_has_focus (ui_find_row (group, "First assessment")));
  click_in (f, "First assessment", "up_button");
  click_in (f, "First assessment", "down_button");
  name = ui_get_name (ui_find (ui_find_row (group, "First assessment"), "remove_button"));
  g_assert_cmpstr (name, ==, "Remove: First assessment");

  dialog = open_dialog (f, "Acknowledgement");
  g_assert_null (ui_look (dialog, "start_row")); /* it is counted from the receipt */
  g_assert_null (ui_look (dialog, "english_row"));
  set_number (dialog, "count_spin", 3);
  finish (dialog);
  dialog = open_dialog (f, "Feedback");
  set_number (dialog, "count_spin", 2);
  set_number (dialog, "second_spin", 0);
  ui_shoot (dialog, "definition-dialog-latest");
  finish (dialog);
  g_assert_true (ui_holds (ui_find_row (group, "Feedback"), "2 months from the acknowledgement, at the latest 7 days"));
  show_lower (f, "country_row");
  ui_shoot (f->desk.window, "definition-own");
  save (f);

  setting = load_as_ben (f);
  g_assert_cmpint (setting->area->profile, ==, HARK_PROFILE_OWN);
  g_assert_cmpuint (setting->area->periods->len, ==, 3);
  first = setting->area->periods->pdata[0];
  second = setting->area->periods->pdata[1];
  third = setting->area->periods->pdata[2];
  g_assert_cmpint (first->kind, ==, HARK_DEFINITION_ACKNOWLEDGE);
  g_assert_cmpuint (first->length.count, ==, 3);
  g_assert_true (first->by_answer);
  g_assert_cmpstr (hark_setting_text_get (second->name, "de"), ==, "Erste Einschätzung");
  g_assert_cmpint (second->length.unit, ==, HARK_PERIOD_WORKING_DAYS);
  g_assert_cmpuint (second->remind.n_days, ==, 2);
  g_assert_cmpuint (second->remind.days[0], ==, 3);
  g_assert_true (second->attaches && !second->by_answer);
  g_assert_cmpuint (third->n_latest, ==, 1);

  click_in (f, "First assessment", "remove_button");
  save (f);
  ui_wait (ui_holds (ui_find (f->desk.window, "history"), "Deadline removed: First assessment (5 working days"));
  g_assert_true (ui_holds (ui_find (f->desk.window, "history"), "Profile of deadlines: Own"));
  g_assert_true (ui_holds (ui_find (f->desk.window, "history"), "Deadline added: First assessment (5 working days"));
  gtk_widget_child_focus (ui_find (f->desk.window, "history"), GTK_DIR_TAB_FORWARD);
  ui_settle ();
  ui_shoot (f->desk.window, "definition-history");
}

static void
test_what_is_wrong_with_a_deadline_is_said_beside_it (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  GtkWindow *dialog;

  choose (group, "profile_row", HARK_PROFILE_OWN);
  dialog = open_dialog (f, NULL);
  g_assert_null (ui_look (dialog, "kind_row")); /* there is an acknowledgement, and feedback */
  ui_type (dialog, "remind_row", "soon");
  ui_click (dialog, "done_button");
  ui_wait (ui_says (dialog, "Enter the name in the area’s main language."));
  g_assert_true (ui_says (dialog, "Enter numbers of days, a year at most: “14, 3”."));
  ui_shoot (dialog, "definition-wrong");
  ui_type (dialog, "english_row", "Call");
  ui_type (dialog, "remind_row", "1 2 3 4 5 6");
  ui_click (dialog, "done_button");
  ui_wait (ui_says (dialog, "There are five reminders at most."));
  ui_type (dialog, "remind_row", "");
  choose (dialog, "start_row", HARK_DEFINITION_HAND);
  g_assert_null (ui_look (dialog, "attach_row"));
  g_assert_null (ui_look (dialog, "answer_row"));
  g_assert_true (ui_holds (dialog, "14 days from when somebody adds it · no reminder · added by hand · met by hand"));
  finish (dialog);

  /* one of the two that there may be once */
  click_in (f, "Feedback", "remove_button");
  dialog = open_dialog (f, "Call");
  choose_called (dialog, "kind_row", "Feedback");
  g_assert_null (ui_look (dialog, "english_row"));
  choose_called (dialog, "kind_row", "Of the team alone");
  finish (dialog);

  choose (f->desk.window, "language_row", 1);
  ui_type (ui_find (f->desk.window, "german_group"), "name_row", "Regeln");
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (group, "“Call” needs its name in German, the area’s main language."));
  dialog = open_dialog (f, "Call");
  ui_type (dialog, "german_row", "Anruf");
  finish (dialog);
  save (f);
}

static void
test_a_deadline_is_named_in_whatever_language_the_area_has (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (AppSetting) his = load_as_ben (f);
  g_autoptr (AppSetting) setting = NULL;
  const HarkDefinition *last;
  GtkWindow *dialog;
  GError *error = NULL;

  g_free (his->area->language);
  his->area->language = g_strdup ("fr");
  hark_setting_text_set (his->area->name, "fr", "Conformité");
  app_client_save_setting_sync (f->ben->client, his, &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  ui_wait (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (f->desk.window, "language_row"))) == 2);

  choose (group, "profile_row", HARK_PROFILE_OWN);
  dialog = open_dialog (f, NULL);
  ui_type (dialog, "english_row", "Call");
  ui_click (dialog, "done_button");
  ui_wait (ui_says (dialog, "Enter the name in the area’s main language."));
  g_assert_true (ui_look_for_row (dialog, "Name (French)") == ui_find (dialog, "main_row"));
  ui_shoot (dialog, "definition-dialog-main");
  ui_type (dialog, "main_row", "Appel");
  finish (dialog);
  save (f);
  setting = load_as_ben (f);
  last = setting->area->periods->pdata[setting->area->periods->len - 1];
  g_assert_cmpstr (hark_setting_text_get (last->name, "fr"), ==, "Appel");
  g_assert_cmpstr (hark_setting_text_get (last->name, "en"), ==, "Call");
  dialog = open_dialog (f, "Call");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (dialog, "main_row"))), ==, "Appel");
  ui_click (dialog, "cancel_button");
}

/* What somebody wrote is not lost by a look at what the law says. */
static void
test_own_deadlines_come_back_from_a_profile (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  GtkWindow *dialog;

  choose (group, "profile_row", HARK_PROFILE_IT);
  choose (group, "profile_row", HARK_PROFILE_OWN);
  click_in (f, "Feedback", "remove_button");
  ui_wait (ui_look_for_row (group, "Feedback") == NULL);
  choose (group, "profile_row", HARK_PROFILE_AT);
  ui_find_row (group, "Feedback");
  choose (group, "profile_row", HARK_PROFILE_OWN);
  ui_wait (ui_look_for_row (group, "Feedback") == NULL);
  dialog = open_dialog (f, "Acknowledgement");
  choose (group, "profile_row", HARK_PROFILE_AT);
  set_number (dialog, "count_spin", 6);
  finish (dialog);
  ui_wait (ui_look_for_row (group, "Feedback") == NULL);
  g_assert_true (ui_holds (ui_find_row (group, "Acknowledgement"), "6 days after receipt"));
  click_in (f, "Acknowledgement", "remove_button");
  ui_wait (ui_says (group, "Nothing is promised"));
  g_assert_nonnull (strstr (get_subtitle (find (f, "example_row")), "Nothing is due by itself."));
}

static void
discard (Office *f)
{
  ui_click (f->desk.window, "discard_button");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)), "discard");
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
}

/* What comes from elsewhere shows the form again while the law is looked at. */
static void
test_own_deadlines_outlast_what_others_save (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (AppSetting) his = NULL;
  GError *error = NULL;

  choose (group, "profile_row", HARK_PROFILE_OWN);
  click_in (f, "Feedback", "remove_button");
  choose (group, "profile_row", HARK_PROFILE_EU);
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
  his = load_as_ben (f);
  his->area->calendar = hark_calendar_find ("AT");
  app_client_save_setting_sync (f->ben->client, his, &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  ui_wait (ui_look (group, "holiday_row") != NULL);
  ui_find_row (group, "Feedback");
  choose (group, "profile_row", HARK_PROFILE_OWN);
  g_assert_null (ui_look_for_row (group, "Feedback"));

  /* discarded, they are gone */
  discard (f);
  choose (group, "profile_row", HARK_PROFILE_OWN);
  ui_find_row (group, "Feedback");
}

static void
test_own_deadlines_stay_in_their_area (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  HarkId anna = f->desk.client->store->account->user;
  GError *error = NULL;

  app_client_new_area_sync (f->desk.client, "en", "Travel", &anna, 1, NULL, &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  ui_wait (ui_look (f->desk.window, "area_row") != NULL);
  choose (group, "profile_row", HARK_PROFILE_OWN);
  click_in (f, "Feedback", "remove_button");
  choose (group, "profile_row", HARK_PROFILE_EU);
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
  choose (f->desk.window, "area_row", 1);
  group = ui_find (f->desk.window, "period_group");
  choose (group, "profile_row", HARK_PROFILE_OWN);
  ui_find_row (group, "Feedback");
}

/* Tab, from the first row to the last. */
static void
test_the_keyboard_reaches_every_control (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  GtkWidget *acknowledge;

  choose (group, "profile_row", HARK_PROFILE_OWN);
  choose_called (group, "country_row", "Switzerland");
  acknowledge = ui_find_row (group, "Acknowledgement");
  gtk_widget_grab_focus (find (f, "add_definition_button"));
  do
    {
      GtkWidget *at = gtk_window_get_focus (f->desk.window);

      for (; at != NULL && at != group; at = gtk_widget_get_parent (at))
        g_hash_table_add (reached, at);
    }
  while (gtk_widget_child_focus (group, GTK_DIR_TAB_FORWARD));

  g_assert_true (g_hash_table_contains (reached, find (f, "profile_row")));
  g_assert_true (g_hash_table_contains (reached, acknowledge));
  g_assert_true (g_hash_table_contains (reached, ui_find (acknowledge, "down_button")));
  g_assert_true (g_hash_table_contains (reached, ui_find (acknowledge, "remove_button")));
  g_assert_true (g_hash_table_contains (reached, find (f, "country_row")));
  g_assert_true (g_hash_table_contains (reached, find (f, "region_row")));
  g_assert_true (g_hash_table_contains (reached, find (f, "example_row")));
}

/* --- beside others --- */

static void
test_the_preview_promises_it_in_either_language (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  GtkWidget *preview = ui_find (f->desk.window, "preview_scroll");

  ui_wait (ui_holds (preview, " it confirms in your inbox that it has your report."));
  g_assert_true (ui_holds (preview, " it tells you what came of it."));
  choose (group, "profile_row", HARK_PROFILE_OWN);
  click_in (f, "Acknowledgement", "remove_button");
  ui_wait (!ui_holds (preview, " it confirms in your inbox that it has your report."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (f->desk.window, "language_drop_down")), 1);
  ui_wait (ui_holds (preview, " teilt es Ihnen mit, was daraus geworden ist."));
}

static void
test_of_two_versions_both_tell_their_deadlines (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  g_autoptr (AppSetting) his = load_as_ben (f);
  g_autoptr (AppSetting) merged = NULL;
  GtkWidget *conflict;
  GError *error = NULL;

  choose (group, "profile_row", HARK_PROFILE_AT);
  his->area->calendar = hark_calendar_find ("AT");
  app_client_save_setting_sync (f->ben->client, his, &error);
  g_assert_no_error (error);
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_look (f->desk.window, "conflict") != NULL);
  conflict = ui_find (f->desk.window, "conflict");
  g_assert_true (ui_holds (conflict, "Public holidays: Austria (before: No public holidays)"));
  g_assert_true (ui_holds (conflict, "Profile of deadlines: Austria (before: EU and Germany)"));
  ui_click (f->desk.window, "keep_button");
  ui_wait (ui_look (f->desk.window, "conflict") == NULL);
  ui_find_row (group, "Next Public Holidays");
  save (f);
  merged = load_as_ben (f);
  g_assert_cmpint (merged->area->profile, ==, HARK_PROFILE_AT);
  g_assert_cmpstr (hark_calendar_get_code (merged->area->calendar), ==, "AT");
}

static void
test_a_draft_keeps_the_deadlines (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  GtkWindow *dialog;

  choose (group, "profile_row", HARK_PROFILE_OWN);
  dialog = open_dialog (f, "Feedback");
  set_number (dialog, "count_spin", 4);
  finish (dialog);
  desk_close_window (&f->desk);
  desk_open_window (&f->desk);
  ui_act (GTK_WIDGET (f->desk.window), "win.settings", "");
  group = ui_find (f->desk.window, "period_group");
  ui_wait (ui_look_for_row (group, "Feedback") != NULL
           && ui_holds (ui_look_for_row (group, "Feedback"), "4 months from the acknowledgement"));
  ui_find (f->desk.window, "save_button");
}

/* At 360 pixels nothing is cut off, nor the window made wider. */
static void
test_deadlines_fit_a_narrow_window (Office *f, gconstpointer unused)
{
  GtkWidget *group = ui_find (f->desk.window, "period_group");
  GtkWindow *dialog;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  choose (group, "profile_row", HARK_PROFILE_OWN);
  choose_called (group, "country_row", "Germany");
  choose_called (group, "region_row", "Thuringia with Corpus Christi");
  show_lower (f, "country_row");
  ui_shoot (f->desk.window, "definition-dark");
  ui_resize (f->desk.window, 360, 640);
  show_lower (f, "profile_row");
  ui_shoot (f->desk.window, "definition-narrow");
  show_lower (f, "example_row");
  ui_shoot (f->desk.window, "definition-narrow-days");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->desk.window)), <=, 380);
  dialog = open_dialog (f, "Feedback");
  ui_resize (dialog, 360, 640);
  ui_settle ();
  ui_shoot (dialog, "definition-dialog-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, 400);
  ui_click (dialog, "cancel_button");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

#define ADD(path, function) g_test_add ("/ui/definition/" path, Office, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  ADD ("profile", test_a_profile_says_in_words_what_it_promises);
  ADD ("calendar", test_calendars_tell_their_days_and_their_source);
  ADD ("portal", test_the_portal_promises_what_was_chosen);
  ADD ("own", test_own_deadlines_are_added_moved_changed_and_removed);
  ADD ("wrong", test_what_is_wrong_with_a_deadline_is_said_beside_it);
  ADD ("main-language", test_a_deadline_is_named_in_whatever_language_the_area_has);
  ADD ("back", test_own_deadlines_come_back_from_a_profile);
  ADD ("outlast", test_own_deadlines_outlast_what_others_save);
  ADD ("area", test_own_deadlines_stay_in_their_area);
  ADD ("keyboard", test_the_keyboard_reaches_every_control);
  ADD ("preview", test_the_preview_promises_it_in_either_language);
  ADD ("conflict", test_of_two_versions_both_tell_their_deadlines);
  ADD ("draft", test_a_draft_keeps_the_deadlines);
  ADD ("narrow", test_deadlines_fit_a_narrow_window);

  return ui_run ();
}

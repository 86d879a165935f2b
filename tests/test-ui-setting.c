/* test-ui-setting.c: Case management > Settings at a window: what an Expert settles, how it would look to reporters,
 * and what happens where it cannot be saved
 *
 * HARK_SHOTS=DIR leaves a picture of each place. */
#include "app-client-area.h"
#include "app-client-private.h"
#include "app-client-setting.h"
#include "colleague.h"
#include "preferences/app-preferences.h"
#include "setting/app-question-dialog.h"
#include "sidebar/app-place.h"
#include "ui-desk.h"

typedef struct
{
  Desk desk;
  Colleague *ben; /* Expert of Compliance as well; joins when there is a second one to be */
  HarkId compliance;
} Office;

static HarkId
get_area (AppClient *client, const char *name)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  for (guint i = 0; i < areas->len; i++)
    if (g_str_equal (((AppArea *)areas->pdata[i])->name, name))
      return ((AppArea *)areas->pdata[i])->id;
  g_assert_not_reached ();
}

static void
set_up (Office *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
  f->compliance = get_area (f->desk.client, "Compliance");
}

static void
tear_down (Office *f, gconstpointer unused)
{
  if (f->ben != NULL)
    colleague_free (f->ben);
  desk_tear_down (&f->desk, NULL);
}

static void
add_ben (Office *f, HarkRole role)
{
  f->ben = colleague_join (f->desk.server, f->desk.client, "ben", role);
  desk_sync (&f->desk);
}

static AppSetting *
load (AppClient *client, const HarkId *area)
{
  g_autoptr (GError) error = NULL;
  AppSetting *setting = app_client_load_setting_sync (client, area, &error);

  g_assert_no_error (error);
  return setting;
}

static void
open_settings (Office *f)
{
  ui_act (GTK_WIDGET (f->desk.window), "win.settings", "");
  ui_find (f->desk.window, "english_group");
}

static gpointer
find_in (Office *f, const char *group, const char *id)
{
  return ui_find (ui_find (f->desk.window, group), id);
}

static void
type_in (Office *f, const char *group, const char *id, const char *text)
{
  ui_type (ui_find (f->desk.window, group), id, text);
}

static void
turn (Office *f, const char *id, gboolean on)
{
  gtk_switch_set_active (GTK_SWITCH (ui_find (f->desk.window, id)), on);
  ui_settle ();
}

static void
save (Office *f)
{
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (f->desk.window, "The settings are saved"));
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
}

/* What the reporter's side would show. */
static gboolean
preview_says (Office *f, const char *text)
{
  return ui_says (ui_find (f->desk.window, "preview_scroll"), text);
}

/* --- finding it --- */

static void
test_settings_are_for_who_is_expert (Office *f, gconstpointer unused)
{
  GtkWindow *other;

  g_assert_true (ui_says (ui_find (f->desk.window, "sidebar"), "Settings"));
  add_ben (f, HARK_ROLE_PROFESSIONAL);
  desk_close_window (&f->desk);
  other = ui_open (f->ben->client);
  ui_wait (ui_look (other, "sidebar") != NULL && ui_says (ui_find (other, "sidebar"), "People"));
  g_assert_false (ui_says (ui_find (other, "sidebar"), "Settings"));
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (other), "win.settings", "s", "")
                  && ui_look (other, "english_group") != NULL);
  ui_close (other);
  desk_open_window (&f->desk);
}

static void
test_preferences_lead_to_the_same_page (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (f->desk.window), "win.preferences", NULL);
  dialog = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (dialog), "areas");
  ui_wait (ui_look_for_row (dialog, "Compliance") != NULL);
  ui_shoot (dialog, "settings-preferences");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find_row (dialog, "Compliance")));
  ui_find (f->desk.window, "english_group");
}

/* --- every control has a name --- */

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_TEXT_VIEW (widget)
         || GTK_IS_DROP_DOWN (widget) || GTK_IS_ENTRY (widget) || GTK_IS_CHECK_BUTTON (widget);
}

/* What is part of something that has one. */
static gboolean
is_inner (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_BUTTON) != NULL
         || (gtk_widget_get_ancestor (widget, GTK_TYPE_DROP_DOWN) != NULL && !GTK_IS_DROP_DOWN (widget));
}

static void
expect_names (GtkWidget *widget, guint *n)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_control (widget) && !is_inner (widget))
    {
      g_autofree char *name = ui_get_name (widget);
      const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

      if ((name == NULL || *name == '\0') && label == NULL)
        g_error ("a %s (%s) without a name", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_name (widget));
      (*n)++;
    }
  if (ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_focusable (widget)
      && gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget)))
    g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), !=, "");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    expect_names (child, n);
}

static void
add_question (Office *f, const char *english, const char *german, HarkSettingQuestionKind kind, gboolean required)
{
  GtkWindow *dialog;

  ui_click (f->desk.window, "add_question_button");
  dialog = ui_find_window (APP_TYPE_QUESTION_DIALOG);
  ui_type (dialog, "english_row", english);
  ui_type (dialog, "german_row", german);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "kind_row")), kind);
  gtk_switch_set_active (GTK_SWITCH (ui_find (dialog, "required_switch")), required);
  if (kind == HARK_SETTING_QUESTION_CHOICE)
    {
      ui_type (ui_find (dialog, "english_choices"), "text_view", "Yes\nNo\n\n");
      ui_type (ui_find (dialog, "german_choices"), "text_view", "Ja\nNein");
      ui_shoot (dialog, "settings-question");
    }
  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "done_button") == NULL);
}

static void
test_every_control_has_a_name_and_fits_a_narrow_window (Office *f, gconstpointer unused)
{
  guint n = 0;

  open_settings (f);
  add_question (f, "Did you see it?", "Haben Sie es gesehen?", HARK_SETTING_QUESTION_CHOICE, TRUE);
  type_in (f, "english_group", "text_view", "Everything about rules and laws.");
  ui_wait (preview_says (f, "Everything about rules and laws."));
  expect_names (GTK_WIDGET (f->desk.window), &n);
  g_assert_cmpuint (n, >, 15);
  ui_shoot (f->desk.window, "settings");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  ui_shoot (f->desk.window, "settings-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);

  ui_resize (f->desk.window, 360, 640);
  ui_wait (ui_look (f->desk.window, "preview_button") != NULL);
  ui_shoot (f->desk.window, "settings-narrow");
  for (guint i = 1; i <= 3; i++)
    {
      GtkAdjustment *adjustment
          = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_find (f->desk.window, "setting_scroll")));
      g_autofree char *name = g_strdup_printf ("settings-narrow-%u", i);

      gtk_adjustment_set_value (adjustment, i * 500);
      ui_settle ();
      ui_shoot (f->desk.window, name);
    }
  ui_click (f->desk.window, "preview_button");
  ui_wait (ui_look (f->desk.window, "preview_back_button") != NULL);
  g_assert_true (preview_says (f, "Did you see it? (required)"));
  ui_shoot (f->desk.window, "settings-preview-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->desk.window)), <=, 380);
  ui_click (f->desk.window, "preview_back_button");
  ui_find (f->desk.window, "setting_scroll");
}

/* --- saving --- */

static void
test_what_is_saved_is_there_for_everybody_with_who_changed_what (Office *f, gconstpointer unused)
{
  g_autoptr (AppSetting) setting = NULL;

  add_ben (f, HARK_ROLE_PROFESSIONAL);
  open_settings (f);
  g_assert_null (ui_look (f->desk.window, "save_button"));
  ui_find_row (f->desk.window, "ben"); /* of the team, with its role */
  g_assert_true (ui_says (ui_find_row (f->desk.window, "ben"), "Professional"));
  turn (f, "anonymous_switch", FALSE);
  g_assert_true (ui_holds (f->desk.window, "A name and a way to reach them is required"));
  turn (f, "exclusion_switch", TRUE);
  type_in (f, "english_group", "name_row", "Safety");
  type_in (f, "german_group", "name_row", "Sicherheit");
  type_in (f, "german_group", "text_view", "Alles rund um Regeln.");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (f->desk.window, "contact_row")), HARK_SETTING_CONTACT_PSEUDONYM);
  ui_type (f->desk.window, "pseudonym_row", "The Desk");
  ui_act (ui_find (f->desk.window, "save_button"), "setting.save", NULL);
  ui_wait (ui_says (f->desk.window, "The settings are saved"));

  device_sync (f->ben->client);
  setting = load (f->ben->client, &f->compliance);
  g_assert_cmpuint (setting->version, ==, 1);
  g_assert_false (setting->area->anonymous);
  g_assert_true (setting->area->exclusion);
  g_assert_true (setting->area->portal);
  g_assert_cmpstr (hark_setting_text_get (setting->area->name, "en"), ==, "Safety");
  g_assert_cmpstr (hark_setting_text_get (setting->area->name, "de"), ==, "Sicherheit");
  g_assert_cmpstr (hark_setting_text_get (setting->area->description, "de"), ==, "Alles rund um Regeln.");
  g_assert_cmpint (setting->area->contact, ==, HARK_SETTING_CONTACT_PSEUDONYM);
  g_assert_cmpstr (setting->area->pseudonym, ==, "The Desk");

  turn (f, "exclusion_switch", FALSE);
  save (f);
  ui_wait (ui_holds (ui_find (f->desk.window, "history"), "Reporters may exclude members: no (before: yes)"));
  g_assert_true (ui_holds (ui_find (f->desk.window, "history"), "Name (German): Sicherheit"));
  g_assert_true (ui_holds (ui_find (f->desk.window, "history"), "· anna"));
  gtk_widget_grab_focus (ui_find (f->desk.window, "people_button"));
  ui_settle ();
  ui_shoot (f->desk.window, "settings-history");
  ui_click (f->desk.window, "people_button");
  ui_wait (ui_look (f->desk.window, "people_group") != NULL);
}

/* Before what was saved is read again. */
static void
test_typing_goes_on_after_a_save (Office *f, gconstpointer unused)
{
  GtkSwitch *anonymous;

  open_settings (f);
  anonymous = GTK_SWITCH (ui_find (f->desk.window, "anonymous_switch"));
  turn (f, "exclusion_switch", TRUE);
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (f->desk.window, "The settings are saved"));
  gtk_switch_set_active (anonymous, FALSE);
  g_assert_null (ui_look (f->desk.window, "conflict"));
  ui_settle ();
  g_assert_null (ui_look (f->desk.window, "conflict"));
  save (f);
}

/* As the keyboard does on the row itself. */
static void
press_with_alt (GtkWidget *row, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, GDK_ALT_MASK, &taken);
    }
  g_assert_true (taken);
  ui_settle ();
}

static void
test_questions_are_added_moved_changed_and_removed (Office *f, gconstpointer unused)
{
  g_autoptr (AppSetting) setting = NULL;
  const HarkSettingQuestion *first, *second;
  GtkWidget *row, *button;
  GtkWindow *dialog;

  open_settings (f);
  add_question (f, "When?", "Wann?", HARK_SETTING_QUESTION_DATE, FALSE);
  add_question (f, "Did you see it?", "", HARK_SETTING_QUESTION_CHOICE, TRUE);
  add_question (f, "Anything else?", "", HARK_SETTING_QUESTION_TEXT, FALSE);

  row = ui_find_row (f->desk.window, "Did you see it?");
  g_assert_true (ui_says (row, "Choice · required · Yes, No"));
  press_with_alt (row, GDK_KEY_Down);
  press_with_alt (ui_find_row (f->desk.window, "Did you see it?"), GDK_KEY_Up);
  button = ui_find (ui_find_row (f->desk.window, "Did you see it?"), "up_button");
  g_signal_emit_by_name (button, "clicked");
  ui_settle ();
  g_assert_true (gtk_widget_get_focus_child (ui_find_row (f->desk.window, "Did you see it?")) != NULL
                 || gtk_widget_has_focus (ui_find_row (f->desk.window, "Did you see it?")));
  button = ui_find (ui_find_row (f->desk.window, "Anything else?"), "remove_button");
  g_signal_emit_by_name (button, "clicked");
  ui_wait (ui_look_for_row (f->desk.window, "Anything else?") == NULL);

  adw_action_row_activate (ADW_ACTION_ROW (ui_find_row (f->desk.window, "When?")));
  dialog = ui_find_window (APP_TYPE_QUESTION_DIALOG);
  ui_type (dialog, "english_row", "");
  ui_click (dialog, "done_button");
  ui_wait (ui_says (dialog, "Enter the question in the area’s main language."));
  ui_type (dialog, "english_row", "When did you see it?");
  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "done_button") == NULL);
  save (f);

  setting = load (f->desk.client, &f->compliance);
  g_assert_cmpuint (setting->area->questions->len, ==, 2);
  first = setting->area->questions->pdata[0];
  second = setting->area->questions->pdata[1];
  g_assert_cmpint (first->kind, ==, HARK_SETTING_QUESTION_CHOICE);
  g_assert_true (first->required);
  g_assert_cmpuint (first->choices->len, ==, 2);
  g_assert_cmpstr (hark_setting_text_get (first->choices->pdata[1], "de"), ==, "Nein");
  g_assert_cmpstr (hark_setting_text_get (second->label, "en"), ==, "When did you see it?");
  g_assert_cmpstr (hark_setting_text_get (second->label, "de"), ==, "Wann?");
}

static void
test_the_preview_follows_what_is_typed_in_either_language (Office *f, gconstpointer unused)
{
  GtkDropDown *language;

  open_settings (f);
  language = GTK_DROP_DOWN (ui_find (f->desk.window, "language_drop_down"));
  ui_wait (preview_says (f, "About you, if you like"));
  g_assert_true (preview_says (f, "Your contact person has taken it over"));
  g_assert_false (preview_says (f, "Who must not see it, if anybody"));
  g_assert_false (preview_says (f, "anna"));
  turn (f, "exclusion_switch", TRUE);
  ui_wait (preview_says (f, "Who must not see it, if anybody"));
  g_assert_true (preview_says (f, "anna")); /* whom the form names, before anybody saves it */
  turn (f, "anonymous_switch", FALSE);
  ui_wait (preview_says (f, "Your name (required)"));
  g_assert_true (preview_says (f, "This area needs your name and a way to reach you."));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (f->desk.window, "contact_row")), HARK_SETTING_CONTACT_NAME);
  ui_wait (preview_says (f, "anna has taken it over"));
  type_in (f, "english_group", "text_view", "Rules.");
  type_in (f, "german_group", "text_view", "Regeln.");
  ui_wait (preview_says (f, "Rules. This area needs your name and a way to reach you."));
  add_question (f, "When?", "Wann?", HARK_SETTING_QUESTION_DATE, TRUE);
  ui_wait (preview_says (f, "When? (required)"));

  gtk_drop_down_set_selected (language, 1);
  ui_wait (preview_says (f, "Wann? (erforderlich)"));
  g_assert_true (preview_says (f, "Betreff (erforderlich)"));
  g_assert_true (
      preview_says (f, "Regeln. Dieser Bereich braucht Ihren Namen und eine Möglichkeit, Sie zu erreichen."));
  ui_shoot (f->desk.window, "settings-preview-german");
  turn (f, "portal_switch", FALSE);
  ui_wait (preview_says (f, "This area is not offered on the portal: nobody sees this form."));
  g_assert_false (preview_says (f, "Worum geht es?")); /* there is one area alone */
}

/* --- what cannot be saved --- */

static void
test_what_is_wrong_is_said_beside_the_field (Office *f, gconstpointer unused)
{
  g_autofree char *longest = g_strnfill (HARK_SETTING_MAX_DESCRIPTION + 1, 'x');
  HarkId anna = f->desk.client->store->account->user;
  GError *error = NULL;

  app_client_new_area_sync (f->desk.client, "de", "Umwelt", &anna, 1, NULL, &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  open_settings (f);
  ui_wait (ui_look (f->desk.window, "area_row") != NULL);
  type_in (f, "english_group", "name_row", "  ");
  type_in (f, "german_group", "text_view", longest);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (f->desk.window, "contact_row")), HARK_SETTING_CONTACT_PSEUDONYM);
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (ui_find (f->desk.window, "english_group"), "Enter the area’s name in its main language."));
  g_assert_true (ui_says (ui_find (f->desk.window, "german_group"), "This description is too long."));
  g_assert_true (ui_says (f->desk.window, "Enter a pseudonym."));
  ui_shoot (f->desk.window, "settings-wrong");

  type_in (f, "english_group", "name_row", "UMWELT");
  type_in (f, "german_group", "text_view", "");
  ui_type (f->desk.window, "pseudonym_row", "The Desk");
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_says (ui_find (f->desk.window, "english_group"), "There is an area of this name already."));
  type_in (f, "english_group", "name_row", "Environment");
  save (f);
}

/* What is asked by a click on Save, answered. */
static void
save_with_one_reader (Office *f, const char *response)
{
  GtkWindow *dialog;

  ui_click (f->desk.window, "save_button");
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_wait (ui_holds (dialog, "Only anna can read what people report to this area."));
  ui_shoot (dialog, "settings-one-reader");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  ui_settle ();
}

static guint64
get_version (Office *f)
{
  g_autoptr (AppSetting) setting = load (f->desk.client, &f->compliance);

  return setting->version;
}

/* Whenever it is saved: a draft that came back has the switch where it was. */
static void
test_one_reader_is_warned_of (Office *f, gconstpointer unused)
{
  g_autoptr (AppSetting) setting = load (f->desk.client, &f->compliance);
  guint64 before;
  GError *error = NULL;

  setting->area->portal = FALSE;
  app_client_save_setting_sync (f->desk.client, setting, &error);
  g_assert_no_error (error);
  before = get_version (f);
  open_settings (f);
  ui_wait (!gtk_switch_get_active (GTK_SWITCH (ui_find (f->desk.window, "portal_switch"))));
  turn (f, "portal_switch", TRUE);
  g_assert_true (ui_holds (f->desk.window, "nobody can stand in."));
  save_with_one_reader (f, "cancel");
  g_assert_cmpuint (get_version (f), ==, before);

  desk_close_window (&f->desk);
  desk_open_window (&f->desk);
  open_settings (f);
  ui_wait (gtk_switch_get_active (GTK_SWITCH (ui_find (f->desk.window, "portal_switch"))));
  save_with_one_reader (f, "open");
  ui_wait (ui_says (f->desk.window, "The settings are saved"));
  ui_wait (ui_look (f->desk.window, "save_button") == NULL);
  g_assert_cmpuint (get_version (f), ==, before + 1);

  /* once it is open, nothing is asked */
  type_in (f, "english_group", "text_view", "Everything about rules.");
  save (f);
}

static void
test_offline_nothing_is_lost (Office *f, gconstpointer unused)
{
  open_settings (f);
  type_in (f, "english_group", "text_view", "Written on the train.");
  harness_stop (f->desk.server);
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_holds (f->desk.window, "Settings need the connection to the server. Nothing is lost"));
  ui_shoot (f->desk.window, "settings-offline");

  /* not by going elsewhere, nor by locking */
  g_signal_emit_by_name (ui_find (f->desk.window, "sidebar"), "place-chosen", (int)APP_PLACE_TEAM);
  ui_settle ();
  desk_close_window (&f->desk);
  desk_open_window (&f->desk);
  harness_start (f->desk.server);
  open_settings (f);
  ui_wait (ui_look (f->desk.window, "save_button") != NULL);
  {
    g_autofree char *text = ui_read (find_in (f, "english_group", "text_view"));

    g_assert_cmpstr (text, ==, "Written on the train.");
  }
}

static void
save_as_ben (Office *f)
{
  g_autoptr (AppSetting) his = NULL;
  GError *error = NULL;

  device_sync (f->ben->client);
  his = load (f->ben->client, &f->compliance);
  his->area->exclusion = !his->area->exclusion;
  hark_setting_text_set (his->area->description, "de", "Von ben.");
  app_client_save_setting_sync (f->ben->client, his, &error);
  g_assert_no_error (error);
}

static void
test_of_two_versions_both_are_shown_and_neither_is_lost (Office *f, gconstpointer unused)
{
  g_autoptr (AppSetting) merged = NULL;

  add_ben (f, HARK_ROLE_EXPERT);
  open_settings (f);
  turn (f, "anonymous_switch", FALSE);
  save_as_ben (f);
  ui_click (f->desk.window, "save_button");
  ui_wait (ui_look (f->desk.window, "conflict") != NULL);
  g_assert_true (ui_holds (f->desk.window, "Reporters may exclude members: yes (before: no)"));
  g_assert_true (ui_holds (f->desk.window, "Description (German): Von ben. (before: none)"));
  g_assert_true (ui_holds (f->desk.window, "Takes anonymous tickets: no (before: yes)"));
  g_assert_true (ui_holds (ui_find (f->desk.window, "conflict"), "· ben"));
  ui_shoot (f->desk.window, "settings-conflict");
  ui_click (f->desk.window, "keep_button");
  ui_wait (ui_look (f->desk.window, "conflict") == NULL);
  save (f);

  merged = load (f->desk.client, &f->compliance);
  g_assert_cmpuint (merged->version, ==, 2);
  g_assert_false (merged->area->anonymous);
  g_assert_true (merged->area->exclusion);
  g_assert_cmpstr (hark_setting_text_get (merged->area->description, "de"), ==, "Von ben.");

  turn (f, "anonymous_switch", TRUE);
  save_as_ben (f);
  desk_sync (&f->desk);
  ui_wait (ui_look (f->desk.window, "conflict") != NULL);
  ui_click (f->desk.window, "take_button");
  ui_wait (ui_look (f->desk.window, "conflict") == NULL && ui_look (f->desk.window, "save_button") == NULL);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (ui_find (f->desk.window, "anonymous_switch"))));
}

/* What another area took from this one: each page says which is shown first. */
static void
test_each_area_says_which_is_shown_first (Office *f, gconstpointer unused)
{
  HarkId anna = f->desk.client->store->account->user;
  AdwComboRow *areas;
  GError *error = NULL;

  app_client_new_area_sync (f->desk.client, "en", "Travel", &anna, 1, NULL, &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  open_settings (f);
  areas = ADW_COMBO_ROW (ui_find (f->desk.window, "area_row"));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (ui_find (f->desk.window, "default_switch"))));
  adw_combo_row_set_selected (areas, 1);
  ui_wait (ui_says (f->desk.window, "Now Compliance is shown first."));
  turn (f, "default_switch", TRUE);
  save (f);
  adw_combo_row_set_selected (areas, 0);
  ui_wait (ui_says (f->desk.window, "Now Travel is shown first."));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (ui_find (f->desk.window, "default_switch"))));
  g_assert_null (ui_look (f->desk.window, "save_button"));
}

#define ADD(path, function) g_test_add ("/ui/setting/" path, Office, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  ADD ("expert", test_settings_are_for_who_is_expert);
  ADD ("preferences", test_preferences_lead_to_the_same_page);
  ADD ("names", test_every_control_has_a_name_and_fits_a_narrow_window);
  ADD ("save", test_what_is_saved_is_there_for_everybody_with_who_changed_what);
  ADD ("questions", test_questions_are_added_moved_changed_and_removed);
  ADD ("preview", test_the_preview_follows_what_is_typed_in_either_language);
  ADD ("wrong", test_what_is_wrong_is_said_beside_the_field);
  ADD ("goes-on", test_typing_goes_on_after_a_save);
  ADD ("one-reader", test_one_reader_is_warned_of);
  ADD ("offline", test_offline_nothing_is_lost);
  ADD ("conflict", test_of_two_versions_both_are_shown_and_neither_is_lost);
  ADD ("default", test_each_area_says_which_is_shown_first);

  return ui_run ();
}

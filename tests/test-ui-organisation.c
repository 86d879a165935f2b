/* test-ui-organisation.c: what an Admin settles for the organisation, at a window: nothing that was typed is lost */
#include <string.h>

#include "app-client-setting.h"
#include "field/app-text-area.h"
#include "preferences/app-preferences.h"
#include "ui-desk.h"

#define ONION "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion"

static GtkWindow *
open_page (Desk *desk)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "organisation_row")));
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "imprint_area")));
  return preferences;
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static void
write_imprint (GtkWindow *preferences, const char *text)
{
  app_text_area_set_text (APP_TEXT_AREA (ui_find (preferences, "imprint_area")), text);
}

static gboolean
shows_imprint (GtkWindow *preferences, const char *text)
{
  g_autofree char *shown = app_text_area_get_text (APP_TEXT_AREA (ui_find (preferences, "imprint_area")));

  return g_str_equal (shown, text);
}

static AppSetting *
get_setting (Desk *desk)
{
  const HarkId zeros = { 0 };
  g_autoptr (GError) error = NULL;
  AppSetting *setting = app_client_load_setting_sync (desk->client, &zeros, &error);

  g_assert_no_error (error);
  return setting;
}

static gboolean
can_save (GtkWindow *preferences)
{
  return gtk_widget_get_sensitive (ui_find (preferences, "save_button"));
}

static void
test_organisation_is_settled_and_the_portal_follows (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  AdwComboRow *language;
  g_autofree char *onion = NULL, *text = NULL;
  g_autoptr (AppSetting) settled = NULL;
  AppInboxSheet *sheet;

  language = ADW_COMBO_ROW (ui_find (preferences, "language_row"));
  ui_wait (ui_holds (preferences, "stays for ever"));
  write_imprint (preferences, "Testhaus Ltd");
  adw_combo_row_set_selected (language, 1);
  write_imprint (preferences, "Testhaus GmbH");
  ui_type (preferences, "address_row", "https://user@hark.example.org");
  ui_wait (gtk_widget_get_sensitive (ui_find (preferences, "save_button")));
  ui_click (preferences, "save_button");
  ui_wait (ui_holds (preferences, "Enter an address such as"));
  ui_type (preferences, "address_row", "https://Hark.example.org/");
  ui_type (preferences, "zone_row", "Europe/Nowhere");
  ui_click (preferences, "save_button");
  ui_wait (ui_holds (preferences, "knows no such time zone"));
  ui_type (preferences, "zone_row", "Pacific/Honolulu");
  ui_type (preferences, "onion_row", ONION);
  ui_shoot (preferences, "organisation");
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Signed and saved"));
  close_window (preferences);

  visitor_get (desk->visitor, "/");
  onion = reply_get_header (desk->visitor->reply, "Onion-Location");
  g_assert_cmpstr (onion, ==, ONION "/");
  visitor_get (desk->visitor, "/imprint?lang=de");
  g_assert_true (visitor_sees (desk->visitor, "Testhaus GmbH"));
  visitor_get (desk->visitor, "/imprint?lang=en");
  g_assert_true (visitor_sees (desk->visitor, "Testhaus Ltd"));
  settled = get_setting (desk);
  g_assert_cmpstr (settled->organisation->zone, ==, "Pacific/Honolulu");
  sheet = app_client_make_inbox_sheet (desk->client, NULL, NULL);
  text = app_inbox_sheet_to_text (sheet);
  g_assert_nonnull (strstr (text, "https://hark.example.org"));
  app_inbox_sheet_unref (sheet);
}

/* As the idle lock closes it, too. */
static void
test_what_is_not_saved_stands_there_again (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);

  write_imprint (preferences, "Half an imprint");
  ui_type (preferences, "address_row", "https://ha");
  close_window (preferences);
  desk_close_window (desk);
  desk_open_window (desk);
  preferences = open_page (desk);
  ui_wait (shows_imprint (preferences, "Half an imprint"));
  g_assert_true (can_save (preferences));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (preferences, "address_row"))), ==, "https://ha");
  ui_shoot (preferences, "organisation-draft");

  ui_click (preferences, "discard_button");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)), "discard");
  close_window (ui_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_true (shows_imprint (preferences, ""));
  g_assert_false (can_save (preferences));
  close_window (preferences);
  preferences = open_page (desk);
  g_assert_true (shows_imprint (preferences, ""));
  close_window (preferences);
}

static void
test_two_admins_versions_are_both_shown_and_kept (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  g_autoptr (AppSetting) theirs = get_setting (desk);
  g_autoptr (AppSetting) both = NULL;

  write_imprint (preferences, "My imprint");
  hark_setting_text_set (theirs->organisation->privacy, "en", "Their privacy");
  g_assert_true (app_client_save_setting_sync (desk->client, theirs, NULL));
  ui_wait (gtk_widget_get_mapped (ui_find (preferences, "conflict_group")));
  g_assert_true (ui_holds (preferences, "My imprint"));
  g_assert_true (ui_holds (preferences, "Their privacy"));
  g_assert_true (shows_imprint (preferences, "My imprint"));
  g_assert_false (can_save (preferences));
  ui_shoot (preferences, "organisation-conflict");

  ui_click (preferences, "keep_button");
  ui_wait (can_save (preferences));
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Signed and saved"));
  both = get_setting (desk);
  g_assert_cmpstr (hark_setting_text_get (both->organisation->imprint, "en"), ==, "My imprint");
  g_assert_cmpstr (hark_setting_text_get (both->organisation->privacy, "en"), ==, "Their privacy");
  close_window (preferences);
}

static void
test_what_is_typed_while_it_saves_stays (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  g_autoptr (AppSetting) saved = NULL;

  write_imprint (preferences, "One");
  ui_wait (can_save (preferences));
  ui_click (preferences, "save_button");
  ui_wait (!can_save (preferences));
  write_imprint (preferences, "One and two");
  ui_wait (ui_says (preferences, "Signed and saved"));
  ui_settle ();
  g_assert_true (shows_imprint (preferences, "One and two"));
  g_assert_true (can_save (preferences));
  saved = get_setting (desk);
  g_assert_cmpstr (hark_setting_text_get (saved->organisation->imprint, "en"), ==, "One");
  close_window (preferences);
}

static void
test_another_language_stays_the_organisations (Desk *desk, gconstpointer unused)
{
  g_autoptr (AppSetting) before = get_setting (desk);
  g_autoptr (AppSetting) after = NULL;
  GtkWindow *preferences;

  g_free (before->organisation->language);
  before->organisation->language = g_strdup ("fr");
  hark_setting_text_set (before->organisation->imprint, "fr", "Mentions");
  g_assert_true (app_client_save_setting_sync (desk->client, before, NULL));
  preferences = open_page (desk);
  g_assert_true (shows_imprint (preferences, "Mentions"));
  ui_type (preferences, "address_row", "https://hark.example.org");
  ui_wait (can_save (preferences));
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Signed and saved"));
  after = get_setting (desk);
  g_assert_cmpstr (after->organisation->language, ==, "fr");
  g_assert_cmpstr (hark_setting_text_get (after->organisation->imprint, "fr"), ==, "Mentions");
  close_window (preferences);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-organisation/portal", test_organisation_is_settled_and_the_portal_follows);
  DESK_TEST ("/ui-organisation/draft", test_what_is_not_saved_stands_there_again);
  DESK_TEST ("/ui-organisation/two", test_two_admins_versions_are_both_shown_and_kept);
  DESK_TEST ("/ui-organisation/meanwhile", test_what_is_typed_while_it_saves_stays);
  DESK_TEST ("/ui-organisation/language", test_another_language_stays_the_organisations);

  return ui_run ();
}

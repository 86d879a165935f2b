/* test-ui-notification.c: everybody says on a page where and how they are mailed */
#include "app-client-notification.h"
#include "preferences/app-preferences.h"
#include "ui-desk.h"

#include <string.h>

static GtkWindow *
open_page (Desk *desk)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "account");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "notifications_row")));
  ui_find (preferences, "back_button");
  return preferences;
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static gboolean
is_loaded (GtkWindow *preferences)
{
  return gtk_widget_is_sensitive (ui_find (preferences, "notify_address_row"));
}

static void
test_one_chooses_and_finds_it_again (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppNotification) kept = NULL;

  ui_wait (is_loaded (preferences));
  ui_settle ();
  g_assert_true (ui_holds (preferences, "whoever runs it can read your address"));
  ui_shoot (preferences, "preferences-notifications");
  g_assert_false (gtk_widget_is_sensitive (ui_find (preferences, "notify_save_button")));
  ui_type (preferences, "notify_address_row", "no address");
  ui_click (preferences, "notify_save_button");
  ui_wait (ui_says (preferences, "This is no mail address."));
  ui_shoot (preferences, "preferences-notifications-wrong");
  ui_type (preferences, "notify_address_row", " anna.new@example.org ");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (preferences, "notify_language_row")), 2);
  gtk_switch_set_active (GTK_SWITCH (ui_find (preferences, "notify_digest_switch")), TRUE);
  ui_click (preferences, "notify_save_button");
  ui_wait (ui_says (preferences, "Saved"));
  close_window (preferences);

  kept = app_client_read_notification_sync (desk->client, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept->address, ==, "anna.new@example.org");
  g_assert_cmpstr (kept->language, ==, "de");
  g_assert_true (kept->digest);

  preferences = open_page (desk);
  ui_wait (is_loaded (preferences));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (preferences, "notify_address_row"))), ==, "anna.new@example.org");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (ui_find (preferences, "notify_digest_switch"))));
  close_window (preferences);
}

static void
test_without_a_server_one_may_try_again (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  harness_stop (desk->server);
  preferences = open_page (desk);
  ui_wait (gtk_widget_is_visible (ui_find (preferences, "notify_retry_button")));
  g_assert_false (is_loaded (preferences));
  ui_shoot (preferences, "preferences-notifications-offline");
  ui_click (preferences, "notify_retry_button");
  ui_wait (gtk_widget_is_visible (ui_find (preferences, "notify_retry_button")));
  close_window (preferences);
  harness_start (desk->server);
}

int
main (int argc, char *argv[])
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-notification/choice", test_one_chooses_and_finds_it_again);
  DESK_TEST ("/ui-notification/offline", test_without_a_server_one_may_try_again);
  return ui_run ();
}

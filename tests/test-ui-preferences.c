/* test-ui-preferences.c: one's own account in the preferences dialog, and the way back after a forgotten password */
#include <string.h>

#include "app-client-account.h"
#include "field/app-busy-button.h"
#include "folder.h"
#include "preferences/app-new-sheet-dialog.h"
#include "preferences/app-password-dialog.h"
#include "preferences/app-preferences.h"
#include "setup/app-setup-sheet-page.h"
#include "ui-desk.h"

#define NEW_PASSWORD "another horse battery"

static GtkWindow *
open_preferences (Desk *desk)
{
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  return ui_find_window (APP_TYPE_PREFERENCES);
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static void
test_account_page_says_who_one_is (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_preferences (desk);

  g_assert_true (ui_says (preferences, "anna"));
  g_assert_true (ui_says (preferences, app_client_get_url (desk->client)));
  ui_shoot (preferences, "preferences-account");
  close_window (preferences);
}

static void
test_password_is_changed (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_preferences (desk);
  GtkWindow *dialog;
  g_autoptr (GError) error = NULL;

  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "password_row")));
  dialog = ui_find_window (APP_TYPE_PASSWORD_DIALOG);
  ui_click (dialog, "change_button");
  ui_wait (ui_says (dialog, "Enter your current password."));
  ui_type (dialog, "current_row", "wrong horse battery");
  ui_type (dialog, "password_row", "short");
  ui_click (dialog, "change_button");
  ui_wait (ui_says (dialog, "Choose a better password."));
  ui_type (dialog, "password_row", NEW_PASSWORD);
  ui_type (dialog, "repeat_row", "another");
  ui_click (dialog, "change_button");
  ui_wait (ui_says (dialog, "The two passwords differ."));
  ui_type (dialog, "repeat_row", NEW_PASSWORD);
  ui_click (dialog, "change_button");
  ui_wait (ui_says (dialog, "This is not your current password."));
  ui_shoot (dialog, "preferences-password");
  ui_type (dialog, "current_row", DESK_PASSWORD);
  ui_click (dialog, "change_button");
  ui_wait (app_busy_button_is_busy (APP_BUSY_BUTTON (ui_find (dialog, "change_button"))));
  gtk_window_close (dialog); /* not before the answer has come */
  g_assert_true (ui_holds (dialog, "The change is on its way"));
  ui_wait (ui_says (preferences, "Password changed"));
  close_window (preferences);

  desk_close_window (desk);
  desk_restart_client (desk);
  app_client_unlock_sync (desk->client, NULL, &error); /* by the keyring, as before */
  g_assert_no_error (error);
  g_assert_false (app_client_change_password_sync (desk->client, DESK_PASSWORD, NEW_PASSWORD, NULL));
  desk_open_window (desk);
}

static void
test_other_devices_are_signed_out (Desk *desk, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *laptop = app_client_new (home, NULL);
  g_autofree char *url = desk_get_url (desk);
  GtkWindow *preferences, *question;
  g_autoptr (GError) error = NULL;

  app_client_sign_in_sync (laptop, url, "anna", DESK_PASSWORD, desk->account_key, &error);
  g_assert_no_error (error);
  app_client_sync_sync (laptop, &error);
  g_assert_no_error (error);

  preferences = open_preferences (desk);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "devices");
  ui_wait (ui_holds (preferences, "Here last: "));
  ui_shoot (preferences, "preferences-devices");
  {
    g_autofree char *name = ui_get_name (ui_find (preferences, "sign_out_button"));

    g_assert_nonnull (strstr (name, g_get_host_name ()));
  }
  ui_click (preferences, "sign_out_button");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_shoot (question, "preferences-sign-out");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "end");
  close_window (question);
  ui_wait (ui_says (preferences, "The device is signed out"));
  ui_wait (!ui_holds (preferences, "Here last: "));
  close_window (preferences);

  g_assert_false (app_client_sync_sync (laptop, NULL));
  g_assert_cmpint (app_client_get_connection (laptop), ==, APP_CONNECTION_ENDED);
  app_client_close (laptop);
  ui_settle ();
  g_assert_finalize_object (laptop);
  test_folder_remove (home);
}

/* A SrvWork: as if another Admin had. */
static gboolean
add_reset (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store),
                           "INSERT INTO invitation (user, name, folded, mail, inviter, token, expires, portal)"
                           " SELECT user, 'anna', 'anna', mail, user, randomblob (32), 9999999999, 0 FROM account",
                           error);
}

static void
test_a_reset_is_told_and_declined (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  harness_write (desk->server, add_reset, NULL);
  preferences = open_preferences (desk);
  ui_wait (gtk_widget_get_mapped (ui_find (preferences, "decline_button")));
  g_assert_true (ui_holds (preferences, "anna made a way back in for you"));
  ui_shoot (preferences, "preferences-reset");
  ui_click (preferences, "decline_button");
  ui_wait (ui_says (preferences, "The reset is declined: your keys stay"));
  ui_wait (ui_look (preferences, "reset_row") == NULL);
  close_window (preferences);
}

static void
test_unreachable_server_is_told_on_the_page (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  harness_stop (desk->server);
  preferences = open_preferences (desk);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "devices");
  ui_find (preferences, "retry_button");
  ui_shoot (preferences, "preferences-offline");
  close_window (preferences);
  harness_start (desk->server);
}

/* --- the sheet --- */

static char *
key_on_sheet (AppSetup *setup)
{
  char *text = app_setup_get_sheet_text (setup);
  const char *begin = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  char *key = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return key;
}

static void
test_new_sheet_comes_into_use_once_it_is_kept (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_preferences (desk);
  g_autofree char *path = g_build_filename (desk->home, "sheet.pdf", NULL);
  GtkWindow *dialog;

  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "sheet_row")));
  dialog = ui_find_window (APP_TYPE_NEW_SHEET_DIALOG);
  ui_type (dialog, "password_row", "wrong horse battery");
  ui_click (dialog, "next_button");
  ui_wait (ui_says (dialog, "This is not your password."));
  ui_shoot (dialog, "preferences-sheet-ask");
  ui_type (dialog, "password_row", DESK_PASSWORD);
  ui_click (dialog, "next_button");
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "use_button")));
  g_assert_true (app_new_sheet_dialog_save (APP_NEW_SHEET_DIALOG (dialog), path));
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "use_button")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_shoot (dialog, "preferences-sheet");
  ui_click (dialog, "use_button");
  ui_wait (app_busy_button_is_busy (APP_BUSY_BUTTON (ui_find (dialog, "use_button"))));
  gtk_window_close (dialog);
  g_assert_true (ui_holds (dialog, "The change is on its way"));
  ui_wait (ui_says (preferences, "The new recovery sheet is in use: destroy the old one"));
  close_window (preferences);
}

static void
test_forgotten_password_is_replaced_at_the_first_start (Desk *desk, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_sheet_sync (desk->client, DESK_PASSWORD, &error);
  g_autofree char *recovery_key = NULL, *url = desk_get_url (desk), *path = NULL;
  AppSetupSheetPage *page;
  char *old_home = desk->home;

  g_assert_no_error (error);
  app_client_commit_account_sync (desk->client, setup, &error);
  g_assert_no_error (error);
  recovery_key = key_on_sheet (setup);
  desk_close_window (desk);

  /* on a new computer */
  desk->home = test_folder_new ();
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_click (desk->window, "start_button");
  ui_type (desk->window, "url_row", url);
  ui_click (desk->window, "next_button");
  ui_type (desk->window, "user_row", "anna");
  ui_click (desk->window, "forgotten_button");
  ui_type (desk->window, "recovery_row", "no key");
  ui_click (ui_find (desk->window, "recover_page"), "next_button");
  ui_wait (ui_holds (desk->window, "Compare with the sheet."));
  ui_type (desk->window, "recovery_row", recovery_key);
  ui_type (desk->window, "key_row", desk->account_key);
  ui_type (desk->window, "password_row", NEW_PASSWORD);
  ui_type (desk->window, "repeat_row", NEW_PASSWORD);
  ui_shoot (desk->window, "setup-recover");
  ui_click (ui_find (desk->window, "recover_page"), "next_button");
  page = APP_SETUP_SHEET_PAGE (ui_find (desk->window, "sheet_page"));
  path = g_build_filename (desk->home, "sheet.pdf", NULL);
  g_assert_true (app_setup_sheet_page_save (page, path));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  ui_shoot (desk->window, "setup-recover-sheet");
  ui_click (page, "next_button");
  ui_wait (ui_says (desk->window, "No Tickets Yet"));
  ui_wait (ui_says (desk->window, "Online"));
  test_folder_remove (old_home);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-preferences/account", test_account_page_says_who_one_is);
  DESK_TEST ("/ui-preferences/password", test_password_is_changed);
  DESK_TEST ("/ui-preferences/devices", test_other_devices_are_signed_out);
  DESK_TEST ("/ui-preferences/reset", test_a_reset_is_told_and_declined);
  DESK_TEST ("/ui-preferences/offline", test_unreachable_server_is_told_on_the_page);
  DESK_TEST ("/ui-preferences/sheet", test_new_sheet_comes_into_use_once_it_is_kept);
  DESK_TEST ("/ui-preferences/forgotten", test_forgotten_password_is_replaced_at_the_first_start);

  return ui_run ();
}

/* test-ui-factor.c: the second factor in the window: scanned, confirmed, asked for at each sign-in,
 * turned off */
#include <glib/gstdio.h>
#include <string.h>

#include "app-client-account.h"
#include "authenticator.h"
#include "factor/app-factor-dialog.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "preferences/app-preferences.h"
#include "ui-desk.h"
#include "unlock/app-sign-in-dialog.h"

typedef struct
{
  Desk desk;
  char *uri;
} Factor;

static void
set_up (Factor *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
}

static void
tear_down (Factor *f, gconstpointer unused)
{
  g_free (f->uri);
  desk_tear_down (&f->desk, NULL);
}

static char *
show_code (Factor *f)
{
  Harness *server = f->desk.server;

  harness_set_now (server, harness_get_now (server) + 30);
  return authenticator_show (server, f->uri, 0);
}

static GtkWindow *
open_preferences (Factor *f)
{
  ui_act (GTK_WIDGET (f->desk.window), "win.preferences", NULL);
  return ui_find_window (APP_TYPE_PREFERENCES);
}

static GtkWindow *
open_dialog (GtkWindow *preferences)
{
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "factor_row")));
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "factor_row")));
  return ui_find_window (APP_TYPE_FACTOR_DIALOG);
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

/* By the client, for what comes after it. */
static AppFactorSheet *
turn_on (Factor *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSecret) secret = app_client_begin_factor_sync (f->desk.client, DESK_PASSWORD, &error);
  g_autofree char *code = NULL;
  AppFactorSheet *sheet;

  g_assert_no_error (error);
  f->uri = g_strdup (secret->uri);
  code = show_code (f);
  sheet = app_client_confirm_factor_sync (f->desk.client, code, &error);
  g_assert_no_error (error);
  return sheet;
}

static void
test_is_turned_on_by_scanning (Factor *f, gconstpointer unused)
{
  GtkWindow *preferences = open_preferences (f);
  g_autofree char *code = NULL, *dark = NULL,
                  *path = g_build_filename (f->desk.home, "codes.pdf", NULL);
  GtkWindow *dialog;
  GStatBuf info;

  ui_wait (ui_says (preferences, "Off"));
  dialog = open_dialog (preferences);
  ui_shoot (dialog, "factor-begin");
  ui_click (dialog, "begin_button");
  ui_wait (ui_says (dialog, "Enter your present password."));
  ui_type (dialog, "password_row", "not my password");
  ui_click (dialog, "begin_button");
  ui_wait (ui_says (dialog, "This is not your present password."));
  ui_type (dialog, "password_row", DESK_PASSWORD);
  ui_click (dialog, "begin_button");
  ui_find (dialog, "qr_picture");
  ui_shoot (dialog, "factor-scan");
  f->uri = ui_scan (dialog);
  g_assert_true (g_str_has_prefix (f->uri, "otpauth://totp/"));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (dialog, "factor-scan-dark");
  dark = ui_scan (dialog);
  g_assert_cmpstr (dark, ==, f->uri);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);

  ui_click (dialog, "confirm_button");
  ui_wait (ui_says (dialog, "Enter the code of your authenticator."));
  ui_type (dialog, "code_row", "12345");
  ui_click (dialog, "confirm_button");
  ui_wait (ui_holds (dialog, "This is not the code."));
  code = show_code (f);
  ui_type (dialog, "code_row", code);
  ui_click (dialog, "confirm_button");
  ui_find (dialog, "codes_label");
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "done_button")));
  gtk_window_close (dialog); /* not before they are kept */
  ui_wait (ui_holds (dialog, "shown only now: print"));
  ui_shoot (dialog, "factor-codes");
  g_assert_true (app_factor_dialog_save (APP_FACTOR_DIALOG (dialog), path));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "done_button");
  ui_wait (ui_holds (preferences, "On since "));
  ui_shoot (preferences, "factor-on");
  close_window (preferences);
}

static void
test_other_codes_and_off_need_a_code (Factor *f, gconstpointer unused)
{
  g_autoptr (AppFactorSheet) sheet = turn_on (f);
  g_autofree char *code = show_code (f), *shown = NULL;
  GtkWindow *preferences = open_preferences (f);
  GtkWindow *dialog = open_dialog (preferences);

  ui_wait (ui_holds (dialog, "10 recovery codes are left."));
  ui_click (dialog, "off_button");
  ui_wait (ui_says (dialog, "Enter the code of your authenticator."));
  ui_type (dialog, "manage_row", "000 00");
  ui_click (dialog, "off_button");
  ui_wait (ui_holds (dialog, "This code is wrong"));
  ui_shoot (dialog, "factor-manage");
  ui_type (dialog, "manage_row", code);
  ui_click (dialog, "renew_button");
  shown = ui_read (ui_find (dialog, "codes_label"));
  g_assert_null (strstr (shown, app_factor_sheet_get_codes (sheet)[0]));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "done_button");
  ui_settle ();

  dialog = open_dialog (preferences);
  *strchr (shown, '\n') = '\0';
  ui_type (dialog, "manage_row", shown);
  ui_click (dialog, "off_button");
  ui_wait (ui_says (preferences, "Off"));
  close_window (preferences);
}

static void
test_new_computer_asks_for_it_once_the_password_was_right (Factor *f, gconstpointer unused)
{
  Desk *desk = &f->desk;
  g_autoptr (AppFactorSheet) sheet = turn_on (f);
  g_autofree char *url = desk_get_url (desk), *code = NULL;
  char *old_home = desk->home;
  GtkWidget *page;

  desk_close_window (desk);
  desk->home = test_folder_new ();
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_click (desk->window, "start_button");
  ui_type (desk->window, "url_row", url);
  ui_click (desk->window, "next_button");
  page = ui_find (desk->window, "sign_in_page");
  ui_type (page, "user_row", "anna");
  ui_type (page, "password_row", "wrong horse battery");
  ui_type (page, "key_row", desk->account_key);
  ui_click (page, "next_button");
  ui_wait (ui_says (page, "Name, password or account key do not fit."));
  g_assert_null (ui_look (page, "code_row"));
  ui_type (page, "password_row", DESK_PASSWORD);
  ui_click (page, "next_button");
  ui_find (page, "code_row");
  ui_shoot (desk->window, "factor-setup");
  ui_click (page, "next_button");
  ui_wait (ui_says (page, "Enter the code of your authenticator."));
  ui_type (page, "code_row", "no code");
  ui_click (page, "next_button");
  ui_wait (ui_holds (page, "This code is wrong"));
  code = show_code (f);
  ui_type (page, "code_row", code);
  ui_click (page, "next_button");
  ui_wait (ui_says (desk->window, "Online"));
  test_folder_remove (old_home);
}

static void
test_signed_out_computer_asks_for_it (Factor *f, gconstpointer unused)
{
  Desk *desk = &f->desk;
  g_autoptr (AppFactorSheet) sheet = turn_on (f);
  g_autoptr (GPtrArray) devices = app_client_list_devices_sync (desk->client, NULL);
  GtkWindow *dialog;

  app_client_end_device_sync (desk->client, &((AppDevice *)devices->pdata[0])->id, NULL);
  ui_act (GTK_WIDGET (desk->window), "win.sync", NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ENDED);
  ui_shoot (desk->window, "device-ended");
  ui_act (GTK_WIDGET (desk->window), "win.sign-in", NULL);
  dialog = ui_find_window (APP_TYPE_SIGN_IN_DIALOG);
  ui_type (dialog, "password_row", DESK_PASSWORD);
  ui_click (dialog, "sign_in_button");
  ui_find (dialog, "code_row");
  ui_shoot (dialog, "factor-sign-in");
  ui_type (dialog, "code_row", app_factor_sheet_get_codes (sheet)[0]);
  ui_click (dialog, "sign_in_button");
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
}

/* Locking wins over what is shown: the codes can be made anew. */
static void
test_locking_takes_the_codes_away (Factor *f, gconstpointer unused)
{
  Desk *desk = &f->desk;
  GtkWindow *preferences = open_preferences (f), *dialog = open_dialog (preferences);
  g_autofree char *code = NULL;

  ui_type (dialog, "password_row", DESK_PASSWORD);
  ui_click (dialog, "begin_button");
  ui_find (dialog, "qr_picture");
  f->uri = ui_scan (dialog);
  code = show_code (f);
  ui_type (dialog, "code_row", code);
  ui_click (dialog, "confirm_button");
  ui_find (dialog, "codes_label");
  ui_act (GTK_WIDGET (desk->window), "win.lock", NULL);
  ui_wait (app_client_get_state (desk->client) == APP_CLIENT_LOCKED);
  ui_wait (ui_look (NULL, "codes_label") == NULL);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/ui-factor/" path, Factor, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  TEST ("on", test_is_turned_on_by_scanning);
  TEST ("off", test_other_codes_and_off_need_a_code);
  TEST ("new-computer", test_new_computer_asks_for_it_once_the_password_was_right);
  TEST ("signed-out", test_signed_out_computer_asks_for_it);
  TEST ("locking", test_locking_takes_the_codes_away);

  return ui_run ();
}

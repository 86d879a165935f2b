/* test-ui-admin.c: an Admin's pages in the preferences dialog */
#include <string.h>

#include "app-client-factor.h"
#include "app-client-policy.h"
#include "authenticator.h"
#include "colleague.h"
#include "factor/app-factor-dialog.h"
#include "idle/app-idle.h"
#include "preferences/app-preferences.h"
#include "ui-desk.h"
#include "window/app-window.h"

static GtkWindow *
open_preferences (Desk *desk)
{
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  return ui_find_window (APP_TYPE_PREFERENCES);
}

/* The Admin's page of this name. */
static GtkWindow *
open_page (Desk *desk, const char *name)
{
  GtkWindow *preferences = open_preferences (desk);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  if (name != NULL)
    {
      g_autofree char *id = g_strconcat (name, "_row", NULL);

      adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, id)));
      ui_find (preferences, "back_button");
    }
  return preferences;
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static void
answer (const char *response)
{
  GtkWindow *question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), response);
  close_window (question);
}

static HarkRosterPolicy
get_policy (Desk *desk)
{
  HarkRosterPolicy policy;

  app_client_get_policy (desk->client, &policy);
  return policy;
}

/* Of anna, whose window it is. */
static void
set_up_factor (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSecret) secret = app_client_begin_factor_sync (desk->client, DESK_PASSWORD, &error);
  g_autofree char *code = NULL;

  g_assert_no_error (error);
  code = authenticator_show (desk->server, secret->uri, 0);
  app_factor_sheet_unref (app_client_confirm_factor_sync (desk->client, code, &error));
  g_assert_no_error (error);
}

static void
test_admins_pages_are_for_admins (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk, NULL);
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_EXPERT);
  GtkWindow *window, *other;

  ui_find (preferences, "security_row");
  ui_shoot (preferences, "admin");
  close_window (preferences);

  window = ui_open (bert->client);
  ui_act (GTK_WIDGET (window), "win.preferences", NULL);
  other = ui_find_window (APP_TYPE_PREFERENCES);
  ui_settle ();
  g_assert_null (ui_look (other, "security_row"));
  close_window (other);
  ui_close (window);
}

static void
test_policy_says_whom_it_concerns_and_is_signed (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  GtkWindow *preferences = open_page (desk, "security");
  GtkWidget *button = ui_find (preferences, "sign_button");

  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find (preferences, "length_spin")), 14);
  gtk_switch_set_active (GTK_SWITCH (ui_find (preferences, "factor_switch")), TRUE);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (preferences, "idle_row")), 2);
  ui_wait (ui_holds (preferences, "2 people have no second factor"));
  g_assert_true (ui_holds (preferences, "has 14 characters or more"));
  ui_shoot (preferences, "admin-security");
  g_assert_true (gtk_widget_get_sensitive (button));

  ui_click (preferences, "sign_button");
  answer ("cancel");
  g_assert_cmpuint (get_policy (desk).password_length, ==, 8);
  ui_click (preferences, "sign_button");
  answer ("sign");
  ui_wait (ui_holds (preferences, "Set up a second factor for your own account first"));
  set_up_factor (desk);
  ui_click (preferences, "sign_button");
  ui_wait (ui_holds (ui_find_window (ADW_TYPE_MESSAGE_DIALOG), "no second factor"));
  ui_shoot (ui_find_window (ADW_TYPE_MESSAGE_DIALOG), "admin-security-sign");
  answer ("sign");
  ui_wait (ui_says (preferences, "The policy is signed"));
  g_assert_cmpuint (get_policy (desk).password_length, ==, 14);
  g_assert_true (get_policy (desk).second_factor);
  g_assert_false (gtk_widget_get_sensitive (button));
  ui_click (preferences, "back_button");
  close_window (preferences);

  /* the window keeps to it at once */
  g_assert_cmpuint (app_idle_get_minutes (0, get_policy (desk).idle_lock), ==, 5);
}

static void
test_another_admins_policy_is_shown_instead (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk, "security");
  const HarkRosterPolicy before = get_policy (desk);
  HarkRosterPolicy policy = before;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find (preferences, "length_spin")), 20);
  policy.idle_lock = 7;
  g_assert_true (app_client_set_policy_sync (desk->client, &before, &policy, NULL));
  ui_click (preferences, "sign_button");
  answer ("sign");
  ui_wait (ui_holds (preferences, "Another Admin has changed the policy meanwhile"));
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (ui_find (preferences, "length_spin"))), ==, 8);
  g_assert_true (ui_says (preferences, "After 7 minutes"));
  close_window (preferences);
}

static void
test_window_says_that_a_factor_is_needed_and_sets_it_up (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  const HarkRosterPolicy before = get_policy (desk);
  HarkRosterPolicy policy = before;
  GtkWindow *window, *dialog;
  g_autofree char *uri = NULL, *code = NULL;

  set_up_factor (desk);
  policy.second_factor = TRUE;
  g_assert_true (app_client_set_policy_sync (desk->client, &before, &policy, NULL));
  window = ui_open (bert->client);
  ui_wait (ui_says (window, "Second factor needed"));
  ui_shoot (window, "admin-factor-needed");
  ui_click (window, "factor_button");
  dialog = ui_find_window (APP_TYPE_FACTOR_DIALOG);
  ui_type (dialog, "password_row", DEVICE_PASSWORD);
  ui_click (dialog, "begin_button");
  ui_find (dialog, "qr_picture");
  uri = ui_scan (dialog);
  code = authenticator_show (desk->server, uri, 0);
  ui_type (dialog, "code_row", code);
  ui_click (dialog, "confirm_button");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "done_button");
  ui_wait (ui_says (window, "Online"));
  ui_close (window);
}

static void
test_window_locks_when_the_policy_says (Desk *desk, gconstpointer unused)
{
  const HarkRosterPolicy before = get_policy (desk);
  HarkRosterPolicy policy = before;
  GtkWindow *preferences;

  policy.idle_lock = 2;
  g_assert_true (app_client_set_policy_sync (desk->client, &before, &policy, NULL));
  ui_settle ();
  g_assert_cmpuint (app_idle_get_cap (app_window_get_idle (APP_WINDOW (desk->window))), ==, 2);
  preferences = open_preferences (desk);
  g_assert_true (ui_holds (preferences, "After 2 minutes at the latest"));
  close_window (preferences);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-admin/admins", test_admins_pages_are_for_admins);
  DESK_TEST ("/ui-admin/policy", test_policy_says_whom_it_concerns_and_is_signed);
  DESK_TEST ("/ui-admin/policy-meanwhile", test_another_admins_policy_is_shown_instead);
  DESK_TEST ("/ui-admin/factor-needed", test_window_says_that_a_factor_is_needed_and_sets_it_up);
  DESK_TEST ("/ui-admin/idle", test_window_locks_when_the_policy_says);

  return ui_run ();
}

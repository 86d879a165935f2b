/* test-ui-admin.c: an Admin's pages in the preferences dialog */
#include <string.h>

#include "app-client-area.h"
#include "app-client-change.h"
#include "app-client-factor.h"
#include "app-client-policy.h"
#include "app-client-team.h"
#include "authenticator.h"
#include "colleague.h"
#include "factor/app-factor-dialog.h"
#include "folder.h"
#include "idle/app-idle.h"
#include "job-backup.h"
#include "people/app-appoint-dialog.h"
#include "people/app-new-area-dialog.h"
#include "preferences/app-invite-list-dialog.h"
#include "preferences/app-preferences.h"
#include "store-config.h"
#include "text/app-text.h"
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
  ui_wait (ui_says (window, "Factor needed"));
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
  g_assert_true (ui_holds (preferences, "Hark locks after 2 minutes at the latest"));
  ui_shoot (preferences, "admin-idle");
  close_window (preferences);
}

/* --- people --- */

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_ACTION_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = find_row (at, title);
  return found;
}

static void
test_people_are_listed_with_their_state (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  const AppInvite invite = { .name = "clara", .mail = "clara@example.org" };
  char *line = app_client_invite_sync (desk->client, &invite, NULL);
  GtkWindow *preferences;
  GtkWidget *row;

  g_assert_nonnull (line);
  hark_seal_free_string (line);
  preferences = open_page (desk, "accounts");
  ui_wait (ui_says (preferences, "clara"));
  ui_wait (ui_holds (preferences, "No second factor"));
  g_assert_true (ui_holds (preferences, "The invitation is open until"));
  g_assert_true (ui_holds (preferences, "Professional"));
  ui_shoot (preferences, "admin-people");
  ui_type (preferences, "search_row", "BERT");
  g_assert_true (ui_says (preferences, "bert"));
  g_assert_false (ui_says (ui_find (preferences, "people_group"), "Admin"));
  row = find_row (ui_find (preferences, "people_group"), "bert");
  g_object_add_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  gtk_widget_grab_focus (row);
  ui_click (preferences, "take_back_button");
  answer ("take-back");
  ui_wait (!ui_says (preferences, "clara"));
  /* what nobody changed stays where it is */
  g_assert_true (row != NULL && find_row (ui_find (preferences, "people_group"), "bert") == row);
  g_object_remove_weak_pointer (G_OBJECT (row), (gpointer *)&row);
  close_window (preferences);
}

static char *
write_file (const char *folder, const char *text)
{
  char *path = g_build_filename (folder, "people.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_many_are_invited_from_a_file (Desk *desk, gconstpointer unused)
{
  char *folder = test_folder_new ();
  g_autofree char *path = write_file (folder, "name,mail,role\nbert,b@example.org,expert\nanna,a@example.org,\n,x,\n");
  g_autofree char *pdf = g_build_filename (folder, "sheets.pdf", NULL);
  GtkWindow *preferences = open_page (desk, "accounts");
  GtkWindow *dialog;

  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "invite_many_row")));
  dialog = ui_find_window (APP_TYPE_INVITE_LIST_DIALOG);
  app_invite_list_dialog_open (APP_INVITE_LIST_DIALOG (dialog), "/nowhere/at/all.csv");
  ui_wait (ui_says (dialog, "The file cannot be read."));
  app_invite_list_dialog_open (APP_INVITE_LIST_DIALOG (dialog), path);
  ui_wait (ui_says (dialog, "Line 2: bert (Expert): will be invited"));
  /* the same again: until it is checked, nobody can be invited */
  app_invite_list_dialog_open (APP_INVITE_LIST_DIALOG (dialog), path);
  g_assert_null (ui_look (dialog, "invite_button"));
  g_assert_false (ui_says (dialog, "Line 2: bert (Expert): will be invited"));
  ui_wait (ui_says (dialog, "Line 2: bert (Expert): will be invited"));
  g_assert_true (ui_holds (dialog, "Line 3: anna (Practitioner): left out"));
  g_assert_true (ui_holds (dialog, "not invited: this is no user name"));
  ui_shoot (dialog, "admin-invite-many");
  ui_click (dialog, "invite_button");
  ui_wait (ui_says (dialog, "Line 2: bert (Expert): invited"));
  gtk_window_close (dialog);
  ui_wait (ui_holds (dialog, "Save the invitations first"));
  app_invite_list_dialog_save (APP_INVITE_LIST_DIALOG (dialog), "/nowhere/at/all.pdf");
  ui_wait (ui_holds (dialog, "could not be written"));
  app_invite_list_dialog_save (APP_INVITE_LIST_DIALOG (dialog), pdf);
  ui_wait (ui_holds (dialog, "The invitations are saved"));
  ui_wait (gtk_widget_get_visible (ui_find (dialog, "choose_button")));
  ui_shoot (dialog, "admin-invite-many-saved");
  gtk_window_close (dialog);
  ui_wait (ui_holds (preferences, "The invitation is open until"));
  close_window (preferences);
  test_folder_remove (folder);
}

/* --- health --- */

/* A SrvWork. */
static gboolean
switch_portal_accounts_on (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_config_put (srv_store_get_db (store), SRV_CONFIG_PORTAL_ACCOUNTS, "on", error);
}

/* A SrvWork: as three deleted tickets leave it. */
static gboolean
count_deleted (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store),
                           "INSERT INTO statistic (month, area, origin, tickets, closed, days, late)"
                           " SELECT '2026-01', id, 'portal', 3, 3, 60, 0 FROM area LIMIT 1",
                           error);
}

static void
test_health_says_what_needs_doing (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk, "health");

  ui_wait (ui_holds (preferences, "are free"));
  g_assert_null (ui_look (preferences, "policy_row"));
  close_window (preferences);
  harness_write (desk->server, switch_portal_accounts_on, NULL);
  harness_write (desk->server, count_deleted, NULL);
  ui_wait (srv_config_is_set_on (harness_get_context (desk->server)->config, SRV_CONFIG_PORTAL_ACCOUNTS));
  preferences = open_page (desk, "health");
  ui_find (preferences, "policy_row");
  g_assert_true (ui_holds (preferences, "nobody can sign in until an Admin allows them"));
  ui_wait (ui_holds (preferences, "Must be seen to: there is none."));
  g_assert_true (ui_holds (preferences, "are free"));
  g_assert_true (ui_holds (preferences, "Should be seen to: what reporters type may be swapped"));
  ui_find (preferences, "deleted_row");
  g_assert_true (ui_holds (preferences, "3 tickets"));
  g_assert_true (ui_holds (preferences, "reminders of deadlines: "));
  g_assert_true (ui_holds (preferences, "removal of what is old: waits until the clock has gone right for an hour"));
  ui_wait (ui_holds (preferences, "1 device, last used"));
  ui_shoot (preferences, "admin-health");
  ui_click (preferences, "back_button");
  ui_settle ();
  harness_stop (desk->server);
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "health_row")));
  ui_wait (ui_says (preferences, "The server cannot be reached."));
  close_window (preferences);
  harness_start (desk->server);
}

static void
back_up (Desk *desk, gint64 at, gboolean encrypted)
{
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup", NULL);
  g_autoptr (HarkBackupKey) key = hark_backup_key_new ();
  GError *error = NULL;
  HarkBackupRecipient to;
  JobBackup made;

  hark_backup_key_get_recipient (key, &to);
  job_backup_make_encrypted (harness_get_dir (desk->server), file, &to, encrypted ? 1 : 0, at, &made, &error);
  g_assert_no_error (error);
  test_folder_remove (folder);
}

/* The whole line, of a backup of @at. */
static void
expect_backup (Desk *desk, const char *level, gint64 at, const char *rest, const char *shot)
{
  g_autofree char *day = app_text_date (at, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *line = g_strdup_printf ("%s: %s. %s", level, day, rest);
  GtkWindow *preferences = open_page (desk, "health");

  ui_wait (ui_says (preferences, line));
  if (shot != NULL)
    ui_shoot (preferences, shot);
  close_window (preferences);
}

static void
test_health_says_how_old_the_backup_is_and_whether_it_is_encrypted (Desk *desk, gconstpointer unused)
{
  static const char whole[] = "It was checked whole, and so was the store. It is encrypted.";
  gint64 now = harness_get_now (desk->server), old = now - 3 * 24 * 3600;

  back_up (desk, old, TRUE);
  expect_backup (desk, "Fine", old, "It was checked whole, and nothing has changed since. It is encrypted.", NULL);
  harness_write (desk->server, switch_portal_accounts_on, NULL);
  expect_backup (desk, "Should be seen to", old, whole, "admin-health-encrypted");
  back_up (desk, old - 4 * 24 * 3600, TRUE);
  harness_write (desk->server, switch_portal_accounts_on, NULL);
  expect_backup (desk, "Must be seen to", old - 4 * 24 * 3600, whole, NULL);

  back_up (desk, now, FALSE);
  harness_write (desk->server, switch_portal_accounts_on, NULL);
  expect_backup (desk, "Fine", now, "It was checked whole, and so was the store. It is not encrypted.", NULL);
}

/* --- changes --- */

static void
test_changes_say_who_changed_what (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  const HarkRosterPolicy before = get_policy (desk);
  const HarkId zeros = { 0 };
  HarkRosterPolicy policy = before;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (desk->client, &zeros, NULL);
  g_autoptr (GPtrArray) changes = NULL;
  GtkWindow *preferences;

  policy.password_length = 17;
  g_assert_true (app_client_set_policy_sync (desk->client, &before, &policy, NULL));
  hark_setting_text_set (setting->organisation->imprint, "en", "Testhaus Ltd");
  hark_setting_text_set (setting->organisation->privacy, "en", "canary\nof several lines");
  g_assert_true (app_client_save_setting_sync (desk->client, setting, NULL));
  changes = app_client_list_changes_sync (desk->client, NULL);
  g_assert_nonnull (((AppChange *)changes->pdata[0])->setting);
  g_assert_cmpint (((AppChange *)changes->pdata[1])->team->kind, ==, APP_TEAM_CHANGE_POLICY);
  g_assert_null (app_client_list_changes_sync (bert->client, NULL)); /* no Admin */

  preferences = open_page (desk, "changes");
  ui_wait (ui_says (preferences, "Settings of the organisation"));
  g_assert_true (ui_holds (preferences, "Imprint (English): Testhaus Ltd"));
  g_assert_true (ui_holds (preferences, "Privacy (English): text set"));
  g_assert_false (ui_holds (preferences, "canary"));
  g_assert_true (ui_holds (preferences, "passwords of 17 characters or more"));
  g_assert_true (ui_holds (preferences, "bert is Professional in Compliance now"));
  g_assert_true (ui_holds (preferences, "By the organisation's root key"));
  ui_shoot (preferences, "admin-changes");
  close_window (preferences);
}

/* --- areas --- */

static void
test_areas_are_listed_with_their_experts (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_EXPERT);
  GtkWindow *preferences = open_page (desk, "areas");

  ui_wait (ui_says (preferences, "2 readers. Experts: anna, bert"));
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "new_row")));
  close_window (ui_find_window (APP_TYPE_NEW_AREA_DIALOG));
  ui_shoot (preferences, "admin-areas");
  close_window (preferences);
}

static void
test_an_expert_is_appointed_where_there_is_none (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GError) error = NULL;
  GtkWindow *preferences, *dialog;
  HarkId area;

  g_assert_true (app_client_new_area_sync (desk->client, "en", "Procurement", &bert->id, 1, &area, &error));
  app_client_switch_off_sync (desk->client, &bert->id, &error);
  g_assert_no_error (error);
  preferences = open_page (desk, "areas");
  ui_wait (ui_holds (preferences, "No Expert: nobody can configure it"));
  ui_shoot (preferences, "admin-areas-none");
  /* what is not on the screen yet is pressed by nobody */
  ui_wait (gtk_widget_get_mapped (find_row (GTK_WIDGET (preferences), "Procurement")));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  adw_action_row_activate (ADW_ACTION_ROW (find_row (GTK_WIDGET (preferences), "Procurement")));
  dialog = ui_find_window (APP_TYPE_APPOINT_DIALOG);
  ui_click (dialog, "appoint_button");
  ui_wait (ui_says (dialog, "Choose a person."));
  adw_action_row_activate (ADW_ACTION_ROW (find_row (GTK_WIDGET (dialog), "anna (you)")));
  ui_shoot (dialog, "admin-appoint");
  ui_click (dialog, "appoint_button");
  ui_wait (ui_says (preferences, "1 reader. Experts: anna") && !ui_holds (preferences, "No Expert"));
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

  DESK_TEST ("/ui-admin/people", test_people_are_listed_with_their_state);
  DESK_TEST ("/ui-admin/invite-many", test_many_are_invited_from_a_file);
  DESK_TEST ("/ui-admin/health", test_health_says_what_needs_doing);
  DESK_TEST ("/ui-admin/backup", test_health_says_how_old_the_backup_is_and_whether_it_is_encrypted);
  DESK_TEST ("/ui-admin/changes", test_changes_say_who_changed_what);
  DESK_TEST ("/ui-admin/appoint", test_an_expert_is_appointed_where_there_is_none);
  DESK_TEST ("/ui-admin/areas", test_areas_are_listed_with_their_experts);

  return ui_run ();
}

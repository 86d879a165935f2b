/* test-ui-person.c: one person of the team in the window: another role, out of the team, and the number that two people
 * compare */
#include "app-client-draft.h"
#include "app-client-person.h"
#include "app-client-private.h"
#include "app-client-team.h"
#include "colleague.h"
#include "folder.h"
#include "hark-error.h"
#include "people/app-hand-over-dialog.h"
#include "people/app-person-dialog.h"
#include "people/app-reset-dialog.h"
#include "preferences/app-preferences.h"
#include "setup/app-setup-sheet-page.h"
#include "sidebar/app-place.h"
#include "ui-desk.h"
#include "unlock/app-recover-dialog.h"

#include <string.h>

static gboolean
has_title (GtkWidget *widget, const char *title)
{
  return ADW_IS_PREFERENCES_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static GtkWidget *
look_for_row (GtkWidget *widget, const char *title)
{
  if (has_title (widget, title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWindow *
open_person (GtkWindow *window, const char *name)
{
  GtkWidget *page;

  g_signal_emit_by_name (ui_find (window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  page = ui_find (window, "people_page");
  ui_wait (look_for_row (page, name) != NULL);
  adw_action_row_activate (ADW_ACTION_ROW (look_for_row (page, name)));
  return ui_find_window (APP_TYPE_PERSON_DIALOG);
}

static void
choose_role (GtkWindow *dialog, HarkRole role)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (look_for_row (GTK_WIDGET (dialog), "Compliance")), role);
  g_assert_true (gtk_widget_is_sensitive (ui_find (dialog, "save_button")));
}

static void
confirm_removal (GtkWindow *dialog)
{
  GtkWindow *question;

  ui_click (dialog, "save_button");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_shoot (question, "person-take-out");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "remove");
  gtk_window_close (question);
}

static char *
dup_own_number (AppClient *client)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  for (guint i = 0; i < people->len; i++)
    if (((AppPerson *)people->pdata[i])->is_self)
      return g_strdup (((AppPerson *)people->pdata[i])->safety_number);
  g_assert_not_reached ();
}

static HarkRole
get_role (AppClient *client, const HarkId *user)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      if (hark_id_equal (&person->id, user))
        return person->memberships->len > 0 ? ((AppMembership *)person->memberships->pdata[0])->role
                                            : HARK_ROLE_NONE;
    }
  g_assert_not_reached ();
}

static void
test_both_see_the_same_safety_number (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *berts = dup_own_number (bert->client), *annas = dup_own_number (desk->client);
  g_autofree char *shown = NULL;
  GtkWindow *dialog;

  desk_sync (desk);
  dialog = open_person (desk->window, "bert");
  g_assert_cmpuint (strlen (berts), ==, 12 * 5 + 11);
  g_assert_cmpstr (berts, !=, annas);
  shown = ui_read (ui_find (dialog, "number_label"));
  g_assert_cmpstr (g_strdelimit (shown, "\n", ' '), ==, berts);
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "save_button")));
  ui_shoot (dialog, "person");
  ui_close (dialog);
}

static void
test_expert_changes_a_role_and_takes_somebody_out (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  GtkWindow *dialog = open_person (desk->window, "bert");
  g_autoptr (GPtrArray) list = NULL;

  choose_role (dialog, HARK_ROLE_OBSERVER);
  ui_click (dialog, "save_button");
  ui_wait (get_role (desk->client, &bert->id) == HARK_ROLE_OBSERVER);
  ui_wait (ui_says (desk->window, "The team has changed: bert"));

  dialog = open_person (desk->window, "bert");
  choose_role (dialog, HARK_ROLE_NONE);
  confirm_removal (dialog);
  ui_wait (get_role (desk->client, &bert->id) == HARK_ROLE_NONE);
  device_sync (bert->client);
  list = app_client_list_sync (bert->client, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

static guint
count_tickets (Colleague *colleague)
{
  g_autoptr (GPtrArray) list = NULL;

  device_sync (colleague->client);
  list = app_client_list_sync (colleague->client, NULL);
  return list->len;
}

static void
test_expert_gives_what_comes_from_now_on_and_all_later (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_NONE);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  GtkWidget *tickets;
  GtkWindow *dialog;

  desk_sync (desk);
  dialog = open_person (desk->window, "bert");
  tickets = look_for_row (GTK_WIDGET (dialog), "Tickets");
  g_assert_false (gtk_widget_get_visible (tickets));
  choose_role (dialog, HARK_ROLE_PROFESSIONAL);
  g_assert_true (gtk_widget_get_visible (tickets));
  adw_combo_row_set_selected (ADW_COMBO_ROW (tickets), 1);
  ui_settle ();
  ui_shoot (dialog, "person-from-now-on");
  ui_click (dialog, "save_button");
  ui_wait (get_role (desk->client, &bert->id) == HARK_ROLE_PROFESSIONAL);
  desk_sync (desk);
  g_assert_cmpuint (count_tickets (bert), ==, 0);
  ui_wait (ui_says (desk->window, "Professional in Compliance · tickets since they joined"));

  dialog = open_person (desk->window, "bert");
  tickets = look_for_row (GTK_WIDGET (dialog), "Tickets");
  g_assert_true (gtk_widget_get_visible (tickets));
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "save_button")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (tickets), 1);
  ui_settle ();
  ui_shoot (dialog, "person-all-later");
  ui_click (dialog, "save_button");
  ui_wait (!ui_says (desk->window, "Professional in Compliance · tickets since they joined"));
  desk_sync (desk);
  g_assert_cmpuint (count_tickets (bert), ==, 1);
}

/* As a sync tells it. */
static void
test_sealing_to_who_joined_is_a_quiet_line (Desk *desk, gconstpointer unused)
{
  GtkWidget *line = ui_find (desk->window, "connection_line");
  AppSync sync = { 0 };

  g_assert_null (ui_look (desk->window, "sealing_label"));
  app_client_prepare_sealing (desk->client, &sync);
  sync.tell_sealing (sync.user, "Ben", 1200, 10000);
  ui_wait (ui_says (line, "Sealing tickets for Ben: 1200 of 10000"));
  ui_shoot (desk->window, "sealing");
  sync.tell_sealing (sync.user, NULL, 1450, 10000);
  ui_wait (ui_says (line, "Sealing tickets: 1450 of 10000"));
  app_client_end_sealing (desk->client);
  ui_wait (ui_look (desk->window, "sealing_label") == NULL);
}

static void
take_over (Colleague *colleague, const char *number)
{
  AppAction action = { .type = APP_ACTION_TAKE_OVER };

  device_sync (colleague->client);
  g_assert_true (app_client_find_number (colleague->client, number, &action.ticket));
  device_act (colleague->client, &action);
  device_sync (colleague->client);
}

static void
choose_person (GtkWindow *dialog, const char *title)
{
  ui_wait (look_for_row (ui_find (dialog, "group"), title) != NULL);
  adw_action_row_activate (ADW_ACTION_ROW (look_for_row (ui_find (dialog, "group"), title)));
}

static void
expect_advisor (Desk *desk, const char *number, const char *name)
{
  g_autoptr (AppTicket) ticket = NULL;
  HarkId id;

  desk_sync (desk);
  g_assert_true (app_client_find_number (desk->client, number, &id));
  ticket = device_load (desk->client, &id);
  g_assert_cmpstr (ticket->advisor, ==, name);
}

static void
test_advisor_leaves_once_their_open_tickets_are_handed_over (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  GtkWindow *dialog, *hand_over;

  take_over (bert, number);
  desk_sync (desk);
  dialog = open_person (desk->window, "bert");
  choose_role (dialog, HARK_ROLE_NONE);
  confirm_removal (dialog);
  hand_over = ui_find_window (APP_TYPE_HAND_OVER_DIALOG);
  ui_wait (ui_holds (hand_over, "bert is the advisor of 1 open ticket of Compliance."));
  ui_close (hand_over);
  ui_wait (gtk_widget_is_sensitive (ui_find (dialog, "place_group")));
  g_assert_cmpint (get_role (desk->client, &bert->id), ==, HARK_ROLE_PROFESSIONAL);
  expect_advisor (desk, number, "bert");

  confirm_removal (dialog);
  hand_over = ui_find_window (APP_TYPE_HAND_OVER_DIALOG);
  ui_wait (look_for_row (ui_find (hand_over, "group"), "anna (you)") != NULL);
  ui_click (hand_over, "hand_over_button");
  ui_wait (ui_holds (hand_over, "Choose a person."));
  g_assert_null (look_for_row (ui_find (hand_over, "group"), "bert")); /* not to oneself */
  choose_person (hand_over, "anna (you)");
  ui_shoot (hand_over, "person-hand-over");
  ui_click (hand_over, "hand_over_button");
  ui_wait (get_role (desk->client, &bert->id) == HARK_ROLE_NONE);
  ui_wait (ui_says (desk->window, "The team has changed: bert"));
  expect_advisor (desk, number, "anna");
}

static void
test_open_tickets_are_handed_over_before_a_holiday (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  GtkWindow *dialog, *hand_over;

  take_over (bert, number);
  desk_sync (desk);
  dialog = open_person (desk->window, "bert");
  ui_wait (look_for_row (GTK_WIDGET (dialog), "Hand Over…") != NULL);
  ui_shoot (dialog, "person-open-tickets");
  adw_action_row_activate (ADW_ACTION_ROW (look_for_row (GTK_WIDGET (dialog), "Hand Over…")));
  hand_over = ui_find_window (APP_TYPE_HAND_OVER_DIALOG);
  choose_person (hand_over, "anna (you)");
  ui_click (hand_over, "hand_over_button");
  ui_wait (ui_says (desk->window, "1 ticket handed over"));
  expect_advisor (desk, number, "anna");
  g_assert_cmpint (get_role (desk->client, &bert->id), ==, HARK_ROLE_PROFESSIONAL);
}

static void
test_last_expert_stays (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_person (desk->window, "anna");

  choose_role (dialog, HARK_ROLE_OBSERVER);
  ui_click (dialog, "save_button");
  ui_wait (ui_holds (dialog, "A team needs an Expert."));
  ui_close (dialog);
}

static void
test_admin_switches_an_account_off (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GError) error = NULL;
  GtkWindow *dialog, *question;

  desk_sync (desk);
  dialog = open_person (desk->window, "anna");
  g_assert_null (ui_look (dialog, "off_row")); /* not oneself */
  ui_close (dialog);

  dialog = open_person (desk->window, "bert");
  ui_shoot (dialog, "person-admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (dialog, "off_row")));
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_shoot (question, "person-off");
  g_assert_false (ui_holds (question, "They are the last Expert of"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "off");
  gtk_window_close (question);
  ui_wait (ui_says (desk->window, "Switched off: bert"));
  ui_wait (look_for_row (ui_find (desk->window, "people_page"), "bert") == NULL);
  g_assert_false (app_client_sync_sync (bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_ENDED);
}

/* An Admin who is in no team sees it too: bert is made the only Expert, and anna leaves. */
static void
test_switching_off_the_last_expert_is_warned_of (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_EXPERT);
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  GtkWindow *dialog, *question;
  HarkId anna;

  g_assert_true (app_client_find_person (bert->client, "anna", &anna, NULL));
  app_client_remove_member_sync (bert->client, &anna, &((AppArea *)areas->pdata[0])->id, NULL);
  desk_sync (desk);
  dialog = open_person (desk->window, "bert");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (dialog, "off_row")));
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (ui_holds (question, "They are the last Expert of: Compliance."));
  ui_shoot (question, "person-off-last");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  gtk_window_close (question);
  ui_close (dialog);
}

/* Everything but the handing over, which is outside of Hark. */
static void
accept_line (Desk *desk, AppClient *client, const char *line)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (desk->server));
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;

  setup = app_client_prepare_accept_sync (client, url, line, "another horse battery", &error);
  g_assert_no_error (error);
  app_client_commit_accept_sync (client, setup, &error);
  g_assert_no_error (error);
}

static void
test_admin_lets_somebody_back_in (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  GtkWindow *dialog, *reset;

  desk_sync (desk);
  dialog = open_person (desk->window, "anna");
  g_assert_null (ui_look (dialog, "reset_row")); /* not oneself */
  ui_close (dialog);

  dialog = open_person (desk->window, "bert");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (dialog, "reset_row")));
  reset = ui_find_window (APP_TYPE_RESET_DIALOG);
  ui_shoot (reset, "person-reset");
  ui_click (reset, "reset_button");
  ui_wait (ui_look (reset, "done_button") != NULL);
  ui_shoot (reset, "person-reset-line");
  line = ui_read (ui_find (reset, "line_label"));
  g_assert_true (ui_holds (reset, "Way Back for bert"));
  device_sync (bert->client); /* nothing is certain yet */
  accept_line (desk, bert->client, line);
  ui_close (reset);
  ui_close (dialog);
  g_assert_false (app_client_sync_sync (bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_WAITING);
  desk_sync (desk);
  g_assert_cmpint (get_role (desk->client, &bert->id), ==, HARK_ROLE_NONE);
  device_sync (bert->client);
  test_folder_remove (g_strdup (app_client_get_set_aside (bert->client)));
}

static char *
reset (Desk *desk, Colleague *colleague)
{
  GError *error = NULL;
  char *line;

  desk_sync (desk);
  line = app_client_reset_sync (desk->client, &colleague->id, &error);
  g_assert_no_error (error);
  return line;
}

/* A SrvWork: what came back is not from who has the line. */
static gboolean
swap_tag (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "UPDATE invitation SET tag = randomblob (32)", error);
}

static void
test_reset_that_does_not_verify_is_taken_back_and_nothing_is_lost (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  char *line = reset (desk, bert), *home = test_folder_new ();
  AppClient *laptop = device_open (home);
  GtkWindow *question;
  GtkWidget *page;

  accept_line (desk, laptop, line);
  harness_write (desk->server, swap_tag, NULL);
  g_assert_false (app_client_sync_sync (desk->client, NULL));
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  ui_wait (ui_says (page, "Has accepted, waits for an Admin’s computer: this one signs the new keys with its next sync. "
                          "Until then the account works as before"));
  ui_shoot (desk->window, "person-reset-accepted");
  ui_click (desk->window, "take_back_button");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (ui_holds (question, "the account stays as it was"));
  ui_shoot (question, "person-reset-take-back");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "take-back");
  gtk_window_close (question);
  ui_wait (ui_look (desk->window, "take_back_button") == NULL);
  device_sync (bert->client);
  desk_sync (desk);
  g_assert_cmpint (get_role (desk->client, &bert->id), ==, HARK_ROLE_PROFESSIONAL);
  hark_seal_free_string (line);
  device_close (laptop);
  test_folder_remove (home);
}

/* In the window of a computer that still opens. */
static void
accept_in_window (GtkWindow *window, AppClient *client, const char *line)
{
  char *folder = test_folder_new ();
  g_autofree char *sheet = g_build_filename (folder, "sheet.pdf", NULL);
  GtkWindow *preferences, *dialog;
  GtkWidget *page;

  ui_act (GTK_WIDGET (window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  ui_shoot (preferences, "person-account");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "forgotten_row")));
  dialog = ui_find_window (APP_TYPE_RECOVER_DIALOG);
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (dialog, "no_sheet_row")));
  page = ui_find (dialog, "invitation_page");
  ui_type (page, "line_row", line);
  ui_click (page, "next_button");
  page = ui_find (dialog, "invited_page");
  ui_type (page, "password_row", "another horse battery");
  ui_type (page, "repeat_row", "another horse battery");
  ui_click (page, "next_button");
  page = ui_find (dialog, "sheet_page");
  g_assert_true (app_setup_sheet_page_save (APP_SETUP_SHEET_PAGE (page), sheet));
  test_folder_remove (folder);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  ui_click (page, "next_button");
  ui_wait (app_client_get_set_aside (client) != NULL);
  ui_settle ();
  ui_close (preferences);
}

static void
test_what_was_not_sent_before_a_reset_can_still_be_read (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  g_autoptr (AppKeptDraft) draft = NULL;
  char *line;
  GtkWindow *window;
  GtkWidget *page;
  HarkId ticket;

  device_sync (bert->client);
  g_assert_true (app_client_find_number (bert->client, number, &ticket));
  line = reset (desk, bert);
  window = ui_open (bert->client);
  draft = app_kept_draft_new (&ticket, APP_DRAFT_NOTE_KIND);
  draft->text = g_strdup ("Nobody has read this yet.");
  app_client_save_draft (bert->client, draft);
  accept_in_window (window, bert->client, line);
  ui_wait (ui_says (window, "Waiting for anna to Confirm You"));
  ui_wait (ui_holds (window, "Accepted, waiting for an Admin’s computer."));
  ui_shoot (window, "person-reset-waiting");
  g_signal_emit_by_name (ui_find (window, "sidebar"), "place-chosen", (int)APP_PLACE_REFUSED);
  page = ui_find (window, "refused_page");
  ui_wait (ui_holds (page, "Nobody has read this yet."));
  g_assert_true (ui_holds (page, "Your account was reset and has new keys."));
  ui_shoot (window, "person-reset-unsent");
  ui_close (window);
  test_folder_remove (g_strdup (app_client_get_set_aside (bert->client)));
  hark_seal_free_string (line);
}

static void
test_changes_by_others_are_shown_until_they_were_seen (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_EXPERT);
  g_autoptr (Colleague) clara = NULL;
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  const HarkId area = ((AppArea *)areas->pdata[0])->id;
  GtkWidget *page;

  /* what this account signed on another device is told too: it may not have been its owner */
  desk_sync (desk);
  clara = colleague_join (desk->server, desk->client, "clara", HARK_ROLE_NONE);
  desk_sync (desk);
  device_sync (bert->client);
  device_place_member (bert->client, &clara->id, &area, HARK_ROLE_OBSERVER, NULL);
  desk_sync (desk);

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  ui_wait (ui_says (page, "clara is Observer in Compliance now"));
  ui_wait (ui_says (page, "By bert"));
  g_assert_true (ui_says (page, "bert has an account now"));
  ui_shoot (desk->window, "people-changes");
  ui_click (page, "seen_button");
  ui_wait (ui_look (page, "seen_button") == NULL);

  /* what one does oneself is no news */
  device_place_member (desk->client, &clara->id, &area, HARK_ROLE_PROFESSIONAL, NULL);
  desk_sync (desk);
  g_assert_null (ui_look (page, "seen_button"));

  device_place_member (bert->client, &clara->id, &area, HARK_ROLE_EXPERT, NULL);
  desk_sync (desk);
  ui_wait (ui_says (page, "By bert. Before: Professional"));
}

static void
test_others_see_places_and_change_none (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  GtkWindow *window = ui_open (bert->client);
  GtkWindow *dialog = open_person (window, "anna");

  g_assert_true (ui_says (dialog, "Expert"));
  g_assert_null (ui_look (dialog, "save_button"));
  g_assert_null (ui_look (dialog, "off_row"));
  ui_close (dialog);
  ui_close (window);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-person/number", test_both_see_the_same_safety_number);
  DESK_TEST ("/ui-person/role", test_expert_changes_a_role_and_takes_somebody_out);
  DESK_TEST ("/ui-person/from-now-on", test_expert_gives_what_comes_from_now_on_and_all_later);
  DESK_TEST ("/ui-person/sealing", test_sealing_to_who_joined_is_a_quiet_line);
  DESK_TEST ("/ui-person/reset", test_admin_lets_somebody_back_in);
  DESK_TEST ("/ui-person/reset-taken-back", test_reset_that_does_not_verify_is_taken_back_and_nothing_is_lost);
  DESK_TEST ("/ui-person/reset-unsent", test_what_was_not_sent_before_a_reset_can_still_be_read);
  DESK_TEST ("/ui-person/last-expert-off", test_switching_off_the_last_expert_is_warned_of);
  DESK_TEST ("/ui-person/advisor", test_advisor_leaves_once_their_open_tickets_are_handed_over);
  DESK_TEST ("/ui-person/holiday", test_open_tickets_are_handed_over_before_a_holiday);
  DESK_TEST ("/ui-person/last-expert", test_last_expert_stays);
  DESK_TEST ("/ui-person/off", test_admin_switches_an_account_off);
  DESK_TEST ("/ui-person/changes", test_changes_by_others_are_shown_until_they_were_seen);
  DESK_TEST ("/ui-person/others", test_others_see_places_and_change_none);

  return ui_run ();
}

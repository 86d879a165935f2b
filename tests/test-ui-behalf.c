/* test-ui-behalf.c: the window where somebody of the team writes down what others report.
 *
 * HARK_SHOTS=DIR leaves a picture of each dialog. */
#include "behalf/app-inbox-sheet-page.h"
#include "colleague.h"
#include "hark-code.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#include <string.h>

#define SUBJECT "Keys in the canteen"
#define REPORT "Canary wombat: somebody left the keys there again."

/* --- in front of the dialog --- */

static GtkWindow *
open_dialog (GtkWindow *window)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  ui_find (dialog, "subject_row");

  return dialog;
}

static void
choose (gpointer dialog, const char *row, guint position)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, row)), position);
  ui_settle ();
}

static void
write_report (gpointer dialog)
{
  ui_type (dialog, "subject_row", SUBJECT);
  ui_type (dialog, "text_view", REPORT);
}

static void
wait_for_ticket (Desk *desk)
{
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "head"), SUBJECT));
}

static gboolean
can_click (gpointer dialog, const char *id)
{
  return gtk_widget_is_sensitive (ui_find (dialog, id));
}

/* --- for an anonymous person --- */

static void
test_code_is_handed_over_before_sending (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk->window);
  g_autofree char *path = g_build_filename (desk->home, "inbox.pdf", NULL);
  g_autofree char *words = NULL, *again = NULL;
  guint8 a[HARK_CODE_LEN], b[HARK_CODE_LEN];

  g_assert_cmpint (app_new_ticket_dialog_get_kind (APP_NEW_TICKET_DIALOG (dialog)), ==, APP_REPORTER_ANONYMOUS);
  write_report (dialog);
  choose (dialog, "channel_row", HARK_CHANNEL_PHONE);
  ui_shoot (dialog, "anonymous");
  ui_click (dialog, "submit_button");
  desk->code = ui_read (ui_find (dialog, "line_label"));
  words = ui_read (ui_find (dialog, "words_label"));
  g_assert_true (hark_code_parse (desk->code, a, NULL));
  g_assert_true (hark_code_parse (words, b, NULL));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_false (can_click (dialog, "submit_button"));
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  ui_shoot (dialog, "sheet");

  /* back and forth: it may be on paper already */
  ui_click (dialog, "back_button");
  ui_find (dialog, "subject_row");
  ui_click (dialog, "submit_button");
  again = ui_read (ui_find (dialog, "line_label"));
  g_assert_cmpstr (again, ==, desk->code);

  g_assert_true (app_inbox_sheet_page_save (APP_INBOX_SHEET_PAGE (ui_find (dialog, "sheet_page")), path));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (ui_says (dialog, "Saved as inbox.pdf"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "submit_button");
  wait_for_ticket (desk);
  ui_wait (ui_holds (desk->window, "Written down by anna (phone, "));
  desk_sync (desk);

  g_assert_true (desk_inbox_shows (desk, REPORT));
  g_assert_true (desk_inbox_shows (desk, "The support team wrote this down for you on "));
  desk_write_in_inbox (desk, "They are mine.");
  desk_sync (desk);
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "They are mine."));
  g_assert_true (ui_look (desk->window, "broken_box") == NULL);
  ui_shoot (desk->window, "ticket");
}

static void
test_without_inbox_there_is_no_code (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk->window);

  write_report (dialog);
  g_assert_true (ui_says (dialog, "Next"));
  gtk_switch_set_active (GTK_SWITCH (ui_find (dialog, "inbox_switch")), FALSE);
  ui_settle ();
  g_assert_true (ui_says (dialog, "Submit"));
  g_assert_true (ui_says (dialog, "No question can reach them"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  ui_type (dialog, "contact_row", "room 7");
  g_assert_true (ui_says (dialog, "The team can only reach them outside of Hark"));
  ui_click (dialog, "submit_button");
  wait_for_ticket (desk);
  ui_wait (ui_says (desk->window, "room 7"));
  ui_find (desk->window, "contact_bar");
}

static void
test_half_written_one_keeps_for_whom_it_is (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk->window);
  g_autofree char *where = NULL;

  write_report (dialog);
  choose (dialog, "channel_row", HARK_CHANNEL_LETTER);
  gtk_switch_set_active (GTK_SWITCH (ui_find (dialog, "inbox_switch")), FALSE);
  app_behalf_group_set_day (APP_BEHALF_GROUP (ui_find (dialog, "behalf_group")), 2026, 1, 31);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  ui_type (dialog, "where_row", "in the canteen");
  gtk_window_close (dialog);
  ui_settle ();

  desk_restart_client (desk);
  desk_open_window (desk);
  ui_wait (ui_look (desk->window, "list_view") != NULL || ui_look (desk->window, "list_pane") != NULL);
  dialog = open_dialog (desk->window);
  g_assert_cmpint (app_new_ticket_dialog_get_kind (APP_NEW_TICKET_DIALOG (dialog)), ==, APP_REPORTER_ANONYMOUS);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (dialog, "channel_row"))), ==,
                    HARK_CHANNEL_LETTER);
  g_assert_true (ui_holds (dialog, "31 January"));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (ui_find (dialog, "inbox_switch"))));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  where = ui_read (ui_find (dialog, "where_row"));
  g_assert_cmpstr (where, ==, "in the canteen");
  gtk_window_destroy (dialog);
}

static void
test_faults_stand_beside_their_fields (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk->window);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int year = g_date_time_get_year (now);
  AppBehalfGroup *group = APP_BEHALF_GROUP (ui_find (dialog, "behalf_group"));
  g_autofree char *long_text = g_strnfill (HARK_TICKET_MAX_SHORT + 1, 'x');

  write_report (dialog);
  app_behalf_group_set_day (group, year + 1, 12, 31);
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "This day is still to come."));
  g_assert_null (ui_look (dialog, "line_label"));
  app_behalf_group_set_day (group, year - 11, 1, 1);
  g_assert_false (ui_says (dialog, "This day is still to come."));
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "This is more than ten years ago."));
  app_behalf_group_set_day (group, year - 1, 6, 3);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  ui_type (dialog, "where_row", long_text);
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "One of these is too long. Write it into the text below."));
  ui_shoot (dialog, "faults");

  choose (dialog, "kind_row", APP_REPORTER_COLLEAGUE);
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "There is nobody else here yet."));
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  gtk_window_destroy (dialog);
}

/* --- for a colleague, and for oneself --- */

static void
test_colleague_is_chosen_by_name (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_NONE);
  g_autoptr (GPtrArray) list = NULL;
  GtkWindow *dialog;
  AppTicket *ticket;

  desk_sync (desk);
  dialog = open_dialog (desk->window);
  choose (dialog, "kind_row", APP_REPORTER_COLLEAGUE);
  write_report (dialog);
  g_assert_null (ui_look (dialog, "inbox_switch"));
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "Choose who reports it."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (dialog, "person_drop")), 0);
  ui_settle ();
  g_assert_false (ui_says (dialog, "Choose who reports it."));
  choose (dialog, "channel_row", HARK_CHANNEL_MEETING);
  ui_shoot (dialog, "colleague");
  ui_click (dialog, "submit_button");
  wait_for_ticket (desk);
  ui_wait (ui_says (desk->window, "bert · reporter"));
  desk_sync (desk);

  device_sync (bert->client);
  list = app_client_list_sync (bert->client, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  ticket = list->pdata[0];
  g_assert_true (ticket->is_mine);
  g_assert_cmpstr (ticket->subject, ==, SUBJECT);
  g_assert_cmpstr (ticket->channel, ==, "meeting");

  /* what was chosen last is offered again, and under My tasks one's own */
  dialog = open_dialog (desk->window);
  g_assert_cmpint (app_new_ticket_dialog_get_kind (APP_NEW_TICKET_DIALOG (dialog)), ==, APP_REPORTER_COLLEAGUE);
  choose (dialog, "kind_row", APP_REPORTER_SELF);
  g_assert_null (ui_look (dialog, "channel_row"));
  ui_shoot (dialog, "self");
  write_report (dialog);
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (desk->window, "The team will read this"));
  dialog = open_dialog (desk->window);
  g_assert_cmpint (app_new_ticket_dialog_get_kind (APP_NEW_TICKET_DIALOG (dialog)), ==, APP_REPORTER_SELF);
  gtk_window_destroy (dialog);
}

static void
test_who_is_in_no_team_writes_for_themselves (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_OBSERVER);
  GtkWindow *window = ui_open (bert->client), *dialog;

  ui_wait (app_client_get_connection (bert->client) == APP_CONNECTION_ONLINE);
  dialog = open_dialog (window);
  g_assert_null (ui_look (dialog, "kind_row"));
  g_assert_cmpint (app_new_ticket_dialog_get_kind (APP_NEW_TICKET_DIALOG (dialog)), ==, APP_REPORTER_SELF);
  gtk_window_destroy (dialog);
  ui_close (window);
  app_client_close (bert->client);
  ui_settle (); /* what its last calls still have to say */
}

static void
test_narrow_dialog_needs_no_more_width (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk->window);

  write_report (dialog);
  ui_resize (dialog, 360, 640);
  ui_shoot (dialog, "narrow");
  ui_click (dialog, "submit_button");
  ui_find (dialog, "line_label");
  ui_settle ();
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, 380);
  ui_shoot (dialog, "narrow-sheet");
  gtk_window_destroy (dialog);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-behalf/code", test_code_is_handed_over_before_sending);
  DESK_TEST ("/ui-behalf/no-inbox", test_without_inbox_there_is_no_code);
  DESK_TEST ("/ui-behalf/draft", test_half_written_one_keeps_for_whom_it_is);
  DESK_TEST ("/ui-behalf/faults", test_faults_stand_beside_their_fields);
  DESK_TEST ("/ui-behalf/colleague", test_colleague_is_chosen_by_name);
  DESK_TEST ("/ui-behalf/no-team", test_who_is_in_no_team_writes_for_themselves);
  DESK_TEST ("/ui-behalf/narrow", test_narrow_dialog_needs_no_more_width);

  return ui_run ();
}

/* test-ui.c: the window in this process, with the real client, keyring and server behind it */
#include <glib/gstdio.h>
#include <string.h>

#include "composer/app-composer.h"
#include "file/app-file-row.h"
#include "folder.h"
#include "sidebar/app-place.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ticket/app-reopen-dialog.h"
#include "ticket/app-ticket-item.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define ANSWER "Thank you, we are looking into it."
#define NOTE "Ask controlling first."

static gboolean
button_says (gpointer root, const char *id, const char *name)
{
  GtkWidget *widget = ui_look (root, id);
  g_autofree char *label = NULL;

  if (widget == NULL)
    return FALSE;
  label = ADW_IS_SPLIT_BUTTON (widget) ? g_strdup (adw_split_button_get_label (ADW_SPLIT_BUTTON (widget)))
                                       : ui_get_name (widget);

  return g_strcmp0 (label, name) == 0;
}

static gboolean
is_empty (gpointer root, const char *id)
{
  g_autofree char *text = ui_read (ui_find (root, id));

  return *text == '\0';
}

/* Whether a screen reader says this of the first row, where the focus stands. */
static gboolean
row_says (Desk *desk, const char *text)
{
  GtkWidget *list = ui_look (desk->window, "list_view");
  GtkWidget *row = list != NULL ? gtk_widget_get_first_child (list) : NULL;
  g_autofree char *name = row != NULL ? ui_get_name (row) : NULL;

  return name != NULL && strstr (name, text) != NULL;
}

/* A click on the row of the ticket with this subject. */
static void
open_ticket (Desk *desk, const char *subject)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (desk->window, "list_view"))));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (model, i);

      if (g_str_equal (app_ticket_item_get_ticket (item)->subject, subject))
        ui_open_row (desk->window, i);
    }
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "head"), subject));
}

static void
choose_place (Desk *desk, AppPlace place)
{
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)place);
}

/* What somebody writes in the composer, in a mode, and sends. */
static void
send_text (Desk *desk, const char *mode, const char *text)
{
  GtkWidget *view = ui_find (desk->window, "text_view");

  if (mode != NULL)
    ui_act (view, "composer.mode", mode);
  ui_type (desk->window, "text_view", text);
  ui_act (view, "composer.send", NULL);
  ui_wait (is_empty (desk->window, "text_view"));
  ui_wait (ui_says (ui_find (desk->window, "entry_list"), text));
}

/* --- the list --- */

static void
test_list_shows_a_report_that_came_through_the_portal (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;

  ui_wait (ui_says (desk->window, "No Tickets Yet"));
  number = desk_report (desk, SUBJECT, REPORT);
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1 && ui_says (desk->window, SUBJECT));
  g_assert_true (ui_holds (ui_look (desk->window, "list_view"), number));
  g_assert_true (ui_says (ui_look (desk->window, "list_view"), "New"));
  g_assert_true (ui_says (ui_look (desk->window, "list_view"), "acknowledge in 7 days"));
  name = g_strdup_printf ("%s, %s, New, acknowledge in 7 days, unread", number, SUBJECT);
  g_assert_true (row_says (desk, name));
}

static void
test_new_and_answered_tickets_are_unread_until_seen (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  ui_act (ui_find (desk->window, "head"), "ticket.take-over", NULL);
  send_text (desk, "answer", ANSWER);
  desk_sync (desk);
  ui_wait (row_says (desk, "Waiting for reporter"));
  ui_wait (!row_says (desk, "unread"));

  /* From another place one does not see what the reporter writes. */
  choose_place (desk, APP_PLACE_OWN);
  ui_wait (ui_says (desk->window, "No Tickets of Yours"));
  desk_write_in_inbox (desk, "It was March.");
  desk_sync (desk);
  choose_place (desk, APP_PLACE_TEAM);
  ui_wait (row_says (desk, "In progress"));
  g_assert_true (row_says (desk, "unread"));
  g_assert_true (row_says (desk, number));
}

static void
test_places_hold_what_they_say (Desk *desk, gconstpointer unused)
{
  static const guint before[] = { 0, 1, 1, 0, 0, 0, 0 };
  static const guint after[] = { 0, 1, 0, 1, 1, 0, 0 };
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  for (guint place = 0; place < G_N_ELEMENTS (before); place++)
    {
      choose_place (desk, place);
      ui_wait (before[place] > 0 ? ui_count_rows (desk->window) == before[place]
                                 : ui_look (desk->window, "empty_page") != NULL);
    }

  choose_place (desk, APP_PLACE_NEW);
  ui_open_row (desk->window, 0);
  ui_act (ui_find (desk->window, "head"), "ticket.take-over", NULL);
  ui_wait (button_says (desk->window, "action_button", "Close…"));
  /* Who works on it does not lose it out of sight. */
  g_assert_cmpuint (ui_count_rows (desk->window), ==, 1);
  send_text (desk, "answer", ANSWER);
  desk_sync (desk);
  for (guint place = 0; place < G_N_ELEMENTS (after); place++)
    {
      choose_place (desk, place);
      ui_wait (after[place] > 0 ? ui_count_rows (desk->window) == after[place]
                                : ui_look (desk->window, "empty_page") != NULL);
    }
}

static void
test_search_finds_or_says_that_nothing_was_found (Desk *desk, gconstpointer unused)
{
  g_autofree char *first = desk_report (desk, SUBJECT, REPORT);
  g_autoptr (Visitor) other = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *second = visitor_submit (other, "Überstunden gestrichen", "Seit Mai.", &code);

  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 2);
  ui_act (GTK_WIDGET (desk->window), "win.search", NULL);
  ui_type (desk->window, "search_entry", "überSTUNDEN");
  ui_wait (ui_count_rows (desk->window) == 1 && ui_says (desk->window, "Überstunden gestrichen"));
  ui_type (desk->window, "search_entry", first);
  ui_wait (ui_count_rows (desk->window) == 1 && ui_says (desk->window, SUBJECT));
  ui_type (desk->window, "search_entry", "compliance twice");
  ui_wait (ui_count_rows (desk->window) == 1 && ui_says (desk->window, SUBJECT));
  ui_type (desk->window, "search_entry", "no such thing");
  ui_click (desk->window, "clear_search_button");
  ui_wait (ui_count_rows (desk->window) == 2);
}

static void
test_selection_survives_what_arrives (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (Visitor) other = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *second = NULL;
  GtkSingleSelection *selection;

  second = visitor_submit (other, "Another one", "Something else.", &code);
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 2);
  selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (ui_look (desk->window, "list_view"))));
  g_assert_nonnull (gtk_single_selection_get_selected_item (selection));
  g_assert_true (ui_says (ui_look (desk->window, "head"), SUBJECT));
}

/* --- a ticket --- */

static void
test_team_takes_over_notes_answers_and_closes (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *head = ui_look (desk->window, "head");
  GtkWindow *dialog;

  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), REPORT));
  g_assert_true (ui_says (head, "Encrypted by the server on arrival"));
  g_assert_true (button_says (desk->window, "action_button", "Take Over"));
  ui_act (head, "ticket.take-over", NULL);
  ui_wait (button_says (desk->window, "action_button", "Close…"));
  send_text (desk, "note", NOTE);
  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), "Note for the team · You"));
  send_text (desk, "answer", ANSWER);
  desk_sync (desk);
  ui_wait (ui_says (head, "Waiting for reporter"));
  ui_wait (!ui_says (ui_look (desk->window, "entry_list"), "waiting"));
  g_assert_true (desk_inbox_shows (desk, ANSWER));
  g_assert_false (desk_inbox_shows (desk, NOTE));

  ui_act (head, "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  ui_click (dialog, "close_button");
  ui_wait (ui_look (dialog, "outcome_error") != NULL && ui_says (dialog, "Say in a sentence why."));
  ui_wait (ui_says (dialog, "The outcome decides how long the ticket is kept"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "outcome_row")), 1 + HARK_OUTCOME_PARTLY);
  ui_wait (ui_holds (dialog, "Kept until"));
  ui_type (ui_find (dialog, "reason_area"), "text_view", "Two of the three were.");
  ui_type (ui_find (dialog, "message_area"), "text_view", "It has been put right.");
  ui_shoot (dialog, "close");
  ui_click (dialog, "close_button");
  ui_wait (ui_says (head, "Closed: Partly substantiated"));
  ui_wait (button_says (desk->window, "action_button", "Reopen…"));
  desk_sync (desk);
  g_assert_true (desk_inbox_shows (desk, "It has been put right."));
  g_assert_true (desk_inbox_shows (desk, "Closed"));
  g_assert_false (desk_inbox_shows (desk, "Two of the three were."));

  ui_act (head, "ticket.reopen", NULL);
  dialog = ui_find_window (APP_TYPE_REOPEN_DIALOG);
  ui_type (dialog, "text_view", "The third one turned up.");
  ui_click (dialog, "reopen_button");
  ui_wait (button_says (desk->window, "action_button", "Close…"));
  ui_act (head, "ticket.details", NULL);
  ui_wait (ui_look (desk->window, "history_pane") != NULL);
  g_assert_true (ui_says (ui_look (desk->window, "history_pane"), "anna reopened the ticket"));
  g_assert_true (ui_says (ui_look (desk->window, "history_pane"), "The third one turned up."));
}

static void
test_answer_and_note_cannot_be_mixed_up (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *composer = ui_find (desk->window, "composer");
  GtkWidget *text = ui_find (desk->window, "text_view");
  g_autofree char *answer = NULL, *note = NULL;

  /* Everything says who will read it: colour, label, hint, button. */
  ui_act (text, "composer.mode", "answer");
  ui_type (desk->window, "text_view", ANSWER);
  g_assert_true (gtk_widget_has_css_class (composer, "answer"));
  g_assert_false (gtk_widget_has_css_class (composer, "note"));
  g_assert_true (ui_says (composer, "The reporter will read this"));
  g_assert_true (ui_says (composer, "Send to Reporter"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, "Answer to the reporter");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_find (composer, "send_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Send to Reporter");
  g_assert_nonnull (ui_look (composer, "attach_button"));

  ui_act (text, "composer.mode", "note");
  g_assert_true (is_empty (desk->window, "text_view"));
  ui_type (desk->window, "text_view", NOTE);
  g_assert_true (gtk_widget_has_css_class (composer, "note"));
  g_assert_false (gtk_widget_has_css_class (composer, "answer"));
  g_assert_true (ui_says (composer, "Only the team will read this"));
  g_assert_true (ui_says (composer, "Add Note"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, "Note for the team");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ui_find (composer, "send_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Add Note");
  g_assert_null (ui_look (composer, "attach_button"));

  /* Each text stays in its mode; only the one that is seen goes. */
  ui_act (text, "composer.mode", "answer");
  answer = ui_read (text);
  g_assert_cmpstr (answer, ==, ANSWER);
  ui_act (text, "composer.send", NULL);
  ui_wait (is_empty (desk->window, "text_view"));
  ui_act (text, "composer.mode", "note");
  note = ui_read (text);
  g_assert_cmpstr (note, ==, NOTE);
  desk_sync (desk);
  g_assert_true (desk_inbox_shows (desk, ANSWER));
  g_assert_false (desk_inbox_shows (desk, NOTE));
  ui_type (desk->window, "text_view", "");
}

static void
test_half_written_text_survives_reload_and_other_tickets (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (Visitor) other = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *second = NULL;
  g_autofree char *kept = NULL, *back = NULL;

  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
  ui_type (desk->window, "text_view", "Half a no");
  desk_write_in_inbox (desk, "One more thing.");
  desk_sync (desk);
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "One more thing."));
  kept = ui_read (ui_find (desk->window, "text_view"));
  g_assert_cmpstr (kept, ==, "Half a no");

  second = visitor_submit (other, "Another one", "Something else.", &code);
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 2);
  open_ticket (desk, "Another one");
  g_assert_true (is_empty (desk->window, "text_view"));
  g_assert_cmpuint (app_composer_get_kind (APP_COMPOSER (ui_look (desk->window, "composer"))), ==, APP_DRAFT_ANSWER);
  open_ticket (desk, SUBJECT);
  back = ui_read (ui_find (desk->window, "text_view"));
  g_assert_cmpstr (back, ==, "Half a no");
  g_assert_cmpuint (app_composer_get_kind (APP_COMPOSER (ui_look (desk->window, "composer"))), ==, APP_DRAFT_NOTE);
}

static void
test_attachments_go_both_ways (Desk *desk, gconstpointer unused)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("canary;file\n", 12);
  g_autofree char *source = g_build_filename (desk->home, "answer.txt", NULL);
  g_autofree char *saved = g_build_filename (desk->home, "saved", NULL);
  g_autofree char *number = NULL;
  g_autofree char *content = NULL;
  GtkWidget *row;

  visitor_open_form (desk->visitor);
  desk->code = visitor_write (desk->visitor, SUBJECT, REPORT, "list.csv", bytes);
  number = visitor_send (desk->visitor, TRUE);
  desk_sync (desk);
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "entry_list"), "list.csv"));
  row = gtk_widget_get_ancestor (ui_find (ui_look (desk->window, "entry_list"), "save_button"), APP_TYPE_FILE_ROW);
  app_file_row_save (APP_FILE_ROW (row), saved);
  ui_wait (ui_says (desk->window, "Saved “list.csv”"));
  g_assert_true (g_file_get_contents (saved, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "canary;file\n");

  g_assert_true (g_file_set_contents (source, "From the team.", -1, NULL));
  app_composer_attach (APP_COMPOSER (ui_find (desk->window, "composer")), "/no/such/file");
  g_assert_true (ui_says (desk->window, "This file cannot be read."));
  app_composer_attach (APP_COMPOSER (ui_find (desk->window, "composer")), source);
  g_assert_true (ui_says (ui_find (desk->window, "composer"), "answer.txt"));
  send_text (desk, "answer", ANSWER);
  ui_wait (!ui_says (ui_find (desk->window, "composer"), "answer.txt"));
  desk_sync (desk);
  /* the attachment goes beside the sync, and the message after it */
  ui_wait (app_client_get_waiting (desk->client) == 0);
  g_assert_true (desk_inbox_shows (desk, "answer.txt"));
}

static void
test_names_of_strangers_are_safe_to_save (void)
{
  static const struct
  {
    const char *name;
    const char *safe;
  } cases[] = {
    { "invoice.pdf", "invoice.pdf" },   { "../../.bashrc", "_.._.bashrc" }, { "/etc/passwd", "_etc_passwd" },
    { ".hidden", "hidden" },            { "a\nb", "a_b" },                  { "  ", "attachment" },
    { "", "attachment" },               { "cod\xe2\x80\xae" "fdp.exe", "cod_fdp.exe" },
    { "C:\\Users\\x", "C:_Users_x" },
  };
  g_autofree char *long_name = g_strnfill (5000, 'x');
  g_autofree char *cut = app_file_row_safe_name (long_name);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = app_file_row_safe_name (cases[i].name);

      g_assert_cmpstr (safe, ==, cases[i].safe);
    }
  g_assert_cmpuint (strlen (cut), <=, 200);
}

static void
test_reporter_without_inbox_cannot_be_answered (Desk *desk, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = NULL;
  GtkWidget *composer;

  visitor_open_form (desk->visitor);
  code = visitor_write (desk->visitor, SUBJECT, REPORT, NULL, NULL);
  number = visitor_send (desk->visitor, FALSE);
  desk_sync (desk);
  ui_open_row (desk->window, 0);
  composer = ui_find (desk->window, "composer");
  g_assert_true (gtk_widget_has_css_class (composer, "note"));
  ui_act (ui_find (composer, "text_view"), "composer.mode", "answer");
  ui_find (composer, "unreachable_label");
  g_assert_null (ui_look (composer, "send_button"));
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  ui_act (composer, "composer.mode", "note");
  send_text (desk, "note", NOTE);
}

/* --- one's own tickets --- */

static void
submit_own (Desk *desk, const char *subject, const char *text)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "kind_row")), APP_REPORTER_SELF);
  ui_type (dialog, "subject_row", subject);
  ui_type (dialog, "text_view", text);
  ui_click (dialog, "submit_button");
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "head"), subject));
}

static void
test_own_ticket_shows_the_reporters_side (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog;
  GtkWidget *composer, *head;

  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  ui_click (dialog, "submit_button");
  ui_wait (ui_says (dialog, "Say in a few words what it is about."));
  g_assert_true (ui_says (dialog, "Write down what happened, or what you want to know."));
  gtk_window_destroy (dialog);
  submit_own (desk, "May I do a second job?", "On weekends, at a bakery.");
  ui_wait (ui_says (desk->window, "Ticket submitted"));
  composer = ui_find (desk->window, "composer");
  head = ui_look (desk->window, "head");
  g_assert_null (ui_look (composer, "mode_box"));
  g_assert_null (ui_look (desk->window, "action_button"));
  ui_wait (ui_says (composer, "The team will read this"));
  send_text (desk, NULL, "It is only on Sundays.");
  desk_sync (desk);

  /* The same person on the team's side, with a note; which the reporter's side then does not show. */
  choose_place (desk, APP_PLACE_TEAM);
  ui_open_row (desk->window, 0);
  ui_find (composer, "mode_box");
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "It is only on Sundays."));
  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), "anna · reporter"));
  g_assert_true (ui_says (head, "Reported by a signed-in colleague, encrypted on their computer"));
  send_text (desk, "note", NOTE);
  choose_place (desk, APP_PLACE_OWN);
  ui_wait (ui_look (composer, "mode_box") == NULL && ui_look (desk->window, "entry_list") != NULL);
  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), "It is only on Sundays."));
  g_assert_false (ui_says (ui_look (desk->window, "entry_list"), NOTE));
}

/* --- without a server, without a keyring --- */

static void
test_without_a_server_everything_shows_and_writing_waits (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  send_text (desk, "note", NOTE);
  desk_sync (desk);
  harness_stop (desk->server);
  desk_restart_client (desk);
  g_assert_cmpuint (app_client_get_state (desk->client), ==, APP_CLIENT_LOCKED);
  desk_open_window (desk);

  /* By the keyring alone: nobody is asked. */
  ui_wait (ui_look (desk->window, "list_view") != NULL && ui_says (desk->window, SUBJECT));
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "entry_list") != NULL && ui_says (ui_look (desk->window, "entry_list"), REPORT));
  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), NOTE));
  ui_wait (ui_says (desk->window, "Offline"));
  send_text (desk, "answer", ANSWER);
  ui_wait (ui_says (desk->window, "Offline · 1 waiting"));
  g_assert_true (ui_says (ui_look (desk->window, "entry_list"), "waiting"));

  /* A new ticket waits too, and so does what is added to it. */
  submit_own (desk, "Question", "Written on the train.");
  ui_wait (ui_says (desk->window, "Offline · 2 waiting"));
  send_text (desk, NULL, "One more thing.");
  ui_wait (ui_says (desk->window, "Offline · 3 waiting"));
  harness_start (desk->server);
}

static void
test_without_a_keyring_the_password_is_asked_for_and_why (Desk *desk, gconstpointer unused)
{
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_find (desk->window, "password_row");
  g_assert_true (ui_holds (desk->window, "This computer has no keyring"));
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_says (desk->window, "Enter your password."));
  ui_type (desk->window, "password_row", "not the password");
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_says (desk->window, "This password does not fit."));
  g_assert_true (is_empty (desk->window, "password_row"));
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_says (desk->window, "No Tickets Yet"));
}

/* --- accessibility --- */

/* Such parts belong to a widget that has the name. */
static gboolean
is_part (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_MENU_BUTTON (parent) || ADW_IS_SPLIT_BUTTON (parent) || GTK_IS_SEARCH_ENTRY (parent)
         || ADW_IS_ENTRY_ROW (gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW))
         || gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) != NULL;
}

static gboolean
has_name (GtkWidget *widget)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  if (GTK_IS_CHECK_BUTTON (widget))
    label = gtk_check_button_get_label (GTK_CHECK_BUTTON (widget));

  return label != NULL || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static guint
check_names (GtkWidget *widget)
{
  gboolean is_control = GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)
                        || GTK_IS_TEXT_VIEW (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_LIST_VIEW (widget)
                        || GTK_IS_LIST_BOX (widget);
  guint n = is_control ? 1 : 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (is_control && !is_part (widget) && !ADW_IS_PREFERENCES_GROUP (gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP))
      && !has_name (widget))
    g_error ("a %s with the id %s has no accessible name", G_OBJECT_TYPE_NAME (widget),
             gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += check_names (child);

  return n;
}

static void
test_every_control_has_an_accessible_name (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWindow *dialog;

  ui_act (ui_find (desk->window, "head"), "ticket.details", NULL);
  ui_act (GTK_WIDGET (desk->window), "win.search", NULL);
  ui_find (desk->window, "history_pane");
  g_assert_cmpuint (check_names (GTK_WIDGET (desk->window)), >, 10);
  ui_act (ui_find (desk->window, "head"), "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  g_assert_cmpuint (check_names (GTK_WIDGET (dialog)), >, 3);
  gtk_window_destroy (dialog);
  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  g_assert_cmpuint (check_names (GTK_WIDGET (dialog)), >, 3);
  gtk_window_destroy (dialog);
}

/* The nearest id of a template. */
static const char *
get_id (GtkWidget *widget)
{
  const char *id = NULL;

  for (; widget != NULL && (id == NULL || *id == '_'); widget = gtk_widget_get_parent (widget))
    id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  return id;
}

static void
test_tab_reaches_every_pane_and_its_header (Desk *desk, gconstpointer unused)
{
  static const char *const ids[] = { "menu_button", "AppSidebarRow", "sync_button", "search_button", "list_view",
                                     "action_button", "answer_toggle", "text_view", "attach_button" };
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (GHashTable) reached = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < 60; i++)
    {
      GtkWidget *focus;

      g_signal_emit_by_name (desk->window, "move-focus", GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (desk->window);
      g_assert_nonnull (focus);
      g_hash_table_add (reached, (char *)get_id (focus));
      g_test_message ("Tab reaches %s, a %s", get_id (focus), G_OBJECT_TYPE_NAME (focus));
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (!g_hash_table_contains (reached, ids[i]))
      g_error ("Tab does not reach %s", ids[i]);
}

static void
test_narrow_window_shows_one_pane_with_a_way_back (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_report (desk, SUBJECT, REPORT);

  ui_resize (desk->window, 360, 640);
  desk_sync (desk);
  ui_wait (gtk_widget_get_width (GTK_WIDGET (desk->window)) <= 380);
  ui_wait (ui_look (desk->window, "sidebar_pane") == NULL && ui_look (desk->window, "ticket_pane") == NULL);
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "list_pane") == NULL && ui_look (desk->window, "entry_list") != NULL);
  ui_find (desk->window, "menu_button");
  ui_click (desk->window, "ticket_back_button");
  ui_wait (ui_look (desk->window, "list_pane") != NULL);
  ui_click (desk->window, "list_back_button");
  ui_wait (ui_look (desk->window, "sidebar_pane") != NULL);
  /* It could not be so narrow if anything in it needed more. */
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 380);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui/keyring/list", test_list_shows_a_report_that_came_through_the_portal);
  DESK_TEST ("/ui/keyring/unread", test_new_and_answered_tickets_are_unread_until_seen);
  DESK_TEST ("/ui/keyring/places", test_places_hold_what_they_say);
  DESK_TEST ("/ui/keyring/search", test_search_finds_or_says_that_nothing_was_found);
  DESK_TEST ("/ui/keyring/selection", test_selection_survives_what_arrives);
  DESK_TEST ("/ui/keyring/case", test_team_takes_over_notes_answers_and_closes);
  DESK_TEST ("/ui/keyring/answer-or-note", test_answer_and_note_cannot_be_mixed_up);
  DESK_TEST ("/ui/keyring/draft", test_half_written_text_survives_reload_and_other_tickets);
  DESK_TEST ("/ui/keyring/attachment", test_attachments_go_both_ways);
  DESK_TEST ("/ui/keyring/no-inbox", test_reporter_without_inbox_cannot_be_answered);
  DESK_TEST ("/ui/keyring/own", test_own_ticket_shows_the_reporters_side);
  DESK_TEST ("/ui/keyring/offline", test_without_a_server_everything_shows_and_writing_waits);
  DESK_TEST ("/ui/keyring/accessible", test_every_control_has_an_accessible_name);
  DESK_TEST ("/ui/keyring/tab", test_tab_reaches_every_pane_and_its_header);
  DESK_TEST ("/ui/keyring/narrow", test_narrow_window_shows_one_pane_with_a_way_back);
  g_test_add_func ("/ui/keyring/file-names", test_names_of_strangers_are_safe_to_save);
  DESK_TEST ("/ui/no-keyring/password", test_without_a_keyring_the_password_is_asked_for_and_why);

  return ui_run ();
}

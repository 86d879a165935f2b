/* test-ui-outbox.c: what waits, what was not delivered and why, and whom a ticket is assigned to, in the
 * window, while somebody else of the team does what excludes it */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app-home.h"
#include "behalf/app-inbox-sheet-page.h"
#include "colleague.h"
#include "composer/app-composer.h"
#include "field/app-text-area.h"
#include "folder.h"
#include "ticket/app-assign-dialog.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Desk desk;
  Colleague *ben; /* Professional */
  HarkId ticket;  /* what the newest report became */
  int lock;       /* while it is held the window sends nothing; -1 */
} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
  f->ben = colleague_join (f->desk.server, f->desk.client, "ben", HARK_ROLE_PROFESSIONAL);
  f->lock = -1;
  desk_sync (&f->desk);
}

static void
tear_down (Office *f, gconstpointer unused)
{
  if (f->lock >= 0)
    close (f->lock);
  colleague_free (f->ben);
  desk_tear_down (&f->desk, NULL);
}

/* --- two people --- */

/* A report that both have and the window shows. */
static void
open_report (Office *f)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);

  device_sync (f->ben->client);
  g_assert_true (app_client_find_number (f->ben->client, number, &f->ticket));
}

static void
act_as (Office *f, AppClient *client, AppActionType type, const char *text)
{
  AppAction action = { .type = type, .ticket = f->ticket, .outcome = HARK_OUTCOME_DUPLICATE };
  gboolean is_reason = type == APP_ACTION_CLOSE || type == APP_ACTION_REOPEN;

  action.text = is_reason ? NULL : text;
  action.reason = is_reason ? text : NULL;
  device_act (client, &action);
}

static void
ben_does (Office *f, AppActionType type, const char *text)
{
  act_as (f, f->ben->client, type, text);
  device_sync (f->ben->client);
}

/* What is done in the window waits, from here on. */
static void
hold (Office *f)
{
  GError *error = NULL;

  f->lock = app_home_lock_sync (f->desk.home, NULL, &error);
  g_assert_no_error (error);
}

static void
let_go (Office *f)
{
  close (f->lock);
  f->lock = -1;
  desk_sync (&f->desk);
}

static GtkWidget *
look (Office *f, const char *id)
{
  return ui_look (f->desk.window, id);
}

static void
write_text (Office *f, const char *mode, const char *text)
{
  GtkWidget *view = ui_find (f->desk.window, "text_view");

  if (mode != NULL)
    ui_act (view, "composer.mode", mode);
  ui_type (f->desk.window, "text_view", text);
  ui_act (view, "composer.send", NULL);
  ui_wait (look (f, "entry_list") != NULL && ui_says (look (f, "entry_list"), text));
}

static gboolean
reads (Office *f, const char *text)
{
  GtkWidget *view = look (f, "text_view");
  g_autofree char *there = view != NULL ? ui_read (view) : NULL;

  return g_strcmp0 (there, text) == 0;
}

/* What a click on this button of a question does. */
static void
answer (GtkWindow *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog);
  ui_settle ();
}

/* --- what waits --- */

static void
test_waiting_entry_is_taken_back_behind_the_draft (Office *f, gconstpointer unused)
{
  g_autoptr (AppTicket) there = NULL;

  open_report (f);
  hold (f);
  write_text (f, "answer", "Written too fast.");
  ui_wait (ui_look (look (f, "entry_list"), "take_back_button") != NULL);
  ui_wait (reads (f, ""));
  ui_type (f->desk.window, "text_view", "Something new.");
  ui_shoot (f->desk.window, "bubble");
  ui_click (look (f, "entry_list"), "take_back_button");
  ui_wait (!ui_says (look (f, "entry_list"), "Written too fast."));
  ui_wait (reads (f, "Something new.\n\nWritten too fast."));
  ui_wait (ui_says (f->desk.window, "Taken back: it is not sent"));
  let_go (f);
  device_sync (f->ben->client);
  there = device_load (f->ben->client, &f->ticket);
  g_assert_cmpuint (there->entries->len, ==, 1);
}

static void
test_search_finds_what_waits_and_says_so (Office *f, gconstpointer unused)
{
  open_report (f);
  hold (f);
  write_text (f, "note", "Ask the walnut people.");
  ui_act (GTK_WIDGET (f->desk.window), "win.search", NULL);
  ui_type (f->desk.window, "search_entry", "walnut");
  ui_wait (look (f, "snippet_label") != NULL);
  {
    g_autofree char *text = ui_read (look (f, "snippet_label"));

    g_assert_cmpstr (text, ==, "Waiting to be sent: Ask the walnut people.");
  }
  ui_shoot (f->desk.window, "search-waiting");
  let_go (f);
  ui_wait (look (f, "snippet_label") != NULL && ui_says (f->desk.window, "Ask the walnut people.")
           && !ui_says (f->desk.window, "Waiting to be sent: "));
}

static void
test_waiting_place_lists_all_and_asks_before_more_goes_back (Office *f, gconstpointer unused)
{
  GtkWidget *page;
  GtkWindow *dialog;

  open_report (f);
  g_assert_false (gtk_widget_get_can_target (ui_find (f->desk.window, "waiting_button")));
  hold (f);
  act_as (f, f->desk.client, APP_ACTION_TAKE_OVER, NULL);
  write_text (f, "answer", "I look into it.");
  ui_act (ui_find (f->desk.window, "head"), "ticket.details", NULL);
  ui_wait (ui_says (look (f, "history_pane"), "Waiting to be sent") && ui_says (look (f, "history_pane"), "Take Back"));
  ui_shoot (f->desk.window, "history");
  ui_act (ui_find (f->desk.window, "head"), "ticket.details", NULL);
  ui_wait (gtk_widget_get_can_target (ui_find (f->desk.window, "waiting_button")));
  ui_click (f->desk.window, "waiting_button");
  page = ui_find (f->desk.window, "waiting_page");
  ui_wait (ui_says (page, "Take over") && ui_says (page, "Message") && ui_says (page, "I look into it."));

  ui_shoot (f->desk.window, "waiting");

  /* The answer builds on the take-over, which stands first. */
  ui_click (page, "take_back_button");
  ui_wait (ui_holds (NULL, "1 entry that builds on it is not sent either."));
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  answer (dialog, "keep");
  g_assert_cmpuint (app_client_get_waiting (f->desk.client), ==, 2);
  ui_click (page, "take_back_button");
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  answer (dialog, "take-back");
  ui_wait (app_client_get_waiting (f->desk.client) == 0);
  ui_wait (ui_says (f->desk.window, "Everything Has Been Sent"));
  let_go (f);
}

static void
test_own_ticket_that_waits_is_continued_and_taken_back (Office *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) waiting = NULL;

  hold (f);
  {
    g_autoptr (GPtrArray) areas = app_client_get_areas (f->desk.client);
    AppAction action = { .type = APP_ACTION_SUBMIT, .subject = "Second job", .text = "At a bakery." };

    action.area = ((AppArea *)areas->pdata[0])->id;
    f->ticket = device_act (f->desk.client, &action);
  }
  g_signal_emit_by_name (ui_find (f->desk.window, "sidebar"), "place-chosen", 0);
  ui_wait (ui_count_rows (f->desk.window) == 1);
  ui_open_row (f->desk.window, 0);
  ui_wait (look (f, "head") != NULL && ui_says (look (f, "head"), "Second job"));
  write_text (f, NULL, "Only on Sundays.");
  waiting = app_client_list_waiting_sync (f->desk.client, NULL);
  g_assert_cmpuint (waiting->len, ==, 2);
  let_go (f);
  ui_wait (app_client_get_waiting (f->desk.client) == 0);
  device_sync (f->ben->client);
  {
    g_autoptr (AppTicket) there = device_load (f->ben->client, &f->ticket);

    g_assert_cmpuint (there->entries->len, ==, 2);
    g_assert_cmpstr (device_entry (there, 1)->text, ==, "Only on Sundays.");
  }
}

/* --- what was not delivered --- */

static void
test_answers_to_a_ticket_that_was_lost_become_a_draft_that_says_why (Office *f, gconstpointer unused)
{
  GtkWidget *page;

  open_report (f);
  hold (f);
  act_as (f, f->desk.client, APP_ACTION_TAKE_OVER, NULL);
  write_text (f, "answer", "I look into it.");
  ben_does (f, APP_ACTION_TAKE_OVER, NULL);
  let_go (f);
  ui_wait (reads (f, "I look into it."));
  ui_wait (ui_holds (look (f, "composer"), "ben took the ticket over"));
  ui_wait (!ui_says (look (f, "entry_list"), "I look into it."));
  ui_shoot (f->desk.window, "draft");

  ui_act (ui_find (f->desk.window, "head"), "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (ui_holds (page, "ben took the ticket over"));
  g_assert_false (ui_says (page, "I look into it."));
  ui_shoot (f->desk.window, "refused-taken");
  ui_click (page, "retry_button");
  ui_wait (look (f, "retry_button") == NULL);
  desk_sync (&f->desk);
  device_sync (f->ben->client);
  {
    g_autoptr (AppTicket) there = device_load (f->ben->client, &f->ticket);

    g_assert_cmpstr (there->advisor, ==, "anna");
    g_assert_cmpuint (there->entries->len, ==, 1);
  }
}

static void
test_both_outcomes_are_shown_and_mine_can_follow (Office *f, gconstpointer unused)
{
  GtkWidget *page;

  open_report (f);
  hold (f);
  act_as (f, f->desk.client, APP_ACTION_CLOSE, "Nothing in it.");
  ben_does (f, APP_ACTION_CLOSE, "Known already.");
  let_go (f);
  ui_act (ui_find (f->desk.window, "head"), "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (ui_holds (page, "ben closed the ticket"));
  g_assert_true (ui_says (page, "Nothing in it.") && ui_says (page, "Known already."));
  ui_shoot (f->desk.window, "refused-outcomes");
  g_assert_true (ui_says (page, "Yours: Duplicate") && ui_says (page, "Theirs: Duplicate"));
  ui_click (page, "retry_button");
  ui_wait (look (f, "retry_button") == NULL);
  desk_sync (&f->desk);
  device_sync (f->ben->client);
  {
    g_autoptr (AppTicket) there = device_load (f->ben->client, &f->ticket);

    g_assert_cmpstr (there->outcome_reason, ==, "Nothing in it.");
  }
}

static void
test_overlooked_message_is_shown_and_the_ticket_closed_again (Office *f, gconstpointer unused)
{
  GtkWidget *page;
  GtkWindow *dialog;
  g_autofree char *reason = NULL;

  open_report (f);
  hold (f);
  act_as (f, f->desk.client, APP_ACTION_CLOSE, "Nothing in it.");
  desk_write_in_inbox (&f->desk, "Wait, there is more.");
  let_go (f);
  ui_act (ui_find (f->desk.window, "head"), "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (ui_holds (page, "There is a new message from the reporter"));
  g_assert_true (ui_says (page, "Wait, there is more."));
  g_assert_null (ui_look (page, "retry_button"));
  ui_shoot (f->desk.window, "refused-message");
  ui_click (page, "close_again_button");
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  reason = app_text_area_get_text (APP_TEXT_AREA (ui_find (dialog, "reason_area")));
  g_assert_cmpstr (reason, ==, "Nothing in it.");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (dialog, "outcome_row"))), ==,
                    HARK_OUTCOME_DUPLICATE + 1);
  ui_click (dialog, "close_button");
  ui_wait (look (f, "close_again_button") == NULL);
  desk_sync (&f->desk);
  {
    g_autoptr (AppTicket) there = device_load (f->desk.client, &f->ticket);

    g_assert_cmpint (there->state, ==, HARK_TICKET_CLOSED);
  }
}

static void
test_words_for_a_lost_ticket_stay_until_let_go_of (Office *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->desk.home, "evidence.txt", NULL);
  const char *const files[] = { path, NULL };
  AppAction answer = { .type = APP_ACTION_ANSWER, .text = "My own words.", .files = files };
  GtkWidget *page;

  open_report (f);
  g_assert_true (g_file_set_contents (path, "evidence", -1, NULL));
  /* anna makes ben the other Expert, and goes */
  colleague_set_role (f->desk.server, f->desk.client, f->ben, HARK_ROLE_EXPERT);
  device_sync (f->ben->client);
  hold (f);
  answer.ticket = f->ticket;
  device_act (f->desk.client, &answer);
  {
    Colleague anna = { NULL, f->desk.client, f->desk.client->store->account->user };

    colleague_set_role (f->desk.server, f->ben->client, &anna, HARK_ROLE_NONE);
  }
  let_go (f);
  ui_act (ui_find (f->desk.window, "list"), "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (ui_says (page, "My own words.") && ui_says (page, "evidence.txt"));
  g_assert_true (ui_holds (page, "you have no access to it any more"));
  g_assert_null (ui_look (page, "edit_button"));
  g_assert_null (ui_look (page, "show_button"));
  ui_find (page, "copy_button");
  ui_shoot (f->desk.window, "refused-lost");
  ui_click (page, "let_go_button");
  ui_wait (look (f, "let_go_button") == NULL);
}

static guint
count_refused (Office *f)
{
  g_autoptr (GPtrArray) list = app_client_list_refused_sync (f->desk.client, NULL);

  return list->len;
}

/* Answered with @names attached, while somebody else took the ticket over; the files are gone from where they were. */
static void
lose_answer_with_files (Office *f, const char *const *names)
{
  open_report (f);
  hold (f);
  act_as (f, f->desk.client, APP_ACTION_TAKE_OVER, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (f->desk.home, names[i], NULL);

      g_assert_true (g_file_set_contents (path, names[i], -1, NULL));
      app_composer_attach (APP_COMPOSER (ui_find (f->desk.window, "composer")), path);
    }
  write_text (f, "answer", "I look into it.");
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (f->desk.home, names[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  ben_does (f, APP_ACTION_TAKE_OVER, NULL);
  let_go (f);
  ui_wait (reads (f, "I look into it."));
  for (guint i = 0; names[i] != NULL; i++)
    ui_wait (ui_says (look (f, "file_list"), names[i]));
}

static void
send_draft (Office *f)
{
  ui_click (f->desk.window, "send_button");
  ui_wait (reads (f, ""));
  desk_sync (&f->desk);
  ui_wait (app_client_get_waiting (f->desk.client) == 0);
}

static void
test_attachments_of_a_lost_answer_come_back_with_it (Office *f, gconstpointer unused)
{
  const char *const names[] = { "evidence.txt", NULL };

  lose_answer_with_files (f, names);
  ui_shoot (f->desk.window, "draft-files");
  g_assert_cmpuint (count_refused (f), ==, 2);

  /* They are nowhere else, and still there at the next start. */
  ui_act (ui_find (f->desk.window, "head"), "main.show-refused", NULL);
  ui_wait (ui_holds (ui_find (f->desk.window, "refused_page"), "ben took the ticket over"));
  g_assert_false (ui_says (look (f, "refused_page"), "evidence.txt"));
  desk_restart_client (&f->desk);
  desk_open_window (&f->desk);
  ui_open_row (f->desk.window, 0);
  ui_wait (reads (f, "I look into it.") && ui_says (look (f, "file_list"), "evidence.txt"));

  send_draft (f);
  g_assert_false (ui_says (look (f, "file_list"), "evidence.txt"));
  g_assert_true (desk_inbox_shows (&f->desk, "I look into it."));
  g_assert_true (desk_inbox_shows (&f->desk, "evidence.txt"));
  g_assert_cmpuint (count_refused (f), ==, 1);
}

/* The button of the first file in the list. */
static void
drop_first (Office *f)
{
  GtkWidget *row = gtk_widget_get_first_child (ui_find (look (f, "file_list"), "list"));

  g_assert_true (gtk_widget_activate (gtk_widget_get_last_child (row)));
}

static void
test_one_attachment_of_a_lost_answer_can_stay_away (Office *f, gconstpointer unused)
{
  const char *const names[] = { "wrong.txt", "right.txt", NULL };

  lose_answer_with_files (f, names);
  drop_first (f);
  ui_wait (!ui_says (look (f, "file_list"), "wrong.txt"));
  send_draft (f);
  g_assert_true (desk_inbox_shows (&f->desk, "right.txt"));
  g_assert_false (desk_inbox_shows (&f->desk, "wrong.txt"));
}

static void
test_without_its_attachments_a_lost_answer_is_a_draft_alone (Office *f, gconstpointer unused)
{
  const char *const names[] = { "evidence.txt", NULL };

  lose_answer_with_files (f, names);
  drop_first (f);
  ui_wait (!ui_says (look (f, "file_list"), "evidence.txt"));
  ui_wait (count_refused (f) == 1);
  g_assert_true (reads (f, "I look into it."));
}

/* --- what was written down for somebody else --- */

static void
set_my_role (Office *f, HarkRole role)
{
  Colleague anna = { NULL, f->desk.client, f->desk.client->store->account->user };

  colleague_set_role (f->desk.server, f->ben->client, &anna, role);
}

static char *
hand_code_over (GtkWindow *dialog)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "inbox.pdf", NULL);
  char *code;

  ui_click (dialog, "submit_button");
  code = ui_read (ui_find (dialog, "line_label"));
  g_assert_true (app_inbox_sheet_page_save (APP_INBOX_SHEET_PAGE (ui_find (dialog, "sheet_page")), path));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "submit_button");
  ui_wait (ui_look (NULL, "sheet_page") == NULL);
  test_folder_remove (g_steal_pointer (&folder));

  return code;
}

static void
lose_ticket_on_behalf (Office *f)
{
  g_autofree char *path = g_build_filename (f->desk.home, "letter.txt", NULL);
  GtkWindow *dialog;

  /* anna makes ben the other Expert, who takes her role away */
  colleague_set_role (f->desk.server, f->desk.client, f->ben, HARK_ROLE_EXPERT);
  device_sync (f->ben->client);
  hold (f);
  ui_act (GTK_WIDGET (f->desk.window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  ui_type (dialog, "subject_row", SUBJECT);
  ui_type (dialog, "text_view", REPORT);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "channel_row")), HARK_CHANNEL_LETTER);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  ui_type (dialog, "where_row", "in the canteen");
  g_assert_true (g_file_set_contents (path, "letter", -1, NULL));
  app_new_ticket_dialog_attach (APP_NEW_TICKET_DIALOG (dialog), path);
  f->desk.code = hand_code_over (dialog);
  g_assert_cmpint (g_unlink (path), ==, 0);
  set_my_role (f, HARK_ROLE_OBSERVER);
  let_go (f);
}

static void
test_refused_ticket_on_behalf_is_written_down_again (Office *f, gconstpointer unused)
{
  GtkWidget *page;
  GtkWindow *dialog;
  g_autofree char *text = NULL, *where = NULL, *first = NULL;

  lose_ticket_on_behalf (f);
  ui_act (ui_find (f->desk.window, "list"), "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (ui_says (page, REPORT) && ui_says (page, "letter.txt"));
  g_assert_true (ui_says (page, "New ticket · " SUBJECT));
  g_assert_true (ui_says (page, "Your role in this area does not allow it any more."));
  g_assert_null (ui_look (page, "retry_button"));
  ui_shoot (f->desk.window, "refused-behalf");
  set_my_role (f, HARK_ROLE_EXPERT);
  desk_sync (&f->desk);

  /* Looked at and closed again, it is where it was. */
  ui_click (page, "write_again_button");
  gtk_window_close (ui_find_window (APP_TYPE_NEW_TICKET_DIALOG));
  ui_wait (ui_look (NULL, "subject_row") == NULL);
  ui_click (page, "write_again_button");
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  text = ui_read (ui_find (dialog, "text_view"));
  g_assert_cmpstr (text, ==, REPORT);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (dialog, "channel_row"))), ==,
                    HARK_CHANNEL_LETTER);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "more_row")), TRUE);
  where = ui_read (ui_find (dialog, "where_row"));
  g_assert_cmpstr (where, ==, "in the canteen");
  g_assert_true (ui_holds (dialog, "The code that you handed over opens nothing"));
  g_assert_true (ui_says (ui_find (dialog, "file_list"), "letter.txt"));
  ui_shoot (dialog, "behalf-again");

  first = g_steal_pointer (&f->desk.code);
  f->desk.code = hand_code_over (dialog);
  g_assert_cmpstr (f->desk.code, !=, first);
  ui_wait (count_refused (f) == 0);
  desk_sync (&f->desk);
  ui_wait (app_client_get_waiting (f->desk.client) == 0);
  g_assert_true (desk_inbox_shows (&f->desk, REPORT));
  g_assert_true (desk_inbox_shows (&f->desk, "letter.txt"));
}

/* --- assigning --- */

static GtkWidget *
find_choice (GtkWidget *widget)
{
  if (GTK_IS_CHECK_BUTTON (widget) && gtk_widget_is_sensitive (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_choice (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_ticket_is_assigned_and_its_history_says_so (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;
  GtkWidget *group;

  open_report (f);
  act_as (f, f->desk.client, APP_ACTION_TAKE_OVER, NULL);
  desk_sync (&f->desk);
  ui_act (ui_find (f->desk.window, "head"), "ticket.assign", NULL);
  dialog = ui_find_window (APP_TYPE_ASSIGN_DIALOG);
  group = ui_find (dialog, "group");
  ui_wait (ui_says (group, "anna (you)") && ui_says (group, "ben"));
  g_assert_true (ui_says (group, "Expert · advisor now") && ui_says (group, "Professional"));
  ui_shoot (dialog, "assign");
  ui_click (dialog, "assign_button");
  ui_wait (ui_says (dialog, "Choose a person."));

  /* By keyboard: the first that can be chosen has the focus. */
  ui_wait (GTK_IS_CHECK_BUTTON (gtk_window_get_focus (dialog))
           || ADW_IS_ACTION_ROW (gtk_window_get_focus (dialog)));
  gtk_widget_activate (find_choice (group));
  ui_click (dialog, "assign_button");
  ui_wait (ui_look (NULL, "assign_button") == NULL);
  desk_sync (&f->desk);
  ui_act (ui_find (f->desk.window, "head"), "ticket.details", NULL);
  ui_wait (ui_says (look (f, "history_pane"), "anna assigned the ticket to ben"));
  device_sync (f->ben->client);
  {
    g_autoptr (AppTicket) there = device_load (f->ben->client, &f->ticket);

    g_assert_true (there->is_advisor);
  }
}

#define ADD(path, func) g_test_add ("/ui-outbox/" path, Office, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  ADD ("take-back", test_waiting_entry_is_taken_back_behind_the_draft);
  ADD ("search", test_search_finds_what_waits_and_says_so);
  ADD ("place", test_waiting_place_lists_all_and_asks_before_more_goes_back);
  ADD ("unsent", test_own_ticket_that_waits_is_continued_and_taken_back);
  ADD ("draft", test_answers_to_a_ticket_that_was_lost_become_a_draft_that_says_why);
  ADD ("outcomes", test_both_outcomes_are_shown_and_mine_can_follow);
  ADD ("overlooked", test_overlooked_message_is_shown_and_the_ticket_closed_again);
  ADD ("lost", test_words_for_a_lost_ticket_stay_until_let_go_of);
  ADD ("files", test_attachments_of_a_lost_answer_come_back_with_it);
  ADD ("files/some", test_one_attachment_of_a_lost_answer_can_stay_away);
  ADD ("files/none", test_without_its_attachments_a_lost_answer_is_a_draft_alone);
  ADD ("behalf", test_refused_ticket_on_behalf_is_written_down_again);
  ADD ("assign", test_ticket_is_assigned_and_its_history_says_so);

  return ui_run ();
}

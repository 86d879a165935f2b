/* test-ui-push.c: what others do shows in an open window by itself, and moves nothing in it
 *
 * Nothing here synchronises: the window's own timer is minutes away, longer than ui_wait () waits. */
#include "ui-desk.h"

#include "folder.h"
#include "srv-push.h"

#define SUBJECT "Invoices were paid twice"
#define LINES 60

static AppClient *
open_second (Desk *desk, char **home)
{
  g_autofree char *url = desk_get_url (desk);
  GError *error = NULL;
  AppClient *client;

  *home = test_folder_new ();
  client = app_client_new (*home, &error);
  g_assert_no_error (error);
  app_client_sign_in_sync (client, url, "anna", DESK_PASSWORD, desk->account_key, &error);
  g_assert_no_error (error);
  app_client_sync_sync (client, &error);
  g_assert_no_error (error);

  return client;
}

static void
close_second (AppClient *client, char *home)
{
  app_client_close (client);
  ui_settle ();
  g_assert_finalize_object (client);
  test_folder_remove (home);
}

static void
act (AppClient *client, const char *number, AppActionType type, const char *text)
{
  AppAction action = { .type = type, .text = text };
  GError *error = NULL;

  g_assert_true (app_client_find_number (client, number, &action.ticket));
  app_client_act_sync (client, &action, NULL, &error);
  g_assert_no_error (error);
  app_client_sync_sync (client, &error);
  g_assert_no_error (error);
}

static GtkAdjustment *
get_adjustment (Desk *desk)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_find (desk->window, "scroll")));
}

static GtkSingleSelection *
get_selection (Desk *desk)
{
  return GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (desk->window, "list_view"))));
}

/* A long report, read to a place in its middle, and an answer that is half written. */
static char *
open_and_read (Desk *desk)
{
  g_autoptr (GString) report = g_string_new (NULL);
  GtkAdjustment *adjustment;
  char *number;

  for (guint i = 0; i < LINES; i++)
    g_string_append_printf (report, "Line %u of what happened.\n", i);
  number = desk_open_report (desk, SUBJECT, report->str);
  ui_wait (srv_push_get_streams (harness_get_context (desk->server)->push) == 1);
  ui_type (desk->window, "text_view", "Half an ans");
  adjustment = get_adjustment (desk);
  ui_wait (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) > 300);
  gtk_adjustment_set_value (adjustment, 150);
  ui_settle ();

  return number;
}

static void
assert_untouched (Desk *desk)
{
  g_autofree char *text = ui_read (ui_find (desk->window, "text_view"));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find (desk->window, "text_view")));
  GtkTextIter at;

  ui_settle ();
  g_assert_cmpstr (text, ==, "Half an ans");
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&at), ==, 4);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (desk)), ==, 150);
  g_assert_true (ui_says (ui_find (desk->window, "head"), SUBJECT));
}

static void
put_cursor (Desk *desk)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find (desk->window, "text_view")));
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, 4);
  gtk_text_buffer_place_cursor (buffer, &at);
}

static void
test_a_reporters_message_shows_by_itself (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = open_and_read (desk);
  gpointer selected = gtk_single_selection_get_selected_item (get_selection (desk));

  put_cursor (desk);
  desk_write_in_inbox (desk, "One more thing.");
  ui_wait (ui_says (ui_find (desk->window, "entry_list"), "One more thing."));
  assert_untouched (desk);
  g_assert_nonnull (selected);
  g_assert_true (gtk_single_selection_get_selected_item (get_selection (desk)) == selected);
  ui_type (desk->window, "text_view", "");
}

static void
test_a_colleagues_work_shows_by_itself (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = open_and_read (desk);
  char *home;
  AppClient *second = open_second (desk, &home);
  GtkWidget *button = ui_find (desk->window, "action_button");

  put_cursor (desk);
  act (second, number, APP_ACTION_NOTE, "Between us.");
  ui_wait (ui_says (ui_find (desk->window, "entry_list"), "Between us."));
  assert_untouched (desk);
  g_assert_cmpstr (adw_split_button_get_label (ADW_SPLIT_BUTTON (button)), ==, "Take Over");
  act (second, number, APP_ACTION_TAKE_OVER, NULL);
  ui_wait (g_strcmp0 (adw_split_button_get_label (ADW_SPLIT_BUTTON (button)), "Close…") == 0);
  assert_untouched (desk);

  ui_type (desk->window, "text_view", "");
  close_second (second, home);
}

static void
test_a_new_report_comes_by_itself_and_selects_nothing (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = open_and_read (desk);
  g_autoptr (Visitor) other = visitor_new (desk->server);
  gpointer selected = gtk_single_selection_get_selected_item (get_selection (desk));
  g_autofree char *code = NULL;
  g_autofree char *second = NULL;

  put_cursor (desk);
  second = visitor_submit (other, "Another one", "Something else.", &code);
  ui_wait (ui_count_rows (desk->window) == 2);
  ui_wait (ui_says (ui_find (desk->window, "list_view"), "Another one"));
  assert_untouched (desk);
  g_assert_true (gtk_single_selection_get_selected_item (get_selection (desk)) == selected);
  ui_type (desk->window, "text_view", "");
}

/* Who closes the window listens no more. */
static void
test_a_closed_window_listens_no_more (Desk *desk, gconstpointer unused)
{
  SrvPush *push = harness_get_context (desk->server)->push;

  ui_wait (srv_push_get_streams (push) == 1);
  desk_close_window (desk);
  srv_push_set_heartbeat (push, 20);
  ui_wait (srv_push_get_streams (push) == 0);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-push/message", test_a_reporters_message_shows_by_itself);
  DESK_TEST ("/ui-push/team", test_a_colleagues_work_shows_by_itself);
  DESK_TEST ("/ui-push/report", test_a_new_report_comes_by_itself_and_selects_nothing);
  DESK_TEST ("/ui-push/closed", test_a_closed_window_listens_no_more);

  return ui_run ();
}

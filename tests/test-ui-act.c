/* test-ui-act.c: nothing happens by accident, what happened can be undone, and what is not as usual
 * is told at any width */
#include <string.h>

#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

static gboolean
is_in (GtkWidget *widget, GtkWidget *parent)
{
  return widget != NULL && (widget == parent || gtk_widget_is_ancestor (widget, parent));
}

static gboolean
button_says (Desk *desk, const char *label)
{
  GtkWidget *button = ui_look (desk->window, "action_button");

  return button != NULL
         && g_strcmp0 (adw_split_button_get_label (ADW_SPLIT_BUTTON (button)), label) == 0;
}

static void
make_narrow (Desk *desk)
{
  ui_resize (desk->window, 360, 640);
  ui_wait (ui_look (desk->window, "sidebar_pane") == NULL
           && gtk_widget_get_width (GTK_WIDGET (desk->window)) <= 380);
}

static void
test_opening_a_ticket_leaves_nothing_to_press_by_accident (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *scroll = ui_find (desk->window, "scroll");

  ui_wait (gtk_window_get_focus (desk->window) == scroll);
  g_assert_false (GTK_IS_BUTTON (gtk_window_get_focus (desk->window)));
  /* What Enter does where the focus stands. */
  gtk_widget_activate (gtk_window_get_focus (desk->window));
  ui_settle ();
  g_assert_true (button_says (desk, "Take Over"));
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
}

static void
test_taking_over_and_releasing_can_be_undone (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *head = ui_look (desk->window, "head");
  GtkWidget *window = GTK_WIDGET (desk->window);

  ui_act (head, "ticket.take-over", NULL);
  ui_wait (button_says (desk, "Close…"));
  ui_wait (ui_says (desk->window, "Ticket taken over"));
  ui_wait (ui_look_for_button (window, "_Undo") != NULL);
  gtk_widget_activate (ui_look_for_button (window, "_Undo"));
  ui_wait (button_says (desk, "Take Over"));

  ui_act (head, "ticket.take-over", NULL);
  ui_wait (button_says (desk, "Close…"));
  ui_act (head, "ticket.release", NULL);
  ui_wait (button_says (desk, "Take Over"));
  /* The way back is that of the ticket that was released, whichever is shown meanwhile. */
  ui_wait (ui_says (desk->window, "Ticket released"));
  desk_sync (desk);
  gtk_widget_activate (ui_look_for_button (window, "_Undo"));
  ui_wait (button_says (desk, "Close…"));
}

static void
test_what_details_cover_cannot_be_acted_on (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (desk->window, "head");
  GtkWidget *composer = ui_find (desk->window, "composer");
  GtkWidget *pane;

  make_narrow (desk);
  ui_wait (ui_look (desk->window, "ticket_pane") != NULL);
  g_assert_true (gtk_widget_is_sensitive (composer));
  ui_act (head, "ticket.details", NULL);
  pane = ui_find (desk->window, "history_pane");
  ui_wait (is_in (gtk_window_get_focus (desk->window), pane));
  g_assert_false (gtk_widget_is_sensitive (composer));
  gtk_widget_activate_action (head, "ticket.take-over", NULL);
  ui_settle ();
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  g_assert_true (ui_says (head, "New"));

  ui_click (pane, "close_button");
  ui_wait (gtk_widget_is_sensitive (composer));
  ui_wait (gtk_window_get_focus (desk->window) == ui_look (desk->window, "scroll"));
  ui_act (head, "ticket.take-over", NULL);
  ui_wait (ui_says (head, "In progress"));
}

static void
test_narrow_window_tells_what_the_sidebar_would (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *menu;

  g_assert_null (ui_look (desk->window, "list_menu_button"));
  make_narrow (desk);
  ui_click (desk->window, "ticket_back_button");
  menu = ui_find (desk->window, "list_menu_button");
  g_assert_nonnull (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (menu)));
  g_assert_null (ui_look (desk->window, "connection_bar"));

  ui_open_row (desk->window, 0);
  harness_stop (desk->server);
  ui_act (ui_find (desk->window, "head"), "ticket.take-over", NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_OFFLINE);
  ui_click (desk->window, "ticket_back_button");
  ui_wait (ui_look (desk->window, "connection_bar") != NULL);
  ui_wait (ui_says (ui_look (desk->window, "connection_bar"), "Offline · 1 waiting"));
  harness_start (desk->server);
}

static void
test_header_repeats_the_subject_only_once_it_is_out_of_sight (Desk *desk, gconstpointer unused)
{
  g_autofree char *report = g_strnfill (6000, 'a');
  g_autofree char *number = desk_open_report (desk, SUBJECT, report);
  GtkWidget *bar
      = gtk_widget_get_ancestor (ui_find (desk->window, "action_button"), ADW_TYPE_HEADER_BAR);
  GtkWidget *scroll = ui_find (desk->window, "scroll");
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll));

  ui_wait (ui_says (bar, number) && !ui_says (bar, SUBJECT));
  ui_wait (gtk_adjustment_get_upper (adjustment) > 2 * gtk_adjustment_get_page_size (adjustment));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_page_size (adjustment));
  ui_wait (ui_says (bar, SUBJECT) && ui_says (bar, number));
  gtk_adjustment_set_value (adjustment, 0);
  ui_wait (!ui_says (bar, SUBJECT));
}

static void
test_rounded_times_are_told_as_such (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  /* The report's times are the hour alone; what the team does has its minute. */
  g_assert_true (ui_holds (ui_look (desk->window, "head"), "received about "));
  g_assert_true (ui_holds (ui_look (desk->window, "entry_list"), "about "));
  ui_act (ui_look (desk->window, "head"), "ticket.details", NULL);
  ui_wait (ui_look (desk->window, "history_pane") != NULL);
  g_assert_true (ui_holds (ui_look (desk->window, "history_pane"), ", about "));
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui/act/focus", test_opening_a_ticket_leaves_nothing_to_press_by_accident);
  DESK_TEST ("/ui/act/undo", test_taking_over_and_releasing_can_be_undone);
  DESK_TEST ("/ui/act/covered", test_what_details_cover_cannot_be_acted_on);
  DESK_TEST ("/ui/act/narrow", test_narrow_window_tells_what_the_sidebar_would);
  DESK_TEST ("/ui/act/title", test_header_repeats_the_subject_only_once_it_is_out_of_sight);
  DESK_TEST ("/ui/act/rounded", test_rounded_times_are_told_as_such);

  return ui_run ();
}

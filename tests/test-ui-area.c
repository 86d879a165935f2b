/* test-ui-area.c: several areas in the window, and who has a ticket: what it means is said before
 * it is done */
#include "app-client-area.h"
#include "app-client-setting.h"
#include "app-client-team.h"
#include "colleague.h"
#include "people/app-new-area-dialog.h"
#include "sidebar/app-place.h"
#include "ticket/app-exclude-dialog.h"
#include "ticket/app-move-dialog.h"
#include "ticket/app-new-code-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#include <string.h>

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Desk desk;
  Colleague *ben;  /* Professional of Compliance, and Expert of Procurement */
  Colleague *cleo; /* Expert of Procurement */
  HarkId compliance, procurement;
} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = NULL;
  HarkId experts[2];
  GError *error = NULL;

  desk_set_up (&f->desk, NULL);
  areas = app_client_get_areas (f->desk.client);
  f->compliance = ((AppArea *)areas->pdata[0])->id;
  f->ben = colleague_join (f->desk.server, f->desk.client, "ben", HARK_ROLE_PROFESSIONAL);
  desk_sync (&f->desk);
  f->cleo = colleague_join (f->desk.server, f->desk.client, "cleo", HARK_ROLE_NONE);
  desk_sync (&f->desk);
  experts[0] = f->ben->id;
  experts[1] = f->cleo->id;
  app_client_new_area_sync (f->desk.client, "en", "Procurement", experts, 2, &f->procurement,
                            &error);
  g_assert_no_error (error);
  desk_sync (&f->desk);
  device_sync (f->ben->client);
  device_sync (f->cleo->client);
}

static void
tear_down (Office *f, gconstpointer unused)
{
  colleague_free (f->ben);
  colleague_free (f->cleo);
  desk_tear_down (&f->desk, NULL);
}

static void
choose (GtkWindow *dialog, const char *title)
{
  adw_action_row_activate (ADW_ACTION_ROW (ui_find_row (dialog, title)));
}

/* By hand, due in a week. */
static void
add_about_report (Desk *desk, const char *number, const char *name)
{
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = name };
  g_autoptr (AppTicket) ticket = NULL;

  g_assert_true (app_client_find_number (desk->client, number, &action.ticket));
  ticket = device_load (desk->client, &action.ticket);
  action.about = ((AppEntry *)ticket->entries->pdata[0])->object;
  action.due = g_get_real_time () / G_USEC_PER_SEC + 7 * 24 * 60 * 60;
  device_act (desk->client, &action);
  desk_sync (desk);
  ui_wait (ui_holds (desk->window, name));
}

static void
test_moving_says_what_it_means (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWindow *dialog;
  GtkWidget *row;

  add_about_report (&f->desk, number, "Hear the witness");
  ui_act (ui_find (f->desk.window, "head"), "ticket.move", NULL);
  dialog = ui_find_window (APP_TYPE_MOVE_DIALOG);
  ui_click (dialog, "move_button");
  ui_wait (ui_says (dialog, "Choose an area."));
  g_assert_null (ui_look_for_row (dialog, "Compliance"));
  g_assert_true (ui_holds (dialog, "Its deadlines are removed"));
  g_assert_true (ui_look_for_row (ui_find (dialog, "period_group"), "Acknowledgement") != NULL);
  row = ui_find_row (ui_find (dialog, "period_group"), "Hear the witness");
  g_assert_true (ui_holds (row, "by ") && ui_holds (row, " · about the report"));
  choose (dialog, "Procurement");
  ui_wait (ui_holds (dialog, "you will not see this ticket any more"));
  /* the only one: chosen twice it is chosen */
  choose (dialog, "Procurement");
  row = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (ui_find_row (dialog, "Procurement")));
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (row)));
  /* and who will: the whole team, each with their role, and nobody else */
  ui_wait (ui_look_for_row (ui_find (dialog, "reader_group"), "ben") != NULL);
  g_assert_true (ui_says (ui_look_for_row (ui_find (dialog, "reader_group"), "cleo"), "Expert"));
  g_assert_null (ui_look_for_row (ui_find (dialog, "reader_group"), "anna"));
  ui_shoot (dialog, "move");
  ui_click (dialog, "move_button");
  ui_wait (ui_look (NULL, "move_button") == NULL);
  ui_wait (!ui_holds (f->desk.window, SUBJECT));
  ui_shoot (f->desk.window, "moved");
  device_sync (f->cleo->client);
  {
    g_autoptr (GPtrArray) list = app_client_list_sync (f->cleo->client, NULL);

    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpstr (((AppTicket *)list->pdata[0])->number, ==, number);
  }
}

static void
test_excluding_and_taking_it_back (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (f->desk.window, "head");
  GtkWindow *dialog;

  ui_act (head, "ticket.exclude", NULL);
  dialog = ui_find_window (APP_TYPE_EXCLUDE_DIALOG);
  choose (dialog, "ben");
  ui_shoot (dialog, "exclude");
  ui_click (dialog, "exclude_button");
  ui_wait (ui_look (NULL, "exclude_button") == NULL);
  desk_sync (&f->desk);
  ui_act (head, "ticket.details", NULL);
  ui_wait (ui_says (ui_find (f->desk.window, "history_pane"), "anna excluded ben from the ticket"));
  g_assert_true (ui_says (ui_find (f->desk.window, "history_pane"), "Excluded"));
  ui_shoot (f->desk.window, "excluded");
  device_sync (f->ben->client);
  {
    g_autoptr (GPtrArray) list = app_client_list_sync (f->ben->client, NULL);

    g_assert_cmpuint (list->len, ==, 0);
  }

  ui_act (head, "ticket.exclude", NULL);
  dialog = ui_find_window (APP_TYPE_EXCLUDE_DIALOG);
  ui_wait (ui_look (dialog, "excluded_group") != NULL);
  g_assert_true (ui_says (ui_look (dialog, "excluded_group"), "ben"));
  ui_shoot (dialog, "include");
  ui_settle ();
  gtk_window_close (dialog);
  ui_wait (ui_look (NULL, "exclude_button") == NULL);
}

/* Until an Expert says so nobody is offered to be ticked. */
static void
let_reporters_exclude (Office *f)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->desk.client);

  for (guint i = 0; i < areas->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AppSetting) setting
          = app_client_load_setting_sync (f->desk.client, &((AppArea *)areas->pdata[i])->id, &error);

      g_assert_no_error (error);
      setting->area->exclusion = TRUE;
      if (setting->can_change)
        app_client_save_setting_sync (f->desk.client, setting, &error);
      g_assert_no_error (error);
    }
  desk_sync (&f->desk);
}

/* Ticked before it is sent; whoever is ticked has nothing of it. */
static void
test_a_new_ticket_is_kept_from_somebody (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;
  AdwExpanderRow *row;

  let_reporters_exclude (f);
  dialog = app_new_ticket_dialog_new (GTK_WINDOW (f->desk.window), f->desk.client, APP_REPORTER_SELF);
  gtk_window_present (dialog);
  row = ADW_EXPANDER_ROW (ui_find (dialog, "expander"));
  adw_expander_row_set_expanded (row, TRUE);
  choose (dialog, "ben");
  ui_wait (g_strcmp0 (adw_expander_row_get_subtitle (row), "1 person sees nothing of it") == 0);
  ui_type (dialog, "subject_row", SUBJECT);
  ui_type (dialog, "text_view", REPORT);
  ui_shoot (dialog, "keep-from");
  ui_click (dialog, "submit_button");
  ui_wait (ui_look (NULL, "submit_button") == NULL);
  desk_sync (&f->desk);
  device_sync (f->ben->client);
  {
    g_autoptr (GPtrArray) mine = app_client_list_sync (f->desk.client, NULL);
    g_autoptr (GPtrArray) theirs = app_client_list_sync (f->ben->client, NULL);

    g_assert_cmpuint (mine->len, ==, 1);
    g_assert_cmpuint (((AppTicket *)mine->pdata[0])->excluded->len, ==, 1);
    g_assert_cmpuint (theirs->len, ==, 0);
  }
}

/* Nothing is issued before somebody says that the sheet is handed over. */
static void
test_a_new_code_says_what_it_means (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (f->desk.window, "head");
  GtkWindow *dialog;

  ui_act (head, "ticket.new-code", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_CODE_DIALOG);
  g_assert_true (ui_holds (dialog, "the code of before ends at once"));
  ui_shoot (dialog, "new-code");
  ui_click (dialog, "next_button");
  ui_wait (ui_look (dialog, "kept_check") != NULL);
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "next_button")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_shoot (dialog, "new-code-sheet");
  ui_click (dialog, "next_button");
  ui_wait (ui_look (NULL, "next_button") == NULL);
  desk_sync (&f->desk);
  ui_act (head, "ticket.details", NULL);
  ui_wait (ui_says (ui_find (f->desk.window, "history_pane"), "anna issued a new inbox code"));
}

/* --- areas --- */

static void
test_an_admin_makes_an_area (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;

  g_signal_emit_by_name (ui_find (f->desk.window, "sidebar"), "place-chosen",
                         (int)APP_PLACE_PEOPLE);
  ui_click (f->desk.window, "new_area_button");
  dialog = ui_find_window (APP_TYPE_NEW_AREA_DIALOG);
  ui_click (dialog, "make_button");
  ui_wait (ui_says (dialog, "Enter the area’s name."));
  ui_type (dialog, "name_row", "procurement");
  ui_click (dialog, "make_button");
  ui_wait (ui_says (dialog, "Choose a person."));
  choose (dialog, "cleo");
  ui_click (dialog, "make_button");
  ui_wait (ui_says (dialog, "There is an area of this name already."));
  ui_type (dialog, "name_row", "Travel");
  ui_shoot (dialog, "new-area");
  ui_click (dialog, "make_button");
  ui_wait (ui_look (NULL, "make_button") == NULL);
  ui_wait (ui_says (f->desk.window, "Travel was created"));
  ui_wait (ui_holds (f->desk.window, "Expert in Travel"));
  ui_shoot (f->desk.window, "people-areas");
}

static void
submit_to (Office *f, const HarkId *area, const char *subject)
{
  const AppAction action
      = { .type = APP_ACTION_SUBMIT, .area = *area, .subject = subject, .text = REPORT };

  device_act (f->cleo->client, &action);
  device_sync (f->cleo->client);
}

static GtkListBoxRow *
find_area_row (Office *f, guint index)
{
  return gtk_list_box_get_row_at_index (
      GTK_LIST_BOX (ui_find (ui_find (f->desk.window, "area_filter"), "list")), (int)index);
}

/* There is nothing to choose for whoever is in one team. */
static void
test_areas_are_a_filter_for_who_is_in_several (Office *f, gconstpointer unused)
{
  GError *error = NULL;
  HarkId anna = f->desk.client->store->account->user;

  submit_to (f, &f->compliance, "In the first");
  submit_to (f, &f->procurement, "In the second");
  desk_sync (&f->desk);
  ui_wait (ui_count_rows (f->desk.window) == 1);
  g_assert_null (ui_look (f->desk.window, "area_filter"));

  device_sync (f->ben->client);
  device_place_member (f->ben->client, &anna, &f->procurement, HARK_ROLE_OBSERVER,
                                  &error);
  g_assert_no_error (error);
  device_sync (f->ben->client);
  desk_sync (&f->desk);
  ui_wait (ui_count_rows (f->desk.window) == 2);
  ui_wait (ui_look (f->desk.window, "area_filter") != NULL);
  gtk_widget_activate (GTK_WIDGET (find_area_row (f, 2)));
  ui_wait (ui_count_rows (f->desk.window) == 1);
  g_assert_true (ui_says (f->desk.window, "In the second"));
  g_assert_false (ui_says (f->desk.window, "In the first"));
  ui_shoot (f->desk.window, "area-filter");
  gtk_widget_activate (GTK_WIDGET (find_area_row (f, 0)));
  ui_wait (ui_count_rows (f->desk.window) == 2);
}

#define ADD(path, function) g_test_add ("/ui/area/" path, Office, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  ADD ("move", test_moving_says_what_it_means);
  ADD ("exclude", test_excluding_and_taking_it_back);
  ADD ("keep-from", test_a_new_ticket_is_kept_from_somebody);
  ADD ("new-code", test_a_new_code_says_what_it_means);
  ADD ("new", test_an_admin_makes_an_area);
  ADD ("filter", test_areas_are_a_filter_for_who_is_in_several);

  return ui_run ();
}

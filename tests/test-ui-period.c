/* test-ui-period.c: what falls due, at the window: the overview of it, by the organisation's days */
#include "app-client-period.h"
#include "clock/app-clock.h"
#include "device.h"
#include "period/app-period-model.h"
#include "period/app-period-page.h"
#include "period/app-period-row.h"
#include "text/app-text.h"
#include "text/app-text-due.h"
#include "ui-desk.h"

#include "app-ticket-private.h"
#include "hark-period.h"
#include "ticket/app-ticket-item.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define DAY (24 * 60 * 60)

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* By hand, as anna; so many days from today, where the organisation is. */
static void
add (Desk *desk, const HarkId *ticket, const char *name, int days)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (desk->client);
  const HarkPeriodLength none = { 0, HARK_PERIOD_DAYS };
  AppAction action = { .type = APP_ACTION_ADD_PERIOD,
                       .ticket = *ticket,
                       .subject = name,
                       .due = hark_period_due (get_now () + days * DAY, zone, NULL, &none, 1) };

  device_act (desk->client, &action);
}

/* --- the model --- */

static AppTicket *
make_ticket (const char *number, guint n_periods, gint64 due, gint64 step)
{
  AppTicket *ticket = app_ticket_new ();

  hark_id_random (&ticket->id);
  ticket->number = g_strdup (number);
  ticket->title = g_strdup (SUBJECT);
  ticket->subject = g_strdup (SUBJECT);
  ticket->area_name = g_strdup ("Compliance");
  ticket->state = HARK_TICKET_OPEN;
  ticket->is_team = TRUE;
  for (guint i = 0; i < n_periods; i++)
    {
      AppPeriod *period = g_new0 (AppPeriod, 1);

      hark_id_random (&period->id);
      period->kind = g_strdup ("hand");
      period->name = g_strdup_printf ("Look %u", i);
      period->due = due + i * step;
      g_ptr_array_add (ticket->periods, period);
    }

  return ticket;
}

static GListModel *
make_list (AppTicket *ticket)
{
  GListStore *list = g_list_store_new (APP_TYPE_TICKET_ITEM);
  g_autoptr (AppTicketItem) item = app_ticket_item_new (ticket);

  g_list_store_append (list, item);
  return G_LIST_MODEL (list);
}

static AppPeriodSection
get_section (AppPeriodModel *model, guint position)
{
  g_autoptr (AppPeriodItem) item = g_list_model_get_item (G_LIST_MODEL (model), position);

  return app_period_item_get_section (item);
}

/* @identifier, its midnight as an instant; what is due on that day is today's to the last second, whichever day it is in
 * UTC, and overdue from the next one on. */
static void
expect_day_ends (const char *identifier, int year, int month, int day)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (identifier);
  g_autoptr (GDateTime) noon = g_date_time_new (zone, year, month, day, 12, 0, 0);
  gint64 due = hark_period_due (g_date_time_to_unix (noon), zone, NULL, NULL, 0);
  g_autoptr (AppTicket) ticket = make_ticket ("2026-0001", 1, due, 0);
  g_autoptr (GListModel) list = make_list (ticket);
  g_autoptr (AppPeriodModel) model = app_period_model_new (list);

  app_period_model_update (model, due, zone);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_assert_cmpint (get_section (model, 1), ==, APP_PERIOD_TODAY);
  app_period_model_update (model, due + 1, zone);
  g_assert_cmpint (get_section (model, 0), ==, APP_PERIOD_OVERDUE);
  g_assert_cmpint (get_section (model, 1), ==, APP_PERIOD_OVERDUE);
  g_assert_cmpint (app_period_section_get_midnight (due, zone), ==, due + 1);
  g_assert_cmpint (app_period_section_get (due, due - DAY - 2 * 60 * 60, zone), !=, APP_PERIOD_TODAY);
}

static void
test_days_begin_where_the_organisation_is (void)
{
  /* the first and the last places on earth where a day begins, and days that are an hour longer or shorter */
  static const char *const zones[]
      = { "Pacific/Kiritimati", "Pacific/Apia", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago",
          "Etc/GMT+12" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      expect_day_ends (zones[i], 2026, 6, 2);
      expect_day_ends (zones[i], 2026, 3, 29);
      expect_day_ends (zones[i], 2026, 10, 25);
      expect_day_ends (zones[i], 2026, 12, 31);
    }
}

static void
test_a_week_ends_on_sunday (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Pacific/Kiritimati");
  /* Wednesday, 3 June 2026 */
  g_autoptr (GDateTime) noon = g_date_time_new (zone, 2026, 6, 3, 12, 0, 0);
  gint64 now = g_date_time_to_unix (noon), today = hark_period_due (now, zone, NULL, NULL, 0);

  g_assert_cmpint (app_period_section_get (today - DAY, now, zone), ==, APP_PERIOD_OVERDUE);
  g_assert_cmpint (app_period_section_get (today, now, zone), ==, APP_PERIOD_TODAY);
  g_assert_cmpint (app_period_section_get (today + 1 * DAY, now, zone), ==, APP_PERIOD_THIS_WEEK);
  g_assert_cmpint (app_period_section_get (today + 4 * DAY, now, zone), ==, APP_PERIOD_THIS_WEEK);
  g_assert_cmpint (app_period_section_get (today + 5 * DAY, now, zone), ==, APP_PERIOD_LATER);
  /* on a Sunday the week is over */
  g_assert_cmpint (app_period_section_get (today + 5 * DAY, now + 4 * DAY, zone), ==, APP_PERIOD_LATER);
  g_assert_cmpint (app_period_section_get (today + 4 * DAY, now + 4 * DAY, zone), ==, APP_PERIOD_TODAY);
}

static void
test_due_days_are_told_as_the_organisation_has_them (void)
{
  g_autoptr (GTimeZone) far = g_time_zone_new_identifier ("Pacific/Pago_Pago");
  g_autoptr (GDateTime) noon = g_date_time_new (far, 2026, 6, 2, 12, 0, 0);
  gint64 due = hark_period_due (g_date_time_to_unix (noon), far, NULL, NULL, 0);
  g_autofree char *day = NULL, *today = NULL, *late = NULL, *where = NULL;

  app_text_due_set_zone (far);
  day = app_text_due_day (due, due);
  today = app_text_due_words (due, due);
  late = app_text_due_words (due, due + 1);
  where = app_text_due_where (due);
  app_text_due_set_zone (NULL);
  g_assert_cmpstr (day, ==, "Tue 2 June");
  g_assert_cmpstr (today, ==, "today");
  g_assert_cmpstr (late, ==, "1 day late");
  g_assert_nonnull (strstr (where, "Pacific/Pago_Pago"));
}

static void
test_what_is_kept_closed_or_of_others_is_none (void)
{
  const HarkId all = { { 0 } };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AppTicket) ticket = make_ticket ("2026-0001", 3, HARNESS_NOW, DAY);
  g_autoptr (GListModel) list = make_list (ticket);
  g_autoptr (AppPeriodModel) model = app_period_model_new (list);
  HarkId area;

  ((AppPeriod *)ticket->periods->pdata[1])->done = HARNESS_NOW;
  app_period_model_update (model, HARNESS_NOW, zone);
  g_assert_cmpuint (app_period_model_get_count (model), ==, 2);
  app_period_model_set_filter (model, &all, TRUE);
  app_period_model_update (model, HARNESS_NOW, zone);
  g_assert_cmpuint (app_period_model_get_count (model), ==, 0);
  g_assert_cmpuint (app_period_model_get_total (model), ==, 2);
  ticket->is_deputy = TRUE; /* who stands in for somebody has theirs */
  app_period_model_update (model, HARNESS_NOW, zone);
  g_assert_cmpuint (app_period_model_get_count (model), ==, 2);
  hark_id_random (&area);
  app_period_model_set_filter (model, &area, FALSE);
  app_period_model_update (model, HARNESS_NOW, zone);
  g_assert_cmpuint (app_period_model_get_count (model), ==, 0);
  app_period_model_set_filter (model, &all, FALSE);
  ticket->state = HARK_TICKET_CLOSED;
  app_period_model_update (model, HARNESS_NOW, zone);
  g_assert_cmpuint (app_period_model_get_total (model), ==, 0);
}

/* --- the page --- */

/* Whether something in it has this accessible name. */
static gboolean
has_name (GtkWidget *widget, const char *name)
{
  g_autofree char *own = ui_get_name (widget);

  if (g_strcmp0 (own, name) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_name (child, name))
      return TRUE;

  return FALSE;
}

static void
test_overview_shows_what_falls_due_and_opens_it (Desk *desk, gconstpointer unused)
{
  g_autoptr (Visitor) visitor = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autofree char *other = visitor_submit (visitor, "Question on gifts", "May we take them?", &code);
  HarkId ticket = desk_find_ticket (desk, number), second;
  GtkWidget *list;
  g_autofree char *name = NULL;

  desk_sync (desk);
  second = desk_find_ticket (desk, other);
  add (desk, &ticket, "Hear the witness", -2);
  add (desk, &second, "Call the auditor", 0);
  desk_sync (desk);
  ui_find (desk->window, "sidebar");
  desk_choose_place (desk, APP_PLACE_PERIODS);
  list = ui_find (desk->window, "period_list_view");
  ui_wait (ui_says (list, "Hear the witness"));
  g_assert_true (ui_says (list, "2 days late") && ui_says (list, "Overdue"));
  g_assert_true (ui_says (list, "Today") && ui_says (list, "today") && ui_says (list, "Later"));
  g_assert_true (ui_holds (list, "Acknowledgement") && ui_says (list, "Compliance · nobody yet"));
  name = ui_get_name (gtk_widget_get_first_child (list));
  g_assert_cmpstr (name, ==, "Overdue, 1 deadline");
  g_assert_true (ui_says (desk->window, "Days end at midnight in " HARNESS_ZONE));
  g_assert_true (has_name (ui_find (desk->window, "sidebar"), "Periods, 1 overdue"));
  ui_shoot (desk->window, "periods");

  /* a heading does nothing; the second line is the first deadline */
  gtk_widget_activate_action (list, "list.activate-item", "u", 0);
  gtk_widget_activate_action (list, "list.activate-item", "u", 1);
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "head"), SUBJECT));
  ui_shoot (desk->window, "periods-open");

  /* nobody has taken them over */
  ui_click (desk->window, "mine_button");
  ui_wait (ui_says (desk->window, "Nothing Here"));
  ui_shoot (desk->window, "periods-none-mine");
  ui_click (desk->window, "show_all_button");
  ui_wait (ui_look (desk->window, "period_list_view") != NULL);
}

/* The keys of a list go from line to line; Enter opens what has the focus. */
static void
test_overview_goes_by_keyboard (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *list, *focus;
  g_autofree char *name = NULL, *heading = NULL;

  desk_choose_place (desk, APP_PLACE_PERIODS);
  list = ui_find (desk->window, "period_list_view");
  ui_wait (ui_holds (list, number));
  gtk_widget_grab_focus (ui_find (desk->window, "period_page"));
  heading = ui_get_name (gtk_window_get_focus (desk->window));
  g_assert_cmpstr (heading, ==, "Later, 2 deadlines");
  name = g_strdup (heading);
  for (guint i = 0; i < 2 && g_strcmp0 (name, heading) == 0; i++)
    {
      g_assert_true (gtk_widget_child_focus (list, GTK_DIR_DOWN));
      g_free (name);
      name = ui_get_name (gtk_window_get_focus (desk->window));
    }
  focus = gtk_window_get_focus (desk->window);
  g_assert_true (g_str_has_prefix (name, "Acknowledgement, in 7 days, ") && strstr (name, number) != NULL
                 && strstr (name, "Compliance · nobody yet") != NULL);
  g_assert_true (gtk_widget_activate (focus));
  ui_wait (gtk_window_get_focus (desk->window) == ui_look (desk->window, "scroll"));
}

static void
test_overview_works_offline (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId ticket = desk_find_ticket (desk, number);
  GtkWidget *list;

  harness_stop (desk->server);
  ui_act (GTK_WIDGET (desk->window), "win.sync-quietly", NULL);
  add (desk, &ticket, "Hear the witness", 1);
  desk_choose_place (desk, APP_PLACE_PERIODS);
  list = ui_find (desk->window, "period_list_view");
  ui_wait (ui_says (list, "Hear the witness") && ui_says (list, "tomorrow"));
  ui_wait (ui_look (list, "waiting_icon") != NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_OFFLINE);
  ui_shoot (desk->window, "periods-offline");
  harness_start (desk->server);
}

static void
test_nothing_due_is_said (Desk *desk, gconstpointer unused)
{
  desk_choose_place (desk, APP_PLACE_PERIODS);
  ui_wait (ui_says (desk->window, "Nothing Falls Due"));
  ui_shoot (desk->window, "periods-empty");
}

static guint
count_rows (GtkWidget *list)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    n++;

  return n;
}

/* One that shows these (element-type AppTicket) and stands alone: the window's ticks do not reach it. */
static GtkWidget *
add_page (Desk *desk, GPtrArray *tickets)
{
  g_autoptr (AppTicketModel) model = app_ticket_model_new (desk->client);
  GtkWidget *page = g_object_ref_sink (g_object_new (APP_TYPE_PERIOD_PAGE, NULL));

  app_period_page_set_model (APP_PERIOD_PAGE (page), desk->client, model);
  ui_wait (app_ticket_model_is_loaded (model));
  gtk_stack_add_child (GTK_STACK (gtk_widget_get_ancestor (ui_find (desk->window, "inner"), GTK_TYPE_STACK)), page);
  gtk_stack_set_visible_child (GTK_STACK (gtk_widget_get_parent (page)), page);
  app_ticket_model_take (model, tickets);

  return page;
}

static void
remove_page (GtkWidget *page)
{
  gtk_stack_remove (GTK_STACK (gtk_widget_get_parent (page)), page);
  g_object_unref (page);
}

#define TICKETS 2000
#define PERIODS 5 /* of each */

static void
test_ten_thousand_need_no_more_than_a_screenful (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *page, *list;

  for (guint i = 0; i < TICKETS; i++)
    {
      g_autofree char *number = g_strdup_printf ("2026-%05u", i);

      g_ptr_array_add (tickets, make_ticket (number, PERIODS, get_now () + ((gint64)i - TICKETS / 4) * 3600, DAY));
    }
  page = add_page (desk, tickets);
  g_assert_cmpuint (app_period_page_get_count (APP_PERIOD_PAGE (page)), ==, TICKETS * PERIODS);
  list = ui_find (page, "period_list_view");
  ui_wait (ui_holds (list, "2026-00000"));
  g_assert_cmpuint (count_rows (list), >, 5);
  g_assert_cmpuint (count_rows (list), <, 400);

  /* at the end of it as well */
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", TICKETS * PERIODS + 2);
  ui_wait (ui_says (list, "Look 4") && ui_holds (list, "2026-01999"));
  g_assert_cmpuint (count_rows (list), <, 400);

  remove_page (page);
}

/* --- the end of a day --- */

/* Whatever the time is: at @from midnight of where the organisation is, which is another than this machine's. */
static void
set_clock (Desk *desk, gint64 from)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (desk->client);

  app_clock_set_ahead (app_period_section_get_midnight (get_now (), zone) + from - get_now ());
}

/* Due today, tomorrow and so on, as the clock is now. (transfer full) (element-type AppTicket) */
static GPtrArray *
list_of_days (Desk *desk, guint n)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (desk->client);
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (tickets, make_ticket ("2026-0001", n, app_period_section_get_midnight (app_clock_get_now (), zone) - 1, DAY));
  return tickets;
}

/* The heading that the deadline stands under, with its number; NULL: it is not there. (transfer full) */
static char *
get_heading (GtkWidget *list, const char *name)
{
  g_autofree char *heading = NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *said = ui_get_name (row);

      if (said != NULL && g_str_has_prefix (said, name))
        return g_steal_pointer (&heading);
      if (said != NULL && (g_str_has_suffix (said, " deadline") || g_str_has_suffix (said, " deadlines")))
        {
          g_free (heading);
          heading = g_steal_pointer (&said);
        }
    }

  return NULL;
}

static gboolean
stands_under (GtkWidget *list, const char *name, const char *heading)
{
  g_autofree char *found = get_heading (list, name);

  return g_strcmp0 (found, heading) == 0;
}

#define SOON 2 /* seconds */

static void
test_deadlines_go_on_as_the_day_ends (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = NULL;
  GtkWidget *page, *list;

  set_clock (desk, -DAY / 2);
  tickets = list_of_days (desk, 2);
  page = add_page (desk, tickets);
  list = ui_find (page, "period_list_view");
  ui_wait (stands_under (list, "Look 0, today", "Today, 1 deadline"));
  g_assert_true (ui_says (list, "today") && ui_says (list, "tomorrow") && !ui_says (list, "Overdue"));

  /* nobody does anything, and no tick comes by */
  set_clock (desk, -SOON);
  ui_wait (stands_under (list, "Look 0, 1 day late", "Overdue, 1 deadline"));
  g_assert_true (stands_under (list, "Look 1, today", "Today, 1 deadline"));
  g_assert_true (ui_says (list, "1 day late") && ui_says (list, "today") && !ui_says (list, "tomorrow"));

  remove_page (page);
  app_clock_set_ahead (0);
}

/* Or its battery is empty, or somebody sets its clock: the alarm rings for all of these. */
static void
test_a_machine_that_slept_for_days_says_so_at_once (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = NULL;
  GtkWidget *page, *list;

  set_clock (desk, -DAY / 2);
  tickets = list_of_days (desk, 4);
  page = add_page (desk, tickets);
  list = ui_find (page, "period_list_view");
  ui_wait (stands_under (list, "Look 0, today", "Today, 1 deadline"));
  app_clock_set_ahead (app_clock_get_now () - get_now () + 2 * DAY);
  ui_settle ();
  g_assert_true (stands_under (list, "Look 0, 2 days late", "Overdue, 2 deadlines"));
  g_assert_true (stands_under (list, "Look 2, today", "Today, 1 deadline"));

  /* and back: it was set wrongly */
  app_clock_set_ahead (app_clock_get_now () - get_now () - 2 * DAY);
  ui_settle ();
  g_assert_true (stands_under (list, "Look 0, today", "Today, 1 deadline"));

  remove_page (page);
  app_clock_set_ahead (0);
}

static void
test_the_whole_window_knows_that_the_day_is_over (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId ticket = desk_find_ticket (desk, number);
  GtkWidget *sidebar = ui_find (desk->window, "sidebar");

  add (desk, &ticket, "Call the auditor", 0);
  desk_sync (desk);
  ui_wait (ui_holds (ui_find (desk->window, "list_view"), "Call the auditor: today"));
  g_assert_false (has_name (sidebar, "Periods, 1 overdue"));
  app_clock_set_ahead (DAY);
  ui_settle ();
  g_assert_true (has_name (sidebar, "Periods, 1 overdue"));
  g_assert_true (ui_holds (ui_find (desk->window, "list_view"), "Call the auditor: 1 day late"));
  app_clock_set_ahead (0);
}

static void
test_what_somebody_calls_feedback_is_no_promise (void)
{
  g_autoptr (AppTicket) ticket = app_ticket_new ();
  AppPeriod *period = g_new0 (AppPeriod, 1);
  g_autofree char *chip = NULL;

  period->kind = g_strdup ("hand");
  period->name = g_strdup ("feedback");
  g_ptr_array_add (ticket->periods, period);
  chip = app_text_period_chip (period, 0);
  g_assert_true (g_str_has_prefix (chip, "feedback: "));
}

int
main (int argc, char **argv)
{
  /* a day and more away from where the organisation is: nothing of what falls due may be told by this machine's days */
  g_setenv ("TZ", "Pacific/Kiritimati", TRUE);
  ui_init (&argc, &argv);

  g_test_add_func ("/ui/period/zones", test_days_begin_where_the_organisation_is);
  g_test_add_func ("/ui/period/week", test_a_week_ends_on_sunday);
  g_test_add_func ("/ui/period/due-day", test_due_days_are_told_as_the_organisation_has_them);
  g_test_add_func ("/ui/period/open", test_what_is_kept_closed_or_of_others_is_none);
  g_test_add_func ("/ui/period/called", test_what_somebody_calls_feedback_is_no_promise);
  DESK_TEST ("/ui/period/overview", test_overview_shows_what_falls_due_and_opens_it);
  DESK_TEST ("/ui/period/keyboard", test_overview_goes_by_keyboard);
  DESK_TEST ("/ui/period/offline", test_overview_works_offline);
  DESK_TEST ("/ui/period/empty", test_nothing_due_is_said);
  DESK_TEST ("/ui/period/midnight", test_deadlines_go_on_as_the_day_ends);
  DESK_TEST ("/ui/period/slept", test_a_machine_that_slept_for_days_says_so_at_once);
  DESK_TEST ("/ui/period/window", test_the_whole_window_knows_that_the_day_is_over);
  DESK_TEST ("/ui/period/many", test_ten_thousand_need_no_more_than_a_screenful);

  return ui_run ();
}

/* test-ui-retention.c: for how many months closed tickets are kept, and until when this one is: at a window
 *
 * HARK_SHOTS=DIR leaves a picture of each place. */
#include "app-client-private.h"
#include "app-client-setting.h"
#include "app-setting.h"
#include "app-ticket-private.h"
#include "colleague.h"
#include "hark-period.h"
#include "hark-setting-area.h"
#include "period/app-period-model.h"
#include "period/app-period-row.h"
#include "sidebar/app-place.h"
#include "text/app-text-due.h"
#include "text/app-text.h"
#include "ticket/app-ticket-item.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define DAY (24 * 60 * 60)

static GtkWidget *
find_spin (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SPIN_BUTTON (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_spin (child);
  return found;
}

static void
set_months (Desk *desk, const char *outcome, int months)
{
  GtkWidget *spin = find_spin (ui_find_row (desk->window, outcome));

  g_assert_nonnull (spin);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), months);
  ui_settle ();
}

/* The end of the page, where the group is. */
static void
shoot_end (Desk *desk, const char *name)
{
  GtkAdjustment *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_find (desk->window, "setting_scroll")));
  graphene_point_t at = GRAPHENE_POINT_INIT (0, 0);

  ui_settle ();
  g_assert_true (gtk_widget_compute_point (ui_find (desk->window, "months_row"),
                                           gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (
                                               GTK_SCROLLED_WINDOW (ui_find (desk->window, "setting_scroll"))))),
                                           &at, &at));
  gtk_adjustment_set_value (adjustment, at.y - 160);
  ui_settle ();
  ui_shoot (desk->window, name);
}

static void
test_months_are_settled_by_outcome (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  g_autoptr (AppSetting) setting = NULL;

  ui_act (GTK_WIDGET (desk->window), "win.settings", "");
  ui_find (desk->window, "english_group");
  g_assert_true (ui_says (desk->window, "36 months"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (desk->window, "months_row")), TRUE);
  set_months (desk, "Duplicate", 2);
  set_months (desk, "Substantiated", 48);
  set_months (desk, "Substantiated", 36); /* as the profile says: that is nothing to settle */
  g_assert_true (ui_says (desk->window, "2 to 36 months, by outcome"));
  shoot_end (desk, "retention");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  shoot_end (desk, "retention-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_click (desk->window, "save_button");
  ui_wait (ui_says (desk->window, "The settings are saved"));

  setting = app_client_load_setting_sync (desk->client, &((AppArea *)areas->pdata[0])->id, NULL);
  g_assert_nonnull (setting);
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    g_assert_cmpuint (setting->area->retention.months[i], ==, i == HARK_OUTCOME_DUPLICATE ? 2 : 0);
  ui_wait (ui_holds (desk->window, "Kept once closed (Duplicate): 2 months"));

  ui_resize (desk->window, 360, 640);
  shoot_end (desk, "retention-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 380);
}

static int
read_months (Desk *desk, const char *outcome)
{
  return gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (find_spin (ui_find_row (desk->window, outcome))));
}

/* What is settled by hand stays, as far as the law allows it. */
static void
test_another_profile_keeps_them_for_another_time (Desk *desk, gconstpointer unused)
{
  AdwComboRow *profile;

  ui_act (GTK_WIDGET (desk->window), "win.settings", "");
  ui_find (desk->window, "english_group");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (desk->window, "months_row")), TRUE);
  profile = ADW_COMBO_ROW (ui_find (desk->window, "profile_row"));
  set_months (desk, "Duplicate", 100);
  adw_combo_row_set_selected (profile, HARK_PROFILE_AT);
  ui_wait (read_months (desk, "Substantiated") == 60);
  g_assert_cmpint (read_months (desk, "Duplicate"), ==, 100);
  adw_combo_row_set_selected (profile, HARK_PROFILE_IT);
  ui_wait (read_months (desk, "Substantiated") == 36);
  g_assert_cmpint (read_months (desk, "Duplicate"), ==, 60);
  ui_click (desk->window, "save_button");
  ui_wait (ui_says (desk->window, "The settings are saved"));
}

static void
test_a_look_at_a_shorter_profile_takes_nothing (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  g_autoptr (AppSetting) setting = NULL;
  AdwComboRow *profile;

  ui_act (GTK_WIDGET (desk->window), "win.settings", "");
  ui_find (desk->window, "english_group");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (desk->window, "months_row")), TRUE);
  profile = ADW_COMBO_ROW (ui_find (desk->window, "profile_row"));
  set_months (desk, "Substantiated", 120);
  adw_combo_row_set_selected (profile, HARK_PROFILE_IT);
  ui_wait (read_months (desk, "Substantiated") == 60);
  g_assert_true (ui_says (desk->window, "36 to 60 months, by outcome"));
  adw_combo_row_set_selected (profile, HARK_PROFILE_EU);
  ui_wait (read_months (desk, "Substantiated") == 120);
  g_assert_true (ui_says (desk->window, "36 to 120 months, by outcome"));

  /* what is signed is what the profile allows */
  adw_combo_row_set_selected (profile, HARK_PROFILE_IT);
  ui_click (desk->window, "save_button");
  ui_wait (ui_says (desk->window, "The settings are saved"));
  setting = app_client_load_setting_sync (desk->client, &((AppArea *)areas->pdata[0])->id, NULL);
  g_assert_nonnull (setting);
  g_assert_cmpuint (setting->area->retention.months[HARK_OUTCOME_SUBSTANTIATED], ==, 60);
}

static void
test_months_outlast_what_others_save (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_EXPERT);
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  g_autoptr (AppSetting) his = NULL;
  g_autoptr (GError) error = NULL;
  AdwComboRow *profile;

  desk_sync (desk);
  ui_act (GTK_WIDGET (desk->window), "win.settings", "");
  ui_find (desk->window, "english_group");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (desk->window, "months_row")), TRUE);
  profile = ADW_COMBO_ROW (ui_find (desk->window, "profile_row"));
  set_months (desk, "Substantiated", 120);
  adw_combo_row_set_selected (profile, HARK_PROFILE_IT);
  device_sync (ben->client);
  his = app_client_load_setting_sync (ben->client, &((AppArea *)areas->pdata[0])->id, &error);
  g_assert_no_error (error);
  his->area->calendar = hark_calendar_find ("AT");
  app_client_save_setting_sync (ben->client, his, &error);
  g_assert_no_error (error);
  desk_sync (desk);
  ui_wait (ui_look (desk->window, "conflict") != NULL);
  ui_click (desk->window, "keep_button");
  ui_wait (ui_look (desk->window, "holiday_row") != NULL);
  g_assert_cmpint (read_months (desk, "Substantiated"), ==, 60);
  adw_combo_row_set_selected (profile, HARK_PROFILE_EU);
  ui_settle ();
  g_assert_cmpint (read_months (desk, "Substantiated"), ==, 120);
}

/* A SrvWork. */
static gboolean
keep (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE ticket SET kept = 1, rv = %" G_GINT64_FORMAT, seq);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
test_a_closed_ticket_says_when_it_is_deleted (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autofree char *day = app_text_date (hark_retention_due (harness_get_now (desk->server), zone, 36), 0);
  g_autofree char *deleted = g_strdup_printf ("To be deleted on %s", day);
  g_autofree char *kept = g_strdup_printf ("Kept beyond %s", day);
  g_autoptr (GPtrArray) list = NULL;

  g_assert_null (ui_look (desk->window, "deletion_label"));
  device_sync (ben->client);
  list = app_client_list_sync (ben->client, NULL);
  device_close_ticket (ben->client, &((AppTicket *)list->pdata[0])->id, NULL);
  device_sync (ben->client);
  desk_sync (desk);
  ui_find (desk->window, "deletion_label");
  g_assert_true (ui_says (desk->window, deleted));
  g_assert_false (ui_says (desk->window, "Kept: unread message"));
  ui_shoot (desk->window, "deleted-on");

  harness_write (desk->server, keep, NULL);
  desk_sync (desk);
  ui_wait (ui_says (desk->window, "Kept: unread message"));
  g_assert_true (ui_holds (desk->window, kept));
  ui_shoot (desk->window, "kept");
}

static AppTicket *
make_closed (void)
{
  AppTicket *ticket = app_ticket_new ();

  hark_id_random (&ticket->id);
  ticket->number = g_strdup ("2026-0001");
  ticket->title = g_strdup (SUBJECT);
  ticket->subject = g_strdup (SUBJECT);
  ticket->area_name = g_strdup ("Compliance");
  ticket->state = HARK_TICKET_CLOSED;
  ticket->is_team = TRUE;
  return ticket;
}

/* (transfer full) */
static AppPeriodModel *
make_overview (AppTicket *ticket, gint64 now, gboolean is_mine)
{
  const HarkId all = { { 0 } };
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  g_autoptr (GListStore) list = g_list_store_new (APP_TYPE_TICKET_ITEM);
  g_autoptr (AppTicketItem) item = app_ticket_item_new (ticket);
  AppPeriodModel *model = app_period_model_new (G_LIST_MODEL (list));

  app_ticket_find_deletion (ticket);
  g_list_store_append (list, item);
  app_period_model_set_filter (model, &all, is_mine);
  app_period_model_update (model, now, zone);
  return model;
}

static guint
count_deletions (AppTicket *ticket, gint64 now, gboolean is_mine)
{
  g_autoptr (AppPeriodModel) model = make_overview (ticket, now, is_mine);

  return app_period_model_get_count (model);
}

static void
expect_row (AppTicket *ticket, gint64 now, AppPeriodSection section, const char *beginning)
{
  g_autoptr (AppPeriodModel) model = make_overview (ticket, now, FALSE);
  g_autoptr (AppPeriodItem) row = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_autofree char *described = app_period_row_describe (row, now);

  g_assert_cmpint (app_period_item_get_section (row), ==, section);
  g_assert_true (g_str_has_prefix (described, beginning));
  g_assert_true (g_str_has_suffix (described, ", Compliance · no advisor"));
}

/* Its advisor alone is mailed, and nobody where it has none: here the whole team sees it. */
static void
test_a_deletion_ahead_falls_due_for_the_whole_team (void)
{
  const HarkPeriodLength length = { 30, HARK_PERIOD_DAYS };
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  gint64 before = hark_period_due (HARNESS_NOW, zone, NULL, NULL, 0) - DAY;
  gint64 day = hark_period_due (HARNESS_NOW, zone, NULL, &length, 1);
  g_autoptr (AppTicket) ticket = make_closed ();

  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, FALSE), ==, 0); /* a server of before: no day */
  ticket->deletes = day;
  g_assert_cmpuint (count_deletions (ticket, before, FALSE), ==, 0);
  expect_row (ticket, HARNESS_NOW, APP_PERIOD_LATER, "Deletion, in 30 days, ");
  expect_row (ticket, day, APP_PERIOD_TODAY, "Deletion, today, ");
  g_assert_cmpuint (count_deletions (ticket, day + 1, FALSE), ==, 0); /* it is gone, or will be put off */

  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, TRUE), ==, 0);
  ticket->is_advisor = TRUE;
  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, TRUE), ==, 1);
  ticket->is_held = TRUE;
  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, FALSE), ==, 0);
  ticket->is_held = FALSE;
  ticket->is_kept = TRUE;
  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, FALSE), ==, 0);
  ticket->is_kept = FALSE;
  ticket->is_team = FALSE;
  g_assert_cmpuint (count_deletions (ticket, HARNESS_NOW, FALSE), ==, 0);
}

/* A SrvWork: closed a day earlier, which no clock is too wrong for: of 31 days 30 are left then. */
static gboolean
let_a_day_go (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE ticket SET closed = closed - 86400, deletes = deletes - 86400, rv = %" G_GINT64_FORMAT, seq);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
shoot_narrow (Desk *desk, const char *name)
{
  gtk_window_set_default_size (desk->window, 360, 640);
  ui_wait (gtk_widget_get_width (GTK_WIDGET (desk->window)) <= 380);
  ui_settle ();
  ui_shoot (desk->window, name);
}

/* It has no advisor, so no mail is sent: whoever of the team looks at the ticket, or at what falls due, sees it. */
static void
test_the_team_sees_a_deletion_ahead (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client), list = NULL;
  g_autoptr (AppSetting) setting
      = app_client_load_setting_sync (desk->client, &((AppArea *)areas->pdata[0])->id, NULL);
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "There is more to find out." };
  GtkWidget *page;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    setting->area->retention.months[i] = 1;
  g_assert_true (app_client_save_setting_sync (desk->client, setting, NULL));
  device_sync (ben->client);
  list = app_client_list_sync (ben->client, NULL);
  device_close_ticket (ben->client, &((AppTicket *)list->pdata[0])->id, NULL);
  device_sync (ben->client);
  harness_write (desk->server, let_a_day_go, NULL);
  desk_sync (desk);
  ui_wait (ui_holds (desk->window, "To be deleted in "));
  g_assert_true (gtk_widget_has_css_class (ui_find (desk->window, "deletion_label"), "deleted-soon"));
  g_assert_null (ui_look (desk->window, "doubt_box"));
  ui_shoot (desk->window, "deleted-soon");

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PERIODS);
  page = ui_find (desk->window, "period_list_view");
  ui_wait (ui_says (page, "Deletion"));
  g_assert_true (ui_holds (page, number) && ui_holds (page, "no advisor"));
  ui_shoot (desk->window, "deletion-ahead");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (desk->window, "deletion-ahead-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_click (desk->window, "mine_button");
  ui_wait (ui_look (desk->window, "period_list_view") == NULL);
  ui_click (desk->window, "all_button");
  ui_wait (ui_look (desk->window, "period_list_view") != NULL && ui_says (page, "Deletion"));
  shoot_narrow (desk, "deletion-ahead-narrow");

  /* what keeps it is no deletion ahead */
  reopen.ticket = ((AppTicket *)list->pdata[0])->id;
  device_act (ben->client, &reopen);
  device_sync (ben->client);
  desk_sync (desk);
  ui_wait (!ui_says (desk->window, "Deletion"));
}

/* His program is no honest one. */
static void
close_for (Colleague *ben, HarkOutcome outcome, guint months)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (ben->client, NULL);
  AppTicket *ticket = list->pdata[0];
  g_autoptr (HarkSetting) believed = app_setting_get_newest (ben->client->store, &ticket->area, NULL);
  g_autoptr (HarkSettingArea) settled = hark_setting_area_from_json (believed->body, NULL);

  settled->retention.months[outcome] = months;
  hark_retention_to_json (&settled->retention, believed->body);
  device_close_ticket (ben->client, &ticket->id, NULL);
  device_sync (ben->client);
}

static void
test_months_that_were_never_settled_are_told (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  g_autoptr (AppSetting) setting
      = app_client_load_setting_sync (desk->client, &((AppArea *)areas->pdata[0])->id, NULL);

  setting->area->retention.months[HARK_OUTCOME_DUPLICATE] = 2;
  g_assert_true (app_client_save_setting_sync (desk->client, setting, NULL));
  device_sync (ben->client);
  close_for (ben, HARK_OUTCOME_PARTLY, 2);
  desk_sync (desk);
  ui_wait (ui_holds (desk->window, "had it kept for 2 months"));
  g_assert_true (gtk_widget_get_mapped (ui_find (desk->window, "doubt_box")));
  ui_shoot (desk->window, "months-in-doubt");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  ui_shoot (desk->window, "months-in-doubt-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* A SrvWork: closed a month earlier. */
static gboolean
date_back (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE ticket SET closed = closed - 2592000, deletes = deletes - 2592000, rv = %" G_GINT64_FORMAT, seq);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
test_a_day_that_comes_too_early_is_told (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (GPtrArray) list = NULL;

  device_sync (ben->client);
  list = app_client_list_sync (ben->client, NULL);
  device_close_ticket (ben->client, &((AppTicket *)list->pdata[0])->id, NULL);
  device_sync (ben->client);
  harness_write (desk->server, date_back, NULL);
  desk_sync (desk);
  ui_wait (ui_holds (desk->window, "This day is too early"));
  ui_shoot (desk->window, "day-in-doubt");
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-retention/months", test_months_are_settled_by_outcome);
  DESK_TEST ("/ui-retention/profile", test_another_profile_keeps_them_for_another_time);
  DESK_TEST ("/ui-retention/look", test_a_look_at_a_shorter_profile_takes_nothing);
  DESK_TEST ("/ui-retention/outlast", test_months_outlast_what_others_save);
  DESK_TEST ("/ui-retention/day", test_a_closed_ticket_says_when_it_is_deleted);
  g_test_add_func ("/ui-retention/overview", test_a_deletion_ahead_falls_due_for_the_whole_team);
  DESK_TEST ("/ui-retention/ahead", test_the_team_sees_a_deletion_ahead);
  DESK_TEST ("/ui-retention/doubt", test_months_that_were_never_settled_are_told);
  DESK_TEST ("/ui-retention/early", test_a_day_that_comes_too_early_is_told);

  return ui_run ();
}

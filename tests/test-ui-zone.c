/* test-ui-zone.c: days on which something falls due or is deleted are the organisation's, wherever this machine stands:
 * at a window
 *
 * Each test runs at both ends of the world: at one of them it is always another day than where the organisation is. */
#include "app-client-setting.h"
#include "app-ticket-private.h"
#include "colleague.h"
#include "hark-definition.h"
#include "hark-retention.h"
#include "sidebar/app-place.h"
#include "text/app-text-due.h"
#include "text/app-text.h"
#include "ticket/app-close-dialog.h"
#include "ui-desk.h"

#include <string.h>

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define HONOLULU "Pacific/Honolulu"

static void
set_up (Desk *desk, gconstpointer where)
{
  g_setenv ("TZ", where, TRUE);
  desk_set_up (desk, NULL);
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* "2 June 2026" there. (transfer full) */
static char *
format_day (gint64 instant, const char *zone)
{
  g_autoptr (GTimeZone) there = g_time_zone_new_identifier (zone);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, there);

  return g_date_time_format (local, "%-d %B %Y");
}

/* The last day of what is closed at @closed. */
static char *
format_last_day (gint64 closed)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);

  return format_day (hark_retention_due (closed, zone, 36), HARNESS_ZONE);
}

static void
test_the_day_of_deletion_is_the_organisations (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autofree char *before = format_last_day (get_now ());
  g_autofree char *kept = g_strdup_printf ("Kept until %s, then deleted", before);
  g_autofree char *last = format_last_day (harness_get_now (desk->server));
  g_autofree char *deleted = g_strdup_printf ("To be deleted on %s", last);
  g_autoptr (GPtrArray) list = NULL;
  GtkWindow *dialog;

  ui_act (ui_find (desk->window, "head"), "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "outcome_row")), 1);
  ui_wait (ui_says (dialog, kept));
  ui_close (dialog);

  device_sync (ben->client);
  list = app_client_list_sync (ben->client, NULL);
  device_close_ticket (ben->client, &((AppTicket *)list->pdata[0])->id, NULL);
  device_sync (ben->client);
  desk_sync (desk);
  ui_wait (ui_look (desk->window, "deletion_label") != NULL);
  g_assert_true (ui_says (desk->window, deleted));
}

/* "By 2 June 2026 it confirms …", of a report that comes now. */
static char *
make_promise (const char *name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name);
  const HarkPeriodLength week = { 7, HARK_PERIOD_DAYS };
  g_autofree char *day = format_day (hark_period_due (get_now (), zone, NULL, &week, 1), name);

  return g_strdup_printf ("By %s it confirms", day);
}

static void
test_the_preview_promises_what_the_portal_would (Desk *desk, gconstpointer unused)
{
  g_autofree char *promise = make_promise (HARNESS_ZONE);

  ui_act (GTK_WIDGET (desk->window), "win.settings", "");
  ui_wait (ui_look (desk->window, "preview_scroll") != NULL);
  ui_wait (ui_holds (ui_find (desk->window, "preview_scroll"), promise));
}

static void
settle (AppClient *admin, const char *zone)
{
  const HarkId organisation = { 0 };
  GError *error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (admin, &organisation, &error);

  g_assert_no_error (error);
  g_free (setting->organisation->zone);
  setting->organisation->zone = g_strdup (zone);
  app_client_save_setting_sync (admin, setting, &error);
  g_assert_no_error (error);
}

/* Of the only ticket's acknowledgement, as it is here now. */
static gint64
get_due (Desk *desk)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (desk->client, NULL);
  g_autoptr (AppTicket) ticket = device_load (desk->client, &((AppTicket *)list->pdata[0])->id);

  return ticket->next->due;
}

static void
test_another_time_zone_moves_no_day_that_was_promised (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  gint64 before = get_due (desk);
  g_autofree char *promised = format_day (before, HARNESS_ZONE);
  g_autofree char *after = NULL;
  /* "2 June": behind the weekday, or in front of the year where it is another one */
  g_autofree char *day = g_strndup (promised, strlen (promised) - strlen (" 2026"));

  ui_wait (ui_holds (ui_find (ui_find (desk->window, "head"), "period_box"), day));
  settle (desk->client, HONOLULU);
  desk_sync (desk);
  ui_wait (get_due (desk) > before);
  after = format_day (get_due (desk), HONOLULU);
  g_assert_cmpstr (after, ==, promised);
  ui_wait (ui_holds (ui_find (ui_find (desk->window, "head"), "period_box"), day));

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PERIODS);
  ui_wait (ui_says (desk->window, "Days end at midnight in " HONOLULU));
  ui_wait (ui_holds (ui_find (desk->window, "period_list_view"), day));
}

/* Of which only the hour is kept: half past one of UTC, where clocks are half an hour off. */
static void
test_an_hour_is_told_as_one_where_the_organisation_is (void)
{
  const gint64 hour = G_GINT64_CONSTANT (1795631400); /* 18:30 UTC: midnight in Kolkata */
  g_autoptr (GTimeZone) kolkata = g_time_zone_new_identifier ("Asia/Kolkata");
  g_autoptr (AppTicket) ticket = app_ticket_new ();

  ticket->origin = HARK_TICKET_ORIGIN_PORTAL;
  app_text_due_set_zone (kolkata);
  ticket->changed = hour;
  g_assert_true (app_text_is_change_about (ticket));
  ticket->changed = hour + 60;
  g_assert_false (app_text_is_change_about (ticket));
  app_text_due_set_zone (NULL);
}

/* It is signed as the end of the day where that was then. */
static void
test_history_tells_the_day_that_was_promised (void)
{
  const gint64 christmas = G_GINT64_CONSTANT (1798153199); /* the end of 24 December 2026 in Berlin */
  static const char *const zones[] = { HARNESS_ZONE, HONOLULU, "Asia/Tokyo", "UTC" };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zones[i]);
      AppHistory history = { .due = christmas };
      g_autofree char *said = NULL;

      app_text_due_set_zone (zone);
      said = app_text_due_history (&history, christmas - 30 * 24 * 3600);
      g_assert_cmpstr (said, ==, "by Thu 24 December");
    }
  app_text_due_set_zone (NULL);
}

#define ADD(path, zone, function)                                                                                      \
  g_test_add ("/ui-zone/" path, Desk, zone, set_up, function, desk_tear_down)
#define ADD_BOTH(path, function)                                                                                       \
  ADD (path "/west", "Etc/GMT+12", function);                                                                          \
  ADD (path "/east", "Etc/GMT-14", function)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  g_test_add_func ("/ui-zone/hour", test_an_hour_is_told_as_one_where_the_organisation_is);
  g_test_add_func ("/ui-zone/history", test_history_tells_the_day_that_was_promised);
  ADD_BOTH ("deletion", test_the_day_of_deletion_is_the_organisations);
  ADD_BOTH ("preview", test_the_preview_promises_what_the_portal_would);
  ADD_BOTH ("promised", test_another_time_zone_moves_no_day_that_was_promised);

  return ui_run ();
}

/* test-ui-absence.c: in the window: that one is away, who of the team is, and whose tickets one has meanwhile */
#include "app-client-absence.h"
#include "app-client-person.h"
#include "colleague.h"
#include "people/app-absence-dialog.h"
#include "people/app-person-dialog.h"
#include "preferences/app-preferences.h"
#include "sidebar/app-place.h"
#include "ticket/app-assign-dialog.h"
#include "ui-desk.h"

#include <string.h>

#define DAY (24 * 3600)

/* The window goes by this machine's clock: so does the server from here on, in steps that no session outlasts. */
static void
go_to_today (Desk *desk)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (gint64 then = HARNESS_NOW; then < now; then += 20 * DAY)
    {
      harness_set_now (desk->server, then);
      device_sync (desk->client);
    }
  harness_set_now (desk->server, now);
  device_sync (desk->client);
}

static HarkId
find (AppClient *client, const char *name)
{
  HarkId id;

  g_assert_true (app_client_find_person (client, name, &id, NULL));
  return id;
}

/* From today for two weeks. */
static void
go_away (AppClient *client, const HarkId *deputy)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  HarkAbsence absence = { .deputy = *deputy };
  GError *error = NULL;

  hark_absence_get_day (now, zone, absence.from);
  hark_absence_get_day (now + 14 * DAY, zone, absence.until);
  app_client_set_absence_sync (client, &absence, &error);
  g_assert_no_error (error);
}

static GtkWidget *
look_for_row (GtkWidget *widget, const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
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

static GtkWidget *
look_for_check (GtkWidget *widget)
{
  if (GTK_IS_CHECK_BUTTON (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for_check (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_away (Desk *desk, HarkAbsence *absence)
{
  return app_client_find_own_absence (desk->client, g_get_real_time () / G_USEC_PER_SEC, absence);
}

/* Of two machines at the ends of the world one always has another day than the organisation. */
static void
test_it_begins_on_the_organisations_day_wherever_one_is (Desk *desk, gconstpointer unused)
{
  static const char *const zones[] = { "Etc/GMT+12", "Etc/GMT-14" };
  g_autofree char *before = g_strdup (g_getenv ("TZ"));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);

  go_to_today (desk);
  app_client_fetch_absences_sync (desk->client, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      char today[HARK_ABSENCE_DAY_SIZE];
      g_autofree char *shown = NULL;
      g_autoptr (GDateTime) chosen = NULL;
      GtkWindow *dialog;

      g_setenv ("TZ", zones[i], TRUE);
      dialog = app_absence_dialog_new (GTK_WINDOW (desk->window), desk->client);
      gtk_window_present (dialog);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "from_row")), TRUE);
      chosen = gtk_calendar_get_date (GTK_CALENDAR (ui_find (dialog, "from_calendar")));
      hark_absence_get_day (harness_get_now (desk->server), zone, today);
      shown = g_date_time_format (chosen, "%Y-%m-%d");
      g_assert_cmpstr (shown, ==, today);
      gtk_window_destroy (dialog);
    }
  if (before != NULL)
    g_setenv ("TZ", before, TRUE);
  else
    g_unsetenv ("TZ");
}

static void
test_one_says_it_and_is_reminded_until_one_ends_it (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *name = NULL;
  GtkWindow *preferences, *dialog;
  GtkWidget *check;
  HarkAbsence absence;

  go_to_today (desk);
  desk_sync (desk);
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "absence_row")));
  dialog = ui_find_window (APP_TYPE_ABSENCE_DIALOG);
  g_assert_null (ui_look (dialog, "end_button"));
  check = look_for_check (look_for_row (ui_find (dialog, "deputy_group"), "ben"));
  name = ui_get_name (check);
  g_assert_cmpstr (name, ==, "ben");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (dialog, "from_row")), TRUE);
  ui_find (dialog, "from_calendar");
  ui_settle ();
  ui_shoot (dialog, "absence");
  ui_click (dialog, "save_button");

  ui_wait (is_away (desk, &absence));
  g_assert_true (hark_id_equal (&absence.deputy, &ben->id));
  ui_wait (ui_holds (preferences, ", ben stands in"));
  ui_shoot (preferences, "absence-preferences");
  ui_close (preferences);
  ui_wait (ui_holds (desk->window, "You are away until "));
  ui_shoot (desk->window, "absence-reminder");
  g_free (name);
  name = ui_get_name (ui_find (ui_find (desk->window, "absence_bar"), "end_button"));
  g_assert_cmpstr (name, ==, "I’m back: end the absence");
  ui_click (ui_find (desk->window, "absence_bar"), "end_button");
  ui_wait (!is_away (desk, &absence));
  ui_wait (ui_look (desk->window, "absence_bar") == NULL);
}

static void
test_a_deputy_finds_the_tickets_and_others_see_who_stands_in (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  const HarkId anna = find (desk->client, "anna");
  HarkId ticket;
  GtkWindow *dialog;

  go_to_today (desk);
  device_sync (ben->client);
  g_assert_true (app_client_find_number (ben->client, number, &ticket));
  device_write (ben->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (ben->client);
  go_away (ben->client, &anna);
  desk_sync (desk);
  app_client_fetch_absences_sync (desk->client, NULL);

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_MINE);
  ui_wait (ui_count_rows (desk->window) == 1);
  ui_wait (ui_holds (desk->window, " · for ben"));
  ui_open_row (desk->window, 0);
  ui_shoot (desk->window, "absence-deputy");
  ui_act (ui_find (desk->window, "head"), "ticket.details", NULL);
  ui_wait (ui_holds (desk->window, "ben · away until "));
  ui_shoot (desk->window, "absence-details");
  ui_act (ui_find (desk->window, "head"), "ticket.assign", NULL);
  dialog = ui_find_window (APP_TYPE_ASSIGN_DIALOG);
  ui_wait (ui_holds (dialog, ", anna stands in"));
  ui_shoot (dialog, "absence-assign");
  ui_close (dialog);

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  ui_wait (ui_holds (ui_find (desk->window, "people_page"), ", anna stands in"));
  ui_shoot (desk->window, "absence-people");
  adw_action_row_activate (ADW_ACTION_ROW (look_for_row (ui_find (desk->window, "people_page"), "ben")));
  dialog = ui_find_window (APP_TYPE_PERSON_DIALOG);
  ui_wait (ui_holds (dialog, ", anna stands in"));
  ui_shoot (dialog, "absence-person");
  ui_close (dialog);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-absence/day", test_it_begins_on_the_organisations_day_wherever_one_is);
  DESK_TEST ("/ui-absence/own", test_one_says_it_and_is_reminded_until_one_ends_it);
  DESK_TEST ("/ui-absence/deputy", test_a_deputy_finds_the_tickets_and_others_see_who_stands_in);

  return ui_run ();
}

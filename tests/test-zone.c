/* test-zone.c: a time zone that the organisation has settled holds everywhere: at the server, on
 * the portal, and on desktops, offline too */
#include "colleague.h"
#include "visitor.h"

#include "app-absence.h"
#include "app-client-absence.h"
#include "app-client-period.h"
#include "app-client-person.h"
#include "app-client-setting.h"
#include "hark-json.h"
#include "store-absence.h"

#include <string.h>

#define DAY (24 * 3600)
#define HONOLULU "Pacific/Honolulu"

/* HARNESS_NOW is 24 November 2026, 06:00 UTC: in Honolulu, ten hours earlier, it is still the 23rd.
 */

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
  device_sync (admin);
}

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time);
}

static void
assert_zone (AppClient *client, const char *expected)
{
  g_autofree char *name = app_client_get_zone_name (client);

  g_assert_cmpstr (name, ==, expected);
}

/* Of the ticket's first deadline. */
static void
assert_day (AppClient *client, const HarkId *ticket, const char *expected)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  AppPeriod *period = g_ptr_array_index (loaded->periods, 0);
  g_autofree char *day = app_client_format_day (client, period->due, "%Y-%m-%d");

  g_assert_cmpstr (day, ==, expected);
}

static gint64
make_due (AppClient *client)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, 24, G_DATE_DECEMBER, 2026);
  return app_client_get_due (client, &day);
}

static void
assert_desktop (AppClient *client, const HarkId *ticket)
{
  char today[HARK_ABSENCE_DAY_SIZE];

  assert_zone (client, HONOLULU);
  assert_day (client, ticket, "2026-11-30");
  g_assert_cmpint (make_due (client), ==, at ("2026-12-25T09:59:59Z"));
  app_client_get_day (client, HARNESS_NOW, today);
  g_assert_cmpstr (today, ==, "2026-11-23");
}

static void
test_a_settled_zone_reaches_portal_and_desktop (Device *f, gconstpointer unused)
{
  g_autoptr (Visitor) visitor = visitor_new (f->server);
  g_autofree char *number = NULL, *code = NULL;
  HarkId ticket;

  settle (f->client, HONOLULU);
  number = visitor_submit (visitor, "Invoices", "Paid twice.", &code);
  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  g_assert_true (visitor_sees (visitor, "promised by 30 November 2026"));

  device_sync (f->client);
  g_assert_true (app_client_find_number (f->client, number, &ticket));
  assert_desktop (f->client, &ticket);

  harness_stop (f->server);
  device_restart (f);
  assert_desktop (f->client, &ticket);
  harness_start (f->server);
}

static void
test_deputies_begin_on_the_same_day_everywhere (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  HarkAbsence absence = { .from = "2026-11-24", .until = "2026-12-24" };
  const HarkId nobody = { 0 };
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  const HarkId area = ((AppArea *)areas->pdata[0])->id;
  GError *error = NULL;

  settle (f->client, HONOLULU);
  g_assert_true (app_client_find_person (f->client, "anna", &absence.deputy, NULL));
  app_client_set_absence_sync (bert->client, &absence, &error);
  g_assert_no_error (error);
  app_client_fetch_absences_sync (f->client, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 2; i++)
    {
      const gint64 now = HARNESS_NOW + i * 4 * 3600;
      g_autoptr (SrvStore) store
          = srv_stores_borrow (harness_get_context (f->server)->stores, NULL);
      HarkAbsence found;
      HarkId deputy;

      g_assert_true (store_absence_get_deputy (store, &area, &bert->id, now, &deputy, NULL));
      g_assert_true (hark_id_equal (&deputy, i == 0 ? &nobody : &absence.deputy));
      g_assert_true (app_client_find_absence (f->client, &bert->id, now, &found) == (i == 1));
    }
}

static void
tell (AppClient *client, const char *zone)
{
  g_autofree char *text = g_strdup_printf ("{\"zone\":\"%s\",\"absences\":[]}", zone);
  g_autoptr (JsonObject) reply = hark_json_parse_object (text, strlen (text), 1000, NULL);

  g_mutex_lock (&client->lock);
  g_assert_true (app_absences_keep (client->store, reply, NULL));
  app_client_show_absences (client);
  g_mutex_unlock (&client->lock);
}

static void
test_a_signed_zone_goes_before_the_servers_word (Device *f, gconstpointer unused)
{
  tell (f->client, "Asia/Tokyo");
  assert_zone (f->client, "Asia/Tokyo");

  settle (f->client, HONOLULU);
  tell (f->client, "Asia/Seoul");
  assert_zone (f->client, HONOLULU);
  device_restart (f);
  assert_zone (f->client, HONOLULU);

  /* none is settled any more */
  settle (f->client, "");
  tell (f->client, "Asia/Seoul");
  assert_zone (f->client, "Asia/Seoul");
}

static void
test_a_colleague_learns_of_another_zone_by_the_next_sync (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);

  device_sync (bert->client);
  assert_zone (bert->client, HARNESS_ZONE);
  settle (f->client, HONOLULU);
  device_sync (bert->client);
  assert_zone (bert->client, HONOLULU);
}

/* Of a deadline by hand. */
static AppPeriod *
find_by_hand (AppTicket *ticket)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->kind, "hand"))
      return ticket->periods->pdata[i];

  g_assert_not_reached ();
}

static void
expect_days (AppClient *client, const HarkId *open, const HarkId *closed, const char *feedback,
             const char *deletes)
{
  g_autoptr (AppTicket) ticket = device_load (client, open);
  g_autoptr (AppTicket) gone = device_load (client, closed);
  g_autofree char *by_hand = app_client_format_day (client, find_by_hand (ticket)->due, "%Y-%m-%d");
  g_autofree char *last = app_client_format_day (client, gone->deletes, "%Y-%m-%d");

  g_assert_cmpint (ticket->trust, !=, APP_TRUST_BROKEN);
  g_assert_cmpint (gone->trust, !=, APP_TRUST_BROKEN);
  assert_day (client, open, feedback);
  g_assert_cmpstr (by_hand, ==, "2026-12-24");
  g_assert_cmpint (find_by_hand (ticket)->due, ==, make_due (client));
  g_assert_cmpstr (last, ==, deletes);
}

static void
test_every_day_that_was_promised_stays (Device *f, gconstpointer unused)
{
  static const char *const zones[] = { HONOLULU, "Pacific/Kiritimati", "UTC" };
  g_autoptr (Visitor) visitor = visitor_new (f->server);
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (visitor, "Invoices", "Paid twice.", &code);
  const HarkId closed = device_submit (f, "A question", NULL);
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = "Ask the bank" };
  g_autoptr (AppTicket) ticket = NULL;
  g_autofree char *deletes = NULL;
  HarkId open;

  device_sync (f->client);
  g_assert_true (app_client_find_number (f->client, number, &open));
  action.ticket = open;
  action.due = make_due (f->client);
  device_act (f->client, &action);
  device_close_ticket (f->client, &closed, NULL);
  device_sync (f->client);
  ticket = device_load (f->client, &closed);
  deletes = app_client_format_day (f->client, ticket->deletes, "%Y-%m-%d");

  expect_days (f->client, &open, &closed, "2026-12-01", deletes);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      settle (f->client, zones[i]);
      expect_days (f->client, &open, &closed, "2026-12-01", deletes);
    }
}

/* Also before who is away is asked for again, with which the server tells of zones. */
static void
test_days_stay_when_no_zone_is_settled_any_more (Device *f, gconstpointer unused)
{
  const HarkId closed = device_submit (f, "A question", NULL);
  g_autoptr (Visitor) visitor = visitor_new (f->server);
  g_autofree char *code = NULL;
  g_autofree char *number = NULL;
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = "Ask the bank" };
  g_autoptr (AppTicket) ticket = NULL;
  g_autofree char *deletes = NULL;
  HarkId open;

  settle (f->client, HONOLULU);
  number = visitor_submit (visitor, "Invoices", "Paid twice.", &code);
  app_client_fetch_absences_sync (f->client, NULL);
  device_sync (f->client);
  g_assert_true (app_client_find_number (f->client, number, &open));
  action.ticket = open;
  action.due = make_due (f->client);
  device_act (f->client, &action);
  device_close_ticket (f->client, &closed, NULL);
  device_sync (f->client);
  ticket = device_load (f->client, &closed);
  deletes = app_client_format_day (f->client, ticket->deletes, "%Y-%m-%d");

  settle (f->client, "");
  assert_zone (f->client, HARNESS_ZONE);
  expect_days (f->client, &open, &closed, "2026-11-30", deletes);
  app_client_fetch_absences_sync (f->client, NULL);
  assert_zone (f->client, HARNESS_ZONE);
  expect_days (f->client, &open, &closed, "2026-11-30", deletes);
}

/* A SrvWork: the server's rows are not what the team has signed. */
static gboolean
falsify (SrvStore *store, gint64 seq, gpointer seconds, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "UPDATE period SET due = due + %d, rv = %" G_GINT64_FORMAT " WHERE name = 'hand'",
      *(int *)seconds, seq);

  return hark_sqlite_exec (srv_store_get_db (store), text, error);
}

static void
expect_lie (Device *f, const HarkId *ticket, int hours, gboolean is_noticed)
{
  g_autoptr (AppTicket) loaded = NULL;
  int seconds = hours * 3600;

  harness_write (f->server, falsify, &seconds);
  device_sync (f->client);
  loaded = device_load (f->client, ticket);
  g_assert_cmpint (loaded->trust == APP_TRUST_BROKEN, ==, is_noticed);
}

/* Each of them has the time of day of a place where the day is another one. */
static void
test_no_server_moves_a_signed_day_to_the_next (Device *f, gconstpointer unused)
{
  static const char *const zones[] = { "Pacific/Auckland", HONOLULU };
  static const char *const others[] = { "Pacific/Pago_Pago", "Pacific/Kiritimati" };
  static const int hours[] = { -24, 24 };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = "Ask the bank" };

      settle (f->client, zones[i]);
      action.ticket = device_submit (f, "A question", NULL);
      device_sync (f->client);
      action.due = make_due (f->client);
      device_act (f->client, &action);
      device_sync (f->client);
      tell (f->client, others[i]);

      for (guint round = 0; round < 2; round++)
        {
          expect_lie (f, &action.ticket, hours[i], TRUE);
          expect_lie (f, &action.ticket, -hours[i], FALSE);
          settle (f->client, "Europe/Berlin");
        }
    }
}

/* Where it was set up: the server's word, which no other place that is known puts right. */
static void
test_a_day_of_before_any_zone_was_signed_stays (Device *f, gconstpointer unused)
{
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = "Ask the bank" };

  tell (f->client, "Pacific/Kiritimati");
  action.ticket = device_submit (f, "A question", NULL);
  device_sync (f->client);
  action.due = make_due (f->client);
  device_act (f->client, &action);
  device_sync (f->client);

  /* its day ends 13 hours later there */
  settle (f->client, "Europe/Berlin");
  expect_lie (f, &action.ticket, 13, FALSE);
  expect_lie (f, &action.ticket, 24, TRUE);
  expect_lie (f, &action.ticket, -72, TRUE);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/zone/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("everywhere", test_a_settled_zone_reaches_portal_and_desktop);
  TEST ("deputy", test_deputies_begin_on_the_same_day_everywhere);
  TEST ("signed", test_a_signed_zone_goes_before_the_servers_word);
  TEST ("promised", test_every_day_that_was_promised_stays);
  TEST ("cleared", test_days_stay_when_no_zone_is_settled_any_more);
  TEST ("lie", test_no_server_moves_a_signed_day_to_the_next);
  TEST ("unsigned", test_a_day_of_before_any_zone_was_signed_stays);
  TEST ("sync", test_a_colleague_learns_of_another_zone_by_the_next_sync);

  return g_test_run ();
}

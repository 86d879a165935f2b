/* test-absence-client.c: who is away, as the desktop sees it: offline too, and who stands in for
 * the advisor of a ticket */
#include "colleague.h"

#include "app-absence.h"
#include "app-client-absence.h"
#include "app-client-person.h"
#include "hark-api.h"
#include "hark-error.h"

#define DAY (24 * 3600)
#define TODAY "2026-11-24" /* by the server's clock, HARNESS_NOW */

static void
set (AppClient *client, const char *until, const HarkId *deputy)
{
  HarkAbsence absence = { .from = TODAY };
  GError *error = NULL;

  g_strlcpy (absence.until, until, sizeof absence.until);
  if (deputy != NULL)
    absence.deputy = *deputy;
  app_client_set_absence_sync (client, &absence, &error);
  g_assert_no_error (error);
}

static void
fetch (AppClient *client)
{
  GError *error = NULL;

  app_client_fetch_absences_sync (client, &error);
  g_assert_no_error (error);
}

static HarkId
get_anna (Device *f)
{
  HarkId anna;

  g_assert_true (app_client_find_person (f->client, "anna", &anna, NULL));
  return anna;
}

static void
test_colleagues_see_it_offline_too (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  const HarkId anna = get_anna (f);
  HarkAbsence absence;

  set (bert->client, "2026-12-24", &anna);
  g_assert_true (app_client_find_own_absence (bert->client, HARNESS_NOW, &absence));
  fetch (f->client);
  harness_stop (f->server);
  g_assert_true (app_client_find_absence (f->client, &bert->id, HARNESS_NOW, &absence));
  g_assert_cmpstr (absence.until, ==, "2026-12-24");
  g_assert_true (hark_id_equal (&absence.deputy, &anna));
  g_assert_false (app_client_find_own_absence (f->client, HARNESS_NOW, &absence));

  /* kept on the device, and over by its own clock */
  device_restart (f);
  device_unlock (f->client);
  g_assert_true (app_client_find_absence (f->client, &bert->id, HARNESS_NOW, &absence));
  g_assert_false (app_client_find_absence (f->client, &bert->id, HARNESS_NOW - DAY, &absence));
  g_assert_false (app_client_find_absence (f->client, &bert->id, HARNESS_NOW + 31 * DAY, &absence));
  harness_start (f->server);
}

static void
test_a_first_sync_brings_it_and_it_can_be_ended (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  HarkAbsence absence;
  GError *error = NULL;

  set (bert->client, "2027-01-06", NULL);
  device_restart (f);
  device_unlock (f->client);
  device_sync (f->client);
  g_assert_true (app_client_find_absence (f->client, &bert->id, HARNESS_NOW, &absence));
  g_assert_false (hark_absence_has_deputy (&absence));

  app_client_end_absence_sync (bert->client, &error);
  g_assert_no_error (error);
  g_assert_false (app_client_find_own_absence (bert->client, HARNESS_NOW, &absence));
  fetch (f->client);
  g_assert_false (app_client_find_absence (f->client, &bert->id, HARNESS_NOW, &absence));
}

static void
test_the_server_says_what_is_wrong (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (Colleague) dora = NULL;
  g_autoptr (GPtrArray) deputies = NULL;
  HarkAbsence absence = { .from = TODAY, .until = "2026-12-24" };
  GError *error = NULL;

  device_sync (f->client);
  dora = colleague_join (f->server, f->client, "dora", HARK_ROLE_NONE);
  device_sync (f->client);
  absence.deputy = dora->id;
  deputies = app_client_list_deputies (f->client);
  g_assert_cmpuint (deputies->len, ==, 1);
  g_assert_cmpstr (((AppPerson *)deputies->pdata[0])->name, ==, "bert");
  g_assert_false (app_client_set_absence_sync (f->client, &absence, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);

  harness_stop (f->server);
  absence.deputy = bert->id;
  g_assert_false (app_client_set_absence_sync (f->client, &absence, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_clear_error (&error);
  g_assert_false (app_client_find_own_absence (f->client, HARNESS_NOW, &absence));
  harness_start (f->server);
}

static void
test_nonsense_of_a_server_is_not_taken (Device *f, gconstpointer unused)
{
#define ID "\"user\":\"00112233445566778899aabbccddeeff\""
  static const char *const wrong[] = {
    "{}",
    "{\"zone\":\"Europe/Berlin\"}",
    "{\"zone\":\"Nowhere/Land\",\"absences\":[]}",
    "{\"zone\":7,\"absences\":[]}",
    "{\"zone\":\"Europe/Berlin\",\"set_up\":\"Nowhere/Land\",\"absences\":[]}",
    "{\"zone\":\"Europe/Berlin\",\"set_up\":7,\"absences\":[]}",
    "{\"zone\":\"Europe/Berlin\",\"absences\":[1]}",
    "{\"zone\":\"Europe/Berlin\",\"absences\":[{" ID ",\"from\":\"2026-11-24\"}]}",
    "{\"zone\":\"Europe/Berlin\",\"absences\":[{" ID
    ",\"from\":\"2026-11-24\",\"until\":\"\\u001b[2J\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonObject) reply
          = hark_json_parse_object (wrong[i], strlen (wrong[i]), 1000, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (reply);
      g_assert_null (app_absences_read (reply, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

/* What a ticket says, at @now. */
static AppTicket *
describe (AppClient *client, Colleague *advisor, const HarkId *area, gint64 now)
{
  AppTicket *ticket = g_object_new (APP_TYPE_TICKET, NULL);

  ticket->area = *area;
  ticket->is_team = TRUE;
  ticket->advisor = g_strdup ("bert");
  g_mutex_lock (&client->lock);
  app_absences_describe (client->store, ticket, &advisor->id, now);
  g_mutex_unlock (&client->lock);
  return ticket;
}

static void
test_a_ticket_says_who_stands_in_for_its_advisor (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GPtrArray) areas = NULL;
  g_autoptr (AppTicket) now = NULL, later = NULL, elsewhere = NULL, others = NULL;
  const HarkId anna = get_anna (f);
  HarkId area, other;

  set (bert->client, "2026-12-24", &anna);
  fetch (f->client);
  areas = app_client_get_areas (f->client);
  area = ((AppArea *)areas->pdata[0])->id;
  now = describe (f->client, bert, &area, HARNESS_NOW);
  g_assert_cmpstr (now->advisor_until, ==, "2026-12-24");
  g_assert_cmpstr (now->deputy, ==, "anna");
  g_assert_true (now->is_deputy);

  later = describe (f->client, bert, &area, HARNESS_NOW + 31 * DAY);
  g_assert_null (later->advisor_until);
  g_assert_false (later->is_deputy);

  /* somebody stands in only where they are in the team */
  hark_id_random (&other);
  elsewhere = describe (f->client, bert, &other, HARNESS_NOW);
  g_assert_cmpstr (elsewhere->advisor_until, ==, "2026-12-24");
  g_assert_null (elsewhere->deputy);
  g_assert_false (elsewhere->is_deputy);

  others = describe (bert->client, bert, &area, HARNESS_NOW);
  g_assert_cmpstr (others->deputy, ==, "anna");
  g_assert_false (others->is_deputy);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/absence-client/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("offline", test_colleagues_see_it_offline_too);
  TEST ("first-sync", test_a_first_sync_brings_it_and_it_can_be_ended);
  TEST ("wrong", test_the_server_says_what_is_wrong);
  TEST ("nonsense", test_nonsense_of_a_server_is_not_taken);
  TEST ("ticket", test_a_ticket_says_who_stands_in_for_its_advisor);

  return g_test_run ();
}

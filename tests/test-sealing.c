/* test-sealing.c: many tickets are sealed to who joined: how far that is shows, and what was done
 * before the line broke or the program ended is not done twice */
#include "app-client-sealing.h"
#include "app-client-team.h"
#include "deceived.h"
#include "hark-api.h"
#include "hark-json.h"

#define TICKETS 600 /* more than two batches */

typedef struct
{
  guint n_batches, n_slots; /* sent */
  guint n_told, done, total;
  gboolean is_over;
} Seen;

static void
on_sealing (AppClient *client, Seen *seen)
{
  g_auto (AppSealing) sealing = { 0 };

  seen->is_over = !app_client_get_sealing (client, &sealing);
  if (seen->is_over)
    return;

  g_assert_cmpstr (sealing.name, ==, "clara");
  g_assert_cmpuint (sealing.done, >=, seen->done);
  g_assert_cmpuint (sealing.done, <=, sealing.total);
  seen->n_told++;
  seen->done = sealing.done;
  seen->total = sealing.total;
}

static void
count_slots (LiarAnswer *answer, gpointer user)
{
  g_autoptr (JsonObject) body = hark_json_parse_object (
      g_bytes_get_data (answer->sent, NULL), g_bytes_get_size (answer->sent), 1 << 20, NULL);
  Seen *seen = user;

  seen->n_batches++;
  seen->n_slots += json_array_get_length (json_object_get_array_member (body, "slots"));
}

/* The server has done it, but nobody hears of it. */
static void
lose_second (LiarAnswer *answer, gpointer user)
{
  const Seen *seen = user;

  if (seen->n_batches == 2)
    {
      answer->status = 503;
      liar_set_text (answer, "{}");
    }
}

static void
submit_many (Deceived *f)
{
  for (guint i = 0; i < TICKETS - 2; i++)
    {
      device_submit (&f->device, "Ticket", NULL);
      if (i % 100 == 99)
        device_sync (f->device.client);
    }
  device_sync (f->device.client);
}

static guint
take_sealed (AppClient *client)
{
  g_autoptr (AppTeamwork) work = app_client_take_teamwork (client);

  return work->n_sealed;
}

static void
test_what_was_sealed_before_it_ended_is_not_sealed_again (Deceived *f, gconstpointer unused)
{
  g_autoptr (Colleague) clara = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  Seen seen = { 0 };

  submit_many (f);
  clara = colleague_join (f->device.server, f->device.client, "clara", HARK_ROLE_PROFESSIONAL);
  liar_tell (f->liar, "POST", HARK_API_SLOTS, count_slots, &seen);
  liar_tell (f->liar, "POST", HARK_API_SLOTS, lose_second, &seen);
  g_signal_connect (f->device.client, "sealing", G_CALLBACK (on_sealing), &seen);
  g_assert_false (app_client_sync_sync (f->device.client, &error));
  g_assert_cmpuint (take_sealed (f->device.client), ==, 250);
  g_assert_cmpuint (seen.done, ==, 250);
  g_assert_cmpuint (seen.total, ==, TICKETS);
  g_assert_true (seen.is_over);

  /* the program ended there, and is started again */
  device_restart (&f->device);
  g_signal_connect (f->device.client, "sealing", G_CALLBACK (on_sealing), &seen);
  seen.done = 0;
  device_sync (f->device.client);
  g_assert_cmpuint (take_sealed (f->device.client), ==, TICKETS - 500);
  g_assert_cmpuint (seen.n_slots, ==, TICKETS);
  g_assert_cmpuint (seen.done, ==, TICKETS - 500);
  g_assert_cmpuint (seen.total, ==, TICKETS - 500);
  g_assert_true (seen.is_over);
  device_sync (clara->client);
  list = app_client_list_sync (clara->client, NULL);
  g_assert_cmpuint (list->len, ==, TICKETS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sealing/goes-on", Deceived, NULL, deceived_set_up,
              test_what_was_sealed_before_it_ended_is_not_sealed_again, deceived_tear_down);

  return g_test_run ();
}

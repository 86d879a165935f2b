/* bench-search.c: what searching everything costs, beside only opening as many boxes of that size
 * on the same machine in the same minute. HARK_BENCH_TICKETS (10,000) makes it smaller. */
#include "app-client-search.h"
#include "device.h"

#include <string.h>

#include "hark-seal.h"

#define OBJECTS 3 /* of a ticket */
#define TEXT 800  /* bytes of an object: with what else stands in it, and its padding, 1 KiB */
#define RUNS 5

static double
now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Words that are not looked for, with an umlaut now and then, as people write. */
static char *
make_text (guint number)
{
  static const char *const words[]
      = { "the", "payment", "went", "über", "another", "account", "in", "März", "each", "time" };
  GString *text = g_string_new (NULL);

  for (guint i = number; text->len < TEXT; i = i * 7 + 3)
    g_string_append_printf (text, "%s ", words[i % G_N_ELEMENTS (words)]);
  return g_string_free (text, FALSE);
}

static void
put_object (AppStore *store, const HarkId *ticket, const HarkEpochKeys *keys, guint number,
            guint of_ticket, const char *extra)
{
  HarkObjectHeader header = { .type = of_ticket == 0 ? HARK_OBJECT_REPORT : HARK_OBJECT_MESSAGE,
                              .org = store->account->org,
                              .ticket = *ticket,
                              .counter = of_ticket + 1 };
  static const guint8 head[HARK_HEAD_LEN];
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = make_text (number * OBJECTS + of_ticket);
  g_autofree char *whole = g_strconcat (text, extra, NULL);
  g_autoptr (GBytes) sealed = NULL;

  hark_id_random (&header.object);
  json_object_set_string_member (body, of_ticket == 0 ? "report" : "text", whole);
  if (of_ticket == 0)
    json_object_set_string_member (body, "subject", "A subject of a few words");
  sealed = hark_object_seal (&header, keys->sh, 1795500000, head, body, NULL, NULL);
  g_assert_nonnull (sealed);
  g_assert_true (app_cache_put_object (store->cache, &header, number * OBJECTS + of_ticket + 1,
                                       sealed, APP_TRUST_ANONYMOUS, NULL));
}

static void
put_ticket (AppStore *store, guint number, const char *extra)
{
  g_autofree char *name = g_strdup_printf ("2026-%05u", number);
  AppCacheTicket row = { .rv = number + 1,
                         .number = name,
                         .state = HARK_TICKET_OPEN,
                         .received = 1795500000 + number,
                         .side = APP_SIDE_TEAM,
                         .trust = APP_TRUST_VERIFIED };
  HarkEpoch epoch = { 0 };
  HarkEpochKeys keys;
  g_autoptr (GBytes) statement = NULL;

  hark_id_random (&row.id);
  hark_id_random (&row.area);
  hark_epoch_keys_random (&keys, FALSE);
  epoch.ticket = row.id;
  epoch.area = row.area;
  hark_epoch_commit (&epoch, &keys);
  statement = hark_epoch_write (&epoch, &store->account->org, NULL);
  g_assert_true (app_cache_put_ticket (store->cache, &row, NULL));
  g_assert_true (app_cache_put_epoch (store->cache, &epoch, statement, &keys, NULL));
  for (guint i = 0; i < OBJECTS; i++)
    put_object (store, &row.id, &keys, number, i, i == OBJECTS - 1 ? extra : "");
}

typedef struct
{
  double begun, first;
  guint n;
} Watch;

static void
on_hits (GPtrArray *hits, gpointer data)
{
  Watch *watch = data;

  if (watch->n == 0)
    watch->first = now () - watch->begun;
  watch->n += hits->len;
}

/* The fastest of some runs: what else the machine did is not the search's. */
static void
measure (AppClient *client, const char *words, guint expected, double *first, double *whole)
{
  *first = *whole = G_MAXDOUBLE;
  for (guint i = 0; i < RUNS; i++)
    {
      Watch watch = { .begun = now () };

      g_assert_true (app_client_search_sync (client, words, NULL, on_hits, &watch, NULL));
      g_assert_cmpuint (watch.n, ==, expected);
      *whole = MIN (*whole, now () - watch.begun);
      *first = MIN (*first, watch.first);
    }
}

static double
measure_boxes (guint n)
{
  static const guint8 key[HARK_KEY_LEN] = { 1 };
  guint8 text[1024] = { 0 };
  g_autoptr (GBytes) box = hark_seal_box (key, NULL, 0, text, sizeof text);
  double best = G_MAXDOUBLE;

  for (guint run = 0; run < RUNS; run++)
    {
      double begun = now ();

      for (guint i = 0; i < n; i++)
        g_bytes_unref (hark_seal_box_open (key, NULL, 0, g_bytes_get_data (box, NULL),
                                           g_bytes_get_size (box), NULL));
      best = MIN (best, now () - begun);
    }

  return best;
}

int
main (int argc, char **argv)
{
  const char *given = g_getenv ("HARK_BENCH_TICKETS");
  guint n = given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : 10000;
  Device device = { 0 };
  AppStore *store;
  double first, whole, boxes;

  g_test_init (&argc, &argv, NULL);
  device_set_up (&device, NULL);
  store = device.client->store;
  g_assert_true (app_cache_begin (store->cache, NULL));
  for (guint i = 0; i < n; i++)
    put_ticket (store, i, i == n - 1 ? "newestneedle" : i == 0 ? "oldestneedle" : "");
  g_assert_true (app_cache_commit (store->cache, NULL));

  boxes = measure_boxes (n * OBJECTS);
  measure (device.client, "newestneedle", 1, &first, &whole);
  g_print ("%u tickets with %u objects of 1 KiB\n", n, OBJECTS);
  g_print ("boxes of that size only opened: %.3f s\n", boxes);
  g_print ("search, first hit in the newest: %.4f s; everything: %.3f s, %.1f times the boxes\n",
           first, whole, whole / boxes);
  measure (device.client, "ÜBER oldestneedle", 1, &first, &whole);
  g_print ("search of two words, the hit in the oldest: %.3f s; everything: %.3f s\n", first,
           whole);
  measure (device.client, "payment", MIN (n, APP_SEARCH_MAX_HITS), &first, &whole);
  g_print ("a word that is everywhere: first %.4f s, the first %u: %.3f s\n", first,
           MIN (n, APP_SEARCH_MAX_HITS), whole);
  device_tear_down (&device, NULL);
  return 0;
}

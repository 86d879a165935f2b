/* bench-guess.c: does the time of a refusal tell what exists? Known and unknown, asked by turns in
 * one run: the ratio of the two medians, and of their quartiles. HARK_BENCH_GUESSES (2,000) of
 * each. */
#include <stdio.h>

#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "srv-throttle.h"
#include "visitor.h"

typedef struct
{
  Harness *harness;
  guint n;
} Bench;

/* One request of a pair; whether it is the known one. */
typedef void (*Guess) (Bench *bench, gboolean known, gpointer data);

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static void
measure (Bench *bench, const char *what, Guess guess, gpointer data)
{
  g_autofree double *of_known = g_new (double, bench->n), *of_unknown = g_new (double, bench->n);
  double *const taken[2] = { of_known, of_unknown };

  for (guint i = 0; i < 2 * bench->n; i++)
    {
      gboolean known = (i / 2 + i) % 2 == 0; /* neither is always the first one of its pair */
      gint64 begun;

      /* answers to wrong secrets do not wait */
      if (i % (SRV_THROTTLE_FREE / 2) == 0)
        harness_set_now (bench->harness,
                         harness_get_now (bench->harness) + SRV_THROTTLE_SECONDS + 1);
      begun = g_get_monotonic_time ();
      guess (bench, known, data);
      taken[known ? 0 : 1][i / 2] = (double)(g_get_monotonic_time () - begun);
    }
  for (guint i = 0; i < 2; i++)
    qsort (taken[i], bench->n, sizeof *taken[i], compare_double);
  g_print ("| %-36s | %8.0f µs | %8.0f µs | %6.3f | %6.3f | %6.3f |\n", what,
           taken[0][bench->n / 2], taken[1][bench->n / 2],
           taken[0][bench->n / 4] / taken[1][bench->n / 4],
           taken[0][bench->n / 2] / taken[1][bench->n / 2],
           taken[0][3 * bench->n / 4] / taken[1][3 * bench->n / 4]);
}

static void
ask (Bench *bench, const char *method, const char *path, const char *body, guint status)
{
  g_autoptr (Reply) reply = harness_request (bench->harness, method, path, NULL, body);

  g_assert_cmpuint (reply->status, ==, status);
}

static void
guess_name (Bench *bench, gboolean known, gpointer unused)
{
  ask (bench, "GET",
       known ? HARK_API_AUTH_PARAMS "?user=clara" : HARK_API_AUTH_PARAMS "?user=karla", NULL, 200);
}

typedef struct
{
  char *known;
  char *unknown;
} Pair;

static void
guess_secret (Bench *bench, gboolean known, gpointer data)
{
  Pair *bodies = data;

  ask (bench, "POST", HARK_API_AUTH_SESSION, known ? bodies->known : bodies->unknown, 401);
}

static void
guess_invitation (Bench *bench, gboolean known, gpointer data)
{
  Pair *paths = data;

  ask (bench, "POST", known ? paths->known : paths->unknown,
       "{\"token\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}", 401);
}

/* A code as they are made that is nobody's, and a text that is none. */
static void
guess_code (Bench *bench, gboolean known, gpointer data)
{
  Pair *codes = data;
  g_autoptr (Visitor) visitor = visitor_new (bench->harness);

  g_assert_cmpuint (visitor_open_inbox (visitor, known ? codes->known : codes->unknown), ==, 403);
}

static char *
make_sign_in (const HarkId *user)
{
  static const guint8 secret[HARK_KEY_LEN] = { 0 };
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_member (body, "protocol", json_from_string ("{\"min\":1,\"max\":1}", NULL));
  hark_json_set_id (body, "user", user);
  hark_json_set_bytes (body, "secret", secret, sizeof secret);
  return hark_json_to_string (body);
}

static char *
make_look (const HarkId *user)
{
  g_autofree char *id = hark_id_to_string (user);

  return g_strconcat (HARK_API_INVITATIONS "/", id, "/look", NULL);
}

/* Somebody who was invited and has not come. */
static HarkId
invite (World *world)
{
  guint8 hash[HARK_HASH_LEN] = { 1 };
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  HarkId user;

  hark_id_random (&user);
  hark_json_set_id (body, "user", &user);
  json_object_set_string_member (body, "name", "eve");
  json_object_set_string_member (body, "mail", "eve@example.org");
  json_object_set_null_member (body, "role");
  json_object_set_null_member (body, "area");
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (world->harness, "POST", HARK_API_INVITATIONS,
                                  world_first (world)->token, text, 200));
  return user;
}

int
main (void)
{
  const char *given = g_getenv ("HARK_BENCH_GUESSES");
  World *world = world_new ();
  Actor *clara = world_add (world, "clara", HARK_ROLE_OBSERVER);
  Bench bench
      = { world->harness, given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : 2000 };
  HarkId invited = invite (world), nobody;
  Pair bodies, paths;
  Pair codes = { NULL, (char *)"open sesame" };
  guint8 code[HARK_CODE_LEN];

  hark_id_random (&nobody);
  hark_code_random (code);
  bodies = (Pair){ make_sign_in (&clara->id), make_sign_in (&nobody) };
  paths = (Pair){ make_look (&invited), make_look (&nobody) };
  codes.known = hark_code_to_line (code);
  team_set_config (world, SRV_CONFIG_PORTAL_QUESTION, "off");

  setlinebuf (stdout);
  g_print ("%u guesses of each; ratios of quartile, median, quartile\n", bench.n);
  g_print ("| %-36s | %11s | %11s | %6s | %6s | %6s |\n", "", "known", "unknown", "25 %", "50 %",
           "75 %");
  measure (&bench, "the same twice: what chance does", guess_secret,
           &(Pair){ bodies.unknown, bodies.unknown });
  measure (&bench, "a name: auth/params", guess_name, NULL);
  measure (&bench, "an account: wrong secret", guess_secret, &bodies);
  measure (&bench, "an invitation: wrong token", guess_invitation, &paths);
  measure (&bench, "an inbox: code of nobody, and no code", guess_code, &codes);

  g_free (bodies.known);
  g_free (bodies.unknown);
  g_free (paths.known);
  g_free (paths.unknown);
  g_free (codes.known);
  world_free (world);
  return 0;
}

/* test-throttle.c: strangers who guess: they keep nobody out, and learn nothing of what exists */
#include <string.h>
#include <unistd.h>

#include "hark-api.h"
#include "hark-json.h"
#include "listener.h"
#include "people.h"
#include "srv-throttle.h"
#include "wire.h"

#define GUESSERS 64 /* connections */
#define ROUNDS 5
#define GUESSES 300 /* in a round */

static void
test_window_moves_with_the_clock (void)
{
  const gint64 later = 1000 + SRV_THROTTLE_FREE + SRV_THROTTLE_SECONDS - 1;
  g_autoptr (SrvThrottle) throttle = srv_throttle_new ();

  for (guint i = 0; i < SRV_THROTTLE_FREE; i++)
    g_assert_false (srv_throttle_fail (throttle, 1000 + i));
  g_assert_true (srv_throttle_fail (throttle, 1000 + SRV_THROTTLE_FREE));
  g_assert_true (srv_throttle_fail (throttle, 1000 + SRV_THROTTLE_SECONDS));
  /* the first ones are out of it now, the two of just now are not */
  for (guint i = 0; i < SRV_THROTTLE_FREE - 2; i++)
    g_assert_false (srv_throttle_fail (throttle, later));
  g_assert_true (srv_throttle_fail (throttle, later));
}

/* ---- while strangers fail on anna's name ---- */

typedef struct
{
  guint16 port;
  char *request;
  gint guesses; /* atomic: sent */
  gint refused; /* atomic: read */
  gint ending;  /* atomic */
} Siege;

static char *
make_guess (const HarkId *user)
{
  static const guint8 secret[HARK_KEY_LEN] = { 0 };
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_member (body, "protocol", json_from_string ("{\"min\":1,\"max\":1}", NULL));
  hark_json_set_id (body, "user", user);
  hark_json_set_bytes (body, "secret", secret, sizeof secret);
  text = hark_json_to_string (body);
  return g_strdup_printf ("POST " HARK_API_AUTH_SESSION
                          " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          strlen (text), text);
}

/* Reads its answers, one after the other on one connection. */
static gpointer
guess_and_read (gpointer data)
{
  Siege *siege = data;
  int fd = wire_connect (siege->port);

  while (!g_atomic_int_get (&siege->ending))
    {
      g_assert_true (wire_send (fd, siege->request, -1));
      g_atomic_int_inc (&siege->guesses);
      g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 401);
      g_atomic_int_inc (&siege->refused);
    }
  close (fd);
  return NULL;
}

/* Does not wait to be told. */
static gpointer
guess_and_run (gpointer data)
{
  Siege *siege = data;

  while (!g_atomic_int_get (&siege->ending))
    {
      int fd = wire_connect (siege->port);

      wire_send (fd, siege->request, -1);
      g_atomic_int_inc (&siege->guesses);
      g_usleep (50000); /* twenty a second from each are enough, on any machine */
      close (fd);
    }
  return NULL;
}

static void
wait_for_guesses (Siege *siege, gint n)
{
  gint from = g_atomic_int_get (&siege->guesses);

  while (g_atomic_int_get (&siege->guesses) - from < n)
    g_usleep (1000);
}

static void
test_anna_signs_in_while_strangers_fail_on_her_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Listener) listener = NULL;
  g_autofree char *request = make_guess (&f->anna->id);
  Siege siege = { .port = harness_get_port (f->world->harness), .request = request };
  GThread *threads[GUESSERS];

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  listener = listener_new (f->world->harness, f->clara->token, NULL);
  for (guint i = 0; i < GUESSERS; i++)
    threads[i] = g_thread_new ("guess", i % 2 == 0 ? guess_and_read : guess_and_run, &siege);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *token = NULL;
      gint64 begun;

      wait_for_guesses (&siege, GUESSES);
      begun = g_get_monotonic_time ();
      token = actor_sign_in (f->world, f->anna); /* at the first try, or the test fails */
      g_test_message ("signed in within %" G_GINT64_FORMAT " ms",
                      (g_get_monotonic_time () - begun) / 1000);
      world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "meanwhile"), "applied");
      g_assert_cmpint (listener_hear (listener), >, 0);
    }

  g_atomic_int_set (&siege.ending, TRUE);
  for (guint i = 0; i < GUESSERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (siege.refused, >, SRV_THROTTLE_FREE);
}

/* ---- answers that wait ---- */

static char *
read_answer (int fd)
{
  g_autofree char *head = NULL;
  GString *body = NULL;
  char *text;

  g_assert_cmpuint (wire_read_reply (fd, &head, &body), ==, 401);
  text = g_strconcat (head, body->str, NULL);
  memset (strstr (text, "Date: "), ' ', strcspn (strstr (text, "Date: "), "\r"));
  g_string_free (body, TRUE);
  close (fd);
  return text;
}

static char *
guess_once (Fixture *f, const char *request)
{
  int fd = wire_connect (harness_get_port (f->world->harness));

  g_assert_true (wire_send (fd, request, -1));
  return read_answer (fd);
}

static void
test_a_late_answer_says_what_an_early_one_says (Fixture *f, gconstpointer unused)
{
  g_autofree char *request = make_guess (&f->anna->id), *other = NULL;
  g_autofree char *early = guess_once (f, request), *late = NULL, *unknown = NULL;
  HarkId nobody;

  for (guint i = 0; i < SRV_THROTTLE_FREE; i++)
    g_free (guess_once (f, request));
  late = guess_once (f, request);
  hark_id_random (&nobody);
  other = make_guess (&nobody);
  unknown = guess_once (f, other);
  g_assert_cmpstr (late, ==, early);
  g_assert_cmpstr (unknown, ==, early);
}

static void
test_waiting_answers_end_with_their_client_and_with_the_server (Fixture *f, gconstpointer unused)
{
  g_autofree char *request = make_guess (&f->anna->id), *token = NULL;
  int fds[GUESSERS];

  for (guint i = 0; i < SRV_THROTTLE_FREE; i++)
    g_free (guess_once (f, request));
  for (guint i = 0; i < GUESSERS; i++)
    {
      fds[i] = wire_connect (harness_get_port (f->world->harness));
      g_assert_true (wire_send (fds[i], request, -1));
    }
  for (guint i = 0; i < GUESSERS / 2; i++)
    close (fds[i]);
  token = actor_sign_in (f->world, f->anna);
  harness_restart (f->world->harness);
  for (guint i = GUESSERS / 2; i < GUESSERS; i++)
    close (fds[i]);
}

/* ---- what exists and what does not ---- */

static char *
ask (Fixture *f, const char *path, const char *body, guint status)
{
  g_autoptr (JsonObject) reply = harness_ask (f->world->harness, "POST", path, NULL, body, status);

  return hark_json_to_string (reply);
}

static void
test_invitations_that_are_none_are_refused_alike (Fixture *f, gconstpointer unused)
{
  g_autofree char *token = g_strnfill (43, 'A'),
                  *body = g_strdup_printf ("{\"token\":\"%s=\"}", token);
  g_autofree char *anna = hark_id_to_string (&f->anna->id), *other = NULL;
  g_autofree char *known = NULL, *unknown = NULL, *known_path = NULL, *unknown_path = NULL;
  HarkId nobody;

  hark_id_random (&nobody);
  other = hark_id_to_string (&nobody);
  known_path = g_strconcat (HARK_API_INVITATIONS "/", anna, "/look", NULL);
  unknown_path = g_strconcat (HARK_API_INVITATIONS "/", other, "/look", NULL);
  known = ask (f, known_path, body, 401);
  unknown = ask (f, unknown_path, body, 401);
  g_assert_cmpstr (known, ==, unknown);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/throttle/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/throttle/window", test_window_moves_with_the_clock);
  TEST ("siege", test_anna_signs_in_while_strangers_fail_on_her_name);
  TEST ("late", test_a_late_answer_says_what_an_early_one_says);
  TEST ("ends", test_waiting_answers_end_with_their_client_and_with_the_server);
  TEST ("invitations", test_invitations_that_are_none_are_refused_alike);
  return g_test_run ();
}

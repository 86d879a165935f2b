/* test-reply.c: replies reach their client, whatever it or the handler does */
#include "router-fixture.h"
#include "srv-limits.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- replies ---- */

static void
test_errors_have_a_page_or_json (RouterFixture *f, gconstpointer unused)
{
  router_fixture_assert_answer (f, "GET /nowhere", NULL, NULL,
                                "404 <p>there is nothing at this address");
  router_fixture_assert_answer (
      f, "GET /api/nowhere", NULL, NULL,
      "404 {\"code\":\"not-found\",\"detail\":\"there is nothing at this address\"}");
  router_fixture_assert_answer (f, "GET /auth", NULL, NULL, "401 <p>who are you?");
  router_fixture_assert_answer (f, "GET /api/v1/auth", NULL, NULL,
                                "401 {\"code\":\"auth\",\"detail\":\"who are you?\"}");
}

static void
test_inner_errors_stay_inside (RouterFixture *f, gconstpointer unused)
{
  g_autofree char *foreign = NULL, *silent = NULL;

  g_test_expect_message ("hark", G_LOG_LEVEL_WARNING,
                         "request ????????: g-io-error-quark: disk on fire");
  foreign = router_fixture_ask (f, "GET /api/v1/foreign", NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_true (g_str_has_prefix (
      foreign, "500 {\"code\":\"internal\",\"detail\":\"something went wrong here (request "));
  g_assert_null (strstr (foreign, "fire"));

  g_test_expect_message ("hark", G_LOG_LEVEL_WARNING, "request ????????: *a handler did not reply");
  silent = router_fixture_ask (f, "GET /api/v1/silent", NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_true (g_str_has_prefix (silent, "500 {\"code\":\"internal\","));
}

static void
test_every_reply_carries_the_headers (RouterFixture *f, gconstpointer unused)
{
  static const char *const lines[]
      = { "GET /api/v1/hello", "GET /nowhere", "POST /api/v1/json", "GET /redirect" };
  static const char *const headers[]
      = { "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nReferrer-Policy: no-referrer\r\n",
          "\r\nX-Frame-Options: DENY\r\n", "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
          "\r\nCross-Origin-Resource-Policy: same-origin\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      int fd = wire_connect (f->port);
      g_autofree char *head = NULL;

      router_fixture_send_request (fd, lines[i], NULL, lines[i][0] == 'P' ? "x" : NULL);
      g_assert_cmpuint (wire_read_reply (fd, &head, NULL), !=, 0);
      for (gsize j = 0; j < G_N_ELEMENTS (headers); j++)
        g_assert_nonnull (strstr (head, headers[j]));
      g_assert_null (strstr (head, "\r\nServer:"));
      g_assert_true ((strstr (head, "\r\nCache-Control: no-store\r\n") != NULL) == (i < 3));
      close (fd);
    }
}

static void
test_redirect_stays_on_this_site (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *head = NULL;

  router_fixture_send_request (fd, "GET /redirect", NULL, NULL);
  g_assert_cmpuint (wire_read_reply (fd, &head, NULL), ==, 303);
  g_assert_nonnull (strstr (head, "\r\nLocation: /inbox?a=b\r\n"));
  g_assert_nonnull (strstr (head, "\r\nSet-Cookie: a=b\r\n"));
  g_assert_nonnull (strstr (head, "\r\nSet-Cookie: c=d\r\n"));
  g_assert_nonnull (strcasestr (head, "\r\ncache-control: private\r\n"));
  close (fd);
}

/* Multiplied by overlapping ranges, a reply could fill the memory. */
static void
test_ranges_are_the_handlers_affair (RouterFixture *f, gconstpointer unused)
{
  router_fixture_assert_answer (f, "GET /api/v1/hello", "Range: bytes=0-3\r\n", NULL,
                                "200 GET /api/v1/hello ");
  router_fixture_assert_answer (f, "GET /api/v1/hello", "Range: bytes=0-,0-,0-,0-\r\n", NULL,
                                "200 GET /api/v1/hello ");
}

static void
test_connection_serves_one_after_the_other (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);

  router_fixture_send_request (fd, "GET /api/v1/hello", NULL, NULL);
  router_fixture_send_request (fd, "POST /api/v1/echo", NULL, "abc");
  router_fixture_send_request (fd, "GET /api/v1/stream?n=3000", NULL, NULL);
  router_fixture_send_request (fd, "GET /nowhere", NULL, NULL);
  router_fixture_send_request (fd, "GET /api/v1/stream?n=3000&claim=3000", NULL, NULL);
  router_fixture_send_request (fd, "GET /api/v1/hello", NULL, NULL);
  for (guint i = 0; i < 6; i++)
    {
      static const struct
      {
        guint status;
        gsize length;
      } expected[]
          = { { 200, 18 }, { 200, 3 }, { 200, 3000 }, { 404, 34 }, { 200, 3000 }, { 200, 18 } };
      g_autoptr (GString) text = NULL;

      g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, expected[i].status);
      if (expected[i].status == 200)
        g_assert_cmpuint (text->len, ==, expected[i].length);
    }
  close (fd);
}

/* ---- replies that go on without their handler ---- */

static void
make_impatient (gpointer data)
{
  RouterFixture *f = data;

  srv_gate_set_limits (f->gate, 0, 1, 1);
}

static SrvRequest *
begin_to_keep (RouterFixture *f, int *fd)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  *fd = wire_connect (f->port);
  g_assert_true (wire_send (*fd, "GET /api/v1/keep HTTP/1.0\r\n" HOST BEARER "\r\n", -1));
  while (g_atomic_pointer_get (&f->kept) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }

  return g_atomic_pointer_exchange (&f->kept, NULL);
}

static void
expect_text (int fd, const char *suffix)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[1024];

  while (!g_str_has_suffix (text->str, suffix))
    {
      gssize n = recv (fd, buffer, sizeof buffer, 0);

      g_assert_cmpint (n, >, 0);
      g_string_append_len (text, buffer, n);
    }
}

/* The deadlines of who says nothing are for strangers: who was let in is waited for. */
static void
test_kept_replies_outlive_every_deadline (RouterFixture *f, gconstpointer unused)
{
  SrvRequest *request;
  g_autofree char *text = NULL;
  int fd, idle, stranger;

  wire_thread_call (f->thread, make_impatient, f);
  request = begin_to_keep (f, &fd);
  idle = wire_connect (f->port);
  stranger = wire_connect (f->port);
  g_assert_true (wire_send (stranger, "GET /api/v1/keep HTTP/1.1\r\n" HOST "\r\n", -1));

  /* both are cut after a second of silence; the other is still there a second later */
  g_free (wire_read_all (idle));
  text = wire_read_all (stranger);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 401 "));
  g_usleep (G_USEC_PER_SEC);
  g_assert_true (srv_request_push (request, "still here"));
  expect_text (fd, "\r\n\r\nstill here");
  srv_request_drop (request);
  g_free (wire_read_all (fd));
  g_assert_cmpint (g_atomic_int_get (&f->broken), ==, 0);
}

static void
test_kept_replies_hold_no_thread (RouterFixture *f, gconstpointer unused)
{
  SrvRequest *requests[SRV_HANDLER_THREADS + 1];
  int fds[SRV_HANDLER_THREADS + 1];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    requests[i] = begin_to_keep (f, &fds[i]);
  router_fixture_assert_answer (f, "GET /api/v1/hello", NULL, NULL, "200 GET /api/v1/hello ");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_assert_true (srv_request_push (requests[i], "the last word"));
      expect_text (fds[i], "\r\n\r\nthe last word");
      srv_request_drop (requests[i]);
      g_free (wire_read_all (fds[i]));
    }
}

static void
test_kept_replies_hear_that_their_client_is_gone (RouterFixture *f, gconstpointer unused)
{
  int fd;
  SrvRequest *request = begin_to_keep (f, &fd);
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  close (fd);
  while (srv_request_beat (request, ":"))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
  router_fixture_wait_for_number (&f->broken, 1);
  g_assert_false (srv_request_push (request, "nobody"));
  srv_request_drop (request);
}

/* ---- replies that stream ---- */

static void
test_streams_come_whole (RouterFixture *f, gconstpointer unused)
{
  static const char *const lines[]
      = { "GET /api/v1/stream?n=20000000", "GET /api/v1/stream?n=20000000&claim=20000000" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      int fd = wire_connect (f->port);
      g_autoptr (GString) text = NULL;

      router_fixture_send_request (fd, lines[i], NULL, NULL);
      g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, 200);
      g_assert_cmpuint (text->len, ==, 20000000);
      for (gsize j = 0; j < text->len; j += 999)
        g_assert_cmpint (text->str[j], ==, 'a' + j % 1000 % 26);
      router_fixture_send_request (fd, "GET /api/v1/stream?n=0&claim=0", NULL, NULL);
      g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 200);
      router_fixture_send_request (fd, "GET /api/v1/stream", NULL, NULL);
      g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 200);
      close (fd);
    }
  g_assert_cmpint (f->broken, ==, 0);
}

static void
test_stream_without_chunks_ends_the_connection (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *text = NULL;

  wire_send (fd, "GET /api/v1/stream?n=100000 HTTP/1.0\r\n" HOST "\r\n", -1);
  text = wire_read_all (fd);
  g_assert_null (strstr (text, "chunked"));
  g_assert_cmpuint (strlen (strstr (text, "\r\n\r\n") + 4), ==, 100000);
}

static void
test_short_stream_does_not_look_complete (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *text = NULL;

  router_fixture_send_request (fd, "GET /api/v1/stream?n=10&claim=20", NULL, NULL);
  text = wire_read_all (fd);
  g_assert_cmpuint (strlen (text), <, 1000);
  g_assert_false (g_str_has_suffix (text, "abcdefghijklmnopqrst"));
  router_fixture_wait_for_connections (f, 0);
}

/* More of them than the pool has threads, and others are served all the same. */
static void
test_slow_readers_hold_nobody_up (RouterFixture *f, gconstpointer unused)
{
  int fds[SRV_HANDLER_THREADS + 8];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect (f->port);
      router_fixture_send_request (fds[i], "GET /api/v1/stream?n=30000000", NULL, NULL);
      g_assert_cmpint (recv (fds[i], &(char){ 0 }, 1, 0), ==, 1);
    }
  for (guint i = 0; i < 50; i++)
    router_fixture_assert_answer (f, "GET /api/v1/items/1", NULL, NULL,
                                  "200 GET /api/v1/items/1 1");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  router_fixture_wait_for_number (&f->broken, G_N_ELEMENTS (fds));
  router_fixture_wait_for_connections (f, 0);
}

/* ---- clients that go ---- */

static void
test_gone_clients_leave_nothing (RouterFixture *f, gconstpointer unused)
{
  static const struct linger reset = { 1, 0 };
  guint before;

  router_fixture_assert_answer (f, "GET /api/v1/hello", NULL, NULL, "200 GET /api/v1/hello ");
  router_fixture_wait_for_connections (f, 0);
  before = wire_count_fds ();
  f->handled = 0;
  for (guint i = 0; i < 200; i++)
    {
      int fd = wire_connect (f->port);

      switch (i % 5)
        {
        case 0:
          router_fixture_send_request (fd, "GET /api/v1/wait", NULL, NULL);
          break;
        case 1:
          wire_send (fd,
                     "PUT /api/v1/blobs/x HTTP/1.1\r\n" HOST BEARER
                     "Content-Length: 100000\r\n\r\nsome",
                     -1);
          break;
        case 2:
          router_fixture_send_request (fd, "GET /api/v1/stream?n=5000000", NULL, NULL);
          break;
        case 3:
          wire_send (fd, "POST /api/v1/echo HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\nsome",
                     -1);
          break;
        default:
          router_fixture_send_request (fd, "GET /api/v1/hello", NULL, NULL);
          break;
        }
      if (i % 2 == 0)
        setsockopt (fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      if (i % 3 == 0)
        g_usleep (500);
      close (fd);
    }
  router_fixture_open_door (f);
  router_fixture_wait_for_connections (f, 0);
  router_fixture_wait_for_number (&f->sinks, 0);
  router_fixture_assert_answer (f, "GET /api/v1/hello", NULL, NULL, "200 GET /api/v1/hello ");
  router_fixture_wait_for_connections (f, 0);
  g_assert_cmpuint (wire_count_fds (), ==, before);
}

static void
test_gone_client_of_a_running_handler (RouterFixture *f, gconstpointer unused)
{
  int fds[4];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect (f->port);
      router_fixture_send_request (fds[i], i % 2 == 0 ? "GET /api/v1/wait" : "POST /api/v1/wait",
                                   NULL, i % 2 == 0 ? NULL : "x");
    }
  router_fixture_wait_for_waiting (f, G_N_ELEMENTS (fds));
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  router_fixture_open_door (f);
  router_fixture_wait_for_connections (f, 0);
}

/* ---- many at once, and the end ---- */

static void
test_full_queue_is_busy (RouterFixture *f, gconstpointer unused)
{
  guint n = SRV_HANDLER_THREADS + SRV_HANDLER_QUEUE;
  g_autofree int *fds = g_new (int, n);
  struct rlimit limit;
  g_autofree char *head = NULL;
  int fd;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 4 * n)
    {
      g_test_skip ("too few descriptors");
      return;
    }

  for (guint i = 0; i < n; i++)
    {
      fds[i] = wire_connect (f->port);
      router_fixture_send_request (fds[i], "GET /api/v1/wait", NULL, NULL);
      if (i == SRV_HANDLER_THREADS - 1)
        router_fixture_wait_for_waiting (f, SRV_HANDLER_THREADS);
    }

  router_fixture_wait_for_connections (f, n);
  fd = wire_connect (f->port);
  router_fixture_send_request (fd, "GET /api/v1/hello", NULL, NULL);
  g_assert_cmpuint (wire_read_reply (fd, &head, NULL), ==, 503);
  g_assert_nonnull (strstr (head, "\r\nRetry-After: 5\r\n"));
  router_fixture_open_door (f);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (wire_read_reply (fds[i], NULL, NULL), ==, 200);
      close (fds[i]);
    }
  router_fixture_send_request (fd, "GET /api/v1/hello", NULL, NULL);
  g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 200);
  close (fd);
}

static gpointer
open_door_later (gpointer data)
{
  g_usleep (200 * 1000);
  router_fixture_open_door (data);
  return NULL;
}

static void
test_close_waits_for_handlers (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port), other = wire_connect (f->port);
  GThread *opener;

  router_fixture_send_request (other, "GET /api/v1/hello", NULL, NULL);
  g_assert_cmpuint (wire_read_reply (other, NULL, NULL), ==, 200);
  router_fixture_send_request (fd, "GET /api/v1/wait", NULL, NULL);
  router_fixture_wait_for_waiting (f, 1);
  opener = g_thread_new ("opener", open_door_later, f);
  wire_thread_call (f->thread, router_fixture_close_router, f);
  g_assert_cmpint (f->waiting, ==, 0);
  g_thread_join (opener);
  g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 200);
  router_fixture_send_request (other, "GET /api/v1/hello", NULL, NULL);
  g_assert_cmpuint (wire_read_reply (other, NULL, NULL), ==, 503);
  close (fd);
  close (other);
}

static void
test_close_ends_waiting_streams (RouterFixture *f, gconstpointer unused)
{
  int fds[5];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect (f->port);
      router_fixture_send_request (fds[i], "GET /api/v1/stream?n=30000000", NULL, NULL);
      g_assert_cmpint (recv (fds[i], &(char){ 0 }, 1, 0), ==, 1);
    }
  wire_thread_call (f->thread, router_fixture_close_router, f);
  g_assert_cmpint (f->broken, ==, G_N_ELEMENTS (fds));
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/reply/" name, RouterFixture, NULL, router_fixture_set_up, function,                \
              router_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("errors-have-a-page-or-json", test_errors_have_a_page_or_json);
  ADD ("inner-errors-stay-inside", test_inner_errors_stay_inside);
  ADD ("every-reply-carries-the-headers", test_every_reply_carries_the_headers);
  ADD ("redirect-stays-on-this-site", test_redirect_stays_on_this_site);
  ADD ("ranges-are-the-handlers-affair", test_ranges_are_the_handlers_affair);
  ADD ("connection-serves-one-after-the-other", test_connection_serves_one_after_the_other);
  ADD ("kept-outlive-every-deadline", test_kept_replies_outlive_every_deadline);
  ADD ("kept-hold-no-thread", test_kept_replies_hold_no_thread);
  ADD ("kept-hear-of-gone-clients", test_kept_replies_hear_that_their_client_is_gone);
  ADD ("streams-come-whole", test_streams_come_whole);
  ADD ("stream-without-chunks-ends-the-connection", test_stream_without_chunks_ends_the_connection);
  ADD ("short-stream-does-not-look-complete", test_short_stream_does_not_look_complete);
  ADD ("slow-readers-hold-nobody-up", test_slow_readers_hold_nobody_up);
  ADD ("gone-clients-leave-nothing", test_gone_clients_leave_nothing);
  ADD ("gone-client-of-a-running-handler", test_gone_client_of_a_running_handler);
  ADD ("full-queue-is-busy", test_full_queue_is_busy);
  ADD ("close-waits-for-handlers", test_close_waits_for_handlers);
  ADD ("close-ends-waiting-streams", test_close_ends_waiting_streams);

  return g_test_run ();
}

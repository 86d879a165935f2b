/* test-gate.c: nobody can hold the gate up, and nobody leaves anything behind */
#include "gate-fixture.h"

#include "folder.h"
#include "hark-error.h"
#include "srv-output.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_slow_heads_and_bodies_are_timed_out (GateFixture *f, gconstpointer unused)
{
  int second = wire_connect (f->port), head, body;
  g_autofree char *some = NULL;

  wire_send (second, GET "GET", -1); /* at once: it has to be there before the others time out */
  head = wire_connect (f->port);
  wire_send (head, "GET / HTTP/1.1\r\nHo", -1);
  body = wire_connect (f->port);
  some = g_strnfill (1000000, 'b');
  wire_send (body, "POST / HTTP/1.1\r\n" HOST "Content-Length: 10000000\r\n\r\n", -1);
  wire_send (body, some, -1);
  g_assert_cmpuint (wire_read_reply (head, NULL, NULL), ==, 408);
  gate_fixture_assert_closed (head);
  gate_fixture_assert_reply (second, "GET / 0");
  g_assert_cmpuint (wire_read_reply (second, NULL, NULL), ==, 408);
  gate_fixture_assert_closed (second);
  g_assert_cmpuint (wire_read_reply (body, NULL, NULL), ==, 408);
  gate_fixture_assert_closed (body);
  g_assert_cmpint (g_atomic_int_get (&f->seen), ==, 1);
  gate_fixture_wait_for_connections (f, 0);
}

static void
test_dripping_head_does_not_win_time (GateFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  gint64 start_time = g_get_monotonic_time ();
  char byte;

  wire_send (fd, "GET / HTTP/1.1\r\nHost: ", -1);
  while (recv (fd, &byte, 1, MSG_DONTWAIT) < 0)
    {
      g_assert_cmpint (g_get_monotonic_time () - start_time, <, G_TIME_SPAN_MINUTE);
      wire_send (fd, "a", 1);
      g_usleep (50 * 1000);
    }
  close (fd);
  g_assert_cmpint (g_atomic_int_get (&f->seen), ==, 0);
}

static void
test_idle_connections_are_closed (GateFixture *f, gconstpointer unused)
{
  int idle = wire_connect (f->port), silent;

  wire_send (idle, GET, -1);
  silent = wire_connect (f->port);
  gate_fixture_assert_reply (idle, "GET / 0");
  gate_fixture_assert_closed (silent);
  gate_fixture_assert_closed (idle);
  gate_fixture_wait_for_connections (f, 0);
}

static void
test_clients_that_do_not_read_are_cut (GateFixture *f, gconstpointer unused)
{
  int deaf = wire_connect (f->port), slow = wire_connect (f->port);
  gsize length = 0;
  char buffer[65536];
  ssize_t n;

  wire_send (deaf, "GET /large HTTP/1.1\r\n" HOST "\r\n", -1);
  wire_send (slow, "GET /large HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", -1);
  while ((n = recv (slow, buffer, sizeof buffer, 0)) > 0)
    {
      length += n;
      g_usleep (5000);
    }
  g_assert_cmpuint (length, >, LARGE);
  gate_fixture_wait_for_connections (f, 0);
  close (deaf);
  close (slow);
}

typedef struct
{
  SrvOutput *output;
  gint64 written;
} Writer;

static gpointer
write_for_ever (gpointer data)
{
  Writer *self = data;
  g_autoptr (GError) error = NULL;
  static char zeros[65536];
  gssize n = 0;

  for (; n >= 0; self->written += MAX (n, 0))
    n = g_output_stream_write (G_OUTPUT_STREAM (self->output), zeros, sizeof zeros, NULL, &error);
  g_assert_nonnull (error);
  return NULL;
}

static void
wait_until_slow (SrvOutput *output)
{
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (!srv_output_is_slow (output, g_get_monotonic_time () + G_TIME_SPAN_DAY, 1))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
}

/* As SoupServer does it at the end of a chunked reply. */
static void
test_close_wakes_a_blocked_writer (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GSocket) socket = NULL;
      g_autoptr (GIOStream) stream = NULL;
      g_autoptr (SrvOutput) output = NULL;
      Writer writer = { NULL };
      GThread *thread;
      int fds[2];

      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
      socket = g_socket_new_from_fd (fds[0], NULL);
      stream = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
      output = srv_output_new (socket, stream);
      g_assert_false (srv_output_is_slow (output, g_get_monotonic_time () + G_TIME_SPAN_DAY, 1));
      writer.output = output;
      thread = g_thread_new ("writer", write_for_ever, &writer);
      g_usleep (i * 1000);
      if (i > 10)
        wait_until_slow (output);
      srv_output_close (output);
      g_thread_join (thread);
      g_assert_true (g_socket_is_closed (socket));
      close (fds[1]);
    }
}

/* Also of those that have asked something and that reset the connection. */
static void
test_leaving_clients_leave_nothing (GateFixture *f, gconstpointer unused)
{
  static const struct linger reset = { 1, 0 };
  guint before;

  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 200);
  gate_fixture_wait_for_connections (f, 0);
  before = wire_count_fds ();
  for (guint i = 0; i < 4000; i++)
    {
      int fd = wire_connect (f->port);

      if (i % 4 > 0)
        wire_send (fd, i % 4 == 1 ? GET : "POST / HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\nab",
                   -1);
      if (i % 4 == 1)
        gate_fixture_assert_reply (fd, "GET / 0");
      if (i % 8 > 3)
        setsockopt (fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
      close (fd);
    }
  gate_fixture_wait_for_connections (f, 0);
  g_assert_cmpuint (wire_count_fds (), ==, before);
}

#define BUSY "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n"

static void
test_connections_are_capped (GateFixture *f, gconstpointer unused)
{
  int fds[4];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect (f->port);
      wire_send (fds[i], BUSY, -1);
      g_assert_cmpuint (wire_read_reply (fds[i], NULL, NULL), ==, 100);
    }

  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 0);
  wire_send (fds[1], "abcd", -1);
  gate_fixture_assert_reply (fds[1], "POST / 4");
  close (fds[0]);
  gate_fixture_wait_for_connections (f, 3);
  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 200);
  for (guint i = 1; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

/* Before its first request, in the middle of a head, refused and lingering, between requests: who
 * waits longest goes first, and never who has a request under way. */
static void
test_waiting_connections_make_room (GateFixture *f, gconstpointer unused)
{
  static const char *const texts[] = { "BREW / HTTP/1.1\r\n" HOST "\r\n", "GET / HT", GET, BUSY };
  int fds[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      static const guint statuses[] = { 405, 0, 200, 100 };

      fds[i] = wire_connect (f->port);
      wire_send (fds[i], texts[i], -1);
      if (statuses[i] != 0)
        g_assert_cmpuint (wire_read_reply (fds[i], NULL, NULL), ==, statuses[i]);
    }
  gate_fixture_wait_for_connections (f, 4);

  for (guint i = 0; i < 3; i++)
    {
      int fd = wire_connect (f->port);

      wire_send (fd, BUSY, -1);
      g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 100);
      gate_fixture_assert_closed (fds[i]);
      fds[i] = fd;
    }
  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      wire_send (fds[i], "abcd", -1);
      gate_fixture_assert_reply (fds[i], "POST / 4");
      close (fds[i]);
    }
}

static void
test_one_source_leaves_room_for_others (GateFixture *f, gconstpointer unused)
{
  int fds[4], other, proxy[8];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect_from ("127.0.0.2", f->port);
      wire_send (fds[i], GET, -1);
      gate_fixture_assert_reply (fds[i], "GET / 0");
    }
  gate_fixture_assert_closed (wire_connect_from ("127.0.0.2", f->port));

  other = wire_connect_from ("127.0.0.3", f->port);
  wire_send (other, GET, -1);
  gate_fixture_assert_reply (other, "GET / 0");
  for (guint i = 0; i < G_N_ELEMENTS (proxy); i++)
    {
      proxy[i] = wire_connect (f->port);
      wire_send (proxy[i], GET, -1);
      gate_fixture_assert_reply (proxy[i], "GET / 0");
    }
  gate_fixture_wait_for_connections (f, 4 + 1 + 8);
  g_assert_cmpuint (f->sources, ==, 2);

  close (fds[0]);
  gate_fixture_wait_for_connections (f, 3 + 1 + 8);
  fds[0] = wire_connect_from ("127.0.0.2", f->port);
  wire_send (fds[0], GET, -1);
  gate_fixture_assert_reply (fds[0], "GET / 0");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  close (other);
  for (guint i = 0; i < G_N_ELEMENTS (proxy); i++)
    close (proxy[i]);
  gate_fixture_wait_for_connections (f, 0);
  g_assert_cmpuint (f->sources, ==, 0);
}

static void
test_lack_of_descriptors_is_survived (GateFixture *f, gconstpointer unused)
{
  struct rlimit old, low;
  guint taken = 0;
  int fds[20];

  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 200);
  gate_fixture_wait_for_connections (f, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = wire_socket ();
  getrlimit (RLIMIT_NOFILE, &old);
  low = old;
  low.rlim_cur = MAX ((guint)fds[G_N_ELEMENTS (fds) - 1] + 1, wire_count_fds ()) + 3;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &low), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      wire_join (fds[i], f->port);
      wire_send (fds[i], GET, -1);
      taken += wire_read_reply (fds[i], NULL, NULL) == 200;
    }
  g_assert_cmpuint (taken, >, 0);
  g_assert_cmpuint (taken, <, G_N_ELEMENTS (fds));

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &old), ==, 0);
  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static void
close_gate (gpointer gate)
{
  srv_gate_close (gate);
}

static void
test_close_lets_requests_finish (GateFixture *f, gconstpointer unused)
{
  int idle = wire_connect (f->port), busy = wire_connect (f->port);

  wire_send (idle, GET, -1);
  gate_fixture_assert_reply (idle, "GET / 0");
  wire_send (busy, "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n",
             -1);
  g_assert_cmpuint (wire_read_reply (busy, NULL, NULL), ==, 100);
  wire_thread_call (f->thread, close_gate, f->gate);
  gate_fixture_assert_closed (idle);
  wire_send (busy, "abcd" GET, -1);
  gate_fixture_assert_reply (busy, "POST / 4");
  gate_fixture_assert_closed (busy);
  gate_fixture_wait_for_connections (f, 0);
}

static void
try_addresses (gpointer data)
{
  static const char *const addresses[] = { "",
                                           ":",
                                           ":80",
                                           "127.0.0.1",
                                           "127.0.0.1:",
                                           "127.0.0.1:x",
                                           "127.0.0.1:65536",
                                           "127.0.0.1:-1",
                                           "localhost:80",
                                           "::1:80",
                                           "[::1]",
                                           "[]:80",
                                           "[::1:80",
                                           "127.0.0.1:80 ",
                                           "999.0.0.1:80" };
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  g_autoptr (SrvGate) gate = srv_gate_new (soup);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (srv_gate_listen (gate, addresses[i], &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static void
take_port (gpointer data)
{
  GateFixture *f = data;
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", f->port);
  g_autoptr (GError) error = NULL;

  g_assert_false (srv_gate_listen (f->gate, address, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static void
test_addresses_are_checked (GateFixture *f, gconstpointer unused)
{
  wire_thread_call (f->thread, try_addresses, NULL);
  wire_thread_call (f->thread, take_port, f);
  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 200);
}

/* of nobody, for this test */
static const char PEM[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBfzCCASWgAwIBAgIUJBjZsw9bTOeyNt4TCo1kUt08lPUwCgYIKoZIzj0EAwIw\n"
                          "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDAzMzUwM1oYDzIxMjYxMDMx\n"
                          "MDMzNTAzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
                          "PQMBBwNCAARl9oe7RgPvDROtsdWFbajy2GxTuD+GBKKYDe4/pYCIMaKYVagAAklr\n"
                          "29rk367OsinNW0s7X6OJOtrikQ//h6fqo1MwUTAdBgNVHQ4EFgQUf3JNxJ7ej/OX\n"
                          "ex4lxDgTTr1IIXMwHwYDVR0jBBgwFoAUf3JNxJ7ej/OXex4lxDgTTr1IIXMwDwYD\n"
                          "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAmUtlcI20DidY7R/bNFVG\n"
                          "agWhaZB/Zl7lCEo2+VbaJ6oCIBeE0Wzzw6ks9CUpFIdxJzb8ryYYlshl/lPK+EBG\n"
                          "V4Bo\n"
                          "-----END CERTIFICATE-----\n"
                          "-----BEGIN PRIVATE KEY-----\n"
                          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfaawSWUppfxHq/qc\n"
                          "/26m6QzuTkCPMnaugDYz07yuOJmhRANCAARl9oe7RgPvDROtsdWFbajy2GxTuD+G\n"
                          "BKKYDe4/pYCIMaKYVagAAklr29rk367OsinNW0s7X6OJOtrikQ//h6fq\n"
                          "-----END PRIVATE KEY-----\n";

static void
begin_tls (GateFixture *f, guint seconds)
{
  g_autofree char *dir = test_folder_new (), *path = g_build_filename (dir, "both.pem", NULL);
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;

  /* a client reads this once, which may take longer than a handshake may */
  trusted = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_file_set_contents_full (path, PEM, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  f->tls = srv_tls_load (path, path, &error);
  g_assert_no_error (error);
  test_folder_remove (g_steal_pointer (&dir));
  f->seconds = seconds;
  gate_fixture_set_up (f, NULL);
}

static void
set_up_impatient_tls (GateFixture *f, gconstpointer unused)
{
  begin_tls (f, 3);
}

static void
set_up_patient_tls (GateFixture *f, gconstpointer unused)
{
  begin_tls (f, 1000);
}

static gboolean
accept_any (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors,
            gpointer user)
{
  return TRUE;
}

static void
on_client_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *connectable,
                 GIOStream *connection, gpointer user)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_any), NULL);
}

static GSocketConnection *
connect_tls (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_tls (client, TRUE);
  g_socket_client_set_timeout (client, 20);
  g_signal_connect (client, "event", G_CALLBACK (on_client_event), NULL);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
send_tls (GSocketConnection *connection, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                             strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* All that comes until the server says that it is all, up to @size bytes. */
static char *
read_tls (GSocketConnection *connection, gsize size)
{
  g_autoptr (GError) error = NULL;
  char *buffer = g_malloc (size + 1);
  gsize length;

  g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, size,
                           &length, NULL, &error);
  g_assert_no_error (error);
  buffer[length] = '\0';
  return buffer;
}

static char *
ask_tls (guint16 port, const char *text)
{
  g_autoptr (GSocketConnection) connection = connect_tls (port);

  send_tls (connection, text);
  return read_tls (connection, 4096);
}

static void
test_tls_requests_pass_the_same_gate (GateFixture *f, gconstpointer unused)
{
  g_autofree char *good
      = ask_tls (f->port, GET "GET /x HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  g_autofree char *refused = ask_tls (f->port, "GET / HTTP/1.1\r\n\r\n");

  g_assert_nonnull (strstr (good, "\r\n\r\nGET / 0HTTP/1.1 200 OK\r\n"));
  g_assert_true (g_str_has_suffix (good, "GET /x 0"));
  g_assert_true (g_str_has_prefix (refused, "HTTP/1.1 400 "));
  g_assert_cmpint (g_atomic_int_get (&f->seen), ==, 2);
  gate_fixture_wait_for_connections (f, 0);
}

/* However long it takes anybody to finish a handshake who begins one. */
static void
test_who_begins_no_handshake_is_cut_off (GateFixture *f, gconstpointer unused)
{
  g_assert_cmpuint (wire_ask (f->port, GET, -1), ==, 0);
  gate_fixture_assert_closed (wire_connect (f->port));
  gate_fixture_wait_for_connections (f, 0);
  g_assert_cmpint (g_atomic_int_get (&f->seen), ==, 0);
}

/* More than the buffers between, both ways, and a client that reads late. */
static void
test_tls_carries_large_bodies (GateFixture *f, gconstpointer unused)
{
  g_autoptr (GSocketConnection) connection = connect_tls (f->port);
  g_autofree char *body = g_strnfill (3000000, 'x'), *reply = NULL;
  const char *large;

  send_tls (connection, "POST / HTTP/1.1\r\n" HOST "Content-Length: 3000000\r\n\r\n");
  send_tls (connection, body);
  send_tls (connection, "GET /large HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  g_usleep (100 * 1000);
  reply = read_tls (connection, LARGE + 4096);
  large = strstr (reply, "\r\n\r\nPOST / 3000000HTTP/1.1 200 OK\r\n");
  g_assert_nonnull (large);
  large = strstr (large + 4, "\r\n\r\n");
  g_assert_nonnull (large);
  g_assert_cmpuint (strspn (large + 4, "x"), ==, LARGE);
  g_assert_cmpuint (strlen (large + 4), ==, LARGE);
}

/* Without a byte, in the middle of their first message, and after it. */
static void
test_unfinished_handshakes_hold_up_nobody (GateFixture *f, gconstpointer unused)
{
  static const char *const beginnings[] = { "", "\x16\x03\x01\x02", "\x16\x03\x01\x02\x07\x01" };
  int fds[300];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = wire_connect (f->port);
      wire_send (fds[i], beginnings[i % G_N_ELEMENTS (beginnings)], -1);
    }
  gate_fixture_wait_for_connections (f, G_N_ELEMENTS (fds));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *reply
          = ask_tls (f->port, GET "GET /x HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");

      g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200 OK\r\n"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
  gate_fixture_wait_for_connections (f, 0);
}

#define ADD(name, set_up, function)                                                                \
  g_test_add ("/gate/" name, GateFixture, NULL, set_up, function, gate_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("slow-heads-and-bodies-are-timed-out", gate_fixture_set_up_impatient,
       test_slow_heads_and_bodies_are_timed_out);
  ADD ("dripping-head-does-not-win-time", gate_fixture_set_up_impatient,
       test_dripping_head_does_not_win_time);
  ADD ("idle-connections-are-closed", gate_fixture_set_up_impatient,
       test_idle_connections_are_closed);
  ADD ("clients-that-do-not-read-are-cut", gate_fixture_set_up_impatient,
       test_clients_that_do_not_read_are_cut);
  g_test_add_func ("/gate/close-wakes-a-blocked-writer", test_close_wakes_a_blocked_writer);
  ADD ("leaving-clients-leave-nothing", gate_fixture_set_up, test_leaving_clients_leave_nothing);
  ADD ("connections-are-capped", gate_fixture_set_up_small, test_connections_are_capped);
  ADD ("waiting-connections-make-room", gate_fixture_set_up_small,
       test_waiting_connections_make_room);
  ADD ("one-source-leaves-room-for-others", gate_fixture_set_up_fair,
       test_one_source_leaves_room_for_others);
  ADD ("lack-of-descriptors-is-survived", gate_fixture_set_up,
       test_lack_of_descriptors_is_survived);
  ADD ("close-lets-requests-finish", gate_fixture_set_up, test_close_lets_requests_finish);
  ADD ("addresses-are-checked", gate_fixture_set_up, test_addresses_are_checked);
  ADD ("tls-requests-pass-the-same-gate", set_up_patient_tls, test_tls_requests_pass_the_same_gate);
  ADD ("who-begins-no-handshake-is-cut-off", set_up_impatient_tls,
       test_who_begins_no_handshake_is_cut_off);
  ADD ("tls-carries-large-bodies", set_up_patient_tls, test_tls_carries_large_bodies);
  ADD ("unfinished-handshakes-hold-up-nobody", set_up_patient_tls,
       test_unfinished_handshakes_hold_up_nobody);

  return g_test_run ();
}

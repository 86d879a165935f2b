/* test-stream.c: only requests that are read one way reach SoupServer, wherever they stand */
#include "gate-fixture.h"
#include "srv-limits.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_plain_requests_pass (GateFixture *f, gconstpointer unused)
{
  static const char *const good[] = {
    GET,
    "GET / HTTP/1.0\r\n" HOST "\r\n",
    "GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
    "HEAD /a/b?c=d&e=%2F%00 HTTP/1.1\r\nhOST:localhost:8080\t \r\nX: \xc3\xa4 \r\n\r\n",
    "GET /%C3%A4%20%25/.x/..y/%2Ez?/../ HTTP/1.1\r\nHost: [::1]:1\r\nConnection: TE, close\r\n\r\n",
    "DELETE /x HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
    "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nConnection: close\r\n\r\nabc",
    "PUT / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
    "PATCH / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nAccept:\r\n\r\nx",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      int fd = wire_connect (f->port);
      g_autofree char *reply = NULL;

      wire_send (fd, good[i], -1);
      shutdown (fd, SHUT_WR);
      reply = wire_read_all (fd);
      if (strstr (reply, "200 OK") == NULL)
        g_error ("refused: %s", good[i]);
      g_assert_null (strstr (reply, "400"));
      g_assert_cmpint (f->seen, ==, i + 1);
    }
}

static const struct
{
  const char *text;
  guint status;
} bad[] = {
  /* framing of the body */
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400 },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411 },
  { "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", 411 },
  { "POST / HTTP/1.1\r\n" HOST "tRANSFER-eNCODING:\tx, chunked\r\n\r\n0\r\n\r\n", 411 },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n", 411 },
  { "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\n\r\n0\r\n\r\n", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400 },
  { "POST / HTTP/1.1\r\n" HOST "CONTENT-LENGTH: 3\r\nContent-Length: 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3.0\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: \xd9\xa3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: -3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 03\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999999\r\n\r\n", 413 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 8589934593\r\n\r\n", 413 },
  { "POST / HTTP/1.1\r\n" HOST "\r\n", 411 },
  { "PUT / HTTP/1.0\r\n" HOST "\r\n", 411 },
  { "GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 400 },
  { "DELETE / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc", 400 },
  { "POST / HTTP/1.0\r\n" HOST "Content-Length: 3\r\nConnection: content-length\r\n\r\nabc", 400 },
  { "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nExpect: 200-ok\r\n\r\nabc", 417 },
  /* hosts */
  { "GET / HTTP/1.1\r\n\r\n", 400 },
  { "GET /?a HTTP/1.0\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 400 },
  /* lines */
  { "GET / HTTP/1.1\n" HOST "\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost: localhost\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: b\rC: d\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: b\r\n\tc\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "Content-Length : 0\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A(b): c\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: \x01\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: \x7f\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "A: \xff\r\n\r\n", 400 },
  { "\r\n" GET, 400 },
  { "\r\n\r\n", 400 },
  /* request lines */
  { "GET  / HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET / HTTP/1.1 \r\n" HOST "\r\n", 400 },
  { " GET / HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET\t/ HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /\r\n" HOST "\r\n", 400 },
  { "GET\r\n\r\n", 400 },
  { "GET / HTTP/1.2\r\n" HOST "\r\n", 400 },
  { "GET / HTTP/2.0\r\n" HOST "\r\n", 400 },
  { "GET / http/1.1\r\n" HOST "\r\n", 400 },
  { "GET / HTTP/1.1.1\r\n" HOST "\r\n", 400 },
  { "get / HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "CONNECT localhost:80 HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "CONNECT / HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "TRACE / HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "BREW / HTTP/1.1\r\n" HOST "\r\n", 405 },
  { "G(T / HTTP/1.1\r\n" HOST "\r\n", 400 },
  /* targets */
  { "GET http://localhost/ HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET https://localhost/ HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET //localhost/%2e%2e%2Fa HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET * HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET x HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%2Fb HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%2fb HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%5Cb HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a\\b HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%00b HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%0d%0ab HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a%7F HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /% HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /%4 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /%zz HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /?%zz HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /%ff HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /%c0%af HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /\xc3\xa4 HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a/../b HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a/.. HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /./a HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /%2e%2E/a HTTP/1.1\r\n" HOST "\r\n", 400 },
  { "GET /a/%2e HTTP/1.1\r\n" HOST "\r\n", 400 },
  /* the rest */
  { "GET / HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "Upgrade: h2c\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "Connection: close, host\r\n\r\n", 400 },
  { "GET / HTTP/1.1\r\n" HOST "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 400 },
  { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400 },
  { "\x16\x03\x01\x02", 400 },
};

static void
test_ambiguous_heads_are_refused (GateFixture *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      int fd = wire_connect (f->port);
      guint status;

      wire_send (fd, bad[i].text, -1);
      status = wire_read_reply (fd, NULL, NULL);
      if (status != bad[i].status)
        g_error ("%u and not %u for: %s", status, bad[i].status, bad[i].text);
      gate_fixture_assert_closed (fd);
    }

  g_assert_cmpint (f->seen, ==, 0);
  gate_fixture_wait_for_connections (f, 0);
}

static void
test_nul_is_refused (GateFixture *f, gconstpointer unused)
{
  static const char line[] = "GET /\0 HTTP/1.1\r\n" HOST "\r\n";
  static const char value[] = "GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n";

  g_assert_cmpuint (wire_ask (f->port, line, sizeof line - 1), ==, 400);
  g_assert_cmpuint (wire_ask (f->port, value, sizeof value - 1), ==, 400);
  g_assert_cmpint (f->seen, ==, 0);
}

/* Whatever its place in the connection: as the first request, behind another one and behind a body.
 */
static void
test_refused_behind_good_requests (GateFixture *f, gconstpointer unused)
{
  static const char first[] = "POST /x HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello" GET;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      int fd = wire_connect (f->port);
      g_autofree char *text = g_strconcat (first, bad[i].text, NULL);

      f->seen = 0;
      wire_send (fd, text, -1);
      gate_fixture_assert_reply (fd, "POST /x 5");
      gate_fixture_assert_reply (fd, "GET / 0");
      g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, bad[i].status);
      gate_fixture_assert_closed (fd);
      g_assert_cmpint (f->seen, ==, 2);
    }
}

static void
test_405_names_the_methods (GateFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *head = NULL;

  wire_send (fd, "TRACE / HTTP/1.1\r\n" HOST "\r\n", -1);
  g_assert_cmpuint (wire_read_reply (fd, &head, NULL), ==, 405);
  g_assert_nonnull (strstr (head, "\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE\r\n"));
  g_assert_nonnull (strstr (head, "\r\nConnection: close\r\n"));
  close (fd);
}

static void
test_long_heads_are_refused (GateFixture *f, gconstpointer unused)
{
  g_autofree char *fill = g_strnfill (SRV_MAX_HEAD, 'a');
  g_autofree char *line = g_strconcat ("GET /", fill, fill, NULL);
  g_autofree char *header = g_strconcat ("GET / HTTP/1.1\r\n" HOST "A: ", fill, fill, NULL);
  g_autoptr (GString) many = g_string_new ("GET / HTTP/1.1\r\n" HOST);
  g_autofree char *target
      = g_strdup_printf ("GET /%.*s HTTP/1.1\r\n" HOST "\r\n", SRV_MAX_TARGET - 1, fill);
  g_autofree char *longer
      = g_strdup_printf ("GET /%.*s HTTP/1.1\r\n" HOST "\r\n", SRV_MAX_TARGET, fill);

  for (guint i = 1; i < SRV_MAX_HEADERS; i++)
    g_string_append_printf (many, "A: %u\r\n", i);
  g_string_append (many, "\r\n");
  g_assert_cmpuint (wire_ask (f->port, many->str, -1), ==, 200);
  g_string_truncate (many, many->len - 2);
  g_string_append (many, "One: more\r\n\r\n");
  g_assert_cmpuint (wire_ask (f->port, many->str, -1), ==, 431);

  g_assert_cmpuint (wire_ask (f->port, line, -1), ==, 414);
  g_assert_cmpuint (wire_ask (f->port, header, -1), ==, 431);
  g_assert_cmpuint (wire_ask (f->port, target, -1), ==, 200);
  g_assert_cmpuint (wire_ask (f->port, longer, -1), ==, 414);
}

static void
test_connection_stays_for_more_requests (GateFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);

  for (guint i = 0; i < 20; i++)
    {
      wire_send (fd, i % 2 == 0 ? GET : "POST /a HTTP/1.1\r\n" HOST "Content-Length: 4\r\n\r\nbody",
                 -1);
      gate_fixture_assert_reply (fd, i % 2 == 0 ? "GET / 0" : "POST /a 4");
    }
  close (fd);
  g_assert_cmpint (f->seen, ==, 20);
  gate_fixture_wait_for_connections (f, 0);
}

#define PIPELINE                                                                                   \
  "POST /1 HTTP/1.1\r\n" HOST "Content-Length: 37\r\n\r\n"                                         \
  "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n.\n" GET "PUT /2 HTTP/1.1\r\n" HOST                    \
  "Content-Length: 0\r\n\r\nHEAD /3 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n" GET

static void
assert_pipeline (int fd)
{
  g_autofree char *rest = NULL;

  gate_fixture_assert_reply (fd, "POST /1 37");
  gate_fixture_assert_reply (fd, "GET / 0");
  gate_fixture_assert_reply (fd, "PUT /2 0");
  rest = wire_read_all (fd);
  g_assert_true (g_str_has_prefix (rest, "HTTP/1.1 200 OK\r\n"));
  g_assert_true (g_str_has_suffix (rest, "\r\n\r\n"));
}

static void
test_pipeline_in_any_pieces (GateFixture *f, gconstpointer unused)
{
  static const char text[] = PIPELINE;

  for (gsize cut = 1; cut < strlen (text); cut += 3)
    {
      int fd = wire_connect (f->port);

      f->seen = 0;
      wire_send (fd, text, cut);
      g_usleep (200);
      wire_send (fd, text + cut, -1);
      assert_pipeline (fd);
      g_assert_cmpint (f->seen, ==, 4);
    }
}

static void
test_pipeline_byte_by_byte (GateFixture *f, gconstpointer unused)
{
  static const char text[] = PIPELINE;
  int fd = wire_connect (f->port);

  for (gsize i = 0; i < strlen (text); i++)
    {
      wire_send (fd, text + i, 1);
      g_usleep (100);
    }
  assert_pipeline (fd);
}

static void
test_body_is_asked_for (GateFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);

  wire_send (fd, "POST / HTTP/1.1\r\n" HOST "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
             -1);
  g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 100);
  wire_send (fd, "ab", -1);
  gate_fixture_assert_reply (fd, "POST / 2");
  wire_send (fd, GET, -1);
  gate_fixture_assert_reply (fd, "GET / 0");
  close (fd);
}

static void
test_large_body_passes (GateFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *body = g_strnfill (3 * 1024 * 1024 + 7, 'x');

  wire_send (fd, "POST / HTTP/1.1\r\n" HOST "Content-Length: 3145735\r\n\r\n", -1);
  g_assert_true (wire_send (fd, body, -1));
  wire_send (fd, GET, -1);
  gate_fixture_assert_reply (fd, "POST / 3145735");
  gate_fixture_assert_reply (fd, "GET / 0");
  close (fd);
}

#define ADD(name, set_up, function)                                                                \
  g_test_add ("/stream/" name, GateFixture, NULL, set_up, function, gate_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("plain-requests-pass", gate_fixture_set_up, test_plain_requests_pass);
  ADD ("ambiguous-heads-are-refused", gate_fixture_set_up, test_ambiguous_heads_are_refused);
  ADD ("nul-is-refused", gate_fixture_set_up, test_nul_is_refused);
  ADD ("refused-behind-good-requests", gate_fixture_set_up, test_refused_behind_good_requests);
  ADD ("405-names-the-methods", gate_fixture_set_up, test_405_names_the_methods);
  ADD ("long-heads-are-refused", gate_fixture_set_up, test_long_heads_are_refused);
  ADD ("connection-stays-for-more-requests", gate_fixture_set_up,
       test_connection_stays_for_more_requests);
  ADD ("pipeline-in-any-pieces", gate_fixture_set_up, test_pipeline_in_any_pieces);
  ADD ("pipeline-byte-by-byte", gate_fixture_set_up, test_pipeline_byte_by_byte);
  ADD ("body-is-asked-for", gate_fixture_set_up, test_body_is_asked_for);
  ADD ("large-body-passes", gate_fixture_set_up, test_large_body_passes);

  return g_test_run ();
}

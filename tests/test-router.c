/* test-router.c: requests reach the handler that they are for, and no other ones do */
#include "router-fixture.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- routes ---- */

static void
test_routes_match_exactly (RouterFixture *f, gconstpointer unused)
{
  static const char *const missing[] = { "GET /",
                                         "GET /api/v1/hellofoo",
                                         "GET /api/v1/hell",
                                         "GET /api/v1/hello/",
                                         "GET /api/v1//hello",
                                         "GET /api/v1/items/",
                                         "GET /api/v1/items",
                                         "GET /api/v1/items/a/b",
                                         "GET /API/v1/hello",
                                         "POST /api/v1/items//accept",
                                         "POST /api/v1/items/a/accept/",
                                         "GET /api/v1/items/*/x",
                                         "GET //api/v1/hello" };

  router_fixture_assert_answer (f, "GET /api/v1/hello", NULL, NULL, "200 GET /api/v1/hello ");
  router_fixture_assert_answer (f, "GET /api/v1/hello?a=b", NULL, NULL, "200 GET /api/v1/hello ");
  router_fixture_assert_answer (f, "GET /api/v1/items/42", NULL, NULL,
                                "200 GET /api/v1/items/42 42");
  router_fixture_assert_answer (f, "GET /api/v1/items/a%20%C3%A4%25%3F%23", NULL, NULL,
                                "200 GET /api/v1/items/a ä%?# a ä%?#");
  router_fixture_assert_answer (f, "GET /api/v1/items/%252F", NULL, NULL,
                                "200 GET /api/v1/items/%2F %2F");
  router_fixture_assert_answer (f, "POST /api/v1/items/7/accept", NULL, "",
                                "200 POST /api/v1/items/7/accept 7");
  router_fixture_assert_answer (f, "DELETE /api/v1/items/7", NULL, NULL, "204 ");

  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autofree char *answer
          = router_fixture_ask (f, missing[i], NULL, missing[i][0] == 'P' ? "" : NULL);

      if (!g_str_has_prefix (answer, "404 "))
        g_error ("%s for %s", answer, missing[i]);
    }
}

static void
test_other_methods_are_told_which (RouterFixture *f, gconstpointer unused)
{
  static const char *const asked[][2] = {
    { "POST /api/v1/hello", "GET, HEAD" },
    { "PUT /api/v1/items/1", "GET, HEAD, DELETE" },
    { "GET /api/v1/echo", "POST" },
    { "GET /api/v1/own", "HEAD" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      int fd = wire_connect (f->port);
      g_autofree char *head = NULL, *allow = g_strdup_printf ("\r\nAllow: %s\r\n", asked[i][1]);
      g_autoptr (GString) body = NULL;

      router_fixture_send_request (fd, asked[i][0], NULL, asked[i][0][0] == 'P' ? "" : NULL);
      g_assert_cmpuint (wire_read_reply (fd, &head, &body), ==, 405);
      g_assert_nonnull (strstr (head, allow));
      g_assert_nonnull (strstr (body->str, "{\"code\":\"method\","));
      close (fd);
    }
}

static void
test_head_is_get_without_body (RouterFixture *f, gconstpointer unused)
{
  static const char *const asked[][2] = {
    { "HEAD /api/v1/hello", "\r\nContent-Length: 19\r\n" },
    { "HEAD /api/v1/stream?n=5000000&claim=5000000", "\r\nContent-Length: 5000000\r\n" },
    { "HEAD /api/v1/stream?n=5000000", "\r\nTransfer-Encoding: chunked\r\n" },
    { "HEAD /api/v1/own", "HTTP/1.1 204 " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      int fd = wire_connect (f->port);
      g_autofree char *reply = NULL;

      router_fixture_send_request (fd, asked[i][0], "Connection: close\r\n", NULL);
      reply = wire_read_all (fd);
      g_assert_nonnull (strstr (reply, asked[i][1]));
      g_assert_true (g_str_has_suffix (reply, "\r\n\r\n"));
    }
}

/* ---- what a handler reads ---- */

static void
test_request_is_reflected (RouterFixture *f, gconstpointer unused)
{
  static const char *const asked[][3] = {
    { "", NULL, "(null)|(null)|(null)|(null)|en" },
    { "?", NULL, "(null)|(null)|(null)|(null)|en" },
    { "?x=1&x=2", "X-Other: a\r\nx-oTHER: b\r\n", "1|a, b|(null)|(null)|en" },
    { "?a&x&y=", NULL, "|(null)|(null)|(null)|en" },
    { "?y=x=1&%78=a+b%20c%26=d", NULL, "a b c&=d|(null)|(null)|(null)|en" },
    { "", "Cookie: x=1\r\n", "(null)|(null)|1|(null)|en" },
    { "", "Cookie: ax=1; x=2; x=3\r\n", "(null)|(null)|2|(null)|en" },
    { "", "Cookie: $Version=1; y=0; x=a=b; $Path=\"/\"; ; x\r\n", "(null)|(null)|a=b|(null)|en" },
    { "", "Cookie: y=1\r\nCookie:x=2\r\n", "(null)|(null)|2|(null)|en" },
    { "", "Cookie: x\r\n", "(null)|(null)|(null)|(null)|en" },
    { "", "Cookie: =x;;;\r\n", "(null)|(null)|(null)|(null)|en" },
    { "", "Authorization: Bearer abc\r\n", "(null)|(null)|(null)|abc|en" },
    { "", "Authorization: bearer  abc\r\n", "(null)|(null)|(null)|abc|en" },
    { "", "Authorization: Bearer\r\n", "(null)|(null)|(null)|(null)|en" },
    { "", "Authorization: Basic abc\r\n", "(null)|(null)|(null)|(null)|en" },
    { "?lang=de", "Accept-Language: en\r\n", "(null)|(null)|(null)|(null)|de" },
    { "?lang=fr", "Accept-Language: de-AT\r\n", "(null)|(null)|(null)|(null)|de" },
    { "", "Accept-Language: fr, de;q=0.5, en;q=0.4\r\n", "(null)|(null)|(null)|(null)|de" },
    { "", "Accept-Language: en;q=0.4, de;q=0.5\r\n", "(null)|(null)|(null)|(null)|de" },
    { "", "Accept-Language: de;q=0\r\n", "(null)|(null)|(null)|(null)|en" },
    { "", "Accept-Language: den, *, ;q=,,x;q=99\r\n", "(null)|(null)|(null)|(null)|en" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autofree char *line = g_strconcat ("GET /api/v1/reflect", asked[i][0], NULL);
      g_autofree char *expected = g_strconcat ("200 ", asked[i][2], NULL);

      router_fixture_assert_answer (f, line, asked[i][1], NULL, expected);
    }
}

static void
test_query_that_is_no_text_is_refused (RouterFixture *f, gconstpointer unused)
{
  static const char *const asked[]
      = { "?x=%ff", "?x=a%00b", "?x=%c0%af", "?x=%ed%a0%80", "?%ff", "?y=1&x=%ff&x=1" };

  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autofree char *line = g_strconcat ("GET /api/v1/reflect", asked[i], NULL);

      router_fixture_assert_answer (f, line, NULL, NULL,
                                    "400 {\"code\":\"invalid\",\"detail\":\"the query holds"
                                    " something that is no text\"}");
    }
}

static void
test_bodies_come_whole (RouterFixture *f, gconstpointer unused)
{
  g_autofree char *body = g_strnfill (1000000, 'b'), *expected = g_strconcat ("200 ", body, NULL);

  router_fixture_assert_answer (f, "POST /api/v1/echo", NULL, "", "200 ");
  router_fixture_assert_answer (f, "POST /api/v1/echo", NULL, "x", "200 x");
  router_fixture_assert_answer (f, "POST /api/v1/echo", NULL, body, expected);
}

static void
test_json_bodies_are_checked (RouterFixture *f, gconstpointer unused)
{
  static const char *const bad[] = { "", "{", "[]", "{\"a\":1,\"a\":2}", "\xff" };

  router_fixture_assert_answer (f, "POST /api/v1/json", NULL, "{\"a\": [1]}", "201 {\"a\":[1]}");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *answer = router_fixture_ask (f, "POST /api/v1/json", NULL, bad[i]);

      g_assert_true (g_str_has_prefix (answer, "400 {\"code\":\"invalid\",\"detail\":\""));
    }
}

#define FORM_TYPE "Content-Type: application/x-www-form-urlencoded\r\n"
#define PARTS_TYPE "Content-Type: multipart/form-data; boundary=B\r\n"
#define PART "--B\r\nContent-Disposition: form-data; name="

static void
test_forms_are_read (RouterFixture *f, gconstpointer unused)
{
  router_fixture_assert_answer (f, "POST /form", FORM_TYPE, "a=1&b=%C3%A4&a=2&c", "200 3 1 ä");
  router_fixture_assert_answer (f, "POST /form", FORM_TYPE, "", "200 0 (null) (null)");
  router_fixture_assert_answer (f, "POST /form", PARTS_TYPE,
                                PART "a\r\n\r\nx\r\n" PART "b; filename=\"\"\r\n\r\n\r\n" PART
                                     "a\r\n\r\ny\r\n--B--",
                                "200 1 x (null)");
  router_fixture_assert_answer (f, "POST /form", PARTS_TYPE,
                                PART "a; filename=\"f\"\r\n\r\nx\r\n--B--",
                                "400 <p>no file is expected here");
  router_fixture_assert_answer (f, "POST /form", FORM_TYPE, "a=%ff",
                                "400 <p>a field of the form is not text");
  router_fixture_assert_answer (f, "POST /form", FORM_TYPE, "a=%00",
                                "400 <p>a field of the form is not text");
  router_fixture_assert_answer (f, "POST /form", NULL, "a=1",
                                "400 <p>not a form of a kind known here");
  router_fixture_assert_answer (f, "POST /form", PARTS_TYPE, "a=1",
                                "400 <p>the form does not begin with its boundary");
}

/* ---- who may ---- */

static void
test_users_are_authenticated_first (RouterFixture *f, gconstpointer unused)
{
  router_fixture_assert_answer (f, "GET /api/v1/user", BEARER, NULL, "200 sixteen letters. 0");
  router_fixture_assert_answer (f, "POST /api/v1/user", BEARER, "", "200 sixteen letters. 0");
  router_fixture_assert_answer (f, "POST /api/v1/user", BEARER, "body", "200 sixteen letters. 4");
  router_fixture_assert_answer (f, "GET /api/v1/user", NULL, NULL,
                                "401 {\"code\":\"auth\",\"detail\":\"sign in first\"}");
  router_fixture_assert_answer (f, "POST /api/v1/user", "Authorization: Bearer other\r\n", "body",
                                "401 {\"code\":\"auth\",\"detail\":\"sign in first\"}");
}

static void
test_strangers_cannot_send_bodies (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autofree char *head = NULL;

  /* the reply comes though not a byte of the body has */
  wire_send (fd, "PUT /api/v1/blobs/x HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\n", -1);
  g_assert_cmpuint (wire_read_reply (fd, &head, NULL), ==, 401);
  g_assert_nonnull (strstr (head, "\r\nWWW-Authenticate: Bearer\r\n"));
  g_assert_nonnull (strstr (head, "\r\nConnection: close\r\n"));
  g_assert_nonnull (strstr (head, "\r\nX-Content-Type-Options: nosniff\r\n"));
  close (fd);
  g_assert_cmpint (g_atomic_int_get (&f->fed), ==, 0);
}

/* ---- bodies that stream ---- */

static void
test_sinks_take_bodies (RouterFixture *f, gconstpointer unused)
{
  g_autofree char *body = g_strnfill (5000000, 'b');
  int fd = wire_connect (f->port);
  g_autoptr (GString) text = NULL;

  router_fixture_send_request (fd, "PUT /api/v1/blobs/x", BEARER, body);
  g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, 200);
  g_assert_cmpstr (text->str, ==, "5000000");
  router_fixture_wait_for_number (&f->sinks, 0);
  g_atomic_int_set (&f->fed, 0);
  router_fixture_send_request (fd, "PUT /api/v1/blobs/x", BEARER "Expect: 100-continue\r\n", "");
  g_string_free (g_steal_pointer (&text), TRUE);
  if (wire_read_reply (fd, NULL, &text) == 100)
    {
      g_string_free (g_steal_pointer (&text), TRUE);
      g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, 200);
    }
  g_assert_cmpstr (text->str, ==, "0");
  close (fd);
}

static void
test_sinks_and_prepare_can_refuse (RouterFixture *f, gconstpointer unused)
{
  g_autofree char *body = g_strnfill (500000, 'b');

  router_fixture_assert_answer (f, "PUT /api/v1/blobs/gone", BEARER, body,
                                "410 {\"code\":\"gone\",\"detail\":\"it is gone\"}");
  router_fixture_assert_answer (f, "PUT /api/v1/blobs/gone", BEARER, "",
                                "410 {\"code\":\"gone\",\"detail\":\"it is gone\"}");
  g_assert_cmpint (g_atomic_int_get (&f->fed), ==, 0);
  body[250000] = '!';
  router_fixture_assert_answer (f, "PUT /api/v1/blobs/x", BEARER, body,
                                "409 {\"code\":\"conflict\",\"detail\":\"no exclamations\"}");
  g_assert_cmpint (g_atomic_int_get (&f->fed), <=, 250000);
  router_fixture_wait_for_number (&f->sinks, 0);
}

static void
test_expected_body_is_asked_for_once_prepared (RouterFixture *f, gconstpointer unused)
{
  int fd = wire_connect (f->port);
  g_autoptr (GString) text = NULL;

  wire_send (fd,
             "PUT /api/v1/blobs/x HTTP/1.1\r\n" HOST BEARER
             "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
             -1);
  g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 100);
  g_assert_cmpint (g_atomic_int_get (&f->sinks), ==, 1);
  wire_send (fd, "abc", -1);
  g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, 200);
  g_assert_cmpstr (text->str, ==, "3");
  close (fd);

  fd = wire_connect (f->port);
  wire_send (fd,
             "PUT /api/v1/blobs/gone HTTP/1.1\r\n" HOST BEARER
             "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
             -1);
  g_assert_cmpuint (wire_read_reply (fd, NULL, NULL), ==, 410);
  close (fd);
}

static void
test_large_bodies_are_refused_unread (RouterFixture *f, gconstpointer unused)
{
  g_autofree char *piece = g_strnfill (1000000, 'b');
  int fd = wire_connect (f->port);
  g_autofree char *rest = NULL;

  wire_send (fd, "POST /api/v1/echo HTTP/1.1\r\n" HOST "Content-Length: 8000000000\r\n\r\n", -1);
  for (guint i = 0; i < 5; i++)
    wire_send (fd, piece, -1);
  shutdown (fd, SHUT_WR);
  rest = wire_read_all (fd);
  g_assert_true (g_str_has_prefix (rest, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (
      rest, "{\"code\":\"too-large\",\"detail\":\"at most 1000000 bytes are taken here\"}"));
  router_fixture_assert_answer (
      f, "POST /api/v1/json", NULL, piece,
      "413 {\"code\":\"too-large\",\"detail\":\"at most 1000 bytes are taken here\"}");
  router_fixture_assert_answer (
      f, "POST /api/v1/hello", NULL, "x",
      "405 {\"code\":\"method\",\"detail\":\"this address takes only GET, HEAD\"}");
  g_assert_cmpint (g_atomic_int_get (&f->handled), ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/router/" name, RouterFixture, NULL, router_fixture_set_up, function,               \
              router_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("routes-match-exactly", test_routes_match_exactly);
  ADD ("other-methods-are-told-which", test_other_methods_are_told_which);
  ADD ("head-is-get-without-body", test_head_is_get_without_body);
  ADD ("request-is-reflected", test_request_is_reflected);
  ADD ("query-that-is-no-text", test_query_that_is_no_text_is_refused);
  ADD ("bodies-come-whole", test_bodies_come_whole);
  ADD ("json-bodies-are-checked", test_json_bodies_are_checked);
  ADD ("forms-are-read", test_forms_are_read);
  ADD ("users-are-authenticated-first", test_users_are_authenticated_first);
  ADD ("strangers-cannot-send-bodies", test_strangers_cannot_send_bodies);
  ADD ("sinks-take-bodies", test_sinks_take_bodies);
  ADD ("sinks-and-prepare-can-refuse", test_sinks_and_prepare_can_refuse);
  ADD ("expected-body-is-asked-for-once-prepared", test_expected_body_is_asked_for_once_prepared);
  ADD ("large-bodies-are-refused-unread", test_large_bodies_are_refused_unread);

  return g_test_run ();
}

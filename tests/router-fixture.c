/* router-fixture.c: see router-fixture.h */
#include "router-fixture.h"

#include "hark-error.h"

#include <string.h>
#include <unistd.h>

/* ---- the server ---- */

static void
reply_text (SrvRequest *request, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  srv_request_reply (request, 200, "text/plain", body);
}

static void
reply_hello (SrvRequest *request)
{
  g_autofree char *text
      = g_strconcat (srv_request_get_method (request), " ", srv_request_get_path (request), " ",
                     srv_request_get_arg (request), NULL);
  RouterFixture *f = srv_request_get_context (request);

  g_atomic_int_inc (&f->handled);
  reply_text (request, text);
}

/* What the request says of "x", in all the places where it can. */
static void
reply_reflection (SrvRequest *request)
{
  g_autofree char *text = g_strdup_printf (
      "%s|%s|%s|%s|%s", srv_request_get_query (request, "x"),
      srv_request_get_header (request, "X-Other"), srv_request_get_cookie (request, "x"),
      srv_request_get_bearer (request), srv_request_get_language (request));

  reply_text (request, text);
}

static void
reply_body (SrvRequest *request)
{
  RouterFixture *f = srv_request_get_context (request);

  g_atomic_int_inc (&f->handled);
  srv_request_reply (request, 200, "application/octet-stream", srv_request_get_body (request));
}

static void
reply_user (SrvRequest *request)
{
  const guint8 *user = srv_request_get_user (request);
  g_autofree char *text = g_strdup_printf ("%.16s %" G_GSIZE_FORMAT, user,
                                           g_bytes_get_size (srv_request_get_body (request)));

  reply_text (request, text);
}

static void
reply_json (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = srv_request_read_json (request, &error);
  JsonNode *node;

  if (object == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  srv_request_reply_json (request, 201, node);
}

static void
reply_form (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = srv_request_read_form (request, &error);
  g_autofree char *text = NULL;

  if (form == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  text = g_strdup_printf ("%u %s %s", g_hash_table_size (form),
                          (char *)g_hash_table_lookup (form, "a"),
                          (char *)g_hash_table_lookup (form, "b"));
  reply_text (request, text);
}

static void
reply_redirect (SrvRequest *request)
{
  srv_request_add_header (request, "Set-Cookie", "a=b");
  srv_request_add_header (request, "Set-Cookie", "c=d");
  srv_request_add_header (request, "cache-control", "private");
  srv_request_redirect (request, "/inbox?a=b");
}

static void
reply_nothing (SrvRequest *request)
{
}

static void
reply_empty (SrvRequest *request)
{
  srv_request_reply (request, 204, NULL, NULL);
}

static void
fail_foreign (SrvRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "disk on fire");

  srv_request_fail (request, error);
}

static void
fail_auth (SrvRequest *request)
{
  g_autoptr (GError) error = g_error_new_literal (HARK_ERROR, HARK_ERROR_AUTH, "who are you?");

  srv_request_fail (request, error);
}

static void
wait_for_door (SrvRequest *request)
{
  RouterFixture *f = srv_request_get_context (request);

  g_mutex_lock (&f->lock);
  f->waiting++;
  g_cond_broadcast (&f->cond);
  while (!f->open)
    g_cond_wait (&f->cond, &f->lock);
  f->waiting--;
  g_cond_broadcast (&f->cond);
  g_mutex_unlock (&f->lock);
  reply_text (request, "waited");
}

static gint64
get_number (SrvRequest *request, const char *name, gint64 otherwise)
{
  const char *text = srv_request_get_query (request, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : otherwise;
}

/* ?n= bytes, of which ?claim= were announced */
static void
reply_stream (SrvRequest *request)
{
  RouterFixture *f = srv_request_get_context (request);
  gint64 n = get_number (request, "n", 0), claim = get_number (request, "claim", -1);
  char piece[1000];
  gboolean good = srv_request_begin (request, 200, "text/plain", claim);

  for (guint i = 0; i < sizeof piece; i++)
    piece[i] = 'a' + i % 26;
  for (; good && n > 0; n -= sizeof piece)
    good = srv_request_write (request, piece, MIN (n, (gint64)sizeof piece));
  if (!good)
    g_atomic_int_inc (&f->broken);
  g_atomic_int_inc (&f->handled);
}

static gboolean
feed_sink (gpointer sink, const guint8 *data, gsize length, GError **error)
{
  RouterFixture *f = sink;

  if (memchr (data, '!', length) != NULL)
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_CONFLICT, "no exclamations");
      return FALSE;
    }

  g_atomic_int_add (&f->fed, (gint)length);
  return TRUE;
}

static void
free_sink (gpointer sink)
{
  RouterFixture *f = sink;

  g_atomic_int_add (&f->sinks, -1);
}

static gboolean
prepare_sink (SrvRequest *request, GError **error)
{
  static const SrvSinkClass klass = { feed_sink, free_sink };
  RouterFixture *f = srv_request_get_context (request);

  if (g_str_equal (srv_request_get_arg (request), "gone"))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_GONE, "it is gone");
      return FALSE;
    }

  g_assert_nonnull (srv_request_get_user (request));
  g_atomic_int_inc (&f->sinks);
  srv_request_set_sink (request, &klass, f);
  return TRUE;
}

static void
reply_sink (SrvRequest *request)
{
  RouterFixture *f = srv_request_get_context (request);
  g_autofree char *text = g_strdup_printf ("%d", g_atomic_int_get (&f->fed));

  g_assert_true (srv_request_get_sink (request) == f);
  g_assert_cmpuint (g_bytes_get_size (srv_request_get_body (request)), ==, 0);
  reply_text (request, text);
}

static void
on_kept_gone (SrvRequest *request, gpointer user)
{
  RouterFixture *f = user;

  g_atomic_int_inc (&f->broken);
}

/* A reply that goes on without its handler, in @f->kept. */
static void
keep (SrvRequest *request)
{
  RouterFixture *f = srv_request_get_context (request);

  srv_request_begin (request, 200, "text/plain", -1);
  if (srv_request_keep (request, on_kept_gone, f))
    g_atomic_pointer_set (&f->kept, request);
}

static const SrvRoute routes[] = {
  { "GET", "/api/v1/hello", SRV_AUTH_NONE, reply_hello },
  { "GET", "/api/v1/items/*", SRV_AUTH_NONE, reply_hello },
  { "POST", "/api/v1/items/*/accept", SRV_AUTH_NONE, reply_hello, 10 },
  { "HEAD", "/api/v1/own", SRV_AUTH_NONE, reply_empty },
  { "GET", "/api/v1/reflect", SRV_AUTH_NONE, reply_reflection },
  { "GET", "/api/v1/user", SRV_AUTH_USER, reply_user },
  { "POST", "/api/v1/user", SRV_AUTH_USER, reply_user, 100 },
  { "POST", "/api/v1/echo", SRV_AUTH_NONE, reply_body, 1000000 },
  { "POST", "/api/v1/json", SRV_AUTH_NONE, reply_json, 1000 },
  { "POST", "/form", SRV_AUTH_NONE, reply_form, 1000 },
  { "GET", "/redirect", SRV_AUTH_NONE, reply_redirect },
  { "DELETE", "/api/v1/items/*", SRV_AUTH_NONE, reply_empty },
  { NULL },
};

static const SrvRoute more_routes[] = {
  { "GET", "/api/v1/silent", SRV_AUTH_NONE, reply_nothing },
  { "GET", "/api/v1/foreign", SRV_AUTH_NONE, fail_foreign },
  { "GET", "/api/v1/auth", SRV_AUTH_NONE, fail_auth },
  { "GET", "/auth", SRV_AUTH_NONE, fail_auth },
  { "GET", "/api/v1/wait", SRV_AUTH_NONE, wait_for_door },
  { "POST", "/api/v1/wait", SRV_AUTH_NONE, wait_for_door, 10 },
  { "GET", "/api/v1/stream", SRV_AUTH_NONE, reply_stream },
  { "GET", "/api/v1/keep", SRV_AUTH_USER, keep },
  { "PUT", "/api/v1/blobs/*", SRV_AUTH_USER, reply_sink, 100 * 1000 * 1000, prepare_sink },
  { NULL },
};

static gboolean
authenticate (SrvRequest *request, GError **error)
{
  if (g_strcmp0 (srv_request_get_bearer (request), "secret") != 0)
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_AUTH, "sign in first");
      return FALSE;
    }

  srv_request_set_user (request, (const guint8 *)"sixteen letters.");
  return TRUE;
}

static void
show_error (SrvRequest *request, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("<p>%s", error->message);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  srv_request_reply (request, hark_error_get_status (error->code), "text/html", body);
}

/* ---- the fixture ---- */

static void
start (gpointer data)
{
  RouterFixture *f = data;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  f->soup = soup_server_new (NULL, NULL);
  f->router = srv_router_new (f->soup, f, authenticate);
  srv_router_add (f->router, routes);
  srv_router_add (f->router, more_routes);
  srv_router_set_error_page (f->router, show_error);
  f->gate = srv_gate_new (f->soup);
  srv_gate_listen (f->gate, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  url = srv_gate_get_url (f->gate);
  f->port = wire_port (url);
}

void
router_fixture_close_router (gpointer data)
{
  RouterFixture *f = data;

  srv_router_close (f->router);
}

static void
stop_listening (gpointer data)
{
  RouterFixture *f = data;

  g_assert_finalize_object (f->gate);
}

static void
stop (gpointer data)
{
  RouterFixture *f = data;

  while (g_main_context_iteration (f->thread->context, FALSE))
    continue;
  g_assert_finalize_object (f->router);
  g_assert_finalize_object (f->soup);
}

static void
look (gpointer data)
{
  RouterFixture *f = data;

  f->connections = srv_gate_get_connections (f->gate);
}

void
router_fixture_set_up (RouterFixture *f, gconstpointer unused)
{
  g_mutex_init (&f->lock);
  g_cond_init (&f->cond);
  f->thread = wire_thread_start ();
  wire_thread_call (f->thread, start, f);
}

void
router_fixture_tear_down (RouterFixture *f, gconstpointer unused)
{
  wire_thread_call (f->thread, router_fixture_close_router, f);
  wire_thread_call (f->thread, stop_listening, f);
  wire_thread_call (f->thread, stop, f);
  wire_thread_stop (f->thread);
  g_assert_cmpint (f->sinks, ==, 0);
  g_mutex_clear (&f->lock);
  g_cond_clear (&f->cond);
}

/* ---- the client ---- */

void
router_fixture_open_door (RouterFixture *f)
{
  g_mutex_lock (&f->lock);
  f->open = TRUE;
  g_cond_broadcast (&f->cond);
  g_mutex_unlock (&f->lock);
}

void
router_fixture_wait_for_waiting (RouterFixture *f, gint count)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  g_mutex_lock (&f->lock);
  while (f->waiting != count)
    g_assert_true (g_cond_wait_until (&f->cond, &f->lock, end));
  g_mutex_unlock (&f->lock);
}

void
router_fixture_wait_for_number (gint *number, gint value)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (g_atomic_int_get (number) != value)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (2000);
    }
}

void
router_fixture_wait_for_connections (RouterFixture *f, guint count)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  do
    {
      wire_thread_call (f->thread, look, f);
      g_usleep (2000);
    }
  while (f->connections != count && g_get_monotonic_time () < end);

  g_assert_cmpuint (f->connections, ==, count);
}

void
router_fixture_send_request (int fd, const char *line, const char *headers, const char *body)
{
  g_autofree char *length
      = g_strdup_printf ("Content-Length: %zu\r\n", strlen (body != NULL ? body : ""));
  g_autofree char *text = g_strconcat (line, " HTTP/1.1\r\n" HOST, headers != NULL ? headers : "",
                                       body != NULL ? length : "", "\r\n", body, NULL);

  wire_send (fd, text, -1);
}

char *
router_fixture_ask (RouterFixture *f, const char *line, const char *headers, const char *body)
{
  int fd = wire_connect (f->port);
  g_autoptr (GString) text = NULL;
  guint status;

  router_fixture_send_request (fd, line, headers, body);
  status = wire_read_reply (fd, NULL, &text);
  close (fd);
  return g_strdup_printf ("%u %s", status, status != 0 ? text->str : "");
}

void
router_fixture_assert_answer (RouterFixture *f, const char *line, const char *headers,
                              const char *body, const char *expected)
{
  g_autofree char *answer = router_fixture_ask (f, line, headers, body);

  g_assert_cmpstr (answer, ==, expected);
}

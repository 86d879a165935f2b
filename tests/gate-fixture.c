/* gate-fixture.c: see gate-fixture.h */
#include "gate-fixture.h"

#include <string.h>

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user)
{
  GateFixture *f = user;
  g_autofree char *text
      = g_strdup_printf ("%s %s %" G_GOFFSET_FORMAT, soup_server_message_get_method (message), path,
                         soup_server_message_get_request_body (message)->length);

  g_atomic_int_inc (&f->seen);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/large"))
    {
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_TAKE,
                                        g_strnfill (LARGE, 'x'), LARGE);
      return;
    }

  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
start (gpointer data)
{
  GateFixture *f = data;
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  f->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->soup, NULL, on_request, f, NULL);
  f->gate = srv_gate_new (f->soup);
  if (f->tls != NULL)
    srv_gate_set_tls (f->gate, f->tls);
  srv_gate_set_limits (f->gate, f->max_connections, f->seconds, f->seconds);
  srv_gate_set_per_source (f->gate, f->per_source);
  srv_gate_listen (f->gate, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  url = srv_gate_get_url (f->gate);
  g_assert_true (g_str_has_prefix (url, f->tls != NULL ? "https://" : "http://127.0.0.1:"));
  f->port = wire_port (url);
}

static void
stop (gpointer data)
{
  GateFixture *f = data;

  g_assert_finalize_object (f->gate);
  g_assert_finalize_object (f->soup);
}

static void
look (gpointer data)
{
  GateFixture *f = data;

  f->connections = srv_gate_get_connections (f->gate);
  f->sources = srv_gate_get_sources (f->gate);
}

void
gate_fixture_set_up (GateFixture *f, gconstpointer unused)
{
  f->thread = wire_thread_start ();
  wire_thread_call (f->thread, start, f);
}

void
gate_fixture_set_up_impatient (GateFixture *f, gconstpointer unused)
{
  f->seconds = 1;
  gate_fixture_set_up (f, unused);
}

void
gate_fixture_set_up_small (GateFixture *f, gconstpointer unused)
{
  f->max_connections = 4;
  gate_fixture_set_up (f, unused);
}

void
gate_fixture_set_up_fair (GateFixture *f, gconstpointer unused)
{
  f->per_source = 4;
  gate_fixture_set_up (f, unused);
}

void
gate_fixture_tear_down (GateFixture *f, gconstpointer unused)
{
  wire_thread_call (f->thread, stop, f);
  wire_thread_stop (f->thread);
  g_clear_pointer (&f->tls, srv_tls_unref);
}

void
gate_fixture_wait_for_connections (GateFixture *f, guint count)
{
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  do
    {
      wire_thread_call (f->thread, look, f);
      g_usleep (2000);
    }
  while (f->connections != count && g_get_monotonic_time () < end);

  g_assert_cmpuint (f->connections, ==, count);
}

void
gate_fixture_assert_reply (int fd, const char *body)
{
  g_autoptr (GString) text = NULL;

  g_assert_cmpuint (wire_read_reply (fd, NULL, &text), ==, 200);
  g_assert_cmpstr (text->str, ==, body);
}

void
gate_fixture_assert_closed (int fd)
{
  g_autofree char *rest = wire_read_all (fd);

  g_assert_cmpstr (rest, ==, "");
}

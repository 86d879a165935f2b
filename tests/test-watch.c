/* test-watch.c: what happens elsewhere is here at once, and whatever the event stream says does no
 * harm */
#include "device.h"

#include "app-events.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "srv-push.h"
#include "wire.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECONDS 60

static gboolean
tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* Signals go out on the main context of this thread. */
#define WAIT(condition)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;                          \
    guint tick_ = g_timeout_add (5, tick, NULL);                                                   \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > end_)                                                        \
          g_error ("%s:%d: never: %s", __FILE__, __LINE__, #condition);                            \
        g_main_context_iteration (NULL, TRUE);                                                     \
      }                                                                                            \
    g_source_remove (tick_);                                                                       \
  }                                                                                                \
  G_STMT_END

/* ---- what the stream says ---- */

static gboolean
read_all (const char *text, gsize step, AppEventReader *reader, GError **error)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += step)
    if (!app_event_reader_feed (reader, text + i, MIN (step, length - i), error))
      return FALSE;

  return TRUE;
}

static void
test_events_are_read_in_any_pieces (void)
{
  static const char text[] = ":\n\nid: 7\ndata: {\"to\":7}\n\nretry: 10\nevent: other\r\n\r\n"
                             "id: 9\r\ndata:{\"to\":9,\"more\":[1]}\r\n\r\n"
                             "data: {\"to\":8}\n\ndata: {\"to\":10}\n";

  for (gsize step = 1; step < sizeof text; step++)
    {
      g_autoptr (GError) error = NULL;
      AppEventReader reader;

      app_event_reader_init (&reader);
      g_assert_true (read_all (text, step, &reader, &error));
      g_assert_no_error (error);
      g_assert_cmpint (reader.newest, ==, 9); /* the last one has not ended */
      g_assert_cmpuint (reader.n_heard, ==, 4);
      app_event_reader_clear (&reader);
    }
}

static void
test_hostile_events_are_refused (void)
{
  g_autofree char *long_line = g_strnfill (APP_EVENTS_MAX_LINE + 1, 'x');
  g_autofree char *deep = g_strnfill (APP_EVENTS_MAX_LINE / 2, '[');
  g_autofree char *nested = g_strconcat ("data: ", deep, "\n", NULL);
  const char *const texts[] = { long_line,
                                nested,
                                "data: 7\n",
                                "data: {}\n",
                                "data: {\"to\":-1}\n",
                                "data: {\"to\":\"7\"}\n",
                                "data: {\"to\":1e400}\n",
                                "data: {\"to\":99999999999999999999}\n",
                                "data: {\"to\":7\n",
                                "data:\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      AppEventReader reader;

      app_event_reader_init (&reader);
      g_assert_false (read_all (texts[i], 100000, &reader, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      g_assert_cmpint (reader.newest, ==, 0);
      app_event_reader_clear (&reader);
    }
  {
    g_autoptr (GError) error = NULL;
    AppEventReader reader;

    app_event_reader_init (&reader);
    g_assert_false (app_event_reader_feed (&reader, "data: {\"to\":7}\0\n\n", 17, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    app_event_reader_clear (&reader);
  }
}

/* ---- a server that answers what the test wants ---- */

typedef struct
{
  int listening;
  guint16 port;
  AppEvents *events;
  gint opened;
  gint told; /* calls of news */
  gint64 to;
  gboolean fetched; /* what news answers */
  gint failed;
  gint code; /* of the newest failure */
} Script;

static AppHttp *
open_script (GCancellable *cancellable, gpointer user)
{
  Script *self = user;
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", self->port);

  g_atomic_int_inc (&self->opened);
  return app_http_new (url, "token", cancellable);
}

static gboolean
on_script_news (gint64 to, gpointer user)
{
  Script *self = user;

  self->to = to;
  g_atomic_int_inc (&self->told);
  return g_atomic_int_get (&self->fetched);
}

static void
on_script_failed (const GError *error, gpointer user)
{
  Script *self = user;

  g_atomic_int_set (&self->code, error->code);
  g_atomic_int_inc (&self->failed);
}

static void
script_set_up (Script *self, gconstpointer unused)
{
  static const AppEventsCalls calls = { open_script, on_script_news, on_script_failed };
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct timeval limit = { SECONDS, 0 };
  socklen_t length = sizeof address;

  self->listening = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listening, (struct sockaddr *)&address, length), ==, 0);
  g_assert_cmpint (listen (self->listening, 8), ==, 0);
  setsockopt (self->listening, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  g_assert_cmpint (getsockname (self->listening, (struct sockaddr *)&address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->fetched = TRUE;
  self->events = app_events_new (&calls, self);
}

static void
script_tear_down (Script *self, gconstpointer unused)
{
  if (self->events != NULL)
    app_events_free (self->events);
  close (self->listening);
}

/* The next connection, once its request has come whole. */
static int
script_accept (Script *self)
{
  int fd = accept (self->listening, NULL, NULL);
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;

  g_assert_cmpint (fd, >=, 0);
  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 1);
      g_string_append_c (head, byte);
    }
  g_assert_true (g_str_has_prefix (head->str, "GET " HARK_API_EVENTS " HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (head->str, "\r\nAuthorization: Bearer token\r\n"));
  return fd;
}

#define STREAM "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

static int
script_answer (Script *self, const char *text)
{
  int fd = script_accept (self);

  g_assert_true (wire_send (fd, text, -1));
  return fd;
}

static void
test_silent_connection_is_left (Script *self, gconstpointer unused)
{
  int first, second;

  app_events_set_pace (self->events, 1, 10, 1);
  app_events_set_on (self->events, TRUE);
  first = script_answer (self, STREAM "data: {\"to\":3}\n\n");
  second = script_answer (self, STREAM ":\n\ndata: {\"to\":4}\n\n");
  WAIT (g_atomic_int_get (&self->told) >= 2);
  g_assert_cmpint (self->to, ==, 4);
  close (first);
  close (second);
}

/* Sends @text to the end of the connection again and again, and closes it. */
static void
script_drip (int fd, const char *text, guint milliseconds)
{
  while (wire_send (fd, text, -1))
    g_usleep (milliseconds * 1000);
  close (fd);
}

/* Bytes are no sign of life. */
static void
test_stream_that_drips_is_left (Script *self, gconstpointer unused)
{
  static const char *const heads[]
      = { "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: ", STREAM, STREAM ":\n\n: " };
  int fd;

  app_http_set_default_pace (200, 1000);
  app_events_set_pace (self->events, 1, 10, 1);
  app_events_set_on (self->events, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    script_drip (script_answer (self, heads[i]), "x", 20);
  fd = script_answer (self, STREAM "data: {\"to\":4}\n\n");
  WAIT (g_atomic_int_get (&self->told) == 1);
  app_http_set_default_pace (0, 0);
  g_assert_cmpint (g_atomic_int_get (&self->failed), >=, 2);
  g_assert_cmpint (self->code, ==, HARK_ERROR_OFFLINE);
  close (fd);
}

/* Each might cost a sync; and what has no end is not asked for again soon. */
static void
test_stream_that_never_ceases_is_left (Script *self, gconstpointer unused)
{
  static const char *const texts[] = { ":\n\n", "id: 3\ndata: {\"to\":3}\n\n" };

  app_events_set_pace (self->events, 1, 3600 * 1000, 45);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      app_events_set_on (self->events, TRUE);
      script_drip (script_answer (self, STREAM), texts[i], 0);
      g_usleep (20000);
      g_assert_cmpint (g_atomic_int_get (&self->opened), ==, i + 1);
      app_events_set_on (self->events, FALSE);
    }
  g_assert_cmpint (g_atomic_int_get (&self->told), ==, 2);
}

/* With a delay of an hour nothing would come for an hour. */
static void
test_another_network_connects_at_once (Script *self, gconstpointer unused)
{
  int fd;

  app_events_set_pace (self->events, 3600 * 1000, 3600 * 1000, 45);
  app_events_set_on (self->events, TRUE);
  close (script_answer (self, STREAM "data: {\"to\":3}\n\n"));
  WAIT (g_atomic_int_get (&self->told) == 1);
  app_events_retry (self->events);
  fd = script_answer (self, STREAM "data: {\"to\":5}\n\n");
  WAIT (g_atomic_int_get (&self->told) == 2);
  /* also where the old connection only looks alive */
  app_events_retry (self->events);
  close (script_answer (self, STREAM "data: {\"to\":6}\n\n"));
  WAIT (g_atomic_int_get (&self->told) == 3);
  close (fd);
}

static void
test_what_could_not_be_fetched_is_told_again (Script *self, gconstpointer unused)
{
  int first, second;

  app_events_set_pace (self->events, 1, 10, 45);
  g_atomic_int_set (&self->fetched, FALSE);
  app_events_set_on (self->events, TRUE);
  first = script_answer (self, STREAM "data: {\"to\":3}\n\n");
  WAIT (g_atomic_int_get (&self->told) == 1);
  g_atomic_int_set (&self->fetched, TRUE);
  second = script_answer (self, STREAM "data: {\"to\":3}\n\n");
  WAIT (g_atomic_int_get (&self->told) == 2);
  close (first);
  close (second);
}

#define ERROR(status, code)                                                                        \
  "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"             \
  "{\"code\":\"" code "\",\"detail\":\"no\"}"

static void
test_signed_out_tries_no_more (Script *self, gconstpointer unused)
{
  int fd;

  app_events_set_pace (self->events, 1, 1, 45);
  app_events_set_on (self->events, TRUE);
  close (script_answer (self, ERROR ("401 Unauthorized", "auth")));
  WAIT (g_atomic_int_get (&self->failed) == 1);
  g_assert_cmpint (self->code, ==, HARK_ERROR_AUTH);
  app_events_retry (self->events);
  g_usleep (50000);
  g_assert_cmpint (g_atomic_int_get (&self->opened), ==, 1);
  /* until somebody signed in */
  app_events_set_on (self->events, TRUE);
  fd = script_answer (self, STREAM "data: {\"to\":3}\n\n");
  WAIT (g_atomic_int_get (&self->told) == 1);
  close (fd);
}

static void
test_waiting_and_hostile_answers_are_tried_slowly (Script *self, gconstpointer unused)
{
  static const char *const answers[]
      = { ERROR ("403 Forbidden", "waiting"), ERROR ("503 Busy", "busy"),
          ERROR ("404 Not Found", "not-found"), "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n" };

  /* the first delay would be over at once, the longest never */
  app_events_set_pace (self->events, 1, 3600 * 1000, 45);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      app_events_set_on (self->events, TRUE);
      close (script_answer (self, answers[i]));
      WAIT (g_atomic_int_get (&self->failed) == (gint)i + 1);
      g_usleep (20000);
      g_assert_cmpint (g_atomic_int_get (&self->opened), ==, i + 1);
      app_events_set_on (self->events, FALSE);
    }
  g_assert_cmpint (g_atomic_int_get (&self->told), ==, 0);
}

static void
test_end_waits_for_no_stream (Script *self, gconstpointer unused)
{
  int fd;

  app_events_set_on (self->events, TRUE);
  fd = script_answer (self, STREAM "data: {\"to\":3}\n\n: half a line");
  WAIT (g_atomic_int_get (&self->told) == 1);
  g_clear_pointer (&self->events, app_events_free);
  close (fd);
}

/* ---- the client ---- */

/* The same account on another machine. */
static AppClient *
open_second (Device *f, const char *home)
{
  AppClient *client = device_open (home);
  g_autofree char *url = device_url (f);
  GError *error = NULL;

  app_client_sign_in_sync (client, url, "anna", DEVICE_PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  device_sync (client);
  return client;
}

static guint
count_entries (Device *f, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = app_client_load_ticket_sync (f->client, ticket, NULL);

  return loaded != NULL ? loaded->entries->len : 0;
}

static void
test_changes_from_elsewhere_come_by_themselves (Device *f, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *second = open_second (f, home);
  HarkId ticket = device_submit (f, "Two devices", NULL);

  device_sync (f->client);
  device_sync (second);
  app_client_watch (f->client, TRUE);
  device_write (second, APP_ACTION_NOTE, &ticket, "from the other one");
  device_sync (second);
  WAIT (count_entries (f, &ticket) == 2);

  /* and after the account was locked and opened */
  app_client_lock (f->client);
  device_write (second, APP_ACTION_NOTE, &ticket, "in between");
  device_sync (second);
  device_unlock (f->client);
  WAIT (count_entries (f, &ticket) == 3);
  device_write (second, APP_ACTION_NOTE, &ticket, "afterwards");
  device_sync (second);
  WAIT (count_entries (f, &ticket) == 4);

  app_client_watch (f->client, FALSE);
  srv_push_set_heartbeat (harness_get_context (f->server)->push, 20);
  WAIT (srv_push_get_streams (harness_get_context (f->server)->push) == 0);
  device_close (second);
  test_folder_remove (home);
}

/* What waits goes as soon as the server tells of anything. */
static void
test_what_waits_goes_with_the_next_news (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Waits", NULL);

  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 1);
  app_client_watch (f->client, TRUE);
  WAIT (app_client_get_waiting (f->client) == 0);
  g_assert_cmpuint (count_entries (f, &ticket), ==, 1);
}

static void
test_sign_out_elsewhere_is_told (Device *f, gconstpointer unused)
{
  g_autoptr (JsonObject) reply = NULL;

  app_client_watch (f->client, TRUE);
  WAIT (srv_push_get_streams (harness_get_context (f->server)->push) == 1);
  reply = harness_ask (f->server, "DELETE", HARK_API_AUTH_SESSION, f->client->token, NULL, 200);
  g_assert_nonnull (reply);
  WAIT (app_client_get_connection (f->client) == APP_CONNECTION_SIGNED_OUT);
}

/* The server goes: the connection says so without anybody asking. */
static void
test_lost_server_is_told (Device *f, gconstpointer unused)
{
  app_client_watch (f->client, TRUE);
  WAIT (srv_push_get_streams (harness_get_context (f->server)->push) == 1);
  WAIT (app_client_get_connection (f->client) == APP_CONNECTION_ONLINE);
  harness_stop (f->server);
  WAIT (app_client_get_connection (f->client) == APP_CONNECTION_OFFLINE);
  device_start_server (f);
}

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/watch/pieces", test_events_are_read_in_any_pieces);
  g_test_add_func ("/watch/hostile", test_hostile_events_are_refused);
#define SCRIPT(path, function)                                                                     \
  g_test_add ("/watch/" path, Script, NULL, script_set_up, function, script_tear_down)
  SCRIPT ("silent", test_silent_connection_is_left);
  SCRIPT ("drip", test_stream_that_drips_is_left);
  SCRIPT ("never-ceases", test_stream_that_never_ceases_is_left);
  SCRIPT ("network", test_another_network_connects_at_once);
  SCRIPT ("again", test_what_could_not_be_fetched_is_told_again);
  SCRIPT ("signed-out", test_signed_out_tries_no_more);
  SCRIPT ("slow", test_waiting_and_hostile_answers_are_tried_slowly);
  SCRIPT ("end", test_end_waits_for_no_stream);
#define DEVICE(path, function)                                                                     \
  g_test_add ("/watch/" path, Device, NULL, device_set_up, function, device_tear_down)
  DEVICE ("elsewhere", test_changes_from_elsewhere_come_by_themselves);
  DEVICE ("waiting", test_what_waits_goes_with_the_next_news);
  DEVICE ("sign-out", test_sign_out_elsewhere_is_told);
  DEVICE ("lost", test_lost_server_is_told);
  return g_test_run ();
}

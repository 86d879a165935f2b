/* test-kill.c: a client that is killed with SIGKILL between any two steps loses nothing and sends
 * nothing twice.
 *
 * The client runs in a process of its own, against the server of this one, through a relay that
 * stops at one request: before it reaches the server, or after the server has answered. There the
 * client is killed, and started again. One more request is let through each time, until a client
 * comes through alive. */
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device.h"
#include "hark-error.h"
#include "hark-json.h"
#include "wire.h"

#define MAX_STEPS 60 /* requests of one sync: far more than it has */

/* --- the relay --- */

typedef struct
{
  int fd;
  guint16 port, target;
  GThread *thread;
  GMutex lock;
  GCond cond;
  guint n_requests; /* since the last _arm () */
  guint stop_at;    /* 0: everything goes through */
  gboolean after;   /* the server has answered it, the client does not hear of it */
  gboolean stopped;
  gboolean ended; /* the client */
  guint n_connections;
} Relay;

typedef struct
{
  Relay *relay;
  int client, server;
} Line;

/* Nothing of this request, or of its answer, goes on: until the client is dead. */
static void
stop_here (Line *line)
{
  char rest[4096];

  g_mutex_lock (&line->relay->lock);
  line->relay->stopped = TRUE;
  g_cond_broadcast (&line->relay->cond);
  g_mutex_unlock (&line->relay->lock);
  while (recv (line->client, rest, sizeof rest, 0) > 0)
    ;
}

static gboolean
is_stop (Relay *self, guint number, gboolean after)
{
  gboolean stop;

  g_mutex_lock (&self->lock);
  stop = self->stop_at != 0 && number == self->stop_at && after == self->after;
  g_mutex_unlock (&self->lock);
  return stop;
}

static guint
count_request (Relay *self)
{
  guint number;

  g_mutex_lock (&self->lock);
  number = ++self->n_requests;
  g_mutex_unlock (&self->lock);
  return number;
}

static gboolean
send_all (int fd, const char *data, gssize length)
{
  for (gssize done = 0; done < length;)
    {
      gssize n = send (fd, data + done, length - done, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      done += n;
    }

  return TRUE;
}

/* A client sends the next request only once it has the whole answer to the last. */
static void
relay_bytes (Line *line)
{
  GPollFD fds[2] = { { line->client, G_IO_IN, 0 }, { line->server, G_IO_IN, 0 } };
  gboolean is_new = TRUE;
  guint number = 0;
  char data[16384];

  while (g_poll (fds, 2, -1) > 0)
    {
      gboolean from_client = fds[0].revents != 0;
      gssize n = recv (from_client ? line->client : line->server, data, sizeof data, 0);

      if (n <= 0)
        return;
      if (from_client && is_new)
        number = count_request (line->relay);
      is_new = !from_client;
      if (is_stop (line->relay, number, !from_client))
        {
          stop_here (line);
          return;
        }
      if (!send_all (from_client ? line->server : line->client, data, n))
        return;
    }
}

static gpointer
run_line (gpointer data)
{
  Line *line = data;
  Relay *relay = line->relay;

  relay_bytes (line);
  close (line->client);
  close (line->server);
  g_free (line);
  g_mutex_lock (&relay->lock);
  relay->n_connections--;
  g_cond_broadcast (&relay->cond);
  g_mutex_unlock (&relay->lock);
  return NULL;
}

static gpointer
run_relay (gpointer data)
{
  Relay *self = data;
  int fd;

  while ((fd = accept (self->fd, NULL, NULL)) >= 0)
    {
      Line *line = g_new0 (Line, 1);

      line->relay = self;
      line->client = fd;
      line->server = wire_connect (self->target);
      g_mutex_lock (&self->lock);
      self->n_connections++;
      g_mutex_unlock (&self->lock);
      g_thread_unref (g_thread_new ("line", run_line, line));
    }

  return NULL;
}

static Relay *
relay_new (guint16 target)
{
  Relay *self = g_new0 (Relay, 1);
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->target = target;
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->fd, 16), ==, 0);
  g_assert_cmpint (getsockname (self->fd, (struct sockaddr *)&address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("relay", run_relay, self);
  return self;
}

static void
relay_arm (Relay *self, guint stop_at, gboolean after)
{
  g_mutex_lock (&self->lock);
  self->n_requests = 0;
  self->stop_at = stop_at;
  self->after = after;
  self->stopped = self->ended = FALSE;
  g_mutex_unlock (&self->lock);
}

static void
relay_free (Relay *self)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->fd);
  g_mutex_lock (&self->lock);
  while (self->n_connections > 0)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

/* --- the client, in a process of its own --- */

static void
act (AppClient *client, AppActionType type, const HarkId *ticket, const char *text,
     const char *const *files)
{
  const AppAction action = { .type = type, .ticket = *ticket, .text = text, .files = files };

  device_act (client, &action);
}

/* What a case handler does in one go: changes of a ticket that is there, a file, a ticket of one's
 * own and one more message to it, which waits for that. */
static void
work (AppClient *client, const HarkId *ticket, guint round, const char *file)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);
  g_autofree char *note = g_strdup_printf ("note %u", round);
  g_autofree char *answer = g_strdup_printf ("answer %u", round);
  g_autofree char *subject = g_strdup_printf ("own %u", round);
  const char *const files[] = { file, NULL };
  AppAction submit = { .type = APP_ACTION_SUBMIT, .subject = subject, .text = "report" };
  AppAction more = { .type = APP_ACTION_ANSWER, .text = "more", .as_reporter = TRUE };

  act (client, round % 2 == 1 ? APP_ACTION_TAKE_OVER : APP_ACTION_RELEASE, ticket, NULL, NULL);
  act (client, APP_ACTION_NOTE, ticket, note, NULL);
  act (client, APP_ACTION_ANSWER, ticket, answer, files);
  submit.area = ((AppArea *)areas->pdata[0])->id;
  more.ticket = device_act (client, &submit);
  device_act (client, &more);
}

/* --client HOME TICKET ROUND FILE: works, unless ROUND is 0, and syncs. */
static int
run_client (char **args)
{
  AppClient *client = device_open (args[0]);
  guint round = g_ascii_strtoull (args[2], NULL, 10);
  HarkId ticket;

  device_unlock (client);
  g_assert_true (hark_id_from_string (args[1], &ticket));
  if (round > 0)
    work (client, &ticket, round, args[3]);
  device_sync (client);
  device_close (client);
  return 0;
}

typedef struct
{
  Relay *relay;
  GSubprocess *process;
} Watch;

static gpointer
watch (gpointer data)
{
  Watch *self = data;

  g_subprocess_wait (self->process, NULL, NULL);
  g_mutex_lock (&self->relay->lock);
  self->relay->ended = TRUE;
  g_cond_broadcast (&self->relay->cond);
  g_mutex_unlock (&self->relay->lock);
  return NULL;
}

static const char *program;

/* TRUE: it came to its end alive; else it was killed where the relay stopped. */
static gboolean
run_until_stop (Relay *relay, const char *home, const char *ticket, guint round, const char *file)
{
  g_autofree char *number = g_strdup_printf ("%u", round);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program, "--client", home,
                          ticket, number, file, NULL);
  Watch data = { relay, process };
  gboolean killed;
  GThread *thread;

  g_assert_no_error (error);
  thread = g_thread_new ("watch", watch, &data);
  g_mutex_lock (&relay->lock);
  while (!relay->stopped && !relay->ended)
    g_cond_wait (&relay->cond, &relay->lock);
  killed = relay->stopped;
  g_mutex_unlock (&relay->lock);
  if (killed)
    g_subprocess_send_signal (process, SIGKILL);
  g_thread_join (thread);
  if (killed)
    g_assert_true (g_subprocess_get_if_signaled (process));
  else
    g_assert_true (g_subprocess_get_successful (process));

  return !killed;
}

/* --- what must hold --- */

static void
expect_exactly_once (AppClient *client, const HarkId *id, guint rounds)
{
  g_autoptr (AppTicket) ticket = device_load (client, id);

  g_assert_cmpint (ticket->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (ticket->entries->len, ==, 1 + 2 * rounds);
  g_assert_true (ticket->is_advisor == (rounds % 2 == 1));
  g_assert_cmpuint (ticket->history->len, ==, 1 + rounds);
  for (guint i = 1; i <= rounds; i++)
    {
      g_autofree char *note = g_strdup_printf ("note %u", i);
      g_autofree char *answer = g_strdup_printf ("answer %u", i);

      g_assert_cmpstr (device_entry (ticket, 2 * i - 1)->text, ==, note);
      g_assert_cmpstr (device_entry (ticket, 2 * i)->text, ==, answer);
      g_assert_cmpuint (device_entry (ticket, 2 * i)->files->len, ==, 1);
    }
}

static void
expect_own_tickets (AppClient *client, guint rounds)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  g_assert_cmpuint (list->len, ==, 1 + rounds);
  for (guint i = 0; i < list->len; i++)
    {
      AppTicket *row = g_ptr_array_index (list, i);
      g_autoptr (AppTicket) ticket = NULL;

      if (!g_str_has_prefix (row->subject, "own "))
        continue;
      ticket = device_load (client, &row->id);
      g_assert_nonnull (ticket->number);
      g_assert_cmpuint (ticket->entries->len, ==, 2);
      g_assert_cmpstr (device_entry (ticket, 1)->text, ==, "more");
    }
}

static void
expect_all (Device *f, const HarkId *ticket, guint rounds)
{
  g_autoptr (GPtrArray) refused = NULL;

  device_restart (f);
  device_sync (f->client);
  refused = app_client_list_refused_sync (f->client, NULL);
  g_assert_cmpuint (refused->len, ==, 0);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
  expect_exactly_once (f->client, ticket, rounds);
  expect_own_tickets (f->client, rounds);
}

static void
kill_at_each_step (Device *f, gboolean after)
{
  HarkId ticket = device_submit (f, "The one", NULL);
  g_autofree char *id = hark_id_to_string (&ticket);
  g_autofree char *file = device_make_file (f, "evidence.bin", 70000);
  g_autoptr (GPtrArray) faults = NULL;
  Relay *relay = relay_new (harness_get_port (f->server));
  gboolean alive = FALSE;
  guint round = 0;

  device_sync (f->client);
  device_move (f->home, relay->port);
  while (!alive && ++round < MAX_STEPS)
    {
      relay_arm (relay, round, after);
      alive = run_until_stop (relay, f->home, id, round, file);
      relay_arm (relay, 0, FALSE);
      g_assert_true (run_until_stop (relay, f->home, id, 0, file));
      expect_all (f, &ticket, round);
    }
  g_assert_true (alive);
  g_test_message ("killed at %u steps", round - 1);
  g_assert_cmpuint (round, >, 8);
  faults = harness_check (f->server);
  g_assert_cmpuint (faults->len, ==, 0);
  device_close (g_steal_pointer (&f->client));
  relay_free (relay);
}

static void
test_killed_before_any_request_nothing_is_lost_or_doubled (Device *f, gconstpointer unused)
{
  kill_at_each_step (f, FALSE);
}

static void
test_killed_before_any_answer_nothing_is_lost_or_doubled (Device *f, gconstpointer unused)
{
  kill_at_each_step (f, TRUE);
}

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "--client"))
    return run_client (argv + 2);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/kill/before-the-request", Device, NULL, device_set_up,
              test_killed_before_any_request_nothing_is_lost_or_doubled, device_tear_down);
  g_test_add ("/kill/before-the-answer", Device, NULL, device_set_up,
              test_killed_before_any_answer_nothing_is_lost_or_doubled, device_tear_down);

  return g_test_run ();
}

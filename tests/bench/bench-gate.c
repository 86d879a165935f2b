/* bench-gate.c: what the gate costs, beside SoupServer without it and nginx with a file, and what a
 * siege costs a reporter, in one run: each line of the tables is a ratio. HARK_BENCH_SECONDS (1) is
 * how long each server is asked in each round. */
#include "folder.h"
#include "hark-api.h"
#include "program.h"
#include "siege.h"
#include "srv-gate.h"
#include "visitor.h"
#include "wire.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS 32
#define ROUNDS 7
#define ASKED 200
#define IDLE 4000
#define SLOW 500
#define TEXT "Hark\n"
#define NGINX "/usr/sbin/nginx"

/* ---- the servers ---- */

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, TEXT, strlen (TEXT));
}

/* This program again: a SoupServer, with the gate before it or without. */
static int
serve (gboolean with_gate)
{
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  g_autoptr (SrvGate) gate = srv_gate_new (soup);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *url = NULL;

  soup_server_add_handler (soup, NULL, on_request, NULL, NULL);
  if (with_gate)
    {
      g_assert_true (srv_gate_listen (gate, "127.0.0.1:0", NULL));
      url = srv_gate_get_url (gate);
    }
  else
    {
      GSList *uris;

      g_assert_true (soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
      uris = soup_server_get_uris (soup);
      url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
      g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
    }
  g_print ("%s\n", url);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

typedef struct
{
  const char *name, *path;
  GSubprocess *process;
  const char *cpu_of; /* the process that works */
  guint16 port;
  double rate[ROUNDS], cpu[ROUNDS]; /* requests a second; microseconds a request */
} Server;

static void
start_self (Server *server, const char *sort)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;

  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe",
                                      "--serve", sort, NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  server->port = wire_port (line);
  server->cpu_of = g_subprocess_get_identifier (server->process);
  server->path = "/hark.txt";
}

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static gboolean
start_nginx (Server *server, const char *dir)
{
  g_autofree char *conf = g_build_filename (dir, "nginx.conf", NULL);
  g_autofree char *file = g_build_filename (dir, "hark.txt", NULL), *text = NULL;
  int fd;

  if (!g_file_test (NGINX, G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;

  server->port = find_free_port ();
  server->path = "/hark.txt";
  text = g_strdup_printf (
      "daemon off; master_process off; pid %s/nginx.pid; error_log %s/error.log;\n"
      "events { worker_connections 1024; }\n"
      "http { access_log off; keepalive_requests 1000000000; client_body_temp_path %s;\n"
      "  proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; scgi_temp_path %s;\n"
      "  server { listen 127.0.0.1:%u; root %s; } }\n",
      dir, dir, dir, dir, dir, dir, dir, server->port, dir);
  g_assert_true (g_file_set_contents (conf, text, -1, NULL));
  g_assert_true (g_file_set_contents (file, TEXT, -1, NULL));
  server->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, NGINX, "-p", dir,
                                      "-c", conf, NULL);
  g_assert_nonnull (server->process);
  server->cpu_of = g_subprocess_get_identifier (server->process);
  for (guint i = 0; i < 1000; i++)
    {
      struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = g_htons (server->port) };
      int result;

      address.sin_addr.s_addr = g_htonl (INADDR_LOOPBACK);
      fd = wire_socket ();
      result = connect (fd, (struct sockaddr *)&address, sizeof address);
      close (fd);
      if (result == 0)
        return TRUE;
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

/* ---- asking ---- */

static double
now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Seconds of a process so far. */
static double
get_cpu (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", pid), *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  words = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  return (g_ascii_strtod (words[11], NULL) + g_ascii_strtod (words[12], NULL))
         / (double)sysconf (_SC_CLK_TCK);
}

/* As long as every reply is: nothing in them changes its length. */
static gsize
measure_reply (guint16 port, const char *request)
{
  g_autofree char *head = NULL;
  g_autoptr (GString) body = NULL;
  int fd = wire_connect (port);

  wire_send (fd, request, -1);
  g_assert_cmpuint (wire_read_reply (fd, &head, &body), ==, 200);
  close (fd);
  return strlen (head) + body->len;
}

static void
ask_for_a_while (Server *server, guint round, double seconds)
{
  g_autofree char *request
      = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", server->path);
  gsize length = measure_reply (server->port, request), missing[CLIENTS];
  double begun, cpu = get_cpu (server->cpu_of);
  struct pollfd fds[CLIENTS];
  char buffer[4096];
  guint done = 0;

  for (guint i = 0; i < CLIENTS; i++)
    {
      fds[i] = (struct pollfd){ wire_connect (server->port), POLLIN };
      missing[i] = length;
      wire_send (fds[i].fd, request, -1);
    }

  for (begun = now (); now () - begun < seconds;)
    {
      poll (fds, CLIENTS, 1000);
      for (guint i = 0; i < CLIENTS; i++)
        {
          gssize n = fds[i].revents != 0 ? recv (fds[i].fd, buffer, sizeof buffer, 0) : 0;

          if (fds[i].revents == 0)
            continue;
          g_assert_cmpint (n, >, 0);
          g_assert_cmpuint ((gsize)n, <=, missing[i]);
          missing[i] -= (gsize)n;
          if (missing[i] > 0)
            continue;
          missing[i] = length;
          done++;
          wire_send (fds[i].fd, request, -1);
        }
    }
  server->rate[round] = done / (now () - begun);
  server->cpu[round] = (get_cpu (server->cpu_of) - cpu) * 1e6 / done;
  for (guint i = 0; i < CLIENTS; i++)
    close (fds[i].fd);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
get_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

static void
bench_throughput (void)
{
  g_autofree char *dir = test_folder_new ();
  const char *given = g_getenv ("HARK_BENCH_SECONDS");
  double seconds = given != NULL ? g_ascii_strtod (given, NULL) : 1, rate = 0, cpu = 0;
  Server servers[]
      = { { "SoupServer alone" }, { "SoupServer behind the gate" }, { "nginx, a file" } };
  guint n = G_N_ELEMENTS (servers);

  start_self (&servers[0], "bare");
  start_self (&servers[1], "gate");
  if (!start_nginx (&servers[2], dir))
    {
      g_print ("nginx is not installed (data/install bench): left out\n");
      n--;
    }

  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < n; i++)
      ask_for_a_while (&servers[i], round, seconds);

  g_print ("\n| %-28s | %10s | %6s | %14s | %6s |\n|---|---|---|---|---|\n",
           "a tiny answer, 32 clients", "requests/s", "ratio", "CPU µs/request", "ratio");
  for (guint i = 0; i < n; i++)
    {
      double own_rate = get_median (servers[i].rate, ROUNDS),
             own_cpu = get_median (servers[i].cpu, ROUNDS);

      rate = i == 0 ? own_rate : rate;
      cpu = i == 0 ? own_cpu : cpu;
      g_print ("| %-28s | %10.0f | %6.2f | %14.1f | %6.2f |\n", servers[i].name, own_rate,
               own_rate / rate, own_cpu, own_cpu / cpu);
      g_subprocess_send_signal (servers[i].process, SIGTERM);
      g_subprocess_wait (servers[i].process, NULL, NULL);
      g_object_unref (servers[i].process);
    }
  test_folder_remove (g_steal_pointer (&dir));
}

/* ---- a siege ---- */

/* Median milliseconds of a request in a connection of its own. */
static double
time_requests (guint16 port)
{
  double times[ASKED];

  for (guint i = 0; i < ASKED; i++)
    {
      double begun = now ();

      g_assert_cmpuint (
          wire_ask (port, "GET " HARK_API_INFO " HTTP/1.1\r\nHost: localhost\r\n\r\n", -1), ==,
          200);
      times[i] = (now () - begun) * 1000;
    }

  return get_median (times, ASKED);
}

/* Milliseconds from the first page to the number. */
static double
time_report (Harness *harness)
{
  g_autoptr (Visitor) visitor = visitor_new (harness);
  g_autofree char *code = NULL, *number = NULL;
  double begun = now ();

  number = visitor_submit (visitor, "Canary", "canary-report", &code);
  return (now () - begun) * 1000;
}

static void
bench_siege (void)
{
  char *dir = test_folder_new ();
  g_autofree char *code = program_init (dir);
  Program program = program_start (dir, NULL, NULL);
  World *world = world_new_on (harness_new_for (dir, code, program.port));
  double calm[2], besieged[2];
  Siege *siege;

  g_assert_true (siege_prepare (IDLE + SLOW));
  time_report (world->harness);
  calm[0] = time_requests (program.port);
  calm[1] = time_report (world->harness);
  siege = siege_new (program.port, IDLE, SLOW, HARK_API_INFO, "/submit");
  siege_wait (siege);
  besieged[0] = time_requests (program.port);
  besieged[1] = time_report (world->harness);
  siege_free (siege);

  g_print ("\n| %-28s | %10s | %10s | %6s |\n|---|---|---|---|\n", "4,000 idle, 500 slow clients",
           "with, ms", "without", "ratio");
  g_print ("| %-28s | %10.1f | %10.1f | %6.2f |\n", "a request", besieged[0], calm[0],
           besieged[0] / calm[0]);
  g_print ("| %-28s | %10.1f | %10.1f | %6.2f |\n", "a report, from page to number", besieged[1],
           calm[1], besieged[1] / calm[1]);
  program_finish (program, SIGTERM);
  world_free (world);
  test_folder_remove (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3)
    return serve (strcmp (argv[2], "gate") == 0);

  bench_throughput ();
  bench_siege ();
  return 0;
}

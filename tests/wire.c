/* wire.c: see wire.h */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SECONDS 20

/* The leak check crashes at exit in threads that have loaded the TLS library, unless told to leave
 * their thread-local storage alone. Only a sanitizer ever calls this. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}

static gpointer
run (gpointer data)
{
  WireThread *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

WireThread *
wire_thread_start (void)
{
  WireThread *self = g_new0 (WireThread, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("server", run, self);
  return self;
}

typedef struct
{
  void (*function) (gpointer);
  gpointer data;
  gboolean done;
  GMutex lock;
  GCond cond;
} Call;

static gboolean
on_call (gpointer data)
{
  Call *call = data;

  call->function (call->data);
  g_mutex_lock (&call->lock);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

void
wire_thread_call (WireThread *self, void (*function) (gpointer), gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Call call = { function, data, FALSE };

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_call, &call, NULL);
  g_source_attach (source, self->context);

  g_mutex_lock (&call.lock);
  while (!call.done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.cond);
}

static void
quit (gpointer loop)
{
  g_main_loop_quit (loop);
}

void
wire_thread_stop (WireThread *self)
{
  wire_thread_call (self, quit, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

int
wire_socket (void)
{
  struct timeval patience = { .tv_sec = SECONDS };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), ==, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), ==, 0);
  return fd;
}

void
wire_join (int fd, guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
}

int
wire_connect (guint16 port)
{
  int fd = wire_socket ();

  wire_join (fd, port);
  return fd;
}

int
wire_connect_from (const char *source, guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  int fd = wire_socket ();

  g_assert_cmpint (inet_pton (AF_INET, source, &address.sin_addr), ==, 1);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  wire_join (fd, port);
  return fd;
}

guint16
wire_port (const char *url)
{
  return (guint16)atoi (strrchr (url, ':') + 1);
}

gboolean
wire_send (int fd, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;

  while (size > 0)
    {
      ssize_t n = send (fd, text, size, MSG_NOSIGNAL);

      g_assert_false (n < 0 && errno == EAGAIN);
      if (n < 0)
        return FALSE;

      text += n;
      size -= n;
    }

  return TRUE;
}

/* 0 when the server has closed, or reset. */
static gsize
receive (int fd, char *buffer, gsize size)
{
  ssize_t n = recv (fd, buffer, size, 0);

  g_assert_false (n < 0 && errno == EAGAIN);
  return MAX (n, 0);
}

char *
wire_read_all (int fd)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gsize n;

  while ((n = receive (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  close (fd);

  return g_string_free (text, FALSE);
}

static gboolean
read_until (int fd, GString *text, const char *end)
{
  gsize size = strlen (end);
  char byte;

  while (text->len < size || memcmp (text->str + text->len - size, end, size) != 0)
    {
      if (receive (fd, &byte, 1) == 0)
        return FALSE;

      g_string_append_c (text, byte);
    }

  return TRUE;
}

static void
read_exactly (int fd, GString *text, gsize size)
{
  char buffer[4096];
  gsize n = 1;

  for (; size > 0 && n > 0; size -= n)
    {
      n = receive (fd, buffer, MIN (size, sizeof buffer));
      g_string_append_len (text, buffer, n);
    }

  g_assert_cmpuint (size, ==, 0);
}

static void
read_chunked (int fd, GString *text)
{
  gsize size = 1;

  while (size > 0)
    {
      g_autoptr (GString) line = g_string_new (NULL), tail = g_string_new (NULL);

      g_assert_true (read_until (fd, line, "\r\n"));
      size = strtoul (line->str, NULL, 16);
      read_exactly (fd, text, size);
      g_assert_true (read_until (fd, tail, "\r\n"));
      g_assert_cmpuint (tail->len, ==, 2);
    }
}

guint
wire_read_reply (int fd, char **head, GString **body)
{
  g_autoptr (GString) first = g_string_new (NULL), text = g_string_new (NULL);
  const char *length;

  if (!read_until (fd, first, "\r\n\r\n"))
    return 0;

  g_assert_true (g_str_has_prefix (first->str, "HTTP/1."));
  length = strcasestr (first->str, "\r\nContent-Length: ");
  if (length != NULL)
    read_exactly (fd, text, strtoul (length + strlen ("\r\nContent-Length: "), NULL, 10));
  else if (strcasestr (first->str, "\r\nTransfer-Encoding: chunked") != NULL)
    read_chunked (fd, text);

  if (head != NULL)
    *head = g_strdup (first->str);
  if (body != NULL)
    *body = g_steal_pointer (&text);
  return atoi (first->str + strlen ("HTTP/1.1 "));
}

guint
wire_ask (guint16 port, const char *text, gssize length)
{
  int fd = wire_connect (port);
  guint status;

  wire_send (fd, text, length);
  status = wire_read_reply (fd, NULL, NULL);
  close (fd);
  return status;
}

guint
wire_count_fds (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder) != NULL)
    count++;

  return count - 1; /* the folder's own */
}

/* siege.c: see siege.h */
#include "siege.h"

#include "wire.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MORE_DESCRIPTORS 200
#define ROUND_MILLISECONDS 100
#define SECONDS 120

typedef enum
{
  SILENT,
  KEPT,
  HEAD,
  BODY,
} Sort;

struct _Siege
{
  guint16 port;
  guint count, idle;
  char *request; /* whole, for KEPT */
  char *head;    /* for BODY, with its blank line */
  int *fds;
  guint closed;   /* atomic */
  guint standing; /* atomic: of the last round */
  guint rounds;   /* atomic */
  gint ending;    /* atomic */
  GThread *thread;
};

gboolean
siege_prepare (guint connections)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  if (limit.rlim_cur < connections + MORE_DESCRIPTORS)
    {
      limit.rlim_cur = MIN (limit.rlim_max, connections + MORE_DESCRIPTORS);
      g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
    }

  return limit.rlim_cur == connections + MORE_DESCRIPTORS
         || limit.rlim_cur > connections + MORE_DESCRIPTORS;
}

static Sort
get_sort (Siege *self, guint i)
{
  return i < self->idle ? (i % 2 == 0 ? SILENT : KEPT) : (i % 2 == 0 ? HEAD : BODY);
}

static void
open_one (Siege *self, guint i)
{
  int fd = wire_connect (self->port);

  switch (get_sort (self, i))
    {
    case KEPT:
      wire_send (fd, self->request, -1);
      break;
    case HEAD:
      wire_send (fd, "GET / HTTP/1.1\r\nHost: ", -1);
      break;
    case BODY:
      wire_send (fd, self->head, -1);
      break;
    case SILENT:
      break;
    }
  self->fds[i] = fd;
}

/* Reads away what has been answered; FALSE where the server has closed. */
static gboolean
stands (int fd)
{
  char buffer[4096];
  gssize n;

  do
    n = recv (fd, buffer, sizeof buffer, MSG_DONTWAIT);
  while (n > 0);

  return n < 0 && errno == EAGAIN;
}

static gboolean
go_on (Siege *self, guint i)
{
  int fd = self->fds[i];

  return stands (fd)
         && (i < self->idle || send (fd, "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1
             || errno == EAGAIN);
}

static gpointer
lay_siege (gpointer data)
{
  Siege *self = data;

  while (!g_atomic_int_get (&self->ending))
    {
      guint standing = 0;

      for (guint i = 0; i < self->count; i++)
        {
          if (go_on (self, i))
            {
              standing++;
              continue;
            }
          close (self->fds[i]);
          open_one (self, i);
          g_atomic_int_inc (&self->closed);
        }
      g_atomic_int_set (&self->standing, standing);
      g_atomic_int_inc (&self->rounds);
      g_usleep (ROUND_MILLISECONDS * 1000);
    }

  return NULL;
}

Siege *
siege_new (guint16 port, guint idle, guint slow, const char *path, const char *form)
{
  Siege *self = g_new0 (Siege, 1);

  self->port = port;
  self->idle = idle;
  self->count = idle + slow;
  self->request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
  self->head = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\n"
                                "Content-Type: application/x-www-form-urlencoded\r\n"
                                "Content-Length: 400000\r\n\r\n",
                                form);
  self->fds = g_new (int, self->count);
  for (guint i = 0; i < self->count; i++)
    open_one (self, i);
  self->thread = g_thread_new ("siege", lay_siege, self);
  return self;
}

void
siege_free (Siege *self)
{
  g_atomic_int_set (&self->ending, TRUE);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->count; i++)
    close (self->fds[i]);
  g_free (self->request);
  g_free (self->head);
  g_free (self->fds);
  g_free (self);
}

void
siege_wait (Siege *self)
{
  gint64 end = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;
  guint round = g_atomic_int_get (&self->rounds);

  while ((guint)g_atomic_int_get (&self->rounds) == round
         || (guint)g_atomic_int_get (&self->standing) < self->count)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
}

guint
siege_get_closed (Siege *self)
{
  return g_atomic_int_get (&self->closed);
}

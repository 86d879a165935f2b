/* proxy.c: see proxy.h */
#include "proxy.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_MESSAGE (128 * 1024 * 1024)
#define DELAY_MS 15

struct _Proxy
{
  int listener;
  guint16 port;
  GThread *thread;
  GMutex lock;
  GCond idle;
  guint16 upstream; /* guarded by lock, as all below */
  guint running;
  guint count[PROXY_N_FAULTS];
  ProxyChoose choose;
  gpointer user;
  ProxyTell tell; /* set once */
  gpointer tell_user;
};

typedef struct
{
  Proxy *proxy;
  int fd;
} Connection;

/* Appends what comes; FALSE at the end. */
static gboolean
read_some (int fd, GByteArray *bytes)
{
  guint8 buffer[65536];
  gssize n = read (fd, buffer, sizeof buffer);

  if (n <= 0 || bytes->len > MAX_MESSAGE)
    return FALSE;

  g_byte_array_append (bytes, buffer, (guint)n);
  return TRUE;
}

static gsize
find_head (GByteArray *bytes)
{
  const guint8 *end = bytes->len > 0 ? memmem (bytes->data, bytes->len, "\r\n\r\n", 4) : NULL;

  return end != NULL ? (gsize)(end - bytes->data) + 4 : 0;
}

/* What the head says of the body; requests here always have it or have none. */
static gsize
body_length (GByteArray *bytes, gsize head)
{
  g_autofree char *text = g_ascii_strdown ((const char *)bytes->data, (gssize)head);
  const char *at = strstr (text, "\r\ncontent-length:");

  return at != NULL ? g_ascii_strtoull (at + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

/* One whole request, 0 where the client went away. Returns the length of its head. */
static gsize
read_request (int fd, GByteArray *bytes)
{
  gsize head;

  while ((head = find_head (bytes)) == 0)
    if (!read_some (fd, bytes))
      return 0;
  while (bytes->len < head + body_length (bytes, head))
    if (!read_some (fd, bytes))
      return 0;

  return head;
}

gboolean
proxy_write (int fd, gconstpointer bytes, gsize length)
{
  const guint8 *data = bytes;

  while (length > 0)
    {
      gssize n = send (fd, data, length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize)n;
    }

  return TRUE;
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;

  close (fd);
  return -1;
}

/* The answer as it came, empty where there was none. The connection is for this one alone. */
static GByteArray *
ask (Proxy *self, GByteArray *request, gsize head)
{
  static const char closing[] = "Connection: close\r\n";
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint16 upstream;
  int fd;

  g_mutex_lock (&self->lock);
  upstream = self->upstream;
  g_mutex_unlock (&self->lock);

  fd = connect_to (upstream);
  if (fd < 0)
    return g_steal_pointer (&answer);

  if (proxy_write (fd, request->data, head - 2)
      && proxy_write (fd, closing, strlen (closing))
      && proxy_write (fd, request->data + head - 2, request->len - head + 2))
    while (read_some (fd, answer))
      ;
  close (fd);

  return g_steal_pointer (&answer);
}

static ProxyFault
choose_fault (Proxy *self, GByteArray *request)
{
  g_autofree char *text = g_strndup ((const char *)request->data, request->len);
  g_autofree char *line = g_strndup (text, strcspn (text, "\r"));
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  ProxyFault fault = PROXY_PASS;

  g_mutex_lock (&self->lock);
  if (self->choose != NULL && g_strv_length (words) == 3)
    fault = self->choose (self->user, words[0], words[1]);
  self->count[fault]++;
  g_mutex_unlock (&self->lock);

  return fault;
}

static void
pass_on (Connection *connection, ProxyFault fault, GByteArray *request, GByteArray *answer)
{
  Proxy *self = connection->proxy;
  gsize length, head;

  if (self->tell != NULL && self->tell (self->tell_user, request, answer, connection->fd))
    return;

  length = answer->len;
  head = find_head (answer);
  if (fault == PROXY_DELAY)
    g_usleep (DELAY_MS * 1000);
  if (fault == PROXY_LOSE_REPLY)
    length = 0;
  if (fault == PROXY_CUT_REPLY)
    length = head + (length - head) / 2;

  if (length > 0)
    proxy_write (connection->fd, answer->data, length);
}

static gpointer
serve (gpointer data)
{
  Connection *connection = data;
  Proxy *self = connection->proxy;
  g_autoptr (GByteArray) request = g_byte_array_new ();
  gsize head = read_request (connection->fd, request);
  ProxyFault fault = head > 0 ? choose_fault (self, request) : PROXY_REFUSE;

  if (fault != PROXY_REFUSE)
    {
      g_autoptr (GByteArray) answer
          = fault == PROXY_MAKE_UP ? g_byte_array_new () : ask (self, request, head);

      if (fault == PROXY_REPEAT)
        {
          g_byte_array_unref (answer);
          answer = ask (self, request, head);
        }
      pass_on (connection, fault, request, answer);
    }

  close (connection->fd);
  g_free (connection);
  g_mutex_lock (&self->lock);
  self->running--;
  g_cond_signal (&self->idle);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  Proxy *self = data;
  int fd;

  while ((fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
    {
      Connection *connection = g_new0 (Connection, 1);

      connection->proxy = self;
      connection->fd = fd;
      g_mutex_lock (&self->lock);
      self->running++;
      g_mutex_unlock (&self->lock);
      g_thread_unref (g_thread_new ("proxy", serve, connection));
    }

  return NULL;
}

Proxy *
proxy_new (guint16 upstream, ProxyChoose choose, gpointer user)
{
  Proxy *self = g_new0 (Proxy, 1);
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;

  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->upstream = upstream;
  self->choose = choose;
  self->user = user;
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 64), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *)&address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("proxy-accept", accept_all, self);
  return self;
}

void
proxy_set_tell (Proxy *self, ProxyTell tell, gpointer user)
{
  self->tell = tell;
  self->tell_user = user;
}

void
proxy_free (Proxy *self)
{
  shutdown (self->listener, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->listener);
  g_mutex_lock (&self->lock);
  while (self->running > 0)
    g_cond_wait (&self->idle, &self->lock);
  g_mutex_unlock (&self->lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->idle);
  g_free (self);
}

guint16
proxy_get_port (Proxy *self)
{
  return self->port;
}

void
proxy_set_upstream (Proxy *self, guint16 upstream)
{
  g_mutex_lock (&self->lock);
  self->upstream = upstream;
  g_mutex_unlock (&self->lock);
}

guint
proxy_count (Proxy *self, ProxyFault fault)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->count[fault];
  g_mutex_unlock (&self->lock);

  return count;
}

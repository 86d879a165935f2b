/* srv-gate.c: see srv-gate.h
 *
 * The listener and the list of connections. What passes over a connection is srv-stream.c's affair,
 * what a head may look like srv-head.c's. */
#include "srv-gate.h"

#include "hark-error.h"
#include "srv-limits.h"
#include "srv-source.h"
#include "srv-stream.h"
#include "srv-tls-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096
#define ACCEPTS_PER_WAKEUP 64
#define EVENTS_PER_WAKEUP 256
#define CLOCK_MILLISECONDS 500
#define PAUSE_MILLISECONDS 100

/* at the cap, this part of the connections is looked for at once to make room */
#define ROOM_PART 128

#define STREAM_KEY "srv-stream"

struct _SrvGate
{
  GObject parent_instance;
  SoupServer *soup;
  SrvTls *tls;           /* NULL for plain HTTP */
  char *folder;          /* NULL: the system's for what is temporary */
  GMainContext *context; /* of the first srv_gate_listen() */
  GPtrArray *listeners;
  GHashTable *streams; /* SrvStream → its SrvSource, or NULL */
  SrvSources *sources;
  int epoll;       /* of all connections: whose client has sent something */
  GSource *events; /* of that */
  GSource *clock;
  guint64 taken; /* streams until now */
  guint max_connections;
  guint per_source; /* G_MAXUINT for no cap */
  SrvStreamLimits limits;
  int spare; /* a descriptor to give up when there are no others */
};

typedef struct
{
  SrvGate *gate; /* its owner */
  GSocket *socket;
  GSource *source; /* NULL while paused */
  GSource *pause;
} Listener;

G_DEFINE_FINAL_TYPE (SrvGate, srv_gate, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* ---- connections ---- */

static void
on_closed (SrvStream *stream, gpointer user)
{
  SrvGate *self = user;

  srv_sources_leave (self->sources, g_hash_table_lookup (self->streams, stream));
  g_hash_table_remove (self->streams, stream);
}

/* SoupServer wants two addresses. It gets one that is nobody's, which also leads back to the
 * stream. */
static void
hand_to_soup (SrvGate *self, SrvStream *stream)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  g_object_set_data_full (G_OBJECT (address), STREAM_KEY, g_object_ref (stream), g_object_unref);
  if (!soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), address, address, NULL))
    srv_stream_answer (stream, NULL);
}

/* Around the client's socket, with TLS where there is a certificate; takes @fd. */
static SrvStream *
make_stream (SrvGate *self, int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GIOStream) base = NULL;

  if (socket == NULL)
    {
      close (fd);
      return NULL;
    }

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  /* who has left without a word is gone long before the kernel would give up by itself */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, SRV_GONE_SECONDS * 1000, NULL);
  if (self->tls != NULL)
    base = (GIOStream *)srv_tls_stream_new (socket, self->tls);
  else
    base = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));

  return base != NULL ? srv_stream_new (socket, base, &self->limits, on_closed, self) : NULL;
}

/* @source is left when the connection ends. Closing the descriptor takes it out of the epoll set.
 */
static void
adopt (SrvGate *self, int fd, SrvSource *source)
{
  SrvStream *stream = make_stream (self, fd);
  struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = stream };

  if (stream == NULL)
    {
      srv_sources_leave (self->sources, source);
      return;
    }

  self->taken++;
  g_hash_table_insert (self->streams, stream, source);
  if (epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    srv_stream_answer (stream, NULL);
}

/* One that an earlier event has ended is in the list no more. */
static gboolean
on_events (gint epoll, GIOCondition condition, gpointer user)
{
  SrvGate *self = user;
  struct epoll_event events[EVENTS_PER_WAKEUP];
  int n = epoll_wait (epoll, events, EVENTS_PER_WAKEUP, 0);

  for (int i = 0; i < n; i++)
    {
      gpointer stream = events[i].data.ptr;

      if (g_hash_table_contains (self->streams, stream)
          && srv_stream_wake (stream, (events[i].events & ~(guint)EPOLLIN) != 0))
        hand_to_soup (self, stream);
    }

  return G_SOURCE_CONTINUE;
}

/* Any of them may leave the list when its time is up. */
static GPtrArray *
list_streams (SrvGate *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer stream;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, &stream, NULL))
    g_ptr_array_add (list, g_object_ref (stream));

  return list;
}

static gboolean
on_clock (gpointer user)
{
  SrvGate *self = user;
  g_autoptr (GPtrArray) list = list_streams (self);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < list->len; i++)
    srv_stream_check_time (list->pdata[i], now);

  return G_SOURCE_CONTINUE;
}

static int
compare_waits (gconstpointer a, gconstpointer b)
{
  gint64 first = srv_stream_get_wait (*(SrvStream *const *)a),
         second = srv_stream_get_wait (*(SrvStream *const *)b);

  return (first > second) - (first < second);
}

/* At the cap those go that wait for a request and would be closed next anyhow: silent connections
 * keep nobody out. Some more than one, since looking for them takes a while. FALSE where all are at
 * work. */
static gboolean
make_room (SrvGate *self)
{
  g_autoptr (GPtrArray) list = NULL;
  guint room = MAX (self->max_connections / ROOM_PART, 1);

  if (g_hash_table_size (self->streams) < self->max_connections)
    return TRUE;

  list = list_streams (self);
  for (guint i = list->len; i > 0; i--)
    if (srv_stream_get_wait (list->pdata[i - 1]) == 0)
      g_ptr_array_remove_index_fast (list, i - 1);
  g_ptr_array_sort (list, compare_waits);
  for (guint i = 0; i < MIN (room, list->len); i++)
    srv_stream_answer (list->pdata[i], NULL);

  return list->len > 0;
}

gboolean
srv_gate_answer (SoupServerMessage *message, GBytes *reply)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  SrvStream *stream = address != NULL ? g_object_get_data (G_OBJECT (address), STREAM_KEY) : NULL;
  g_autoptr (GIOStream) stolen = NULL;

  if (stream == NULL)
    return FALSE;

  stolen = soup_server_message_steal_connection (message);
  if (stolen == NULL)
    return FALSE;

  srv_stream_answer (stream, reply);
  return TRUE;
}

/* ---- the listener ---- */

static void start_accepting (Listener *self);

static gboolean
on_pause_over (gpointer user)
{
  Listener *self = user;

  clear_source (&self->pause);
  start_accepting (self);
  return G_SOURCE_REMOVE;
}

/* The connection that cannot be taken would wake us again and again. */
static void
pause_accepting (Listener *self)
{
  clear_source (&self->source);
  clear_source (&self->pause);
  self->pause = g_timeout_source_new (PAUSE_MILLISECONDS);
  g_source_set_callback (self->pause, on_pause_over, self, NULL);
  g_source_attach (self->pause, self->gate->context);
}

static void
open_spare (SrvGate *self)
{
  if (self->spare < 0)
    self->spare = open ("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Out of descriptors: lets go of the spare one to turn the client away at once. */
static void
turn_away (Listener *self)
{
  int fd = -1;

  if (self->gate->spare >= 0)
    {
      close (self->gate->spare);
      self->gate->spare = -1;
      fd = accept4 (g_socket_get_fd (self->socket), NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    }

  if (fd >= 0)
    close (fd);
  open_spare (self->gate);
  if (fd < 0)
    pause_accepting (self);
}

static void
take (SrvGate *self, int fd, const struct sockaddr *address)
{
  SrvSource *source;

  if (!srv_sources_enter (self->sources, address, self->per_source, &source))
    {
      close (fd);
      return;
    }

  if (make_room (self))
    adopt (self, fd, source);
  else
    {
      srv_sources_leave (self->sources, source);
      close (fd);
    }
}

static gboolean
on_connection (gint listening, GIOCondition condition, gpointer user)
{
  Listener *self = user;
  struct sockaddr_storage address = { 0 };

  for (guint i = 0; i < ACCEPTS_PER_WAKEUP && self->source != NULL; i++)
    {
      socklen_t length = sizeof address;
      int fd
          = accept4 (listening, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd >= 0)
        take (self->gate, fd, (const struct sockaddr *)&address);
      else if (errno == EMFILE || errno == ENFILE)
        turn_away (self);
      else if (errno == ENOMEM || errno == ENOBUFS)
        pause_accepting (self);
      else if (errno != EINTR && errno != ECONNABORTED)
        break;
    }

  explicit_bzero (&address, sizeof address);
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (Listener *self)
{
  self->source = g_unix_fd_source_new (g_socket_get_fd (self->socket), G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_connection), self, NULL);
  g_source_attach (self->source, self->gate->context);
}

static void
free_listener (gpointer data)
{
  Listener *self = data;

  clear_source (&self->source);
  clear_source (&self->pause);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

/* SoupServer keeps connections alive only while it listens somewhere itself: on a socket without a
 * name, which nobody can reach. The name that it has for a moment goes by a descriptor: it may be
 * longer than the address of a socket can tell. */
static gboolean
listen_nowhere (SrvGate *self, GError **error)
{
  const char *parent = self->folder != NULL ? self->folder : g_get_tmp_dir ();
  g_autofree char *folder = g_build_filename (parent, "hark-XXXXXX", NULL), *path = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  gboolean good;
  int fd = g_mkdtemp (folder) != NULL ? open (folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

  if (fd < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  path = g_strdup_printf ("/proc/self/fd/%d/s", fd);
  address = g_unix_socket_address_new (path);
  socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  good = socket != NULL && g_socket_bind (socket, address, FALSE, error)
         && g_socket_listen (socket, error);
  g_unlink (path);
  g_rmdir (folder);
  close (fd);

  return good && soup_server_listen_socket (self->soup, socket, 0, error);
}

static GSocketAddress *
parse_address (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = colon != NULL ? g_strndup (text, colon - text) : NULL;
  gsize length = host != NULL ? strlen (host) : 0;
  GSocketAddress *address = NULL;
  guint64 port;

  if (length > 0 && g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    {
      if (length > 2 && host[0] == '[' && host[length - 1] == ']')
        {
          host[length - 1] = '\0';
          address = g_inet_socket_address_new_from_string (host + 1, port);
        }
      else if (strchr (host, ':') == NULL)
        address = g_inet_socket_address_new_from_string (host, port);
    }

  if (address == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "“%s” is not of the form ADDRESS:PORT",
                 text);

  return address;
}

gboolean
srv_gate_read_port (const char *address, guint16 *port, GError **error)
{
  g_autoptr (GSocketAddress) parsed = parse_address (address, error);

  if (parsed != NULL)
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (parsed));
  return parsed != NULL;
}

/* What is needed once, before the first listener. */
static gboolean
prepare (SrvGate *self, GError **error)
{
  if (self->context != NULL)
    return TRUE;

  if (!listen_nowhere (self, error))
    return FALSE;

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }

  self->context = g_main_context_ref_thread_default ();
  self->events = g_unix_fd_source_new (self->epoll, G_IO_IN);
  g_source_set_callback (self->events, G_SOURCE_FUNC (on_events), self, NULL);
  g_source_attach (self->events, self->context);
  self->clock = g_timeout_source_new (CLOCK_MILLISECONDS);
  g_source_set_callback (self->clock, on_clock, self, NULL);
  g_source_attach (self->clock, self->context);
  open_spare (self);
  return TRUE;
}

static void
add_listener (SrvGate *self, GSocket *socket)
{
  Listener *listener = g_new0 (Listener, 1);

  listener->gate = self;
  listener->socket = g_object_ref (socket);
  g_ptr_array_add (self->listeners, listener);
  start_accepting (listener);
}

gboolean
srv_gate_listen (SrvGate *self, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) parsed = parse_address (address, error);
  g_autoptr (GSocket) socket = NULL;

  if (parsed == NULL || !prepare (self, error))
    return FALSE;

  socket = g_socket_new (g_socket_address_get_family (parsed), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;

  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, parsed, TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;

  add_listener (self, socket);
  return TRUE;
}

gboolean
srv_gate_listen_on (SrvGate *self, int fd, GError **error)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);

  if (socket == NULL)
    {
      close (fd);
      return FALSE;
    }
  if (!prepare (self, error))
    return FALSE;

  add_listener (self, socket);
  return TRUE;
}

char *
srv_gate_get_url (SrvGate *self)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;
  Listener *listener;

  g_return_val_if_fail (self->listeners->len > 0, NULL);

  listener = self->listeners->pdata[0];
  address = g_socket_get_local_address (listener->socket, NULL);
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  if (G_IS_UNIX_SOCKET_ADDRESS (address))
    return g_steal_pointer (&text);
  return g_strconcat (self->tls != NULL ? "https://" : "http://", text, NULL);
}

guint
srv_gate_get_connections (SrvGate *self)
{
  return g_hash_table_size (self->streams);
}

guint64
srv_gate_get_taken (SrvGate *self)
{
  return self->taken;
}

guint
srv_gate_get_sources (SrvGate *self)
{
  return srv_sources_count (self->sources);
}

void
srv_gate_stop_listening (SrvGate *self)
{
  g_ptr_array_set_size (self->listeners, 0);
}

void
srv_gate_close (SrvGate *self)
{
  g_autoptr (GPtrArray) list = list_streams (self);

  srv_gate_stop_listening (self);
  for (guint i = 0; i < list->len; i++)
    srv_stream_drain (list->pdata[i]);
}

/* ---- the object ---- */

static void
srv_gate_dispose (GObject *object)
{
  SrvGate *self = SRV_GATE (object);
  g_autoptr (GPtrArray) list = list_streams (self);

  g_ptr_array_set_size (self->listeners, 0);
  clear_source (&self->clock);
  clear_source (&self->events);
  for (guint i = 0; i < list->len; i++)
    srv_stream_answer (list->pdata[i], NULL);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->tls, srv_tls_unref);

  G_OBJECT_CLASS (srv_gate_parent_class)->dispose (object);
}

static void
srv_gate_finalize (GObject *object)
{
  SrvGate *self = SRV_GATE (object);

  if (self->spare >= 0)
    close (self->spare);
  if (self->epoll >= 0)
    close (self->epoll);
  g_ptr_array_unref (self->listeners);
  g_hash_table_unref (self->streams);
  srv_sources_free (self->sources);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->folder);

  G_OBJECT_CLASS (srv_gate_parent_class)->finalize (object);
}

static void
srv_gate_class_init (SrvGateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = srv_gate_dispose;
  G_OBJECT_CLASS (klass)->finalize = srv_gate_finalize;
}

static void
srv_gate_init (SrvGate *self)
{
  self->listeners = g_ptr_array_new_with_free_func (free_listener);
  self->streams = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->sources = srv_sources_new ();
  self->spare = -1;
  self->epoll = -1;
  self->per_source = SRV_MAX_PER_SOURCE;
  srv_gate_set_limits (self, 0, 0, 0);
}

SrvGate *
srv_gate_new (SoupServer *soup)
{
  SrvGate *self = g_object_new (SRV_TYPE_GATE, NULL);

  self->soup = g_object_ref (soup);
  return self;
}

void
srv_gate_set_tls (SrvGate *self, SrvTls *tls)
{
  SrvTls *old = self->tls;

  self->tls = srv_tls_ref (tls);
  g_clear_pointer (&old, srv_tls_unref);
}

/* Whoever connects must not take the descriptors that handlers need. */
static guint
get_usual_connections (void)
{
  struct rlimit limit;
  rlim_t room = SRV_MAX_CONNECTIONS;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    room = limit.rlim_cur > 2 * SRV_SPARE_DESCRIPTORS ? limit.rlim_cur - SRV_SPARE_DESCRIPTORS
                                                      : limit.rlim_cur / 2;
  return (guint)CLAMP (room, 1, SRV_MAX_CONNECTIONS);
}

void
srv_gate_set_folder (SrvGate *self, const char *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

void
srv_gate_set_limits (SrvGate *self, guint max_connections, guint head_seconds, guint idle_seconds)
{
  self->max_connections = max_connections > 0 ? max_connections : get_usual_connections ();
  self->limits.head_seconds = head_seconds > 0 ? head_seconds : SRV_HEAD_SECONDS;
  self->limits.idle_seconds = idle_seconds > 0 ? idle_seconds : SRV_IDLE_SECONDS;
  self->limits.grace_seconds = head_seconds > 0 ? 2 * head_seconds : SRV_BODY_GRACE_SECONDS;
}

void
srv_gate_set_per_source (SrvGate *self, guint most)
{
  self->per_source = most > 0 ? most : G_MAXUINT;
}

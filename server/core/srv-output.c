/* srv-output.c: see srv-output.h */
#include "srv-output.h"

#include "srv-limits.h"

struct _SrvOutput
{
  GOutputStream parent_instance;
  GSocket *socket;
  GOutputStream *base;
  GMutex lock; /* for what follows */
  SrvOutputMode mode;
  SrvPace pace;
  gboolean writing; /* some thread is inside a blocking write */
  gboolean closed;
};

static void srv_output_iface_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SrvOutput, srv_output, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      srv_output_iface_init))

void
srv_pace_block (SrvPace *self)
{
  if (self->since == 0)
    self->since = g_get_monotonic_time ();
}

void
srv_pace_move (SrvPace *self, gsize bytes)
{
  if (self->since != 0)
    self->waited += g_get_monotonic_time () - self->since;
  self->since = 0;
  self->waited = MAX (self->waited - (gint64)bytes * G_USEC_PER_SEC / SRV_MIN_BODY_RATE, 0);
}

gboolean
srv_pace_is_slow (const SrvPace *self, gint64 now, guint grace)
{
  gint64 waited = self->waited + (self->since != 0 ? now - self->since : 0);

  return waited > (gint64)grace * G_USEC_PER_SEC;
}

/* FALSE with @taken set where the stream is not open: -1 and @error, or @count. */
static gboolean
is_open (SrvOutput *self, gsize count, gssize *taken, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->mode == SRV_OUTPUT_OPEN)
    return TRUE;

  *taken = self->mode == SRV_OUTPUT_MUTE ? (gssize)count : -1;
  if (self->mode == SRV_OUTPUT_BROKEN)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "the connection is over");

  return FALSE;
}

static gssize
srv_output_write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count,
                              GError **error)
{
  SrvOutput *self = SRV_OUTPUT (stream);
  gssize written;

  if (!is_open (self, count, &written, error))
    return written;

  written = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (self->base),
                                                        buffer, count, NULL, error);
  g_mutex_lock (&self->lock);
  if (written < 0)
    srv_pace_block (&self->pace);
  else
    srv_pace_move (&self->pace, written);
  g_mutex_unlock (&self->lock);

  return written;
}

static gssize
srv_output_write (GOutputStream *stream, const void *buffer, gsize count, GCancellable *cancellable,
                  GError **error)
{
  SrvOutput *self = SRV_OUTPUT (stream);
  gboolean closed;
  gssize written;

  if (!is_open (self, count, &written, error))
    return written;

  g_mutex_lock (&self->lock);
  self->writing = TRUE;
  srv_pace_block (&self->pace);
  g_mutex_unlock (&self->lock);

  written = g_output_stream_write (self->base, buffer, count, cancellable, error);

  g_mutex_lock (&self->lock);
  self->writing = FALSE;
  srv_pace_move (&self->pace, MAX (written, 0));
  closed = self->closed;
  g_mutex_unlock (&self->lock);

  if (closed)
    g_socket_close (self->socket, NULL);

  return written;
}

static gboolean
srv_output_can_poll (GPollableOutputStream *stream)
{
  return TRUE;
}

static gboolean
srv_output_is_writable (GPollableOutputStream *stream)
{
  SrvOutput *self = SRV_OUTPUT (stream);

  return self->mode != SRV_OUTPUT_OPEN
         || g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (self->base));
}

static GSource *
srv_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  SrvOutput *self = SRV_OUTPUT (stream);
  g_autoptr (GSource) child = NULL;

  if (self->mode == SRV_OUTPUT_OPEN)
    child = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (self->base), NULL);
  else
    child = g_timeout_source_new (0);

  return g_pollable_source_new_full (self, child, cancellable);
}

static gboolean
srv_output_close_fn (GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
srv_output_finalize (GObject *object)
{
  SrvOutput *self = SRV_OUTPUT (object);

  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (srv_output_parent_class)->finalize (object);
}

static void
srv_output_class_init (SrvOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = srv_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = srv_output_write;
  G_OUTPUT_STREAM_CLASS (klass)->close_fn = srv_output_close_fn;
}

static void
srv_output_iface_init (GPollableOutputStreamInterface *iface)
{
  iface->can_poll = srv_output_can_poll;
  iface->is_writable = srv_output_is_writable;
  iface->create_source = srv_output_create_source;
  iface->write_nonblocking = srv_output_write_nonblocking;
}

static void
srv_output_init (SrvOutput *self)
{
  g_mutex_init (&self->lock);
}

SrvOutput *
srv_output_new (GSocket *socket, GIOStream *base)
{
  SrvOutput *self = g_object_new (SRV_TYPE_OUTPUT, NULL);

  self->socket = g_object_ref (socket);
  self->base = g_object_ref (g_io_stream_get_output_stream (base));
  return self;
}

void
srv_output_set_mode (SrvOutput *self, SrvOutputMode mode)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->mode = mode;
}

void
srv_output_begin (SrvOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->pace = (SrvPace){ 0 };
}

gboolean
srv_output_is_slow (SrvOutput *self, gint64 now, guint grace)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return srv_pace_is_slow (&self->pace, now, grace);
}

void
srv_output_close (SrvOutput *self)
{
  gboolean writing;

  g_mutex_lock (&self->lock);
  if (self->mode == SRV_OUTPUT_OPEN)
    self->mode = SRV_OUTPUT_BROKEN;
  self->closed = TRUE;
  writing = self->writing;
  g_mutex_unlock (&self->lock);

  /* wakes a writer; the descriptor itself must not go while the kernel may still be asked about it
   */
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (!writing)
    g_socket_close (self->socket, NULL);
}

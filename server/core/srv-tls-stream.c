/* srv-tls-stream.c: see srv-tls-stream.h */
#include "srv-tls-stream.h"

#define SRV_TYPE_TLS_INPUT (srv_tls_input_get_type ())
G_DECLARE_FINAL_TYPE (SrvTlsInput, srv_tls_input, SRV, TLS_INPUT, GInputStream)
#define SRV_TYPE_TLS_OUTPUT (srv_tls_output_get_type ())
G_DECLARE_FINAL_TYPE (SrvTlsOutput, srv_tls_output, SRV, TLS_OUTPUT, GOutputStream)

/* What both directions need; lives as long as either. */
typedef struct
{
  GSocket *socket;
  SrvTls *tls;
  GMutex lock; /* for what follows */
  gnutls_session_t session;
  gboolean shaken; /* the handshake is done */
  int broken;      /* how the handshake has failed, 0 while it has not */
  gsize held;      /* bytes that were given to a send which could not finish */
} Session;

struct _SrvTlsInput
{
  GInputStream parent_instance;
  Session *session;
};

struct _SrvTlsOutput
{
  GOutputStream parent_instance;
  Session *session;
};

struct _SrvTlsStream
{
  GIOStream parent_instance;
  Session *session;
  SrvTlsInput *in;
  SrvTlsOutput *out;
};

static void srv_tls_input_iface_init (GPollableInputStreamInterface *iface);
static void srv_tls_output_iface_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SrvTlsInput, srv_tls_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      srv_tls_input_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (SrvTlsOutput, srv_tls_output, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      srv_tls_output_iface_init))
G_DEFINE_FINAL_TYPE (SrvTlsStream, srv_tls_stream, G_TYPE_IO_STREAM)

/* ---- the session ---- */

static void
clear_session (gpointer data)
{
  Session *self = data;

  if (self->session != NULL)
    gnutls_deinit (self->session);
  g_clear_pointer (&self->tls, srv_tls_unref);
  g_clear_object (&self->socket);
  g_mutex_clear (&self->lock);
}

static void
release_session (Session *self)
{
  g_atomic_rc_box_release_full (self, clear_session);
}

/* The numbers of gnutls, as GIO says it; what went wrong exactly helps nobody but an attacker. */
static gssize
translate (gssize result, GError **error)
{
  if (result >= 0)
    return result;

  if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "TLS waits for its peer");
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "TLS has failed");

  return -1;
}

static int
shake (Session *self)
{
  int result = self->broken;

  /* an alert that is no error: try once more */
  for (guint i = 0; !self->shaken && self->broken == 0 && i < 4; i++)
    {
      result = gnutls_handshake (self->session);
      self->shaken = result == GNUTLS_E_SUCCESS;
      /* all that is sent fits into the buffer of a new socket, but one whose client plays tricks */
      if (result == GNUTLS_E_AGAIN && gnutls_record_get_direction (self->session) == 1)
        result = GNUTLS_E_PUSH_ERROR;
      if (result == GNUTLS_E_AGAIN)
        break;

      if (result < 0 && gnutls_error_is_fatal (result))
        {
          self->broken = result;
          gnutls_alert_send_appropriate (self->session, result);
        }
    }

  return result;
}

static gssize
receive (Session *self, void *buffer, gsize count)
{
  gssize n = shake (self);

  if (n == 0)
    n = gnutls_record_recv (self->session, buffer, count);
  /* without a word of farewell: the lengths of HTTP tell whether something is missing */
  if (n == GNUTLS_E_PREMATURE_TERMINATION)
    n = 0;

  return n;
}

/* A send that could not finish holds what it was given, and finishes with that alone. */
static gssize
send_some (Session *self, const void *buffer, gsize count)
{
  gssize n = shake (self);

  if (n < 0)
    return n;

  if (self->held > 0)
    n = gnutls_record_send (self->session, NULL, 0);
  else
    n = gnutls_record_send (self->session, buffer, count);

  if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
    {
      if (self->held == 0)
        self->held = MIN (count, gnutls_record_get_max_size (self->session));
    }
  else
    self->held = 0;

  return n;
}

static gboolean
has_pending (Session *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return gnutls_record_check_pending (self->session) > 0;
}

/* ---- reading ---- */

static gssize
srv_tls_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count,
                                GError **error)
{
  Session *self = SRV_TLS_INPUT (stream)->session;
  gssize n = GNUTLS_E_PUSH_ERROR;

  g_mutex_lock (&self->lock);
  if (!g_socket_is_closed (self->socket))
    n = receive (self, buffer, count);
  g_mutex_unlock (&self->lock);

  return translate (n, error);
}

/* The gate never blocks on reading. */
static gssize
srv_tls_input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                    GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for the main loop only");
  return -1;
}

static gboolean
srv_tls_input_can_poll (GPollableInputStream *stream)
{
  return TRUE;
}

static gboolean
srv_tls_input_is_readable (GPollableInputStream *stream)
{
  Session *self = SRV_TLS_INPUT (stream)->session;

  return has_pending (self) || g_socket_condition_check (self->socket, G_IO_IN) != 0;
}

static GSource *
srv_tls_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  Session *self = SRV_TLS_INPUT (stream)->session;
  g_autoptr (GSource) child = has_pending (self)
                                  ? g_timeout_source_new (0)
                                  : g_socket_create_source (self->socket, G_IO_IN, NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
srv_tls_input_finalize (GObject *object)
{
  release_session (SRV_TLS_INPUT (object)->session);

  G_OBJECT_CLASS (srv_tls_input_parent_class)->finalize (object);
}

static void
srv_tls_input_class_init (SrvTlsInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = srv_tls_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = srv_tls_input_read;
}

static void
srv_tls_input_iface_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = srv_tls_input_can_poll;
  iface->is_readable = srv_tls_input_is_readable;
  iface->create_source = srv_tls_input_create_source;
  iface->read_nonblocking = srv_tls_input_read_nonblocking;
}

static void
srv_tls_input_init (SrvTlsInput *self)
{
}

/* ---- writing ---- */

static gssize
srv_tls_output_write_nonblocking (GPollableOutputStream *stream, const void *buffer, gsize count,
                                  GError **error)
{
  Session *self = SRV_TLS_OUTPUT (stream)->session;
  gssize n = GNUTLS_E_PUSH_ERROR;

  g_mutex_lock (&self->lock);
  if (!g_socket_is_closed (self->socket))
    n = send_some (self, buffer, count);
  g_mutex_unlock (&self->lock);

  return translate (n, error);
}

static gssize
srv_tls_output_write (GOutputStream *stream, const void *buffer, gsize count,
                      GCancellable *cancellable, GError **error)
{
  Session *self = SRV_TLS_OUTPUT (stream)->session;

  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gssize n = srv_tls_output_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), buffer, count,
                                                   &local);

      if (n >= 0)
        return n;

      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return -1;
        }

      if (!g_socket_condition_wait (self->socket, G_IO_OUT, cancellable, error))
        return -1;
    }
}

static gboolean
srv_tls_output_can_poll (GPollableOutputStream *stream)
{
  return TRUE;
}

static gboolean
srv_tls_output_is_writable (GPollableOutputStream *stream)
{
  return g_socket_condition_check (SRV_TLS_OUTPUT (stream)->session->socket, G_IO_OUT) != 0;
}

static GSource *
srv_tls_output_create_source (GPollableOutputStream *stream, GCancellable *cancellable)
{
  Session *self = SRV_TLS_OUTPUT (stream)->session;
  g_autoptr (GSource) child = g_socket_create_source (self->socket, G_IO_OUT, NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
srv_tls_output_finalize (GObject *object)
{
  release_session (SRV_TLS_OUTPUT (object)->session);

  G_OBJECT_CLASS (srv_tls_output_parent_class)->finalize (object);
}

static void
srv_tls_output_class_init (SrvTlsOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = srv_tls_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = srv_tls_output_write;
}

static void
srv_tls_output_iface_init (GPollableOutputStreamInterface *iface)
{
  iface->can_poll = srv_tls_output_can_poll;
  iface->is_writable = srv_tls_output_is_writable;
  iface->create_source = srv_tls_output_create_source;
  iface->write_nonblocking = srv_tls_output_write_nonblocking;
}

static void
srv_tls_output_init (SrvTlsOutput *self)
{
}

/* ---- the stream ---- */

static GInputStream *
srv_tls_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (SRV_TLS_STREAM (stream)->in);
}

static GOutputStream *
srv_tls_stream_get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (SRV_TLS_STREAM (stream)->out);
}

static gboolean
srv_tls_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
srv_tls_stream_finalize (GObject *object)
{
  SrvTlsStream *self = SRV_TLS_STREAM (object);

  g_clear_object (&self->in);
  g_clear_object (&self->out);
  g_clear_pointer (&self->session, release_session);

  G_OBJECT_CLASS (srv_tls_stream_parent_class)->finalize (object);
}

static void
srv_tls_stream_class_init (SrvTlsStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = srv_tls_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = srv_tls_stream_get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = srv_tls_stream_get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = srv_tls_stream_close;
}

static void
srv_tls_stream_init (SrvTlsStream *self)
{
}

SrvTlsStream *
srv_tls_stream_new (GSocket *socket, SrvTls *tls)
{
  gnutls_session_t handle = srv_tls_new_session (tls, g_socket_get_fd (socket));
  SrvTlsStream *self;

  if (handle == NULL)
    return NULL;

  self = g_object_new (SRV_TYPE_TLS_STREAM, NULL);
  self->session = g_atomic_rc_box_new0 (Session);
  self->session->socket = g_object_ref (socket);
  self->session->tls = srv_tls_ref (tls);
  self->session->session = handle;
  g_mutex_init (&self->session->lock);
  self->in = g_object_new (SRV_TYPE_TLS_INPUT, NULL);
  self->in->session = g_atomic_rc_box_acquire (self->session);
  self->out = g_object_new (SRV_TYPE_TLS_OUTPUT, NULL);
  self->out->session = g_atomic_rc_box_acquire (self->session);
  return self;
}

void
srv_tls_stream_bye (SrvTlsStream *self)
{
  Session *session = self->session;

  g_mutex_lock (&session->lock);
  if (session->shaken && session->held == 0 && !g_socket_is_closed (session->socket))
    gnutls_bye (session->session, GNUTLS_SHUT_WR);
  g_mutex_unlock (&session->lock);
}

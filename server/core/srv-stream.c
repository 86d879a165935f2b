/* srv-stream.c: see srv-stream.h */
#include "srv-stream.h"

#include "srv-head.h"
#include "srv-limits.h"
#include "srv-output.h"
#include "srv-tls-stream.h"

#include <libsoup/soup.h>
#include <string.h>

/* one byte more than a head may have: srv_head_scan() gives up when it sees it */
#define BUFFER_SIZE (SRV_MAX_HEAD + 1)
#define LINGER_READS 64

typedef enum
{
  STATE_HEAD, /* waiting for a request, or for the rest of its head */
  STATE_BODY, /* handing over a request that has been let in */
  STATE_BUSY, /* handed over; the reply is being made or sent */
  STATE_OVER, /* no further request */
} State;

#define SRV_TYPE_INPUT (srv_input_get_type ())
G_DECLARE_FINAL_TYPE (SrvInput, srv_input, SRV, INPUT, GInputStream)

struct _SrvInput
{
  GInputStream parent_instance;
  SrvStream *stream; /* NULL once that is gone */
};

struct _SrvStream
{
  GIOStream parent_instance;
  GSocket *socket;
  GIOStream *base;
  SrvInput *in;
  SrvOutput *out;
  GMainContext *context;
  SrvStreamLimits limits;
  SrvStreamClosed closed;
  gpointer user;

  State state;
  gint64 deadline;   /* of the head, or of lingering */
  gboolean begun;    /* the deadline is that of a head that has begun */
  guint8 *buffer;    /* BUFFER_SIZE bytes, NULL while there is nothing to keep */
  gsize start, end;  /* what of it has been read and not handed over */
  gsize seen;        /* of that, looked at for the end of the head */
  gsize pass;        /* of that, head that has been let in */
  gint64 body;       /* bytes of body still to come after it */
  SrvPace pace;      /* of the body */
  gboolean given;    /* to SoupServer */
  gboolean readable; /* reading may bring something */
  gboolean ended;    /* nothing more comes after what there is */
  GSource *kick;     /* SoupServer's reading source, ready only when we say so */
  gboolean junk;     /* hand over one byte before the end */
  gboolean draining;
  gboolean lingering;
  gboolean patient; /* linger until the client closes */
  gboolean finished;
  GBytes *reply;
  gsize written;
  GSource *linger;
};

static void srv_input_iface_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SrvInput, srv_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      srv_input_iface_init))
G_DEFINE_FINAL_TYPE (SrvStream, srv_stream, G_TYPE_IO_STREAM)

static GPollableInputStream *
base_input (SrvStream *self)
{
  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->base));
}

static GPollableOutputStream *
base_output (SrvStream *self)
{
  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (self->base));
}

static gint64
after (guint seconds)
{
  return g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC;
}

static void
drop_buffer (SrvStream *self)
{
  if (self->buffer != NULL)
    explicit_bzero (self->buffer, BUFFER_SIZE);
  g_clear_pointer (&self->buffer, g_free);
  self->start = self->end = self->seen = self->pass = 0;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* ---- the end of a connection ---- */

static void
finish (SrvStream *self)
{
  if (self->finished)
    return;

  g_object_ref (self);
  self->finished = TRUE;
  self->state = STATE_OVER;
  clear_source (&self->linger);
  g_clear_pointer (&self->reply, g_bytes_unref);
  drop_buffer (self);
  srv_output_close (self->out);
  if (self->closed != NULL)
    self->closed (self, self->user);
  g_object_unref (self);
}

static void linger_on (SrvStream *self);

static gboolean
on_linger (GObject *stream, gpointer user)
{
  SrvStream *self = user;

  clear_source (&self->linger);
  linger_on (self);
  return G_SOURCE_REMOVE;
}

static void
linger_until (SrvStream *self, GSource *source)
{
  self->linger = source;
  g_source_set_callback (source, G_SOURCE_FUNC (on_linger), g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* FALSE while the client does not take it. */
static gboolean
write_reply (SrvStream *self)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->reply, &size);

  while (self->written < size)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (
          base_output (self), data + self->written, size - self->written, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;

      if (n < 0)
        break;

      self->written += n;
    }

  g_clear_pointer (&self->reply, g_bytes_unref);
  return TRUE;
}

/* A socket that is closed with bytes unread resets the connection, and the client may lose the
 * reply: read and forget what comes, for a while. */
static void
linger_on (SrvStream *self)
{
  g_autoptr (GError) error = NULL;
  guint8 scrap[4096];
  gssize n = 1;

  if (self->reply != NULL && !write_reply (self))
    {
      linger_until (self, g_pollable_output_stream_create_source (base_output (self), NULL));
      return;
    }

  if (SRV_IS_TLS_STREAM (self->base))
    srv_tls_stream_bye (SRV_TLS_STREAM (self->base));
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  for (guint i = 0; n > 0 && i < LINGER_READS; i++)
    {
      n = g_pollable_input_stream_read_nonblocking (base_input (self), scrap, sizeof scrap, NULL,
                                                    &error);
      self->patient = self->patient || n > 0;
    }
  explicit_bzero (scrap, sizeof scrap);

  if (self->patient && (n > 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)))
    linger_until (self, g_pollable_input_stream_create_source (base_input (self), NULL));
  else
    finish (self);
}

static void
begin_linger (SrvStream *self, GBytes *reply)
{
  self->lingering = TRUE;
  self->deadline = after (SRV_LINGER_SECONDS);
  self->patient = reply != NULL || self->end > self->start;
  if (reply != NULL)
    self->reply = g_bytes_ref (reply);
  drop_buffer (self);
  linger_on (self);
}

/* SoupServer is not to read or send anything more. A SoupServer that waits for a request frees a
 * connection only when it has read a byte of one: it gets that byte, and its complaint about it
 * goes nowhere. */
static void
end_requests (SrvStream *self)
{
  if (self->state == STATE_OVER)
    return;

  self->junk = self->state == STATE_HEAD;
  srv_output_set_mode (self->out, self->junk ? SRV_OUTPUT_MUTE : SRV_OUTPUT_BROKEN);
  self->state = STATE_OVER;
  if (self->kick != NULL)
    g_source_set_ready_time (self->kick, 0);
}

void
srv_stream_answer (SrvStream *self, GBytes *reply)
{
  g_return_if_fail (SRV_IS_STREAM (self));

  if (self->finished || (self->lingering && reply != NULL))
    return;

  end_requests (self);
  if (reply != NULL)
    begin_linger (self, reply);
  else
    finish (self);
}

static void
refuse (SrvStream *self, guint status)
{
  const char *phrase = soup_status_get_phrase (status);
  gboolean is_head = self->state == STATE_HEAD && self->end - self->start > strlen ("HEAD ")
                     && memcmp (self->buffer + self->start, "HEAD ", strlen ("HEAD ")) == 0;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) reply = NULL;

  g_string_printf (text, "HTTP/1.1 %u %s\r\n", status, phrase);
  if (status == 405)
    g_string_append_printf (text, "Allow: %s\r\n", srv_head_get_methods ());
  for (guint i = 0; srv_head_common[i][0] != NULL; i++)
    g_string_append_printf (text, "%s: %s\r\n", srv_head_common[i][0], srv_head_common[i][1]);
  g_string_append_printf (text,
                          "Connection: close\r\n"
                          "Content-Type: text/plain\r\n"
                          "Content-Length: %zu\r\n"
                          "\r\n",
                          strlen (phrase) + 1);
  if (!is_head)
    g_string_append_printf (text, "%s\n", phrase);
  reply = g_string_free_to_bytes (g_steal_pointer (&text));
  srv_stream_answer (self, reply);
}

void
srv_stream_check_time (SrvStream *self, gint64 now)
{
  g_return_if_fail (SRV_IS_STREAM (self));

  if (self->lingering && now > self->deadline)
    finish (self);
  else if (self->state == STATE_HEAD && now > self->deadline && self->end > self->start)
    refuse (self, 408);
  else if (self->state == STATE_HEAD && now > self->deadline)
    srv_stream_answer (self, NULL);
  else if (self->state == STATE_BODY
           && srv_pace_is_slow (&self->pace, now, self->limits.grace_seconds))
    refuse (self, 408);
  else if (self->state == STATE_BUSY
           && srv_output_is_slow (self->out, now, self->limits.grace_seconds))
    srv_stream_answer (self, NULL);
}

gint64
srv_stream_get_wait (SrvStream *self)
{
  g_return_val_if_fail (SRV_IS_STREAM (self), 0);

  return self->state == STATE_HEAD || self->lingering ? self->deadline : 0;
}

void
srv_stream_drain (SrvStream *self)
{
  g_return_if_fail (SRV_IS_STREAM (self));

  self->draining = TRUE;
  if (self->state == STATE_HEAD)
    srv_stream_answer (self, NULL);
}

/* ---- requests on their way to SoupServer ---- */

/* SoupServer asks for a request only when the reply to the last one is out. */
static void
await_head (SrvStream *self)
{
  gsize left = self->end - self->start;

  self->state = STATE_HEAD;
  if (left > 0)
    memmove (self->buffer, self->buffer + self->start, left);
  else
    drop_buffer (self);
  self->start = 0;
  self->end = left;
  self->seen = 0;
  self->begun = left > 0;
  self->deadline = after (left > 0 ? self->limits.head_seconds : self->limits.idle_seconds);
  if (self->draining)
    end_requests (self);
}

static void
let_in (SrvStream *self, gsize length)
{
  guint status = srv_head_check (self->buffer + self->start, length, &self->body);

  if (status != 0)
    {
      refuse (self, status);
      return;
    }

  self->state = STATE_BODY;
  self->pass = length;
  self->pace = (SrvPace){ 0 };
}

/* From the client. What tells that it has been read dry: an error, or less than was asked for, but
 * TLS hands out its records one by one. */
static gssize
read_base (SrvStream *self, void *buffer, gsize count, GError **error)
{
  gssize n
      = g_pollable_input_stream_read_nonblocking (base_input (self), buffer, count, NULL, error);

  if (n < 0 || (n < (gssize)count && !self->ended && !SRV_IS_TLS_STREAM (self->base)))
    self->readable = FALSE;

  return n;
}

/* Reads until a head is whole or refused. -1 with @error where nothing can be read now. */
static gssize
read_head (SrvStream *self, GError **error)
{
  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_SIZE);

  while (self->state == STATE_HEAD)
    {
      gsize left = self->end - self->start;
      g_autoptr (GError) local = NULL;
      guint status = 0;
      gssize n = srv_head_scan (self->buffer + self->start, left, self->seen, &status);

      if (n != 0)
        {
          if (n < 0)
            refuse (self, status);
          else
            let_in (self, n);
          return 0;
        }

      self->seen = left;
      n = read_base (self, self->buffer + self->end, BUFFER_SIZE - self->end, &local);
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          if (self->end == 0)
            drop_buffer (self);
          g_propagate_error (error, g_steal_pointer (&local));
          return -1;
        }

      if (n <= 0)
        {
          end_requests (self);
          return 0;
        }

      self->end += n;
      if (!self->begun)
        self->deadline = after (self->limits.head_seconds);
      self->begun = TRUE;
    }

  return 0;
}

gboolean
srv_stream_wake (SrvStream *self, gboolean ended)
{
  g_autoptr (SrvStream) keep = NULL;

  g_return_val_if_fail (SRV_IS_STREAM (self), FALSE);

  /* who is refused here may have no other owner than the list that it leaves */
  keep = g_object_ref (self);
  self->readable = TRUE;
  self->ended = self->ended || ended;
  if (self->given)
    {
      if (self->kick != NULL)
        g_source_set_ready_time (self->kick, 0);
      return FALSE;
    }

  if (self->state == STATE_HEAD)
    read_head (self, NULL);
  if (self->state == STATE_OVER && !self->lingering)
    srv_stream_answer (self, NULL);
  self->given = self->state == STATE_BODY;
  return self->given;
}

static gssize
take_buffered (SrvStream *self, void *buffer, gsize count)
{
  memcpy (buffer, self->buffer + self->start, count);
  self->start += count;
  return count;
}

/* Of the request that has been let in. */
static gssize
hand_over (SrvStream *self, void *buffer, gsize count, GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize n;

  if (self->pass > 0)
    {
      n = take_buffered (self, buffer, MIN (count, self->pass));
      self->pass -= n;
    }
  else
    {
      count = MIN ((gint64)count, self->body);
      if (self->end > self->start)
        n = take_buffered (self, buffer, MIN (count, self->end - self->start));
      else
        n = read_base (self, buffer, count, &local);
      self->body -= MAX (n, 0);
    }

  if (n > 0)
    srv_pace_move (&self->pace, n);
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    srv_pace_block (&self->pace);
  else
    end_requests (self);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  if (self->state == STATE_BODY && self->pass == 0 && self->body == 0)
    {
      self->state = STATE_BUSY;
      srv_output_begin (self->out);
      /* the reply may take for ever */
      if (self->start == self->end)
        drop_buffer (self);
    }

  return n;
}

static gssize
srv_input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  SrvStream *self = SRV_INPUT (stream)->stream;

  if (self == NULL)
    return 0;

  if (self->kick != NULL)
    g_source_set_ready_time (self->kick, -1);
  if (self->state == STATE_BUSY)
    await_head (self);

  if (self->state == STATE_HEAD && read_head (self, error) < 0)
    return -1;

  if (self->state == STATE_BODY)
    return hand_over (self, buffer, count, error);

  if (!self->junk)
    return 0;

  self->junk = FALSE;
  *(char *)buffer = 'X';
  return 1;
}

/* SoupServer never blocks on reading. */
static gssize
srv_input_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for the main loop only");
  return -1;
}

static gboolean
srv_input_can_poll (GPollableInputStream *stream)
{
  return TRUE;
}

/* Whether a read can do something before srv_stream_wake(). */
static gboolean
has_more (SrvStream *self)
{
  if (self == NULL || self->state == STATE_OVER || self->readable)
    return TRUE;

  return self->end - self->start > (self->state == STATE_HEAD ? self->seen : 0);
}

static gboolean
srv_input_is_readable (GPollableInputStream *stream)
{
  return has_more (SRV_INPUT (stream)->stream);
}

/* Without a descriptor and without a child: there may be thousands of them in the main loop's list.
 */
static GSource *
srv_input_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  SrvStream *self = SRV_INPUT (stream)->stream;
  GSource *source = g_pollable_source_new_full (stream, NULL, cancellable);

  if (self != NULL && self->state == STATE_BUSY)
    await_head (self);

  g_source_set_ready_time (source, has_more (self) ? 0 : -1);
  if (self != NULL)
    {
      g_clear_pointer (&self->kick, g_source_unref);
      self->kick = g_source_ref (source);
    }

  return source;
}

static gboolean
srv_input_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
srv_input_class_init (SrvInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = srv_input_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = srv_input_close;
}

static void
srv_input_iface_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = srv_input_can_poll;
  iface->is_readable = srv_input_is_readable;
  iface->create_source = srv_input_create_source;
  iface->read_nonblocking = srv_input_read_nonblocking;
}

static void
srv_input_init (SrvInput *self)
{
}

/* ---- the stream ---- */

static GInputStream *
srv_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (SRV_STREAM (stream)->in);
}

static GOutputStream *
srv_stream_get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (SRV_STREAM (stream)->out);
}

/* SoupServer is done with the connection. */
static gboolean
srv_stream_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  SrvStream *self = SRV_STREAM (stream);

  if (self->finished || self->lingering)
    return TRUE;

  end_requests (self);
  begin_linger (self, NULL);
  return TRUE;
}

static void
srv_stream_dispose (GObject *object)
{
  SrvStream *self = SRV_STREAM (object);

  self->closed = NULL;
  finish (self);

  G_OBJECT_CLASS (srv_stream_parent_class)->dispose (object);
}

static void
srv_stream_finalize (GObject *object)
{
  SrvStream *self = SRV_STREAM (object);

  self->in->stream = NULL;
  g_clear_pointer (&self->kick, g_source_unref);
  g_clear_object (&self->in);
  g_clear_object (&self->out);
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (srv_stream_parent_class)->finalize (object);
}

static void
srv_stream_class_init (SrvStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = srv_stream_dispose;
  G_OBJECT_CLASS (klass)->finalize = srv_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = srv_stream_get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = srv_stream_get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = srv_stream_close;
}

static void
srv_stream_init (SrvStream *self)
{
}

SrvStream *
srv_stream_new (GSocket *socket, GIOStream *base, const SrvStreamLimits *limits,
                SrvStreamClosed closed, gpointer user)
{
  SrvStream *self = g_object_new (SRV_TYPE_STREAM, NULL);

  self->socket = g_object_ref (socket);
  self->base = g_object_ref (base);
  self->in = g_object_new (SRV_TYPE_INPUT, NULL);
  self->in->stream = self;
  self->out = srv_output_new (socket, base);
  self->context = g_main_context_ref_thread_default ();
  self->limits = *limits;
  self->closed = closed;
  self->user = user;
  self->deadline = after (limits->head_seconds);
  self->begun = TRUE;
  return self;
}

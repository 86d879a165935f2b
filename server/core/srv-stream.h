/* srv-stream.h: one connection, as SoupServer sees it through the gate.
 *
 * A GIOStream around the client's that hands on request after request: first a head, once it has
 * come whole and srv_head_check() is content with it, then as many bytes of body as that head says,
 * then nothing before SoupServer asks for the next request. A head that is refused is answered
 * here; SoupServer sees the connection end.
 *
 * For one thread, the one that runs the main context; only writes to the output stream may block in
 * another. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SRV_TYPE_STREAM (srv_stream_get_type ())
G_DECLARE_FINAL_TYPE (SrvStream, srv_stream, SRV, STREAM, GIOStream)

typedef struct
{
  guint head_seconds;  /* from accept or the first byte to the end of a head */
  guint idle_seconds;  /* between requests */
  guint grace_seconds; /* that a peer may keep us waiting before SRV_MIN_BODY_RATE is asked of it */
} SrvStreamLimits;

/* Called once, when the connection is over and its socket closed. */
typedef void (*SrvStreamClosed) (SrvStream *self, gpointer user);

/* @base is the plain or TLS stream over @socket. Where SoupServer waits for the client nothing is
 * polled: srv_stream_wake() is what wakes it, so that thousands of waiting connections cost the
 * main loop next to nothing. Other sources go to the thread-default context. */
SrvStream *srv_stream_new (GSocket *socket, GIOStream *base, const SrvStreamLimits *limits,
                           SrvStreamClosed closed, gpointer user);

/* To be called whenever something has come from the client since the last call, or with @ended when
 * nothing more comes. TRUE once: the first request is there, and SoupServer gets the stream. Until
 * then SoupServer need not know of it. */
gboolean srv_stream_wake (SrvStream *self, gboolean ended);

/* To be called every second or so with g_get_monotonic_time(): ends what has taken too long. */
void srv_stream_check_time (SrvStream *self, gint64 now);

/* Until when it waits for its client alone: for a request, the rest of a head, or the end; 0 while
 * there is a request. */
gint64 srv_stream_get_wait (SrvStream *self);

/* Writes @reply as it is, half-closes, lets the client read it, closes. Whatever SoupServer does
 * with the stream from now on has no effect. @reply may be NULL: closes at once. */
void srv_stream_answer (SrvStream *self, GBytes *reply);

/* No further request: closes now if none is under way, otherwise when its reply is out. */
void srv_stream_drain (SrvStream *self);

G_END_DECLS

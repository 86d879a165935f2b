/* srv-output.h: the writing side of a connection, and how patient we are with it */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long a peer has kept us waiting beyond what it has paid for in bytes, at SRV_MIN_BODY_RATE.
 * Bytes pay only for the past: who sends a lot at first may not sit still the longer afterwards. */
typedef struct
{
  gint64 waited; /* microseconds, without the wait that is under way */
  gint64 since;  /* when that began, 0 for none */
} SrvPace;

void srv_pace_block (SrvPace *self);
void srv_pace_move (SrvPace *self, gsize bytes);
/* Whether that is more than @grace seconds. */
gboolean srv_pace_is_slow (const SrvPace *self, gint64 now, guint grace);

typedef enum
{
  SRV_OUTPUT_OPEN,
  SRV_OUTPUT_MUTE,   /* takes everything, sends nothing */
  SRV_OUTPUT_BROKEN, /* every write fails */
} SrvOutputMode;

#define SRV_TYPE_OUTPUT (srv_output_get_type ())
G_DECLARE_FINAL_TYPE (SrvOutput, srv_output, SRV, OUTPUT, GOutputStream)

/* Around the output of @base, a plain or TLS stream over @socket. SoupServer ends a chunked reply
 * with a blocking write in a thread of its own: writing is the one thing here that more than one
 * thread does. */
SrvOutput *srv_output_new (GSocket *socket, GIOStream *base);
void srv_output_set_mode (SrvOutput *self, SrvOutputMode mode);
/* A new reply: forgets the patience used up so far. */
void srv_output_begin (SrvOutput *self);
gboolean srv_output_is_slow (SrvOutput *self, gint64 now, guint grace);
/* Breaks the stream and closes the socket, as soon as no thread writes to it any more. */
void srv_output_close (SrvOutput *self);

G_END_DECLS

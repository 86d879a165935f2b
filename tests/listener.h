/* listener.h: a client that follows the event stream, byte by byte, and hears what it is told */
#pragma once

#include "harness.h"

G_BEGIN_DECLS

typedef struct
{
  int fd;
  GString *text; /* came and was not looked at yet */
} Listener;

/* With the newest commit already heard, which is in @seq (may be NULL). */
Listener *listener_new (Harness *harness, const char *token, gint64 *seq);
/* Asks, and reads nothing. */
Listener *listener_new_deaf (Harness *harness, const char *token);
void listener_free (Listener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)

/* The next block of lines, without the empty one that ends it; NULL where the server ends the
 * stream instead. (transfer full) */
char *listener_read (Listener *self);
/* The number of the next event; comments before it are passed over. The stream must not end. */
gint64 listener_hear (Listener *self);
/* Everything else up to the end of the stream, which must come. */
void listener_expect_end (Listener *self);

G_END_DECLS

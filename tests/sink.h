/* sink.h: mail servers of every temper, in a process beside the test (mail-sink.py) */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Sink Sink;

/* They listen, and SSL_CERT_FILE names who vouches for them: before anything has threads. */
Sink *sink_start (void);
void sink_stop (Sink *self);
/* The password that the one named "auth" knows the user "hark" by. */
#define SINK_PASSWORD "canary-heron-ä"

/* Where its files are. */
const char *sink_get_folder (Sink *self);
/* Of the mail server of this name. (transfer full) */
char *sink_make_url (Sink *self, const char *name, const char *host);
/* How they answer from now on: "" for friendly. */
void sink_set_temper (Sink *self, const char *temper);
/* How many lines of what happened there begin so. */
guint sink_count (Sink *self, const char *beginning);
/* The @n-th mail that was taken, from 1 on; NULL for none. (transfer full) */
char *sink_read_mail (Sink *self, guint n);

G_END_DECLS

/* proxy.h: a line that breaks, between real clients and a real server.
 *
 * Takes one request per connection, asks @choose what shall happen to it, and does that. Requests
 * are answered in a thread each; @choose is called in that thread, one call at a time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROXY_PASS,
  PROXY_REFUSE,     /* nothing arrives */
  PROXY_LOSE_REPLY, /* the request arrives, its answer does not */
  PROXY_CUT_REPLY,  /* the answer ends in the middle of its body */
  PROXY_REPEAT,     /* the request arrives twice; the second answer is passed on */
  PROXY_DELAY,      /* the answer takes its time, so that others overtake it */
  PROXY_LAST,
  PROXY_MAKE_UP = PROXY_LAST, /* nothing arrives, and ProxyTell answers; no fault of a line */
  PROXY_N_FAULTS
} ProxyFault;

typedef ProxyFault (*ProxyChoose) (gpointer user, const char *method, const char *path);

/* Tells the client something else than the server's @answer (a whole message, or empty) to @request
 * over @fd; FALSE: passes that on, with what was changed in it. Called in the connection's thread. */
typedef gboolean (*ProxyTell) (gpointer user, GByteArray *request, GByteArray *answer, int fd);

typedef struct _Proxy Proxy;

/* To 127.0.0.1:@upstream. @choose NULL passes everything on. */
Proxy *proxy_new (guint16 upstream, ProxyChoose choose, gpointer user);
/* Before the first request. */
void proxy_set_tell (Proxy *self, ProxyTell tell, gpointer user);
/* All of it; FALSE where the client has gone. */
gboolean proxy_write (int fd, gconstpointer data, gsize length);
/* Waits until nothing runs any more. */
void proxy_free (Proxy *self);
guint16 proxy_get_port (Proxy *self);
/* The server has moved. */
void proxy_set_upstream (Proxy *self, guint16 upstream);
/* How often each fault was done so far. */
guint proxy_count (Proxy *self, ProxyFault fault);

G_END_DECLS

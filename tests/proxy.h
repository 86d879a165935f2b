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
  PROXY_LAST
} ProxyFault;

typedef ProxyFault (*ProxyChoose) (gpointer user, const char *method, const char *path);

typedef struct _Proxy Proxy;

/* To 127.0.0.1:@upstream. @choose NULL passes everything on. */
Proxy *proxy_new (guint16 upstream, ProxyChoose choose, gpointer user);
/* Waits until nothing runs any more. */
void proxy_free (Proxy *self);
guint16 proxy_get_port (Proxy *self);
/* The server has moved. */
void proxy_set_upstream (Proxy *self, guint16 upstream);
/* How often each fault was done so far. */
guint proxy_count (Proxy *self, ProxyFault fault);

G_END_DECLS

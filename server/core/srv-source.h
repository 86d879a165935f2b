/* srv-source.h: how many connections each source has open.
 *
 * A source is an IPv4 address, or the first half of an IPv6 address: whoever has one of its
 * addresses has all. It is in memory while it has a connection, is wiped when the last one goes,
 * and nobody can ask which there are. For one thread. */
#pragma once

#include <glib.h>
#include <sys/socket.h>

G_BEGIN_DECLS

typedef struct _SrvSources SrvSources;
typedef struct _SrvSource SrvSource;

SrvSources *srv_sources_new (void);
void srv_sources_free (SrvSources *self);

/* A connection comes from @address. FALSE where its source has @most already; otherwise @source is
 * what srv_sources_leave() takes when the connection ends, NULL for one that is not counted: from
 * 127.0.0.1 or ::1, where a proxy speaks for everybody, or from no address of the internet. */
gboolean srv_sources_enter (SrvSources *self, const struct sockaddr *address, guint most,
                            SrvSource **source);
/* @source may be NULL. */
void srv_sources_leave (SrvSources *self, SrvSource *source);
/* Sources that have a connection. */
guint srv_sources_count (SrvSources *self);

G_END_DECLS

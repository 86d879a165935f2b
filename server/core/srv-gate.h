/* srv-gate.h: the listener in front of SoupServer.
 *
 * Accepts connections itself, caps their number, of each source too, gives head, body and idle time
 * a deadline, and passes on only requests whose head is strictly canonical; everything else gets
 * 400, 405, 408, 411, 413, 414, 417 or 431 and the connection is closed, before SoupServer has seen
 * a byte of that request. Addresses of clients are never logged or handed on, and forgotten with
 * their last connection (srv-source). */
#pragma once

#include "srv-tls.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define SRV_TYPE_GATE (srv_gate_get_type ())
G_DECLARE_FINAL_TYPE (SrvGate, srv_gate, SRV, GATE, GObject)

/* Holds a reference on @soup, whose only listener and source of connections it is from now on.
 * Dropping the last reference closes every connection at once. */
SrvGate *srv_gate_new (SoupServer *soup);

/* TLS for connections that come after the call, in the place of plain HTTP or of an older @tls;
 * those that are there keep what they have. */
void srv_gate_set_tls (SrvGate *self, SrvTls *tls);

/* Where it may make something for a moment when it begins to listen; the system's folder for what is
 * temporary without. */
void srv_gate_set_folder (SrvGate *self, const char *folder);

/* Lower limits than srv-limits.h gives, for tests: 0 keeps the limit of that header, for
 * connections as far as RLIMIT_NOFILE leaves SRV_SPARE_DESCRIPTORS (or half of it). The grace of
 * slow bodies and replies is twice @head_seconds. For connections that come after the call. */
void srv_gate_set_limits (SrvGate *self, guint max_connections, guint head_seconds,
                          guint idle_seconds);

/* How many connections one source (srv-source.h) may have, SRV_MAX_PER_SOURCE before the first call;
 * 0 for any number. For connections that come after the call. */
void srv_gate_set_per_source (SrvGate *self, guint most);

/* Binds and listens on "ADDR:PORT" ("[::1]:0", "127.0.0.1:8080"; port 0 picks a free one), on the
 * thread-default main context. May be called more than once. Errors: HARK_ERROR_INVALID for an
 * address that cannot be read, otherwise G_IO_ERROR. */
gboolean srv_gate_listen (SrvGate *self, const char *address, GError **error);

/* The same on a socket that listens already and does not block (srv-passed.h); takes @fd. It goes on
 * listening for whoever else has it when this gate is closed: who comes then waits for them. */
gboolean srv_gate_listen_on (SrvGate *self, int fd, GError **error);

/* The port of such an address. HARK_ERROR_INVALID as above. */
gboolean srv_gate_read_port (const char *address, guint16 *port, GError **error);

/* "http://127.0.0.1:40123", of the first listener; its path for a local one. (transfer full) */
char *srv_gate_get_url (SrvGate *self);

guint srv_gate_get_connections (SrvGate *self);
/* How many there were until now, with those. */
guint64 srv_gate_get_taken (SrvGate *self);
/* Sources that are counted now. */
guint srv_gate_get_sources (SrvGate *self);

/* For the router: answers the request of @message with @reply, whole and as it stands, though its
 * body has not been read, and closes the connection once the client has had time to read it; with
 * @reply NULL, closes at once. @message is finished then. FALSE, and nothing is done, if it did not
 * come through a gate or its connection is gone. */
gboolean srv_gate_answer (SoupServerMessage *message, GBytes *reply);

/* No new connections. */
void srv_gate_stop_listening (SrvGate *self);
/* The same, and idle ones are closed at once, busy ones when their reply is out. */
void srv_gate_close (SrvGate *self);

G_END_DECLS

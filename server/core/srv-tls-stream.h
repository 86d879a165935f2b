/* srv-tls-stream.h: TLS over a connection's socket, as a stream that never waits.
 *
 * The handshake goes on whenever the client has sent something, in the main loop: GIO's own TLS
 * keeps a thread of a small pool waiting for each handshake, so that a few dozen silent clients
 * would keep everybody out. */
#pragma once

#include "srv-tls.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SRV_TYPE_TLS_STREAM (srv_tls_stream_get_type ())
G_DECLARE_FINAL_TYPE (SrvTlsStream, srv_tls_stream, SRV, TLS_STREAM, GIOStream)

/* Both directions are pollable; writes may block too, in another thread than the one that reads.
 * Closing @socket is the owner's affair. NULL where memory ran out. */
SrvTlsStream *srv_tls_stream_new (GSocket *socket, SrvTls *tls);

/* Tells the client that nothing more comes, where it can be told now. */
void srv_tls_stream_bye (SrvTlsStream *self);

G_END_DECLS

/* srv-tls.h: a certificate and its key, read from files, and sessions that prove it.
 *
 * TLS 1.2 and 1.3 alone, with forward secrecy alone, whatever the environment of the process says.
 * Sessions are not resumed: nothing links two visits of a reporter. */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

typedef struct _SrvTls SrvTls;

/* Reads a chain and a key (PEM, the key without a password and not for everybody to read), and sees
 * that they belong together.
 * HARK_ERROR_INVALID with a sentence that names the file; nothing of a key is ever in it. */
SrvTls *srv_tls_load (const char *certificate, const char *key, GError **error);
SrvTls *srv_tls_ref (SrvTls *self);
void srv_tls_unref (SrvTls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvTls, srv_tls_unref)

/* When its certificate ends, in seconds since 1970; 0 where it does not say. */
gint64 srv_tls_get_end (SrvTls *self);

/* A server's session over @fd, which does not block; @self must outlive it. NULL where memory ran
 * out. */
gnutls_session_t srv_tls_new_session (SrvTls *self, int fd);

G_END_DECLS

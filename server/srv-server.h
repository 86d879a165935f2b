/* srv-server.h: one organisation's server, assembled: store, writer, router, gate. Used by `run`
 * and by tests. */
#pragma once

#include "srv-context.h"
#include "srv-tls.h"

G_BEGIN_DECLS

typedef struct _SrvServer SrvServer;

/* Opens the store in @dir, which no other server may have open (HARK_ERROR_BUSY), and makes
 * everything ready on the thread-default main context. @clock NULL: the system's. */
SrvServer *srv_server_new (const char *dir, SrvClock clock, gpointer clock_data, GError **error);
/* Nobody is connected or in the middle of something, no job is due, and nothing waits to be mailed
 * or deleted: it could end until somebody comes, and nobody would notice. Reads the store. On the thread of
 * srv_server_new(), as those below. */
gboolean srv_server_is_idle (SrvServer *self);
/* Connections until now. */
guint64 srv_server_get_taken (SrvServer *self);
/* Takes no more: where the socket was passed on, who comes waits for the next process. */
void srv_server_stop_listening (SrvServer *self);

/* For connections from now on; before the first call they are plain HTTP. */
void srv_server_set_tls (SrvServer *self, SrvTls *tls);
/* "ADDR:PORT", port 0 for a free one. */
gboolean srv_server_listen (SrvServer *self, const char *address, GError **error);
/* On a socket that was passed on (srv-passed.h); takes it. */
gboolean srv_server_listen_on (SrvServer *self, int fd, GError **error);
/* Answers what is under way, then closes everything. On the thread of srv_server_new(). */
void srv_server_free (SrvServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvServer, srv_server_free)

/* "http://127.0.0.1:40123" or "https://…", once it listens; its path for a local socket. (transfer
 * full) */
char *srv_server_get_url (SrvServer *self);
SrvContext *srv_server_get_context (SrvServer *self);
/* When something is to be done next by itself, by the server's clock: a job, a mail. G_MAXINT64:
 * nothing until somebody asks. Asks the store. */
gint64 srv_server_get_next (SrvServer *self);

G_END_DECLS

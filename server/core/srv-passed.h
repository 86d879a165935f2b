/* srv-passed.h: sockets that whoever started this process listens on and has passed on, as systemd
 * does (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, and descriptors from 3 on) */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SRV_MAX_PASSED 8

/* How many there are, from SRV_PASSED_FIRST on; 0: none, or they were meant for another process.
 * Programs that this one starts get none of them, nor what is said of them. Before there are
 * threads, once. HARK_ERROR_INVALID, and nobody is listened to: they are too many, or one of them
 * is no stream socket that listens. */
#define SRV_PASSED_FIRST 3
gboolean srv_passed_take (guint *n, GError **error);

G_END_DECLS

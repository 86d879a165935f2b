/* srv-idle.h: ends a server that has had nothing to do for a while */
#pragma once

#include "srv-server.h"

G_BEGIN_DECLS

typedef struct _SrvIdle SrvIdle;

/* Looks once a second. When @server has been idle for @seconds, and nobody came meanwhile, it takes
 * no more connections and @loop ends. Both must outlive it. */
SrvIdle *srv_idle_start (SrvServer *server, guint seconds, GMainLoop *loop);
void srv_idle_stop (SrvIdle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvIdle, srv_idle_stop)

G_END_DECLS

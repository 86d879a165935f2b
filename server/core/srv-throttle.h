/* srv-throttle.h: how often a secret was wrong lately, whichever it was, and whether the answer to
 * the next wrong one has to wait.
 *
 * Nothing here refuses: who has the right secret is let in at once, whatever strangers do. What is
 * counted names nobody. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SRV_THROTTLE_SECONDS 60 /* the window */
#define SRV_THROTTLE_FREE 20    /* wrong ones in it that are answered at once */

typedef struct _SrvThrottle SrvThrottle;

SrvThrottle *srv_throttle_new (void);
void srv_throttle_free (SrvThrottle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvThrottle, srv_throttle_free)

/* One more was wrong; whether its answer shall wait. From any thread. @now in seconds. */
gboolean srv_throttle_fail (SrvThrottle *self, gint64 now);

G_END_DECLS

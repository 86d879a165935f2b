/* srv-throttle.h: how often something may fail, in memory: for each key, and for all together.
 *
 * Only failures count. A key is any 16 bytes that name what is tried, never who tries. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

#define SRV_THROTTLE_SECONDS 60 /* the window */
#define SRV_THROTTLE_KEY 10     /* failures of one key in it */
#define SRV_THROTTLE_ALL 300    /* failures of all keys in it */

typedef struct _SrvThrottle SrvThrottle;

SrvThrottle *srv_throttle_new (void);
void srv_throttle_free (SrvThrottle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvThrottle, srv_throttle_free)

/* From any thread. HARK_ERROR_RATE while the window holds too many failures. @now in seconds. */
gboolean srv_throttle_check (SrvThrottle *self, const HarkId *key, gint64 now, GError **error);
void srv_throttle_fail (SrvThrottle *self, const HarkId *key, gint64 now);

G_END_DECLS

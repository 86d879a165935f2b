/* srv-time.h: how finely the server remembers when */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* seconds: what an anonymous reporter does is kept to the full hour */
#define SRV_TIME_ROUND 3600

static inline gint64
srv_time_round (gint64 instant)
{
  return instant - instant % SRV_TIME_ROUND;
}

G_END_DECLS

/* srv-time.h: how finely the server remembers when */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* seconds: what an anonymous reporter does is kept to the full hour */
#define SRV_TIME_ROUND 3600

/* Of UTC, or of a length of time. */
static inline gint64
srv_time_round (gint64 instant)
{
  return instant - instant % SRV_TIME_ROUND;
}

/* As clocks show it in @zone, where it may begin at half past one of UTC: never on the day before.
 * All that one act leaves is rounded in the same zone: two kinds of hours would tell the half. */
static inline gint64
srv_time_round_in (gint64 instant, GTimeZone *zone)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant);
  gint64 shift = g_time_zone_get_offset (zone, interval);

  return srv_time_round (instant + shift) - shift;
}

G_END_DECLS

/* app-client-reach.h: what of an area's tickets a member may read (hark-roster.h, "What a member
 * may read"). Part of app-client-team.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When somebody is brought in, or is in already. Nobody gives more than they have themselves: an
 * Expert who has the tickets since they joined gives those, and an Admin who appoints an Expert
 * what comes from then on. */
typedef enum
{
  APP_REACH_KEEP,  /* who is in keeps what they have; nobody comes in so */
  APP_REACH_ALL,   /* all, also for who had less */
  APP_REACH_LATER, /* who comes in gets what comes from then on; who is in keeps what they have */
} AppReach;

G_END_DECLS

/* srv-throttle.c: see srv-throttle.h */
#include "srv-throttle.h"

struct _SrvThrottle
{
  GMutex lock;
  gint64 at[SRV_THROTTLE_FREE]; /* when the last ones were wrong; a ring */
  guint oldest;
};

SrvThrottle *
srv_throttle_new (void)
{
  SrvThrottle *self = g_new0 (SrvThrottle, 1);

  g_mutex_init (&self->lock);
  for (guint i = 0; i < SRV_THROTTLE_FREE; i++)
    self->at[i] = -SRV_THROTTLE_SECONDS;
  return self;
}

void
srv_throttle_free (SrvThrottle *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
srv_throttle_fail (SrvThrottle *self, gint64 now)
{
  gboolean many;

  g_mutex_lock (&self->lock);
  many = now - self->at[self->oldest] < SRV_THROTTLE_SECONDS;
  self->at[self->oldest] = now;
  self->oldest = (self->oldest + 1) % SRV_THROTTLE_FREE;
  g_mutex_unlock (&self->lock);
  return many;
}

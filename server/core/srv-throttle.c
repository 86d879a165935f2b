/* srv-throttle.c: see srv-throttle.h */
#include "srv-throttle.h"

#include "hark-error.h"

typedef struct
{
  gint64 at;
  HarkId key;
} Failure;

/* The failures of the window, oldest first: never more than SRV_THROTTLE_ALL, which is the cap of
 * memory too. */
struct _SrvThrottle
{
  GMutex lock;
  GQueue failures; /* Failure; guarded by lock */
};

SrvThrottle *
srv_throttle_new (void)
{
  SrvThrottle *self = g_new0 (SrvThrottle, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->failures);
  return self;
}

void
srv_throttle_free (SrvThrottle *self)
{
  g_queue_clear_full (&self->failures, g_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
forget (SrvThrottle *self, gint64 now)
{
  Failure *oldest;

  while ((oldest = g_queue_peek_head (&self->failures)) != NULL
         && oldest->at <= now - SRV_THROTTLE_SECONDS)
    g_free (g_queue_pop_head (&self->failures));
}

gboolean
srv_throttle_check (SrvThrottle *self, const HarkId *key, gint64 now, GError **error)
{
  guint of_key = 0;
  gboolean full;

  g_mutex_lock (&self->lock);
  forget (self, now);
  for (GList *link = self->failures.head; link != NULL; link = link->next)
    of_key += hark_id_equal (&((Failure *)link->data)->key, key) ? 1 : 0;
  full = g_queue_get_length (&self->failures) >= SRV_THROTTLE_ALL;
  g_mutex_unlock (&self->lock);

  if (!full && of_key < SRV_THROTTLE_KEY)
    return TRUE;
  g_set_error (error, HARK_ERROR, HARK_ERROR_RATE, "too many tries: wait a minute");
  return FALSE;
}

void
srv_throttle_fail (SrvThrottle *self, const HarkId *key, gint64 now)
{
  Failure *failure = g_new (Failure, 1);

  failure->at = now;
  failure->key = *key;
  g_mutex_lock (&self->lock);
  forget (self, now);
  g_queue_push_tail (&self->failures, failure);
  if (g_queue_get_length (&self->failures) > SRV_THROTTLE_ALL)
    g_free (g_queue_pop_head (&self->failures));
  g_mutex_unlock (&self->lock);
}

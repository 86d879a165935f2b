/* app-transfer.c: see app-transfer.h */
#include "app-transfer.h"

#define MEASURE_EVERY (G_TIME_SPAN_SECOND / 4)
#define NEWEST_WEIGHT 0.3 /* of the newest measurement in the speed that is told */

typedef struct
{
  AppTransfer transfer;
  gint64 measured_at, measured_done;
  double speed; /* bytes a second; 0: not measured yet */
} Entry;

struct _AppTransfers
{
  GMutex lock;
  GHashTable *entries; /* HarkId * → Entry */
  gint64 every, told_at;
  void (*told) (gpointer user);
  gpointer user;
};

AppTransfers *
app_transfers_new (gint64 every, void (*told) (gpointer user), gpointer user)
{
  AppTransfers *self = g_new0 (AppTransfers, 1);

  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, g_free);
  self->every = every;
  self->told = told;
  self->user = user;
  return self;
}

void
app_transfers_free (AppTransfers *self)
{
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* What a single piece took says little: the speed is a mean that forgets. */
static void
measure (Entry *entry, gint64 now)
{
  gint64 span = now - entry->measured_at;
  double speed;

  if (span < MEASURE_EVERY)
    return;

  speed = (double)(entry->transfer.done - entry->measured_done) * G_TIME_SPAN_SECOND / span;
  entry->speed
      = entry->speed > 0 ? (1 - NEWEST_WEIGHT) * entry->speed + NEWEST_WEIGHT * speed : speed;
  entry->measured_at = now;
  entry->measured_done = entry->transfer.done;
  if (entry->speed >= 1)
    entry->transfer.left
        = (gint64)((entry->transfer.total - entry->transfer.done) / entry->speed + 0.5);
}

void
app_transfers_step (AppTransfers *self, const HarkId *blob, gint64 done, gint64 total, gint64 now)
{
  gboolean tell;
  Entry *entry;

  g_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->entries, blob);
  tell = entry == NULL || now - self->told_at >= self->every;
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->transfer.left = -1;
      entry->measured_at = now;
      entry->measured_done = done;
      g_hash_table_insert (self->entries, hark_id_copy (blob), entry);
    }
  entry->transfer.done = done;
  entry->transfer.total = total;
  measure (entry, now);
  if (tell)
    self->told_at = now;
  g_mutex_unlock (&self->lock);

  if (tell)
    self->told (self->user);
}

void
app_transfers_end (AppTransfers *self, const HarkId *blob)
{
  gboolean was_there;

  g_mutex_lock (&self->lock);
  was_there = g_hash_table_remove (self->entries, blob);
  g_mutex_unlock (&self->lock);

  if (was_there)
    self->told (self->user);
}

gboolean
app_transfers_get (AppTransfers *self, const HarkId *blob, AppTransfer *transfer)
{
  const Entry *entry;

  g_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->entries, blob);
  if (entry != NULL)
    *transfer = entry->transfer;
  g_mutex_unlock (&self->lock);

  return entry != NULL;
}

guint
app_transfers_sum (AppTransfers *self, AppTransfer *sum)
{
  AppTransfer all = { .left = -1 };
  GHashTableIter iter;
  gpointer value;
  guint n;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Entry *entry = value;

      all.done += entry->transfer.done;
      all.total += entry->transfer.total;
      all.left = MAX (all.left, entry->transfer.left);
    }
  n = g_hash_table_size (self->entries);
  g_mutex_unlock (&self->lock);

  *sum = all;
  return n;
}

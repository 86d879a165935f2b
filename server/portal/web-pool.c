/* web-pool.c: see web-pool.h */
#include "web-pool.h"

#include "hark-seal.h"

#include <string.h>
#include <sys/mman.h>

struct _WebPool
{
  GMutex lock;
  guint8 *memory;
  guint32 *run;  /* of the block where a piece begins: how many blocks it has; else 0 */
  guint8 *taken; /* of each block */
  guint n_blocks;
  guint n_taken;
  gboolean is_locked;
};

WebPool *
web_pool_new (gsize size)
{
  WebPool *self = g_new0 (WebPool, 1);

  g_mutex_init (&self->lock);
  self->n_blocks = (guint)(size / WEB_POOL_BLOCK);
  self->memory = hark_seal_alloc ((gsize)self->n_blocks * WEB_POOL_BLOCK);
  self->run = g_new0 (guint32, self->n_blocks);
  self->taken = g_new0 (guint8, self->n_blocks);
  /* hark_seal_alloc() locks where it may and does not say whether it could. */
  self->is_locked = mlock (self->memory, (gsize)self->n_blocks * WEB_POOL_BLOCK) == 0;
  return self;
}

void
web_pool_free (WebPool *self)
{
  if (self == NULL)
    return;

  hark_seal_free (self->memory);
  g_free (self->run);
  g_free (self->taken);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The first of @n free blocks in a row; n_blocks where there are none. */
static guint
find_free (WebPool *self, guint n)
{
  guint length = 0;

  for (guint i = 0; i < self->n_blocks; i++)
    {
      length = self->taken[i] ? 0 : length + 1;
      if (length == n)
        return i + 1 - n;
    }

  return self->n_blocks;
}

gpointer
web_pool_take (WebPool *self, gsize length)
{
  guint n = (guint)((length + WEB_POOL_BLOCK - 1) / WEB_POOL_BLOCK);
  gpointer memory = NULL;
  guint first;

  g_return_val_if_fail (length > 0, NULL);

  if (length > (gsize)self->n_blocks * WEB_POOL_BLOCK)
    return NULL;

  g_mutex_lock (&self->lock);
  first = find_free (self, n);
  if (first < self->n_blocks)
    {
      self->run[first] = n;
      memset (self->taken + first, 1, n);
      self->n_taken += n;
      memory = self->memory + (gsize)first * WEB_POOL_BLOCK;
    }
  g_mutex_unlock (&self->lock);
  return memory;
}

static guint
find_block (WebPool *self, gpointer memory)
{
  gsize offset = (gsize)((guint8 *)memory - self->memory);

  g_assert ((guint8 *)memory >= self->memory && offset % WEB_POOL_BLOCK == 0
            && offset / WEB_POOL_BLOCK < self->n_blocks);
  return (guint)(offset / WEB_POOL_BLOCK);
}

void
web_pool_give (WebPool *self, gpointer memory)
{
  guint first, n;

  if (memory == NULL)
    return;

  g_mutex_lock (&self->lock);
  first = find_block (self, memory);
  n = self->run[first];
  g_assert (n > 0);
  hark_seal_wipe (memory, (gsize)n * WEB_POOL_BLOCK);
  self->run[first] = 0;
  memset (self->taken + first, 0, n);
  self->n_taken -= n;
  g_mutex_unlock (&self->lock);
}

gsize
web_pool_get_room (WebPool *self, gpointer memory)
{
  gsize room;

  if (memory == NULL)
    return 0;

  g_mutex_lock (&self->lock);
  room = (gsize)self->run[find_block (self, memory)] * WEB_POOL_BLOCK;
  g_mutex_unlock (&self->lock);
  return room;
}

char *
web_pool_copy (WebPool *self, const char *text, gsize length)
{
  char *copy = web_pool_take (self, length + 1);

  if (copy != NULL)
    memcpy (copy, text, length);
  return copy;
}

gsize
web_pool_get_used (WebPool *self)
{
  gsize used;

  g_mutex_lock (&self->lock);
  used = (gsize)self->n_taken * WEB_POOL_BLOCK;
  g_mutex_unlock (&self->lock);
  return used;
}

gboolean
web_pool_is_locked (WebPool *self)
{
  return self->is_locked;
}

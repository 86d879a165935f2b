/* cache.h: a client's cache at the level of the wire: rows by kind and id */
#pragma once

#include "actor.h"

G_BEGIN_DECLS

typedef struct
{
  GHashTable *rows; /* "kind id" → JSON text */
  char *cursor;
  guint pages;
} Cache;

Cache *cache_new (void);
void cache_free (Cache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Cache, cache_free)
/* Pages of @limit lines until there is no more. Checks what every page promises. */
void cache_pull (World *world, Cache *self, Actor *actor, guint limit);
/* One page; whether there is more. */
gboolean cache_pull_page (World *world, Cache *self, Actor *actor, guint limit);
guint cache_count (Cache *self, const char *kind);
/* NULL where it is not there. (transfer full) */
JsonObject *cache_get (Cache *self, const char *kind, const HarkId *id);

G_END_DECLS

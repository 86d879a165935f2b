/* web-pool.h: where what a reporter has typed waits: one locked region of fixed size.
 *
 * Memory comes zeroed and is wiped when it is given back. A full pool answers NULL: whoever asks
 * then tells the reporter to try again later; nothing of somebody else's is thrown away for them.
 * From any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEB_POOL_BLOCK 512 /* bytes: the smallest piece */
#define WEB_POOL_SIZE                                                                              \
  (3 * 1024 * 1024) /* of what waits in sessions; with the next one it fits the usual */
#define WEB_POOL_GUEST_SIZE                                                                        \
  (1 * 1024 * 1024) /* limit of 8 MiB. What arrives without a session, for one request */

typedef struct _WebPool WebPool;

WebPool *web_pool_new (gsize size);
/* Wipes everything in it. */
void web_pool_free (WebPool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebPool, web_pool_free)

/* @length > 0; NULL where there is no room. */
gpointer web_pool_take (WebPool *self, gsize length);
/* Wipes @memory, which may be NULL. */
void web_pool_give (WebPool *self, gpointer memory);
/* What fits at @memory without taking more; NULL holds nothing. */
gsize web_pool_get_room (WebPool *self, gpointer memory);
/* A copy of @length bytes and a NUL; NULL where there is no room. */
char *web_pool_copy (WebPool *self, const char *text, gsize length);
gsize web_pool_get_used (WebPool *self);
/* The system keeps all of it out of swap. */
gboolean web_pool_is_locked (WebPool *self);

G_END_DECLS

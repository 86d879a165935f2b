/* store-tomb.h: who is told that a ticket was deleted, and for how long */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_TOMB_KEEP (180 * 24 * 3600) /* seconds */

/* For everybody who has @ticket or had it. */
gboolean store_tomb_put (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now,
                         GError **error);
/* Whether @user had @ticket until it was deleted, or had @lost it before that, of which alone they
 * hear then. */
gboolean store_tomb_get (SrvStore *store, const HarkId *user, const HarkId *ticket, gboolean *had,
                         gboolean *lost, GError **error);
/* Whoever has seen less than @floor cannot be told of everything any more. */
gboolean store_tomb_get_floor (SrvStore *store, gint64 *floor, GError **error);
/* Removes those that are too old, and raises the floor. */
gboolean store_tomb_expire (SrvStore *store, gint64 now, GError **error);

G_END_DECLS

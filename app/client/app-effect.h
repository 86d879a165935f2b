/* app-effect.h: whether what the server says it has applied has arrived here */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* Everything that @operation brought is in the cache, or nothing of it is due there any more: the
 * access to its ticket was lost, or a change found its target already set. */
gboolean app_effect_is_here (AppStore *store, const AppOperation *operation);

G_END_DECLS

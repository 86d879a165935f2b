/* app-doubt.h: what does not hold may be what a server said that lied, or was broken, for a while
 * (app_cache_set_doubt ()) */
#pragma once

#include "app-sync.h"

G_BEGIN_DECLS

/* Whether everything is to be asked for anew by now. */
gboolean app_doubt_take (AppSync *sync);
/* It was. */
gboolean app_doubt_note (AppSync *sync, GError **error);

G_END_DECLS

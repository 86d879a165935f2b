/* app-build.h: from a kept intent to a sealed operation on the wire */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* The operation as JSON text, ready to send; a team's first write opens the next epoch with it.
 * HARK_ERROR_NOT_FOUND where the ticket is not in the cache yet. Free with hark_seal_free_string
 * (). */
char *app_build_request (AppStore *store, const AppOperation *operation, GError **error);

G_END_DECLS

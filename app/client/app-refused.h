/* app-refused.h: what was refused, explained from what the server said and from the cache.
 *
 * The answer that is kept of a refusal: {"type": of the operation that the server refused, "state",
 * "advisor": hex, "number": as the server has them, absent where it does not say; "state_v",
 * "advisor_v": 0 where it does not say; "pre_state_v": what the operation was built on}. */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

/* Instead of an answer by the server: the account has other keys by now (app-carry.h). Of the
 * second the request had gone out: it may have arrived. */
#define APP_REFUSED_BY_RESET "reset"
#define APP_REFUSED_BY_RESET_SENT "reset-sent"

/* (element-type AppRefused) (transfer full), oldest first. */
GPtrArray *app_refused_list (AppStore *store, GError **error);
/* One operation, which must be refused. (transfer full) */
AppRefused *app_refused_describe (AppStore *store, const AppOperation *operation);

G_END_DECLS

/* app-period.h: deadlines that somebody adds by hand, moves, fulfils or removes: what of it waits,
 * what the history says of it, and whether it may */
#pragma once

#include "app-client.h"
#include "app-store.h"
#include "hark-object.h"

G_BEGIN_DECLS

/* TRUE for the wire names of these operations. */
gboolean app_period_is_type (const char *type);
/* For APP_ACTION_…_PERIOD on @ticket as it will be once what waits has gone. Fills in what
 * @operation depends on, and the version that it knows. Errors as app_client_act_sync () says. */
gboolean app_period_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                           AppOperation *operation, gint64 *version, GError **error);
/* Whether what @action wants is so already. FALSE for any other action. */
gboolean app_period_is_done (AppStore *store, const AppAction *action);
/* What it is about, as the intent keeps it, and back. */
void app_period_put (AppStore *store, const AppAction *action, JsonObject *intent);
void app_period_read (JsonObject *intent, AppAction *action);
/* As the operation says it, and its record in the history. */
void app_period_tell (JsonObject *intent, JsonObject *body);
void app_period_record (JsonObject *intent, JsonObject *body);
/* Whether what @operation wanted is so here by now, or was overtaken; without what waits. */
gboolean app_period_is_here (AppStore *store, const AppOperation *operation);
/* @operation was applied as @seq: what waits for the same deadline builds on that. Nothing else
 * than these operations has such a version. */
gboolean app_period_build_on (AppStore *store, const AppOperation *operation, gint64 seq,
                              GError **error);
void app_period_set_version (AppOperation *operation, gint64 version);
/* The version that @operation must know by now; 0: there is none. */
gint64 app_period_get_version (AppStore *store, const AppOperation *operation);

/* One line of the feed. HARK_ERROR_INVALID. */
gboolean app_period_take (AppStore *store, JsonObject *line, GError **error);

/* @periods (element-type AppPeriod) once @item has gone. */
void app_period_overlay (GPtrArray *periods, const AppOperation *item);
/* Sorts those of @ticket, and finds the one that falls due next. */
void app_period_find_next (AppTicket *ticket);
/* What those of @ticket, and of its history, are said to be about: where it has no such entry, it
 * is the ticket. */
void app_period_find_about (AppStore *store, AppTicket *ticket);
/* The one that is named; NULL for none. */
AppPeriod *app_period_find (GPtrArray *periods, const HarkId *id);
/* What @object, an opened and verified entry of the history, says of @period, which is by hand:
 * what it is called, unless a definition names it, and what it is about. */
void app_period_name (AppPeriod *period, const HarkObject *object);

/* What @json, a record or an intent, says, whose member @name is what it is called; @known as it
 * was before, NULL where nothing was. */
void app_period_describe (JsonObject *json, const char *name, const AppPeriod *known,
                          AppHistory *history);

/* What the history says, entry by entry, of those that are by hand: id to AppPeriod. */
GHashTable *app_period_history_new (void);
void app_period_history_take (GHashTable *history, const HarkObject *object);
/* The one that @json, a record, names; NULL: none that is by hand. */
const AppPeriod *app_period_history_find (GHashTable *history, JsonObject *json);
/* Whether @periods say the same: of due days, where the organisation's time zone is another by now.
 */
gboolean app_period_history_holds (AppStore *store, GHashTable *history, GPtrArray *periods);

G_END_DECLS

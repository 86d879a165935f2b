/* app-move.h: a ticket that goes to another area's team, is kept from somebody, or whose reporter
 * gets another code: what the next epoch will say otherwise, and whether it may */
#pragma once

#include "app-client.h"
#include "app-store.h"
#include "hark-object.h"

G_BEGIN_DECLS

/* For APP_ACTION_MOVE, _EXCLUDE, _INCLUDE, _NEW_CODE on @ticket as it will be once what
 * waits has gone. Errors as app_client_act_sync () says. */
gboolean app_move_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                         GError **error);
/* Whether what @action wants is so already. */
gboolean app_move_is_done (AppStore *store, const AppAction *action, const AppCacheTicket *ticket);

/* What is said otherwise, as the intent keeps it: whom, and the keys of a code. */
void app_move_put (AppStore *store, const AppAction *action, JsonObject *intent);
/* Whether what @intent wanted is so here by now, or was overtaken; without what waits. */
gboolean app_move_is_here (AppStore *store, JsonObject *intent, const AppCacheTicket *ticket);

/* TRUE for the wire names of operations whose epoch says something otherwise. */
gboolean app_move_is_type (const char *type);
/* What the history says that an epoch says otherwise than the one before. */
typedef struct
{
  guint32 epoch; /* under which it stands */
  HarkId author, from, to;
  char *type;
} AppMoveRecord;
void app_move_record_free (AppMoveRecord *self);
AppMoveRecord *app_move_record_new (const HarkObject *object);
/* Whether one of @records (element-type AppMoveRecord), by who opened it, stands under each epoch
 * of
 * @epochs that says something otherwise than the one before, and says just that. */
gboolean app_move_is_recorded (GPtrArray *epochs, GPtrArray *records);
/* Whether both have the same area, reporter and exclusions. */
gboolean app_move_says_the_same (const HarkEpoch *a, const HarkEpoch *b);
/* Puts what @intent wants into the epoch that is made. FALSE where too many are excluded. */
gboolean app_move_change (JsonObject *intent, HarkEpoch *epoch);
/* Who is the advisor once @ticket, whose newest epoch is @epoch, is in @area: zeros for nobody. */
HarkId app_move_get_advisor (AppStore *store, const AppCacheTicket *ticket, const HarkEpoch *epoch,
                             const HarkId *area);
/* Whom or where: the name of a person, or of an area; NULL for neither. (transfer full) */
char *app_move_dup_target (AppStore *store, JsonObject *intent);
/* A record's "from" or "to", of @type: names for people and areas, words for states; NULL for none.
 * (transfer full) */
char *app_move_describe (AppStore *store, const char *type, const char *value);
/* Whom the ticket's newest epoch excludes. (element-type AppExcluded) (transfer full) */
GPtrArray *app_move_list_excluded (AppStore *store, HarkTicketOrigin origin, GPtrArray *epochs);

G_END_DECLS

/* app-new-code.h: another inbox code for a reporter who lost theirs, or whose account ends: the key
 * that it opens is the reporter's from the next epoch on */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

#define APP_NEW_CODE_TYPE "new-code" /* the wire name of the operation */

/* For APP_ACTION_NEW_CODE on @ticket, whose newest epoch will be @epoch once what waits has gone.
 * Errors as app_client_act_sync () says. */
gboolean app_new_code_check (const AppAction *action, const AppCacheTicket *ticket,
                             const HarkEpoch *epoch, GError **error);
/* What follows from the code, and the key that it replaces: into @intent. */
void app_new_code_put (const AppInboxKeys *keys, const guint8 replaces[32], JsonObject *intent);
/* Into the epoch that is made; into "pre" and the body of the operation. */
void app_new_code_change (JsonObject *intent, HarkEpoch *epoch);
void app_new_code_set_pre (JsonObject *intent, JsonObject *pre);
void app_new_code_tell (JsonObject *intent, JsonObject *body);
/* Whether @epoch has the key of the code of @intent. */
gboolean app_new_code_is_here (JsonObject *intent, const HarkEpoch *epoch);
/* Whether @epoch, one of @epochs, has a reporter whose code the team issued. (element-type
 * AppCacheEpoch) */
gboolean app_new_code_is_issued (GPtrArray *epochs, guint32 epoch);
/* Whether @object, of nobody who signs, was written with a code that had ended: it comes after the
 * record of another one, or was not here when that one was followed. @records: of what comes before
 * it. (element-type AppMoveRecord) */
gboolean app_new_code_had_ended (AppStore *store, GPtrArray *epochs, GPtrArray *records,
                                 const HarkObject *object);
/* All of @epochs, of @ticket, are to be pinned, of which those up to @followed (-1: none) were
 * before: notes what is here of codes that end with the others. Within the outbox's transaction.
 * (element-type AppCacheEpoch) */
gboolean app_new_code_note_early (AppStore *store, const HarkId *ticket, GPtrArray *epochs,
                                  gint64 followed, GError **error);
/* To whom the reporter's slot goes of the epoch that @intent makes: the user of @ticket while it is
 * theirs, zeros for who has its code. */
HarkId app_new_code_get_recipient (JsonObject *intent, const AppCacheTicket *ticket);

G_END_DECLS

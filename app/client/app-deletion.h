/* app-deletion.h: a ticket that two members delete together, or that nobody deletes: proposals and
 * legal holds, as actions, intents and what the history says of them */
#pragma once

#include "app-client.h"
#include "app-store.h"
#include "hark-object.h"

G_BEGIN_DECLS

#define APP_DELETION_PROPOSE "propose-delete" /* wire names of the operations */
#define APP_DELETION_WITHDRAW "withdraw-delete"
#define APP_DELETION_CONFIRM "confirm-delete"
#define APP_DELETION_HOLD "hold"
#define APP_DELETION_LIFT "lift-hold"

gboolean app_deletion_is_type (const char *type);

/* For these actions on @ticket, of which nothing of the kind waits already. Errors as
 * app_client_act_sync () says. */
gboolean app_deletion_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                             GError **error);
/* Versions that the user saw, and of a hold whose it is and when it is looked at again. */
void app_deletion_put (AppStore *store, const AppAction *action, JsonObject *intent);
void app_deletion_set_pre (JsonObject *intent, JsonObject *pre);
/* More than the reason that a record says; nothing for most. */
void app_deletion_tell (JsonObject *intent, JsonObject *record);
/* Whether what @intent wanted is so here by now, or was overtaken; without what waits. */
gboolean app_deletion_is_here (JsonObject *intent, const AppCacheTicket *ticket);

/* A confirmation whose ticket is gone leaves the outbox, and its log. It is not kept to be given
 * back: the server's own journal does that, and nothing here is to name the ticket any more. */
gboolean app_deletion_finish (AppOutbox *outbox, const AppOperation *operation, GError **error);

/* What the newest record of each kind says. */
typedef struct
{
  HarkId by; /* who proposes it; zeros: nobody */
  gboolean is_held;
} AppDeletionRecord;
/* @object is a record of one of these types; @owner: the name of whom it names, or NULL. */
void app_deletion_take (AppDeletionRecord *self, const HarkObject *object, const char *owner,
                        AppTicket *ticket);
gboolean app_deletion_record_holds (const AppDeletionRecord *self, const AppCacheTicket *row);
/* The same of the newest record of a ticket alone. */
gboolean app_deletion_holds (const HarkObject *object, const AppCacheTicket *row);
/* As it will be once @intent has gone. */
void app_deletion_overlay (AppStore *store, JsonObject *intent, AppTicket *ticket);

G_END_DECLS

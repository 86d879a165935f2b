/* app-intent.h: what the user wanted, as it is kept in the outbox.
 *
 * A JSON object: {"type": wire name of the operation, "object", "second", "history": ids that the
 * sealed objects will have, "time", and what the user gave: "text", "reason", "subject", "area",
 * "outcome", "feedback", "as_reporter", "advisor", "person"; "area_v" of a move; "excluded" of a
 * submission; "lookup", "token", "pk", "replaces" of a new code; "period", "period_v", "due",
 * "remind", "definition", "about" of a deadline, whose name is "subject"; "behalf" of app-behalf.h;
 * "number" of the ticket; "mine": it makes this account the advisor; "put_back": it was refused,
 * its text is in the ticket's draft; "files": [manifests], "manifests": [ids]; for a close and a
 * confirmed deletion what app-seen.h says}.
 */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

/* Checks the action against what this device knows and makes the operation to keep. Attachments
 * must be spooled already: @files (element-type HarkManifest) may be NULL. Errors as
 * app_client_act_sync () says. */
AppOperation *app_intent_new (AppStore *store, const AppAction *action, GPtrArray *files,
                              gint64 now, GError **error);

/* How @action's ticket will be once what waits has gone: its state, and whether what @action wants
 * is so already. HARK_ERROR_NOT_FOUND where there is no such ticket here. */
gboolean app_intent_look_ahead (AppStore *store, const AppAction *action, gboolean *is_done,
                                HarkTicketState *state, GError **error);
/* The wire name. */
const char *app_intent_get_type (AppActionType type);
/* FALSE for a type that this version does not know. */
gboolean app_intent_get_action (JsonObject *intent, AppActionType *type);
/* Zeros where there is none. */
HarkId app_intent_get_id (JsonObject *intent, const char *name);
/* NULL where there is none. */
JsonArray *app_intent_get_list (JsonObject *intent, const char *name);
/* Blobs that must be on the server before the operation: (element-type HarkId) (transfer full). */
GArray *app_intent_get_blobs (const AppOperation *operation);

G_END_DECLS

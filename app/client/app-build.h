/* app-build.h: from what the user wanted to a sealed operation on the wire.
 *
 * An intent is a JSON object: {"type": wire name of the operation, "object", "second", "history": ids that the sealed
 * objects will have, "time", and what the user gave: "text", "reason", "subject", "area", "outcome", "feedback",
 * "as_reporter", "seen", "files": [manifests], "manifests": [ids]}. */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

/* Checks the action against what this device knows and makes the operation to keep. Attachments must be spooled
 * already: @files (element-type HarkManifest) may be NULL. Errors as app_client_act_sync () says. */
AppOperation *app_build_intent (AppStore *store, const AppAction *action, GPtrArray *files, gint64 now,
                                GError **error);

/* The operation as JSON text, ready to send; a team's first write opens the next epoch with it. HARK_ERROR_NOT_FOUND
 * where the ticket is not in the cache yet. Free with hark_seal_free_string (). */
char *app_build_request (AppStore *store, const AppOperation *operation, GError **error);

/* Blobs that must be on the server before it: (element-type HarkId). */
GArray *app_build_get_blobs (const AppOperation *operation);

G_END_DECLS

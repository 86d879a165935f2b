/* app-contact.h: contact outside Hark with a reporter who left contact data and has no inbox. It is
 * sealed as a note of the team's, which also says how and when that was: "channel", "contacted". */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

#define APP_CONTACT_TYPE "contact" /* of the operation */

/* That there is such a channel and that it was before @now; TRUE for other actions.
 * HARK_ERROR_INVALID. */
gboolean app_contact_check_words (const AppAction *action, gint64 now, GError **error);
/* HARK_ERROR_CONFLICT where the reporter can be answered, and where nobody can be reached. */
gboolean app_contact_check (AppStore *store, const AppCacheTicket *ticket, GError **error);

/* As the intent keeps it. */
void app_contact_put (const AppAction *action, gint64 now, JsonObject *intent);
/* The same as it was given, to be given again. */
void app_contact_read (JsonObject *intent, AppAction *action);
/* Into the body of the note. */
void app_contact_describe (JsonObject *intent, JsonObject *note);
/* Into @entry, whose time is there. @body: a note, or an intent; of another one: nothing. */
void app_contact_fill (AppEntry *entry, JsonObject *body);

G_END_DECLS

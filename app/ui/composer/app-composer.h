/* app-composer.h: where one writes: an answer to the reporter or a note for the team, never in doubt which; in place of an
 * answer, where nobody would read that, what was said outside Hark */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"
#include "composer/app-draft.h"

G_BEGIN_DECLS

#define APP_TYPE_COMPOSER (app_composer_get_type ())
G_DECLARE_FINAL_TYPE (AppComposer, app_composer, APP, COMPOSER, GtkBox)

/* Actions: composer.mode ("answer", "note"), composer.send, composer.attach.
 * Signal "sent": kept in the outbox, to be followed by a sync. */

void app_composer_set_client (AppComposer *self, AppClient *client);
/* Writes in @ticket from now on; what was half written there is there again. @as_reporter: one's own ticket, seen from
 * the reporter's side. Again for the same one after a reload: nothing that is being written changes. */
void app_composer_show (AppComposer *self, AppTicket *ticket, gboolean as_reporter);
AppDraftKind app_composer_get_kind (AppComposer *self);
/* Hands what is half written to the client now. */
void app_composer_save_drafts (AppComposer *self);
/* What "Attach" does once a file was chosen. */
void app_composer_attach (AppComposer *self, const char *path);

G_END_DECLS

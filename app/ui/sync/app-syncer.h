/* app-syncer.h: when to synchronise: as soon as the server tells of something new (app_client_watch ()), at the start,
 * when the window gets the focus, when asked, and every five minutes in case that the server cannot tell */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SYNCER (app_syncer_get_type ())
G_DECLARE_FINAL_TYPE (AppSyncer, app_syncer, APP, SYNCER, GObject)

/* Signal "failed" (GError *): only for a sync that somebody asked for. */

/* Begins at once; ends with @window. */
AppSyncer *app_syncer_new (AppClient *client, GtkWindow *window);
/* @asked: by the user, who is told where it fails. */
void app_syncer_run (AppSyncer *self, gboolean asked);

G_END_DECLS

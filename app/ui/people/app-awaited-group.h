/* app-awaited-group.h: who is invited and in no team yet, for Admins and Experts: they are brought in, and invitations
 * taken back, from here */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_AWAITED_GROUP (app_awaited_group_get_type ())
G_DECLARE_FINAL_TYPE (AppAwaitedGroup, app_awaited_group, APP, AWAITED_GROUP, AdwPreferencesGroup)

/* Properties: "count", how many wait for this user to bring them in.
 * Signals: "changed", with what is to be said: somebody was brought in or their invitation taken back, or that failed.
 * Whoever shows it loads it again then. */

/* Asks the server, and is seen where there is anybody to show, or why that is not known. */
void app_awaited_group_load (AppAwaitedGroup *self, AppClient *client);
guint app_awaited_group_get_count (AppAwaitedGroup *self);

G_END_DECLS

/* app-portal-account-group.h: who has an account on the portal alone, and the end of one, for an Admin */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PORTAL_ACCOUNT_GROUP (app_portal_account_group_get_type ())
G_DECLARE_FINAL_TYPE (AppPortalAccountGroup, app_portal_account_group, APP, PORTAL_ACCOUNT_GROUP, AdwPreferencesGroup)

/* Asks the server, and is seen where there is anybody to show. Without an answer it stays as it was. */
void app_portal_account_group_load (AppPortalAccountGroup *self, AppClient *client);

G_END_DECLS

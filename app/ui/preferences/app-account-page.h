/* app-account-page.h: the preferences' page of one's own account: password, recovery sheet, who one is */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ACCOUNT_PAGE (app_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AppAccountPage, app_account_page, APP, ACCOUNT_PAGE, AdwPreferencesPage)

/* Signal "account-changed": password or sheet are others now. */

void app_account_page_start (AppAccountPage *self, AppClient *client);

G_END_DECLS

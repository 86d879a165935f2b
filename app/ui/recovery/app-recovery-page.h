/* app-recovery-page.h: the preferences' page of the organisation's recovery key */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_RECOVERY_PAGE (app_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (AppRecoveryPage, app_recovery_page, APP, RECOVERY_PAGE, AdwPreferencesPage)

/* Adds one to @window where it is anybody's business: there is a key, or an Admin could make one. */
void app_recovery_page_add (AdwPreferencesWindow *window, AppClient *client);

G_END_DECLS

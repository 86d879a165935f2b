/* app-setup-account-page.h: the first account and the first area of a new organisation */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_ACCOUNT_PAGE (app_setup_account_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupAccountPage, app_setup_account_page, APP, SETUP_ACCOUNT_PAGE, AdwBin)

/* Signal "prepared" (AppSetup *): all keys are made. */

/* Begins anew, for the server @info (borrowed). */
void app_setup_account_page_start (AppSetupAccountPage *self, AppClient *client, const AppServerInfo *info);
/* (transfer full): the setup code that was entered; free with hark_seal_free_string (). */
char *app_setup_account_page_get_code (AppSetupAccountPage *self);
/* Wipes every entry. */
void app_setup_account_page_clear (AppSetupAccountPage *self);

G_END_DECLS

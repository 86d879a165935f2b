/* app-setup-sign-in-page.h: an account that exists, on a new device */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_SIGN_IN_PAGE (app_setup_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupSignInPage, app_setup_sign_in_page, APP, SETUP_SIGN_IN_PAGE, AdwBin)

/* Signals "signed-in", and "forgotten" (url, user name): the password, for which there is the recovery sheet. */

/* Begins anew, for the server @info (borrowed). */
void app_setup_sign_in_page_start (AppSetupSignInPage *self, AppClient *client, const AppServerInfo *info);
/* Wipes every entry. */
void app_setup_sign_in_page_clear (AppSetupSignInPage *self);

G_END_DECLS

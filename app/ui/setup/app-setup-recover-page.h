/* app-setup-recover-page.h: a new password by the recovery sheet, where the old one is forgotten */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_RECOVER_PAGE (app_setup_recover_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupRecoverPage, app_setup_recover_page, APP, SETUP_RECOVER_PAGE, AdwBin)

/* Signals: "prepared" (AppSetup): the keys fit; the new sheet is next. "no-sheet": they have an Admin's reset to accept. */

/* Begins anew, for the server at @url and with what was entered as @user. */
void app_setup_recover_page_start (AppSetupRecoverPage *self, AppClient *client, const char *url, const char *user);
/* Wipes every entry. */
void app_setup_recover_page_clear (AppSetupRecoverPage *self);

G_END_DECLS

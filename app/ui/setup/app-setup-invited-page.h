/* app-setup-invited-page.h: what an invitation is for, and the password of the new account */
#pragma once

#include <adwaita.h>

#include "app-client-team.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_INVITED_PAGE (app_setup_invited_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupInvitedPage, app_setup_invited_page, APP, SETUP_INVITED_PAGE, AdwBin)

/* Signal "prepared" (AppSetup *): all keys are made. */

/* Begins anew; @welcome is borrowed, @line (the invitation) is kept until cleared. */
void app_setup_invited_page_start (AppSetupInvitedPage *self, AppClient *client, const AppWelcome *welcome,
                                   const char *line);
/* Wipes passwords and invitation. */
void app_setup_invited_page_clear (AppSetupInvitedPage *self);

G_END_DECLS

/* app-setup-invitation-page.h: which server, and which invitation? */
#pragma once

#include <adwaita.h>

#include "app-client-team.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_INVITATION_PAGE (app_setup_invitation_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupInvitationPage, app_setup_invitation_page, APP, SETUP_INVITATION_PAGE, AdwBin)

/* Signal "looked" (AppWelcome *): the server knows the invitation; the receiver owns it. */

void app_setup_invitation_page_set_client (AppSetupInvitationPage *self, AppClient *client);
/* Where the account is known: not to be typed once more. */
void app_setup_invitation_page_set_url (AppSetupInvitationPage *self, const char *url);
/* (transfer full): the line that was entered; free with hark_seal_free_string (). */
char *app_setup_invitation_page_get_line (AppSetupInvitationPage *self);
/* Wipes the line. */
void app_setup_invitation_page_clear (AppSetupInvitationPage *self);

G_END_DECLS

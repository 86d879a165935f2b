/* app-invitation.h: an invitation on the newcomer's side: what it says, the keys that are made for
 * it, and how it is accepted */
#pragma once

#include "app-client-team.h"
#include "app-setup.h"

G_BEGIN_DECLS

AppWelcome *app_invitation_look (const char *url, const char *text, GCancellable *cancellable,
                                 GError **error);
AppSetup *app_invitation_prepare (const char *url, const char *text, const char *password,
                                  GCancellable *cancellable, GError **error);
/* Fine to call again after a lost answer. */
gboolean app_invitation_send (AppSetup *setup, AppHttp *http, GError **error);

G_END_DECLS

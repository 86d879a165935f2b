/* app-mail-page.h: which mail server there is, and whether it takes mails, for an Admin */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_MAIL_PAGE (app_mail_page_get_type ())
G_DECLARE_FINAL_TYPE (AppMailPage, app_mail_page, APP, MAIL_PAGE, AdwPreferencesPage)

GtkWidget *app_mail_page_new (AppClient *client);

G_END_DECLS

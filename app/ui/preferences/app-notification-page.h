/* app-notification-page.h: the preferences' page of the mails to oneself */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_NOTIFICATION_PAGE (app_notification_page_get_type ())
G_DECLARE_FINAL_TYPE (AppNotificationPage, app_notification_page, APP, NOTIFICATION_PAGE, AdwPreferencesPage)

GtkWidget *app_notification_page_new (AppClient *client);

G_END_DECLS

/* app-device-page.h: the preferences' page of the devices where one is signed in */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_DEVICE_PAGE (app_device_page_get_type ())
G_DECLARE_FINAL_TYPE (AppDevicePage, app_device_page, APP, DEVICE_PAGE, AdwPreferencesPage)

/* Asks the server. */
void app_device_page_start (AppDevicePage *self, AppClient *client);
void app_device_page_reload (AppDevicePage *self);

G_END_DECLS

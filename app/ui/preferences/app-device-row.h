/* app-device-row.h: one device where one is signed in */
#pragma once

#include <adwaita.h>

#include "app-client-account.h"

G_BEGIN_DECLS

#define APP_TYPE_DEVICE_ROW (app_device_row_get_type ())
G_DECLARE_FINAL_TYPE (AppDeviceRow, app_device_row, APP, DEVICE_ROW, AdwActionRow)

/* Signal "sign-out": the user wants it to be signed out. */

GtkWidget *app_device_row_new (const AppDevice *device);
const HarkId *app_device_row_get_device (AppDeviceRow *self);

G_END_DECLS

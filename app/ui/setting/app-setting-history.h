/* app-setting-history.h: who changed what of an area's settings, the newest first */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_HISTORY (app_setting_history_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingHistory, app_setting_history, APP, SETTING_HISTORY, AdwBin)

void app_setting_history_load (AppSettingHistory *self, AppClient *client, const HarkId *area);

G_END_DECLS

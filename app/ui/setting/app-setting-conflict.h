/* app-setting-conflict.h: two versions of an area's or the organisation's settings, both in words: what somebody else
 * saved meanwhile, and what is not saved here yet */
#pragma once

#include <adwaita.h>

#include "app-client-setting.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_CONFLICT (app_setting_conflict_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingConflict, app_setting_conflict, APP, SETTING_CONFLICT, AdwBin)

/* Signals: "keep", my changes on top of theirs; "take", theirs alone. */

/* All of one scope. */
void app_setting_conflict_show (AppSettingConflict *self, const AppSetting *base, const AppSetting *mine,
                                const AppSetting *theirs);

G_END_DECLS

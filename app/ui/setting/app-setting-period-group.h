/* app-setting-period-group.h: what an area promises by when, and of which days that is counted */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "hark-setting-area.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_PERIOD_GROUP (app_setting_period_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingPeriodGroup, app_setting_period_group, APP, SETTING_PERIOD_GROUP, AdwBin)

/* Signal "changed": by the user. */

/* Whose organisation's days are counted; until then this machine's. */
void app_setting_period_group_set_client (AppSettingPeriodGroup *self, AppClient *client);
/* @is_same: it is the area of before, of which own definitions that are not saved stay while a profile is shown. */
void app_setting_period_group_show (AppSettingPeriodGroup *self, const HarkSettingArea *area, gboolean is_same);
/* Of another main language: definitions are asked for their names in it from now on. */
void app_setting_period_group_set_language (AppSettingPeriodGroup *self, const char *language);
/* Into @area, in place of what is there. */
void app_setting_period_group_read (AppSettingPeriodGroup *self, HarkSettingArea *area);
/* FALSE where one has no name in the main language, which is said beside it. */
gboolean app_setting_period_group_check (AppSettingPeriodGroup *self);

G_END_DECLS

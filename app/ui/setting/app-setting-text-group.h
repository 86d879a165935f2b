/* app-setting-text-group.h: what an area is called, and what it is for, in one language */
#pragma once

#include <adwaita.h>

#include "hark-setting-area.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_TEXT_GROUP (app_setting_text_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingTextGroup, app_setting_text_group, APP, SETTING_TEXT_GROUP, AdwBin)

/* Signal "changed": by the user. */

/* Property "language". Another text than what stands there alone is put into a field: the cursor stays where it is. */
void app_setting_text_group_show (AppSettingTextGroup *self, const HarkSettingArea *area);
/* Into @area. */
void app_setting_text_group_read (AppSettingTextGroup *self, HarkSettingArea *area);
/* Says beside the fields what is wrong; FALSE where something is. @is_main: a name is needed. */
gboolean app_setting_text_group_check (AppSettingTextGroup *self, gboolean is_main);
/* Says beside the name what is wrong with it. */
void app_setting_text_group_refuse_name (AppSettingTextGroup *self, const char *problem);

G_END_DECLS

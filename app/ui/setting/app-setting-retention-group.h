/* app-setting-retention-group.h: for how many months an area keeps a closed ticket, by outcome */
#pragma once

#include <adwaita.h>

#include "hark-retention.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_RETENTION_GROUP (app_setting_retention_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingRetentionGroup, app_setting_retention_group, APP, SETTING_RETENTION_GROUP, AdwBin)

/* Signal "changed": by the user. */

/* Outcomes of which nothing is settled show what @profile says. @is_same: it is the area of before, of which what was
 * typed and is more than @profile allows stays for another profile. */
void app_setting_retention_group_show (AppSettingRetentionGroup *self, const HarkRetention *retention,
                                       HarkProfile profile, gboolean is_same);
/* The area has another profile from now on: what it says, and what it allows at most. What was more than that is there
 * again with a profile that allows it. */
void app_setting_retention_group_set_profile (AppSettingRetentionGroup *self, HarkProfile profile);
void app_setting_retention_group_read (AppSettingRetentionGroup *self, HarkRetention *retention);

G_END_DECLS

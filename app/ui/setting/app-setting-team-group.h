/* app-setting-team-group.h: who is in an area's team, and the way to where that is changed */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_TEAM_GROUP (app_setting_team_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingTeamGroup, app_setting_team_group, APP, SETTING_TEAM_GROUP, AdwBin)

/* Signal "changed" (text): somebody's place is another now, in words. */

void app_setting_team_group_show (AppSettingTeamGroup *self, AppClient *client, const HarkId *area);
/* The names of its members. (transfer full) */
GStrv app_setting_team_group_get_names (AppSettingTeamGroup *self);

G_END_DECLS

/* app-setting-preview.h: the portal's form of an area, as reporters see it */
#pragma once

#include <adwaita.h>

#include "app-client-setting.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_PREVIEW (app_setting_preview_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingPreview, app_setting_preview, APP, SETTING_PREVIEW, AdwBin)

/* @area NULL: nothing to show. @others: AppSetting of every area, of which those on the portal can be chosen there; that
 * with @scope is @area as it is there. @name: of whoever answers, as an example. @team: the names of its members. */
void app_setting_preview_show (AppSettingPreview *self, const HarkSettingArea *area, const HarkId *scope,
                               GPtrArray *others, const char *name, const char *const *team);
/* TRUE: it stands alone, and goes back to the settings. */
void app_setting_preview_set_folded (AppSettingPreview *self, gboolean folded);

G_END_DECLS

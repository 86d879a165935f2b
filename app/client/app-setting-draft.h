/* app-setting-draft.h: what somebody changed of an area, or of the organisation, and did not save
 * yet, kept as drafts are (app-client-draft.h) */
#pragma once

#include "app-client-setting.h"

G_BEGIN_DECLS

#define APP_DRAFT_SETTING_KIND "settings" /* of the scope, in place of a ticket */

/* Returns at once. @mine like @base: there is nothing to keep. */
void app_setting_save_draft (AppClient *client, const AppSetting *base, const AppSetting *mine);
/* NULL for none of the scope of @like, which is of the same kind. @base gets what it was made from.
 * (transfer full), both */
AppSetting *app_setting_get_draft (AppClient *client, const AppSetting *like, AppSetting **base);

G_END_DECLS

/* app-setting-page.h: Case management > Settings: what an Expert settles for an area */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "setting/app-setting-preview.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_PAGE (app_setting_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingPage, app_setting_page, APP, SETTING_PAGE, AdwBin)

/* What is changed and not saved is kept as a draft, for each area, until it is saved or discarded. */

/* Once. @preview follows what stands in the form. */
void app_setting_page_set_client (AppSettingPage *self, AppClient *client, AppSettingPreview *preview);
/* This one, as soon as the page is shown. */
void app_setting_page_choose (AppSettingPage *self, const HarkId *area);
/* TRUE: the preview does not stand beside it. */
void app_setting_page_set_folded (AppSettingPage *self, gboolean folded);

G_END_DECLS

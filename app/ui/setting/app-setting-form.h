/* app-setting-form.h: what an area has settled, as fields to be changed */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "hark-setting-area.h"

G_BEGIN_DECLS

#define APP_TYPE_SETTING_FORM (app_setting_form_get_type ())
G_DECLARE_FINAL_TYPE (AppSettingForm, app_setting_form, APP, SETTING_FORM, AdwBin)

/* Signal "changed": by the user. */

/* Whose organisation's days deadlines are counted in. */
void app_setting_form_set_client (AppSettingForm *self, AppClient *client);
/* @readers: their names, of whom there is one at least; @first: the area that is shown first now, NULL for none. */
void app_setting_form_set_about (AppSettingForm *self, const char *const *readers, const char *first);
/* Shown again, the area @scope keeps what was typed and what its profile of now has no place for. */
void app_setting_form_show (AppSettingForm *self, const HarkId *scope, const HarkSettingArea *area);
/* Nothing that was typed is kept when it is shown next. */
void app_setting_form_forget (AppSettingForm *self);
/* As it stands there, sound or not. (transfer full) */
HarkSettingArea *app_setting_form_get_area (AppSettingForm *self);
/* Who alone could read what comes from the portal, where it is to be open; NULL where it is not, or others can, too. */
const char *app_setting_form_get_lone_reader (AppSettingForm *self);
/* Says beside the fields what is wrong; FALSE where something is. */
gboolean app_setting_form_check (AppSettingForm *self);
/* Another area has the name. */
void app_setting_form_refuse_name (AppSettingForm *self);

G_END_DECLS

/* app-setting-edit.h: settings that somebody is changing: from which version, what holds meanwhile,
 * what is on its way, and the draft of it. The same for an area's and for the organisation's; the
 * form is the screen's. */
#pragma once

#include "app-client-setting.h"

G_BEGIN_DECLS

typedef struct
{
  AppClient *client;  /* borrowed */
  AppSetting *base;   /* what the form was made from; NULL: nothing is shown yet */
  AppSetting *newest; /* what holds now; NULL: not loaded yet */
  AppSetting *saving; /* what is on its way; NULL: nothing */
} AppSettingEdit;

void app_setting_edit_clear (AppSettingEdit *self);
/* Nothing is shown any more; what is on its way stays. */
void app_setting_edit_reset (AppSettingEdit *self);

/* In these @mine is what is in the form. Once something is shown: */
gboolean app_setting_edit_is_dirty (AppSettingEdit *self, const AppSetting *mine);
/* Of the organisation's, which two pages change and one document holds: whether @mine has other
 * words for mails; whether it has anything else that is other. */
gboolean app_setting_edit_has_words (AppSettingEdit *self, const AppSetting *mine);
gboolean app_setting_edit_has_more (AppSettingEdit *self, const AppSetting *mine);
/* Two versions, of which neither holds what the other has. */
gboolean app_setting_edit_is_conflict (AppSettingEdit *self);
/* As a draft; returns at once. */
void app_setting_edit_keep (AppSettingEdit *self, const AppSetting *mine);

/* @setting holds now. FALSE where that is old: a newer one is known, or on its way. */
gboolean app_setting_edit_hear (AppSettingEdit *self, const AppSetting *setting);
/* What the form is to show, (transfer full): at first, with what was not saved yet; after hearing
 * (NULL: what it shows); with my changes on top of what holds; what holds. */
AppSetting *app_setting_edit_begin (AppSettingEdit *self);
AppSetting *app_setting_edit_follow (AppSettingEdit *self, const AppSetting *mine);
AppSetting *app_setting_edit_merge (AppSettingEdit *self, const AppSetting *mine);
AppSetting *app_setting_edit_take (AppSettingEdit *self);

/* Finish with app_setting_edit_saved (), where the screen is still there. */
void app_setting_edit_send (AppSettingEdit *self, const AppSetting *mine,
                            GAsyncReadyCallback callback, gpointer user);
/* @mine NULL: nothing is shown. What was typed meanwhile is a change of what was saved. Errors of
 * app_client_save_setting_sync (). */
gboolean app_setting_edit_saved (AppSettingEdit *self, GAsyncResult *result, const AppSetting *mine,
                                 GError **error);

G_END_DECLS

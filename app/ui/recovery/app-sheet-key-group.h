/* app-sheet-key-group.h: the field in which the organisation's recovery key is typed from its sheet, and what is wrong
 * with it. What was typed is forgotten with the group. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SHEET_KEY_GROUP (app_sheet_key_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSheetKeyGroup, app_sheet_key_group, APP, SHEET_KEY_GROUP, AdwPreferencesGroup)

/* Properties: "row-title". Signals: "changed"; "activated", by Enter. */

/* "" for nothing; until it changes. */
const char *app_sheet_key_group_get_typed (AppSheetKeyGroup *self);
/* @problem NULL: there is none. The second puts the cursor there, too. */
void app_sheet_key_group_set_problem (AppSheetKeyGroup *self, const char *problem);
void app_sheet_key_group_refuse (AppSheetKeyGroup *self, const char *problem);
/* What is on the sheet stays in no field that nobody types in. */
void app_sheet_key_group_forget (AppSheetKeyGroup *self);

G_END_DECLS

/* app-choice-group.h: one of several people or areas, each a row */
#pragma once

#include <adwaita.h>

#include "hark-id.h"

G_BEGIN_DECLS

#define APP_TYPE_CHOICE_GROUP (app_choice_group_get_type ())
G_DECLARE_FINAL_TYPE (AppChoiceGroup, app_choice_group, APP, CHOICE_GROUP, AdwBin)

/* Properties "title" and "description". Signal "chosen". */

/* @subtitle may be NULL. What is not @possible is shown, and cannot be chosen. */
void app_choice_group_add (AppChoiceGroup *self, const HarkId *id, const char *title, const char *subtitle,
                           gboolean possible);
/* As by a click; what was not added chooses nothing. */
void app_choice_group_choose (AppChoiceGroup *self, const HarkId *id);
/* FALSE: nothing yet. */
gboolean app_choice_group_get_chosen (AppChoiceGroup *self, HarkId *id);

G_END_DECLS

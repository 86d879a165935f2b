/* app-text-definition.h: what an area promises by when (hark-definition.h), in words.
 *
 * Functions that return char * give it to the caller; const char * is static. */
#pragma once

#include "hark-setting-area.h"

G_BEGIN_DECLS

/* "Austria", and the law that it follows. */
const char *app_text_profile (HarkProfile profile);
const char *app_text_profile_law (HarkProfile profile);
/* "Working days": a choice. */
const char *app_text_period_unit (HarkPeriodUnit unit);
/* "7 working days" */
char *app_text_period_length (const HarkPeriodLength *length);
const char *app_text_definition_kind (HarkDefinitionKind kind);
const char *app_text_definition_start (HarkDefinitionStart start);
/* "Acknowledgement", or what somebody called it. @language: the reader's, @main: the area's, both may be NULL. Belongs
 * to the definition or to nobody. */
const char *app_text_definition_name (const HarkDefinition *definition, const char *language, const char *main);
/* "3 months from the acknowledgement, at the latest 7 days and 3 months after receipt" */
char *app_text_definition_rule (const HarkDefinition *definition);
/* "reminders 14 and 3 days before" */
char *app_text_definition_remind (const HarkDefinition *definition);
/* Both, whether it attaches by itself, and what fulfils it. */
char *app_text_definition_about (const HarkDefinition *definition);

/* What differs of what is promised, appended to @lines (element-type utf8). @before NULL: the first. */
void app_text_definition_add_changes (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after,
                                      const char *language);

G_END_DECLS

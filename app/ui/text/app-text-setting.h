/* app-text-setting.h: what an area or the organisation has settled, and what was changed of it, in words.
 *
 * Functions that return char * give it to the caller; const char * is static. */
#pragma once

#include "app-client-setting.h"

G_BEGIN_DECLS

/* The language of this window, as settings name it: "de" or "en". */
const char *app_text_setting_language (void);
/* "Choice" */
const char *app_text_question_kind (HarkSettingQuestionKind kind);
/* "Choice · required · Yes, No" */
char *app_text_question_about (const HarkSettingQuestion *question, const char *language);

/* What differs, a line each: "Offered on the portal: no, now yes". @before NULL: the first. (element-type utf8)
 * (transfer full) */
GPtrArray *app_text_setting_changes (const HarkSettingArea *before, const HarkSettingArea *after);
GPtrArray *app_text_setting_organisation_changes (const HarkSettingOrganisation *before,
                                                  const HarkSettingOrganisation *after);
/* The same of a version that was signed, as a history tells it: of what is long, and of what this Hark does not know,
 * only that it changed. */
GPtrArray *app_text_setting_values (const AppSettingChange *change);
/* When, and by whom: "Tuesday, 2 June 2026, 14:03 · anna". */
char *app_text_setting_author (gint64 time, const char *by);

G_END_DECLS

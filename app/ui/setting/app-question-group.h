/* app-question-group.h: the questions that an area's form asks besides those of every form */
#pragma once

#include <adwaita.h>

#include "hark-setting-area.h"

G_BEGIN_DECLS

#define APP_TYPE_QUESTION_GROUP (app_question_group_get_type ())
G_DECLARE_FINAL_TYPE (AppQuestionGroup, app_question_group, APP, QUESTION_GROUP, AdwBin)

/* Signal "changed": by the user. */

/* @language: the area's main one, in which each question needs words. */
void app_question_group_show (AppQuestionGroup *self, GPtrArray *questions, const char *language);
/* Of another main language: questions are asked for their words in it from now on. */
void app_question_group_set_language (AppQuestionGroup *self, const char *language);
/* Copies into @questions, in place of what is there. */
void app_question_group_read (AppQuestionGroup *self, GPtrArray *questions);
/* FALSE where one has no words in the main language, which is said beside it. */
gboolean app_question_group_check (AppQuestionGroup *self);

G_END_DECLS

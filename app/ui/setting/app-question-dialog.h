/* app-question-dialog.h: one question of an area's form, new or as it is */
#pragma once

#include "hark-setting-area.h"
#include "setting/app-form-dialog.h"

G_BEGIN_DECLS

#define APP_TYPE_QUESTION_DIALOG (app_question_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppQuestionDialog, app_question_dialog, APP, QUESTION_DIALOG, AppFormDialog)

/* Signal "done": app_question_dialog_get_question () is sound; the dialog closes. */

/* @question NULL: a new one. @language: the area's main one. Modal over @parent; a toplevel of its own. */
GtkWindow *app_question_dialog_new (GtkWindow *parent, const HarkSettingQuestion *question, const char *language);
/* As it stands there. (transfer full) */
HarkSettingQuestion *app_question_dialog_get_question (AppQuestionDialog *self);

G_END_DECLS

/* app-form-dialog.h: the frame of a dialog that changes one part of an area's settings: a form with Cancel and Done, which
 * hands over what is sound and sends nothing */
#pragma once

#include <adwaita.h>

#include "field/app-field-error.h"
#include "hark-setting-text.h"

G_BEGIN_DECLS

#define APP_TYPE_FORM_DIALOG (app_form_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (AppFormDialog, app_form_dialog, APP, FORM_DIALOG, AdwWindow)

/* Property "form": the fields. Signal "done": what is in them is sound; the dialog closes after it. */

struct _AppFormDialogClass
{
  AdwWindowClass parent_class;

  /* Says beside the fields what is wrong; FALSE where something is. */
  gboolean (*check) (AppFormDialog *self);
};

/* What stands in a row of the form, without blanks at its ends. (transfer full) */
char *app_form_dialog_get_text (AdwEntryRow *row);
/* What @text says in @language, or nothing. */
void app_form_dialog_show_text (AdwEntryRow *row, HarkSettingText *text, const char *language);
/* @problem NULL: nothing is wrong with @row, else it gets the focus. Returns whether nothing is. */
gboolean app_form_dialog_say (AdwEntryRow *row, AppFieldError *error, const char *problem);

G_END_DECLS

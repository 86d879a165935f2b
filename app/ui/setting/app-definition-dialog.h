/* app-definition-dialog.h: one deadline that an area settles, new or as it is */
#pragma once

#include "hark-definition.h"
#include "setting/app-form-dialog.h"

G_BEGIN_DECLS

#define APP_TYPE_DEFINITION_DIALOG (app_definition_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppDefinitionDialog, app_definition_dialog, APP, DEFINITION_DIALOG, AppFormDialog)

/* Signal "done": app_definition_dialog_get_definition () is sound; the dialog closes. */

/* @definition NULL: a new one. @others: those of the area (element-type HarkDefinition), it may be among them: there is
 * one acknowledgement and one feedback at most. @language: the area's main one. Modal over @parent; a toplevel of its
 * own. */
GtkWindow *app_definition_dialog_new (GtkWindow *parent, const HarkDefinition *definition, GPtrArray *others,
                                      const char *language);
/* As it stands there. (transfer full) */
HarkDefinition *app_definition_dialog_get_definition (AppDefinitionDialog *self);

G_END_DECLS

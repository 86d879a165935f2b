/* app-person-dialog.h: one person: their place in each area's team, and whether their keys are theirs */
#pragma once

#include <adwaita.h>

#include "app-client-person.h"

G_BEGIN_DECLS

#define APP_TYPE_PERSON_DIALOG (app_person_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AppPersonDialog, app_person_dialog, APP, PERSON_DIALOG, AdwWindow)

/* Signal "changed" (text): a place is another now, or the account is switched off, in words; the dialog closes. */
GtkWindow *app_person_dialog_new (GtkWindow *parent, AppClient *client, const AppPerson *person);

G_END_DECLS

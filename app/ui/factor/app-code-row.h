/* app-code-row.h: the code of the second factor, beside a password: shown once the server asks for it */
#pragma once

#include <adwaita.h>

#include "app-client-factor.h"

G_BEGIN_DECLS

#define APP_TYPE_CODE_ROW (app_code_row_get_type ())
G_DECLARE_FINAL_TYPE (AppCodeRow, app_code_row, APP, CODE_ROW, AdwEntryRow)

/* Hidden and empty again. */
void app_code_row_clear (AppCodeRow *self);
/* Before each try: what was typed goes along with it. FALSE: it is asked for, and nothing was. @field says so. */
gboolean app_code_row_hand_over (AppCodeRow *self, AppClient *client, GtkWidget *field);
/* TRUE where @error is about the code: it is asked for then, or asked for anew, and has the focus. @field, an
 * AppFieldError, says what is wrong with the last one. */
gboolean app_code_row_take_error (AppCodeRow *self, const GError *error, GtkWidget *field);

G_END_DECLS

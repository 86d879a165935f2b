/* app-password-row.h: the row under a new password that tells how good it is.
 *
 * The server never sees the password and guessing it takes the account key too; so length and a few different
 * characters are all that is asked for. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_PASSWORD_ROW (app_password_row_get_type ())
G_DECLARE_FINAL_TYPE (AppPasswordRow, app_password_row, APP, PASSWORD_ROW, AdwPreferencesRow)

/* Characters that the organisation asks for; at first those that any password needs. Judges nothing anew. */
void app_password_row_set_min (AppPasswordRow *self, guint min);
/* Looks at @password and keeps nothing of it. */
void app_password_row_judge (AppPasswordRow *self, const char *password);
/* What the last judged one was. */
gboolean app_password_row_is_good (AppPasswordRow *self);

G_END_DECLS

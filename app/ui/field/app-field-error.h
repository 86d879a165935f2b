/* app-field-error.h: the row under an entry row that says what is wrong with it.
 *
 * Stands right after its entry in the same group; hidden while there is nothing to say. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_FIELD_ERROR (app_field_error_get_type ())
G_DECLARE_FINAL_TYPE (AppFieldError, app_field_error, APP, FIELD_ERROR, AdwPreferencesRow)

/* @message NULL hides it again. @field (the row it belongs to, may be NULL) is marked and described by the message. */
void app_field_error_set (AppFieldError *self, GtkWidget *field, const char *message);
gboolean app_field_error_is_set (AppFieldError *self);

G_END_DECLS

/* app-file-row.h: an attachment that can be saved */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_FILE_ROW (app_file_row_get_type ())
G_DECLARE_FINAL_TYPE (AppFileRow, app_file_row, APP, FILE_ROW, GtkBox)

/* @file is borrowed for the call. */
GtkWidget *app_file_row_new (AppClient *client, const HarkId *ticket, const AppFile *file);
/* What "Save to…" does once a place was chosen. A second call while one runs does nothing. */
void app_file_row_save (AppFileRow *self, const char *path);

/* A name from a stranger as one that is safe to offer for saving: one path component, no control characters, never
 * empty or hidden. (transfer full) */
char *app_file_row_safe_name (const char *name);

G_END_DECLS

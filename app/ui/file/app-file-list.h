/* app-file-list.h: files that are to go with a text: added, shown, taken away again */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_FILE_LIST (app_file_list_get_type ())
G_DECLARE_FINAL_TYPE (AppFileList, app_file_list, APP, FILE_LIST, GtkBox)

/* Signals: "changed"; "dropped" (guint), the one of those that are held that is not to go. At most HARK_TICKET_MAX_FILES, none larger than HARK_FILE_MAX_SIZE. */

/* Lets the user choose. */
void app_file_list_choose (AppFileList *self);
/* FALSE: too many or too large; said under the list. */
gboolean app_file_list_add (AppFileList *self, const char *path);
gboolean app_file_list_is_full (AppFileList *self);
/* (transfer none): NULL-terminated, possibly empty. */
const char *const *app_file_list_get_paths (AppFileList *self);
/* Shows @paths (NULL: none) instead; no signal. */
void app_file_list_set_paths (AppFileList *self, const char *const *paths);

/* Attachments that an earlier try holds already, shown before the others: (element-type AppFile), NULL: none; borrowed
 * for the call. */
void app_file_list_set_held (AppFileList *self, GPtrArray *files);

G_END_DECLS

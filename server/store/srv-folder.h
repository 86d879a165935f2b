/* srv-folder.h: folders that exist for one piece of work: a backup in the making */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Removes a folder of ours and what is in it; follows no link. */
void srv_folder_clear (const char *folder);

/* Folders to be made in one of the works below; nothing else is, for whatever holds something else
 * is not taken for one. */
#define SRV_FOLDER_COPY "copy"
#define SRV_FOLDER_LOOK "look"

/* A new folder (0700) in the data folder @dir, whose disk holds what is put there anyway. It is
 * ours while @lock is open. HARK_ERROR_BUSY. (transfer full) */
char *srv_folder_new_work (const char *dir, int *lock, GError **error);
/* Removes those whose process was killed. TRUE where there were any. @is_left (may be NULL): there
 * are others still, which somebody works in. */
gboolean srv_folder_clear_works (const char *dir, gboolean *is_left);

G_END_DECLS

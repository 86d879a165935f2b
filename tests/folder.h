/* folder.h: a test's own temporary folder */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A new empty one; free the path with test_folder_remove (), which removes everything in it. */
char *test_folder_new (void);
void test_folder_remove (char *path);

/* How many files under @path hold @needle (in plain bytes): 0 is what a canary hopes for. */
guint test_folder_count_files_with (const char *path, const char *needle);
/* The same with bytes, among which there may be zeros. */
guint test_folder_count_files_holding (const char *path, gconstpointer needle, gsize length);
/* Puts @text into unused space of the pages of the database at @path, which nobody has open: as
 * SQLite leaves a copy of a row that it moves to another page. */
void test_folder_leave_copies (const char *path, const char *text);

G_END_DECLS

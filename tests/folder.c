/* folder.c: see folder.h */
#include "folder.h"

#include <glib/gstdio.h>
#include <string.h>

char *
test_folder_new (void)
{
  GError *error = NULL;
  char *path = g_dir_make_tmp ("hark-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

typedef void (*EachFunc) (const char *path, gpointer user);

static void
each_file (const char *path, EachFunc file, EachFunc folder, gpointer user)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_DIR) && !g_file_test (inside, G_FILE_TEST_IS_SYMLINK))
        each_file (inside, file, folder, user);
      else
        file (inside, user);
    }
  if (folder != NULL)
    folder (path, user);
}

static void
unlink_func (const char *path, gpointer user)
{
  g_unlink (path);
}

static void
rmdir_func (const char *path, gpointer user)
{
  g_rmdir (path);
}

void
test_folder_remove (char *path)
{
  each_file (path, unlink_func, rmdir_func, NULL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_free (path);
}

typedef struct
{
  gconstpointer needle;
  gsize length;
  guint found;
} Search;

static void
search_func (const char *path, gpointer user)
{
  Search *search = user;
  g_autofree char *data = NULL;
  gsize length;

  if (g_file_get_contents (path, &data, &length, NULL)
      && memmem (data, length, search->needle, search->length) != NULL)
    search->found++;
}

guint
test_folder_count_files_with (const char *path, const char *needle)
{
  return test_folder_count_files_holding (path, needle, strlen (needle));
}

guint
test_folder_count_files_holding (const char *path, gconstpointer needle, gsize length)
{
  Search search = { .needle = needle, .length = length };

  each_file (path, search_func, NULL, &search);
  return search.found;
}

void
test_folder_leave_copies (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  gsize length, page, n = strlen (text);

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  page = (gsize)(guint8)data[16] << 8 | (guint8)data[17];
  for (gsize at = page; at + page <= length; at += page)
    {
      const guint8 *head = (const guint8 *)data + at;
      gsize begin = 8 + 2 * (gsize)(head[3] << 8 | head[4]), end = (gsize)(head[5] << 8 | head[6]);

      /* a leaf, of a table or of an index */
      if ((head[0] == 10 || head[0] == 13) && end >= begin + n && end <= page)
        memcpy (data + at + begin, text, n);
    }
  g_assert_true (g_file_set_contents (path, data, (gssize)length, NULL));
}

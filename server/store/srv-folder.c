/* srv-folder.c: see srv-folder.h */
#include "srv-folder.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORK "backup-"
#define TEMPLATE "XXXXXX" /* g_mkdtemp_full () makes six letters and digits of it */
#define MODE 0700
#define TRIES 10

void
srv_folder_clear (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      if (lstat (path, &info) == 0 && S_ISDIR (info.st_mode))
        srv_folder_clear (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static int
take_lock (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  if (fd >= 0)
    close (fd);
  return -1;
}

/* Whether what is locked is still what has that name. */
static gboolean
is_there (int fd, const char *path)
{
  struct stat ours, named;

  return fstat (fd, &ours) == 0 && lstat (path, &named) == 0 && ours.st_dev == named.st_dev
         && ours.st_ino == named.st_ino;
}

/* Between its making and its lock somebody else may take it for one that was left, and remove it:
 * then another one. */
char *
srv_folder_new_work (const char *dir, int *lock, GError **error)
{
  int fault = 0;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autofree char *path = g_build_filename (dir, WORK TEMPLATE, NULL);

      *lock = -1;
      if (g_mkdtemp_full (path, MODE) == NULL)
        {
          fault = errno;
          break;
        }
      *lock = take_lock (path);
      if (*lock >= 0 && is_there (*lock, path))
        return g_steal_pointer (&path);
      fault = errno;
      if (*lock >= 0)
        close (*lock);
      g_rmdir (path);
    }

  *lock = -1;
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: no folder to work in can be made: %s", dir,
               g_strerror (fault));
  return NULL;
}

static gboolean
has_name_of_work (const char *name)
{
  const char *made = name + strlen (WORK);

  if (!g_str_has_prefix (name, WORK) || strlen (made) != strlen (TEMPLATE))
    return FALSE;

  while (g_ascii_isalnum (*made))
    made++;
  return *made == '\0';
}

/* What whoever runs the server keeps beside it may be called like this, too: a work holds nothing
 * but its own two folders. One that cannot be looked into is somebody's, and is let alone by that.
 */
static gboolean
holds_work (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_equal (name, SRV_FOLDER_COPY) && !g_str_equal (name, SRV_FOLDER_LOOK))
      return FALSE;

  return TRUE;
}

static gboolean
is_work (const char *name, const char *path, gboolean *is_ours)
{
  struct stat info;

  if (!has_name_of_work (name) || lstat (path, &info) != 0 || !S_ISDIR (info.st_mode)
      || (info.st_mode & 0777) != MODE)
    return FALSE;

  *is_ours = info.st_uid == geteuid ();
  return holds_work (path);
}

gboolean
srv_folder_clear_works (const char *dir, gboolean *is_left)
{
  g_autoptr (GDir) open_dir = g_dir_open (dir, 0, NULL);
  gboolean found = FALSE, left = FALSE;
  const char *name;

  while (open_dir != NULL && (name = g_dir_read_name (open_dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      gboolean is_ours;
      int lock;

      if (!is_work (name, path, &is_ours))
        continue;
      lock = is_ours ? take_lock (path) : -1;
      if (lock >= 0)
        {
          srv_folder_clear (path);
          close (lock);
          found = TRUE;
        }
      /* somebody is at work there, or the disk does not let go of it */
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        left = TRUE;
    }

  if (is_left != NULL)
    *is_left = left;
  return found;
}

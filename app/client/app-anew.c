/* app-anew.c: see app-anew.h */
#include "app-anew.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hark-error.h"

#define NEW "-new-"
#define NEW_PATTERN NEW "XXXXXX"
#define ASIDE "-set-aside-"

/* Both folders are locked, so that nobody sweeps one while this program lives. */
struct _AppAnew
{
  char *home, *path;
  int home_lock, path_lock; /* -1: none */
  gboolean is_used;
};

static gboolean
fail_folder (const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "the folder %s cannot be made: %s", path,
               g_strerror (saved));
  return FALSE;
}

/* -1: somebody has it locked, or it is not there. */
static int
lock_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  if (fd >= 0)
    close (fd);
  return -1;
}

/* Files alone: there are no folders in it. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

/* One that was not used. */
static void
remove_new (const char *path)
{
  g_autofree char *spool = g_build_filename (path, "spool", NULL);

  remove_folder (spool);
  remove_folder (path);
}

AppAnew *
app_anew_begin (const char *home, GError **error)
{
  g_autoptr (AppAnew) self = g_new0 (AppAnew, 1);
  g_autofree char *path = NULL;

  self->home = g_canonicalize_filename (home, NULL);
  self->path_lock = -1;
  self->home_lock = lock_folder (self->home);
  if (self->home_lock < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                   "another program signs this device in anew: try again");
      return NULL;
    }

  path = g_strconcat (self->home, NEW_PATTERN, NULL);
  if (g_mkdtemp_full (path, 0700) == NULL)
    {
      fail_folder (path, error);
      return NULL;
    }

  self->path = g_steal_pointer (&path);
  self->path_lock = lock_folder (self->path);
  return g_steal_pointer (&self);
}

void
app_anew_free (AppAnew *self)
{
  if (self == NULL)
    return;

  if (self->path != NULL && !self->is_used)
    remove_new (self->path);
  if (self->home_lock >= 0)
    close (self->home_lock);
  if (self->path_lock >= 0)
    close (self->path_lock);
  g_free (self->home);
  g_free (self->path);
  g_free (self);
}

const char *
app_anew_get_path (AppAnew *self)
{
  return self->path;
}

static char *
name_aside (const char *home)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");

  return g_strconcat (home, ASIDE, time, NULL);
}

static void
remove_cache (const char *home)
{
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm" };
  g_autofree char *files = g_build_filename (home, "files", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_unlink (path);
    }
  remove_folder (files);
}

/* Where the file system cannot exchange them: for a moment there is no home, and the next start
 * finds the new one. */
static gboolean
replace_in_two_steps (AppAnew *self, const char *aside, GError **error)
{
  if (g_rename (self->home, aside) != 0)
    return fail_folder (aside, error);
  if (g_rename (self->path, self->home) == 0)
    return TRUE;

  fail_folder (self->home, error);
  g_rename (aside, self->home);
  return FALSE;
}

char *
app_anew_replace (AppAnew *self, GError **error)
{
  g_autofree char *aside = name_aside (self->home);

  if (renameat2 (AT_FDCWD, self->path, AT_FDCWD, self->home, RENAME_EXCHANGE) == 0)
    {
      self->is_used = TRUE;
      /* under its own name it is found as well, by the next start */
      if (g_rename (self->path, aside) != 0)
        {
          g_free (aside);
          aside = g_strdup (self->path);
        }
    }
  else if (!replace_in_two_steps (self, aside, error))
    return NULL;

  self->is_used = TRUE;
  remove_cache (aside);
  return g_steal_pointer (&aside);
}

/* --- after a program that died --- */

static gboolean
holds (const char *path, const char *name)
{
  g_autofree char *file = g_build_filename (path, name, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

/* One that is not whole has no account, which is written last, and was never used. A whole one is
 * needed where there is no home. Beside a home it was one itself if it has an outbox, which is
 * precious; a new one may have copies in its own, and then more is kept than is needed. */
static void
sweep_one (const char *home, const char *path)
{
  int lock = lock_folder (path);

  if (lock < 0)
    return;

  if (!holds (path, "account.json"))
    remove_new (path);
  else if (!g_file_test (home, G_FILE_TEST_EXISTS) && g_rename (path, home) == 0)
    ;
  else if (holds (path, "outbox.db"))
    {
      g_autofree char *aside = name_aside (home);

      if (g_rename (path, aside) == 0)
        remove_cache (aside);
    }
  else
    remove_new (path);
  close (lock);
}

void
app_anew_sweep (const char *home)
{
  g_autofree char *whole = g_canonicalize_filename (home, NULL);
  g_autofree char *parent = g_path_get_dirname (whole);
  g_autofree char *base = g_path_get_basename (whole);
  g_autofree char *prefix = g_strconcat (base, NEW, NULL);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && strlen (name) == strlen (base) + strlen (NEW_PATTERN))
      {
        g_autofree char *path = g_build_filename (parent, name, NULL);

        sweep_one (whole, path);
      }
}

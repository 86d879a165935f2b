/* srv-lock.c: see srv-lock.h */
#include "srv-lock.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>


int
srv_lock_take (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SRV_LOCK_FILE, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0 && errno == ENOENT)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no store in %s", dir);
      return -1;
    }
  if (fd < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "another server runs on %s", dir);
      close (fd);
      return -1;
    }

  return fd;
}

void
srv_lock_release (int fd)
{
  if (fd >= 0)
    close (fd);
}

/* srv-journal.c: see srv-journal.h */
#include "srv-journal.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_LEN (2 * HARK_ID_LEN + 1)
#define MAX_LINES 10000000 /* more than a server deletes in its life */

static gboolean
fail_disk (GError **error)
{
  g_set_error (error, HARK_ERROR,
               errno == ENOSPC || errno == EDQUOT ? HARK_ERROR_DISK : HARK_ERROR_BUSY,
               "the erase journal: %s", g_strerror (errno));
  return FALSE;
}

static gboolean
sync_folder (const char *dir)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      text += n;
      length -= (gsize)n;
    }

  return TRUE;
}

gboolean
srv_journal_append (const char *dir, const HarkId *ids, guint n, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SRV_JOURNAL_FILE, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct stat info;
  gboolean ok;

  if (fd < 0)
    return fail_disk (error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = hark_id_to_string (&ids[i]);

      g_string_append_printf (text, "%s\n", id);
    }

  ok = fstat (fd, &info) == 0 && ftruncate (fd, info.st_size - info.st_size % LINE_LEN) == 0
       && write_all (fd, text->str, text->len) && fsync (fd) == 0 && sync_folder (dir);
  if (!ok)
    fail_disk (error);
  close (fd);
  return ok;
}

static gssize
read_line (int fd, char line[LINE_LEN])
{
  gssize done = 0;

  while (done < LINE_LEN)
    {
      gssize n = read (fd, line + done, (gsize)(LINE_LEN - done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += n;
    }

  return done;
}

static GArray *
read_lines (int fd, guint *damaged, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  char line[LINE_LEN];
  gssize n;

  while ((n = read_line (fd, line)) == LINE_LEN && ids->len < MAX_LINES)
    {
      gboolean ends = line[LINE_LEN - 1] == '\n';
      HarkId id;

      line[LINE_LEN - 1] = '\0';
      if (ends && hark_id_from_string (line, &id))
        g_array_append_val (ids, id);
      else if (damaged != NULL)
        ++*damaged;
    }
  if (n < 0)
    {
      fail_disk (error);
      return NULL;
    }

  return g_steal_pointer (&ids);
}

GArray *
srv_journal_read (const char *dir, guint *damaged, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SRV_JOURNAL_FILE, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  GArray *ids;

  if (damaged != NULL)
    *damaged = 0;
  if (fd < 0 && errno == ENOENT)
    return g_array_new (FALSE, FALSE, sizeof (HarkId));
  if (fd < 0)
    {
      fail_disk (error);
      return NULL;
    }

  ids = read_lines (fd, damaged, error);
  close (fd);
  return ids;
}

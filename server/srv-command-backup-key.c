/* srv-command-backup-key.c: a pair of keys for encrypted backups. It needs no store and no server,
 * and is best run on another machine. */
#include "srv-command.h"

#include "hark-backup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char *file;

static const GOptionEntry entries[] = {
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &file,
    "The file for the secret key; it must not exist, and does not belong on the server", "FILE" },
  { NULL },
};

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

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

  return fsync (fd) == 0;
}

/* FALSE with errno, and no file. */
static gboolean
write_key (const HarkBackupKey *key, const char *public_line)
{
  int fd = open (file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  g_autofree char *head = g_strdup_printf ("# Opens backups of Hark that were encrypted to\n# "
                                           "%s\n# Keep it, twice, where the server and its"
                                           " backups are not.\n",
                                           public_line);
  char *line;
  gboolean ok;
  int why;

  if (fd < 0)
    return FALSE;

  line = hark_backup_key_to_line (key);
  ok = write_all (fd, head) && write_all (fd, line) && write_all (fd, "\n");
  why = errno;
  hark_seal_free_string (line);
  close (fd);
  if (!ok)
    unlink (file);

  errno = why;
  return ok;
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (HarkBackupKey) key = NULL;
  g_autofree char *line = NULL;
  HarkBackupRecipient to;

  if (!srv_command_parse (&srv_command_backup_key, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (file == NULL || argc > 1)
    return srv_command_fail_usage (&srv_command_backup_key, argv[1]);

  key = hark_backup_key_new ();
  hark_backup_key_get_recipient (key, &to);
  line = hark_backup_recipient_to_line (&to);
  if (!write_key (key, line))
    {
      g_autofree char *text = g_strdup_printf ("%s: %s", file, g_strerror (errno));

      return srv_command_fail (&srv_command_backup_key, SRV_EXIT_FAILED, text);
    }

  g_print ("%s\n", line);
  return SRV_EXIT_OK;
}

const SrvCommand srv_command_backup_key = { "backup-key", "--to FILE",
                                            "Makes keys for encrypted backups: the secret one into "
                                            "a new file, which belongs elsewhere than the"
                                            " server, and prints the public one.",
                                            run };

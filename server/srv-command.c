/* srv-command.c: see srv-command.h */
#include "srv-command.h"

#include "hark-backup.h"
#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

SrvExit
srv_command_fail (const SrvCommand *command, SrvExit code, const char *text)
{
  g_printerr ("hark-server %s: %s\n", command->name, text);
  return code;
}

SrvExit
srv_command_fail_usage (const SrvCommand *command, const char *extra)
{
  g_autoptr (GString) text = g_string_new (NULL);

  /* Mostly the second word of a name that nobody quoted. */
  if (extra != NULL)
    g_string_append_printf (text, "“%s” is one word too many: what has spaces in it is quoted; ",
                            extra);
  g_string_append_printf (text, "use: %s %s", command->name, command->arguments);

  return srv_command_fail (command, SRV_EXIT_USAGE, text->str);
}

gboolean
srv_command_parse (const SrvCommand *command, const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat ("hark-server ", command->name, NULL);

  g_set_prgname (name);
  g_option_context_set_summary (context, command->summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  srv_command_fail (command, SRV_EXIT_USAGE, error->message);
  return FALSE;
}

/* No reader of GLib's: those leave copies behind. A pipe would be waited for. */
char *
srv_command_read_key (const char *file, gsize max, GError **error)
{
  int fd;
  struct stat info;
  gssize n = -1;
  char *text;

  if (g_str_has_prefix (file, HARK_BACKUP_SECRET_PREFIX))
    {
      g_set_error (
          error, HARK_ERROR, HARK_ERROR_INVALID,
          "a secret key stands in a file, never among the arguments, which everybody on this"
          " machine can read: make another one");
      return NULL;
    }
  fd = open (file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", file, g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  text = g_malloc0 (max + 2);
  if (S_ISREG (info.st_mode))
    n = read (fd, text, max + 1);
  close (fd);
  if (n >= 0 && (gsize)n <= max && strlen (text) == (gsize)n)
    return text;

  hark_seal_wipe (text, max + 2);
  g_free (text);
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s holds no key", file);
  return NULL;
}

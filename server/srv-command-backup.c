/* srv-command-backup.c: one file that holds everything, made beside a running server too */
#include "srv-command.h"

#include "hark-error.h"
#include "job-backup.h"

static char *data;
static char *file;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store is", "DIR" },
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &file, "The file to write; it must not exist", "FILE" },
  { NULL },
};

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  JobBackup made;

  if (!srv_command_parse (&srv_command_backup, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || file == NULL || argc > 1)
    return srv_command_fail (&srv_command_backup, SRV_EXIT_USAGE, "which folder, and into which file? --data DIR --to FILE");
  if (!job_backup_make (data, file, g_get_real_time () / G_USEC_PER_SEC, &made, &error))
    return srv_command_fail (&srv_command_backup, SRV_EXIT_FAILED, error->message);

  g_print ("%s holds the store and %u attachments (%" G_GINT64_FORMAT " bytes), verified.\n", file,
           made.n_blobs, made.bytes);
  return SRV_EXIT_OK;
}

const SrvCommand srv_command_backup = {
  "backup", "--data DIR --to FILE",
  "Writes everything into one new file, verified before it gets its name; the server may run.", run
};

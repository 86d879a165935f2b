/* srv-command-restore.c: makes a store of what backup wrote */
#include "srv-command.h"

#include "hark-error.h"
#include "job-restore.h"

#define ARGUMENTS "--data DIR --from FILE [--key FILE] [--end-sessions]"

static char *data;
static char *file;
static char *key_file;
static gboolean end_sessions;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store shall be: nothing, or empty",
    "DIR" },
  { "from", 0, 0, G_OPTION_ARG_FILENAME, &file, "The backup", "FILE" },
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &key_file,
    "Of an encrypted backup: the file with the secret key (never the key itself)", "FILE" },
  { "end-sessions", 0, 0, G_OPTION_ARG_NONE, &end_sessions,
    "Everybody signs in again: what was signed out after the backup stays so", NULL },
  { NULL },
};

static void
tell (const JobBackup *found)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (found->made);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%F %H:%M:%S %Z") : NULL;

  g_print (
      "%s is as it was at %s, with %u attachments. Clients give back what they have sent since.\n",
      data, found->made != 0 && text != NULL ? text : "the time of the backup", found->n_blobs);
  if (end_sessions)
    g_print ("All sessions have ended: everybody signs in again with their password.\n");
}

/* FALSE only with @error; NULL where there is none. */
static gboolean
read_key (HarkBackupKey **key, GError **error)
{
  char *text = NULL;

  *key = NULL;
  if (key_file == NULL)
    return TRUE;

  text = srv_command_read_key (key_file, HARK_BACKUP_MAX_TEXT, error);
  if (text == NULL)
    return FALSE;
  *key = hark_backup_key_parse (text, error);
  hark_seal_free_string (text);
  if (*key == NULL)
    g_prefix_error (error, "%s: ", key_file);
  return *key != NULL;
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (HarkBackupKey) key = NULL;
  g_autoptr (GError) error = NULL;
  JobBackup found;

  if (!srv_command_parse (&srv_command_restore, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || file == NULL || argc > 1)
    return srv_command_fail_usage (&srv_command_restore, argv[1]);
  if (!read_key (&key, &error)
      || !job_restore_run_with_key (data, file, key, g_get_real_time () / G_USEC_PER_SEC,
                                    end_sessions, &found, &error))
    return srv_command_fail (&srv_command_restore, SRV_EXIT_FAILED, error->message);

  tell (&found);
  return SRV_EXIT_OK;
}

const SrvCommand srv_command_restore
    = { "restore", ARGUMENTS,
        "Puts a backup back into a new or empty folder; clients then send what it lacks.", run };

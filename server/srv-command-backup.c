/* srv-command-backup.c: one file that holds everything, made beside a running server too */
#include "srv-command.h"

#include "hark-error.h"
#include "job-backup.h"

#include <string.h>

#define ARGUMENTS "--data DIR --to FILE [--encrypt-to KEY…]"

static char *data;
static char *file;
static char **keys;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store is", "DIR" },
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &file, "The file to write; it must not exist", "FILE" },
  { "encrypt-to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &keys,
    "Only the secret key of this public one opens it (backup-key makes both): the key itself, or a "
    "file"
    " that holds it. Several times: each of them does",
    "KEY" },
  { NULL },
};

static gboolean
read_recipient (const char *key, HarkBackupRecipient *to, GError **error)
{
  char *text = NULL;
  gboolean ok;

  if (!g_str_has_prefix (key, HARK_BACKUP_PREFIX))
    {
      text = srv_command_read_key (key, HARK_BACKUP_MAX_TEXT, error);
      if (text == NULL)
        return FALSE;
    }

  ok = hark_backup_recipient_parse (text != NULL ? text : key, to, error);
  if (!ok)
    g_prefix_error (error, "%s: ", text != NULL ? key : "--encrypt-to");
  hark_seal_free_string (text);
  return ok;
}

static SrvExit
make (const HarkBackupRecipient *to, guint n_to)
{
  g_autoptr (GError) error = NULL;
  JobBackup made;

  if (!job_backup_make_encrypted (data, file, to, n_to, g_get_real_time () / G_USEC_PER_SEC, &made,
                                  &error))
    return srv_command_fail (&srv_command_backup, SRV_EXIT_FAILED, error->message);

  g_print ("%s holds the store and %u attachments (%" G_GINT64_FORMAT " bytes), verified", file,
           made.n_blobs, made.bytes);
  if (n_to > 0)
    g_print (", and encrypted to %u %s", n_to, n_to == 1 ? "key" : "keys");
  g_print (".\n");
  return SRV_EXIT_OK;
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  HarkBackupRecipient to[HARK_BACKUP_MAX_RECIPIENTS];
  guint n_to;

  if (!srv_command_parse (&srv_command_backup, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || file == NULL || argc > 1)
    return srv_command_fail_usage (&srv_command_backup, argv[1]);
  n_to = keys != NULL ? g_strv_length (keys) : 0;
  if (n_to > HARK_BACKUP_MAX_RECIPIENTS)
    return srv_command_fail (&srv_command_backup, SRV_EXIT_USAGE, "that is more than eight keys");
  for (guint i = 0; i < n_to; i++)
    if (!read_recipient (keys[i], &to[i], &error))
      return srv_command_fail (&srv_command_backup, SRV_EXIT_FAILED, error->message);

  return make (to, n_to);
}

const SrvCommand srv_command_backup = {
  "backup", ARGUMENTS,
  "Writes everything into one new file, verified before it gets its name; the server may run.", run
};

/* cli-password.c: another password, another sheet, and the way back where the password is forgotten
 */
#include "cli.h"

#include <glib/gstdio.h>

#include "app-client-account.h"
#include "hark-error.h"
#include "hark-seal.h"

static char *user_name, *sheet;
static gboolean new_device;

static const GOptionEntry sheet_options[] = {
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet,
    "where to write the recovery sheet (PDF); else it is printed", "FILE" },
  { NULL },
};

static const GOptionEntry recover_options[] = {
  { "user", 0, 0, G_OPTION_ARG_STRING, &user_name, "your user name", "NAME" },
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet,
    "where to write the new recovery sheet (PDF); else it is printed", "FILE" },
  { "new-device", 0, 0, G_OPTION_ARG_NONE, &new_device,
    "where this device opens by the forgotten password alone: sets aside what it kept", NULL },
  { NULL },
};

static CliExit
change_password (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  char *current = cli_read_secret ("HARK_PASSWORD", "Present password", &error);
  char *password
      = current != NULL ? cli_read_secret ("HARK_NEW_PASSWORD", "New password", &error) : NULL;
  gboolean ok = password != NULL
                && app_client_change_password_sync (cli->client, current, password, &error);

  hark_seal_free_string (current);
  hark_seal_free_string (password);
  if (!ok)
    return cli_fail (error);

  g_print ("The password is changed; your other devices were signed out.\n");
  return CLI_OK;
}

/* A sheet whose keys never came into use opens nothing. Where the answer was lost, they may. */
static CliExit
finish (Cli *cli, AppSetup *setup, const char *done)
{
  g_autoptr (GError) error = NULL;

  if (!cli_hand_over_sheet (setup, sheet, &error))
    return cli_fail (error);
  if (!app_client_commit_account_sync (cli->client, setup, &error))
    {
      if (sheet != NULL && !g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE)
          && !g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK))
        g_unlink (sheet);
      return cli_fail (error);
    }

  if (sheet != NULL)
    g_print ("The recovery sheet is in %s: print it, lock it away, delete the file.\n", sheet);
  g_print ("%s\n", done);
  return CLI_OK;
}

static CliExit
make_sheet (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = NULL;
  char *password = cli_check_sheet (sheet, &error)
                       ? cli_read_secret ("HARK_PASSWORD", "Password", &error)
                       : NULL;

  if (password != NULL)
    setup = app_client_prepare_sheet_sync (cli->client, password, &error);
  hark_seal_free_string (password);
  if (setup == NULL)
    return cli_fail (error);

  return finish (
      cli, setup,
      "The old sheet's recovery key is of no use any more: destroy that sheet. Your other "
      "devices were signed out.");
}

static AppSetup *
prepare_recovery (Cli *cli, GError **error)
{
  AppSetup *setup = NULL;
  char *recovery = cli_read_secret ("HARK_RECOVERY_KEY", "Recovery key", error);
  char *account = NULL, *password = NULL;

  if (recovery != NULL)
    account = cli_read_secret ("HARK_ACCOUNT_KEY", "Account key", error);
  if (account != NULL)
    password = cli_read_secret ("HARK_NEW_PASSWORD", "New password", error);
  if (password != NULL)
    setup = app_client_prepare_recovery_sync (cli->client, cli->args[0], user_name, account,
                                              recovery, password, error);
  if (password != NULL && setup == NULL && cli_retry_with_code (cli, error))
    setup = app_client_prepare_recovery_sync (cli->client, cli->args[0], user_name, account,
                                              recovery, password, error);
  hark_seal_free_string (recovery);
  hark_seal_free_string (account);
  hark_seal_free_string (password);

  return setup;
}

static CliExit
recover (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = NULL;
  CliExit code;

  if (user_name == NULL)
    return cli_fail_usage ("recover needs --user");
  if (cli_check_words (cli->args[0], user_name, NULL, NULL) != CLI_OK)
    return CLI_USAGE;

  if (app_client_get_state (cli->client) == APP_CLIENT_LOCKED
      && !app_client_unlock_sync (cli->client, NULL, &error) && !new_device)
    return cli_fail (error);
  g_clear_error (&error);
  if (cli_check_sheet (sheet, &error))
    setup = prepare_recovery (cli, &error);
  if (setup == NULL)
    return cli_fail (error);

  code = finish (cli, setup,
                 "The new password is set. The old sheet's recovery key is of no use any more: "
                 "destroy that sheet. Your other devices were signed out.");
  if (code != CLI_OK)
    return code;
  if (app_client_get_set_aside (cli->client) != NULL)
    g_print ("What this device kept is set aside in %s: only the forgotten password opens it.\n",
             app_client_get_set_aside (cli->client));
  app_client_sync_sync (cli->client, &error);
  return cli_end_sync (cli, error);
}

const CliCommand cli_password_commands[] = {
  { "password", "", "change your password; your other devices are signed out", TRUE, 0, NULL,
    change_password },
  { "new-sheet", "[--sheet FILE]",
    "another recovery sheet: the old one's recovery key ends, other devices are signed out", TRUE,
    0, sheet_options, make_sheet },
  { "recover", "URL --user NAME [--sheet FILE] [--new-device]",
    "set a new password by your recovery sheet, where the old one is forgotten", FALSE, 1,
    recover_options, recover },
  { NULL },
};

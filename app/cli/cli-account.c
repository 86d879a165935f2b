/* cli-account.c: set-up and sign-in */
#include "cli.h"

#include <glib/gstdio.h>

#include "hark-error.h"
#include "hark-seal.h"

static char *user_name, *mail, *sheet, *area;
static gboolean new_device;

static const GOptionEntry setup_options[] = {
  { "user", 0, 0, G_OPTION_ARG_STRING, &user_name, "your user name", "NAME" },
  { "mail", 0, 0, G_OPTION_ARG_STRING, &mail, "your e-mail address", "ADDR" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "the first area's name (default: Compliance)",
    "NAME" },
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet,
    "where to write the recovery sheet (PDF); else it is printed", "FILE" },
  { NULL },
};

static const GOptionEntry sign_in_options[] = {
  { "user", 0, 0, G_OPTION_ARG_STRING, &user_name, "your user name", "NAME" },
  { "new-device", 0, 0, G_OPTION_ARG_NONE, &new_device,
    "where this device's key is lost: sets aside what it kept", NULL },
  { NULL },
};

gboolean
cli_check_sheet (const char *path, GError **error)
{
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
               "%s is there already and may be another sheet: name a new file", path);
  return FALSE;
}

gboolean
cli_hand_over_sheet (AppSetup *setup, const char *path, GError **error)
{
  char *text;

  if (!cli_check_sheet (path, error))
    return FALSE;
  if (path != NULL)
    return app_setup_write_sheet (setup, path, error);

  text = app_setup_get_sheet_text (setup);
  g_print ("%s\n", text);
  hark_seal_free_string (text);
  return TRUE;
}

/* Keys that the server has refused open nothing. Where it may have taken them, the sheet is the
 * only place that has the root key: it stays. */
static void
take_sheet_back (Cli *cli, const GError *error)
{
  g_autoptr (AppServerInfo) info = app_client_probe_sync (cli->client, cli->args[0], NULL);

  if (sheet != NULL
      && (g_error_matches (error, HARK_ERROR, HARK_ERROR_SETUP)
          || (info != NULL && !info->is_ready)))
    g_unlink (sheet);
}

static CliExit
set_up (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = NULL;
  char *code = NULL, *password = NULL;
  gboolean ok = FALSE;

  if (user_name == NULL || mail == NULL)
    return cli_fail_usage ("setup needs --user and --mail");
  if (cli_check_words (cli->args[0], user_name, mail, area) != CLI_OK)
    return CLI_USAGE;

  code = cli_read_secret ("HARK_CODE", "Setup code", &error);
  password = code != NULL ? cli_read_secret ("HARK_PASSWORD", "New password", &error) : NULL;
  if (password != NULL)
    setup = app_client_prepare_setup_sync (cli->client, cli->args[0], user_name, mail,
                                           area != NULL ? area : "Compliance", password, &error);
  if (setup != NULL && cli_hand_over_sheet (setup, sheet, &error))
    {
      ok = app_client_commit_setup_sync (cli->client, setup, code, &error);
      if (!ok)
        take_sheet_back (cli, error);
    }
  hark_seal_free_string (code);
  hark_seal_free_string (password);
  if (!ok)
    return cli_fail (error);

  if (sheet != NULL)
    g_print ("The recovery sheet is in %s: print it, lock it away, delete the file.\n", sheet);
  if (app_client_has_no_keyring (cli->client))
    g_print ("There is no keyring here: the password is asked for at each start.\n");
  g_print ("%s is set up; fingerprint %s\n", app_client_get_organisation (cli->client),
           app_client_get_fingerprint (cli->client));

  return app_client_sync_sync (cli->client, &error) ? CLI_OK : cli_fail (error);
}

/* A device that was signed out still has its keys and needs no account key; one that has lost them
 * becomes a new one, if that is wanted. */
static char *
open_device (Cli *cli, const char *password, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (app_client_get_state (cli->client) == APP_CLIENT_EMPTY)
    return cli_read_secret ("HARK_ACCOUNT_KEY", "Account key", error);

  if (app_client_unlock_sync (cli->client,
                              app_client_has_no_keyring (cli->client) ? password : NULL, &local))
    return NULL;
  if (new_device)
    return cli_read_secret ("HARK_ACCOUNT_KEY", "Account key", error);

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static CliExit
sign_in (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  char *password = NULL, *account_key = NULL;
  gboolean ok = FALSE;

  if (user_name == NULL)
    return cli_fail_usage ("sign-in needs --user");
  if (cli_check_words (cli->args[0], user_name, NULL, NULL) != CLI_OK)
    return CLI_USAGE;

  password = cli_read_secret ("HARK_PASSWORD", "Password", &error);
  if (password != NULL)
    account_key = open_device (cli, password, &error);
  if (error == NULL)
    ok = app_client_sign_in_sync (cli->client, cli->args[0], user_name, password, account_key,
                                  &error)
         || (cli_retry_with_code (cli, &error)
             && app_client_sign_in_sync (cli->client, cli->args[0], user_name, password,
                                         account_key, &error));
  hark_seal_free_string (password);
  hark_seal_free_string (account_key);
  if (!ok)
    return cli_fail (error);

  if (app_client_get_set_aside (cli->client) != NULL)
    g_print ("What this device kept is set aside in %s: only the lost key opens it.\n",
             app_client_get_set_aside (cli->client));
  g_print ("signed in to %s; fingerprint %s\n", app_client_get_organisation (cli->client),
           app_client_get_fingerprint (cli->client));
  app_client_sync_sync (cli->client, &error);
  return cli_end_sync (cli, error);
}

const CliCommand cli_account_commands[] = {
  { "setup", "URL --user NAME --mail ADDR [--area NAME] [--sheet FILE]",
    "set the organisation up as its first Admin", FALSE, 1, setup_options, set_up },
  { "sign-in", "URL --user NAME [--new-device]", "use an account on this device", FALSE, 1,
    sign_in_options, sign_in },
  { NULL },
};

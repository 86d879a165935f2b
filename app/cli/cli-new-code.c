/* cli-new-code.c: sheets with an inbox code, and another one for who lost theirs */
#include "cli.h"

#include <glib/gstdio.h>

#include "hark-seal.h"

static char *sheet_path;

static const GOptionEntry new_code_options[] = {
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet_path,
    "where to write the sheet with the code (PDF); else it is printed", "FILE" },
  { NULL },
};

gboolean
cli_hand_over_code (AppInboxSheet *sheet, const char *path, GError **error)
{
  char *text;

  if (path != NULL)
    return app_inbox_sheet_write_pdf (sheet, path, error);

  text = app_inbox_sheet_to_text (sheet);
  g_print ("%s\n", text);
  hark_seal_free_string (text);
  return TRUE;
}

void
cli_finish_code (const char *path, CliExit code, gboolean is_kept)
{
  if (code == CLI_OK && path != NULL)
    g_print ("The inbox code is in %s: hand the sheet over, delete the file.\n", path);
  else if (!is_kept && path != NULL)
    g_unlink (path);
  else if (!is_kept)
    g_print ("The inbox code above opens nothing.\n");
  else if (code != CLI_OK)
    g_print ("The inbox code opens nothing before retry has sent the ticket: keep the sheet.\n");
}

static CliExit
new_code (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_NEW_CODE };
  g_autoptr (GPtrArray) before = app_client_list_refused_sync (cli->client, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppInboxSheet) sheet = NULL;
  HarkId ticket;
  gboolean is_kept;
  CliExit code;

  if (!cli_find_ticket (cli, cli->args[0], &action.ticket, &error))
    return cli_fail (error);
  sheet = app_client_make_inbox_sheet (cli->client, cli->args[0], &error);
  if (sheet == NULL || !cli_hand_over_code (sheet, sheet_path, &error))
    return cli_fail (error);

  action.inbox = app_inbox_sheet_get_keys (sheet);
  is_kept = cli_keep (cli, &action, &ticket, &error);
  code = is_kept ? cli_send (cli, &ticket, before) : cli_fail (error);
  cli_finish_code (sheet_path, code, is_kept);
  return code;
}

const CliCommand cli_new_code_commands[] = {
  { "new-code", "NUMBER [--sheet FILE]",
    "another inbox code, for a reporter who lost theirs: the one of before ends", TRUE, 1,
    new_code_options, new_code },
  { NULL },
};

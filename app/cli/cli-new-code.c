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

  if (!cli_check_sheet (path, error))
    return FALSE;
  if (path != NULL)
    return app_inbox_sheet_write_pdf (sheet, path, error);

  text = app_inbox_sheet_to_text (sheet);
  g_print ("%s\n", text);
  hark_seal_free_string (text);
  return TRUE;
}

typedef enum
{
  CODE_SENT,
  CODE_WAITING,
  CODE_REFUSED, /* and kept */
} CodeFate;

static guint
count_refused (GPtrArray *refused, const HarkId *ticket, const char *type)
{
  guint n = 0;

  for (guint i = 0; refused != NULL && i < refused->len; i++)
    {
      const AppRefused *item = refused->pdata[i];

      n += hark_id_equal (&item->ticket, ticket) && g_str_equal (item->type, type) ? 1 : 0;
    }

  return n;
}

/* Where that cannot be told it is as if it waited: nobody throws the sheet away then. */
static CodeFate
find_fate (Cli *cli, const HarkId *ticket, const char *type, GPtrArray *before)
{
  g_autoptr (GPtrArray) waiting = app_client_list_waiting_sync (cli->client, NULL);
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (cli->client, NULL);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      const AppWaiting *item = waiting->pdata[i];

      if (hark_id_equal (&item->ticket, ticket) && g_str_equal (item->type, type))
        return CODE_WAITING;
    }
  if (waiting == NULL || refused == NULL)
    return CODE_WAITING;

  return count_refused (refused, ticket, type) > count_refused (before, ticket, type) ? CODE_REFUSED
                                                                                      : CODE_SENT;
}

static void
void_code (const char *path)
{
  if (path == NULL)
    g_print ("The sheet is void: the inbox code above opens nothing, and never will.\n");
  else if (g_unlink (path) == 0)
    g_print ("The sheet is void and was deleted: its inbox code opens nothing.\n");
  else
    g_print ("The sheet is void: its inbox code opens nothing. Delete %s.\n", path);
}

CliExit
cli_act_with_code (Cli *cli, const AppAction *action, const char *path)
{
  const gboolean is_submit = action->type == APP_ACTION_SUBMIT;
  g_autoptr (GPtrArray) before = app_client_list_refused_sync (cli->client, NULL);
  g_autoptr (GError) error = NULL;
  HarkId ticket;
  CliExit code;

  if (!cli_keep (cli, action, &ticket, &error))
    {
      void_code (path);
      return cli_fail (error);
    }

  code = cli_send (cli, &ticket, before);
  switch (find_fate (cli, &ticket, is_submit ? "submit" : "new-code", before))
    {
    case CODE_WAITING:
      g_print ("The inbox code opens nothing before sync has sent it: keep the sheet, and hand it"
               " over only then.\n");
      break;
    case CODE_REFUSED:
      if (is_submit)
        g_print (
            "The inbox code opens nothing before retry has sent the ticket: keep the sheet.\n");
      else
        void_code (path); /* another code is another sheet */
      break;
    case CODE_SENT:
    default:
      if (path != NULL)
        g_print ("The inbox code is in %s: hand the sheet over, delete the file.\n", path);
      break;
    }

  return code;
}

static CliExit
new_code (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_NEW_CODE };
  g_autoptr (GError) error = NULL;
  g_autoptr (AppInboxSheet) sheet = NULL;

  if (!cli_find_ticket (cli, cli->args[0], &action.ticket, &error))
    return cli_fail (error);
  sheet = app_client_make_inbox_sheet (cli->client, cli->args[0], &error);
  if (sheet == NULL || !cli_hand_over_code (sheet, sheet_path, &error))
    return cli_fail (error);

  action.inbox = app_inbox_sheet_get_keys (sheet);
  return cli_act_with_code (cli, &action, sheet_path);
}

const CliCommand cli_new_code_commands[] = {
  { "new-code", "NUMBER [--sheet FILE]",
    "another inbox code, for a reporter who lost theirs: the one of before ends", TRUE, 1,
    new_code_options, new_code },
  { NULL },
};

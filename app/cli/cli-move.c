/* cli-move.c: who has a ticket: another area's team, or everybody but one */
#include "cli.h"

#include <stdio.h>
#include <unistd.h>

#include "app-client-person.h"
#include "app-client-team.h"

static gboolean is_sure;

static const GOptionEntry move_options[] = {
  { "yes", 'y', 0, G_OPTION_ARG_NONE, &is_sure, "do not ask, on a terminal either", NULL },
  { NULL },
};

/* Keeps it, and tries to send it. */
static CliExit
act (Cli *cli, AppAction *action)
{
  g_autoptr (GError) error = NULL;

  return cli_find_ticket (cli, cli->args[0], &action->ticket, &error) ? cli_act (cli, action)
                                                                      : cli_fail (error);
}

/* Who will read it is said before it is done; on a terminal somebody says that it shall be. */
static gboolean
ask (Cli *cli, const HarkId *area)
{
  char answer[8] = "";

  g_print ("these people will read it:\n");
  cli_print_team (cli, area);
  if (is_sure || !isatty (STDIN_FILENO))
    return TRUE;

  g_print ("Move it? [y/N] ");
  fflush (stdout);
  return fgets (answer, sizeof answer, stdin) != NULL && g_ascii_tolower (answer[0]) == 'y';
}

static CliExit
move (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_MOVE };
  CliExit code;

  if (!cli_find_area (cli, cli->args[1], &action.area))
    return cli_fail_area (cli, cli->args[1]);
  if (!ask (cli, &action.area))
    {
      g_print ("not moved\n");
      return CLI_OK;
    }
  code = act (cli, &action);
  if (code == CLI_OK && app_client_get_role (cli->client, &action.area) == HARK_ROLE_NONE)
    g_print ("it is that team's then, and no longer to be seen here\n");
  return code;
}

static CliExit
act_on_person (Cli *cli, AppActionType type)
{
  AppAction action = { .type = type };
  g_autoptr (GError) error = NULL;

  return app_client_find_person (cli->client, cli->args[1], &action.user, &error)
             ? act (cli, &action)
             : cli_fail (error);
}

static CliExit
exclude (Cli *cli)
{
  return act_on_person (cli, APP_ACTION_EXCLUDE);
}

static CliExit
include (Cli *cli)
{
  return act_on_person (cli, APP_ACTION_INCLUDE);
}

const CliCommand cli_move_commands[] = {
  { "move", "NUMBER AREA [--yes]",
    "give it to the team of another area, whose deadlines it gets; says who is in it before", TRUE,
    2, move_options, move },
  { "exclude", "NUMBER USER", "keep it from somebody, or from oneself, from now on", TRUE, 2, NULL,
    exclude },
  { "include", "NUMBER USER", "by an Expert: take that back", TRUE, 2, NULL, include },
  { NULL },
};

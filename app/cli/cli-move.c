/* cli-move.c: who has a ticket: another area's team, or everybody but one */
#include "cli.h"

#include "app-client-person.h"
#include "app-client-team.h"

/* Keeps it, and tries to send it. */
static CliExit
act (Cli *cli, AppAction *action)
{
  g_autoptr (GError) error = NULL;

  return cli_find_ticket (cli, cli->args[0], &action->ticket, &error) ? cli_act (cli, action)
                                                                      : cli_fail (error);
}

static CliExit
move (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_MOVE };
  CliExit code;

  if (!cli_find_area (cli, cli->args[1], &action.area))
    return cli_fail_area (cli, cli->args[1]);
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
  { "move", "NUMBER AREA", "give it to the team of another area, whose deadlines it gets", TRUE, 2,
    NULL, move },
  { "exclude", "NUMBER USER", "keep it from somebody, or from oneself, from now on", TRUE, 2, NULL,
    exclude },
  { "include", "NUMBER USER", "by an Expert: take that back", TRUE, 2, NULL, include },
  { NULL },
};

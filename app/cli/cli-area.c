/* cli-area.c: areas of responsibility: who may, and how one begins */
#include "cli.h"

#include "app-client-area.h"
#include "app-client-person.h"

static char **experts;
static char *language;

static const GOptionEntry new_options[] = {
  { "expert", 0, 0, G_OPTION_ARG_STRING_ARRAY, &experts,
    "who begins its team (may be repeated); must be said", "USER" },
  { "language", 0, 0, G_OPTION_ARG_STRING, &language,
    "of the name, as de or en (default: en); what is shown where a text is missing", "L" },
  { NULL },
};

static GArray *
find_experts (Cli *cli, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HarkId));

  for (guint i = 0; experts[i] != NULL; i++)
    {
      HarkId id;

      if (!app_client_find_person (cli->client, experts[i], &id, error))
        return NULL;
      g_array_append_val (ids, id);
    }

  return g_steal_pointer (&ids);
}

static CliExit
new_area (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;

  if (experts == NULL)
    return cli_fail_usage ("new-area needs --expert: who begins its team");
  if (cli_check_words (NULL, NULL, NULL, cli->args[0]) != CLI_OK)
    return CLI_USAGE;
  if (!app_client_sync_sync (cli->client, &error))
    return cli_end_sync (cli, error);
  ids = find_experts (cli, &error);
  if (ids == NULL
      || !app_client_new_area_sync (cli->client, language != NULL ? language : "en", cli->args[0],
                                    (const HarkId *)(gconstpointer)ids->data, ids->len, NULL,
                                    &error))
    return cli_fail (error);

  g_print ("%s takes tickets as soon as two people can read them\n", cli->args[0]);
  return CLI_OK;
}

static CliExit
appoint (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkId area, user;

  if (!app_client_sync_sync (cli->client, &error))
    return cli_end_sync (cli, error);
  if (!cli_find_area (cli, cli->args[0], &area))
    return cli_fail_area (cli, cli->args[0]);
  if (!app_client_find_person (cli->client, cli->args[1], &user, &error)
      || !app_client_appoint_sync (cli->client, &area, &user, &error))
    return cli_fail (error);

  g_print ("%s is expert of %s\n", cli->args[1], cli->args[0]);
  return CLI_OK;
}

static CliExit
areas (Cli *cli)
{
  g_autoptr (GPtrArray) list = app_client_get_areas (cli->client);

  for (guint i = 0; i < list->len; i++)
    {
      const AppArea *area = g_ptr_array_index (list, i);
      g_autofree char *name = cli_tame (area->name);

      g_print ("%s%s  portal %s%s", name, area->is_default ? "  default" : "",
               area->is_on_portal ? "on" : "off", area->can_submit ? "" : "  takes no tickets yet");
      if (area->role != HARK_ROLE_NONE)
        g_print ("  you: %s", hark_role_get_name (area->role));
      g_print ("\n");
      cli_print_team (cli, &area->id);
    }

  return CLI_OK;
}

const CliCommand cli_area_commands[] = {
  { "areas", "", "the areas: open on the portal or not, one's own role, and their teams", TRUE, 0,
    NULL, areas },
  { "new-area", "NAME --expert USER [--language L]",
    "by an Admin: an area whose team begins with USER", TRUE, 1, new_options, new_area },
  { "appoint", "AREA USER", "by an Admin: an Expert for an area that has none any more", TRUE, 2,
    NULL, appoint },
  { NULL },
};

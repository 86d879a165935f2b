/* cli-absence.c: who is away, and one's own absence */
#include "cli.h"

#include "app-client-absence.h"
#include "app-client-person.h"

static char *from, *until, *deputy;
static gboolean end;

static const GOptionEntry absence_options[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, "the first day", "DATE" },
  { "until", 0, 0, G_OPTION_ARG_STRING, &until, "the last day", "DATE" },
  { "deputy", 0, 0, G_OPTION_ARG_STRING, &deputy, "who gets the mails meanwhile", "USER" },
  { "end", 0, 0, G_OPTION_ARG_NONE, &end, "be there again, or not leave at all", NULL },
  { NULL },
};

/* (nullable) */
static const char *
get_name (GPtrArray *people, const HarkId *user)
{
  for (guint i = 0; i < people->len; i++)
    if (hark_id_equal (&((AppPerson *)people->pdata[i])->id, user))
      return ((AppPerson *)people->pdata[i])->name;

  return NULL;
}

/* As the server said last, where it says nothing now. */
static CliExit
list_absences (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean is_fresh = app_client_fetch_absences_sync (cli->client, &error);
  g_autoptr (GPtrArray) people = app_client_list_people (cli->client);
  g_autoptr (GArray) list
      = app_client_list_absences (cli->client, g_get_real_time () / G_USEC_PER_SEC);
  guint n_shown = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const HarkAbsence *row = &g_array_index (list, HarkAbsence, i);
      const char *name = get_name (people, &row->user);
      const char *stand_in = get_name (people, &row->deputy);

      if (name == NULL)
        continue;
      g_print ("%s: away %s to %s, %s%s\n", name, row->from, row->until,
               stand_in != NULL ? "deputy " : "nobody stands in", stand_in != NULL ? stand_in : "");
      n_shown++;
    }
  if (n_shown == 0 && is_fresh)
    g_print ("Nobody of your teams is away.\n");
  return is_fresh ? CLI_OK : cli_fail (error);
}

static CliExit
set_absence (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkAbsence absence = { 0 };

  if (!hark_absence_is_day (from) || !hark_absence_is_day (until))
    return cli_fail_usage ("--from and --until are days: YYYY-MM-DD");
  g_strlcpy (absence.from, from, sizeof absence.from);
  g_strlcpy (absence.until, until, sizeof absence.until);
  if ((deputy != NULL && !app_client_find_person (cli->client, deputy, &absence.deputy, &error))
      || !app_client_set_absence_sync (cli->client, &absence, &error))
    return cli_fail (error);

  g_print ("You are away from %s to %s.\n", from, until);
  return CLI_OK;
}

static CliExit
run (Cli *cli)
{
  g_autoptr (GError) error = NULL;

  if (end && (from != NULL || until != NULL || deputy != NULL))
    return cli_fail_usage ("--end goes alone");
  if ((from != NULL) != (until != NULL) || (deputy != NULL && from == NULL))
    return cli_fail_usage ("--from and --until go together");
  if (from != NULL)
    return set_absence (cli);
  if (!end)
    return list_absences (cli);

  if (!app_client_end_absence_sync (cli->client, &error))
    return cli_fail (error);
  g_print ("You are not away.\n");
  return CLI_OK;
}

const CliCommand cli_absence_commands[] = {
  { "absence", "[--from DATE --until DATE [--deputy USER] | --end]",
    "who of one's teams is away; that one is away oneself, and who stands in", TRUE, 0,
    absence_options, run },
  { NULL },
};

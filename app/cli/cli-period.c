/* cli-period.c: deadlines of a ticket, and those that somebody adds */
#include "cli.h"

#include "app-client-period.h"
#include "hark-absence.h"
#include "hark-error.h"
#include "hark-seal.h"

#include <stdlib.h>
#include <string.h>

#define MIN_ID 4 /* digits of an id that name what has it */

static char *due;
static char **remind;
static char *about;

static const GOptionEntry add_options[] = {
  { "due", 0, 0, G_OPTION_ARG_STRING, &due, "the last day on which it is kept", "YYYY-MM-DD" },
  { "remind", 0, 0, G_OPTION_ARG_STRING_ARRAY, &remind,
    "so many days before (may be repeated, the longest first)", "DAYS" },
  { "about", 0, 0, G_OPTION_ARG_STRING, &about,
    "which message or note it is about, by how its id begins (see `show`), or `report`", "ID" },
  { NULL },
};

static const GOptionEntry change_options[] = {
  { "due", 0, 0, G_OPTION_ARG_STRING, &due, "the last day on which it is kept", "YYYY-MM-DD" },
  { NULL },
};

static gboolean
read_due (Cli *cli, gint64 *time)
{
  GDate date;

  if (due == NULL || !hark_absence_is_day (due) || strcmp (due, "1970-01-01") < 0)
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)strtoul (due + strlen ("YYYY-MM-"), NULL, 10),
                  (GDateMonth)strtoul (due + strlen ("YYYY-"), NULL, 10),
                  (GDateYear)strtoul (due, NULL, 10));
  *time = app_client_get_due (cli->client, &date);
  return TRUE;
}

static gboolean
read_remind (HarkRemind *days)
{
  for (guint i = 0; remind != NULL && remind[i] != NULL; i++)
    {
      guint64 number;

      if (i == HARK_DEFINITION_MAX_REMIND
          || !g_ascii_string_to_unsigned (remind[i], 10, 0, HARK_DEFINITION_MAX_REMIND_DAYS,
                                          &number, NULL)
          || (i > 0 && number >= days->days[i - 1]))
        return FALSE;
      days->days[days->n_days++] = (guint)number;
    }

  return TRUE;
}

/* By what it is called, or by how its id begins. */
static gboolean
find_period (AppTicket *ticket, const char *name, HarkId *id, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < ticket->periods->len; i++)
    {
      const AppPeriod *period = g_ptr_array_index (ticket->periods, i);
      g_autofree char *hex = hark_id_to_string (&period->id);

      if (!g_str_equal (period->name, name)
          && (strlen (name) < MIN_ID || !g_str_has_prefix (hex, name)))
        continue;
      *id = period->id;
      n++;
    }
  if (n == 1)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
               n == 0 ? "the ticket has no such deadline"
                      : "the ticket has several such deadlines: name it by its id");
  return FALSE;
}

static AppTicket *
load (Cli *cli, GError **error)
{
  HarkId id;

  return cli_find_ticket (cli, cli->args[0], &id, error)
             ? app_client_load_ticket_sync (cli->client, &id, error)
             : NULL;
}

static CliExit
list_periods (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = load (cli, &error);

  if (ticket == NULL)
    return cli_fail (error);
  for (guint i = 0; i < ticket->periods->len; i++)
    {
      const AppPeriod *period = g_ptr_array_index (ticket->periods, i);
      g_autofree char *hex = hark_id_to_string (&period->id);
      g_autofree char *name = cli_tame (period->name);
      g_autofree char *until = app_client_format_day (cli->client, period->due, "%F");

      g_print ("%.8s %s by %s%s%s\n", hex, name, until, period->done != 0 ? " (done)" : "",
               period->waiting ? " (waiting)" : "");
    }

  return CLI_OK;
}

/* The entry that --about names; zeros without it. */
static gboolean
find_about (Cli *cli, const HarkId *ticket, HarkId *id, GError **error)
{
  g_autoptr (AppTicket) loaded = NULL;
  guint n = 0;

  if (about == NULL)
    return TRUE;
  loaded = app_client_load_ticket_sync (cli->client, ticket, error);
  if (loaded == NULL)
    return FALSE;

  for (guint i = 0; i < loaded->entries->len; i++)
    {
      const AppEntry *entry = g_ptr_array_index (loaded->entries, i);
      g_autofree char *hex = hark_id_to_string (&entry->object);

      if (!(entry->kind == APP_ENTRY_REPORT && g_str_equal (about, "report"))
          && (strlen (about) < MIN_ID || !g_str_has_prefix (hex, about)))
        continue;
      *id = entry->object;
      n++;
    }
  if (n == 1)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
               n == 0 ? "the ticket has no such message"
                      : "the ticket has several such messages: write more of the id");
  return FALSE;
}

static CliExit
add (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_ADD_PERIOD };
  g_autoptr (GError) error = NULL;
  char *name;
  CliExit code;

  if (!read_due (cli, &action.due))
    return cli_fail_usage ("add-period needs --due YYYY-MM-DD");
  if (!read_remind (&action.remind))
    return cli_fail_usage ("--remind takes days before the due day, the longest first, at most 5");
  if (!cli_find_ticket (cli, cli->args[0], &action.ticket, &error)
      || !find_about (cli, &action.ticket, &action.about, &error))
    return cli_fail (error);
  name = cli_read_text (cli->args[1], &error);
  if (error != NULL)
    return cli_fail (error);

  action.subject = name;
  code = cli_act (cli, &action);
  hark_seal_free_string (name);
  return code;
}

static CliExit
act_on (Cli *cli, AppAction *action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = load (cli, &error);

  if (ticket == NULL || !find_period (ticket, cli->args[1], &action->period, &error))
    return cli_fail (error);

  action->ticket = ticket->id;
  return cli_act (cli, action);
}

static CliExit
change (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_CHANGE_PERIOD };

  if (!read_due (cli, &action.due))
    return cli_fail_usage ("change-period needs --due YYYY-MM-DD");

  return act_on (cli, &action);
}

static CliExit
fulfil (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_FULFIL_PERIOD };

  return act_on (cli, &action);
}

static CliExit
unfulfil (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_UNFULFIL_PERIOD };

  return act_on (cli, &action);
}

static CliExit
remove_period (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_REMOVE_PERIOD };

  return act_on (cli, &action);
}

const CliCommand cli_period_commands[] = {
  { "periods", "NUMBER", "the ticket's deadlines", TRUE, 1, NULL, list_periods },
  { "add-period", "NUMBER NAME --due YYYY-MM-DD [--remind DAYS]… [--about ID]", "add a deadline",
    TRUE, 2, add_options, add },
  { "change-period", "NUMBER PERIOD --due YYYY-MM-DD",
    "move one that was added; PERIOD is its name, or how its id begins", TRUE, 2, change_options,
    change },
  { "fulfil", "NUMBER PERIOD", "say that it is kept", TRUE, 2, NULL, fulfil },
  { "unfulfil", "NUMBER PERIOD", "take that back", TRUE, 2, NULL, unfulfil },
  { "remove-period", "NUMBER PERIOD", "remove one that was added", TRUE, 2, NULL, remove_period },
  { NULL },
};

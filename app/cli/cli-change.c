/* cli-change.c: commands that change something: kept at once, sent if the server can be reached */
#include "cli.h"

#include "app-client-person.h"
#include "hark-error.h"
#include "hark-seal.h"

static char *outcome, *reason, *message, *channel, *when;
static char **attach;
static gboolean feedback, as_reporter;

static const GOptionEntry answer_options[] = {
  { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &attach, "a file to go with it (may be repeated)",
    "FILE" },
  { "feedback", 0, 0, G_OPTION_ARG_NONE, &feedback,
    "this is the feedback that the reporter is owed", NULL },
  { "as-reporter", 0, 0, G_OPTION_ARG_NONE, &as_reporter,
    "answer as the reporter of a ticket of one's own", NULL },
  { NULL },
};

static const GOptionEntry contact_options[] = {
  { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, "phone, letter, meeting, e-mail, other", "C" },
  { "time", 0, 0, G_OPTION_ARG_STRING, &when,
    "when it was: 2026-12-31 14:30, local time, or 2026-12-31T13:30:00Z; without: now", "TIME" },
  { "feedback", 0, 0, G_OPTION_ARG_NONE, &feedback,
    "this is the feedback that the reporter is owed", NULL },
  { NULL },
};

static const GOptionEntry close_options[] = {
  { "outcome", 0, 0, G_OPTION_ARG_STRING, &outcome,
    "substantiated, partly, unsubstantiated, not-in-scope, passed-on, duplicate, "
    "not-enough-information, other",
    "O" },
  { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for the team", "TEXT" },
  { "message", 0, 0, G_OPTION_ARG_STRING, &message, "a last message to the reporter", "TEXT" },
  { "feedback", 0, 0, G_OPTION_ARG_NONE, &feedback, "the reporter has been given feedback", NULL },
  { NULL },
};

static const GOptionEntry reopen_options[] = {
  { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why, for the team", "TEXT" },
  { NULL },
};

/* TRUE where something of @ticket was refused that was not before. */
static gboolean
tell_refused (Cli *cli, const HarkId *ticket, GPtrArray *before)
{
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (cli->client, NULL);

  for (guint i = refused != NULL ? refused->len : 0; i > 0; i--)
    if (!hark_id_equal (&((AppRefused *)refused->pdata[i - 1])->ticket, ticket))
      g_ptr_array_remove_index (refused, i - 1);

  return refused != NULL && cli_tell_all_refused (refused, before) > 0;
}

static void
tell_number (Cli *cli, const HarkId *id)
{
  g_autoptr (AppTicket) ticket = app_client_load_ticket_sync (cli->client, id, NULL);

  if (ticket != NULL && ticket->number != NULL)
    g_print ("sent: %s\n", ticket->number);
  else
    g_print ("sent\n");
}

/* A ticket that waits has no number: it is continued by what it waits as. */
static void
tell_submission (Cli *cli, const HarkId *ticket)
{
  g_autoptr (GPtrArray) waiting = app_client_list_waiting_sync (cli->client, NULL);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      const AppWaiting *item = g_ptr_array_index (waiting, i);
      g_autofree char *op = hark_id_to_string (&item->op);

      if (hark_id_equal (&item->ticket, ticket) && g_str_equal (item->type, "submit"))
        g_print ("until then it is %s\n", op);
    }
}

gboolean
cli_keep (Cli *cli, const AppAction *action, HarkId *ticket, GError **error)
{
  gboolean ok;

  cli_set_stop (CLI_STOP_UNKEPT);
  ok = app_client_act_sync (cli->client, action, ticket, error);
  cli_set_stop (ok ? CLI_STOP_KEPT : CLI_STOP_SILENTLY);

  return ok;
}

CliExit
cli_send (Cli *cli, const HarkId *ticket, GPtrArray *before)
{
  g_autoptr (GError) unsent = NULL;
  gboolean is_sent;

  cli_set_stop (CLI_STOP_KEPT);
  is_sent = app_client_sync_sync (cli->client, &unsent);
  cli_set_stop (CLI_STOP_SILENTLY);
  if (!is_sent)
    {
      g_autofree char *why = cli_tame (unsent->message);

      g_print ("kept, not sent yet: %s\n", why);
      tell_submission (cli, ticket);
      return CLI_OK;
    }
  if (tell_refused (cli, ticket, before))
    return CLI_REFUSED;

  tell_number (cli, ticket);
  return CLI_OK;
}

CliExit
cli_act (Cli *cli, const AppAction *action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = app_client_list_refused_sync (cli->client, NULL);
  HarkId ticket;

  if (!cli_keep (cli, action, &ticket, &error))
    return cli_fail (error);

  return cli_send (cli, &ticket, before);
}

/* Reads @raw (which may be "-") and acts with it as @action's text or reason. */
static CliExit
act_with_text (Cli *cli, AppAction *action, const char *raw, const char **field)
{
  g_autoptr (GError) error = NULL;
  char *text;
  CliExit code;

  if (!cli_find_ticket (cli, cli->args[0], &action->ticket, &error))
    return cli_fail (error);
  text = cli_read_text (raw, &error);
  if (error != NULL)
    return cli_fail (error);

  *field = text;
  code = cli_act (cli, action);
  hark_seal_free_string (text);
  return code;
}

static CliExit
answer (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_ANSWER,
                       .files = (const char *const *)attach,
                       .as_reporter = as_reporter,
                       .feedback_given = feedback };

  return act_with_text (cli, &action, cli->args[1], &action.text);
}

static CliExit
note (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_NOTE };

  return act_with_text (cli, &action, cli->args[1], &action.text);
}

/* Seconds may be left out. FALSE where @text is no time. */
static gboolean
read_time (const char *text, gint64 *time)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *whole = g_strconcat (text, ":00", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (whole, local);

  if (date == NULL)
    date = g_date_time_new_from_iso8601 (text, local);
  *time = date != NULL ? g_date_time_to_unix (date) : 0;
  return *time > 0;
}

static CliExit
contact (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_CONTACT, .feedback_given = feedback };

  if (channel == NULL)
    return cli_fail_usage ("contact needs --channel");
  if (!hark_channel_from_name (channel, &action.channel))
    return cli_fail_usage ("the channel is one of: phone, letter, meeting, e-mail, other");
  if (when != NULL && !read_time (when, &action.contacted))
    return cli_fail_usage (
        "a time is written as 2026-12-31 14:30, in local time, or as 2026-12-31T13:30:00Z");

  return act_with_text (cli, &action, cli->args[1], &action.text);
}

static CliExit
take_over (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_TAKE_OVER };

  return act_with_text (cli, &action, NULL, &action.text);
}

static CliExit
release (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_RELEASE };

  return act_with_text (cli, &action, NULL, &action.text);
}

static CliExit
assign (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_ASSIGN };
  g_autoptr (GError) error = NULL;

  if (!app_client_find_person (cli->client, cli->args[1], &action.user, &error))
    return cli_fail (error);

  return act_with_text (cli, &action, NULL, &action.text);
}

static CliExit
close_ticket (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_CLOSE, .text = message, .feedback_given = feedback };

  if (outcome == NULL || reason == NULL)
    return cli_fail_usage ("close needs --outcome and --reason");
  if (!hark_outcome_from_name (outcome, &action.outcome))
    return cli_fail_usage (
        "the outcome is one of: substantiated, partly, unsubstantiated, not-in-scope, passed-on, "
        "duplicate, not-enough-information, other");

  return act_with_text (cli, &action, reason, &action.reason);
}

static CliExit
reopen (Cli *cli)
{
  AppAction action = { .type = APP_ACTION_REOPEN };

  if (reason == NULL)
    return cli_fail_usage ("reopen needs --reason");

  return act_with_text (cli, &action, reason, &action.reason);
}

const CliCommand cli_change_commands[] = {
  { "answer", "NUMBER TEXT [--attach FILE] [--feedback] [--as-reporter]", "answer the reporter",
    TRUE, 2, answer_options, answer },
  { "note", "NUMBER TEXT", "add a note for the team", TRUE, 2, NULL, note },
  { "contact", "NUMBER TEXT --channel C [--time TIME] [--feedback]",
    "record contact outside Hark with a reporter who has no inbox", TRUE, 2, contact_options,
    contact },
  { "take-over", "NUMBER", "become the ticket's advisor", TRUE, 1, NULL, take_over },
  { "release", "NUMBER", "no longer be its advisor", TRUE, 1, NULL, release },
  { "assign", "NUMBER USER", "make somebody of the team its advisor", TRUE, 2, NULL, assign },
  { "close", "NUMBER --outcome O --reason TEXT [--message TEXT] [--feedback]", "close it", TRUE, 1,
    close_options, close_ticket },
  { "reopen", "NUMBER --reason TEXT", "open it again", TRUE, 1, reopen_options, reopen },
  { NULL },
};

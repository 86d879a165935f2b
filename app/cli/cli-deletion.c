/* cli-deletion.c: tickets that two members delete together, legal holds, and what stays */
#include "cli.h"

#include "app-client-person.h"
#include "app-client-receipt.h"

static char *reason, *owner, *review;
static gboolean confirms, withdraws, lifts;

static const GOptionEntry delete_options[] = {
  { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "propose it, and why: for the team", "TEXT" },
  { "confirm", 0, 0, G_OPTION_ARG_NONE, &confirms,
    "delete what somebody else proposes: for good, and for everybody", NULL },
  { "withdraw", 0, 0, G_OPTION_ARG_NONE, &withdraws,
    "take one's own proposal back, or refuse another's", NULL },
  { NULL },
};

static const GOptionEntry hold_options[] = {
  { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, "why nothing may delete it", "TEXT" },
  { "owner", 0, 0, G_OPTION_ARG_STRING, &owner, "who answers for it", "USER" },
  { "review", 0, 0, G_OPTION_ARG_STRING, &review, "when it is looked at again", "DATE" },
  { "lift", 0, 0, G_OPTION_ARG_NONE, &lifts, "end it", NULL },
  { NULL },
};

static CliExit
act (Cli *cli, AppAction *action)
{
  g_autoptr (GError) error = NULL;

  return cli_find_ticket (cli, cli->args[0], &action->ticket, &error) ? cli_act (cli, action)
                                                                      : cli_fail (error);
}

static CliExit
delete_ticket (Cli *cli)
{
  AppAction action = { .type = confirms    ? APP_ACTION_CONFIRM_DELETE
                               : withdraws ? APP_ACTION_WITHDRAW_DELETE
                                           : APP_ACTION_PROPOSE_DELETE,
                       .reason = reason };

  if ((reason != NULL) + confirms + withdraws != 1)
    return cli_fail_usage ("delete needs one of --reason, --confirm and --withdraw");

  return act (cli, &action);
}

static CliExit
hold (Cli *cli)
{
  AppAction action = { .type = lifts ? APP_ACTION_LIFT_HOLD : APP_ACTION_HOLD,
                       .reason = reason,
                       .review = review };
  g_autoptr (GError) error = NULL;

  if (lifts ? reason != NULL || owner != NULL || review != NULL
            : reason == NULL || owner == NULL || review == NULL)
    return cli_fail_usage ("hold needs --reason, --owner and --review, or --lift alone");
  if (owner != NULL && !app_client_find_person (cli->client, owner, &action.user, &error))
    return cli_fail (error);

  return act (cli, &action);
}

static void
print_receipt (const AppReceipt *receipt)
{
  g_autoptr (GDateTime) deleted = g_date_time_new_from_unix_local (receipt->deleted);
  g_autofree char *day = deleted != NULL ? g_date_time_format (deleted, "%F") : g_strdup ("?");
  g_autofree char *proposer = cli_tame (receipt->proposer != NULL ? receipt->proposer : "?");
  g_autofree char *confirmer = cli_tame (receipt->confirmer != NULL ? receipt->confirmer : "?");
  g_autofree char *number = cli_tame (receipt->number);

  g_print ("%s deleted %s", number, day);
  if (receipt->why == APP_RECEIPT_MEMBERS)
    g_print (" by %s and %s", proposer, confirmer);
  else
    g_print (receipt->why == APP_RECEIPT_RETENTION ? ", its time had come"
                                                   : " again: an older database had it");
  g_print (receipt->is_done ? "\n" : " (not yet gone from the server's disk)\n");
}

static CliExit
list_receipts (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  HarkId area;

  if (!cli_find_area (cli, cli->args[0], &area))
    return cli_fail_area (cli, cli->args[0]);
  list = app_client_list_receipts_sync (cli->client, &area, &error);
  if (list == NULL)
    return cli_fail (error);

  for (guint i = 0; i < list->len; i++)
    print_receipt (list->pdata[i]);
  return CLI_OK;
}

const CliCommand cli_deletion_commands[] = {
  { "delete", "NUMBER --reason TEXT | --confirm | --withdraw",
    "propose to delete a ticket; another Professional or Expert confirms", TRUE, 1, delete_options,
    delete_ticket },
  { "hold", "NUMBER --reason TEXT --owner USER --review DATE | --lift",
    "by an Expert: nothing deletes it meanwhile", TRUE, 1, hold_options, hold },
  { "receipts", "AREA", "which of an area's tickets were deleted, when and by whom", TRUE, 1, NULL,
    list_receipts },
  { NULL },
};

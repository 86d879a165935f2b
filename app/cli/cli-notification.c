/* cli-notification.c: where and how one is mailed */
#include "cli.h"

#include "app-client-notification.h"

static char *address, *language;
static gboolean digest, at_once;

static const GOptionEntry notification_options[] = {
  { "address", 0, 0, G_OPTION_ARG_STRING, &address, "where mails go; the server can read it",
    "ADDR" },
  { "language", 0, 0, G_OPTION_ARG_STRING, &language, "en, de …, or default: the organisation's",
    "LANGUAGE" },
  { "digest", 0, 0, G_OPTION_ARG_NONE, &digest, "one mail a day", NULL },
  { "at-once", 0, 0, G_OPTION_ARG_NONE, &at_once, "each mail when it happens", NULL },
  { NULL },
};

static CliExit
show (const AppNotification *row)
{
  g_autofree char *to = cli_tame (row->address), *in = cli_tame (row->language);

  g_print ("mails go to: %s\nlanguage: %s\nwhen: %s\n", *to != '\0' ? to : "nowhere",
           *in != '\0' ? in : "the organisation's", row->digest ? "once a day" : "at once");
  return CLI_OK;
}

static void
replace (char **text, const char *by)
{
  g_free (*text);
  *text = g_strdup (by);
}

static CliExit
run (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppNotification) row = NULL;

  if (digest && at_once)
    return cli_fail_usage ("either --digest or --at-once");
  row = app_client_read_notification_sync (cli->client, &error);
  if (row == NULL)
    return cli_fail (error);
  if (address == NULL && language == NULL && !digest && !at_once)
    return show (row);

  if (address != NULL)
    replace (&row->address, address);
  if (language != NULL)
    replace (&row->language, g_str_equal (language, "default") ? "" : language);
  if (digest || at_once)
    row->digest = digest;
  return app_client_set_notification_sync (cli->client, row, &error) ? show (row)
                                                                     : cli_fail (error);
}

const CliCommand cli_notification_commands[] = {
  { "notifications", "[--address ADDR] [--language LANGUAGE] [--digest | --at-once]",
    "where mails to oneself go, in which language, at once or once a day", TRUE, 0,
    notification_options, run },
  { NULL },
};

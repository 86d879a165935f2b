/* cli-notification.c: where and how one is mailed */
#include "cli.h"

#include "app-client-notification.h"
#include "hark-json.h"

#include <string.h>

#define MAX_WORDING (1024 * 1024)

static char *address, *language;
static char *file;
static gboolean digest, at_once, own;

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

/* --- the organisation's words --- */

static const GOptionEntry wording_options[] = {
  { "own", 0, 0, G_OPTION_ARG_NONE, &own, "what Hark says where the organisation says nothing",
    NULL },
  { "set", 0, 0, G_OPTION_ARG_FILENAME, &file, "a file of JSON as this shows it", "FILE" },
  { NULL },
};

static void
print (JsonObject *json)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *all = NULL, *text = NULL;

  json_node_set_object (node, json);
  all = json_to_string (node, TRUE);
  text = cli_tame (all);
  g_print ("%s\n", text);
}

static CliExit
set_wording (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) wording = NULL;
  gsize length;

  if (g_file_get_contents (file, &text, &length, &error))
    wording = hark_json_parse_object (text, length, MAX_WORDING, &error);
  return wording != NULL && app_client_set_wording_sync (cli->client, wording, &error)
             ? CLI_OK
             : cli_fail (error);
}

static CliExit
run_wording (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = NULL;

  if (file != NULL && own)
    return cli_fail_usage ("--own goes alone");
  if (file != NULL)
    return set_wording (cli);

  reply = app_client_read_wording_sync (cli->client, &error);
  if (reply == NULL)
    return cli_fail (error);
  print (json_object_get_object_member (reply, own ? "own" : "wording"));
  return CLI_OK;
}

const CliCommand cli_notification_commands[] = {
  { "notifications", "[--address ADDR] [--language LANGUAGE] [--digest | --at-once]",
    "where mails to oneself go, in which language, at once or once a day", TRUE, 0,
    notification_options, run },
  { "mail-wording", "[--own | --set FILE]",
    "by an Admin: what mails say in the organisation's own words", TRUE, 0, wording_options,
    run_wording },
  { NULL },
};

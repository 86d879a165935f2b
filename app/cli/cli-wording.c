/* cli-wording.c: what mails say in the organisation's own words: shown, and signed with its
 * settings */
#include "cli.h"

#include "app-client-setting.h"
#include "app-client-wording.h"
#include "hark-json.h"
#include "hark-setting.h"

#include <string.h>

static char *file;
static gboolean own, kept, forget;

static const GOptionEntry wording_options[] = {
  { "own", 0, 0, G_OPTION_ARG_NONE, &own, "what Hark says where the organisation says nothing",
    NULL },
  { "set", 0, 0, G_OPTION_ARG_FILENAME, &file,
    "sign a file of JSON as this shows it, in place of all of it", "FILE" },
  { "unsigned", 0, 0, G_OPTION_ARG_NONE, &kept,
    "what was set before words were signed, and no mail says", NULL },
  { "forget-unsigned", 0, 0, G_OPTION_ARG_NONE, &forget, "throw that away", NULL },
  { NULL },
};

static CliExit
print (HarkWording *wording)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *all = NULL, *text = NULL;

  hark_wording_to_json (wording, json, "wording");
  if (!json_object_has_member (json, "wording"))
    json_object_set_object_member (json, "wording", json_object_new ());
  all = json_to_string (json_object_get_member (json, "wording"), TRUE);
  text = cli_tame (all);
  g_print ("%s\n", text);
  return CLI_OK;
}

static HarkWording *
read_file (GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) whole = json_object_new ();
  JsonObject *json;
  gsize length;

  if (!g_file_get_contents (file, &text, &length, error))
    return NULL;
  json = hark_json_parse_object (text, length, HARK_WORDING_MAX, error);
  if (json == NULL)
    return NULL;

  json_object_set_object_member (whole, "wording", json);
  return hark_wording_from_json (whole, "wording", HARK_WORDING_MAX_TEXT, error);
}

static CliExit
set_wording (Cli *cli)
{
  const HarkId zeros = { { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkWording) wording = read_file (&error);
  g_autoptr (AppSetting) setting
      = wording != NULL ? app_client_load_setting_sync (cli->client, &zeros, &error) : NULL;

  if (setting == NULL)
    return cli_fail (error);

  g_clear_pointer (&setting->organisation->wording, hark_wording_free);
  setting->organisation->wording = g_steal_pointer (&wording);
  return app_client_save_setting_sync (cli->client, setting, &error) ? CLI_OK : cli_fail (error);
}

static CliExit
show_settled (Cli *cli)
{
  const HarkId zeros = { { 0 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (cli->client, &zeros, &error);

  return setting != NULL ? print (setting->organisation->wording) : cli_fail (error);
}

static CliExit
show (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppWording) wording = app_client_read_wording_sync (cli->client, &error);

  if (wording == NULL)
    return cli_fail (error);
  if (own || kept)
    return print (own ? wording->own : wording->kept);

  if (g_hash_table_size (wording->kept) > 0)
    g_printerr (
        "hark-cli: words that were set before they were signed are in no mail any more: look "
        "at them with --unsigned, and sign them with --set or throw them away with "
        "--forget-unsigned\n");
  return show_settled (cli);
}

static CliExit
run (Cli *cli)
{
  g_autoptr (GError) error = NULL;

  if ((file != NULL) + own + kept + forget > 1)
    return cli_fail_usage ("one of --own, --set, --unsigned and --forget-unsigned");
  if (file != NULL)
    return set_wording (cli);
  if (forget)
    return app_client_forget_wording_sync (cli->client, &error) ? CLI_OK : cli_fail (error);

  return show (cli);
}

const CliCommand cli_wording_commands[] = {
  { "mail-wording", "[--own | --set FILE | --unsigned | --forget-unsigned]",
    "by an Admin: what mails say in the organisation's own words", TRUE, 0, wording_options, run },
  { NULL },
};

/* cli-policy.c: what the organisation asks of everybody */
#include "cli.h"

#include <string.h>

#include "app-client-policy.h"
#include "app-client-presence.h"
#include "app-client-team.h"
#include "hark-error.h"

static char **settings;

static const GOptionEntry options[] = {
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings,
    "by an Admin, signed for everybody: password=CHARACTERS, second-factor=yes, idle-lock=MINUTES "
    "(0: as people choose), portal-accounts=yes; may be repeated",
    "KEY=VALUE" },
  { NULL },
};

/* Each line can be given to --set again, but for the recovery key: that has a command of its own.
 */
static void
print (const HarkRosterPolicy *policy)
{
  g_print ("password=%u\nsecond-factor=%s\nidle-lock=%u\nportal-accounts=%s\n",
           policy->password_length, policy->second_factor ? "yes" : "no", policy->idle_lock,
           policy->portal_only ? "yes" : "no");
  g_print (policy->recovery
               ? "\nTickets are sealed to the recovery key: `recovery-key off` ends that.\n"
               : "\nTickets are not sealed to a recovery key.\n");
}

static gboolean
fail (GError **error, const char *what, const char *sentence)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" %s", what, sentence);
  return FALSE;
}

static gboolean
set_number (const char *what, const char *value, guint min, guint max, guint16 *number,
            GError **error)
{
  guint64 read;

  if (!g_ascii_string_to_unsigned (value, 10, min, max, &read, NULL))
    {
      g_autofree char *sentence = g_strdup_printf ("is a number from %u to %u", min, max);

      return fail (error, what, sentence);
    }

  *number = (guint16)read;
  return TRUE;
}

static gboolean
set_flag (const char *what, const char *value, gboolean *flag, GError **error)
{
  if (!g_str_equal (value, "yes") && !g_str_equal (value, "no"))
    return fail (error, what, "is yes or no");

  *flag = g_str_equal (value, "yes");
  return TRUE;
}

/* @what: KEY=VALUE. */
static gboolean
set (HarkRosterPolicy *policy, const char *what, GError **error)
{
  const char *value = strchr (what, '=');
  g_autofree char *key = value != NULL ? g_strndup (what, (gsize)(value - what)) : NULL;

  if (value == NULL)
    return fail (error, what, "is not KEY=VALUE");
  value++;
  if (g_str_equal (key, "password"))
    return set_number (key, value, HARK_ROSTER_MIN_PASSWORD, HARK_ROSTER_MAX_PASSWORD,
                       &policy->password_length, error);
  if (g_str_equal (key, "idle-lock"))
    return set_number (key, value, 0, HARK_ROSTER_MAX_IDLE_LOCK, &policy->idle_lock, error);
  if (g_str_equal (key, "second-factor"))
    return set_flag (key, value, &policy->second_factor, error);
  if (g_str_equal (key, "portal-accounts"))
    return set_flag (key, value, &policy->portal_only, error);

  return fail (error, key, "is nothing that can be asked for");
}

/* What it means for whom, where that can be told. */
static void
tell_who_is_concerned (Cli *cli)
{
  g_autoptr (GPtrArray) all = app_client_list_presence_sync (cli->client, NULL);
  guint n = all != NULL ? app_presence_count_without_factor (all) : 0;

  if (n > 0)
    g_printerr ("hark-cli: %u of %u people have no second factor: until they have set one up, "
                "nothing else works for them\n",
                n, all->len);
}

static CliExit
run (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkRosterPolicy before, policy;

  if (settings != NULL && !app_client_sync_sync (cli->client, &error))
    return cli_fail (error);

  app_client_get_policy (cli->client, &before);
  policy = before;
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!set (&policy, settings[i], &error))
      return cli_fail_usage (error->message);
  if (policy.second_factor && !before.second_factor)
    tell_who_is_concerned (cli);
  if (settings != NULL && !app_client_set_policy_sync (cli->client, &before, &policy, &error))
    return cli_fail (error);

  print (&policy);
  return CLI_OK;
}

const CliCommand cli_policy_commands[] = {
  { "policy", "[--set KEY=VALUE…]",
    "what the organisation asks of everybody, or, by an Admin, something else from now on", TRUE, 0,
    options, run },
  { NULL },
};

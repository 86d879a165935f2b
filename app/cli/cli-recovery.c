/* cli-recovery.c: the organisation's recovery key */
#include "cli.h"

#include <glib/gstdio.h>

#include "app-client-recovery.h"
#include "hark-error.h"
#include "hark-seal.h"

#define VARIABLE "HARK_ORGANISATION_KEY"

static char *sheet, *area_name;

static const GOptionEntry options[] = {
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet, "make: the new key as a PDF; must be new",
    "FILE" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area_name, "use: of which area", "NAME" },
  { NULL },
};

static CliExit
show_status (Cli *cli)
{
  const AppRecoveryState state = app_client_get_recovery_state (cli->client);
  g_autofree char *day = state.checked > 0 ? cli_format_day (state.checked) : NULL;

  if (!state.is_set)
    {
      g_print ("none\n");
      return CLI_OK;
    }

  g_print ("%s\n", state.is_on ? "tickets are sealed to it" : "no ticket is sealed to it any more");
  if (day != NULL)
    g_print ("its sheet was tried on this device on %s\n", day);
  else
    g_print ("its sheet was never tried on this device\n");
  return CLI_OK;
}

static gboolean
hand_over (AppRecoveryKey *key, GError **error)
{
  char *text;

  if (!cli_check_sheet (sheet, error))
    return FALSE;
  if (sheet != NULL)
    return app_recovery_key_write_pdf (key, sheet, error);

  text = app_recovery_key_to_text (key);
  g_print ("%s\n", text);
  hark_seal_free_string (text);
  return TRUE;
}

/* Whoever finds it is not to take it for the key that tickets are sealed to. */
static void
discard (void)
{
  if (sheet == NULL)
    g_print ("The key above is not in use: destroy what shows it.\n");
  else if (g_unlink (sheet) == 0)
    g_print ("The key is not in use: %s was deleted. Destroy what was printed.\n", sheet);
  else
    g_print ("The key is not in use: delete %s, and destroy what was printed.\n", sheet);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN)
         || g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

/* Where the connection broke, the server may have taken it all the same. */
static gboolean
take_into_use (Cli *cli, AppRecoveryKey *key, GError **error)
{
  char *typed
      = cli_read_secret (VARIABLE, "Once it is on paper: the recovery key, from the sheet", error);
  gboolean is_right = typed != NULL && app_recovery_key_check (key, typed, error);
  g_autoptr (GError) local = NULL;
  gboolean ok = is_right && app_client_set_recovery_key_sync (cli->client, key, typed, &local);

  hark_seal_free_string (typed);
  if (ok)
    return TRUE;

  if (!is_right || is_refusal (local))
    discard ();
  else
    g_print ("Whether the key is in use is not known: keep its sheet until recovery-key check"
             " says that it is another.\n");
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static CliExit
make (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppRecoveryKey) key = app_client_draw_recovery_key (cli->client, &error);

  if (key == NULL || !hand_over (key, &error) || !take_into_use (cli, key, &error))
    return cli_fail (error);

  g_print (
      "Tickets are sealed to this key from now on; those of before once an Expert of their area"
      " was told (team-changes --seen) and syncs.\n");
  if (sheet != NULL)
    g_print ("It is in %s: print it, lock it away, delete the file.\n", sheet);
  return CLI_OK;
}

static CliExit
check (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  char *typed = cli_read_secret (VARIABLE, "Recovery key of the organisation", &error);
  gboolean ok = typed != NULL && app_client_check_recovery_key_sync (cli->client, typed, &error);

  hark_seal_free_string (typed);
  if (!ok)
    return cli_fail (error);

  g_print ("This sheet has the key that the list of people names. Nothing was opened, and nobody"
           " was told.\n");
  return CLI_OK;
}

static CliExit
use (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  AppRecovered recovered;
  gboolean ok = FALSE;
  char *typed = NULL;
  HarkId area;

  if (!app_client_sync_sync (cli->client, &error))
    return cli_end_sync (cli, error);
  if (!cli_find_area (cli, area_name, &area))
    return cli_fail_area (cli, area_name);

  typed = cli_read_secret (
      VARIABLE, "Recovery key of the organisation, which everybody is told that you use", &error);
  ok = typed != NULL
       && app_client_use_recovery_key_sync (cli->client, &area, typed, &recovered, &error);
  hark_seal_free_string (typed);
  if (!ok)
    return cli_fail (error);

  g_print ("%u tickets opened, %u did not open; everybody is told\n", recovered.n_opened,
           recovered.n_failed);
  return app_client_sync_sync (cli->client, &error) ? CLI_OK : cli_end_sync (cli, error);
}

static CliExit
seal (Cli *cli, gboolean on)
{
  g_autoptr (GError) error = NULL;

  const AppRecoveryState state = app_client_get_recovery_state (cli->client);

  if (!app_client_seal_to_recovery_key_sync (cli->client, &state.key, on, &error))
    return cli_fail (error);

  return show_status (cli);
}

static CliExit
turn_on (Cli *cli)
{
  return seal (cli, TRUE);
}

static CliExit
turn_off (Cli *cli)
{
  return seal (cli, FALSE);
}

static CliExit
end (Cli *cli)
{
  const AppRecoveryState state = app_client_get_recovery_state (cli->client);
  g_autoptr (GError) error = NULL;

  if (!app_client_end_recovery_key_sync (cli->client, &state.key, &error))
    return cli_fail (error);

  g_print ("There is no recovery key any more: destroy its sheet.\n");
  return CLI_OK;
}

static CliExit
run (Cli *cli)
{
  static const struct
  {
    const char *name;
    CliExit (*run) (Cli *cli);
  } verbs[] = { { "status", show_status }, { "make", make },    { "check", check }, { "use", use },
                { "on", turn_on },         { "off", turn_off }, { "end", end } };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (cli->args[0], verbs[i].name))
      return verbs[i].run (cli);

  return cli_fail_usage ("recovery-key status, make, check, use, on, off or end");
}

const CliCommand cli_recovery_commands[] = {
  { "recovery-key", "status|make|check|use|on|off|end [--sheet FILE] [--area A]",
    "the organisation's key for the day on which a team has lost its own: whether there is one; by "
    "an Admin: make it, seal tickets to it or no longer, end it; try its sheet; by an Expert: use "
    "it",
    TRUE, 1, options, run },
  { NULL },
};

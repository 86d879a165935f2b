/* cli-factor.c: the second factor of one's account */
#include "cli.h"

#include <string.h>

#include "app-client-factor.h"
#include "app-qr.h"
#include "hark-error.h"
#include "hark-seal.h"

#define VARIABLE "HARK_FACTOR_CODE"

static gboolean with_qr;

static const GOptionEntry options[] = {
  { "qr", 0, 0, G_OPTION_ARG_NONE, &with_qr, "shows what is to be scanned as a QR code too", NULL },
  { NULL },
};

gboolean
cli_retry_with_code (Cli *cli, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *code;

  if (!g_error_matches (*error, HARK_ERROR, HARK_ERROR_FACTOR))
    return FALSE;

  code = cli_read_secret (VARIABLE, "Code of the authenticator, or a recovery code", &local);
  if (code == NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  app_client_set_factor_code (cli->client, code);
  hark_seal_free_string (code);
  g_clear_error (error);
  return TRUE;
}

void
cli_show_qr (const char *text)
{
  g_autoptr (AppQr) qr = app_qr_new (text);
  char *blocks = qr != NULL ? app_qr_to_blocks (qr) : NULL;

  if (blocks != NULL)
    g_print ("%s", blocks);
  hark_seal_free_string (blocks);
}

static void
print_codes (AppFactorSheet *sheet)
{
  char *text = app_factor_sheet_to_text (sheet);

  g_print ("Recovery codes, shown only now; each does instead of a code, once:\n%s\n", text);
  hark_seal_free_string (text);
}

static CliExit
show_status (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree AppFactor *factor = app_client_read_factor_sync (cli->client, &error);
  g_autofree char *day = NULL;

  if (factor == NULL)
    return cli_fail (error);
  if (!factor->is_on)
    {
      g_print ("off\n");
      return CLI_OK;
    }

  day = cli_format_day (factor->since);
  g_print ("on since %s, %u recovery codes left\n", day, factor->codes);
  return CLI_OK;
}

static CliExit
turn_on (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSecret) secret = NULL;
  g_autoptr (AppFactorSheet) sheet = NULL;
  char *code = NULL, *password = cli_read_secret ("HARK_PASSWORD", "Present password", &error);

  if (password != NULL)
    secret = app_client_begin_factor_sync (cli->client, password, &error);
  hark_seal_free_string (password);

  if (secret != NULL)
    {
      if (with_qr)
        cli_show_qr (secret->uri);
      g_print ("Scan or type this into your authenticator:\n%s\n%s\n", secret->uri, secret->text);
      code = cli_read_secret (VARIABLE, "The code that it shows", &error);
    }
  if (code != NULL)
    sheet = app_client_confirm_factor_sync (cli->client, code, &error);
  hark_seal_free_string (code);
  if (sheet == NULL)
    return cli_fail (error);

  print_codes (sheet);
  g_print ("The second factor is on.\n");
  return CLI_OK;
}

static CliExit
turn_off (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  char *code = cli_read_secret (VARIABLE, "Code, or a recovery code", &error);
  gboolean ok = code != NULL && app_client_end_factor_sync (cli->client, code, &error);

  hark_seal_free_string (code);
  if (!ok)
    return cli_fail (error);

  g_print ("The second factor is off.\n");
  return CLI_OK;
}

static CliExit
renew_codes (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSheet) sheet = NULL;
  char *code = cli_read_secret (VARIABLE, "Code, or a recovery code", &error);

  if (code != NULL)
    sheet = app_client_renew_factor_codes_sync (cli->client, code, &error);
  hark_seal_free_string (code);
  if (sheet == NULL)
    return cli_fail (error);

  print_codes (sheet);
  return CLI_OK;
}

static CliExit
run (Cli *cli)
{
  static const struct
  {
    const char *name;
    CliExit (*run) (Cli *cli);
  } verbs[] = {
    { "status", show_status }, { "on", turn_on }, { "off", turn_off }, { "codes", renew_codes }
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (cli->args[0], verbs[i].name))
      return verbs[i].run (cli);

  return cli_fail_usage ("factor status, on, off or codes");
}

const CliCommand cli_factor_commands[] = {
  { "factor", "status|on|off|codes [--qr]",
    "the second factor, asked for at each sign-in: whether it is on; turn it on or off; ten new "
    "recovery codes",
    TRUE, 1, options, run },
  { NULL },
};

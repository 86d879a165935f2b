/* cli-run.c: see cli-run.h */
#include "cli-run.h"

#include <string.h>

#include "cli.h"
#include "hark-error.h"
#include "hark-seal.h"

static const CliCommand *const tables[] = {
  cli_account_commands, cli_absence_commands,  cli_password_commands,       cli_device_commands,
  cli_factor_commands,  cli_team_commands,     cli_setting_commands,        cli_area_commands,
  cli_read_commands,    cli_submit_commands,   cli_change_commands,         cli_move_commands,
  cli_outbox_commands,  cli_watch_commands,    cli_portal_account_commands, cli_new_code_commands,
  cli_policy_commands,  cli_health_commands,   cli_recovery_commands,       cli_question_commands,
  cli_mail_commands,    cli_deletion_commands, cli_notification_commands,   cli_period_commands,
  cli_wording_commands
};

static const CliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const CliCommand *command = tables[i]; command->name != NULL; command++)
      if (g_strcmp0 (command->name, name) == 0)
        return command;

  return NULL;
}

static char *
describe_commands (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const CliCommand *command = tables[i]; command->name != NULL; command++)
      g_string_append_printf (text, "  %s %s\n      %s\n", command->name, command->arguments,
                              command->summary);
  g_string_append (
      text,
      "\nA ticket that waits to be sent has no number yet: NUMBER may be what submit and "
      "outbox show\n"
      "instead. TEXT may be - for standard input. Secrets come from the environment or "
      "a prompt, never from\n"
      "arguments: HARK_PASSWORD, HARK_NEW_PASSWORD, HARK_CODE (setup code), "
      "HARK_ACCOUNT_KEY,\n"
      "HARK_RECOVERY_KEY, HARK_INVITATION, HARK_FACTOR_CODE, HARK_ORGANISATION_KEY (its "
      "recovery key),\n"
      "HARK_MAIL_PASSWORD (at the mail server).\n"
      "\nExit codes: 0 done, kept until the server can be reached, or waiting to be let in; "
      "1 failed; "
      "2 wrong call; 3 the server\n"
      "cannot be reached; 4 wrong password, account key, code or invitation, the second factor is "
      "missing, signed out or\n"
      "locked; 5 nothing found: no such ticket, attachment, area or person; 6 not allowed, or "
      "refused by the server;\n"
      "7 what the server sent does not verify; 8 this program or the server is too old for the "
      "other.\n");

  return g_string_free (text, FALSE);
}

static gboolean
fail_without_account (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH,
               "there is no account here yet: use setup, accept or sign-in");
  return FALSE;
}

/* By the keyring; else by the password, saying why. */
static gboolean
unlock (AppClient *client, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *password;
  gboolean ok;

  if (app_client_get_state (client) == APP_CLIENT_EMPTY)
    return fail_without_account (error);
  if (app_client_unlock_sync (client, NULL, &local))
    return TRUE;
  if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_LOCKED)
      || !app_client_has_no_keyring (client))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  password = cli_read_secret ("HARK_PASSWORD", "There is no keyring here. Password", error);
  if (password == NULL)
    g_prefix_error (error, "there is no keyring on this computer, and ");
  ok = password != NULL && app_client_unlock_sync (client, password, error);
  hark_seal_free_string (password);

  return ok;
}

/* What ends the options is not an argument itself; it may stand behind others. */
static void
drop_end_of_options (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--"))
      {
        memmove (&argv[i], &argv[i + 1], (gsize)(*argc - i) * sizeof *argv);
        (*argc)--;
        return;
      }
}

static CliExit
fail_parse (const GError *error)
{
  return cli_fail_usage (error->domain == G_CONVERT_ERROR
                             ? "an argument is not text in the encoding of this terminal (UTF-8, "
                               "if the locale does not say another)"
                             : error->message);
}

static CliExit
run_command (const CliCommand *command, const char *home, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_autofree char *name = g_strconcat ("hark-cli ", command->name, NULL);
  g_autoptr (AppClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Cli cli = { 0 };
  CliExit code;

  /* what --help begins with */
  g_set_prgname (name);
  g_option_context_set_summary (context, command->summary);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail_parse (error);
  drop_end_of_options (&argc, argv);
  if ((guint)argc - 1 != command->n_args)
    {
      g_autofree char *usage = g_strdup_printf ("use: %s %s", command->name, command->arguments);

      return cli_fail_usage (usage);
    }

  /* Before anything is made there. */
  if (command->unlocked && !g_file_test (home, G_FILE_TEST_IS_DIR))
    {
      fail_without_account (&error);
      return cli_fail (error);
    }
  client = app_client_new (home, &error);
  if (client == NULL || (command->unlocked && !unlock (client, &error)))
    return cli_fail (error);

  cli_show_progress (client);
  cli.client = client;
  cli.args = argv + 1;
  code = command->run (&cli);
  app_client_close (client);
  return code;
}

int
cli_run (int argc, char **argv)
{
  g_autofree char *home = NULL;
  g_autofree char *summary = describe_commands ();
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "home", 0, 0, G_OPTION_ARG_FILENAME, &home,
      "the account's folder (default: hark in the user's data folder)", "DIR" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "print the version", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND …");
  g_autoptr (GError) error = NULL;
  const CliCommand *command;

  g_option_context_set_summary (context, summary);
  g_option_context_set_strict_posix (context, TRUE); /* options after COMMAND are the command's */
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail_parse (error);
  if (version)
    {
      g_print ("hark-cli %s\n", HARK_VERSION);
      return CLI_OK;
    }

  command = argc > 1 ? find_command (argv[1]) : NULL;
  if (command == NULL)
    return cli_fail_usage (argc > 1 ? "no such command; see --help" : "which command? see --help");

  if (home == NULL)
    home = g_build_filename (g_get_user_data_dir (), "hark", NULL);
  return run_command (command, home, argc - 1, argv + 1);
}

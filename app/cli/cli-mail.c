/* cli-mail.c: the organisation's mail server: shown, set, tried */
#include "cli.h"

#include "app-client-mail.h"
#include "hark-seal.h"

static char *url, *from, *mail_user;
static gboolean test, plain, no_password;

static const GOptionEntry mail_options[] = {
  { "test", 0, 0, G_OPTION_ARG_NONE, &test, "send a mail to one's own address, at once", NULL },
  { "url", 0, 0, G_OPTION_ARG_STRING, &url, "smtp://HOST[:PORT], smtps://HOST[:PORT], or off",
    "URL" },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, "the address that mails come from", "ADDRESS" },
  { "mail-user", 0, 0, G_OPTION_ARG_STRING, &mail_user,
    "who signs in at the mail server; the password is asked for, or is in HARK_MAIL_PASSWORD",
    "NAME" },
  { "no-password", 0, 0, G_OPTION_ARG_NONE, &no_password, "sign in nowhere", NULL },
  { "plain", 0, 0, G_OPTION_ARG_NONE, &plain,
    "without TLS: for a mail server on the server's own machine", NULL },
  { NULL },
};

static CliExit
show (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppMail) mail = app_client_read_mail_sync (cli->client, &error);
  g_autofree char *server = NULL, *sender = NULL, *user = NULL;

  if (mail == NULL)
    return cli_fail (error);
  if (!app_mail_is_on (mail))
    {
      g_print ("no mail server is set: no mails are sent\n");
      return CLI_OK;
    }

  server = cli_tame (mail->url);
  sender = cli_tame (mail->from);
  user = cli_tame (mail->user);
  g_print ("mail server: %s, TLS %s\nfrom: %s\n", server, mail->requires_tls ? "required" : "off",
           sender);
  if (*user == '\0')
    g_print ("signs in: no\n");
  else
    g_print ("signs in: as %s, password %s\n", user,
             mail->is_in_file     ? "in a file of whoever runs the server"
             : mail->has_password ? "set"
                                  : "missing");
  return CLI_OK;
}

static CliExit
try (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppMailTest) result = app_client_test_mail_sync (cli->client, &error);
  g_autofree char *words = NULL;

  if (result == NULL)
    return cli_fail (error);

  words = cli_tame (result->words);
  if (result->result == APP_MAIL_SENT)
    {
      g_print ("sent; the mail server said: %s\n", words);
      return CLI_OK;
    }
  g_printerr ("hark-cli: not sent%s%s\n",
              g_str_equal (result->reason, "said") ? "; the mail server said: " : ": ", words);
  return CLI_FAILED;
}

static CliExit
change (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppMail) mail = app_client_read_mail_sync (cli->client, &error);
  char *password = NULL;
  gboolean done;

  if (mail == NULL)
    return cli_fail (error);
  if (url != NULL)
    {
      g_free (mail->url);
      mail->url = g_strdup (url);
      mail->requires_tls = !plain;
    }
  if (from != NULL)
    {
      g_free (mail->from);
      mail->from = g_strdup (from);
    }
  if (mail_user != NULL || no_password)
    {
      g_free (mail->user);
      mail->user = g_strdup (no_password ? "" : mail_user);
    }
  if (mail_user != NULL)
    password = cli_read_secret ("HARK_MAIL_PASSWORD", "Password at the mail server: ", &error);
  if (mail_user != NULL && password == NULL)
    return cli_fail (error);

  done = app_client_set_mail_sync (cli->client, mail, no_password ? "" : password, &error);
  hark_seal_free_string (password);
  return done ? show (cli) : cli_fail (error);
}

static CliExit
run (Cli *cli)
{
  gboolean changes = url != NULL || from != NULL || mail_user != NULL || no_password;

  if (plain && url == NULL)
    return cli_fail_usage ("--plain goes with --url");
  if (test && changes)
    return cli_fail_usage ("--test goes alone");
  if (mail_user != NULL && no_password)
    return cli_fail_usage ("either --mail-user or --no-password");
  if (test)
    return try (cli);

  return changes ? change (cli) : show (cli);
}

const CliCommand cli_mail_commands[] = {
  { "mail", "[--url URL [--plain]] [--from ADDRESS] [--mail-user NAME | --no-password] | [--test]",
    "by an Admin: which mail server there is, or another one; --test sends a mail to oneself", TRUE,
    0, mail_options, run },
  { NULL },
};

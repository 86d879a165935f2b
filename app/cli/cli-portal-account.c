/* cli-portal-account.c: accounts on the portal alone */
#include "cli.h"

#include "app-client-portal-account.h"
#include "hark-error.h"
#include "hark-period.h"

static CliExit
list (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppPortalAccounts) all = app_client_list_portal_accounts_sync (cli->client, &error);

  if (all == NULL)
    return cli_fail (error);

  for (guint i = 0; i < all->accounts->len; i++)
    {
      const AppPortalAccount *account = g_ptr_array_index (all->accounts, i);
      g_autofree char *name = cli_tame (account->name);
      g_autofree char *mail = cli_tame (account->mail);
      g_autofree char *since = hark_period_format_utc (account->created);
      g_autofree char *until = account->ended != 0 ? hark_period_format_utc (account->ended) : NULL;

      if (until != NULL)
        g_print ("%s  ended %s\n", name, until);
      else
        g_print ("%s  %s, not verified, since %s\n", name, mail, since);
    }
  if (!all->is_allowed)
    g_print ("nobody signs in with one: they are switched off\n");
  return CLI_OK;
}

static const AppPortalAccount *
find (AppPortalAccounts *all, const char *name)
{
  for (guint i = 0; i < all->accounts->len; i++)
    {
      const AppPortalAccount *account = g_ptr_array_index (all->accounts, i);

      if (account->ended == 0 && g_str_equal (account->name, name))
        return account;
    }

  return NULL;
}

static CliExit
end (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppPortalAccounts) all = app_client_list_portal_accounts_sync (cli->client, &error);
  const AppPortalAccount *account = all != NULL ? find (all, cli->args[0]) : NULL;

  if (all == NULL)
    return cli_fail (error);
  if (account == NULL)
    {
      g_printerr ("hark-cli: nobody has an account of this name on the portal\n");
      return CLI_MISSING;
    }

  return app_client_end_portal_account_sync (cli->client, &account->user, &error)
             ? CLI_OK
             : cli_fail (error);
}

const CliCommand cli_portal_account_commands[] = {
  { "portal-accounts", "", "who has an account on the portal alone", TRUE, 0, NULL, list },
  { "end-portal-account", "NAME", "end one for ever; the team keeps its tickets", TRUE, 1, NULL,
    end },
  { NULL },
};

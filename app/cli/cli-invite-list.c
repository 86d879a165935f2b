/* cli-invite-list.c: many people invited at once */
#include "cli.h"

#include <glib/gstdio.h>

#include "app-client-invite-list.h"
#include "hark-error.h"

/* Why somebody is not invited. */
static const char *
describe (const AppInviteLine *line)
{
  switch (line->fault)
    {
    case APP_INVITE_FAULT_NAME:
      return "is no user name";
    case APP_INVITE_FAULT_MAIL:
      return "has no e-mail address that is one";
    case APP_INVITE_FAULT_ROLE:
      return "the role is one of: observer, professional, expert, or none, and then no area";
    case APP_INVITE_FAULT_AREA:
      return "there is no such area, or it is not clear which";
    case APP_INVITE_FAULT_TWICE:
      return "stands in a line above already";
    case APP_INVITE_NO_FAULT:
    default:
      return line->state == APP_INVITE_HERE      ? "has an account or an invitation already"
             : line->state == APP_INVITE_INVITED ? "is invited"
                                                 : "is to be invited";
    }
}

static void
print (AppInviteList *list)
{
  GPtrArray *lines = app_invite_list_get_lines (list);

  for (guint i = 0; i < lines->len; i++)
    {
      const AppInviteLine *line = lines->pdata[i];
      g_autofree char *name = cli_tame (line->name);

      g_print ("line %u: %s: %s\n", line->number, name, describe (line));
    }
}

static AppInviteList *
read_list (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &local))
    return app_invite_list_read (text, length, error);

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s", local->message);
  return NULL;
}

/* What was made goes to paper whatever comes after it. */
static CliExit
hand_over (AppInviteList *list, const char *sheets, const GError *problem)
{
  g_autoptr (GError) error = NULL;

  print (list);
  if (app_invite_list_count (list, APP_INVITE_INVITED) > 0)
    {
      if (!app_invite_list_write_pdf (list, sheets, &error))
        return cli_fail (error);
      g_print ("The invitations are in %s: print it, hand each over, and delete it.\n", sheets);
    }
  if (problem != NULL)
    {
      g_print ("Not all were invited: the same again goes on from there.\n");
      return cli_fail (problem);
    }

  return app_invite_list_count (list, APP_INVITE_WRONG) == 0 ? CLI_OK : CLI_FAILED;
}

CliExit
cli_invite_list (Cli *cli, const char *path, const char *sheets, gboolean look)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppInviteList) list = read_list (path, &error);

  if (list == NULL || !app_client_check_invite_list_sync (cli->client, list, &error))
    return cli_fail (error);
  if (look)
    {
      print (list);
      return app_invite_list_count (list, APP_INVITE_WRONG) == 0 ? CLI_OK : CLI_FAILED;
    }
  if (sheets == NULL)
    return cli_fail_usage ("--csv needs --sheets, or --look");
  if (g_access (sheets, F_OK) == 0)
    return cli_fail_usage ("--sheets names a file that is there already");

  app_client_invite_list_sync (cli->client, list, &error);
  return hand_over (list, sheets, error);
}

/* cli-team.c: who is here, and how others come in */
#include "cli.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-client-change.h"
#include "app-client-hand-over.h"
#include "app-client-own-ticket.h"
#include "app-client-person.h"
#include "app-client-portal-account.h"
#include "app-client-team.h"
#include "hark-error.h"
#include "hark-period.h"
#include "hark-seal.h"

static char *user_name, *mail, *role_name, *area, *sheet, *successor;
static char *csv, *sheets;
static gboolean look, with_qr, portal_only, all_tickets, from_now_on;

static const GOptionEntry invite_options[] = {
  { "user", 0, 0, G_OPTION_ARG_STRING, &user_name, "what they will sign in as", "NAME" },
  { "mail", 0, 0, G_OPTION_ARG_STRING, &mail, "their e-mail address", "ADDR" },
  { "role", 0, 0, G_OPTION_ARG_STRING, &role_name,
    "observer, professional or expert of an area (default: in no team)", "ROLE" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "of which area (default: the default area)", "A" },
  { "from-now-on", 0, 0, G_OPTION_ARG_NONE, &from_now_on,
    "they get the tickets that come from then on, not those of before", NULL },
  { "qr", 0, 0, G_OPTION_ARG_NONE, &with_qr, "shows it as a QR code before that line", NULL },
  { "portal-only", 0, 0, G_OPTION_ARG_NONE, &portal_only,
    "to an account on the portal alone, for who does not use Hark; in no team", NULL },
  { "csv", 0, 0, G_OPTION_ARG_FILENAME, &csv,
    "instead of one: everybody in this file, whose first line names its columns: name, mail, role, "
    "area",
    "FILE" },
  { "sheets", 0, 0, G_OPTION_ARG_FILENAME, &sheets,
    "with --csv: the new PDF with a page for each invitation", "FILE" },
  { "look", 0, 0, G_OPTION_ARG_NONE, &look, "with --csv: only says what would become of each line",
    NULL },
  { NULL },
};

static const GOptionEntry accept_options[] = {
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet,
    "where to write the recovery sheet (PDF); else it is printed", "FILE" },
  { NULL },
};

static const GOptionEntry confirm_options[] = {
  { "role", 0, 0, G_OPTION_ARG_STRING, &role_name, "observer, professional or expert; must be said",
    "ROLE" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "of which area (default: the default area)", "A" },
  { "all", 0, 0, G_OPTION_ARG_NONE, &all_tickets,
    "with all tickets, also where they have those since they joined (default for who joins)",
    NULL },
  { "from-now-on", 0, 0, G_OPTION_ARG_NONE, &from_now_on,
    "who joins gets the tickets that come from now on, not those of before", NULL },
  { NULL },
};

static gboolean seen, all_changes;

static const GOptionEntry change_options[] = {
  { "seen", 0, 0, G_OPTION_ARG_NONE, &seen, "do not show them again on this device", NULL },
  { "all", 0, 0, G_OPTION_ARG_NONE, &all_changes,
    "by an Admin: everything that anybody ever changed, what was settled too, oldest first", NULL },
  { NULL },
};

static const GOptionEntry remove_options[] = {
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "of which area (default: the default area)", "A" },
  { "hand-over-to", 0, 0, G_OPTION_ARG_STRING, &successor,
    "who becomes the advisor of their open tickets before", "NAME" },
  { NULL },
};

static const GOptionEntry hand_over_options[] = {
  { "to", 0, 0, G_OPTION_ARG_STRING, &successor, "who becomes the advisor; must be said", "NAME" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "of which area (default: the default area)", "A" },
  { NULL },
};

static gboolean
read_role (HarkRole *role)
{
  return hark_role_from_name (role_name, role) && *role != HARK_ROLE_NONE;
}

static CliExit
invite_to_portal (Cli *cli)
{
  g_autofree char *url = app_client_get_sign_in_url (cli->client);
  g_autoptr (GError) error = NULL;
  char *line;

  if (cli_check_words (NULL, user_name, mail, NULL) != CLI_OK)
    return CLI_USAGE;

  line = app_client_invite_to_portal_sync (cli->client, user_name, mail, &error);
  if (line == NULL)
    return cli_fail (error);

  g_print (
      "Hand this to %s in person or over a channel you trust, not through Hark; it is good for "
      "seven days.\nIt is typed at %s, under “Use the invitation”.\n%s\n",
      user_name, url, line);
  hark_seal_free_string (line);
  return CLI_OK;
}

static CliExit
invite (Cli *cli)
{
  AppInvite invited = { .name = user_name, .mail = mail, .is_later = from_now_on };
  g_autoptr (GError) error = NULL;
  char *line;

  if (csv != NULL)
    return user_name == NULL && mail == NULL && role_name == NULL && area == NULL && !portal_only
                   && !from_now_on
               ? cli_invite_list (cli, csv, sheets, look)
               : cli_fail_usage ("--csv says who: it goes with --sheets and --look alone");
  if (user_name == NULL || mail == NULL)
    return cli_fail_usage ("invite needs --user and --mail, or --csv");
  if (portal_only && (role_name != NULL || area != NULL || from_now_on))
    return cli_fail_usage ("an account on the portal alone is in no team");
  if (portal_only)
    return invite_to_portal (cli);
  if (role_name != NULL && !read_role (&invited.role))
    return cli_fail_usage ("the role is one of: observer, professional, expert");
  if ((area != NULL || from_now_on) && role_name == NULL)
    return cli_fail_usage ("--area and --from-now-on go with --role");
  if (cli_check_words (NULL, user_name, mail, NULL) != CLI_OK)
    return CLI_USAGE;
  if (role_name != NULL && !cli_find_area (cli, area, &invited.area))
    return cli_fail_area (cli, area);

  line = app_client_invite_sync (cli->client, &invited, &error);
  if (line == NULL)
    return cli_fail (error);

  if (with_qr)
    cli_show_qr (line);
  g_print (
      "Hand this to %s in person or over a channel you trust, not through Hark; it is good for "
      "seven days.\nThe next sync of this device after it was accepted lets them in.\n%s\n",
      user_name, line);
  hark_seal_free_string (line);
  return CLI_OK;
}

static CliExit
tell_waiting (Cli *cli)
{
  g_autofree char *name = cli_tame (app_client_get_inviter (cli->client));

  g_print ("accepted, waiting for a device of %s to confirm it\n",
           name[0] != '\0' ? name : "an Admin");
  return CLI_OK;
}

static void
tell_restored (Cli *cli)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;
  gint64 made;
  guint again;

  if (!app_client_take_restored (cli->client, &made, &again))
    return;

  time = made != 0 ? g_date_time_new_from_unix_utc (made) : NULL;
  text = time != NULL ? g_date_time_format (time, "from a backup of %F %R UTC") : NULL;
  g_print ("the server was restored %s: %u sent again\n",
           text != NULL ? text : "to an earlier state", again);
}

CliExit
cli_end_sync (Cli *cli, const GError *error)
{
  g_autoptr (AppTeamwork) work = app_client_take_teamwork (cli->client);
  g_autofree char *names = cli_tame (work->names);

  tell_restored (cli);
  if (work->n_signed > 0)
    g_print ("confirmed: %s\n", names);
  if (work->n_sealed > 0)
    g_print ("sealed to who joined: %u\n", work->n_sealed);
  if (work->n_opened > 0)
    g_print ("new keys because somebody left: %u\n", work->n_opened);
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_WAITING))
    return tell_waiting (cli);
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    g_print ("not in sync; %u waiting\n", app_client_get_waiting (cli->client));

  return error != NULL ? cli_fail (error) : CLI_OK;
}

/* Keys that the server has refused open nothing; where its answer was lost they may. */
static void
take_sheet_back (const GError *error)
{
  if (sheet != NULL
      && (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)
          || g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE)
          || g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)))
    g_unlink (sheet);
}

/* Only of an account that was here before is there anything. */
static void
tell_carried (Cli *cli)
{
  g_autoptr (GPtrArray) list = app_client_list_refused_sync (cli->client, NULL);

  if (list != NULL && list->len > 0)
    g_print ("%u not sent with the keys of before: \"refused\" lists what it was.\n", list->len);
}

static CliExit
accept_invitation (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = NULL;
  char *line, *password = NULL;

  if (cli_check_words (cli->args[0], NULL, NULL, NULL) != CLI_OK)
    return CLI_USAGE;
  line = cli_read_secret ("HARK_INVITATION", "Invitation", &error);
  password = line != NULL ? cli_read_secret ("HARK_PASSWORD", "New password", &error) : NULL;
  if (password != NULL)
    setup = app_client_prepare_accept_sync (cli->client, cli->args[0], line, password, &error);
  hark_seal_free_string (line);
  hark_seal_free_string (password);
  if (setup == NULL || !cli_hand_over_sheet (setup, sheet, &error))
    return cli_fail (error);
  if (!app_client_commit_accept_sync (cli->client, setup, &error))
    {
      take_sheet_back (error);
      return cli_fail (error);
    }

  if (sheet != NULL)
    g_print ("The recovery sheet is in %s: print it, lock it away, delete the file.\n", sheet);
  if (app_client_get_set_aside (cli->client) != NULL)
    g_print ("What this device kept is set aside in %s: only the keys of before open it.\n",
             app_client_get_set_aside (cli->client));
  tell_carried (cli);
  if (app_client_has_no_keyring (cli->client))
    g_print ("There is no keyring here: the password is asked for at each start.\n");
  g_print ("%s has an account at %s; fingerprint %s\n", app_client_get_user (cli->client),
           app_client_get_organisation (cli->client), app_client_get_fingerprint (cli->client));
  return tell_waiting (cli);
}

/* What it has come to: nobody gives more than they have. */
static gboolean
has_all (Cli *cli, const HarkId *user, const HarkId *place)
{
  g_autoptr (GPtrArray) list = app_client_list_people (cli->client);

  for (guint i = 0; i < list->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (list, i);

      for (guint k = 0; hark_id_equal (&person->id, user) && k < person->memberships->len; k++)
        {
          const AppMembership *membership = g_ptr_array_index (person->memberships, k);

          if (hark_id_equal (&membership->area, place))
            return membership->since == 0;
        }
    }

  return TRUE;
}

/* Somebody as the list of people shows them on this device. */
typedef struct
{
  HarkId user, place;
  guint8 keys[32];
  gboolean is_member;
} Look;

static gboolean
look_at (Cli *cli, Look *shown)
{
  g_autoptr (GPtrArray) list = app_client_list_people (cli->client);

  if (!app_client_find_person (cli->client, cli->args[0], &shown->user, NULL)
      || !cli_find_area (cli, area, &shown->place))
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (list, i);

      if (!hark_id_equal (&person->id, &shown->user))
        continue;
      memcpy (shown->keys, person->keys_hash, sizeof shown->keys);
      shown->is_member = app_person_get_role (person, &shown->place) != HARK_ROLE_NONE;
      return TRUE;
    }

  return FALSE;
}

static AppReach
choose_reach (const Look *shown)
{
  if (all_tickets)
    return APP_REACH_ALL;
  if (from_now_on)
    return APP_REACH_LATER;

  return shown->is_member ? APP_REACH_KEEP : APP_REACH_ALL;
}

static CliExit
confirm (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkRole role = HARK_ROLE_NONE;
  Look shown = { 0 };
  gboolean was_shown;

  /* What is signed here is said here: an invitation's words come from the server. */
  if (role_name == NULL || !read_role (&role))
    return cli_fail_usage ("confirm needs --role: observer, professional or expert");
  if (all_tickets && from_now_on)
    return cli_fail_usage ("--all and --from-now-on exclude each other");
  /* who they were before the server says more, which the user has not seen */
  was_shown = look_at (cli, &shown);
  if (!app_client_sync_sync (cli->client, &error))
    return cli_end_sync (cli, error);
  if (!app_client_find_person (cli->client, cli->args[0], &shown.user, &error))
    return cli_fail (error);
  if (!cli_find_area (cli, area, &shown.place))
    return cli_fail_area (cli, area);
  if (!was_shown)
    look_at (cli, &shown);
  if (!app_client_place_member_sync (cli->client, &shown.user, shown.keys, &shown.place, role,
                                     choose_reach (&shown), &error))
    return cli_fail (error);

  g_print ("%s is %s%s\n", cli->args[0], hark_role_get_name (role),
           has_all (cli, &shown.user, &shown.place) ? "" : ", tickets since they joined");
  app_client_sync_sync (cli->client, &error);
  return cli_end_sync (cli, error);
}

static void
print_person (const AppPerson *person)
{
  g_autofree char *name = cli_tame (person->name);

  g_print ("%s%s\n", name, person->is_admin ? "  Admin" : "");
  for (guint i = 0; i < person->memberships->len; i++)
    {
      const AppMembership *membership = g_ptr_array_index (person->memberships, i);
      g_autofree char *area_name = cli_tame (membership->area_name);

      g_print ("    %s of %s%s\n", hark_role_get_name (membership->role), area_name,
               membership->since > 0 ? ", tickets since they joined" : "");
    }
}

static void
print_awaited (const AppAwaited *awaited)
{
  g_autofree char *name = cli_tame (awaited->name);
  g_autofree char *by = cli_tame (awaited->by);
  g_autofree char *area_name = cli_tame (awaited->area_name);
  g_autofree char *until = hark_period_format_utc (awaited->expires);

  g_print ("%s  awaited%s, invited by %s", name, awaited->is_portal ? " on the portal" : "", by);
  if (awaited->role != HARK_ROLE_NONE)
    g_print (" as %s of %s", hark_role_get_name (awaited->role), area_name);
  if (awaited->is_reset)
    g_print ("%s\n", awaited->is_accepted
                         ? "; reset: accepted, waiting for the Admin's device that reset, which has"
                           " to sync; the account of before works until then"
                         : "; reset: not accepted yet, the account works as before");
  else if (awaited->is_named)
    g_print ("; an Expert of the area has to confirm\n");
  else if (awaited->is_accepted)
    g_print ("; accepted, the device that invited has to sync\n");
  else
    g_print (", until %s\n", until);
}

static const AppAwaited *
find_awaited (GPtrArray *list, const char *name)
{
  for (guint i = 0; i < list->len; i++)
    {
      const AppAwaited *awaited = g_ptr_array_index (list, i);

      if ((!awaited->is_named || awaited->is_reset) && g_strcmp0 (awaited->name, name) == 0)
        return awaited;
    }

  return NULL;
}

static CliExit
take_back_invitation (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_awaited_sync (cli->client, &error);
  const AppAwaited *awaited = list != NULL ? find_awaited (list, cli->args[0]) : NULL;

  if (list == NULL)
    return cli_fail (error);
  if (awaited == NULL)
    {
      g_printerr ("hark-cli: nobody of this name is awaited\n");
      return CLI_MISSING;
    }

  return app_client_take_back_invitation_sync (cli->client, &awaited->user, &error)
             ? CLI_OK
             : cli_fail (error);
}

static gboolean
hand_over_tickets (Cli *cli, const HarkId *from, const HarkId *of, GError **error)
{
  AppHandOver call = { .from = *from, .area = *of };
  guint count;

  if (!app_client_find_person (cli->client, successor, &call.to, error)
      || !app_client_hand_over_sync (cli->client, &call, &count, error))
    return FALSE;

  g_print ("handed over: %u\n", count);
  return TRUE;
}

static CliExit
hand_over (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkId user, id;

  if (successor == NULL)
    return cli_fail_usage ("hand-over needs --to");
  if (!cli_find_area (cli, area, &id))
    return cli_fail_area (cli, area);

  return app_client_find_person (cli->client, cli->args[0], &user, &error)
                 && hand_over_tickets (cli, &user, &id, &error)
             ? CLI_OK
             : cli_fail (error);
}

static CliExit
remove_member (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkId user, id;

  if (!cli_find_area (cli, area, &id))
    return cli_fail_area (cli, area);
  if (!app_client_find_person (cli->client, cli->args[0], &user, &error)
      || (successor != NULL && !hand_over_tickets (cli, &user, &id, &error))
      || !app_client_remove_member_sync (cli->client, &user, &id, &error))
    return cli_fail (error);

  app_client_sync_sync (cli->client, &error);
  return cli_end_sync (cli, error);
}

/* Whoever cannot sign in any more reads them with a code alone. */
static void
tell_own (Cli *cli, GPtrArray *areas)
{
  for (guint i = 0; areas != NULL && i < areas->len; i++)
    {
      const AppOwnArea *own = areas->pdata[i];
      g_autofree char *place = cli_tame (own->name);

      g_print ("%s has tickets of their own in %s: a Professional or Expert there gives them inbox "
               "codes, with new-code\n",
               cli->args[0], place);
    }
}

static CliExit
switch_off (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) own = NULL;
  HarkId user;

  if (!app_client_find_person (cli->client, cli->args[0], &user, &error))
    return cli_fail (error);
  own = app_client_list_own_areas_sync (cli->client, &user, NULL);
  if (!app_client_switch_off_sync (cli->client, &user, &error))
    return cli_fail (error);

  tell_own (cli, own);
  app_client_sync_sync (cli->client, &error);
  return cli_end_sync (cli, error);
}

static CliExit
reset (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkId user;
  char *line;

  if (!app_client_find_person (cli->client, cli->args[0], &user, &error)
      || (line = app_client_reset_sync (cli->client, &user, &error)) == NULL)
    return cli_fail (error);

  g_print ("%s is signed out everywhere. Hand this to them in person or over a channel you trust, "
           "not through Hark; it is good for seven days, with `hark-cli accept` or \"Accept an "
           "Invitation\".\nThe next sync of this device after it was accepted signs their new "
           "keys; an Expert of each of their teams has to confirm them again then.\n%s\n",
           cli->args[0], line);
  hark_seal_free_string (line);
  return CLI_OK;
}

static CliExit
show_safety_number (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_people (cli->client);
  HarkId user;

  if (!app_client_find_person (cli->client, cli->args[0], &user, &error))
    return cli_fail (error);

  for (guint i = 0; i < list->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (list, i);

      if (hark_id_equal (&person->id, &user))
        g_print ("%s\n", person->safety_number);
    }
  return CLI_OK;
}

static void
print_policy (const HarkRosterPolicy *policy, const char *by)
{
  g_print ("The security policy, by %s: passwords of %u characters or more; second factor %s;"
           " locked after %u minutes at the latest (0: as people choose); accounts for the portal "
           "alone: %s; recovery key"
           " in use: %s; suite %u, protocol %u or later\n",
           by, policy->password_length, policy->second_factor ? "required" : "not required",
           policy->idle_lock, policy->portal_only ? "yes" : "no", policy->recovery ? "yes" : "no",
           policy->min_suite, policy->min_protocol);
}

static void
print_change (const AppTeamChange *change)
{
  g_autofree char *name = cli_tame (change->name);
  g_autofree char *by = cli_tame (change->by != NULL ? change->by : "the root key");
  g_autofree char *area_name = cli_tame (change->area_name);

  switch (change->kind)
    {
    case APP_TEAM_CHANGE_ADDED:
      g_print ("%s has an account now, by %s\n", name, by);
      break;
    case APP_TEAM_CHANGE_OFF:
      g_print ("%s was switched off, by %s\n", name, by);
      break;
    case APP_TEAM_CHANGE_ADMIN:
      g_print ("%s is an Admin now, by %s\n", name, by);
      break;
    case APP_TEAM_CHANGE_NO_ADMIN:
      g_print ("%s is no Admin any more, by %s\n", name, by);
      break;
    case APP_TEAM_CHANGE_KEYS:
      g_print ("%s has new keys and is in no team with them yet, by %s\n", name, by);
      break;
    case APP_TEAM_CHANGE_RECOVERY:
      g_print (change->is_on ? "The organisation has another recovery key, by %s\n"
                             : "The organisation has no recovery key any more, by %s\n",
               by);
      break;
    case APP_TEAM_CHANGE_RECOVERING:
      g_print ("%s uses the organisation's recovery key and can read all tickets of %s with it\n",
               name, area_name);
      break;
    case APP_TEAM_CHANGE_POLICY:
      print_policy (&change->policy, by);
      break;
    case APP_TEAM_CHANGE_REACH:
      g_print (change->is_on
                   ? "%s can read all tickets of %s now, by %s\n"
                   : "%s can read more of the tickets of %s now than since they joined, by %s\n",
               name, area_name, by);
      break;
    case APP_TEAM_CHANGE_ROLE:
    default:
      g_print ("%s: %s of %s, before: %s, by %s\n", name, hark_role_get_name (change->to),
               area_name, hark_role_get_name (change->from), by);
    }
}

static void
print_setting (const AppChange *change)
{
  g_autofree char *scope
      = cli_tame (change->area_name != NULL ? change->area_name : "organisation");
  g_autofree char *by = NULL, *day = NULL;
  g_autofree char *values = NULL;
  const AppSettingChange *setting = change->setting;

  if (setting == NULL)
    {
      g_print (
          "Settings of %s: cannot be verified: the server shows other settings than before, or "
          "what nobody had the right to sign\n",
          scope);
      return;
    }

  by = cli_tame (setting->by);
  day = cli_format_day (setting->time);
  values = cli_describe_setting (setting);
  g_print ("Settings of %s, version %" G_GUINT64_FORMAT ": %s, by %s, %s\n", scope,
           setting->version, values, by, day);
}

static CliExit
list_all_changes (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_changes_sync (cli->client, &error);

  if (list == NULL)
    return cli_fail (error);

  for (guint i = list->len; i > 0; i--)
    {
      const AppChange *change = g_ptr_array_index (list, i - 1);

      if (change->team != NULL)
        print_change (change->team);
      else
        print_setting (change);
    }
  return CLI_OK;
}

static CliExit
list_team_changes (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const AppTeamChange *last;

  if (all_changes)
    return seen ? cli_fail_usage ("--all and --seen do not go together") : list_all_changes (cli);

  list = app_client_list_team_changes_sync (cli->client, &error);
  if (list == NULL)
    return cli_fail (error);

  for (guint i = 0; i < list->len; i++)
    print_change (g_ptr_array_index (list, i));
  if (!seen || list->len == 0)
    return CLI_OK;

  last = g_ptr_array_index (list, list->len - 1);
  if (!app_client_see_team_changes_sync (cli->client, last->seq, &error))
    return cli_fail (error);
  /* what waited for somebody to be told goes out */
  if (!app_client_sync_sync (cli->client, &error)
      && g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    {
      g_print ("kept; what waited for it goes out with the next sync\n");
      return CLI_OK;
    }
  return cli_end_sync (cli, error);
}

static CliExit
people (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_people (cli->client);
  g_autoptr (GPtrArray) awaited = NULL;

  for (guint i = 0; i < list->len; i++)
    print_person (g_ptr_array_index (list, i));
  awaited = app_client_list_awaited_sync (cli->client, &error);
  if (awaited == NULL)
    return g_error_matches (error, HARK_ERROR, HARK_ERROR_WAITING) ? tell_waiting (cli)
                                                                   : cli_fail (error);
  for (guint i = 0; i < awaited->len; i++)
    print_awaited (g_ptr_array_index (awaited, i));

  return CLI_OK;
}

const CliCommand cli_team_commands[] = {
  { "invite",
    "--user NAME --mail ADDR [--role ROLE] [--area A] [--from-now-on] [--portal-only] [--qr] | "
    "--csv FILE --sheets FILE [--look]",
    "let somebody in; the last line is the invitation to hand over", TRUE, 0, invite_options,
    invite },
  { "accept", "URL [--sheet FILE]", "accept an invitation on this device", FALSE, 1, accept_options,
    accept_invitation },
  { "confirm", "NAME --role ROLE [--area A] [--all | --from-now-on]",
    "put somebody into an area's team, with all of its tickets or those from now on", TRUE, 1,
    confirm_options, confirm },
  { "take-back-invitation", "NAME", "let in nobody with it any more, accepted or not", TRUE, 1,
    NULL, take_back_invitation },
  { "hand-over", "NAME --to NAME [--area A]",
    "make somebody else the advisor of all open tickets of an area that are theirs", TRUE, 1,
    hand_over_options, hand_over },
  { "remove-member", "NAME [--area A] [--hand-over-to NAME]", "take somebody out of an area's team",
    TRUE, 1, remove_options, remove_member },
  { "switch-off", "NAME", "end an account for ever: signed out everywhere, out of every team", TRUE,
    1, NULL, switch_off },
  { "reset", "NAME",
    "let somebody back in who lost password and sheet; the last line is to be handed over", TRUE, 1,
    NULL, reset },
  { "safety-number", "NAME",
    "what to compare with somebody over the telephone: equal on both sides", TRUE, 1, NULL,
    show_safety_number },
  { "team-changes", "[--seen | --all]", "what others changed in the teams, until it was seen", TRUE,
    0, change_options, list_team_changes },
  { "people", "", "who is in which team, and who is awaited", TRUE, 0, NULL, people },
  { NULL },
};

/* cli-submit.c: new tickets: one's own, and those that are written down for somebody else */
#include "cli.h"

#include "app-client-person.h"
#include "hark-error.h"
#include "hark-seal.h"

static char *subject, *report, *area, *for_user, *channel, *received, *sheet_path;
static char *where, *when, *who, *name, *contact;
static char **attach, **exclude;
static gboolean for_anonymous, no_inbox;

static const GOptionEntry submit_options[] = {
  { "subject", 0, 0, G_OPTION_ARG_STRING, &subject, "what it is about", "S" },
  { "report", 0, 0, G_OPTION_ARG_STRING, &report, "what happened", "TEXT" },
  { "area", 0, 0, G_OPTION_ARG_STRING, &area, "to which area's team (default: the default area)",
    "A" },
  { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &attach, "a file to go with it (may be repeated)",
    "FILE" },
  { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &exclude,
    "keep it from this person, where the area lets reporters (may be repeated)", "USER" },
  { "for", 0, 0, G_OPTION_ARG_STRING, &for_user, "written down for this user", "USER" },
  { "for-anonymous", 0, 0, G_OPTION_ARG_NONE, &for_anonymous,
    "written down for an anonymous person; needs --channel and --received", NULL },
  { "channel", 0, 0, G_OPTION_ARG_STRING, &channel,
    "how it came: phone, letter, meeting, e-mail, other", "C" },
  { "received", 0, 0, G_OPTION_ARG_STRING, &received,
    "the day it came (default, but not for an anonymous person: today)", "YYYY-MM-DD" },
  { "where", 0, 0, G_OPTION_ARG_STRING, &where, "where it happened", "TEXT" },
  { "when", 0, 0, G_OPTION_ARG_STRING, &when, "when it happened", "TEXT" },
  { "who", 0, 0, G_OPTION_ARG_STRING, &who, "who was involved", "TEXT" },
  { "name", 0, 0, G_OPTION_ARG_STRING, &name, "the anonymous person's name, where they give it",
    "TEXT" },
  { "contact", 0, 0, G_OPTION_ARG_STRING, &contact, "how they can be reached, likewise", "TEXT" },
  { "no-inbox", 0, 0, G_OPTION_ARG_NONE, &no_inbox, "no inbox for them", NULL },
  { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &sheet_path,
    "where to write the sheet with their inbox code (PDF); else it is printed", "FILE" },
  { NULL },
};

/* --- for somebody else --- */

static gboolean
read_day (const char *text, gint64 *day)
{
  g_auto (GStrv) part = g_strsplit (text, "-", 4);
  gint64 value[3];

  if (g_strv_length (part) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (part[i], 10, 1, 9999, &number, NULL))
        return FALSE;
      value[i] = (gint64)number;
    }

  *day = app_behalf_day ((int)value[0], (int)value[1], (int)value[2],
                         g_get_real_time () / G_USEC_PER_SEC);
  return *day > 0;
}

/* NULL: the words of the call are right. */
static const char *
check_words (void)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean on_behalf = for_user != NULL || for_anonymous;
  HarkChannel known;
  gint64 day;

  if (subject == NULL || report == NULL)
    return "submit needs --subject and --report";
  if (for_user != NULL && for_anonymous)
    return "it is for a user or for an anonymous person";
  if (!on_behalf
      && (channel != NULL || received != NULL || where != NULL || when != NULL || who != NULL))
    return "for whom? see --for and --for-anonymous";
  if (!for_anonymous && (name != NULL || contact != NULL || no_inbox || sheet_path != NULL))
    return "--name, --contact, --no-inbox and --sheet go with --for-anonymous";
  if (for_anonymous && (channel == NULL || received == NULL))
    return "--for-anonymous needs --channel and --received";
  if (no_inbox && sheet_path != NULL)
    return "without inbox there is no sheet";
  if (channel != NULL && !hark_channel_from_name (channel, &known))
    return "the channel is one of: phone, letter, meeting, e-mail, other";
  if (received != NULL && !read_day (received, &day))
    return "--received is a day such as 2026-03-31";
  if (received != NULL && (day > now || day < now - APP_BEHALF_MAX_AGE))
    return "--received is a day of the last ten years, today at the latest";

  return NULL;
}

static gboolean
fill_behalf (Cli *cli, AppBehalf *behalf, GError **error)
{
  *behalf = (AppBehalf){ .channel = HARK_CHANNEL_OTHER,
                         .where = where,
                         .when = when,
                         .who = who,
                         .name = name,
                         .contact = contact };

  if (channel != NULL)
    hark_channel_from_name (channel, &behalf->channel);
  if (received != NULL)
    read_day (received, &behalf->received);

  return for_user == NULL || app_client_find_person (cli->client, for_user, &behalf->user, error);
}

static CliExit
submit_for_other (Cli *cli, const AppAction *own)
{
  AppAction action = *own;
  g_autoptr (AppInboxSheet) sheet = NULL;
  g_autoptr (GError) error = NULL;
  AppBehalf behalf;

  if (!fill_behalf (cli, &behalf, &error))
    return cli_fail (error);
  action.behalf = &behalf;
  if (!for_anonymous || no_inbox)
    return cli_act (cli, &action);

  sheet = app_client_make_inbox_sheet (cli->client, NULL, &error);
  if (sheet == NULL || !cli_hand_over_code (sheet, sheet_path, &error))
    return cli_fail (error);
  behalf.inbox = app_inbox_sheet_get_keys (sheet);
  return cli_act_with_code (cli, &action, sheet_path);
}

/* As app-exclude.h has it. NULL with @error for somebody whom nobody knows. */
static char *
read_excluded (Cli *cli, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; exclude != NULL && exclude[i] != NULL; i++)
    {
      g_autofree char *id = NULL;
      HarkId user;

      if (!app_client_find_person (cli->client, exclude[i], &user, error))
        return NULL;
      id = hark_id_to_string (&user);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", id);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static CliExit
submit (Cli *cli)
{
  AppAction action
      = { .type = APP_ACTION_SUBMIT, .subject = subject, .files = (const char *const *)attach };
  const char *problem = check_words ();
  g_autoptr (GError) error = NULL;
  g_autofree char *excluded = NULL;
  char *text;
  CliExit code;

  if (problem != NULL)
    return cli_fail_usage (problem);
  if (!cli_find_area (cli, area, &action.area))
    return cli_fail_area (cli, area);
  excluded = read_excluded (cli, &error);
  if (excluded == NULL)
    return cli_fail (error);
  action.excluded = excluded;
  text = cli_read_text (report, &error);
  if (error != NULL)
    return cli_fail (error);

  action.text = text;
  code = for_user != NULL || for_anonymous ? submit_for_other (cli, &action)
                                           : cli_act (cli, &action);
  hark_seal_free_string (text);
  return code;
}

const CliCommand cli_submit_commands[] = {
  { "submit",
    "--subject S --report TEXT [--area A] [--attach FILE] [--exclude USER] [--for USER | "
    "--for-anonymous --channel "
    "C "
    "--received DATE [--no-inbox | --sheet FILE]]",
    "submit a ticket of one's own, or write one down for somebody else", TRUE, 0, submit_options,
    submit },
  { NULL },
};

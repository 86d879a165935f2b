/* cli-health.c: whether the server is well, and who uses it */
#include "cli.h"

#include "app-client-health.h"
#include "app-client-person.h"
#include "app-client-presence.h"

static const char *const levels[] = { "fine", "should be seen to", "must be seen to" };

/* How bad it is, at worst. */
static AppHealthLevel worst;

static void
tell (const char *what, AppHealthLevel level, const char *text)
{
  g_print ("%s: %s (%s)\n", what, text, levels[level]);
  worst = MAX (worst, level);
}

static void
tell_backup (const AppHealth *health, gint64 now)
{
  g_autofree char *day = health->backup != 0 ? cli_format_day (health->backup) : NULL;
  g_autofree char *text
      = day == NULL
            ? g_strdup ("none yet; `hark-server backup` makes one")
            : g_strdup_printf ("%s, %sencrypted%s", day, health->is_backup_encrypted ? "" : "not ",
                               health->is_backed_up ? ", nothing has changed since" : "");

  tell ("last backup, which was checked whole", app_health_judge_backup (health, now), text);
}

static void
tell_disk (const AppHealth *health)
{
  g_autofree char *free = g_format_size ((guint64)health->free);
  g_autofree char *total = g_format_size ((guint64)health->total);
  g_autofree char *text = health->total == 0 ? g_strdup ("the server cannot tell")
                                             : g_strdup_printf ("%s free of %s", free, total);

  tell ("disk", app_health_judge_disk (health), text);
}

static void
tell_certificate (const AppHealth *health, gint64 now)
{
  g_autofree char *day = health->certificate != 0 ? cli_format_day (health->certificate) : NULL;
  g_autofree char *text = day == NULL ? g_strdup ("none of its own: whatever stands before it has")
                                      : g_strdup_printf ("until %s", day);

  tell ("certificate", app_health_judge_certificate (health, now), text);
}

static void
tell_mail (const AppHealth *health, gint64 now)
{
  g_autofree char *words = cli_tame (health->mail_words);
  gboolean is_own = *health->mail_reason != '\0' && !g_str_equal (health->mail_reason, "said");
  g_autofree char *text = !health->has_mail && health->n_mails_given_up == 0
                              ? g_strdup ("no mail server or sender is set")
                              : g_strdup_printf ("%u waiting, %u given up in a week%s%s",
                                                 health->n_mails_waiting, health->n_mails_given_up,
                                                 *words == '\0' ? ""
                                                 : is_own       ? ": "
                                                                : "; it said: ",
                                                 words);

  tell ("mail", app_health_judge_mail (health, now), text);
}

static void
tell_job (const AppHealthJob *job)
{
  g_autofree char *name = cli_tame (job->name);
  g_autofree char *what = g_strdup_printf ("job %s", name);
  g_autofree char *day = job->done != 0 ? cli_format_day (job->done) : NULL;
  g_autofree char *text = g_strdup_printf (
      "%s%s%s", day != NULL ? "last done " : "not done yet", day != NULL ? day : "",
      job->has_failed ? ", failed since"
      : job->is_late  ? ", late"
      : job->is_held  ? ", waits until the server's clock may be believed"
                      : "");

  tell (what, app_health_judge_job (job), text);
}

static void
tell_people (Cli *cli)
{
  g_autoptr (GPtrArray) presence = app_client_list_presence_sync (cli->client, NULL);
  g_autoptr (GPtrArray) people = app_client_list_people (cli->client);

  for (guint i = 0; presence != NULL && i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      const AppPresence *found = app_presence_find (presence, &person->id);
      g_autofree char *day
          = found != NULL && found->seen != 0 ? cli_format_day (found->seen) : NULL;

      if (found == NULL)
        continue;
      g_print ("%s: %s, %u device(s), %s%s\n", person->name, found->mail, found->n_devices,
               day != NULL ? day : "signed in nowhere",
               found->has_factor ? "" : ", no second factor");
    }
}

static CliExit
run (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppHealth) health = app_client_read_health_sync (cli->client, &error);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *database = NULL, *attachments = NULL, *sandbox = NULL, *version = NULL;

  if (health == NULL)
    return cli_fail (error);

  database = g_format_size ((guint64)health->database);
  attachments = g_format_size ((guint64)health->attachments);
  sandbox = cli_tame (health->sandbox);
  version = cli_tame (health->version);
  g_print ("server %s, schema %d; this program " HARK_VERSION "\n", version, (int)health->schema);
  g_print ("store: %s, attachments %s\n", database, attachments);
  tell_backup (health, now);
  tell_disk (health);
  tell ("memory", health->is_locked ? APP_HEALTH_FINE : APP_HEALTH_SOON,
        health->is_locked ? "cannot be swapped to disk" : "may be swapped to disk");
  tell ("sandbox", health->is_sandboxed ? APP_HEALTH_FINE : APP_HEALTH_SOON,
        *sandbox != '\0' ? sandbox : "none");
  tell_certificate (health, now);
  if (health->awaits_policy)
    tell ("accounts on the portal alone", APP_HEALTH_SOON,
          "switched on at the server, but nobody can sign in until an Admin allows them: policy "
          "--set portal-accounts=yes");
  tell ("clock", app_health_judge_clock (health),
        app_health_judge_clock (health) == APP_HEALTH_FINE ? "as here" : "not as here");
  tell_mail (health, now);
  for (guint i = 0; i < health->jobs->len; i++)
    tell_job (health->jobs->pdata[i]);
  g_print ("sessions: %u; waiting for members' clients: %u\n", health->n_sessions,
           health->n_waiting);
  if (health->n_deleted >= 0)
    g_print ("deleted tickets: %d\n", (int)health->n_deleted);
  tell_people (cli);
  return worst == APP_HEALTH_NOW ? CLI_FAILED : CLI_OK;
}

const CliCommand cli_health_commands[] = {
  { "health", "",
    "by an Admin: whether the server is well; exit code 1 where something must be done", TRUE, 0,
    NULL, run },
  { NULL },
};

/* app-health-page.c: see app-health-page.h */
#include "preferences/app-health-page.h"

#include "app-client-health.h"
#include "app-client-person.h"
#include "app-client-presence.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "text/app-text-error.h"
#include "text/app-text-mail.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppHealthPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;

  GtkSpinner *spinner;
  AdwActionRow *backup_row, *disk_row, *memory_row, *sandbox_row, *certificate_row, *clock_row, *policy_row, *mail_row,
      *job_row;
  GtkImage *backup_icon, *disk_icon, *memory_icon, *sandbox_icon, *certificate_icon, *clock_icon, *policy_icon,
      *mail_icon, *job_icon;
  AdwActionRow *version_row, *store_row, *session_row, *waiting_row, *deleted_row;
  AdwPreferencesGroup *people_group;
  AppFieldError *error;
};

G_DEFINE_FINAL_TYPE (AppHealthPage, app_health_page, ADW_TYPE_PREFERENCES_PAGE)

/* By icon, colour and word: none of them alone. */
static const struct
{
  const char *icon, *css, *word;
} levels[] = {
  [APP_HEALTH_FINE] = { "emblem-ok-symbolic", "success", N_ ("Fine") },
  [APP_HEALTH_SOON] = { "dialog-information-symbolic", "warning", N_ ("Should be seen to") },
  [APP_HEALTH_NOW] = { "dialog-warning-symbolic", "error", N_ ("Must be seen to") },
};

static void
tell (AdwActionRow *row, GtkImage *icon, AppHealthLevel level, const char *text)
{
  /* Translators: "Fine", "Must be seen to"…, then what about it */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s: %s"), _ (levels[level].word), text);

  gtk_image_set_from_icon_name (icon, levels[level].icon);
  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (icon), levels[i].css);
  gtk_widget_add_css_class (GTK_WIDGET (icon), levels[level].css);
  adw_action_row_set_subtitle (row, subtitle);
}

/* (transfer full) */
static char *
describe_day (gint64 time)
{
  return app_text_date (time, g_get_real_time () / G_USEC_PER_SEC);
}

static void
tell_backup (AppHealthPage *self, const AppHealth *health, gint64 now)
{
  g_autofree char *day = health->backup != 0 ? describe_day (health->backup) : NULL;
  const char *encrypted = health->is_backup_encrypted ? _ ("It is encrypted.") : _ ("It is not encrypted.");
  g_autofree char *when = NULL, *text = NULL;

  if (day == NULL)
    text = g_strdup (_ ("there is none. Whoever runs the server makes them with “hark-server backup”, best every night."));
  else if (health->is_backed_up)
    when = g_strdup_printf (_ ("%s. It was checked whole, and nothing has changed since."), day);
  else
    when = g_strdup_printf (_ ("%s. It was checked whole, and so was the store."), day);
  if (when != NULL)
    text = g_strconcat (when, " ", encrypted, NULL);
  tell (self->backup_row, self->backup_icon, app_health_judge_backup (health, now), text);
}

static void
tell_disk (AppHealthPage *self, const AppHealth *health)
{
  g_autofree char *free = g_format_size ((guint64)health->free);
  g_autofree char *total = g_format_size ((guint64)health->total);
  g_autofree char *text = health->total == 0 ? g_strdup (_ ("the server cannot tell how much is free"))
                                             : g_strdup_printf (_ ("%s of %s are free"), free, total);

  tell (self->disk_row, self->disk_icon, app_health_judge_disk (health), text);
}

static void
tell_protection (AppHealthPage *self, const AppHealth *health)
{
  tell (self->memory_row, self->memory_icon, health->is_locked ? APP_HEALTH_FINE : APP_HEALTH_SOON,
        health->is_locked ? _ ("what reporters type cannot be swapped to disk")
                          : _ ("what reporters type may be swapped to disk. Whoever runs the server raises its limit for "
                               "locked memory."));
  tell (self->sandbox_row, self->sandbox_icon, health->is_sandboxed ? APP_HEALTH_FINE : APP_HEALTH_SOON,
        *health->sandbox != '\0' ? health->sandbox : _ ("there is none"));
}

/* Nothing to tell where whoever runs the server and the Admins are of one mind. */
static void
tell_policy (AppHealthPage *self, const AppHealth *health)
{
  gtk_widget_set_visible (GTK_WIDGET (self->policy_row), health->awaits_policy);
  tell (self->policy_row, self->policy_icon, APP_HEALTH_SOON,
        _ ("they are switched on at the server, but nobody can sign in until an Admin allows them under Security"));
}

static void
tell_times (AppHealthPage *self, const AppHealth *health, gint64 now)
{
  g_autofree char *day = health->certificate != 0 ? describe_day (health->certificate) : NULL;
  g_autofree char *text = day == NULL ? g_strdup (_ ("the server has none of its own: look at what stands before it"))
                                      : g_strdup_printf (_ ("it ends on %s"), day);
  AppHealthLevel clock = app_health_judge_clock (health);

  tell (self->certificate_row, self->certificate_icon, app_health_judge_certificate (health, now), text);
  tell (self->clock_row, self->clock_icon, clock,
        clock == APP_HEALTH_FINE ? _ ("the server's goes as this computer's")
                                 : _ ("the server's and this computer's differ by more than five minutes"));
}

/* (transfer full) */
static char *
describe_given_up (const AppHealth *health, gint64 now)
{
  g_autofree char *day = health->mail_given_up != 0 ? app_text_date (health->mail_given_up, now) : NULL;
  g_autofree char *count = g_strdup_printf (ngettext ("%u mail was given up in the last week",
                                                      "%u mails were given up in the last week", health->n_mails_given_up),
                                            health->n_mails_given_up);

  /* Translators: how many mails were given up, and the day on which the last of them was */
  return day != NULL ? g_strdup_printf (_ ("%s, last on %s"), count, day) : g_steal_pointer (&count);
}

/* (transfer full) */
static char *
describe_mail (const AppHealth *health, gint64 now)
{
  if (health->n_mails_given_up > 0)
    return describe_given_up (health, now);
  if (!health->has_mail)
    return g_strdup (_ ("no mail server or sender is set, and no mails are sent"));
  if (health->n_mails_waiting == 0)
    return g_strdup (_ ("none waits"));

  return g_strdup_printf (ngettext ("%u mail waits for the mail server", "%u mails wait for the mail server",
                                    health->n_mails_waiting),
                          health->n_mails_waiting);
}

/* Why they do not go, after @count of them; a newer server knows reasons that have no sentence here. (transfer full) */
static char *
describe_why (const AppHealth *health, const char *count)
{
  const char *reason = app_text_mail_reason (health->mail_reason);
  gboolean is_said = *health->mail_reason == '\0' || g_str_equal (health->mail_reason, "said");

  if (reason == NULL && *health->mail_words == '\0')
    return g_strdup (count);
  if (reason == NULL && is_said)
    /* Translators: how many mails wait or were given up, and the words of the mail server */
    return g_strdup_printf (_ ("%s. It said: %s"), count, health->mail_words);

  return g_strdup_printf ("%s. %s", count, reason != NULL ? reason : health->mail_words);
}

static void
tell_mail (AppHealthPage *self, const AppHealth *health, gint64 now)
{
  gboolean is_stuck = health->n_mails_given_up > 0 || (health->has_mail && health->n_mails_waiting > 0);
  g_autofree char *count = describe_mail (health, now);
  g_autofree char *text = is_stuck ? describe_why (health, count) : g_strdup (count);

  tell (self->mail_row, self->mail_icon, app_health_judge_mail (health, now), text);
}

/* What the server does by itself; one that is newer than this program may do more. */
static const char *
name_job (const AppHealthJob *job)
{
  if (g_str_equal (job->name, "remind"))
    return _ ("reminders of deadlines");
  if (g_str_equal (job->name, "sweep"))
    return _ ("removal of what is old");
  if (g_str_equal (job->name, "retention"))
    return _ ("deletion of tickets whose time has come");
  return job->name;
}

/* (transfer full) */
static char *
describe_job (const AppHealthJob *job, gint64 now)
{
  g_autofree char *time = job->done != 0 ? app_text_time (job->done, now) : g_strdup (_ ("never"));

  if (job->has_failed)
    /* Translators: a job, then when it was last done, or "never" */
    return g_strdup_printf (_ ("%s: failed, last done: %s"), name_job (job), time);
  if (job->is_late)
    /* Translators: a job, then when it was last done, or "never" */
    return g_strdup_printf (_ ("%s: late, last done: %s"), name_job (job), time);
  if (job->done == 0)
    return job->is_held ? g_strdup_printf (_ ("%s: waits until the clock has gone right for an hour"), name_job (job))
                        : g_strdup_printf (_ ("%s: not yet"), name_job (job));
  /* Translators: a job, then when it was last done */
  return g_strdup_printf (_ ("%s: %s"), name_job (job), time);
}

static void
tell_jobs (AppHealthPage *self, const AppHealth *health, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->job_row), health->jobs->len > 0);
  for (guint i = 0; i < health->jobs->len; i++)
    {
      g_autofree char *line = describe_job (health->jobs->pdata[i], now);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", line);
    }
  tell (self->job_row, self->job_icon, app_health_judge_jobs (health), text->str);
}

static void
tell_server (AppHealthPage *self, const AppHealth *health)
{
  g_autofree char *version
      = g_strdup_printf (_ ("Server %s, schema %d; this Hark %s"), health->version, (int)health->schema, HARK_VERSION);
  g_autofree char *database = g_format_size ((guint64)health->database);
  g_autofree char *attachments = g_format_size ((guint64)health->attachments);
  /* Translators: two sizes */
  g_autofree char *store = g_strdup_printf (_ ("%s, and %s of attachments"), database, attachments);
  g_autofree char *sessions
      = g_strdup_printf (ngettext ("%u device", "%u devices", health->n_sessions), health->n_sessions);
  g_autofree char *waiting
      = g_strdup_printf (ngettext ("%u ticket to be sealed to who joined or anew", "%u tickets to be sealed to who joined or anew",
                                   health->n_waiting),
                         health->n_waiting);
  g_autofree char *deleted
      = g_strdup_printf (ngettext ("%u ticket", "%u tickets", (guint)health->n_deleted), (guint)health->n_deleted);

  adw_action_row_set_subtitle (self->version_row, version);
  adw_action_row_set_subtitle (self->store_row, store);
  adw_action_row_set_subtitle (self->session_row, sessions);
  adw_action_row_set_subtitle (self->waiting_row, waiting);
  adw_action_row_set_subtitle (self->deleted_row, deleted);
  gtk_widget_set_visible (GTK_WIDGET (self->deleted_row), health->n_deleted >= 0);
}

static void
on_health (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppHealthPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppHealth) health = app_client_read_health_finish (APP_CLIENT (source), result, &error);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (self == NULL)
    return;

  gtk_spinner_stop (self->spinner);
  if (health == NULL)
    {
      app_field_error_set (self->error, NULL, app_text_error (error));
      return;
    }

  tell_backup (self, health, now);
  tell_disk (self, health);
  tell_protection (self, health);
  tell_policy (self, health);
  tell_times (self, health, now);
  tell_mail (self, health, now);
  tell_jobs (self, health, now);
  tell_server (self, health);
}

static void
add_person (AppHealthPage *self, const AppPerson *person, const AppPresence *presence)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *day = presence->seen != 0 ? describe_day (presence->seen) : NULL;
  g_autofree char *text = day == NULL ? g_strdup (_ ("Signed in nowhere"))
                                      : g_strdup_printf (ngettext ("%u device, last used %s", "%u devices, last used %s",
                                                                   presence->n_devices),
                                                         presence->n_devices, day);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_preferences_group_add (self->people_group, row);
}

static void
on_presence (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppHealthPage) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) list = app_client_list_presence_finish (APP_CLIENT (source), result, NULL);
  g_autoptr (GPtrArray) people = NULL;

  if (self == NULL || list == NULL)
    return;

  people = app_client_list_people (self->client);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPresence *presence = app_presence_find (list, &((AppPerson *)people->pdata[i])->id);

      if (presence != NULL)
        add_person (self, people->pdata[i], presence);
    }
}

GtkWidget *
app_health_page_new (AppClient *client)
{
  AppHealthPage *self = g_object_new (APP_TYPE_HEALTH_PAGE, NULL);

  self->client = g_object_ref (client);
  gtk_spinner_start (self->spinner);
  app_client_read_health_async (client, on_health, app_weak_new (self));
  app_client_list_presence_async (client, on_presence, app_weak_new (self));
  return GTK_WIDGET (self);
}

static void
app_health_page_dispose (GObject *object)
{
  g_clear_object (&APP_HEALTH_PAGE (object)->client);

  G_OBJECT_CLASS (app_health_page_parent_class)->dispose (object);
}

static void
app_health_page_class_init (AppHealthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_health_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-health-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, backup_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, disk_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, memory_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, sandbox_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, clock_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, policy_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, mail_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, job_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, backup_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, disk_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, memory_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, sandbox_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, certificate_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, clock_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, policy_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, mail_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, job_icon);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, version_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, store_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, session_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, deleted_row);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, people_group);
  gtk_widget_class_bind_template_child (widget_class, AppHealthPage, error);
}

static void
app_health_page_init (AppHealthPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}

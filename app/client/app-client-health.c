/* app-client-health.c: see app-client-health.h */
#include "app-client-health.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-json.h"

#define DAY (24 * 3600)
#define GIB (1024 * 1024 * G_GINT64_CONSTANT (1024))
#define MAX_VERSION 50
#define MAX_SANDBOX 500
#define MAX_WORDS 1000
#define MAX_REASON 32
#define MAX_JOBS 20
#define MAX_JOB_NAME 32
#define MAX_SECONDS (G_GINT64_CONSTANT (1) << 40)
#define MAX_BYTES (G_GINT64_CONSTANT (1) << 53)

static void
free_job (gpointer data)
{
  AppHealthJob *job = data;

  g_free (job->name);
  g_free (job);
}

void
app_health_free (AppHealth *self)
{
  if (self == NULL)
    return;

  g_free (self->version);
  g_free (self->sandbox);
  g_free (self->mail_reason);
  g_free (self->mail_words);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_free (self);
}

/* --- judging --- */

AppHealthLevel
app_health_judge_backup (const AppHealth *self, gint64 now)
{
  gint64 age = now + self->drift - self->backup;

  if (self->backup == 0)
    return APP_HEALTH_NOW;
  if (self->is_backed_up || age < 2 * DAY)
    return APP_HEALTH_FINE;

  return age < 7 * DAY ? APP_HEALTH_SOON : APP_HEALTH_NOW;
}

/* A backup beside the store needs as much as the store. */
AppHealthLevel
app_health_judge_disk (const AppHealth *self)
{
  if (self->total == 0)
    return APP_HEALTH_SOON;
  if (self->free < GIB / 2 || self->free < self->total / 50)
    return APP_HEALTH_NOW;

  return self->free < 2 * GIB || self->free < self->total / 10 ? APP_HEALTH_SOON : APP_HEALTH_FINE;
}

AppHealthLevel
app_health_judge_certificate (const AppHealth *self, gint64 now)
{
  gint64 left = self->certificate - (now + self->drift);

  if (self->certificate == 0 || left > 14 * DAY)
    return APP_HEALTH_FINE;

  return left > 3 * DAY ? APP_HEALTH_SOON : APP_HEALTH_NOW;
}

AppHealthLevel
app_health_judge_clock (const AppHealth *self)
{
  return ABS (self->drift) < 5 * 60 ? APP_HEALTH_FINE : APP_HEALTH_SOON;
}

AppHealthLevel
app_health_judge_mail (const AppHealth *self, gint64 now)
{
  gint64 age = self->mail_oldest != 0 ? now + self->drift - self->mail_oldest : 0;

  if (self->n_mails_given_up > 0)
    return APP_HEALTH_NOW;

  /* of when it was queued the server keeps the hour */
  return !self->has_mail || age > 3 * 3600 ? APP_HEALTH_SOON : APP_HEALTH_FINE;
}

AppHealthLevel
app_health_judge_job (const AppHealthJob *job)
{
  if (job->is_late)
    return APP_HEALTH_NOW;

  return job->has_failed ? APP_HEALTH_SOON : APP_HEALTH_FINE;
}

AppHealthLevel
app_health_judge_jobs (const AppHealth *self)
{
  AppHealthLevel worst = APP_HEALTH_FINE;

  for (guint i = 0; i < self->jobs->len; i++)
    worst = MAX (worst, app_health_judge_job (self->jobs->pdata[i]));
  return worst;
}

/* --- asking --- */

/* null is 0. */
static gboolean
get_time (JsonObject *json, const char *name, gint64 *time, GError **error)
{
  *time = 0;
  return (json_object_has_member (json, name) && json_object_get_null_member (json, name))
         || hark_json_get_int (json, name, 0, MAX_SECONDS, time, error);
}

static gboolean
read_sizes (JsonObject *json, AppHealth *health, GError **error)
{
  gint64 sessions, waiting, deleted = -1;

  if (!hark_json_get_int (json, "database", 0, MAX_BYTES, &health->database, error)
      || !hark_json_get_int (json, "attachments", 0, MAX_BYTES, &health->attachments, error)
      || !hark_json_get_int (json, "free", 0, MAX_BYTES, &health->free, error)
      || !hark_json_get_int (json, "total", 0, MAX_BYTES, &health->total, error)
      || !hark_json_get_int (json, "sessions", 0, G_MAXINT32, &sessions, error)
      || !hark_json_get_int (json, "waiting", 0, G_MAXINT32, &waiting, error)
      || (json_object_has_member (json, "deleted")
          && !hark_json_get_int (json, "deleted", 0, G_MAXINT32, &deleted, error)))
    return FALSE;

  health->n_sessions = (guint)sessions;
  health->n_waiting = (guint)waiting;
  health->n_deleted = deleted;
  return TRUE;
}

/* A server that sends no mails yet says nothing of them. */
static gboolean
read_mail (JsonObject *json, AppHealth *health, GError **error)
{
  const char *words = "", *reason = NULL;
  gint64 waiting = 0, given_up = 0;

  if (json_object_has_member (json, "mail"))
    {
      words = hark_json_get_string (json, "mail_words", MAX_WORDS, error);
      if (words == NULL || !hark_json_get_bool (json, "mail", &health->has_mail, error)
          || !hark_json_get_int (json, "mails_waiting", 0, G_MAXINT32, &waiting, error)
          || !get_time (json, "mail_oldest", &health->mail_oldest, error)
          || !hark_json_get_int (json, "mails_given_up", 0, G_MAXINT32, &given_up, error)
          || (json_object_has_member (json, "mail_given_up")
              && !get_time (json, "mail_given_up", &health->mail_given_up, error))
          || !hark_json_get_opt_string (json, "mail_reason", MAX_REASON, &reason, error))
        return FALSE;
    }

  health->mail_reason = g_strdup (reason != NULL ? reason : "");
  health->mail_words = g_strdup (words);
  health->n_mails_waiting = (guint)waiting;
  health->n_mails_given_up = (guint)given_up;
  return TRUE;
}

static gboolean
read_job (JsonObject *json, AppHealth *health, GError **error)
{
  AppHealthJob *job = g_new0 (AppHealthJob, 1);
  const char *fault = NULL;

  g_ptr_array_add (health->jobs, job);
  job->name = g_strdup (hark_json_get_string (json, "name", MAX_JOB_NAME, error));
  if (job->name == NULL || !get_time (json, "done", &job->done, error)
      || !hark_json_get_opt_string (json, "fault", MAX_JOB_NAME, &fault, error)
      || !hark_json_get_bool (json, "late", &job->is_late, error)
      || !hark_json_get_bool (json, "held", &job->is_held, error))
    return FALSE;

  job->has_failed = fault != NULL;
  return TRUE;
}

/* One of before keeps none. */
static gboolean
read_jobs (JsonObject *json, AppHealth *health, GError **error)
{
  JsonArray *array;

  health->jobs = g_ptr_array_new_with_free_func (free_job);
  if (!json_object_has_member (json, "jobs"))
    return TRUE;

  array = hark_json_get_array (json, "jobs", MAX_JOBS, error);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *job = hark_json_array_get_object (array, i, error);

      if (job == NULL || !read_job (job, health, error))
        return FALSE;
    }
  return array != NULL;
}

static gboolean
read_rest (JsonObject *json, AppHealth *health, GError **error)
{
  const char *version = hark_json_get_string (json, "version", MAX_VERSION, error);
  const char *sandbox
      = version != NULL ? hark_json_get_string (json, "sandbox", MAX_SANDBOX, error) : NULL;
  gint64 now;

  health->version = g_strdup (version);
  health->sandbox = g_strdup (sandbox);
  if (sandbox == NULL || !hark_json_get_int (json, "schema", 0, G_MAXINT32, &health->schema, error)
      || !hark_json_get_int (json, "now", 0, MAX_SECONDS, &now, error)
      || !get_time (json, "backup", &health->backup, error)
      || !get_time (json, "certificate", &health->certificate, error)
      || !hark_json_get_bool (json, "backed_up", &health->is_backed_up, error)
      || !hark_json_get_bool (json, "locked", &health->is_locked, error)
      || !hark_json_get_bool (json, "sandboxed", &health->is_sandboxed, error)
      || (json_object_has_member (json, "backup_encrypted")
          && !hark_json_get_bool (json, "backup_encrypted", &health->is_backup_encrypted, error))
      || (json_object_has_member (json, "awaits_policy")
          && !hark_json_get_bool (json, "awaits_policy", &health->awaits_policy, error)))
    return FALSE;

  health->drift = now - g_get_real_time () / G_USEC_PER_SEC;
  return TRUE;
}

AppHealth *
app_client_read_health_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (AppHealth) health = g_new0 (AppHealth, 1);
  g_autoptr (JsonObject) reply = NULL;

  if (http != NULL)
    reply = app_http_json (http, "GET", HARK_API_HEALTH, NULL, error);
  if (reply == NULL || !read_sizes (reply, health, error) || !read_rest (reply, health, error)
      || !read_mail (reply, health, error) || !read_jobs (reply, health, error))
    return NULL;

  return g_steal_pointer (&health);
}

static gpointer
run_read (AppClient *self, gpointer data, GError **error)
{
  return app_client_read_health_sync (self, error);
}

void
app_client_read_health_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read, NULL, NULL, (GDestroyNotify)app_health_free,
                         app_client_read_health_async, callback, user);
}

AppHealth *
app_client_read_health_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_health_async, error);
}

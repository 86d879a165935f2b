/* api-health.c: whether the server is well, for an Admin */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "mail-setting.h"
#include "srv-schedule.h"
#include "store-erase.h"
#include "store-health.h"
#include "store-mail.h"

static void
set_time (JsonObject *json, const char *name, gint64 time)
{
  if (time == 0)
    json_object_set_null_member (json, name);
  else
    json_object_set_int_member (json, name, time);
}

/* FALSE only with @error. */
static gboolean
add_mail (JsonObject *json, SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (MailSetting) setting = mail_setting_read (store, error);
  SrvMailHealth health;

  if (setting == NULL || !store_mail_get_health (store, now, &health, error))
    return FALSE;

  json_object_set_boolean_member (json, "mail", mail_setting_is_on (setting));
  json_object_set_int_member (json, "mails_waiting", health.waiting);
  set_time (json, "mail_oldest", health.oldest);
  json_object_set_int_member (json, "mails_given_up", health.given_up);
  set_time (json, "mail_given_up", health.settled);
  json_object_set_string_member (json, "mail_reason", health.reason);
  json_object_set_string_member (json, "mail_words", health.words);
  return TRUE;
}

static void
add_jobs (JsonObject *json, SrvContext *context)
{
  g_autoptr (GArray) states = srv_schedule_list (context->schedule, srv_schedule_get_up ());
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < states->len; i++)
    {
      const SrvScheduleState *state = &g_array_index (states, SrvScheduleState, i);
      JsonObject *job = json_object_new ();

      json_object_set_string_member (job, "name", state->name);
      set_time (job, "ran", state->ran);
      set_time (job, "done", state->done);
      if (state->fault != NULL)
        json_object_set_string_member (job, "fault", state->fault);
      else
        json_object_set_null_member (job, "fault");
      json_object_set_boolean_member (job, "late", state->is_late);
      json_object_set_boolean_member (job, "held", state->is_held);
      json_array_add_object_element (array, job);
    }
  json_object_set_array_member (json, "jobs", array);
}

static gboolean
add_deleted (JsonObject *json, SrvStore *store, SrvRequest *request, GError **error)
{
  HarkId user;
  gint64 n;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (!store_erase_count (store, &user, &n, error))
    return FALSE;

  json_object_set_int_member (json, "deleted", n);
  return TRUE;
}

static JsonObject *
describe (SrvContext *context, const SrvHealth *health, gint64 now)
{
  const SrvStanding *standing = &context->standing;
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "version", HARK_VERSION);
  json_object_set_int_member (json, "schema", health->schema);
  json_object_set_int_member (json, "now", now);
  json_object_set_int_member (json, "database", health->database);
  json_object_set_int_member (json, "attachments", health->attachments);
  json_object_set_int_member (json, "free", health->free);
  json_object_set_int_member (json, "total", health->total);
  set_time (json, "backup", health->backup);
  json_object_set_boolean_member (json, "backed_up", health->is_backed_up);
  json_object_set_boolean_member (json, "backup_encrypted", health->is_backup_encrypted);
  json_object_set_boolean_member (json, "locked", standing->is_locked);
  json_object_set_boolean_member (json, "sandboxed", standing->is_sandboxed);
  json_object_set_string_member (json, "sandbox", standing->sandbox);
  set_time (json, "certificate",
            (gint64)g_atomic_int_get (&standing->certificate_day) * SRV_STANDING_DAY);
  json_object_set_boolean_member (json, "awaits_policy", srv_context_awaits_policy (context));
  json_object_set_int_member (json, "sessions", health->sessions);
  json_object_set_int_member (json, "waiting", health->waiting);
  add_jobs (json, context);
  return json;
}

static void
read_health (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  gint64 now = srv_context_now (context);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = api_account_borrow_as_admin (request, &error);
  g_autoptr (JsonObject) json = NULL;
  SrvHealth health;

  if (store != NULL
      && store_health_get (store, srv_stores_get_dir (context->stores), now, &health, &error))
    json = describe (context, &health, now);
  if (json == NULL || !add_mail (json, store, now, &error)
      || !add_deleted (json, store, request, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (g_steal_pointer (&json)));
}

const SrvRoute api_health_routes[] = {
  { "GET", HARK_API_HEALTH, SRV_AUTH_USER, read_health },
  { NULL },
};

/* api-mail.c: which mail server the organisation has, and whether it takes mails, for an Admin */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "mail-job.h"
#include "mail-setting.h"

#include <string.h>

#define MAX_BODY (8 * 1024)

typedef struct
{
  MailSettingChange change; /* borrowed from the body */
  char *sealed;             /* NULL: the password stays */
} Change;

static HarkId
get_asker (SrvRequest *request)
{
  HarkId asker;

  memcpy (asker.bytes, srv_request_get_user (request), HARK_ID_LEN);
  return asker;
}

static void
read_mail (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  const HarkId asker = get_asker (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (MailSetting) setting = NULL;
  g_auto (SrvNotification) own = { 0 };
  JsonObject *json;

  if (api_account_check_admin (request, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store != NULL)
    setting = mail_setting_read (store, &error);
  if (setting == NULL || !store_notification_get (store, &asker, &own, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  json = json_object_new ();
  json_object_set_string_member (json, "url", setting->url);
  json_object_set_string_member (json, "tls", setting->tls);
  json_object_set_string_member (json, "from", setting->from);
  json_object_set_string_member (json, "user", setting->user);
  json_object_set_boolean_member (json, "password", mail_setting_has_password (setting));
  json_object_set_boolean_member (json, "file", *setting->password_file != '\0');
  json_object_set_string_member (json, "address", own.address);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (json));
}

static gboolean
read_password (JsonObject *body, MailSettingChange *change, GError **error)
{
  if (!hark_json_get_opt_string (body, "password", MAIL_SETTING_MAX_PASSWORD, &change->password,
                                 error))
    return FALSE;
  for (const char *at = change->password; at != NULL && *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      {
        g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                             "a password holds no control characters");
        return FALSE;
      }

  return TRUE;
}

static gboolean
read_change (JsonObject *body, MailSettingChange *change, GError **error)
{
  return (change->url = hark_json_get_string (body, "url", SRV_CONFIG_MAX_URL, error)) != NULL
         && (change->tls = hark_json_get_string (body, "tls", SRV_CONFIG_MAX_URL, error)) != NULL
         && (change->from = hark_json_get_string (body, "from", HARK_MAIL_MAX_ADDRESS, error))
                != NULL
         && (change->user = hark_json_get_string (body, "user", SRV_CONFIG_MAX_MAIL_USER, error))
                != NULL
         && read_password (body, change, error) && mail_setting_check (change, error);
}

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Change *change = data;

  return mail_setting_put (store, &change->change, change->sealed, error);
}

static gboolean
seal (SrvContext *context, Change *change, GError **error)
{
  if (change->change.password == NULL)
    return TRUE;

  change->sealed = mail_setting_seal (&change->change, srv_stores_get_dir (context->stores), error);
  return change->sealed != NULL;
}

static void
put_mail (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  Change change = { 0 };

  if (api_account_check_admin (request, &error))
    body = srv_request_read_json (request, &error);
  if (body == NULL || !read_change (body, &change.change, &error)
      || !seal (context, &change, &error)
      || !srv_writer_run (context->writer, put, &change, &error))
    srv_request_fail (request, error);
  else
    {
      mail_job_wake (context->mail);
      srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
    }
  g_free (change.sealed);
}

static void
test_mail (SrvRequest *request)
{
  static const char *const results[]
      = { [SRV_MAIL_SENT] = "sent", [SRV_MAIL_LATER] = "later", [SRV_MAIL_NEVER] = "never" };
  SrvContext *context = srv_request_get_context (request);
  const HarkId asker = get_asker (request);
  g_autoptr (GError) error = NULL;
  MailOutcome outcome;
  JsonObject *json;

  if (!api_account_check_admin (request, &error)
      || !mail_job_test (context->mail, &asker, &outcome, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  json = json_object_new ();
  json_object_set_string_member (json, "result", results[outcome.result]);
  json_object_set_string_member (json, "reason", mail_reason_get_name (outcome.reason));
  json_object_set_string_member (json, "words", outcome.words);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (json));
}

const SrvRoute api_mail_routes[] = {
  { "GET", HARK_API_MAIL, SRV_AUTH_USER, read_mail },
  { "PUT", HARK_API_MAIL, SRV_AUTH_USER, put_mail, MAX_BODY },
  { "POST", HARK_API_MAIL_TEST, SRV_AUTH_USER, test_mail, MAX_BODY },
  { NULL },
};

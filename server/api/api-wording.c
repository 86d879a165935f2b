/* api-wording.c: what mails say in the organisation's own words, for an Admin */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "mail-text.h"
#include "mail-wording.h"
#include "web-text.h"

#define MAX_BODY (2 * MAIL_WORDING_MAX)

static JsonArray *
list (const char *const *names)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    json_array_add_string_element (array, names[i]);
  return array;
}

/* What is said where the organisation says nothing. (transfer full) */
static JsonObject *
describe_own (const char *language)
{
  const char *const *kinds = mail_wording_list_kinds ();
  JsonObject *all = json_object_new ();

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      JsonObject *mail = json_object_new ();
      const char *subject, *text;

      if (mail_text_get_words (kinds[i], language, &subject, &text))
        {
          json_object_set_string_member (mail, "subject", subject);
          json_object_set_string_member (mail, "text", text);
        }
      json_object_set_object_member (all, kinds[i], mail);
    }
  return all;
}

static void
read_wording (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  const char *const *languages = web_text_list_languages ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (JsonObject) wording = NULL;
  JsonObject *json, *own;

  if (api_account_check_admin (request, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store != NULL)
    wording = mail_wording_read (store, &error);
  if (wording == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  own = json_object_new ();
  for (guint i = 0; languages[i] != NULL; i++)
    json_object_set_object_member (own, languages[i], describe_own (languages[i]));
  json = json_object_new ();
  json_object_set_object_member (json, "wording", json_object_ref (wording));
  json_object_set_object_member (json, "own", own);
  json_object_set_array_member (json, "fields", list (mail_wording_list_fields ()));
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (json));
}

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return mail_wording_put (store, data, error);
}

static void
put_wording (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  JsonObject *wording = NULL;

  if (api_account_check_admin (request, &error))
    body = srv_request_read_json (request, &error);
  if (body != NULL)
    wording = hark_json_get_object (body, "wording", &error);
  if (wording == NULL || !mail_wording_check (wording, &error)
      || !srv_writer_run (context->writer, put, wording, &error))
    srv_request_fail (request, error);
  else
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_wording_routes[] = {
  { "GET", HARK_API_MAIL_WORDING, SRV_AUTH_USER, read_wording },
  { "PUT", HARK_API_MAIL_WORDING, SRV_AUTH_USER, put_wording, MAX_BODY },
  { NULL },
};

/* api-notification.c: where and how one is mailed, as one says oneself */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-mail.h"
#include "store-notification.h"
#include "web-text.h"

#include <string.h>

#define MAX_BODY (4 * 1024)

typedef struct
{
  HarkId user;
  const char *address;
  const char *language;
  gboolean digest;
} Change;

static HarkId
get_asker (SrvRequest *request)
{
  HarkId asker;

  memcpy (asker.bytes, srv_request_get_user (request), HARK_ID_LEN);
  return asker;
}

static void
read_notification (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  const HarkId asker = get_asker (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  const char *const *languages = web_text_list_languages ();
  g_auto (SrvNotification) row = { 0 };
  JsonArray *list;
  JsonObject *json;

  if (store == NULL || !store_notification_get (store, &asker, &row, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  list = json_array_new ();
  for (guint i = 0; languages[i] != NULL; i++)
    json_array_add_string_element (list, languages[i]);
  json = json_object_new ();
  json_object_set_string_member (json, "address", row.address);
  json_object_set_string_member (json, "language", row.language);
  json_object_set_boolean_member (json, "digest", row.digest);
  json_object_set_array_member (json, "languages", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (json));
}

static gboolean
read_change (JsonObject *body, Change *change, GError **error)
{
  change->address = hark_json_get_string (body, "address", HARK_MAIL_MAX_ADDRESS, error);
  if (change->address == NULL)
    return FALSE;

  change->language = hark_json_get_string (body, "language", SRV_NOTIFICATION_MAX_LANGUAGE, error);
  return change->language != NULL && hark_json_get_bool (body, "digest", &change->digest, error)
         && store_notification_check (change->address, change->language, error);
}

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Change *change = data;

  return store_notification_set_address (store, &change->user, change->address, error)
         && store_notification_set (store, &change->user, change->language, change->digest, error);
}

static void
put_notification (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  Change change = { .user = get_asker (request) };

  if (body == NULL || !read_change (body, &change, &error)
      || !srv_writer_run (context->writer, put, &change, &error))
    srv_request_fail (request, error);
  else
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_notification_routes[] = {
  { "GET", HARK_API_NOTIFICATION, SRV_AUTH_USER, read_notification },
  { "PUT", HARK_API_NOTIFICATION, SRV_AUTH_USER, put_notification, MAX_BODY },
  { NULL },
};

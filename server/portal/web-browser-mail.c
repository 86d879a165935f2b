/* web-browser-mail.c: where and how an account is mailed, as /my-mail does it without the script */
#include "web-browser.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-mail.h"
#include "store-notification.h"
#include "web-text.h"

#define MAX_MAIL 2048 /* bytes of a request */

static JsonArray *
list_languages (void)
{
  const char *const *languages = web_text_list_languages ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "code", languages[i]);
      json_object_set_string_member (entry, "name", web_text_get_own_name (languages[i]));
      json_array_add_object_element (list, entry);
    }
  return list;
}

static void
get_mail (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_auto (SrvNotification) row = { 0 };
  JsonObject *reply;
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store == NULL || !store_notification_get (store, &bearer.user, &row, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_string_member (reply, "address", row.address != NULL ? row.address : "");
  json_object_set_string_member (reply, "language", row.language);
  json_object_set_boolean_member (reply, "digest", row.digest);
  json_object_set_array_member (reply, "languages", list_languages ());
  web_browser_reply (request, reply);
}

typedef struct
{
  HarkId user;
  const char *address, *language;
  gboolean digest;
} Change;

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Change *change = data;

  return store_notification_set_address (store, &change->user, change->address, error)
         && store_notification_set (store, &change->user, change->language, change->digest, error);
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

static void
post_mail (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  Change change = { 0 };
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error))
    body = srv_request_read_json (request, &error);
  if (body != NULL)
    change.user = bearer.user;
  if (body != NULL && read_change (body, &change, &error)
      && srv_writer_run (context->writer, put, &change, &error))
    web_browser_reply (request, json_object_new ());
  else
    srv_request_fail (request, error);
}

const SrvRoute web_browser_mail_routes[] = {
  { "GET", HARK_API_PORTAL "mail", SRV_AUTH_NONE, get_mail },
  { "POST", HARK_API_PORTAL "mail", SRV_AUTH_NONE, post_mail, MAX_MAIL },
  { NULL },
};

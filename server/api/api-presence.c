/* api-presence.c: what an Admin is told of everybody's accounts */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "store-presence.h"
#include "store-roster.h"

static JsonObject *
describe (const SrvPresence *presence)
{
  JsonObject *json = json_object_new ();

  hark_json_set_id (json, "user", &presence->user);
  json_object_set_string_member (json, "mail", presence->mail);
  json_object_set_boolean_member (json, "factor", presence->has_factor);
  json_object_set_int_member (json, "devices", presence->n_devices);
  if (presence->seen == 0)
    json_object_set_null_member (json, "seen");
  else
    json_object_set_int_member (json, "seen", presence->seen);
  return json;
}

/* Of those who are here. */
static void
list_accounts (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = api_account_borrow_as_admin (request, &error);
  g_autoptr (GPtrArray) rows = NULL;
  JsonObject *reply;
  JsonArray *list;

  if (store != NULL)
    rows = store_presence_list (store, srv_context_now (context), &error);
  if (rows == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  list = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      const SrvPresence *presence = g_ptr_array_index (rows, i);

      if (srv_roster_get_keys (context->roster, &presence->user, NULL, NULL))
        json_array_add_object_element (list, describe (presence));
    }
  reply = json_object_new ();
  json_object_set_array_member (reply, "accounts", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_presence_routes[] = {
  { "GET", HARK_API_ACCOUNTS, SRV_AUTH_USER, list_accounts },
  { NULL },
};

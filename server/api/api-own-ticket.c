/* api-own-ticket.c: how many tickets somebody reported in their own name, before their account
 * ends: counts by area, for an Admin, who reads none of them */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-inbox.h"

static GArray *
load (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = NULL;
  HarkId user, admin;

  if (!api_account_check_admin (request, error))
    return NULL;
  if (!hark_id_from_string (srv_request_get_arg (request), &user))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such account");
      return NULL;
    }

  memcpy (admin.bytes, srv_request_get_user (request), HARK_ID_LEN);
  store = srv_stores_borrow (context->stores, error);
  return store != NULL ? store_inbox_count_own (store, &user, &admin, error) : NULL;
}

static void
count_own (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) counts = load (request, &error);
  JsonObject *reply;
  JsonArray *areas;

  if (counts == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  areas = json_array_new ();
  for (guint i = 0; i < counts->len; i++)
    {
      const SrvOwnCount *count = &g_array_index (counts, SrvOwnCount, i);
      JsonObject *item = json_object_new ();

      hark_json_set_id (item, "area", &count->area);
      json_object_set_int_member (item, "tickets", count->n);
      json_array_add_object_element (areas, item);
    }
  reply = json_object_new ();
  json_object_set_array_member (reply, "areas", areas);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_own_ticket_routes[] = {
  { "GET", HARK_API_OWN_TICKETS "/*", SRV_AUTH_USER, count_own },
  { NULL },
};

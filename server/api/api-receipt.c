/* api-receipt.c: what stays of an area's deleted tickets, for who reads there */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-erase.h"
#include "store-roster.h"

#define MAX_AFTER 16 /* bytes of a number */

static gboolean
read_query (SrvRequest *request, HarkId *area, gint64 *limit, const char **after, GError **error)
{
  const char *number = srv_request_get_query (request, "limit");

  *limit = HARK_API_MAX_RECEIPTS;
  *after = srv_request_get_query (request, "after");
  if (!hark_id_from_string (srv_request_get_arg (request), area))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is the id of no area");
  else if (number != NULL
           && !g_ascii_string_to_signed (number, 10, 1, HARK_API_MAX_RECEIPTS, limit, NULL))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"limit\" is a number from 1 to %d",
                 HARK_API_MAX_RECEIPTS);
  else if (*after != NULL && strlen (*after) > MAX_AFTER)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"after\" is the number of a ticket");
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_reader (SrvContext *context, const HarkId *area, const HarkId *user, GError **error)
{
  if (srv_roster_get_role (context->roster, area, user) >= HARK_ROLE_OBSERVER)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "only the area's team may see this");
  return FALSE;
}

static JsonObject *
describe (const SrvReceipt *receipt)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "number", receipt->number);
  if (receipt->closed != 0)
    json_object_set_int_member (json, "closed", receipt->closed);
  else
    json_object_set_null_member (json, "closed");
  json_object_set_int_member (json, "deleted", receipt->deleted);
  json_object_set_string_member (json, "why", srv_erase_why_get_name (receipt->why));
  hark_json_set_id (json, "proposer", &receipt->proposer);
  hark_json_set_id (json, "confirmer", &receipt->confirmer);
  json_object_set_boolean_member (json, "done", receipt->is_done);
  return json;
}

static void
list_receipts (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) list = NULL;
  HarkId user, area = { 0 };
  const char *after;
  JsonObject *reply;
  JsonArray *receipts;
  gboolean more;
  gint64 limit;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (store != NULL && read_query (request, &area, &limit, &after, &error)
      && check_reader (context, &area, &user, &error))
    list = store_erase_list_receipts (store, &area, &user, after, (guint)limit, &more, &error);
  if (list == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  receipts = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (receipts, describe (g_ptr_array_index (list, i)));
  reply = json_object_new ();
  json_object_set_array_member (reply, "receipts", receipts);
  json_object_set_boolean_member (reply, "more", more);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_receipt_routes[] = {
  { "GET", HARK_API_RECEIPTS "/*", SRV_AUTH_USER, list_receipts },
  { NULL },
};

/* api-recovery.c: what was sealed to the organisation's recovery key, for who uses it */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-recovery.h"

#define RECOVERY_PATTERN HARK_API_RECOVERY "/*"

static gboolean
read_query (SrvRequest *request, HarkId *area, gint64 *limit, HarkId *after, GError **error)
{
  const char *number = srv_request_get_query (request, "limit");
  const char *id = srv_request_get_query (request, "after");

  *limit = HARK_API_MAX_RECOVERY;
  if (!hark_id_from_string (srv_request_get_arg (request), area))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is the id of no area");
  else if (number != NULL
           && !g_ascii_string_to_signed (number, 10, 1, HARK_API_MAX_RECOVERY, limit, NULL))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"limit\" is a number from 1 to %d",
                 HARK_API_MAX_RECOVERY);
  else if (id != NULL && !hark_id_from_string (id, after))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"after\" is the id of a ticket");
  else
    return TRUE;

  return FALSE;
}

static JsonObject *
describe (const SrvRecoverable *found)
{
  JsonObject *json = json_object_new ();

  hark_json_set_id (json, "tk", &found->ticket);
  hark_json_set_bytes (json, "st", g_bytes_get_data (found->statement, NULL),
                       g_bytes_get_size (found->statement));
  hark_json_set_bytes (json, "box", g_bytes_get_data (found->box, NULL),
                       g_bytes_get_size (found->box));
  return json;
}

static void
list_recoverable (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) list = NULL;
  HarkId user, area, after = { 0 };
  JsonObject *reply;
  JsonArray *tickets;
  gboolean more;
  gint64 limit;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (store != NULL && read_query (request, &area, &limit, &after, &error)
      && srv_store_begin_read (store, &error))
    list = store_recovery_list (store, &area, &user, &after, (guint)limit, &more, &error);
  if (list == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  tickets = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (tickets, describe (g_ptr_array_index (list, i)));
  reply = json_object_new ();
  json_object_set_array_member (reply, "tickets", tickets);
  json_object_set_boolean_member (reply, "more", more);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_recovery_routes[] = {
  { "GET", RECOVERY_PATTERN, SRV_AUTH_USER, list_recoverable },
  { NULL },
};

/* api-own-ticket.c: whether somebody reported tickets in their own name, before their account ends:
 * the areas alone, for an Admin, who reads none of them and is told no numbers */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-inbox.h"
#include "store-roster.h"

/* Nobody asks it of an account that they could not switch off. */
static gboolean
is_here (SrvContext *context, const HarkId *user)
{
  HarkRoster *list = srv_roster_lock (context->roster);
  const HarkRosterUser *found = hark_roster_get_user (list, user);
  gboolean is = found != NULL && found->until == 0;

  srv_roster_unlock (context->roster);
  return is;
}

static GArray *
load (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = api_account_borrow_as_admin (request, error);
  HarkId user, admin;

  if (store == NULL)
    return NULL;
  if (!hark_id_from_string (srv_request_get_arg (request), &user) || !is_here (context, &user))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such account");
      return NULL;
    }

  memcpy (admin.bytes, srv_request_get_user (request), HARK_ID_LEN);
  return store_inbox_list_own_areas (store, &user, &admin, error);
}

static void
list_areas (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = load (request, &error);
  JsonObject *reply;
  JsonArray *areas;

  if (found == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  areas = json_array_new ();
  for (guint i = 0; i < found->len; i++)
    hark_json_array_add_id (areas, &g_array_index (found, HarkId, i));
  reply = json_object_new ();
  json_object_set_array_member (reply, "areas", areas);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_own_ticket_routes[] = {
  { "GET", HARK_API_OWN_TICKETS "/*", SRV_AUTH_USER, list_areas },
  { NULL },
};

/* api-sync.c: the feed, a page at a time */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "store-feed.h"

static gboolean
read_limit (SrvRequest *request, gint64 *limit, GError **error)
{
  const char *text = srv_request_get_query (request, "limit");

  *limit = HARK_API_MAX_PAGE;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, HARK_API_MAX_PAGE, limit, NULL))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"limit\" is a number from 1 to %d",
               HARK_API_MAX_PAGE);
  return FALSE;
}

static gboolean
read_but (SrvRequest *request, HarkId *but, GError **error)
{
  const char *text = srv_request_get_query (request, "but");

  *but = (HarkId){ { 0 } };
  if (text == NULL || hark_id_from_string (text, but))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"but\" is an id");
  return FALSE;
}

/* What the client has seen may belong to a future that was lost with the store that had it: it is
 * told what is left, so that it can give back the rest. */
static void
fail_reset (SrvRequest *request, SrvStore *store, const GError *reason)
{
  g_autoptr (GError) error = NULL;
  const char *since = srv_request_get_query (request, "since");
  JsonObject *reply;
  gboolean is_below;
  gint64 known, made;

  if (!store_feed_find_known (store, since, &known, &made, &error)
      || !store_feed_is_below_floor (store, since, &is_below, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_string_member (reply, "code", hark_error_get_name (HARK_ERROR_RESET));
  json_object_set_string_member (reply, "detail", reason->message);
  json_object_set_string_member (reply, "reset", is_below ? "floor" : "lineage");
  json_object_set_int_member (reply, "known", known);
  if (made != 0)
    json_object_set_int_member (reply, "made", made);
  else
    json_object_set_null_member (reply, "made");
  srv_request_reply_json (request, hark_error_get_status (HARK_ERROR_RESET),
                          api_json_take_object (reply));
}

static void
read_feed (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GBytes) body = NULL;
  GString *page = NULL;
  gint64 limit;
  HarkId user, but;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (store != NULL && read_limit (request, &limit, &error) && read_but (request, &but, &error))
    page = store_feed_read (store, &user, srv_request_get_query (request, "since"), (guint)limit,
                            hark_id_is_zero (&but) ? NULL : &but, &error);
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_RESET))
    {
      fail_reset (request, store, error);
      return;
    }
  if (page == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  body = g_string_free_to_bytes (page);
  srv_request_reply (request, SOUP_STATUS_OK, "application/x-ndjson", body);
}

const SrvRoute api_sync_routes[] = {
  { "GET", HARK_API_SYNC, SRV_AUTH_USER, read_feed },
  { NULL },
};

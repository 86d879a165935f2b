/* api-absence.c: who of one's teams is away; one's own absence */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "store-absence.h"
#include "store-setting.h"

#include <string.h>

#define MAX_BODY (4 * 1024)

typedef struct
{
  HarkAbsence absence;
  gint64 now;
} Change;

static HarkId
get_asker (SrvRequest *request)
{
  HarkId asker;

  memcpy (asker.bytes, srv_request_get_user (request), HARK_ID_LEN);
  return asker;
}

static void
list_absences (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  const HarkId asker = get_asker (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  JsonObject *reply;
  JsonArray *list;

  if (store != NULL)
    rows = store_absence_list (store, &asker, srv_context_now (context), &error);
  if (rows == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  zone = store_setting_get_zone (store);
  list = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      const HarkAbsence *row = &g_array_index (rows, HarkAbsence, i);
      JsonObject *json = json_object_new ();

      hark_json_set_id (json, "user", &row->user);
      hark_absence_write (json, row);
      json_array_add_object_element (list, json);
    }
  reply = json_object_new ();
  json_object_set_string_member (reply, "zone", g_time_zone_get_identifier (zone));
  json_object_set_string_member (reply, "set_up",
                                 g_time_zone_get_identifier (srv_store_get_zone (store)));
  json_object_set_array_member (reply, "absences", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* A SrvWork. */
static gboolean
set (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Change *change = data;

  return store_absence_set (store, &change->absence, change->now, error);
}

static void
put_absence (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  Change change = { .absence.user = get_asker (request), .now = srv_context_now (context) };

  if (body == NULL || !hark_absence_read (body, &change.absence, &error)
      || !srv_writer_run (context->writer, set, &change, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

/* A SrvWork. */
static gboolean
end (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_absence_end (store, data, error);
}

static void
delete_absence (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  HarkId asker = get_asker (request);
  g_autoptr (GError) error = NULL;

  if (!srv_writer_run (context->writer, end, &asker, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_absence_routes[] = {
  { "GET", HARK_API_ABSENCES, SRV_AUTH_USER, list_absences },
  { "PUT", HARK_API_ABSENCE, SRV_AUTH_USER, put_absence, MAX_BODY },
  { "DELETE", HARK_API_ABSENCE, SRV_AUTH_USER, delete_absence },
  { NULL },
};

/* api-device.c: where somebody is signed in, and the end of it */
#include "api.h"

#include "api-json.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define DEVICE_PATTERN HARK_API_DEVICES "/*"
#define MAX_BODY 4096 /* bytes of the request */

typedef struct
{
  HarkId user;
  HarkId device;
  GBytes *name;  /* borrowed */
  GArray *ended; /* borrowed */
} Change;

static JsonNode *
describe (GArray *sessions, const HarkId *this_one)
{
  JsonObject *reply = json_object_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      const SrvSession *session = &g_array_index (sessions, SrvSession, i);
      JsonObject *object = json_object_new ();

      hark_json_set_id (object, "device", &session->device);
      if (session->name != NULL)
        hark_json_set_bytes (object, "name", g_bytes_get_data (session->name, NULL),
                             g_bytes_get_size (session->name));
      else
        json_object_set_null_member (object, "name");
      json_object_set_boolean_member (object, "sheet", session->sheet);
      json_object_set_int_member (object, "created", session->created);
      json_object_set_int_member (object, "seen", session->seen);
      json_object_set_boolean_member (object, "this", hark_id_equal (&session->device, this_one));
      json_array_add_object_element (list, object);
    }
  json_object_set_array_member (reply, "devices", list);

  return api_json_take_object (reply);
}

static void
list_devices (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (GArray) sessions = NULL;
  guint8 hash[SRV_SESSION_HASH_LEN];
  SrvSession session;

  if (api_session_get (request, hash, &session, &error)
      && (store = srv_stores_borrow (context->stores, &error)) != NULL)
    sessions = store_session_list (store, &session.user, srv_context_now (context), &error);
  if (sessions == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, describe (sessions, &session.device));
}

static gboolean
read_device (SrvRequest *request, Change *change, GError **error)
{
  memcpy (change->user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (hark_id_from_string (srv_request_get_arg (request), &change->device))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is no device");
  return FALSE;
}

/* A SrvWork. */
static gboolean
set_name (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  return store_session_set_name (store, &change->user, &change->device, change->name, error);
}

static void
put_device (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GBytes) name = NULL;
  Change change;

  if (body != NULL)
    name = hark_json_get_bytes (body, "name", HARK_ACCOUNT_SEALED_NAME_LEN,
                                HARK_ACCOUNT_SEALED_NAME_LEN, &error);
  change.name = name;
  if (name == NULL || !read_device (request, &change, &error)
      || !srv_writer_run (context->writer, set_name, &change, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

/* A SrvWork. */
static gboolean
end_device (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  g_array_set_size (change->ended, 0);
  return store_session_end_device (store, &change->user, &change->device, change->ended, error);
}

static void
delete_device (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ended = srv_session_ended_new ();
  Change change = { .ended = ended };

  if (!read_device (request, &change, &error)
      || !srv_writer_run (context->writer, end_device, &change, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  api_session_tell_ended (context, ended);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_device_routes[] = {
  { "GET", HARK_API_DEVICES, SRV_AUTH_USER, list_devices },
  { "PUT", DEVICE_PATTERN, SRV_AUTH_USER, put_device, MAX_BODY },
  { "DELETE", DEVICE_PATTERN, SRV_AUTH_USER, delete_device },
  { NULL },
};

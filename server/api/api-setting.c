/* api-setting.c: what the organisation and its areas have settled: read by everybody with an
 * account, signed by who may */
#include "api.h"

#include <string.h>

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-setting.h"

#define SETTING_PATTERN HARK_API_SETTINGS "/*"
#define MAX_BODY (HARK_SETTING_MAX_DOCUMENT * 4 / 3 + 1024)

typedef struct
{
  GBytes *document; /* borrowed */
  HarkId user;      /* who sends it */
  gboolean again;   /* it was there once, and was lost */
  guint64 version;
} Put;

static gboolean
read_scope (SrvRequest *request, HarkId *scope, GError **error)
{
  if (hark_id_from_string (srv_request_get_arg (request), scope))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is nothing that could be settled");
  return FALSE;
}

static void
get_setting (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GBytes) document = NULL;
  JsonObject *reply;
  HarkId scope;

  if (store != NULL && read_scope (request, &scope, &error))
    document = store_setting_get (store, &scope, &error);
  if (error != NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  if (document != NULL)
    hark_json_set_bytes (reply, "document", g_bytes_get_data (document, NULL),
                         g_bytes_get_size (document));
  else
    json_object_set_null_member (reply, "document");
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Put *work = data;

  return store_setting_put (store, seq, work->document, work->again ? &work->user : NULL,
                            &work->version, error);
}

/* The scope stands in what was signed; the path must agree. */
static gboolean
check_scope (SrvRequest *request, GBytes *document, GError **error)
{
  g_autoptr (HarkSetting) setting = NULL;
  HarkId scope;

  if (!read_scope (request, &scope, error))
    return FALSE;
  setting = hark_setting_read (document, error);
  if (setting == NULL)
    return FALSE;
  if (hark_id_equal (&setting->scope, &scope))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this settles something else");
  return FALSE;
}

/* Who sends it need not have signed it: whoever has what a store lost that was put back from a
 * backup gives it back. Where who signed it has left since, that takes somebody who may settle it
 * themselves. */
static void
put_setting (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GBytes) document = NULL;
  JsonObject *reply;
  Put work = { 0 };

  memcpy (work.user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (body != NULL)
    document = hark_json_get_bytes (body, "document", 1, HARK_SETTING_MAX_DOCUMENT, &error);
  work.document = document;
  if (document == NULL || !api_roster_read_again (body, &work.again, &error)
      || !check_scope (request, document, &error)
      || (!work.again && !api_roster_check_grace (context, &error))
      || !srv_writer_run (context->writer, put, &work, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_int_member (reply, "version", (gint64)work.version);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_setting_routes[] = {
  { "GET", SETTING_PATTERN, SRV_AUTH_USER, get_setting },
  { "PUT", SETTING_PATTERN, SRV_AUTH_USER, put_setting, MAX_BODY },
  { NULL },
};

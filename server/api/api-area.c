/* api-area.c: areas as empty containers, made by Admins: the first of their settings, with the name
 * in it, and the statement that names their first team */
#include "api-area.h"

#include "api-json.h"
#include "api.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-setting.h"

#define MAX_BODY (HARK_SETTING_MAX_DOCUMENT * 4 / 3 + API_MAX_STATEMENT_BODY)

typedef struct
{
  GBytes *document;
  HarkId admin;
  GBytes *statement;
  guint64 number;
} Creation;

gboolean
api_area_read (JsonObject *json, SrvArea *area, GError **error)
{
  *area = (SrvArea){ .description = (char *)"", .anonymous = TRUE };
  if (json == NULL || !hark_json_get_id (json, "id", &area->id, error))
    return FALSE;
  if (hark_id_is_zero (&area->id))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the area has no id");
      return FALSE;
    }

  area->name = (char *)api_json_get_line (json, "name", HARK_API_MAX_NAME, error);
  return area->name != NULL;
}

/* A SrvWork. */
static gboolean
create (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Creation *work = data;

  return store_setting_begin_area (store, seq, work->document, &work->admin, work->statement,
                                   &work->number, error);
}

/* Before anything waits for it in the queue: whoever sends it signed it. */
static gboolean
check_document (SrvRequest *request, GBytes *document, GError **error)
{
  g_autoptr (HarkSetting) setting = hark_setting_read (document, error);

  if (setting == NULL)
    return FALSE;
  if (memcmp (setting->author.bytes, srv_request_get_user (request), HARK_ID_LEN) == 0)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "another one signed these settings");
  return FALSE;
}

static void
create_area (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GBytes) document = NULL;
  g_autoptr (GBytes) statement = NULL;
  Creation work = { 0 };
  JsonObject *reply;

  memcpy (work.admin.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (body != NULL)
    document = hark_json_get_bytes (body, "document", 1, HARK_SETTING_MAX_DOCUMENT, &error);
  if (document != NULL)
    statement = hark_json_get_bytes (body, "statement", 1, HARK_ROSTER_MAX_STATEMENT, &error);
  work.document = document;
  work.statement = statement;
  if (statement == NULL || !check_document (request, document, &error)
      || !api_roster_check_new (request, statement, &error)
      || !srv_writer_run (context->writer, create, &work, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_int_member (reply, "seq", (gint64)work.number);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_area_routes[] = {
  { "POST", HARK_API_AREAS, SRV_AUTH_USER, create_area, MAX_BODY },
  { NULL },
};

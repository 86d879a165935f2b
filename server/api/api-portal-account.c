/* api-portal-account.c: an Admin's view of the accounts that exist on the portal alone */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-portal-account.h"

static JsonObject *
describe (const SrvPortalAccount *row)
{
  JsonObject *json = json_object_new ();

  hark_json_set_id (json, "user", &row->user);
  json_object_set_string_member (json, "name", row->name);
  json_object_set_string_member (json, "mail", row->mail);
  json_object_set_int_member (json, "created", row->created);
  if (row->ended == 0)
    json_object_set_null_member (json, "ended");
  else
    json_object_set_int_member (json, "ended", row->ended);
  return json;
}

static void
list_accounts (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = api_account_borrow_as_admin (request, &error);
  g_autoptr (GPtrArray) rows = NULL;
  JsonObject *reply;
  JsonArray *list;

  if (store != NULL)
    rows = store_portal_account_list (store, &error);
  if (rows == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  list = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (list, describe (g_ptr_array_index (rows, i)));
  reply = json_object_new ();
  json_object_set_boolean_member (
      reply, "allowed", srv_context_allows_portal_accounts (srv_request_get_context (request)));
  json_object_set_array_member (reply, "accounts", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

typedef struct
{
  HarkId user;
  gint64 now;
} End;

/* A SrvWork. */
static gboolean
end (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const End *work = data;

  return store_portal_account_end (store, &work->user, work->now, error);
}

static gboolean
read_user (SrvRequest *request, HarkId *user, GError **error)
{
  if (hark_id_from_string (srv_request_get_arg (request), user))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such account");
  return FALSE;
}

static void
delete_account (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  End work = { .now = srv_context_now (context) };

  if (api_account_check_admin (request, &error) && read_user (request, &work.user, &error)
      && srv_writer_run (context->writer, end, &work, &error))
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
  else
    srv_request_fail (request, error);
}

const SrvRoute api_portal_account_routes[] = {
  { "GET", HARK_API_PORTAL_ACCOUNTS, SRV_AUTH_USER, list_accounts },
  { "DELETE", HARK_API_PORTAL_ACCOUNTS "/*", SRV_AUTH_USER, delete_account },
  { NULL },
};

/* api-reset.c: an Admin's way back for somebody who has neither password nor sheet: an invitation
 * to the account that is there, under new keys; and the owner's look at it, who may decline */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-invitation.h"

#define MAX_BODY 8192

typedef struct
{
  SrvInvitation row;
  gint64 now;
} Reset;

static void
reset_clear (Reset *self)
{
  g_free (self->row.name);
  g_free (self->row.mail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reset, reset_clear)

static gboolean
read_reset (SrvRequest *request, JsonObject *body, Reset *reset, GError **error)
{
  SrvInvitation *row = &reset->row;

  memcpy (row->inviter.bytes, srv_request_get_user (request), HARK_ID_LEN);
  row->expires = reset->now + HARK_INVITATION_SECONDS;
  if (!hark_id_from_string (srv_request_get_arg (request), &row->user))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such account");
      return FALSE;
    }

  return hark_json_get_fixed (body, "token", row->token, sizeof row->token, error);
}

/* A SrvWork. */
static gboolean
apply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Reset *reset = data;

  return store_invitation_reset (store, &reset->row, reset->now, error);
}

static void
post_reset (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_auto (Reset) reset = { .now = srv_context_now (context) };

  if (body == NULL || !api_account_check_admin (request, &error)
      || !read_reset (request, body, &reset, &error)
      || !srv_writer_run (context->writer, apply, &reset, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

/* --- by whose account it is: it works, or they would not be here --- */

static JsonNode *
describe (SrvContext *context, const SrvInvitation *found)
{
  g_autofree char *by
      = found != NULL ? srv_roster_dup_name (context->roster, &found->inviter) : NULL;
  JsonObject *reply = json_object_new ();
  JsonObject *json;

  if (found == NULL)
    {
      json_object_set_null_member (reply, "reset");
      return api_json_take_object (reply);
    }

  json = json_object_new ();
  json_object_set_string_member (json, "by", by);
  json_object_set_boolean_member (json, "accepted", found->accepted != 0);
  json_object_set_object_member (reply, "reset", json);
  return api_json_take_object (reply);
}

static void
get_own_reset (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (SrvInvitation) found = NULL;
  HarkId user;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (store != NULL)
    found = store_invitation_get_reset (store, &user, srv_context_now (context), &error);
  if (error != NULL && !g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, describe (context, found));
}

/* A SrvWork. */
static gboolean
decline (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Reset *reset = data;
  g_autoptr (SrvInvitation) found
      = store_invitation_get_reset (store, &reset->row.user, reset->now, error);

  return found != NULL && store_invitation_delete (store, &reset->row.user, error);
}

static void
delete_own_reset (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_auto (Reset) reset = { .now = srv_context_now (context) };

  memcpy (reset.row.user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (!srv_writer_run (context->writer, decline, &reset, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_reset_routes[] = {
  { "GET", HARK_API_RESETS, SRV_AUTH_USER, get_own_reset },
  { "DELETE", HARK_API_RESETS, SRV_AUTH_USER, delete_own_reset },
  { "POST", HARK_API_RESETS "/*", SRV_AUTH_USER, post_reset, MAX_BODY },
  { NULL },
};

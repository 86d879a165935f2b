/* api-reset.c: an Admin's way back for somebody who has neither password nor sheet: an invitation
 * to the account that is there, under new keys */
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

const SrvRoute api_reset_routes[] = {
  { "POST", HARK_API_RESETS "/*", SRV_AUTH_USER, post_reset, MAX_BODY },
  { NULL },
};

/* api-invitation.c: how somebody comes to have an account: invited by an Admin, accepted with the
 * token that follows from the invitation's secret */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-area.h"
#include "store-invitation.h"

#define MAX_BODY 8192
#define MAX_ROLE 32 /* bytes of a role's name */

typedef struct
{
  SrvInvitation row;
  SrvAccount account; /* of who accepts */
  guint8 token[HARK_INVITATION_TOKEN_LEN];
  gint64 now;
} Work;

static void
work_clear (Work *self)
{
  g_free (self->row.name);
  g_free (self->row.mail);
  g_free (self->account.mail);
  g_clear_pointer (&self->account.bundle, g_bytes_unref);
  g_clear_pointer (&self->account.sheet_bundle, g_bytes_unref);
  hark_seal_wipe (self->token, sizeof self->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
reply_nothing (SrvRequest *request, const GError *error)
{
  if (error != NULL)
    srv_request_fail (request, error);
  else
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

/* --- by an Admin --- */

/* Both, or neither. */
static gboolean
read_role (JsonObject *body, SrvInvitation *row, GError **error)
{
  const char *role = NULL;

  if (!hark_json_get_opt_string (body, "role", MAX_ROLE, &role, error)
      || !hark_json_get_opt_id (body, "area", &row->area, error))
    return FALSE;
  if ((role == NULL) == hark_id_is_zero (&row->area)
      && (role == NULL || (hark_role_from_name (role, &row->role) && row->role != HARK_ROLE_NONE)))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"role\" and \"area\" go together");
  return FALSE;
}

/* A portal-only account is in no team. */
static gboolean
read_portal (SrvContext *context, JsonObject *body, SrvInvitation *row, GError **error)
{
  if (!json_object_has_member (body, "portal"))
    return TRUE;
  if (!hark_json_get_bool (body, "portal", &row->is_portal, error))
    return FALSE;
  if (!row->is_portal)
    return TRUE;
  if (row->role != HARK_ROLE_NONE)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "a portal-only account is in no team");
  else if (!srv_context_allows_portal_accounts (context))
    g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                 "this organisation has no portal-only accounts");
  else
    return TRUE;

  return FALSE;
}

/* Whom it is for: zeros are nobody. */
static gboolean
read_new_id (JsonObject *body, HarkId *user, GError **error)
{
  if (!hark_json_get_id (body, "user", user, error))
    return FALSE;
  if (!hark_id_is_zero (user))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"user\" is nobody");
  return FALSE;
}

static gboolean
read_invitation (SrvRequest *request, JsonObject *body, Work *work, GError **error)
{
  SrvInvitation *row = &work->row;

  memcpy (row->inviter.bytes, srv_request_get_user (request), HARK_ID_LEN);
  row->expires = work->now + HARK_INVITATION_SECONDS;
  return read_new_id (body, &row->user, error)
         && (row->name = g_strdup (api_json_get_line (body, "name", HARK_API_MAX_NAME, error)))
                != NULL
         && (row->mail = g_strdup (api_account_get_mail (body, error))) != NULL
         && read_role (body, row, error)
         && read_portal (srv_request_get_context (request), body, row, error)
         && hark_json_get_fixed (body, "token", row->token, sizeof row->token, error);
}

/* A SrvWork. */
static gboolean
create (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;

  return store_invitation_create (store, &work->row, work->now, error);
}

static void
create_invitation (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_auto (Work) work = { .now = srv_context_now (context) };

  if (body != NULL && api_account_check_admin (request, &error)
      && read_invitation (request, body, &work, &error))
    srv_writer_run (context->writer, create, &work, &error);
  reply_nothing (request, error);
}

static gboolean
read_user (SrvRequest *request, HarkId *user, GError **error)
{
  if (hark_id_from_string (srv_request_get_arg (request), user))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such invitation");
  return FALSE;
}

/* A SrvWork. */
static gboolean
take_back (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_invitation_delete (store, data, error);
}

static void
delete_invitation (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  HarkId user;

  if (api_account_check_admin (request, &error) && read_user (request, &user, &error))
    srv_writer_run (context->writer, take_back, &user, &error);
  reply_nothing (request, error);
}

static void
set_role (JsonObject *json, const SrvInvitation *row)
{
  if (row->role == HARK_ROLE_NONE)
    json_object_set_null_member (json, "role");
  else
    json_object_set_string_member (json, "role", hark_role_get_name (row->role));
}

static void
set_key (JsonObject *json, const char *name, const SrvInvitation *row, const guint8 *bytes)
{
  if (row->accepted == 0)
    json_object_set_null_member (json, name);
  else
    hark_json_set_bytes (json, name, bytes, 32);
}

static JsonObject *
describe (const SrvInvitation *row)
{
  JsonObject *json = json_object_new ();

  hark_json_set_id (json, "user", &row->user);
  json_object_set_string_member (json, "name", row->name);
  json_object_set_string_member (json, "mail", row->mail);
  set_role (json, row);
  hark_json_set_id (json, "area", &row->area);
  hark_json_set_id (json, "by", &row->inviter);
  json_object_set_int_member (json, "expires", row->expires);
  json_object_set_boolean_member (json, "portal", row->is_portal);
  set_key (json, "sign_pk", row, row->sign_pk);
  set_key (json, "box_pk", row, row->box_pk);
  set_key (json, "tag", row, row->tag);
  return json;
}

/* All of them to an Admin; those of their areas to Experts. */
static void
list_invitations (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) rows = NULL;
  gboolean all = api_account_is_admin (request);
  JsonObject *reply;
  JsonArray *list;
  HarkId user;

  if (store != NULL)
    rows = store_invitation_list (store, srv_context_now (context), &error);
  if (rows == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  list = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      const SrvInvitation *row = g_ptr_array_index (rows, i);

      if (all
          || (row->role != HARK_ROLE_NONE
              && srv_roster_get_role (context->roster, &row->area, &user) == HARK_ROLE_EXPERT))
        json_array_add_object_element (list, describe (row));
    }
  reply = json_object_new ();
  json_object_set_array_member (reply, "invitations", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* --- by who was invited --- */

static gboolean
read_token (JsonObject *body, guint8 token[HARK_INVITATION_TOKEN_LEN], GError **error)
{
  return hark_json_get_fixed (body, "token", token, HARK_INVITATION_TOKEN_LEN, error);
}

static SrvInvitation *
open_invitation (SrvContext *context, Work *work, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL
             ? store_invitation_open (store, &work->row.user, work->token, work->now, error)
             : NULL;
}

static char *
find_area_name (SrvContext *context, const SrvInvitation *row)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  g_autoptr (SrvArea) area = store != NULL && row->role != HARK_ROLE_NONE
                                 ? store_area_get (store, &row->area, NULL)
                                 : NULL;

  return area != NULL ? g_strdup (area->name) : NULL;
}

static void
look (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_auto (Work) work = { .now = srv_context_now (context) };
  g_autoptr (SrvInvitation) found = NULL;
  g_autofree char *inviter = NULL;
  g_autofree char *area = NULL;
  JsonObject *reply;

  if (body != NULL && read_user (request, &work.row.user, &error)
      && read_token (body, work.token, &error))
    found = open_invitation (context, &work, &error);
  if (found == NULL)
    {
      api_session_fail (request, error);
      return;
    }

  inviter = srv_roster_dup_name (context->roster, &found->inviter);
  area = find_area_name (context, found);
  reply = json_object_new ();
  json_object_set_string_member (reply, "name", found->name);
  json_object_set_string_member (reply, "by", inviter);
  set_role (reply, found);
  json_object_set_string_member (reply, "area", area);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

static gboolean
check_box_pk (const guint8 box_pk[32], GError **error)
{
  if (hark_seal_is_box_pk (box_pk))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "nothing can be sealed to this key");
  return FALSE;
}

static gboolean
read_acceptance (JsonObject *body, Work *work, GError **error)
{
  SrvInvitation *row = &work->row;
  JsonObject *account;

  work->account.user = row->user;
  return api_json_check_protocol (body, error)
         && hark_json_get_fixed (body, "sign_pk", row->sign_pk, sizeof row->sign_pk, error)
         && hark_json_get_fixed (body, "box_pk", row->box_pk, sizeof row->box_pk, error)
         && check_box_pk (row->box_pk, error)
         && hark_json_get_fixed (body, "tag", row->tag, sizeof row->tag, error)
         && (account = hark_json_get_object (body, "account", error)) != NULL
         && api_account_read (account, &work->account, error);
}

/* A SrvWork: the token is checked once more, where nothing can come in between. */
static gboolean
accept_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (SrvInvitation) found = NULL;

  found = store_invitation_open (store, &work->row.user, work->token, work->now, error);

  return found != NULL
         && store_invitation_accept (store, &work->row, &work->account, work->now, error);
}

static void
accept_invitation (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_auto (Work) work = { .now = srv_context_now (context) };
  g_autoptr (SrvInvitation) found = NULL;
  g_autofree char *inviter = NULL;
  JsonObject *reply;

  if (body != NULL && read_user (request, &work.row.user, &error)
      && read_token (body, work.token, &error))
    found = open_invitation (context, &work, &error);
  if (found == NULL || !read_acceptance (body, &work, &error)
      || !srv_writer_run (context->writer, accept_work, &work, &error))
    {
      api_session_fail (request, error);
      return;
    }

  inviter = srv_roster_dup_name (context->roster, &found->inviter);
  reply = json_object_new ();
  json_object_set_string_member (reply, "name", found->name);
  json_object_set_string_member (reply, "by", inviter);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_invitation_routes[] = {
  { "POST", HARK_API_INVITATIONS, SRV_AUTH_USER, create_invitation, MAX_BODY },
  { "GET", HARK_API_INVITATIONS, SRV_AUTH_USER, list_invitations },
  { "DELETE", HARK_API_INVITATIONS "/*", SRV_AUTH_USER, delete_invitation },
  { "POST", HARK_API_INVITATIONS "/*/look", SRV_AUTH_NONE, look, MAX_BODY },
  { "POST", HARK_API_INVITATIONS "/*/accept", SRV_AUTH_NONE, accept_invitation, MAX_BODY },
  { NULL },
};

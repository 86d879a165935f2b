/* api-password.c: another password, from the one that is known or from the printed sheet */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_BODY 8192 /* bytes of the request */

typedef struct
{
  SrvAccount *account;
  guint8 old[HARK_HASH_LEN]; /* hash of the login secret until now */
  guint8 session[SRV_SESSION_HASH_LEN];
  GArray *ended; /* borrowed */
} Change;

static gboolean
read_change (JsonObject *body, gboolean by_sheet, Change *change, GError **error)
{
  guint8 secret[HARK_KEY_LEN];

  if (!api_session_read_secret (body, secret, error))
    return FALSE;
  hark_account_login_hash (secret, change->old);
  hark_seal_wipe (secret, sizeof secret);

  return api_account_read_password (body, change->account, error)
         && ((!by_sheet && !json_object_has_member (body, "sheet_login"))
             || api_account_read_sheet (body, change->account, error));
}

/* The secret of a session that came with the sheet is the sheet's, of any other the password's. */
static gboolean
check_old (SrvContext *context, const Change *change, gboolean by_sheet, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  g_autoptr (SrvAccount) account
      = store != NULL ? store_account_get (store, &change->account->user, error) : NULL;

  if (account == NULL)
    return FALSE;
  if (hark_seal_equal (change->old, by_sheet ? account->sheet_login : account->login,
                       sizeof change->old))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the present password is wrong");
  return FALSE;
}

/* A SrvWork. */
static gboolean
apply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  g_array_set_size (change->ended, 0);
  return store_account_update (store, change->account, change->old, error)
         && store_session_set_by_password (store, change->session, error)
         && store_session_end_others (store, &change->account->user, change->session, change->ended,
                                      error);
}

static gboolean
change_password (SrvRequest *request, Change *change, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (JsonObject) body = srv_request_read_json (request, error);
  SrvSession session;

  if (body == NULL || !api_session_get (request, change->session, &session, error)
      || !read_change (body, session.sheet, change, error))
    return FALSE;

  change->account->user = session.user;
  return check_old (context, change, session.sheet, error)
         && srv_writer_run (context->writer, apply, change, error);
}

static void
put_password (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvAccount) account = g_new0 (SrvAccount, 1);
  g_autoptr (GArray) ended = srv_session_ended_new ();
  Change change = { .account = account, .ended = ended };

  if (!change_password (request, &change, &error))
    {
      api_session_fail (request, error);
      return;
    }

  api_session_tell_ended (srv_request_get_context (request), ended);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_password_routes[] = {
  { "PUT", HARK_API_AUTH_PASSWORD, SRV_AUTH_USER, put_password, MAX_BODY },
  { NULL },
};

/* api-session.c: signing in and out: no password comes here, only a secret derived from it */
#include "api.h"

#include "api-factor.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "srv-push.h"
#include "store-account.h"
#include "store-invitation.h"
#include "store-reset.h"
#include "store-roster.h"
#include "store-session.h"

#define TOKEN_TEXT (2 * HARK_API_TOKEN_LEN)
#define MAX_SIGN_IN 4096 /* bytes of the request */

typedef struct
{
  SrvSession session;
  guint8 token[HARK_API_TOKEN_LEN];
  guint8 hash[SRV_SESSION_HASH_LEN];
  guint8 login[HARK_HASH_LEN]; /* of the secret that was right */
  SrvFactorCode code;
  SrvFactorAnswer answer;
  gint64 now;
  GArray *ended; /* borrowed */
} SignIn;

static gboolean
fail_auth (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "name, password or account key is wrong");
  return FALSE;
}

void
api_session_fail (SrvRequest *request, const GError *error)
{
  SrvContext *context = srv_request_get_context (request);

  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
      && srv_throttle_fail (context->throttle, srv_context_now (context)))
    srv_request_delay (request, SRV_WRONG_MILLISECONDS);
  srv_request_fail (request, error);
}

gboolean
api_session_read_hash (SrvRequest *request, guint8 hash[SRV_SESSION_HASH_LEN], GError **error)
{
  const char *text = srv_request_get_bearer (request);
  guint8 token[HARK_API_TOKEN_LEN];

  if (text == NULL || strlen (text) != TOKEN_TEXT)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "sign in first");
      return FALSE;
    }
  for (guint i = 0; i < sizeof token; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "sign in first");
          return FALSE;
        }
      token[i] = (guint8)(high << 4 | low);
    }

  srv_session_hash (token, hash);
  hark_seal_wipe (token, sizeof token);
  return TRUE;
}

static gboolean
get_session (SrvRequest *request, SignIn *sign_in, SrvSession *session, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = NULL;

  if (!api_session_read_hash (request, sign_in->hash, error))
    return FALSE;

  sign_in->now = srv_context_now (context);
  store = srv_stores_borrow (context->stores, error);
  return store != NULL && store_session_get (store, sign_in->hash, sign_in->now, session, error);
}

/* Until there is one where the organisation asks for it, nothing is open but what makes it. */
static gboolean
check_factor (SrvStore *store, SrvContext *context, const HarkId *user, GError **error)
{
  HarkRosterPolicy policy;
  SrvFactor factor;

  srv_roster_get_policy (context->roster, &policy);
  if (!policy.second_factor)
    return TRUE;
  if (!store_factor_get (store, user, &factor, error))
    return FALSE;
  if (factor.is_on)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FACTOR,
               "the organisation asks for a second factor: set one up first");
  return FALSE;
}

/* Who waits to be named by the roster may end the session, and nothing else; who came with the
 * printed sheet chooses a password first. */
static gboolean
check_named (SrvRequest *request, const SrvSession *session, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  const char *path = srv_request_get_path (request);
  g_autoptr (SrvStore) store = NULL;

  if (strcmp (srv_request_get_method (request), "DELETE") == 0
      && strcmp (path, HARK_API_AUTH_SESSION) == 0)
    return TRUE;
  if (session->sheet && !session->is_waiting && !g_str_has_prefix (path, HARK_API_AUTH))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                   "the recovery sheet was used: choose a new password first");
      return FALSE;
    }

  store = srv_stores_borrow (context->stores, error);
  return store != NULL && store_invitation_check (store, &session->user, session->is_waiting, error)
         && (g_str_has_prefix (path, HARK_API_AUTH)
             || check_factor (store, context, &session->user, error));
}

gboolean
api_session_get (SrvRequest *request, guint8 hash[SRV_SESSION_HASH_LEN], SrvSession *session,
                 GError **error)
{
  SignIn sign_in;

  if (!get_session (request, &sign_in, session, error))
    return FALSE;

  memcpy (hash, sign_in.hash, SRV_SESSION_HASH_LEN);
  return TRUE;
}

void
api_session_tell_ended (SrvContext *context, GArray *ended)
{
  for (guint i = 0; i < ended->len; i++)
    srv_push_end_session (context->push, (const guint8 *)ended->data + i * SRV_SESSION_HASH_LEN);
}

/* A SrvWork. */
static gboolean
touch (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SignIn *sign_in = data;

  return store_session_touch (store, sign_in->hash, sign_in->now, error);
}

gboolean
api_session_authenticate (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  SignIn sign_in;
  SrvSession session;

  /* A session outlives an upgrade of either side. */
  if (!api_json_check_protocol_header (srv_request_get_header (request, HARK_PROTOCOL_HEADER),
                                       error)
      || !get_session (request, &sign_in, &session, error)
      || !check_named (request, &session, error))
    return FALSE;
  /* kept coarsely: not every request writes; put right after a clock that was ahead */
  if (ABS (sign_in.now - session.seen) >= SRV_SESSION_TOUCH
      && !srv_writer_run (context->writer, touch, &sign_in, error))
    return FALSE;

  srv_request_set_user (request, session.user.bytes);
  return TRUE;
}

/* For a name that nobody has, what is made up for it; both ways cost the same reads. */
static gboolean
find_params (SrvContext *context, const char *name, HarkId *user, HarkAccountCost *cost,
             GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  g_autoptr (SrvAccount) account = NULL;
  g_autoptr (GError) local = NULL;
  HarkId found;

  if (store == NULL || !store_account_fake (store, name, user, cost, error))
    return FALSE;

  found = *user;
  if (!srv_roster_find_user (context->roster, name, &found)
      && !store_invitation_find (store, name, &found, &local) && local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  account = store_account_get (store, &found, &local);
  if (account != NULL)
    {
      *user = account->user;
      *cost = account->cost;
    }
  else if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

static void
read_params (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  const char *name = srv_request_get_query (request, "user");
  g_autoptr (GError) error = NULL;
  JsonObject *reply;
  HarkAccountCost cost;
  HarkId org, user;

  if (!srv_roster_get_org (context->roster, &org, NULL, NULL))
    g_set_error (&error, HARK_ERROR, HARK_ERROR_SETUP, "the organisation is not set up yet");
  else if (name == NULL || *name == '\0' || strlen (name) > HARK_API_MAX_NAME)
    g_set_error (&error, HARK_ERROR, HARK_ERROR_INVALID, "\"user\" is a name");
  if (error != NULL || !find_params (context, name, &user, &cost, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  hark_json_set_id (reply, "org", &org);
  hark_json_set_id (reply, "user", &user);
  json_object_set_int_member (reply, "ops", cost.ops);
  json_object_set_int_member (reply, "mem", cost.mem_kib);
  hark_json_set_bytes (reply, "salt", cost.salt, sizeof cost.salt);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* In the roster, or on the way there. */
static gboolean
may_sign_in (SrvStore *store, const HarkId *user, gboolean *may, GError **error)
{
  g_autoptr (GError) local = NULL;

  *may = store_invitation_check (store, user, FALSE, &local)
         || g_error_matches (local, HARK_ERROR, HARK_ERROR_WAITING);
  if (*may || g_error_matches (local, HARK_ERROR, HARK_ERROR_AUTH))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Whose secret it is, into @session: the account's own or, as long as nobody has confirmed it, that
 * of its reset. The same is read and compared for everybody, whether there is one or not. */
static gboolean
find_secret (SrvStore *store, const guint8 hash[HARK_HASH_LEN], SrvSession *session,
             gboolean *right, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) account = store_account_get (store, &session->user, &local);
  g_autoptr (SrvAccount) reset = NULL;
  const SrvAccount nobody = { 0 };
  const SrvAccount *own = account != NULL ? account : &nobody, *others;
  gboolean by_password, by_sheet, by_new_password, by_new_sheet;

  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    g_clear_error (&local);
  if (local == NULL)
    reset = store_reset_get (store, &session->user, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  others = reset != NULL ? reset : &nobody;
  by_password = hark_seal_equal (hash, own->login, HARK_HASH_LEN);
  by_sheet = hark_seal_equal (hash, own->sheet_login, HARK_HASH_LEN);
  by_new_password = hark_seal_equal (hash, others->login, HARK_HASH_LEN);
  by_new_sheet = hark_seal_equal (hash, others->sheet_login, HARK_HASH_LEN);
  *right = account != NULL
           && (by_password || by_sheet || (reset != NULL && (by_new_password || by_new_sheet)));
  session->is_waiting = !by_password && !by_sheet;
  session->sheet = session->is_waiting ? !by_new_password : !by_password;
  return TRUE;
}

/* Wrong in the same way for nobody, for who was switched off and for the wrong secret. */
static gboolean
check_secret (SrvContext *context, SignIn *sign_in, const guint8 secret[HARK_KEY_LEN],
              GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  gboolean right, may;

  hark_account_login_hash (secret, sign_in->login);
  if (store == NULL || !may_sign_in (store, &sign_in->session.user, &may, error)
      || !find_secret (store, sign_in->login, &sign_in->session, &right, error))
    return FALSE;

  return (right && may) || fail_auth (error);
}

/* A SrvWork. The password may have been changed since it was compared, or a reset confirmed. A code
 * is right once, which is decided here, and a wrong one stays counted; who comes with a reset has
 * none. */
static gboolean
create (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SignIn *sign_in = data;
  SrvSession *session = &sign_in->session;
  gboolean right;

  if (!find_secret (store, sign_in->login, session, &right, error))
    return FALSE;
  if (!right)
    return fail_auth (error);
  sign_in->answer = SRV_FACTOR_RIGHT;
  if (!session->is_waiting
      && !store_factor_use (store, &session->user, &sign_in->code, sign_in->now, &sign_in->answer,
                            error))
    return FALSE;

  g_array_set_size (sign_in->ended, 0);
  return sign_in->answer != SRV_FACTOR_RIGHT
         || store_session_create (store, sign_in->hash, session, sign_in->ended, error);
}

gboolean
api_session_read_secret (JsonObject *body, guint8 secret[HARK_KEY_LEN], GError **error)
{
  GBytes *bytes = hark_json_get_bytes (body, "secret", HARK_KEY_LEN, HARK_KEY_LEN, error);
  gpointer data;
  gsize length;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_unref_to_data (bytes, &length);
  memcpy (secret, data, length);
  hark_seal_wipe (data, length);
  g_free (data);
  return TRUE;
}

/* One that does not say which device it is on is a device of its own. */
static gboolean
read_device (JsonObject *body, HarkId *device, GError **error)
{
  if (json_object_has_member (body, "device"))
    return hark_json_get_id (body, "device", device, error);

  hark_id_random (device);
  return TRUE;
}

static gboolean
sign_in_with (SrvContext *context, JsonObject *body, SignIn *sign_in, GError **error)
{
  guint8 secret[HARK_KEY_LEN];
  gboolean right;

  if (!api_json_check_protocol (body, error)
      || !hark_json_get_id (body, "user", &sign_in->session.user, error)
      || !read_device (body, &sign_in->session.device, error)
      || !api_session_read_secret (body, secret, error))
    return FALSE;

  right = check_secret (context, sign_in, secret, error);
  hark_seal_wipe (secret, sizeof secret);
  /* whether there is a second factor is nothing for who does not know the first */
  if (!right
      || (json_object_has_member (body, "code")
          && !api_factor_read_code (body, &sign_in->code, error)))
    return FALSE;

  hark_seal_random (sign_in->token, sizeof sign_in->token);
  srv_session_hash (sign_in->token, sign_in->hash);
  return srv_writer_run (context->writer, create, sign_in, error)
         && api_factor_check (sign_in->answer, error);
}

static char *
write_token (const guint8 token[HARK_API_TOKEN_LEN])
{
  char *text = g_malloc (TOKEN_TEXT + 1);

  for (guint i = 0; i < HARK_API_TOKEN_LEN; i++)
    g_snprintf (text + 2 * i, 3, "%02x", token[i]);
  return text;
}

static void
create_session (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GArray) ended = srv_session_ended_new ();
  gint64 now = srv_context_now (context);
  SignIn sign_in = { .session.created = now, .now = now, .ended = ended };
  JsonObject *reply;
  char *token;

  if (body == NULL || !sign_in_with (context, body, &sign_in, &error))
    {
      api_session_fail (request, error);
      return;
    }

  api_session_tell_ended (context, ended);
  token = write_token (sign_in.token);
  reply = json_object_new ();
  json_object_set_string_member (reply, "token", token);
  hark_json_set_id (reply, "user", &sign_in.session.user);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
  hark_seal_free_string (token);
  hark_seal_wipe (&sign_in, sizeof sign_in);
}

/* A SrvWork. */
static gboolean delete (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SignIn *sign_in = data;

  return store_session_delete (store, sign_in->hash, error);
}

static void
delete_session (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  SignIn sign_in;

  if (!api_session_read_hash (request, sign_in.hash, &error)
      || !srv_writer_run (context->writer, delete, &sign_in, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_push_end_session (context->push, sign_in.hash);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

/* Who came with the printed sheet gets the copy that the sheet opens. */
static void
read_bundle (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (SrvAccount) account = NULL;
  SignIn sign_in;
  SrvSession session;
  JsonObject *reply;
  GBytes *bundle;

  if (get_session (request, &sign_in, &session, &error)
      && (store = srv_stores_borrow (context->stores, &error)) != NULL)
    account = store_account_get (store, &session.user, &error);
  if (account == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  bundle = session.sheet ? account->sheet_bundle : account->bundle;
  reply = json_object_new ();
  hark_json_set_bytes (reply, "bundle", g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle));
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_session_routes[] = {
  { "GET", HARK_API_AUTH_PARAMS, SRV_AUTH_NONE, read_params },
  { "POST", HARK_API_AUTH_SESSION, SRV_AUTH_NONE, create_session, MAX_SIGN_IN },
  { "DELETE", HARK_API_AUTH_SESSION, SRV_AUTH_USER, delete_session },
  { "GET", HARK_API_AUTH_BUNDLE, SRV_AUTH_USER, read_bundle },
  { NULL },
};

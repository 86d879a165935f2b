/* api-factor.c: one's own second factor */
#include "api.h"

#include "api-factor.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-account.h"
#include "store-roster.h"

#define MAX_BODY 4096 /* bytes of the request */
#define MAX_CODE 100  /* bytes, as typed */

typedef struct
{
  HarkId user;
  SrvFactorCode code;
  SrvFactorAnswer answer;
  gint64 now;
  guint8 login[HARK_HASH_LEN]; /* of the password's secret that came along */
  guint8 secret[SRV_FACTOR_SECRET_LEN];
  guint8 codes[SRV_FACTOR_RECOVERY_CODES][SRV_FACTOR_RECOVERY_LEN];
} Change;

gboolean
api_factor_read_code (JsonObject *body, SrvFactorCode *code, GError **error)
{
  const char *text = hark_json_get_string (body, "code", MAX_CODE, error);

  return text != NULL && srv_factor_code_parse (text, code, error);
}

gboolean
api_factor_check (SrvFactorAnswer answer, GError **error)
{
  switch (answer)
    {
    case SRV_FACTOR_RIGHT:
      return TRUE;
    case SRV_FACTOR_MISSING:
      g_set_error (error, HARK_ERROR, HARK_ERROR_FACTOR, "the code of the second factor is needed");
      return FALSE;
    case SRV_FACTOR_WAIT:
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
                   "too many codes were wrong: wait a while, or use a recovery code");
      return FALSE;
    case SRV_FACTOR_WRONG:
    default:
      g_set_error (error, HARK_ERROR, HARK_ERROR_FACTOR, "this code is wrong, or was used already");
      return FALSE;
    }
}

static void
begin_change (SrvRequest *request, Change *change)
{
  *change = (Change){ .now = srv_context_now (srv_request_get_context (request)) };
  memcpy (change->user.bytes, srv_request_get_user (request), HARK_ID_LEN);
}

/* What the writer does with the code of the request. */
static gboolean
run_with_code (SrvRequest *request, SrvWork work, Change *change, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (JsonObject) body = srv_request_read_json (request, error);

  begin_change (request, change);
  hark_seal_random (change->codes, sizeof change->codes);
  return body != NULL && api_factor_read_code (body, &change->code, error)
         && srv_writer_run (context->writer, work, change, error)
         && api_factor_check (change->answer, error);
}

/* The one time that they are told. */
static void
reply_codes (SrvRequest *request, const Change *change)
{
  JsonObject *reply = json_object_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < SRV_FACTOR_RECOVERY_CODES; i++)
    {
      char *line = hark_code_bytes_to_line (change->codes[i], sizeof change->codes[i]);

      json_array_add_string_element (list, line);
      hark_seal_free_string (line);
    }
  json_object_set_array_member (reply, "codes", list);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

static void
read_factor (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  SrvFactor factor;
  Change change;
  JsonObject *reply;

  begin_change (request, &change);
  if (store == NULL || !store_factor_get (store, &change.user, &factor, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_boolean_member (reply, "on", factor.is_on);
  if (factor.is_on)
    json_object_set_int_member (reply, "since", factor.since);
  else
    json_object_set_null_member (reply, "since");
  json_object_set_int_member (reply, "codes", factor.codes);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* A SrvWork. Whoever only sits in front of a device that is signed in cannot lock its owner out of
 * all others. */
static gboolean
begin (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;
  g_autoptr (SrvAccount) account = store_account_get (store, &change->user, error);

  if (account == NULL)
    return FALSE;
  if (!hark_seal_equal (account->login, change->login, sizeof change->login))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the present password is wrong");
      return FALSE;
    }

  return store_factor_begin (store, &change->user, change->secret, error);
}

static gboolean
read_password (JsonObject *body, Change *change, GError **error)
{
  guint8 secret[HARK_KEY_LEN];
  gboolean ok = api_session_read_secret (body, secret, error);

  if (ok)
    hark_account_login_hash (secret, change->login);
  hark_seal_wipe (secret, sizeof secret);
  return ok;
}

static void
post_factor (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  JsonObject *reply;
  Change change;

  begin_change (request, &change);
  hark_seal_random (change.secret, sizeof change.secret);
  if (body == NULL || !read_password (body, &change, &error)
      || !srv_writer_run (context->writer, begin, &change, &error))
    {
      api_session_fail (request, error);
      return;
    }

  reply = json_object_new ();
  hark_json_set_bytes (reply, "secret", change.secret, sizeof change.secret);
  hark_seal_wipe (&change, sizeof change);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* A SrvWork. */
static gboolean
confirm (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  return store_factor_confirm (store, &change->user, &change->code, change->now, &change->answer,
                               error)
         && (change->answer != SRV_FACTOR_RIGHT
             || store_factor_set_codes (store, &change->user, change->codes, error));
}

/* A SrvWork. */
static gboolean
renew_codes (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;

  return store_factor_use (store, &change->user, &change->code, change->now, &change->answer, error)
         && (change->answer != SRV_FACTOR_RIGHT
             || store_factor_set_codes (store, &change->user, change->codes, error));
}

/* A SrvWork. While the organisation asks for one, nobody goes without. */
static gboolean
end (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Change *change = data;
  HarkRosterPolicy policy;

  srv_roster_get_policy (srv_store_get_roster (store), &policy);
  if (policy.second_factor)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                   "the organisation asks for a second factor: it cannot be turned off");
      return FALSE;
    }

  return store_factor_use (store, &change->user, &change->code, change->now, &change->answer, error)
         && (change->answer != SRV_FACTOR_RIGHT || store_factor_end (store, &change->user, error));
}

static void
answer (SrvRequest *request, SrvWork work, gboolean with_codes)
{
  g_autoptr (GError) error = NULL;
  Change change;

  if (!run_with_code (request, work, &change, &error))
    srv_request_fail (request, error);
  else if (with_codes)
    reply_codes (request, &change);
  else
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
  hark_seal_wipe (&change, sizeof change);
}

static void
put_factor (SrvRequest *request)
{
  answer (request, confirm, TRUE);
}

static void
post_codes (SrvRequest *request)
{
  answer (request, renew_codes, TRUE);
}

static void
post_off (SrvRequest *request)
{
  answer (request, end, FALSE);
}

const SrvRoute api_factor_routes[] = {
  { "GET", HARK_API_AUTH_FACTOR, SRV_AUTH_USER, read_factor },
  { "POST", HARK_API_AUTH_FACTOR, SRV_AUTH_USER, post_factor, MAX_BODY },
  { "PUT", HARK_API_AUTH_FACTOR, SRV_AUTH_USER, put_factor, MAX_BODY },
  { "POST", HARK_API_AUTH_FACTOR_CODES, SRV_AUTH_USER, post_codes, MAX_BODY },
  { "POST", HARK_API_AUTH_FACTOR_OFF, SRV_AUTH_USER, post_off, MAX_BODY },
  { NULL },
};

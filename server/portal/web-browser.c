/* web-browser.c: the door for the portal's script: signing in and out, an invitation, another
 * password; see web-browser.h */
#include "web-browser.h"

#include <string.h>

#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-roster.h"
#include "web-account.h"

#define MAX_SMALL 4096   /* bytes of a request */
#define MAX_QUESTION 512 /* bytes of a token, of an answer */

gboolean
web_browser_begin (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);

  web_text_use (srv_request_get_language (request));
  if (srv_config_is_on (context->config, SRV_CONFIG_PORTAL_ENABLED)
      && srv_roster_get_org (context->roster, NULL, NULL, NULL)
      && srv_context_allows_portal_accounts (context))
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there are no such accounts");
  return FALSE;
}

static gboolean
fail_auth (GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_AUTH, "sign in first");
  return FALSE;
}

/* The account as it is now, if it has the password still that let @bearer in. */
static SrvPortalAccount *
load_account (SrvRequest *request, const WebBearer *bearer, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  g_autoptr (SrvPortalAccount) row = NULL;
  g_autoptr (GError) local = NULL;

  if (store == NULL)
    return NULL;
  row = store_portal_account_get (store, &bearer->user, &local);
  if (row != NULL && hark_seal_equal (row->login, bearer->login, sizeof row->login))
    return g_steal_pointer (&row);

  if (row != NULL || g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    fail_auth (error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
web_browser_enter (SrvRequest *request, WebBearer *bearer, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvPortalAccount) row = NULL;

  if (!web_browser_begin (request, error))
    return FALSE;
  if (!web_bearers_find (context->portal->bearers, srv_request_get_bearer (request),
                         srv_context_now (context), bearer))
    return fail_auth (error);

  row = load_account (request, bearer, error);
  return row != NULL;
}

static void
reply_with (SrvRequest *request, guint status, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  srv_request_reply_json (request, status, node);
}

void
web_browser_reply (SrvRequest *request, JsonObject *object)
{
  reply_with (request, SOUP_STATUS_OK, object);
}

/* ------------------------------------------------------------------ what was sent */

static gboolean
read_blob (JsonObject *body, const char *name, guint8 *out, gsize length, GError **error)
{
  GBytes *bytes = hark_json_get_bytes (body, name, length, length, error);
  gpointer data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_unref_to_data (bytes, &length);
  memcpy (out, data, length);
  hark_seal_wipe (data, length);
  g_free (data);
  return TRUE;
}

/* The hash of a secret that was sent: nothing here keeps the secret. */
static gboolean
read_login (JsonObject *body, const char *name, guint8 login[HARK_HASH_LEN], GError **error)
{
  guint8 secret[HARK_KEY_LEN];

  if (!read_blob (body, name, secret, sizeof secret, error))
    return FALSE;

  hark_account_login_hash (secret, login);
  hark_seal_wipe (secret, sizeof secret);
  return TRUE;
}

/* What a password became. The bundle must be whose it is said to be, and cost what the server
 * works out for who comes without a script. */
static gboolean
read_password (SrvContext *context, JsonObject *body, SrvPortalAccount *account, GError **error)
{
  HarkId org;

  srv_roster_get_org (context->roster, &org, NULL, NULL);
  account->cost.ops = HARK_ACCOUNT_PORTAL_OPS;
  account->cost.mem_kib = HARK_ACCOUNT_PORTAL_MEM_KIB;
  if (!read_login (body, "secret", account->login, error)
      || !read_blob (body, "salt", account->cost.salt, sizeof account->cost.salt, error))
    return FALSE;
  g_clear_pointer (&account->bundle, g_bytes_unref);
  account->bundle = hark_json_get_bytes (body, "bundle", HARK_BUNDLE_LEN, HARK_BUNDLE_LEN, error);
  if (account->bundle == NULL)
    return FALSE;
  if (hark_account_is_bundle_of (account->bundle, &org, &account->user, &account->cost))
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "the bundle is of something else");
  return FALSE;
}

/* ------------------------------------------------------------------ the security question */

static gboolean
read_question (JsonObject *body, const char **token, const char *answers[WEB_MAX_QUESTIONS],
               GError **error)
{
  JsonArray *list = hark_json_get_array (body, "answers", WEB_MAX_QUESTIONS, error);

  *token = list != NULL ? hark_json_get_string (body, "token", MAX_QUESTION, error) : NULL;
  if (*token == NULL)
    return FALSE;

  for (guint i = 0; i < WEB_MAX_QUESTIONS; i++)
    {
      JsonNode *node = i < json_array_get_length (list) ? json_array_get_element (list, i) : NULL;

      answers[i] = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                           && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : NULL;
      if (answers[i] != NULL && strlen (answers[i]) > MAX_QUESTION)
        answers[i] = NULL;
    }
  return TRUE;
}

/* Not let in, and why; with the next question. */
static void
refuse (SrvRequest *request, const char *code, const char *fault, guint least)
{
  JsonObject *reply = json_object_new ();

  json_object_set_string_member (reply, "code", code);
  json_object_set_string_member (reply, "detail", fault);
  json_object_set_object_member (reply, "question",
                                 web_question_describe (request, WEB_DOOR_ACCOUNT, least));
  reply_with (request, SOUP_STATUS_FORBIDDEN, reply);
}

/* FALSE where the request was answered. */
static gboolean
check_question (SrvRequest *request, JsonObject *body, guint least)
{
  const char *token, *answers[WEB_MAX_QUESTIONS];
  g_autoptr (GError) error = NULL;
  WebVerdict verdict;

  if (!read_question (body, &token, answers, &error))
    {
      srv_request_fail (request, error);
      return FALSE;
    }

  verdict = web_question_check_more (request, WEB_DOOR_ACCOUNT, least, token, answers);
  if (verdict == WEB_ANSWER_RIGHT)
    return TRUE;

  refuse (request, "question", web_question_get_fault (verdict), least);
  return FALSE;
}

static void
get_question (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (web_browser_begin (request, &error))
    web_browser_reply (request, web_question_describe (request, WEB_DOOR_ACCOUNT, 0));
  else
    srv_request_fail (request, error);
}

/* ------------------------------------------------------------------ signing in and out */

static JsonObject *
begin (SrvRequest *request, GError **error)
{
  return web_browser_begin (request, error) ? srv_request_read_json (request, error) : NULL;
}

static void
post_params (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = begin (request, &error);
  const char *name
      = body != NULL ? hark_json_get_string (body, "name", HARK_API_MAX_NAME, &error) : NULL;
  g_autoptr (SrvPortalAccount) account = NULL;
  HarkAccountCost cost;
  JsonObject *reply;
  HarkId user;

  if (name == NULL || !web_account_key_find (context, name, &user, &cost, &account, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  hark_json_set_id (reply, "user", &user);
  json_object_set_int_member (reply, "ops", cost.ops);
  json_object_set_int_member (reply, "mem", cost.mem_kib);
  hark_json_set_bytes (reply, "salt", cost.salt, sizeof cost.salt);
  web_browser_reply (request, reply);
}

static void
let_in (SrvRequest *request, const SrvPortalAccount *account)
{
  SrvContext *context = srv_request_get_context (request);
  char *token = web_bearers_open (context->portal->bearers, &account->user, account->name,
                                  account->login, srv_context_now (context));
  JsonObject *reply = json_object_new ();

  json_object_set_string_member (reply, "token", token);
  hark_json_set_id (reply, "user", &account->user);
  json_object_set_string_member (reply, "name", account->name);
  hark_json_set_bytes (reply, "bundle", g_bytes_get_data (account->bundle, NULL),
                       g_bytes_get_size (account->bundle));
  web_browser_reply (request, reply);
  hark_seal_free_string (token);
}

static void
post_session (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = begin (request, &error);
  const char *name
      = body != NULL ? hark_json_get_string (body, "name", HARK_API_MAX_NAME, &error) : NULL;
  g_autoptr (SrvPortalAccount) account = NULL;
  guint8 login[HARK_HASH_LEN], expected[HARK_HASH_LEN];
  HarkAccountCost cost;
  HarkId user;

  if (name == NULL || !read_login (body, "secret", login, &error))
    {
      srv_request_fail (request, error);
      return;
    }
  if (!check_question (request, body, web_account_get_questions (request, name)))
    return;
  if (!web_account_key_find (context, name, &user, &cost, &account, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  hark_seal_random (expected, sizeof expected);
  if (account != NULL)
    memcpy (expected, account->login, sizeof expected);
  if (hark_seal_equal (login, expected, sizeof login) && account != NULL)
    let_in (request, account);
  else
    {
      web_account_count_wrong (request, name);
      refuse (request, "auth", _ ("Name or password is wrong."),
              web_account_get_questions (request, name));
    }
}

static void
delete_session (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);

  web_bearers_close (context->portal->bearers, srv_request_get_bearer (request));
  web_browser_reply (request, json_object_new ());
}

/* ------------------------------------------------------------------ an invitation */

static SrvPortalAccount *
look_invitation (SrvRequest *request, JsonObject *body, guint8 code[HARK_HASH_LEN], GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  const char *text = hark_json_get_string (body, "code", HARK_CODE_MAX_TEXT, error);
  g_autoptr (SrvStore) store = text != NULL ? srv_stores_borrow (context->stores, error) : NULL;

  if (store == NULL)
    return NULL;

  web_account_hash_code (context, text, code);
  return store_portal_account_look (store, code, srv_context_now (context), error);
}

static void
refuse_code (SrvRequest *request, const GError *error)
{
  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE))
    {
      srv_request_fail (request, error);
      return;
    }

  web_question_count (request, WEB_DOOR_ACCOUNT);
  refuse (request, "code", web_account_get_code_fault (), 0);
}

/* Whose account it becomes: the keys are wrapped for them. */
static void
post_invitation (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = begin (request, &error);
  g_autoptr (SrvPortalAccount) account = NULL;
  guint8 code[HARK_HASH_LEN];
  JsonObject *reply;

  if (body == NULL)
    {
      srv_request_fail (request, error);
      return;
    }
  if (!check_question (request, body, 0))
    return;

  account = look_invitation (request, body, code, &error);
  if (account == NULL)
    {
      refuse_code (request, error);
      return;
    }

  reply = json_object_new ();
  hark_json_set_id (reply, "user", &account->user);
  json_object_set_string_member (reply, "name", account->name);
  web_browser_reply (request, reply);
}

typedef struct
{
  guint8 code[HARK_HASH_LEN]; /* its hash; of another password, the hash of the one before */
  SrvPortalAccount *account;
  gint64 now;
} Settling;

/* A SrvWork. */
static gboolean
accept_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Settling *settling = data;

  return store_portal_account_accept (store, settling->code, settling->account, settling->now,
                                      error);
}

/* The code is all that lets them in here, and is not guessed: there is no question again. */
static void
post_account (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = begin (request, &error);
  g_autoptr (SrvPortalAccount) account = NULL;
  Settling settling = { .now = srv_context_now (context) };

  if (body == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  account = look_invitation (request, body, settling.code, &error);
  settling.account = account;
  if (account != NULL && read_password (context, body, account, &error)
      && srv_writer_run (context->writer, accept_work, &settling, &error))
    let_in (request, account);
  else
    refuse_code (request, error);
}

/* ------------------------------------------------------------------ another password */

/* A SrvWork. */
static gboolean
change_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Settling *settling = data;

  return store_portal_account_update (store, settling->account, settling->code, error);
}

/* Whoever sits down at somebody's open browser has few tries. */
static void
refuse_change (SrvRequest *request, const WebBearer *bearer)
{
  SrvContext *context = srv_request_get_context (request);

  web_account_count_wrong (request, bearer->name);
  if (web_account_get_questions (request, bearer->name) >= WEB_MAX_QUESTIONS)
    web_bearers_close (context->portal->bearers, srv_request_get_bearer (request));
  refuse (request, "password", _ ("This is not your present password."), 0);
}

static void
post_password (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (SrvPortalAccount) account = NULL;
  Settling settling = { .now = srv_context_now (context) };
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error))
    body = srv_request_read_json (request, &error);
  if (body != NULL && read_login (body, "old", settling.code, &error))
    account = load_account (request, &bearer, &error);
  if (account == NULL)
    {
      srv_request_fail (request, error);
      return;
    }
  if (!hark_seal_equal (settling.code, account->login, sizeof settling.code))
    {
      refuse_change (request, &bearer);
      return;
    }

  settling.account = account;
  if (!read_password (context, body, account, &error)
      || !srv_writer_run (context->writer, change_work, &settling, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  /* whoever has seen the token before is out as well */
  web_bearers_close (context->portal->bearers, srv_request_get_bearer (request));
  let_in (request, account);
}

const SrvRoute web_browser_routes[] = {
  { "GET", HARK_API_PORTAL "question", SRV_AUTH_NONE, get_question },
  { "POST", HARK_API_PORTAL "params", SRV_AUTH_NONE, post_params, MAX_SMALL },
  { "POST", HARK_API_PORTAL "session", SRV_AUTH_NONE, post_session, MAX_SMALL },
  { "DELETE", HARK_API_PORTAL "session", SRV_AUTH_NONE, delete_session },
  { "POST", HARK_API_PORTAL "invitation", SRV_AUTH_NONE, post_invitation, MAX_SMALL },
  { "POST", HARK_API_PORTAL "account", SRV_AUTH_NONE, post_account, MAX_SMALL },
  { "POST", HARK_API_PORTAL "password", SRV_AUTH_NONE, post_password, MAX_SMALL },
  { NULL },
};

/* test-portal-script.c: what the portal's script asks for: at the level of the formats, so that
 * each piece can be made wrong; the script itself runs in tests/portal/script.mjs */
#include <string.h>

#include "guest.h"

#include "hark-account.h"
#include "hark-api.h"
#include "hark-json.h"
#include "solver.h"
#include "spoil.h"
#include "srv-portal.h"
#include "store-portal-ticket.h"
#include "web-bearer.h"
#include "web-page.h"
#include "web-portal.h"

#define MINUTE 60
#define PASSWORD GUEST_PASSWORD
#define OTHER "another long password"
#define ID "00112233445566778899aabbccddeeff"
#define NEW_ID "ffffffffffffffffffffffffffffff00"
#define LARGE (26 * 1024 * 1024)

/* ------------------------------------------------------------------ a browser with a script */

static Reply *
ask (Fixture *f, const char *method, const char *path, const char *token, JsonObject *body)
{
  g_autofree char *text = body != NULL ? hark_json_to_string (body) : NULL;
  g_autofree char *whole = g_strconcat (HARK_API_PORTAL, path, NULL);

  return harness_request (f->harness, method, whole, token, text);
}

static guint
ask_status (Fixture *f, const char *method, const char *path, const char *token, JsonObject *body)
{
  g_autoptr (Reply) reply = ask (f, method, path, token, body);

  return reply->status;
}

/* Answers @question, or answers it wrongly. */
static void
add_question (JsonObject *body, JsonObject *question, gboolean right)
{
  JsonArray *list = json_object_get_array_member (question, "questions");
  JsonArray *answers = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autofree char *answer = solver_solve (json_array_get_string_element (list, i));

      json_array_add_string_element (answers, right ? answer : "never");
    }
  json_object_set_string_member (body, "token", hark_json_peek_string (question, "token"));
  json_object_set_array_member (body, "answers", answers);
}

static void
add_new_question (Fixture *f, JsonObject *body)
{
  g_autoptr (Reply) reply = ask (f, "GET", "question", NULL, NULL);

  add_question (body, reply->json, TRUE);
}

/* The login secret of @password for @name, worked out as the server says. */
static void
add_secret (Fixture *f, JsonObject *body, const char *member, const char *name,
            const char *password)
{
  g_autoptr (JsonObject) asked = json_object_new ();
  g_autoptr (Reply) reply = NULL;
  g_autoptr (GBytes) salt = NULL;
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  HarkAccountCost cost = { .ops = HARK_ACCOUNT_PORTAL_OPS, .mem_kib = HARK_ACCOUNT_PORTAL_MEM_KIB };
  HarkId user;

  json_object_set_string_member (asked, "name", name);
  reply = ask (f, "POST", "params", NULL, asked);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (hark_json_get_id (reply->json, "user", &user, NULL));
  salt = hark_json_get_bytes (reply->json, "salt", 16, 16, NULL);
  memcpy (cost.salt, g_bytes_get_data (salt, NULL), sizeof cost.salt);
  g_assert_true (
      hark_account_derive_portal (password, &cost, &f->world->org, &user, secrets, NULL));
  hark_json_set_bytes (body, member, secrets->login, sizeof secrets->login);
  hark_seal_free (secrets);
}

static JsonObject *
make_sign_in (Fixture *f, const char *name, const char *password)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", name);
  add_secret (f, body, "secret", name, password);
  add_new_question (f, body);
  return body;
}

/* The token, NULL where they are not let in. (transfer full) */
static char *
sign_in (Fixture *f, const char *name, const char *password)
{
  g_autoptr (JsonObject) body = make_sign_in (f, name, password);
  g_autoptr (Reply) reply = ask (f, "POST", "session", NULL, body);

  return reply->status == 200 ? g_strdup (hark_json_peek_string (reply->json, "token")) : NULL;
}

/* ------------------------------------------------------------------ routes */

static const char *const entries[] = {
  "GET /script/*",
  "GET " HARK_API_PORTAL "question",
  "POST " HARK_API_PORTAL "params",
  "POST " HARK_API_PORTAL "session",
  "DELETE " HARK_API_PORTAL "session",
  "POST " HARK_API_PORTAL "invitation",
  "POST " HARK_API_PORTAL "account",
  "POST " HARK_API_PORTAL "password",
  "GET " HARK_API_PORTAL "tickets",
  "POST " HARK_API_PORTAL "tickets",
  "GET " HARK_API_PORTAL "tickets/*",
  "POST " HARK_API_PORTAL "tickets/*",
  "POST " HARK_API_PORTAL "signers",
  "GET " HARK_API_PORTAL "areas",
  "GET " HARK_API_PORTAL "files/*",
  "POST " HARK_API_PORTAL "files/*",
  "GET " HARK_API_PORTAL "mail",
  "POST " HARK_API_PORTAL "mail",
  NULL,
};

/* With one member of each kind that is asked for anywhere, and each of them wrong. */
static const char *const bodies[] = {
  "",
  "{",
  "[]",
  "null",
  "{}",
  "{\"name\":1,\"secret\":2,\"old\":3,\"code\":4,\"op\":5,\"signers\":6,\"ticket\":7}",
  "{\"name\":\"\\u0000\",\"secret\":\"AAAA\",\"old\":\"*\",\"code\":\"\",\"op\":\"" ID "\"}",
  "{\"name\":[\"x\"],\"secret\":\"AAAA\",\"token\":\"" SPOIL_CANARY "\",\"answers\":{}}",
  "{\"op\":\"" ID "\",\"objects\":[1],\"files\":[\"x\"],\"signers\":[{\"author\":\"" ID "\"}]}",
  "{\"op\":\"" ID "\",\"objects\":[\"SEtPMQ==\"],\"files\":[],\"ticket\":\"" ID "\",\"area\":\"" ID
  "\",\"slots\":[{\"recipient\":\"" ID "\",\"kind\":9}],\"epoch\":\"\"}",
};

static void
try_route (Fixture *f, Spoil *spoil, const SrvRoute *route, const char *token)
{
  g_autoptr (GString) path = g_string_new (route->pattern);
  gboolean takes_file = strstr (route->pattern, "files") != NULL;

  g_string_replace (path, "*", ID, 0);
  spoil_check_path (spoil, route, path->str, token);
  if (!g_str_equal (route->method, "POST") || takes_file)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    spoil_refuse (spoil, "POST", path->str, token, "Content-Type: application/json\r\n", bodies[i],
                  -1);
}

static void
test_nonsense_is_refused_and_changes_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *token = sign_in (f, "gast", PASSWORD);
  g_autoptr (Spoil) spoil = spoil_new (f->harness);

  spoil_compare_routes (srv_portal_script_tables, entries);
  spoil_begin (spoil, NULL);
  for (guint i = 0; srv_portal_script_tables[i] != NULL; i++)
    for (const SrvRoute *route = srv_portal_script_tables[i]; route->method != NULL; route++)
      if (!g_str_equal (route->method, "DELETE"))
        try_route (f, spoil, route, token);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", token, NULL), ==, 200);
}

static void
test_nobody_gets_in_without_a_token (Fixture *f, gconstpointer unused)
{
  static const char *const tokens[] = { NULL, "", "0", ID ID };
  static const char *const paths[][2] = {
    { "GET", "tickets" },      { "POST", "tickets" },  { "GET", "tickets/2026-0001" },
    { "POST", "tickets/" ID }, { "GET", "areas" },     { "POST", "signers" },
    { "GET", "files/" ID },    { "POST", "password" }, { "GET", "mail" },
    { "POST", "mail" },
  };
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (JsonObject) body = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    for (guint k = 0; k < G_N_ELEMENTS (tokens); k++)
      g_assert_cmpuint (
          ask_status (f, paths[i][0], paths[i][1], tokens[k], paths[i][0][0] == 'P' ? body : NULL),
          ==, 401);
  /* what a member of the team is let in with opens nothing here, and the other way round */
  {
    g_autofree char *token = sign_in (f, "gast", PASSWORD);

    g_assert_cmpuint (ask_status (f, "GET", "tickets", world_first (f->world)->token, NULL), ==,
                      401);
    g_assert_cmpuint (ask_status (f, "GET", "tickets", token, NULL), ==, 200);
    json_object_unref (harness_ask (f->harness, "GET", HARK_API_SYNC, token, NULL, 401));
  }
}

/* ------------------------------------------------------------------ the door */

static void
test_session_ends (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *first = sign_in (f, "GAST", PASSWORD), *second = sign_in (f, "gast", PASSWORD);
  g_autofree char *third = NULL, *path = NULL;
  g_autoptr (Form) form = NULL;

  g_assert_nonnull (first);
  g_assert_cmpuint (ask_status (f, "DELETE", "session", first, NULL), ==, 200);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", first, NULL), ==, 401);
  visitor_pass (f, WEB_BEARER_IDLE - 1);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", second, NULL), ==, 200);
  visitor_pass (f, WEB_BEARER_IDLE);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", second, NULL), ==, 401);

  /* with the password that is changed without a script */
  third = sign_in (f, "gast", PASSWORD);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  visitor_get (guest, "/my-password");
  form = visitor_begin_form (guest, "change");
  form_add (form, "password", PASSWORD);
  form_add (form, "new", OTHER);
  form_add (form, "again", OTHER);
  visitor_post (guest, "/my-password", form);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", third, NULL), ==, 401);
  g_assert_null (sign_in (f, "gast", PASSWORD));
}

static void
test_account_that_ended_is_out_at_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *token = sign_in (f, "gast", PASSWORD), *path = NULL;
  g_autoptr (JsonObject) list = harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS,
                                             world_first (f->world)->token, NULL, 200);
  JsonObject *row
      = json_array_get_object_element (json_object_get_array_member (list, "accounts"), 0);

  path = g_strconcat (HARK_API_PORTAL_ACCOUNTS "/", hark_json_peek_string (row, "user"), NULL);
  json_object_unref (
      harness_ask (f->harness, "DELETE", path, world_first (f->world)->token, NULL, 200));
  g_assert_cmpuint (ask_status (f, "GET", "tickets", token, NULL), ==, 401);
  g_assert_null (sign_in (f, "gast", PASSWORD));
}

static void
test_wrong_passwords_bring_more_questions (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  char *said[2] = { NULL, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *name = i == 0 ? g_strdup ("gast") : guest_find_unguessed (f);

      for (guint k = 0; k < 6; k++)
        {
          g_autoptr (JsonObject) body = make_sign_in (f, name, OTHER);
          g_autoptr (Reply) reply = ask (f, "POST", "session", NULL, body);
          JsonObject *question = json_object_get_object_member (reply->json, "question");

          g_assert_cmpuint (reply->status, ==, 403);
          if (k < 4)
            g_assert_cmpstr (reply_get_code (reply), ==, "auth");
          if (k < 5)
            continue;
          g_assert_cmpuint (
              json_array_get_length (json_object_get_array_member (question, "questions")), >, 1);
          said[i] = g_strdup (hark_json_peek_string (reply->json, "detail"));
        }
    }
  g_assert_cmpstr (said[0], ==, said[1]);
  g_free (said[0]);
  g_free (said[1]);
}

/* What is told of @name at a door: of the portal or of the desktop. */
static Reply *
ask_params (Fixture *f, const char *name, gboolean portal)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *path = g_strconcat (HARK_API_AUTH_PARAMS "?user=", name, NULL);

  json_object_set_string_member (body, "name", name);
  return portal ? ask (f, "POST", "params", NULL, body)
                : harness_request (f->harness, "GET", path, NULL, NULL);
}

static void
test_names_cannot_be_probed (Fixture *f, gconstpointer unused)
{
  static const char *const names[][2] = { { "gast", "GAST" }, { "nobody", "NOBODY" } };
  g_autoptr (Visitor) guest = guest_new (f, "gast");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Reply) here = ask_params (f, names[i][0], TRUE);
      g_autoptr (Reply) again = ask_params (f, names[i][1], TRUE);
      g_autoptr (Reply) there = ask_params (f, names[i][0], FALSE);

      g_assert_true (g_bytes_equal (here->body, again->body));
      g_assert_cmpstr (hark_json_peek_string (here->json, "user"), !=,
                       hark_json_peek_string (there->json, "user"));
      g_assert_cmpstr (hark_json_peek_string (here->json, "salt"), !=,
                       hark_json_peek_string (there->json, "salt"));
      g_assert_cmpint (json_object_get_int_member (here->json, "mem"), ==,
                       HARK_ACCOUNT_PORTAL_MEM_KIB);
    }
}

static void
test_question_is_good_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (JsonObject) body = make_sign_in (f, "gast", PASSWORD);
  g_autoptr (Reply) reply = NULL;

  g_assert_cmpuint (ask_status (f, "POST", "session", NULL, body), ==, 200);
  reply = ask (f, "POST", "session", NULL, body);
  g_assert_cmpuint (reply->status, ==, 403);
  g_assert_cmpstr (reply_get_code (reply), ==, "question");
}

/* ------------------------------------------------------------------ an invitation */

/* What a browser makes of a password; @bundle_user is whom the bundle is made for. */
static JsonObject *
make_account (Fixture *f, const char *code, const HarkId *user, const HarkAccountCost *cost)
{
  JsonObject *body = json_object_new ();
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (GBytes) bundle = NULL;

  hark_account_keys_random (keys);
  hark_seal_random (secrets, sizeof *secrets);
  bundle = hark_account_wrap (keys, secrets, &f->world->org, user, 1, cost);
  json_object_set_string_member (body, "code", code);
  hark_json_set_bytes (body, "secret", secrets->login, sizeof secrets->login);
  hark_json_set_bytes (body, "salt", cost->salt, sizeof cost->salt);
  hark_json_set_bytes (body, "bundle", g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle));
  hark_seal_free (secrets);
  hark_seal_free (keys);
  return body;
}

static void
test_bundle_must_be_whose_it_is (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) asked = json_object_new (), first = NULL, second = NULL, third = NULL;
  g_autoptr (Reply) reply = NULL;
  g_autofree char *code = NULL;
  HarkAccountCost cost, dear;
  HarkId user, other;

  world_allow_portal_accounts (f->world);
  g_assert_cmpuint (guest_invite (f, "gast", &code), ==, 200);
  json_object_set_string_member (asked, "code", code);
  add_new_question (f, asked);
  reply = ask (f, "POST", "invitation", NULL, asked);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (hark_json_get_id (reply->json, "user", &user, NULL));

  hark_id_random (&other);
  hark_account_cost_random_portal (&cost);
  dear = cost;
  dear.mem_kib = HARK_ACCOUNT_MAX_MEM_KIB; /* the server would pay it for who has no script */
  first = make_account (f, code, &other, &cost);
  g_assert_cmpuint (ask_status (f, "POST", "account", NULL, first), ==, 400);
  second = make_account (f, code, &user, &dear);
  g_assert_cmpuint (ask_status (f, "POST", "account", NULL, second), ==, 400);
  third = make_account (f, code, &user, &cost);
  g_assert_cmpuint (ask_status (f, "POST", "account", NULL, third), ==, 200);
  g_assert_cmpuint (ask_status (f, "POST", "account", NULL, third), ==, 403); /* once */
}

/* Whoever has seen the token that was in use when the password was not another yet is out. */
static void
test_another_password_brings_another_token (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *token = sign_in (f, "gast", PASSWORD);
  g_autoptr (Reply) params = ask_params (f, "gast", TRUE), reply = NULL;
  g_autoptr (JsonObject) body = NULL;
  HarkAccountCost cost;
  const char *fresh;
  HarkId user;

  g_assert_true (hark_json_get_id (params->json, "user", &user, NULL));
  hark_account_cost_random_portal (&cost);
  body = make_account (f, "", &user, &cost);
  add_secret (f, body, "old", "gast", PASSWORD);
  reply = ask (f, "POST", "password", token, body);
  g_assert_cmpuint (reply->status, ==, 200);
  fresh = hark_json_peek_string (reply->json, "token");
  g_assert_cmpuint (ask_status (f, "GET", "tickets", token, NULL), ==, 401);
  g_assert_cmpuint (ask_status (f, "GET", "tickets", fresh, NULL), ==, 200);
}

static gboolean
is_in (WebBearers *bearers, const char *token, gint64 now)
{
  WebBearer bearer;

  return web_bearers_find (bearers, token, now, &bearer);
}

static void
test_who_signs_in_often_puts_nobody_else_out (Fixture *f, gconstpointer unused)
{
  WebBearers *bearers = harness_get_context (f->harness)->portal->bearers;
  const guint8 login[HARK_HASH_LEN] = { 1 };
  const HarkId one = { "one............" }, other = { "other.........." };
  g_autofree char *mine = web_bearers_open (bearers, &one, "one", login, 1);
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < WEB_MAX_BEARERS; i++)
    g_ptr_array_add (theirs, web_bearers_open (bearers, &other, "other", login, 2 + i / 10));
  g_assert_true (is_in (bearers, mine, 3));
  for (guint i = 0; i < theirs->len; i++)
    g_assert_true (is_in (bearers, theirs->pdata[i], 3)
                   == (i >= WEB_MAX_BEARERS - WEB_MAX_BEARERS_OF_USER));
}

/* ------------------------------------------------------------------ tickets */

static void
test_tickets_of_others_look_like_none (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) mine = guest_new (f, "gast"), theirs = guest_new (f, "dora");
  g_autoptr (GBytes) file = g_bytes_new_static ("note", 4);
  g_autofree char *number = guest_report (theirs, "Theirs", "Report.", file);
  g_autofree char *token = sign_in (f, "gast", PASSWORD), *owner = sign_in (f, "dora", PASSWORD);
  g_autofree char *path = g_strconcat ("tickets/", number, NULL);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (Reply) none = ask (f, "GET", "tickets/2026-0000", token, NULL);
  g_autoptr (Reply) reply = ask (f, "GET", path, token, NULL);

  g_assert_cmpuint (ask_status (f, "GET", path, owner, NULL), ==, 200);
  g_assert_cmpuint (reply->status, ==, 404);
  g_assert_true (g_bytes_equal (none->body, reply->body));
  g_assert_cmpuint (ask_status (f, "POST", path, token, body), ==, 404);
}

/* The key that is told of @author, "" for none. */
static void
expect_signer (Fixture *f, JsonObject *ticket, const char *token, const HarkId *author,
               const char *key)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *signer = json_object_new ();
  JsonArray *list = json_array_new ();
  g_autoptr (Reply) reply = NULL;

  hark_json_set_id (signer, "author", author);
  hark_json_set_id (signer, "area", &f->world->area);
  json_object_set_string_member (signer, "head", hark_json_peek_string (ticket, "head"));
  json_object_set_boolean_member (signer, "observer", FALSE);
  json_array_add_object_element (list, signer);
  json_object_set_string_member (body, "ticket", hark_json_peek_string (ticket, "id"));
  json_object_set_array_member (body, "signers", list);
  reply = ask (f, "POST", "signers", token, body);
  if (key == NULL)
    g_assert_cmpuint (reply->status, ==, 404);
  else
    g_assert_cmpstr (
        json_array_get_string_element (json_object_get_array_member (reply->json, "keys"), 0), ==,
        key);
}

/* An account is no way to learn who is in the teams: the answers say who wrote, and no more. */
static void
test_only_who_wrote_is_told_of (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) mine = guest_new (f, "gast"), theirs = guest_new (f, "dora");
  g_autofree char *number = guest_report (mine, "Mine", "Report.", NULL);
  g_autofree char *token = sign_in (f, "gast", PASSWORD), *other = sign_in (f, "dora", PASSWORD);
  g_autofree char *path = g_strconcat ("tickets/", number, NULL);
  g_autoptr (Reply) ticket = ask (f, "GET", path, token, NULL);

  expect_signer (f, ticket->json, token, &world_first (f->world)->id, "");
  expect_signer (f, ticket->json, other, &world_first (f->world)->id, NULL);
}

/* A message of @o's making. */
static JsonObject *
make_message (Fixture *f, JsonObject *ticket, const HarkObjectHeader *changes)
{
  HarkObjectHeader header = *changes;
  g_autoptr (JsonObject) text = json_object_new ();
  JsonObject *body = json_object_new ();
  JsonArray *objects = json_array_new ();
  guint8 key[HARK_KEY_LEN], head[HARK_HEAD_LEN] = { 0 };
  g_autoptr (GBytes) sealed = NULL;
  HarkId op;

  hark_id_random (&op);
  hark_seal_random (key, sizeof key); /* the server sees no difference */
  header.type = HARK_OBJECT_MESSAGE;
  header.org = f->world->org;
  if (hark_id_is_zero (&header.ticket))
    g_assert_true (hark_json_get_id (ticket, "id", &header.ticket, NULL));
  hark_id_random (&header.object);
  header.counter = 2;
  json_object_set_string_member (text, "text", "x");
  json_object_set_string_member (text, "side", "reporter");
  sealed = hark_object_seal (&header, key, 1, head, text, NULL, NULL);
  hark_json_array_add_bytes (objects, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  hark_json_set_id (body, "op", &op);
  json_object_set_array_member (body, "objects", objects);
  json_object_set_array_member (body, "files", json_array_new ());
  return body;
}

static void
test_only_what_a_browser_may_seal_is_taken (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Mine", "Report.", NULL);
  g_autofree char *token = sign_in (f, "gast", PASSWORD);
  g_autofree char *path = g_strconcat ("tickets/", number, NULL);
  g_autoptr (Reply) ticket = ask (f, "GET", path, token, NULL);
  HarkObjectHeader wrong[] = { { .flags = HARK_OBJECT_BY_SERVER },
                               { .author = world_first (f->world)->id },
                               { .epoch = 1 },
                               { .ticket = { "another ticket.." } } };
  const HarkObjectHeader right = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (Reply) after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonObject) spoiled = make_message (f, ticket->json, &wrong[i]);

      g_assert_cmpuint (ask_status (f, "POST", path, token, spoiled), ==, 400);
    }
  body = make_message (f, ticket->json, &right);
  g_assert_cmpuint (ask_status (f, "POST", path, token, body), ==, 200);
  g_assert_cmpuint (ask_status (f, "POST", path, token, body), ==, 200); /* nobody heard */
  after = ask (f, "GET", path, token, NULL);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (after->json, "objects")),
                    ==, 2);
}

/* ------------------------------------------------------------------ files */

static guint
send_file (Fixture *f, const char *token, const char *id, gsize length)
{
  g_autofree char *path = g_strconcat (HARK_API_PORTAL "files/", id, NULL);
  g_autofree guint8 *data = g_malloc0 (length);
  g_autoptr (Reply) reply = harness_send (
      f->harness, "POST", path, token, "Content-Type: application/octet-stream\r\n", data, length);

  return reply->status;
}

/* The description of the file @id, behind the message in @body. */
static void
add_file (Fixture *f, JsonObject *ticket, JsonObject *body, const char *id)
{
  HarkObjectHeader header = { .type = HARK_OBJECT_MANIFEST, .org = f->world->org, .counter = 3 };
  g_autoptr (JsonObject) text = json_object_new ();
  guint8 key[HARK_KEY_LEN], head[HARK_HEAD_LEN] = { 0 };
  g_autoptr (GBytes) sealed = NULL;

  hark_seal_random (key, sizeof key);
  hark_id_random (&header.object);
  g_assert_true (hark_json_get_id (ticket, "id", &header.ticket, NULL));
  sealed = hark_object_seal (&header, key, 1, head, text, NULL, NULL);
  hark_json_array_add_bytes (json_object_get_array_member (body, "objects"),
                             g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  json_array_add_string_element (json_object_get_array_member (body, "files"), id);
}

static void
fill_places (Fixture *f, const char *token)
{
  for (guint i = 0; i < WEB_MAX_BEARER_FILES; i++)
    {
      g_autofree char *id = g_strdup_printf ("%032x", i + 1);

      g_assert_cmpuint (send_file (f, token, id, 1040), ==, 200);
    }
}

/* What is sent once more takes no file, whatever it says it has. */
static void
test_only_files_that_were_taken_make_room (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Mine", "Report.", NULL);
  g_autofree char *token = sign_in (f, "gast", PASSWORD);
  g_autofree char *path = g_strconcat ("tickets/", number, NULL);
  g_autoptr (Reply) ticket = ask (f, "GET", path, token, NULL);
  const HarkObjectHeader right = { 0 };
  g_autoptr (JsonObject) body = make_message (f, ticket->json, &right);
  g_autoptr (Reply) first = NULL, second = NULL;

  fill_places (f, token);
  add_file (f, ticket->json, body, "00000000000000000000000000000001");
  first = ask (f, "POST", path, token, body);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_false (json_object_has_member (first->json, "again"));
  g_assert_cmpuint (send_file (f, token, NEW_ID, 1040), ==, 200);

  add_file (f, ticket->json, body, "00000000000000000000000000000002");
  second = ask (f, "POST", path, token, body);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (second->json, "again"));
  g_assert_cmpuint (send_file (f, token, ID, 1040), ==, 503);
}

/* The places and the room are the same that forms of pages take. */
static void
test_all_files_share_the_portals_room (Fixture *f, gconstpointer unused)
{
  WebDisk *disk = &harness_get_context (f->harness)->portal->disk;
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Mine", "Report.", NULL);
  g_autofree char *token = sign_in (f, "gast", PASSWORD), *late = NULL;
  g_autofree char *path = g_strconcat ("tickets/", number, NULL);
  g_autoptr (Reply) ticket = ask (f, "GET", path, token, NULL);
  const HarkObjectHeader right = { 0 };
  g_autoptr (JsonObject) body = make_message (f, ticket->json, &right);

  for (guint i = 0; i < WEB_MAX_UPLOADS; i++)
    g_assert_true (web_disk_begin_upload (disk));
  g_assert_cmpuint (send_file (f, token, ID, 1040), ==, 503);
  for (guint i = 0; i < WEB_MAX_UPLOADS; i++)
    web_disk_end_upload (disk);

  g_assert_true (web_disk_reserve (disk, WEB_MAX_WAITING - 1500));
  g_assert_cmpuint (send_file (f, token, ID, 1040), ==, 200);
  g_assert_cmpuint (send_file (f, token, ID, 400), ==, 409);
  g_assert_cmpuint (send_file (f, token, NEW_ID, 1040), ==, 503);
  g_assert_cmpuint (visitor_count_blobs (f), ==, 1);
  add_file (f, ticket->json, body, ID);
  g_assert_cmpuint (ask_status (f, "POST", path, token, body), ==, 200);
  g_assert_cmpuint (send_file (f, token, NEW_ID, 1040), ==, 200);

  /* nobody sent it, and it is gone */
  visitor_pass (f, WEB_BEARER_FILE_LIFE);
  late = sign_in (f, "gast", PASSWORD);
  g_assert_cmpuint (send_file (f, late, "ffffffffffffffffffffffffffffff01", 1040), ==, 200);
  g_assert_cmpint (disk->waiting, ==, WEB_MAX_WAITING - 1500 + 1040);
  g_assert_cmpuint (disk->uploads, ==, 0);
}

static void
test_files_are_capped_and_leave_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), dora = guest_new (f, "dora");
  g_autofree char *token = sign_in (f, "gast", PASSWORD), *other = sign_in (f, "dora", PASSWORD);
  g_autofree char *again = NULL, *late = NULL;

  g_assert_cmpuint (send_file (f, NULL, ID, 1040), ==, 401);
  g_assert_cmpuint (send_file (f, token, "x", 1040), ==, 404);
  g_assert_cmpuint (send_file (f, token, ID, LARGE + 1), ==, 413);
  g_assert_cmpuint (visitor_count_blobs (f), ==, 0);

  g_assert_cmpuint (send_file (f, token, ID, 1040), ==, 200);
  g_assert_cmpuint (send_file (f, token, ID, 1040), ==, 409); /* one content for ever */
  g_assert_cmpuint (visitor_count_blobs (f), ==, 1);
  for (guint i = 1; i < WEB_MAX_BEARER_FILES; i++)
    {
      g_autofree char *id = g_strdup_printf ("%032x", i);

      g_assert_cmpuint (send_file (f, token, id, 1040), ==, 200);
    }
  g_assert_cmpuint (send_file (f, token, NEW_ID, 1040), ==, 503);
  g_assert_cmpuint (send_file (f, other, NEW_ID, 1040), ==, 200);

  /* signing in anew makes no room: the files are there still */
  again = sign_in (f, "gast", PASSWORD);
  g_assert_cmpuint (send_file (f, again, NEW_ID "0", 1040), ==, 404);
  g_assert_cmpuint (send_file (f, again, ID, 1040), ==, 503);
  visitor_pass (f, WEB_BEARER_FILE_LIFE);
  late = sign_in (f, "gast", PASSWORD);
  g_assert_cmpuint (send_file (f, late, "ffffffffffffffffffffffffffffff01", 1040), ==, 200);
}

/* ------------------------------------------------------------------ pages of others */

static guint
sign_in_from (Fixture *f, const char *headers, Visitor **visitor)
{
  g_autoptr (Form) form = NULL;

  *visitor = visitor_new (f->harness);
  visitor_get (*visitor, "/sign-in");
  g_assert_nonnull (strstr ((*visitor)->reply->head, "\r\nReferrer-Policy: same-origin\r\n"));
  form = visitor_begin_form (*visitor, "sign-in");
  visitor_add_answers (*visitor, form);
  form_add (form, "user", "gast");
  form_add (form, "password", PASSWORD);
  (*visitor)->extra = g_strdup (headers);
  return visitor_post (*visitor, "/sign-in", form);
}

/* Somebody else's page signs nobody in to an account whose password it has, to read what they then
 * write there: not in a browser that does not say where a form stands in its newer way, either. */
static void
test_page_of_somebody_else_signs_nobody_in (Fixture *f, gconstpointer unused)
{
  static const char *const foreign[] = {
    "Origin: https://evil.example\r\n",
    "Origin: null\r\n",
    "Origin: \r\n",
    "Origin: http://127.0.0.1.evil.example\r\n",
    "Origin: http://127.0.0.1:1\r\n",
    "Origin: ftp://127.0.0.1\r\n",
    "Origin: http://127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n",
  };
  static const char *const own[] = {
    NULL, /* text browsers */
    "Origin: http://127.0.0.1\r\n",
    "Origin: https://127.0.0.1\r\n",
    "Origin: null\r\nSec-Fetch-Site: same-origin\r\n",
    "Origin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n",
  };
  g_autoptr (Visitor) guest = guest_new (f, "gast");

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr (Visitor) visitor = NULL;

      g_assert_cmpuint (sign_in_from (f, foreign[i], &visitor), ==, 403);
      g_assert_null (visitor->cookie);
      g_assert_true (visitor_sees (visitor, "sent by a page of another site"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autoptr (Visitor) visitor = NULL;

      g_assert_cmpuint (sign_in_from (f, own[i], &visitor), ==, 200);
      g_assert_true (visitor_sees (visitor, "Signed in as gast"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  VISITOR_TEST ("/portal-script/nonsense", test_nonsense_is_refused_and_changes_nothing);
  VISITOR_TEST ("/portal-script/token", test_nobody_gets_in_without_a_token);
  VISITOR_TEST ("/portal-script/ends", test_session_ends);
  VISITOR_TEST ("/portal-script/ended", test_account_that_ended_is_out_at_once);
  VISITOR_TEST ("/portal-script/wrong", test_wrong_passwords_bring_more_questions);
  VISITOR_TEST ("/portal-script/names", test_names_cannot_be_probed);
  VISITOR_TEST ("/portal-script/question", test_question_is_good_once);
  VISITOR_TEST ("/portal-script/bundle", test_bundle_must_be_whose_it_is);
  VISITOR_TEST ("/portal-script/fresh", test_another_password_brings_another_token);
  VISITOR_TEST ("/portal-script/often", test_who_signs_in_often_puts_nobody_else_out);
  VISITOR_TEST ("/portal-script/others", test_tickets_of_others_look_like_none);
  VISITOR_TEST ("/portal-script/signers", test_only_who_wrote_is_told_of);
  VISITOR_TEST ("/portal-script/sealed", test_only_what_a_browser_may_seal_is_taken);
  VISITOR_TEST ("/portal-script/files", test_files_are_capped_and_leave_nothing);
  VISITOR_TEST ("/portal-script/taken", test_only_files_that_were_taken_make_room);
  VISITOR_TEST ("/portal-script/room", test_all_files_share_the_portals_room);
  VISITOR_TEST ("/portal-script/sites", test_page_of_somebody_else_signs_nobody_in);
  return g_test_run ();
}

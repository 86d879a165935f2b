/* test-join.c: from an invitation to the roster: who may invite, who may accept, and that nobody is
 * let in before somebody with the right to do so has signed */
#include "people.h"

#include "api.h"
#include "hark-api.h"
#include "hark-invitation.h"
#include "hark-json.h"
#include "job-sweep.h"
#include "srv-throttle.h"

#include <string.h>

typedef struct
{
  Fixture people;
  HarkInvitation *invitation;
  Actor *eve; /* the newcomer */
} Join;

static void
set_up (Join *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->invitation = hark_seal_alloc (sizeof *f->invitation);
  hark_invitation_random (f->invitation, f->people.world->root_pk);
  f->eve = actor_new ("eve");
  f->eve->id = f->invitation->user;
}

static void
tear_down (Join *f, gconstpointer unused)
{
  hark_seal_free (f->invitation);
  actor_free (f->eve);
  people_tear_down (&f->people, NULL);
}

static Harness *
harness (Join *f)
{
  return f->people.world->harness;
}

/* --- requests --- */

static JsonObject *
make_invite (Join *f, const char *name, HarkRole role)
{
  JsonObject *body = json_object_new ();
  guint8 token[32], hash[32];

  hark_invitation_token (f->invitation, token);
  hark_invitation_token_hash (token, hash);
  hark_json_set_id (body, "user", &f->invitation->user);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "mail", "eve@example.org");
  if (role == HARK_ROLE_NONE)
    {
      json_object_set_null_member (body, "role");
      json_object_set_null_member (body, "area");
    }
  else
    {
      json_object_set_string_member (body, "role", hark_role_get_name (role));
      hark_json_set_id (body, "area", &f->people.world->area);
    }
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  return body;
}

/* Takes @body; the code of a refusal, NULL for success. */
static char *
post (Join *f, const char *path, const char *token, JsonObject *body, guint status)
{
  g_autofree char *text = hark_json_to_string (body);
  g_autoptr (JsonObject) reply = harness_ask (harness (f), "POST", path, token, text, status);

  json_object_unref (body);
  return g_strdup (json_object_get_string_member_with_default (reply, "code", NULL));
}

static void
expect (Join *f, const char *path, const char *token, JsonObject *body, guint status,
        const char *code)
{
  g_autofree char *answer = post (f, path, token, body, status);

  g_assert_cmpstr (answer, ==, code);
}

static void
expect_invite (Join *f, Actor *actor, JsonObject *body, guint status, const char *code)
{
  expect (f, HARK_API_INVITATIONS, actor->token, body, status, code);
}

static void
invite (Join *f, HarkRole role)
{
  expect_invite (f, f->people.anna, make_invite (f, "eve", role), 200, NULL);
}

static char *
make_path (Join *f, const char *what)
{
  g_autofree char *id = hark_id_to_string (&f->invitation->user);

  return g_strconcat (HARK_API_INVITATIONS "/", id, what, NULL);
}

static JsonObject *
make_look (Join *f)
{
  JsonObject *body = json_object_new ();
  guint8 token[32];

  hark_invitation_token (f->invitation, token);
  hark_json_set_bytes (body, "token", token, sizeof token);
  return body;
}

static void
expect_look (Join *f, JsonObject *body, guint status, const char *code)
{
  g_autofree char *path = make_path (f, "/look");

  expect (f, path, NULL, body, status, code);
}

static JsonObject *
make_accept (Join *f, Actor *actor)
{
  JsonObject *body = make_look (f), *protocol = json_object_new ();
  guint8 tag[32];

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  json_object_set_object_member (body, "protocol", protocol);
  hark_json_set_bytes (body, "sign_pk", actor->keys->sign_pk, 32);
  hark_json_set_bytes (body, "box_pk", actor->keys->box_pk, 32);
  hark_invitation_tag (f->invitation, actor->keys->sign_pk, actor->keys->box_pk, tag);
  hark_json_set_bytes (body, "tag", tag, sizeof tag);
  json_object_set_object_member (body, "account", actor_make_account (actor));
  return body;
}

static void
expect_accept (Join *f, JsonObject *body, guint status, const char *code)
{
  g_autofree char *path = make_path (f, "/accept");

  expect (f, path, NULL, body, status, code);
}

/* Invited, accepted, signed in. */
static void
accept_as (Join *f, HarkRole role)
{
  invite (f, role);
  expect_accept (f, make_accept (f, f->eve), 200, NULL);
  f->eve->token = actor_sign_in (f->people.world, f->eve);
}

static GBytes *
make_user_add (Join *f, Actor *keys)
{
  World *world = f->people.world;
  Actor *anna = f->people.anna;

  return hark_roster_make_user_add (world->roster, &anna->id, anna->keys->sign_sk, &f->eve->id,
                                    keys->keys->sign_pk, keys->keys->box_pk, "eve");
}

static void
sign (Join *f, Actor *keys)
{
  g_autoptr (GBytes) statement = make_user_add (f, keys);

  world_append (f->people.world, statement);
}

/* The list as @actor sees it. (transfer full) */
static JsonArray *
list (Join *f, Actor *actor)
{
  g_autoptr (JsonObject) reply
      = harness_ask (harness (f), "GET", HARK_API_INVITATIONS, actor->token, NULL, 200);

  return json_array_ref (json_object_get_array_member (reply, "invitations"));
}

static void
expect_listed (Join *f, Actor *actor, guint n)
{
  g_autoptr (JsonArray) rows = list (f, actor);

  g_assert_cmpuint (json_array_get_length (rows), ==, n);
}

static void
expect_get (Join *f, Actor *actor, const char *path, guint status, const char *code)
{
  g_autoptr (Reply) reply = harness_request (harness (f), "GET", path, actor->token, NULL);

  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (reply_get_code (reply), ==, code);
}

/* --- inviting --- */

static void
test_only_an_admin_invites (Join *f, gconstpointer unused)
{
  Actor *others[] = { f->people.bert, f->people.clara, f->people.dora };
  g_autofree char *path = make_path (f, "");
  Actor nobody = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    expect_invite (f, others[i], make_invite (f, "eve", HARK_ROLE_NONE), 403, "forbidden");
  expect_invite (f, &nobody, make_invite (f, "eve", HARK_ROLE_NONE), 401, "auth");

  invite (f, HARK_ROLE_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    json_object_unref (harness_ask (harness (f), "DELETE", path, others[i]->token, NULL, 403));
  expect_listed (f, f->people.anna, 1);
}

static void
test_malformed_invitations_are_refused (Join *f, gconstpointer unused)
{
  static const struct
  {
    const char *name, *value;
    guint status;
  } spoil[] = {
    { "user", "null", 400 },
    { "user", "7", 400 },
    { "user", "\"me\"", 400 },
    { "user", "\"00000000000000000000000000000000\"", 400 },
    { "name", "\"\"", 400 },
    { "name", "\" eve\"", 400 },
    { "name", "\"e\\nve\"", 400 },
    { "name",
      "\"\xe2\x80\xae"
      "eve\"",
      400 },
    { "name", "[]", 400 },
    { "mail", "\"nobody\"", 400 },
    { "mail", "null", 400 },
    { "role", "\"king\"", 400 },
    { "role", "\"none\"", 400 },
    { "role", "null", 400 },
    { "role", "3", 400 },
    { "area", "null", 400 },
    { "area", "\"00112233445566778899aabbccddeeff\"", 404 },
    { "token", "null", 400 },
    { "token", "\"AAAA\"", 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      JsonObject *body = make_invite (f, "eve", HARK_ROLE_OBSERVER);
      g_autofree char *code = NULL;

      g_test_message ("%s %s", spoil[i].name, spoil[i].value);
      json_object_set_member (body, spoil[i].name, json_from_string (spoil[i].value, NULL));
      code = post (f, HARK_API_INVITATIONS, f->people.anna->token, body, spoil[i].status);
    }
  expect_listed (f, f->people.anna, 0);
}

static void
test_names_are_given_once (Join *f, gconstpointer unused)
{
  Actor *anna = f->people.anna;
  HarkId first = f->invitation->user;

  expect_invite (f, anna, make_invite (f, "bert", HARK_ROLE_NONE), 409, "conflict");
  expect_invite (f, anna, make_invite (f, "BERT", HARK_ROLE_NONE), 409, "conflict");
  invite (f, HARK_ROLE_NONE);

  /* another person by the name of who is awaited: a ligature and capitals are no other name */
  hark_id_random (&f->invitation->user);
  expect_invite (f, anna, make_invite (f, "Eve", HARK_ROLE_NONE), 409, "conflict");
  expect_invite (f, anna, make_invite (f, "ｅｖｅ", HARK_ROLE_NONE), 409, "conflict");
  f->invitation->user = f->people.bert->id;
  expect_invite (f, anna, make_invite (f, "other", HARK_ROLE_NONE), 409, "conflict");
  f->invitation->user = f->people.world->org;
  expect_invite (f, anna, make_invite (f, "other", HARK_ROLE_NONE), 409, "conflict");
  f->invitation->user = first;
}

static void
test_the_same_again_is_fine_and_another_is_not (Join *f, gconstpointer unused)
{
  Actor *anna = f->people.anna;

  invite (f, HARK_ROLE_OBSERVER);
  invite (f, HARK_ROLE_OBSERVER);
  expect_listed (f, anna, 1);
  expect_invite (f, anna, make_invite (f, "eve", HARK_ROLE_EXPERT), 409, "conflict");
  expect_invite (f, anna, make_invite (f, "eva", HARK_ROLE_OBSERVER), 409, "conflict");
  f->invitation->secret[0] ^= 1;
  expect_invite (f, anna, make_invite (f, "eve", HARK_ROLE_OBSERVER), 409, "conflict");
}

static void
test_experts_see_their_areas_and_others_nothing (Join *f, gconstpointer unused)
{
  g_autoptr (JsonArray) rows = NULL;
  JsonObject *row;

  invite (f, HARK_ROLE_OBSERVER);
  expect_listed (f, f->people.bert, 0);
  expect_listed (f, f->people.dora, 0);
  rows = list (f, f->people.anna);
  row = json_array_get_object_element (rows, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "name"), ==, "eve");
  g_assert_cmpstr (json_object_get_string_member (row, "role"), ==, "observer");
  g_assert_cmpint (json_object_get_int_member (row, "expires"), ==,
                   HARNESS_NOW + HARK_INVITATION_SECONDS);
  g_assert_true (json_object_get_null_member (row, "tag"));
  g_assert_false (json_object_has_member (row, "token"));

  /* bert is no Admin, but Expert from here on */
  f->people.bert->role = HARK_ROLE_EXPERT;
  world_set_team (f->people.world);
  expect_listed (f, f->people.bert, 1);
}

/* --- looking --- */

static void
test_look_tells_the_holder_and_nobody_else (Join *f, gconstpointer unused)
{
  g_autofree char *path = make_path (f, "/look");
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) body = make_look (f);
  g_autoptr (JsonObject) reply = NULL;

  invite (f, HARK_ROLE_OBSERVER);
  text = hark_json_to_string (body);
  reply = harness_ask (harness (f), "POST", path, NULL, text, 200);
  g_assert_cmpstr (json_object_get_string_member (reply, "name"), ==, "eve");
  g_assert_cmpstr (json_object_get_string_member (reply, "by"), ==, "anna");
  g_assert_cmpstr (json_object_get_string_member (reply, "role"), ==, "observer");
  g_assert_cmpstr (json_object_get_string_member (reply, "area"), ==, "Compliance");

  f->invitation->secret[3] ^= 1;
  expect_look (f, make_look (f), 401, "auth");
  expect_accept (f, make_accept (f, f->eve), 401, "auth");
}

static void
test_guessing_keeps_nobody_out (Join *f, gconstpointer unused)
{
  invite (f, HARK_ROLE_NONE);
  f->invitation->secret[3] ^= 1;
  for (guint i = 0; i <= SRV_THROTTLE_FREE; i++)
    expect_look (f, make_look (f), 401, "auth");
  f->invitation->secret[3] ^= 1;
  expect_look (f, make_look (f), 200, NULL);
  expect_accept (f, make_accept (f, f->eve), 200, NULL);
}

static void
test_unknown_is_answered_like_wrong (Join *f, gconstpointer unused)
{
  expect_look (f, make_look (f), 401, "auth");
  expect_accept (f, make_accept (f, f->eve), 401, "auth");
  expect (f, HARK_API_INVITATIONS "/me/look", NULL, make_look (f), 404, "not-found");
}

static void
test_it_expires_and_frees_the_name (Join *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  invite (f, HARK_ROLE_NONE);
  harness_set_now (harness (f), HARNESS_NOW + HARK_INVITATION_SECONDS - 1);
  expect_look (f, make_look (f), 200, NULL);
  harness_set_now (harness (f), HARNESS_NOW + HARK_INVITATION_SECONDS);
  expect_look (f, make_look (f), 410, "gone");
  expect_accept (f, make_accept (f, f->eve), 410, "gone");
  expect_listed (f, f->people.anna, 0);

  job_sweep_run (harness_get_context (harness (f)), &error);
  g_assert_no_error (error);
  expect_look (f, make_look (f), 401, "auth");
  hark_id_random (&f->invitation->user);
  invite (f, HARK_ROLE_NONE);
}

/* Also where no sweep has come by. */
static void
test_an_expired_name_can_be_invited_again (Join *f, gconstpointer unused)
{
  invite (f, HARK_ROLE_NONE);
  harness_set_now (harness (f), HARNESS_NOW + HARK_INVITATION_SECONDS);
  hark_id_random (&f->invitation->user);
  invite (f, HARK_ROLE_NONE);
  expect_listed (f, f->people.anna, 1);
}

/* A clock that is a week ahead for an hour: whoever is invited meanwhile costs nobody theirs. */
static void
test_a_clock_that_was_ahead_takes_no_invitation (Join *f, gconstpointer unused)
{
  const HarkId first = f->invitation->user;

  invite (f, HARK_ROLE_NONE);
  harness_set_now (harness (f), HARNESS_NOW + HARK_INVITATION_SECONDS + 1);
  hark_id_random (&f->invitation->user);
  expect_invite (f, f->people.anna, make_invite (f, "frank", HARK_ROLE_NONE), 200, NULL);

  harness_set_now (harness (f), HARNESS_NOW + 3600);
  f->invitation->user = first;
  expect_look (f, make_look (f), 200, NULL);
}

/* --- accepting --- */

static void
test_malformed_acceptances_are_refused (Join *f, gconstpointer unused)
{
  static const struct
  {
    const char *group, *name, *value;
    guint status;
  } spoil[] = {
    { NULL, "protocol", "null", 400 },
    { NULL, "protocol", "{\"min\":2,\"max\":3}", 426 },
    { NULL, "token", "null", 400 },
    { NULL, "token", "\"AAAA\"", 400 },
    { NULL, "sign_pk", "null", 400 },
    { NULL, "sign_pk", "\"AAAA\"", 400 },
    { NULL, "box_pk", "7", 400 },
    { NULL, "tag", "\"\"", 400 },
    { NULL, "tag", "null", 400 },
    { NULL, "account", "null", 400 },
    { NULL, "account", "[]", 400 },
    { "account", "ops", "1", 400 },
    { "account", "mem", "1024", 400 },
    { "account", "salt", "\"AAAA\"", 400 },
    { "account", "login", "null", 400 },
    { "account", "bundle", "\"AAAA\"", 400 },
    { "account", "sheet_login", "\"AAAA\"", 400 },
    { "account", "sheet_bundle", "7", 400 },
  };

  invite (f, HARK_ROLE_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      JsonObject *body = make_accept (f, f->eve);
      JsonObject *in
          = spoil[i].group != NULL ? json_object_get_object_member (body, spoil[i].group) : body;
      g_autofree char *path = make_path (f, "/accept");
      g_autofree char *code = NULL;

      g_test_message ("%s %s", spoil[i].name, spoil[i].value);
      json_object_set_member (in, spoil[i].name, json_from_string (spoil[i].value, NULL));
      code = post (f, path, NULL, body, spoil[i].status);
    }
  expect_accept (f, make_accept (f, f->eve), 200, NULL);
}

static void
test_once_and_by_one_person (Join *f, gconstpointer unused)
{
  g_autoptr (JsonObject) first = NULL;
  Actor *other = actor_new ("eve");
  JsonObject *body;

  other->id = f->eve->id;
  invite (f, HARK_ROLE_NONE);
  first = make_accept (f, f->eve);
  expect_accept (f, json_object_ref (first), 200, NULL);
  /* a lost answer: the same request once more */
  expect_accept (f, json_object_ref (first), 200, NULL);

  /* replayed with other keys, with another password, with another tag */
  expect_accept (f, make_accept (f, other), 409, "conflict");
  body = json_object_ref (first);
  json_object_set_object_member (body, "account", actor_make_account (other));
  expect_accept (f, body, 409, "conflict");
  f->eve->token = actor_sign_in (f->people.world, f->eve);
  actor_free (other);
}

/* What was accepted stays, however long the inviter's device sleeps. */
static void
test_an_accepted_one_does_not_expire (Join *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  accept_as (f, HARK_ROLE_NONE);
  harness_set_now (harness (f), HARNESS_NOW + 3 * HARK_INVITATION_SECONDS);
  job_sweep_run (harness_get_context (harness (f)), &error);
  g_assert_no_error (error);
  expect_listed (f, f->people.anna, 1);
  expect_get (f, f->eve, HARK_API_SYNC, 403, "waiting");
}

/* Every route that there is, by the tables themselves. */
static void
test_who_waits_gets_nothing (Join *f, gconstpointer unused)
{
  static const SrvRoute *const tables[]
      = { api_info_routes,   api_setup_routes,      api_session_routes,
          api_roster_routes, api_sync_routes,       api_op_routes,
          api_blob_routes,   api_invitation_routes, api_due_routes };
  guint n = 0;

  accept_as (f, HARK_ROLE_EXPERT);
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const SrvRoute *route = tables[t]; route->method != NULL; route++)
      {
        g_auto (GStrv) parts = g_strsplit (route->pattern, "*", -1);
        g_autofree char *path = g_strjoinv ("00112233445566778899aabbccddeeff", parts);
        g_autoptr (Reply) reply = NULL;

        if (route->auth != SRV_AUTH_USER
            || (g_str_equal (route->method, "DELETE")
                && g_str_equal (route->pattern, HARK_API_AUTH_SESSION)))
          continue;
        g_test_message ("%s %s", route->method, path);
        reply = harness_request (harness (f), route->method, path, f->eve->token,
                                 route->max_body > 0 ? "{}" : NULL);
        g_assert_cmpuint (reply->status, ==, 403);
        if (!g_str_equal (route->method, "HEAD"))
          {
            g_assert_cmpstr (reply_get_code (reply), ==, "waiting");
            g_assert_cmpstr (json_object_get_string_member (reply->json, "detail"), ==,
                             "waiting for anna");
          }
        n++;
      }
  g_assert_cmpuint (n, >=, 14);

  /* whoever waits can sign out, and in again */
  json_object_unref (
      harness_ask (harness (f), "DELETE", HARK_API_AUTH_SESSION, f->eve->token, NULL, 200));
  expect_get (f, f->eve, HARK_API_SYNC, 401, "auth");
  g_free (f->eve->token);
  f->eve->token = actor_sign_in (f->people.world, f->eve);
}

/* Others' statements meanwhile do not end the session. */
static void
test_the_session_of_who_waits_survives_the_rosters_changes (Join *f, gconstpointer unused)
{
  accept_as (f, HARK_ROLE_NONE);
  f->people.clara->role = HARK_ROLE_NONE;
  world_set_team (f->people.world);
  expect_get (f, f->eve, HARK_API_SYNC, 403, "waiting");
  sign (f, f->eve);
  expect_get (f, f->eve, HARK_API_SYNC, 200, NULL);
  expect_listed (f, f->people.anna, 0);
}

static void
test_names_of_who_waits_can_sign_in (Join *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->eve->id);
  const char *path = HARK_API_AUTH_PARAMS "?user=EVE";
  g_autoptr (JsonObject) before = harness_ask (harness (f), "GET", path, NULL, NULL, 200);
  g_autoptr (JsonObject) invited = NULL;
  g_autoptr (JsonObject) accepted = NULL;

  invite (f, HARK_ROLE_NONE);
  invited = harness_ask (harness (f), "GET", path, NULL, NULL, 200);
  g_assert_cmpstr (json_object_get_string_member (invited, "user"), ==,
                   json_object_get_string_member (before, "user"));
  expect_accept (f, make_accept (f, f->eve), 200, NULL);
  accepted = harness_ask (harness (f), "GET", path, NULL, NULL, 200);
  g_assert_cmpstr (json_object_get_string_member (accepted, "user"), ==, id);
}

/* An Admin who signs other keys, or was given others by somebody in between, lets nobody in. */
static void
test_other_keys_in_the_roster_let_nobody_in (Join *f, gconstpointer unused)
{
  Actor *other = actor_new ("eve");

  accept_as (f, HARK_ROLE_NONE);
  sign (f, other);
  expect_get (f, f->eve, HARK_API_SYNC, 403, "waiting");
  expect_listed (f, f->people.anna, 1);
  actor_free (other);
}

static void
test_it_stays_until_the_area_has_them (Join *f, gconstpointer unused)
{
  World *world = f->people.world;

  accept_as (f, HARK_ROLE_OBSERVER);
  sign (f, f->eve);
  expect_get (f, f->eve, HARK_API_SYNC, 200, NULL);
  expect_listed (f, f->people.anna, 1);

  f->eve->role = HARK_ROLE_OBSERVER;
  g_ptr_array_add (world->actors, f->eve);
  world_set_team (world);
  expect_listed (f, f->people.anna, 0);
  g_ptr_array_steal_index (world->actors, world->actors->len - 1);
}

static void
test_taken_back_before_it_was_accepted (Join *f, gconstpointer unused)
{
  g_autofree char *path = make_path (f, "");
  const char *token = f->people.anna->token;

  invite (f, HARK_ROLE_NONE);
  json_object_unref (harness_ask (harness (f), "DELETE", path, token, NULL, 200));
  json_object_unref (harness_ask (harness (f), "DELETE", path, token, NULL, 404));
  json_object_unref (
      harness_ask (harness (f), "DELETE", HARK_API_INVITATIONS "/x", token, NULL, 404));
  expect_accept (f, make_accept (f, f->eve), 401, "auth");
}

static void
test_taken_back_after_it_was_accepted (Join *f, gconstpointer unused)
{
  g_autofree char *path = make_path (f, "");

  accept_as (f, HARK_ROLE_NONE);
  json_object_unref (harness_ask (harness (f), "DELETE", path, f->people.anna->token, NULL, 200));
  expect_get (f, f->eve, HARK_API_SYNC, 401, "auth");
  expect_accept (f, make_accept (f, f->eve), 401, "auth");
  invite (f, HARK_ROLE_NONE);
}

static void
test_taken_back_once_named_keeps_the_account (Join *f, gconstpointer unused)
{
  g_autofree char *path = make_path (f, "");

  accept_as (f, HARK_ROLE_OBSERVER);
  sign (f, f->eve);
  json_object_unref (harness_ask (harness (f), "DELETE", path, f->people.anna->token, NULL, 200));
  expect_get (f, f->eve, HARK_API_SYNC, 200, NULL);
}

static void
test_who_was_switched_off_does_not_wait (Join *f, gconstpointer unused)
{
  World *world = f->people.world;
  Actor *anna = f->people.anna;
  g_autoptr (GBytes) off = NULL;

  accept_as (f, HARK_ROLE_OBSERVER);
  sign (f, f->eve);
  off = hark_roster_make_user_off (world->roster, &anna->id, anna->keys->sign_sk, &f->eve->id);
  world_append (world, off);
  expect_get (f, f->eve, HARK_API_SYNC, 401, "ended");
  expect_listed (f, anna, 0);
}

/* Nothing that the server keeps opens the invitation or makes its tag. */
static void
test_the_store_holds_neither_secret_nor_token (Join *f, gconstpointer unused)
{
  guint8 token[32];

  accept_as (f, HARK_ROLE_NONE);
  hark_invitation_token (f->invitation, token);
  g_assert_false (harness_holds (harness (f), token, sizeof token));
  g_assert_false (harness_holds (harness (f), f->invitation->secret, sizeof f->invitation->secret));
}

#define TEST(path, function) g_test_add ("/join/" path, Join, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("admin", test_only_an_admin_invites);
  TEST ("malformed", test_malformed_invitations_are_refused);
  TEST ("names", test_names_are_given_once);
  TEST ("again", test_the_same_again_is_fine_and_another_is_not);
  TEST ("list", test_experts_see_their_areas_and_others_nothing);
  TEST ("look", test_look_tells_the_holder_and_nobody_else);
  TEST ("guessing", test_guessing_keeps_nobody_out);
  TEST ("unknown", test_unknown_is_answered_like_wrong);
  TEST ("expires", test_it_expires_and_frees_the_name);
  TEST ("expired-name", test_an_expired_name_can_be_invited_again);
  TEST ("clock-ahead", test_a_clock_that_was_ahead_takes_no_invitation);
  TEST ("malformed-acceptance", test_malformed_acceptances_are_refused);
  TEST ("once", test_once_and_by_one_person);
  TEST ("accepted-stays", test_an_accepted_one_does_not_expire);
  TEST ("waiting", test_who_waits_gets_nothing);
  TEST ("session", test_the_session_of_who_waits_survives_the_rosters_changes);
  TEST ("sign-in", test_names_of_who_waits_can_sign_in);
  TEST ("other-keys", test_other_keys_in_the_roster_let_nobody_in);
  TEST ("area", test_it_stays_until_the_area_has_them);
  TEST ("taken-back", test_taken_back_before_it_was_accepted);
  TEST ("taken-back-accepted", test_taken_back_after_it_was_accepted);
  TEST ("taken-back-named", test_taken_back_once_named_keeps_the_account);
  TEST ("switched-off", test_who_was_switched_off_does_not_wait);
  TEST ("store", test_the_store_holds_neither_secret_nor_token);

  return g_test_run ();
}

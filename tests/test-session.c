/* test-session.c: signing in and out; names cannot be probed, secrets not guessed */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-throttle.h"
#include "store-session.h"

#include <string.h>

static JsonObject *
make (const HarkId *user, const guint8 secret[32])
{
  JsonObject *body = json_object_new (), *protocol = json_object_new ();
  g_autofree char *id = hark_id_to_string (user);

  json_object_set_int_member (protocol, "min", 1);
  json_object_set_int_member (protocol, "max", 1);
  json_object_set_object_member (body, "protocol", protocol);
  json_object_set_string_member (body, "user", id);
  hark_json_set_bytes (body, "secret", secret, 32);
  return body;
}

static JsonObject *
sign_in (Fixture *f, const HarkId *user, const guint8 secret[32], guint status)
{
  g_autoptr (JsonObject) body = make (user, secret);
  g_autofree char *text = hark_json_to_string (body);

  return harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, text, status);
}

static guint
ask (Fixture *f, const char *token)
{
  g_autoptr (Reply) reply
      = harness_request (f->world->harness, "GET", HARK_API_AUTH_BUNDLE, token, NULL);

  return reply->status;
}

static void
test_params_of_nobody_look_like_somebodys (Fixture *f, gconstpointer unused)
{
  Harness *h = f->world->harness;
  g_autoptr (JsonObject) real
      = harness_ask (h, "GET", HARK_API_AUTH_PARAMS "?user=anna", NULL, NULL, 200);
  g_autoptr (JsonObject) cased
      = harness_ask (h, "GET", HARK_API_AUTH_PARAMS "?user=ANNA", NULL, NULL, 200);
  g_autoptr (JsonObject) fake
      = harness_ask (h, "GET", HARK_API_AUTH_PARAMS "?user=nobody", NULL, NULL, 200);
  g_autoptr (JsonObject) other
      = harness_ask (h, "GET", HARK_API_AUTH_PARAMS "?user=nobody2", NULL, NULL, 200);
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *one = hark_json_to_string (fake), *two = NULL;
  g_autoptr (GList) names = json_object_get_members (real),
                    fake_names = json_object_get_members (fake);
  g_autofree char *anna = hark_id_to_string (&f->anna->id);

  g_assert_cmpstr (json_object_get_string_member (real, "user"), ==, anna);
  g_assert_cmpstr (json_object_get_string_member (cased, "user"), ==, anna);
  g_assert_cmpuint (g_list_length (names), ==, g_list_length (fake_names));
  g_assert_cmpint (json_object_get_int_member (real, "mem"), ==,
                   json_object_get_int_member (fake, "mem"));
  g_assert_cmpstr (json_object_get_string_member (fake, "salt"), !=,
                   json_object_get_string_member (other, "salt"));
  harness_restart (h);
  again = harness_ask (h, "GET", HARK_API_AUTH_PARAMS "?user=Nobody", NULL, NULL, 200);
  two = hark_json_to_string (again);
  g_assert_cmpstr (one, ==, two);
}

static void
test_params_need_a_name (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (HARK_API_MAX_NAME + 1, 'a');
  g_autofree char *path = g_strconcat (HARK_API_AUTH_PARAMS "?user=", long_name, NULL);
  const char *const paths[]
      = { HARK_API_AUTH_PARAMS, HARK_API_AUTH_PARAMS "?user=", HARK_API_AUTH_PARAMS "?name=anna",
          path, HARK_API_AUTH_PARAMS "?user=%FF" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (JsonObject) reply
          = harness_ask (f->world->harness, "GET", paths[i], NULL, NULL, 400);

      g_assert_cmpstr (json_object_get_string_member (reply, "code"), ==, "invalid");
    }
}

static void
test_each_secret_leads_to_its_bundle (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) password = sign_in (f, &f->anna->id, f->anna->login, 200);
  g_autoptr (JsonObject) sheet = sign_in (f, &f->anna->id, f->anna->sheet_login, 200);
  const char *const tokens[] = { json_object_get_string_member (password, "token"),
                                 json_object_get_string_member (sheet, "token") };
  GBytes *const bundles[] = { f->anna->bundle, f->anna->sheet_bundle };

  g_assert_cmpstr (tokens[0], !=, tokens[1]);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) reply
          = harness_ask (f->world->harness, "GET", HARK_API_AUTH_BUNDLE, tokens[i], NULL, 200);
      g_autoptr (GBytes) bundle
          = hark_json_get_bytes (reply, "bundle", HARK_BUNDLE_LEN, HARK_BUNDLE_LEN, NULL);

      g_assert_true (g_bytes_equal (bundle, bundles[i]));
    }
}

static void
test_wrong_secret_and_nobody_are_answered_alike (Fixture *f, gconstpointer unused)
{
  guint8 secret[32] = { 0 };
  HarkId nobody;
  g_autoptr (JsonObject) wrong = sign_in (f, &f->anna->id, secret, 401);
  g_autoptr (JsonObject) none = NULL, others = sign_in (f, &f->anna->id, f->bert->login, 401);
  g_autofree char *one = hark_json_to_string (wrong), *two = NULL;

  hark_id_random (&nobody);
  none = sign_in (f, &nobody, secret, 401);
  two = hark_json_to_string (none);
  g_assert_cmpstr (one, ==, two);
}

static void
test_idle_session_ends (Fixture *f, gconstpointer unused)
{
  g_autofree char *token = NULL;

  /* each use keeps it alive */
  for (guint i = 1; i <= 3; i++)
    {
      harness_set_now (f->world->harness, HARNESS_NOW + i * (SRV_SESSION_IDLE - SRV_SESSION_TOUCH));
      g_assert_cmpuint (ask (f, f->anna->token), ==, 200);
    }
  g_assert_cmpuint (ask (f, f->bert->token), ==, 401);
  harness_set_now (f->world->harness, harness_get_now (f->world->harness) + SRV_SESSION_IDLE);
  g_assert_cmpuint (ask (f, f->anna->token), ==, 401);
  token = actor_sign_in (f->world, f->anna);
  g_assert_cmpuint (ask (f, token), ==, 200);
}

static void
test_sign_out_ends_this_session_alone (Fixture *f, gconstpointer unused)
{
  g_autofree char *other = actor_sign_in (f->world, f->anna);
  g_autoptr (JsonObject) out
      = harness_ask (f->world->harness, "DELETE", HARK_API_AUTH_SESSION, other, NULL, 200);
  g_autoptr (JsonObject) again
      = harness_ask (f->world->harness, "DELETE", HARK_API_AUTH_SESSION, other, NULL, 401);

  g_assert_cmpuint (ask (f, other), ==, 401);
  g_assert_cmpuint (ask (f, f->anna->token), ==, 200);
}

static void
test_oldest_of_too_many_sessions_goes (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < SRV_SESSION_MAX; i++)
    {
      g_autofree char *token = NULL;

      harness_set_now (f->world->harness, HARNESS_NOW + 1 + i);
      token = actor_sign_in (f->world, f->anna);
      g_assert_cmpuint (ask (f, token), ==, 200);
    }
  g_assert_cmpuint (ask (f, f->anna->token), ==, 401);
}

static void
test_tokens_that_are_none_are_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *cut = g_strndup (f->anna->token, 63);
  g_autofree char *other = g_strdup (f->anna->token);
  g_autofree char *longer = g_strconcat (f->anna->token, "00", NULL);
  const char *const tokens[] = { NULL, "", "x", cut, other, longer };

  other[5] = other[5] == '0' ? '1' : '0';
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    g_assert_cmpuint (ask (f, tokens[i]), ==, 401);
}

static void
test_who_is_switched_off_is_out (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->bert->id);

  g_assert_cmpuint (ask (f, f->bert->token), ==, 200);
  world_append (f->world, off);
  f->bert->role = HARK_ROLE_NONE;
  g_assert_cmpuint (ask (f, f->bert->token), ==, 401);
  json_object_unref (sign_in (f, &f->bert->id, f->bert->login, 401));
}

/* A year ahead for an hour: nobody's session lives a year longer for it. */
static void
test_clock_that_was_ahead_prolongs_no_session (Fixture *f, gconstpointer unused)
{
  gint64 now = harness_get_now (f->world->harness);
  gint64 ahead = SRV_SESSION_IDLE - 1;

  harness_set_now (f->world->harness, now + ahead);
  g_assert_cmpuint (ask (f, f->bert->token), ==, 200);
  harness_set_now (f->world->harness, now);
  g_assert_cmpuint (ask (f, f->bert->token), ==, 200);
  harness_set_now (f->world->harness, now + SRV_SESSION_IDLE + 1);
  g_assert_cmpuint (ask (f, f->bert->token), ==, 401);
}

static void
test_malformed_sign_ins_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const spoil[][2] = {
    { "user", "\"anna\"" }, { "user", "null" },   { "user", "1" },
    { "secret", "\"\"" },   { "secret", "7" },    { "secret", "\"AAAA\"" },
    { "protocol", "[]" },   { "protocol", "{}" }, { "protocol", "{\"min\":1}" },
  };
  g_autoptr (JsonObject) empty
      = harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, "", 400);
  g_autoptr (JsonObject) array
      = harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, "[]", 400);
  g_autoptr (JsonObject) newer = make (&f->anna->id, f->anna->login), upgrade = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      g_autoptr (JsonObject) body = make (&f->anna->id, f->anna->login);
      g_autoptr (JsonObject) reply = NULL;
      g_autofree char *json = NULL;

      json_object_set_member (body, spoil[i][0], json_from_string (spoil[i][1], NULL));
      json = hark_json_to_string (body);
      g_test_message ("%s", json);
      reply = harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, json, 400);
    }

  json_object_set_member (newer, "protocol", json_from_string ("{\"min\":2,\"max\":9}", NULL));
  text = hark_json_to_string (newer);
  upgrade = harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, text, 426);
  g_assert_nonnull (
      strstr (json_object_get_string_member (upgrade, "detail"), "upgrade the server"));
}

/* ---- the roster's routes ---- */

static guint
append (Fixture *f, Actor *actor, GBytes *statement)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (Reply) reply = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  reply = harness_request (f->world->harness, "POST", HARK_API_ROSTER, actor->token, text);
  return reply->status;
}

static void
test_roster_is_read_from_any_place (Fixture *f, gconstpointer unused)
{
  guint64 seq = hark_roster_get_seq (f->world->roster);
  g_autofree char *last = g_strdup_printf (HARK_API_ROSTER "?from=%" G_GUINT64_FORMAT, seq);
  g_autofree char *past = g_strdup_printf (HARK_API_ROSTER "?from=%" G_GUINT64_FORMAT, seq + 1);
  const char *const paths[] = { HARK_API_ROSTER, HARK_API_ROSTER "?from=1", last, past };
  const guint64 counts[] = { seq, seq, 1, 0 };
  const char *const wrong[]
      = { HARK_API_ROSTER "?from=0", HARK_API_ROSTER "?from=x", HARK_API_ROSTER "?from=-1" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (JsonObject) reply
          = harness_ask (f->world->harness, "GET", paths[i], f->dora->token, NULL, 200);

      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "statements")),
                        ==, counts[i]);
      g_assert_false (json_object_get_boolean_member (reply, "more"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    json_object_unref (harness_ask (f->world->harness, "GET", wrong[i], f->dora->token, NULL, 400));
  json_object_unref (harness_ask (f->world->harness, "GET", HARK_API_ROSTER, NULL, NULL, 401));
}

static void
test_roster_takes_only_what_its_rules_allow (Fixture *f, gconstpointer unused)
{
  World *world = f->world;
  g_autoptr (GBytes) by_anna = NULL, by_bert = NULL, area = NULL, late = NULL;
  HarkRosterMember member = { .user = f->anna->id, .role = HARK_ROLE_EXPERT };
  HarkId other_area;
  guint8 junk[200] = { 1 };
  g_autoptr (GBytes) nonsense = g_bytes_new (junk, sizeof junk);

  by_anna = hark_roster_make_user_off (world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                       &f->dora->id);
  by_bert = hark_roster_make_user_off (world->roster, &f->bert->id, f->bert->keys->sign_sk,
                                       &f->dora->id);
  late = world_make_team (world);
  hark_id_random (&other_area);
  hark_account_keys_hash (f->anna->keys->sign_pk, f->anna->keys->box_pk, member.keys_hash);
  area = hark_roster_make_area_set (world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                    &other_area, &member, 1);

  g_assert_cmpuint (append (f, f->bert, by_anna), ==, 403); /* not his signature */
  g_assert_cmpuint (append (f, f->bert, by_bert), ==, 403); /* no Admin */
  g_assert_cmpuint (append (f, f->anna, area), ==, 404);    /* no such area */
  g_assert_cmpuint (append (f, f->anna, nonsense), ==, 403);
  g_assert_cmpuint (append (f, f->anna, by_anna), ==, 200);
  g_assert_cmpuint (append (f, f->anna, late), ==, 409); /* another came first */
  hark_roster_append (world->roster, by_anna, NULL);
  g_assert_cmpuint (append (f, f->anna, by_anna), ==, 409);
}

static void
test_advisor_hands_over_before_leaving (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GBytes) without = NULL;

  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  f->bert->role = HARK_ROLE_OBSERVER;
  without = world_make_team (f->world);
  g_assert_cmpuint (append (f, f->anna, without), ==, 409);
  f->bert->role = HARK_ROLE_PROFESSIONAL;
  world_expect (f->world, f->bert, op_release (f->world, ticket, f->bert), "applied");
  g_assert_cmpuint (append (f, f->anna, without), ==, 200);
  hark_roster_append (f->world->roster, without, NULL);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/session/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("params", test_params_of_nobody_look_like_somebodys);
  TEST ("params-wrong", test_params_need_a_name);
  TEST ("bundles", test_each_secret_leads_to_its_bundle);
  TEST ("wrong-secret", test_wrong_secret_and_nobody_are_answered_alike);
  TEST ("idle", test_idle_session_ends);
  TEST ("sign-out", test_sign_out_ends_this_session_alone);
  TEST ("too-many", test_oldest_of_too_many_sessions_goes);
  TEST ("tokens", test_tokens_that_are_none_are_refused);
  TEST ("switched-off", test_who_is_switched_off_is_out);
  TEST ("clock-ahead", test_clock_that_was_ahead_prolongs_no_session);
  TEST ("malformed", test_malformed_sign_ins_are_refused);
  TEST ("roster-read", test_roster_is_read_from_any_place);
  TEST ("roster-rules", test_roster_takes_only_what_its_rules_allow);
  TEST ("roster-advisor", test_advisor_hands_over_before_leaving);

  return g_test_run ();
}

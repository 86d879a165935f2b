/* test-policy.c: what the organisation's signed security policy asks for, the server sees to */
#include "guest.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-factor.h"

#include <liboath/oath.h>
#include <string.h>

#define FOURTEEN "fourteen chars"
#define FIFTEEN "fifteen charact"

static HarkRosterPolicy
get_policy (Fixture *f)
{
  return *hark_roster_get_policy (f->world->roster);
}

static void
require_factor (Fixture *f, gboolean required)
{
  HarkRosterPolicy policy = get_policy (f);

  policy.second_factor = required;
  world_set_policy (f->world, &policy);
}

static void
expect (Fixture *f, Actor *actor, const char *method, const char *path, const char *body,
        const char *code)
{
  g_autoptr (Reply) reply = harness_request (f->harness, method, path, actor->token, body);

  g_assert_cmpstr (reply_get_code (reply), ==, code);
}

static void
show_code (Fixture *f, const guint8 secret[SRV_FACTOR_SECRET_LEN], char *body, gsize length)
{
  char code[7];

  g_assert_cmpint (oath_totp_generate ((const char *)secret, SRV_FACTOR_SECRET_LEN,
                                       harness_get_now (f->harness), SRV_FACTOR_STEP, 0, 6, code),
                   ==, OATH_OK);
  g_snprintf (body, length, "{\"code\":\"%s\"}", code);
}

static void
set_up_factor (Fixture *f, Actor *actor, guint8 secret[SRV_FACTOR_SECRET_LEN])
{
  g_autoptr (JsonObject) asked = json_object_new ();
  g_autoptr (JsonObject) begun = NULL;
  g_autofree char *text = NULL;
  char body[40];

  hark_json_set_bytes (asked, "secret", actor->login, sizeof actor->login);
  text = hark_json_to_string (asked);
  begun = harness_ask (f->harness, "POST", HARK_API_AUTH_FACTOR, actor->token, text, 200);
  g_assert_true (hark_json_get_fixed (begun, "secret", secret, SRV_FACTOR_SECRET_LEN, NULL));
  show_code (f, secret, body, sizeof body);
  json_object_unref (
      harness_ask (f->harness, "PUT", HARK_API_AUTH_FACTOR, actor->token, body, 200));
  harness_set_now (f->harness, harness_get_now (f->harness) + SRV_FACTOR_STEP);
}

static void
test_who_has_no_factor_can_only_set_one_up (Fixture *f, gconstpointer unused)
{
  static const char *const closed[] = { HARK_API "sync",      HARK_API_ROSTER,   HARK_API_DEVICES,
                                        HARK_API_INVITATIONS, HARK_API "events", HARK_API "dues" };
  Actor *bert = world_add (f->world, "bert", HARK_ROLE_PROFESSIONAL);
  guint8 secret[SRV_FACTOR_SECRET_LEN];

  for (guint i = 0; i < 3; i++)
    expect (f, bert, "GET", closed[i], NULL, NULL);
  require_factor (f, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      expect (f, bert, "GET", closed[i], NULL, "factor");
      expect (f, world_first (f->world), "GET", closed[i], NULL, "factor");
    }
  expect (f, bert, "POST", HARK_API_OPS, "{\"dev\":\"\",\"ops\":[]}", "factor");
  expect (f, bert, "GET", HARK_API_AUTH_BUNDLE, NULL, NULL);
  expect (f, bert, "GET", HARK_API_AUTH_FACTOR, NULL, NULL);

  set_up_factor (f, bert, secret);
  for (guint i = 0; i < 3; i++)
    expect (f, bert, "GET", closed[i], NULL, NULL);
  expect (f, world_first (f->world), "GET", HARK_API "sync", NULL, "factor");
}

static void
test_new_session_is_asked_for_a_factor_too (Fixture *f, gconstpointer unused)
{
  Actor *bert = world_add (f->world, "bert", HARK_ROLE_OBSERVER);

  require_factor (f, TRUE);
  g_free (bert->token);
  bert->token = actor_sign_in (f->world, bert);
  expect (f, bert, "GET", HARK_API "sync", NULL, "factor");
  expect (f, bert, "DELETE", HARK_API_AUTH_SESSION, NULL, NULL);
}

static void
test_factor_stays_on_while_it_is_asked_for (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  guint8 secret[SRV_FACTOR_SECRET_LEN];
  g_autoptr (Reply) state = NULL;
  char body[40];

  set_up_factor (f, anna, secret);
  require_factor (f, TRUE);
  show_code (f, secret, body, sizeof body);
  expect (f, anna, "POST", HARK_API_AUTH_FACTOR_OFF, body, "forbidden");
  state = harness_request (f->harness, "GET", HARK_API_AUTH_FACTOR, anna->token, NULL);
  g_assert_true (json_object_get_boolean_member (state->json, "on"));

  require_factor (f, FALSE);
  expect (f, anna, "POST", HARK_API_AUTH_FACTOR_OFF, body, NULL); /* it was not used up */
  expect (f, anna, "GET", HARK_API "sync", NULL, NULL);
}

static void
test_nobody_is_asked_once_it_is_taken_back (Fixture *f, gconstpointer unused)
{
  Actor *bert = world_add (f->world, "bert", HARK_ROLE_PROFESSIONAL);
  guint8 secret[SRV_FACTOR_SECRET_LEN];

  set_up_factor (f, world_first (f->world), secret);
  require_factor (f, TRUE);
  expect (f, bert, "GET", HARK_API "sync", NULL, "factor");
  harness_restart (f->harness);
  expect (f, bert, "GET", HARK_API "sync", NULL, "factor");
  require_factor (f, FALSE);
  expect (f, bert, "GET", HARK_API "sync", NULL, NULL);
}

static void
test_portal_accounts_need_the_policy_and_no_ban (Fixture *f, gconstpointer unused)
{
  HarkRosterPolicy policy = get_policy (f);

  g_assert_cmpuint (guest_invite (f, "gast", NULL), ==, 403);
  world_allow_portal_accounts (f->world);
  g_assert_cmpuint (guest_invite (f, "gast", NULL), ==, 200);
  g_assert_cmpuint (visitor_get (f->visitor, "/sign-in"), ==, 200);

  team_set_config (f->world, SRV_CONFIG_PORTAL_ACCOUNTS, "off");
  g_assert_cmpuint (guest_invite (f, "gustav", NULL), ==, 403);
  g_assert_cmpuint (visitor_get (f->visitor, "/sign-in"), ==, 404);

  team_set_config (f->world, SRV_CONFIG_PORTAL_ACCOUNTS, "on");
  g_assert_cmpuint (visitor_get (f->visitor, "/sign-in"), ==, 200);
  world_set_policy (f->world, &policy);
  g_assert_cmpuint (visitor_get (f->visitor, "/sign-in"), ==, 404);
}

static void
test_portal_passwords_are_as_long_as_the_policy_says (Fixture *f, gconstpointer unused)
{
  HarkRosterPolicy policy = get_policy (f);
  g_autofree char *line = NULL;

  policy.portal_only = TRUE;
  policy.password_length = 15;
  world_set_policy (f->world, &policy);
  guest_invite (f, "gast", &line);
  g_assert_cmpuint (guest_accept (f->visitor, line, FOURTEEN, FOURTEEN), ==, 403);
  g_assert_true (visitor_sees (f->visitor, "Choose a password of 15"));
  g_assert_true (visitor_sees (f->visitor, "At least 15 characters"));
  g_assert_cmpuint (guest_accept (f->visitor, line, FIFTEEN, FIFTEEN), ==, 200);
}

static void
test_info_names_the_shortest_password (Fixture *f, gconstpointer unused)
{
  HarkRosterPolicy policy = get_policy (f);
  g_autoptr (JsonObject) before = harness_ask (f->harness, "GET", HARK_API_INFO, NULL, NULL, 200);
  g_autoptr (JsonObject) after = NULL;

  g_assert_cmpint (json_object_get_int_member (before, "password"), ==, HARK_ROSTER_MIN_PASSWORD);
  policy.password_length = 20;
  world_set_policy (f->world, &policy);
  after = harness_ask (f->harness, "GET", HARK_API_INFO, NULL, NULL, 200);
  g_assert_cmpint (json_object_get_int_member (after, "password"), ==, 20);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/policy/" path, Fixture, NULL, visitor_set_up, function, visitor_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("factor", test_who_has_no_factor_can_only_set_one_up);
  TEST ("factor-session", test_new_session_is_asked_for_a_factor_too);
  TEST ("factor-off", test_factor_stays_on_while_it_is_asked_for);
  TEST ("factor-taken-back", test_nobody_is_asked_once_it_is_taken_back);
  TEST ("portal-accounts", test_portal_accounts_need_the_policy_and_no_ban);
  TEST ("portal-password", test_portal_passwords_are_as_long_as_the_policy_says);
  TEST ("info", test_info_names_the_shortest_password);

  return g_test_run ();
}

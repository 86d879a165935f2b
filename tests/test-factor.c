/* test-factor.c: the second factor: asked for after the first, each code accepted once */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-factor.h"

#include <liboath/oath.h>
#include <string.h>

typedef struct
{
  Fixture people;
  guint8 secret[SRV_FACTOR_SECRET_LEN];
  JsonObject *confirmed; /* with dora's recovery codes */
  JsonArray *codes;
} Factor;

static Reply *
ask (Factor *f, const char *method, const char *path, const char *code)
{
  g_autofree char *body = code != NULL ? g_strdup_printf ("{\"code\":\"%s\"}", code) : NULL;

  return harness_request (f->people.world->harness, method, path, f->people.dora->token,
                          body != NULL || strcmp (method, "GET") == 0 ? body : "{}");
}

static void
expect (Factor *f, const char *method, const char *path, const char *code, const char *error)
{
  g_autoptr (Reply) reply = ask (f, method, path, code);

  g_assert_cmpstr (reply_get_code (reply), ==, error);
}

/* What dora's authenticator shows @steps from now. */
static const char *
code_at (Factor *f, int steps)
{
  static char code[7];
  gint64 now = harness_get_now (f->people.world->harness) + steps * SRV_FACTOR_STEP;

  g_assert_cmpint (oath_totp_generate ((const char *)f->secret, sizeof f->secret, now,
                                       SRV_FACTOR_STEP, 0, 6, code),
                   ==, OATH_OK);
  return code;
}

/* Six digits that are not shown by the clocks of anybody, now or nearly. */
static const char *
wrong_code (Factor *f)
{
  static char wrong[7];
  guint n = 0;
  gboolean right;

  do
    {
      right = FALSE;
      g_snprintf (wrong, sizeof wrong, "%06u", n++);
      for (int i = -2; i <= 2; i++)
        right = right || g_str_equal (wrong, code_at (f, i));
    }
  while (right);
  return wrong;
}

static void
pass (Factor *f, int steps)
{
  Harness *harness = f->people.world->harness;

  harness_set_now (harness, harness_get_now (harness) + steps * SRV_FACTOR_STEP);
}

static Reply *
try_begin (Factor *f, const guint8 secret[32])
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "secret", secret, 32);
  text = hark_json_to_string (body);
  return harness_request (f->people.world->harness, "POST", HARK_API_AUTH_FACTOR,
                          f->people.dora->token, text);
}

static void
begin (Factor *f)
{
  g_autoptr (Reply) reply = try_begin (f, f->people.dora->login);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (hark_json_get_fixed (reply->json, "secret", f->secret, sizeof f->secret, NULL));
}

static void
turn_on (Factor *f)
{
  g_autofree char *body = NULL;

  begin (f);
  body = g_strdup_printf ("{\"code\":\"%s\"}", code_at (f, 0));
  f->confirmed = harness_ask (f->people.world->harness, "PUT", HARK_API_AUTH_FACTOR,
                              f->people.dora->token, body, 200);
  f->codes = json_object_get_array_member (f->confirmed, "codes");
  pass (f, 1);
}

static const char *
recovery_code (Factor *f, guint i)
{
  return json_array_get_string_element (f->codes, i);
}

static Reply *
sign_in (Factor *f, const guint8 secret[32], const char *code)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *protocol = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (protocol, "min", 1);
  json_object_set_int_member (protocol, "max", 1);
  json_object_set_object_member (body, "protocol", protocol);
  hark_json_set_id (body, "user", &f->people.dora->id);
  hark_json_set_bytes (body, "secret", secret, 32);
  if (code != NULL)
    json_object_set_string_member (body, "code", code);
  text = hark_json_to_string (body);
  return harness_request (f->people.world->harness, "POST", HARK_API_AUTH_SESSION, NULL, text);
}

/* NULL: let in. */
static void
expect_sign_in (Factor *f, const char *code, const char *error)
{
  g_autoptr (Reply) reply = sign_in (f, f->people.dora->login, code);

  g_assert_cmpstr (reply_get_code (reply), ==, error);
  g_assert_cmpint (json_object_has_member (reply->json, "token"), ==, error == NULL);
}

static void
expect_state (Factor *f, gboolean is_on, guint codes)
{
  g_autoptr (Reply) reply = ask (f, "GET", HARK_API_AUTH_FACTOR, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpint (json_object_get_boolean_member (reply->json, "on"), ==, is_on);
  g_assert_cmpint (json_object_get_int_member (reply->json, "codes"), ==, codes);
  g_assert_cmpint (json_object_get_null_member (reply->json, "since"), ==, !is_on);
}

static void
set_up (Factor *f, gconstpointer is_on)
{
  people_set_up (&f->people, NULL);
  if (GPOINTER_TO_INT (is_on))
    turn_on (f);
}

static void
tear_down (Factor *f, gconstpointer unused)
{
  g_clear_pointer (&f->confirmed, json_object_unref);
  people_tear_down (&f->people, NULL);
}

/* Whoever only sits in front of a device that is signed in. */
static void
test_is_begun_by_the_password_alone (Factor *f, gconstpointer unused)
{
  const guint8 wrong[32] = { 7 };
  g_autoptr (Reply) refused = try_begin (f, wrong);
  g_autoptr (Reply) by_sheet = try_begin (f, f->people.dora->sheet_login);

  g_assert_cmpstr (reply_get_code (refused), ==, "auth");
  g_assert_cmpstr (reply_get_code (by_sheet), ==, "auth");
  expect (f, "POST", HARK_API_AUTH_FACTOR, NULL, "invalid");
  expect (f, "PUT", HARK_API_AUTH_FACTOR, "123456", "conflict");
}

static void
test_is_in_force_once_a_code_has_confirmed_it (Factor *f, gconstpointer unused)
{
  guint8 first[SRV_FACTOR_SECRET_LEN];
  g_autoptr (Reply) again = NULL;

  expect_state (f, FALSE, 0);
  expect (f, "PUT", HARK_API_AUTH_FACTOR, "123456", "conflict");
  begin (f);
  memcpy (first, f->secret, sizeof first);
  expect_sign_in (f, NULL, NULL);
  begin (f); /* the one before was never written down */
  g_assert_false (hark_seal_equal (first, f->secret, sizeof first));
  expect (f, "PUT", HARK_API_AUTH_FACTOR, wrong_code (f), "factor");
  expect (f, "PUT", HARK_API_AUTH_FACTOR, NULL, "invalid");
  expect_state (f, FALSE, 0);
  turn_on (f);
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES);
  again = try_begin (f, f->people.dora->login);
  g_assert_cmpstr (reply_get_code (again), ==, "conflict");
  expect (f, "PUT", HARK_API_AUTH_FACTOR, code_at (f, 0), "conflict");
  expect_sign_in (f, NULL, "factor");
}

static void
test_is_asked_for_only_after_the_right_secret (Factor *f, gconstpointer unused)
{
  guint8 guessed[32] = { 1 };

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (Reply) with = i % 15 == 0 ? sign_in (f, guessed, code_at (f, 0)) : NULL;
      g_autoptr (Reply) without = i % 15 == 0 ? sign_in (f, guessed, NULL) : NULL;

      if (with == NULL)
        continue;
      g_assert_cmpstr (reply_get_code (with), ==, "auth");
      g_assert_cmpstr (reply_get_code (without), ==, "auth");
    }
  expect_sign_in (f, NULL, "factor"); /* strangers have used nothing up */
  expect_sign_in (f, code_at (f, 0), NULL);
}

static void
test_code_is_accepted_once (Factor *f, gconstpointer unused)
{
  char early[7];

  expect_sign_in (f, code_at (f, 0), NULL);
  expect_sign_in (f, code_at (f, 0), "factor");
  expect_sign_in (f, code_at (f, -1), "factor"); /* older than the newest */
  g_strlcpy (early, code_at (f, 1), sizeof early);
  expect_sign_in (f, early, NULL); /* a clock that is fast */
  pass (f, 1);
  expect_sign_in (f, early, "factor");
  pass (f, 3);
  expect_sign_in (f, code_at (f, -2), "factor");
  expect_sign_in (f, code_at (f, 2), "factor");
  expect_sign_in (f, code_at (f, -1), NULL); /* one that is slow */
}

static gpointer
sign_in_meanwhile (gpointer data)
{
  Factor *f = data;
  char code[7];

  oath_totp_generate ((const char *)f->secret, sizeof f->secret,
                      harness_get_now (f->people.world->harness), SRV_FACTOR_STEP, 0, 6, code);
  return sign_in (f, f->people.dora->login, code);
}

static void
test_code_is_accepted_once_of_many_at_once (Factor *f, gconstpointer unused)
{
  GThread *threads[8];
  guint in = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sign-in", sign_in_meanwhile, f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (Reply) reply = g_thread_join (threads[i]);

      in += reply->status == 200;
    }
  g_assert_cmpuint (in, ==, 1);
}

static void
test_many_wrong_codes_make_one_wait (Factor *f, gconstpointer unused)
{
  for (guint i = 0; i < SRV_FACTOR_FREE; i++)
    expect_sign_in (f, wrong_code (f), "factor");
  expect_sign_in (f, code_at (f, 0), "busy"); /* the right one too */
  expect (f, "POST", HARK_API_AUTH_FACTOR_OFF, code_at (f, 0), "busy");
  expect_sign_in (f, "not a code", "factor");
  pass (f, 1);
  expect_sign_in (f, wrong_code (f), "factor");
  pass (f, 1);
  expect_sign_in (f, code_at (f, 0), "busy"); /* longer than before */
  harness_restart (f->people.world->harness);
  expect_sign_in (f, code_at (f, 0), "busy");
  expect_sign_in (f, recovery_code (f, 0), NULL); /* which nobody can guess */
  expect_sign_in (f, code_at (f, 0), NULL);
}

static void
test_wait_is_an_hour_at_most (Factor *f, gconstpointer unused)
{
  for (guint i = 0; i < SRV_FACTOR_FREE + 12; i++)
    {
      expect_sign_in (f, wrong_code (f), "factor");
      pass (f, SRV_FACTOR_MAX_WAIT / SRV_FACTOR_STEP);
    }
  expect_sign_in (f, code_at (f, 0), NULL);
}

static void
test_recovery_code_does_instead_once (Factor *f, gconstpointer unused)
{
  g_autofree char *lower = g_ascii_strdown (recovery_code (f, 1), -1);

  g_strdelimit (lower, "-", ' ');
  expect_sign_in (f, recovery_code (f, 0), NULL);
  expect_sign_in (f, recovery_code (f, 0), "factor");
  expect_sign_in (f, lower, NULL);
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES - 2);
  g_assert_false (harness_holds (f->people.world->harness, recovery_code (f, 2),
                                 strlen (recovery_code (f, 2))));
}

static void
test_new_recovery_codes_end_the_old (Factor *f, gconstpointer unused)
{
  g_autoptr (Reply) reply = NULL;
  JsonArray *others;

  expect (f, "POST", HARK_API_AUTH_FACTOR_CODES, NULL, "invalid");
  expect (f, "POST", HARK_API_AUTH_FACTOR_CODES, wrong_code (f), "factor");
  reply = ask (f, "POST", HARK_API_AUTH_FACTOR_CODES, code_at (f, 0));
  g_assert_cmpuint (reply->status, ==, 200);
  others = json_object_get_array_member (reply->json, "codes");
  g_assert_cmpuint (json_array_get_length (others), ==, SRV_FACTOR_RECOVERY_CODES);
  expect_sign_in (f, recovery_code (f, 0), "factor");
  expect_sign_in (f, json_array_get_string_element (others, 9), NULL);
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES - 1);
}

static void
test_off_asks_for_a_code (Factor *f, gconstpointer unused)
{
  expect (f, "POST", HARK_API_AUTH_FACTOR_OFF, NULL, "invalid");
  expect (f, "POST", HARK_API_AUTH_FACTOR_OFF, wrong_code (f), "factor");
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES);
  expect (f, "POST", HARK_API_AUTH_FACTOR_OFF, recovery_code (f, 3), NULL);
  expect_state (f, FALSE, 0);
  expect_sign_in (f, NULL, NULL);
  expect (f, "POST", HARK_API_AUTH_FACTOR_CODES, code_at (f, 0), "conflict");
}

static void
test_printed_sheet_needs_it_too (Factor *f, gconstpointer unused)
{
  const guint8 *sheet = f->people.dora->sheet_login;
  g_autoptr (Reply) without = sign_in (f, sheet, NULL);
  g_autoptr (Reply) with = sign_in (f, sheet, code_at (f, 0));

  g_assert_cmpstr (reply_get_code (without), ==, "factor");
  g_assert_cmpuint (with->status, ==, 200);
}

static void
test_is_nobody_elses (Factor *f, gconstpointer unused)
{
  Harness *harness = f->people.world->harness;
  g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\"}", recovery_code (f, 0));
  g_autoptr (Reply) off
      = harness_request (harness, "POST", HARK_API_AUTH_FACTOR_OFF, f->people.anna->token, body);
  g_autoptr (Reply) state
      = harness_request (harness, "GET", HARK_API_AUTH_FACTOR, f->people.anna->token, NULL);
  g_autoptr (Reply) nobody = harness_request (harness, "GET", HARK_API_AUTH_FACTOR, NULL, NULL);

  g_assert_cmpuint (off->status, ==, 200); /* anna has none */
  g_assert_false (json_object_get_boolean_member (state->json, "on"));
  g_assert_cmpuint (nobody->status, ==, 401);
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES);
}

static void
test_what_is_no_code_is_refused (Factor *f, gconstpointer unused)
{
  static const char *const codes[]
      = { "", "12345", "1234567", "12345a", "-12345", "１２３４５６", "0000-0000-0000-0000-0000" };
  static const char *const bodies[] = { "[]", "{\"code\":123456}", "{\"code\":null}" };
  g_autofree char *longer = g_strnfill (1000, '1');
  g_autoptr (Reply) many = ask (f, "POST", HARK_API_AUTH_FACTOR_OFF, longer);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    expect_sign_in (f, codes[i], "factor");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (Reply) reply
          = harness_request (f->people.world->harness, "POST", HARK_API_AUTH_FACTOR_OFF,
                             f->people.dora->token, bodies[i]);

      g_assert_cmpuint (reply->status, ==, 400);
    }
  g_assert_cmpuint (many->status, >=, 400);
  expect_sign_in (f, code_at (f, 0), NULL); /* none of it was counted as a try */
  expect_state (f, TRUE, SRV_FACTOR_RECOVERY_CODES);
}

#define TEST(path, on, function)                                                                   \
  g_test_add ("/factor/" path, Factor, GINT_TO_POINTER (on), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("password", FALSE, test_is_begun_by_the_password_alone);
  TEST ("confirmed", FALSE, test_is_in_force_once_a_code_has_confirmed_it);
  TEST ("after-the-secret", TRUE, test_is_asked_for_only_after_the_right_secret);
  TEST ("once", TRUE, test_code_is_accepted_once);
  TEST ("once-at-once", TRUE, test_code_is_accepted_once_of_many_at_once);
  TEST ("wait", TRUE, test_many_wrong_codes_make_one_wait);
  TEST ("longest-wait", TRUE, test_wait_is_an_hour_at_most);
  TEST ("recovery-code", TRUE, test_recovery_code_does_instead_once);
  TEST ("new-codes", TRUE, test_new_recovery_codes_end_the_old);
  TEST ("off", TRUE, test_off_asks_for_a_code);
  TEST ("sheet", TRUE, test_printed_sheet_needs_it_too);
  TEST ("others", TRUE, test_is_nobody_elses);
  TEST ("malformed", TRUE, test_what_is_no_code_is_refused);

  return g_test_run ();
}

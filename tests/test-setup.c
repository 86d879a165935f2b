/* test-setup.c: how an organisation begins: once, with the right code and the right roster, or not
 * at all */
#include "actor.h"

#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "srv-throttle.h"

#include <string.h>

typedef struct
{
  World *world;
  GPtrArray *statements;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->world = world_new_unset (harness_new ());
  f->statements = world_make_first_roster (f->world);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->statements);
  world_free (f->world);
}

static JsonObject *
make (Fixture *f)
{
  return world_make_setup (f->world, world_first (f->world), f->statements);
}

static void
expect (Fixture *f, JsonObject *setup, guint status, const char *code)
{
  g_autofree char *text = hark_json_to_string (setup);
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "POST", HARK_API_SETUP, NULL, text, status);

  if (code != NULL)
    g_assert_cmpstr (json_object_get_string_member (reply, "code"), ==, code);
  json_object_unref (setup);
}

static gboolean
is_ready (Fixture *f)
{
  g_autoptr (JsonObject) info
      = harness_ask (f->world->harness, "GET", HARK_API_INFO, NULL, NULL, 200);

  return json_object_get_boolean_member (info, "ready");
}

static void
test_info_before_and_after (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) before
      = harness_ask (f->world->harness, "GET", HARK_API_INFO, NULL, NULL, 200);
  g_autoptr (JsonObject) after = NULL;
  g_autofree char *org = hark_id_to_string (&f->world->org);
  guint8 pk[32];
  g_autoptr (GBytes) there = NULL;

  g_assert_cmpstr (json_object_get_string_member (before, "name"), ==, "Testhaus");
  g_assert_cmpstr (json_object_get_string_member (before, "zone"), ==, HARNESS_ZONE);
  g_assert_false (json_object_get_boolean_member (before, "ready"));
  g_assert_true (json_object_get_null_member (before, "org"));
  expect (f, make (f), 200, NULL);

  after = harness_ask (f->world->harness, "GET", HARK_API_INFO, NULL, NULL, 200);
  g_assert_true (json_object_get_boolean_member (after, "ready"));
  g_assert_cmpstr (json_object_get_string_member (after, "org"), ==, org);
  there = hark_json_get_bytes (after, "root_pk", sizeof pk, sizeof pk, NULL);
  g_assert_cmpmem (g_bytes_get_data (there, NULL), 32, f->world->root_pk, 32);
}

static void
test_works_once (Fixture *f, gconstpointer unused)
{
  expect (f, make (f), 200, NULL);
  expect (f, make (f), 409, "setup");
  harness_restart (f->world->harness);
  expect (f, make (f), 409, "setup");
  g_assert_true (is_ready (f));
}

static void
test_code_is_taken_as_words_too (Fixture *f, gconstpointer unused)
{
  JsonObject *setup = make (f);
  guint8 code[HARK_CODE_LEN];
  g_autofree char *words = NULL;

  g_assert_true (hark_code_parse (harness_get_code (f->world->harness), code, NULL));
  words = hark_code_to_words (code);
  json_object_set_string_member (setup, "code", words);
  expect (f, setup, 200, NULL);
}

static void
test_wrong_codes_close_the_door_to_nobody (Fixture *f, gconstpointer unused)
{
  guint8 code[HARK_CODE_LEN] = { 7 };
  g_autofree char *line = hark_code_to_line (code);

  for (guint i = 0; i <= SRV_THROTTLE_FREE; i++)
    {
      JsonObject *setup = make (f);

      json_object_set_string_member (setup, "code", line);
      expect (f, setup, 401, "auth");
    }
  expect (f, make (f), 200, NULL);
}

static void
test_other_rosters_are_refused (Fixture *f, gconstpointer unused)
{
  World *world = f->world;
  Actor *first = world_first (world), *second = actor_new ("second");
  JsonObject *setup;
  g_autoptr (GPtrArray) list = NULL;
  guint8 other_sk[64], other_pk[32], seed[32] = { 9 };

  /* not all of it, in another order, forged */
  list = g_ptr_array_new ();
  g_ptr_array_add (list, f->statements->pdata[0]);
  g_ptr_array_add (list, f->statements->pdata[1]);
  g_ptr_array_add (list, f->statements->pdata[2]);
  expect (f, world_make_setup (world, first, list), 400, "invalid");
  g_ptr_array_add (list, f->statements->pdata[2]);
  expect (f, world_make_setup (world, first, list), 409, "conflict");
  list->pdata[3] = f->statements->pdata[0];
  expect (f, world_make_setup (world, first, list), 409, "conflict");

  hark_seal_sign_keys (seed, other_pk, other_sk);
  list->pdata[3] = f->statements->pdata[3];
  list->pdata[0] = hark_roster_make_org (other_pk, other_sk, "Testhaus");
  expect (f, world_make_setup (world, first, list), 409, "conflict");
  g_bytes_unref (list->pdata[0]);

  /* for somebody else, another name, another area */
  setup = world_make_setup (world, second, f->statements);
  expect (f, setup, 400, "invalid");
  setup = make (f);
  json_object_set_string_member (json_object_get_object_member (setup, "account"), "name", "berta");
  expect (f, setup, 400, "invalid");
  setup = make (f);
  json_object_set_string_member (json_object_get_object_member (setup, "area"), "id",
                                 "00112233445566778899aabbccddeeff");
  expect (f, setup, 400, "invalid");

  g_ptr_array_add (world->actors, second);
  g_assert_false (is_ready (f));
  expect (f, make (f), 200, NULL);
}

static void
test_malformed_setups_are_refused (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *group, *name, *value;
    guint status;
  } spoil[] = {
    { NULL, "protocol", "null", 400 },
    { NULL, "protocol", "{\"min\":2,\"max\":3}", 426 },
    { NULL, "protocol", "{\"min\":0,\"max\":0}", 400 },
    { NULL, "code", "1", 400 },
    { NULL, "code", "\"\"", 400 },
    { NULL, "code", "\"abandon\"", 400 },
    { NULL, "roster", "{}", 400 },
    { NULL, "roster", "[1,2,3,4]", 400 },
    { NULL, "roster", "[\"AA==\",\"AA==\",\"AA==\",\"AA==\",\"AA==\"]", 400 },
    { NULL, "area", "[]", 400 },
    { NULL, "account", "7", 400 },
    { "area", "name", "\"\"", 400 },
    { "area", "name", "\"a\\nb\"", 400 },
    { "area", "name", "12", 400 },
    { "account", "user", "\"me\"", 400 },
    { "account", "mail", "\"nobody\"", 400 },
    { "account", "mail", "\"@\"", 400 },
    { "account", "mail", "\"a b@c.d\"", 400 },
    { "account", "ops", "1", 400 },
    { "account", "ops", "1000", 400 },
    { "account", "mem", "1024", 400 },
    { "account", "mem", "\"lots\"", 400 },
    { "account", "salt", "\"AAAA\"", 400 },
    { "account", "login", "\"AAAA\"", 400 },
    { "account", "sheet_login", "null", 400 },
    { "account", "bundle", "\"AAAA\"", 400 },
    { "account", "sheet_bundle", "[]", 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      JsonObject *setup = make (f);
      JsonObject *in
          = spoil[i].group != NULL ? json_object_get_object_member (setup, spoil[i].group) : setup;

      g_test_message ("%s %s", spoil[i].name, spoil[i].value);
      json_object_set_member (in, spoil[i].name, json_from_string (spoil[i].value, NULL));
      expect (f, setup, spoil[i].status, NULL);
    }
  g_assert_false (is_ready (f));
}

static void
test_nothing_else_works_before (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) params
      = harness_ask (f->world->harness, "GET", HARK_API_AUTH_PARAMS "?user=anna", NULL, NULL, 409);
  g_autoptr (JsonObject) feed
      = harness_ask (f->world->harness, "GET", HARK_API_SYNC, NULL, NULL, 401);
  g_autoptr (JsonObject) nowhere
      = harness_ask (f->world->harness, "GET", "/api/v1/nowhere", NULL, NULL, 404);

  g_assert_cmpstr (json_object_get_string_member (params, "code"), ==, "setup");
}

#define TEST(path, function) g_test_add ("/setup/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("info", test_info_before_and_after);
  TEST ("once", test_works_once);
  TEST ("words", test_code_is_taken_as_words_too);
  TEST ("wrong-code", test_wrong_codes_close_the_door_to_nobody);
  TEST ("wrong-roster", test_other_rosters_are_refused);
  TEST ("malformed", test_malformed_setups_are_refused);
  TEST ("before", test_nothing_else_works_before);

  return g_test_run ();
}

/* test-device.c: where somebody is signed in: seen by them alone, ended from anywhere */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "job-sweep.h"
#include "listener.h"
#include "store-session.h"

#include <string.h>

/* Signs in on a device; its token. */
static char *
sign_in_on (Fixture *f, Actor *actor, const HarkId *device, const guint8 secret[32])
{
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;
  JsonObject *protocol = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (protocol, "min", 1);
  json_object_set_int_member (protocol, "max", 1);
  json_object_set_object_member (body, "protocol", protocol);
  hark_json_set_id (body, "user", &actor->id);
  hark_json_set_id (body, "device", device);
  hark_json_set_bytes (body, "secret", secret, 32);
  text = hark_json_to_string (body);
  reply = harness_ask (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, text, 200);
  return g_strdup (json_object_get_string_member (reply, "token"));
}

static guint
ask (Fixture *f, const char *method, const HarkId *device, const char *token, const char *body)
{
  g_autofree char *id = device != NULL ? hark_id_to_string (device) : NULL;
  g_autofree char *path = g_strconcat (HARK_API_DEVICES, id != NULL ? "/" : NULL, id, NULL);
  g_autoptr (Reply) reply = harness_request (f->world->harness, method, path, token, body);

  return reply->status;
}

static JsonArray *
list (Fixture *f, const char *token, JsonObject **reply)
{
  *reply = harness_ask (f->world->harness, "GET", HARK_API_DEVICES, token, NULL, 200);
  return json_object_get_array_member (*reply, "devices");
}

static JsonObject *
find (JsonArray *devices, const HarkId *device)
{
  g_autofree char *id = hark_id_to_string (device);

  for (guint i = 0; i < json_array_get_length (devices); i++)
    {
      JsonObject *object = json_array_get_object_element (devices, i);

      if (g_str_equal (json_object_get_string_member (object, "device"), id))
        return object;
    }

  return NULL;
}

static char *
make_name (Actor *actor, const HarkId *device, const char *name)
{
  g_autoptr (GBytes) sealed = hark_account_seal_name (actor->keys, device, name);
  g_autoptr (JsonObject) body = json_object_new ();

  hark_json_set_bytes (body, "name", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return hark_json_to_string (body);
}

static void
test_devices_are_listed_with_their_times (Fixture *f, gconstpointer unused)
{
  HarkId desk, laptop;
  g_autofree char *one = NULL, *two = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *devices;
  JsonObject *object;

  hark_id_random (&desk);
  hark_id_random (&laptop);
  one = sign_in_on (f, f->dora, &desk, f->dora->login);
  harness_set_now (f->world->harness, HARNESS_NOW + 5 * SRV_SESSION_TOUCH);
  two = sign_in_on (f, f->dora, &laptop, f->dora->login);
  devices = list (f, two, &reply);
  g_assert_cmpuint (json_array_get_length (devices), ==, 3); /* and the fixture's */
  object = find (devices, &laptop);
  g_assert_true (json_object_get_boolean_member (object, "this"));
  g_assert_true (json_object_get_null_member (object, "name"));
  g_assert_cmpint (json_object_get_int_member (object, "created"), ==,
                   HARNESS_NOW + 5 * SRV_SESSION_TOUCH);
  object = find (devices, &desk);
  g_assert_false (json_object_get_boolean_member (object, "this"));
  g_assert_false (json_object_get_boolean_member (object, "sheet"));
  g_assert_cmpint (json_object_get_int_member (object, "created"), ==, HARNESS_NOW);
  g_assert_cmpint (json_object_get_int_member (object, "seen"), ==, HARNESS_NOW);
}

static void
test_device_has_one_session (Fixture *f, gconstpointer unused)
{
  HarkId desk;
  g_autofree char *one = NULL, *two = NULL;
  g_autoptr (Listener) stream = NULL;
  g_autoptr (JsonObject) reply = NULL;

  hark_id_random (&desk);
  one = sign_in_on (f, f->dora, &desk, f->dora->login);
  stream = listener_new (f->world->harness, one, NULL);
  two = sign_in_on (f, f->dora, &desk, f->dora->login);
  listener_expect_end (stream);
  g_assert_cmpuint (ask (f, "GET", NULL, one, NULL), ==, 401);
  g_assert_cmpuint (json_array_get_length (list (f, two, &reply)), ==, 2);
}

/* The same device id under two accounts: neither ends the other. */
static void
test_device_id_of_another_is_nobodys (Fixture *f, gconstpointer unused)
{
  HarkId desk;
  g_autofree char *doras = NULL, *berts = NULL, *name = NULL;

  hark_id_random (&desk);
  doras = sign_in_on (f, f->dora, &desk, f->dora->login);
  berts = sign_in_on (f, f->bert, &desk, f->bert->login);
  g_assert_cmpuint (ask (f, "GET", NULL, doras, NULL), ==, 200);
  g_assert_cmpuint (ask (f, "DELETE", &desk, berts, NULL), ==, 200);
  g_assert_cmpuint (ask (f, "GET", NULL, doras, NULL), ==, 200);
  name = make_name (f->anna, &desk, "anna's");
  g_assert_cmpuint (ask (f, "PUT", &desk, f->anna->token, name), ==, 404);
  g_assert_cmpuint (ask (f, "DELETE", &desk, f->anna->token, NULL), ==, 404);
  g_assert_cmpuint (ask (f, "GET", NULL, doras, NULL), ==, 200);
}

static void
test_ended_device_is_out_at_once (Fixture *f, gconstpointer unused)
{
  HarkId lost;
  g_autofree char *token = NULL;
  g_autoptr (Listener) stream = NULL;

  hark_id_random (&lost);
  token = sign_in_on (f, f->dora, &lost, f->dora->login);
  stream = listener_new (f->world->harness, token, NULL);
  g_assert_cmpuint (ask (f, "DELETE", &lost, f->dora->token, NULL), ==, 200);
  listener_expect_end (stream);
  g_assert_cmpuint (ask (f, "GET", NULL, token, NULL), ==, 401);
  g_assert_cmpuint (ask (f, "DELETE", &lost, f->dora->token, NULL), ==, 404);
  g_assert_cmpuint (ask (f, "GET", NULL, f->dora->token, NULL), ==, 200);
}

/* With what code @token is refused. */
static void
expect_refused (Fixture *f, const char *token, const char *code)
{
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", HARK_API_DEVICES, token, NULL, 401);

  g_assert_cmpstr (json_object_get_string_member (reply, "code"), ==, code);
}

static void
test_only_who_was_ended_for_good_is_told_so (Fixture *f, gconstpointer unused)
{
  HarkId lost, replaced, idle;
  g_autofree char *ended = NULL, *old = NULL, *unused_one = NULL, *again = NULL, *back = NULL;

  hark_id_random (&lost);
  hark_id_random (&replaced);
  hark_id_random (&idle);
  ended = sign_in_on (f, f->dora, &lost, f->dora->login);
  old = sign_in_on (f, f->dora, &replaced, f->dora->login);
  again = sign_in_on (f, f->dora, &replaced, f->dora->login);
  unused_one = sign_in_on (f, f->dora, &idle, f->dora->login);
  g_assert_cmpuint (ask (f, "DELETE", &lost, again, NULL), ==, 200);
  expect_refused (f, ended, "ended");
  expect_refused (f, old, "auth");
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_SESSION_IDLE + 1);
  g_assert_true (job_sweep_run (harness_get_context (f->world->harness), NULL));
  expect_refused (f, unused_one, "auth");
  /* whenever the thief connects at last */
  expect_refused (f, ended, "ended");
  /* and its owner, who found it again, signs in as anywhere */
  back = sign_in_on (f, f->dora, &lost, f->dora->login);
  g_assert_cmpuint (ask (f, "GET", NULL, back, NULL), ==, 200);
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_SESSION_ENDED + 1);
  g_assert_true (job_sweep_run (harness_get_context (f->world->harness), NULL));
  expect_refused (f, ended, "auth");
}

static void
test_who_is_switched_off_is_told_so_on_each_device (Fixture *f, gconstpointer unused)
{
  HarkId desk;
  g_autofree char *token = NULL;
  g_autoptr (GBytes) off = NULL;

  hark_id_random (&desk);
  token = sign_in_on (f, f->bert, &desk, f->bert->login);
  off = hark_roster_make_user_off (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                   &f->bert->id);
  world_append (f->world, off);
  f->bert->role = HARK_ROLE_NONE;
  expect_refused (f, token, "ended");
  expect_refused (f, f->bert->token, "ended");
}

/* Whoever signs in and out all day fills no disk. */
static void
test_ended_devices_are_remembered_within_bounds (Fixture *f, gconstpointer unused)
{
  g_autofree char *first = NULL, *last = NULL;

  for (guint i = 0; i <= SRV_SESSION_MAX; i++)
    {
      HarkId device;

      hark_id_random (&device);
      g_free (last);
      harness_set_now (f->world->harness, HARNESS_NOW + i);
      last = sign_in_on (f, f->dora, &device, f->dora->login);
      if (first == NULL)
        first = g_strdup (last);
      g_assert_cmpuint (ask (f, "DELETE", &device, f->dora->token, NULL), ==, 200);
    }
  expect_refused (f, first, "auth");
  expect_refused (f, last, "ended");
}

static void
test_name_is_read_by_its_owner_alone (Fixture *f, gconstpointer unused)
{
  HarkId desk, other;
  g_autofree char *token = NULL, *name = NULL, *read = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (GBytes) sealed = NULL;

  hark_id_random (&desk);
  hark_id_random (&other);
  token = sign_in_on (f, f->dora, &desk, f->dora->login);
  name = make_name (f->dora, &desk, "canary-desk");
  g_assert_cmpuint (ask (f, "PUT", &desk, token, name), ==, 200);
  sealed
      = hark_json_get_bytes (find (list (f, f->dora->token, &reply), &desk), "name", 1, 1000, NULL);
  read = hark_account_open_name (f->dora->keys, &desk, sealed, NULL);
  g_assert_cmpstr (read, ==, "canary-desk");
  g_assert_false (harness_holds (f->world->harness, "canary-desk", strlen ("canary-desk")));
  g_assert_null (hark_account_open_name (f->anna->keys, &desk, sealed, NULL));
  g_assert_null (hark_account_open_name (f->dora->keys, &other, sealed, NULL));
}

static void
test_long_name_is_cut_at_a_character (void)
{
  HarkId device = { { 7 } };
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (GString) longer = g_string_new ("x");
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *read = NULL;

  hark_account_keys_random (keys);
  for (guint i = 0; i < 40; i++)
    g_string_append (longer, "ü");
  sealed = hark_account_seal_name (keys, &device, longer->str);
  g_assert_cmpuint (g_bytes_get_size (sealed), ==, HARK_ACCOUNT_SEALED_NAME_LEN);
  read = hark_account_open_name (keys, &device, sealed, NULL);
  g_assert_cmpuint (strlen (read), ==, HARK_ACCOUNT_MAX_DEVICE_NAME);
  g_assert_true (g_str_has_prefix (longer->str, read));
  hark_seal_free (keys);
}

static void
test_what_is_no_device_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const bodies[] = {
    "", "[]", "{}", "{\"name\":null}", "{\"name\":\"\"}", "{\"name\":\"AAAA\"}", "{\"name\":7}"
  };
  HarkId device;
  g_autofree char *token = NULL;
  g_autoptr (Reply) wrong = NULL;

  hark_id_random (&device);
  token = sign_in_on (f, f->dora, &device, f->dora->login);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_cmpuint (ask (f, "PUT", &device, token, bodies[i]), ==, 400);
  wrong = harness_request (f->world->harness, "DELETE", HARK_API_DEVICES "/x", token, NULL);
  g_assert_cmpuint (wrong->status, ==, 400);
  g_assert_cmpuint (ask (f, "GET", NULL, NULL, NULL), ==, 401);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/device/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("list", test_devices_are_listed_with_their_times);
  TEST ("one-session", test_device_has_one_session);
  TEST ("others", test_device_id_of_another_is_nobodys);
  TEST ("ended", test_ended_device_is_out_at_once);
  TEST ("for-good", test_only_who_was_ended_for_good_is_told_so);
  TEST ("off", test_who_is_switched_off_is_told_so_on_each_device);
  TEST ("bounds", test_ended_devices_are_remembered_within_bounds);
  TEST ("name", test_name_is_read_by_its_owner_alone);
  g_test_add_func ("/device/long-name", test_long_name_is_cut_at_a_character);
  TEST ("malformed", test_what_is_no_device_is_refused);

  return g_test_run ();
}

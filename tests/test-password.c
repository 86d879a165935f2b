/* test-password.c: another password: by who knows the present one or has the sheet, in one step */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "listener.h"

#include <string.h>

typedef struct
{
  guint8 login[32];
  guint8 sheet_login[32];
  JsonObject *body;
} Change;

/* The request that changes @actor's password, and with @sheet their sheet too. */
static void
change_init (Change *self, Actor *actor, const guint8 old[32], gboolean sheet)
{
  g_autoptr (JsonObject) account = NULL;
  static const char *const unwanted[] = { "user", "name", "mail", "sheet_login", "sheet_bundle" };
  guint8 hash[32];

  hark_seal_random (self->login, sizeof self->login);
  hark_seal_random (self->sheet_login, sizeof self->sheet_login);
  self->body = actor_make_account (actor);
  for (guint i = 0; i < G_N_ELEMENTS (unwanted); i++)
    if (!sheet || i < 3)
      json_object_remove_member (self->body, unwanted[i]);
  hark_json_set_bytes (self->body, "secret", old, 32);
  hark_account_login_hash (self->login, hash);
  hark_json_set_bytes (self->body, "login", hash, sizeof hash);
  if (sheet)
    {
      hark_account_login_hash (self->sheet_login, hash);
      hark_json_set_bytes (self->body, "sheet_login", hash, sizeof hash);
    }
}

static guint
send (Fixture *f, const char *token, Change *change)
{
  g_autofree char *text = hark_json_to_string (change->body);
  g_autoptr (Reply) reply
      = harness_request (f->world->harness, "PUT", HARK_API_AUTH_PASSWORD, token, text);

  return reply->status;
}

static guint
ask (Fixture *f, const char *path, const char *token)
{
  g_autoptr (Reply) reply = harness_request (f->world->harness, "GET", path, token, NULL);

  return reply->status;
}

/* NULL where it is refused. */
static char *
sign_in (Fixture *f, Actor *actor, const guint8 secret[32])
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *protocol = json_object_new ();
  g_autoptr (Reply) reply = NULL;
  g_autofree char *text = NULL;

  json_object_set_int_member (protocol, "min", 1);
  json_object_set_int_member (protocol, "max", 1);
  json_object_set_object_member (body, "protocol", protocol);
  hark_json_set_id (body, "user", &actor->id);
  hark_json_set_bytes (body, "secret", secret, 32);
  text = hark_json_to_string (body);
  reply = harness_request (f->world->harness, "POST", HARK_API_AUTH_SESSION, NULL, text);
  if (reply->status == 401)
    return NULL;

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup (json_object_get_string_member (reply->json, "token"));
}

static void
test_new_password_takes_the_old_ones_place (Fixture *f, gconstpointer unused)
{
  Change change;
  g_autofree char *other = actor_sign_in (f->world, f->dora), *after = NULL, *sheet = NULL;
  g_autoptr (Listener) stream = listener_new (f->world->harness, other, NULL);

  change_init (&change, f->dora, f->dora->login, FALSE);
  g_assert_cmpuint (send (f, f->dora->token, &change), ==, 200);
  listener_expect_end (stream); /* the other sessions end */
  g_assert_cmpuint (ask (f, HARK_API_DEVICES, other), ==, 401);
  g_assert_cmpuint (ask (f, HARK_API_DEVICES, f->dora->token), ==, 200);
  g_assert_null (sign_in (f, f->dora, f->dora->login));
  after = sign_in (f, f->dora, change.login);
  g_assert_nonnull (after);
  sheet = sign_in (f, f->dora, f->dora->sheet_login); /* the printed sheet stays good */
  g_assert_nonnull (sheet);
  json_object_unref (change.body);
}

static void
test_present_password_must_be_known (Fixture *f, gconstpointer unused)
{
  guint8 wrong[32] = { 1 };
  Change change;
  const guint8 *const secrets[] = { wrong, f->bert->login, f->dora->sheet_login };
  g_autofree char *still = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      change_init (&change, f->dora, secrets[i], FALSE);
      g_assert_cmpuint (send (f, f->dora->token, &change), ==, 401);
      g_assert_null (sign_in (f, f->dora, change.login));
      json_object_unref (change.body);
    }
  g_assert_cmpuint (ask (f, HARK_API_DEVICES, f->dora->token), ==, 200);
  still = sign_in (f, f->dora, f->dora->login);
  g_assert_nonnull (still);
}

static void
test_sheet_opens_nothing_before_a_new_password (Fixture *f, gconstpointer unused)
{
  static const char *const shut[]
      = { HARK_API_SYNC, HARK_API_ROSTER, HARK_API_DEVICES, HARK_API_INVITATIONS, HARK_API_DUES };
  g_autofree char *token = sign_in (f, f->anna, f->anna->sheet_login);
  g_autofree char *by_password = NULL, *by_sheet = NULL;
  Change change;

  for (guint i = 0; i < G_N_ELEMENTS (shut); i++)
    g_assert_cmpuint (ask (f, shut[i], token), ==, 403);
  g_assert_cmpuint (ask (f, HARK_API_AUTH_BUNDLE, token), ==, 200);

  /* not without a new sheet */
  change_init (&change, f->anna, f->anna->sheet_login, FALSE);
  g_assert_cmpuint (send (f, token, &change), ==, 400);
  json_object_unref (change.body);
  /* and not with the password, which they do not know */
  change_init (&change, f->anna, f->anna->login, TRUE);
  g_assert_cmpuint (send (f, token, &change), ==, 401);
  json_object_unref (change.body);

  change_init (&change, f->anna, f->anna->sheet_login, TRUE);
  g_assert_cmpuint (send (f, token, &change), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (shut); i++)
    g_assert_cmpuint (ask (f, shut[i], token), ==, 200);
  g_assert_cmpuint (ask (f, HARK_API_DEVICES, f->anna->token), ==, 401);
  g_assert_null (sign_in (f, f->anna, f->anna->login));
  g_assert_null (sign_in (f, f->anna, f->anna->sheet_login));
  by_password = sign_in (f, f->anna, change.login);
  by_sheet = sign_in (f, f->anna, change.sheet_login);
  g_assert_nonnull (by_password);
  g_assert_nonnull (by_sheet);
  json_object_unref (change.body);
}

static void
test_weak_or_malformed_change_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const spoil[][2] = {
    { "mem", "1024" },      { "mem", "99999999" },  { "ops", "1" },      { "ops", "\"3\"" },
    { "salt", "\"AA==\"" }, { "salt", "null" },     { "login", "\"\"" }, { "bundle", "\"AAAA\"" },
    { "bundle", "7" },      { "secret", "\"AA\"" }, { "secret", "[]" },
  };
  g_autofree char *still = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      Change change;

      change_init (&change, f->dora, f->dora->login, FALSE);
      json_object_set_member (change.body, spoil[i][0], json_from_string (spoil[i][1], NULL));
      g_test_message ("%s %s", spoil[i][0], spoil[i][1]);
      g_assert_cmpuint (send (f, f->dora->token, &change), ==, 400);
      json_object_unref (change.body);
    }
  still = sign_in (f, f->dora, f->dora->login);
  g_assert_nonnull (still);
}

/* --- at the same time --- */

typedef struct
{
  Fixture *f;
  Change *change;
  char *token; /* of a session by the old password; NULL: refused */
  GMutex lock;
  GCond cond;
  gboolean holds, goes_on;
} Meanwhile;

/* A SrvWork: nothing is written until it may go on. */
static gboolean
hold_writer (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Meanwhile *self = data;

  g_mutex_lock (&self->lock);
  self->holds = TRUE;
  g_cond_broadcast (&self->cond);
  while (!self->goes_on)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gpointer
hold (gpointer data)
{
  harness_write (((Meanwhile *)data)->f->world->harness, hold_writer, data);
  return NULL;
}

static gpointer
change_meanwhile (gpointer data)
{
  Meanwhile *self = data;

  g_assert_cmpuint (send (self->f, self->f->dora->token, self->change), ==, 200);
  return NULL;
}

static gpointer
sign_in_meanwhile (gpointer data)
{
  Meanwhile *self = data;

  self->token = sign_in (self->f, self->f->dora, self->f->dora->login);
  return NULL;
}

/* Both secrets were compared before either was written; whichever comes first, no session of the
 * old password is left. */
static void
test_no_session_by_the_old_password_outlives_the_change (Fixture *f, gconstpointer unused)
{
  Change change;
  Meanwhile meanwhile = { .f = f, .change = &change };
  GThread *threads[3];

  change_init (&change, f->dora, f->dora->login, FALSE);
  threads[0] = g_thread_new ("hold", hold, &meanwhile);
  g_mutex_lock (&meanwhile.lock);
  while (!meanwhile.holds)
    g_cond_wait (&meanwhile.cond, &meanwhile.lock);
  g_mutex_unlock (&meanwhile.lock);
  threads[1] = g_thread_new ("change", change_meanwhile, &meanwhile);
  g_usleep (G_TIME_SPAN_SECOND / 5);
  threads[2] = g_thread_new ("sign-in", sign_in_meanwhile, &meanwhile);
  g_usleep (G_TIME_SPAN_SECOND / 5);
  g_mutex_lock (&meanwhile.lock);
  meanwhile.goes_on = TRUE;
  g_cond_broadcast (&meanwhile.cond);
  g_mutex_unlock (&meanwhile.lock);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  if (meanwhile.token != NULL)
    g_assert_cmpuint (ask (f, HARK_API_DEVICES, meanwhile.token), ==, 401);
  g_free (meanwhile.token);
  json_object_unref (change.body);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/password/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("new", test_new_password_takes_the_old_ones_place);
  TEST ("present", test_present_password_must_be_known);
  TEST ("sheet", test_sheet_opens_nothing_before_a_new_password);
  TEST ("meanwhile", test_no_session_by_the_old_password_outlives_the_change);
  TEST ("malformed", test_weak_or_malformed_change_is_refused);

  return g_test_run ();
}

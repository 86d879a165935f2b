/* test-notification.c: where and how one is mailed, as one says oneself, and what an Admin's words
 * may be */
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "hark-wording.h"
#include "store-config.h"
#include "store-notification.h"

#include <string.h>

static Reply *
put (Fixture *f, Actor *actor, const char *address, const char *language, gboolean digest)
{
  JsonObject *json = json_object_new ();
  g_autofree char *body = NULL;

  json_object_set_string_member (json, "address", address);
  json_object_set_string_member (json, "language", language);
  json_object_set_boolean_member (json, "digest", digest);
  body = hark_json_to_string (json);
  json_object_unref (json);
  return harness_request (f->world->harness, "PUT", HARK_API_NOTIFICATION, actor->token, body);
}

static JsonObject *
get (Fixture *f, Actor *actor)
{
  return harness_ask (f->world->harness, "GET", HARK_API_NOTIFICATION, actor->token, NULL, 200);
}

static void
test_one_says_for_oneself (Fixture *f, gconstpointer unused)
{
  g_autoptr (Reply) reply = put (f, f->bert, "b.ert@example.com", "de", TRUE);
  g_autoptr (JsonObject) own = get (f, f->bert), other = get (f, f->anna);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (own, "address"), ==, "b.ert@example.com");
  g_assert_cmpstr (json_object_get_string_member (own, "language"), ==, "de");
  g_assert_true (json_object_get_boolean_member (own, "digest"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (own, "languages")), ==, 2);
  /* nobody else's */
  g_assert_cmpstr (json_object_get_string_member (other, "address"), !=, "b.ert@example.com");
  g_assert_cmpstr (json_object_get_string_member (other, "language"), ==, "");
  g_assert_false (json_object_get_boolean_member (other, "digest"));
}

static void
test_what_is_none_changes_nothing (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *address, *language;
  } wrong[] = {
    { "", "de" },
    { "bert", "de" },
    { "bert@localhost", "de" },
    { "bert@example.org, anna@example.org", "de" },
    { "bert@example.org\r\nBcc: a@example.org", "de" },
    { "\"bert\"@example.org", "de" },
    { "new@example.org", "D" },
    { "new@example.org", "deutsch" },
    { "new@example.org", "de\n" },
  };
  g_autoptr (JsonObject) before = get (f, f->bert), after = NULL;
  g_autoptr (Reply) nobody
      = harness_request (f->world->harness, "GET", HARK_API_NOTIFICATION, NULL, NULL);
  g_autofree char *first = hark_json_to_string (before);
  g_autofree char *second = NULL;

  g_assert_cmpstr (reply_get_code (nobody), ==, "auth");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Reply) reply = put (f, f->bert, wrong[i].address, wrong[i].language, TRUE);

      g_test_message ("%s, %s", wrong[i].address, wrong[i].language);
      g_assert_cmpstr (reply_get_code (reply), ==, "invalid");
    }
  after = get (f, f->bert);
  second = hark_json_to_string (after);
  g_assert_cmpstr (first, ==, second);
}

/* --- the organisation's words --- */

static Reply *
ask_wording (Fixture *f, const char *method, Actor *actor)
{
  return harness_request (f->world->harness, method, HARK_API_MAIL_WORDING, actor->token, NULL);
}

static JsonObject *
read_wording (Fixture *f)
{
  return harness_ask (f->world->harness, "GET", HARK_API_MAIL_WORDING, f->anna->token, NULL, 200);
}

static void
test_an_admin_reads_what_hark_says (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) reply = read_wording (f);
  g_autoptr (HarkWording) own = hark_wording_from_json (reply, "own", HARK_WORDING_MAX_TEXT, NULL);

  g_assert_nonnull (own);
  g_assert_nonnull (hark_wording_get (own, "de", "reminder", HARK_WORDING_SUBJECT));
  g_assert_false (json_object_has_member (reply, "unsigned"));
}

/* A SrvWork: as a server of before has left it, whose migration this one has had since. */
static gboolean
leave (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_config_put (srv_store_get_db (store), "mail.wording-unsigned",
                           "{\"en\":{\"anonymous\":{\"subject\":\"old {number}\"}}}", error);
}

static void
test_what_nobody_signed_is_shown_until_it_is_thrown_away (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) before = NULL, after = NULL;
  g_autofree char *text = NULL;
  g_autoptr (Reply) thrown = NULL;

  harness_write (f->world->harness, leave, NULL);
  before = read_wording (f);
  text = hark_json_to_string (json_object_get_object_member (before, "unsigned"));
  g_assert_cmpstr (text, ==, "{\"en\":{\"anonymous\":{\"subject\":\"old {number}\"}}}");
  thrown = ask_wording (f, "DELETE", f->anna);
  g_assert_cmpuint (thrown->status, ==, 200);
  after = read_wording (f);
  g_assert_false (json_object_has_member (after, "unsigned"));
}

static void
test_nobody_else_does (Fixture *f, gconstpointer unused)
{
  g_autoptr (Reply) read = ask_wording (f, "GET", f->bert);
  g_autoptr (Reply) thrown = ask_wording (f, "DELETE", f->bert);

  g_assert_cmpstr (reply_get_code (read), ==, "forbidden");
  g_assert_cmpstr (reply_get_code (thrown), ==, "forbidden");
}

#define PEOPLE_TEST(path, function)                                                                \
  g_test_add (path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  PEOPLE_TEST ("/notification/own", test_one_says_for_oneself);
  PEOPLE_TEST ("/notification/invalid", test_what_is_none_changes_nothing);
  PEOPLE_TEST ("/notification/wording", test_an_admin_reads_what_hark_says);
  PEOPLE_TEST ("/notification/unsigned", test_what_nobody_signed_is_shown_until_it_is_thrown_away);
  PEOPLE_TEST ("/notification/not-admin", test_nobody_else_does);
  return g_test_run ();
}

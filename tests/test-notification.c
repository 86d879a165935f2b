/* test-notification.c: where and how one is mailed, as one says oneself, and what an Admin's words
 * may be */
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
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

#define WORDING                                                                                    \
  "{\"wording\":{\"en\":{\"anonymous\":{\"subject\":\"{number}\",\"text\":\"{number}: "            \
  "{area}\"}}}}"

static void
test_an_admin_has_mails_say_it_otherwise (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (JsonObject) before
      = harness_ask (harness, "GET", HARK_API_MAIL_WORDING, f->anna->token, NULL, 200);
  g_autoptr (JsonObject) after = NULL;
  JsonObject *own = json_object_get_object_member (before, "own");
  g_autofree char *text = NULL;

  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (before, "wording")), ==,
                    0);
  g_assert_true (json_object_has_member (json_object_get_object_member (own, "de"), "reminder"));
  json_object_unref (
      harness_ask (harness, "PUT", HARK_API_MAIL_WORDING, f->anna->token, WORDING, 200));
  after = harness_ask (harness, "GET", HARK_API_MAIL_WORDING, f->anna->token, NULL, 200);
  text = hark_json_to_string (json_object_get_object_member (after, "wording"));
  g_assert_nonnull (strstr (text, "{number}: {area}"));
}

static void
test_nobody_else_does (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Reply) read
      = harness_request (harness, "GET", HARK_API_MAIL_WORDING, f->bert->token, NULL);
  g_autoptr (Reply) written
      = harness_request (harness, "PUT", HARK_API_MAIL_WORDING, f->bert->token, WORDING);
  g_autoptr (Reply) unknown
      = harness_request (harness, "PUT", HARK_API_MAIL_WORDING, f->anna->token,
                         "{\"wording\":{\"en\":{\"anonymous\":{\"subject\":\"{reporter}\"}}}}");

  g_assert_cmpstr (reply_get_code (read), ==, "forbidden");
  g_assert_cmpstr (reply_get_code (written), ==, "forbidden");
  g_assert_cmpstr (reply_get_code (unknown), ==, "invalid");
}

#define PEOPLE_TEST(path, function)                                                                \
  g_test_add (path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  PEOPLE_TEST ("/notification/own", test_one_says_for_oneself);
  PEOPLE_TEST ("/notification/invalid", test_what_is_none_changes_nothing);
  PEOPLE_TEST ("/notification/wording", test_an_admin_has_mails_say_it_otherwise);
  PEOPLE_TEST ("/notification/not-admin", test_nobody_else_does);
  return g_test_run ();
}

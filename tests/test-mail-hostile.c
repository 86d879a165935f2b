/* test-mail-hostile.c: mail servers that mean no good: none has the password of another one, or of
 * a connection that anybody can read; none makes the server wait for ever, or an Admin read what
 * nobody should */
#include "post.h"

#include "hark-api.h"
#include "hark-text.h"
#include "mail-setting.h"

#include <glib/gstdio.h>
#include <string.h>

static void
set_password (Post *f)
{
  g_autofree char *path = g_build_filename (sink_get_folder (f->sink), "password", NULL);

  g_assert_true (g_file_set_contents (path, SINK_PASSWORD "\n", -1, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  post_set_config (f, "mail.user", "hark");
  post_set_config (f, "mail.password-file", path);
}

static void
try_server (Post *f, const char *sink)
{
  post_use_server (f, sink);
  post_let_pass (f, 5 * 3600);
  g_test_message ("%s: %s: %s", sink, post_read_health (f).reason, post_read_health (f).words);
}

static void
expect_reason (Post *f, const char *reason)
{
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  g_assert_cmpstr (post_read_health (f).reason, ==, reason);
}

static gint64
get_doubt (Post *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->people.world->harness)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), "SELECT doubt FROM mail", -1);
}

/* However much it says, or however slowly. */
static void
test_no_reply_is_waited_for_for_ever (Post *f, gconstpointer unused)
{
  static const struct
  {
    const char *sink, *reason;
  } sinks[] = {
    { "banner", "broken" }, { "endless", "broken" }, { "no-line", "broken" }, { "drip", "timeout" }
  };

  post_queue (f, f->people.bert);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      try_server (f, sinks[i].sink);
      expect_reason (f, sinks[i].reason);
      g_assert_cmpint (get_doubt (f), ==, 0);
    }
  g_assert_cmpuint (sink_count (f->sink, "heard"), ==, 0);
}

static void
test_a_mail_that_is_taken_without_end_may_have_arrived (Post *f, gconstpointer unused)
{
  post_set_config (f, "mail.tls", "off");
  post_queue (f, f->people.bert);
  try_server (f, "never-done");
  expect_reason (f, "broken");
  g_assert_cmpuint (sink_count (f->sink, "heard '.'"), ==, 1);
  g_assert_cmpint (get_doubt (f), ==, 2);
}

static void
test_what_it_says_is_one_line_of_text (Post *f, gconstpointer unused)
{
  static const char *const never[]
      = { "\x1b", "\x7f", "\a", "\u202e", "\u2028", "\xc2\x85", "\r", "\n" };
  g_autoptr (JsonObject) health = NULL;
  const char *words;

  post_set_config (f, "mail.tls", "off");
  post_queue (f, f->people.bert);
  try_server (f, "garbled");
  health = harness_ask (f->people.world->harness, "GET", HARK_API_HEALTH, f->people.anna->token,
                        NULL, 200);
  words = json_object_get_string_member (health, "mail_words");
  g_assert_cmpint (json_object_get_int_member (health, "mails_given_up"), ==, 1);
  g_assert_true (g_str_has_prefix (words, "550 "));
  g_assert_nonnull (strstr (words, "gpj.exe"));
  g_assert_true (g_utf8_validate (words, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_null (strstr (words, never[i]));
  for (const char *at = words; *at != '\0'; at = g_utf8_next_char (at))
    g_assert_false (hark_text_is_control (g_utf8_get_char (at)));
}

/* Nobody between here and there takes TLS away, or puts words into it. */
static void
test_without_tls_nothing_is_said (Post *f, gconstpointer unused)
{
  static const struct
  {
    const char *sink, *reason;
  } roads[] = { { "stripped", "no-tls" }, { "no-starttls", "said" }, { "injects", "broken" } };

  set_password (f);
  post_queue (f, f->people.bert);
  for (guint i = 0; i < G_N_ELEMENTS (roads); i++)
    {
      try_server (f, roads[i].sink);
      expect_reason (f, roads[i].reason);
    }
  g_assert_cmpuint (sink_count (f->sink, "heard 'EHLO'"), ==, 3);
  g_assert_cmpuint (sink_count (f->sink, "heard 'STARTTLS'"), ==, 2);
  g_assert_cmpuint (sink_count (f->sink, "heard 'AUTH'"), ==, 0);
  g_assert_cmpuint (sink_count (f->sink, "heard 'MAIL'"), ==, 0);
}

static void
test_it_signs_in_as_it_was_told_or_not_at_all (Post *f, gconstpointer unused)
{
  set_password (f);
  post_queue (f, f->people.bert);
  try_server (f, "tls-odd-auth");
  g_assert_cmpuint (sink_count (f->sink, "heard 'EHLO'"), ==, 1);
  g_assert_cmpuint (sink_count (f->sink, "heard 'AUTH'"), ==, 0);
  expect_reason (f, "sign-in");

  /* nor again and again */
  try_server (f, "tls-auth-again");
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  g_assert_cmpuint (sink_count (f->sink, "heard 'MAIL'"), <=, 1);
  g_assert_cmpuint (sink_count (f->sink, "heard "), <, 12);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/mail-hostile/" path, Post, NULL, post_set_up, function, post_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("endless", test_no_reply_is_waited_for_for_ever);
  TEST ("never-done", test_a_mail_that_is_taken_without_end_may_have_arrived);
  TEST ("garbled", test_what_it_says_is_one_line_of_text);
  TEST ("tls", test_without_tls_nothing_is_said);
  TEST ("sign-in", test_it_signs_in_as_it_was_told_or_not_at_all);

  return g_test_run ();
}

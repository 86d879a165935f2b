/* test-mail.c: from the queue to mail servers of every temper, and an Admin who sets one */
#include "post.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-json.h"
#include "job-backup.h"
#include "mail-key.h"
#include "mail-setting.h"
#include "srv-time.h"
#include "store-config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD SINK_PASSWORD

/* (transfer full) */
static char *
find_id (const char *mail)
{
  const char *at = mail != NULL ? strstr (mail, "Message-Id: <") : NULL;

  return at != NULL ? g_strndup (at, strcspn (at, "\r")) : NULL;
}

/* --- what arrives --- */

static void
test_a_queued_mail_arrives (Post *f, gconstpointer unused)
{
  static const char *const sinks[] = { "starttls", "tls" };
  g_autofree char *mail = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      post_use_server (f, sinks[i]);
      post_queue (f, f->people.bert);
      mail_job_run (f->job);
      g_assert_cmpuint (sink_count (f->sink, "mail hark@example.org tls"), ==, i + 1);
      g_assert_cmpuint (sink_count (f->sink, "rcpt bert@example.org"), ==, i + 1);
      g_assert_cmpint (post_count (f, "sent"), ==, i + 1);
    }
  g_assert_cmpuint (sink_count (f->sink, "ehlo example.org"), >=, 2);
  mail = sink_read_mail (f->sink, 1);
  g_assert_nonnull (strstr (mail, "To: bert@example.org\r\n"));
  g_assert_nonnull (strstr (mail, "From: Hark <hark@example.org>\r\n"));
  g_assert_nonnull (strstr (mail, "Subject: Test mail from Hark\r\n"));
  g_assert_nonnull (strstr (mail, "Content-Type: multipart/alternative;"));
  g_assert_nonnull (strstr (mail, "<p>It has arrived:"));
  g_assert_nonnull (strstr (mail, "Auto-Submitted: auto-generated\r\n"));
}

static void
test_a_batch_goes_over_one_connection (Post *f, gconstpointer unused)
{
  post_use_server (f, "tls");
  harness_set_now (f->people.world->harness, HARNESS_NOW - 3600);
  post_set_config (f, "mail.url", "off");
  post_queue (f, f->people.anna);
  post_queue (f, f->people.bert);
  post_queue (f, f->people.clara);
  g_assert_cmpint (post_count (f, "waiting"), ==, 3);
  post_use_server (f, "tls");
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "sent"), ==, 3);
  g_assert_cmpuint (sink_count (f->sink, "data"), ==, 3);
  g_assert_cmpuint (sink_count (f->sink, "ehlo"), ==, 1);
}

static void
test_without_a_mail_server_nothing_is_tried (Post *f, gconstpointer unused)
{
  post_queue (f, f->people.bert);
  post_let_pass (f, 60);
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  g_assert_cmpstr (post_read_health (f).words, ==, "");

  /* and what is old by the time that there is one does not come any more */
  post_let_pass (f, SRV_MAIL_PATIENCE + 7200);
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
}

static MailVerdict
render_late (const MailOccasion *occasion, MailMessage *message)
{
  if (g_str_equal (occasion->language, "fr"))
    return MAIL_RENDER_DROP;
  message->subject = g_strdup ("canary\r\nBcc: mallory@example.org");
  message->text = g_strdup ("x");
  return MAIL_RENDER_SEND;
}

static gboolean
choose_french (SrvStore *store, gint64 seq, gpointer user, GError **error)
{
  return store_notification_set (store, user, "fr", FALSE, error);
}

static void
test_what_cannot_be_said_is_not_sent (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  mail_job_set_render (f->job, render_late);
  harness_write (f->people.world->harness, choose_french, &f->people.clara->id);
  post_queue (f, f->people.clara);
  mail_job_run (f->job);
  g_assert_cmpint (post_read_health (f).waiting + post_read_health (f).given_up, ==, 0);
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "given-up"), ==, 1);
  g_assert_cmpstr (post_read_health (f).words, ==, "the subject does not fit into a mail");
  g_assert_cmpuint (sink_count (f->sink, "mail"), ==, 0);
}

/* --- what goes wrong --- */

static void
test_greylisted_mails_come_again (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "greylist");
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  post_expect_waiting (f, "451 4.7.1 greylisted, come again");
  post_let_pass (f, 30);
  g_assert_cmpuint (sink_count (f->sink, "rcpt"), ==, 1);
  sink_set_temper (f->sink, "");
  post_let_pass (f, 60);
  g_assert_cmpint (post_count (f, "sent"), ==, 1);
}

static void
test_refused_mails_are_given_up_and_told (Post *f, gconstpointer unused)
{
  static const char *const tempers[] = { "bert", "full" };
  static const char *const words[] = { "550 5.1.1 no such person here", "552 5.2.2 mailbox full" };
  g_autoptr (JsonObject) health = NULL;

  post_use_server (f, "starttls");
  for (guint i = 0; i < G_N_ELEMENTS (tempers); i++)
    {
      sink_set_temper (f->sink, tempers[i]);
      post_queue (f, f->people.bert);
      mail_job_run (f->job);
      g_assert_cmpint (post_read_health (f).given_up, ==, i + 1);
      post_let_pass (f, 3600);
    }
  health = harness_ask (f->people.world->harness, "GET", HARK_API_HEALTH, f->people.anna->token,
                        NULL, 200);
  g_assert_true (json_object_get_boolean_member (health, "mail"));
  g_assert_cmpint (json_object_get_int_member (health, "mails_given_up"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (health, "mails_waiting"), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (health, "mail_words"), ==, words[1]);
  g_assert_cmpstr (json_object_get_string_member (health, "mail_reason"), ==, "said");
  g_assert_cmpint (json_object_get_int_member (health, "mail_given_up"), ==,
                   srv_time_round (HARNESS_NOW + 3600));

  /* others of the batch are not held up */
  sink_set_temper (f->sink, "bert");
  post_queue (f, f->people.bert);
  post_queue (f, f->people.clara);
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "sent"), ==, 1);
}

static JsonObject *
ask_health (Post *f)
{
  return harness_ask (f->people.world->harness, "GET", HARK_API_HEALTH, f->people.anna->token, NULL,
                      200);
}

/* Each language has its own sentence for that: of the whole of it, while it waits and once it is
 * given up, an Admin is told a word and a time. */
static void
test_health_names_why_a_mail_does_not_go (Post *f, gconstpointer unused)
{
  static const struct
  {
    const char *sink, *reason;
  } roads[] = { { "plain", "no-tls" }, { "stranger", "certificate" }, { "mute", "timeout" } };
  g_autoptr (JsonObject) given_up = NULL;

  post_queue (f, f->people.bert);
  post_queue (f, f->people.clara); /* of which one is not even tried */
  for (guint i = 0; i < G_N_ELEMENTS (roads); i++)
    {
      g_autoptr (JsonObject) health = NULL;

      post_use_server (f, roads[i].sink);
      post_let_pass (f, 3600 * (i + 1));
      health = ask_health (f);
      g_assert_cmpint (json_object_get_int_member (health, "mails_waiting"), ==, 2);
      g_assert_cmpstr (json_object_get_string_member (health, "mail_reason"), ==, roads[i].reason);
      g_assert_true (json_object_get_null_member (health, "mail_given_up"));
    }

  post_set_config (f, "mail.url", "smtp://127.0.0.1:1");
  for (guint i = 0; post_count (f, "waiting") > 0; i++)
    {
      g_assert_cmpuint (i, <, 30);
      post_let_pass (f, 5 * 3600);
    }
  given_up = ask_health (f);
  g_assert_cmpint (json_object_get_int_member (given_up, "mails_given_up"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (given_up, "mail_reason"), ==, "unreached");
  g_assert_cmpint (json_object_get_int_member (given_up, "mail_given_up"), >=,
                   HARNESS_NOW + SRV_MAIL_PATIENCE - 3600);
}

static gboolean
spoil (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store),
                           "UPDATE account SET mail = 'bert@example.org' || char (10) || 'x'",
                           error);
}

/* No reader of it knows why, but whoever runs the server. */
static void
test_a_mail_that_cannot_be_written_is_told (Post *f, gconstpointer unused)
{
  g_autoptr (JsonObject) health = NULL;

  post_use_server (f, "starttls");
  harness_write (f->people.world->harness, spoil, NULL);
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  health = ask_health (f);
  g_assert_cmpint (json_object_get_int_member (health, "mails_given_up"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (health, "mail_reason"), ==, "unwritten");
  g_assert_cmpuint (sink_count (f->sink, "connect"), ==, 0);
}

/* What is said to the sender concerns all mails: an Admin can put it right. */
static void
test_a_refused_sender_gives_nothing_up (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "no-sender");
  post_queue (f, f->people.bert);
  post_queue (f, f->people.clara);
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "waiting"), ==, 2);
  g_assert_cmpuint (sink_count (f->sink, "mail"), ==, 1);
  sink_set_temper (f->sink, "closing");
  post_let_pass (f, 120);
  g_assert_cmpint (post_count (f, "waiting"), ==, 2);
  sink_set_temper (f->sink, "");
  post_let_pass (f, 400);
  post_let_pass (f, 400);
  g_assert_cmpint (post_count (f, "sent"), ==, 2);
}

static void
test_a_dead_mail_server_is_waited_for (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  post_set_config (f, "mail.url", "smtp://127.0.0.1:1"); /* nobody */
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  post_expect_waiting (f, "connect");
  for (guint i = 0; i < 30 && post_count (f, "waiting") > 0; i++)
    post_let_pass (f, 5 * 3600);
  g_assert_cmpint (post_count (f, "given-up"), ==, 1);
  g_assert_cmpint (harness_get_now (f->people.world->harness) - HARNESS_NOW, >=, SRV_MAIL_PATIENCE);
  g_assert_cmpint (post_read_health (f).given_up, ==, 1);
}

static void
test_unfriendly_greetings_are_waited_out (Post *f, gconstpointer unused)
{
  static const char *const sinks[] = { "busy", "nonsense", "mute" };

  post_queue (f, f->people.bert);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      post_use_server (f, sinks[i]);
      post_let_pass (f, 3600);
      g_test_message ("%s: %s", sinks[i], post_read_health (f).words);
      g_assert_cmpint (post_count (f, "waiting"), ==, 1);
      g_assert_cmpstr (post_read_health (f).words, !=, "");
      if (i == 0)
        post_expect_waiting (f, "554 5.3.2 not today");
    }
}

typedef struct
{
  MailJob *job;
  int has_ended; /* atomic */
} Pass;

static gpointer
run_pass (gpointer data)
{
  Pass *pass = data;

  mail_job_run (pass->job);
  g_atomic_int_set (&pass->has_ended, TRUE);
  return NULL;
}

/* Somebody syncs; a ticket comes in and is taken over, of which others are mailed. */
static void
expect_answers (Post *f)
{
  World *world = f->people.world;
  g_autoptr (Reply) page
      = harness_request (world->harness, "GET", HARK_API_SYNC, f->people.anna->token, NULL);
  g_autoptr (Ticket) ticket = NULL;

  g_assert_cmpuint (page->status, ==, 200);
  ticket = world_submit (world, f->people.dora, SUBJECT); /* POST ops */
  world_expect (world, f->people.bert, op_take_over (world, ticket, f->people.bert), "applied");
}

static void
test_a_hanging_mail_server_delays_no_request (Post *f, gconstpointer unused)
{
  Pass pass = { f->job, FALSE };
  GThread *thread;

  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "hang");
  post_queue (f, f->people.bert);
  thread = g_thread_new ("pass", run_pass, &pass);
  while (sink_count (f->sink, "hanging") == 0)
    g_usleep (10000);
  for (guint i = 0; i < 20; i++)
    post_queue (f, f->people.clara); /* the writer goes on */
  expect_answers (f);
  /* and all the while it waits for the mail server */
  g_assert_false (g_atomic_int_get (&pass.has_ended));
  g_assert_cmpuint (sink_count (f->sink, "hanging"), ==, 1);
  g_assert_cmpuint (sink_count (f->sink, "data"), ==, 0);
  mail_job_end (f->job);
  g_thread_join (thread);
  g_assert_cmpint (post_count (f, "waiting"), >, 21);
}

static void
test_cut_off_mails_come_again_as_the_same (Post *f, gconstpointer unused)
{
  g_autofree char *first = NULL, *second = NULL, *first_id = NULL, *second_id = NULL;

  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "die"); /* before the job sees the mail, which looks by itself too */
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpuint (sink_count (f->sink, "died"), ==, 1);
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  sink_set_temper (f->sink, "take-and-die"); /* it was taken, and nobody hears of it */
  post_let_pass (f, 120);
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  sink_set_temper (f->sink, "");
  post_let_pass (f, 400);
  g_assert_cmpint (post_count (f, "sent"), ==, 1);
  first = sink_read_mail (f->sink, 1);
  second = sink_read_mail (f->sink, 2);
  first_id = find_id (first);
  second_id = find_id (second);
  g_assert_nonnull (first_id);
  g_assert_cmpstr (first_id, ==, second_id);
}

static void
set_password (Post *f, const char *password)
{
  g_autofree char *path = g_build_filename (sink_get_folder (f->sink), "password", NULL);
  g_autofree char *line = g_strconcat (password, "\n", NULL);

  g_assert_true (g_file_set_contents (path, line, -1, NULL));
  post_set_config (f, "mail.user", "hark");
  post_set_config (f, "mail.password-file", path);
}

static void
test_nothing_is_said_without_trust (Post *f, gconstpointer unused)
{
  static const char *const sinks[] = { "plain", "stranger", "other-name" };

  set_password (f, PASSWORD);
  post_queue (f, f->people.bert);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      post_use_server (f, sinks[i]);
      post_let_pass (f, 3600 * (i + 1));
      g_test_message ("%s: %s", sinks[i], post_read_health (f).words);
      g_assert_cmpint (post_count (f, "waiting"), ==, 1);
      g_assert_cmpuint (sink_count (f->sink, "mail"), ==, 0);
      g_assert_cmpuint (sink_count (f->sink, "auth"), ==, 0);
      g_assert_nonnull (strstr (post_read_health (f).words, i == 0 ? "STARTTLS" : "certificate"));
    }
}

static void
test_plain_is_for_this_machine_alone (Post *f, gconstpointer unused)
{
  post_set_config (f, "mail.tls", "off");
  post_use_server (f, "plain");
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "sent"), ==, 1);
  post_set_config (f, "mail.url", "smtp://192.0.2.1:25");
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  post_expect_waiting (f, "this machine alone");
}

static void
test_signing_in_takes_the_right_password (Post *f, gconstpointer unused)
{
  post_use_server (f, "auth");
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  post_expect_waiting (f, "530");
  set_password (f, "wrong");
  post_let_pass (f, 120);
  post_expect_waiting (f, "535");
  set_password (f, PASSWORD);
  post_let_pass (f, 400);
  g_assert_cmpint (post_count (f, "sent"), ==, 1);
  g_assert_cmpuint (sink_count (f->sink, "mail hark@example.org tls known"), ==, 1);
  g_assert_cmpuint (
      sink_count (f->sink, "auth PLAIN right") + sink_count (f->sink, "auth LOGIN right"), ==, 1);
}

static void
test_words_are_tame_and_hold_no_secret (Post *f, gconstpointer unused)
{
  set_password (f, PASSWORD);
  post_use_server (f, "auth");
  sink_set_temper (f->sink, "parrot");
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpint (post_read_health (f).given_up, ==, 1);
  g_assert_cmpstr (post_read_health (f).words, ==, "(the mail server repeats what it was told)");
  g_assert_cmpuint (
      test_folder_count_files_with (harness_get_dir (f->people.world->harness), "canary-heron"), ==,
      0);

  sink_set_temper (f->sink, "rude");
  post_let_pass (f, 3600);
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpint (post_read_health (f).given_up, ==, 2);
  g_assert_null (strchr (post_read_health (f).words, '\x1b'));
  g_assert_true (g_str_has_prefix (post_read_health (f).words, "550 [2Jno no"));
}

/* As Postfix, Exchange, Sendmail and qmail say it, in a link, and where the line is cut. */
static void
test_words_hold_no_address (Post *f, gconstpointer unused)
{
  static const struct
  {
    const char *temper;
    const char *words; /* begin so */
  } replies[] = {
    { "postfix", "550 5.1.1 <…>: Recipient address rejected: User unknown in local" },
    { "exchange", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient <…> not found by SMTP" },
    { "sendmail", "550 5.1.1 <…> User unknown" },
    { "qmail", "550 sorry, no mailbox here by that name: <…>. (#5.1.1)" },
    { "link", "550 5.7.1 see https:<…> for reasons" },
    { "long", "550-5.1.1 no no" },
  };
  const char *dir = harness_get_dir (f->people.world->harness);

  post_use_server (f, "starttls");
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      SrvMailHealth health;

      sink_set_temper (f->sink, replies[i].temper);
      post_queue (f, f->people.bert);
      mail_job_run (f->job);
      health = post_read_health (f);
      g_test_message ("%s", health.words);
      g_assert_cmpint (health.given_up, ==, i + 1);
      g_assert_true (g_str_has_prefix (health.words, replies[i].words));
      g_assert_null (strstr (health.words, "bert"));
      post_let_pass (f, 3600);
    }
  g_assert_cmpuint (test_folder_count_files_with (dir, "<bert@"), ==, 0);
}

/* --- an Admin --- */

static char *
describe (const char *url, const char *tls, const char *password)
{
  g_autofree char *quoted
      = password != NULL ? g_strdup_printf ("\"%s\"", password) : g_strdup ("null");

  return g_strdup_printf (
      "{\"url\":\"%s\",\"tls\":\"%s\",\"from\":\"hark@example.org\",\"user\":\"hark\","
      "\"password\":%s}",
      url, tls, quoted);
}

static void
put (Post *f, const char *url, const char *tls, const char *password, guint status)
{
  g_autofree char *body = describe (url, tls, password);
  g_autoptr (JsonObject) reply = harness_ask (f->people.world->harness, "PUT", HARK_API_MAIL,
                                              f->people.anna->token, body, status);
}

static JsonObject *
ask_test (Post *f, guint status)
{
  return harness_ask (f->people.world->harness, "POST", HARK_API_MAIL_TEST, f->people.anna->token,
                      "{}", status);
}

static void
test_admins_alone_set_the_mail_server (Post *f, gconstpointer unused)
{
  Actor *const others[] = { f->people.bert, f->people.clara, f->people.dora };
  g_autofree char *url = sink_make_url (f->sink, "auth", "localhost");
  g_autofree char *body = describe (url, "required", PASSWORD);
  Harness *harness = f->people.world->harness;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const char *token = others[i]->token;
      g_autoptr (JsonObject) read = harness_ask (harness, "GET", HARK_API_MAIL, token, NULL, 403);
      g_autoptr (JsonObject) set = harness_ask (harness, "PUT", HARK_API_MAIL, token, body, 403);
      g_autoptr (JsonObject) test
          = harness_ask (harness, "POST", HARK_API_MAIL_TEST, token, "{}", 403);
    }
  put (f, "smtp://mail.example.org", "off", "x", 400);
  put (f, "ftp://mail.example.org", "required", "x", 400);
  put (f, "smtp://mail.example.org", "perhaps", "x", 400);
  put (f, "smtp://mail.example.org", "required", "a\\u0007b", 400);
  put (f, url, "required", PASSWORD, 200);
}

static void
expect_reason (JsonObject *test, const char *reason)
{
  g_test_message ("%s", json_object_get_string_member (test, "words"));
  g_assert_cmpstr (json_object_get_string_member (test, "reason"), ==, reason);
}

/* What is not the mail server's own is said by a word that each language has a sentence for. */
static void
test_why_there_are_no_words_is_told_by_a_reason (Post *f, gconstpointer unused)
{
  static const struct
  {
    const char *sink, *reason;
  } roads[]
      = { { "plain", "no-tls" }, { "stranger", "certificate" }, { "other-name", "certificate" } };
  g_autoptr (JsonObject) nobody = NULL, gone = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (roads); i++)
    {
      g_autoptr (JsonObject) test = NULL;

      post_use_server (f, roads[i].sink);
      test = ask_test (f, 200);
      g_assert_cmpstr (json_object_get_string_member (test, "result"), ==, "later");
      expect_reason (test, roads[i].reason);
    }

  post_set_config (f, "mail.url", "smtp://nowhere.invalid");
  nobody = ask_test (f, 200);
  expect_reason (nobody, "name");
  post_set_config (f, "mail.url", "smtp://127.0.0.1:1");
  gone = ask_test (f, 200);
  expect_reason (gone, "unreached");
}

static void
test_the_test_mail_says_what_the_server_said (Post *f, gconstpointer unused)
{
  g_autofree char *url = sink_make_url (f->sink, "auth", "localhost");
  g_autoptr (JsonObject) none = ask_test (f, 200), sent = NULL, refused = NULL, wrong = NULL;
  g_autofree char *mail = NULL;

  expect_reason (none, "unset");
  put (f, url, "required", PASSWORD, 200);
  sent = ask_test (f, 200);
  g_assert_cmpstr (json_object_get_string_member (sent, "result"), ==, "sent");
  expect_reason (sent, "said");
  mail = sink_read_mail (f->sink, 1);
  g_assert_nonnull (strstr (mail, "To: anna@example.org\r\n"));
  sink_set_temper (f->sink, "unknown");
  refused = ask_test (f, 200);
  g_assert_cmpstr (json_object_get_string_member (refused, "result"), ==, "never");
  g_assert_cmpstr (json_object_get_string_member (refused, "words"), ==,
                   "550 5.1.1 no such person here");
  expect_reason (refused, "said");
  put (f, url, "required", "wrong", 200);
  wrong = ask_test (f, 200);
  g_assert_cmpstr (json_object_get_string_member (wrong, "result"), ==, "later");
  g_assert_nonnull (strstr (json_object_get_string_member (wrong, "words"), "535"));
  expect_reason (wrong, "said");
  g_assert_cmpint (post_count (f, "waiting") + post_count (f, "sent") + post_count (f, "given-up"),
                   ==, 0);
}

static JsonObject *
get (Post *f)
{
  return harness_ask (f->people.world->harness, "GET", HARK_API_MAIL, f->people.anna->token, NULL,
                      200);
}

static gboolean
has_password (Post *f)
{
  g_autoptr (JsonObject) json = get (f);

  return json_object_get_boolean_member (json, "password");
}

static void
test_a_password_goes_nowhere_else (Post *f, gconstpointer unused)
{
  g_autofree char *url = sink_make_url (f->sink, "auth", "localhost");
  g_autofree char *other = sink_make_url (f->sink, "auth", "127.0.0.1");
  g_autoptr (JsonObject) shown = NULL, sent = NULL, missing = NULL;
  g_autofree char *text = NULL;

  put (f, url, "required", PASSWORD, 200);
  shown = get (f);
  text = hark_json_to_string (shown);
  g_assert_null (strstr (text, "canary"));
  g_assert_cmpstr (json_object_get_string_member (shown, "url"), ==, url);
  put (f, url, "required", NULL, 200);
  g_assert_true (has_password (f));
  sent = ask_test (f, 200);
  g_assert_cmpstr (json_object_get_string_member (sent, "result"), ==, "sent");

  /* not even by who writes into the database */
  post_set_config (f, "mail.url", other);
  missing = ask_test (f, 200);
  expect_reason (missing, "password");
  g_assert_cmpuint (sink_count (f->sink, "auth"), ==, 1);
  put (f, url, "required", NULL, 200);
  g_assert_false (has_password (f));
}

static void
test_an_operators_password_is_not_an_admins (Post *f, gconstpointer unused)
{
  g_autofree char *url = sink_make_url (f->sink, "auth", "127.0.0.1");
  g_autoptr (JsonObject) sent = NULL;

  post_use_server (f, "auth");
  set_password (f, PASSWORD);
  put (f, "smtp://evil.example.org", "required", NULL, 403);
  put (f, url, "required", "x", 403);
  put (f, url, "required", NULL, 200);
  sent = ask_test (f, 200);
  g_assert_cmpstr (json_object_get_string_member (sent, "result"), ==, "sent");
}

static void
test_backups_hold_no_password (Post *f, gconstpointer unused)
{
  const char *dir = harness_get_dir (f->people.world->harness);
  g_autofree char *url = sink_make_url (f->sink, "auth", "localhost");
  g_autofree char *key = g_build_filename (dir, MAIL_KEY_FILE, NULL);
  g_autofree char *file = g_build_filename (sink_get_folder (f->sink), "backup.tar", NULL);
  g_autofree char *bytes = NULL, *archive = NULL;
  g_autoptr (JsonObject) missing = NULL;
  gsize length = 0, size = 0;
  GStatBuf st;
  JobBackup made;

  put (f, url, "required", PASSWORD, 200);
  g_assert_cmpint (g_stat (key, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  g_assert_true (g_file_get_contents (key, &bytes, &length, NULL));
  g_assert_cmpuint (length, ==, 32);
  g_assert_true (job_backup_make (dir, file, HARNESS_NOW, &made, NULL));
  g_assert_true (g_file_get_contents (file, &archive, &size, NULL));
  g_assert_null (memmem (archive, size, "canary-heron", 12));
  g_assert_null (memmem (archive, size, bytes, length));
  g_assert_null (memmem (archive, size, MAIL_KEY_FILE, strlen (MAIL_KEY_FILE)));
  g_assert_cmpuint (test_folder_count_files_with (dir, "canary-heron"), ==, 0);

  /* as after a restore */
  g_assert_cmpint (g_unlink (key), ==, 0);
  missing = ask_test (f, 200);
  expect_reason (missing, "password");
  put (f, url, "required", PASSWORD, 200);
  g_clear_pointer (&missing, json_object_unref);
  missing = ask_test (f, 200);
  expect_reason (missing, "said");
}

#define TEST(path, function)                                                                       \
  g_test_add ("/mail/" path, Post, NULL, post_set_up, function, post_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("arrives", test_a_queued_mail_arrives);
  TEST ("batch", test_a_batch_goes_over_one_connection);
  TEST ("off", test_without_a_mail_server_nothing_is_tried);
  TEST ("dropped", test_what_cannot_be_said_is_not_sent);
  TEST ("greylist", test_greylisted_mails_come_again);
  TEST ("refused", test_refused_mails_are_given_up_and_told);
  TEST ("why", test_health_names_why_a_mail_does_not_go);
  TEST ("unwritten", test_a_mail_that_cannot_be_written_is_told);
  TEST ("sender", test_a_refused_sender_gives_nothing_up);
  TEST ("dead", test_a_dead_mail_server_is_waited_for);
  TEST ("greeting", test_unfriendly_greetings_are_waited_out);
  TEST ("hanging", test_a_hanging_mail_server_delays_no_request);
  TEST ("cut-off", test_cut_off_mails_come_again_as_the_same);
  TEST ("trust", test_nothing_is_said_without_trust);
  TEST ("plain", test_plain_is_for_this_machine_alone);
  TEST ("sign-in", test_signing_in_takes_the_right_password);
  TEST ("words", test_words_are_tame_and_hold_no_secret);
  TEST ("words-address", test_words_hold_no_address);
  TEST ("admin", test_admins_alone_set_the_mail_server);
  TEST ("test-mail", test_the_test_mail_says_what_the_server_said);
  TEST ("reason", test_why_there_are_no_words_is_told_by_a_reason);
  TEST ("elsewhere", test_a_password_goes_nowhere_else);
  TEST ("operator", test_an_operators_password_is_not_an_admins);
  TEST ("backup", test_backups_hold_no_password);

  return g_test_run ();
}

/* test-retention-mail.c: a ticket goes a week after the mail that says so has gone, whatever became
 * of the mail server, and no address keeps one for ever while others get their mails */
#include "post.h"

#include "hark-retention.h"
#include "hark-setting-organisation.h"
#include "hark-wording.h"
#include "job-retention.h"
#include "mail-text.h"
#include "srv-eraser.h"
#include "store-notification.h"
#include "store-retention.h"
#include "team.h"

#include <string.h>

#define HOUR 3600
#define DAY (24 * HOUR)
#define WAIT (60 * G_TIME_SPAN_SECOND)
#define PATIENCE_MS 60000
#define NOBODY "smtp://127.0.0.1:1"
#define CLOSED "SELECT count (*) FROM ticket WHERE deletes IS NOT NULL"
#define MANY 1600    /* tickets: more than a mail has room for */
#define MAX_LINE 300 /* bytes of a reminder's, and twice as many as a page, quotes and all */

static Harness *
harness_of (Post *f)
{
  return f->people.world->harness;
}

static gint64
get_number (Post *f, const char *sql)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (harness_of (f))->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, 0);
}

/* The job, the eraser and the mails. */
static void
run_at (Post *f, gint64 now)
{
  SrvContext *context = harness_get_context (harness_of (f));
  g_autoptr (GError) error = NULL;

  harness_set_now (harness_of (f), now);
  job_retention_run (context, &error);
  g_assert_no_error (error);
  g_assert_true (srv_eraser_wait (context->eraser, g_get_monotonic_time () + WAIT));
  mail_job_run (f->job);
}

static void
go_to (Post *f, gint64 then)
{
  for (gint64 now = harness_get_now (harness_of (f)); now < then; now += 3 * HOUR)
    run_at (f, now);
}

static gint64
get_day_after (gint64 now, guint days)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  const HarkPeriodLength length = { days, HARK_PERIOD_DAYS };

  return hark_period_due (now, zone, NULL, &length, 1);
}

static void
read_all (Post *f, Actor *actor, Ticket *ticket)
{
  JsonObject *read = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (read, "body"), "up_to",
                              get_number (f, "SELECT seq FROM clock"));
  world_expect (f->people.world, actor, read, "applied");
}

/* Closed by bert, whose ticket it is where it is @taken, and kept for a month; the mails so far
 * have gone. @closed: NULL, or (transfer full). */
static gint64
close_any (Post *f, gboolean taken, Ticket **closed)
{
  World *world = f->people.world;
  Actor *bert = f->people.bert;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (Ticket) ticket = NULL;
  JsonObject *close;

  post_use_server (f, "starttls");
  team_settle (world, f->people.anna, &world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},"
               "\"portal\":true,\"anonymous\":true,\"retention\":{\"duplicate\":1}}");
  ticket = world_submit (world, f->people.dora, SUBJECT);
  if (taken)
    world_expect (world, bert, op_take_over (world, ticket, bert), "applied");
  read_all (f, bert, ticket);
  close = op_close (world, ticket, bert);
  json_object_set_int_member (json_object_get_object_member (close, "body"), "months", 1);
  world_expect (world, bert, close, "applied");
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  if (closed != NULL)
    *closed = g_steal_pointer (&ticket);
  return hark_retention_due (HARNESS_NOW, zone, 1);
}

static gint64
close_one (Post *f)
{
  return close_any (f, TRUE, NULL);
}

/* A month is longer than anybody stays signed in. */
static void
sign_in (Post *f, Actor *actor)
{
  g_free (actor->token);
  actor->token = actor_sign_in (f->people.world, actor);
}

/* In the morning of that day. */
static gint64
get_morning (gint64 day, guint days)
{
  return day + 1 - (gint64)(days + 1) * DAY + SRV_RETENTION_HOUR * HOUR;
}

/* Not before the last second of @day, and then. */
static void
expect_gone_on (Post *f, gint64 day)
{
  g_assert_cmpint (get_number (f, "SELECT max (deletes) FROM ticket"), ==, day);
  run_at (f, day);
  g_assert_cmpint (get_number (f, CLOSED), ==, 1);
  run_at (f, day + 1);
  g_assert_cmpint (get_number (f, CLOSED), ==, 0);
}

/* The day has come, and it stays for a week. (The new day.) */
static gint64
expect_put_off (Post *f, gint64 day)
{
  gint64 then = get_day_after (day + 1, 7);

  g_assert_cmpint (get_number (f, "SELECT max (deletes) FROM ticket"), ==, day);
  run_at (f, day + 1);
  g_assert_cmpint (get_number (f, "SELECT max (deletes) FROM ticket"), ==, then);
  run_at (f, day + 1 + SRV_RETENTION_HOUR * HOUR);
  g_assert_cmpint (get_number (f, "SELECT max (deletes) FROM ticket"), ==, then);
  return then;
}

static void
test_it_goes_on_its_day_where_mails_go (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  run_at (f, get_morning (day, 7));
  g_assert_cmpint (get_number (f, "SELECT count (*) FROM mail WHERE kind = 'deletion'"
                                  " AND state = 'sent'"),
                   ==, 1);
  expect_gone_on (f, day);
}

static void
test_nothing_goes_as_long_as_no_mail_does (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  post_set_config (f, "mail.url", NOBODY);
  run_at (f, get_morning (day, 30));
  run_at (f, get_morning (day, 7));
  for (guint week = 0; week < 5; week++)
    {
      go_to (f, day);
      day = expect_put_off (f, day);
      g_assert_cmpint (post_read_health (f).given_up, >, 0); /* and somebody knows */
    }
  post_use_server (f, "starttls");
  go_to (f, day);
  expect_gone_on (f, get_day_after (day - 7 * DAY, 7));
}

static void
test_a_week_is_left_after_a_mail_that_came_late (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  post_set_config (f, "mail.url", NOBODY);
  run_at (f, get_morning (day, 7));
  go_to (f, get_morning (day, 5));
  post_use_server (f, "starttls");
  go_to (f, get_morning (day, 5) + 6 * HOUR);
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  run_at (f, day + 1);
  expect_gone_on (f, day + 2 * DAY);
}

/* A mailbox that is gone, while others get theirs: once more, and then it does not count. */
static void
test_a_dead_address_keeps_it_for_one_week_more (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  sink_set_temper (f->sink, "bert");
  run_at (f, get_morning (day, 7));
  g_assert_cmpint (post_count (f, "given-up"), ==, 1);
  post_queue (f, f->people.clara);
  go_to (f, get_morning (day, 6));
  day = expect_put_off (f, day);
  g_assert_cmpint (post_read_health (f).given_up, >, 0);
  post_queue (f, f->people.clara);
  go_to (f, get_morning (day, 6));
  expect_gone_on (f, day);
}

/* Where it is a week and a day again, as days end later: that warning is the last all the same. */
static void
test_another_zone_gives_a_dead_address_no_week_more (Post *f, gconstpointer unused)
{
  World *world = f->people.world;
  gint64 day = close_one (f);

  sink_set_temper (f->sink, "bert");
  run_at (f, get_morning (day, 7));
  post_queue (f, f->people.clara);
  go_to (f, get_morning (day, 6));
  expect_put_off (f, day);
  sign_in (f, f->people.anna);
  team_settle (world, f->people.anna, &world->org,
               "{\"language\":\"en\",\"zone\":\"Pacific/Honolulu\"}");
  day = get_number (f, "SELECT max (deletes) FROM ticket");
  run_at (f, harness_get_now (harness_of (f)) + 60);
  for (gint64 now = harness_get_now (harness_of (f)); now < get_morning (day, 5); now += 3 * HOUR)
    {
      post_queue (f, f->people.clara);
      run_at (f, now);
    }
  expect_gone_on (f, day);
}

/* It says no to everybody, and none that went before or after, when somebody had put that right for
 * a while, tells another tale. */
static void
test_nothing_goes_as_long_as_everybody_is_refused (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  post_queue (f, f->people.clara);
  run_at (f, get_morning (day, 9));
  sink_set_temper (f->sink, "unknown");
  run_at (f, get_morning (day, 7));
  post_queue (f, f->people.clara);
  for (guint week = 0; week < 3; week++)
    {
      go_to (f, get_morning (day, 5));
      sink_set_temper (f->sink, "");
      post_queue (f, f->people.clara);
      go_to (f, get_morning (day, 4));
      sink_set_temper (f->sink, "unknown");
      day = expect_put_off (f, day);
      g_assert_cmpint (post_read_health (f).given_up, >, 0);
    }
  sink_set_temper (f->sink, "");
  day = expect_put_off (f, day);
  expect_gone_on (f, day);
}

/* Nobody else is mailed who could tell that it is the address. */
static void
test_an_address_that_is_the_only_one_keeps_it (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  sink_set_temper (f->sink, "bert");
  run_at (f, get_morning (day, 7));
  for (guint week = 0; week < 3; week++)
    day = expect_put_off (f, day);
  g_assert_cmpint (post_read_health (f).given_up, >, 0);
}

/* It takes nothing for four days of each week in which a warning waits; then mails to everybody,
 * also of what came in meanwhile. */
static void
test_a_mail_server_that_was_back_between_has_told_nobody (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  for (guint i = 0; i < 3; i++)
    {
      sink_set_temper (f->sink, "later");
      if (i == 0)
        run_at (f, get_morning (day, 7));
      go_to (f, harness_get_now (harness_of (f)) + 60 * HOUR);
      ticket_free (people_submit_anonymous (f->people.world, SUBJECT, TRUE));
      go_to (f, harness_get_now (harness_of (f)) + 36 * HOUR);
      g_assert_cmpint (post_count (f, "given-up"), ==, i + 1);
      sink_set_temper (f->sink, "");
      post_queue (f, f->people.bert);
      post_queue (f, f->people.clara);
      go_to (f, harness_get_now (harness_of (f)) + DAY);
      g_assert_cmpint (post_count (f, "waiting"), ==, 0);
      sink_set_temper (f->sink, "later");
      day = expect_put_off (f, day);
    }
}

/* One that is full for as long as that: others get theirs. */
static void
test_a_full_mailbox_keeps_it_for_one_week_more (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  sink_set_temper (f->sink, "later bert");
  run_at (f, get_morning (day, 7));
  for (guint i = 0; i < 2; i++)
    {
      go_to (f, harness_get_now (harness_of (f)) + 60 * HOUR);
      post_queue (f, f->people.clara);
      go_to (f, harness_get_now (harness_of (f)) + 36 * HOUR);
      g_assert_cmpint (post_count (f, "given-up"), ==, i + 1);
      g_assert_cmpint (post_count (f, "waiting"), ==, 0);
      if (i == 0)
        day = expect_put_off (f, day);
    }
  expect_gone_on (f, day);
}

/* The organisation does without: what the window shows is what tells. */
static void
test_without_a_mail_server_the_window_tells (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  post_set_config (f, "mail.url", NOBODY);
  run_at (f, get_morning (day, 7));
  go_to (f, day);
  day = expect_put_off (f, day);
  post_set_config (f, "mail.url", "off");
  expect_gone_on (f, day);
}

/* The mail that told was forgotten meanwhile. */
static void
test_a_mail_server_that_is_set_again_tells_first (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  post_set_config (f, "mail.url", NOBODY);
  run_at (f, get_morning (day, 7));
  post_set_config (f, "mail.url", "off");
  go_to (f, get_morning (day, 2));
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  post_use_server (f, "starttls");
  day = expect_put_off (f, day);
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  expect_gone_on (f, day);
}

static void
test_what_is_nobodys_waits_for_no_mail (Post *f, gconstpointer unused)
{
  gint64 day = close_any (f, FALSE, NULL);

  run_at (f, get_morning (day, 7));
  expect_gone_on (f, day);
}

/* A SrvWork. */
static gboolean
choose_digest (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_notification_set (store, data, "de", TRUE, error);
}

static void
test_a_digest_tells_as_well (Post *f, gconstpointer unused)
{
  gint64 day = close_one (f);

  harness_write (harness_of (f), choose_digest, &f->people.bert->id);
  run_at (f, get_morning (day, 7));
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  go_to (f, get_morning (day, 6));
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  expect_gone_on (f, day);
}

/* The reporter writes before it goes, and who reads that takes away the reason for which the day
 * was left out. */
static void
test_a_digest_that_left_it_out_has_told_nobody (Post *f, gconstpointer unused)
{
  World *world = f->people.world;
  Actor *bert = f->people.bert, *dora = f->people.dora;
  g_autoptr (Ticket) ticket = NULL;
  gint64 day = close_any (f, TRUE, &ticket);

  harness_write (harness_of (f), choose_digest, &bert->id);
  run_at (f, get_morning (day, 7));
  sign_in (f, dora);
  sign_in (f, bert);
  world_expect (world, dora, op_message (world, ticket, dora, "more"), "applied");
  harness_set_now (harness_of (f), get_morning (day, 7) + HOUR);
  mail_job_run (f->job);
  g_assert_cmpint (get_number (f, "SELECT count (*) FROM mail WHERE kind = 'digest'"
                                  " AND state = 'sent'"),
                   ==, 1);
  read_all (f, bert, ticket);
  go_to (f, day);
  day = expect_put_off (f, day);
  go_to (f, get_morning (day, 6));
  expect_gone_on (f, day);
}

/* --- very many at once --- */

/* A SrvWork: MANY like the one that there is. */
static gboolean
multiply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
#define TOO_MANY "(SELECT id FROM temp.copy WHERE i >= " G_STRINGIFY (MANY) ")"
  static const char *const steps[] = {
    "DELETE FROM slot WHERE ticket IN " TOO_MANY,
    "DELETE FROM epoch WHERE ticket IN " TOO_MANY,
    "DELETE FROM access WHERE ticket IN " TOO_MANY,
    "DELETE FROM ticket WHERE id IN " TOO_MANY,
  };

  if (!people_multiply (store, seq, data, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!hark_sqlite_exec (srv_store_get_db (store), steps[i], error))
      return FALSE;
  return TRUE;
}

/* Of a hundred reminders, as there may be in it too. A MailRender. */
static MailVerdict
render_with_room (const MailOccasion *occasion, MailMessage *message)
{
  MailVerdict verdict = mail_render (occasion, message);

  if (verdict == MAIL_RENDER_SEND && strlen (message->text) > MAIL_MAX_TEXT / 3)
    {
      g_assert_cmpuint (strlen (message->text), <, MAIL_MAX_TEXT - MAIL_TEXT_MAX_LINES * MAX_LINE);
      g_assert_cmpuint (strlen (message->html), <,
                        MAIL_MAX_HTML - MAIL_TEXT_MAX_LINES * 2 * MAX_LINE);
    }
  return verdict;
}

/* Words of one's own that are as long as any, filled with what is as long as any. */
static void
settle_long_words (Post *f)
{
  World *world = f->people.world;
  g_autoptr (GString) host = g_string_new ("https://"), words = g_string_new (NULL);
  g_autofree char *body = NULL;

  while (host->len + 61 + strlen ("example") <= HARK_SETTING_MAX_ADDRESS)
    g_string_append_printf (host, "%060d.", 0);
  g_string_append (host, "example");
  while (words->len + strlen ("{address}") <= HARK_WORDING_MAX_TEXT)
    g_string_append (words, "{address}");
  body = g_strdup_printf ("{\"language\":\"en\",\"address\":\"%s\",\"wording\":"
                          "{\"de\":{\"digest\":{\"text\":\"%s\"}},"
                          "\"en\":{\"summary\":{\"text\":\"%s\"}}}}",
                          host->str, words->str, words->str);
  team_settle (world, f->people.anna, &world->org, body);
}

typedef struct
{
  const HarkId *user;
  const char *language;
  gboolean digest;
} Choice;

/* A SrvWork. */
static gboolean
choose (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Choice *choice = data;

  return store_notification_set (store, choice->user, choice->language, choice->digest, error);
}

/* The mail server is away at first, and what has waited for it would come together. */
static void
expect_many_told (Post *f, const char *language, gboolean digest)
{
  Choice choice = { &f->people.bert->id, language, digest };
  gint64 day = close_one (f);

  settle_long_words (f);
  harness_write (harness_of (f), choose, &choice);
  harness_write (harness_of (f), multiply, NULL);
  mail_job_set_render (f->job, render_with_room);
  post_set_config (f, "mail.url", NOBODY);
  run_at (f, get_morning (day, 7));
  go_to (f, get_morning (day, 7) + 9 * HOUR);
  g_assert_cmpint (post_count (f, "waiting"), >=, MANY / SRV_MAIL_MAX_DELETIONS);
  post_use_server (f, "starttls");
  go_to (f, get_morning (day, 6));
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  g_assert_cmpint (post_count (f, "given-up"), ==, 0);
  g_assert_cmpint (get_number (f, "SELECT count (*) FROM notice n JOIN mail m ON m.id = n.mail"
                                  " WHERE n.kind = 'deletion' AND m.state = 'sent'"),
                   ==, MANY);
  g_assert_cmpint (get_number (f, "SELECT max (n) FROM (SELECT count (*) AS n FROM notice"
                                  " WHERE kind = 'deletion' GROUP BY mail)"),
                   ==, SRV_MAIL_MAX_DELETIONS);
  g_assert_cmpint (get_number (f, "SELECT min (deletes) FROM ticket"), ==, day);
  g_assert_cmpint (get_number (f, "SELECT max (deletes) FROM ticket"), ==, day);
}

static void
test_no_summary_is_too_long_to_go (Post *f, gconstpointer unused)
{
  expect_many_told (f, "en", FALSE);
}

static void
test_no_digest_is_too_long_to_go (Post *f, gconstpointer unused)
{
  expect_many_told (f, "de", TRUE);
}

/* Here every mail server answers: one that is slow to do so is none that is away. */
static void
set_up (Post *f, gconstpointer unused)
{
  post_set_up (f, NULL);
  mail_job_set_patience (f->job, PATIENCE_MS, PATIENCE_MS);
}

/* `check` does not like the many. */
static void
many_tear_down (Post *f, gconstpointer unused)
{
  world_free (f->people.world);
  sink_stop (f->sink);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/retention-mail/" path, Post, NULL, set_up, function, post_tear_down)
#define TEST_MANY(path, function)                                                                  \
  g_test_add ("/retention-mail/" path, Post, NULL, set_up, function, many_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("sent", test_it_goes_on_its_day_where_mails_go);
  TEST ("outage", test_nothing_goes_as_long_as_no_mail_does);
  TEST ("late", test_a_week_is_left_after_a_mail_that_came_late);
  TEST ("dead", test_a_dead_address_keeps_it_for_one_week_more);
  TEST ("dead-zone", test_another_zone_gives_a_dead_address_no_week_more);
  TEST ("all-refused", test_nothing_goes_as_long_as_everybody_is_refused);
  TEST ("only-one", test_an_address_that_is_the_only_one_keeps_it);
  TEST ("between", test_a_mail_server_that_was_back_between_has_told_nobody);
  TEST ("full", test_a_full_mailbox_keeps_it_for_one_week_more);
  TEST ("off", test_without_a_mail_server_the_window_tells);
  TEST ("set-again", test_a_mail_server_that_is_set_again_tells_first);
  TEST ("nobody", test_what_is_nobodys_waits_for_no_mail);
  TEST ("digest", test_a_digest_tells_as_well);
  TEST ("left-out", test_a_digest_that_left_it_out_has_told_nobody);
  TEST_MANY ("many-summary", test_no_summary_is_too_long_to_go);
  TEST_MANY ("many-digest", test_no_digest_is_too_long_to_go);

  return g_test_run ();
}

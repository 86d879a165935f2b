/* test-mail-outage.c: what waits for a mail server that is not there comes together, and nothing of
 * it twice or never; with real mail servers, day by day, in mail-year.txt */
#include "office.h"
#include "post.h"
#include "warning.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-notice.h"
#include "store-notification.h"

#define DAY OFFICE_DAY
#define MORNING(day) (HARNESS_NOW + (day)*DAY) /* HARNESS_NOW is 07:00 there */

typedef struct
{
  gint64 now;
  GRand *random;
  GPtrArray *rows;
} Taking;

/* A SrvWork. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;

  taking->rows = store_mail_take_due (store, taking->now, 100, taking->random, error);
  return taking->rows != NULL;
}

/* As the job takes them; what it does with them then is open. (element-type SrvMail) */
static GPtrArray *
take_at (Office *f, gint64 now)
{
  Taking taking = { now, g_rand_new_with_seed (7), NULL };

  office_go_to (f, now);
  harness_write (f->world->harness, take, &taking);
  g_rand_free (taking.random);
  return taking.rows;
}

typedef struct
{
  const HarkId *id;
  SrvMailFate fate;
  gint64 now;
} Settling;

/* A SrvWork. */
static gboolean
settle (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Settling *settling = data;

  return store_mail_settle (store, settling->id, &settling->fate, settling->now, error);
}

static void
fail (Office *f, const HarkId *id, gboolean may_have_arrived)
{
  Settling settling = { id,
                        { SRV_MAIL_LATER, may_have_arrived, "unreached", "nobody is there" },
                        harness_get_now (f->world->harness) };

  harness_write (f->world->harness, settle, &settling);
}

static guint
count_notices (Office *f, const HarkId *mail)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GArray) list = store_notice_list (store, mail, NULL);

  return list->len;
}

/* A SrvWork. */
static gboolean
choose_digest (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_notification_set (store, data, "de", TRUE, error);
}

static void
report (Office *f)
{
  ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
}

/* bert's first digest, which is under way; so is anna's. */
static HarkId
take_first_digest (Office *f)
{
  g_autoptr (GPtrArray) rows = NULL;

  harness_write (f->world->harness, choose_digest, &f->anna->id);
  harness_write (f->world->harness, choose_digest, &f->bert->id);
  report (f);
  rows = take_at (f, MORNING (1));
  for (guint i = 0; i < rows->len; i++)
    if (hark_id_equal (&((SrvMail *)rows->pdata[i])->user, &f->bert->id))
      return ((SrvMail *)rows->pdata[i])->id;
  g_assert_not_reached ();
}

/* bert's. (element-type HarkId) */
static GArray *
take_digests (Office *f, gint64 now)
{
  g_autoptr (GPtrArray) rows = take_at (f, now);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (HarkId));

  for (guint i = 0; i < rows->len; i++)
    {
      const SrvMail *row = rows->pdata[i];

      g_assert_cmpstr (row->kind, ==, SRV_NOTICE_DIGEST);
      if (hark_id_equal (&row->user, &f->bert->id))
        g_array_append_val (ids, row->id);
    }
  return ids;
}

static void
test_digests_that_could_not_go_become_one (Office *f, gconstpointer unused)
{
  HarkId first = take_first_digest (f);
  g_autoptr (GArray) second = NULL, third = NULL;

  fail (f, &first, FALSE);
  report (f);
  report (f);
  second = take_digests (f, MORNING (2));
  g_assert_cmpuint (second->len, ==, 1);
  g_assert_false (hark_id_equal (&g_array_index (second, HarkId, 0), &first));
  g_assert_cmpuint (count_notices (f, &g_array_index (second, HarkId, 0)), ==, 3);
  g_assert_cmpuint (count_notices (f, &first), ==, 0);

  /* and what comes once it is on its way is for the next day */
  fail (f, &g_array_index (second, HarkId, 0), FALSE);
  report (f);
  third = take_digests (f, MORNING (2) + 5 * 3600);
  g_assert_cmpuint (third->len, ==, 1);
  g_assert_true (
      hark_id_equal (&g_array_index (third, HarkId, 0), &g_array_index (second, HarkId, 0)));
  g_assert_cmpuint (count_notices (f, &g_array_index (third, HarkId, 0)), ==, 3);
}

/* Day 2 brings two: the first as it was, and what is new. */
static void
expect_apart (Office *f, const HarkId *first)
{
  g_autoptr (GArray) ids = NULL;
  guint n = 0;

  report (f);
  report (f);
  ids = take_digests (f, MORNING (2));
  g_assert_cmpuint (ids->len, ==, 2);
  for (guint i = 0; i < ids->len; i++)
    if (hark_id_equal (&g_array_index (ids, HarkId, i), first))
      g_assert_cmpuint (count_notices (f, first), ==, 1);
    else
      n += count_notices (f, &g_array_index (ids, HarkId, i));
  g_assert_cmpuint (n, ==, 2);
}

static void
test_a_digest_that_may_have_arrived_stays_as_it_was (Office *f, gconstpointer unused)
{
  HarkId first = take_first_digest (f);

  fail (f, &first, TRUE);
  /* nor does a later try that fails before it is sent change that */
  g_array_unref (take_digests (f, MORNING (1) + 2 * 3600));
  fail (f, &first, FALSE);
  expect_apart (f, &first);
}

static void
test_a_digest_that_was_under_way_when_it_ended_stays_too (Office *f, gconstpointer unused)
{
  HarkId first = take_first_digest (f);

  harness_restart (f->world->harness);
  expect_apart (f, &first);
}

/* bert's of two days, which fails until the first of them is three days old. */
static HarkId
fail_two_days (Office *f, gboolean may_have_arrived)
{
  HarkId first = take_first_digest (f), both;

  fail (f, &first, FALSE);
  report (f);
  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (GArray) ids = take_digests (f, MORNING (2) + i * 5 * 3600);

      g_assert_cmpuint (ids->len, ==, 1);
      both = g_array_index (ids, HarkId, 0);
      fail (f, &both, may_have_arrived);
    }
  return both;
}

static void
test_what_is_younger_goes_on_where_a_digest_is_given_up (Office *f, gconstpointer unused)
{
  HarkId both = fail_two_days (f, FALSE);
  g_autoptr (GArray) left = take_digests (f, MORNING (3) + 12 * 3600);

  g_assert_cmpuint (count_notices (f, &both), ==, 1);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_false (hark_id_equal (&g_array_index (left, HarkId, 0), &both));
  g_assert_cmpuint (count_notices (f, &g_array_index (left, HarkId, 0)), ==, 1);
}

/* In another it would perhaps be told twice, and where this one has not arrived it would never be:
 * all of it goes on as it was, until the youngest is three days old. */
static void
test_of_a_digest_that_may_have_arrived_nothing_is_left_behind (Office *f, gconstpointer unused)
{
  HarkId both = fail_two_days (f, TRUE);
  g_autoptr (GArray) left = take_digests (f, MORNING (3) + 12 * 3600);
  g_autoptr (GArray) last = NULL, none = NULL;

  g_assert_cmpuint (left->len, ==, 1);
  g_assert_true (hark_id_equal (&g_array_index (left, HarkId, 0), &both));
  g_assert_cmpuint (count_notices (f, &both), ==, 2);

  fail (f, &both, FALSE);
  last = take_digests (f, MORNING (4) + 5 * 3600);
  g_assert_cmpuint (last->len, ==, 1);
  fail (f, &both, FALSE);
  none = take_digests (f, MORNING (5));
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_the_last_warning_replaces_one_that_could_not_go (Office *f, gconstpointer unused)
{
  const gint64 day = HARNESS_NOW + 30 * DAY;
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (GPtrArray) rows = NULL;

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  g_free (office_take (f)); /* dora's */
  warning_give (f->world->harness, &ticket->id, 30, day);
  warning_give (f->world->harness, &ticket->id, 7, day);
  office_expect (f, "bert deletion");
  warning_give (f->world->harness, &ticket->id, 30, day + DAY);
  office_expect (f, "bert deletion");
  warning_give (f->world->harness, &ticket->id, 7, day + DAY);
  office_expect (f, "bert deletion");

  /* one that is under way by then goes all the same */
  warning_give (f->world->harness, &ticket->id, 30, day + 2 * DAY);
  rows = take_at (f, HARNESS_NOW);
  g_assert_cmpuint (rows->len, ==, 1);
  warning_give (f->world->harness, &ticket->id, 7, day + 2 * DAY);
  g_assert_cmpuint (count_notices (f, &((SrvMail *)rows->pdata[0])->id), ==, 1);
}

/* However often they have looked meanwhile. */
static void
test_one_of_a_kind_about_a_ticket_is_left (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      office_look (f, f->bert, ticket);
      office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
      rows = take_at (f, harness_get_now (f->world->harness) + 5 * 3600);
      for (guint k = 0; k < rows->len; k++)
        fail (f, &((SrvMail *)rows->pdata[k])->id, FALSE);
    }
  office_go_to (f, harness_get_now (f->world->harness) + 5 * 3600);
  office_expect (f, "bert reply");
}

static void
test_a_digest_of_tomorrow_is_no_delay (Office *f, gconstpointer unused)
{
  static const guint waiting[] = { 0, 0, 1 };
  const gint64 times[] = { HARNESS_NOW, MORNING (1) - 1, MORNING (1) };

  harness_write (f->world->harness, choose_digest, &f->anna->id);
  harness_write (f->world->harness, choose_digest, &f->bert->id);
  report (f);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (JsonObject) health = NULL;

      office_go_to (f, times[i]);
      health = harness_ask (f->world->harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);
      g_assert_cmpint (json_object_get_int_member (health, "mails_waiting"), ==, 2 * waiting[i]);
      g_assert_true (json_object_get_null_member (health, "mail_oldest") == (waiting[i] == 0));
    }
}

/* What is told of one mail after a try. */
static void
expect_doubt (Post *f, gint64 doubt)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->people.world->harness)->stores, NULL);

  g_assert_cmpint (hark_sqlite_get_int (srv_store_get_db (store), "SELECT doubt FROM mail", -1), ==,
                   doubt);
}

static void
test_what_was_said_no_to_has_not_arrived (Post *f, gconstpointer unused)
{
  static const char *const sinks[] = { "busy", "nonsense", "mute", "stranger", "plain" };
  static const char *const tempers[] = { "no-sender", "closing", "greylist", "later" };

  post_queue (f, f->people.bert);
  for (guint i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      post_use_server (f, sinks[i]);
      post_let_pass (f, 3600);
      expect_doubt (f, 0);
    }
  post_use_server (f, "starttls");
  for (guint i = 0; i < G_N_ELEMENTS (tempers); i++)
    {
      sink_set_temper (f->sink, tempers[i]);
      post_let_pass (f, 5 * 3600);
      g_assert_cmpint (post_count (f, "waiting"), ==, 1);
      expect_doubt (f, 0);
    }
}

static void
test_what_was_sent_and_not_answered_may_have_arrived (Post *f, gconstpointer temper)
{
  post_use_server (f, "starttls");
  sink_set_temper (f->sink, temper);
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  expect_doubt (f, 2);
}

/* As long as it takes until it is the answer that is waited for. */
static void
test_what_was_sent_and_is_never_answered_may_have_arrived (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "hang");
  post_queue (f, f->people.bert);
  for (guint ms = POST_SHORT_MS; sink_count (f->sink, "hanging") == 0; ms *= 2)
    {
      g_assert_cmpuint (ms, <=, POST_LONG_MS);
      mail_job_set_patience (f->job, ms, ms);
      post_let_pass (f, 5 * 3600);
    }
  g_assert_cmpint (post_count (f, "waiting"), ==, 1);
  expect_doubt (f, 2);
}

/* --- a mailbox that never takes anything, and says that it may --- */

static gint64
count_where (Post *f, const char *sql)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->people.world->harness)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

/* Of what was reported; the server may remind of it too, by itself, where this takes a minute. */
static gint64
count_carried (Post *f, const char *state)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count (*) FROM notice n JOIN mail m ON m.id = n.mail"
                         " WHERE m.kind = 'digest' AND n.kind = 'anonymous' AND m.state = '%s'",
                         state);

  return count_where (f, sql);
}

static void
let_day_pass (Post *f)
{
  for (guint i = 0; i < 8; i++)
    post_let_pass (f, DAY / 8);
}

/* From 09:00 to 09:00, with one report at the beginning: bert's is given up three days later. */
static void
let_days_pass (Post *f, guint n)
{
  harness_write (f->people.world->harness, choose_digest, &f->people.bert->id);
  post_use_server (f, "starttls");
  sink_set_temper (f->sink, "greylist");
  post_let_pass (f, 2 * 3600);
  for (guint day = 1; day <= n; day++)
    {
      gint64 given_up;

      ticket_free (people_submit_anonymous (f->people.world, SUBJECT, TRUE));
      let_day_pass (f);
      given_up = count_carried (f, "given-up");
      g_assert_cmpint (given_up, <=, day < 3 ? 0 : day - 2);
      g_assert_cmpint (given_up, >=, day < 3 ? 0 : day - 3);
      g_assert_cmpint (count_carried (f, "waiting"), ==, day - given_up);
      g_assert_cmpint (count_where (f, "SELECT count (*) FROM mail WHERE kind = 'digest'"
                                       " AND state = 'given-up'"),
                       ==, given_up);
      g_assert_cmpint (post_read_health (f).waiting, >, 0);
    }
}

static void
test_a_digest_is_given_up_whatever_joins_it (Post *f, gconstpointer unused)
{
  let_days_pass (f, 9);
  g_assert_cmpint (post_read_health (f).given_up, >, 0);
  for (guint day = 0; day < 4; day++) /* and nothing is new */
    let_day_pass (f);
  g_assert_cmpint (count_carried (f, "given-up"), ==, 9);
  g_assert_cmpint (count_carried (f, "waiting"), ==, 0);
}

static void
test_what_is_not_given_up_comes_when_mails_go_again (Post *f, gconstpointer unused)
{
  gint64 given_up, last;

  let_days_pass (f, 6);
  given_up = count_carried (f, "given-up");
  last = count_carried (f, "waiting");
  g_assert_cmpint (last, >=, 2);
  sink_set_temper (f->sink, "");
  let_day_pass (f);
  g_assert_cmpint (count_carried (f, "given-up"), ==, given_up);
  g_assert_cmpint (count_carried (f, "sent"), ==, last);
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
}

/* Nobody sends mails any more. */
static void
test_what_came_together_is_forgotten_day_by_day (Post *f, gconstpointer unused)
{
  let_days_pass (f, 2);
  g_assert_cmpint (count_carried (f, "waiting"), ==, 2);
  post_set_config (f, "mail.url", "off");
  for (guint day = 3; day <= 5; day++)
    {
      post_let_pass (f, DAY + (day == 3 ? 2 * 3600 : 0));
      g_assert_cmpint (count_carried (f, "waiting"), ==, day < 4 ? 1 : 0);
    }
  g_assert_cmpint (post_count (f, "waiting"), ==, 0);
  g_assert_cmpint (count_where (f, "SELECT count (*) FROM notice n"
                                   " WHERE NOT EXISTS (SELECT 1 FROM mail WHERE id = n.mail)"),
                   ==, 0);
}

#define OFFICE_TEST(path, function)                                                                \
  g_test_add ("/mail-outage/" path, Office, NULL, office_set_up, function, office_tear_down)
#define POST_TEST(path, temper, function)                                                          \
  g_test_add ("/mail-outage/" path, Post, temper, post_set_up, function, post_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  OFFICE_TEST ("digest", test_digests_that_could_not_go_become_one);
  OFFICE_TEST ("arrived", test_a_digest_that_may_have_arrived_stays_as_it_was);
  OFFICE_TEST ("killed", test_a_digest_that_was_under_way_when_it_ended_stays_too);
  OFFICE_TEST ("younger", test_what_is_younger_goes_on_where_a_digest_is_given_up);
  OFFICE_TEST ("doubt", test_of_a_digest_that_may_have_arrived_nothing_is_left_behind);
  OFFICE_TEST ("warning", test_the_last_warning_replaces_one_that_could_not_go);
  OFFICE_TEST ("one", test_one_of_a_kind_about_a_ticket_is_left);
  OFFICE_TEST ("tomorrow", test_a_digest_of_tomorrow_is_no_delay);
  POST_TEST ("for-ever", NULL, test_a_digest_is_given_up_whatever_joins_it);
  POST_TEST ("back", NULL, test_what_is_not_given_up_comes_when_mails_go_again);
  POST_TEST ("off", NULL, test_what_came_together_is_forgotten_day_by_day);
  POST_TEST ("refused", NULL, test_what_was_said_no_to_has_not_arrived);
  POST_TEST ("hang", NULL, test_what_was_sent_and_is_never_answered_may_have_arrived);
  POST_TEST ("die", "die", test_what_was_sent_and_not_answered_may_have_arrived);
  POST_TEST ("take-and-die", "take-and-die", test_what_was_sent_and_not_answered_may_have_arrived);

  return g_test_run ();
}

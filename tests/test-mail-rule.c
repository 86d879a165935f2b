/* test-mail-rule.c: who is mailed about what, row by row of the table, and who is not */
#include "office.h"

#include "hark-period.h"
#include "store-notice.h"
#include "store-notification.h"
#include "team.h"

#define HOUR G_GINT64_CONSTANT (3600)
#define DAY OFFICE_DAY

/* --- what people do --- */

static void
switch_off (Office *f, Actor *actor)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &actor->id);

  world_append (f->world, off);
}

/* --- the support team --- */

static void
test_a_new_ticket_goes_to_the_team (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) anonymous = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Ticket) named = NULL, own = NULL;

  /* not to the Observer, not to who is in another team or in none */
  office_expect (f, "anna anonymous, bert anonymous");
  named = world_submit (f->world, f->dora, SUBJECT);
  office_expect (f, "anna named, bert named");
  own = world_submit (f->world, f->bert, SUBJECT);
  office_expect (f, "anna named");
}

static void
test_on_behalf_counts_as_its_kind (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) anonymous = ticket_new (f->world, NULL);
  g_autoptr (Ticket) named = ticket_new (f->world, f->dora);

  office_write_down (f, anonymous, f->bert, NULL);
  office_expect (f, "anna anonymous");
  office_write_down (f, named, f->anna, f->dora);
  office_expect (f, "bert named");
}

static void
test_who_is_excluded_hears_nothing (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  g_autoptr (Ticket) later = NULL;

  team_settle (f->world, f->anna, &f->world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"exclusion\":true}");
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &f->bert->id));
  office_act (f, f->dora, op_submit (f->world, ticket, f->dora, SUBJECT));
  office_expect (f, "anna named");
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "anna reply");

  later = office_submit_known (f);
  office_act (f, f->anna, op_exclusion (f->world, "exclude", later, f->anna, f->bert));
  office_act (f, f->dora, op_message (f->world, later, f->dora, "more"));
  office_expect (f, "anna reply");
}

static void
test_excluded_before_it_goes_is_not_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  office_act (f, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->bert));
  office_expect (f, ""); /* and anna has been there */
}

static void
test_who_only_observes_by_then_is_not_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  f->bert->role = HARK_ROLE_OBSERVER;
  world_set_team (f->world);
  office_expect (f, "anna named");
}

static void
test_another_area_gets_it_as_a_new_one (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_expect (f, "");
  ticket->area = f->other;
  office_act (f, f->anna, op_move (f->world, ticket, f->anna, NULL));
  office_expect (f, "bert released, frieda named");
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "frieda reply");
}

/* --- the reporter --- */

static void
test_an_answer_goes_to_the_reporter (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (Ticket) anonymous = NULL;

  office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  office_expect (f, "dora answer");
  office_act (f, f->bert, op_note (f->world, ticket, f->bert, "among us"));
  office_expect (f, "");

  anonymous = people_submit_anonymous (f->world, SUBJECT, TRUE);
  office_expect (f, "anna anonymous, bert anonymous");
  office_act (f, f->bert, op_message (f->world, anonymous, f->bert, "thanks"));
  office_act (f, f->bert, op_close (f->world, anonymous, f->bert));
  office_expect (f, "");
}

static void
test_closing_is_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (Ticket) taken = NULL;

  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  office_expect (f, "dora closed");
  office_act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  office_expect (f, "");

  taken = office_submit_known (f);
  office_act (f, f->bert, op_take_over (f->world, taken, f->bert));
  office_act (f, f->anna, op_close (f->world, taken, f->anna));
  office_expect (f, "bert released, dora closed");
}

/* --- the advisor --- */

static void
test_a_reply_goes_to_the_advisor_or_the_team (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "anna reply, bert reply");
  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  office_expect (f, "bert reply"); /* who took it over has looked */
  office_look (f, f->bert, ticket);
  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  office_expect (f, "dora closed");
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "one thing yet"));
  office_expect (f, "bert reply");
}

static void
test_an_advisor_comes_and_goes (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_expect (f, "");
  office_act (f, f->anna, op_take_over (f->world, ticket, f->anna));
  office_expect (f, "bert released");
  office_act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
  office_expect (f, "bert assigned");
  office_act (f, f->bert, op_release (f->world, ticket, f->bert));
  office_expect (f, "");
}

static void
test_what_is_no_longer_true_is_not_sent (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
  office_act (f, f->anna, op_take_over (f->world, ticket, f->anna));
  office_expect (f, "bert released");
}

static void
test_an_advisor_who_is_gone_is_none (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) open = office_submit_known (f), closed = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, open, f->bert));
  office_act (f, f->bert, op_take_over (f->world, closed, f->bert));
  office_act (f, f->bert, op_close (f->world, closed, f->bert));
  office_expect (f, "dora closed");
  switch_off (f, f->bert);
  office_act (f, f->dora, op_message (f->world, open, f->dora, "more"));
  office_act (f, f->dora, op_message (f->world, closed, f->dora, "more"));
  office_expect (f, "anna reply, anna reply");
}

static void
test_who_left_the_team_is_no_advisor (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  office_expect (f, "dora closed");
  f->bert->role = HARK_ROLE_OBSERVER; /* who reads does not answer */
  world_set_team (f->world);
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "anna reply");
  office_look (f, f->anna, ticket);
  f->bert->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  office_expect (f, "anna reply");
}

static void
test_a_deputy_is_mailed_instead (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (Ticket) excluded = NULL;

  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_be_absent (f, f->bert, f->anna);
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "anna reply");
  /* nobody is told what they did: then it is the advisor's own mail */
  office_act (f, f->anna, op_release (f->world, ticket, f->anna));
  office_expect (f, "bert released");

  /* an Observer may stand in; who may not see it may not */
  excluded = world_submit (f->world, f->dora, SUBJECT);
  office_expect (f, "anna named, bert named");
  office_look (f, f->bert, excluded);
  office_be_absent (f, f->bert, f->clara);
  office_act (f, f->bert, op_take_over (f->world, excluded, f->bert));
  office_act (f, f->dora, op_message (f->world, excluded, f->dora, "more"));
  office_expect (f, "clara reply");
  office_act (f, f->anna, op_exclusion (f->world, "exclude", excluded, f->anna, f->clara));
  office_act (f, f->dora, op_message (f->world, excluded, f->dora, "more"));
  office_expect (f, "bert reply");
}

/* --- once, and not at all --- */

static void
test_one_mail_until_they_have_looked (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (Ticket) other = office_submit_known (f);

  for (guint i = 0; i < 3; i++)
    office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  office_expect (f, "dora answer");
  office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  office_expect (f, "");
  office_act (f, f->bert, op_message (f->world, other, f->bert, "thanks")); /* about another one */
  office_expect (f, "dora answer");

  office_look (f, f->dora, ticket);
  office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  office_expect (f, "dora answer");
  /* whoever writes has looked */
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "you are welcome"));
  office_act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  office_expect (f, "anna reply, dora answer");
}

static void
test_what_was_looked_at_is_not_sent (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_look (f, f->bert, ticket);
  office_expect (f, "anna reply");
}

static void
test_what_was_not_sent_may_be_told_again (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_look (f, f->bert, ticket);
  office_expect (f, "anna reply");
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  office_expect (f, "bert reply");
}

static void
test_who_is_switched_off_gets_nothing (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  switch_off (f, f->bert);
  office_expect (f, "anna named"); /* nor what waited */
  office_act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  office_expect (f, "anna reply");
}

/* A SrvWork. */
static gboolean
empty_address (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "UPDATE account SET mail = ''", error);
}

static void
test_without_an_address_nothing_waits (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  harness_write (f->world->harness, empty_address, NULL);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  office_expect (f, "");
}

/* --- deadlines --- */

/* 06:00 so many days before the acknowledgement is due. */
static gint64
find_morning (guint days)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  const HarkPeriodLength week = { 7, HARK_PERIOD_DAYS };

  return hark_period_due (HARNESS_NOW, zone, NULL, &week, 1) + 1 - (days + 1) * DAY + 6 * HOUR;
}

/* An acknowledgement within a week, reminded of two days before and the day before. */
static void
settle_reminders (Office *f)
{
  team_settle (f->world, f->anna, &f->world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"profile\":\"own\","
               "\"periods\":[{\"id\":\"303132333435363738393a3b3c3d3e3f\","
               "\"kind\":\"acknowledge\",\"name\":{\"en\":\"Heard\"},\"start\":\"receipt\","
               "\"length\":{\"count\":7,\"unit\":\"days\"},\"remind\":[2,1],\"attach\":true,"
               "\"fulfil\":\"answer\"}]}");
}

static void
test_a_deadline_is_reminded_of (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  settle_reminders (f);
  ticket = office_submit_known (f);

  office_go_to (f, find_morning (2) - 1);
  office_remind (f);
  office_expect (f, "");
  office_go_to (f, find_morning (2));
  office_remind (f);
  office_remind (f);
  office_expect (f, "anna reminder, bert reminder");
  office_go_to (f, find_morning (1) - 1);
  office_remind (f);
  office_expect (f, "");
  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_go_to (f, find_morning (1));
  office_remind (f);
  office_expect (f, "bert reminder");
  office_go_to (f, find_morning (0) + 20 * HOUR);
  office_remind (f);
  office_expect (f, "");
}

static void
test_no_reminder_of_what_is_done (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) fulfilled = NULL, closed = NULL, late = NULL;

  settle_reminders (f);
  fulfilled = office_submit_known (f);
  closed = office_submit_known (f);
  late = office_submit_known (f);

  office_act (f, f->bert, op_message (f->world, fulfilled, f->bert, "thanks"));
  office_act (f, f->bert, op_close (f->world, closed, f->bert));
  office_expect (f, "dora answer, dora closed");
  office_go_to (f, find_morning (1)); /* nobody looked the day before: the nearest one alone */
  office_remind (f);
  office_act (f, f->bert, op_close (f->world, late, f->bert)); /* before it goes */
  office_expect (f, "dora closed");
}

/* A server that was off for days finds two lead times passed, and the day itself. */
static void
test_days_off_bring_one_reminder (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) open = NULL, fulfilled = NULL;

  settle_reminders (f);
  open = office_submit_known (f);
  fulfilled = office_submit_known (f);
  office_act (f, f->bert, op_message (f->world, fulfilled, f->bert, "thanks"));
  office_expect (f, "dora answer");

  harness_stop (f->world->harness);
  office_go_to (f, find_morning (0) + 3 * DAY);
  harness_start (f->world->harness);
  office_remind (f);
  office_expect (f, "anna reminder, bert reminder");
  office_remind (f);
  office_go_to (f, find_morning (0) + 4 * DAY);
  office_remind (f);
  office_expect (f, "");
}

/* What is long over is in the overview, red. */
static void
test_months_off_bring_no_reminder (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  settle_reminders (f);
  ticket = office_submit_known (f);
  office_go_to (f, find_morning (0) + 16 * DAY);
  office_remind (f);
  office_expect (f, "");
}

/* With lead times as the window offers them. */
static void
add_deadline (Office *f, Ticket *ticket, Actor *actor, gint64 due)
{
  static const gint64 days[] = { 7, 3, 1 };
  HarkId period;
  JsonObject *op;
  JsonArray *remind = json_array_new ();

  hark_id_random (&period);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    json_array_add_int_element (remind, days[i]);
  op = op_period (f->world, "add-period", ticket, actor, &period, due, 0);
  json_object_set_array_member (json_object_get_object_member (op, "body"), "remind", remind);
  office_act (f, actor, op);
}

static void
test_a_deadline_of_ones_own_is_reminded_of_when_its_time_comes (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  add_deadline (f, ticket, f->bert, HARNESS_NOW + 2 * DAY);
  office_expect (f, "anna reminder"); /* at once, and once */
  office_remind (f);
  office_expect (f, "");
  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_go_to (f, HARNESS_NOW + DAY);
  office_remind (f);
  office_expect (f, "bert reminder");
  office_remind (f);
  office_expect (f, "");
}

static void
test_a_deletion_ahead_goes_to_the_advisor (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);

  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  office_expect (f, "dora closed");
  office_warn (f, ticket);
  office_expect (f, ""); /* there is no advisor */
  office_act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  office_act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  office_act (f, f->bert, op_close (f->world, ticket, f->bert));
  office_warn (f, ticket);
  office_warn (f, ticket);
  office_expect (f, "bert deletion");
  office_warn (f, ticket);
  office_expect (f, "");
}

/* By the time that it would go. */
static void
test_no_warning_of_what_is_not_deleted_by_then (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) held = office_submit_known (f), reopened = office_submit_known (f),
                     unread = office_submit_known (f);
  Ticket *const all[] = { held, reopened, unread };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      office_act (f, f->bert, op_take_over (f->world, all[i], f->bert));
      office_act (f, f->bert, op_close (f->world, all[i], f->bert));
    }
  office_expect (f, "dora closed, dora closed, dora closed");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    office_warn (f, all[i]);
  office_act (f, f->anna, op_deletion (f->world, "hold", held, f->anna));
  office_act (f, f->bert, op_reopen (f->world, reopened, f->bert));
  office_act (f, f->dora, op_message (f->world, unread, f->dora, "there is more"));
  office_expect (f, "bert reply");
}

/* --- many --- */

typedef struct
{
  HarkId user;
  gboolean digest;
} Choice;

/* A SrvWork. */
static gboolean
choose (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Choice *choice = data;

  return store_notification_set (store, &choice->user, "de", choice->digest, error);
}

static void
test_a_digest_comes_once_a_day (Office *f, gconstpointer unused)
{
  Choice choice = { f->bert->id, TRUE };
  g_autoptr (Ticket) ticket = NULL, other = NULL, seen = NULL;

  harness_write (f->world->harness, choose, &choice);
  ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  other = world_submit (f->world, f->dora, SUBJECT);
  office_act (f, f->dora, op_message (f->world, other, f->dora, "more"));
  office_expect (f, "anna anonymous, anna named, anna reply");
  /* HARNESS_NOW is 07:00 there */
  office_go_to (f, HARNESS_NOW + DAY - 1);
  office_expect (f, "");
  office_go_to (f, HARNESS_NOW + DAY);
  office_expect (f, "bert digest");
  office_go_to (f, HARNESS_NOW + 3 * DAY);
  office_expect (f, ""); /* nothing new, no mail */

  seen = world_submit (f->world, f->dora, SUBJECT);
  office_look (f, f->bert, seen);
  office_go_to (f, HARNESS_NOW + 5 * DAY);
  office_expect (f, "anna named");
}

/* How many of @kind there are to @actor, whatever became of them. */
static gint64
count (Office *f, Actor *actor, const char *kind)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (HarkStmt) stmt
      = srv_store_prepare (store, "SELECT count (*) FROM mail WHERE user = $1 AND kind = $2");

  hark_stmt_bind_id (stmt, 1, &actor->id);
  hark_stmt_bind_text (stmt, 2, kind);
  g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
  return hark_stmt_get_int (stmt, 0);
}

static void
test_a_flood_becomes_a_summary (Office *f, gconstpointer unused)
{
  for (guint i = 0; i < 700; i++)
    {
      if (i == 400)
        {
          g_free (office_take (f));
          office_go_to (f, HARNESS_NOW + HOUR);
        }
      ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
    }

  g_assert_cmpint (count (f, f->anna, "anonymous"), ==, 2 * SRV_NOTICE_FLOOD);
  g_assert_cmpint (count (f, f->anna, "summary"), ==, 2);
  g_assert_cmpint (count (f, f->bert, "summary"), ==, 2);
  g_assert_cmpint (count (f, f->clara, "summary"), ==, 0);
}

static void
test_a_summary_waits_for_the_end_of_its_hour (Office *f, gconstpointer unused)
{
  g_autoptr (GString) singles = g_string_new (NULL);

  for (guint i = 0; i < SRV_NOTICE_FLOOD + 5; i++)
    ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
  for (guint i = 0; i < 2 * SRV_NOTICE_FLOOD; i++)
    g_string_append_printf (singles, "%s%s anonymous", i == 0 ? "" : ", ",
                            i < SRV_NOTICE_FLOOD ? "anna" : "bert");
  office_expect (f, singles->str);
  office_go_to (f, HARNESS_NOW + HOUR - 1);
  office_expect (f, "");
  office_go_to (f, HARNESS_NOW + HOUR);
  office_expect (f, "anna summary, bert summary");
}

/* Nor is it told by its number alone. */
static void
test_a_strangers_flood_delays_nothing_else (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = office_submit_known (f);
  g_autoptr (GString) mails = g_string_new (NULL);

  office_go_to (f, find_morning (2));
  for (guint i = 0; i < SRV_NOTICE_FLOOD + 5; i++)
    ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
  office_remind (f);
  office_act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
  for (guint i = 0; i < SRV_NOTICE_FLOOD; i++)
    g_string_append (mails, "anna anonymous, ");
  g_string_append (mails, "anna reminder, ");
  for (guint i = 0; i < SRV_NOTICE_FLOOD; i++)
    g_string_append (mails, "bert anonymous, ");
  g_string_append (mails, "bert assigned, bert reminder");
  office_expect (f, mails->str);
  office_go_to (f, find_morning (2) + HOUR);
  office_expect (f, "anna summary, bert summary");
}

#define OFFICE_TEST(path, function)                                                                \
  g_test_add (path, Office, NULL, office_set_up, function, office_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  OFFICE_TEST ("/mail-rule/new-ticket", test_a_new_ticket_goes_to_the_team);
  OFFICE_TEST ("/mail-rule/on-behalf", test_on_behalf_counts_as_its_kind);
  OFFICE_TEST ("/mail-rule/excluded", test_who_is_excluded_hears_nothing);
  OFFICE_TEST ("/mail-rule/excluded-meanwhile", test_excluded_before_it_goes_is_not_told);
  OFFICE_TEST ("/mail-rule/observer", test_who_only_observes_by_then_is_not_told);
  OFFICE_TEST ("/mail-rule/move", test_another_area_gets_it_as_a_new_one);
  OFFICE_TEST ("/mail-rule/answer", test_an_answer_goes_to_the_reporter);
  OFFICE_TEST ("/mail-rule/closed", test_closing_is_told);
  OFFICE_TEST ("/mail-rule/reply", test_a_reply_goes_to_the_advisor_or_the_team);
  OFFICE_TEST ("/mail-rule/advisor", test_an_advisor_comes_and_goes);
  OFFICE_TEST ("/mail-rule/no-longer-true", test_what_is_no_longer_true_is_not_sent);
  OFFICE_TEST ("/mail-rule/gone-advisor", test_an_advisor_who_is_gone_is_none);
  OFFICE_TEST ("/mail-rule/left-advisor", test_who_left_the_team_is_no_advisor);
  OFFICE_TEST ("/mail-rule/deputy", test_a_deputy_is_mailed_instead);
  OFFICE_TEST ("/mail-rule/once", test_one_mail_until_they_have_looked);
  OFFICE_TEST ("/mail-rule/looked-at", test_what_was_looked_at_is_not_sent);
  OFFICE_TEST ("/mail-rule/not-sent", test_what_was_not_sent_may_be_told_again);
  OFFICE_TEST ("/mail-rule/switched-off", test_who_is_switched_off_gets_nothing);
  OFFICE_TEST ("/mail-rule/no-address", test_without_an_address_nothing_waits);
  OFFICE_TEST ("/mail-rule/reminder", test_a_deadline_is_reminded_of);
  OFFICE_TEST ("/mail-rule/own-deadline",
               test_a_deadline_of_ones_own_is_reminded_of_when_its_time_comes);
  OFFICE_TEST ("/mail-rule/no-reminder", test_no_reminder_of_what_is_done);
  OFFICE_TEST ("/mail-rule/days-off", test_days_off_bring_one_reminder);
  OFFICE_TEST ("/mail-rule/months-off", test_months_off_bring_no_reminder);
  OFFICE_TEST ("/mail-rule/deletion", test_a_deletion_ahead_goes_to_the_advisor);
  OFFICE_TEST ("/mail-rule/no-warning", test_no_warning_of_what_is_not_deleted_by_then);
  OFFICE_TEST ("/mail-rule/digest", test_a_digest_comes_once_a_day);
  OFFICE_TEST ("/mail-rule/flood", test_a_flood_becomes_a_summary);
  OFFICE_TEST ("/mail-rule/flood-apart", test_a_strangers_flood_delays_nothing_else);
  OFFICE_TEST ("/mail-rule/summary", test_a_summary_waits_for_the_end_of_its_hour);
  return g_test_run ();
}

/* test-mail-rule.c: who is mailed about what, row by row of the table, and who is not */
#include "people.h"

#include "hark-absence.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-period.h"
#include "job-remind.h"
#include "store-mail-rule.h"
#include "store-mail.h"
#include "store-notification.h"
#include "team.h"

#include <string.h>

#define HOUR G_GINT64_CONSTANT (3600)
#define DAY (24 * HOUR)
#define TODAY "2026-11-24" /* of HARNESS_NOW */

typedef struct
{
  Fixture people;
  World *world;
  Actor *anna, *bert, *clara, *dora;
  Actor *frieda; /* Expert of another area */
  HarkId other;
} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  HarkRosterMember member = { .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  f->anna = f->people.anna;
  f->bert = f->people.bert;
  f->clara = f->people.clara;
  f->dora = f->people.dora;
  f->frieda = world_add (f->world, "frieda", HARK_ROLE_NONE);
  hark_id_random (&f->other);
  member.user = f->frieda->id;
  memcpy (member.keys_hash, hark_roster_get_user (f->world->roster, &member.user)->keys_hash, 32);
  statement = hark_roster_make_area_set (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                         &f->other, &member, 1);
  body = team_make_area (f->world, f->anna, &f->other, "Procurement", statement);
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_AREAS, f->anna->token, text, 200));
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
}

static void
tear_down (Office *f, gconstpointer unused)
{
  people_tear_down (&f->people, NULL);
}

/* --- the queue --- */

typedef struct
{
  Office *office;
  gint64 now;
  GPtrArray *lines;
} Taking;

static const char *
get_name (Office *f, const HarkId *user)
{
  for (guint i = 0; i < f->world->actors->len; i++)
    {
      Actor *actor = f->world->actors->pdata[i];

      if (hark_id_equal (&actor->id, user))
        return actor->name;
    }
  return "somebody";
}

static gboolean
holds (SrvStore *store, const SrvMail *mail, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) notices = store_notice_list (store, &mail->id, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < notices->len; i++)
    {
      const SrvNotice *notice = &g_array_index (notices, SrvNotice, i);
      gboolean is;

      g_assert_true (hark_id_equal (&notice->user, &mail->user));
      g_assert_true (store_mail_rule_holds (store, notice, now, &is, &error));
      n += is ? 1 : 0;
    }
  return n > 0;
}

/* A SrvWork: what the mail thread does, but for the mail. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) rows = store_mail_take_due (store, taking->now, 100000, random, error);

  g_assert_nonnull (rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const SrvMail *mail = rows->pdata[i];
      gboolean is = holds (store, mail, taking->now);

      if (is)
        g_ptr_array_add (
            taking->lines,
            g_strdup_printf ("%s %s", get_name (taking->office, &mail->user), mail->kind));
      g_assert_true (store_mail_settle (store, &mail->id, is ? SRV_MAIL_SENT : SRV_MAIL_DROPPED, "",
                                        taking->now, error));
    }
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Exactly these mails go now: "anna anonymous, bert anonymous", by name; and they have gone. */
static void
expect (Office *f, const char *mails)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Taking taking = { f, harness_get_now (f->world->harness), lines };
  g_autofree char *text = NULL;

  harness_write (f->world->harness, take, &taking);
  g_ptr_array_sort (lines, compare);
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv (", ", (char **)lines->pdata);
  g_assert_cmpstr (text, ==, mails);
}

static void
go_to (Office *f, gint64 now)
{
  harness_set_now (f->world->harness, now);
}

/* --- what people do --- */

static void
act (Office *f, Actor *actor, JsonObject *op)
{
  world_expect (f->world, actor, op, "applied");
}

static void
look (Office *f, Actor *actor, Ticket *ticket)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", G_MAXINT64);
  act (f, actor, op);
}

/* dora's, and everybody knows. */
static Ticket *
submit_known (Office *f)
{
  Ticket *ticket = world_submit (f->world, f->dora, SUBJECT);

  expect (f, "anna named, bert named");
  look (f, f->anna, ticket);
  look (f, f->bert, ticket);
  return ticket;
}

static void
be_absent (Office *f, Actor *actor, Actor *deputy)
{
  JsonObject *json = json_object_new ();
  HarkAbsence absence = { .from = TODAY, .until = "2027-03-01", .deputy = deputy->id };
  g_autofree char *text = NULL;

  hark_absence_write (json, &absence);
  text = hark_json_to_string (json);
  json_object_unref (json);
  json_object_unref (
      harness_ask (f->world->harness, "PUT", HARK_API_ABSENCE, actor->token, text, 200));
}

static void
switch_off (Office *f, Actor *actor)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &actor->id);

  world_append (f->world, off);
}

/* A submission by @author for @reporter, NULL for an anonymous one. */
static void
write_down (Office *f, Ticket *ticket, Actor *author, Actor *reporter)
{
  JsonObject *op = op_submit (f->world, ticket, author, SUBJECT);
  JsonObject *body = json_object_get_object_member (op, "body");

  if (reporter != NULL)
    hark_json_set_id (body, "for", &reporter->id);
  else
    json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->world->harness));
  json_object_set_boolean_member (body, "reachable", reporter != NULL);
  act (f, author, op);
}

/* --- the support team --- */

static void
test_a_new_ticket_goes_to_the_team (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) anonymous = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Ticket) named = NULL, own = NULL;

  /* not to the Observer, not to who is in another team or in none */
  expect (f, "anna anonymous, bert anonymous");
  named = world_submit (f->world, f->dora, SUBJECT);
  expect (f, "anna named, bert named");
  own = world_submit (f->world, f->bert, SUBJECT);
  expect (f, "anna named");
}

static void
test_on_behalf_counts_as_its_kind (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) anonymous = ticket_new (f->world, NULL);
  g_autoptr (Ticket) named = ticket_new (f->world, f->dora);

  write_down (f, anonymous, f->bert, NULL);
  expect (f, "anna anonymous");
  write_down (f, named, f->anna, f->dora);
  expect (f, "bert named");
}

static void
test_who_is_excluded_hears_nothing (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  g_autoptr (Ticket) later = NULL;

  team_settle (f->world, f->anna, &f->world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"exclusion\":true}");
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &f->bert->id));
  act (f, f->dora, op_submit (f->world, ticket, f->dora, SUBJECT));
  expect (f, "anna named");
  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "anna reply");

  later = submit_known (f);
  act (f, f->anna, op_exclusion (f->world, "exclude", later, f->anna, f->bert));
  act (f, f->dora, op_message (f->world, later, f->dora, "more"));
  expect (f, "anna reply");
}

static void
test_excluded_before_it_goes_is_not_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  act (f, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->bert));
  expect (f, ""); /* and anna has been there */
}

static void
test_who_only_observes_by_then_is_not_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  f->bert->role = HARK_ROLE_OBSERVER;
  world_set_team (f->world);
  expect (f, "anna named");
}

static void
test_another_area_gets_it_as_a_new_one (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  expect (f, "");
  ticket->area = f->other;
  act (f, f->anna, op_move (f->world, ticket, f->anna, NULL));
  expect (f, "bert released, frieda named");
  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "frieda reply");
}

/* --- the reporter --- */

static void
test_an_answer_goes_to_the_reporter (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);
  g_autoptr (Ticket) anonymous = NULL;

  act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, "dora answer");
  act (f, f->bert, op_note (f->world, ticket, f->bert, "among us"));
  expect (f, "");

  anonymous = people_submit_anonymous (f->world, SUBJECT, TRUE);
  expect (f, "anna anonymous, bert anonymous");
  act (f, f->bert, op_message (f->world, anonymous, f->bert, "thanks"));
  act (f, f->bert, op_close (f->world, anonymous, f->bert));
  expect (f, "");
}

static void
test_closing_is_told (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);
  g_autoptr (Ticket) taken = NULL;

  act (f, f->bert, op_close (f->world, ticket, f->bert));
  expect (f, "dora closed");
  act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  expect (f, "");

  taken = submit_known (f);
  act (f, f->bert, op_take_over (f->world, taken, f->bert));
  act (f, f->anna, op_close (f->world, taken, f->anna));
  expect (f, "bert released, dora closed");
}

/* --- the advisor --- */

static void
test_a_reply_goes_to_the_advisor_or_the_team (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "anna reply, bert reply");
  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  expect (f, "bert reply"); /* who took it over has looked */
  look (f, f->bert, ticket);
  act (f, f->bert, op_close (f->world, ticket, f->bert));
  expect (f, "dora closed");
  act (f, f->dora, op_message (f->world, ticket, f->dora, "one thing yet"));
  expect (f, "bert reply");
}

static void
test_an_advisor_comes_and_goes (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  expect (f, "");
  act (f, f->anna, op_take_over (f->world, ticket, f->anna));
  expect (f, "bert released");
  act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
  expect (f, "bert assigned");
  act (f, f->bert, op_release (f->world, ticket, f->bert));
  expect (f, "");
}

static void
test_what_is_no_longer_true_is_not_sent (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
  act (f, f->anna, op_take_over (f->world, ticket, f->anna));
  expect (f, "bert released");
}

static void
test_an_advisor_who_is_gone_is_none (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) open = submit_known (f), closed = submit_known (f);

  act (f, f->bert, op_take_over (f->world, open, f->bert));
  act (f, f->bert, op_take_over (f->world, closed, f->bert));
  act (f, f->bert, op_close (f->world, closed, f->bert));
  expect (f, "dora closed");
  switch_off (f, f->bert);
  act (f, f->dora, op_message (f->world, open, f->dora, "more"));
  act (f, f->dora, op_message (f->world, closed, f->dora, "more"));
  expect (f, "anna reply, anna reply");
}

static void
test_who_left_the_team_is_no_advisor (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  act (f, f->bert, op_close (f->world, ticket, f->bert));
  expect (f, "dora closed");
  f->bert->role = HARK_ROLE_OBSERVER; /* who reads does not answer */
  world_set_team (f->world);
  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "anna reply");
  look (f, f->anna, ticket);
  f->bert->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  expect (f, "anna reply");
}

static void
test_a_deputy_is_mailed_instead (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);
  g_autoptr (Ticket) excluded = NULL;

  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  be_absent (f, f->bert, f->anna);
  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "anna reply");
  /* nobody is told what they did: then it is the advisor's own mail */
  act (f, f->anna, op_release (f->world, ticket, f->anna));
  expect (f, "bert released");

  /* an Observer may stand in; who may not see it may not */
  excluded = world_submit (f->world, f->dora, SUBJECT);
  expect (f, "anna named, bert named");
  look (f, f->bert, excluded);
  be_absent (f, f->bert, f->clara);
  act (f, f->bert, op_take_over (f->world, excluded, f->bert));
  act (f, f->dora, op_message (f->world, excluded, f->dora, "more"));
  expect (f, "clara reply");
  act (f, f->anna, op_exclusion (f->world, "exclude", excluded, f->anna, f->clara));
  act (f, f->dora, op_message (f->world, excluded, f->dora, "more"));
  expect (f, "bert reply");
}

/* --- once, and not at all --- */

static void
test_one_mail_until_they_have_looked (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);
  g_autoptr (Ticket) other = submit_known (f);

  for (guint i = 0; i < 3; i++)
    act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, "dora answer");
  act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, "");
  act (f, f->bert, op_message (f->world, other, f->bert, "thanks")); /* about another one */
  expect (f, "dora answer");

  look (f, f->dora, ticket);
  act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, "dora answer");
  /* whoever writes has looked */
  act (f, f->dora, op_message (f->world, ticket, f->dora, "you are welcome"));
  act (f, f->bert, op_message (f->world, ticket, f->bert, "thanks"));
  expect (f, "anna reply, dora answer");
}

static void
test_what_was_looked_at_is_not_sent (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  look (f, f->bert, ticket);
  expect (f, "anna reply");
}

static void
test_what_was_not_sent_may_be_told_again (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  look (f, f->bert, ticket);
  expect (f, "anna reply");
  act (f, f->dora, op_message (f->world, ticket, f->dora, "and more"));
  expect (f, "bert reply");
}

static void
test_who_is_switched_off_gets_nothing (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  switch_off (f, f->bert);
  expect (f, "anna named"); /* nor what waited */
  act (f, f->dora, op_message (f->world, ticket, f->dora, "more"));
  expect (f, "anna reply");
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
  expect (f, "");
}

/* --- deadlines --- */

static void
remind (Office *f)
{
  g_autoptr (GError) error = NULL;

  job_remind_run (harness_get_context (f->world->harness), &error);
  g_assert_no_error (error);
}

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
  ticket = submit_known (f);

  go_to (f, find_morning (2) - 1);
  remind (f);
  expect (f, "");
  go_to (f, find_morning (2));
  remind (f);
  remind (f);
  expect (f, "anna reminder, bert reminder");
  go_to (f, find_morning (1) - 1);
  remind (f);
  expect (f, "");
  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  go_to (f, find_morning (1));
  remind (f);
  expect (f, "bert reminder");
  go_to (f, find_morning (0) + 20 * HOUR);
  remind (f);
  expect (f, "");
}

static void
test_no_reminder_of_what_is_done (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) fulfilled = NULL, closed = NULL, late = NULL;

  settle_reminders (f);
  fulfilled = submit_known (f);
  closed = submit_known (f);
  late = submit_known (f);

  act (f, f->bert, op_message (f->world, fulfilled, f->bert, "thanks"));
  act (f, f->bert, op_close (f->world, closed, f->bert));
  expect (f, "dora answer, dora closed");
  go_to (f, find_morning (1)); /* nobody looked the day before: the nearest one alone */
  remind (f);
  act (f, f->bert, op_close (f->world, late, f->bert)); /* before it goes */
  expect (f, "dora closed");
}

/* A server that was off for days finds two lead times passed, and the day itself. */
static void
test_days_off_bring_one_reminder (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) open = NULL, fulfilled = NULL;

  settle_reminders (f);
  open = submit_known (f);
  fulfilled = submit_known (f);
  act (f, f->bert, op_message (f->world, fulfilled, f->bert, "thanks"));
  expect (f, "dora answer");

  harness_stop (f->world->harness);
  go_to (f, find_morning (0) + 3 * DAY);
  harness_start (f->world->harness);
  remind (f);
  expect (f, "anna reminder, bert reminder");
  remind (f);
  go_to (f, find_morning (0) + 4 * DAY);
  remind (f);
  expect (f, "");
}

/* What is long over is in the overview, red. */
static void
test_months_off_bring_no_reminder (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  settle_reminders (f);
  ticket = submit_known (f);
  go_to (f, find_morning (0) + 16 * DAY);
  remind (f);
  expect (f, "");
}

/* A SrvWork. */
static gboolean
warn (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Ticket *ticket = data;

  return store_mail_rule_warn (store, seq, &ticket->id, 30, HARNESS_NOW + 30 * DAY, HARNESS_NOW,
                               error);
}

static void
test_a_deletion_ahead_goes_to_the_advisor (Office *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_known (f);

  act (f, f->bert, op_close (f->world, ticket, f->bert));
  expect (f, "dora closed");
  harness_write (f->world->harness, warn, ticket);
  expect (f, ""); /* there is no advisor */
  act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  act (f, f->bert, op_close (f->world, ticket, f->bert));
  harness_write (f->world->harness, warn, ticket);
  harness_write (f->world->harness, warn, ticket);
  expect (f, "bert deletion");
  harness_write (f->world->harness, warn, ticket);
  expect (f, "");
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
  act (f, f->dora, op_message (f->world, other, f->dora, "more"));
  expect (f, "anna anonymous, anna named, anna reply");
  /* HARNESS_NOW is 07:00 there */
  go_to (f, HARNESS_NOW + DAY - 1);
  expect (f, "");
  go_to (f, HARNESS_NOW + DAY);
  expect (f, "bert digest");
  go_to (f, HARNESS_NOW + 3 * DAY);
  expect (f, ""); /* nothing new, no mail */

  seen = world_submit (f->world, f->dora, SUBJECT);
  look (f, f->bert, seen);
  go_to (f, HARNESS_NOW + 5 * DAY);
  expect (f, "anna named");
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
        go_to (f, HARNESS_NOW + HOUR);
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
  expect (f, singles->str);
  go_to (f, HARNESS_NOW + HOUR - 1);
  expect (f, "");
  go_to (f, HARNESS_NOW + HOUR);
  expect (f, "anna summary, bert summary");
}

#define OFFICE_TEST(path, function) g_test_add (path, Office, NULL, set_up, function, tear_down)

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
  OFFICE_TEST ("/mail-rule/no-reminder", test_no_reminder_of_what_is_done);
  OFFICE_TEST ("/mail-rule/days-off", test_days_off_bring_one_reminder);
  OFFICE_TEST ("/mail-rule/months-off", test_months_off_bring_no_reminder);
  OFFICE_TEST ("/mail-rule/deletion", test_a_deletion_ahead_goes_to_the_advisor);
  OFFICE_TEST ("/mail-rule/digest", test_a_digest_comes_once_a_day);
  OFFICE_TEST ("/mail-rule/flood", test_a_flood_becomes_a_summary);
  OFFICE_TEST ("/mail-rule/summary", test_a_summary_waits_for_the_end_of_its_hour);
  return g_test_run ();
}

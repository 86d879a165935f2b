/* test-retention.c: closed tickets are kept as long as their area says, and then deleted by
 * themselves: under a fake clock, at the level of the formats */
#include "people.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-retention.h"
#include "job-backup.h"
#include "job-retention.h"
#include "job-schedule.h"
#include "srv-eraser.h"
#include "srv-folder.h"
#include "store-retention.h"
#include "team.h"

#define DAY (24 * 3600)
#define HOUR 3600
#define WAIT (60 * G_TIME_SPAN_SECOND)
#define NAMES "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"}"
#define EVERYTHING (G_GINT64_CONSTANT (1) << 52) /* a read mark beyond all that there is */

/* --- at the server --- */

static SrvContext *
get_context (Fixture *f)
{
  return harness_get_context (f->world->harness);
}

/* At @now; the eraser has done what it had to. */
static void
run_at (Fixture *f, gint64 now)
{
  g_autoptr (GError) error = NULL;

  harness_set_now (f->world->harness, now);
  job_retention_run (get_context (f), &error);
  g_assert_no_error (error);
  g_assert_true (srv_eraser_wait (get_context (f)->eraser, g_get_monotonic_time () + WAIT));
}

static gint64
count (Fixture *f, const char *sql)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (get_context (f)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

static void
expect_tickets (Fixture *f, gint64 n)
{
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, n);
}

static gint64
get_day_of (gint64 closed, guint months)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);

  return hark_retention_due (closed, zone, months);
}

static gint64
get_day (guint months)
{
  return get_day_of (HARNESS_NOW, months);
}

static gint64
get_day_after (gint64 now, guint days)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  const HarkPeriodLength length = { days, HARK_PERIOD_DAYS };

  return hark_period_due (now, zone, NULL, &length, 1);
}

/* SRV_RETENTION_HOUR so many days before the last one. */
static gint64
get_morning (gint64 day, guint days)
{
  return day + 1 - (gint64)(days + 1) * DAY + SRV_RETENTION_HOUR * HOUR;
}

/* The last warning in time, and then the end of the day. */
static void
run_to_end (Fixture *f, gint64 day)
{
  run_at (f, get_morning (day, SRV_RETENTION_LAST));
  run_at (f, day + 1);
}

/* Sessions end that nobody used for a month. */
static void
act (Fixture *f, Actor *actor, JsonObject *op)
{
  g_free (actor->token);
  actor->token = actor_sign_in (f->world, actor);
  world_expect (f->world, actor, op, "applied");
}

static JsonObject *
make_close (Fixture *f, Ticket *ticket, Actor *author, guint months)
{
  JsonObject *op = op_close (f->world, ticket, author);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "months", months);
  return op;
}

/* Every duplicate is kept for a month, what was partly so for two, the rest for three years. */
static void
settle (Fixture *f)
{
  team_settle (f->world, f->anna, &f->world->area,
               NAMES ",\"portal\":true,\"retention\":{\"duplicate\":1,\"partly\":2}}");
}

/* What there is by now. */
static JsonObject *
make_read (Fixture *f, Ticket *ticket)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to",
                              count (f, "SELECT seq FROM clock"));
  return op;
}

/* Taken over, read and closed by bert. */
static Ticket *
submit_closed_of (Fixture *f, Actor *reporter, guint months)
{
  Ticket *ticket = world_submit (f->world, reporter, SUBJECT);

  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, make_read (f, ticket), "applied");
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, months), "applied");
  return ticket;
}

static Ticket *
submit_closed (Fixture *f, guint months)
{
  return submit_closed_of (f, f->dora, months);
}

static void
read_ticket (Fixture *f, Actor *actor, Ticket *ticket)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", EVERYTHING);
  act (f, actor, op);
}

/* What @actor's feed says of the ticket: its day, 0 for none; @kept. */
static gint64
get_deletes (Fixture *f, Actor *actor, Ticket *ticket, gboolean *kept)
{
  g_autoptr (JsonObject) line = NULL;

  g_free (actor->token);
  actor->token = actor_sign_in (f->world, actor);
  line = people_get_ticket (f, actor, ticket);
  g_assert_nonnull (line);
  *kept = json_object_get_boolean_member (line, "kept");
  return json_object_get_null_member (line, "deletes")
             ? 0
             : json_object_get_int_member (line, "deletes");
}

static void
expect_day (Fixture *f, Ticket *ticket, gint64 day, gboolean kept)
{
  gboolean is_kept;

  g_assert_cmpint (get_deletes (f, f->bert, ticket, &is_kept), ==, day);
  g_assert_true (is_kept == kept);
}

static void
test_a_ticket_is_deleted_on_its_day_and_not_a_second_before (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_closed (f, 36),
                     open = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) own = people_get_ticket (f, f->dora, ticket), line = NULL;

  expect_day (f, ticket, get_day (36), FALSE);
  g_assert_false (json_object_has_member (own, "deletes")); /* nothing for the reporter */
  run_at (f, get_morning (get_day (36), SRV_RETENTION_LAST));
  run_at (f, get_day (36));
  expect_tickets (f, 2);
  run_at (f, get_day (36) + 1);
  expect_tickets (f, 1);

  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE why = 'retention' AND emptied"
                             " AND proposer IS NULL"),
                   ==, 1);
  g_assert_cmpint (count (f, "SELECT tickets * 10 + closed FROM statistic"), ==, 11);
  g_assert_cmpint (count (f, "SELECT count (*) FROM tomb"), ==, 4); /* anna, bert, clara, dora */
  g_free (f->bert->token);
  f->bert->token = actor_sign_in (f->world, f->bert);
  line = people_get_ticket (f, f->bert, ticket);
  g_assert_null (line);
}

static void
test_each_outcome_has_its_day (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) one = NULL, two = NULL, three = NULL;

  settle (f);
  one = submit_closed (f, 1);
  two = submit_closed (f, 2);
  three = submit_closed (f, 36);
  run_to_end (f, get_day (1));
  expect_tickets (f, 2);
  expect_day (f, two, get_day (2), FALSE);
  run_to_end (f, get_day (2));
  expect_tickets (f, 1);
  expect_day (f, three, get_day (36), FALSE);
}

/* What the client does not know yet, or what holds no more, is said anew; what was closed before
 * keeps its day. */
static void
test_no_time_that_the_area_has_not_settled (Fixture *f, gconstpointer unused)
{
  static const gint64 never[] = { 0, -1, 121 };
  g_autoptr (Ticket) before = submit_closed (f, 36);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "rekey");
  settle (f);
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 3), "rekey");
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    world_expect (f->world, f->bert, make_close (f, ticket, f->bert, (guint)never[i]), "invalid");
  expect_day (f, ticket, 0, FALSE);

  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
  expect_day (f, ticket, get_day (1), FALSE);
  expect_day (f, before, get_day (36), FALSE);
}

/* Or its close waited while both were upgraded. */
static void
test_who_has_an_older_hark_closes_without_a_day (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *close = make_close (f, ticket, f->bert, 1);

  json_object_remove_member (json_object_get_object_member (close, "body"), "months");
  settle (f);
  world_expect (f->world, f->bert, close, "applied");
  expect_day (f, ticket, 0, FALSE);
  run_to_end (f, get_day (36));
  expect_tickets (f, 1);
  act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  act (f, f->bert, make_close (f, ticket, f->bert, 1));
  run_to_end (f, get_day_of (get_day (36) + 1, 1));
  expect_tickets (f, 0);
}

static void
test_what_is_reopened_has_no_day_until_it_is_closed_again (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  gint64 again = HARNESS_NOW + 40 * DAY;

  settle (f);
  ticket = submit_closed (f, 1);
  harness_set_now (f->world->harness, HARNESS_NOW + 20 * DAY);
  act (f, f->bert, op_reopen (f->world, ticket, f->bert));
  expect_day (f, ticket, 0, FALSE);
  run_at (f, again);
  expect_tickets (f, 1);
  act (f, f->bert, make_close (f, ticket, f->bert, 2));
  expect_day (f, ticket, hark_retention_due (again, zone, 2), FALSE);
  run_to_end (f, hark_retention_due (again, zone, 2));
  expect_tickets (f, 0);
}

static void
test_a_hold_keeps_it_and_a_week_is_left_afterwards (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 lifted;

  settle (f);
  ticket = submit_closed (f, 1);
  world_expect (f->world, f->anna, op_deletion (f->world, "hold", ticket, f->anna), "applied");
  lifted = get_day (1) + 10 * DAY;
  run_at (f, lifted);
  expect_tickets (f, 1);
  act (f, f->anna, op_deletion (f->world, "lift-hold", ticket, f->anna));
  expect_day (f, ticket, get_day_after (lifted, 7), FALSE);
  run_at (f, lifted);
  run_at (f, get_day_after (lifted, 7));
  expect_tickets (f, 1);
  run_at (f, get_day_after (lifted, 7) + 1);
  expect_tickets (f, 0);
}

static void
test_what_nobody_has_read_is_kept_and_a_week_is_left_afterwards (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 late = get_day (1) + 10 * DAY;

  settle (f);
  ticket = submit_closed (f, 1);
  harness_set_now (f->world->harness, HARNESS_NOW + 5 * DAY);
  act (f, f->dora, op_message (f->world, ticket, f->dora, "there is more"));
  run_at (f, get_day (1) - 9 * DAY);
  expect_day (f, ticket, get_day (1), FALSE);
  run_at (f, get_day (1) - 6 * DAY);
  expect_day (f, ticket, get_day (1), TRUE);
  run_at (f, get_day (1) + 1);
  expect_tickets (f, 1);
  read_ticket (f, f->dora, ticket); /* the reporter's own looking is not the team's */
  run_at (f, late);
  expect_day (f, ticket, get_day (1), TRUE);

  read_ticket (f, f->clara, ticket);
  run_at (f, late);
  run_at (f, late);
  expect_day (f, ticket, get_day_after (late, 7), FALSE);
  run_at (f, get_day_after (late, 7));
  expect_tickets (f, 1);
  run_at (f, get_day_after (late, 7) + 1);
  expect_tickets (f, 0);
}

/* A SrvWork: through the inbox. */
static gboolean
reply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  gboolean again;

  return store_ticket_add_reply (store, seq, data, HARNESS_NOW, &again, error);
}

/* SrvWork. */
static gboolean
read_lookup (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, "SELECT lookup FROM inbox");
  g_autoptr (GBytes) lookup = NULL;

  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  lookup = hark_stmt_get_bytes (stmt, 0);
  memcpy (((SrvReply *)data)->lookup, g_bytes_get_data (lookup, NULL), 16);
  return TRUE;
}

static void
test_what_an_anonymous_reporter_wrote_is_kept_too (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  SrvReply more = { .objects = objects, .blobs = blobs };
  HarkId id;

  settle (f);
  ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  world_expect (f->world, f->bert, make_read (f, ticket), "applied");
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
  hark_id_random (&more.op);
  hark_id_random (&more.form);
  more.ticket = ticket->id;
  g_ptr_array_add (
      objects, ticket_seal (f->world, ticket, NULL, 0, HARK_OBJECT_MESSAGE, "there is more", &id));
  harness_write (f->world->harness, read_lookup, &more);
  harness_write (f->world->harness, reply, &more);
  run_at (f, get_day (1) + 1);
  expect_day (f, ticket, get_day (1), TRUE);
  read_ticket (f, f->bert, ticket);
  run_at (f, get_day (1) + 1);
  run_to_end (f, get_day_after (get_day (1) + 1, 7));
  expect_tickets (f, 0);
}

/* They may read the area's tickets, but that is not how somebody else hears of what they wrote. */
static void
test_what_a_member_reported_themselves_is_for_others_to_read (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  JsonObject *message;

  settle (f);
  ticket = submit_closed_of (f, f->anna, 1);
  message = op_message (f->world, ticket, f->anna, "there is more");
  json_object_set_string_member (json_object_get_object_member (message, "body"), "side",
                                 "reporter");
  act (f, f->anna, message);
  read_ticket (f, f->anna, ticket);
  run_at (f, get_day (1) + 1);
  expect_day (f, ticket, get_day (1), TRUE);
  read_ticket (f, f->bert, ticket);
  run_at (f, get_day (1) + 1);
  expect_day (f, ticket, get_day_after (get_day (1) + 1, 7), FALSE);
}

/* A note is nobody's message to read. */
static void
test_what_was_read_before_it_was_closed_keeps_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;

  settle (f);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "more"), "applied");
  world_expect (f->world, f->bert, make_read (f, ticket), "applied");
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "archived"), "applied");
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "bye"), "applied");
  run_to_end (f, get_day (1));
  expect_tickets (f, 0);
}

/* Who closed it had the message, but nobody was shown it. */
static void
test_what_nobody_was_shown_before_it_was_closed_is_kept (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 end;

  settle (f);
  ticket = world_submit (f->world, f->dora, SUBJECT);
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, make_read (f, ticket), "applied");
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "more"), "applied");
  world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
  run_to_end (f, get_day (1));
  expect_day (f, ticket, get_day (1), TRUE);
  read_ticket (f, f->bert, ticket);
  run_at (f, get_day (1) + 1);
  end = get_day_after (get_day (1) + 1, 7);
  expect_day (f, ticket, end, FALSE);
  run_to_end (f, end);
  expect_tickets (f, 0);
}

/* Those who had it when it was closed have read it, whoever of them is there years later; who was
 * shut out before that has not read it for the others. */
static void
test_who_left_since_has_read_it_all_the_same (Fixture *f, gconstpointer unused)
{
  settle (f);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
      gboolean is_before = i == 0;

      world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
      world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "more"), "applied");
      world_expect (f->world, f->clara, make_read (f, ticket), "applied");
      if (!is_before)
        world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
      world_expect (f->world, f->anna,
                    op_exclusion (f->world, "exclude", ticket, f->anna, f->clara), "applied");
      if (is_before)
        world_expect (f->world, f->bert, make_close (f, ticket, f->bert, 1), "applied");
    }
  run_to_end (f, get_day (1));
  expect_tickets (f, 1);
  g_assert_cmpint (count (f, "SELECT kept FROM ticket"), ==, 1);
}

/* --- warnings --- */

static gint64
count_warnings (Fixture *f, guint lead)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT count (*) FROM notice WHERE kind = 'deletion' AND lead = %u", lead);

  return count (f, sql);
}

static void
expect_warnings (Fixture *f, gint64 first, gint64 last)
{
  g_assert_cmpint (count_warnings (f, 30), ==, first);
  g_assert_cmpint (count_warnings (f, 7), ==, last);
}

/* A SrvWork. */
static gboolean
deliver (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (
      srv_store_get_db (store),
      "UPDATE mail SET state = 'sent', settled = created WHERE state = 'waiting'", error);
}

static void
test_the_advisor_is_told_30_and_7_days_before_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL, nobodys = NULL;
  gint64 day = get_day (2);

  settle (f);
  ticket = submit_closed (f, 2);
  nobodys = world_submit (f->world, f->dora, SUBJECT);
  world_expect (f->world, f->anna, make_read (f, nobodys), "applied");
  world_expect (f->world, f->anna, make_close (f, nobodys, f->anna, 2), "applied");
  run_at (f, get_morning (day, 30) - 1);
  expect_warnings (f, 0, 0);
  run_at (f, get_morning (day, 30));
  run_at (f, get_morning (day, 30));
  run_at (f, get_morning (day, 7) - 1);
  expect_warnings (f, 1, 0);
  harness_write (f->world->harness, deliver, NULL); /* what waits is replaced by the last one */
  run_at (f, get_morning (day, 7));
  run_at (f, get_morning (day, 6));
  expect_warnings (f, 1, 1);
  g_assert_cmpint (count (f, "SELECT count (DISTINCT user) FROM notice WHERE kind = 'deletion'"),
                   ==, 1);
}

static void
test_nobody_is_told_of_what_is_not_deleted (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) held = NULL, unread = NULL, reopened = NULL;
  gint64 day = get_day (2);

  settle (f);
  held = submit_closed (f, 2);
  unread = submit_closed (f, 2);
  reopened = submit_closed (f, 2);
  world_expect (f->world, f->anna, op_deletion (f->world, "hold", held, f->anna), "applied");
  world_expect (f->world, f->dora, op_message (f->world, unread, f->dora, "more"), "applied");
  world_expect (f->world, f->bert, op_reopen (f->world, reopened, f->bert), "applied");
  run_at (f, get_morning (day, 30));
  run_at (f, get_morning (day, 7));
  run_at (f, day + 5 * DAY);
  expect_warnings (f, 0, 0);
  expect_tickets (f, 3);

  read_ticket (f, f->bert, unread); /* whoever has looked may be told of what is new */
  run_at (f, day + 6 * DAY);
  run_at (f, day + 7 * DAY);
  expect_warnings (f, 0, 1);
}

/* Nothing goes but a week after the mail, or later. */
static void
expect_gone_a_week_after (Fixture *f, Ticket *ticket, gint64 warned)
{
  expect_day (f, ticket, get_day_after (warned, 7), FALSE);
  expect_warnings (f, 0, 1);
  run_at (f, get_day_after (warned, 7));
  expect_tickets (f, 1);
  run_at (f, get_day_after (warned, 7) + 1);
  expect_tickets (f, 0);
}

/* The server was off for weeks, or its clock years behind when it was closed. */
static void
test_nothing_goes_before_a_week_after_its_advisor_was_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 back = get_day (1) + 20 * DAY;

  settle (f);
  ticket = submit_closed (f, 1);
  run_at (f, back);
  expect_tickets (f, 1);
  expect_warnings (f, 0, 0);
  run_at (f, back + HOUR);
  expect_tickets (f, 1);
  run_at (f, back + 8 * HOUR);
  expect_gone_a_week_after (f, ticket, back + 8 * HOUR);
}

static void
test_a_last_warning_that_comes_late_puts_the_day_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 late = get_morning (get_day (1), 2);

  settle (f);
  ticket = submit_closed (f, 1);
  run_at (f, late);
  expect_gone_a_week_after (f, ticket, late);
}

/* Lifted by a clock that is years behind, after its day. */
static void
test_a_warning_from_before_a_hold_counts_no_more (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  gint64 later = get_day (1) + 20 * DAY + 12 * HOUR;

  settle (f);
  ticket = submit_closed (f, 1);
  run_at (f, get_morning (get_day (1), 7));
  expect_warnings (f, 0, 1);
  act (f, f->anna, op_deletion (f->world, "hold", ticket, f->anna));
  harness_set_now (f->world->harness, HARNESS_NOW);
  act (f, f->anna, op_deletion (f->world, "lift-hold", ticket, f->anna));
  run_at (f, later);
  expect_tickets (f, 1);
  expect_day (f, ticket, get_day_after (later, 7), FALSE);
  run_at (f, later);
  g_assert_cmpint (count (f, "SELECT due FROM notice WHERE kind = 'deletion' AND lead = 7"), ==,
                   get_day_after (later, 7));
  run_at (f, get_day_after (later, 7) + 1);
  expect_tickets (f, 0);
}

/* By a clock that is ahead for a while all that there is is warned of; once it is right that does
 * not count. */
static void
test_a_warning_by_a_clock_that_was_ahead_counts_no_more (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_closed (f, 36);
  gint64 ahead = get_day (36) + 12 * HOUR, day = get_day_after (ahead, 7);

  run_at (f, ahead);
  run_at (f, ahead);
  expect_warnings (f, 0, 1);
  harness_write (f->world->harness, deliver, NULL);
  run_at (f, HARNESS_NOW);
  run_at (f, get_morning (day, 30));
  expect_warnings (f, 1, 1);
  run_at (f, get_morning (day, 7));
  g_assert_cmpint (count (f, "SELECT max (warned) FROM ticket"), ==, SRV_RETENTION_LAST);
  run_at (f, day + 1);
  expect_tickets (f, 0);
}

/* --- what may go wrong --- */

static void
look (Fixture *f, SrvSchedule *schedule, gint64 now, gint64 up)
{
  harness_set_now (f->world->harness, now);
  srv_schedule_look (schedule, up);
  g_assert_true (srv_eraser_wait (get_context (f)->eraser, g_get_monotonic_time () + WAIT));
}

static void
test_a_clock_that_jumped_deletes_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_closed (f, 36);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvSchedule) schedule = srv_schedule_new (get_context (f), job_schedule_table, &error);
  gint64 future = get_day (36) + DAY;

  g_assert_no_error (error);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set back by*");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set forward by*");
  look (f, schedule, future, 1000); /* the first look */
  look (f, schedule, HARNESS_NOW, 4600);
  look (f, schedule, future, 8200);
  expect_tickets (f, 1);
  look (f, schedule, future + HOUR, 8200 + HOUR); /* believed: a week is left, and then told of */
  expect_tickets (f, 1);
  look (f, schedule, future + 8 * HOUR, 8200 + 8 * HOUR);
  expect_tickets (f, 1);
  look (f, schedule, future + 10 * DAY, 8200 + 10 * DAY);
  expect_tickets (f, 0);
  g_test_assert_expected_messages ();
}

/* An hour's notes of the clock. */
static void
look_on (Fixture *f, gint64 now)
{
  g_autoptr (SrvSchedule) schedule = srv_schedule_new (get_context (f), job_schedule_table, NULL);

  look (f, schedule, now, 1000);
  look (f, schedule, now + HOUR, 1000 + HOUR);
  g_clear_pointer (&schedule, srv_schedule_free);
  g_assert_cmpint (count (f, "SELECT count (*) FROM job_clock"), ==, 1);
}

/* A SrvWork: the first of several commits, after which the server ends. */
static gboolean
run_once (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SrvRetentionPlace place = { 0 };
  gint64 now = get_day (1) + 1;
  g_autoptr (GArray) tickets = store_retention_list (store, now, &place, error);

  return tickets != NULL && store_retention_run (store, seq, tickets, now, data, error);
}

static void
test_cut_off_in_the_middle_it_goes_on (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);
  guint n_decided;

  settle (f);
  for (guint i = 0; i < SRV_RETENTION_BATCH + 3; i++)
    g_ptr_array_add (tickets, submit_closed (f, 1));
  run_at (f, get_morning (get_day (1), SRV_RETENTION_LAST));
  harness_set_now (f->world->harness, get_day (1) + 1);
  harness_write (f->world->harness, run_once, &n_decided);
  g_assert_cmpuint (n_decided, ==, SRV_RETENTION_BATCH);
  harness_restart (f->world->harness);
  expect_tickets (f, 3); /* before anybody was served */
  run_at (f, get_day (1) + 1);
  expect_tickets (f, 0);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE why = 'retention' AND emptied"),
                   ==, SRV_RETENTION_BATCH + 3);
}

/* Its last warning is in the backup, and what was held or reopened since is yet to be given back.
 */
static void
test_a_restore_leaves_a_month_and_warns_anew (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  Harness *harness = f->world->harness;
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  gint64 restored, day;
  JobBackup made;

  settle (f);
  ticket = submit_closed (f, 1);
  run_at (f, get_morning (get_day (1), 7));
  look_on (f, get_morning (get_day (1), 7));
  g_assert_true (job_backup_make (harness_get_dir (harness), file, HARNESS_NOW, &made, NULL));
  harness_stop (harness);
  srv_folder_clear (harness_get_dir (harness));
  restored = get_day (1) + 2 * DAY;
  day = get_day_after (restored, SRV_RETENTION_FIRST);
  harness_set_now (harness, restored);
  g_assert_true (job_restore_run (harness_get_dir (harness), file, restored, FALSE, &made, NULL));
  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM job_clock"), ==, 0);
  run_at (f, restored + HOUR);
  expect_day (f, ticket, day, FALSE);
  harness_restart (harness); /* once for each restore */
  expect_day (f, ticket, day, FALSE);
  run_to_end (f, day);
  g_assert_cmpint (count (f, "SELECT deleted FROM receipt"), ==, day + 1);
  test_folder_remove (folder);
}

static void
test_by_hand_it_goes_as_before (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = submit_closed (f, 36);

  world_expect (f->world, f->bert, op_deletion (f->world, "propose-delete", ticket, f->bert),
                "applied");
  world_expect (f->world, f->anna, people_confirm_delete (f->world, ticket, f->anna), "applied");
  run_at (f, HARNESS_NOW);
  expect_tickets (f, 0);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE why = 'members'"), ==, 1);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/retention/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TEST ("deleted", test_a_ticket_is_deleted_on_its_day_and_not_a_second_before);
  TEST ("outcome", test_each_outcome_has_its_day);
  TEST ("settled", test_no_time_that_the_area_has_not_settled);
  TEST ("older-hark", test_who_has_an_older_hark_closes_without_a_day);
  TEST ("reopened", test_what_is_reopened_has_no_day_until_it_is_closed_again);
  TEST ("held", test_a_hold_keeps_it_and_a_week_is_left_afterwards);
  TEST ("unread", test_what_nobody_has_read_is_kept_and_a_week_is_left_afterwards);
  TEST ("anonymous", test_what_an_anonymous_reporter_wrote_is_kept_too);
  TEST ("own", test_what_a_member_reported_themselves_is_for_others_to_read);
  TEST ("seen", test_what_was_read_before_it_was_closed_keeps_nothing);
  TEST ("not-shown", test_what_nobody_was_shown_before_it_was_closed_is_kept);
  TEST ("left-since", test_who_left_since_has_read_it_all_the_same);
  TEST ("warned", test_the_advisor_is_told_30_and_7_days_before_once);
  TEST ("not-warned", test_nobody_is_told_of_what_is_not_deleted);
  TEST ("told-first", test_nothing_goes_before_a_week_after_its_advisor_was_told);
  TEST ("told-late", test_a_last_warning_that_comes_late_puts_the_day_off);
  TEST ("told-held", test_a_warning_from_before_a_hold_counts_no_more);
  TEST ("told-ahead", test_a_warning_by_a_clock_that_was_ahead_counts_no_more);
  TEST ("clock", test_a_clock_that_jumped_deletes_nothing);
  TEST ("cut-off", test_cut_off_in_the_middle_it_goes_on);
  TEST ("restored", test_a_restore_leaves_a_month_and_warns_anew);
  TEST ("by-hand", test_by_hand_it_goes_as_before);

  return g_test_run ();
}

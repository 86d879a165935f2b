/* test-push.c: whoever listens hears at once that there is something for them, and of nothing else
 */
#include "cache.h"
#include "hark-api.h"
#include "hark-json.h"
#include "listener.h"
#include "people.h"
#include "srv-limits.h"
#include "srv-push.h"
#include "store-ticket.h"
#include "store-wake.h"
#include "wire.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define SECONDS 20

static SrvPush *
get_push (Fixture *f)
{
  return harness_get_context (f->world->harness)->push;
}

static Listener *
listen_as (Fixture *f, Actor *actor)
{
  return listener_new (f->world->harness, actor->token, NULL);
}

static void
wait_for_streams (Fixture *f, guint count)
{
  gint64 end = g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND;

  while (srv_push_get_streams (get_push (f)) != count)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (1000);
    }
}

/* Everybody hears of it: what somebody did not hear before was never told to them. Its number. */
static gint64
tell_everybody (Fixture *f)
{
  g_autoptr (Listener) anybody = NULL;
  gint64 seq;

  world_set_team (f->world);
  anybody = listener_new (f->world->harness, f->anna->token, &seq);
  return seq;
}

/* ---- who is woken ---- */

static void
test_stream_begins_with_the_newest_commit (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) first = NULL;
  g_autoptr (Listener) second = NULL;
  g_autoptr (Listener) third = NULL;
  g_autoptr (Ticket) ticket = NULL;
  gint64 before, after, again;
  g_autoptr (Cache) cache = cache_new ();

  cache_pull (f->world, cache, f->anna, HARK_API_MAX_PAGE);
  first = listener_new (f->world->harness, f->anna->token, &before);
  g_assert_true (strstr (cache->cursor, ".live") != NULL);
  g_assert_cmpint (g_ascii_strtoll (strchr (cache->cursor, '.') + 1, NULL, 10), ==, before);

  ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_assert_cmpint (listener_hear (first), >, before);
  second = listener_new (f->world->harness, f->anna->token, &after);
  g_assert_cmpint (after, >, before);
  /* it holds for another start of the server, too */
  harness_restart (f->world->harness);
  third = listener_new (f->world->harness, f->anna->token, &again);
  g_assert_cmpint (again, >, after);
}

static void
test_a_report_wakes_its_team_and_nobody_else (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) anna = listen_as (f, f->anna);
  g_autoptr (Listener) bert = listen_as (f, f->bert);
  g_autoptr (Listener) clara = listen_as (f, f->clara);
  g_autoptr (Listener) dora = listen_as (f, f->dora);
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  gint64 seq = listener_hear (anna), everybody;

  g_assert_cmpint (listener_hear (bert), ==, seq);
  g_assert_cmpint (listener_hear (clara), ==, seq);
  everybody = tell_everybody (f);
  g_assert_cmpint (everybody, >, seq);
  g_assert_cmpint (listener_hear (dora), ==, everybody);
  g_assert_cmpint (listener_hear (anna), ==, everybody);
}

static void
test_a_note_wakes_no_reporter_a_message_does (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Listener) anna = NULL;
  g_autoptr (Listener) dora = NULL;
  gint64 note, message;

  /* the team's first entry opens an epoch, which is the reporter's affair too */
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "hello"), "applied");
  anna = listen_as (f, f->anna);
  dora = listen_as (f, f->dora);
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "between us"), "applied");
  note = listener_hear (anna);
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "to you"), "applied");
  message = listener_hear (anna);
  g_assert_cmpint (message, >, note);
  g_assert_cmpint (listener_hear (dora), ==, message);
}

static void
test_a_refused_operation_wakes_nobody (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Listener) anna = listen_as (f, f->anna);
  gint64 everybody;

  world_expect (f->world, f->clara, op_note (f->world, ticket, f->clara, "an Observer's"),
                "forbidden");
  everybody = tell_everybody (f);
  g_assert_cmpint (listener_hear (anna), ==, everybody);
}

typedef struct
{
  const HarkId *user, *ticket;
} Mark;

/* A SrvWork. */
static gboolean
mark_read (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (
      store, "INSERT INTO read_mark (user, ticket, up_to, rv) VALUES ($1, $2, $3, $3)");
  Mark *mark = data;

  hark_stmt_bind_id (stmt, 1, mark->user);
  hark_stmt_bind_id (stmt, 2, mark->ticket);
  hark_stmt_bind_int (stmt, 3, seq);
  return hark_stmt_run (stmt, error);
}

static void
test_read_marks_wake_only_whose_they_are (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Listener) anna = listen_as (f, f->anna);
  g_autoptr (Listener) other = listen_as (f, f->anna);
  g_autoptr (Listener) bert = listen_as (f, f->bert);
  Mark mark = { &f->anna->id, &ticket->id };
  gint64 seq, everybody;

  harness_write (f->world->harness, mark_read, &mark);
  seq = listener_hear (anna);
  g_assert_cmpint (listener_hear (other), ==, seq);
  everybody = tell_everybody (f);
  g_assert_cmpint (everybody, >, seq);
  g_assert_cmpint (listener_hear (bert), ==, everybody);
}

static void
test_who_loses_access_is_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Listener) clara = listen_as (f, f->clara);
  g_autoptr (Cache) cache = cache_new ();
  gint64 left, everybody;

  cache_pull (f->world, cache, f->clara, HARK_API_MAX_PAGE);
  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  left = listener_hear (clara);
  cache_pull (f->world, cache, f->clara, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (cache, "ticket"), ==, 0);

  /* and hears of that ticket no more */
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "without her"), "applied");
  everybody = tell_everybody (f);
  g_assert_cmpint (everybody, >, left + 1);
  g_assert_cmpint (listener_hear (clara), ==, everybody);
}

/* A busy server tells how far it has come, once, not every step. */
static void
test_many_commits_end_with_the_newest (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) anna = listen_as (f, f->anna);
  gint64 heard = 0, newest = 0;
  g_autoptr (Listener) late = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
    }
  late = listener_new (f->world->harness, f->anna->token, &newest);
  while (heard < newest)
    {
      gint64 next = listener_hear (anna);

      g_assert_cmpint (next, >, heard);
      heard = next;
    }
  g_assert_cmpint (heard, ==, newest);
}

/* The store may be large: what is new is found by its number. */
static void
test_the_question_reads_no_whole_table (Fixture *f, gconstpointer unused)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", store_wake_get_sql (), NULL);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  guint searches = 0;

  g_assert_no_error (error);
  hark_stmt_bind_int (stmt, 1, 1);
  hark_stmt_bind_int (stmt, 2, 2);
  while (hark_stmt_step (stmt, &error) == HARK_STEP_ROW)
    {
      const char *detail = hark_stmt_get_text (stmt, 3);

      g_test_message ("%s", detail);
      g_assert_false (g_str_has_prefix (detail, "SCAN"));
      searches += g_str_has_prefix (detail, "SEARCH");
    }
  g_assert_no_error (error);
  /* three with a second step to the access, seven without */
  g_assert_cmpuint (searches, ==, 13);
}

/* ---- who may listen, and for how long ---- */

static void
test_strangers_do_not_listen (Fixture *f, gconstpointer unused)
{
  Harness *h = f->world->harness;
  g_autofree char *nobodys = g_strnfill (2 * HARK_API_TOKEN_LEN, 'a');
  g_autoptr (Reply) none = harness_request (h, "GET", HARK_API_EVENTS, NULL, NULL);
  g_autoptr (Reply) wrong = harness_request (h, "GET", HARK_API_EVENTS, nobodys, NULL);
  g_autoptr (Reply) post = harness_request (h, "POST", HARK_API_EVENTS, f->anna->token, "{}");

  g_assert_cmpuint (none->status, ==, 401);
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_cmpuint (post->status, ==, 405);
  g_assert_cmpuint (srv_push_get_streams (get_push (f)), ==, 0);
}

static void
test_silence_is_broken_by_heartbeats (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) anna = NULL;

  srv_push_set_heartbeat (get_push (f), 20);
  anna = listen_as (f, f->anna);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *block = listener_read (anna);

      g_assert_cmpstr (block, ==, ":");
    }
}

static void
test_an_account_has_so_many_streams (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)listener_free);
  g_autoptr (Reply) reply = NULL;
  g_autoptr (Listener) bert = NULL;
  g_autoptr (Listener) again = NULL;

  for (guint i = 0; i < SRV_MAX_PUSH_USER; i++)
    g_ptr_array_add (list, listen_as (f, f->anna));
  reply = harness_request (f->world->harness, "GET", HARK_API_EVENTS, f->anna->token, NULL);
  g_assert_cmpuint (reply->status, ==, 503);
  g_assert_cmpstr (reply_get_code (reply), ==, "busy");
  bert = listen_as (f, f->bert);

  /* who has gone without a word is noticed */
  g_ptr_array_set_size (list, SRV_MAX_PUSH_USER - 1);
  srv_push_set_heartbeat (get_push (f), 20);
  wait_for_streams (f, SRV_MAX_PUSH_USER);
  again = listen_as (f, f->anna);
}

/* What it leaves unread waits in the kernel, then here, but not for long. */
static void
test_who_never_reads_is_cut_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) deaf = listener_new_deaf (f->world->harness, f->anna->token);
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (HarkId));
  gint64 seq, end = g_get_monotonic_time () + 3 * SECONDS * G_TIME_SPAN_SECOND;
  g_autoptr (Listener) bert = listener_new (f->world->harness, f->bert->token, &seq);
  gint64 first = seq;

  wait_for_streams (f, 2);
  g_array_append_val (users, f->anna->id);
  while (srv_push_get_streams (get_push (f)) == 2)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      srv_push_tell (get_push (f), users, ++seq);
    }
  g_test_message ("after %" G_GINT64_FORMAT " events", seq - first);
  g_assert_cmpuint (srv_push_get_streams (get_push (f)), ==, 1);
}

static void
test_signing_out_ends_its_own_streams (Fixture *f, gconstpointer unused)
{
  g_autofree char *second = actor_sign_in (f->world, f->anna);
  g_autoptr (Listener) here = listen_as (f, f->anna);
  g_autoptr (Listener) there = listener_new (f->world->harness, second, NULL);
  g_autoptr (Listener) also = listener_new (f->world->harness, second, NULL);
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "DELETE", HARK_API_AUTH_SESSION, second, NULL, 200);

  g_assert_nonnull (reply);
  listener_expect_end (there);
  listener_expect_end (also);
  wait_for_streams (f, 1);
  g_assert_cmpint (tell_everybody (f), ==, listener_hear (here));
}

static void
test_who_is_switched_off_hears_no_more (Fixture *f, gconstpointer unused)
{
  g_autoptr (Listener) anna = listen_as (f, f->anna);
  g_autoptr (Listener) dora = listen_as (f, f->dora);
  g_autoptr (GBytes) statement = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                            f->anna->keys->sign_sk, &f->dora->id);

  world_append (f->world, statement);
  listener_hear (anna);
  listener_expect_end (dora);
  wait_for_streams (f, 1);
}

static void
test_a_session_that_ran_out_hears_no_more (Fixture *f, gconstpointer unused)
{
  Harness *h = f->world->harness;
  g_autoptr (Listener) anna = listen_as (f, f->anna);

  harness_set_now (h, harness_get_now (h) + SRV_SESSION_IDLE + 1);
  srv_push_set_heartbeat (get_push (f), 20);
  listener_expect_end (anna);
  wait_for_streams (f, 0);
  harness_set_now (h, HARNESS_NOW);
}

/* harness_stop() proves that nothing is left. */
static void
test_server_ends_with_streams_open (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)listener_free);

  for (guint i = 0; i < SRV_MAX_PUSH_USER; i++)
    g_ptr_array_add (list, listen_as (f, f->anna));
  g_ptr_array_add (list, listener_new_deaf (f->world->harness, f->bert->token));
  harness_stop (f->world->harness);
  for (guint i = 0; i < list->len; i++)
    listener_expect_end (list->pdata[i]);
  harness_start (f->world->harness);
}

/* ---- what it costs ---- */

#define MANY 1000

static gsize
read_rss (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return g_ascii_strtoull (strchr (text, ' '), NULL, 10) * (gsize)sysconf (_SC_PAGESIZE);
}

static void
test_a_thousand_streams_are_cheap (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)listener_free);
  gsize before, heap;
  gint64 began, seq;

  if (!g_test_slow ())
    {
      g_test_skip ("only with -m slow");
      return;
    }

  for (guint i = 0; i * SRV_MAX_PUSH_USER < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("user%u", i);

      world_add (f->world, name, HARK_ROLE_NONE);
    }
  before = read_rss ();
  heap = mallinfo2 ().uordblks;
  for (guint i = 0; i < MANY; i++)
    {
      Actor *actor = f->world->actors->pdata[f->world->actors->len - 1 - i / SRV_MAX_PUSH_USER];

      g_ptr_array_add (list, listen_as (f, actor));
    }
  g_test_message ("%d streams: %" G_GSIZE_FORMAT " bytes each, %" G_GSIZE_FORMAT " of them in use",
                  MANY, (read_rss () - before) / MANY, (mallinfo2 ().uordblks - heap) / MANY);

  began = g_get_monotonic_time ();
  world_set_team (f->world);
  seq = listener_hear (list->pdata[0]);
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpint (listener_hear (list->pdata[i]), ==, seq);
  g_test_message ("all told in %.1f ms", (double)(g_get_monotonic_time () - began) / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, function)                                                                       \
  g_test_add ("/push/" path, Fixture, NULL, people_set_up, function, people_tear_down)
  TEST ("begin", test_stream_begins_with_the_newest_commit);
  TEST ("report", test_a_report_wakes_its_team_and_nobody_else);
  TEST ("note", test_a_note_wakes_no_reporter_a_message_does);
  TEST ("refused", test_a_refused_operation_wakes_nobody);
  TEST ("read", test_read_marks_wake_only_whose_they_are);
  TEST ("revoked", test_who_loses_access_is_told);
  TEST ("newest", test_many_commits_end_with_the_newest);
  TEST ("plan", test_the_question_reads_no_whole_table);
  TEST ("stranger", test_strangers_do_not_listen);
  TEST ("heartbeat", test_silence_is_broken_by_heartbeats);
  TEST ("account", test_an_account_has_so_many_streams);
  TEST ("deaf", test_who_never_reads_is_cut_off);
  TEST ("sign-out", test_signing_out_ends_its_own_streams);
  TEST ("switched-off", test_who_is_switched_off_hears_no_more);
  TEST ("expired", test_a_session_that_ran_out_hears_no_more);
  TEST ("stop", test_server_ends_with_streams_open);
  TEST ("cost", test_a_thousand_streams_are_cheap);
  return g_test_run ();
}

/* test-mail-turn.c: when a mail is tried again, and that nothing on the disk tells the minute in
 * which an anonymous reporter wrote */
#include "post.h"

#include "mail-words.h"
#include "srv-time.h"

#include <string.h>

#define MINUTE 60
#define WEEK (7 * 24 * 3600)
#define SHARP (MINUTE * 13 + 17) /* of an hour */
#define NOBODY "smtp://127.0.0.1:1"

static Harness *
harness_of (Post *f)
{
  return f->people.world->harness;
}

static gint64
now_of (Post *f)
{
  return harness_get_now (harness_of (f));
}

/* Long after whoever signed in, whose times may be finer. */
static void
report_at (Post *f, gint64 now)
{
  harness_set_now (harness_of (f), now);
  ticket_free (people_submit_anonymous (f->people.world, SUBJECT, TRUE));
  mail_job_run (f->job);
}

static gint64
get_number (Post *f, const char *sql)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (harness_of (f))->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

/* --- what is on the disk --- */

typedef struct
{
  guint8 ticket[HARK_ID_LEN];
  guint8 id[HARK_ID_LEN];
} Row;

static guint32
read_number (const guint8 *at)
{
  guint32 number;

  memcpy (&number, at, sizeof number);
  return GUINT32_FROM_BE (number);
}

static gboolean
is_near (Post *f, const guint8 *at)
{
  return ABS ((gint64)read_number (at) - now_of (f)) < WEEK;
}

/* Every copy of a mail's row in a page of the log says behind its ticket when it was queued and
 * when it is due; every entry of the index says when before its id. What is behind a ticket or
 * before an id elsewhere may be anything, also something random that happens to be near: once in so
 * many thousand; both times of a row are not. */
static guint
check_log (Post *f, const Row *row)
{
  g_autofree char *path = g_build_filename (harness_get_dir (harness_of (f)), "hark.db-wal", NULL);
  g_autofree char *log = NULL;
  gsize length;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &log, &length, NULL));
  for (gsize i = HARK_ID_LEN; i + HARK_ID_LEN + 8 <= length; i++)
    {
      const guint8 *at = (const guint8 *)log + i;

      if (memcmp (at, row->ticket, HARK_ID_LEN) == 0 && is_near (f, at + HARK_ID_LEN)
          && is_near (f, at + HARK_ID_LEN + 4))
        {
          g_assert_cmpuint (read_number (at + HARK_ID_LEN) % 3600, ==, 0);
          g_assert_cmpuint (read_number (at + HARK_ID_LEN + 4) % 3600, ==, 0);
          n++;
        }
      if (memcmp (at, row->id, HARK_ID_LEN) == 0 && is_near (f, at - 4)
          && memcmp (at - HARK_ID_LEN, row->ticket, HARK_ID_LEN) != 0)
        g_assert_cmpuint (read_number (at - 4) % 3600, ==, 0);
    }
  return n;
}

static void
read_id (HarkStmt *stmt, guint column, guint8 id[HARK_ID_LEN])
{
  HarkId found;

  hark_stmt_get_id (stmt, column, &found);
  memcpy (id, &found, HARK_ID_LEN);
}

/* (element-type Row) (transfer full) */
static GArray *
list_rows (Post *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (harness_of (f))->stores, NULL);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, "SELECT ticket, id FROM mail");
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      Row row;

      read_id (stmt, 0, row.ticket);
      read_id (stmt, 1, row.id);
      g_array_append_val (rows, row);
    }
  return rows;
}

static void
check_disk (Post *f)
{
  g_autoptr (GArray) rows = list_rows (f);
  guint n = 0;

  g_assert_cmpint (get_number (f, "SELECT count (*) FROM mail WHERE created % 3600 <> 0"
                                  " OR due % 3600 <> 0 OR coalesce (settled, 0) % 3600 <> 0"),
                   ==, 0);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    n += check_log (f, &g_array_index (rows, Row, i));
  g_assert_cmpuint (n, >, 0);
}

static void
test_a_mail_that_waits_keeps_the_hour (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  post_set_config (f, "mail.url", NOBODY);
  report_at (f, srv_time_round (now_of (f)) + 5 * 3600 + SHARP);
  g_assert_cmpint (post_count (f, "waiting"), ==, 2);
  check_disk (f);
  for (guint i = 0; i < 12; i++)
    {
      post_let_pass (f, (MINUTE << MIN (i, 7)) + 61);
      check_disk (f);
    }
  g_assert_cmpint (get_number (f, "SELECT min (tries) FROM mail"), >, 6);
}

static void
test_a_mail_that_went_leaves_the_hour (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  report_at (f, srv_time_round (now_of (f)) + 5 * 3600 + SHARP);
  g_assert_cmpint (post_count (f, "sent"), ==, 2);
  check_disk (f);
}

/* Two hours tell the minute between them. */
static void
test_a_mail_that_crossed_an_hour_keeps_the_first (Post *f, gconstpointer unused)
{
  static const char *const ends[] = { "", "unknown" };
  const gint64 hour = srv_time_round (now_of (f)) + 5 * 3600;

  post_use_server (f, "starttls");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      sink_set_temper (f->sink, "later");
      report_at (f, hour + (i + 1) * 3600 - 10);
      g_assert_cmpint (post_count (f, "waiting"), ==, 2);
      sink_set_temper (f->sink, ends[i]);
      post_let_pass (f, 80);
      g_assert_cmpint (post_count (f, "waiting"), ==, 0);
    }
  g_assert_cmpint (post_count (f, "given-up"), ==, 2);
  g_assert_cmpint (get_number (f, "SELECT count (*) FROM mail WHERE settled <> created"), ==, 0);
}

/* A SrvWork. */
static gboolean
forget_mails (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "DELETE FROM mail", error);
}

/* Which hours were kept, try by try. (transfer full) */
static char *
trace (Post *f, gint64 now)
{
  GString *text = g_string_new (NULL);

  harness_write (harness_of (f), forget_mails, NULL);
  report_at (f, now);
  for (gint64 tries = 1; tries < 12;)
    {
      gint64 before = tries;

      g_string_append_printf (text, " %" G_GINT64_FORMAT,
                              (get_number (f, "SELECT min (due) FROM mail") - srv_time_round (now))
                                  / 3600);
      while (tries == before)
        {
          post_let_pass (f, 30);
          tries = get_number (f, "SELECT min (tries) FROM mail");
        }
    }
  return g_string_free (text, FALSE);
}

static void
test_the_hours_do_not_follow_from_the_minute (Post *f, gconstpointer unused)
{
  const gint64 hour = srv_time_round (now_of (f)) + 5 * 3600;
  g_autofree char *first = NULL, *middle = NULL, *last = NULL;

  post_use_server (f, "starttls");
  post_set_config (f, "mail.url", NOBODY);
  first = trace (f, hour + 5);
  middle = trace (f, hour + 48 * 3600 + 31 * MINUTE);
  last = trace (f, hour + 96 * 3600 + 3590);
  g_assert_cmpstr (first, ==, " 2 2 2 2 2 2 3 5 9 13 17");
  g_assert_cmpstr (middle, ==, first);
  g_assert_cmpstr (last, ==, first);
}

/* Of the columns of a type in every table: those with a row of which @make's text is true, a
 * condition on a column and @now. At least @least there must be. */
static void
find_columns (Post *f, const char *type, char *(*make) (const char *, gint64), gint64 now,
              guint least, GString *found)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (harness_of (f))->stores, NULL);
  g_autoptr (HarkStmt) columns = srv_store_prepare (
      store, "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info (t.name) c"
             " WHERE t.type = 'table' AND c.type = $1");
  guint n = 0;

  hark_stmt_bind_text (columns, 1, type);
  for (; hark_stmt_step (columns, NULL) == HARK_STEP_ROW; n++)
    {
      const char *table = hark_stmt_get_text (columns, 0), *name = hark_stmt_get_text (columns, 1);
      g_autofree char *is_sharp = make (name, now);
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE %s", table, is_sharp);

      if (hark_sqlite_get_int (srv_store_get_db (store), sql, 0) > 0)
        g_string_append_printf (found, " %s.%s", table, name);
    }
  g_assert_cmpuint (n, >, least);
}

/* Within a quarter of an hour, and not the hour. */
static char *
make_near (const char *name, gint64 now)
{
  return g_strdup_printf ("abs (%s - %" G_GINT64_FORMAT ") < 900 AND %s %% 3600 <> 0", name, now,
                          name);
}

static char *
make_named (const char *name, gint64 now)
{
  return g_strdup_printf ("instr (%s, '%" G_GINT64_FORMAT "') > 0", name, now);
}

/* (transfer full) */
static char *
find_sharp (Post *f, gint64 now)
{
  GString *found = g_string_new (NULL);

  find_columns (f, "INTEGER", make_near, now, 80, found);
  find_columns (f, "TEXT", make_named, now, 40, found);
  return g_string_free (found, FALSE);
}

/* Of whatever it takes or does not: as Google's do, which name the second. */
static void
say_second (Post *f, const char *status, gint64 now)
{
  g_autofree char *reply = g_strdup_printf (
      "say %s %" G_GINT64_FORMAT " a640c23a62f3a-b7f5d1c2e3sm2794845e9.12 - gsmtp", status, now);

  sink_set_temper (f->sink, reply);
}

/* But for when jobs ran, which they do at all times. */
static void
test_no_row_of_any_table_keeps_the_minute (Post *f, gconstpointer unused)
{
  static const char *const replies[] = { "250 2.0.0 OK", "451 4.3.0 not now", "554 5.7.1 no" };
  const gint64 now = srv_time_round (now_of (f)) + 5 * 3600 + SHARP + 900;
  g_autofree char *found = NULL, *named = NULL;

  post_use_server (f, "starttls");
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      say_second (f, replies[i], now);
      report_at (f, now + i);
    }
  sink_set_temper (f->sink, "hang");
  mail_job_set_patience (f->job, POST_SHORT_MS, POST_SHORT_MS);
  report_at (f, now + G_N_ELEMENTS (replies));
  g_assert_cmpint (post_count (f, "sent"), ==, 2);
  g_assert_cmpint (post_count (f, "given-up"), ==, 2);
  g_assert_cmpint (post_count (f, "waiting"), ==, 4);
  g_assert_cmpint (get_number (f, "SELECT count (*) FROM mail WHERE state = 'sent'"
                                  " AND words || reason <> ''"),
                   ==, 0);
  found = find_sharp (f, now);
  g_assert_cmpstr (found, ==, "");
  ticket_free (world_submit (f->people.world, f->people.dora, SUBJECT));
  named = find_sharp (f, now);
  g_assert_nonnull (strstr (named, " ticket.received"));
}

/* --- what a mail server said --- */

static void
test_of_a_reply_what_may_tell_the_time_is_left_out (void)
{
  static const struct
  {
    const char *said, *kept;
  } replies[] = {
    { "451 4.3.0 3zYqXbVwKzcRhPQ: queued", "451 4.3.0 … queued" },
    { "450 4.2.0 <bert>: Greylisted until 08:13 (Sat, 28 Nov 2026 08:13:17 +0000)",
      "450 4.2.0 <bert>: Greylisted until … (Sat, 28 Nov 2026 … +0000)" },
    { "550 5.7.606 Access denied, banned sending IP [203.0.113.7] (S3140) "
      "[AM0EUR02FT021.eop-EUR02.prod.protection.outlook.com 2026-11-28T08:13:17.042Z 08DE2C]",
      "550 5.7.606 Access denied, banned sending IP [203.0.113.7] (S3140) … … 08DE2C]" },
    { "554 5.7.1 [2001:db8::7] is on a list", "554 5.7.1 [2001:db8::7] is on a list" },
    { "550 sorry, no mailbox here by that name. (#5.1.1)",
      "550 sorry, no mailbox here by that name. (#5.1.1)" },
    { "452 ١٧٩٥٨٥٢٧٨٢ later", "452 … later" },
    { "535 5.7.8 Authentication credentials invalid",
      "535 5.7.8 Authentication credentials invalid" },
    { "550-5.1.1 no such person 550 5.1.1 here", "550-5.1.1 no such person 550 5.1.1 here" },
    { "451-1795852782 wait", "… wait" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *kept = mail_words_cut (replies[i].said);

      g_assert_cmpstr (kept, ==, replies[i].kept);
      g_assert_cmpuint (strlen (kept), <=, strlen (replies[i].said));
    }
}

static void
test_an_admin_is_told_the_status_all_the_same (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  say_second (f, "451 4.3.0 not now", now_of (f));
  post_queue (f, f->people.bert);
  mail_job_run (f->job);
  g_assert_cmpstr (post_read_health (f).words, ==, "451 4.3.0 not now … … - gsmtp");
}

/* --- a process that ends --- */

static void
restart (Post *f)
{
  harness_restart (harness_of (f));
  f->job = harness_get_context (harness_of (f))->mail;
  mail_job_run (f->job);
}

static gint64
count_tries (Post *f)
{
  return get_number (f, "SELECT max (tries) FROM mail");
}

static void
test_a_restart_makes_the_same_pause (Post *f, gconstpointer unused)
{
  post_use_server (f, "starttls");
  post_set_config (f, "mail.url", NOBODY);
  report_at (f, now_of (f) + SHARP);
  g_assert_cmpint (count_tries (f), ==, 1);
  restart (f);
  post_let_pass (f, 45);
  g_assert_cmpint (count_tries (f), ==, 1);
  post_let_pass (f, 30);
  g_assert_cmpint (count_tries (f), ==, 2);

  post_use_server (f, "starttls");
  restart (f);
  post_let_pass (f, 150);
  g_assert_cmpint (post_count (f, "sent"), ==, 2);
}

/* It may be that mail of which it ends, or a mail server that is to be left alone. */
static void
test_a_process_that_ends_all_the_time_hammers_nobody (Post *f, gconstpointer unused)
{
  const gint64 hour = srv_time_round (now_of (f)) + 5 * 3600;

  post_use_server (f, "starttls");
  post_set_config (f, "mail.url", NOBODY);
  report_at (f, hour + SHARP);
  post_let_pass (f, 80);
  post_let_pass (f, 160);
  g_assert_cmpint (count_tries (f), ==, 3);
  for (guint i = 0; i < 10; i++)
    {
      restart (f);
      post_let_pass (f, 180);
      g_assert_cmpint (count_tries (f), ==, 3);
    }
  harness_set_now (harness_of (f), hour + 2 * 3600);
  for (guint i = 0; i < 4; i++)
    restart (f);
  g_assert_cmpint (count_tries (f), ==, 4);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/mail-turn/" path, Post, NULL, post_set_up, function, post_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("waiting", test_a_mail_that_waits_keeps_the_hour);
  TEST ("sent", test_a_mail_that_went_leaves_the_hour);
  TEST ("crossing", test_a_mail_that_crossed_an_hour_keeps_the_first);
  TEST ("minute", test_the_hours_do_not_follow_from_the_minute);
  TEST ("tables", test_no_row_of_any_table_keeps_the_minute);
  g_test_add_func ("/mail-turn/reply", test_of_a_reply_what_may_tell_the_time_is_left_out);
  TEST ("status", test_an_admin_is_told_the_status_all_the_same);
  TEST ("restart", test_a_restart_makes_the_same_pause);
  TEST ("crash", test_a_process_that_ends_all_the_time_hammers_nobody);

  return g_test_run ();
}

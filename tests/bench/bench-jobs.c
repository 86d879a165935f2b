/* bench-jobs.c: how fast a server answers while it does a night's work, beside itself when it has
 * nothing to do: 10,000 deadlines of one day, of which mails go to a mail server, in one round; and
 * deletions in a store of 100,000 tickets that are due, in short rounds that take turns, as the
 * machine has other things to do, now more and now less: the requests of all count together.
 * HARK_BENCH_TICKETS (100,000), HARK_BENCH_DEADLINES (10,000) and HARK_BENCH_ROUNDS (20) make it
 * smaller. HARK_BENCH_NIGHT: the time of all tickets has come, and the job deletes them to the last
 * one; the idle server is asked before and after it, and the rounds are left out. It fails where
 * the 99th percentile of a request is more than twice that of the idle server. */
#include "post.h"

#include "cache.h"
#include "hark-api.h"
#include "hark-json.h"
#include "job-remind.h"
#include "job-retention.h"
#include "srv-eraser.h"
#include "store-erase.h"
#include "store-retention.h"

#include <stdio.h>
#include <string.h>

#define DAY (24 * G_GINT64_CONSTANT (3600))
#define HOUR 3600
#define DEADLINE (HARNESS_NOW + 4 * DAY)
#define PIECE PEOPLE_MANY /* tickets that one write makes */
#define DELETIONS 100     /* of one round */
#define PAUSE_USEC 4000   /* between two requests: somebody who syncs, not a load test */
#define NIGHT (8 * 3600)  /* seconds */
#define FILE_SIZE 65536
#define MAX_ROUNDS 100
#define IDLE 10000 /* requests of each kind, before and after a whole night */
#define MAX_RATIO 2.0
#define TELL (60 * G_USEC_PER_SEC) /* between two lines of a night */

typedef enum
{
  PULL, /* what is new, GET */
  PUSH, /* a note, POST */
  N_KINDS
} Kind;

typedef struct
{
  Post post;
  Fixture *f;     /* its people */
  Ticket *ticket; /* that notes are written to */
  Cache *cache;
  guint n_tickets, n_deadlines, n_rounds; /* n_rounds: of deletions */
  double seconds;                         /* that the work took */
  double worst;                           /* ratio of 99th percentiles */
  int is_decided;                         /* of a whole night; atomic */
  GArray *taken[N_KINDS];                 /* double, milliseconds, of the round */
} Bench;

/* Of all rounds. */
typedef struct
{
  GArray *idle, *busy;      /* double */
  double ratio[MAX_ROUNDS]; /* of the 99th percentiles of each */
  guint n;
} Series;

static guint
get_size (const char *name, guint usual)
{
  const char *given = g_getenv (name);

  return given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : usual;
}

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1000;
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
get_percentile (GArray *values, guint hundredth)
{
  g_array_sort (values, compare_double);
  return g_array_index (values, double, (values->len - 1) * hundredth / 100);
}

/* --- the store --- */

/* A SrvWork: PIECE tickets like the first one, each with four objects, a mark, an answer and what
 * else belongs to it, about 10 KB; every tenth with an attachment. */
static gboolean
multiply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  static const char *const steps[] = {
    "INSERT INTO object SELECT randomblob (16), c.id, 1, k.i, 1, 0, o.epoch, NULL, 1,"
    " randomblob (k.size) FROM temp.copy c, temp.original o, (SELECT 1 AS i, 4200 AS size UNION ALL"
    " SELECT 2, 1200 UNION ALL SELECT 3, 1200 UNION ALL SELECT 4, 700) k",
    "INSERT INTO read_mark SELECT a.user, c.id, 1, 1 FROM temp.copy c, temp.original o, access a"
    " WHERE a.ticket = o.id",
    "INSERT INTO op SELECT randomblob (16), randomblob (32), 'applied', 1, c.id, '{}', 1"
    " FROM temp.copy c",
    "INSERT INTO blob SELECT randomblob (16), 'account', zeroblob (16), 65536, 1, c.id, 1"
    " FROM temp.copy c WHERE c.i % 10 = 0",
  };

  if (!people_multiply (store, seq, data, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!hark_sqlite_exec (srv_store_get_db (store), steps[i], error))
      return FALSE;
  return TRUE;
}

static void
write_files (Bench *self)
{
  SrvContext *context = harness_get_context (self->f->world->harness);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, "SELECT id FROM blob");
  g_autofree guint8 *bytes = g_malloc0 (FILE_SIZE);
  HarkId id;

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW && hark_stmt_get_id (stmt, 0, &id))
    {
      g_autoptr (SrvBlobFile) file = srv_blobs_append (context->blobs, &id, 0, FILE_SIZE, NULL);

      g_assert_true (srv_blob_file_write (file, bytes, FILE_SIZE, NULL));
    }
}

/* A SrvWork: of the first so many, all due on one day. */
static gboolean
add_deadlines (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Bench *self = data;
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO period (id, ticket, name, remind, by_answer, due, due_v, done, done_v, gone, rv)"
      " SELECT randomblob (16), id, 'other', '[1]', 0, %" G_GINT64_FORMAT ", 1, NULL, 1, 0, 1"
      " FROM ticket WHERE length (number) > 20 LIMIT %u",
      DEADLINE, self->n_deadlines);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

/* A SrvWork: as when the time of so many has come. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO erasure (ticket, why, at) SELECT id, 'retention', 1 FROM ticket"
      " WHERE length (number) > 20 LIMIT %d",
      DELETIONS);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

/* --- requests --- */

static void
pull (Bench *self)
{
  g_autofree char *path = g_strconcat (HARK_API_SYNC "?since=", self->cache->cursor, NULL);
  double began = now_ms (), taken;
  g_autoptr (Reply) reply
      = harness_request (self->f->world->harness, "GET", path, self->f->anna->token, NULL);
  const char *body = g_bytes_get_data (reply->body, NULL);
  const char *at = g_strstr_len (body, (gssize)g_bytes_get_size (reply->body), "\"cur\":\"");

  taken = now_ms () - began;
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_nonnull (at);
  at += strlen ("\"cur\":\"");
  g_free (self->cache->cursor);
  self->cache->cursor = g_strndup (at, strcspn (at, "\""));
  g_array_append_val (self->taken[PULL], taken);
}

static void
push (Bench *self)
{
  g_autoptr (JsonObject) op = op_note (self->f->world, self->ticket, self->f->anna, "a note");
  g_autofree char *json = hark_json_to_string (op);
  g_autofree char *device = hark_id_to_string (&self->f->world->device);
  g_autofree char *body = g_strdup_printf ("{\"dev\":\"%s\",\"ops\":[%s]}", device, json);
  double began = now_ms (), taken;
  g_autoptr (Reply) reply
      = harness_request (self->f->world->harness, "POST", HARK_API_OPS, self->f->anna->token, body);

  taken = now_ms () - began;
  g_assert_cmpuint (reply->status, ==, 200);
  g_array_append_val (self->taken[PUSH], taken);
}

static void
ask (Bench *self)
{
  pull (self);
  g_usleep (PAUSE_USEC);
  push (self);
  g_usleep (PAUSE_USEC);
}

static void
forget (Bench *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    g_array_set_size (self->taken[i], 0);
}

/* --- what the night does --- */

static gpointer
remind (gpointer data)
{
  Bench *self = data;

  g_assert_true (job_remind_run (harness_get_context (self->f->world->harness), NULL));
  return NULL;
}

/* The requests go on until it is done, and what was too much for mails of their own, an hour later,
 * with the mail server. */
static void
run_reminders (Bench *self, guint round)
{
  Harness *harness = self->f->world->harness;
  g_autoptr (SrvStore) store = srv_stores_borrow (harness_get_context (harness)->stores, NULL);
  HarkSqlite *db = srv_store_get_db (store);
  double began = now_ms ();
  GThread *thread;

  harness_set_now (harness, DEADLINE - DAY);
  thread = g_thread_new ("remind", remind, self);
  while (hark_sqlite_get_int (db, "SELECT count (*) FROM reminder", 0) < self->n_deadlines)
    ask (self);
  g_thread_join (thread);
  harness_set_now (harness, DEADLINE - DAY + HOUR);
  while (post_count (&self->post, "waiting") > 0)
    ask (self);
  self->seconds += (now_ms () - began) / 1000;
  g_assert_cmpint (post_count (&self->post, "given-up"), ==, 0);
  g_assert_cmpint (post_count (&self->post, "sent"), >, 0);
}

static void
run_deletions (Bench *self, guint round)
{
  SrvContext *context = harness_get_context (self->f->world->harness);
  double began;

  harness_write (self->f->world->harness, decide, NULL);
  began = now_ms ();
  srv_eraser_wake (context->eraser);
  while (!srv_eraser_wait_gone (context->eraser, 0))
    ask (self);
  self->seconds += (now_ms () - began) / 1000;
  srv_eraser_wait (context->eraser, g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND);
}

static void
print_row (Bench *self, const char *what, const char *kind, guint hundredth, const Series *series)
{
  double busy = get_percentile (series->busy, hundredth);
  double idle = get_percentile (series->idle, hundredth);

  if (hundredth == 99)
    self->worst = MAX (self->worst, busy / idle);

  g_print ("| %-10s | %s, p%u | %8.2f ms | %8.2f ms | %6.2f |\n", what, kind, hundredth, busy, idle,
           busy / idle);
}

static void
print_series (Bench *self, const char *what, const char *kind, Series *series)
{
  print_row (self, what, kind, 50, series);
  print_row (self, what, kind, 99, series);
  qsort (series->ratio, series->n, sizeof *series->ratio, compare_double);
  g_print ("| %-10s | %s, p99 of each of %u rounds: %.2f to %.2f, median %.2f\n", what, kind,
           series->n, series->ratio[0], series->ratio[series->n - 1], series->ratio[series->n / 2]);
}

static void
add_round (Bench *self, Series *series, void (*run) (Bench *, guint), guint round)
{
  double busy[N_KINDS];
  guint n;

  forget (self);
  run (self, round);
  n = self->taken[PULL]->len;
  for (guint i = 0; i < N_KINDS; i++)
    {
      busy[i] = get_percentile (self->taken[i], 99);
      g_array_append_vals (series[i].busy, self->taken[i]->data, self->taken[i]->len);
    }

  forget (self);
  while (self->taken[PULL]->len < n)
    ask (self);
  for (guint i = 0; i < N_KINDS; i++)
    {
      series[i].ratio[series[i].n++] = busy[i] / get_percentile (self->taken[i], 99);
      g_array_append_vals (series[i].idle, self->taken[i]->data, self->taken[i]->len);
    }
}

static void
bench (Bench *self, const char *what, void (*run) (Bench *, guint), guint n_rounds, guint n_each)
{
  static const char *const names[N_KINDS] = { "pull", "push" };
  Series series[N_KINDS] = { 0 };

  for (guint i = 0; i < N_KINDS; i++)
    {
      series[i].idle = g_array_new (FALSE, FALSE, sizeof (double));
      series[i].busy = g_array_new (FALSE, FALSE, sizeof (double));
    }
  self->seconds = 0;
  for (guint round = 0; round < n_rounds; round++)
    add_round (self, series, run, round);
  for (guint i = 0; i < N_KINDS; i++)
    {
      print_series (self, what, names[i], &series[i]);
      g_array_unref (series[i].idle);
      g_array_unref (series[i].busy);
    }
  g_print ("| %-10s | %.0f a second, %.0f in a night of eight hours\n", what,
           n_rounds * n_each / self->seconds, n_rounds * n_each / self->seconds * NIGHT);
}

/* A SrvWork: the last warning came a week before, and nobody has anything to read. */
static gboolean
make_due (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE ticket SET state = 'closed', closed = 1, deletes = %" G_GINT64_FORMAT
      " - 86400, kept = 0, warned = %d, hold = 0 WHERE length (number) > 20",
      HARNESS_NOW, SRV_RETENTION_LAST);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static gpointer
retain (gpointer data)
{
  Bench *self = data;

  g_assert_true (job_retention_run (harness_get_context (self->f->world->harness), NULL));
  g_atomic_int_set (&self->is_decided, TRUE);
  return NULL;
}

static void
ask_idle (Bench *self, Series *series)
{
  forget (self);
  while (self->taken[PULL]->len < IDLE)
    ask (self);
  for (guint i = 0; i < N_KINDS; i++)
    g_array_append_vals (series[i].idle, self->taken[i]->data, self->taken[i]->len);
}

/* Until nothing of any of them is left. */
static guint
ask_all_night (Bench *self, gint64 began)
{
  SrvContext *context = harness_get_context (self->f->world->harness);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  HarkSqlite *db = srv_store_get_db (store);
  gint64 told = began;

  while (!g_atomic_int_get (&self->is_decided) || !srv_eraser_wait_gone (context->eraser, 0))
    {
      ask (self);
      if (g_get_monotonic_time () - told < TELL)
        continue;
      told += TELL;
      g_print ("%4" G_GINT64_FORMAT " s: %" G_GINT64_FORMAT
               " left; p99 pull %.2f ms, push %.2f ms\n",
               (told - began) / G_USEC_PER_SEC,
               hark_sqlite_get_int (db, "SELECT count (*) FROM ticket", 0) - 1,
               get_percentile (self->taken[PULL], 99), get_percentile (self->taken[PUSH], 99));
    }
  return (guint)hark_sqlite_get_int (db, "SELECT count (*) FROM receipt", 0);
}

static void
bench_night (Bench *self)
{
  static const char *const names[N_KINDS] = { "pull", "push" };
  Harness *harness = self->f->world->harness;
  Series series[N_KINDS] = { 0 };
  gint64 began;
  guint n_receipts;
  GThread *thread;

  for (guint i = 0; i < N_KINDS; i++)
    {
      series[i].idle = g_array_new (FALSE, FALSE, sizeof (double));
      series[i].busy = g_array_new (FALSE, FALSE, sizeof (double));
    }
  harness_set_now (harness, HARNESS_NOW);
  harness_write (harness, make_due, NULL);
  ask_idle (self, series);
  g_print ("idle: p99 pull %.2f ms, push %.2f ms\n", get_percentile (series[PULL].idle, 99),
           get_percentile (series[PUSH].idle, 99));

  forget (self);
  began = g_get_monotonic_time ();
  thread = g_thread_new ("retain", retain, self);
  n_receipts = ask_all_night (self, began);
  self->seconds = (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  g_thread_join (thread);
  for (guint i = 0; i < N_KINDS; i++)
    g_array_append_vals (series[i].busy, self->taken[i]->data, self->taken[i]->len);

  ask_idle (self, series);
  for (guint i = 0; i < N_KINDS; i++)
    {
      print_row (self, "night", names[i], 50, &series[i]);
      print_row (self, "night", names[i], 99, &series[i]);
      g_array_unref (series[i].idle);
      g_array_unref (series[i].busy);
    }
  g_print ("| %-10s | %u receipts in %.0f s, %.0f a second\n", "night", n_receipts, self->seconds,
           n_receipts / self->seconds);
}

int
main (int argc, char **argv)
{
  Bench self = { .n_tickets = get_size ("HARK_BENCH_TICKETS", 100000),
                 .n_deadlines = get_size ("HARK_BENCH_DEADLINES", 10000),
                 .n_rounds = MIN (get_size ("HARK_BENCH_ROUNDS", 20), MAX_ROUNDS) };
  Harness *harness;

  setlinebuf (stdout);
  g_test_init (&argc, &argv, NULL); /* the mail server is found by it */
  post_set_up (&self.post, NULL);
  self.f = &self.post.people;
  harness = self.f->world->harness;
  for (guint i = 0; i < N_KINDS; i++)
    self.taken[i] = g_array_new (FALSE, FALSE, sizeof (double));
  self.ticket = world_submit (self.f->world, self.f->dora, SUBJECT);
  world_expect (self.f->world, self.f->anna,
                op_note (self.f->world, self.ticket, self.f->anna, "epoch 1"), "applied");
  self.cache = cache_new ();
  cache_pull (self.f->world, self.cache, self.f->anna, HARK_API_MAX_PAGE);
  for (guint i = 0; i < self.n_tickets; i += PIECE)
    harness_write (harness, multiply, NULL);
  write_files (&self);
  post_use_server (&self.post, "starttls");
  harness_write (harness, add_deadlines, &self);
  g_print ("%u tickets\n| %-10s | %-9s | %11s | %11s | %6s |\n", self.n_tickets, "meanwhile",
           "a request", "busy", "idle", "ratio");

  if (g_getenv ("HARK_BENCH_NIGHT") != NULL)
    bench_night (&self);
  else
    {
      bench (&self, "deadlines", run_reminders, 1, self.n_deadlines);
      bench (&self, "deletions", run_deletions, self.n_rounds, DELETIONS);
    }

  for (guint i = 0; i < N_KINDS; i++)
    g_array_unref (self.taken[i]);
  cache_free (self.cache);
  ticket_free (self.ticket);
  world_free (self.f->world);
  sink_stop (self.post.sink);
  if (self.worst <= MAX_RATIO)
    return 0;
  g_print ("%.2f is more than %.1f\n", self.worst, MAX_RATIO);
  return 1;
}

/* bench-team.c: what team work costs, beside the least that it could cost on the same machine in
 * the same minute: each line of the table is a ratio. HARK_BENCH_TICKETS (10,000) and
 * HARK_BENCH_OPS (4,000) make it smaller. */
#include "device.h"
#include "listener.h"
#include "people.h"

#include <stdio.h>
#include <string.h>

#include "folder.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-sqlite.h"

#define LISTENERS 50
#define MAX_PER_USER 16
#define WRITERS 16
#define COMMITS 40 /* of the latency */

static guint
get_size (const char *name, guint usual)
{
  const char *given = g_getenv (name);

  return given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : usual;
}

static double
now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
print_row (const char *what, const char *ours, const char *least, double ratio)
{
  g_print ("| %-46s | %20s | %20s | %7.2f |\n", what, ours, least, ratio);
}

/* --- first sync against the same rows in a bare database --- */

static void
submit_many (Device *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *subject = g_strdup_printf ("Ticket %u", i);

      device_submit (f, subject, NULL);
      if (i % HARK_API_MAX_OPS == HARK_API_MAX_OPS - 1 || i == n - 1)
        device_sync (f->client);
    }
}

/* The rows of @from, once more, table by table, each bound and stepped: durable in one commit. */
static guint
copy_rows (const char *from, const char *to, double *seconds)
{
  static const char *const tables[]
      = { "meta", "roster", "area", "ticket", "epoch", "object", "period" };
  g_autoptr (HarkSqlite) source = hark_sqlite_open (from, HARK_SQLITE_READ_ONLY, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (to, HARK_SQLITE_READ_WRITE, NULL);
  g_autoptr (HarkStmt) schema
      = hark_sqlite_prepare (source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL");
  g_autofree char *attach = g_strdup_printf ("ATTACH DATABASE '%s' AS source", from);
  double begun;
  guint rows = 0;

  while (hark_stmt_step (schema, NULL) == HARK_STEP_ROW)
    g_assert_true (hark_sqlite_exec (db, hark_stmt_get_text (schema, 0), NULL));
  g_assert_true (hark_sqlite_exec (db, attach, NULL));

  begun = now ();
  g_assert_true (hark_sqlite_exec (db, "BEGIN IMMEDIATE", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("INSERT INTO main.%s SELECT * FROM source.%s", tables[i], tables[i]);

      g_assert_true (hark_sqlite_exec (db, sql, NULL));
      rows += (guint)hark_sqlite_changes (db);
    }
  g_assert_true (hark_sqlite_exec (db, "COMMIT", NULL));
  *seconds = now () - begun;
  return rows;
}

static void
bench_first_sync (void)
{
  guint n = get_size ("HARK_BENCH_TICKETS", 10000);
  Device f = { 0 };
  g_autofree char *url = NULL, *fresh_home = test_folder_new (), *bare = test_folder_new ();
  g_autofree char *cache = NULL, *copy = NULL, *ours = NULL, *least = NULL;
  g_autoptr (GPtrArray) list = NULL;
  AppClient *fresh;
  double begun, synced, copied;
  guint rows;

  device_set_up (&f, NULL);
  submit_many (&f, n);
  url = device_url (&f);
  fresh = device_open (fresh_home);
  g_assert_true (
      app_client_sign_in_sync (fresh, url, "anna", DEVICE_PASSWORD, f.account_key, NULL));
  begun = now ();
  device_sync (fresh);
  synced = now () - begun;
  list = app_client_list_sync (fresh, NULL);
  g_assert_cmpuint (list->len, ==, n);
  device_close (fresh);

  cache = g_build_filename (fresh_home, "cache.db", NULL);
  copy = g_build_filename (bare, "copy.db", NULL);
  rows = copy_rows (cache, copy, &copied);
  ours = g_strdup_printf ("%.2f s", synced);
  least = g_strdup_printf ("%.2f s, %u rows", copied, rows);
  {
    g_autofree char *what = g_strdup_printf ("first sync of %u tickets : bare insert", n);

    print_row (what, ours, least, synced / copied);
  }
  test_folder_remove (g_steal_pointer (&fresh_home));
  test_folder_remove (g_steal_pointer (&bare));
  device_tear_down (&f, NULL);
}

/* --- durable operations a second against a bare group commit --- */

typedef struct
{
  Fixture *f;
  char **requests;
  guint n;
} Writer;

static gpointer
write_all (gpointer data)
{
  Writer *self = data;

  for (guint i = 0; i < self->n; i++)
    {
      g_autoptr (Reply) reply = harness_request (self->f->world->harness, "POST", HARK_API_OPS,
                                                 self->f->anna->token, self->requests[i]);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_nonnull (memmem (g_bytes_get_data (reply->body, NULL),
                                g_bytes_get_size (reply->body), "\"applied\"", 9));
    }

  return NULL;
}

static char *
make_request (Fixture *f, Ticket *ticket, guint i)
{
  g_autofree char *text = g_strdup_printf ("note %u", i);
  g_autoptr (JsonObject) op = op_note (f->world, ticket, f->anna, text);
  g_autofree char *json = hark_json_to_string (op);
  g_autofree char *device = hark_id_to_string (&f->world->device);

  return g_strdup_printf ("{\"dev\":\"%s\",\"ops\":[%s]}", device, json);
}

/* As many rows of the same kind, as many at a time, and nothing else. */
static double
commit_bare (guint n)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  HarkSqlite *db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);
  guint8 sealed[1400] = { 0 };
  double begun;

  g_assert_true (hark_sqlite_exec (
      db, "CREATE TABLE object (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT", NULL));
  begun = now ();
  for (guint i = 0; i < n;)
    {
      g_assert_true (hark_sqlite_exec (db, "BEGIN IMMEDIATE", NULL));
      for (guint j = 0; j < WRITERS && i < n; j++, i++)
        {
          g_autoptr (HarkStmt) stmt
              = hark_sqlite_prepare (db, "INSERT INTO object (id, sealed) VALUES ($1, $2)");
          HarkId id;

          hark_id_random (&id);
          hark_stmt_bind_id (stmt, 1, &id);
          hark_stmt_bind_blob (stmt, 2, sealed, sizeof sealed);
          g_assert_true (hark_stmt_run (stmt, NULL));
        }
      g_assert_true (hark_sqlite_exec (db, "COMMIT", NULL));
    }
  begun = now () - begun;
  hark_sqlite_close (db);
  test_folder_remove (g_steal_pointer (&folder));
  return begun;
}

static void
bench_operations (Fixture *f)
{
  guint n = get_size ("HARK_BENCH_OPS", 4000) / WRITERS * WRITERS;
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_auto (GStrv) requests = g_new0 (char *, n + 1);
  Writer writers[WRITERS];
  GThread *threads[WRITERS];
  g_autofree char *ours = NULL, *least = NULL;
  double begun, bare;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  for (guint i = 0; i < n; i++)
    requests[i] = make_request (f, ticket, i);

  begun = now ();
  for (guint i = 0; i < WRITERS; i++)
    {
      writers[i] = (Writer){ f, requests + i * (n / WRITERS), n / WRITERS };
      threads[i] = g_thread_new ("writer", write_all, &writers[i]);
    }
  for (guint i = 0; i < WRITERS; i++)
    g_thread_join (threads[i]);
  begun = now () - begun;
  bare = commit_bare (n);
  ours = g_strdup_printf ("%.0f/s", n / begun);
  least = g_strdup_printf ("%.0f/s", n / bare);
  print_row ("durable operations, 16 at a time : group commit", ours, least, begun / bare);
}

/* --- push --- */

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static void
hear (Listener **listeners, guint n)
{
  for (guint i = 0; i < n; i++)
    listener_hear (listeners[i]);
}

static void
bench_push (Fixture *f)
{
  Actor *team[] = { f->anna, f->bert, f->clara, NULL };
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  Listener *listeners[LISTENERS];
  double taken[COMMITS], answered = 0;
  g_autofree char *ours = NULL, *least = NULL;
  guint n = 0;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch 1"), "applied");
  team[3] = world_add (f->world, "emil", HARK_ROLE_PROFESSIONAL);
  world_set_team (f->world);
  {
    /* he has the ticket with the next epoch */
    JsonObject *op = op_new ("note", ticket);

    op_open_epoch (f->world, op, ticket, f->anna);
    op_add (f->world, op, ticket, f->anna, HARK_OBJECT_NOTE, "for emil too");
    world_expect (f->world, f->anna, op, "applied");
  }
  for (guint i = 0; i < LISTENERS; i++)
    listeners[n++] = listener_new (f->world->harness, team[i % G_N_ELEMENTS (team)]->token, NULL);

  for (guint i = 0; i < COMMITS; i++)
    {
      g_autofree char *request = make_request (f, ticket, i);
      double begun = now ();
      g_autoptr (Reply) reply
          = harness_request (f->world->harness, "POST", HARK_API_OPS, f->anna->token, request);

      answered += now () - begun;
      hear (listeners, n);
      taken[i] = now () - begun;
    }
  qsort (taken, COMMITS, sizeof taken[0], compare_double);
  ours = g_strdup_printf ("%.1f ms, worst %.1f", 1000 * taken[COMMITS / 2],
                          1000 * taken[COMMITS - 1]);
  least = g_strdup_printf ("%.1f ms", 1000 * answered / COMMITS);
  print_row ("a commit until 50 clients know : its own answer", ours, least,
             taken[COMMITS / 2] / (answered / COMMITS));
  for (guint i = 0; i < n; i++)
    listener_free (listeners[i]);
}

/* --- memory --- */

static gint64
resident (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", pid);
  g_autofree char *status = NULL;
  const char *at;

  g_assert_true (g_file_get_contents (path, &status, NULL, NULL));
  at = strstr (status, "VmRSS:");
  return at != NULL ? g_ascii_strtoll (at + strlen ("VmRSS:"), NULL, 10) * 1024 : 0;
}

/* The real server with a store of its own, after it has come up; beside it a program that does
 * nothing. */
static void
bench_memory (Fixture *f)
{
  const char *server = g_getenv ("HARK_SERVER");
  g_autofree char *dir = g_strdup (harness_get_dir (f->world->harness));
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSubprocess) idle = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL, *ours = NULL, *least = NULL;
  gint64 memory, nothing;

  if (server == NULL)
    return;

  harness_stop (f->world->harness);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              NULL, server, "run", "--data", dir, "--listen", "127.0.0.1:0", NULL);
  idle = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "sleep", "60", NULL);
  g_assert_nonnull (process);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (line);
  g_usleep (G_USEC_PER_SEC);
  memory = resident (g_subprocess_get_identifier (process));
  nothing = resident (g_subprocess_get_identifier (idle));
  g_subprocess_send_signal (process, 15);
  g_subprocess_force_exit (idle);
  g_subprocess_wait (process, NULL, NULL);
  g_subprocess_wait (idle, NULL, NULL);
  harness_start (f->world->harness);

  ours = g_strdup_printf ("%.1f MB", (double)memory / 1000000);
  least = g_strdup_printf ("%.1f MB", (double)nothing / 1000000);
  print_row ("the server's memory at rest : sleep's", ours, least,
             (double)memory / (double)nothing);
}

int
main (void)
{
  Fixture f = { 0 };

  setlinebuf (stdout);
  g_print ("| %-46s | %20s | %20s | %7s |\n", "what : beside what", "Hark", "the least", "ratio");
  g_print ("|%.48s|%.22s|%.22s|%.9s|\n", "------------------------------------------------",
           "------------------------------------------------",
           "------------------------------------------------",
           "------------------------------------------------");
  people_set_up (&f, NULL);
  bench_operations (&f);
  bench_push (&f);
  bench_memory (&f);
  people_tear_down (&f, NULL);
  bench_first_sync ();
  return 0;
}

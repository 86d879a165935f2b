/* test-writer.c: group commit: all or nothing for each, and nobody answered before it is on the
 * disk */
#include "folder.h"
#include "hark-code.h"
#include "hark-error.h"
#include "srv-writer.h"
#include "store-config.h"
#include "store-lineage.h"
#include "store-roster.h"
#include "store-setup.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795500000)
#define THREADS 8
#define EACH 50
#define PATIENCE_SECONDS 120

typedef struct
{
  char *dir;
  SrvStores *stores;
  SrvWriter *writer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  guint8 code[HARK_CODE_LEN] = { 0 };
  g_autoptr (GError) error = NULL;

  hark_seal_init ();
  f->dir = test_folder_new ();
  g_assert_true (
      store_setup_init (f->dir, "Testhaus", "http://localhost", "Europe/Berlin", code, &error));
  f->stores = srv_stores_open (f->dir, SRV_STORES_MIGRATE, &error);
  g_assert_no_error (error);
  f->writer = srv_writer_new (f->stores, NOW, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->writer, srv_writer_free);
  srv_stores_close (f->stores);
  test_folder_remove (f->dir);
}

static char *
get (Fixture *f, const char *key)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (f->stores, NULL);
  g_autoptr (GHashTable) values = store_config_list (store, NULL);

  return g_strdup (g_hash_table_lookup (values, key));
}

typedef struct
{
  char *key;
  gint64 seq;
  gboolean fails;
  gboolean breaks;
} Write;

/* A SrvWork. */
static gboolean
put (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Write *write = data;

  write->seq = seq;
  if (!store_config_put (srv_store_get_db (store), write->key, "x", error))
    return FALSE;
  if (write->breaks)
    hark_sqlite_exec (srv_store_get_db (store), "ROLLBACK", NULL);
  if (write->fails || write->breaks)
    g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "no");
  return !write->fails && !write->breaks;
}

static void
test_each_write_has_a_later_seq (Fixture *f, gconstpointer unused)
{
  gint64 last = NOW * SRV_LINEAGE_SECOND;

  for (guint i = 0; i < 5; i++)
    {
      Write write = { .key = (char *)"test.key" };
      g_autoptr (GError) error = NULL;
      g_autoptr (SrvStore) store = srv_stores_borrow (f->stores, NULL);

      g_assert_true (srv_writer_run (f->writer, put, &write, &error));
      g_assert_cmpint (write.seq, >, last);
      last = write.seq;
      g_assert_cmpint (store_lineage_get_seq (store, NULL), ==, last);
    }
}

static void
test_failing_write_leaves_nothing_and_spares_others (Fixture *f, gconstpointer unused)
{
  Write writes[3] = { { .key = (char *)"one" },
                      { .key = (char *)"two", .fails = TRUE },
                      { .key = (char *)"three" } };
  SrvWriterJob *jobs[3];
  g_autofree char *one = NULL, *two = NULL, *three = NULL;

  for (guint i = 0; i < 3; i++)
    jobs[i] = srv_writer_push (f->writer, put, &writes[i], NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (srv_writer_wait (f->writer, jobs[i], &error), ==, i != 1);
      g_assert_true (i != 1 || g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN));
    }
  one = get (f, "one");
  two = get (f, "two");
  three = get (f, "three");
  g_assert_cmpstr (one, ==, "x");
  g_assert_null (two);
  g_assert_cmpstr (three, ==, "x");
}

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean entered;
  gboolean open;
} Door;

/* A SrvWork: holds the writer until the door is opened. */
static gboolean
wait_at_door (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Door *door = data;

  g_mutex_lock (&door->lock);
  door->entered = TRUE;
  g_cond_broadcast (&door->cond);
  while (!door->open)
    g_cond_wait (&door->cond, &door->lock);
  g_mutex_unlock (&door->lock);
  return TRUE;
}

static SrvWriterJob *
close_door (Fixture *f, Door *door)
{
  SrvWriterJob *job;

  g_mutex_init (&door->lock);
  g_cond_init (&door->cond);
  job = srv_writer_push (f->writer, wait_at_door, door, NULL);
  g_mutex_lock (&door->lock);
  while (!door->entered)
    g_cond_wait (&door->cond, &door->lock);
  g_mutex_unlock (&door->lock);
  return job;
}

static void
open_door (Door *door)
{
  g_mutex_lock (&door->lock);
  door->open = TRUE;
  g_cond_broadcast (&door->cond);
  g_mutex_unlock (&door->lock);
}

static void
test_lost_transaction_is_a_try_again_for_all (Fixture *f, gconstpointer unused)
{
  Door door = { 0 };
  SrvWriterJob *first = close_door (f, &door);
  Write writes[3] = { { .key = (char *)"one" },
                      { .key = (char *)"two", .breaks = TRUE },
                      { .key = (char *)"three" } };
  SrvWriterJob *jobs[3];
  g_autofree char *one = NULL, *three = NULL;
  g_autoptr (GError) none = NULL;
  Write after = { .key = (char *)"after" };

  g_test_expect_message ("hark", G_LOG_LEVEL_WARNING, "the store cannot be written*: no");
  for (guint i = 0; i < 3; i++)
    jobs[i] = srv_writer_push (f->writer, put, &writes[i], NULL);
  open_door (&door);
  g_assert_true (srv_writer_wait (f->writer, first, &none));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (srv_writer_wait (f->writer, jobs[i], &error));
      g_assert_true (i == 1 || g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY));
    }
  one = get (f, "one");
  three = get (f, "three");
  g_assert_null (one);
  g_assert_null (three);
  g_assert_true (srv_writer_run (f->writer, put, &after, &none));
  g_test_assert_expected_messages ();
}

static void
test_queue_is_bounded (Fixture *f, gconstpointer unused)
{
  Door door = { 0 };
  SrvWriterJob *first = close_door (f, &door);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  Write write = { .key = (char *)"many" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SRV_WRITER_QUEUE; i++)
    g_ptr_array_add (jobs, srv_writer_push (f->writer, put, &write, NULL));
  g_assert_null (srv_writer_push (f->writer, put, &write, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);

  open_door (&door);
  g_assert_true (srv_writer_wait (f->writer, first, NULL));
  for (guint i = 0; i < jobs->len; i++)
    g_assert_true (srv_writer_wait (f->writer, g_ptr_array_index (jobs, i), NULL));
}

static gpointer
write_many (gpointer data)
{
  Fixture *f = data;

  for (guint i = 0; i < EACH; i++)
    {
      Write write = { .key = g_strdup_printf ("%p.%u", (gpointer)g_thread_self (), i) };

      g_assert_true (srv_writer_run (f->writer, put, &write, NULL));
      g_free (write.key);
    }
  return NULL;
}

static void
test_many_threads_write_all (Fixture *f, gconstpointer unused)
{
  GThread *threads[THREADS];
  g_autoptr (SrvStore) store = srv_stores_borrow (f->stores, NULL);
  gint64 before = store_lineage_get_seq (store, NULL);
  g_autoptr (GHashTable) values = NULL;

  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("test", write_many, f);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  values = store_config_list (store, NULL);
  g_assert_cmpuint (g_hash_table_size (values), ==, 3 + THREADS * EACH);
  g_assert_cmpint (store_lineage_get_seq (store, NULL), ==, before + THREADS * EACH);
}

static void
test_each_start_is_a_lineage_further_on (Fixture *f, gconstpointer unused)
{
  Write write = { .key = (char *)"one" };
  g_autoptr (SrvStore) store = srv_stores_borrow (f->stores, NULL);
  HarkId first, second;
  gboolean holds;

  g_assert_true (srv_writer_run (f->writer, put, &write, NULL));
  g_assert_true (store_lineage_find (store, write.seq, &first, NULL));
  g_assert_true (store_lineage_holds (store, &first, write.seq, &holds, NULL) && holds);
  g_assert_true (store_lineage_holds (store, &first, write.seq + 1, &holds, NULL) && !holds);

  /* a clock that went back does not take seq back */
  srv_writer_free (f->writer);
  f->writer = srv_writer_new (f->stores, NOW - 86400, NULL);
  g_assert_cmpint (store_lineage_get_seq (store, NULL), ==, write.seq + SRV_LINEAGE_STEP);
  g_assert_true (store_lineage_find (store, store_lineage_get_seq (store, NULL), &second, NULL));
  g_assert_false (hark_id_equal (&first, &second));
  g_assert_true (store_lineage_holds (store, &first, write.seq, &holds, NULL) && holds);
  g_assert_true (store_lineage_holds (store, &first, write.seq + 1, &holds, NULL) && !holds);
  g_assert_true (store_lineage_holds (store, &second, write.seq, &holds, NULL) && !holds);
  g_assert_true (store_lineage_covers (store, &second, write.seq, &holds, NULL) && holds);

  srv_writer_free (f->writer);
  f->writer = srv_writer_new (f->stores, NOW + 86400, NULL);
  g_assert_cmpint (store_lineage_get_seq (store, NULL), ==, (NOW + 86400) * SRV_LINEAGE_SECOND);
  g_assert_cmpint (store_lineage_get_seq (store, NULL), <, G_GINT64_CONSTANT (1) << 53);
}

typedef struct
{
  GBytes *statement;
  gboolean fails;
} Append;

/* A SrvWork. */
static gboolean
append (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Append *work = data;

  if (!store_roster_append (store, seq, work->statement, NULL, error))
    return FALSE;
  if (work->fails)
    g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "no");
  return !work->fails;
}

static void
test_roster_in_memory_follows_the_disk (Fixture *f, gconstpointer unused)
{
  guint8 seed[32] = { 1 }, pk[32], sk[64];
  g_autoptr (GBytes) statement = NULL;
  SrvRoster *roster = srv_stores_get_roster (f->stores);
  Append work;

  hark_seal_sign_keys (seed, pk, sk);
  statement = hark_roster_make_org (pk, sk, "Testhaus");
  work = (Append){ statement, TRUE };
  g_assert_false (srv_writer_run (f->writer, append, &work, NULL));
  g_assert_false (srv_roster_get_org (roster, NULL, NULL, NULL));
  work.fails = FALSE;
  g_assert_true (srv_writer_run (f->writer, append, &work, NULL));
  g_assert_true (srv_roster_get_org (roster, NULL, NULL, NULL));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/writer/" path, Fixture, NULL, set_up, function, tear_down)

/* A SrvWork. */
static gboolean
put_canary (SrvStore *store, gint64 seq, gpointer value, GError **error)
{
  return store_config_put (srv_store_get_db (store), "test.canary", value, error);
}

/* A SrvWork. */
static gboolean
delete_canary (SrvStore *store, gint64 seq, gpointer unused, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = srv_store_prepare (store, "DELETE FROM config WHERE key = 'test.canary'");

  return hark_stmt_run (stmt, error);
}

static void
test_what_was_deleted_is_in_no_file (Fixture *f, gconstpointer unused)
{
  g_autofree char *canary = g_strnfill (20000, 'x');
  g_autoptr (SrvStore) reader = srv_stores_borrow (f->stores, NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  memcpy (canary + 10000, "canary-wallaby", strlen ("canary-wallaby"));
  g_assert_true (srv_writer_run (f->writer, put_canary, canary, NULL));
  g_assert_cmpuint (test_folder_count_files_with (f->dir, "canary-wallaby"), >, 0);

  /* somebody reads meanwhile, and ends */
  g_assert_true (srv_store_begin_read (reader, NULL));
  g_assert_cmpint (
      hark_sqlite_get_int (srv_store_get_db (reader), "SELECT count (*) FROM config", 0), >, 0);
  g_assert_true (srv_writer_run (f->writer, delete_canary, NULL, NULL));
  srv_store_end_read (reader);
  while (test_folder_count_files_with (f->dir, "canary-wallaby") > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (50000);
    }
}

static HarkSqlite *
open_aside (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, SRV_STORE_FILE, NULL);
  g_autoptr (GError) error = NULL;
  HarkSqlite *db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error);

  g_assert_no_error (error);
  return db;
}

/* As a database that is written anew is: by another connection than the writer's, after which
 * nothing of the writer's is in the log. */
static void
test_what_others_wrote_is_out_of_the_log_too (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSqlite) aside = open_aside (f);
  Write write = { .key = (char *)"one" };

  for (guint i = 0; i < 20; i++)
    {
      gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

      g_assert_true (srv_writer_run (f->writer, put, &write, NULL));
      g_assert_true (srv_writer_wait_emptied (f->writer, end));
      g_assert_true (hark_sqlite_exec (
          aside, "INSERT INTO config (key, value) VALUES ('test.canary', 'canary-bandicoot')",
          NULL));
      g_assert_true (
          hark_sqlite_exec (aside, "DELETE FROM config WHERE key = 'test.canary'", NULL));
      g_assert_true (srv_writer_wait_emptied (f->writer, end));
      g_assert_cmpuint (test_folder_count_files_with (f->dir, "canary-bandicoot"), ==, 0);
    }
}

#define LONG (6 * G_TIME_SPAN_SECOND) /* longer than connections wait for each other */

static gpointer
hold_store (gpointer data)
{
  g_autoptr (HarkSqlite) aside = open_aside (((Fixture *)data));

  g_assert_true (hark_sqlite_exec (aside, "BEGIN IMMEDIATE", NULL));
  g_usleep (LONG);
  g_assert_true (hark_sqlite_exec (aside, "COMMIT", NULL));
  return NULL;
}

/* A database of many small rows is written anew for that long on a small machine. */
static void
test_nobody_is_refused_while_the_store_is_written_anew (Fixture *f, gconstpointer unused)
{
  Write write = { .key = (char *)"one" };
  GThread *thread = g_thread_new ("test", hold_store, f);
  g_autoptr (GError) error = NULL;

  g_usleep (G_TIME_SPAN_SECOND / 5);
  srv_writer_run (f->writer, put, &write, &error);
  g_assert_no_error (error);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("seq", test_each_write_has_a_later_seq);
  TEST ("fail", test_failing_write_leaves_nothing_and_spares_others);
  TEST ("lost", test_lost_transaction_is_a_try_again_for_all);
  TEST ("queue", test_queue_is_bounded);
  TEST ("threads", test_many_threads_write_all);
  TEST ("lineage", test_each_start_is_a_lineage_further_on);
  TEST ("deleted", test_what_was_deleted_is_in_no_file);
  TEST ("others", test_what_others_wrote_is_out_of_the_log_too);
  TEST ("anew", test_nobody_is_refused_while_the_store_is_written_anew);
  TEST ("roster", test_roster_in_memory_follows_the_disk);

  return g_test_run ();
}

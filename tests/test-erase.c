/* test-erase.c: a deleted ticket is deleted: rows, log, files, answers; for good, also where an
 * older database comes back; and whoever had it is told */
#include "people.h"

#include "cache.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "job-backup.h"
#include "job-sweep.h"
#include "program.h"
#include "srv-eraser.h"
#include "srv-folder.h"
#include "srv-journal.h"
#include "store-erase.h"
#include "store-tomb.h"

#include <glib/gstdio.h>
#include <string.h>

#define BLOB_SIZE 1040
#define NEEDLE_LEN 24
#define WAIT (60 * G_TIME_SPAN_SECOND)

/* Bytes that are in the store and nowhere else, of each kind of thing that a ticket consists of. */
typedef struct
{
  GPtrArray *bytes; /* GBytes */
  GPtrArray *names;
} Needles;

static void
needles_clear (Needles *self)
{
  g_clear_pointer (&self->bytes, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Needles, needles_clear)

static SrvContext *
context_of (Fixture *f)
{
  return harness_get_context (f->world->harness);
}

static gint64
count (Fixture *f, const char *sql)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context_of (f)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

static void
collect (Fixture *f, Needles *needles, const char *name, const char *sql, const HarkId *ticket)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context_of (f)->stores, NULL);
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (srv_store_get_db (store), sql);
  guint found = 0;

  hark_stmt_bind_id (stmt, 1, ticket);
  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      gsize length;
      const guint8 *data = hark_stmt_get_blob (stmt, 0, &length);
      gsize skip = length > 2 * NEEDLE_LEN ? length - NEEDLE_LEN - 4 : 0;

      g_ptr_array_add (needles->bytes, g_bytes_new (data + skip, MIN (length, NEEDLE_LEN)));
      g_ptr_array_add (needles->names, g_strdup (name));
      found++;
    }
  g_assert_cmpuint (found, >, 0);
}

static void
find_needles (Fixture *f, Needles *needles, Ticket *ticket)
{
  needles->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  needles->names = g_ptr_array_new_with_free_func (g_free);
  collect (f, needles, "object", "SELECT sealed FROM object WHERE ticket = $1", &ticket->id);
  collect (f, needles, "slot", "SELECT box FROM slot WHERE ticket = $1", &ticket->id);
  collect (f, needles, "epoch", "SELECT statement FROM epoch WHERE ticket = $1", &ticket->id);
  collect (f, needles, "answer", "SELECT hash FROM op WHERE ticket = $1", &ticket->id);
}

static guint
count_found (Fixture *f, const Needles *needles)
{
  guint found = 0;

  for (guint i = 0; i < needles->bytes->len; i++)
    {
      gsize length;
      gconstpointer data = g_bytes_get_data (needles->bytes->pdata[i], &length);

      if (!harness_holds (f->world->harness, data, length))
        continue;
      g_test_message ("a piece is left: %s", (const char *)needles->names->pdata[i]);
      found++;
    }

  return found;
}

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, HARNESS_NOW, error);
}

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), data, error);
}

static void
change_store (Fixture *f, const char *sql)
{
  harness_write (f->world->harness, run_sql, (gpointer)sql);
}

static void
wait_for_eraser (Fixture *f)
{
  srv_eraser_wake (context_of (f)->eraser);
  g_assert_true (srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
}

static void
erase (Fixture *f, Ticket *ticket)
{
  harness_write (f->world->harness, decide, &ticket->id);
  wait_for_eraser (f);
}

static HarkId
upload (Fixture *f, guint8 data[BLOB_SIZE])
{
  g_autofree char *id = NULL, *json = NULL, *path = NULL;
  g_autoptr (Reply) made = NULL, put = NULL;
  HarkId blob;

  hark_id_random (&blob);
  hark_seal_random (data, BLOB_SIZE);
  id = hark_id_to_string (&blob);
  json = g_strdup_printf ("{\"id\":\"%s\",\"size\":%d}", id, BLOB_SIZE);
  made = harness_request (f->world->harness, "POST", HARK_API_BLOBS, f->dora->token, json);
  g_assert_cmpuint (made->status, ==, 200);
  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  put = harness_send (f->world->harness, "PATCH", path, f->dora->token, "Upload-Offset: 0\r\n",
                      data, BLOB_SIZE);
  g_assert_cmpuint (put->status, ==, 204);
  return blob;
}

/* Everything that a ticket can have: an attachment, an advisor, notes, an outcome, marks. */
static Ticket *
make_whole (Fixture *f, guint8 data[BLOB_SIZE])
{
  Ticket *ticket = world_submit (f->world, f->dora, SUBJECT);
  HarkId blob = upload (f, data);
  JsonObject *op = op_message (f->world, ticket, f->dora, "with a file");

  op_add (f->world, op, ticket, f->dora, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, &blob);
  world_expect (f->world, f->dora, op, "applied");
  world_expect (f->world, f->bert, op_take_over (f->world, ticket, f->bert), "applied");
  world_expect (f->world, f->bert, op_note (f->world, ticket, f->bert, "note"), "applied");
  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "answer"), "applied");
  world_expect (f->world, f->bert, op_close (f->world, ticket, f->bert), "applied");
  op = op_new ("read", ticket);
  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", 1);
  world_expect (f->world, f->bert, op, "applied");
  return ticket;
}

static void
test_nothing_of_it_is_left (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) other = world_submit (f->world, f->dora, "stays");
  guint8 data[BLOB_SIZE];
  g_autoptr (Ticket) ticket = make_whole (f, data);
  g_auto (Needles) needles = { 0 }, kept = { 0 };

  find_needles (f, &needles, ticket);
  find_needles (f, &kept, other);
  g_assert_cmpuint (count_found (f, &needles), ==, needles.bytes->len); /* it finds what is there */
  g_assert_true (harness_holds (f->world->harness, data, NEEDLE_LEN));

  erase (f, ticket);
  g_assert_cmpuint (count_found (f, &needles), ==, 0);
  g_assert_false (harness_holds (f->world->harness, data, NEEDLE_LEN));
  g_assert_cmpuint (count_found (f, &kept), ==, kept.bytes->len);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 1);
}

/* (element-type utf8) (transfer full): all tables that can name a ticket. */
static GPtrArray *
list_tables (HarkSqlite *db)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (
      db, "SELECT m.name FROM sqlite_master m JOIN pragma_table_info (m.name) c"
          " WHERE m.type = 'table' AND c.name = 'ticket'"
          " AND m.name NOT IN ('erased', 'erasure', 'tomb') ORDER BY m.name");

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    g_ptr_array_add (list, g_strdup (hark_stmt_get_text (stmt, 0)));
  return list;
}

static gint64
count_named (HarkSqlite *db, const char *table)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count (*) FROM %s WHERE ticket IS NOT NULL", table);

  return hark_sqlite_get_int (db, sql, -1);
}

/* Rows that make_whole () does not bring. */
static const char *const FILL_SQL[] = {
  "INSERT INTO due (ticket, kind, user, area) SELECT id, 'rekey', zeroblob (16), area FROM ticket",
  "INSERT INTO inbox (ticket, lookup, token) SELECT id, zeroblob (16), zeroblob (32) FROM ticket",
  "INSERT INTO reminder (period, ticket, due, lead) SELECT id, ticket, 1, 1 FROM period",
  "INSERT INTO recovery_slot (ticket, key, epoch, box)"
  " SELECT ticket, zeroblob (16), max (epoch), zeroblob (208) FROM epoch GROUP BY ticket",
  "INSERT INTO portal_account (user, name, folded, mail, ops, mem, created, ended)"
  " VALUES (zeroblob (16), 'gone', 'gone', '', 2, 19456, 1, 2)",
  "INSERT INTO portal_ticket (ticket, user) SELECT id, (SELECT user FROM portal_account) FROM "
  "ticket",
};

/* Also in tables that are made later: each one that has a ticket's id is looked at, and must have
 * had one before. */
static void
test_no_table_names_it (Fixture *f, gconstpointer unused)
{
  guint8 data[BLOB_SIZE];
  g_autoptr (Ticket) ticket = make_whole (f, data);
  g_autoptr (SrvStore) store = srv_stores_borrow (context_of (f)->stores, NULL);
  HarkSqlite *db = srv_store_get_db (store);
  g_autoptr (GPtrArray) tables = list_tables (db);

  for (guint i = 0; i < G_N_ELEMENTS (FILL_SQL); i++)
    change_store (f, FILL_SQL[i]);
  for (guint i = 0; i < tables->len; i++)
    {
      /* one that is new is brought about above */
      g_test_message ("%s", (const char *)tables->pdata[i]);
      g_assert_cmpint (count_named (db, tables->pdata[i]), >, 0);
    }
  g_assert_cmpuint (tables->len, >=, 15);

  erase (f, ticket);
  for (guint i = 0; i < tables->len; i++)
    g_assert_cmpint (count_named (db, tables->pdata[i]), ==, 0);
  change_store (f, "DELETE FROM portal_account");
}

static void
test_who_had_it_is_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Cache) anna = cache_new (), dora = cache_new (), clara = cache_new (),
                    fresh = cache_new ();
  Actor *emil = world_add (f->world, "emil", HARK_ROLE_NONE);
  g_autoptr (Cache) other = cache_new ();

  cache_pull (f->world, anna, f->anna, HARK_API_MAX_PAGE);
  cache_pull (f->world, dora, f->dora, HARK_API_MAX_PAGE);
  cache_pull (f->world, clara, f->clara, HARK_API_MAX_PAGE);
  cache_pull (f->world, other, emil, HARK_API_MAX_PAGE);
  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->clara),
                "applied");

  erase (f, ticket);
  cache_pull (f->world, anna, f->anna, HARK_API_MAX_PAGE);
  cache_pull (f->world, dora, f->dora, HARK_API_MAX_PAGE);
  cache_pull (f->world, clara, f->clara, HARK_API_MAX_PAGE);
  cache_pull (f->world, other, emil, HARK_API_MAX_PAGE);
  cache_pull (f->world, fresh, f->bert, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (anna, "tomb"), ==, 1);
  g_assert_cmpuint (cache_count (dora, "tomb"), ==, 1);
  g_assert_cmpuint (cache_count (clara, "tomb"), ==, 0);
  g_assert_cmpuint (cache_count (clara, "ticket"), ==, 0); /* a drop, which she had not heard of */
  g_assert_cmpuint (cache_count (other, "tomb"), ==, 0);
  g_assert_cmpuint (cache_count (fresh, "tomb"), ==, 0);
  g_assert_cmpuint (cache_count (anna, "ticket"), ==, 0);
  g_assert_cmpuint (cache_count (anna, "obj"), ==, 0);
}

/* Deletion wins, and no id comes twice. */
static void
test_what_comes_after_it_is_gone (Fixture *f, gconstpointer unused)
{
  Ticket *ticket = ticket_new (f->world, f->dora);
  JsonObject *submit = op_submit (f->world, ticket, f->dora, SUBJECT);
  JsonObject *again = NULL;
  g_autofree char *fresh = NULL;
  HarkId id;

  world_expect (f->world, f->dora, json_object_ref (submit), "applied");
  erase (f, ticket);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "late"), "gone");
  ticket_forget_epoch (ticket);
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "late"), "gone");
  world_expect (f->world, f->dora, json_object_ref (submit), "gone");
  again = submit;
  hark_id_random (&id);
  fresh = hark_id_to_string (&id);
  json_object_set_string_member (again, "op", fresh);
  world_expect (f->world, f->dora, again, "gone");
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  ticket_free (ticket);
}

static gboolean
is_in_journal (Fixture *f, Ticket *ticket)
{
  g_autoptr (GArray) ids = srv_journal_read (harness_get_dir (f->world->harness), NULL, NULL);

  for (guint i = 0; i < ids->len; i++)
    if (hark_id_equal (&g_array_index (ids, HarkId, i), &ticket->id))
      return TRUE;

  return FALSE;
}

/* Killed after it was decided, after the journal, after the rows: as a start finds it. */
static void
test_a_start_goes_on_where_it_was_killed (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Ticket) decided = world_submit (f->world, f->dora, "decided");
  g_autoptr (Ticket) journaled = world_submit (f->world, f->dora, "journaled");
  g_autoptr (Ticket) stays = world_submit (f->world, f->dora, "stays");
  g_autofree char *path = g_build_filename (harness_get_dir (harness), SRV_JOURNAL_FILE, NULL);
  g_autoptr (GError) error = NULL;
  FILE *file;

  harness_write (harness, decide, &decided->id); /* nobody wakes the eraser */
  harness_stop (harness);
  g_assert_true (srv_journal_append (harness_get_dir (harness), &journaled->id, 1, &error));
  file = g_fopen (path, "a");
  g_assert_cmpint (fprintf (file, "0123"), ==, 4); /* and a write that was cut */
  g_assert_cmpint (fclose (file), ==, 0);

  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 1);
  g_assert_true (is_in_journal (f, decided) && is_in_journal (f, journaled));
  g_assert_false (is_in_journal (f, stays));
  g_assert_true (srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE emptied = 1"), ==, 2);
  harness_restart (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt"), ==, 2);
}

/* A reader keeps the log: until they are done the receipt does not say so. */
static void
test_it_counts_once_the_log_is_empty (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (SrvStore) reader = srv_stores_borrow (context_of (f)->stores, NULL);

  g_assert_true (srv_store_begin_read (reader, NULL));
  g_assert_cmpint (
      hark_sqlite_get_int (srv_store_get_db (reader), "SELECT count (*) FROM ticket", -1), ==, 1);
  harness_write (f->world->harness, decide, &ticket->id);
  srv_eraser_wake (context_of (f)->eraser);
  g_assert_true (srv_eraser_wait_gone (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  g_assert_false (
      srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + 3 * G_TIME_SPAN_SECOND));
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE emptied = 0"), ==, 1);

  g_clear_pointer (&reader, srv_store_release);
  g_assert_true (srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE emptied = 1"), ==, 1);
}

/* Whoever reads for long keeps the log, but no other ticket from being deleted. */
static void
test_a_full_log_holds_up_no_other (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) first = world_submit (f->world, f->dora, "first");
  g_autoptr (Ticket) second = world_submit (f->world, f->dora, "second");
  g_autoptr (SrvStore) reader = srv_stores_borrow (context_of (f)->stores, NULL);

  g_assert_true (srv_store_begin_read (reader, NULL));
  g_assert_cmpint (
      hark_sqlite_get_int (srv_store_get_db (reader), "SELECT count (*) FROM ticket", -1), ==, 2);
  harness_write (f->world->harness, decide, &first->id);
  srv_eraser_wake (context_of (f)->eraser);
  g_assert_true (srv_eraser_wait_gone (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  harness_write (f->world->harness, decide, &second->id);
  srv_eraser_wake (context_of (f)->eraser);
  g_assert_true (srv_eraser_wait_gone (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE emptied = 0"), ==, 2);

  g_clear_pointer (&reader, srv_store_release);
  g_assert_true (srv_eraser_wait (context_of (f)->eraser, g_get_monotonic_time () + WAIT));
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt WHERE emptied = 1"), ==, 2);
}

#define KILLED_TICKETS 24
#define KILLED_ROUNDS 12
#define KILLED_SPREAD                                                                              \
  400000 /* microseconds, from before the store is opened to after all is gone */

/* What is not there any more is in the journal, what is in the journal and there is decided. */
static void
check_between (const char *dir, GPtrArray *tickets)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);
  g_autoptr (GArray) journal = srv_journal_read (dir, NULL, NULL);
  g_autoptr (GHashTable) named = g_hash_table_new (hark_id_hash, hark_id_equal_func);

  for (guint i = 0; i < journal->len; i++)
    g_hash_table_add (named, &g_array_index (journal, HarkId, i));
  for (guint i = 0; i < tickets->len; i++)
    {
      const Ticket *ticket = tickets->pdata[i];
      g_autoptr (HarkStmt) stmt
          = hark_sqlite_prepare (db, "SELECT (SELECT count (*) FROM ticket WHERE id = $1),"
                                     " (SELECT count (*) FROM erasure WHERE ticket = $1)");

      hark_stmt_bind_id (stmt, 1, &ticket->id);
      g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
      g_assert_cmpint (hark_stmt_get_int (stmt, 0), ==, hark_stmt_get_int (stmt, 1));
      if (hark_stmt_get_int (stmt, 0) == 0)
        g_assert_true (g_hash_table_contains (named, &ticket->id));
    }
}

/* The real program, again and again, at any moment. */
static void
test_killed_at_any_moment_it_is_deleted_or_goes_on (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  const char *dir = harness_get_dir (harness);
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);

  for (guint i = 0; i < KILLED_TICKETS; i++)
    {
      Ticket *ticket = world_submit (f->world, f->dora, SUBJECT);

      g_ptr_array_add (tickets, ticket);
      harness_write (harness, decide, &ticket->id);
    }
  harness_stop (harness);
  for (guint i = 0; i < KILLED_ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) program = g_subprocess_new (
          G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
          program_get_path (), "run", "--data", dir, "--listen", "127.0.0.1:0", NULL);

      g_assert_no_error (error);
      g_usleep ((gulong)g_test_rand_int_range (0, KILLED_SPREAD));
      g_subprocess_force_exit (program);
      g_assert_true (g_subprocess_wait (program, NULL, NULL));
      check_between (dir, tickets);
    }
  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpint (count (f, "SELECT count (*) FROM receipt"), ==, KILLED_TICKETS);
  check_between (dir, tickets);
}

static gint64
ask_number (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);

  return hark_sqlite_get_int (db, sql, -1);
}

static void
serve_once (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvServer) server = srv_server_new (dir, NULL, NULL, &error);

  g_assert_no_error (error);
}

/* The journal of the folder, and the one that the backup carries. */
static void
test_an_older_backup_does_not_bring_it_back (Fixture *f, gconstpointer unused)
{
  guint8 data[BLOB_SIZE];
  g_autoptr (Ticket) first = make_whole (f, data);
  g_autoptr (Ticket) second = world_submit (f->world, f->dora, "second");
  g_autoptr (Ticket) stays = world_submit (f->world, f->dora, "stays");
  const char *dir = harness_get_dir (f->world->harness);
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  g_autofree char *into = g_build_filename (folder, "restored", NULL);
  g_autofree char *from = g_build_filename (dir, SRV_JOURNAL_FILE, NULL);
  g_autofree char *to = g_build_filename (into, SRV_JOURNAL_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JobBackup made;
  gsize length;

  erase (f, second);
  g_assert_true (job_backup_make (dir, file, HARNESS_NOW, &made, &error));
  erase (f, first);

  g_assert_cmpint (g_mkdir (into, 0700), ==, 0);
  g_assert_true (g_file_get_contents (from, &text, &length, NULL));
  g_assert_true (g_file_set_contents (to, text, (gssize)length, NULL));
  g_assert_true (job_restore_run (into, file, HARNESS_NOW, FALSE, &made, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (into, "SELECT count (*) FROM ticket"), ==, 2);
  serve_once (into);
  g_assert_cmpint (ask_number (into, "SELECT count (*) FROM ticket"), ==, 1);
  g_assert_cmpint (ask_number (into, "SELECT count (*) FROM receipt WHERE why = 'again'"), ==, 1);
  g_assert_cmpint (ask_number (into, "SELECT count (*) FROM blob"), ==, 0);
  test_folder_remove (folder);
}

/* The backup is older than the ticket: nobody who kept what made it brings it back. */
static void
test_what_a_backup_never_knew_stays_deleted (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  Ticket *ticket = ticket_new (f->world, f->dora);
  JsonObject *submit = op_submit (f->world, ticket, f->dora, SUBJECT);
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  g_autofree char *journal = g_build_filename (harness_get_dir (harness), SRV_JOURNAL_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JobBackup made;

  g_assert_true (job_backup_make (harness_get_dir (harness), file, HARNESS_NOW, &made, &error));
  world_expect (f->world, f->dora, json_object_ref (submit), "applied");
  erase (f, ticket);
  harness_stop (harness);
  g_assert_true (g_file_get_contents (journal, &text, NULL, NULL));
  srv_folder_clear (harness_get_dir (harness));
  g_assert_cmpint (g_mkdir_with_parents (harness_get_dir (harness), 0700), ==, 0);
  g_assert_true (g_file_set_contents (journal, text, -1, NULL));
  g_assert_true (
      job_restore_run (harness_get_dir (harness), file, HARNESS_NOW, FALSE, &made, &error));
  g_assert_no_error (error);
  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM op"), ==, 0);

  world_expect (f->world, f->dora, submit, "gone");
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  harness_restart (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM erased"), ==, 1);
  ticket_free (ticket);
  test_folder_remove (folder);
}

static JsonObject *
list_receipts (Fixture *f, Actor *actor, guint status)
{
  g_autofree char *area = hark_id_to_string (&f->world->area);
  g_autofree char *path = g_strconcat (HARK_API_RECEIPTS "/", area, NULL);

  return harness_ask (f->world->harness, "GET", path, actor->token, NULL, status);
}

static guint
count_receipts (Fixture *f, Actor *actor)
{
  g_autoptr (JsonObject) reply = list_receipts (f, actor, 200);

  return json_array_get_length (json_object_get_array_member (reply, "receipts"));
}

/* For the team, but for whom the ticket was kept from; and nothing else is counted. */
static void
test_a_receipt_without_content_stays (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) reply = NULL, refused = NULL;
  JsonObject *receipt;
  g_autofree char *number = NULL;

  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->clara),
                "applied");
  world_expect (f->world, f->anna, op_close (f->world, ticket, f->anna), "applied");
  {
    g_autoptr (JsonObject) line = people_get_ticket (f, f->anna, ticket);

    number = g_strdup (json_object_get_string_member (line, "number"));
  }
  erase (f, ticket);
  reply = list_receipts (f, f->bert, 200);
  receipt = json_array_get_object_element (json_object_get_array_member (reply, "receipts"), 0);
  g_assert_cmpstr (json_object_get_string_member (receipt, "number"), ==, number);
  g_assert_cmpint (json_object_get_int_member (receipt, "closed"), ==, HARNESS_NOW);
  g_assert_cmpint (json_object_get_int_member (receipt, "deleted"), ==, HARNESS_NOW);
  g_assert_cmpstr (json_object_get_string_member (receipt, "why"), ==, "retention");
  g_assert_true (json_object_get_boolean_member (receipt, "done"));
  g_assert_cmpuint (count_receipts (f, f->clara), ==, 0);
  refused = list_receipts (f, f->dora, 403);
  g_assert_cmpint (count (f, "SELECT sum (tickets) || sum (closed) || sum (late) FROM statistic"
                             " WHERE month = '2026-11' AND origin = 'signed-in'"),
                   ==, 110);
}

/* The backup is older than the exclusion: only the journal knows of that. */
static void
test_a_restore_shows_no_receipt_to_whom_it_excluded (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  g_autofree char *journal = g_build_filename (harness_get_dir (harness), SRV_JOURNAL_FILE, NULL);
  g_autofree char *clara = hark_id_to_string (&f->clara->id);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JobBackup made;

  g_assert_true (job_backup_make (harness_get_dir (harness), file, HARNESS_NOW, &made, &error));
  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->clara),
                "applied");
  erase (f, ticket);
  harness_stop (harness);
  g_assert_true (g_file_get_contents (journal, &text, NULL, NULL));
  g_assert_null (strstr (text, clara)); /* it names nobody */
  srv_folder_clear (harness_get_dir (harness));
  g_assert_cmpint (g_mkdir_with_parents (harness_get_dir (harness), 0700), ==, 0);
  g_assert_true (g_file_set_contents (journal, text, -1, NULL));
  g_assert_true (
      job_restore_run (harness_get_dir (harness), file, HARNESS_NOW, FALSE, &made, &error));
  g_assert_no_error (error);
  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpuint (count_receipts (f, f->bert), ==, 1);
  g_assert_cmpuint (count_receipts (f, f->clara), ==, 0);
  test_folder_remove (folder);
}

/* What an Admin is told of deleted tickets. */
static gint64
count_deleted (Fixture *f)
{
  g_autoptr (JsonObject) health
      = harness_ask (f->world->harness, "GET", HARK_API_HEALTH, f->anna->token, NULL, 200);

  return json_object_get_int_member (health, "deleted");
}

/* Of both that were deleted, before the backup and after it; not of what is kept from who asks. */
static void
test_numbers_of_deleted_tickets_survive_a_restore (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  Actor *emma = world_add (f->world, "emma", HARK_ROLE_EXPERT);
  g_autoptr (Ticket) before = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) after = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) hidden = world_submit (f->world, f->dora, SUBJECT);
  char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "backup.tar", NULL);
  g_autofree char *journal = g_build_filename (harness_get_dir (harness), SRV_JOURNAL_FILE, NULL);
  g_autofree char *text = NULL;
  JobBackup made;

  g_assert_cmpint (count_deleted (f), ==, 0);
  world_expect (f->world, emma, op_exclusion (f->world, "exclude", hidden, emma, f->anna),
                "applied");
  erase (f, before);
  g_assert_true (job_backup_make (harness_get_dir (harness), file, HARNESS_NOW, &made, NULL));
  erase (f, after);
  erase (f, hidden);
  g_assert_cmpint (count_deleted (f), ==, 2);

  harness_stop (harness);
  g_assert_true (g_file_get_contents (journal, &text, NULL, NULL));
  srv_folder_clear (harness_get_dir (harness));
  g_assert_cmpint (g_mkdir_with_parents (harness_get_dir (harness), 0700), ==, 0);
  g_assert_true (g_file_set_contents (journal, text, -1, NULL));
  g_assert_true (
      job_restore_run (harness_get_dir (harness), file, HARNESS_NOW, FALSE, &made, NULL));
  harness_start (harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpint (count_deleted (f), ==, 2);
  g_assert_cmpint (count (f, "SELECT sum (tickets) FROM statistic"), ==, 3);
  test_folder_remove (folder);
}

/* Whom it excluded cannot be read any more: it is deleted all the same, and what stays of it is for
 * those alone who had it. */
static void
test_a_damaged_ticket_is_deleted (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  world_expect (f->world, f->anna, op_exclusion (f->world, "exclude", ticket, f->anna, f->clara),
                "applied");
  change_store (f, "UPDATE epoch SET statement = zeroblob (length (statement))");
  harness_write (f->world->harness, decide, &ticket->id);
  harness_restart (f->world->harness);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  g_assert_cmpuint (count_receipts (f, f->bert), ==, 1);
  g_assert_cmpuint (count_receipts (f, f->clara), ==, 0);
}

static int n_warned;

/* A GLogFunc: what the test asks for. */
static void
count_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  g_assert_true (g_str_has_prefix (message, "deleted tickets: "));
  g_atomic_int_inc (&n_warned);
}

/* It is tried again, and again; the journal does not grow by that. */
static void
test_the_journal_names_it_once (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_autoptr (GArray) ids = NULL;
  guint handler;

  handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, count_warning, NULL);
  change_store (f, "CREATE TRIGGER never BEFORE DELETE ON ticket"
                   " BEGIN SELECT RAISE (ABORT, 'never'); END");
  harness_write (harness, decide, &ticket->id);
  for (int i = 0; i < 3; i++)
    {
      srv_eraser_wake (context_of (f)->eraser);
      while (g_atomic_int_get (&n_warned) <= i)
        g_usleep (1000);
    }
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 1);
  change_store (f, "DROP TRIGGER never");
  wait_for_eraser (f);
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  g_log_set_always_fatal (fatal);
  g_assert_cmpint (count (f, "SELECT count (*) FROM ticket"), ==, 0);
  ids = srv_journal_read (harness_get_dir (harness), NULL, NULL);
  g_assert_cmpuint (ids->len, ==, 1);
}

/* 180 days later whoever was away takes everything anew. */
static void
test_who_was_away_too_long_begins_anew (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Cache) away = cache_new ();
  g_autofree char *path = NULL;
  g_autoptr (Reply) reply = NULL;
  g_autoptr (GError) error = NULL;

  cache_pull (f->world, away, f->anna, HARK_API_MAX_PAGE);
  path = g_strconcat (HARK_API_SYNC "?since=", away->cursor, NULL);
  erase (f, ticket);
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_TOMB_KEEP + 1);
  g_free (f->anna->token);
  g_assert_true (job_sweep_run (context_of (f), &error));
  f->anna->token = actor_sign_in (f->world, f->anna);
  reply = harness_request (f->world->harness, "GET", path, f->anna->token, NULL);
  g_assert_cmpuint (reply->status, ==, 410);
  g_assert_cmpstr (json_object_get_string_member (reply->json, "reset"), ==, "floor");
}

static void
test_a_damaged_journal_is_read_as_far_as_it_goes (void)
{
  char *dir = test_folder_new ();
  g_autofree char *path = g_build_filename (dir, SRV_JOURNAL_FILE, NULL);
  g_autoptr (GArray) none = srv_journal_read (dir, NULL, NULL);
  g_autoptr (GArray) read = NULL;
  g_autoptr (GError) error = NULL;
  HarkId id[2];
  guint damaged;
  FILE *file;

  hark_id_random (&id[0]);
  hark_id_random (&id[1]);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (srv_journal_append (dir, &id[0], 1, &error));
  file = g_fopen (path, "a");
  for (guint i = 0; i < 40; i++)
    g_assert_cmpint (fputc (0, file), ==, 0); /* a line of zeros, and a part of one */
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_true (srv_journal_append (dir, &id[1], 1, &error));
  read = srv_journal_read (dir, &damaged, &error);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpuint (damaged, ==, 1);
  g_assert_true (hark_id_equal (&g_array_index (read, HarkId, 1), &id[1]));
  test_folder_remove (dir);
}

#define TEST(name, function)                                                                       \
  g_test_add ("/erase/" name, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("nothing-left", test_nothing_of_it_is_left);
  TEST ("tables", test_no_table_names_it);
  TEST ("told", test_who_had_it_is_told);
  TEST ("gone", test_what_comes_after_it_is_gone);
  TEST ("killed", test_a_start_goes_on_where_it_was_killed);
  TEST ("kill", test_killed_at_any_moment_it_is_deleted_or_goes_on);
  TEST ("log", test_it_counts_once_the_log_is_empty);
  TEST ("log-full", test_a_full_log_holds_up_no_other);
  TEST ("restore", test_an_older_backup_does_not_bring_it_back);
  TEST ("restore-later", test_what_a_backup_never_knew_stays_deleted);
  TEST ("receipt", test_a_receipt_without_content_stays);
  TEST ("receipt-restore", test_a_restore_shows_no_receipt_to_whom_it_excluded);
  TEST ("statistic", test_numbers_of_deleted_tickets_survive_a_restore);
  TEST ("damaged", test_a_damaged_ticket_is_deleted);
  TEST ("once", test_the_journal_names_it_once);
  TEST ("floor", test_who_was_away_too_long_begins_anew);
  g_test_add_func ("/erase/journal", test_a_damaged_journal_is_read_as_far_as_it_goes);

  return g_test_run ();
}

/* test-sqlite.c: statements, migrations, full disks */
#include "hark-error.h"
#include "hark-sqlite.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char BOOK[] = "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, cover BLOB)";
static const char BOOK_ADD[] = "INSERT INTO book (id, title, cover) VALUES ($1, $2, $3)";
static const char BOOK_GET[] = "SELECT title, cover FROM book WHERE id = $1";
static const char BOOK_COUNT[] = "SELECT count (*) FROM book";

typedef struct
{
  char *folder;
  char *path;
  HarkSqlite *db;
} Fixture;

static HarkSqlite *
open_db (Fixture *f, HarkSqliteMode mode)
{
  g_autoptr (GError) error = NULL;
  HarkSqlite *db = hark_sqlite_open (f->path, mode, &error);

  g_assert_no_error (error);
  return db;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = g_dir_make_tmp ("hark-sqlite-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.db", NULL);
  f->db = open_db (f, HARK_SQLITE_READ_WRITE);
  g_assert_true (hark_sqlite_exec (f->db, BOOK, NULL));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  hark_sqlite_close (f->db);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

static gboolean
add_book (HarkSqlite *db, gint64 id, const char *title, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, BOOK_ADD);

  hark_stmt_bind_int (stmt, 1, id);
  hark_stmt_bind_text (stmt, 2, title);
  hark_stmt_bind_null (stmt, 3);
  return hark_stmt_run (stmt, error);
}

/* ------------------------------------------------------------------ connection */

static void
test_file_is_for_its_owner_alone (Fixture *f, gconstpointer unused)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (f->path, suffixes[i], NULL);
      struct stat st;

      g_assert_cmpint (stat (path, &st), ==, 0);
      g_assert_cmpint (st.st_mode & 0777, ==, 0600);
    }
}

static void
test_pragmas_are_set (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (f->db, "PRAGMA journal_mode");

  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA foreign_keys", -1), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA secure_delete", -1), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA temp_store", -1), ==, 2);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA trusted_schema", -1), ==, 0);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA synchronous", -1), ==, 2);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA busy_timeout", -1), ==, 5000);
  g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpstr (hark_stmt_get_text (stmt, 0), ==, "wal");
}

static void
test_read_only_connection_reads_and_does_not_write (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSqlite) reader = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (add_book (f->db, 1, "Milk", NULL));
  reader = open_db (f, HARK_SQLITE_READ_ONLY);
  g_assert_cmpint (hark_sqlite_get_int (reader, BOOK_COUNT, -1), ==, 1);
  g_assert_false (add_book (reader, 2, "Bread", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  g_assert_nonnull (strstr (error->message, "can only be read: make it writable"));
}

static void
test_missing_file_is_not_made_by_a_reader (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "none.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_what_is_no_database_is_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "noise.db", NULL);
  g_autofree char *below = g_build_filename (path, "inside.db", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, noise, -1, NULL));
  g_assert_null (hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_null (hark_sqlite_open (below, HARK_SQLITE_READ_WRITE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
}

/* A process loses all its locks on a file when it closes any descriptor of it: opening must not do
 * that. */
static void
test_second_connection_keeps_the_locks_of_the_first (Fixture *f, gconstpointer unused)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  HarkSqlite *second;
  int fd;

  g_assert_true (add_book (f->db, 1, "Milk", NULL));
  second = open_db (f, HARK_SQLITE_READ_WRITE);
  fd = open (f->path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fcntl (fd, F_OFD_GETLK, &lock), ==, 0);
  g_assert_cmpint (lock.l_type, ==, F_RDLCK);
  hark_sqlite_close (second);
  close (fd);
}

static void
test_memory_database_works (void)
{
  g_autoptr (HarkSqlite) db = hark_sqlite_open (":memory:", HARK_SQLITE_READ_WRITE, NULL);
  const char *const schemas[] = { BOOK, "CREATE TABLE shelf (id INTEGER PRIMARY KEY)" };

  g_assert_nonnull (db);
  g_assert_true (hark_sqlite_migrate (db, schemas, 1, NULL));
  g_assert_true (hark_sqlite_migrate (db, schemas, 2, NULL));
  g_assert_true (add_book (db, 1, "Milk", NULL));
}

/* ------------------------------------------------------------------ statements */

static void
test_values_come_back (Fixture *f, gconstpointer unused)
{
  const guint8 cover[] = { 0, 1, 0, 255 };
  g_autoptr (HarkStmt) add = hark_sqlite_prepare (f->db, BOOK_ADD);
  g_autoptr (HarkStmt) get = hark_sqlite_prepare (f->db, BOOK_GET);
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  hark_stmt_bind_int (add, 1, G_MININT64);
  hark_stmt_bind_text (add, 2, "\303\204pfel");
  hark_stmt_bind_blob (add, 3, cover, sizeof cover);
  g_assert_true (hark_stmt_run (add, NULL));
  g_assert_cmpint (hark_sqlite_changes (f->db), ==, 1);

  hark_stmt_bind_int (get, 1, G_MININT64);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpstr (hark_stmt_get_text (get, 0), ==, "\303\204pfel");
  g_assert_cmpmem (hark_stmt_get_blob (get, 1, &length), length, cover, sizeof cover);
  bytes = hark_stmt_get_bytes (get, 1);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), cover, sizeof cover);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_DONE);
}

static void
test_nothing_and_no_bytes_differ (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (HarkStmt) add = hark_sqlite_prepare (f->db, BOOK_ADD);
  g_autoptr (HarkStmt) get = hark_sqlite_prepare (f->db, BOOK_GET);
  HarkId id;

  hark_stmt_bind_int (add, 1, 1);
  hark_stmt_bind_text (add, 2, NULL);
  hark_stmt_bind_bytes (add, 3, empty);
  g_assert_true (hark_stmt_run (add, NULL));
  hark_stmt_bind_int (add, 1, 2);
  hark_stmt_bind_text (add, 2, "");
  hark_stmt_bind_bytes (add, 3, NULL);
  g_assert_true (hark_stmt_run (add, NULL));

  hark_stmt_bind_int (get, 1, 1);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_ROW);
  g_assert_true (hark_stmt_is_null (get, 0));
  g_assert_null (hark_stmt_get_text (get, 0));
  g_assert_false (hark_stmt_is_null (get, 1));
  read = hark_stmt_get_bytes (get, 1);
  g_assert_cmpuint (g_bytes_get_size (read), ==, 0);
  hark_stmt_bind_int (get, 1, 2);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpstr (hark_stmt_get_text (get, 0), ==, "");
  g_assert_null (hark_stmt_get_bytes (get, 1));
  g_assert_false (hark_stmt_get_id (get, 1, &id));
}

static void
test_ids_have_their_length (Fixture *f, gconstpointer unused)
{
  HarkId id = { { 1, 0, 3 } }, read;
  g_autoptr (HarkStmt) add = hark_sqlite_prepare (f->db, BOOK_ADD);
  g_autoptr (HarkStmt) get = hark_sqlite_prepare (f->db, BOOK_GET);

  hark_stmt_bind_int (add, 1, 1);
  hark_stmt_bind_text (add, 2, "fifteen bytes!!");
  hark_stmt_bind_id (add, 3, &id);
  g_assert_true (hark_stmt_run (add, NULL));
  hark_stmt_bind_int (get, 1, 1);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_ROW);
  g_assert_false (hark_stmt_get_id (get, 0, &read));
  g_assert_true (hark_stmt_get_id (get, 1, &read));
  g_assert_true (hark_id_equal (&id, &read));

  hark_stmt_bind_int (add, 1, 2);
  hark_stmt_bind_id (add, 3, NULL);
  g_assert_true (hark_stmt_run (add, NULL));
  hark_stmt_bind_int (get, 1, 2);
  g_assert_cmpint (hark_stmt_step (get, NULL), ==, HARK_STEP_ROW);
  g_assert_true (hark_stmt_is_null (get, 1));
}

/* SQLite gives $2 the first place where it appears first. */
static void
test_binds_go_by_their_number (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (f->db, "SELECT $2, $1, $2, $11");

  hark_stmt_bind_int (stmt, 1, 10);
  hark_stmt_bind_int (stmt, 2, 20);
  hark_stmt_bind_int (stmt, 11, 110);
  g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpint (hark_stmt_get_int (stmt, 0), ==, 20);
  g_assert_cmpint (hark_stmt_get_int (stmt, 1), ==, 10);
  g_assert_cmpint (hark_stmt_get_int (stmt, 2), ==, 20);
  g_assert_cmpint (hark_stmt_get_int (stmt, 3), ==, 110);
}

static void
test_failed_bind_sticks_until_step (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (f->db, BOOK_ADD);

    hark_stmt_bind_int (stmt, 4, 1);
    hark_stmt_bind_int (stmt, 1, 1);
    g_assert_false (hark_stmt_run (stmt, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  }
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, 0);
  g_assert_true (add_book (f->db, 1, "Milk", NULL));
}

static void
test_failed_prepare_is_told_by_step (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (f->db, "SELECT title FROM nowhere");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (stmt);
  hark_stmt_bind_int (stmt, 1, 1);
  g_assert_cmpint (hark_stmt_step (stmt, &error), ==, HARK_STEP_ERROR);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "nowhere"));
}

static void
test_statement_is_clean_when_used_again (Fixture *f, gconstpointer unused)
{
  static const char ECHO[] = "SELECT $1";
  HarkStmt *first = hark_sqlite_prepare (f->db, ECHO);

  hark_stmt_bind_text (first, 1, "left over");
  g_assert_cmpint (hark_stmt_step (first, NULL), ==, HARK_STEP_ROW);
  hark_stmt_release (first);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (HarkStmt) again = hark_sqlite_prepare (f->db, ECHO);

      g_assert_true (again == first);
      g_assert_cmpint (hark_stmt_step (again, NULL), ==, HARK_STEP_ROW);
      g_assert_true (hark_stmt_is_null (again, 0));
    }
}

static void
test_two_of_one_text_do_not_disturb_each_other (Fixture *f, gconstpointer unused)
{
  static const char ECHO[] = "SELECT $1";
  g_autoptr (HarkStmt) one = hark_sqlite_prepare (f->db, ECHO);
  g_autoptr (HarkStmt) other = hark_sqlite_prepare (f->db, ECHO);

  hark_stmt_bind_int (one, 1, 1);
  hark_stmt_bind_int (other, 1, 2);
  g_assert_cmpint (hark_stmt_step (one, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpint (hark_stmt_step (other, NULL), ==, HARK_STEP_ROW);
  g_assert_cmpint (hark_stmt_get_int (one, 0), ==, 1);
  g_assert_cmpint (hark_stmt_get_int (other, 0), ==, 2);
}

static void
test_error_does_not_tell_values (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (add_book (f->db, 1, "Milk", NULL));
  g_assert_false (add_book (f->db, 1, "canary", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "book.id"));
  g_assert_null (strstr (error->message, "canary"));
}

static void
test_row_is_no_success_of_run (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (f->db, "SELECT 1");
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_stmt_run (stmt, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
}

static void
test_one_number_or_its_fallback (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (hark_sqlite_get_int (f->db, "SELECT 42", -1), ==, 42);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "SELECT id FROM book", -1), ==, -1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "no SQL", -7), ==, -7);
}

/* ------------------------------------------------------------------ what may fail */

/* Fills the database up to its page limit; the statement that fails changes nothing. */
static void
test_full_disk_is_said_and_changes_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *title = g_strnfill (3000, 'x');
  g_autoptr (GError) error = NULL;
  gint64 count = 0;

  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA max_page_count = 20", NULL));
  while (add_book (f->db, count + 1, title, &error))
    count++;
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  g_assert_nonnull (strstr (error->message, "the disk is full: make room"));
  g_assert_cmpint (count, >, 3);
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, count);

  /* with room again, the same succeeds */
  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA max_page_count = 1000", NULL));
  g_assert_true (add_book (f->db, count + 1, title, NULL));
}

static void
test_full_disk_in_a_transaction_keeps_nothing_of_it (Fixture *f, gconstpointer unused)
{
  g_autofree char *title = g_strnfill (3000, 'x');
  g_autoptr (GError) error = NULL;
  gint64 id = 2;

  g_assert_true (add_book (f->db, 1, "kept", NULL));
  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA max_page_count = 10", NULL));
  g_assert_true (hark_sqlite_exec (f->db, "BEGIN IMMEDIATE", NULL));
  g_assert_true (hark_sqlite_in_transaction (f->db));
  while (add_book (f->db, id, title, &error))
    id++;
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  if (hark_sqlite_in_transaction (f->db))
    g_assert_true (hark_sqlite_exec (f->db, "ROLLBACK", NULL));
  g_assert_false (hark_sqlite_in_transaction (f->db));
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, 1);
}

static void
test_lock_that_stays_is_busy (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSqlite) other = open_db (f, HARK_SQLITE_READ_WRITE);
  g_autoptr (GError) error = NULL;

  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA busy_timeout = 0", NULL));
  g_assert_true (hark_sqlite_exec (other, "BEGIN IMMEDIATE", NULL));
  g_assert_false (add_book (f->db, 1, "Milk", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_true (hark_sqlite_exec (other, "COMMIT", NULL));
  g_assert_true (add_book (f->db, 1, "Milk", NULL));
}

static void
test_checkpoint_waits_for_readers (Fixture *f, gconstpointer unused)
{
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autoptr (HarkSqlite) reader = NULL;
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_true (add_book (f->db, 1, "Milk", NULL));
  reader = open_db (f, HARK_SQLITE_READ_ONLY);
  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA busy_timeout = 0", NULL));
  g_assert_true (hark_sqlite_exec (reader, "BEGIN", NULL));
  g_assert_cmpint (hark_sqlite_get_int (reader, BOOK_COUNT, -1), ==, 1);
  g_assert_true (add_book (f->db, 2, "Bread", NULL));
  g_assert_false (hark_sqlite_checkpoint (f->db, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);

  g_assert_true (hark_sqlite_exec (reader, "COMMIT", NULL));
  g_assert_true (hark_sqlite_checkpoint (f->db, NULL));
  g_assert_cmpint (stat (wal, &st), ==, 0);
  g_assert_cmpint (st.st_size, ==, 0);
}

static gboolean
holds (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL)
         && memmem (data, length, text, strlen (text)) != NULL;
}

static void
test_deleted_rows_leave_no_bytes (Fixture *f, gconstpointer unused)
{
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);

  g_assert_true (add_book (f->db, 1, "canary-in-the-mine", NULL));
  g_assert_true (holds (wal, "canary-in-the-mine"));
  g_assert_true (hark_sqlite_exec (f->db, "DELETE FROM book", NULL));
  g_assert_true (hark_sqlite_checkpoint (f->db, NULL));
  g_assert_false (holds (wal, "canary-in-the-mine"));
  g_assert_false (holds (f->path, "canary-in-the-mine"));
}

/* ------------------------------------------------------------------ migrations */

static const char SHELF[] = "CREATE TABLE shelf (id INTEGER PRIMARY KEY);"
                            "CREATE TABLE place (book INTEGER REFERENCES book,"
                            " shelf INTEGER REFERENCES shelf)";

/* A database of schema 1 that holds one book. */
static void
start_at_1 (Fixture *f)
{
  const char *const schemas[] = { BOOK };

  g_assert_true (hark_sqlite_exec (f->db, "DROP TABLE book", NULL));
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 1, NULL));
  g_assert_true (add_book (f->db, 1, "Milk", NULL));
}

static gint64
version (HarkSqlite *db)
{
  return hark_sqlite_get_int (db, "PRAGMA user_version", -1);
}

static gboolean
has_copy (Fixture *f, guint n)
{
  g_autofree char *path = g_strdup_printf ("%s.before-%u", f->path, n);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_new_database_gets_all_schemas_without_a_copy (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = { BOOK, SHELF };

  g_assert_true (hark_sqlite_exec (f->db, "DROP TABLE book", NULL));
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 2, NULL));
  g_assert_cmpint (version (f->db), ==, 2);
  g_assert_false (has_copy (f, 1));
  g_assert_false (has_copy (f, 2));
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 2, NULL));
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA foreign_keys", -1), ==, 1);
}

static void
test_migration_copies_first (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = { BOOK, SHELF, "ALTER TABLE book ADD COLUMN year INTEGER" };
  g_autofree char *path = g_strconcat (f->path, ".before-2", NULL);
  g_autoptr (HarkSqlite) copy = NULL;
  struct stat st;

  start_at_1 (f);
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 3, NULL));
  g_assert_cmpint (version (f->db), ==, 3);
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, 1);

  g_assert_true (has_copy (f, 2));
  g_assert_false (has_copy (f, 3));
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  copy = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);
  g_assert_cmpint (version (copy), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (copy, BOOK_COUNT, -1), ==, 1);
}

static void
assert_migration_fails (Fixture *f, const char *schema, HarkError code)
{
  const char *const schemas[] = { BOOK, schema };
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_sqlite_migrate (f->db, schemas, 2, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_false (hark_sqlite_in_transaction (f->db));
  g_assert_cmpint (version (f->db), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "SELECT count (*) FROM sqlite_schema", -1), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (f->db, "PRAGMA foreign_keys", -1), ==, 1);
}

static void
test_migration_that_fails_half_way_keeps_everything (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = { BOOK, SHELF };

  start_at_1 (f);
  assert_migration_fails (f,
                          "CREATE TABLE shelf (id INTEGER); DELETE FROM book;"
                          "ALTER TABLE nothing ADD COLUMN x",
                          HARK_ERROR_INTERNAL);
  assert_migration_fails (f, "DELETE FROM book; no SQL", HARK_ERROR_INTERNAL);
  g_assert_true (has_copy (f, 2));
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 2, NULL));
  g_assert_cmpint (version (f->db), ==, 2);
}

static void
test_migration_that_breaks_references_is_refused (Fixture *f, gconstpointer unused)
{
  start_at_1 (f);
  assert_migration_fails (f,
                          "CREATE TABLE place (book INTEGER REFERENCES book);"
                          "INSERT INTO place VALUES (99)",
                          HARK_ERROR_INTERNAL);
}

/* Dropping a table that others refer to must be possible, or none could be rebuilt. */
static void
test_table_can_be_rebuilt (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = {
    BOOK,
    SHELF,
    "CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL, cover BLOB);"
    "INSERT INTO book_new SELECT id, title, cover FROM book;"
    "DROP TABLE book; ALTER TABLE book_new RENAME TO book",
  };

  start_at_1 (f);
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 2, NULL));
  g_assert_true (hark_sqlite_exec (f->db, "INSERT INTO place (book) VALUES (1)", NULL));
  g_assert_true (hark_sqlite_migrate (f->db, schemas, 3, NULL));
  g_assert_cmpint (
      hark_sqlite_get_int (f->db, "SELECT count (*) FROM place JOIN book ON id = book", -1), ==, 1);
}

static void
test_migration_cannot_end_its_transaction (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = { BOOK, "COMMIT; CREATE TABLE shelf (id INTEGER)" };
  g_autoptr (GError) error = NULL;

  start_at_1 (f);
  g_assert_false (hark_sqlite_migrate (f->db, schemas, 2, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_assert_cmpint (version (f->db), ==, 1);
}

static void
test_full_disk_stops_a_migration_whole (Fixture *f, gconstpointer unused)
{
  static const char LARGE[] = "CREATE TABLE shelf (id INTEGER PRIMARY KEY, label BLOB);"
                              "INSERT INTO shelf VALUES (1, zeroblob (1000000))";

  start_at_1 (f);
  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA max_page_count = 50", NULL));
  assert_migration_fails (f, LARGE, HARK_ERROR_DISK);
}

static void
test_copy_that_cannot_be_kept_stops_the_migration (Fixture *f, gconstpointer unused)
{
  g_autofree char *copy = g_strconcat (f->path, ".before-2", NULL);
  g_autofree char *inside = g_build_filename (copy, "something", NULL);

  start_at_1 (f);
  g_assert_cmpint (g_mkdir (copy, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "", 0, NULL));
  assert_migration_fails (f, SHELF, HARK_ERROR_DISK);
  g_unlink (inside);
  g_rmdir (copy);
}

static void
test_newer_database_is_refused (Fixture *f, gconstpointer unused)
{
  const char *const schemas[] = { BOOK };
  g_autoptr (GError) error = NULL;

  start_at_1 (f);
  g_assert_true (hark_sqlite_exec (f->db, "PRAGMA user_version = 2", NULL));
  g_assert_false (hark_sqlite_migrate (f->db, schemas, 1, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UPGRADE);
  g_assert_cmpint (version (f->db), ==, 2);
  g_assert_cmpint (hark_sqlite_get_int (f->db, BOOK_COUNT, -1), ==, 1);
}

/* ------------------------------------------------------------------ check */

static guint
count_faults (HarkSqlite *db)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  hark_sqlite_check (db, faults, &error);
  g_assert_no_error (error);
  return faults->len;
}

static void
test_sound_database_has_no_faults (Fixture *f, gconstpointer unused)
{
  g_assert_true (add_book (f->db, 1, "Milk", NULL));
  g_assert_cmpuint (count_faults (f->db), ==, 0);
}

static void
test_dangling_references_are_faults (Fixture *f, gconstpointer unused)
{
  g_assert_true (hark_sqlite_exec (f->db, SHELF, NULL));
  g_assert_true (hark_sqlite_exec (f->db,
                                   "PRAGMA foreign_keys = OFF;"
                                   "INSERT INTO place (book) VALUES (7), (8)",
                                   NULL));
  g_assert_cmpuint (count_faults (f->db), ==, 2);
}

static void
test_damaged_file_has_faults (Fixture *f, gconstpointer unused)
{
  g_autofree char *title = g_strnfill (20000, 'x');
  g_autofree char *data = NULL;
  gsize length;

  for (gint64 i = 1; i < 10; i++)
    g_assert_true (add_book (f->db, i, title, NULL));
  g_clear_pointer (&f->db, hark_sqlite_close);
  g_assert_true (g_file_get_contents (f->path, &data, &length, NULL));
  memset (data + 4096, 0xee, 3 * 4096);
  g_assert_true (g_file_set_contents (f->path, data, (gssize)length, NULL));
  f->db = open_db (f, HARK_SQLITE_READ_WRITE);
  g_assert_cmpuint (count_faults (f->db), >, 0);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/sqlite/file-is-for-its-owner-alone", test_file_is_for_its_owner_alone);
  add ("/sqlite/pragmas-are-set", test_pragmas_are_set);
  add ("/sqlite/read-only-connection-reads-and-does-not-write",
       test_read_only_connection_reads_and_does_not_write);
  add ("/sqlite/missing-file-is-not-made-by-a-reader", test_missing_file_is_not_made_by_a_reader);
  add ("/sqlite/what-is-no-database-is-refused", test_what_is_no_database_is_refused);
  add ("/sqlite/second-connection-keeps-the-locks-of-the-first",
       test_second_connection_keeps_the_locks_of_the_first);
  g_test_add_func ("/sqlite/memory-database-works", test_memory_database_works);
  add ("/sqlite/values-come-back", test_values_come_back);
  add ("/sqlite/nothing-and-no-bytes-differ", test_nothing_and_no_bytes_differ);
  add ("/sqlite/ids-have-their-length", test_ids_have_their_length);
  add ("/sqlite/binds-go-by-their-number", test_binds_go_by_their_number);
  add ("/sqlite/failed-bind-sticks-until-step", test_failed_bind_sticks_until_step);
  add ("/sqlite/failed-prepare-is-told-by-step", test_failed_prepare_is_told_by_step);
  add ("/sqlite/statement-is-clean-when-used-again", test_statement_is_clean_when_used_again);
  add ("/sqlite/two-of-one-text-do-not-disturb-each-other",
       test_two_of_one_text_do_not_disturb_each_other);
  add ("/sqlite/error-does-not-tell-values", test_error_does_not_tell_values);
  add ("/sqlite/row-is-no-success-of-run", test_row_is_no_success_of_run);
  add ("/sqlite/one-number-or-its-fallback", test_one_number_or_its_fallback);
  add ("/sqlite/full-disk-is-said-and-changes-nothing", test_full_disk_is_said_and_changes_nothing);
  add ("/sqlite/full-disk-in-a-transaction-keeps-nothing-of-it",
       test_full_disk_in_a_transaction_keeps_nothing_of_it);
  add ("/sqlite/lock-that-stays-is-busy", test_lock_that_stays_is_busy);
  add ("/sqlite/checkpoint-waits-for-readers", test_checkpoint_waits_for_readers);
  add ("/sqlite/deleted-rows-leave-no-bytes", test_deleted_rows_leave_no_bytes);
  add ("/sqlite/new-database-gets-all-schemas-without-a-copy",
       test_new_database_gets_all_schemas_without_a_copy);
  add ("/sqlite/migration-copies-first", test_migration_copies_first);
  add ("/sqlite/migration-that-fails-half-way-keeps-everything",
       test_migration_that_fails_half_way_keeps_everything);
  add ("/sqlite/migration-that-breaks-references-is-refused",
       test_migration_that_breaks_references_is_refused);
  add ("/sqlite/table-can-be-rebuilt", test_table_can_be_rebuilt);
  add ("/sqlite/migration-cannot-end-its-transaction", test_migration_cannot_end_its_transaction);
  add ("/sqlite/full-disk-stops-a-migration-whole", test_full_disk_stops_a_migration_whole);
  add ("/sqlite/copy-that-cannot-be-kept-stops-the-migration",
       test_copy_that_cannot_be_kept_stops_the_migration);
  add ("/sqlite/newer-database-is-refused", test_newer_database_is_refused);
  add ("/sqlite/sound-database-has-no-faults", test_sound_database_has_no_faults);
  add ("/sqlite/dangling-references-are-faults", test_dangling_references_are_faults);
  add ("/sqlite/damaged-file-has-faults", test_damaged_file_has_faults);

  return g_test_run ();
}

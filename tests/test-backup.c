/* test-backup.c: one file holds everything or is not there, and what is put back is whole or
 * nothing */
#include "people.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "job-backup.h"
#include "store-backup.h"
#include "store-lineage.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOB_SIZE 1040

typedef struct
{
  Fixture people;
  Ticket *ticket;
  HarkId blob;
  char *folder; /* beside the store */
  char *file;
  char *into;
} Backup;

/* An attachment of @data, claimed with a message where @claim is TRUE. */
static HarkId
upload (Backup *f, gboolean claim)
{
  Harness *harness = f->people.world->harness;
  guint8 data[BLOB_SIZE] = { 7 };
  g_autofree char *id = NULL, *json = NULL, *path = NULL;
  g_autoptr (Reply) made = NULL, put = NULL;
  HarkId blob;

  hark_id_random (&blob);
  id = hark_id_to_string (&blob);
  json = g_strdup_printf ("{\"id\":\"%s\",\"size\":%d}", id, BLOB_SIZE);
  made = harness_request (harness, "POST", HARK_API_BLOBS, f->people.dora->token, json);
  g_assert_cmpuint (made->status, ==, 200);
  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  put = harness_send (harness, "PATCH", path, f->people.dora->token, "Upload-Offset: 0\r\n", data,
                      sizeof data);
  g_assert_cmpuint (put->status, ==, 204);
  if (claim)
    {
      JsonObject *op = op_message (f->people.world, f->ticket, f->people.dora, "file");

      op_add (f->people.world, op, f->ticket, f->people.dora, HARK_OBJECT_MANIFEST, "manifest");
      op_claim (op, &blob);
      world_expect (f->people.world, f->people.dora, op, "applied");
    }

  return blob;
}

static void
set_up (Backup *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->ticket = world_submit (f->people.world, f->people.dora, SUBJECT);
  f->blob = upload (f, TRUE);
  f->folder = test_folder_new ();
  f->file = g_build_filename (f->folder, "backup.tar", NULL);
  f->into = g_build_filename (f->folder, "restored", NULL);
}

/* Whatever was tried, nothing but what is expected is left behind. */
static void
tear_down (Backup *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_assert_null (strstr (name, ".part-"));
      g_assert_null (strstr (name, "restore-"));
    }
  test_folder_remove (f->folder);
  g_free (f->file);
  g_free (f->into);
  ticket_free (f->ticket);
  people_tear_down (&f->people, NULL);
}

static const char *
dir_of (Backup *f)
{
  return harness_get_dir (f->people.world->harness);
}

static JobBackup
make (Backup *f)
{
  GError *error = NULL;
  JobBackup made;

  job_backup_make (dir_of (f), f->file, HARNESS_NOW, &made, &error);
  g_assert_no_error (error);
  return made;
}

static void
expect_refused (Backup *f, const char *file, HarkError code)
{
  g_autoptr (GError) error = NULL;
  JobBackup found;

  g_assert_false (job_restore_run (f->into, file, HARNESS_NOW, FALSE, &found, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_cmpint (strchr (error->message, '\n') == NULL, ==, TRUE);
  g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
}

static JobBackup
restore (Backup *f)
{
  GError *error = NULL;
  JobBackup found;

  job_restore_run (f->into, f->file, HARNESS_NOW + 60, FALSE, &found, &error);
  g_assert_no_error (error);
  return found;
}

static gint64
ask_number (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);

  return hark_sqlite_get_int (db, sql, -1);
}

/* Later than any restore here, whatever the machine's clock says. */
static gint64
read_later (gpointer unused)
{
  return HARNESS_NOW + 3600;
}

static void
test_what_was_backed_up_comes_back_whole (Backup *f, gconstpointer unused)
{
  JobBackup made = make (f), found;
  gint64 seq = ask_number (dir_of (f), "SELECT seq FROM clock");
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *blob = g_strdup_printf ("%s/blobs/%.2s/%s", f->into, id, id);
  g_autoptr (SrvServer) server = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_cmpint (made.seq, ==, seq);
  g_assert_cmpint (ask_number (dir_of (f), "SELECT seq FROM backup"), ==, seq);
  g_assert_cmpint (ask_number (dir_of (f), "SELECT at FROM backup"), ==, HARNESS_NOW);
  g_assert_cmpint (stat (f->file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  found = restore (f);
  g_assert_cmpint (found.seq, ==, seq);
  g_assert_cmpint (found.made, ==, HARNESS_NOW);
  g_assert_cmpuint (found.n_blobs, ==, 1);
  g_assert_cmpint (stat (blob, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, BLOB_SIZE);
  g_assert_cmpint (ask_number (f->into, "SELECT seq FROM clock"), ==, seq);
  g_assert_cmpint (ask_number (f->into, "SELECT seq FROM backup"), ==, seq);
  g_assert_cmpint (ask_number (f->into, "SELECT made FROM restore"), ==, HARNESS_NOW);

  g_assert_cmpint (ask_number (f->into, "SELECT count(started) FROM restore"), ==, 0);
  server = srv_server_new (f->into, read_later, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ask_number (f->into, "SELECT started >= at FROM restore"), ==, 1);
  g_assert_cmpint (ask_number (f->into, "SELECT count(*) FROM ticket"), ==, 1);
  g_assert_cmpint (ask_number (f->into, "SELECT end_seq FROM lineage WHERE end_seq IS NOT NULL"
                                        " ORDER BY start_seq DESC LIMIT 1"),
                   ==, seq);
  g_assert_cmpint (ask_number (f->into, "SELECT seq FROM clock"), >=, seq + SRV_LINEAGE_STEP);
}

static void
test_a_restored_store_has_no_fault (Backup *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) faults = NULL;
  Harness *other;

  make (f);
  restore (f);
  other = harness_new_for (f->into, "", 1);
  faults = harness_check (other);
  g_assert_cmpuint (faults->len, ==, 0);
  harness_free (other);
}

static void
test_the_feed_tells_what_a_backup_holds (Backup *f, gconstpointer unused)
{
  Harness *harness = f->people.world->harness;
  g_autofree char *wanted = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Reply) page
          = harness_request (harness, "GET", HARK_API_SYNC, f->people.anna->token, NULL);
      const char *text = g_bytes_get_data (page->body, NULL);

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_nonnull (g_strstr_len (text, 300, i == 0 ? "\"backup_seq\":0" : wanted));
      if (i == 0)
        wanted = g_strdup_printf ("\"backup_seq\":%" G_GINT64_FORMAT, make (f).seq);
    }
}

static void
test_nothing_that_is_there_is_replaced (Backup *f, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (f->folder, "link", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL, again = NULL;
  JobBackup made;

  g_assert_true (g_file_set_contents (f->file, "precious", -1, NULL));
  g_assert_false (job_backup_make (dir_of (f), f->file, HARNESS_NOW, &made, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_true (g_file_get_contents (f->file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");

  /* a link to nowhere is something, too */
  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  g_assert_false (job_backup_make (dir_of (f), link, HARNESS_NOW, &made, &again));
  g_assert_error (again, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_cmpint (ask_number (dir_of (f), "SELECT count(*) FROM backup"), ==, 0);
}

static void
test_a_store_is_put_back_only_where_nothing_is (Backup *f, gconstpointer unused)
{
  g_autofree char *inside = g_build_filename (f->into, "note", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL, live = NULL;
  JobBackup found;

  make (f);
  g_assert_cmpint (g_mkdir (f->into, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "precious", -1, NULL));
  g_assert_false (job_restore_run (f->into, f->file, HARNESS_NOW, FALSE, &found, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_true (g_file_get_contents (inside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
  g_assert_false (job_restore_run (dir_of (f), f->file, HARNESS_NOW, FALSE, &found, &live));
  g_assert_error (live, HARK_ERROR, HARK_ERROR_CONFLICT);

  g_unlink (inside);
  restore (f); /* empty now */
}

typedef struct
{
  Backup *f;
  gint ending;
  guint written;
} Writing;

static gpointer
keep_writing (gpointer data)
{
  Writing *self = data;

  while (!g_atomic_int_get (&self->ending))
    {
      JsonObject *op
          = op_message (self->f->people.world, self->f->ticket, self->f->people.dora, "more");

      world_expect (self->f->people.world, self->f->people.dora, op, "applied");
      self->written++;
    }
  return NULL;
}

static void
test_a_backup_is_one_moment_of_a_store_at_work (Backup *f, gconstpointer unused)
{
  Writing writing = { .f = f };
  g_autoptr (GThread) thread = g_thread_new ("writing", keep_writing, &writing);
  gint64 before = ask_number (dir_of (f), "SELECT count(*) FROM object"), held;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *file = g_strdup_printf ("%s-%u", f->file, i);
      g_autofree char *into = g_strdup_printf ("%s-%u", f->into, i);
      GError *error = NULL;
      JobBackup made, found;

      job_backup_make (dir_of (f), file, HARNESS_NOW, &made, &error);
      g_assert_no_error (error);
      job_restore_run (into, file, HARNESS_NOW, FALSE, &found, &error); /* looks all of it over */
      g_assert_no_error (error);
      g_assert_cmpint (made.seq, ==, found.seq);
      held = ask_number (into, "SELECT count(*) FROM object");
      g_assert_cmpint (held, >=, before);
      g_assert_cmpint (ask_number (into, "SELECT max (seq) FROM object"), <=, made.seq);
    }
  g_atomic_int_set (&writing.ending, 1);
  g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpuint (writing.written, >, 0);
}

static void
test_an_upload_that_goes_meanwhile_does_not_spoil_it (Backup *f, gconstpointer unused)
{
  HarkId loose = upload (f, FALSE);

  srv_blobs_remove (harness_get_context (f->people.world->harness)->blobs, &loose);
  g_assert_cmpuint (make (f).n_blobs, ==, 1);
  g_assert_cmpuint (restore (f).n_blobs, ==, 1);
  /* the store itself is as it was; the row goes as it would have, so that it is without fault */
  {
    g_autofree char *path = g_build_filename (dir_of (f), SRV_STORE_FILE, NULL);
    g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);

    g_assert_true (hark_sqlite_exec (db, "DELETE FROM blob WHERE ticket IS NULL", NULL));
  }
}

static void
test_a_store_with_a_fault_gives_no_backup (Backup *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *path = g_strdup_printf ("%s/blobs/%.2s/%s", dir_of (f), id, id);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) missing = NULL, large = NULL;
  JobBackup made;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_unlink (path);
  g_assert_false (job_backup_make (dir_of (f), f->file, HARNESS_NOW, &made, &missing));
  g_assert_nonnull (missing);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length - 1, NULL));
  g_assert_false (job_backup_make (dir_of (f), f->file, HARNESS_NOW, &made, &large));
  g_assert_nonnull (large);
  g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ask_number (dir_of (f), "SELECT count(*) FROM backup"), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
}

/* In a process of its own, whose files may not grow beyond @limit. */
static int
run_limited (Backup *f, gboolean back, rlim_t limit)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      const struct rlimit most = { limit, limit };
      JobBackup found;
      gboolean done;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &most);
      done = back ? job_restore_run (f->into, f->file, HARNESS_NOW, FALSE, &found, NULL)
                  : job_backup_make (dir_of (f), f->file, HARNESS_NOW, &found, NULL);
      _exit (done ? 0 : 1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_a_full_disk_leaves_no_half_file (Backup *f, gconstpointer unused)
{
  struct stat whole;

  harness_stop (f->people.world->harness); /* a child of one thread alone */
  for (rlim_t limit = 0; limit <= 128 * 1024; limit += 32 * 1024)
    {
      g_assert_cmpint (run_limited (f, FALSE, limit), ==, 1);
      g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
    }
  make (f);
  g_assert_cmpint (stat (f->file, &whole), ==, 0);
  for (rlim_t limit = 0; limit <= 128 * 1024; limit += 32 * 1024)
    {
      g_assert_cmpint (run_limited (f, TRUE, limit), ==, 1);
      g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
    }
  restore (f);
}

static const char *broken; /* the folder that cannot be synced any more, once it holds a database */

/* In place of the C library's, for this whole program. */
int
fsync (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = broken != NULL ? g_file_read_link (link, NULL) : NULL;
  g_autofree char *database
      = broken != NULL ? g_build_filename (broken, SRV_STORE_FILE, NULL) : NULL;

  if (g_strcmp0 (path, broken) == 0 && broken != NULL && g_file_test (database, G_FILE_TEST_EXISTS))
    {
      errno = EIO;
      return -1;
    }
  return (int)syscall (SYS_fsync, fd);
}

static void
test_a_disk_that_breaks_at_the_end_leaves_no_store (Backup *f, gconstpointer unused)
{
  make (f);
  broken = f->into;
  expect_refused (f, f->file, HARK_ERROR_BUSY);
  g_assert_cmpint (g_mkdir (f->into, 0700), ==, 0); /* a folder that was there stays, empty */
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = NULL;
    JobBackup found;

    g_assert_false (job_restore_run (f->into, f->file, HARNESS_NOW, FALSE, &found, &error));
    dir = g_dir_open (f->into, 0, NULL);
    g_assert_null (g_dir_read_name (dir));
  }
  broken = NULL;
  restore (f);
}

static void
test_a_torn_archive_is_refused (Backup *f, gconstpointer unused)
{
  g_autofree char *bytes = NULL;
  g_autofree char *torn = g_build_filename (f->folder, "torn", NULL);
  gsize length;

  make (f);
  g_assert_true (g_file_get_contents (f->file, &bytes, &length, NULL));
  for (gsize part = 0; part < 40; part++)
    {
      gsize cut = part * (length - 10240) / 40; /* what follows is the padding of the end */

      g_assert_true (g_file_set_contents (torn, bytes, (gssize)cut, NULL));
      expect_refused (f, torn, HARK_ERROR_INVALID);
    }
}

static void
test_damage_is_refused (Backup *f, gconstpointer unused)
{
  g_autofree char *bytes = NULL;
  g_autofree char *bad = g_build_filename (f->folder, "bad", NULL);
  gsize length;

  make (f);
  g_assert_true (g_file_get_contents (f->file, &bytes, &length, NULL));
  /* a page of the database that is not only free space */
  for (gsize at = 512; at < 512 + 100; at += 33)
    {
      g_autofree char *copy = g_memdup2 (bytes, length);
      g_autoptr (GError) error = NULL;
      JobBackup found;

      memset (copy + at, 0xa5, 33);
      g_assert_true (g_file_set_contents (bad, copy, (gssize)length, NULL));
      g_assert_false (job_restore_run (f->into, bad, HARNESS_NOW, FALSE, &found, &error));
      g_assert_nonnull (error);
      g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
    }
}

/* One entry that @name, @type and @link make. */
typedef struct
{
  const char *name;
  int type;
  const char *link;
  gint64 size;
} Trick;

static void
copy_entries (struct archive *from, struct archive *to, gboolean blobs)
{
  struct archive_entry *entry;

  while (archive_read_next_header (from, &entry) == ARCHIVE_OK)
    {
      char piece[65536];
      gssize n;

      if (!blobs && g_str_has_prefix (archive_entry_pathname (entry), "blobs/"))
        continue;
      g_assert_cmpint (archive_write_header (to, entry), ==, ARCHIVE_OK);
      while ((n = archive_read_data (from, piece, sizeof piece)) > 0)
        g_assert_cmpint (archive_write_data (to, piece, (gsize)n), ==, n);
    }
}

/* The backup, without its attachments if so wished, and then @trick. */
static void
forge (Backup *f, const char *path, gboolean blobs, const Trick *trick)
{
  struct archive *from = archive_read_new (), *to = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  archive_read_support_format_tar (from);
  archive_write_set_format_pax_restricted (to);
  g_assert_cmpint (archive_read_open_filename (from, f->file, 65536), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_open_filename (to, path), ==, ARCHIVE_OK);
  copy_entries (from, to, blobs);
  if (trick != NULL)
    {
      g_autofree char *zeros = g_malloc0 ((gsize)trick->size + 1);

      archive_entry_set_pathname (entry, trick->name);
      archive_entry_set_filetype (entry, (unsigned)trick->type);
      archive_entry_set_perm (entry, 0600);
      archive_entry_set_size (entry, trick->size);
      if (trick->type == AE_IFLNK)
        archive_entry_set_symlink (entry, trick->link);
      else if (trick->link != NULL)
        archive_entry_set_hardlink (entry, trick->link);
      g_assert_cmpint (archive_write_header (to, entry), ==, ARCHIVE_OK);
      if (trick->size > 0)
        archive_write_data (to, zeros, (gsize)trick->size);
    }
  archive_entry_free (entry);
  archive_read_free (from);
  g_assert_cmpint (archive_write_free (to), ==, ARCHIVE_OK);
}

static void
test_an_archive_cannot_write_elsewhere (Backup *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *own = g_strdup_printf ("blobs/%.2s/%s", id, id);
  g_autofree char *forged = g_build_filename (f->folder, "forged", NULL);
  g_autofree char *outside = g_build_filename (f->folder, "outside", NULL);
  g_autofree char *upper = g_ascii_strup (own, -1);
  const Trick tricks[] = {
    { "../outside", AE_IFREG, NULL, 3 },
    { outside, AE_IFREG, NULL, 3 },
    { "blobs/../../outside", AE_IFREG, NULL, 3 },
    { "./hark.db", AE_IFREG, NULL, 3 },
    { "hark.db", AE_IFREG, NULL, 3 },
    { "hark.db-wal", AE_IFREG, NULL, 3 },
    { "hark.lock", AE_IFREG, NULL, 3 },
    { "blobs/00/00000000000000000000000000000000", AE_IFREG, NULL, 3 }, /* nobody knows it */
    { "blobs/01/00000000000000000000000000000000", AE_IFREG, NULL, 3 }, /* in the wrong place */
    { "blobs/00", AE_IFLNK, "..", 0 },
    { "blobs/00/00000000000000000000000000000000", AE_IFLNK, "/etc/passwd", 0 },
    { "blobs/00/00000000000000000000000000000000", AE_IFREG, "hark.db", 0 },
    { "blobs/00/00000000000000000000000000000000", AE_IFIFO, NULL, 0 },
    { "blobs", AE_IFDIR, NULL, 0 },
    { own, AE_IFREG, NULL, BLOB_SIZE }, /* twice */
    { upper, AE_IFREG, NULL, BLOB_SIZE },
  };

  make (f);
  forge (f, forged, TRUE, NULL); /* as it is, it is fine */
  {
    g_autofree char *fine = g_strconcat (f->into, "-fine", NULL);
    JobBackup found;

    g_assert_true (job_restore_run (fine, forged, HARNESS_NOW, FALSE, &found, NULL));
  }
  for (guint i = 0; i < G_N_ELEMENTS (tricks); i++)
    {
      g_autoptr (GError) error = NULL;
      JobBackup found;

      forge (f, forged, TRUE, &tricks[i]);
      g_assert_false (job_restore_run (f->into, forged, HARNESS_NOW, FALSE, &found, &error));
      g_assert_nonnull (error);
      g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
    }
}

/* GNU's old header of a file with holes: one piece of @length bytes at @offset, of @size in all. */
static void
put_sparse (guint8 header[512], const char *name, gint64 offset, gint length, gint64 size)
{
  char *text = (char *)header;
  guint sum = 0;

  memset (header, 0, 512);
  g_snprintf (text, 100, "%s", name);
  g_snprintf (text + 100, 8, "0000600");
  g_snprintf (text + 108, 8, "0000000");
  g_snprintf (text + 116, 8, "0000000");
  g_snprintf (text + 124, 12, "%011o", (guint)length);
  g_snprintf (text + 136, 12, "00000000000");
  memset (text + 148, ' ', 8);
  text[156] = 'S';
  memcpy (text + 257, "ustar  ", 8);
  for (gint i = 0; i < 11; i++)
    {
      text[386 + i] = (char)('0' + ((offset >> (3 * (10 - i))) & 7));
      text[483 + i] = (char)('0' + ((size >> (3 * (10 - i))) & 7));
    }
  g_snprintf (text + 398, 12, "%011o", (guint)length);
  for (guint i = 0; i < 512; i++)
    sum += header[i];
  g_snprintf (text + 148, 8, "%06o", sum);
}

/* The backup's database, and then a file with a hole. */
static void
forge_sparse (Backup *f, const char *path, const char *name, gint64 offset, gint length,
              gint64 size)
{
  g_autofree char *bytes = NULL;
  guint8 pieces[512 + 512 + 1024] = { 0 };
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gsize whole, from = 512;

  g_assert_true (g_file_get_contents (f->file, &bytes, &whole, NULL));
  from += (g_ascii_strtoull (bytes + 124, NULL, 8) + 511) / 512 * 512;
  put_sparse (pieces, name, offset, length, size);
  g_byte_array_append (all, (const guint8 *)bytes, (guint)from);
  g_byte_array_append (all, pieces, sizeof pieces);
  g_assert_true (g_file_set_contents (path, (const char *)all->data, all->len, NULL));
}

/* Where the file may grow to 16 MiB, and is told from a full disk. */
static int
restore_limited (Backup *f, const char *path)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      const struct rlimit most = { 16 << 20, 16 << 20 };
      g_autoptr (GError) error = NULL;
      JobBackup found;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &most);
      job_restore_run (f->into, path, HARNESS_NOW, FALSE, &found, &error);
      _exit (error == NULL ? 0 : error->code + 1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status) - 1;
}

static void
test_a_file_with_holes_is_refused_before_it_fills_the_disk (Backup *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *own = g_strdup_printf ("blobs/%.2s/%s", id, id);
  g_autofree char *forged = g_build_filename (f->folder, "forged", NULL);
  static const struct
  {
    gint64 offset;
    gint length;
    gint64 size;
  } holes[] = {
    { BLOB_SIZE - 512, 512, BLOB_SIZE },             /* the size that it should have */
    { G_GINT64_CONSTANT (1) << 32, 512, BLOB_SIZE }, /* begins beyond its end */
    { 4096, 512, BLOB_SIZE },
    { G_GINT64_CONSTANT (1) << 32, 512, (G_GINT64_CONSTANT (1) << 32) + 512 },
  };

  make (f);
  harness_stop (f->people.world->harness); /* a child of one thread alone */
  for (guint i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      forge_sparse (f, forged, own, holes[i].offset, holes[i].length, holes[i].size);
      g_assert_cmpint (restore_limited (f, forged), ==, HARK_ERROR_INVALID);
      g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
    }
}

static void
test_attachments_must_be_there_in_their_size (Backup *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *own = g_strdup_printf ("blobs/%.2s/%s", id, id);
  g_autofree char *forged = g_build_filename (f->folder, "forged", NULL);
  const Trick shorter = { own, AE_IFREG, NULL, BLOB_SIZE - 1 };
  const Trick longer = { own, AE_IFREG, NULL, BLOB_SIZE + 1 };

  make (f);
  forge (f, forged, FALSE, NULL);
  expect_refused (f, forged, HARK_ERROR_UNVERIFIED);
  forge (f, forged, FALSE, &shorter);
  expect_refused (f, forged, HARK_ERROR_UNVERIFIED);
  forge (f, forged, FALSE, &longer);
  expect_refused (f, forged, HARK_ERROR_UNVERIFIED);
}

static void
test_other_files_are_no_backup (Backup *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "other", NULL);
  g_autofree char *db = g_build_filename (dir_of (f), SRV_STORE_FILE, NULL);
  g_autofree char *none = g_build_filename (f->folder, "none", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  expect_refused (f, path, HARK_ERROR_INVALID);
  g_assert_true (g_file_set_contents (path, "This is a text.\n", -1, NULL));
  expect_refused (f, path, HARK_ERROR_INVALID);
  expect_refused (f, db, HARK_ERROR_INVALID);
  expect_refused (f, none, HARK_ERROR_BUSY);
  expect_refused (f, f->folder, HARK_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

#define ADD(path, func) g_test_add ("/backup/" path, Backup, NULL, set_up, func, tear_down)
  ADD ("whole", test_what_was_backed_up_comes_back_whole);
  ADD ("check", test_a_restored_store_has_no_fault);
  ADD ("feed", test_the_feed_tells_what_a_backup_holds);
  ADD ("existing", test_nothing_that_is_there_is_replaced);
  ADD ("empty", test_a_store_is_put_back_only_where_nothing_is);
  ADD ("moment", test_a_backup_is_one_moment_of_a_store_at_work);
  ADD ("expired", test_an_upload_that_goes_meanwhile_does_not_spoil_it);
  ADD ("fault", test_a_store_with_a_fault_gives_no_backup);
  ADD ("full", test_a_full_disk_leaves_no_half_file);
  ADD ("broken", test_a_disk_that_breaks_at_the_end_leaves_no_store);
  ADD ("torn", test_a_torn_archive_is_refused);
  ADD ("damage", test_damage_is_refused);
  ADD ("elsewhere", test_an_archive_cannot_write_elsewhere);
  ADD ("holes", test_a_file_with_holes_is_refused_before_it_fills_the_disk);
  ADD ("attachments", test_attachments_must_be_there_in_their_size);
  ADD ("other", test_other_files_are_no_backup);
#undef ADD
  return g_test_run ();
}

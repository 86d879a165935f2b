/* test-backup-encrypted.c: an encrypted backup comes back whole with its key, and without it says
 * nothing */
#include "people.h"

#include "faulty.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-backup.h"
#include "hark-error.h"
#include "job-backup.h"
#include "srv-eraser.h"
#include "srv-folder.h"
#include "store-erase.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HEADER (8 + 2 * 80 + 24)
#define PIECE (65536 + 17)

typedef struct
{
  Fixture people;
  Ticket *ticket;
  HarkBackupKey *key, *spare, *other; /* it is encrypted to the first two */
  HarkBackupRecipient to[2];
  char *folder; /* beside the store */
  char *file;
  char *into;
} Backup;

static void
set_up (Backup *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->ticket = world_submit (f->people.world, f->people.dora, SUBJECT);
  f->key = hark_backup_key_new ();
  f->spare = hark_backup_key_new ();
  f->other = hark_backup_key_new ();
  hark_backup_key_get_recipient (f->key, &f->to[0]);
  hark_backup_key_get_recipient (f->spare, &f->to[1]);
  f->folder = test_folder_new ();
  f->file = g_build_filename (f->folder, "backup", NULL);
  f->into = g_build_filename (f->folder, "restored", NULL);
}

static const char *
dir_of (Backup *f)
{
  return harness_get_dir (f->people.world->harness);
}

static guint
count_names (const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, prefix);
  return n;
}

/* Nothing that was needed meanwhile is left, here or there. */
static void
tear_down (Backup *f, gconstpointer unused)
{
  g_assert_cmpuint (count_names (f->folder, "backup.part-"), ==, 0);
  g_assert_cmpuint (count_names (dir_of (f), "backup-"), ==, 0);
  test_folder_remove (f->folder);
  g_free (f->file);
  g_free (f->into);
  hark_backup_key_free (f->key);
  hark_backup_key_free (f->spare);
  hark_backup_key_free (f->other);
  ticket_free (f->ticket);
  people_tear_down (&f->people, NULL);
}

static JobBackup
make (Backup *f)
{
  GError *error = NULL;
  JobBackup made;

  job_backup_make_encrypted (dir_of (f), f->file, f->to, 2, HARNESS_NOW, &made, &error);
  g_assert_no_error (error);
  return made;
}

static gint64
ask_number (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);

  return hark_sqlite_get_int (db, sql, -1);
}

static void
expect_restored (Backup *f, const HarkBackupKey *key)
{
  GError *error = NULL;
  JobBackup found;

  job_restore_run_with_key (f->into, f->file, key, HARNESS_NOW + 60, FALSE, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found.made, ==, HARNESS_NOW);
  g_assert_cmpint (ask_number (f->into, "SELECT count (*) FROM ticket"), ==, 1);
  g_assert_cmpint (ask_number (f->into, "SELECT encrypted FROM backup"), ==, 1);
  srv_folder_clear (f->into);
}

/* One sentence, and nothing of it is there. */
static void
expect_refused (Backup *f, const char *file, const HarkBackupKey *key, HarkError code)
{
  g_autoptr (GError) error = NULL;
  JobBackup found;

  g_assert_false (
      job_restore_run_with_key (f->into, file, key, HARNESS_NOW, FALSE, &found, &error));
  g_assert_nonnull (error);
  if (code != HARK_ERROR_LAST)
    g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (f->into, G_FILE_TEST_EXISTS));
}

static void
test_each_of_its_keys_brings_it_back (Backup *f, gconstpointer unused)
{
  JobBackup made = make (f);
  struct stat info;

  g_assert_cmpint (g_stat (f->file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (info.st_size, ==, made.bytes);
  g_assert_cmpint (made.seq, ==, ask_number (dir_of (f), "SELECT seq FROM clock"));
  expect_restored (f, f->key);
  expect_restored (f, f->spare);
}

static void
test_no_other_key_does (Backup *f, gconstpointer unused)
{
  g_autofree char *plain = g_build_filename (f->folder, "plain.tar", NULL);
  JobBackup made;

  make (f);
  expect_refused (f, f->file, f->other, HARK_ERROR_FORBIDDEN);
  expect_refused (f, f->file, NULL, HARK_ERROR_LOCKED);
  /* who says that it is encrypted is not given another one */
  g_assert_true (job_backup_make (dir_of (f), plain, HARNESS_NOW, &made, NULL));
  expect_refused (f, plain, f->key, HARK_ERROR_INVALID);
}

static gboolean
holds (const char *bytes, gsize length, const void *needle, gsize size)
{
  return memmem (bytes, length, needle, size) != NULL;
}

/* A plain one shows metadata: names of accounts, numbers of tickets. */
static void
test_it_says_nothing_without_its_key (Backup *f, gconstpointer unused)
{
  g_autofree char *plain = g_build_filename (f->folder, "plain.tar", NULL);
  g_autofree char *bytes = NULL, *shown = NULL;
  gsize length, shown_length;
  JobBackup made;

  make (f);
  g_assert_true (job_backup_make (dir_of (f), plain, HARNESS_NOW + 1, &made, NULL));
  g_assert_true (g_file_get_contents (f->file, &bytes, &length, NULL));
  g_assert_true (g_file_get_contents (plain, &shown, &shown_length, NULL));
  g_assert_true (holds (shown, shown_length, "Testhaus", 8)
                 && holds (shown, shown_length, "hark.db", 7));
  g_assert_true (holds (shown, shown_length, f->ticket->id.bytes, HARK_ID_LEN));

  g_assert_false (holds (bytes, length, "Testhaus", 8));
  g_assert_false (holds (bytes, length, "hark.db", 7));
  g_assert_false (holds (bytes, length, "SQLite format", 13));
  g_assert_false (holds (bytes, length, f->ticket->id.bytes, HARK_ID_LEN));
  g_assert_false (holds (bytes, length, f->to[0].pk, 32)); /* nor to whom */
}

/* The disk that it is for may be a stranger's: of the database nothing comes to lie there
 * meanwhile. */
static void
test_what_is_readable_stays_on_the_servers_disk (Backup *f, gconstpointer unused)
{
  const FaultyKind none = { "nothing may be opened", FAULTY_ANY, 10, 5 };
  g_autofree char *plain = g_build_filename (f->folder, "plain.tar", NULL);
  g_autoptr (GError) error = NULL;
  JobBackup made;

  faulty_begin (f->folder, &none, 1, TRUE);
  g_assert_false (job_backup_make (dir_of (f), plain, HARNESS_NOW, &made, &error));
  g_assert_cmpuint (faulty_end (), >, 0);
  faulty_begin (f->folder, &none, 1, TRUE);
  make (f);
  g_assert_cmpuint (faulty_end (), ==, 0);
}

static void
test_damage_is_refused (Backup *f, gconstpointer unused)
{
  g_autofree char *bad = g_build_filename (f->folder, "bad", NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  make (f);
  g_assert_true (g_file_get_contents (f->file, &bytes, &length, NULL));
  {
    const struct
    {
      gsize at;
      HarkError code;
    } places[] = {
      { 0, HARK_ERROR_INVALID },
      { 4, HARK_ERROR_UPGRADE },
      { 5, HARK_ERROR_UPGRADE },
      { 6, HARK_ERROR_LAST },
      { 7, HARK_ERROR_INVALID },
      { 20, HARK_ERROR_FORBIDDEN },
      { 100, HARK_ERROR_UNVERIFIED },
      { HEADER - 1, HARK_ERROR_UNVERIFIED },
      { HEADER, HARK_ERROR_UNVERIFIED },
      { HEADER + PIECE + 7, HARK_ERROR_UNVERIFIED },
      { length / 2, HARK_ERROR_UNVERIFIED },
      { length - 1, HARK_ERROR_UNVERIFIED },
    };

    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
      {
        bytes[places[i].at] ^= 1;
        g_assert_true (g_file_set_contents (bad, bytes, (gssize)length, NULL));
        expect_refused (f, bad, f->key, places[i].code);
        bytes[places[i].at] ^= 1;
      }
  }
}

static void
test_a_torn_or_longer_one_is_refused (Backup *f, gconstpointer unused)
{
  g_autofree char *bad = g_build_filename (f->folder, "bad", NULL);
  g_autofree char *bytes = NULL, *longer = NULL;
  gsize length;

  make (f);
  g_assert_true (g_file_get_contents (f->file, &bytes, &length, NULL));
  {
    /* with pieces that are whole the archive in it may be so too */
    gsize pieces = (length - HEADER) / PIECE;
    const gsize ends[] = { 0,
                           3,
                           8,
                           100,
                           HEADER,
                           HEADER + 10,
                           HEADER + PIECE,
                           HEADER + pieces * PIECE,
                           HEADER + (pieces - 1) * PIECE + 5,
                           length - 17,
                           length - 1 };

    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
      {
        g_assert_true (g_file_set_contents (bad, bytes, (gssize)ends[i], NULL));
        expect_refused (f, bad, f->key, HARK_ERROR_LAST);
      }
  }
  longer = g_malloc0 (length + 3 * PIECE);
  memcpy (longer, bytes, length);
  g_assert_true (g_file_set_contents (bad, longer, (gssize)length + 1, NULL));
  expect_refused (f, bad, f->key, HARK_ERROR_LAST);
  g_assert_true (g_file_set_contents (bad, longer, (gssize)length + 3 * PIECE, NULL));
  expect_refused (f, bad, f->key, HARK_ERROR_LAST);
}

/* HarkFileSink. */
static gboolean
put (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

/* All of the archive is there; what is cut off are zeros that nobody would miss. */
static void
test_an_archive_is_whole_where_its_stream_is (Backup *f, gconstpointer unused)
{
  g_autofree char *plain = g_build_filename (f->folder, "plain.tar", NULL);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (HarkBackupSealer) sealer = hark_backup_sealer_new (f->to, 1, put, sealed);
  static const guint8 zeros[3 * 65536];
  g_autofree char *bytes = NULL;
  JobBackup made, found;
  gsize length;

  g_assert_true (job_backup_make (dir_of (f), plain, HARNESS_NOW, &made, NULL));
  g_assert_true (g_file_get_contents (plain, &bytes, &length, NULL));
  g_assert_true (hark_backup_sealer_feed (sealer, (const guint8 *)bytes, length, NULL));
  g_assert_true (hark_backup_sealer_feed (sealer, zeros, sizeof zeros, NULL));
  g_assert_true (hark_backup_sealer_finish (sealer, NULL));
  g_assert_true (g_file_set_contents (f->file, (const char *)sealed->data, sealed->len, NULL));
  g_assert_true (
      job_restore_run_with_key (f->into, f->file, f->key, HARNESS_NOW, FALSE, &found, NULL));
  srv_folder_clear (f->into);

  g_assert_cmpint (truncate (f->file, sealed->len - PIECE), ==, 0);
  expect_refused (f, f->file, f->key, HARK_ERROR_LAST);
}

/* Whoever knows the public key can encrypt what they like to it. */
static void
test_what_others_encrypted_is_looked_over_like_any (Backup *f, gconstpointer unused)
{
  g_autofree char *bad = g_build_filename (f->folder, "bad", NULL);
  static const char *const contents[] = { "", "This is a text.", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GByteArray) sealed = g_byte_array_new ();
      g_autoptr (HarkBackupSealer) sealer = hark_backup_sealer_new (f->to, 1, put, sealed);
      static const guint8 zeros[200000];
      const guint8 *data = contents[i] != NULL ? (const guint8 *)contents[i] : zeros;

      g_assert_true (hark_backup_sealer_feed (
          sealer, data, contents[i] != NULL ? strlen (contents[i]) : sizeof zeros, NULL));
      g_assert_true (hark_backup_sealer_finish (sealer, NULL));
      g_assert_true (g_file_set_contents (bad, (const char *)sealed->data, sealed->len, NULL));
      expect_refused (f, bad, f->key, HARK_ERROR_INVALID);
    }
}

static void
test_a_store_with_a_fault_gives_none (Backup *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (dir_of (f), SRV_STORE_FILE, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);
  g_autoptr (GError) error = NULL;
  JobBackup made;

  g_assert_true (hark_sqlite_exec (db, "UPDATE object SET seq = seq + 9000000000000000", NULL));
  g_assert_false (
      job_backup_make_encrypted (dir_of (f), f->file, f->to, 2, HARNESS_NOW, &made, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ask_number (dir_of (f), "SELECT count (*) FROM backup"), ==, 0);
  g_assert_true (hark_sqlite_exec (db, "UPDATE object SET seq = seq - 9000000000000000", NULL));
}

static guint n_stolen; /* locks that somebody else takes first */

/* In place of the C library's, for this whole program. */
int
flock (int fd, int operation)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = n_stolen > 0 ? g_file_read_link (link, NULL) : NULL;

  if (path == NULL || strstr (path, "/backup-") == NULL)
    return (int)syscall (SYS_flock, fd, operation);

  /* one holds it yet, of the other nothing is left */
  g_assert_cmpint (g_rmdir (path), ==, 0);
  n_stolen--;
  errno = EWOULDBLOCK;
  return n_stolen == 0 ? (int)syscall (SYS_flock, fd, operation) : -1;
}

static void
test_who_clears_up_takes_no_folder_that_is_new (Backup *f, gconstpointer unused)
{
  g_autofree char *work = NULL;
  g_autoptr (GError) error = NULL;
  int lock;

  n_stolen = 2;
  work = srv_folder_new_work (dir_of (f), &lock, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_stolen, ==, 0);
  g_assert_true (g_file_test (work, G_FILE_TEST_IS_DIR));
  g_assert_false (srv_folder_clear_works (dir_of (f), NULL));
  srv_folder_clear (work);
  g_assert_cmpint (close (lock), ==, 0);
}

/* As a process that was killed leaves it. */
static char *
leave_work (Backup *f, int *lock)
{
  char *work = srv_folder_new_work (dir_of (f), lock, NULL);
  g_autofree char *copy = g_build_filename (work, SRV_FOLDER_COPY, NULL);
  g_autofree char *db = g_build_filename (copy, SRV_STORE_FILE, NULL);

  g_assert_cmpint (g_mkdir (copy, 0700), ==, 0);
  g_assert_true (g_file_set_contents (db, "rows", -1, NULL));
  return work;
}

static void
test_what_a_killed_one_leaves_goes_with_the_next (Backup *f, gconstpointer unused)
{
  int killed_lock, lock;
  g_autofree char *killed = leave_work (f, &killed_lock);
  g_autofree char *at_work = leave_work (f, &lock);

  g_assert_cmpint (close (killed_lock), ==, 0);
  make (f);
  g_assert_false (g_file_test (killed, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (at_work, G_FILE_TEST_IS_DIR)); /* somebody else is making one */
  g_assert_cmpint (close (lock), ==, 0);
  g_assert_true (srv_folder_clear_works (dir_of (f), NULL));
  g_assert_false (srv_folder_clear_works (dir_of (f), NULL));
}

/* Whoever runs the server may keep folders of their own beside its files, whatever they are called.
 */
static void
test_folders_of_others_are_let_alone (Backup *f, gconstpointer unused)
{
  static const struct
  {
    const char *name, *holds;
    int mode;
  } theirs[] = {
    { "backup-2026", "hark.tar", 0700 },   { "backup-202611", "hark.tar", 0700 },
    { "backup-abcdef", "copy.tar", 0700 }, { "backup-AbC123", SRV_FOLDER_COPY, 0750 },
    { "backup-old.01", NULL, 0700 },       { "backup-", NULL, 0700 },
  };
  g_autofree char *linked = g_build_filename (dir_of (f), "backup-linked", NULL);
  g_autofree char *target = g_build_filename (f->folder, "elsewhere", NULL);
  gboolean is_left = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (theirs); i++)
    {
      g_autofree char *path = g_build_filename (dir_of (f), theirs[i].name, NULL);
      g_autofree char *file = g_build_filename (path, theirs[i].holds, NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_assert_cmpint (g_chmod (path, theirs[i].mode), ==, 0);
      g_assert_true (theirs[i].holds == NULL || g_file_set_contents (file, "theirs", -1, NULL));
    }
  g_assert_cmpint (g_mkdir (target, 0700), ==, 0);
  g_assert_cmpint (symlink (target, linked), ==, 0);

  make (f);
  g_assert_false (srv_folder_clear_works (dir_of (f), &is_left));
  g_assert_false (is_left);
  for (guint i = 0; i < G_N_ELEMENTS (theirs); i++)
    {
      g_autofree char *path = g_build_filename (dir_of (f), theirs[i].name, NULL);
      g_autofree char *file = g_build_filename (path, theirs[i].holds, NULL);

      g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
      srv_folder_clear (path);
    }
  g_assert_true (g_file_test (linked, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_unlink (linked), ==, 0);
  g_assert_cmpint (g_rmdir (target), ==, 0);
}

/* SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, HARNESS_NOW, error);
}

/* Or with a ticket that is deleted, whose rows may be in it. */
static void
test_what_a_killed_one_leaves_goes_with_a_ticket (Backup *f, gconstpointer unused)
{
  Harness *harness = f->people.world->harness;
  int lock;
  g_autofree char *killed = leave_work (f, &lock);

  g_assert_cmpint (close (lock), ==, 0);
  harness_write (harness, decide, &f->ticket->id);
  srv_eraser_wake (harness_get_context (harness)->eraser);
  g_assert_true (srv_eraser_wait (harness_get_context (harness)->eraser,
                                  g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND));
  g_assert_false (g_file_test (killed, G_FILE_TEST_EXISTS));
}

/* One that is being made may have a copy of the ticket: its receipt waits. */
static void
test_no_receipt_is_done_while_a_backup_is_made (Backup *f, gconstpointer unused)
{
  static const char SQL_DONE[] = "SELECT emptied FROM receipt";
  Harness *harness = f->people.world->harness;
  SrvEraser *eraser = harness_get_context (harness)->eraser;
  int lock;
  g_autofree char *at_work = leave_work (f, &lock);

  harness_write (harness, decide, &f->ticket->id);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait_gone (eraser, g_get_monotonic_time () + G_TIME_SPAN_MINUTE));
  g_assert_false (srv_eraser_wait (eraser, g_get_monotonic_time () + G_TIME_SPAN_SECOND));
  g_assert_true (g_file_test (at_work, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (ask_number (dir_of (f), SQL_DONE), ==, 0);
  srv_folder_clear (at_work);
  g_assert_cmpint (close (lock), ==, 0);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND));
  g_assert_cmpint (ask_number (dir_of (f), SQL_DONE), ==, 1);
}

static gboolean
is_encrypted (Backup *f)
{
  g_autoptr (JsonObject) health = harness_ask (f->people.world->harness, "GET", HARK_API_HEALTH,
                                               f->people.anna->token, NULL, 200);

  return json_object_get_boolean_member (health, "backup_encrypted");
}

static void
test_health_says_whether_the_newest_is_encrypted (Backup *f, gconstpointer unused)
{
  g_autofree char *plain = g_build_filename (f->folder, "plain.tar", NULL);
  JobBackup made;

  g_assert_false (is_encrypted (f));
  make (f);
  g_assert_true (is_encrypted (f));
  g_assert_true (job_backup_make (dir_of (f), plain, HARNESS_NOW + 1, &made, NULL));
  g_assert_false (is_encrypted (f));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  faulty_install ();

#define ADD(path, func)                                                                            \
  g_test_add ("/backup-encrypted/" path, Backup, NULL, set_up, func, tear_down)
  ADD ("keys", test_each_of_its_keys_brings_it_back);
  ADD ("other", test_no_other_key_does);
  ADD ("silent", test_it_says_nothing_without_its_key);
  ADD ("disk", test_what_is_readable_stays_on_the_servers_disk);
  ADD ("damage", test_damage_is_refused);
  ADD ("torn", test_a_torn_or_longer_one_is_refused);
  ADD ("stream", test_an_archive_is_whole_where_its_stream_is);
  ADD ("forged", test_what_others_encrypted_is_looked_over_like_any);
  ADD ("fault", test_a_store_with_a_fault_gives_none);
  ADD ("killed", test_what_a_killed_one_leaves_goes_with_the_next);
  ADD ("killed-erased", test_what_a_killed_one_leaves_goes_with_a_ticket);
  ADD ("theirs", test_folders_of_others_are_let_alone);
  ADD ("new-work", test_who_clears_up_takes_no_folder_that_is_new);
  ADD ("at-work", test_no_receipt_is_done_while_a_backup_is_made);
  ADD ("health", test_health_says_whether_the_newest_is_encrypted);
#undef ADD
  return g_test_run ();
}

/* fuzz-archive.c: a hostile backup: nothing of it comes to lie anywhere but where it belongs, and
 * no more than the file is large
 *
 * The first byte chooses: odd, the tar's check sums are made right here. */
#include "fuzz.h"

#include "folder.h"
#include "job-archive.h"
#include "store-blob.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK 512
#define SUM_AT 148
#define SIZE_AT 124

static void
fix_sums (guint8 *data, gsize size)
{
  for (gsize at = 0; at + BLOCK <= size;)
    {
      guint sum = 0;
      guint64 length;
      char text[13] = { 0 };

      memset (data + at + SUM_AT, ' ', 8);
      for (guint i = 0; i < BLOCK; i++)
        sum += data[at + i];
      if (sum == 8 * ' ') /* the end */
        {
          memset (data + at + SUM_AT, 0, 8);
          return;
        }
      g_snprintf ((char *)data + at + SUM_AT, 8, "%06o", sum & 0777777);
      memcpy (text, data + at + SIZE_AT, 12);
      length = g_ascii_strtoull (text, NULL, 8);
      at += BLOCK + (gsize)MIN ((length + BLOCK - 1) / BLOCK * BLOCK, size);
    }
}

/* Bytes of all files under @path; each is named as a backup's files are. */
static guint64
measure (const char *path, const char *inside, GHashTable *sizes)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint64 total = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *as
          = inside[0] == '\0' ? g_strdup (name) : g_build_filename (inside, name, NULL);
      GStatBuf info;

      g_assert_cmpint (g_lstat (child, &info), ==, 0);
      if (S_ISDIR (info.st_mode))
        {
          total += measure (child, as, sizes);
          continue;
        }
      g_assert_true (S_ISREG (info.st_mode) && (info.st_mode & 07777) == 0600);
      total += (guint64)info.st_size;
      if (!g_str_equal (as, JOB_ARCHIVE_DATABASE) && !g_str_equal (as, JOB_ARCHIVE_JOURNAL))
        {
          HarkId id;
          g_autofree char *expected = g_strdup_printf ("blobs/%.2s/%s", name, name);
          gint64 *size = NULL;

          g_assert_true (hark_id_from_string (name, &id));
          g_assert_cmpstr (as, ==, expected);
          if (sizes != NULL)
            size = g_hash_table_lookup (sizes, &id);
          g_assert_true (sizes == NULL || (size != NULL && *size == info.st_size));
        }
    }

  return total;
}

static GHashTable *
read_archive (int fd, gboolean keep, gsize size)
{
  char *outer = test_folder_new ();
  g_autofree char *folder = g_build_filename (outer, "inner", NULL);
  g_autoptr (GError) error = NULL;
  GHashTable *sizes;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  sizes = job_archive_read (fd, NULL, folder, keep, &error);
  fuzz_check (sizes != NULL, &error);
  g_assert_cmpuint (measure (folder, "", sizes), <=, size);
  g_assert_cmpint (g_rmdir (outer), ==, -1);
  test_folder_remove (outer);
  return sizes;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean fix = fuzz_take (&data, &size, 1) % 2 == 1;
  g_autofree guint8 *tar = g_memdup2 (data, size);
  g_autoptr (GHashTable) kept = NULL, counted = NULL;
  int fd = memfd_create ("tar", MFD_CLOEXEC);

  if (fix)
    fix_sums (tar, size);
  g_assert_true (fd >= 0 && write (fd, tar, size) == (gssize)size);
  kept = read_archive (fd, TRUE, size);
  counted = read_archive (fd, FALSE, size);
  close (fd);

  g_assert_true ((kept == NULL) == (counted == NULL));
  g_assert_true (kept == NULL || g_hash_table_size (kept) == g_hash_table_size (counted));
  return 0;
}

static void
put_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* An entry of five bytes by hand: what the real writer never writes. */
static void
put_entry (GByteArray *tar, const char *name, char type, const char *link)
{
  guint8 blocks[2 * BLOCK] = { 0 };
  char *at = (char *)blocks;

  g_strlcpy (at, name, 100);
  g_strlcpy (at + 100, "0000600", 8);
  g_strlcpy (at + SIZE_AT, "00000000005", 12);
  at[156] = type;
  g_strlcpy (at + 157, link, 100);
  memcpy (at + 257,
          "ustar\0"
          "00",
          8);
  memcpy (at + BLOCK, "hello", 5);
  g_byte_array_append (tar, blocks, sizeof blocks);
}

/* A database first where @behind, then the entry. */
static void
add_entry (const char *seed, gboolean behind, const char *name, char type, const char *link)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  const guint8 end[2 * BLOCK] = { 0 };

  g_byte_array_append (tar, (const guint8 *)"\1", 1);
  if (behind)
    put_entry (tar, JOB_ARCHIVE_DATABASE, '0', "");
  put_entry (tar, name, type, link);
  g_byte_array_append (tar, end, sizeof end);
  fuzz_add (seed, tar->data, tar->len);
}

void
fuzz_seed (void)
{
  const HarkId id = { { 0xab } };
  char *folder = test_folder_new ();
  g_autofree char *database = g_build_filename (folder, "db", NULL);
  g_autofree char *journal = g_build_filename (folder, "none", NULL);
  g_autofree char *text = hark_id_to_string (&id);
  g_autofree char *name = g_strdup_printf ("blobs/%.2s/%s", text, text);
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (folder);
  g_autoptr (GArray) done = g_array_new (FALSE, TRUE, sizeof (SrvBlob));
  SrvBlob blob = { .id = id, .size = 4 };
  guint8 tar[1 + 16384] = { 0 };
  int fd = memfd_create ("tar", MFD_CLOEXEC);
  gssize length;

  put_file (folder, "db", "SQLite");
  put_file (folder, name, "blob");
  g_array_append_val (done, blob);
  g_assert_true (job_archive_write (fd, NULL, database, journal, blobs, done, NULL));
  length = pread (fd, tar + 1, sizeof tar - 1, 0);
  close (fd);
  test_folder_remove (folder);
  g_assert_cmpint (length, >=, 6 * BLOCK);

  /* the blocks behind the end say nothing */
  fuzz_add ("backup", tar, 1 + 6 * BLOCK);
  tar[0] = 1;
  fuzz_add ("backup-summed", tar, 1 + 6 * BLOCK);
  add_entry ("link", FALSE, JOB_ARCHIVE_DATABASE, '2', "/etc/passwd");
  add_entry ("hard-link", FALSE, JOB_ARCHIVE_DATABASE, '1', "blobs");
  add_entry ("sparse", FALSE, JOB_ARCHIVE_DATABASE, 'S', "");
  add_entry ("pax", FALSE, "x", 'x', "");
  add_entry ("above", FALSE, "../hark.db", '0', "");
  add_entry ("journal", TRUE, JOB_ARCHIVE_JOURNAL, '0', "");
  add_entry ("journal-first", FALSE, JOB_ARCHIVE_JOURNAL, '0', "");
  add_entry ("above-blob", TRUE, "../inner/00000000000000000000000000000001", '0', "");
  add_entry ("other-folder", TRUE, "blobs/01/00000000000000000000000000000001", '0', "");
  add_entry ("linked-blob", TRUE, "blobs/00/00000000000000000000000000000001", '2',
             "../../hark.db");
  add_entry ("blob", TRUE, "blobs/00/00000000000000000000000000000001", '0', "");
}

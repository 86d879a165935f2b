/* fuzz-main.c: a target as a plain test: its own seeds, the kept inputs, and mutations of both that
 * are the same in every run
 *
 * fuzz-NOUN [--seed N] [--rounds N] FOLDER     the test, in TAP
 * fuzz-NOUN --write FOLDER                     writes the target's own seeds there
 * fuzz-NOUN FILE...                            these inputs only */
#include "fuzz.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LARGEST 65536
#define MAX_CHANGES 4

static const guint8 *current;
static gsize current_size;
static char *kept; /* where an input goes that breaks a promise */

/* Under a sanitizer: called before it ends the program. */
void __sanitizer_set_death_callback (void (*callback) (void)) __attribute__ ((weak));

static void
keep_input (void)
{
  static const char text[] = "# the input is kept: ";
  int fd = open (kept, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0)
    return;
  if (write (fd, current, current_size) < 0 || write (1, text, strlen (text)) < 0
      || write (1, kept, strlen (kept)) < 0 || write (1, "\n", 1) < 0)
    _exit (1);
  close (fd);
}

static void
on_signal (int number)
{
  keep_input ();
  signal (number, SIG_DFL);
  raise (number);
}

static void
run_input (gconstpointer data, gsize size)
{
  /* of its own size, so that a byte too far is seen */
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  memcpy (copy, data, size);
  current = copy;
  current_size = size;
  LLVMFuzzerTestOneInput (copy, size);
  current_size = 0;
}

static void
run_file (const char *path)
{
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    g_error ("%s cannot be read", path);
  run_input (data, size);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const FuzzSeed *const *)a)->name, (*(const FuzzSeed *const *)b)->name);
}

static gboolean
is_known (const char *name)
{
  GPtrArray *list = fuzz_list ();

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((FuzzSeed *)g_ptr_array_index (list, i))->name, name))
      return TRUE;

  return FALSE;
}

/* The target's own seeds are there already, as the writers write them now. */
static void
add_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      if (!is_known (name) && g_file_get_contents (file, &data, &size, NULL))
        fuzz_add (name, data, size);
    }
}

/* --- mutations --- */

static gsize
below (GRand *rand, gsize end)
{
  return end > 0 ? (gsize)g_rand_int (rand) % end : 0;
}

static void
insert (GByteArray *to, gsize at, gconstpointer data, gsize length)
{
  gsize behind = to->len - at;

  if (to->len + length > LARGEST)
    return;
  g_byte_array_set_size (to, (guint)(to->len + length));
  memmove (to->data + at + length, to->data + at, behind);
  memcpy (to->data + at, data, length);
}

static void
mutate (GRand *rand, GByteArray *to, GBytes *other)
{
  static const guint8 odd[] = { 0, 1, 0x7f, 0x80, 0xff, '"', '\\', '\n', '\r', '%', '/', '-', '{' };
  gsize at = below (rand, to->len), length = 1 + below (rand, MIN (to->len - at, 64));
  gsize size, from;
  const guint8 *data = g_bytes_get_data (other, &size);

  switch (to->len > 0 ? below (rand, 7) : 6)
    {
    case 0:
      to->data[at] ^= (guint8)(1u << below (rand, 8));
      break;
    case 1:
      to->data[at] = odd[below (rand, G_N_ELEMENTS (odd))];
      break;
    case 2:
      to->data[at] = (guint8)g_rand_int (rand);
      break;
    case 3:
      g_byte_array_remove_range (to, (guint)at, (guint)MIN (length, to->len - at));
      break;
    case 4:
      to->data[at] = (guint8)(to->data[at] + (below (rand, 2) > 0 ? 1 : -1));
      break;
    case 5:
      {
        g_autofree guint8 *piece = g_memdup2 (to->data + at, MIN (length, to->len - at));

        insert (to, below (rand, to->len), piece, MIN (length, to->len - at));
      }
      break;
    default:
      /* each number is drawn once: MIN () would draw twice */
      from = below (rand, size);
      length = 1 + below (rand, 256);
      insert (to, at, data + from, MIN (size - from, length));
    }
}

static GBytes *
pick (GRand *rand)
{
  GPtrArray *list = fuzz_list ();

  return ((FuzzSeed *)g_ptr_array_index (list, below (rand, list->len)))->bytes;
}

static void
run_mutations (guint32 seed, guint rounds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      GBytes *from = pick (rand);
      gsize changes = 1 + below (rand, MAX_CHANGES);

      g_byte_array_append (input, g_bytes_get_data (from, NULL), (guint)g_bytes_get_size (from));
      while (changes-- > 0)
        mutate (rand, input, pick (rand));
      run_input (input->data, input->len);
    }
}

/* --- the program --- */

static void
write_seeds (const char *folder)
{
  GPtrArray *list = fuzz_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const FuzzSeed *seed = g_ptr_array_index (list, i);
      g_autofree char *path = g_build_filename (folder, seed->name, NULL);
      g_autoptr (GError) error = NULL;

      g_mkdir_with_parents (folder, 0755);
      g_file_set_contents (path, g_bytes_get_data (seed->bytes, NULL),
                           (gssize)g_bytes_get_size (seed->bytes), &error);
      g_assert_no_error (error);
    }
}

static void
run_test (const char *folder, guint32 seed, guint rounds)
{
  GPtrArray *list = fuzz_list ();

  add_folder (folder);
  g_ptr_array_sort (list, compare);
  g_print ("1..2\n# seed %u, %u inputs, %u mutations\n", seed, list->len, rounds);
  for (guint i = 0; i < list->len; i++)
    {
      GBytes *bytes = ((FuzzSeed *)g_ptr_array_index (list, i))->bytes;

      run_input (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  g_print ("ok 1 every kept input keeps the promises\n");
  run_mutations (seed, rounds);
  g_print ("ok 2 so does every mutation of them\n");
}

int
main (int argc, char **argv)
{
  static const int deadly[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP };
  int seed = 20260101, rounds = 1000;
  g_autofree char *folder = NULL;
  const GOptionEntry entries[]
      = { { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "where mutations begin", "N" },
          { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "how many mutations", "N" },
          { "write", 0, 0, G_OPTION_ARG_FILENAME, &folder, "write the seeds", "FOLDER" },
          { NULL } };
  g_autoptr (GOptionContext) options = g_option_context_new ("FOLDER|FILE...");
  g_autofree char *name = g_path_get_basename (argv[0]);

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL) || (folder == NULL && argc < 2))
    g_error ("see the head of fuzz-main.c");

  kept = g_strdup_printf ("%s/crash-%s", g_get_tmp_dir (), name);
  for (guint i = 0; i < G_N_ELEMENTS (deadly); i++)
    signal (deadly[i], on_signal);
  if (__sanitizer_set_death_callback != NULL)
    __sanitizer_set_death_callback (keep_input);

  if (folder != NULL || g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    fuzz_seed ();
  if (folder != NULL)
    write_seeds (folder);
  else if (g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    run_test (argv[1], (guint32)seed, (guint)rounds);
  else
    for (int i = 1; i < argc; i++)
      run_file (argv[i]);
  return 0;
}

/* bench-heap.c: what wiping costs (shared/hark-heap.c). Without arguments it measures its own heap;
 * with another build of itself as the argument it has both measure by turns, and prints the medians
 * and their ratio. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hark-json.h"
#include "hark-sqlite.h"

#define ROUNDS 9
#define BYTES (64u << 20) /* through each size */
#define MOST_PIECES 400000
#define ROWS 2000

static char *page; /* of the feed */

/* In turns of a hundred, as a tree or a list is taken and given back. */
static void
take_pieces (gsize size)
{
  const guint turns = (guint)(MIN (BYTES / size, MOST_PIECES) / 100);
  gpointer pieces[100];

  for (guint i = 0; i < turns; i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (pieces); k++)
        {
          pieces[k] = g_malloc (size);
          memset (pieces[k], 1, size);
        }
      for (guint k = 0; k < G_N_ELEMENTS (pieces); k++)
        g_free (pieces[k]);
    }
}

static void
take_tiny (void)
{
  take_pieces (24);
}

static void
take_small (void)
{
  take_pieces (256);
}

static void
take_middle (void)
{
  take_pieces (4096);
}

static void
take_large (void)
{
  take_pieces (65536);
}

static void
grow_text (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k < 100000; k++)
        g_string_append (text, "sixteen letters.");
    }
}

/* As a page of the feed: objects, sealed, in Base64. (transfer full) */
static char *
make_page (void)
{
  g_autoptr (JsonObject) whole = json_object_new ();
  JsonArray *rows = json_array_new ();
  guint8 sealed[1100];

  memset (sealed, 7, sizeof sealed);
  for (guint i = 0; i < ROWS; i++)
    {
      JsonObject *row = json_object_new ();

      json_object_set_int_member (row, "rv", i);
      json_object_set_string_member (row, "number", "2026-4711");
      hark_json_set_bytes (row, "id", sealed, 16);
      hark_json_set_bytes (row, "data", sealed, sizeof sealed);
      json_array_add_object_element (rows, row);
    }
  json_object_set_array_member (whole, "objects", rows);
  return hark_json_to_string (whole);
}

static void
read_page (void)
{
  gsize length = strlen (page);

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (JsonObject) whole = hark_json_parse_object (page, length, length, NULL);
      JsonArray *rows = json_object_get_array_member (whole, "objects");

      for (guint k = 0; k < json_array_get_length (rows); k++)
        {
          g_autoptr (GBytes) data = hark_json_get_bytes (json_array_get_object_element (rows, k),
                                                         "data", 0, 2000, NULL);

          g_assert_nonnull (data);
        }
    }
}

static void
use_database (void)
{
  g_autoptr (HarkSqlite) db = hark_sqlite_open (":memory:", HARK_SQLITE_READ_WRITE, NULL);

  g_assert_nonnull (db);
  g_assert_true (hark_sqlite_exec (db, "CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)", NULL));
  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (hark_sqlite_exec (
          db,
          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
          " INSERT INTO t (x) SELECT zeroblob (1100) FROM n",
          NULL));
      g_assert_true (hark_sqlite_exec (db, "DELETE FROM t", NULL));
    }
}

static const struct
{
  const char *name;
  void (*work) (void);
} works[] = {
  { "pieces of 24 bytes", take_tiny },
  { "pieces of 256 bytes", take_small },
  { "pieces of 4 KiB", take_middle },
  { "pieces of 64 KiB", take_large },
  { "a text that grows to 1.6 MB", grow_text },
  { "a page of the feed is read", read_page },
  { "rows in and out of a table", use_database },
};

static void
measure (void)
{
  page = make_page ();
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    {
      clock_t begun = clock (); /* of the processor: others may be busy */

      works[i].work ();
      g_print ("%ld\n", (long)(clock () - begun));
    }
  g_free (page);
}

/* ---- by turns ---- */

static double taken[G_N_ELEMENTS (works)][2][ROUNDS];

static void
run (const char *program, guint which, guint round)
{
  const char *const argv[] = { program, NULL };
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, 0, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (works) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    taken[i][which][round] = g_ascii_strtod (lines[i], NULL) * 1000 / CLOCKS_PER_SEC;
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    {
      measure ();
      return 0;
    }

  for (guint round = 0; round < ROUNDS; round++)
    for (guint k = 0; k < 2; k++)
      run ((round + k) % 2 == 0 ? argv[0] : argv[1], (round + k) % 2, round);

  g_print ("| %-28s | %-9s | %-9s | ratio |\n", "", "wiping", "not");
  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    {
      for (guint k = 0; k < 2; k++)
        qsort (taken[i][k], ROUNDS, sizeof taken[i][k][0], compare_double);
      g_print ("| %-28s | %6.1f ms | %6.1f ms | %5.2f |\n", works[i].name, taken[i][0][ROUNDS / 2],
               taken[i][1][ROUNDS / 2], taken[i][0][ROUNDS / 2] / taken[i][1][ROUNDS / 2]);
    }
  return 0;
}

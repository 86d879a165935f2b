/* test-seal.c: ids, names, and the primitives under the formats */
#include "hark-error.h"
#include "hark-seal-private.h"
#include "hark-text.h"

static void
test_ids_are_read_strictly (void)
{
  static const char *const wrong[] = { "",
                                       NULL,
                                       "00112233445566778899aabbccddeef",
                                       "00112233445566778899aabbccddeeff0",
                                       "00112233445566778899AABBCCDDEEFF",
                                       "00112233445566778899aabbccddeefg",
                                       " 0112233445566778899aabbccddeeff",
                                       "0x112233445566778899aabbccddeeff" };
  HarkId id = { { 9 } }, before = id, other;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (hark_id_from_string (wrong[i], &id));
      g_assert_true (hark_id_equal (&id, &before));
    }
  g_assert_true (hark_id_from_string ("00112233445566778899aabbccddeeff", &id));
  text = hark_id_to_string (&id);
  g_assert_cmpstr (text, ==, "00112233445566778899aabbccddeeff");

  hark_id_random (&other);
  g_assert_false (hark_id_equal (&id, &other));
  g_assert_false (hark_id_is_zero (&id));
  memset (&id, 0, sizeof id);
  g_assert_true (hark_id_is_zero (&id));
}

static void
test_ids_are_found_in_tables (void)
{
  g_autoptr (GHashTable) table
      = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  HarkId id;

  for (guint i = 0; i < 1000; i++)
    {
      memset (&id, 0, sizeof id);
      id.bytes[i % 16] = (guint8)(i / 16 + 1);
      g_hash_table_insert (table, hark_id_copy (&id), GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < 1000; i++)
    {
      memset (&id, 0, sizeof id);
      id.bytes[i % 16] = (guint8)(i / 16 + 1);
      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, &id)), ==, i);
    }
}

static void
test_box_opens_only_whole_and_in_its_place (void)
{
  guint8 key[32];
  g_autoptr (GBytes) box = NULL;
  g_autoptr (GBytes) empty = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize length;

  hark_seal_random (key, sizeof key);
  box = hark_seal_box (key, "place", 5, "secret", 6);
  data = g_bytes_get_data (box, &length);
  g_assert_cmpuint (length, ==, 6 + HARK_BOX_OVERHEAD);
  plain = hark_seal_box_open (key, "place", 5, data, length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), "secret", 6);
  empty = hark_seal_box (key, NULL, 0, NULL, 0);
  nothing = hark_seal_box_open (key, NULL, 0, g_bytes_get_data (empty, NULL), HARK_BOX_OVERHEAD,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);

  for (gsize i = 0; i < length; i++)
    {
      g_autofree guint8 *wrong = g_memdup2 (data, length);

      g_assert_null (hark_seal_box_open (key, "place", 5, data, i, NULL));
      wrong[i] ^= 0x80;
      g_assert_null (hark_seal_box_open (key, "place", 5, wrong, length, NULL));
    }
  g_assert_null (hark_seal_box_open (key, "other", 5, data, length, NULL));
  key[0] ^= 1;
  g_assert_null (hark_seal_box_open (key, "place", 5, data, length, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

static void
test_secrets_start_as_zeros (void)
{
  for (gsize length = 1; length < 300; length += 37)
    {
      guint8 *secret = hark_seal_alloc (length);

      g_assert_true (hark_seal_is_zero (secret, length));
      memset (secret, 0xff, length);
      hark_seal_free (secret);
    }
  hark_seal_free (NULL);
  hark_seal_free_string (NULL);
}

static void
test_names_that_look_alike_are_one (void)
{
  static const char *const same[][2] = { { "Stra\303\237e", "STRASSE" },
                                         { "\357\274\241da", "ada" },
                                         { "o\314\210l", "\303\226L" } };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *one = hark_text_fold (same[i][0]);
      g_autofree char *other = hark_text_fold (same[i][1]);

      g_assert_cmpstr (one, ==, other);
    }
}

static void
test_names_hold_no_tricks (void)
{
  static const char *const wrong[] = { "",
                                       " a",
                                       "a\t",
                                       "a\nb",
                                       "\302\205",
                                       "a\342\200\250b",
                                       "\342\200\256a",
                                       "\342\201\246a",
                                       "\357\273\277a",
                                       "\xc0\x80" };

  g_assert_true (hark_text_is_name ("a", 1, 1));
  g_assert_true (hark_text_is_name ("O\342\200\231Neill \303\204", 12, 200));
  g_assert_false (hark_text_is_name ("ab", 2, 1));
  g_assert_false (hark_text_is_name ("a\0b", 3, 10));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (hark_text_is_name (wrong[i], strlen (wrong[i]), 200));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add_func ("/id/ids-are-read-strictly", test_ids_are_read_strictly);
  g_test_add_func ("/id/ids-are-found-in-tables", test_ids_are_found_in_tables);
  g_test_add_func ("/text/names-that-look-alike-are-one", test_names_that_look_alike_are_one);
  g_test_add_func ("/text/names-hold-no-tricks", test_names_hold_no_tricks);
  g_test_add_func ("/seal/box-opens-only-whole-and-in-its-place",
                   test_box_opens_only_whole_and_in_its_place);
  g_test_add_func ("/seal/secrets-start-as-zeros", test_secrets_start_as_zeros);

  return g_test_run ();
}

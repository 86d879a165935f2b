/* test-file.c: attachments in sealed chunks, and their manifests */
#include "hark-file.h"
#include "hark-json.h"
#include "vector.h"

#define SEALED_CHUNK (HARK_FILE_CHUNK + HARK_FILE_TAG)

static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

static gboolean
sink_fails (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, "full");
  return FALSE;
}

/* The vectors' content. */
static GBytes *
content (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8)(i * 31 + (i >> 8));
  return g_bytes_new_take (data, size);
}

/* Seals @plain in pieces of @piece bytes. */
static GBytes *
seal (GBytes *plain, gsize piece, HarkManifest *manifest)
{
  g_autoptr (HarkFileSealer) sealer = NULL;
  g_autoptr (GError) error = NULL;
  GByteArray *sealed = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (plain, NULL);
  gsize length = g_bytes_get_size (plain);

  hark_id_random (&manifest->blob);
  sealer = hark_file_sealer_new (&manifest->blob, G_MAXINT64, collect, sealed);
  for (gsize at = 0; at < length; at += piece)
    {
      hark_file_sealer_feed (sealer, data + at, MIN (piece, length - at), &error);
      g_assert_no_error (error);
    }
  hark_file_sealer_finish (sealer, manifest, &error);
  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (sealed);
}

/* What comes out, or NULL: then @error. */
static GBytes *
open_sealed (GBytes *sealed, gsize piece, const HarkManifest *manifest, GError **error)
{
  GByteArray *plain = g_byte_array_new ();
  g_autoptr (HarkFileOpener) opener = hark_file_opener_new (manifest, collect, plain);
  const guint8 *data = g_bytes_get_data (sealed, NULL);
  gsize length = g_bytes_get_size (sealed);
  gboolean ok = TRUE;

  for (gsize at = 0; ok && at < length; at += piece)
    ok = hark_file_opener_feed (opener, data + at, MIN (piece, length - at), error);
  ok = ok && hark_file_opener_finish (opener, error);
  if (!ok)
    {
      g_byte_array_unref (plain);
      return NULL;
    }

  return g_byte_array_free_to_bytes (plain);
}

static void
assert_opens (GBytes *sealed, gsize piece, const HarkManifest *manifest, GBytes *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = open_sealed (sealed, piece, manifest, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, expected));
}

static void
assert_refused (GBytes *sealed, const HarkManifest *manifest)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_sealed (sealed, 10000, manifest, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

static void
test_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("file");
  guint8 key[32], prefix[16], hash[32];
  HarkId blob;

  vector_id (all, "blob", &blob);
  vector_fixed (all, "key", key, sizeof key);
  vector_fixed (all, "prefix", prefix, sizeof prefix);
  for (guint i = 0; i < vector_count (all, "files"); i++)
    {
      JsonObject *v = vector_at (all, "files", i);
      g_autoptr (GBytes) plain = content ((gsize)vector_int (v, "size"));
      g_autoptr (GByteArray) sealed = g_byte_array_new ();
      g_autoptr (HarkFileSealer) sealer
          = hark_file_sealer_new_with_key (&blob, G_MAXINT64, collect, sealed, key, prefix);
      HarkManifest manifest = { 0 };

      g_assert_true (hark_file_sealer_feed (sealer, g_bytes_get_data (plain, NULL),
                                            g_bytes_get_size (plain), NULL));
      g_assert_true (hark_file_sealer_finish (sealer, &manifest, NULL));
      g_assert_cmpint (manifest.size, ==, vector_int (v, "size"));
      g_assert_cmpint (manifest.padded, ==, vector_int (v, "padded"));
      g_assert_cmpint ((gint64)manifest.chunks, ==, vector_int (v, "chunks"));
      g_assert_cmpint (sealed->len, ==, vector_int (v, "sealed_size"));
      g_assert_cmpint (hark_file_sealed_size (manifest.padded), ==, sealed->len);
      vector_assert_mem (manifest.hash, 32, v, "hash");
      hark_seal_hash (hash, sizeof hash, NULL, 0, NULL, sealed->data, (gsize)sealed->len, NULL);
      vector_assert_mem (hash, 32, v, "sealed_hash");
      g_assert_cmpmem (manifest.key, 32, key, 32);
      g_assert_cmpmem (manifest.prefix, 16, prefix, 16);
      g_assert_true (hark_id_equal (&manifest.blob, &blob));
    }
}

static void
test_padded_sizes_are_padme (void)
{
  g_autoptr (JsonObject) all = vector_load ("file");
  JsonArray *sizes = json_object_get_array_member (all, "sizes");
  gint64 before = 0;

  for (guint i = 0; i < json_array_get_length (sizes); i++)
    {
      JsonArray *pair = json_array_get_array_element (sizes, i);

      g_assert_cmpint (hark_file_padded_size (json_array_get_int_element (pair, 0)), ==,
                       json_array_get_int_element (pair, 1));
    }

  /* never less than the file, at most an eighth more, never falling */
  for (gint64 size = 1; size < 3000000; size += 997)
    {
      gint64 padded = hark_file_padded_size (size);

      g_assert_cmpint (padded, >=, MAX (size, 1024));
      g_assert_cmpint (padded, <=, MAX (size + size / 8, 1024));
      g_assert_cmpint (padded, >=, before);
      before = padded;
    }
  g_assert_cmpint (hark_file_padded_size (-5), ==, 1024);
}

static void
test_file_comes_back_in_any_pieces (void)
{
  static const gsize sizes[] = { 0, 1, 1024, 65535, 65536, 65537, 131072, 131073, 200001 };
  static const gsize pieces[] = { 1021, 65536, 65552, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (pieces); j++)
      {
        g_autoptr (GBytes) plain = content (sizes[i]);
        HarkManifest manifest = { 0 };
        g_autoptr (GBytes) sealed = seal (plain, pieces[j], &manifest);

        g_assert_cmpint (manifest.size, ==, (gint64)sizes[i]);
        g_assert_cmpuint (g_bytes_get_size (sealed), ==,
                          (gsize)hark_file_sealed_size (manifest.padded));
        assert_opens (sealed, pieces[G_N_ELEMENTS (pieces) - 1 - j], &manifest, plain);
      }
}

static void
test_single_bytes_are_enough (void)
{
  g_autoptr (GBytes) plain = content (3000);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 1, &manifest);

  assert_opens (sealed, 1, &manifest, plain);
}

static void
test_two_seals_of_a_file_differ (void)
{
  g_autoptr (GBytes) plain = content (10);
  HarkManifest one = { 0 }, other = { 0 };
  g_autoptr (GBytes) first = seal (plain, 10, &one);
  g_autoptr (GBytes) second = seal (plain, 10, &other);

  g_assert_false (g_bytes_equal (first, second));
  g_assert_false (hark_seal_equal (one.key, other.key, 32));
}

/* Chunks @order of @sealed, one behind the other. */
static GBytes *
rearrange (GBytes *sealed, const guint *order, guint n)
{
  GByteArray *made = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (sealed, NULL);
  gsize length = g_bytes_get_size (sealed);

  for (guint i = 0; i < n; i++)
    {
      gsize at = (gsize)order[i] * SEALED_CHUNK;

      g_byte_array_append (made, data + at, (guint)MIN ((gsize)SEALED_CHUNK, length - at));
    }
  return g_byte_array_free_to_bytes (made);
}

static void
test_reordered_repeated_and_missing_chunks_are_refused (void)
{
  static const struct
  {
    guint n;
    guint order[5];
  } wrong[] = {
    { 4, { 1, 0, 2, 3 } },
    { 4, { 0, 2, 1, 3 } },
    { 4, { 0, 0, 2, 3 } },
    { 4, { 0, 1, 2, 2 } },
    { 3, { 0, 1, 2 } },
    { 1, { 0 } },
    { 0, { 0 } },
    { 3, { 0, 1, 3 } },
    { 3, { 1, 2, 3 } },
    { 5, { 0, 1, 2, 3, 3 } },
    { 5, { 0, 1, 2, 3, 0 } },
  };
  static const guint right[] = { 0, 1, 2, 3 };
  g_autoptr (GBytes) plain = content (4 * HARK_FILE_CHUNK);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 100000, &manifest);
  g_autoptr (GBytes) same = rearrange (sealed, right, 4);

  g_assert_cmpuint (manifest.chunks, ==, 4);
  assert_opens (same, 100000, &manifest, plain);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) made = rearrange (sealed, wrong[i].order, wrong[i].n);

      assert_refused (made, &manifest);
    }
}

static void
test_truncated_and_longer_files_are_refused (void)
{
  g_autoptr (GBytes) plain = content (70000);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 70000, &manifest);
  const gsize length = g_bytes_get_size (sealed);
  const gsize cuts[] = { 0, 1, 16, HARK_FILE_CHUNK, SEALED_CHUNK, SEALED_CHUNK + 16, length - 1 };
  g_autoptr (GBytes) longer = vector_longer (sealed, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (GBytes) cut = vector_cut (sealed, cuts[i]);

      assert_refused (cut, &manifest);
    }
  assert_refused (longer, &manifest);
}

/* The last chunk says that it is: neither a prefix nor a longer file can pass for the whole. */
static void
test_last_flag_is_bound (void)
{
  g_autoptr (GBytes) plain = content (2 * HARK_FILE_CHUNK);
  HarkManifest manifest = { 0 }, shorter, longer;
  g_autoptr (GBytes) sealed = seal (plain, 100000, &manifest);
  g_autoptr (GBytes) first = vector_cut (sealed, SEALED_CHUNK);
  g_autoptr (GBytes) more = vector_longer (sealed, SEALED_CHUNK);

  shorter = manifest;
  shorter.size = shorter.padded = HARK_FILE_CHUNK;
  shorter.chunks = 1;
  assert_refused (first, &shorter);
  longer = manifest;
  longer.size = longer.padded = 3 * HARK_FILE_CHUNK;
  longer.chunks = 3;
  assert_refused (more, &longer);
}

static void
test_every_changed_byte_is_refused (void)
{
  g_autoptr (GBytes) plain = content (100);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 100, &manifest);

  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (sealed, i);

      assert_refused (wrong, &manifest);
    }
}

static void
test_wrong_manifest_is_refused (void)
{
  g_autoptr (GBytes) plain = content (100);
  HarkManifest manifest = { 0 }, wrong;
  g_autoptr (GBytes) sealed = seal (plain, 100, &manifest);

  wrong = manifest;
  wrong.key[0] ^= 1;
  assert_refused (sealed, &wrong);
  wrong = manifest;
  wrong.prefix[0] ^= 1;
  assert_refused (sealed, &wrong);
  wrong = manifest;
  wrong.blob.bytes[0] ^= 1;
  assert_refused (sealed, &wrong);
  wrong = manifest;
  wrong.hash[31] ^= 1;
  assert_refused (sealed, &wrong);
  /* a size that takes content for padding, or more than there is */
  wrong = manifest;
  wrong.size = 99;
  assert_refused (sealed, &wrong);
  wrong.size = 2000;
  assert_refused (sealed, &wrong);
  assert_opens (sealed, 100, &manifest, plain);
}

static void
test_nothing_of_a_bad_chunk_comes_out (void)
{
  g_autoptr (GBytes) plain = content (HARK_FILE_CHUNK + 500);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 100000, &manifest);
  g_autoptr (GBytes) wrong = vector_flip (sealed, SEALED_CHUNK + 3);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (HarkFileOpener) opener = hark_file_opener_new (&manifest, collect, out);
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_file_opener_feed (opener, g_bytes_get_data (wrong, NULL),
                                         g_bytes_get_size (wrong), NULL));
  g_assert_cmpuint (out->len, ==, HARK_FILE_CHUNK);
  /* and it stays refused */
  g_assert_false (hark_file_opener_feed (opener, g_bytes_get_data (sealed, NULL), 1, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_false (hark_file_opener_finish (opener, NULL));
}

static void
test_file_over_the_cap_is_refused (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  HarkId blob = { { 1 } };
  g_autoptr (HarkFileSealer) sealer = hark_file_sealer_new (&blob, 1000, collect, out);
  g_autoptr (GError) error = NULL;
  HarkManifest manifest = { 0 };
  guint8 data[1001] = { 0 };

  g_assert_true (hark_file_sealer_feed (sealer, data, 999, NULL));
  g_assert_true (hark_file_sealer_feed (sealer, data, 1, NULL));
  g_assert_false (hark_file_sealer_feed (sealer, data, 1, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
  g_assert_false (hark_file_sealer_finish (sealer, &manifest, NULL));
  g_assert_cmpuint (out->len, ==, 0);
}

static void
test_chunk_is_sealed_once (void)
{
  HarkId blob = { { 1 } };
  g_autoptr (HarkFileSealer) sealer = hark_file_sealer_new (&blob, 1000, sink_fails, NULL);
  g_autoptr (GError) error = NULL;
  HarkManifest manifest = { 0 };

  g_assert_false (hark_file_sealer_finish (sealer, &manifest, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_false (hark_file_sealer_finish (sealer, &manifest, NULL));
  g_assert_false (hark_file_sealer_feed (sealer, blob.bytes, 1, NULL));
  g_assert_true (hark_seal_is_zero (&manifest, sizeof manifest));
}

static void
test_sink_that_fails_stops_the_opener (void)
{
  g_autoptr (GBytes) plain = content (100);
  HarkManifest manifest = { 0 };
  g_autoptr (GBytes) sealed = seal (plain, 100, &manifest);
  g_autoptr (HarkFileOpener) opener = hark_file_opener_new (&manifest, sink_fails, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_file_opener_feed (opener, g_bytes_get_data (sealed, NULL),
                                         g_bytes_get_size (sealed), &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
  g_assert_false (hark_file_opener_finish (opener, NULL));
}

/* ------------------------------------------------------------------ manifest */

static HarkManifest *
make_manifest (void)
{
  HarkManifest *manifest = g_new0 (HarkManifest, 1);
  g_autoptr (GBytes) plain = content (70000);
  g_autoptr (GBytes) sealed = seal (plain, 70000, manifest);

  hark_id_random (&manifest->with);
  manifest->name = g_strdup ("rechnung \303\244.pdf");
  manifest->type = g_strdup ("application/pdf");
  return manifest;
}

static void
test_manifest_survives_json (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HarkManifest) manifest = make_manifest ();
      g_autoptr (JsonObject) body = NULL;
      g_autoptr (HarkManifest) read = NULL;
      g_autoptr (GError) error = NULL;

      manifest->from_reporter = i == 1;
      body = hark_manifest_to_json (manifest);
      read = hark_manifest_from_json (body, &error);
      g_assert_no_error (error);
      g_assert_true (hark_id_equal (&read->blob, &manifest->blob));
      g_assert_true (hark_id_equal (&read->with, &manifest->with));
      g_assert_cmpint (read->from_reporter, ==, manifest->from_reporter);
      g_assert_cmpstr (read->name, ==, manifest->name);
      g_assert_cmpstr (read->type, ==, manifest->type);
      g_assert_cmpint (read->size, ==, manifest->size);
      g_assert_cmpint (read->padded, ==, manifest->padded);
      g_assert_cmpuint (read->chunks, ==, manifest->chunks);
      g_assert_cmpmem (read->key, 32, manifest->key, 32);
      g_assert_cmpmem (read->prefix, 16, manifest->prefix, 16);
      g_assert_cmpmem (read->hash, 32, manifest->hash, 32);
    }
}

static void
assert_no_manifest (JsonObject *body)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hark_manifest_from_json (body, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_manifest_without_a_member_is_refused (void)
{
  static const char *const members[] = { "blob",   "with", "side",   "name",   "type", "size",
                                         "padded", "key",  "prefix", "chunks", "hash" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (HarkManifest) manifest = make_manifest ();
      g_autoptr (JsonObject) body = hark_manifest_to_json (manifest);

      json_object_set_boolean_member (body, members[i], TRUE);
      assert_no_manifest (body);
      json_object_set_null_member (body, members[i]);
      assert_no_manifest (body);
      json_object_remove_member (body, members[i]);
      assert_no_manifest (body);
    }
}

static void
test_manifest_with_a_wrong_text_is_refused (void)
{
  g_autofree char *long_name = g_strnfill (HARK_FILE_MAX_NAME + 1, 'x');
  g_autofree char *long_type = g_strnfill (HARK_FILE_MAX_TYPE + 1, 'x');
  const struct
  {
    const char *member, *value;
  } wrong[] = {
    { "name", "" },
    { "name", "." },
    { "name", ".." },
    { "name", "../a" },
    { "name", "/etc/passwd" },
    { "name", "a\\b" },
    { "name", "a\nb" },
    { "name", "a\033[1m" },
    { "name", " a" },
    { "name", "exe.\342\200\256fdp" },
    { "name", long_name },
    { "type", "a\nb" },
    { "type", "\303\244" },
    { "type", long_type },
    { "side", "server" },
    { "side", "" },
    { "blob", "" },
    { "blob", "00" },
    { "with", "0123456789ABCDEF0123456789ABCDEF" },
    { "with", "0123456789abcdef0123456789abcdeg" },
    { "key", "" },
    { "key", "AAAA" },
    { "prefix", "AAAA" },
    { "hash", "????" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (HarkManifest) manifest = make_manifest ();
      g_autoptr (JsonObject) body = hark_manifest_to_json (manifest);

      json_object_set_string_member (body, wrong[i].member, wrong[i].value);
      assert_no_manifest (body);
    }
}

static void
test_manifest_with_wrong_sizes_is_refused (void)
{
  static const struct
  {
    const char *member;
    gint64 value;
  } wrong[] = {
    { "size", -1 },           { "size", 80000 }, { "size", 60000 }, { "size", G_MAXINT64 },
    { "padded", 70000 },      { "padded", 0 },   { "padded", -1 },  { "padded", G_MAXINT64 },
    { "chunks", 1 },          { "chunks", 3 },   { "chunks", 0 },   { "chunks", -1 },
    { "chunks", G_MAXINT64 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (HarkManifest) manifest = make_manifest ();
      g_autoptr (JsonObject) body = hark_manifest_to_json (manifest);

      json_object_set_int_member (body, wrong[i].member, wrong[i].value);
      assert_no_manifest (body);
    }
}

static void
test_any_name_can_be_made_clean (void)
{
  g_autofree char *long_name = g_strnfill (500, 'x');
  const struct
  {
    const char *raw, *clean;
  } names[] = {
    { "rechnung.pdf", "rechnung.pdf" },
    { "C:\\fakepath\\a b.txt", "a b.txt" },
    { "/etc/passwd", "passwd" },
    { "../..", "file" },
    { "", "file" },
    { ".", "file" },
    { "a/", "file" },
    { "  a  ", "a" },
    { "a\nb\177", "a_b_" },
    { "\342\200\256fdp.exe", "_fdp.exe" },
    { "\xff", "\357\277\275" },
    { ".hidden", ".hidden" },
  };
  g_autofree char *cut = hark_file_clean_name (long_name);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *clean = hark_file_clean_name (names[i].raw);

      g_assert_cmpstr (clean, ==, names[i].clean);
    }
  g_assert_cmpuint (strlen (cut), ==, HARK_FILE_MAX_NAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add_func ("/file/vectors-are-reproduced", test_vectors_are_reproduced);
  g_test_add_func ("/file/padded-sizes-are-padme", test_padded_sizes_are_padme);
  g_test_add_func ("/file/file-comes-back-in-any-pieces", test_file_comes_back_in_any_pieces);
  g_test_add_func ("/file/single-bytes-are-enough", test_single_bytes_are_enough);
  g_test_add_func ("/file/two-seals-of-a-file-differ", test_two_seals_of_a_file_differ);
  g_test_add_func ("/file/reordered-repeated-and-missing-chunks-are-refused",
                   test_reordered_repeated_and_missing_chunks_are_refused);
  g_test_add_func ("/file/truncated-and-longer-files-are-refused",
                   test_truncated_and_longer_files_are_refused);
  g_test_add_func ("/file/last-flag-is-bound", test_last_flag_is_bound);
  g_test_add_func ("/file/every-changed-byte-is-refused", test_every_changed_byte_is_refused);
  g_test_add_func ("/file/wrong-manifest-is-refused", test_wrong_manifest_is_refused);
  g_test_add_func ("/file/nothing-of-a-bad-chunk-comes-out", test_nothing_of_a_bad_chunk_comes_out);
  g_test_add_func ("/file/file-over-the-cap-is-refused", test_file_over_the_cap_is_refused);
  g_test_add_func ("/file/chunk-is-sealed-once", test_chunk_is_sealed_once);
  g_test_add_func ("/file/sink-that-fails-stops-the-opener", test_sink_that_fails_stops_the_opener);
  g_test_add_func ("/file/manifest-survives-json", test_manifest_survives_json);
  g_test_add_func ("/file/manifest-without-a-member-is-refused",
                   test_manifest_without_a_member_is_refused);
  g_test_add_func ("/file/manifest-with-a-wrong-text-is-refused",
                   test_manifest_with_a_wrong_text_is_refused);
  g_test_add_func ("/file/manifest-with-wrong-sizes-is-refused",
                   test_manifest_with_wrong_sizes_is_refused);
  g_test_add_func ("/file/any-name-can-be-made-clean", test_any_name_can_be_made_clean);

  return g_test_run ();
}

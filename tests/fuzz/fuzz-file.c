/* fuzz-file.c: attachments: a manifest is read as it is written, a file comes out of any pieces as
 * it went in, and one that was touched never whole
 *
 * The first byte chooses: a manifest's JSON (the same bytes are its file and its name), or a file:
 * size of the pieces 2, which byte is touched 2 (0: none), how often the rest is repeated 1. */
#include "fuzz.h"

#include "hark-json.h"
#include "hark-seal-private.h"

#include <string.h>

#define MAX_PLAIN (3 * HARK_FILE_CHUNK)

static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

static gboolean
open_file (const HarkManifest *manifest, const guint8 *data, gsize size, gsize step,
           GByteArray *plain)
{
  g_autoptr (HarkFileOpener) opener = hark_file_opener_new (manifest, collect, plain);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;

  for (gsize at = 0; ok && at < size; at += step)
    {
      ok = hark_file_opener_feed (opener, data + at, MIN (step, size - at), &error);
      fuzz_check (ok, &error);
    }
  if (ok)
    {
      ok = hark_file_opener_finish (opener, &error);
      fuzz_check (ok, &error);
    }
  return ok;
}

static void
fuzz_name (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *)data, MIN (size, 600));
  g_autofree char *clean = hark_file_clean_name (raw);
  g_autofree char *again = hark_file_clean_name (clean);

  g_assert_true (clean[0] != '\0' && strlen (clean) <= HARK_FILE_MAX_NAME);
  g_assert_true (g_utf8_validate (clean, -1, NULL) && strpbrk (clean, "/\\") == NULL);
  g_assert_cmpstr (clean, ==, again);
}

static void
fuzz_manifest (const guint8 *data, gsize size)
{
  g_autoptr (JsonObject) body
      = hark_json_parse_object ((const char *)data, size, HARK_OBJECT_MAX_BODY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkManifest) manifest = NULL, again = NULL;
  g_autoptr (JsonObject) written = NULL, twice = NULL;
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autofree char *text = NULL, *other = NULL;

  if (body == NULL)
    return;
  manifest = hark_manifest_from_json (body, &error);
  fuzz_check (manifest != NULL, &error);
  if (manifest == NULL)
    return;

  g_assert_cmpint (manifest->padded, ==, hark_file_padded_size (manifest->size));
  g_assert_true (manifest->size <= manifest->padded && manifest->size <= HARK_FILE_MAX_SIZE);
  written = hark_manifest_to_json (manifest);
  again = hark_manifest_from_json (written, &error);
  g_assert_no_error (error);
  twice = hark_manifest_to_json (again);
  text = hark_json_to_string (written);
  other = hark_json_to_string (twice);
  g_assert_cmpstr (text, ==, other);

  g_assert_false (open_file (manifest, data, size, size, plain));
  g_assert_cmpuint (plain->len, ==, 0);
}

static void
fuzz_stream (const guint8 *data, gsize size)
{
  const HarkId blob = { { 1 } };
  const guint8 key[32] = { 2 }, prefix[16] = { 3 };
  gsize step = 1 + fuzz_take (&data, &size, 2), touched = fuzz_take (&data, &size, 2);
  guint times = 1 + fuzz_take (&data, &size, 1);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  g_autoptr (HarkFileSealer) sealer
      = hark_file_sealer_new_with_key (&blob, MAX_PLAIN, collect, sealed, key, prefix);
  HarkManifest manifest = { 0 };

  step = MAX (step, size / 64);
  while (times-- > 0 && plain->len + size <= MAX_PLAIN)
    {
      g_byte_array_append (plain, data, (guint)size);
      for (gsize at = 0; at < size; at += step)
        g_assert_true (hark_file_sealer_feed (sealer, data + at, MIN (step, size - at), NULL));
    }
  g_assert_true (hark_file_sealer_finish (sealer, &manifest, NULL));
  g_assert_cmpint (manifest.size, ==, plain->len);
  g_assert_cmpint (sealed->len, ==, hark_file_sealed_size (manifest.padded));

  if (touched > 0)
    sealed->data[touched * 7 % sealed->len] ^= (guint8)touched | 1;
  g_assert_true (open_file (&manifest, sealed->data, sealed->len, step, opened) == (touched == 0));
  g_assert_cmpuint (opened->len, <=, plain->len);
  g_assert_true (opened->len == 0 || memcmp (opened->data, plain->data, opened->len) == 0);
  g_assert_true (touched > 0 || opened->len == plain->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean is_stream = fuzz_take (&data, &size, 1) % 2 == 1;

  hark_seal_init ();
  if (is_stream)
    fuzz_stream (data, size);
  else
    {
      fuzz_name (data, size);
      fuzz_manifest (data, size);
    }
  return 0;
}

void
fuzz_seed (void)
{
  HarkManifest manifest
      = { .from_reporter = TRUE, .name = (char *)"a.pdf", .type = (char *)"application/pdf" };
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL, *input = NULL;

  manifest.size = 5000;
  manifest.padded = hark_file_padded_size (manifest.size);
  manifest.chunks = 1;
  body = hark_manifest_to_json (&manifest);
  text = hark_json_to_string (body);
  input = g_strconcat (" ", text, NULL);
  fuzz_add_text ("manifest", input);
  fuzz_add_text ("name", " C:\\x\\..\\ \xe2\x80\xae"
                         "fdp.exe\x01 ");
  fuzz_add ("stream", "\1\xff\0\0\0\2hello", 11);
  fuzz_add ("touched",
            "\1\x03\1\1\2\xff"
            "0123456789abcdef0123456789abcdef0123456789abcdef",
            54);
}

/* fuzz-backup.c: an encrypted backup: what was touched never comes out whole, in pieces of any
 * size; keys' texts are read as they are written
 *
 * The first byte chooses: a key's text, a whole stream as it is, or one that is sealed here: size
 * of the pieces 2, which byte is touched 2 (0: none), how often the rest is repeated 1. */
#include "fuzz.h"

#include "hark-backup.h"

#include <string.h>

#define MAX_PLAIN (3 * 65536)

static const char SECRET[]
    = "hark-backup-secret:0800-20G3-0G2G-C1R8-1450-P30D-1R7H-048J-2CA1-A5GQ-30CH-M6RW-3MF1-Y28F-0";

static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_assert_cmpuint (length, <=, 65536 + 17);
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

static gboolean
open_stream (const HarkBackupKey *key, const guint8 *data, gsize size, gsize step,
             GByteArray *plain)
{
  g_autoptr (HarkBackupOpener) opener = hark_backup_opener_new (key, collect, plain);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;

  for (gsize at = 0; ok && at < size; at += step)
    {
      ok = hark_backup_opener_feed (opener, data + at, MIN (step, size - at), &error);
      fuzz_check (ok, &error);
    }
  if (ok)
    {
      ok = hark_backup_opener_finish (opener, &error);
      fuzz_check (ok, &error);
    }
  g_assert_false (hark_backup_opener_finish (opener, NULL));
  return ok;
}

static void
fuzz_key (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkBackupKey) key = hark_backup_key_parse (text, &error);
  HarkBackupRecipient to, again;
  gboolean ok;

  fuzz_check (key != NULL, &error);
  if (key != NULL)
    {
      char *line = hark_backup_key_to_line (key);
      g_autoptr (HarkBackupKey) same = hark_backup_key_parse (line, NULL);

      g_assert_nonnull (same);
      hark_backup_key_get_recipient (key, &to);
      hark_backup_key_get_recipient (same, &again);
      g_assert_cmpmem (&to, sizeof to, &again, sizeof again);
      hark_seal_free_string (line);
    }

  ok = hark_backup_recipient_parse (text, &to, &error);
  fuzz_check (ok, &error);
  g_assert_false (ok && key != NULL);
  if (ok)
    {
      g_autofree char *line = hark_backup_recipient_to_line (&to);

      g_assert_true (hark_backup_recipient_parse (line, &again, NULL));
      g_assert_cmpmem (&to, sizeof to, &again, sizeof again);
    }
}

/* In one piece and byte by byte it is the same. */
static void
fuzz_stream (const HarkBackupKey *key, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  g_autoptr (GByteArray) pieces = g_byte_array_new ();
  gboolean ok = open_stream (key, data, size, MAX (size, 1), whole);

  g_assert_true (open_stream (key, data, size, MAX (size / 64, 1), pieces) == ok);
  g_assert_cmpmem (whole->data, whole->len, pieces->data, pieces->len);
}

static void
fuzz_sealed (const HarkBackupKey *key, const guint8 *data, gsize size)
{
  gsize step = 1 + fuzz_take (&data, &size, 2), touched = fuzz_take (&data, &size, 2);
  guint times = 1 + fuzz_take (&data, &size, 1);
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  g_autoptr (HarkBackupSealer) sealer = NULL;
  HarkBackupRecipient to;

  hark_backup_key_get_recipient (key, &to);
  sealer = hark_backup_sealer_new (&to, 1, collect, sealed);
  step = MAX (step, size / 64);
  while (times-- > 0 && plain->len + size <= MAX_PLAIN)
    {
      g_byte_array_append (plain, data, (guint)size);
      for (gsize at = 0; at < size; at += step)
        g_assert_true (hark_backup_sealer_feed (sealer, data + at, MIN (step, size - at), NULL));
    }
  g_assert_true (hark_backup_sealer_finish (sealer, NULL));

  if (touched > 0)
    sealed->data[touched * 7 % sealed->len] ^= (guint8)touched | 1;
  g_assert_true (open_stream (key, sealed->data, sealed->len, step, opened) == (touched == 0));
  g_assert_cmpuint (opened->len, <=, plain->len);
  g_assert_true (opened->len == 0 || memcmp (opened->data, plain->data, opened->len) == 0);
  g_assert_true (touched > 0 || opened->len == plain->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (HarkBackupKey) key = NULL;

  fuzz_fix_random ();
  key = hark_backup_key_parse (SECRET, NULL);
  g_assert_nonnull (key);
  switch (fuzz_take (&data, &size, 1) % 3)
    {
    case 0:
      fuzz_key (data, size);
      break;
    case 1:
      fuzz_stream (key, data, size);
      break;
    default:
      fuzz_sealed (key, data, size);
      break;
    }
  return 0;
}

void
fuzz_seed (void)
{
  g_autoptr (HarkBackupKey) key = NULL;
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (HarkBackupSealer) sealer = NULL;
  g_autofree char *line = NULL, *public = NULL;
  HarkBackupRecipient to[2];

  fuzz_fix_random ();
  key = hark_backup_key_parse (SECRET, NULL);
  hark_backup_key_get_recipient (key, &to[0]);
  to[1] = to[0];
  line = hark_backup_recipient_to_line (&to[0]);
  public = g_strconcat ("\3# a file\n", line, "\n", NULL);
  fuzz_add_text ("public", public);
  g_free (line);
  line = g_strconcat ("\3", SECRET, NULL);
  fuzz_add_text ("secret", line);

  g_byte_array_append (stream, (const guint8 *)"\1", 1);
  sealer = hark_backup_sealer_new (to, 2, collect, stream);
  g_assert_true (
      hark_backup_sealer_feed (sealer, (const guint8 *)"What is in a backup.", 20, NULL));
  g_assert_true (hark_backup_sealer_finish (sealer, NULL));
  fuzz_add ("stream", stream->data, stream->len);
  fuzz_add ("sealed", "\2\xff\0\0\0\2hello", 11);
  fuzz_add ("touched",
            "\2\x03\1\1\2\xff"
            "0123456789abcdef0123456789abcdef0123456789abcdef",
            54);
}

/* test-backup-key.c: a backup that is encrypted to keys opens with those, whole, and in no other
 * way */
#include "hark-backup.h"
#include "hark-code.h"
#include "vector.h"

#define CHUNK 65536
#define HEADER(n) (8 + (n)*80 + 24)

static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

static GBytes *
make_plain (gsize length)
{
  guint8 *data = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8)(i * 7 + i / 251);
  return g_bytes_new_take (data, length);
}

/* In pieces of @step. */
static GBytes *
seal (HarkBackupKey *const *keys, guint n, GBytes *plain, gsize step)
{
  HarkBackupRecipient to[HARK_BACKUP_MAX_RECIPIENTS];
  g_autoptr (HarkBackupSealer) sealer = NULL;
  GByteArray *sealed = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (plain, &length);

  for (guint i = 0; i < n; i++)
    hark_backup_key_get_recipient (keys[i], &to[i]);
  sealer = hark_backup_sealer_new (to, n, collect, sealed);
  for (gsize at = 0; at < length; at += step)
    g_assert_true (hark_backup_sealer_feed (sealer, data + at, MIN (step, length - at), NULL));
  g_assert_true (hark_backup_sealer_finish (sealer, NULL));
  return g_byte_array_free_to_bytes (sealed);
}

/* What came out by then is @plain's beginning, also where it fails. */
static gboolean
open_sealed (const HarkBackupKey *key, GBytes *sealed, gsize step, GByteArray *plain,
             GError **error)
{
  g_autoptr (HarkBackupOpener) opener = hark_backup_opener_new (key, collect, plain);
  gsize length;
  const guint8 *data = g_bytes_get_data (sealed, &length);

  for (gsize at = 0; at < length; at += step)
    if (!hark_backup_opener_feed (opener, data + at, MIN (step, length - at), error))
      return FALSE;

  return hark_backup_opener_finish (opener, error);
}

static void
expect_plain (const HarkBackupKey *key, GBytes *sealed, gsize step, GBytes *plain)
{
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  open_sealed (key, sealed, step, opened, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (opened->data, opened->len, g_bytes_get_data (plain, NULL),
                   g_bytes_get_size (plain));
}

/* One line that says something; no byte that was not in @plain. */
static void
expect_refused (const HarkBackupKey *key, GBytes *sealed, GBytes *plain, HarkError code)
{
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (open_sealed (key, sealed, 5000, opened, &error));
  g_assert_true (error != NULL && error->domain == HARK_ERROR);
  if (code != HARK_ERROR_LAST)
    g_assert_cmpint (error->code, ==, code);
  g_assert_true (strlen (error->message) > 10 && strchr (error->message, '\n') == NULL);
  g_assert_cmpuint (opened->len, <=, g_bytes_get_size (plain));
  g_assert_cmpmem (opened->data, opened->len, g_bytes_get_data (plain, NULL), opened->len);
}

static void
test_each_key_opens_what_was_encrypted_to_it (void)
{
  static const gsize sizes[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17 };
  HarkBackupKey *keys[]
      = { hark_backup_key_new (), hark_backup_key_new (), hark_backup_key_new () };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) plain = make_plain (sizes[i]);
      g_autoptr (GBytes) sealed = seal (keys, 2, plain, 1000 + i * 40000);
      gsize n = MAX ((sizes[i] + CHUNK - 1) / CHUNK, 1);

      g_assert_cmpuint (g_bytes_get_size (sealed), ==, HEADER (2) + sizes[i] + n * 17);
      expect_plain (keys[0], sealed, 1 + i * 30000, plain);
      expect_plain (keys[1], sealed, 200000, plain);
      expect_refused (keys[2], sealed, plain, HARK_ERROR_FORBIDDEN);
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    hark_backup_key_free (keys[i]);
}

static void
test_who_writes_it_can_look_at_it_once (void)
{
  g_autoptr (HarkBackupKey) key = hark_backup_key_new ();
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (HarkBackupKey) own = NULL, other = NULL;
  g_autoptr (HarkBackupSealer) sealer = NULL, again = NULL;
  g_autoptr (GBytes) plain = make_plain (300), bytes = NULL;
  HarkBackupRecipient to;

  hark_backup_key_get_recipient (key, &to);
  sealer = hark_backup_sealer_new (&to, 1, collect, sealed);
  again = hark_backup_sealer_new (&to, 1, collect, sealed);
  own = hark_backup_sealer_get_key (sealer);
  other = hark_backup_sealer_get_key (again);
  g_assert_true (hark_backup_sealer_feed (sealer, g_bytes_get_data (plain, NULL), 300, NULL));
  g_assert_true (hark_backup_sealer_finish (sealer, NULL));
  bytes = g_bytes_new (sealed->data, sealed->len);
  expect_plain (own, bytes, 50, plain);
  expect_plain (key, bytes, 50, plain);
  expect_refused (other, bytes, plain,
                  HARK_ERROR_UNVERIFIED); /* of another backup to the same key */
}

static void
test_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("backup");

  g_assert_cmpuint (vector_count (all, "keys"), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *v = vector_at (all, "keys", i);
      g_autoptr (HarkBackupKey) key = hark_backup_key_parse (vector_text (v, "secret"), NULL);
      char *line = hark_backup_key_to_line (key);
      g_autofree char *public = NULL;
      HarkBackupRecipient to, read;

      g_assert_cmpstr (line, ==, vector_text (v, "secret"));
      hark_seal_free_string (line);
      hark_backup_key_get_recipient (key, &to);
      public = hark_backup_recipient_to_line (&to);
      g_assert_cmpstr (public, ==, vector_text (v, "public"));
      g_assert_true (hark_backup_recipient_parse (public, &read, NULL));
      g_assert_cmpmem (&to, sizeof to, &read, sizeof read);
      for (guint k = 0; k < vector_count (all, "streams"); k++)
        {
          JsonObject *stream = vector_at (all, "streams", k);
          g_autoptr (GBytes) sealed = vector_bytes (stream, "sealed");
          g_autoptr (GBytes) plain = vector_bytes (stream, "plain");

          if (k == 1 && i == 0) /* that one is to the other alone */
            expect_refused (key, sealed, plain, HARK_ERROR_FORBIDDEN);
          else
            expect_plain (key, sealed, 100, plain);
        }
    }
}

static void
test_a_byte_that_was_changed_is_noticed (void)
{
  HarkBackupKey *key = hark_backup_key_new ();
  g_autoptr (GBytes) plain = make_plain (CHUNK + 100);
  g_autoptr (GBytes) sealed = seal (&key, 1, plain, CHUNK);
  gsize length = g_bytes_get_size (sealed);

  for (gsize at = 0; at < length; at += at < HEADER (1) + 40 || at + 200 > length ? 1 : 4099)
    {
      g_autoptr (GBytes) bad = vector_flip (sealed, at);
      HarkError code = at < 4                 ? HARK_ERROR_INVALID
                       : at < 6               ? HARK_ERROR_UPGRADE
                       : at < 8               ? HARK_ERROR_LAST /* the number of keys, and a zero */
                       : at < HEADER (1) - 24 ? HARK_ERROR_FORBIDDEN
                                              : HARK_ERROR_UNVERIFIED;

      expect_refused (key, bad, plain, code);
    }
  hark_backup_key_free (key);
}

/* The header counts as a whole: also what another recipient opens it with. */
static void
test_a_changed_key_of_somebody_else_is_noticed (void)
{
  HarkBackupKey *keys[] = { hark_backup_key_new (), hark_backup_key_new () };
  g_autoptr (GBytes) plain = make_plain (100);
  g_autoptr (GBytes) sealed = seal (keys, 2, plain, 100);
  g_autoptr (GBytes) bad = vector_flip (sealed, 8 + 80 + 5);

  expect_refused (keys[0], bad, plain, HARK_ERROR_UNVERIFIED);
  expect_refused (keys[1], bad, plain, HARK_ERROR_FORBIDDEN);
  hark_backup_key_free (keys[0]);
  hark_backup_key_free (keys[1]);
}

static void
test_an_end_that_is_missing_is_noticed (void)
{
  HarkBackupKey *key = hark_backup_key_new ();
  g_autoptr (GBytes) plain = make_plain (2 * CHUNK);
  g_autoptr (GBytes) sealed = seal (&key, 1, plain, CHUNK);
  gsize length = g_bytes_get_size (sealed), last = HEADER (1) + CHUNK + 17;

  for (gsize at = 0; at < length;
       at += at < HEADER (1) + 20 || (at > last - 20 && at < last + 20) ? 1 : 977)
    {
      g_autoptr (GBytes) cut = vector_cut (sealed, at);

      expect_refused (key, cut, plain, HARK_ERROR_LAST);
    }
  {
    /* just where a piece ends, every byte of which is right */
    g_autoptr (GBytes) cut = vector_cut (sealed, last);

    expect_refused (key, cut, plain, HARK_ERROR_INVALID);
  }
  hark_backup_key_free (key);
}

static void
test_bytes_behind_the_end_are_noticed (void)
{
  static const gsize sizes[] = { 0, 100, CHUNK, CHUNK + 100 };
  HarkBackupKey *key = hark_backup_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) plain = make_plain (sizes[i]);
      g_autoptr (GBytes) sealed = seal (&key, 1, plain, CHUNK);
      g_autoptr (GBytes) one = vector_longer (sealed, 1);
      g_autoptr (GBytes) many = vector_longer (sealed, 3 * CHUNK);

      expect_refused (key, one, plain, HARK_ERROR_LAST);
      expect_refused (key, many, plain, HARK_ERROR_LAST);
    }
  hark_backup_key_free (key);
}

static void
test_pieces_keep_their_places (void)
{
  HarkBackupKey *key = hark_backup_key_new ();
  g_autoptr (GBytes) plain = make_plain (3 * CHUNK);
  g_autoptr (GBytes) sealed = seal (&key, 1, plain, CHUNK), other = seal (&key, 1, plain, CHUNK);
  g_autofree guint8 *swapped
      = g_memdup2 (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  const guint8 *data = g_bytes_get_data (sealed, NULL);
  gsize piece = CHUNK + 17, length = g_bytes_get_size (sealed);
  g_autoptr (GBytes) exchanged = NULL, mixed = NULL;

  memcpy (swapped + HEADER (1), data + HEADER (1) + piece, piece);
  memcpy (swapped + HEADER (1) + piece, data + HEADER (1), piece);
  exchanged = g_bytes_new (swapped, length);
  expect_refused (key, exchanged, plain, HARK_ERROR_UNVERIFIED);
  memcpy (swapped, data, length);
  memcpy (swapped + HEADER (1) + piece,
          (const guint8 *)g_bytes_get_data (other, NULL) + HEADER (1) + piece, piece);
  mixed = g_bytes_new (swapped, length);
  expect_refused (key, mixed, plain, HARK_ERROR_UNVERIFIED);
  hark_backup_key_free (key);
}

static gboolean
fail (gpointer user, const guint8 *data, gsize length, GError **error)
{
  guint *left = user;

  if ((*left)-- > 0)
    return TRUE;
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "the disk is full");
  return FALSE;
}

static void
test_a_disk_that_fails_ends_it (void)
{
  g_autoptr (HarkBackupKey) key = hark_backup_key_new ();
  g_autoptr (GBytes) plain = make_plain (2 * CHUNK);
  HarkBackupRecipient to;

  hark_backup_key_get_recipient (key, &to);
  for (guint i = 0; i < 3; i++)
    {
      guint left = i;
      g_autoptr (HarkBackupSealer) sealer = hark_backup_sealer_new (&to, 1, fail, &left);
      g_autoptr (GError) error = NULL;

      if (hark_backup_sealer_feed (sealer, g_bytes_get_data (plain, NULL), 2 * CHUNK, &error))
        hark_backup_sealer_finish (sealer, &error);
      g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY);
      g_assert_false (hark_backup_sealer_feed (sealer, (const guint8 *)"x", 1, NULL));
      g_assert_false (hark_backup_sealer_finish (sealer, NULL));
    }
}

static void
expect_no_key (const char *text, gboolean secret, HarkError code)
{
  g_autoptr (GError) error = NULL;
  HarkBackupRecipient to = { { 9 } };
  g_autoptr (HarkBackupKey) key = secret ? hark_backup_key_parse (text, &error) : NULL;

  g_assert_null (key);
  if (!secret)
    g_assert_false (hark_backup_recipient_parse (text, &to, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_cmpuint (to.pk[0], ==, 9);
  g_assert_null (strstr (error->message, "YN2T")); /* never quoted */
}

/* A letter that was lost on the way would lose every backup from then on. */
static void
test_a_mistyped_key_is_noticed (void)
{
  g_autoptr (JsonObject) all = vector_load ("backup");
  const char *public = vector_text (vector_at (all, "keys", 0), "public");
  const char *secret = vector_text (vector_at (all, "keys", 0), "secret");
  g_autofree char *file = g_strdup_printf ("# The key.\r\n\n  %s \n", public);
  g_autofree char *two = g_strdup_printf ("%s\n%s\n", public, public);
  g_autofree char *newer = NULL, *zeros = NULL;
  const guint8 later[33] = { 7 }, low[33] = { 1 };
  char *code = hark_code_bytes_to_line (later, sizeof later);
  HarkBackupRecipient to;

  newer = g_strconcat (HARK_BACKUP_PREFIX, code, NULL);
  hark_seal_free_string (code);
  code = hark_code_bytes_to_line (low, sizeof low);
  zeros = g_strconcat (HARK_BACKUP_PREFIX, code, NULL);
  hark_seal_free_string (code);

  g_assert_true (hark_backup_recipient_parse (file, &to, NULL));
  for (gsize i = strlen (HARK_BACKUP_PREFIX); public[i] != '\0'; i++)
    {
      g_autofree char *bad = g_strdup (public);

      if (bad[i] == '-')
        continue;
      bad[i] = bad[i] == 'A' ? 'B' : 'A';
      expect_no_key (bad, FALSE, HARK_ERROR_INVALID);
    }
  expect_no_key (secret, FALSE, HARK_ERROR_INVALID);
  expect_no_key (public, TRUE, HARK_ERROR_INVALID);
  expect_no_key (two, FALSE, HARK_ERROR_INVALID);
  expect_no_key ("", FALSE, HARK_ERROR_INVALID);
  expect_no_key ("# nothing\n", TRUE, HARK_ERROR_INVALID);
  expect_no_key ("a key", TRUE, HARK_ERROR_INVALID);
  expect_no_key (newer, FALSE, HARK_ERROR_UPGRADE);
  expect_no_key (zeros, FALSE, HARK_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

#define ADD(path, func) g_test_add_func ("/backup-key/" path, func)
  ADD ("opens", test_each_key_opens_what_was_encrypted_to_it);
  ADD ("once", test_who_writes_it_can_look_at_it_once);
  ADD ("vectors", test_vectors_are_reproduced);
  ADD ("changed", test_a_byte_that_was_changed_is_noticed);
  ADD ("others", test_a_changed_key_of_somebody_else_is_noticed);
  ADD ("cut", test_an_end_that_is_missing_is_noticed);
  ADD ("longer", test_bytes_behind_the_end_are_noticed);
  ADD ("places", test_pieces_keep_their_places);
  ADD ("disk", test_a_disk_that_fails_ends_it);
  ADD ("mistyped", test_a_mistyped_key_is_noticed);
#undef ADD
  return g_test_run ();
}

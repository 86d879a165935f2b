/* fuzz-epoch.c: epoch statements and key slots: what is read is written again as the same bytes,
 * and a slot opens for one inside only
 *
 * The first byte chooses. A statement is given without its signature, which is made here. A slot's
 * inside is XORed onto the one that fits and sealed here: zeros are the right one. */
#include "fuzz.h"

#include "hark-seal-private.h"

#include <sodium.h>

#define INSIDE_LEN 160
#define SLOT_KINDS 2

static const guint8 SEED[32] = { 1 };
static const HarkId ORG = { { 2 } };
static const HarkId USER = { { 3 } };

static void
fuzz_statement (const guint8 *data, gsize size)
{
  guint8 pk[32], sk[64];
  g_autofree guint8 *signed_here = g_malloc0 (size + HARK_SIG_LEN);
  g_autoptr (GBytes) statement = NULL, written = NULL;
  g_autoptr (GError) error = NULL;
  HarkEpoch epoch;
  gboolean ok, author;

  hark_seal_sign_keys (SEED, pk, sk);
  memcpy (signed_here, data, size);
  author = size >= HARK_ID_LEN && !hark_seal_is_zero (data + size - HARK_ID_LEN, HARK_ID_LEN);
  if (author)
    hark_seal_sign_tagged (signed_here + size, sk, "hark/sig/epoch/v1", &ORG, data, size);
  statement = g_bytes_new (signed_here, size + HARK_SIG_LEN);

  ok = hark_epoch_read (statement, &epoch, &error);
  fuzz_check (ok, &error);
  if (!ok)
    {
      g_assert_false (hark_epoch_verify (statement, &ORG, author ? pk : NULL, NULL));
      return;
    }

  g_assert_true (hark_id_is_zero (&epoch.author) != author);
  if (author)
    {
      written = hark_epoch_write (&epoch, &ORG, sk);
      g_assert_true (g_bytes_equal (written, statement));
      g_assert_true (hark_epoch_verify (written, &ORG, pk, NULL));
    }
  g_assert_false (hark_epoch_verify (statement, &ORG, author ? NULL : pk, NULL));
  ok = hark_epoch_verify (statement, &ORG, NULL, &error);
  fuzz_check (ok, &error);
  g_assert_true (!ok || epoch.epoch == 0);
}

/* What the writer puts into a slot. */
static void
make_slot (HarkSlotKind kind, HarkEpoch *epoch, HarkEpochKeys *keys, guint8 hash[32],
           guint8 inside[INSIDE_LEN])
{
  g_autoptr (GBytes) slot = NULL;
  guint8 pk[32], sk[32];

  memset (epoch, 0, sizeof *epoch);
  memset (keys->sh, 4, sizeof keys->sh);
  memset (keys->in, 5, sizeof keys->in);
  memset (hash, 6, 32);
  hark_epoch_commit (epoch, keys);
  hark_seal_box_keys (SEED, pk, sk);
  slot = hark_epoch_seal_slot (epoch, hash, &ORG, kind, &USER, pk, keys);
  g_assert_true (crypto_box_seal_open (inside, g_bytes_get_data (slot, NULL), HARK_SLOT_LEN, pk, sk)
                 == 0);
}

static void
fuzz_slot (HarkSlotKind kind, const guint8 *data, gsize size)
{
  HarkEpoch epoch;
  HarkEpochKeys keys, opened;
  guint8 hash[32], inside[INSIDE_LEN], slot[HARK_SLOT_LEN], pk[32], sk[32];
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  make_slot (kind, &epoch, &keys, hash, inside);
  for (gsize i = 0; i < MIN (size, INSIDE_LEN); i++)
    inside[i] ^= data[i];
  hark_seal_box_keys (SEED, pk, sk);
  crypto_box_seal (slot, inside, sizeof inside, pk);
  sealed = g_bytes_new (slot, sizeof slot);
  ok = hark_epoch_open_slot (sealed, &epoch, hash, &ORG, kind, &USER, pk, sk, &opened, &error);
  fuzz_check (ok, &error);

  g_assert_true (ok == hark_seal_is_zero (data, MIN (size, INSIDE_LEN)));
  if (ok)
    {
      g_assert_cmpmem (opened.sh, 32, keys.sh, 32);
      g_assert_true (kind == HARK_SLOT_REPORTER ? hark_seal_is_zero (opened.in, 32)
                                                : memcmp (opened.in, keys.in, 32) == 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint choice = fuzz_take (&data, &size, 1) % (1 + SLOT_KINDS);

  hark_seal_init ();
  if (choice == 0)
    fuzz_statement (data, size);
  else
    fuzz_slot (choice == 1 ? HARK_SLOT_MEMBER : HARK_SLOT_REPORTER, data, size);
  return 0;
}

static void
add_statement (const char *name, const HarkEpoch *epoch, const guint8 *sk)
{
  g_autoptr (GBytes) statement = hark_epoch_write (epoch, &ORG, sk);
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *)"\0", 1);
  g_byte_array_append (input, g_bytes_get_data (statement, NULL),
                       (guint)g_bytes_get_size (statement) - HARK_SIG_LEN);
  fuzz_add (name, input->data, input->len);
}

void
fuzz_seed (void)
{
  static const guint8 zeros[1 + INSIDE_LEN] = { 1 };
  HarkEpoch epoch = { .ticket = { { 7 } } };
  guint8 pk[32], sk[64];

  hark_seal_init ();
  hark_seal_sign_keys (SEED, pk, sk);
  add_statement ("reporter", &epoch, NULL);
  epoch.author = USER;
  epoch.epoch = 1;
  epoch.prev[0] = 1;
  epoch.n_excluded = 2;
  epoch.excluded[1].bytes[0] = 1;
  add_statement ("team", &epoch, sk);
  fuzz_add ("slot", zeros, sizeof zeros);
  fuzz_add ("slot-reporter", "\2", 1);
}

/* fuzz-account.c: an account's bundle: it opens for one inside only, and what opens is written as
 * the same bytes
 *
 * The first byte chooses: a bundle as it comes, or a header of 64 and an inside of 160 bytes that
 * are sealed here under the right key. */
#include "fuzz.h"

#include "hark-seal-private.h"

#include <sodium.h>

#define HEADER_LEN 64
#define INSIDE_LEN 160

static const HarkAccountSecrets SECRETS = { .wrap = { 1 } };
static const HarkId ORG = { { 2 } };
static const HarkId USER = { { 3 } };
static const guint8 NONCE[HARK_NONCE_LEN] = { 4 };

static GBytes *
seal_inside (const guint8 *data, gsize size)
{
  guint8 *bundle = g_malloc0 (HARK_BUNDLE_LEN);
  guint8 *at = bundle + HEADER_LEN;
  guint8 inside[INSIDE_LEN] = { 0 }, both[64];
  gsize head = MIN (size, HEADER_LEN);

  memcpy (bundle, data, head);
  memcpy (inside, data + head, MIN (size - head, INSIDE_LEN));
  hark_seal_hash (both, sizeof both, SECRETS.wrap, 32, "hark/bundle/v1", bundle, (gsize)HEADER_LEN,
                  NULL);
  at = hark_put (at, both + 32, 32);
  at = hark_put (at, NONCE, sizeof NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (at, NULL, inside, sizeof inside, bundle, HEADER_LEN,
                                              NULL, NONCE, both);
  return g_bytes_new_take (bundle, HARK_BUNDLE_LEN);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean sealed_here = fuzz_take (&data, &size, 1) % 2 == 1;
  g_autoptr (GBytes) bundle = NULL, again = NULL;
  g_autoptr (GError) error = NULL;
  HarkAccountCost cost;
  HarkAccountKeys keys;
  guint16 generation;
  const guint8 *at;
  gboolean ok;

  hark_seal_init ();
  bundle = sealed_here ? seal_inside (data, size) : g_bytes_new (data, size);
  ok = hark_account_unwrap (bundle, &SECRETS, &ORG, &USER, &keys, &generation, &error);
  fuzz_check (ok, &error);
  if (!ok)
    return 0;

  at = (const guint8 *)g_bytes_get_data (bundle, NULL) + 8 + 2 * HARK_ID_LEN;
  cost.ops = (guint32)hark_take_int (&at, 4);
  cost.mem_kib = (guint32)hark_take_int (&at, 4);
  hark_take (&at, cost.salt, sizeof cost.salt);
  again = hark_account_wrap_with_nonce (&keys, &SECRETS, &ORG, &USER, generation, &cost, NONCE);
  g_assert_true (g_bytes_equal (bundle, again));
  return 0;
}

void
fuzz_seed (void)
{
  const guint8 seeds[2][32] = { { 5 }, { 6 } };
  const HarkAccountCost cost = { .ops = HARK_ACCOUNT_OPS, .mem_kib = HARK_ACCOUNT_MEM_KIB };
  HarkAccountKeys keys;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GByteArray) input = g_byte_array_new ();
  const guint8 none[INSIDE_LEN - 64] = { 0 };

  hark_seal_init ();
  hark_account_keys_from_seeds (&keys, seeds[0], seeds[1]);
  bundle = hark_account_wrap_with_nonce (&keys, &SECRETS, &ORG, &USER, 1, &cost, NONCE);
  g_byte_array_append (input, (const guint8 *)"\0", 1);
  g_byte_array_append (input, g_bytes_get_data (bundle, NULL), HARK_BUNDLE_LEN);
  fuzz_add ("bundle", input->data, input->len);
  input->data[0] = 1;
  g_byte_array_set_size (input, 1 + HEADER_LEN);
  g_byte_array_append (input, seeds[0], 64);
  g_byte_array_append (input, none, sizeof none);
  fuzz_add ("inside", input->data, input->len);
}

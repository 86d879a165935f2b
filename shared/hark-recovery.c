/* hark-recovery.c: see hark-recovery.h */
#include "hark-recovery.h"

#include "hark-seal-private.h"

#include <sodium.h>

#define USE_TAG "hark/sig/recovery/v1"
#define USE_LEN (8 + 32 + 2 * HARK_ID_LEN)

void
hark_recovery_keys (const guint8 secret[HARK_CODE_LEN], const HarkId *org, HarkRecoveryKeys *keys)
{
  guint8 mk[HARK_KEY_LEN], seed[32];

  hark_seal_hash (mk, sizeof mk, secret, HARK_CODE_LEN, "hark/org-recovery/v1", org->bytes,
                  (gsize)HARK_ID_LEN, NULL);
  hark_seal_subkey (seed, sizeof seed, 1, "HKrecbox", mk);
  hark_seal_box_keys (seed, keys->box_pk, keys->box_sk);
  hark_seal_subkey (seed, sizeof seed, 2, "HKrecsgn", mk);
  hark_seal_sign_keys (seed, keys->sign_pk, keys->sign_sk);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (mk, sizeof mk);
  hark_recovery_id (keys->box_pk, keys->sign_pk, &keys->id);
}

void
hark_recovery_id (const guint8 box_pk[32], const guint8 sign_pk[32], HarkId *id)
{
  guint8 hash[HARK_HASH_LEN];

  hark_seal_hash (hash, sizeof hash, NULL, 0, "hark/recovery-id/v1", box_pk, (gsize)32, sign_pk,
                  (gsize)32, NULL);
  memcpy (id->bytes, hash, HARK_ID_LEN);
}

static void
put_use (guint8 data[USE_LEN], guint64 seq, const guint8 prev[32], const HarkId *area,
         const HarkId *user)
{
  guint8 *at = hark_put_int (data, seq, 8);

  at = hark_put (at, prev, 32);
  at = hark_put (at, area->bytes, HARK_ID_LEN);
  hark_put (at, user->bytes, HARK_ID_LEN);
}

void
hark_recovery_sign_use (guint8 sig[64], const guint8 sign_sk[64], const HarkId *org, guint64 seq,
                        const guint8 prev[32], const HarkId *area, const HarkId *user)
{
  guint8 data[USE_LEN];

  put_use (data, seq, prev, area, user);
  hark_seal_sign_tagged (sig, sign_sk, USE_TAG, org, data, sizeof data);
}

gboolean
hark_recovery_verify_use (const guint8 sig[64], const guint8 sign_pk[32], const HarkId *org,
                          guint64 seq, const guint8 prev[32], const HarkId *area,
                          const HarkId *user)
{
  guint8 data[USE_LEN];

  put_use (data, seq, prev, area, user);
  return hark_seal_verify_tagged (sig, sign_pk, USE_TAG, org, data, sizeof data);
}

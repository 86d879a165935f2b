/* hark-recovery.h: the organisation's recovery key (crypto.md, Recovery)
 *
 * A secret of 16 bytes on paper, shown as any code is (hark-code.h). mk = H (32, key = secret,
 * "hark/org-recovery/v1" ‖ org), then crypto_kdf subkeys: 1 "HKrecbox" seed of the box pair, 2
 * "HKrecsgn" seed of the signing pair. The list of people names both public keys; slots name their
 * id, so that another key has slots of its own. */
#pragma once

#include "hark-code.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 box_pk[32];
  guint8 box_sk[32];
  guint8 sign_pk[32];
  guint8 sign_sk[64];
  HarkId id;
} HarkRecoveryKeys; /* plain memory: callers keep it locked and wipe it */

void hark_recovery_keys (const guint8 secret[HARK_CODE_LEN], const HarkId *org,
                         HarkRecoveryKeys *keys);
/* First 16 bytes of H (32, –, "hark/recovery-id/v1" ‖ box_pk ‖ sign_pk). */
void hark_recovery_id (const guint8 box_pk[32], const guint8 sign_pk[32], HarkId *id);

/* That @user of @area uses the key, in the statement @seq of the list, which follows @prev: over
 * lp("hark/sig/recovery/v1") ‖ org ‖ seq 8 ‖ prev 32 ‖ area ‖ user. It holds for that place in that
 * list alone. */
void hark_recovery_sign_use (guint8 sig[64], const guint8 sign_sk[64], const HarkId *org,
                             guint64 seq, const guint8 prev[32], const HarkId *area,
                             const HarkId *user);
gboolean hark_recovery_verify_use (const guint8 sig[64], const guint8 sign_pk[32],
                                   const HarkId *org, guint64 seq, const guint8 prev[32],
                                   const HarkId *area, const HarkId *user);

G_END_DECLS

/* hark-account.h: what an account's password and account key become (crypto.md, Account) */
#pragma once

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_ACCOUNT_SALT_LEN 16
#define HARK_ACCOUNT_OPS 3
#define HARK_ACCOUNT_MEM_KIB (256 * 1024)
#define HARK_ACCOUNT_MIN_OPS 2
#define HARK_ACCOUNT_MIN_MEM_KIB (64 * 1024)
#define HARK_ACCOUNT_MAX_OPS 10
#define HARK_ACCOUNT_MAX_MEM_KIB (1024 * 1024)
#define HARK_ACCOUNT_MIN_PASSWORD 8    /* characters, once NFKC-normalised (NIST SP 800-63B) */
#define HARK_ACCOUNT_MAX_PASSWORD 1024 /* bytes */
#define HARK_BUNDLE_LEN 296

/* Portal-only accounts: no account key, so that the password is all there is. */
#define HARK_ACCOUNT_PORTAL_OPS 2
#define HARK_ACCOUNT_PORTAL_MEM_KIB (19 * 1024)
#define HARK_ACCOUNT_PORTAL_MIN_PASSWORD 12 /* characters */

typedef struct
{
  guint32 ops;
  guint32 mem_kib;
  guint8 salt[HARK_ACCOUNT_SALT_LEN];
} HarkAccountCost;

/* Both seeds and what follows from them. Allocate with hark_seal_alloc(). */
typedef struct
{
  guint8 sign_seed[32];
  guint8 box_seed[32];
  guint8 sign_pk[32];
  guint8 sign_sk[64];
  guint8 box_pk[32];
  guint8 box_sk[32];
} HarkAccountKeys;

/* The two subkeys of an account's or a sheet's master key. Allocate with hark_seal_alloc(). */
typedef struct
{
  guint8 login[32]; /* login secret; the server keeps hark_account_login_hash() of it */
  guint8 wrap[32];  /* wraps the bundle */
} HarkAccountSecrets;

void hark_account_keys_random (HarkAccountKeys *keys);
void hark_account_keys_from_seeds (HarkAccountKeys *keys, const guint8 sign_seed[32],
                                   const guint8 box_seed[32]);
/* H (32, –, "hark/keys/v1" ‖ sign_pk ‖ box_pk): what area membership is bound to. */
void hark_account_keys_hash (const guint8 sign_pk[32], const guint8 box_pk[32], guint8 hash[32]);

/* Fills @cost with a random salt and HARK_ACCOUNT_OPS, _MEM_KIB. */
void hark_account_cost_random (HarkAccountCost *cost);
/* Neither below the floor nor above the ceiling. */
gboolean hark_account_cost_is_fair (const HarkAccountCost *cost);

/* Argon2id over the NFKC form of @password, then mk and its subkeys. Takes about half a second and
 * 256 MiB: never on a main loop. HARK_ERROR_INVALID where @cost lies below the floor or above the
 * ceiling (a server's answer is not trusted), or the password is not UTF-8, too short or too long;
 * HARK_ERROR_BUSY where memory does not suffice. @account_key is A (16 bytes). */
gboolean hark_account_derive (const char *password, const HarkAccountCost *cost,
                              const guint8 account_key[16], const HarkId *org, const HarkId *user,
                              HarkAccountSecrets *secrets, GError **error);
/* The same for a portal-only account: A is zeros, the floor HARK_ACCOUNT_PORTAL_OPS, _MEM_KIB.
 * Takes some 50 ms and 19 MiB. The shortest password is that of any account: whoever lets one be
 * chosen asks for hark_account_is_password(). */
void hark_account_cost_random_portal (HarkAccountCost *cost);
gboolean hark_account_derive_portal (const char *password, const HarkAccountCost *cost,
                                     const HarkId *org, const HarkId *user,
                                     HarkAccountSecrets *secrets, GError **error);
/* UTF-8, of at least @min characters (and HARK_ACCOUNT_MIN_PASSWORD), and not longer than it may
 * be: whoever lets one be chosen asks. */
gboolean hark_account_is_password (const char *password, guint min);
/* mk' = H (32, key = R, "hark/user-sheet/v1" ‖ org ‖ user) and its subkeys. */
void hark_account_derive_sheet (const guint8 sheet_key[16], const HarkId *org, const HarkId *user,
                                HarkAccountSecrets *secrets);
/* H (32, –, "hark/login/v1" ‖ login secret): what the server keeps and compares. */
void hark_account_login_hash (const guint8 login[32], guint8 hash[32]);
/* The plain key under which a device without keyring seals its local key: crypto_pwhash alone. */
gboolean hark_account_stretch (const char *password, const HarkAccountCost *cost, guint8 out[32],
                               GError **error);

/* The wrapped bundle, HARK_BUNDLE_LEN bytes. @cost is all zeros in a sheet's copy. */
GBytes *hark_account_wrap (const HarkAccountKeys *keys, const HarkAccountSecrets *secrets,
                           const HarkId *org, const HarkId *user, guint16 generation,
                           const HarkAccountCost *cost);
/* HARK_ERROR_INVALID for another length, magic or version (HARK_ERROR_UPGRADE),
 * HARK_ERROR_UNVERIFIED where org, user, commitment or tag differ, or the 96 zeros are not zeros.
 */
gboolean hark_account_unwrap (GBytes *bundle, const HarkAccountSecrets *secrets, const HarkId *org,
                              const HarkId *user, HarkAccountKeys *keys, guint16 *generation,
                              GError **error);

/* For who cannot open it: whether its header says that it is of the first keys of @user, at @cost.
 */
gboolean hark_account_is_bundle_of (GBytes *bundle, const HarkId *org, const HarkId *user,
                                    const HarkAccountCost *cost);

/* What two people compare over the telephone: that the keys which one's device has for the other
 * are the other's own. 12 groups of 5 digits: the first 12 u32s of H (64, –, "hark/safety/v1" ‖ org
 * ‖ user ‖ sign_pk ‖ box_pk), each modulo 100,000. (transfer full) */
char *hark_account_safety_number (const HarkId *org, const HarkId *user, const guint8 sign_pk[32],
                                  const guint8 box_pk[32]);

#define HARK_ACCOUNT_MAX_DEVICE_NAME 63  /* bytes */
#define HARK_ACCOUNT_SEALED_NAME_LEN 104 /* bytes: 64, zero-padded, in a box */

/* What its owner calls a device, for their own devices alone: a box under H (32, key = box seed,
 * "hark/device-name/v1"), bound to the device. A longer @name is cut at a character.
 * hark_account_open_name: HARK_ERROR_UNVERIFIED, or INVALID for no UTF-8. */
GBytes *hark_account_seal_name (const HarkAccountKeys *keys, const HarkId *device,
                                const char *name);
char *hark_account_open_name (const HarkAccountKeys *keys, const HarkId *device, GBytes *sealed,
                              GError **error);

G_END_DECLS

/* hark-account.c: see hark-account.h */
#include "hark-account.h"

#include "hark-error.h"
#include "hark-seal-private.h"
#include "hark-text.h"

#include <sodium.h>

#define BUNDLE_MAGIC "HKU1"
#define BUNDLE_VERSION 1
#define BUNDLE_SUITE 1
#define BUNDLE_HEADER 64
#define BUNDLE_INSIDE 160
#define BUNDLE_SEEDS 64

G_STATIC_ASSERT (HARK_BUNDLE_LEN
                 == BUNDLE_HEADER + 32 + HARK_NONCE_LEN + BUNDLE_INSIDE + HARK_TAG_LEN);

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
hark_account_keys_random (HarkAccountKeys *keys)
{
  guint8 seeds[BUNDLE_SEEDS];

  randombytes_buf (seeds, sizeof seeds);
  hark_account_keys_from_seeds (keys, seeds, seeds + 32);
  sodium_memzero (seeds, sizeof seeds);
}

void
hark_account_keys_from_seeds (HarkAccountKeys *keys, const guint8 sign_seed[32],
                              const guint8 box_seed[32])
{
  memcpy (keys->sign_seed, sign_seed, 32);
  memcpy (keys->box_seed, box_seed, 32);
  hark_seal_sign_keys (sign_seed, keys->sign_pk, keys->sign_sk);
  hark_seal_box_keys (box_seed, keys->box_pk, keys->box_sk);
}

void
hark_account_keys_hash (const guint8 sign_pk[32], const guint8 box_pk[32], guint8 hash[32])
{
  hark_seal_hash (hash, 32, NULL, 0, "hark/keys/v1", sign_pk, (gsize)32, box_pk, (gsize)32, NULL);
}

void
hark_account_cost_random (HarkAccountCost *cost)
{
  cost->ops = HARK_ACCOUNT_OPS;
  cost->mem_kib = HARK_ACCOUNT_MEM_KIB;
  randombytes_buf (cost->salt, sizeof cost->salt);
}

void
hark_account_cost_random_portal (HarkAccountCost *cost)
{
  cost->ops = HARK_ACCOUNT_PORTAL_OPS;
  cost->mem_kib = HARK_ACCOUNT_PORTAL_MEM_KIB;
  randombytes_buf (cost->salt, sizeof cost->salt);
}

static gboolean
is_fair (const HarkAccountCost *cost, guint32 min_mem_kib)
{
  return cost->ops >= HARK_ACCOUNT_MIN_OPS && cost->ops <= HARK_ACCOUNT_MAX_OPS
         && cost->mem_kib >= min_mem_kib && cost->mem_kib <= HARK_ACCOUNT_MAX_MEM_KIB;
}

gboolean
hark_account_cost_is_fair (const HarkAccountCost *cost)
{
  return is_fair (cost, HARK_ACCOUNT_MIN_MEM_KIB);
}

/* NFKC, within both limits; free with hark_seal_free_string(). */
static char *
normalise_password (const char *password, GError **error)
{
  char *normal;

  if (password == NULL
      || strnlen (password, HARK_ACCOUNT_MAX_PASSWORD + 1) > HARK_ACCOUNT_MAX_PASSWORD)
    {
      refuse (error, HARK_ERROR_INVALID, "the password is too long");
      return NULL;
    }
  if (!g_utf8_validate (password, -1, NULL))
    {
      refuse (error, HARK_ERROR_INVALID, "the password is not text");
      return NULL;
    }

  /* ASCII is its own NFKC, and GLib does not wipe the copies it makes on the way. */
  normal = g_str_is_ascii (password) ? g_strdup (password)
                                     : g_utf8_normalize (password, -1, G_NORMALIZE_NFKC);
  if (strlen (normal) > HARK_ACCOUNT_MAX_PASSWORD)
    refuse (error, HARK_ERROR_INVALID, "the password is too long");
  else if (g_utf8_strlen (normal, -1) < HARK_ACCOUNT_MIN_PASSWORD)
    refuse (error, HARK_ERROR_INVALID,
            "the password is too short: it needs " G_STRINGIFY (
                HARK_ACCOUNT_MIN_PASSWORD) " characters");
  else
    return normal;

  hark_seal_free_string (normal);
  return NULL;
}

gboolean
hark_account_is_password (const char *password, guint min)
{
  char *normal = normalise_password (password, NULL);
  gboolean is = normal != NULL && g_utf8_strlen (normal, -1) >= (glong)min;

  if (normal != NULL)
    hark_seal_free_string (normal);
  return is;
}

static gboolean
stretch (const char *password, const HarkAccountCost *cost, guint32 min_mem_kib, guint8 out[32],
         GError **error)
{
  guint8 stretched[32];
  char *normal;
  int result;

  if (!is_fair (cost, min_mem_kib))
    return refuse (error, HARK_ERROR_INVALID, "the cost of the password's hash is out of bounds");

  normal = normalise_password (password, error);
  if (normal == NULL)
    return FALSE;

  result = crypto_pwhash (stretched, sizeof stretched, normal, strlen (normal), cost->salt,
                          cost->ops, (gsize)cost->mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
  hark_seal_free_string (normal);
  if (result != 0)
    return refuse (error, HARK_ERROR_MEMORY,
                   "not enough memory for the password's hash: close other programs and try again");

  memcpy (out, stretched, sizeof stretched);
  sodium_memzero (stretched, sizeof stretched);
  return TRUE;
}

gboolean
hark_account_stretch (const char *password, const HarkAccountCost *cost, guint8 out[32],
                      GError **error)
{
  return stretch (password, cost, HARK_ACCOUNT_MIN_MEM_KIB, out, error);
}

static void
set_secrets (HarkAccountSecrets *secrets, const guint8 mk[HARK_KEY_LEN])
{
  hark_seal_subkey (secrets->login, sizeof secrets->login, 1, "HKuauth_", mk);
  hark_seal_subkey (secrets->wrap, sizeof secrets->wrap, 2, "HKuwrap_", mk);
}

static gboolean
derive (const char *password, const HarkAccountCost *cost, guint32 min_mem_kib,
        const guint8 account_key[16], const HarkId *org, const HarkId *user,
        HarkAccountSecrets *secrets, GError **error)
{
  guint8 p[32], mk[HARK_KEY_LEN];

  if (!stretch (password, cost, min_mem_kib, p, error))
    return FALSE;

  hark_seal_hash (mk, sizeof mk, account_key, 16, "hark/user-mk/v1", org->bytes, (gsize)HARK_ID_LEN,
                  user->bytes, (gsize)HARK_ID_LEN, p, sizeof p, NULL);
  set_secrets (secrets, mk);
  sodium_memzero (p, sizeof p);
  sodium_memzero (mk, sizeof mk);
  return TRUE;
}

gboolean
hark_account_derive (const char *password, const HarkAccountCost *cost,
                     const guint8 account_key[16], const HarkId *org, const HarkId *user,
                     HarkAccountSecrets *secrets, GError **error)
{
  return derive (password, cost, HARK_ACCOUNT_MIN_MEM_KIB, account_key, org, user, secrets, error);
}

gboolean
hark_account_derive_portal (const char *password, const HarkAccountCost *cost, const HarkId *org,
                            const HarkId *user, HarkAccountSecrets *secrets, GError **error)
{
  static const guint8 no_key[16];

  return derive (password, cost, HARK_ACCOUNT_PORTAL_MEM_KIB, no_key, org, user, secrets, error);
}

void
hark_account_derive_sheet (const guint8 sheet_key[16], const HarkId *org, const HarkId *user,
                           HarkAccountSecrets *secrets)
{
  guint8 mk[HARK_KEY_LEN];

  hark_seal_hash (mk, sizeof mk, sheet_key, 16, "hark/user-sheet/v1", org->bytes,
                  (gsize)HARK_ID_LEN, user->bytes, (gsize)HARK_ID_LEN, NULL);
  set_secrets (secrets, mk);
  sodium_memzero (mk, sizeof mk);
}

void
hark_account_login_hash (const guint8 login[32], guint8 hash[32])
{
  hark_seal_hash (hash, 32, NULL, 0, "hark/login/v1", login, (gsize)32, NULL);
}

/* H (64, wrap, "hark/bundle/v1" ‖ header): encryption key, then commitment. */
static void
bundle_keys (const guint8 wrap[32], const guint8 header[BUNDLE_HEADER], guint8 both[64])
{
  hark_seal_hash (both, 64, wrap, 32, "hark/bundle/v1", header, (gsize)BUNDLE_HEADER, NULL);
}

static guint8 *
put_header (guint8 *at, const HarkId *org, const HarkId *user, guint16 generation,
            const HarkAccountCost *cost)
{
  at = hark_put (at, BUNDLE_MAGIC, 4);
  at = hark_put_int (at, BUNDLE_VERSION, 1);
  at = hark_put_int (at, BUNDLE_SUITE, 1);
  at = hark_put_int (at, generation, 2);
  at = hark_put (at, org->bytes, HARK_ID_LEN);
  at = hark_put (at, user->bytes, HARK_ID_LEN);
  at = hark_put_int (at, cost->ops, 4);
  at = hark_put_int (at, cost->mem_kib, 4);
  return hark_put (at, cost->salt, HARK_ACCOUNT_SALT_LEN);
}

gboolean
hark_account_is_bundle_of (GBytes *bundle, const HarkId *org, const HarkId *user,
                           const HarkAccountCost *cost)
{
  guint8 header[BUNDLE_HEADER];

  put_header (header, org, user, 1, cost);
  return g_bytes_get_size (bundle) == HARK_BUNDLE_LEN
         && memcmp (g_bytes_get_data (bundle, NULL), header, sizeof header) == 0;
}

GBytes *
hark_account_wrap_with_nonce (const HarkAccountKeys *keys, const HarkAccountSecrets *secrets,
                              const HarkId *org, const HarkId *user, guint16 generation,
                              const HarkAccountCost *cost, const guint8 nonce[HARK_NONCE_LEN])
{
  guint8 *bundle = g_malloc (HARK_BUNDLE_LEN);
  guint8 *at = put_header (bundle, org, user, generation, cost);
  guint8 inside[BUNDLE_INSIDE] = { 0 };
  guint8 both[64];

  bundle_keys (secrets->wrap, bundle, both);
  at = hark_put (at, both + 32, 32);
  at = hark_put (at, nonce, HARK_NONCE_LEN);
  memcpy (inside, keys->sign_seed, 32);
  memcpy (inside + 32, keys->box_seed, 32);
  crypto_aead_xchacha20poly1305_ietf_encrypt (at, NULL, inside, sizeof inside, bundle,
                                              BUNDLE_HEADER, NULL, nonce, both);
  sodium_memzero (inside, sizeof inside);
  sodium_memzero (both, sizeof both);
  return g_bytes_new_take (bundle, HARK_BUNDLE_LEN);
}

GBytes *
hark_account_wrap (const HarkAccountKeys *keys, const HarkAccountSecrets *secrets,
                   const HarkId *org, const HarkId *user, guint16 generation,
                   const HarkAccountCost *cost)
{
  guint8 nonce[HARK_NONCE_LEN];

  randombytes_buf (nonce, sizeof nonce);
  return hark_account_wrap_with_nonce (keys, secrets, org, user, generation, cost, nonce);
}

static gboolean
open_bundle (const guint8 *bundle, const guint8 wrap[32], guint8 inside[BUNDLE_INSIDE])
{
  const guint8 *commit = bundle + BUNDLE_HEADER;
  const guint8 *nonce = commit + 32;
  const guint8 *sealed = nonce + HARK_NONCE_LEN;
  guint8 both[64];
  gboolean ok;

  bundle_keys (wrap, bundle, both);
  ok = sodium_memcmp (both + 32, commit, 32) == 0
       && crypto_aead_xchacha20poly1305_ietf_decrypt (inside, NULL, NULL, sealed,
                                                      BUNDLE_INSIDE + HARK_TAG_LEN, bundle,
                                                      BUNDLE_HEADER, nonce, both)
              == 0
       && hark_seal_is_zero (inside + BUNDLE_SEEDS, BUNDLE_INSIDE - BUNDLE_SEEDS);
  sodium_memzero (both, sizeof both);
  return ok;
}

gboolean
hark_account_unwrap (GBytes *bundle, const HarkAccountSecrets *secrets, const HarkId *org,
                     const HarkId *user, HarkAccountKeys *keys, guint16 *generation, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bundle, &length);
  const guint8 *at;
  guint8 inside[BUNDLE_INSIDE];
  guint16 read_generation;
  gboolean ok;

  if (length < 6 || memcmp (data, BUNDLE_MAGIC, 4) != 0)
    return refuse (error, HARK_ERROR_INVALID, "this is no key bundle");
  if (data[4] != BUNDLE_VERSION || data[5] != BUNDLE_SUITE)
    return refuse (error, HARK_ERROR_UPGRADE, "the key bundle is of another version");
  if (length != HARK_BUNDLE_LEN)
    return refuse (error, HARK_ERROR_INVALID, "the key bundle's length is wrong");

  at = data + 6;
  read_generation = (guint16)hark_take_int (&at, 2);
  if (memcmp (at, org->bytes, HARK_ID_LEN) != 0
      || memcmp (at + HARK_ID_LEN, user->bytes, HARK_ID_LEN) != 0)
    return refuse (error, HARK_ERROR_UNVERIFIED, "the key bundle belongs to somebody else");

  ok = open_bundle (data, secrets->wrap, inside);
  if (ok)
    {
      hark_account_keys_from_seeds (keys, inside, inside + 32);
      if (generation != NULL)
        *generation = read_generation;
    }

  sodium_memzero (inside, sizeof inside);
  return ok || refuse (error, HARK_ERROR_UNVERIFIED, "the key bundle does not open");
}

char *
hark_account_safety_number (const HarkId *org, const HarkId *user, const guint8 sign_pk[32],
                            const guint8 box_pk[32])
{
  GString *text = g_string_new (NULL);
  guint8 hash[2 * HARK_HASH_LEN];
  const guint8 *at = hash;

  hark_seal_hash (hash, sizeof hash, NULL, 0, "hark/safety/v1", org->bytes, (gsize)HARK_ID_LEN,
                  user->bytes, (gsize)HARK_ID_LEN, sign_pk, (gsize)32, box_pk, (gsize)32, NULL);
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text, "%s%05u", i > 0 ? " " : "",
                            (guint)(hark_take_int (&at, 4) % 100000));

  return g_string_free (text, FALSE);
}

/* --- names of devices --- */

#define NAME_TAG "hark/device-name/v1"

static void
derive_name_key (const HarkAccountKeys *keys, guint8 key[HARK_KEY_LEN])
{
  hark_seal_hash (key, HARK_KEY_LEN, keys->box_seed, sizeof keys->box_seed, NAME_TAG, NULL);
}

GBytes *
hark_account_seal_name (const HarkAccountKeys *keys, const HarkId *device, const char *name)
{
  char padded[HARK_ACCOUNT_MAX_DEVICE_NAME + 1] = { 0 };
  gsize length = strlen (name);
  guint8 key[HARK_KEY_LEN];
  GBytes *sealed;

  if (length > HARK_ACCOUNT_MAX_DEVICE_NAME)
    {
      const char *end = g_utf8_find_prev_char (name, name + HARK_ACCOUNT_MAX_DEVICE_NAME + 1);

      length = end != NULL ? (gsize)(end - name) : 0;
    }
  g_strlcpy (padded, name, length + 1);
  derive_name_key (keys, key);
  sealed = hark_seal_box (key, device->bytes, HARK_ID_LEN, padded, sizeof padded);
  hark_seal_wipe (key, sizeof key);

  return sealed;
}

char *
hark_account_open_name (const HarkAccountKeys *keys, const HarkId *device, GBytes *sealed,
                        GError **error)
{
  g_autoptr (GBytes) plain = NULL;
  guint8 key[HARK_KEY_LEN];
  const char *name;
  gsize length;

  derive_name_key (keys, key);
  plain = hark_seal_box_open (key, device->bytes, HARK_ID_LEN, g_bytes_get_data (sealed, NULL),
                              g_bytes_get_size (sealed), error);
  hark_seal_wipe (key, sizeof key);
  if (plain == NULL)
    return NULL;

  name = g_bytes_get_data (plain, &length);
  if (length == HARK_ACCOUNT_MAX_DEVICE_NAME + 1 && name[length - 1] == '\0'
      && hark_text_is_name (name, strlen (name), HARK_ACCOUNT_MAX_DEVICE_NAME))
    return g_strdup (name);

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this is no device's name");
  return NULL;
}

/* hark-seal.c: see hark-seal.h */
#include "hark-seal.h"

#include "hark-error.h"
#include "hark-seal-private.h"

#include <sodium.h>
#include <stdarg.h>

G_STATIC_ASSERT (HARK_NONCE_LEN == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
G_STATIC_ASSERT (HARK_TAG_LEN == crypto_aead_xchacha20poly1305_ietf_ABYTES);

void
hark_seal_init (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
}

gpointer
hark_seal_alloc (gsize length)
{
  gpointer secret = sodium_malloc (length);

  if (secret == NULL)
    g_error ("no memory for %" G_GSIZE_FORMAT " secret bytes", length);

  memset (secret, 0, length);
  return secret;
}

void
hark_seal_free (gpointer secret)
{
  sodium_free (secret);
}

void
hark_seal_wipe (gpointer memory, gsize length)
{
  sodium_memzero (memory, length);
}

/* libsodium's own hashing of passwords takes less; libsoup reads bodies into 8 KiB. */
#define STACK_LEFT (96 * 1024)

G_NO_INLINE void
hark_seal_wipe_stack (void)
{
  guint8 below[STACK_LEFT];

  sodium_memzero (below, sizeof below);
}

void
hark_seal_free_string (char *secret)
{
  if (secret == NULL)
    return;

  sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

typedef struct
{
  gpointer data;
  gsize length;
} Owned;

static void
free_owned (gpointer data)
{
  Owned *owned = data;

  sodium_memzero (owned->data, owned->length);
  g_free (owned->data);
  g_free (owned);
}

GBytes *
hark_seal_bytes_new_take (gpointer data, gsize length)
{
  Owned *owned = g_new (Owned, 1);

  owned->data = data;
  owned->length = length;
  return g_bytes_new_with_free_func (data, length, free_owned, owned);
}

gboolean
hark_seal_equal (gconstpointer a, gconstpointer b, gsize length)
{
  return sodium_memcmp (a, b, length) == 0;
}

gboolean
hark_seal_is_zero (gconstpointer data, gsize length)
{
  return sodium_is_zero (data, length) == 1;
}

void
hark_seal_random (gpointer out, gsize length)
{
  randombytes_buf (out, length);
}

void
hark_seal_hash (guint8 *out, gsize out_len, const guint8 *key, gsize key_len, const char *tag, ...)
{
  crypto_generichash_state state;
  const void *part;
  va_list parts;

  crypto_generichash_init (&state, key, key_len, out_len);
  if (tag != NULL)
    {
      guint8 length = (guint8)strlen (tag);

      crypto_generichash_update (&state, &length, 1);
      crypto_generichash_update (&state, (const guint8 *)tag, length);
    }

  va_start (parts, tag);
  while ((part = va_arg (parts, const void *)) != NULL)
    {
      gsize length = va_arg (parts, gsize);

      crypto_generichash_update (&state, part, length);
    }
  va_end (parts);

  crypto_generichash_final (&state, out, out_len);
  sodium_memzero (&state, sizeof state);
}

void
hark_seal_subkey (guint8 *out, gsize out_len, guint64 id, const char *context,
                  const guint8 key[HARK_KEY_LEN])
{
  char fixed[crypto_kdf_CONTEXTBYTES];

  g_assert (strlen (context) == sizeof fixed);
  memcpy (fixed, context, sizeof fixed);
  crypto_kdf_derive_from_key (out, out_len, id, fixed, key);
}

void
hark_seal_org_id (const guint8 root_pk[32], HarkId *org)
{
  guint8 hash[HARK_HASH_LEN];

  hark_seal_hash (hash, sizeof hash, NULL, 0, "hark/org/v1", root_pk, (gsize)32, NULL);
  memcpy (org->bytes, hash, HARK_ID_LEN);
}

GBytes *
hark_seal_box_with_nonce (const guint8 key[32], const guint8 nonce[HARK_NONCE_LEN],
                          gconstpointer ad, gsize ad_len, gconstpointer data, gsize length)
{
  guint8 *box = g_malloc (length + HARK_BOX_OVERHEAD);
  guint8 *at = hark_put (box, nonce, HARK_NONCE_LEN);

  crypto_aead_xchacha20poly1305_ietf_encrypt (at, NULL, data, length, ad, ad_len, NULL, nonce, key);
  return g_bytes_new_take (box, length + HARK_BOX_OVERHEAD);
}

GBytes *
hark_seal_box (const guint8 key[32], gconstpointer ad, gsize ad_len, gconstpointer data,
               gsize length)
{
  guint8 nonce[HARK_NONCE_LEN];

  randombytes_buf (nonce, sizeof nonce);
  return hark_seal_box_with_nonce (key, nonce, ad, ad_len, data, length);
}

GBytes *
hark_seal_box_open (const guint8 key[32], gconstpointer ad, gsize ad_len, gconstpointer box,
                    gsize length, GError **error)
{
  const guint8 *nonce = box;
  guint8 *data;

  if (length < HARK_BOX_OVERHEAD)
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "a sealed box is too short");
      return NULL;
    }

  data = g_malloc (length - HARK_BOX_OVERHEAD + 1);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (data, NULL, NULL, nonce + HARK_NONCE_LEN,
                                                  length - HARK_NONCE_LEN, ad, ad_len, nonce, key)
      != 0)
    {
      g_free (data);
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "a sealed box does not open");
      return NULL;
    }

  return hark_seal_bytes_new_take (data, length - HARK_BOX_OVERHEAD);
}

void
hark_seal_sign_keys (const guint8 seed[32], guint8 pk[32], guint8 sk[64])
{
  crypto_sign_seed_keypair (pk, sk, seed);
}

void
hark_seal_box_keys (const guint8 seed[32], guint8 pk[32], guint8 sk[32])
{
  crypto_box_seed_keypair (pk, sk, seed);
}

gboolean
hark_seal_is_box_pk (const guint8 pk[32])
{
  guint8 sealed[crypto_box_SEALBYTES];

  return crypto_box_seal (sealed, NULL, 0, pk) == 0;
}

void
hark_seal_sign (guint8 sig[64], const guint8 sk[64], gconstpointer data, gsize length)
{
  crypto_sign_detached (sig, NULL, data, length, sk);
}

gboolean
hark_seal_verify (const guint8 sig[64], const guint8 pk[32], gconstpointer data, gsize length)
{
  return crypto_sign_verify_detached (sig, data, length, pk) == 0;
}

static guint8 *
tagged (const char *tag, const HarkId *org, gconstpointer data, gsize length, gsize *total)
{
  guint8 *whole = g_malloc (1 + strlen (tag) + HARK_ID_LEN + length);
  guint8 *at = hark_put_tag (whole, tag);

  at = hark_put (at, org->bytes, HARK_ID_LEN);
  at = hark_put (at, data, length);
  *total = (gsize)(at - whole);
  return whole;
}

void
hark_seal_sign_tagged (guint8 sig[64], const guint8 sk[64], const char *tag, const HarkId *org,
                       gconstpointer data, gsize length)
{
  gsize total;
  g_autofree guint8 *whole = tagged (tag, org, data, length, &total);

  hark_seal_sign (sig, sk, whole, total);
}

gboolean
hark_seal_verify_tagged (const guint8 sig[64], const guint8 pk[32], const char *tag,
                         const HarkId *org, gconstpointer data, gsize length)
{
  gsize total;
  g_autofree guint8 *whole = tagged (tag, org, data, length, &total);

  return hark_seal_verify (sig, pk, whole, total);
}

/* hark-seal.h: the primitives that the formats are made of; every one is libsodium's.
 *
 * H (n, key, tag, parts) of the formats is hark_seal_hash(): crypto_generichash over
 * u8 length ‖ tag ‖ parts. Integers in formats are little-endian. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

#define HARK_KEY_LEN 32
#define HARK_HASH_LEN 32
#define HARK_HEAD_LEN 16 /* of a roster: the first bytes of the newest statement's hash */
#define HARK_SIGN_PK_LEN 32
#define HARK_SIGN_SK_LEN 64
#define HARK_SIG_LEN 64
#define HARK_BOX_OVERHEAD (24 + 16) /* nonce, tag */

/* Must be called once before anything else of the formats; aborts where libsodium cannot start. */
void hark_seal_init (void);

/* Long-lived secrets: zeros, guarded, locked where the system allows, wiped when freed. Aborts on
 * no memory. */
gpointer hark_seal_alloc (gsize length);
void hark_seal_free (gpointer secret);
void hark_seal_wipe (gpointer memory, gsize length);
/* What calls that have returned left on this thread's stack, as far down as they go: where
 * somebody's request or secret is done with. */
void hark_seal_wipe_stack (void);
/* A string: wiped over its length, then g_free(). NULL is fine. */
void hark_seal_free_string (char *secret);
/* Wipes and drops the last reference's bytes: only for GBytes that own g_malloc()ed memory. */
GBytes *hark_seal_bytes_new_take (gpointer data, gsize length);
gboolean hark_seal_equal (gconstpointer a, gconstpointer b, gsize length);
void hark_seal_random (gpointer out, gsize length);

/* Parts are (const void *, gsize) pairs, ended by NULL; a length must really be a gsize: sizeof, or
 * cast.
 * @tag may be NULL: nothing is put in front.
 * @key may be NULL with @key_len 0. @out_len 16 … 64. */
void hark_seal_hash (guint8 *out, gsize out_len, const guint8 *key, gsize key_len, const char *tag,
                     ...) G_GNUC_NULL_TERMINATED;
/* crypto_kdf: @context is 8 characters. */
void hark_seal_subkey (guint8 *out, gsize out_len, guint64 id, const char *context,
                       const guint8 key[HARK_KEY_LEN]);

/* First 16 bytes of H (32, –, "hark/org/v1" ‖ root_pk). */
void hark_seal_org_id (const guint8 root_pk[32], HarkId *org);

/* A local or "past" box: nonce 24 ‖ XChaCha20-Poly1305-IETF, so HARK_BOX_OVERHEAD longer than
 * @data. hark_seal_box_open: HARK_ERROR_UNVERIFIED. Plaintext comes from
 * hark_seal_bytes_new_take(). */
GBytes *hark_seal_box (const guint8 key[32], gconstpointer ad, gsize ad_len, gconstpointer data,
                       gsize length);
GBytes *hark_seal_box_open (const guint8 key[32], gconstpointer ad, gsize ad_len, gconstpointer box,
                            gsize length, GError **error);

/* Key pairs from 32-byte seeds. X25519: crypto_box_seed_keypair, @sk 32 bytes. Ed25519: @sk 64
 * bytes. */
void hark_seal_sign_keys (const guint8 seed[32], guint8 pk[32], guint8 sk[64]);
void hark_seal_box_keys (const guint8 seed[32], guint8 pk[32], guint8 sk[32]);
/* Whether something can be sealed to it: not of low order, which no key pair's is. */
gboolean hark_seal_is_box_pk (const guint8 pk[32]);
void hark_seal_sign (guint8 sig[64], const guint8 sk[64], gconstpointer data, gsize length);
gboolean hark_seal_verify (const guint8 sig[64], const guint8 pk[32], gconstpointer data,
                           gsize length);

G_END_DECLS

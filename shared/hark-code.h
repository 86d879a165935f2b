/* hark-code.h: 16 secret bytes as people copy them.
 *
 * Twelve words of the BIP-39 English list (2,048 words; 128 bits and a 4-bit checksum, the first
 * bits of SHA-256 of the bytes, as BIP-39 has it), or 26 Crockford base32 characters and 2 check
 * characters (bits 4 to 13 of the same SHA-256). Both are accepted everywhere, in any case and
 * spacing; in base32 O reads as 0, I and L as 1, hyphens and blanks are skipped. Words may be cut
 * to their first four letters. */
#pragma once

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_CODE_LEN 16
#define HARK_CODE_MAX_TEXT 256
#define HARK_CODE_MAX_BYTES 65 /* of hark_code_bytes_to_line() */

void hark_code_random (guint8 code[HARK_CODE_LEN]);
/* "abandon ability …", lower case, one blank between. Free with hark_seal_free_string(). */
char *hark_code_to_words (const guint8 code[HARK_CODE_LEN]);
/* "0000-0000-0000-0000-0000-0000-00CC": 28 characters in groups of four. Free likewise. */
char *hark_code_to_line (const guint8 code[HARK_CODE_LEN]);
/* Either form. HARK_ERROR_INVALID says whether it is the length, a word unknown or the check that
 * is off, never quoting the text; @code untouched. */
gboolean hark_code_parse (const char *text, guint8 code[HARK_CODE_LEN], GError **error);

/* Up to HARK_CODE_MAX_BYTES in base32 and 4 check characters (first 20 bits of SHA-256), in groups
 * of four. Free with hark_seal_free_string(). */
char *hark_code_bytes_to_line (const guint8 *data, gsize length);
/* @what names it in errors. HARK_ERROR_INVALID, never quoting the text; @data untouched. */
gboolean hark_code_bytes_parse (const char *text, const char *what, guint8 *data, gsize length,
                                GError **error);
/* The same for 32 bytes (the root key's seed) for the printed sheet: 52 and 4 characters. */
char *hark_code_key_to_line (const guint8 key[32]);
gboolean hark_code_key_parse (const char *text, guint8 key[32], GError **error);

/* The reporter's keys: mk = H (32, key = code, "hark/reporter-mk/v1" ‖ org), then crypto_kdf
 * subkeys. */
typedef struct
{
  guint8 lookup[16]; /* 1 "HKlookup": names the inbox to the server */
  guint8 token[32]; /* 2 "HKauthtk": the server keeps H (32, –, "hark/reporter-token/v1" ‖ token) */
  guint8 box_pk[32]; /* 3 "HKinboxk": seed of this key pair */
  guint8 box_sk[32];
} HarkReporterKeys; /* plain memory: callers keep it locked and wipe it */

void hark_code_reporter_keys (const guint8 code[HARK_CODE_LEN], const HarkId *org,
                              HarkReporterKeys *keys);
void hark_code_token_hash (const guint8 token[32], guint8 hash[32]);

G_END_DECLS

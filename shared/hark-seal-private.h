/* hark-seal-private.h: for the formats' own files and their tests only.
 *
 * The functions with a given nonce or key exist so that vectors can be reproduced: a nonce that is
 * used twice gives the plaintext away. Nothing outside shared/ and tests/ includes this. */
#pragma once

#include <string.h>

#include "hark-account.h"
#include "hark-epoch.h"
#include "hark-file.h"
#include "hark-object.h"
#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_NONCE_LEN 24
#define HARK_TAG_LEN 16

/* Writers: each returns the place behind what it wrote. */
static inline guint8 *
hark_put (guint8 *at, gconstpointer data, gsize length)
{
  memcpy (at, data, length);
  return at + length;
}

static inline guint8 *
hark_put_int (guint8 *at, guint64 value, gsize length)
{
  for (gsize i = 0; i < length; i++)
    at[i] = (guint8)(value >> (8 * i));

  return at + length;
}

/* u8 length ‖ tag */
static inline guint8 *
hark_put_tag (guint8 *at, const char *tag)
{
  gsize length = strlen (tag);

  *at = (guint8)length;
  return hark_put (at + 1, tag, length);
}

/* Readers: @at is moved on. */
static inline void
hark_take (const guint8 **at, gpointer out, gsize length)
{
  memcpy (out, *at, length);
  *at += length;
}

static inline guint64
hark_take_int (const guint8 **at, gsize length)
{
  guint64 value = 0;

  for (gsize i = 0; i < length; i++)
    value |= (guint64)(*at)[i] << (8 * i);

  *at += length;
  return value;
}

gboolean hark_seal_is_zero (gconstpointer data, gsize length);

/* Over lp (@tag) ‖ org ‖ data. */
void hark_seal_sign_tagged (guint8 sig[64], const guint8 sk[64], const char *tag, const HarkId *org,
                            gconstpointer data, gsize length);
gboolean hark_seal_verify_tagged (const guint8 sig[64], const guint8 pk[32], const char *tag,
                                  const HarkId *org, gconstpointer data, gsize length);

GBytes *hark_seal_box_with_nonce (const guint8 key[32], const guint8 nonce[HARK_NONCE_LEN],
                                  gconstpointer ad, gsize ad_len, gconstpointer data, gsize length);
GBytes *hark_account_wrap_with_nonce (const HarkAccountKeys *keys,
                                      const HarkAccountSecrets *secrets, const HarkId *org,
                                      const HarkId *user, guint16 generation,
                                      const HarkAccountCost *cost,
                                      const guint8 nonce[HARK_NONCE_LEN]);
GBytes *hark_epoch_seal_past_with_nonce (const HarkEpoch *epoch, guint8 sort,
                                         const guint8 new_key[32], const guint8 old_key[32],
                                         const guint8 nonce[HARK_NONCE_LEN]);
/* @body is the JSON text, already checked. */
GBytes *hark_object_seal_with_nonce (const HarkObjectHeader *header, const guint8 key[32],
                                     gint64 time, const guint8 head[HARK_HEAD_LEN],
                                     const char *body, gsize length, const guint8 *sign_sk,
                                     const guint8 nonce[HARK_NONCE_LEN]);
HarkFileSealer *hark_file_sealer_new_with_key (const HarkId *blob, gint64 max, HarkFileSink sink,
                                               gpointer user, const guint8 key[32],
                                               const guint8 prefix[16]);

G_END_DECLS

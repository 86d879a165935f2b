/* hark-epoch.c: see hark-epoch.h */
#include "hark-epoch.h"

#include "hark-error.h"
#include "hark-seal-private.h"

#include <sodium.h>

#define SIG_TAG "hark/sig/epoch/v1"
#define PAST_TAG "hark/past/v1"
#define SLOT_VERSION 1
#define SLOT_SUITE 1
#define SLOT_INSIDE 160

G_STATIC_ASSERT (HARK_SLOT_LEN == SLOT_INSIDE + crypto_box_SEALBYTES);

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
hark_epoch_keys_random (HarkEpochKeys *keys, gboolean team)
{
  randombytes_buf (keys->sh, sizeof keys->sh);
  if (team)
    randombytes_buf (keys->in, sizeof keys->in);
  else
    memset (keys->in, 0, sizeof keys->in);
}

static void
commitment (const HarkEpoch *epoch, const guint8 key[HARK_KEY_LEN], guint8 out[32])
{
  guint8 number[4];

  if (hark_seal_is_zero (key, HARK_KEY_LEN))
    {
      memset (out, 0, 32);
      return;
    }

  hark_put_int (number, epoch->epoch, sizeof number);
  hark_seal_hash (out, 32, key, HARK_KEY_LEN, "hark/kc/v1", epoch->ticket.bytes, (gsize)HARK_ID_LEN,
                  number, sizeof number, NULL);
}

void
hark_epoch_commit (HarkEpoch *epoch, const HarkEpochKeys *keys)
{
  commitment (epoch, keys->sh, epoch->commit_sh);
  commitment (epoch, keys->in, epoch->commit_in);
}

static gboolean
check_key (const HarkEpoch *epoch, const guint8 key[HARK_KEY_LEN], const guint8 commit[32])
{
  guint8 expected[32];

  commitment (epoch, key, expected);
  return sodium_memcmp (expected, commit, sizeof expected) == 0;
}

gboolean
hark_epoch_check_keys (const HarkEpoch *epoch, const HarkEpochKeys *keys)
{
  return check_key (epoch, keys->sh, epoch->commit_sh)
         && check_key (epoch, keys->in, epoch->commit_in);
}

static gboolean
is_ascending (const HarkId *ids, guint n)
{
  for (guint i = 1; i < n; i++)
    if (memcmp (ids[i - 1].bytes, ids[i].bytes, HARK_ID_LEN) >= 0)
      return FALSE;

  return TRUE;
}

/* Where @user stands among the excluded, or would. */
static guint
find_excluded (const HarkEpoch *epoch, const HarkId *user)
{
  guint i = 0;

  while (i < epoch->n_excluded && memcmp (epoch->excluded[i].bytes, user->bytes, HARK_ID_LEN) < 0)
    i++;

  return i;
}

gboolean
hark_epoch_excludes (const HarkEpoch *epoch, const HarkId *user)
{
  guint i = find_excluded (epoch, user);

  return i < epoch->n_excluded && hark_id_equal (&epoch->excluded[i], user);
}

gboolean
hark_epoch_exclude (HarkEpoch *epoch, const HarkId *user)
{
  guint at = find_excluded (epoch, user);

  if (hark_epoch_excludes (epoch, user))
    return TRUE;
  if (epoch->n_excluded == HARK_EPOCH_MAX_EXCLUDED)
    return FALSE;

  memmove (&epoch->excluded[at + 1], &epoch->excluded[at],
           (epoch->n_excluded - at) * sizeof (HarkId));
  epoch->excluded[at] = *user;
  epoch->n_excluded++;
  return TRUE;
}

void
hark_epoch_include (HarkEpoch *epoch, const HarkId *user)
{
  guint at = find_excluded (epoch, user);

  if (!hark_epoch_excludes (epoch, user))
    return;

  epoch->n_excluded--;
  memmove (&epoch->excluded[at], &epoch->excluded[at + 1],
           (epoch->n_excluded - at) * sizeof (HarkId));
}

gboolean
hark_epoch_excludes_itself (const HarkEpoch *epoch, const HarkEpoch *before)
{
  HarkEpoch expected = *before;

  return !hark_epoch_excludes (before, &epoch->author)
         && hark_epoch_exclude (&expected, &epoch->author)
         && hark_id_equal (&epoch->area, &before->area)
         && memcmp (epoch->reporter_pk, before->reporter_pk, sizeof epoch->reporter_pk) == 0
         && epoch->n_excluded == expected.n_excluded
         && memcmp (epoch->excluded, expected.excluded, epoch->n_excluded * sizeof (HarkId)) == 0;
}

GBytes *
hark_epoch_write (const HarkEpoch *epoch, const HarkId *org, const guint8 *sign_sk)
{
  guint8 *data, *at;
  gsize length;

  g_return_val_if_fail (epoch->n_excluded <= HARK_EPOCH_MAX_EXCLUDED, NULL);
  g_return_val_if_fail (is_ascending (epoch->excluded, epoch->n_excluded), NULL);
  g_return_val_if_fail ((sign_sk == NULL) == hark_id_is_zero (&epoch->author), NULL);
  g_return_val_if_fail (sign_sk != NULL || epoch->epoch == 0, NULL);

  length = HARK_EPOCH_MIN_LEN + (gsize)HARK_ID_LEN * epoch->n_excluded;
  data = g_malloc0 (length);
  at = hark_put (data, epoch->ticket.bytes, HARK_ID_LEN);
  at = hark_put_int (at, epoch->epoch, 4);
  at = hark_put (at, epoch->prev, 32);
  at = hark_put (at, epoch->area.bytes, HARK_ID_LEN);
  at = hark_put (at, epoch->commit_sh, 32);
  at = hark_put (at, epoch->commit_in, 32);
  at = hark_put (at, epoch->reporter_pk, 32);
  at = hark_put (at, epoch->head, HARK_HEAD_LEN);
  at = hark_put_int (at, epoch->n_excluded, 2);
  for (guint i = 0; i < epoch->n_excluded; i++)
    at = hark_put (at, epoch->excluded[i].bytes, HARK_ID_LEN);
  at = hark_put (at, epoch->author.bytes, HARK_ID_LEN);

  if (sign_sk != NULL)
    hark_seal_sign_tagged (at, sign_sk, SIG_TAG, org, data, length - HARK_SIG_LEN);
  return g_bytes_new_take (data, length);
}

gboolean
hark_epoch_read (GBytes *statement, HarkEpoch *epoch, GError **error)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (statement, &length);
  HarkEpoch read = { 0 };

  if (length < HARK_EPOCH_MIN_LEN || length > HARK_EPOCH_MAX_LEN)
    return refuse (error, HARK_ERROR_INVALID, "an epoch statement's length is wrong");

  hark_take (&at, read.ticket.bytes, HARK_ID_LEN);
  read.epoch = (guint32)hark_take_int (&at, 4);
  hark_take (&at, read.prev, 32);
  hark_take (&at, read.area.bytes, HARK_ID_LEN);
  hark_take (&at, read.commit_sh, 32);
  hark_take (&at, read.commit_in, 32);
  hark_take (&at, read.reporter_pk, 32);
  hark_take (&at, read.head, HARK_HEAD_LEN);
  read.n_excluded = (guint16)hark_take_int (&at, 2);
  if (read.n_excluded > HARK_EPOCH_MAX_EXCLUDED
      || length != HARK_EPOCH_MIN_LEN + (gsize)HARK_ID_LEN * read.n_excluded)
    return refuse (error, HARK_ERROR_INVALID, "an epoch statement's length is wrong");

  for (guint i = 0; i < read.n_excluded; i++)
    hark_take (&at, read.excluded[i].bytes, HARK_ID_LEN);
  hark_take (&at, read.author.bytes, HARK_ID_LEN);
  hark_take (&at, read.sig, HARK_SIG_LEN);

  if (!is_ascending (read.excluded, read.n_excluded))
    return refuse (error, HARK_ERROR_INVALID, "an epoch statement's excluded ids are not in order");
  if ((read.epoch == 0) != hark_seal_is_zero (read.prev, sizeof read.prev))
    return refuse (error, HARK_ERROR_INVALID, "only epoch 0 has nothing before it");

  *epoch = read;
  return TRUE;
}

gboolean
hark_epoch_verify (GBytes *statement, const HarkId *org, const guint8 *sign_pk, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);
  HarkEpoch epoch;

  if (!hark_epoch_read (statement, &epoch, error))
    return FALSE;

  if (hark_id_is_zero (&epoch.author))
    {
      if (sign_pk != NULL || epoch.epoch != 0
          || !hark_seal_is_zero (epoch.commit_in, sizeof epoch.commit_in)
          || !hark_seal_is_zero (epoch.sig, sizeof epoch.sig))
        return refuse (error, HARK_ERROR_UNVERIFIED,
                       "an unsigned epoch statement is none of a reporter");
      return TRUE;
    }

  if (sign_pk == NULL
      || !hark_seal_verify_tagged (epoch.sig, sign_pk, SIG_TAG, org, data, length - HARK_SIG_LEN))
    return refuse (error, HARK_ERROR_UNVERIFIED, "an epoch statement's signature does not hold");
  return TRUE;
}

void
hark_epoch_hash (GBytes *statement, guint8 hash[32])
{
  hark_seal_hash (hash, 32, NULL, 0, NULL, g_bytes_get_data (statement, NULL),
                  g_bytes_get_size (statement), NULL);
}

/* Everything of a slot before its keys: 88 bytes that the opener computes for itself. */
static guint8 *
put_slot_head (guint8 *at, const HarkEpoch *epoch, const guint8 hash[32], const HarkId *org,
               HarkSlotKind kind, const HarkId *recipient)
{
  at = hark_put_int (at, SLOT_VERSION, 1);
  at = hark_put_int (at, SLOT_SUITE, 1);
  at = hark_put_int (at, kind, 2);
  at = hark_put_int (at, epoch->epoch, 4);
  at = hark_put (at, epoch->ticket.bytes, HARK_ID_LEN);
  at = hark_put (at, org->bytes, HARK_ID_LEN);
  at = hark_put (at, recipient->bytes, HARK_ID_LEN);
  return hark_put (at, hash, 32);
}

GBytes *
hark_epoch_seal_slot (const HarkEpoch *epoch, const guint8 hash[32], const HarkId *org,
                      HarkSlotKind kind, const HarkId *recipient, const guint8 box_pk[32],
                      const HarkEpochKeys *keys)
{
  guint8 inside[SLOT_INSIDE] = { 0 };
  guint8 *slot = g_malloc (HARK_SLOT_LEN);
  guint8 *at = put_slot_head (inside, epoch, hash, org, kind, recipient);
  int result;

  at = hark_put (at, keys->sh, HARK_KEY_LEN);
  if (kind != HARK_SLOT_REPORTER)
    hark_put (at, keys->in, HARK_KEY_LEN);
  result = crypto_box_seal (slot, inside, sizeof inside, box_pk);
  sodium_memzero (inside, sizeof inside);
  if (result != 0) /* a public key of low order, which no key pair has */
    g_clear_pointer (&slot, g_free);

  return slot != NULL ? g_bytes_new_take (slot, HARK_SLOT_LEN) : NULL;
}

static gboolean
check_slot (const guint8 inside[SLOT_INSIDE], const HarkEpoch *epoch, const guint8 hash[32],
            const HarkId *org, HarkSlotKind kind, const HarkId *recipient)
{
  guint8 expected[SLOT_INSIDE];
  gsize head = (gsize)(put_slot_head (expected, epoch, hash, org, kind, recipient) - expected);
  const guint8 *sh = inside + head;
  const guint8 *in = sh + HARK_KEY_LEN;
  const guint8 *rest = in + HARK_KEY_LEN;

  if (sodium_memcmp (inside, expected, head) != 0 || !hark_seal_is_zero (rest, 8))
    return FALSE;
  if (kind == HARK_SLOT_REPORTER)
    return !hark_seal_is_zero (sh, HARK_KEY_LEN) && hark_seal_is_zero (in, HARK_KEY_LEN)
           && check_key (epoch, sh, epoch->commit_sh);

  return !hark_seal_is_zero (sh, 2 * HARK_KEY_LEN) && check_key (epoch, sh, epoch->commit_sh)
         && check_key (epoch, in, epoch->commit_in);
}

gboolean
hark_epoch_open_slot (GBytes *slot, const HarkEpoch *epoch, const guint8 hash[32],
                      const HarkId *org, HarkSlotKind kind, const HarkId *recipient,
                      const guint8 box_pk[32], const guint8 box_sk[32], HarkEpochKeys *keys,
                      GError **error)
{
  guint8 inside[SLOT_INSIDE];
  gboolean ok = g_bytes_get_size (slot) == HARK_SLOT_LEN
                && crypto_box_seal_open (inside, g_bytes_get_data (slot, NULL), HARK_SLOT_LEN,
                                         box_pk, box_sk)
                       == 0
                && check_slot (inside, epoch, hash, org, kind, recipient);

  if (ok)
    {
      const guint8 *at = inside + SLOT_INSIDE - 8 - 2 * HARK_KEY_LEN;

      hark_take (&at, keys->sh, HARK_KEY_LEN);
      hark_take (&at, keys->in, HARK_KEY_LEN);
    }

  sodium_memzero (inside, sizeof inside);
  return ok || refuse (error, HARK_ERROR_UNVERIFIED, "a key slot does not open or does not fit");
}

#define PAST_AD_LEN (1 + sizeof PAST_TAG - 1 + HARK_ID_LEN + 4 + 1)

static void
past_ad (guint8 ad[PAST_AD_LEN], const HarkEpoch *epoch, guint8 sort)
{
  guint8 *at = hark_put_tag (ad, PAST_TAG);

  at = hark_put (at, epoch->ticket.bytes, HARK_ID_LEN);
  at = hark_put_int (at, epoch->epoch, 4);
  hark_put_int (at, sort, 1);
}

GBytes *
hark_epoch_seal_past_with_nonce (const HarkEpoch *epoch, guint8 sort, const guint8 new_key[32],
                                 const guint8 old_key[32], const guint8 nonce[HARK_NONCE_LEN])
{
  guint8 ad[PAST_AD_LEN];

  past_ad (ad, epoch, sort);
  return hark_seal_box_with_nonce (new_key, nonce, ad, sizeof ad, old_key, HARK_KEY_LEN);
}

GBytes *
hark_epoch_seal_past (const HarkEpoch *epoch, guint8 sort, const guint8 new_key[32],
                      const guint8 old_key[32])
{
  guint8 nonce[HARK_NONCE_LEN];

  randombytes_buf (nonce, sizeof nonce);
  return hark_epoch_seal_past_with_nonce (epoch, sort, new_key, old_key, nonce);
}

gboolean
hark_epoch_open_past (const HarkEpoch *epoch, guint8 sort, const guint8 new_key[32], GBytes *past,
                      guint8 old_key[32], GError **error)
{
  g_autoptr (GBytes) opened = NULL;
  guint8 ad[PAST_AD_LEN];

  if (g_bytes_get_size (past) != HARK_PAST_LEN)
    return refuse (error, HARK_ERROR_UNVERIFIED, "a past key's length is wrong");

  past_ad (ad, epoch, sort);
  opened = hark_seal_box_open (new_key, ad, sizeof ad, g_bytes_get_data (past, NULL), HARK_PAST_LEN,
                               error);
  if (opened == NULL)
    return FALSE;

  memcpy (old_key, g_bytes_get_data (opened, NULL), HARK_KEY_LEN);
  return TRUE;
}

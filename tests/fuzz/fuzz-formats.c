/* fuzz-formats.c: every format that comes from outside, under libFuzzer.
 *
 * The first byte chooses. What a seal or a signature would keep the fuzzer from is sealed or signed
 * here first, as somebody with a key could do it. Built with clang
 * -fsanitize=fuzzer,address,undefined. */
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-roster.h"
#include "hark-seal-private.h"

#include <sodium.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t length);

static const guint8 KEY[32] = { 1 };
static const guint8 NONCE[HARK_NONCE_LEN] = { 2 };
static const HarkId ORG = { { 3 } };
static const HarkId USER = { { 4 } };

static void
fuzz_object (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) sealed = g_bytes_new (data, length);
  g_autoptr (HarkObject) opened = hark_object_open (sealed, KEY, NULL);

  if (opened != NULL)
    hark_object_verify (opened, KEY);
}

/* A header, then an inside that is padded to a bucket. */
static void
fuzz_object_inside (const guint8 *data, gsize length)
{
  const gsize before = HARK_OBJECT_HEADER_LEN + 32 + HARK_NONCE_LEN;
  const gsize padded = length < 1024 ? 1024 : 4096;
  g_autofree guint8 *object = g_malloc0 (before + padded + HARK_TAG_LEN);
  g_autofree guint8 *inside = g_malloc0 (padded);
  guint8 both[64];

  if (length < 8)
    return;

  memcpy (object, "HKO1\1\1", 6);
  memcpy (object + 6, data, 2);
  object[56] = data[2]; /* author */
  memcpy (inside, data + 3, MIN (length - 3, padded));
  hark_seal_hash (both, sizeof both, KEY, 32, "hark/obj/v1", object, (gsize)HARK_OBJECT_HEADER_LEN,
                  NULL);
  memcpy (object + HARK_OBJECT_HEADER_LEN, both + 32, 32);
  memcpy (object + HARK_OBJECT_HEADER_LEN + 32, NONCE, HARK_NONCE_LEN);
  crypto_aead_xchacha20poly1305_ietf_encrypt (object + before, NULL, inside, padded, object,
                                              HARK_OBJECT_HEADER_LEN, NULL, NONCE, both);
  fuzz_object (object, before + padded + HARK_TAG_LEN);
}

/* What is read is written again as the same bytes, but for the signature. */
static void
fuzz_epoch (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) statement = g_bytes_new (data, length);
  g_autoptr (GBytes) written = NULL;
  HarkEpoch epoch;
  guint8 pk[32], sk[64];

  hark_epoch_verify (statement, &ORG, NULL, NULL);
  if (!hark_epoch_read (statement, &epoch, NULL) || hark_id_is_zero (&epoch.author))
    return;

  hark_seal_sign_keys (KEY, pk, sk);
  written = hark_epoch_write (&epoch, &ORG, sk);
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written) - HARK_SIG_LEN,
                   data, length - HARK_SIG_LEN);
  g_assert_true (hark_epoch_verify (written, &ORG, pk, NULL));
}

static void
fuzz_slot (const guint8 *data, gsize length)
{
  HarkEpoch epoch = { 0 };
  HarkEpochKeys keys;
  guint8 pk[32], sk[32], inside[160] = { 0 };
  guint8 slot[HARK_SLOT_LEN];
  g_autoptr (GBytes) sealed = NULL;

  hark_seal_box_keys (KEY, pk, sk);
  memcpy (inside, data, MIN (length, sizeof inside));
  crypto_box_seal (slot, inside, sizeof inside, pk);
  sealed = g_bytes_new (slot, sizeof slot);
  g_assert_false (hark_epoch_open_slot (sealed, &epoch, KEY, &ORG, HARK_SLOT_MEMBER, &USER, pk, sk,
                                        &keys, NULL));
}

/* A list with one Admin, who signs whatever comes: type 2, length 2, body, and again. */
static void
fuzz_roster (const guint8 *data, gsize length)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GBytes) raw = g_bytes_new (data, length);
  g_autoptr (GBytes) org = NULL;
  g_autoptr (GBytes) add = NULL;
  g_autoptr (GBytes) set = NULL;
  guint8 pk[32], sk[64];
  HarkId id;

  hark_roster_append (roster, raw, NULL);
  hark_seal_sign_keys (KEY, pk, sk);
  hark_seal_org_id (pk, &id);
  org = hark_roster_make_org (pk, sk, "Org");
  g_assert_true (hark_roster_append (roster, org, NULL) || hark_roster_get_seq (roster) > 0);
  add = hark_roster_make_user_add (roster, &id, sk, &USER, pk, KEY, "Ada");
  hark_roster_append (roster, add, NULL);
  set = hark_roster_make_admin_set (roster, &id, sk, &USER, 1);
  hark_roster_append (roster, set, NULL);

  while (length >= 4)
    {
      const guint8 *at = data;
      guint type = (guint)hark_take_int (&at, 2);
      gsize wanted = (gsize)hark_take_int (&at, 2);
      gsize body = MIN (wanted, length - 4);
      gsize total = 46 + body + HARK_ID_LEN + HARK_SIG_LEN;
      guint8 *statement = g_malloc (total);
      g_autoptr (GBytes) bytes = g_bytes_new_take (statement, total);
      guint8 *to = hark_put_int (statement, hark_roster_get_seq (roster) + 1, 8);

      to = hark_put (to, hark_roster_get_hash (roster), 32);
      to = hark_put_int (to, type, 2);
      to = hark_put_int (to, body, 4);
      to = hark_put (to, at, body);
      to = hark_put (to, USER.bytes, HARK_ID_LEN);
      hark_seal_sign_tagged (to, sk, "hark/sig/log/v1", &id, statement, total - HARK_SIG_LEN);
      hark_roster_append (roster, bytes, NULL);
      data = at + body;
      length -= 4 + body;
    }

  hark_roster_get_role_at (roster, &USER, &USER, 3);
}

/* What parses is written as something that parses to the same. */
static void
fuzz_code (const guint8 *data, gsize length)
{
  char *text = g_strndup ((const char *)data, length);
  guint8 code[HARK_CODE_LEN], again[HARK_CODE_LEN], key[32];

  if (hark_code_parse (text, code, NULL))
    {
      char *words = hark_code_to_words (code);

      g_assert_true (hark_code_parse (words, again, NULL));
      g_assert_cmpmem (code, sizeof code, again, sizeof again);
      hark_seal_free_string (words);
    }
  hark_code_key_parse (text, key, NULL);
  g_free (text);
}

static void
fuzz_account (const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bundle = g_bytes_new (data, length);
  HarkAccountSecrets secrets = { { 0 } };
  HarkAccountKeys keys;
  guint16 generation;

  hark_account_unwrap (bundle, &secrets, &ORG, &USER, &keys, &generation, NULL);
}

static gboolean
count (gpointer user, const guint8 *data, gsize length, GError **error)
{
  *(gint64 *)user += (gint64)length;
  return TRUE;
}

/* A manifest; the same bytes once more as its file. */
static void
fuzz_manifest (const guint8 *data, gsize length)
{
  g_autoptr (JsonObject) body
      = hark_json_parse_object ((const char *)data, length, HARK_OBJECT_MAX_BODY, NULL);
  g_autoptr (HarkManifest) manifest = body != NULL ? hark_manifest_from_json (body, NULL) : NULL;
  g_autofree char *raw = g_strndup ((const char *)data, MIN (length, 600));
  g_autofree char *clean = hark_file_clean_name (raw);
  gint64 given = 0;

  g_assert_cmpuint (strlen (clean), >, 0);
  g_assert_cmpuint (strlen (clean), <=, HARK_FILE_MAX_NAME);
  if (manifest != NULL)
    {
      g_autoptr (HarkFileOpener) opener = hark_file_opener_new (manifest, count, &given);

      hark_file_opener_feed (opener, data, length, NULL);
      g_assert_false (hark_file_opener_finish (opener, NULL));
      g_assert_cmpint (given, ==, 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t length)
{
  static void (*const targets[]) (const guint8 *, gsize)
      = { fuzz_object, fuzz_object_inside, fuzz_epoch,   fuzz_slot,
          fuzz_roster, fuzz_code,          fuzz_account, fuzz_manifest };

  hark_seal_init ();
  if (length > 0)
    targets[data[0] % G_N_ELEMENTS (targets)](data + 1, length - 1);
  return 0;
}

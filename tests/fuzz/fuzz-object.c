/* fuzz-object.c: sealed objects: whatever bytes, and whatever stands inside a seal that holds
 *
 * The first byte chooses: the object as it comes, or a header and an inside that are sealed here,
 * as somebody with the key could. */
#include "fuzz.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal-private.h"

#include <sodium.h>

#define BEFORE (HARK_OBJECT_HEADER_LEN + 32 + HARK_NONCE_LEN)

static const guint8 KEY[32] = { 1 };
static const guint8 NONCE[HARK_NONCE_LEN] = { 2 };
static const guint8 SEED[32] = { 3 };

/* What opens is sealed anew as something that means the same. */
static void
seal_again (const HarkObject *opened)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (HarkObject) again = NULL;
  g_autofree char *before = hark_json_to_string (opened->body), *after = NULL;
  guint8 pk[32], sk[64];

  hark_seal_sign_keys (SEED, pk, sk);
  sealed = hark_object_seal (&opened->header, KEY, opened->time, opened->head, opened->body,
                             opened->is_signed ? sk : NULL, &error);
  if (sealed == NULL)
    {
      /* escapes can make a body longer */
      g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
      return;
    }

  again = hark_object_open (sealed, KEY, &error);
  g_assert_no_error (error);
  after = hark_json_to_string (again->body);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (opened->time, ==, again->time);
  g_assert_true (hark_object_verify (again, pk) == opened->is_signed);
}

static void
open_object (GBytes *sealed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkObject) opened = NULL;
  HarkObjectHeader header;
  gboolean ok = hark_object_read_header (sealed, &header, &error);

  fuzz_check (ok, &error);
  opened = hark_object_open (sealed, KEY, &error);
  fuzz_check (opened != NULL, &error);
  if (opened == NULL)
    return;

  g_assert_true (ok && g_bytes_get_size (sealed) <= HARK_OBJECT_MAX_LEN);
  g_assert_true (opened->header.type >= HARK_OBJECT_REPORT
                 && opened->header.type <= HARK_OBJECT_MANIFEST);
  seal_again (opened);
}

/* Header 96, then the inside: text up to the padding. */
static GBytes *
seal_inside (const guint8 *data, gsize size)
{
  const gsize padded = size < HARK_OBJECT_HEADER_LEN + 1024 ? 1024 : 4096;
  guint8 *object = g_malloc0 (BEFORE + padded + HARK_TAG_LEN);
  g_autofree guint8 *inside = g_malloc0 (padded);
  gsize head = MIN (size, HARK_OBJECT_HEADER_LEN), rest = MIN (size - head, padded - 1);
  guint8 both[64];

  memcpy (object, data, head);
  memcpy (inside, data + head, rest);
  inside[rest] = 0x80;
  hark_seal_hash (both, sizeof both, KEY, 32, "hark/obj/v1", object, (gsize)HARK_OBJECT_HEADER_LEN,
                  NULL);
  memcpy (object + HARK_OBJECT_HEADER_LEN, both + 32, 32);
  memcpy (object + HARK_OBJECT_HEADER_LEN + 32, NONCE, HARK_NONCE_LEN);
  crypto_aead_xchacha20poly1305_ietf_encrypt (object + BEFORE, NULL, inside, padded, object,
                                              HARK_OBJECT_HEADER_LEN, NULL, NONCE, both);
  return g_bytes_new_take (object, BEFORE + padded + HARK_TAG_LEN);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean sealed_here = fuzz_take (&data, &size, 1) % 2 == 1;
  g_autoptr (GBytes) sealed = NULL;

  hark_seal_init ();
  sealed = sealed_here ? seal_inside (data, size) : g_bytes_new (data, size);
  open_object (sealed);
  return 0;
}

/* Both forms of one. */
static void
add (const char *name, HarkObjectType type, const char *json, gboolean is_signed)
{
  HarkObjectHeader header = { .type = type, .ticket = { { 9 } }, .epoch = 1, .counter = 2 };
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  g_autofree char *other = g_strconcat (name, "-sealed", NULL);
  gsize text = strlen (json), padded;
  const guint8 head[HARK_HEAD_LEN] = { 8 };
  guint8 pk[32], sk[64], both[64], inside[4096];
  const guint8 *object;
  unsigned long long opened;
  size_t used;

  hark_seal_sign_keys (SEED, pk, sk);
  header.author.bytes[0] = is_signed ? 1 : 0;
  sealed = hark_object_seal_with_nonce (&header, KEY, 1700000000, head, json, text,
                                        is_signed ? sk : NULL, NONCE);
  object = g_bytes_get_data (sealed, &padded);
  padded -= BEFORE + HARK_TAG_LEN;
  g_byte_array_append (input, (const guint8 *)"\0", 1);
  g_byte_array_append (input, object, (guint)g_bytes_get_size (sealed));
  fuzz_add (other, input->data, input->len);

  hark_seal_hash (both, sizeof both, KEY, 32, "hark/obj/v1", object, (gsize)HARK_OBJECT_HEADER_LEN,
                  NULL);
  g_assert_true (crypto_aead_xchacha20poly1305_ietf_decrypt (inside, &opened, NULL, object + BEFORE,
                                                             padded + HARK_TAG_LEN, object,
                                                             HARK_OBJECT_HEADER_LEN, NONCE, both)
                 == 0);
  g_assert_true (sodium_unpad (&used, inside, padded, padded) == 0);
  g_byte_array_set_size (input, 0);
  g_byte_array_append (input, (const guint8 *)"\1", 1);
  g_byte_array_append (input, object, HARK_OBJECT_HEADER_LEN);
  g_byte_array_append (input, inside, (guint)used);
  fuzz_add (name, input->data, input->len);
}

void
fuzz_seed (void)
{
  hark_seal_init ();
  add ("report", HARK_OBJECT_REPORT, "{\"subject\":\"a\",\"report\":\"b\",\"inbox\":true}", FALSE);
  add ("note", HARK_OBJECT_NOTE, "{\"text\":\"\\u00e4\"}", TRUE);
}

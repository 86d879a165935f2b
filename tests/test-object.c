/* test-object.c: sealed, immutable pieces of a ticket */
#include "hark-json.h"
#include "hark-object.h"
#include "vector.h"

#include <sodium.h>

#define BODY_AT 30
#define OVERHEAD (HARK_OBJECT_HEADER_LEN + 32 + 24 + 16)

typedef struct
{
  JsonObject *all;
  HarkObjectHeader header;
  guint8 key[32], head[HARK_HEAD_LEN], nonce[HARK_NONCE_LEN];
  HarkAccountKeys author;
  JsonObject *body;
  GBytes *sealed; /* a signed message of header */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  JsonObject *v;
  guint8 seed[32];

  f->all = vector_load ("object");
  v = vector_at (f->all, "objects", 1);
  vector_id (f->all, "org", &f->header.org);
  vector_id (f->all, "ticket", &f->header.ticket);
  vector_id (f->all, "object", &f->header.object);
  vector_id (f->all, "prev", &f->header.prev);
  vector_id (v, "author", &f->header.author);
  vector_fixed (f->all, "key", f->key, sizeof f->key);
  vector_fixed (f->all, "head", f->head, sizeof f->head);
  vector_fixed (f->all, "nonce", f->nonce, sizeof f->nonce);
  vector_fixed (v, "sign_seed", seed, sizeof seed);
  hark_account_keys_from_seeds (&f->author, seed, seed);
  f->header.type = HARK_OBJECT_MESSAGE;
  f->header.epoch = 1;
  f->header.counter = 7;

  f->body = json_object_new ();
  json_object_set_string_member (f->body, "text", "Thank you.");
  f->sealed = hark_object_seal (&f->header, f->key, 1795521600, f->head, f->body, f->author.sign_sk,
                                NULL);
  g_assert_nonnull (f->sealed);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_bytes_unref (f->sealed);
  json_object_unref (f->body);
  json_object_unref (f->all);
}

static void
assert_closed (GBytes *sealed, const guint8 key[32], HarkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hark_object_open (sealed, key, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static void
test_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < vector_count (f->all, "objects"); i++)
    {
      JsonObject *v = vector_at (f->all, "objects", i);
      const char *body = vector_text (v, "body");
      gboolean is_signed = !json_object_get_null_member (v, "sign_seed");
      g_autoptr (GBytes) fixed = vector_bytes (v, "sealed");
      g_autoptr (GBytes) made = NULL;
      g_autoptr (HarkObject) opened = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *read = NULL;

      f->header.type = (HarkObjectType)vector_int (v, "type");
      f->header.flags = (guint8)vector_int (v, "flags");
      f->header.epoch = (guint32)vector_int (v, "epoch");
      f->header.counter = (guint32)vector_int (v, "counter");
      vector_id (v, "author", &f->header.author);
      made = hark_object_seal_with_nonce (&f->header, f->key, vector_int (v, "time"), f->head, body,
                                          strlen (body), is_signed ? f->author.sign_sk : NULL,
                                          f->nonce);
      vector_assert_bytes (made, v, "sealed");

      opened = hark_object_open (fixed, f->key, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (&opened->header, sizeof opened->header, &f->header, sizeof f->header);
      g_assert_cmpint (opened->time, ==, vector_int (v, "time"));
      g_assert_cmpmem (opened->head, sizeof opened->head, f->head, sizeof f->head);
      vector_assert_mem (opened->digest, 32, v, "digest");
      g_assert_cmpint (opened->is_signed, ==, is_signed);
      g_assert_cmpint (hark_object_verify (opened, f->author.sign_pk), ==, is_signed);
      read = hark_json_to_string (opened->body);
      g_assert_cmpstr (read, ==, body);
    }
}

static void
test_sealed_object_is_what_was_said (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkObject) opened = NULL;
  g_autoptr (GError) error = NULL;
  HarkObjectHeader header;

  g_assert_true (hark_object_read_header (f->sealed, &header, &error));
  g_assert_cmpmem (&header, sizeof header, &f->header, sizeof f->header);
  opened = hark_object_open (f->sealed, f->key, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hark_json_get_string (opened->body, "text", 100, NULL), ==, "Thank you.");
  g_assert_true (opened->is_signed);
  g_assert_true (hark_object_verify (opened, f->author.sign_pk));
}

static void
test_sizes_show_only_their_bucket (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    gsize text, bucket;
  } sizes[] = {
    { 0, 1024 },      { 918, 1024 },     { 919, 4096 },
    { 3990, 4096 },   { 3991, 16384 },   { 16279, 65536 },
    { 65430, 65536 }, { 65431, 102400 }, { HARK_OBJECT_MAX_BODY - 11, 102400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i].text, 'x');
      g_autoptr (GBytes) sealed = NULL;
      g_autoptr (HarkObject) opened = NULL;

      json_object_set_string_member (f->body, "text", text);
      sealed = hark_object_seal (&f->header, f->key, 0, f->head, f->body, f->author.sign_sk, NULL);
      g_assert_cmpuint (g_bytes_get_size (sealed), ==, sizes[i].bucket + OVERHEAD);
      opened = hark_object_open (sealed, f->key, NULL);
      g_assert_nonnull (opened);
      g_assert_cmpstr (json_object_get_string_member (opened->body, "text"), ==, text);
    }
}

static void
test_body_over_the_cap_is_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = g_strnfill (HARK_OBJECT_MAX_BODY - 10, 'x');
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (f->body, "text", text);
  g_assert_null (hark_object_seal (&f->header, f->key, 0, f->head, f->body, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
}

static void
assert_not_sealed (Fixture *f, const guint8 key[32], gint64 time, const guint8 *sign_sk)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hark_object_seal (&f->header, key, time, f->head, f->body, sign_sk, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_impossible_objects_are_not_sealed (Fixture *f, gconstpointer unused)
{
  const guint8 no_key[32] = { 0 };
  HarkObjectHeader good = f->header;

  assert_not_sealed (f, no_key, 0, f->author.sign_sk);
  assert_not_sealed (f, f->key, -1, f->author.sign_sk);
  assert_not_sealed (f, f->key, G_MAXINT64, f->author.sign_sk);
  f->header.type = 0;
  assert_not_sealed (f, f->key, 0, f->author.sign_sk);
  f->header.type = HARK_OBJECT_MANIFEST + 1;
  assert_not_sealed (f, f->key, 0, f->author.sign_sk);
  f->header = good;
  f->header.flags = 0x02;
  assert_not_sealed (f, f->key, 0, f->author.sign_sk);
  f->header.flags = HARK_OBJECT_BY_SERVER;
  assert_not_sealed (f, f->key, 0, f->author.sign_sk);
  f->header = good;
  memset (&f->header.author, 0, sizeof f->header.author);
  assert_not_sealed (f, f->key, 0, f->author.sign_sk);
}

/* Type and flags have few legal values; the rest is bound to the seal. */
static void
test_every_changed_byte_is_refused (Fixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < g_bytes_get_size (f->sealed); i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (f->sealed, i);
      HarkError code = i < 4    ? HARK_ERROR_INVALID
                       : i < 6  ? HARK_ERROR_UPGRADE
                       : i == 7 ? HARK_ERROR_INVALID
                                : HARK_ERROR_UNVERIFIED;

      assert_closed (wrong, f->key, code);
    }
}

static void
test_legal_type_and_flag_are_bound_too (Fixture *f, gconstpointer unused)
{
  for (guint8 type = HARK_OBJECT_REPORT; type <= HARK_OBJECT_MANIFEST; type++)
    for (guint8 flags = 0; flags < 2; flags++)
      {
        gsize length = g_bytes_get_size (f->sealed);
        guint8 *copy = g_memdup2 (g_bytes_get_data (f->sealed, NULL), length);
        g_autoptr (GBytes) wrong = g_bytes_new_take (copy, length);

        if (type == HARK_OBJECT_MESSAGE && flags == 0)
          continue;
        copy[6] = type;
        copy[7] = flags;
        assert_closed (wrong, f->key, HARK_ERROR_UNVERIFIED);
      }
}

static void
test_unknown_types_and_flags_are_refused (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    guint8 type, flags;
    HarkError code;
  } wrong[] = {
    { 0, 0, HARK_ERROR_INVALID },    { 9, 0, HARK_ERROR_UPGRADE },
    { 255, 0, HARK_ERROR_UPGRADE },  { 2, 0x02, HARK_ERROR_INVALID },
    { 2, 0x80, HARK_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gsize length = g_bytes_get_size (f->sealed);
      guint8 *copy = g_memdup2 (g_bytes_get_data (f->sealed, NULL), length);
      g_autoptr (GBytes) bytes = g_bytes_new_take (copy, length);

      copy[6] = wrong[i].type;
      copy[7] = wrong[i].flags;
      assert_closed (bytes, f->key, wrong[i].code);
    }
}

static void
test_every_other_length_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) longer = vector_longer (f->sealed, 1);
  g_autoptr (GBytes) next_bucket = vector_longer (f->sealed, 3 * 1024);
  g_autoptr (GBytes) huge = vector_longer (f->sealed, 200 * 1024);

  for (gsize i = 0; i < g_bytes_get_size (f->sealed); i += 13)
    {
      g_autoptr (GBytes) cut = vector_cut (f->sealed, i);

      assert_closed (cut, f->key, HARK_ERROR_INVALID);
    }
  assert_closed (longer, f->key, HARK_ERROR_INVALID);
  assert_closed (next_bucket, f->key, HARK_ERROR_UNVERIFIED);
  assert_closed (huge, f->key, HARK_ERROR_INVALID);
}

static void
test_wrong_key_is_refused (Fixture *f, gconstpointer unused)
{
  const guint8 no_key[32] = { 0 };

  f->key[31] ^= 1;
  assert_closed (f->sealed, f->key, HARK_ERROR_UNVERIFIED);
  assert_closed (f->sealed, no_key, HARK_ERROR_UNVERIFIED);
}

/* Whoever has the key can put anything inside. */
static GBytes *
seal_inside (Fixture *f, const guint8 *inside, gsize length)
{
  const guint8 *data = g_bytes_get_data (f->sealed, NULL);
  guint8 *object = g_malloc (OVERHEAD + length);
  guint8 *at = hark_put (object, data, HARK_OBJECT_HEADER_LEN);
  guint8 both[64];

  hark_seal_hash (both, sizeof both, f->key, 32, "hark/obj/v1", object,
                  (gsize)HARK_OBJECT_HEADER_LEN, NULL);
  at = hark_put (at, both + 32, 32);
  at = hark_put (at, f->nonce, sizeof f->nonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt (at, NULL, inside, length, object,
                                              HARK_OBJECT_HEADER_LEN, NULL, f->nonce, both);
  return g_bytes_new_take (object, OVERHEAD + length);
}

/* An unsigned inside of 1 KiB with @body, padded. */
static void
write_inside (guint8 inside[1024], const char *body)
{
  gsize length = strlen (body);
  guint8 *at;

  memset (inside, 0, 1024);
  inside[0] = 1;
  at = hark_put_int (inside + BODY_AT - 4, length, 4);
  at = hark_put (at, body, length);
  *at = 0x80;
}

static void
assert_inside (Fixture *f, const guint8 *inside, gsize length, HarkError code)
{
  g_autoptr (GBytes) sealed = seal_inside (f, inside, length);

  assert_closed (sealed, f->key, code);
}

static void
test_malformed_insides_are_refused (Fixture *f, gconstpointer unused)
{
  guint8 inside[1024];
  g_autoptr (GBytes) good = NULL;
  g_autoptr (HarkObject) opened = NULL;

  write_inside (inside, "{}");
  good = seal_inside (f, inside, sizeof inside);
  opened = hark_object_open (good, f->key, NULL);
  g_assert_nonnull (opened);
  g_assert_false (opened->is_signed);

  inside[0] = 2; /* version */
  assert_inside (f, inside, sizeof inside, HARK_ERROR_UPGRADE);
  write_inside (inside, "{}");
  inside[1] = 2; /* flags */
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
  inside[1] = 1; /* says signed, has no room for it */
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
  write_inside (inside, "{}");
  memset (inside + 2, 0xff, 8); /* time */
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
  write_inside (inside, "{}");
  inside[BODY_AT - 4]++; /* length */
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
  inside[BODY_AT - 4] -= 2;
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
  memset (inside + BODY_AT - 4, 0xff, 4);
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
}

static void
test_wrong_padding_is_refused (Fixture *f, gconstpointer unused)
{
  guint8 inside[4096] = { 0 };

  write_inside (inside, "{}");
  inside[BODY_AT + 2] = 0; /* no mark */
  assert_inside (f, inside, 1024, HARK_ERROR_INVALID);
  inside[BODY_AT + 2] = 0x80;
  inside[1023] = 1; /* behind the mark */
  assert_inside (f, inside, 1024, HARK_ERROR_INVALID);
  inside[1023] = 0;
  assert_inside (f, inside, 4096, HARK_ERROR_INVALID); /* not the smallest bucket */
  memset (inside, 0, sizeof inside);
  inside[5] = 0x80; /* shorter than what comes before a body */
  assert_inside (f, inside, 1024, HARK_ERROR_INVALID);
  memset (inside, 0, sizeof inside);
  assert_inside (f, inside, 1024, HARK_ERROR_INVALID);
}

static void
test_body_that_is_no_object_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const bodies[]
      = { "", "[]", "1", "\"text\"", "null", "{", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}" };
  g_autoptr (GString) deep = g_string_new ("{\"a\":");
  guint8 inside[1024];

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      write_inside (inside, bodies[i]);
      assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
    }

  for (guint i = 0; i < 400; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 400; i++)
    g_string_append_c (deep, ']');
  g_string_append_c (deep, '}');
  write_inside (inside, deep->str);
  assert_inside (f, inside, sizeof inside, HARK_ERROR_INVALID);
}

static void
test_signature_of_somebody_else_does_not_hold (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkObject) opened = hark_object_open (f->sealed, f->key, NULL);
  HarkAccountKeys other;

  hark_account_keys_random (&other);
  g_assert_false (hark_object_verify (opened, other.sign_pk));
  opened->header.org.bytes[0] ^= 1;
  g_assert_false (hark_object_verify (opened, f->author.sign_pk));
  opened->header.org.bytes[0] ^= 1;
  opened->digest[0] ^= 1;
  g_assert_false (hark_object_verify (opened, f->author.sign_pk));
  opened->digest[0] ^= 1;
  g_assert_true (hark_object_verify (opened, f->author.sign_pk));
  opened->sig[63] ^= 1;
  g_assert_false (hark_object_verify (opened, f->author.sign_pk));
}

/* A member who has the key cannot move another's signed words to another place. */
static void
test_signature_does_not_survive_another_header (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkObject) first = hark_object_open (f->sealed, f->key, NULL);
  g_autoptr (GBytes) moved = NULL;
  g_autoptr (HarkObject) second = NULL;

  f->header.counter++;
  moved = hark_object_seal (&f->header, f->key, first->time, f->head, f->body, f->author.sign_sk,
                            NULL);
  second = hark_object_open (moved, f->key, NULL);
  g_assert_true (hark_object_verify (second, f->author.sign_pk));
  memcpy (second->sig, first->sig, sizeof second->sig);
  g_assert_false (hark_object_verify (second, f->author.sign_pk));
}

static void
test_anonymous_object_is_never_signed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (HarkObject) opened = NULL;
  HarkObjectHeader header = f->header;

  memset (&header.author, 0, sizeof header.author);
  sealed = hark_object_seal (&header, f->key, 0, f->head, f->body, NULL, NULL);
  opened = hark_object_open (sealed, f->key, NULL);
  g_assert_false (opened->is_signed);
  g_assert_false (hark_object_verify (opened, f->author.sign_pk));

  wrong = hark_object_seal_with_nonce (&header, f->key, 0, f->head, "{}", 2, f->author.sign_sk,
                                       f->nonce);
  assert_closed (wrong, f->key, HARK_ERROR_INVALID);
}

static void
test_only_three_types_leave_the_team (void)
{
  for (HarkObjectType type = HARK_OBJECT_REPORT; type <= HARK_OBJECT_MANIFEST; type++)
    g_assert_cmpint (hark_object_type_is_internal (type), ==,
                     type != HARK_OBJECT_REPORT && type != HARK_OBJECT_MESSAGE
                         && type != HARK_OBJECT_MANIFEST);
}

static void
test_freed_object_leaves_no_text (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (JsonObject) kept = NULL;
  JsonArray *list = json_array_new ();
  JsonObject *inner = json_object_new ();
  HarkObject *opened;

  json_object_set_string_member (inner, "name", "inner");
  json_array_add_string_element (list, "element");
  json_array_add_object_element (list, inner);
  json_object_set_array_member (f->body, "list", list);
  sealed = hark_object_seal (&f->header, f->key, 0, f->head, f->body, NULL, NULL);
  opened = hark_object_open (sealed, f->key, NULL);
  kept = json_object_ref (opened->body);
  hark_object_free (opened);

  list = json_object_get_array_member (kept, "list");
  g_assert_cmpstr (json_object_get_string_member (kept, "text"), ==, "");
  g_assert_cmpstr (json_array_get_string_element (list, 0), ==, "");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (list, 1), "name"),
                   ==, "");
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  add ("/object/vectors-are-reproduced", test_vectors_are_reproduced);
  add ("/object/sealed-object-is-what-was-said", test_sealed_object_is_what_was_said);
  add ("/object/sizes-show-only-their-bucket", test_sizes_show_only_their_bucket);
  add ("/object/body-over-the-cap-is-refused", test_body_over_the_cap_is_refused);
  add ("/object/impossible-objects-are-not-sealed", test_impossible_objects_are_not_sealed);
  add ("/object/every-changed-byte-is-refused", test_every_changed_byte_is_refused);
  add ("/object/legal-type-and-flag-are-bound-too", test_legal_type_and_flag_are_bound_too);
  add ("/object/unknown-types-and-flags-are-refused", test_unknown_types_and_flags_are_refused);
  add ("/object/every-other-length-is-refused", test_every_other_length_is_refused);
  add ("/object/wrong-key-is-refused", test_wrong_key_is_refused);
  add ("/object/malformed-insides-are-refused", test_malformed_insides_are_refused);
  add ("/object/wrong-padding-is-refused", test_wrong_padding_is_refused);
  add ("/object/body-that-is-no-object-is-refused", test_body_that_is_no_object_is_refused);
  add ("/object/signature-of-somebody-else-does-not-hold",
       test_signature_of_somebody_else_does_not_hold);
  add ("/object/signature-does-not-survive-another-header",
       test_signature_does_not_survive_another_header);
  add ("/object/anonymous-object-is-never-signed", test_anonymous_object_is_never_signed);
  g_test_add_func ("/object/only-three-types-leave-the-team", test_only_three_types_leave_the_team);
  add ("/object/freed-object-leaves-no-text", test_freed_object_leaves_no_text);

  return g_test_run ();
}

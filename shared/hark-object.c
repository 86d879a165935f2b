/* hark-object.c: see hark-object.h */
#include "hark-object.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal-private.h"

#include <sodium.h>

#define MAGIC "HKO1"
#define VERSION 1
#define SUITE 1
#define SIG_TAG "hark/sig/obj/v1"
#define COMMIT_LEN 32
#define INSIDE_VERSION 1
#define INSIDE_SIGNED 0x01
#define INSIDE_HEAD (1 + 1 + 8 + HARK_HEAD_LEN + 4)
#define SEALED_AT (HARK_OBJECT_HEADER_LEN + COMMIT_LEN + HARK_NONCE_LEN)
#define OVERHEAD (SEALED_AT + HARK_TAG_LEN)
#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* the end of 9999, and of GDateTime */

static const gsize bucket[] = { 1024, 4096, 16384, 65536, 100 * 1024 };

G_STATIC_ASSERT (HARK_OBJECT_MAX_BODY + INSIDE_HEAD + HARK_SIG_LEN < 100 * 1024);
G_STATIC_ASSERT (HARK_OBJECT_MAX_LEN == OVERHEAD + 100 * 1024);

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

/* The smallest one that holds @length and the first byte of the padding; 0 for none. */
static gsize
find_bucket (gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (bucket); i++)
    if (length < bucket[i])
      return bucket[i];

  return 0;
}

gboolean
hark_object_type_is_internal (HarkObjectType type)
{
  return type != HARK_OBJECT_REPORT && type != HARK_OBJECT_MESSAGE && type != HARK_OBJECT_MANIFEST;
}

static void
write_header (const HarkObjectHeader *header, guint8 out[HARK_OBJECT_HEADER_LEN])
{
  guint8 *at = hark_put (out, MAGIC, 4);

  at = hark_put_int (at, VERSION, 1);
  at = hark_put_int (at, SUITE, 1);
  at = hark_put_int (at, header->type, 1);
  at = hark_put_int (at, header->flags, 1);
  at = hark_put (at, header->org.bytes, HARK_ID_LEN);
  at = hark_put (at, header->ticket.bytes, HARK_ID_LEN);
  at = hark_put (at, header->object.bytes, HARK_ID_LEN);
  at = hark_put (at, header->author.bytes, HARK_ID_LEN);
  at = hark_put_int (at, header->epoch, 4);
  at = hark_put_int (at, header->counter, 4);
  hark_put (at, header->prev.bytes, HARK_ID_LEN);
}

/* Encryption key 32 ‖ commitment 32. */
static void
object_keys (const guint8 key[32], const guint8 header[HARK_OBJECT_HEADER_LEN], guint8 both[64])
{
  hark_seal_hash (both, 64, key, 32, "hark/obj/v1", header, (gsize)HARK_OBJECT_HEADER_LEN, NULL);
}

/* H (32, –, header ‖ commit ‖ inside before sig): @object starts with the first two. */
static void
object_digest (const guint8 *object, const guint8 *inside, gsize length, guint8 digest[32])
{
  hark_seal_hash (digest, 32, NULL, 0, NULL, object, (gsize)(HARK_OBJECT_HEADER_LEN + COMMIT_LEN),
                  inside, length, NULL);
}

GBytes *
hark_object_seal_with_nonce (const HarkObjectHeader *header, const guint8 key[32], gint64 time,
                             const guint8 head[HARK_HEAD_LEN], const char *body, gsize length,
                             const guint8 *sign_sk, const guint8 nonce[HARK_NONCE_LEN])
{
  gsize used = INSIDE_HEAD + length + (sign_sk != NULL ? HARK_SIG_LEN : 0);
  gsize padded = find_bucket (used);
  guint8 *inside = g_malloc (padded);
  guint8 *object = g_malloc (OVERHEAD + padded);
  guint8 *at = inside;
  guint8 both[64], digest[32];

  write_header (header, object);
  object_keys (key, object, both);
  memcpy (object + HARK_OBJECT_HEADER_LEN, both + 32, COMMIT_LEN);
  memcpy (object + HARK_OBJECT_HEADER_LEN + COMMIT_LEN, nonce, HARK_NONCE_LEN);

  at = hark_put_int (at, INSIDE_VERSION, 1);
  at = hark_put_int (at, sign_sk != NULL ? INSIDE_SIGNED : 0, 1);
  at = hark_put_int (at, (guint64)time, 8);
  at = hark_put (at, head, HARK_HEAD_LEN);
  at = hark_put_int (at, length, 4);
  at = hark_put (at, body, length);
  if (sign_sk != NULL)
    {
      object_digest (object, inside, (gsize)(at - inside), digest);
      hark_seal_sign_tagged (at, sign_sk, SIG_TAG, &header->org, digest, sizeof digest);
    }
  sodium_pad (NULL, inside, used, padded, padded);

  crypto_aead_xchacha20poly1305_ietf_encrypt (object + SEALED_AT, NULL, inside, padded, object,
                                              HARK_OBJECT_HEADER_LEN, NULL, nonce, both);
  sodium_memzero (both, sizeof both);
  sodium_memzero (inside, padded);
  g_free (inside);
  return g_bytes_new_take (object, OVERHEAD + padded);
}

static gboolean
check_seal (const HarkObjectHeader *header, const guint8 key[32], gint64 time,
            const guint8 *sign_sk, GError **error)
{
  if (header->type < HARK_OBJECT_REPORT || header->type > HARK_OBJECT_MANIFEST
      || (header->flags & ~HARK_OBJECT_BY_SERVER) != 0 || time < 0 || time > MAX_TIME)
    return refuse (error, HARK_ERROR_INVALID, "an object of this kind cannot be sealed");
  if (hark_seal_is_zero (key, 32)) /* epoch 0 of a reporter has no key of the team's own */
    return refuse (error, HARK_ERROR_INVALID, "the epoch has no key for this object");
  if (sign_sk != NULL
      && (hark_id_is_zero (&header->author) || (header->flags & HARK_OBJECT_BY_SERVER) != 0))
    return refuse (error, HARK_ERROR_INVALID, "an anonymous object is never signed");

  return TRUE;
}

GBytes *
hark_object_seal (const HarkObjectHeader *header, const guint8 key[32], gint64 time,
                  const guint8 head[HARK_HEAD_LEN], JsonObject *body, const guint8 *sign_sk,
                  GError **error)
{
  guint8 nonce[HARK_NONCE_LEN];
  GBytes *sealed = NULL;
  char *text;
  gsize length;

  if (!check_seal (header, key, time, sign_sk, error))
    return NULL;

  text = hark_json_to_string (body);
  length = strlen (text);
  if (length > HARK_OBJECT_MAX_BODY)
    refuse (error, HARK_ERROR_TOO_LARGE, "the text is too long");
  else
    {
      randombytes_buf (nonce, sizeof nonce);
      sealed = hark_object_seal_with_nonce (header, key, time, head, text, length, sign_sk, nonce);
    }

  hark_seal_free_string (text);
  return sealed;
}

gboolean
hark_object_read_header (GBytes *sealed, HarkObjectHeader *header, GError **error)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (sealed, &length);
  HarkObjectHeader read = { 0 };

  if (length < 6 || memcmp (at, MAGIC, 4) != 0)
    return refuse (error, HARK_ERROR_INVALID, "this is no sealed object");
  if (at[4] != VERSION || at[5] != SUITE)
    return refuse (error, HARK_ERROR_UPGRADE, "an object is of another version");
  if (length <= OVERHEAD || find_bucket (length - OVERHEAD - 1) != length - OVERHEAD)
    return refuse (error, HARK_ERROR_INVALID, "an object's length is wrong");

  at += 6;
  read.type = (HarkObjectType)hark_take_int (&at, 1);
  read.flags = (guint8)hark_take_int (&at, 1);
  hark_take (&at, read.org.bytes, HARK_ID_LEN);
  hark_take (&at, read.ticket.bytes, HARK_ID_LEN);
  hark_take (&at, read.object.bytes, HARK_ID_LEN);
  hark_take (&at, read.author.bytes, HARK_ID_LEN);
  read.epoch = (guint32)hark_take_int (&at, 4);
  read.counter = (guint32)hark_take_int (&at, 4);
  hark_take (&at, read.prev.bytes, HARK_ID_LEN);

  if (read.type > HARK_OBJECT_MANIFEST)
    return refuse (error, HARK_ERROR_UPGRADE, "an object is of a type that a later version knows");
  if (read.type < HARK_OBJECT_REPORT || (read.flags & ~HARK_OBJECT_BY_SERVER) != 0)
    return refuse (error, HARK_ERROR_INVALID, "an object's header is malformed");

  *header = read;
  return TRUE;
}

static gboolean
decrypt (const guint8 *object, gsize padded, const guint8 key[32], guint8 *inside)
{
  const guint8 *commit = object + HARK_OBJECT_HEADER_LEN;
  const guint8 *nonce = commit + COMMIT_LEN;
  guint8 both[64];
  gboolean ok;

  object_keys (key, object, both);
  ok = !hark_seal_is_zero (key, 32) && sodium_memcmp (both + 32, commit, COMMIT_LEN) == 0
       && crypto_aead_xchacha20poly1305_ietf_decrypt (inside, NULL, NULL, object + SEALED_AT,
                                                      padded + HARK_TAG_LEN, object,
                                                      HARK_OBJECT_HEADER_LEN, nonce, both)
              == 0;
  sodium_memzero (both, sizeof both);
  return ok;
}

/* Fills all but header. @object is the sealed one. */
static gboolean
read_inside (HarkObject *self, const guint8 *object, const guint8 *inside, gsize padded,
             GError **error)
{
  const guint8 *at = inside;
  gsize used, rest;
  guint32 length;
  guint8 flags;

  if (sodium_unpad (&used, inside, padded, padded) != 0 || used < INSIDE_HEAD
      || find_bucket (used) != padded)
    return refuse (error, HARK_ERROR_INVALID, "an object's padding is wrong");
  if (hark_take_int (&at, 1) != INSIDE_VERSION)
    return refuse (error, HARK_ERROR_UPGRADE, "an object is of another version");

  flags = (guint8)hark_take_int (&at, 1);
  self->is_signed = (flags & INSIDE_SIGNED) != 0;
  self->time = (gint64)hark_take_int (&at, 8);
  hark_take (&at, self->head, HARK_HEAD_LEN);
  length = (guint32)hark_take_int (&at, 4);
  rest = used - INSIDE_HEAD;
  if ((flags & ~INSIDE_SIGNED) != 0 || self->time < 0 || self->time > MAX_TIME
      || length > HARK_OBJECT_MAX_BODY || rest != length + (self->is_signed ? HARK_SIG_LEN : 0u))
    return refuse (error, HARK_ERROR_INVALID, "an object's inside is malformed");
  if (self->is_signed
      && (hark_id_is_zero (&self->header.author)
          || (self->header.flags & HARK_OBJECT_BY_SERVER) != 0))
    return refuse (error, HARK_ERROR_INVALID, "an anonymous object is signed");

  object_digest (object, inside, INSIDE_HEAD + length, self->digest);
  if (self->is_signed)
    memcpy (self->sig, at + length, HARK_SIG_LEN);
  self->body = hark_json_parse_object ((const char *)at, length, HARK_OBJECT_MAX_BODY, error);
  return self->body != NULL;
}

HarkObject *
hark_object_open (GBytes *sealed, const guint8 key[32], GError **error)
{
  g_autoptr (HarkObject) self = g_new0 (HarkObject, 1);
  const guint8 *object = g_bytes_get_data (sealed, NULL);
  gsize padded;
  guint8 *inside;
  gboolean ok;

  if (!hark_object_read_header (sealed, &self->header, error))
    return NULL;

  padded = g_bytes_get_size (sealed) - OVERHEAD;
  inside = g_malloc (padded);
  if (decrypt (object, padded, key, inside))
    ok = read_inside (self, object, inside, padded, error);
  else
    ok = refuse (error, HARK_ERROR_UNVERIFIED, "an object does not open");

  sodium_memzero (inside, padded);
  g_free (inside);
  return ok ? g_steal_pointer (&self) : NULL;
}

gboolean
hark_object_verify (const HarkObject *self, const guint8 sign_pk[32])
{
  return self->is_signed
         && hark_seal_verify_tagged (self->sig, sign_pk, SIG_TAG, &self->header.org, self->digest,
                                     sizeof self->digest);
}

static void wipe_node (JsonNode *node);

static void
wipe_member (JsonObject *object, const char *name, JsonNode *node, gpointer unused)
{
  wipe_node (node);
}

static void
wipe_element (JsonArray *array, guint index, JsonNode *node, gpointer unused)
{
  wipe_node (node);
}

/* json-glib owns each string as plain memory of its own; depth is capped by the parser. */
static void
wipe_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), wipe_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), wipe_element, NULL);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      char *text = (char *)json_node_get_string (node);

      if (text != NULL)
        sodium_memzero (text, strlen (text));
    }
}

void
hark_object_free (HarkObject *self)
{
  if (self == NULL)
    return;

  if (self->body != NULL)
    {
      json_object_foreach_member (self->body, wipe_member, NULL);
      json_object_unref (self->body);
    }
  sodium_memzero (self, sizeof *self);
  g_free (self);
}

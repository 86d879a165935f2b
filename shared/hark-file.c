/* hark-file.c: see hark-file.h */
#include "hark-file.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal-private.h"
#include "hark-text.h"

#include <sodium.h>

#define TAG "hark/file/v1"
#define MIN_PADDED 1024
#define AD_LEN (1 + sizeof TAG - 1 + HARK_ID_LEN + 8 + 1)
#define SEALED_CHUNK (HARK_FILE_CHUNK + HARK_FILE_TAG)

G_STATIC_ASSERT (HARK_FILE_TAG == HARK_TAG_LEN);

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

gint64
hark_file_padded_size (gint64 size)
{
  guint64 value = (guint64)size;
  guint exponent, low;
  guint64 mask;

  if (size <= MIN_PADDED)
    return MIN_PADDED;

  exponent = g_bit_storage (value) - 1;      /* floor (log2 (size)) */
  low = exponent - g_bit_storage (exponent); /* bits that become zero */
  mask = (G_GUINT64_CONSTANT (1) << low) - 1;
  return (gint64)((value + mask) & ~mask);
}

static guint64
count_chunks (gint64 padded)
{
  return ((guint64)padded + HARK_FILE_CHUNK - 1) / HARK_FILE_CHUNK;
}

gint64
hark_file_sealed_size (gint64 padded)
{
  return padded + (gint64)count_chunks (padded) * HARK_FILE_TAG;
}

static gboolean
is_file_name (const char *name)
{
  return hark_text_is_name (name, strlen (name), HARK_FILE_MAX_NAME)
         && strpbrk (name, "/\\") == NULL && !g_str_equal (name, ".") && !g_str_equal (name, "..");
}

char *
hark_file_clean_name (const char *raw)
{
  char *valid = g_utf8_make_valid (raw, -1);
  char *name = g_malloc0 (HARK_FILE_MAX_NAME + 1);
  const char *base = valid;
  gsize used = 0;

  for (const char *at = valid; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      base = at + 1;

  for (const char *at = base; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (hark_text_is_control (c))
        c = '_';
      if (used + (gsize)g_unichar_to_utf8 (c, NULL) > HARK_FILE_MAX_NAME)
        break;
      used += (gsize)g_unichar_to_utf8 (c, name + used);
    }

  hark_seal_free_string (valid);
  g_strstrip (name);
  if (!is_file_name (name))
    g_strlcpy (name, "file", HARK_FILE_MAX_NAME);
  return name;
}

/* ------------------------------------------------------------------ manifest */

JsonObject *
hark_manifest_to_json (const HarkManifest *self)
{
  JsonObject *body = json_object_new ();
  g_autofree char *blob = hark_id_to_string (&self->blob);
  g_autofree char *with = hark_id_to_string (&self->with);

  json_object_set_string_member (body, "blob", blob);
  json_object_set_string_member (body, "with", with);
  json_object_set_string_member (body, "side", self->from_reporter ? "reporter" : "team");
  json_object_set_string_member (body, "name", self->name);
  json_object_set_string_member (body, "type", self->type);
  json_object_set_int_member (body, "size", self->size);
  json_object_set_int_member (body, "padded", self->padded);
  hark_json_set_bytes (body, "key", self->key, sizeof self->key);
  hark_json_set_bytes (body, "prefix", self->prefix, sizeof self->prefix);
  json_object_set_int_member (body, "chunks", (gint64)self->chunks);
  hark_json_set_bytes (body, "hash", self->hash, sizeof self->hash);
  return body;
}

static gboolean
read_id (JsonObject *body, const char *name, HarkId *id, GError **error)
{
  const char *text = hark_json_get_string (body, name, 2 * HARK_ID_LEN, error);

  if (text == NULL)
    return FALSE;
  if (!hark_id_from_string (text, id))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "member %s: not an id", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_bytes (JsonObject *body, const char *name, guint8 *out, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = hark_json_get_bytes (body, name, length, length, error);

  if (bytes == NULL)
    return FALSE;

  memcpy (out, g_bytes_get_data (bytes, NULL), length);
  return TRUE;
}

static gboolean
read_names (HarkManifest *self, JsonObject *body, GError **error)
{
  const char *side, *name, *type;

  side = hark_json_get_string (body, "side", 8, error);
  if (side == NULL)
    return FALSE;
  name = hark_json_get_string (body, "name", HARK_FILE_MAX_NAME, error);
  if (name == NULL)
    return FALSE;
  type = hark_json_get_string (body, "type", HARK_FILE_MAX_TYPE, error);
  if (type == NULL)
    return FALSE;

  self->from_reporter = g_str_equal (side, "reporter");
  if (!self->from_reporter && !g_str_equal (side, "team"))
    return refuse (error, HARK_ERROR_INVALID, "member side: neither reporter nor team");
  if (!is_file_name (name))
    return refuse (error, HARK_ERROR_INVALID, "member name: not a file name");
  for (const char *at = type; *at != '\0'; at++)
    if (!g_ascii_isgraph (*at) && *at != ' ')
      return refuse (error, HARK_ERROR_INVALID, "member type: not a media type");

  self->name = g_strdup (name);
  self->type = g_strdup (type);
  return TRUE;
}

static gboolean
read_sizes (HarkManifest *self, JsonObject *body, GError **error)
{
  gint64 chunks;

  if (!hark_json_get_int (body, "size", 0, HARK_FILE_MAX_SIZE, &self->size, error)
      || !hark_json_get_int (body, "padded", MIN_PADDED, 2 * HARK_FILE_MAX_SIZE, &self->padded,
                             error)
      || !hark_json_get_int (body, "chunks", 1, G_MAXINT32, &chunks, error))
    return FALSE;

  self->chunks = (guint64)chunks;
  if (self->padded != hark_file_padded_size (self->size)
      || self->chunks != count_chunks (self->padded))
    return refuse (error, HARK_ERROR_INVALID, "a file's size, padding and chunks do not agree");
  return TRUE;
}

HarkManifest *
hark_manifest_from_json (JsonObject *body, GError **error)
{
  g_autoptr (HarkManifest) self = g_new0 (HarkManifest, 1);

  if (!read_id (body, "blob", &self->blob, error) || !read_id (body, "with", &self->with, error)
      || !read_names (self, body, error) || !read_sizes (self, body, error)
      || !read_bytes (body, "key", self->key, sizeof self->key, error)
      || !read_bytes (body, "prefix", self->prefix, sizeof self->prefix, error)
      || !read_bytes (body, "hash", self->hash, sizeof self->hash, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
hark_manifest_free (HarkManifest *self)
{
  if (self == NULL)
    return;

  hark_seal_free_string (self->name);
  hark_seal_free_string (self->type);
  sodium_memzero (self, sizeof *self);
  g_free (self);
}

/* ------------------------------------------------------------------ chunks */

/* What sealing and opening share: where in which file we are. */
typedef struct
{
  crypto_generichash_state tags;
  HarkId blob;
  guint8 key[32];
  guint8 prefix[16];
  guint64 index;
} Chunks;

static void
chunks_init (Chunks *self, const HarkId *blob, const guint8 key[32], const guint8 prefix[16])
{
  self->blob = *blob;
  memcpy (self->key, key, sizeof self->key);
  memcpy (self->prefix, prefix, sizeof self->prefix);
  crypto_generichash_init (&self->tags, self->key, sizeof self->key, 32);
}

static void
chunks_place (const Chunks *self, gboolean last, guint8 nonce[HARK_NONCE_LEN], guint8 ad[AD_LEN])
{
  guint8 *at = hark_put (nonce, self->prefix, sizeof self->prefix);

  hark_put_int (at, self->index, 8);
  at = hark_put_tag (ad, TAG);
  at = hark_put (at, self->blob.bytes, HARK_ID_LEN);
  at = hark_put_int (at, self->index, 8);
  hark_put_int (at, last ? 1 : 0, 1);
}

static void
chunks_seal (Chunks *self, const guint8 *plain, gsize length, gboolean last, guint8 *sealed)
{
  guint8 nonce[HARK_NONCE_LEN], ad[AD_LEN];

  chunks_place (self, last, nonce, ad);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed, NULL, plain, length, ad, sizeof ad, NULL,
                                              nonce, self->key);
  crypto_generichash_update (&self->tags, sealed + length, HARK_FILE_TAG);
  self->index++;
}

static gboolean
chunks_open (Chunks *self, const guint8 *sealed, gsize length, gboolean last, guint8 *plain)
{
  guint8 nonce[HARK_NONCE_LEN], ad[AD_LEN];

  chunks_place (self, last, nonce, ad);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, sealed, length, ad, sizeof ad,
                                                  nonce, self->key)
      != 0)
    return FALSE;

  crypto_generichash_update (&self->tags, sealed + length - HARK_FILE_TAG, HARK_FILE_TAG);
  self->index++;
  return TRUE;
}

/* ------------------------------------------------------------------ sealer */

struct _HarkFileSealer
{
  Chunks chunks;
  gint64 max;
  gint64 size;
  HarkFileSink sink;
  gpointer user;
  gsize used;    /* of plain */
  gboolean over; /* finished or failed: a chunk is sealed once */
  guint8 plain[HARK_FILE_CHUNK];
  guint8 sealed[SEALED_CHUNK];
};

HarkFileSealer *
hark_file_sealer_new_with_key (const HarkId *blob, gint64 max, HarkFileSink sink, gpointer user,
                               const guint8 key[32], const guint8 prefix[16])
{
  HarkFileSealer *self = hark_seal_alloc (sizeof *self);

  chunks_init (&self->chunks, blob, key, prefix);
  self->max = MIN (max, HARK_FILE_MAX_SIZE);
  self->sink = sink;
  self->user = user;
  return self;
}

HarkFileSealer *
hark_file_sealer_new (const HarkId *blob, gint64 max, HarkFileSink sink, gpointer user)
{
  guint8 key[32], prefix[16];
  HarkFileSealer *self;

  randombytes_buf (key, sizeof key);
  randombytes_buf (prefix, sizeof prefix);
  self = hark_file_sealer_new_with_key (blob, max, sink, user, key, prefix);
  sodium_memzero (key, sizeof key);
  return self;
}

static gboolean
sealer_flush (HarkFileSealer *self, gboolean last, GError **error)
{
  gsize length = self->used;

  chunks_seal (&self->chunks, self->plain, length, last, self->sealed);
  self->used = 0;
  return self->sink (self->user, self->sealed, length + HARK_FILE_TAG, error);
}

/* NULL @data: zeros. A full chunk waits for the next byte, since it might be the last. */
static gboolean
sealer_push (HarkFileSealer *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize piece;

      if (self->used == HARK_FILE_CHUNK && !sealer_flush (self, FALSE, error))
        return FALSE;

      piece = MIN (length, HARK_FILE_CHUNK - self->used);
      if (data != NULL)
        {
          memcpy (self->plain + self->used, data, piece);
          data += piece;
        }
      else
        memset (self->plain + self->used, 0, piece);
      self->used += piece;
      length -= piece;
    }

  return TRUE;
}

gboolean
hark_file_sealer_feed (HarkFileSealer *self, const guint8 *data, gsize length, GError **error)
{
  if (self->over)
    return refuse (error, HARK_ERROR_INVALID, "this file is already sealed or has failed");

  if (length > (guint64)(self->max - self->size))
    {
      self->over = TRUE;
      return refuse (error, HARK_ERROR_TOO_LARGE, "the file is too large");
    }

  self->size += (gint64)length;
  self->over = !sealer_push (self, data, length, error);
  return !self->over;
}

gboolean
hark_file_sealer_finish (HarkFileSealer *self, HarkManifest *manifest, GError **error)
{
  gint64 padded = hark_file_padded_size (self->size);

  if (self->over)
    return refuse (error, HARK_ERROR_INVALID, "this file is already sealed or has failed");

  self->over = TRUE;
  if (!sealer_push (self, NULL, (gsize)(padded - self->size), error)
      || !sealer_flush (self, TRUE, error))
    return FALSE;

  manifest->blob = self->chunks.blob;
  manifest->size = self->size;
  manifest->padded = padded;
  memcpy (manifest->key, self->chunks.key, sizeof manifest->key);
  memcpy (manifest->prefix, self->chunks.prefix, sizeof manifest->prefix);
  manifest->chunks = self->chunks.index;
  crypto_generichash_final (&self->chunks.tags, manifest->hash, sizeof manifest->hash);
  return TRUE;
}

void
hark_file_sealer_free (HarkFileSealer *self)
{
  hark_seal_free (self);
}

/* ------------------------------------------------------------------ opener */

struct _HarkFileOpener
{
  Chunks chunks;
  gint64 size;
  gint64 given; /* of size, to the sink */
  gint64 padded;
  guint64 n_chunks;
  guint8 hash[32];
  HarkFileSink sink;
  gpointer user;
  gsize used;    /* of sealed */
  gboolean over; /* finished or failed */
  guint8 sealed[SEALED_CHUNK];
  guint8 plain[HARK_FILE_CHUNK];
};

HarkFileOpener *
hark_file_opener_new (const HarkManifest *manifest, HarkFileSink sink, gpointer user)
{
  HarkFileOpener *self = hark_seal_alloc (sizeof *self);

  chunks_init (&self->chunks, &manifest->blob, manifest->key, manifest->prefix);
  self->size = manifest->size;
  self->padded = manifest->padded;
  self->n_chunks = manifest->chunks;
  memcpy (self->hash, manifest->hash, sizeof self->hash);
  self->sink = sink;
  self->user = user;
  return self;
}

/* Sealed bytes of the chunk we are at; 0 behind the last. */
static gsize
opener_expects (const HarkFileOpener *self)
{
  guint64 before = self->chunks.index * HARK_FILE_CHUNK;

  if (self->chunks.index >= self->n_chunks)
    return 0;

  return (gsize)MIN ((guint64)HARK_FILE_CHUNK, (guint64)self->padded - before) + HARK_FILE_TAG;
}

static gboolean
opener_flush (HarkFileOpener *self, GError **error)
{
  gboolean last = self->chunks.index + 1 == self->n_chunks;
  gsize length = self->used - HARK_FILE_TAG;
  gsize wanted = (gsize)MIN ((gint64)length, self->size - self->given);

  if (!chunks_open (&self->chunks, self->sealed, self->used, last, self->plain))
    return refuse (error, HARK_ERROR_UNVERIFIED, "a piece of the file does not open");
  if (!hark_seal_is_zero (self->plain + wanted, length - wanted))
    return refuse (error, HARK_ERROR_UNVERIFIED, "the file's padding is wrong");

  self->used = 0;
  self->given += (gint64)wanted;
  return wanted == 0 || self->sink (self->user, self->plain, wanted, error);
}

gboolean
hark_file_opener_feed (HarkFileOpener *self, const guint8 *data, gsize length, GError **error)
{
  if (self->over)
    return refuse (error, HARK_ERROR_UNVERIFIED, "this file is already open or has failed");

  while (length > 0)
    {
      gsize expected = opener_expects (self);
      gsize piece = MIN (length, expected - self->used);

      if (expected == 0)
        {
          self->over = TRUE;
          return refuse (error, HARK_ERROR_UNVERIFIED, "the file goes on behind its end");
        }

      memcpy (self->sealed + self->used, data, piece);
      self->used += piece;
      data += piece;
      length -= piece;
      if (self->used == expected && !opener_flush (self, error))
        {
          self->over = TRUE;
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
hark_file_opener_finish (HarkFileOpener *self, GError **error)
{
  guint8 hash[32];

  if (self->over)
    return refuse (error, HARK_ERROR_UNVERIFIED, "this file is already open or has failed");

  self->over = TRUE;
  crypto_generichash_final (&self->chunks.tags, hash, sizeof hash);
  if (self->chunks.index != self->n_chunks || self->used != 0 || self->given != self->size)
    return refuse (error, HARK_ERROR_UNVERIFIED, "the file ends too early");
  if (sodium_memcmp (hash, self->hash, sizeof hash) != 0)
    return refuse (error, HARK_ERROR_UNVERIFIED, "the file is not the one that was announced");
  return TRUE;
}

void
hark_file_opener_free (HarkFileOpener *self)
{
  hark_seal_free (self);
}

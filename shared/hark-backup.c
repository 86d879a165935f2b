/* hark-backup.c: see hark-backup.h */
#include "hark-backup.h"

#include "hark-code.h"
#include "hark-error.h"
#include "hark-seal-private.h"

#include <sodium.h>

#define VERSION 1
#define SUITE 1
#define KIND_PUBLIC 1
#define KIND_SECRET 2
#define CHUNK 65536
#define OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES
#define SEAL_LEN (crypto_box_SEALBYTES + HARK_KEY_LEN)
#define START_LEN (HARK_BACKUP_MAGIC_LEN + 4) /* until the seals */
#define STREAM_LEN crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define MAX_HEADER (START_LEN + HARK_BACKUP_MAX_RECIPIENTS * SEAL_LEN + STREAM_LEN)

G_STATIC_ASSERT (crypto_secretstream_xchacha20poly1305_KEYBYTES == HARK_KEY_LEN);
G_STATIC_ASSERT (crypto_box_SEEDBYTES == HARK_KEY_LEN);
G_STATIC_ASSERT (SEAL_LEN == 80 && STREAM_LEN == 24 && OVERHEAD == 17);

struct _HarkBackupKey
{
  gboolean is_stream;
  guint8 bytes[HARK_KEY_LEN]; /* the pair's seed, or a stream's key */
};

static gboolean
refuse (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, (int)code, text);
  return FALSE;
}

/* ------------------------------------------------------------------ keys */

HarkBackupKey *
hark_backup_key_new (void)
{
  HarkBackupKey *self = hark_seal_alloc (sizeof *self);

  hark_seal_random (self->bytes, sizeof self->bytes);
  return self;
}

void
hark_backup_key_free (HarkBackupKey *self)
{
  hark_seal_free (self);
}

void
hark_backup_key_get_recipient (const HarkBackupKey *self, HarkBackupRecipient *to)
{
  guint8 sk[32];

  g_assert (!self->is_stream);
  hark_seal_box_keys (self->bytes, to->pk, sk);
  sodium_memzero (sk, sizeof sk);
}

static char *
to_line (const char *prefix, guint8 kind, const guint8 bytes[32])
{
  guint8 data[1 + 32];
  char *code, *line;

  data[0] = kind;
  memcpy (data + 1, bytes, 32);
  code = hark_code_bytes_to_line (data, sizeof data);
  line = g_strconcat (prefix, code, NULL);
  hark_seal_free_string (code);
  sodium_memzero (data, sizeof data);
  return line;
}

char *
hark_backup_key_to_line (const HarkBackupKey *self)
{
  g_assert (!self->is_stream);
  return to_line (HARK_BACKUP_SECRET_PREFIX, KIND_SECRET, self->bytes);
}

char *
hark_backup_recipient_to_line (const HarkBackupRecipient *self)
{
  return to_line (HARK_BACKUP_PREFIX, KIND_PUBLIC, self->pk);
}

/* The only line that says something, without blanks around it. (transfer full) */
static char *
find_line (const char *text, GError **error)
{
  char *found = NULL;

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\r\n");
      char *line = g_strstrip (g_strndup (text, length));

      text += length + strspn (text + length, "\r\n");
      if (*line == '\0' || *line == '#')
        hark_seal_free_string (line);
      else if (found == NULL)
        found = line;
      else
        {
          hark_seal_free_string (line);
          hark_seal_free_string (found);
          refuse (error, HARK_ERROR_INVALID, "there is more than one key");
          return NULL;
        }
    }
  if (found == NULL)
    refuse (error, HARK_ERROR_INVALID, "there is no key");

  return found;
}

static gboolean
parse_line (const char *line, const char *prefix, const char *other, guint8 kind, guint8 out[32],
            GError **error)
{
  const char *what = kind == KIND_SECRET ? "secret key" : "public key";
  guint8 data[1 + 32];
  gboolean ok;

  if (g_str_has_prefix (line, other))
    return refuse (error, HARK_ERROR_INVALID,
                   kind == KIND_SECRET
                       ? "this is the public key; a backup is opened by the secret one"
                       : "this is the secret key; a backup is encrypted to the public one");
  if (!g_str_has_prefix (line, prefix))
    return refuse (error, HARK_ERROR_INVALID, "this is no key for backups");
  if (!hark_code_bytes_parse (line + strlen (prefix), what, data, sizeof data, error))
    return FALSE;

  ok = data[0] == kind
       || refuse (error, HARK_ERROR_UPGRADE, "this key is of a newer version of Hark");
  if (ok)
    memcpy (out, data + 1, 32);
  sodium_memzero (data, sizeof data);
  return ok;
}

static gboolean
parse (const char *text, const char *prefix, const char *other, guint8 kind, guint8 out[32],
       GError **error)
{
  char *line = find_line (text, error);
  gboolean ok = line != NULL && parse_line (line, prefix, other, kind, out, error);

  hark_seal_free_string (line);
  return ok;
}

HarkBackupKey *
hark_backup_key_parse (const char *text, GError **error)
{
  g_autoptr (HarkBackupKey) self = hark_seal_alloc (sizeof *self);

  return parse (text, HARK_BACKUP_SECRET_PREFIX, HARK_BACKUP_PREFIX, KIND_SECRET, self->bytes,
                error)
             ? g_steal_pointer (&self)
             : NULL;
}

gboolean
hark_backup_recipient_parse (const char *text, HarkBackupRecipient *self, GError **error)
{
  HarkBackupRecipient read;

  if (!parse (text, HARK_BACKUP_PREFIX, HARK_BACKUP_SECRET_PREFIX, KIND_PUBLIC, read.pk, error))
    return FALSE;
  if (!hark_seal_is_box_pk (read.pk))
    return refuse (error, HARK_ERROR_INVALID, "nothing can be encrypted to this key");

  *self = read;
  return TRUE;
}

/* ------------------------------------------------------------------ sealer */

struct _HarkBackupSealer
{
  guint8 key[HARK_KEY_LEN];
  crypto_secretstream_xchacha20poly1305_state state;
  HarkFileSink sink;
  gpointer user;
  gboolean begun, over;
  gsize header_len, used; /* used: of plain */
  guint8 header[MAX_HEADER];
  guint8 plain[CHUNK];
  guint8 sealed[CHUNK + OVERHEAD];
};

HarkBackupSealer *
hark_backup_sealer_new (const HarkBackupRecipient *to, guint n_to, HarkFileSink sink, gpointer user)
{
  HarkBackupSealer *self = hark_seal_alloc (sizeof *self);
  guint8 *at = hark_put (self->header, HARK_BACKUP_MAGIC, HARK_BACKUP_MAGIC_LEN);

  g_assert (n_to > 0 && n_to <= HARK_BACKUP_MAX_RECIPIENTS);
  crypto_secretstream_xchacha20poly1305_keygen (self->key);
  at = hark_put_int (at, VERSION, 1);
  at = hark_put_int (at, SUITE, 1);
  at = hark_put_int (at, n_to, 1);
  at = hark_put_int (at, 0, 1);
  for (guint i = 0; i < n_to; i++, at += SEAL_LEN)
    /* fails for no key that hark_backup_recipient_parse () takes */
    g_assert (crypto_box_seal (at, self->key, sizeof self->key, to[i].pk) == 0);
  crypto_secretstream_xchacha20poly1305_init_push (&self->state, at, self->key);
  self->header_len = (gsize)(at - self->header) + STREAM_LEN;
  self->sink = sink;
  self->user = user;
  return self;
}

/* The header goes out with the first chunk. */
static gboolean
push (HarkBackupSealer *self, guint8 tag, GError **error)
{
  const guint8 *ad = self->begun ? NULL : self->header;
  gsize ad_len = self->begun ? 0 : self->header_len;
  unsigned long long length;

  crypto_secretstream_xchacha20poly1305_push (&self->state, self->sealed, &length, self->plain,
                                              self->used, ad, ad_len, tag);
  if ((self->begun || self->sink (self->user, self->header, self->header_len, error))
      && self->sink (self->user, self->sealed, (gsize)length, error))
    {
      self->begun = TRUE;
      self->used = 0;
      return TRUE;
    }

  self->over = TRUE;
  return FALSE;
}

gboolean
hark_backup_sealer_feed (HarkBackupSealer *self, const guint8 *data, gsize length, GError **error)
{
  if (self->over)
    return refuse (error, HARK_ERROR_INVALID, "this backup has ended");

  while (length > 0)
    {
      gsize piece;

      /* a full one waits until it is known not to be the last */
      if (self->used == CHUNK
          && !push (self, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, error))
        return FALSE;
      piece = MIN (length, CHUNK - self->used);
      memcpy (self->plain + self->used, data, piece);
      self->used += piece;
      data += piece;
      length -= piece;
    }

  return TRUE;
}

gboolean
hark_backup_sealer_finish (HarkBackupSealer *self, GError **error)
{
  if (self->over)
    return refuse (error, HARK_ERROR_INVALID, "this backup has ended");
  if (!push (self, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error))
    return FALSE;

  self->over = TRUE;
  return TRUE;
}

HarkBackupKey *
hark_backup_sealer_get_key (HarkBackupSealer *self)
{
  HarkBackupKey *key = hark_seal_alloc (sizeof *key);

  key->is_stream = TRUE;
  memcpy (key->bytes, self->key, sizeof key->bytes);
  return key;
}

void
hark_backup_sealer_free (HarkBackupSealer *self)
{
  hark_seal_free (self);
}

/* ------------------------------------------------------------------ opener */

struct _HarkBackupOpener
{
  const HarkBackupKey *key;
  crypto_secretstream_xchacha20poly1305_state state;
  HarkFileSink sink;
  gpointer user;
  gboolean begun, ended, failed;
  gsize header_len; /* 0 until the number of seals is known */
  gsize used;       /* of sealed, which holds the header first */
  gboolean is_open; /* the header was read */
  guint8 header[MAX_HEADER];
  guint8 sealed[CHUNK + OVERHEAD];
  guint8 plain[CHUNK];
};

HarkBackupOpener *
hark_backup_opener_new (const HarkBackupKey *key, HarkFileSink sink, gpointer user)
{
  HarkBackupOpener *self = hark_seal_alloc (sizeof *self);

  self->key = key;
  self->sink = sink;
  self->user = user;
  return self;
}

static gboolean
read_start (HarkBackupOpener *self, GError **error)
{
  const guint8 *at = self->sealed;

  if (memcmp (at, HARK_BACKUP_MAGIC, HARK_BACKUP_MAGIC_LEN) != 0)
    return refuse (error, HARK_ERROR_INVALID, "this is no encrypted backup of Hark");
  if (at[4] != VERSION || at[5] != SUITE)
    return refuse (error, HARK_ERROR_UPGRADE, "this backup is of a newer version of Hark");
  if (at[6] == 0 || at[6] > HARK_BACKUP_MAX_RECIPIENTS || at[7] != 0)
    return refuse (error, HARK_ERROR_INVALID, "the backup is damaged: its header is wrong");

  self->header_len = START_LEN + at[6] * SEAL_LEN + STREAM_LEN;
  return TRUE;
}

/* Of the seals the one that is ours. */
static gboolean
find_stream_key (const HarkBackupOpener *self, guint8 key[HARK_KEY_LEN])
{
  guint n = self->header[6];
  guint8 pk[32], sk[32];
  gboolean found = FALSE;

  if (self->key->is_stream)
    {
      memcpy (key, self->key->bytes, HARK_KEY_LEN);
      return TRUE;
    }

  hark_seal_box_keys (self->key->bytes, pk, sk);
  for (guint i = 0; i < n && !found; i++)
    found = crypto_box_seal_open (key, self->header + START_LEN + i * SEAL_LEN, SEAL_LEN, pk, sk)
            == 0;
  sodium_memzero (sk, sizeof sk);
  return found;
}

static gboolean
read_header (HarkBackupOpener *self, GError **error)
{
  guint8 key[HARK_KEY_LEN];

  memcpy (self->header, self->sealed, self->header_len);
  self->used = 0;
  self->is_open = TRUE;
  if (!find_stream_key (self, key))
    {
      sodium_memzero (key, sizeof key);
      return refuse (error, HARK_ERROR_FORBIDDEN,
                     "this key does not open the backup: it was encrypted to another one, or its"
                     " header is damaged");
    }

  crypto_secretstream_xchacha20poly1305_init_pull (
      &self->state, self->header + self->header_len - STREAM_LEN, key);
  sodium_memzero (key, sizeof key);
  return TRUE;
}

/* @sealed holds a chunk: a whole one, or what was left before the end. */
static gboolean
open_chunk (HarkBackupOpener *self, GError **error)
{
  const guint8 *ad = self->begun ? NULL : self->header;
  gsize ad_len = self->begun ? 0 : self->header_len;
  unsigned long long length;
  guint8 tag;

  if (self->used < OVERHEAD)
    return refuse (error, HARK_ERROR_INVALID, "the backup is damaged: its end is missing");
  if (crypto_secretstream_xchacha20poly1305_pull (&self->state, self->plain, &length, &tag,
                                                  self->sealed, self->used, ad, ad_len)
      != 0)
    return refuse (error, HARK_ERROR_UNVERIFIED,
                   "the backup is damaged: a piece of it is incomplete or was changed");

  self->begun = TRUE;
  self->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  if (!self->ended && (length != CHUNK || tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
    return refuse (error, HARK_ERROR_UNVERIFIED,
                   "the backup is damaged: a piece is not as it should be");
  self->used = 0;
  return length == 0 || self->sink (self->user, self->plain, (gsize)length, error);
}

/* Bytes that make the next step possible. */
static gsize
expects (const HarkBackupOpener *self)
{
  if (self->is_open)
    return sizeof self->sealed;

  return self->header_len != 0 ? self->header_len : START_LEN;
}

static gboolean
advance (HarkBackupOpener *self, GError **error)
{
  if (self->is_open)
    return open_chunk (self, error);

  return self->header_len != 0 ? read_header (self, error) : read_start (self, error);
}

static gboolean
feed (HarkBackupOpener *self, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gsize piece = MIN (length, expects (self) - self->used);

      if (self->ended)
        return refuse (error, HARK_ERROR_INVALID,
                       "the backup is damaged: it goes on behind its end");
      memcpy (self->sealed + self->used, data, piece);
      self->used += piece;
      data += piece;
      length -= piece;
      if (self->used == expects (self) && !advance (self, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
hark_backup_opener_feed (HarkBackupOpener *self, const guint8 *data, gsize length, GError **error)
{
  if (self->failed)
    return refuse (error, HARK_ERROR_INVALID, "this backup has failed");

  self->failed = !feed (self, data, length, error);
  return !self->failed;
}

gboolean
hark_backup_opener_finish (HarkBackupOpener *self, GError **error)
{
  if (self->failed)
    return refuse (error, HARK_ERROR_INVALID, "this backup has failed");

  self->failed = TRUE; /* nothing may follow */
  if (!self->is_open)
    return refuse (error, HARK_ERROR_INVALID, "the backup is damaged: its end is missing");
  /* The last chunk may be shorter than the others, and nobody says how long; one that is, and is
   * not marked as the last, is refused there. */
  return self->ended || open_chunk (self, error);
}

void
hark_backup_opener_free (HarkBackupOpener *self)
{
  hark_seal_free (self);
}

/* hark-file.h: attachments in sealed chunks (crypto.md, Files)
 *
 * Chunk i = XChaCha20-Poly1305-IETF of 64 KiB (the last one shorter) under the file's key, nonce =
 * prefix 16 ‖ u64 i, AAD = lp("hark/file/v1") ‖ file id 16 ‖ u64 i ‖ u8 last. The plaintext is
 * padded with zeros to the Padmé size, at least 1 KiB. An empty file is 1 KiB of zeros. */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_FILE_CHUNK 65536
#define HARK_FILE_TAG 16
#define HARK_FILE_MAX_NAME 255
#define HARK_FILE_MAX_TYPE 127
#define HARK_FILE_MAX_SIZE (G_GINT64_CONSTANT (4) * 1024 * 1024 * 1024)

/* Padmé (Nikitin et al., PETS 2019) of @size, at least 1024. */
gint64 hark_file_padded_size (gint64 size);
/* Bytes on the server of a file of @padded bytes. */
gint64 hark_file_sealed_size (gint64 padded);

/* A name that hark_manifest_from_json() takes, whatever came as a file's name: the part behind the
 * last slash or backslash, controls as "_", at most HARK_FILE_MAX_NAME bytes; "file" where nothing
 * is left. (transfer full) */
char *hark_file_clean_name (const char *raw);

typedef struct
{
  HarkId blob; /* the server's id of the sealed bytes */
  HarkId with; /* the object it belongs to */
  gboolean from_reporter;
  char *name;
  char *type;
  gint64 size; /* true size in bytes */
  gint64 padded;
  guint8 key[32];
  guint8 prefix[16];
  guint64 chunks;
  guint8 hash[32]; /* H (32, key, no tag, all chunk tags in order) */
} HarkManifest;

JsonObject *hark_manifest_to_json (const HarkManifest *self);
/* Checks that sizes, chunk count and padding agree; the name has no slash, control or blank end and
 * is not "." or ".."; the type is printable ASCII. HARK_ERROR_INVALID. */
HarkManifest *hark_manifest_from_json (JsonObject *body, GError **error);
void hark_manifest_free (HarkManifest *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkManifest, hark_manifest_free)

/* Sealing a stream whose size is not known ahead: push bytes, take sealed chunks as they become
 * ready. */
typedef struct _HarkFileSealer HarkFileSealer;
/* Called with each sealed chunk in order. */
typedef gboolean (*HarkFileSink) (gpointer user, const guint8 *data, gsize length, GError **error);

/* Random key and prefix. @max in bytes: HARK_ERROR_TOO_LARGE past it. */
HarkFileSealer *hark_file_sealer_new (const HarkId *blob, gint64 max, HarkFileSink sink,
                                      gpointer user);
gboolean hark_file_sealer_feed (HarkFileSealer *self, const guint8 *data, gsize length,
                                GError **error);
/* Pads, seals the rest, fills blob, size, padded, key, prefix, chunks and hash of @manifest. After
 * a failure, of the sink too, the sealer refuses everything: a chunk is sealed once. */
gboolean hark_file_sealer_finish (HarkFileSealer *self, HarkManifest *manifest, GError **error);
void hark_file_sealer_free (HarkFileSealer *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkFileSealer, hark_file_sealer_free)

/* Opening: push sealed bytes in any pieces, get plaintext (without padding) in order. */
typedef struct _HarkFileOpener HarkFileOpener;
HarkFileOpener *hark_file_opener_new (const HarkManifest *manifest, HarkFileSink sink,
                                      gpointer user);
/* HARK_ERROR_UNVERIFIED at the first chunk that does not open; nothing of it reaches the sink. */
gboolean hark_file_opener_feed (HarkFileOpener *self, const guint8 *data, gsize length,
                                GError **error);
/* Count, last flag, size and hash: only then is the file complete. HARK_ERROR_UNVERIFIED. */
gboolean hark_file_opener_finish (HarkFileOpener *self, GError **error);
void hark_file_opener_free (HarkFileOpener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkFileOpener, hark_file_opener_free)

G_END_DECLS

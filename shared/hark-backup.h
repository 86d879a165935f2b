/* hark-backup.h: a backup encrypted to keys, as a stream
 *
 * header ‖ chunks. Header: magic "HKB1" 4, version 1, suite 1, n 1, zero 1, then n seals of 80
 * bytes (crypto_box_seal of the stream's 32-byte key, one for each recipient), then 24 bytes of
 * crypto_secretstream_xchacha20poly1305. Chunk: 64 KiB of plaintext (the last one 0 … 64 KiB) and
 * 17 bytes; the last one has the tag FINAL, all others MESSAGE; AAD of the first is the whole
 * header, of the others nothing. Nothing follows the last one.
 *
 * A key pair is X25519 of a 32-byte seed (crypto_box_seed_keypair). Its texts, as any code is
 * written (hark-code.h): "hark-backup-to:" and line (1 ‖ public key), "hark-backup-secret:" and
 * line (2 ‖ seed).
 */
#pragma once

#include "hark-file.h"

G_BEGIN_DECLS

#define HARK_BACKUP_MAGIC "HKB1"
#define HARK_BACKUP_MAGIC_LEN 4
#define HARK_BACKUP_MAX_RECIPIENTS 8
#define HARK_BACKUP_PREFIX "hark-backup-to:"
#define HARK_BACKUP_SECRET_PREFIX "hark-backup-secret:"
#define HARK_BACKUP_MAX_TEXT 4096 /* of a file that holds a key */

typedef struct
{
  guint8 pk[32];
} HarkBackupRecipient;

/* What opens a backup, in locked memory: a recipient's secret, or one stream's own key. */
typedef struct _HarkBackupKey HarkBackupKey;

HarkBackupKey *hark_backup_key_new (void);
void hark_backup_key_get_recipient (const HarkBackupKey *self, HarkBackupRecipient *to);
/* The text of its secret: free with hark_seal_free_string(). Never for a stream's key. */
char *hark_backup_key_to_line (const HarkBackupKey *self);
void hark_backup_key_free (HarkBackupKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkBackupKey, hark_backup_key_free)

/* @text may be a whole file: blank lines and lines that begin with # say nothing, one other is
 * left. HARK_ERROR_INVALID says what is wrong (the other half of the pair too), never quoting the
 * text; HARK_ERROR_UPGRADE. (transfer full) */
HarkBackupKey *hark_backup_key_parse (const char *text, GError **error);
char *hark_backup_recipient_to_line (const HarkBackupRecipient *self);
gboolean hark_backup_recipient_parse (const char *text, HarkBackupRecipient *self, GError **error);

/* Sealing a stream: push bytes in any pieces, take sealed ones in order. */
typedef struct _HarkBackupSealer HarkBackupSealer;
/* 1 … HARK_BACKUP_MAX_RECIPIENTS, each of which opens it alone. */
HarkBackupSealer *hark_backup_sealer_new (const HarkBackupRecipient *to, guint n_to,
                                          HarkFileSink sink, gpointer user);
/* After a failure of the sink the sealer refuses everything. */
gboolean hark_backup_sealer_feed (HarkBackupSealer *self, const guint8 *data, gsize length,
                                  GError **error);
gboolean hark_backup_sealer_finish (HarkBackupSealer *self, GError **error);
/* The key of this stream alone, so that who wrote it can read it again. (transfer full) */
HarkBackupKey *hark_backup_sealer_get_key (HarkBackupSealer *self);
void hark_backup_sealer_free (HarkBackupSealer *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkBackupSealer, hark_backup_sealer_free)

/* Opening: push sealed bytes in any pieces, get plaintext in order; the sink gets at most one chunk
 * at a time, and nothing of one that does not open. @key must outlive it. */
typedef struct _HarkBackupOpener HarkBackupOpener;
HarkBackupOpener *hark_backup_opener_new (const HarkBackupKey *key, HarkFileSink sink,
                                          gpointer user);
/* HARK_ERROR_INVALID: no such stream, or bytes behind its end; HARK_ERROR_UPGRADE: of a newer
 * version; HARK_ERROR_FORBIDDEN: @key is not one of its keys; HARK_ERROR_UNVERIFIED: it was
 * changed. */
gboolean hark_backup_opener_feed (HarkBackupOpener *self, const guint8 *data, gsize length,
                                  GError **error);
/* HARK_ERROR_INVALID where the end is missing: only then is it whole. */
gboolean hark_backup_opener_finish (HarkBackupOpener *self, GError **error);
void hark_backup_opener_free (HarkBackupOpener *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkBackupOpener, hark_backup_opener_free)

G_END_DECLS

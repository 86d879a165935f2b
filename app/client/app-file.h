/* app-file.h: attachments of this device: sealed on their way out (spool/), sealed as they came
 * (files/) */
#pragma once

#include "app-http.h"
#include "app-transfer.h"
#include "hark-file.h"

G_BEGIN_DECLS

/* Seals the file at @path into the spool, chunk by chunk, under a new key and a random blob id.
 * HARK_ERROR_INVALID for what cannot be read, HARK_ERROR_TOO_LARGE. */
HarkManifest *app_file_spool (const char *home, const char *path, GError **error);
/* Sends what the server does not have yet of a spooled blob. Fine to call again. Ends with
 * G_IO_ERROR_CANCELLED once the blob is discarded meanwhile. */
gboolean app_file_upload (const char *home, AppHttp *http, const HarkId *blob,
                          AppTransfers *transfers, GError **error);
/* The operation that names it was applied: it stays as a fetched file. */
void app_file_sent (const char *home, const HarkId *blob);
/* It must be sent once more: it goes back to where it was sent from. */
void app_file_unsend (const char *home, const HarkId *blob);
/* What of @blobs, a set of ids in hex, lies in the spool of @home is in that of @other as well. */
gboolean app_file_carry (const char *home, const char *other, GHashTable *blobs, GError **error);
/* Throws away what lies in spool/ and is none of @blobs, a set of ids in hex: sealed, and never
 * kept. */
void app_file_sweep (const char *home, GHashTable *blobs);
/* It will never be sent. */
void app_file_discard (const char *home, const HarkId *blob);
/* Nothing of it stays on this device. */
void app_file_forget (const char *home, const HarkId *blob);
/* Whether anything was fetched; of that only @blobs, a set of ids in hex, stays
 * (NULL: nothing). */
gboolean app_file_has_any (const char *home);
void app_file_keep_only (const char *home, GHashTable *blobs);
/* Nothing that was fetched stays; what waits to be sent does. */
void app_file_forget_all (const char *home);

/* TRUE: its sealed bytes are all here. */
gboolean app_file_is_here (const char *home, const HarkId *blob);
/* Takes the sealed bytes to files/, resuming where an earlier try ended. */
gboolean app_file_fetch (const char *home, AppHttp *http, const HarkManifest *manifest,
                         AppTransfers *transfers, GError **error);
/* Opens it to @path (0600), which is replaced only once every chunk has been verified. */
gboolean app_file_save (const char *home, const HarkManifest *manifest, const char *path,
                        GCancellable *cancellable, GError **error);

G_END_DECLS

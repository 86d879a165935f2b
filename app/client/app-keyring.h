/* app-keyring.h: the desktop's keyring, through libsecret. Blocking: for workers only.
 *
 * A keyring that does not answer is waited for a few seconds. One that asks the user to unlock it
 * is waited for until they have, or until @cancellable is cancelled: its prompt then stays, and is
 * nobody's. */
#pragma once

#include "hark-id.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define APP_KEYRING_SECONDS 10 /* for an answer that needs no user */

/* What is kept there for a device, as base64 or text. */
typedef enum
{
  APP_SECRET_LOCAL_KEY,
  APP_SECRET_ACCOUNT_KEY,
  APP_SECRET_SESSION,
} AppSecretKind;

/* HARK_ERROR_LOCKED: there is no keyring here, it would not open, or it does not answer. */
gboolean app_keyring_store (const HarkId *device, AppSecretKind kind, const char *secret,
                            GCancellable *cancellable, GError **error);
/* Asks a locked keyring to open, which may show its own prompt. HARK_ERROR_NOT_FOUND: it is open,
 * or tells what it holds while it is locked, and this is not there; HARK_ERROR_LOCKED as above.
 * Free with hark_seal_free_string (). */
char *app_keyring_lookup (const HarkId *device, AppSecretKind kind, GCancellable *cancellable,
                          GError **error);

G_END_DECLS

/* app-keyring.h: the desktop's keyring, through libsecret. Blocking: for workers only. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

/* What is kept there for a device, as base64 or text. */
typedef enum
{
  APP_SECRET_LOCAL_KEY,
  APP_SECRET_ACCOUNT_KEY,
  APP_SECRET_SESSION,
} AppSecretKind;

/* HARK_ERROR_LOCKED: there is no keyring here, or it would not open. */
gboolean app_keyring_store (const HarkId *device, AppSecretKind kind, const char *secret,
                            GError **error);
/* Asks a locked keyring to open, which may show its own prompt. HARK_ERROR_NOT_FOUND;
 * HARK_ERROR_LOCKED as above. Free with hark_seal_free_string (). */
char *app_keyring_lookup (const HarkId *device, AppSecretKind kind, GError **error);

G_END_DECLS

/* app-text-key-error.h: why a recovery key that somebody typed was not taken, in words */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *app_text_recovery_key_error (const GError *error);

G_END_DECLS

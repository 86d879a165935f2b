/* app-text-error.h: errors in the user's words */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for any error of the client library; static. */
const char *app_text_error (const GError *error);

G_END_DECLS

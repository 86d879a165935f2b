/* app-text-error.h: errors in the user's words */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for any error of the client library; static. */
const char *app_text_error (const GError *error);

/* Why nobody is excluded like that. */
const char *app_text_exclude_error (const GError *error);
/* What is wrong with a code of the second factor. */
const char *app_text_code_error (const GError *error);
/* What is wrong with an account key that was typed; NULL: it may be one. */
const char *app_text_key_error (const char *typed);

G_END_DECLS

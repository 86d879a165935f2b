/* hark-text.h: what a name from a stranger may hold, wherever it is shown */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TRUE for control characters, line and paragraph separators, and the marks that turn the direction
 * of what follows: with them a name could look like another. */
gboolean hark_text_is_control (gunichar c);
/* @length bytes of UTF-8, 1 to @max of them, no control, no blank at either end. @text need not end
 * in NUL. */
gboolean hark_text_is_name (const char *text, gsize length, gsize max);
/* What two names are compared by: NFKC, case folded, NFKC again. @name is valid UTF-8. (transfer
 * full) */
char *hark_text_fold (const char *name);

G_END_DECLS

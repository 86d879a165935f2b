/* app-text-language.h: what languages are called, in the language of this window */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "German" for "de", "French" for "fr"; what has no name, as it is. The names are those of Debian's iso-codes, as for GTK:
 * without that package Hark names its own two languages alone. Owned by Hark, or @language itself. */
const char *app_text_language (const char *language);

G_END_DECLS

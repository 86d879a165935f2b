/* mail-words.h: what a mail server said, as it may be kept */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Mail servers name the second of a reply, openly ("250 2.0.0 OK 1795852782 ... - gsmtp") or in the
 * mark that a mail has in their queue: "…" for each word that may tell it. Status codes, addresses
 * of machines and words without a digit stay. Never longer than @words. (transfer full) */
char *mail_words_cut (const char *words);

G_END_DECLS

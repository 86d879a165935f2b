/* mail-text.h: what mails say, in the recipient's language and the organisation's words.
 *
 * What something is called, when it is due and where it is kept; never what is in it, who wrote it
 * or what its subject is: nothing of that is here to be said. */
#pragma once

#include "mail-render.h"

G_BEGIN_DECLS

#define MAIL_TEXT_MAX_LINES 100 /* of a digest, then how many more */

/* A MailRender, for every kind but the test mail. */
MailVerdict mail_text_render (const MailOccasion *occasion, MailMessage *message);
/* Subject and text of a kind ("anonymous", "digest" …) in Hark's own words, as they stand in
 * @language ("en", "de"), with their fields in braces. Static. */
gboolean mail_text_get_words (const char *kind, const char *language, const char **subject,
                              const char **text);
/* @text as a page: the same words, paragraph by paragraph. (transfer full) */
char *mail_text_make_html (const char *language, const char *subject, const char *text);

G_END_DECLS

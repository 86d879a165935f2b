/* mail-text.h: what mails say, in the recipient's language and the organisation's words.
 *
 * What something is called, when it is due and where it is kept; never what is in it, who wrote it
 * or what its subject is: nothing of that is here to be said. */
#pragma once

#include "mail-render.h"

G_BEGIN_DECLS

/* Of a digest, then how many more; apart from what is to be deleted, of which each has a line. */
#define MAIL_TEXT_MAX_LINES 100

/* A MailRender, for every kind but the test mail. A deletion that the mail does not tell of, as it
 * does not hold by now, is taken out of what it carries (store-notice.h). */
MailVerdict mail_text_render (const MailOccasion *occasion, MailMessage *message);
/* Subject and text of a kind ("anonymous", "digest" …) in Hark's own words, as they stand in
 * @language ("en", "de"), with their fields in braces. Static. */
gboolean mail_text_get_words (const char *kind, const char *language, const char **subject,
                              const char **text);
/* @text as a page: the same words, paragraph by paragraph. (transfer full) */
char *mail_text_make_html (const char *language, const char *subject, const char *text);

G_END_DECLS

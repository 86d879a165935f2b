/* app-text-mail.h: why a mail server did not take a test mail */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for a reason of app-client-mail.h; NULL for the mail server's own words, and for what this Hark does not
 * know. Static. */
const char *app_text_mail_reason (const char *reason);

G_END_DECLS

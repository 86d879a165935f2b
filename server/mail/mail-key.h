/* mail-key.h: the server's own key for mails, in the data folder, outside the database and in no
 * backup: what a backup holds of the mail server's password cannot be read, and nobody but the
 * server connects a mail's headers with a ticket */
#pragma once

#include "hark-id.h"
#include "hark-seal.h"

G_BEGIN_DECLS

#define MAIL_KEY_FILE "mail.key" /* 0600, HARK_KEY_LEN bytes; @dir is the data folder */

/* FALSE where there is none. The caller wipes @key. */
gboolean mail_key_load (const char *dir, guint8 key[HARK_KEY_LEN]);
/* Makes it where there is none; all who ask at once get the same. HARK_ERROR_DISK. Waits for the
 * disk; from any thread. */
gboolean mail_key_ensure (const char *dir, guint8 key[HARK_KEY_LEN], GError **error);

/* What stands in a mail's headers for @id, and for @user where it is not NULL: the same each time,
 * and told by who has @key alone. @tag: what for. */
void mail_key_hide (const guint8 key[HARK_KEY_LEN], const char *tag, const HarkId *id,
                    const HarkId *user, HarkId *hidden);

G_END_DECLS

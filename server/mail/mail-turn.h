/* mail-turn.h: when each mail is tried next, to the second: in memory alone, as the minute in which
 * an anonymous reporter wrote could be read from it. The store keeps a later hour (store-mail.h),
 * which counts where the process that knew better has ended. From any thread. */
#pragma once

#include "store-mail.h"

G_BEGIN_DECLS

typedef struct _MailTurn MailTurn;

MailTurn *mail_turn_new (void);
void mail_turn_free (MailTurn *self);

/* Once, before anything else: what was tried by a process of before is not tried at once, for that
 * process may have ended of it, but after as long a pause as if it had been tried at @now. */
gboolean mail_turn_load (MailTurn *self, SrvStore *store, gint64 now, GError **error);
void mail_turn_set (MailTurn *self, const HarkId *mail, gint64 next);
void mail_turn_drop (MailTurn *self, const HarkId *mail);
/* G_MAXINT64: nothing is to be tried again. */
gint64 mail_turn_get_next (MailTurn *self);
/* Up to @max whose time has come. (element-type HarkId) (transfer full) */
GArray *mail_turn_list (MailTurn *self, gint64 now, guint max);

G_END_DECLS
